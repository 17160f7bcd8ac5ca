//! `[triggers]` of the config: more names for the keys of messages, the roadmap style, and what the commit-msg hook
//! does about a message that does not hold.

use toml_edit::{Document, Item, Value};

use crate::project::scan::{Key, Roadmap, ScanConfig};

/// What the commit-msg hook does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Check {
    #[default]
    Warn,
    Block,
    Off,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Triggers {
    pub check: Check,
    pub scan: ScanConfig,
}

/// The verbs that `[triggers.keys]` can name.
const VERBS: [(&str, Key); 5] = [
    ("close", Key::Close),
    ("start", Key::Start),
    ("reopen", Key::Reopen),
    ("meet", Key::Meet),
    ("refer", Key::Refer),
];

/// What gives messages their meaning in a whole config file, whatever else stands in it.
pub fn of_text(text: &str) -> Option<ScanConfig> {
    let document: Document<String> = text.to_owned().parse().ok()?;
    read(document.get("triggers")?).ok().map(|t| t.scan)
}

/// Reads the table. An error names the byte at which it stands.
pub fn read(item: &Item) -> Result<Triggers, (usize, String)> {
    let mut triggers = Triggers::default();
    let table = item.as_table_like().ok_or_else(|| (0, "`triggers` is not a table".to_owned()))?;
    for (key, item) in table.iter() {
        let at = item.span().map_or(0, |s| s.start);
        match (key, item.as_value()) {
            ("check", Some(Value::String(word))) => {
                triggers.check = match word.value().as_str() {
                    "warn" => Check::Warn,
                    "block" => Check::Block,
                    "off" => Check::Off,
                    other => return Err((at, format!("`{other}` is none of warn, block, off"))),
                }
            }
            ("roadmap", Some(Value::Boolean(on))) => {
                if *on.value() {
                    triggers.scan = triggers.scan.with_roadmap(Roadmap::default());
                }
            }
            ("roadmap", Some(Value::String(prefix))) => {
                let prefix = prefix.value().clone();
                if !crate::model::Block::is_prefix(&prefix) {
                    return Err((at, format!("`{prefix}` is no prefix of labels")));
                }
                triggers.scan = triggers.scan.with_roadmap(Roadmap { prefix });
            }
            ("keys", _) => triggers.scan = keys(triggers.scan, item)?,
            ("check" | "roadmap", _) => {
                return Err((at, format!("`triggers.{key}` has no such value")));
            }
            (other, _) => {
                let known = "check, roadmap, keys";
                return Err((at, format!("unknown key `triggers.{other}` (known: {known})")));
            }
        }
    }
    Ok(triggers)
}

fn keys(mut scan: ScanConfig, item: &Item) -> Result<ScanConfig, (usize, String)> {
    let table =
        item.as_table_like().ok_or_else(|| (0, "`triggers.keys` is not a table".to_owned()))?;
    for (name, item) in table.iter() {
        let at = item.span().map_or(0, |s| s.start);
        let word = item.as_str().unwrap_or_default();
        let key = VERBS.iter().find(|(verb, _)| *verb == word).map(|(_, key)| *key);
        let key = key.ok_or_else(|| {
            (at, format!("`{word}` is none of close, start, reopen, meet, refer"))
        })?;
        scan = scan.with_key(name, key).map_err(|e| (at, e.to_string()))?;
    }
    Ok(scan)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Triggers, String> {
        let document: Document<String> = text.to_owned().parse().unwrap();
        read(&document["triggers"]).map_err(|(_, why)| why)
    }

    #[test]
    fn keys_styles_and_checks_are_read() {
        let text = "[triggers]\ncheck = \"block\"\nroadmap = true\n[triggers.keys]\nFixes-Gap = \"close\"\n";
        let triggers = parse(text).unwrap();
        assert_eq!(triggers.check, Check::Block);
        assert!(triggers.scan.roadmap().is_some());
        assert_eq!(triggers.scan.key("fixes-gap"), Some(Key::Close));
        assert_eq!(of_text(&format!("{text}[later]\nx = 1\n")), Some(triggers.scan));
    }

    #[test]
    fn what_is_no_setting_is_named() {
        for (text, why) in [
            ("[triggers]\ncheck = \"loud\"\n", "`loud` is none of"),
            ("[triggers]\nchekc = 1\n", "unknown key `triggers.chekc`"),
            ("[triggers.keys]\nX = \"defer\"\n", "`defer` is none of"),
            ("[triggers.keys]\nTask = \"close\"\n", "already has a meaning"),
        ] {
            assert!(parse(text).unwrap_err().contains(why), "{text}");
        }
    }
}
