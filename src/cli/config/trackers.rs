//! `[[tracker]]` of the config: the documents that are kept true, whose gaps belong into them, and what their own
//! signs and words mean.

use toml_edit::{Item, Table};

use crate::model::Status;
use crate::tracker::Dialect;

/// One `[[tracker]]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Below the root of the repository.
    pub path: String,
    pub dialect: Option<Dialect>,
    /// Blocks whose gaps belong into it, whoever opened them.
    pub blocks: Vec<String>,
    /// Paths that it had before.
    pub was: Vec<String>,
    /// What its own signs and words mean.
    pub status: Vec<(String, Status)>,
}

/// The keys that an entry may have.
const KNOWN: &str = "path, dialect, blocks, was, status";

/// What is wrong, and the byte at which it stands.
type Wrong = (usize, String);

/// Reads the entries.
pub fn read(item: &Item) -> Result<Vec<Entry>, Wrong> {
    let entries = item.as_array_of_tables().ok_or_else(|| {
        (
            item.span().map_or(0, |s| s.start),
            "`tracker` is not a list: write [[tracker]]".to_owned(),
        )
    })?;
    entries.iter().map(entry).collect()
}

fn entry(table: &Table) -> Result<Entry, Wrong> {
    let mut entry = Entry::default();
    for (key, item) in table {
        let at = table.key(key).and_then(toml_edit::Key::span).map_or(0, |s| s.start);
        match key {
            "path" => entry.path = one(key, item, at)?.trim_start_matches("./").to_owned(),
            "dialect" => {
                let word = one(key, item, at)?;
                let found = Dialect::ALL.into_iter().find(|d| d.as_str() == word);
                entry.dialect = Some(found.ok_or((at, format!("`{word}` is no dialect")))?);
            }
            "blocks" => entry.blocks = many(key, item, at)?,
            "was" => entry.was = many(key, item, at)?,
            "status" => entry.status = statuses(item, at)?,
            _ => return Err((at, format!("unknown key `tracker.{key}` (known: {KNOWN})"))),
        }
    }
    if entry.path.is_empty() {
        let at = table.span().map_or(0, |s| s.start);
        return Err((at, "a `[[tracker]]` without `path`".to_owned()));
    }
    Ok(entry)
}

fn one(key: &str, item: &Item, at: usize) -> Result<String, Wrong> {
    let text = item.as_str().map(str::to_owned);
    text.ok_or_else(|| (at, format!("`tracker.{key}` is not a string")))
}

fn many(key: &str, item: &Item, at: usize) -> Result<Vec<String>, Wrong> {
    let all = item.as_array().and_then(|all| {
        all.iter().map(|v| v.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>()
    });
    all.ok_or_else(|| (at, format!("`tracker.{key}` is not a list of strings")))
}

fn statuses(item: &Item, at: usize) -> Result<Vec<(String, Status)>, Wrong> {
    let table = item.as_table_like();
    let table = table.ok_or_else(|| (at, "`tracker.status` is not a table".to_owned()))?;
    let one = |(said, item): (&str, &Item)| {
        let at = item.span().map_or(at, |s| s.start);
        let word = item.as_str().unwrap_or_default();
        let status = word.parse().map_err(|_| (at, format!("`{word}` is no status")))?;
        Ok((said.to_owned(), status))
    };
    table.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn trackers_are_read_and_what_is_wrong_in_them_is_named() {
        let text = "[[tracker]]\npath = \"./A.md\"\ndialect = \"table\"\nblocks = [\"Net\"]\n\n[tracker.status]\n\"[-]\" = \"dropped\"\n\n[[tracker]]\npath = \"B.md\"\n";
        let config = parse(text).unwrap();
        assert_eq!(config.trackers.len(), 2);
        let first = &config.trackers[0];
        assert_eq!((first.path.as_str(), first.dialect), ("A.md", Some(Dialect::Table)));
        assert_eq!(first.status, [("[-]".to_owned(), Status::Dropped)]);
        for (text, says) in [
            ("[[tracker]]\npath = \"A\"\ndialect = \"odd\"\n", "line 3: `odd` is no dialect"),
            (
                "[[tracker]]\npath = \"A\"\nstatus = { x = \"gone\" }\n",
                "line 3: `gone` is no status",
            ),
            ("[[tracker]]\ndialect = \"table\"\n", "line 1: a `[[tracker]]` without `path`"),
            ("[[tracker]]\npath = \"A\"\nblock = \"x\"\n", "line 3: unknown key `tracker.block`"),
            ("[tracker]\npath = \"A\"\n", "write [[tracker]]"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.message.contains(says), "{text}: {}", error.message);
        }
    }
}
