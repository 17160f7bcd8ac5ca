//! `.gaps/gate.toml`: the rules of a release as data. The short form is a line each, `high = 0`; `[[rule]]` says
//! more. What the file does not mention is as in [`DEFAULTS`]. Unknown keys are named with their line, and a file
//! that cannot be read as a whole is not read at all: a gate never guesses.

use std::collections::BTreeSet;

use toml_edit::{Document, Item, TableLike, Value};

use crate::model::{Criticality, Day, Status};

use super::kinds;
use super::rule::{Days, Kind, Rule, Scope};
use crate::project::lookup::nearest;

/// Where the file is, below the root of the repository.
pub const PATH: &str = ".gaps/gate.toml";

/// The rules where there is no file, and of what a file does not mention.
pub const DEFAULTS: &str = "\
# What may stand in the way of a release: how many of each are allowed. \"any\" asks for nothing.
blocker = 0          # open or started; also high, medium, low, none, total
contested = 0
unrecorded = 0
violation = 0
waiver-expired = 0
";

/// What a line of the file does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {says}")]
pub struct BadRules {
    pub line: usize,
    pub says: String,
    /// What the line was meant to be, most likely.
    pub instead: Option<String>,
}

/// The rules of a file, with the defaults that it leaves alone.
pub fn read(text: &str) -> Result<Vec<Rule>, BadRules> {
    let (mut rules, mentioned) = parse(text)?;
    let (defaults, _) = parse(DEFAULTS)?;
    rules.extend(defaults.into_iter().filter(|d| !mentioned.contains(&d.name)));
    rules.sort_by_key(order);
    Ok(rules)
}

/// The rules where there is no file.
pub fn defaults() -> Result<Vec<Rule>, BadRules> {
    read("")
}

/// Open ones by criticality, then kind by kind; those of a `[[rule]]` stand behind, as the file has them.
fn order(rule: &Rule) -> (bool, usize, usize) {
    let kind = kinds::ALL.iter().position(|k| k.name == rule.kind.name).unwrap_or(usize::MAX);
    let word = COUNTED.iter().position(|w| *w == rule.name).unwrap_or(usize::MAX);
    let short = word != usize::MAX || rule.name == rule.kind.name;
    if short { (false, kind, word) } else { (true, 0, 0) }
}

/// The short forms that count what is open.
const COUNTED: [&str; 6] = ["blocker", "high", "medium", "low", "none", "total"];

fn parse(text: &str) -> Result<(Vec<Rule>, BTreeSet<String>), BadRules> {
    let document: Document<String> =
        text.to_owned().parse().map_err(|e: toml_edit::TomlError| {
            let line = e.span().map_or(1, |s| line_of(text, s.start));
            let says = e.message().lines().next().unwrap_or("it is no TOML").to_owned();
            let there = text.lines().nth(line - 1).unwrap_or_default().trim();
            let known = there.split('=').next().map(str::trim).filter(|k| short(k).is_some());
            let instead = known.map(|key| format!("{key} = 0"));
            let printable = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
            let quoted: String = there.chars().take(60).map(printable).collect();
            let says = if quoted.is_empty() { says } else { format!("`{quoted}`: {says}") };
            BadRules { line, says, instead }
        })?;
    let page = Page { text };
    let mut rules: Vec<Rule> = Vec::new();
    let mut mentioned = BTreeSet::new();
    for (key, item) in document.as_table() {
        let line = page.key_line(document.as_table(), key);
        if key == "rule" {
            for table in page.tables(item, line)? {
                rules.push(page.rule(table.0, table.1)?);
            }
            continue;
        }
        let rule = short(key).ok_or_else(|| unknown_short(line, key))?;
        mentioned.insert(key.to_owned());
        if let Some(max) = page.allowed(item, key, line)? {
            rules.push(Rule { max, ..rule });
        }
    }
    let mut names = BTreeSet::new();
    for rule in &rules {
        if !names.insert(rule.name.to_ascii_lowercase()) {
            return Err(bad(
                page.line_naming(&rule.name),
                format!("two rules are called `{}`", rule.name),
            ));
        }
    }
    Ok((rules, mentioned))
}

/// The rule that a key of the short form stands for.
fn short(key: &str) -> Option<Rule> {
    let rule = |kind: &'static Kind, scope: Scope| Rule {
        name: key.to_owned(),
        kind,
        scope,
        max: 0,
        days: None,
        since: None,
    };
    if COUNTED.contains(&key) {
        let criticalities = match key {
            "total" => Vec::new(),
            "none" => vec![None],
            word => vec![Some(word.parse::<Criticality>().ok()?)],
        };
        return Some(rule(kinds::OPEN, Scope { criticalities, ..Scope::default() }));
    }
    let kind = kinds::find(key).filter(|k| k.days != Days::Must && k.name != "open")?;
    Some(rule(kind, Scope::default()))
}

fn unknown_short(line: usize, key: &str) -> BadRules {
    let kinds = kinds::ALL.iter().filter(|k| k.days != Days::Must && k.name != "open");
    let known: Vec<&str> = COUNTED.into_iter().chain(kinds.map(|k| k.name)).collect();
    let says = format!("unknown key `{key}` (known: {}, or a [[rule]])", known.join(", "));
    let near = nearest(known.iter().map(|k| ((*k).to_owned(), *k)), key);
    BadRules { instead: near.map(|k| format!("{k} = 0")), ..bad(line, says) }
}

fn bad(line: usize, says: impl Into<String>) -> BadRules {
    BadRules { line, says: says.into(), instead: None }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

/// Reads values of the file and says on which line one is wrong.
struct Page<'t> {
    text: &'t str,
}

const KEYS: [&str; 9] =
    ["name", "kind", "max", "days", "since", "status", "criticality", "block", "type"];

impl Page<'_> {
    fn key_line(&self, table: &dyn TableLike, key: &str) -> usize {
        let span = table.key(key).and_then(toml_edit::Key::span);
        span.map_or(1, |s| line_of(self.text, s.start))
    }

    fn line_naming(&self, name: &str) -> usize {
        self.text.rfind(name).map_or(1, |at| line_of(self.text, at))
    }

    /// The tables of `[[rule]]`, or of `rule = [{...}]`, each with its line.
    fn tables<'i>(
        &self,
        item: &'i Item,
        line: usize,
    ) -> Result<Vec<(&'i dyn TableLike, usize)>, BadRules> {
        let at = |span: Option<std::ops::Range<usize>>| {
            span.map_or(line, |s| line_of(self.text, s.start))
        };
        if let Some(tables) = item.as_array_of_tables() {
            return Ok(tables.iter().map(|t| (t as &dyn TableLike, at(t.span()))).collect());
        }
        let wrong = || bad(line, "`rule` is written [[rule]]");
        let values = item.as_array().ok_or_else(wrong)?;
        values
            .iter()
            .map(|v| {
                let table = v.as_inline_table().ok_or_else(wrong)?;
                Ok((table as &dyn TableLike, at(v.span())))
            })
            .collect()
    }

    fn rule(&self, table: &dyn TableLike, line: usize) -> Result<Rule, BadRules> {
        for (key, _) in table.iter() {
            if !KEYS.contains(&key) {
                let known = KEYS.join(", ");
                let says = format!("unknown key `{key}` in a rule (known: {known})");
                return Err(bad(self.key_line(table, key), says));
            }
        }
        let kind = self.kind(table, line)?;
        let name = self
            .word(table, "name")?
            .ok_or_else(|| bad(line, "a rule needs a `name`, which is what a waiver calls it"))?;
        if name.trim().is_empty() || name != name.trim() || name.chars().any(char::is_control) {
            return Err(bad(self.key_line(table, "name"), "the name of a rule is a word or two"));
        }
        let max = match table.get("max") {
            None => 0,
            Some(item) => {
                let line = self.key_line(table, "max");
                self.allowed(item, "max", line)?.ok_or_else(|| {
                    bad(line, "`max` is a number; to ask for nothing, take the rule out")
                })?
            }
        };
        let mut rule = Rule { name, kind, scope: self.scope(table)?, max, days: None, since: None };
        self.limits(table, line, &mut rule)?;
        Ok(rule)
    }

    fn kind(&self, table: &dyn TableLike, line: usize) -> Result<&'static Kind, BadRules> {
        let Some(word) = self.word(table, "kind")? else {
            return table.get("days").map_or(Ok(kinds::OPEN), |_| {
                kinds::find("age").ok_or_else(|| bad(line, "a rule needs a `kind`"))
            });
        };
        kinds::find(&word).ok_or_else(|| {
            let known: Vec<&str> = kinds::ALL.iter().map(|k| k.name).collect();
            let line = self.key_line(table, "kind");
            bad(line, format!("there is no kind `{word}` (known: {})", known.join(", ")))
        })
    }

    /// `days` and `since`, where the kind understands them.
    fn limits(&self, table: &dyn TableLike, line: usize, rule: &mut Rule) -> Result<(), BadRules> {
        let kind = rule.kind;
        if let Some(item) = table.get("days") {
            let line = self.key_line(table, "days");
            if kind.days == Days::No {
                return Err(bad(line, format!("a rule of kind `{}` has no `days`", kind.name)));
            }
            let days = item.as_integer().filter(|d| (0..=100_000).contains(d));
            rule.days = Some(days.ok_or_else(|| bad(line, "`days` is a number of days"))?);
        } else if kind.days == Days::Must {
            return Err(bad(line, format!("a rule of kind `{}` needs `days`", kind.name)));
        }
        if let Some(item) = table.get("since") {
            let line = self.key_line(table, "since");
            if !kind.is_about_closings() {
                return Err(bad(line, format!("a rule of kind `{}` has no `since`", kind.name)));
            }
            rule.since = Some(day(item).ok_or_else(|| bad(line, "`since` is a date: 2026-11-20"))?);
        }
        if !kind.is_about_gaps() && rule.scope != Scope::default() {
            return Err(bad(line, format!("a rule of kind `{}` is about no gap", kind.name)));
        }
        Ok(())
    }

    fn scope(&self, table: &dyn TableLike) -> Result<Scope, BadRules> {
        Ok(Scope {
            statuses: self
                .words(table, "status", |w| w.parse::<Status>().map_err(|e| e.to_string()))?,
            criticalities: self.words(table, "criticality", |w| match w {
                "none" => Ok(None),
                w => Criticality::from_word(w).map(Some).ok_or_else(|| {
                    "a criticality is one of blocker, high, medium, low, none".to_owned()
                }),
            })?,
            blocks: self.words(table, "block", |w| Ok(w.to_owned()))?,
            types: self.words(table, "type", |w| Ok(w.to_owned()))?,
        })
    }

    fn word(&self, table: &dyn TableLike, key: &str) -> Result<Option<String>, BadRules> {
        let Some(item) = table.get(key) else { return Ok(None) };
        let wrong = || bad(self.key_line(table, key), format!("`{key}` is not a string"));
        item.as_str().map(|w| Some(w.to_owned())).ok_or_else(wrong)
    }

    /// One word or a list of them.
    fn words<T>(
        &self,
        table: &dyn TableLike,
        key: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, BadRules> {
        let Some(item) = table.get(key) else { return Ok(Vec::new()) };
        let line = self.key_line(table, key);
        let wrong = || bad(line, format!("`{key}` is a string or a list of strings"));
        let words: Vec<&str> = match item.as_value() {
            Some(Value::String(word)) => vec![word.value().as_str()],
            Some(Value::Array(list)) => {
                list.iter().map(|v| v.as_str().ok_or_else(wrong)).collect::<Result<_, _>>()?
            }
            _ => return Err(wrong()),
        };
        if words.is_empty() {
            return Err(bad(line, format!("`{key}` is empty: no gap would be meant")));
        }
        words.into_iter().map(|w| read(w).map_err(|says| bad(line, says))).collect()
    }

    /// How many are allowed; none where any number is.
    fn allowed(&self, item: &Item, key: &str, line: usize) -> Result<Option<u64>, BadRules> {
        if item.as_str() == Some("any") {
            return Ok(None);
        }
        let count = item.as_integer().and_then(|n| u64::try_from(n).ok());
        count.map(Some).ok_or_else(|| {
            bad(line, format!("`{key}` is how many are allowed: a number from 0, or \"any\""))
        })
    }
}

/// A date, written as a string or as TOML writes dates.
fn day(item: &Item) -> Option<Day> {
    item.as_str()
        .map(str::to_owned)
        .or_else(|| item.as_datetime().map(ToString::to_string))
        .and_then(|text| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        read(text).unwrap().into_iter().map(|r| format!("{}<={}", r.name, r.max)).collect()
    }

    #[test]
    fn a_file_changes_what_it_mentions() {
        let all =
            ["blocker<=0", "contested<=0", "unrecorded<=0", "violation<=0", "waiver-expired<=0"];
        assert_eq!(names(""), all);
        assert_eq!(names("high = 2\ncontested = \"any\"")[..2], ["blocker<=0", "high<=2"]);
        assert!(!names("contested = \"any\"").contains(&"contested<=0".to_owned()));
    }

    #[test]
    fn a_rule_says_what_it_demands() {
        let text = "[[rule]]\nname = \"old\"\nkind = \"age\"\ndays = 90\nblock = \"Security\"\n\
                    criticality = [\"high\", \"none\"]\nmax = 3\n[[rule]]\nname = \"x\"\n\
                    kind = \"without-pr\"\nsince = 2026-01-01\n";
        let rules = read(text).unwrap();
        let says: Vec<String> = rules.iter().map(Rule::says).collect();
        assert_eq!(says[0], "open (blocker)");
        assert_eq!(says[5], "left open (high, no criticality; Security; more than 90 days)");
        assert_eq!(says[6], "closed without a pull request (since 2026-01-01)");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let cases = [
            ("high = -1", 1, "`high` is how many"),
            ("high = true", 1, "`high` is how many"),
            ("\nhihg = 0", 2, "unknown key `hihg`"),
            ("open = 0", 1, "unknown key `open`"),
            ("high = ", 1, ""),
            ("rule = 1", 1, "[[rule]]"),
            ("[[rule]]\nkind = \"open\"", 1, "needs a `name`"),
            ("[[rule]]\nname = \"x\"\nkind = \"opne\"", 3, "there is no kind `opne`"),
            ("[[rule]]\nname = \"x\"\nkind = \"age\"", 1, "needs `days`"),
            ("[[rule]]\nname = \"x\"\nkind = \"open\"\ndays = 3", 4, "has no `days`"),
            ("[[rule]]\nname = \"x\"\nsince = \"2026-01-01\"", 3, "has no `since`"),
            ("[[rule]]\nname = \"x\"\nkind = \"unmet\"\nsince = \"May\"", 4, "is a date"),
            ("[[rule]]\nname = \"x\"\ncritical = 1", 3, "unknown key `critical`"),
            ("[[rule]]\nname = \"x\"\nstatus = \"done\"", 3, "a status is one of"),
            ("[[rule]]\nname = \"x\"\ncriticality = []", 3, "empty"),
            ("[[rule]]\nname = \"x\"\nkind = \"violation\"\nblock = \"a\"", 1, "about no gap"),
            ("high = 0\n[[rule]]\nname = \"high\"", 3, "two rules"),
        ];
        for (text, line, says) in cases {
            let error = read(text).unwrap_err();
            assert_eq!((error.line, error.says.contains(says)), (line, true), "{text}: {error}");
        }
    }
}
