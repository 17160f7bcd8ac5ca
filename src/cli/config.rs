//! `.gaps/config.toml`: what a team chooses for its ledger. Read from the working tree for convenience and from
//! the trunk for whatever decides a verdict. Unknown keys are named with their line, never ignored in silence.

pub mod trackers;
pub mod triggers;

use std::collections::BTreeMap;
use std::path::Path;

use toml_edit::{Document, Item, Value};

use crate::project::forge::Forge;
use crate::shell::disk;
use crate::shell::git::Git;

use super::failure::{Failure, REFUSED};

/// Where the file is, below the root of the repository.
pub const PATH: &str = ".gaps/config.toml";
/// A file larger than this is not read.
pub const BYTES_MAX: u64 = 256 * 1024;

/// The file's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// `[hosts]`: which forge a host of one's own runs.
    pub hosts: BTreeMap<String, Forge>,
    /// `[blocks]`: names and prefixes that a first gap of a block takes.
    pub blocks: BTreeMap<String, String>,
    /// `[triggers]`: what gives commit messages their meaning.
    pub triggers: triggers::Triggers,
    /// `[[tracker]]`: the documents that are kept true.
    pub trackers: Vec<trackers::Entry>,
}

/// The keys that a file may have.
const KNOWN: &str = "hosts, blocks, tracker, triggers";

/// A config in history that is larger than this gives messages no meaning.
pub const PAST_BYTES_MAX: usize = 256 * 1024;

/// The settings of the working tree; none where there is no file.
pub fn read(git: &Git) -> Result<Config, Failure> {
    let Some(root) = git.workdir() else { return Ok(Config::default()) };
    read_at(root)
}

/// For reading only: a broken file has no settings. Whoever needs it whole calls [`read`].
pub fn hosts(git: &Git) -> BTreeMap<String, Forge> {
    read(git).map(|c| c.hosts).unwrap_or_default()
}

fn read_at(root: &Path) -> Result<Config, Failure> {
    let read = disk::text(&root.join(PATH), BYTES_MAX);
    let Some(text) = read.map_err(|error| wrong(&format!("cannot be read: {error}")))? else {
        return Ok(Config::default());
    };
    parse(&text)
}

/// Reads the text of the file.
pub fn parse(text: &str) -> Result<Config, Failure> {
    let document: Document<String> =
        text.to_owned().parse().map_err(|e: toml_edit::TomlError| {
            let line = e.span().map_or(1, |s| line_of(text, s.start));
            wrong(&format!("line {line}: {}", e.message()))
        })?;
    let mut config = Config::default();
    for (key, item) in document.as_table() {
        match key {
            "hosts" => {
                for (host, value, line) in strings(text, key, item)? {
                    let forge = Forge::from_word(&value).ok_or_else(|| {
                        wrong(&format!("line {line}: `{value}` is no forge that gaps knows"))
                    })?;
                    config.hosts.insert(host, forge);
                }
            }
            "blocks" => {
                for (name, prefix, line) in strings(text, key, item)? {
                    if !crate::model::Block::is_prefix(&prefix) {
                        return Err(wrong(&format!(
                            "line {line}: `{prefix}` is no prefix of labels"
                        )));
                    }
                    config.blocks.insert(name, prefix);
                }
            }
            "triggers" => {
                config.triggers = triggers::read(item)
                    .map_err(|(at, why)| wrong(&format!("line {}: {why}", line_of(text, at))))?;
            }
            "tracker" => {
                config.trackers = trackers::read(item)
                    .map_err(|(at, why)| wrong(&format!("line {}: {why}", line_of(text, at))))?;
            }
            _ => {
                let at = document.as_table().key(key).and_then(toml_edit::Key::span);
                let line = at.map_or(1, |s| line_of(text, s.start));
                return Err(wrong(&format!("line {line}: unknown key `{key}` (known: {KNOWN})")));
            }
        }
    }
    Ok(config)
}

/// A table of strings, each with its line.
fn strings(text: &str, name: &str, item: &Item) -> Result<Vec<(String, String, usize)>, Failure> {
    let table = item.as_table_like().ok_or_else(|| wrong(&format!("`{name}` is not a table")))?;
    table
        .iter()
        .map(|(key, item)| {
            let line = item.span().map_or(1, |s| line_of(text, s.start));
            match item.as_value() {
                Some(Value::String(value)) => Ok((key.to_owned(), value.value().clone(), line)),
                _ => Err(wrong(&format!("line {line}: `{name}.{key}` is not a string"))),
            }
        })
        .collect()
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

fn wrong(what: &str) -> Failure {
    Failure::new(REFUSED, "bad-config", format!("{PATH} {what}"), format!("edit {PATH}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_named_with_their_line() {
        let error = parse("[hosts]\n\"git.example.org\" = \"gitlab\"\n\n[host]\n").unwrap_err();
        assert!(error.message.contains("line 4: unknown key `host`"), "{}", error.message);
        let error = parse("[hosts]\nx = \"svn\"\n").unwrap_err();
        assert!(error.message.contains("line 2"), "{}", error.message);
        assert!(parse("x = \n").unwrap_err().message.contains("line 1"));
    }

    #[test]
    fn hosts_and_blocks_are_read() {
        let config = parse(
            "[hosts]\n\"git.example.org\" = \"gitlab\"\n[blocks]\n\"Core Reliability\" = \"REL\"\n",
        )
        .unwrap();
        assert_eq!(config.hosts.get("git.example.org"), Some(&Forge::GitLab));
        assert_eq!(config.blocks.get("Core Reliability").map(String::as_str), Some("REL"));
    }
}
