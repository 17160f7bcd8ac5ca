//! Commits and trees from their bytes, read by hand: what git tolerates here and gix there must not decide what an
//! audit sees. A reader only: the bytes were hashed before.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use gix::ObjectId;
use gix::bstr::{BStr, BString, ByteSlice};

use super::items::{Items, TREE};

/// A commit with what an audit asks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub tree: ObjectId,
    pub parents: Vec<ObjectId>,
    /// The committer date, and how far east of Greenwich that clock stood.
    pub seconds: i64,
    pub offset_seconds: i32,
    pub author: String,
    pub authored_seconds: i64,
    pub message: BString,
}

/// What is wrong with how a tree is made, in words.
pub type TreeFault = String;

/// A commit from its bytes, or `None` where they are none.
pub fn commit(bytes: &[u8]) -> Option<Commit> {
    let (head, message) = match bytes.find(b"\n\n") {
        Some(at) => (&bytes[..at], &bytes[at + 2..]),
        None => (bytes, &bytes[bytes.len()..]),
    };
    let mut lines = head.lines().peekable();
    let tree = ObjectId::from_hex(lines.next()?.strip_prefix(b"tree ")?).ok()?;
    let mut parents = Vec::new();
    while let Some(hex) = lines.peek().and_then(|l| l.strip_prefix(b"parent ")) {
        parents.push(ObjectId::from_hex(hex).ok()?);
        lines.next();
    }
    let (author, authored_seconds, _) = person(lines.next()?.strip_prefix(b"author ")?);
    let (_, seconds, offset_seconds) = person(lines.next()?.strip_prefix(b"committer ")?);
    Some(Commit {
        tree,
        parents,
        seconds,
        offset_seconds,
        author,
        authored_seconds,
        message: message.into(),
    })
}

/// `Name <mail> 1795176000 +0100`: the name, the time and its offset; what cannot be read is 0.
fn person(line: &[u8]) -> (String, i64, i32) {
    let (who, when) = match line.rfind_byte(b'>') {
        Some(at) => (&line[..at], &line[at + 1..]),
        None => (line, &line[line.len()..]),
    };
    let name = who.find(b"<").map_or(who, |at| &who[..at]).trim().to_str_lossy().into_owned();
    let mut words = when.fields();
    let mut word = || words.next().and_then(|w| w.to_str().ok());
    let seconds = word().and_then(|w| w.parse().ok()).unwrap_or(0);
    let offset = word().and_then(offset).unwrap_or(0);
    (name, seconds, offset)
}

fn offset(text: &str) -> Option<i32> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text.strip_prefix(['+', '-'])?;
    let number: i32 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    Some(sign * (number / 100 * 3600 + number % 100 * 60))
}

/// The entries of a tree in the order in which they stand, and what git would not have made.
pub fn tree(bytes: &[u8], hash: gix::hash::Kind) -> Option<(Items, Vec<TreeFault>)> {
    let items = Items::read(bytes, hash.len_in_bytes())?;
    let mut faults = Vec::new();
    // In the order of their names alone, each stands once.
    let mut is_plain = true;
    for at in 0..items.len() {
        let (name, (mode, digits)) = (items.name(at), items.mode(at));
        if !MODES.contains(&digits) {
            faults.push(format!("the entry `{name}` has the mode {}", digits.as_bstr()));
        }
        if let Some(why) = bad_name(name) {
            faults.push(format!("the entry `{name}` {why}"));
        }
        let Some(before) = at.checked_sub(1) else { continue };
        let (last, (last_mode, _)) = (items.name(before), items.mode(before));
        let common = last.len().min(name.len());
        if last[..common] < name[..common] {
            continue;
        }
        is_plain &= last < name;
        if order((last, last_mode), (name, mode)) != Ordering::Less && last != name {
            faults.push(format!("`{last}` stands before `{name}`"));
        }
    }
    if !is_plain {
        let mut names = BTreeSet::new();
        let twice: Vec<TreeFault> = (0..items.len())
            .map(|at| items.name(at))
            .filter(|name| !names.insert(*name))
            .map(|name| format!("the name `{name}` stands in it twice"))
            .collect();
        is_plain = twice.is_empty();
        faults.extend(twice);
    }
    Some((if is_plain { items.distinct() } else { items }, faults))
}

/// What git writes as a mode, and what it wrote once.
const MODES: [&[u8]; 6] = [b"40000", b"100644", b"100755", b"120000", b"160000", b"100664"];

/// Git sorts a folder as if its name ended in `/`.
fn order((a, a_mode): (&BStr, u32), (b, b_mode): (&BStr, u32)) -> Ordering {
    let key = |mode: u32| if mode == TREE { &b"/"[..] } else { b"" };
    a.iter().chain(key(a_mode)).cmp(b.iter().chain(key(b_mode)))
}

fn bad_name(name: &BStr) -> Option<&'static str> {
    match name.as_bytes() {
        b"" => Some("has no name"),
        b"." | b".." => Some("leads to another folder"),
        n if n.eq_ignore_ascii_case(b".git") || n.eq_ignore_ascii_case(b"git~1") => {
            Some("is the repository itself on some file systems")
        }
        n if n.contains(&b'/') || n.contains(&b'\\') => Some("holds a separator"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(entries: &[(&str, &str)]) -> Vec<TreeFault> {
        let mut bytes = Vec::new();
        for (mode, name) in entries {
            bytes.extend_from_slice(format!("{mode} {name}\0").as_bytes());
            bytes.extend_from_slice(&[7; 20]);
        }
        tree(&bytes, gix::hash::Kind::Sha1).unwrap().1
    }

    #[test]
    fn what_git_makes_has_no_fault() {
        assert!(
            made(&[("100644", "a.b"), ("40000", "a"), ("100755", "a0"), ("120000", "z")])
                .is_empty()
        );
    }

    #[test]
    fn what_git_would_not_make_has_one() {
        for entries in [
            &[("100644", "b"), ("100644", "a")][..],
            &[("40000", "a"), ("100644", "a.b")],
            &[("100644", "a"), ("100644", "a")],
            &[("100644", "a"), ("100644", "a.b"), ("40000", "a")],
            &[("40000", "..")],
            &[("40000", ".GIT")],
            &[("100644", "a/b")],
            &[("040000", "a")],
            &[("100666", "a")],
            &[("100644", "")],
        ] {
            assert_eq!(made(entries).len(), 1, "{entries:?}");
        }
    }

    #[test]
    fn a_cut_tree_is_none() {
        assert!(tree(b"100644 a\0short", gix::hash::Kind::Sha1).is_none());
        assert!(tree(b"100644 a", gix::hash::Kind::Sha1).is_none());
    }

    #[test]
    fn a_commit_is_read_from_its_lines() {
        let id = "0123456789012345678901234567890123456789";
        let text = format!(
            "tree {id}\nparent {id}\nauthor A B <a@b> 5 +0130\ncommitter C <c> 9 -0100\ngpgsig x\n y\n\nsubject\n\nbody\n"
        );
        let read = commit(text.as_bytes()).unwrap();
        assert_eq!((read.author.as_str(), read.authored_seconds), ("A B", 5));
        assert_eq!((read.seconds, read.offset_seconds, read.parents.len()), (9, -3600, 1));
        assert_eq!(read.message, "subject\n\nbody\n");
        assert!(commit(b"tree 12\n\n").is_none());
    }
}
