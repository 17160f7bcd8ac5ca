//! Trees and commits as the audit reads them: a tree without a fault is the one that git would have made.

use gaps::shell::objects::{read_commit, read_tree};

use super::{Target, files};

pub(super) const TARGET: Target = Target { name: "tree", seeds, run };

fn seeds() -> Vec<Vec<u8>> {
    let mut all = files("fuzz/seeds", ".tree");
    all.extend(files("fuzz/seeds", ".commit"));
    all.push(b"40000 ..\0aaaaaaaaaaaaaaaaaaaa100644 .git\0bbbbbbbbbbbbbbbbbbbb".to_vec());
    all
}

fn run(bytes: &[u8]) {
    for kind in [gix::hash::Kind::Sha1, gix::hash::Kind::Sha256] {
        let Some((items, faults)) = read_tree(bytes, kind) else { continue };
        let mut again = Vec::new();
        for item in items.iter() {
            again.extend_from_slice(format!("{:o} ", item.mode).as_bytes());
            again.extend_from_slice(item.name);
            again.push(0);
            again.extend_from_slice(item.id.as_slice());
        }
        if faults.is_empty() {
            assert_eq!(again, bytes, "no byte of a tree without a fault is left out");
            let bad = |n: &[u8]| n.is_empty() || n.contains(&b'/') || n == b".." || n == b".";
            assert!(!items.iter().any(|i| bad(i.name)));
        }
    }
    if let Some(commit) = read_commit(bytes) {
        assert!(bytes.ends_with(&commit.message), "the message is the end of the commit");
        assert!(commit.parents.len() * 40 < bytes.len());
    }
}
