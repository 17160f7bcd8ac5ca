//! The draft that `--edit` opens: a title, fields as `Name: value`, criteria as `- ` lines, and the description
//! below. What a person leaves as it was changes nothing.

use crate::ledger::Field;
use crate::model::{Criticality, Day};
use crate::project::Gap;
use crate::project::decide::{open::NewGap, revise::Revision};
use crate::shell::disk;
use crate::shell::git::Git;

use super::failure::Failure;

const HELP: &str = "\
# The first line is the title. Then fields, one a line; an empty one has no value.
# `Criteria:` is a list of lines that begin with `- `. What follows `Description:` is the
# description, to the end. These lines are taken out, and any above it that begins with `# `.
";

/// The team's own template for a type of gap, else its default one.
pub fn template(git: &Git, kind: Option<&str>) -> Option<String> {
    let folder = git.workdir()?.join(".gaps/templates");
    let name = kind.filter(|k| k.chars().all(|c| c.is_alphanumeric() || c == '-'));
    let files = name.into_iter().map(|k| format!("{k}.md")).chain(["gap.md".to_owned()]);
    files.map(|f| folder.join(f)).find_map(|p| disk::text(&p, 64 * 1024).ok()?)
}

/// The draft of a new gap.
pub fn new(asked: &NewGap, template: Option<&str>) -> String {
    if let Some(template) = template {
        return format!("{}\n{template}\n{HELP}", asked.title);
    }
    let lines = Lines {
        title: asked.title.clone(),
        block: asked.block.clone(),
        criticality: asked.criticality,
        kind: asked.kind.clone(),
        owner: asked.owner.clone(),
        due: asked.due,
        effort: asked.effort.clone(),
        criteria: asked.criteria.clone(),
        description: asked.description.clone(),
    };
    lines.write(true)
}

pub fn read_new(text: &str, asked: NewGap) -> Result<NewGap, Failure> {
    let lines = Lines::read(text)?;
    Ok(NewGap {
        title: lines.title,
        block: lines.block.or(asked.block),
        criticality: lines.criticality,
        kind: lines.kind,
        owner: lines.owner,
        due: lines.due,
        effort: lines.effort,
        criteria: lines.criteria,
        description: lines.description,
        prefix: asked.prefix,
        label: asked.label,
        files: asked.files,
        verify: asked.verify,
        phase: asked.phase,
        week: asked.week,
        recurs: asked.recurs,
    })
}

fn of_gap(gap: &Gap) -> Lines {
    Lines {
        title: gap.title().to_owned(),
        block: Some(gap.block().name),
        criticality: gap.criticality(),
        kind: gap.text(&Field::Type).map(str::to_owned),
        owner: gap.owner().map(str::to_owned),
        due: gap.due(),
        effort: gap.text(&Field::Effort).map(str::to_owned),
        criteria: gap.criteria().into_iter().map(|c| format!("{}  {}", c.shown, c.text)).collect(),
        description: gap.text(&Field::Description).map(str::to_owned),
    }
}

/// The draft of a gap that is there.
pub fn existing(gap: &Gap) -> String {
    of_gap(gap).write(false)
}

/// What the saved draft changes.
pub fn read_existing(text: &str, gap: &Gap) -> Result<Revision, Failure> {
    let before = of_gap(gap);
    let after = Lines::read(text)?;
    let mut revision = Revision::default();
    if after.title != before.title {
        revision.title = Some(after.title);
    }
    if after.block != before.block {
        revision.block = after.block;
    }
    if after.criticality != before.criticality {
        revision.criticality = after.criticality;
        unset(after.criticality.is_none(), "criticality", &mut revision);
    }
    if after.due != before.due {
        revision.due = after.due;
        unset(after.due.is_none(), "due", &mut revision);
    }
    let texts = [
        ("type", before.kind, after.kind),
        ("owner", before.owner, after.owner),
        ("effort", before.effort, after.effort),
        ("description", before.description, after.description),
    ];
    for (name, before, after) in texts {
        // What stands around a text is not shown in a draft.
        if before.as_deref().map(str::trim) == after.as_deref() {
            continue;
        }
        unset(after.is_none(), name, &mut revision);
        match name {
            "type" => revision.kind = after,
            "owner" => revision.owner = after,
            "effort" => revision.effort = after,
            _ => revision.description = after,
        }
    }
    criteria(gap, &after.criteria, &mut revision);
    Ok(revision)
}

fn unset(gone: bool, name: &str, revision: &mut Revision) {
    if gone {
        revision.unset.push(name.to_owned());
    }
}

/// Lines with a known number are reworded or kept, lines without one are new, numbers that are gone are removed.
fn criteria(gap: &Gap, lines: &[String], revision: &mut Revision) {
    let known = gap.criteria();
    let mut kept = Vec::new();
    for line in lines {
        let (number, text) = line.split_once(' ').unwrap_or((line, ""));
        match known.iter().find(|c| c.shown == number) {
            Some(criterion) => {
                kept.push(criterion.shown.clone());
                if criterion.text != text.trim() {
                    revision.reword.push((criterion.shown.clone(), text.trim().to_owned()));
                }
            }
            None => revision.add_criteria.push(line.clone()),
        }
    }
    revision.remove_criteria =
        known.into_iter().map(|c| c.shown).filter(|n| !kept.contains(n)).collect();
}

/// Whether a draft may have a field of this name.
fn is_field(name: &str) -> bool {
    let known = ["block", "criticality", "type", "owner", "due", "effort", "criteria"];
    known.contains(&name.to_ascii_lowercase().as_str())
}

#[derive(Debug, Default, PartialEq)]
struct Lines {
    title: String,
    block: Option<String>,
    criticality: Option<Criticality>,
    kind: Option<String>,
    owner: Option<String>,
    due: Option<Day>,
    effort: Option<String>,
    criteria: Vec<String>,
    description: Option<String>,
}

impl Lines {
    fn write(&self, is_new: bool) -> String {
        let field = |name: &str, value: Option<String>| {
            format!("{name}: {}", value.unwrap_or_default()).trim_end().to_owned() + "\n"
        };
        let mut text = format!("{}\n\n", self.title);
        text.push_str(&field("Block", self.block.clone()));
        text.push_str(&field("Criticality", self.criticality.map(|c| c.to_string())));
        text.push_str(&field("Type", self.kind.clone()));
        text.push_str(&field("Owner", self.owner.clone()));
        text.push_str(&field("Due", self.due.map(|d| d.to_string())));
        text.push_str(&field("Effort", self.effort.clone()));
        text.push_str("Criteria:\n");
        self.criteria.iter().for_each(|c| text.push_str(&format!("- {c}\n")));
        if is_new && self.criteria.is_empty() {
            text.push_str("- \n");
        }
        text.push_str(&format!(
            "\nDescription:\n{}\n\n{HELP}",
            self.description.clone().unwrap_or_default()
        ));
        text
    }

    fn read(text: &str) -> Result<Self, Failure> {
        let mut lines = Self::default();
        let mut description: Option<Vec<&str>> = None;
        for (at, line) in text.lines().filter(|l| !HELP.lines().any(|h| h == *l)).enumerate() {
            if let Some(description) = &mut description {
                description.push(line);
            } else if at == 0 {
                lines.title = line.trim().to_owned();
            } else if line.trim() == "Description:" {
                description = Some(Vec::new());
            } else if line.starts_with("# ") {
                // Somebody's remark.
            } else if let Some(criterion) = line.trim_start().strip_prefix('-') {
                lines.criteria.extend(Some(criterion.trim().to_owned()).filter(|c| !c.is_empty()));
            } else {
                lines.below(line)?;
            }
        }
        let described = description.map(|d| d.join("\n").trim().to_owned());
        lines.description = described.filter(|d| !d.is_empty());
        if lines.title.is_empty() {
            let says = "the draft has no title: nothing was written";
            return Err(Failure::usage(says, "write it on the first line"));
        }
        Ok(lines)
    }

    /// A line below the first: a field, or the title where that begins lower down.
    fn below(&mut self, line: &str) -> Result<(), Failure> {
        let field = line.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
        match field {
            Some((name, value)) if !self.title.is_empty() || is_field(name) => {
                self.field(name, value)
            }
            _ if line.trim().is_empty() => Ok(()),
            _ if self.title.is_empty() => {
                self.title = line.trim().to_owned();
                Ok(())
            }
            _ => Err(Failure::usage(
                format!("the draft has a line that is no field: {line:?}"),
                "write `Name: value`",
            )),
        }
    }

    fn field(&mut self, name: &str, value: &str) -> Result<(), Failure> {
        let text = Some(value.to_owned()).filter(|v| !v.is_empty());
        match name.to_ascii_lowercase().as_str() {
            "block" => self.block = text,
            "type" => self.kind = text,
            "owner" => self.owner = text,
            "effort" => self.effort = text,
            "criteria" => {}
            "criticality" => {
                let wrong = || {
                    Failure::usage(
                        format!("the draft has an unknown criticality `{value}`"),
                        "one of blocker, high, medium, low",
                    )
                };
                self.criticality =
                    text.map(|t| Criticality::from_word(&t).ok_or_else(wrong)).transpose()?;
            }
            "due" => {
                let wrong = |_| {
                    let says = format!("the draft has a due day that is no date: `{value}`");
                    Failure::usage(says, "a date is written 2026-12-31")
                };
                self.due = text.map(|t| t.parse().map_err(wrong)).transpose()?;
            }
            _ => {
                return Err(Failure::usage(
                    format!("the draft has an unknown field `{name}`"),
                    "take the line out",
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_reads_back_as_it_was_written() {
        let lines = Lines {
            title: "RBAC".into(),
            block: Some("Security".into()),
            criticality: Some(Criticality::High),
            due: "2026-12-31".parse().ok(),
            criteria: vec!["roles defined".into()],
            description: Some("two\n\nparagraphs".into()),
            ..Lines::default()
        };
        assert_eq!(Lines::read(&lines.write(true)).unwrap(), lines);
        assert!(Lines::read("\n# only comments\n").is_err());
        assert!(Lines::read(&Lines::default().write(true)).is_err(), "nothing was written");
        assert_eq!(Lines::read("\nBlock: A\n\nRoles: who\n").unwrap().title, "Roles: who");
        assert_eq!(Lines::read("Due: never\nBlock: A\n").unwrap().title, "Due: never");
        let described = Lines { description: Some("# Why\n\nx".into()), ..lines };
        assert_eq!(Lines::read(&described.write(false)).unwrap(), described);
        assert!(Lines::read("T\nPriority: 3\n").is_err());
    }
}
