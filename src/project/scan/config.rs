//! What gives a line its meaning: our five keys, the key names that a config adds, the roadmap style.
//! Read from the config of the landing by whoever calls; this file only holds it.

/// The most bytes of a key name: a line is looked at no further for its colon.
pub const KEY_BYTES_MAX: usize = 40;

const OURS: [(&str, Key); 5] = [
    ("Closes-Gap", Key::Close),
    ("Starts-Gap", Key::Start),
    ("Reopens-Gap", Key::Reopen),
    ("Meets-Gap", Key::Meet),
    ("Refs-Gap", Key::Refer),
];

/// The verbs that a key name can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Close,
    Start,
    Reopen,
    Meet,
    Refer,
}

impl Key {
    /// Our own name for it, as hooks write it.
    pub fn name(self) -> &'static str {
        OURS.iter().find(|(_, key)| *key == self).map_or("", |(name, _)| name)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScanConfig {
    added: Vec<(String, Key)>,
    roadmap: Option<Roadmap>,
}

/// The style of messages with `[ROADMAP-1.2]`, `Task:` and `Status:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roadmap {
    /// What `1.2` is a label with: `TASK` gives `TASK-1.2`.
    pub prefix: String,
}

impl Default for Roadmap {
    fn default() -> Self {
        Self { prefix: "TASK".to_owned() }
    }
}

impl ScanConfig {
    /// One more name for a verb, as `Fixes-Gap` for closing.
    pub fn with_key(mut self, name: &str, key: Key) -> Result<Self, BadKey> {
        let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !starts || name.len() > KEY_BYTES_MAX || !name.bytes().all(letter) {
            return Err(BadKey::Form(name.to_owned()));
        }
        if self.key(name).is_some() || ["task", "status"].contains(&&*name.to_ascii_lowercase()) {
            return Err(BadKey::Taken(name.to_owned()));
        }
        self.added.push((name.to_owned(), key));
        Ok(self)
    }

    pub fn with_roadmap(mut self, roadmap: Roadmap) -> Self {
        self.roadmap = Some(roadmap);
        self
    }

    pub fn roadmap(&self) -> Option<&Roadmap> {
        self.roadmap.as_ref()
    }

    /// The verb that a key name stands for, in any case.
    pub fn key(&self, name: &str) -> Option<Key> {
        let ours = OURS.iter().map(|(ours, key)| (*ours, *key));
        let added = self.added.iter().map(|(added, key)| (added.as_str(), *key));
        ours.chain(added).find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, key)| key)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    #[error(
        "`{0}` is no name of a trigger key: letters, digits and -, at most {KEY_BYTES_MAX} of them"
    )]
    Form(String),
    #[error("`{0}` already has a meaning in messages")]
    Taken(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_adds_names_and_changes_none() {
        let config = ScanConfig::default().with_key("Fixes-Gap", Key::Close).unwrap();
        assert_eq!(config.key("FIXES-gap"), Some(Key::Close));
        assert_eq!(config.key("closes-gap"), Some(Key::Close));
        assert_eq!(config.key("closes"), None);
        for taken in ["Closes-Gap", "fixes-gap", "Task", "STATUS"] {
            let twice = config.clone().with_key(taken, Key::Start);
            assert_eq!(twice, Err(BadKey::Taken(taken.to_owned())));
        }
        for form in ["", "-x", "a b", "a:", "é", &"x".repeat(41)] {
            assert!(config.clone().with_key(form, Key::Start).is_err(), "{form}");
        }
    }

    #[test]
    fn every_key_has_the_name_that_reads_back() {
        for (name, key) in OURS {
            assert_eq!((key.name(), ScanConfig::default().key(name)), (name, Some(key)));
        }
    }
}
