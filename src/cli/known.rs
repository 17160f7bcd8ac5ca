//! Words that narrow an answer down, beside those that name something here. One that names nothing is no error, since
//! the answer is right: but it is told, with what was most likely meant.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::output;
use crate::project::lookup::{folded, nearest};
use crate::views::safe;

/// How many known names are listed.
const NAMES_MAX: usize = 8;

/// What a word may name here.
pub struct Known {
    /// What was asked for, as one says it: `no block is called`.
    nothing: &'static str,
    /// What is typed before the word that was meant: `gaps list --block`.
    again: String,
    /// What shows all of them, where none is near.
    otherwise: &'static str,
    /// Every word in lower case, and the name that it stands for.
    names: BTreeMap<String, String>,
}

impl Known {
    /// The blocks of these gaps: name, prefix, and what stands before the number of the label.
    pub fn blocks<'a>(verb: &str, gaps: impl Iterator<Item = (&'a str, [&'a str; 2])>) -> Self {
        let mut names = BTreeMap::new();
        for (name, prefixes) in gaps {
            for prefix in prefixes {
                names.entry(folded(prefix)).or_insert_with(|| name.to_owned());
            }
            names.insert(folded(name), name.to_owned());
        }
        let nothing = "no block is called";
        let again = format!("gaps {verb} --block");
        Self { nothing, again, otherwise: "gaps block list", names }
    }

    /// The owners of these gaps.
    pub fn owners<'a>(owners: impl Iterator<Item = &'a str>) -> Self {
        let names = owners.map(|name| (folded(name), name.to_owned())).collect();
        let nothing = "nothing has the owner";
        Self { nothing, again: "gaps list --owner".into(), otherwise: "gaps list", names }
    }

    /// Tells which of these words name nothing.
    pub fn tell<'t>(&self, ctx: &Context, typed: impl Iterator<Item = &'t str>) {
        let is_unknown = |word: &&str| !ctx.json && !self.names.contains_key(&folded(word));
        typed.filter(is_unknown).for_each(|word| output::talk(&self.says(word)));
    }

    fn says(&self, word: &str) -> String {
        let names: BTreeSet<&String> = self.names.values().collect();
        let mut listed: Vec<String> =
            names.iter().take(NAMES_MAX).map(|name| safe::line(name)).collect();
        if names.len() > NAMES_MAX {
            listed.push(format!("{} more", names.len() - NAMES_MAX));
        }
        let near = nearest(self.names.iter().map(|(k, v)| (k.clone(), v)), &folded(word));
        let all = if listed.is_empty() {
            String::new()
        } else {
            format!("; known are {}", listed.join(", "))
        };
        let hint = near.map_or(self.otherwise.to_owned(), |name| {
            format!("{} {}", self.again, typeable(&safe::line(name)))
        });
        format!("gaps: {} `{}`{all}\nhint: {hint}\n", self.nothing, safe::line(word))
    }
}

/// A word as a shell takes it for one.
pub fn typeable(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "._/-@+:,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_named() {
        let gaps = [("Security", ["SEC", "SEC"]), ("Core Reliability", ["REL", "REL"])];
        let known = Known::blocks("list", gaps.into_iter());
        let all = "known are Core Reliability, Security";
        let says = |word: &str| known.says(word);
        let near = |hint: &str| format!("gaps: no block is called `x`; {all}\nhint: {hint}\n");
        assert_eq!(says("x"), near("gaps block list"));
        assert!(says("secruity").ends_with("hint: gaps list --block Security\n"));
        assert!(says("core relibility").ends_with("hint: gaps list --block 'Core Reliability'\n"));
        assert!(says("RE").ends_with("hint: gaps list --block 'Core Reliability'\n"));
    }
}
