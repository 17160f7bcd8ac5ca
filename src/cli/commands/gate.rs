//! `gaps gate`: may this go out? The rules are read from the trunk, so that a pull request cannot relax its own gate,
//! and only what landed counts.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure, REFUSED};
use crate::cli::landed::{Asked, Landed};
use crate::cli::{config, output};
use crate::model::Id;
use crate::project::gate::rules::{self, BadRules, DEFAULTS, PATH};
use crate::project::gate::{Judgement, Rule, Verdict, judge};
use crate::project::timeline::{self, Moment};
use crate::views::gate::{self as views, Form, Page, RulesFrom};

/// May this go out? And if not, what stands in the way
#[derive(Debug, Args)]
pub struct Gate {
    /// Ask what will be true once this branch is merged
    #[arg(long)]
    as_landed: bool,
    /// Ask about a revision of the trunk, or a date
    #[arg(long, value_name = "REV|DATE", conflicts_with = "as_landed")]
    at: Option<String>,
    /// Name the events behind each verdict, and every finding
    #[arg(long)]
    explain: bool,
    /// Write a report to a file as well (again for each): text, json, markdown, github, sarif, junit or gitlab; `-`
    /// is standard output
    #[arg(long, value_name = "FORMAT=PATH", value_parser = report)]
    report: Vec<(Form, String)>,
    /// Print the text that the rules were read from, and ask nothing
    #[arg(long, conflicts_with_all = ["explain", "report", "as_landed"])]
    rules: bool,
}

fn report(text: &str) -> Result<(Form, String), String> {
    let (form, path) = text.split_once('=').ok_or("it is written FORMAT=PATH")?;
    let known: Vec<&str> = Form::ALL.iter().map(|(name, _)| *name).collect();
    let form =
        Form::from_word(form).ok_or_else(|| format!("a format is one of {}", known.join(", ")))?;
    if path.is_empty() {
        return Err("it is written FORMAT=PATH".into());
    }
    Ok((form, path.to_owned()))
}

/// The rules as the trunk has them, with the text that they were read from.
pub struct InForce {
    pub rules: Vec<Rule>,
    pub text: String,
    pub from: RulesFrom,
}

/// Reads the rules of the trunk at the commit that is looked at.
pub fn in_force(landed: &Landed) -> Result<InForce, Failure> {
    let bytes = landed.file(PATH, config::PAST_BYTES_MAX)?;
    let is_file = bytes.is_some();
    let bytes = bytes.unwrap_or_else(|| DEFAULTS.as_bytes().to_vec());
    let hash = blake3::hash(&bytes).to_hex().to_string();
    let text = String::from_utf8(bytes).map_err(|_| wrong("is not UTF-8"))?;
    let rules = rules::read(&text).map_err(|e: BadRules| wrong(&e.to_string()))?;
    Ok(InForce { rules, text, from: RulesFrom { hash, is_file } })
}

fn wrong(what: &str) -> Failure {
    let says = format!("{PATH} of the trunk, {what}");
    Failure::new(REFUSED, "bad-config", says, format!("edit {PATH} on the trunk"))
}

/// The answer, worked out once.
pub fn judgement(landed: &Landed, rules: &[Rule]) -> Judgement {
    judge(&landed.loaded.backlog, &landed.loaded.faults, rules, landed.today)
}

impl Gate {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let landed = Landed::read(ctx, &Asked { at: self.at.clone(), as_landed: self.as_landed })?;
        let in_force = in_force(&landed)?;
        if self.rules {
            output::print(&in_force.text);
            return Ok(0);
        }
        let judgement = judgement(&landed, &in_force.rules);
        let page = Page {
            judgement: &judgement,
            trunk: landed.loaded.trunk.as_ref().map(|(name, _)| short(name).to_owned()),
            commit: landed.commit_id(),
            today: landed.today,
            as_landed: self.as_landed,
            rules: in_force.from,
            moments: if self.explain { moments(&landed) } else { BTreeMap::new() },
            explain: self.explain,
        };
        let mut printed = false;
        for (form, path) in &self.report {
            let text = views::written(&page, *form);
            if path == "-" {
                printed = true;
                output::print(&text);
            } else {
                write(ctx, path, &text)?;
            }
        }
        if ctx.json {
            output::print(&views::written(&page, Form::Json));
        } else if !printed {
            output::answer(ctx, Some(&landed.loaded.git), &views::text::text(&page, &ctx.paint));
        }
        self.talk(ctx, &landed, &page);
        Ok(match judgement.verdict {
            Verdict::Yes => 0,
            Verdict::No => 1,
            Verdict::Incomplete => ENVIRONMENT,
        })
    }

    /// What to type next, beside the answer.
    fn talk(&self, ctx: &Context, landed: &Landed, page: &Page<'_>) {
        if ctx.json {
            return;
        }
        if let Some(missing) = &page.judgement.missing {
            output::talk(&format!("hint: {}\n", missing.hint()));
        } else if page.failed().any(|o| o.rule.kind.name == "unrecorded") {
            output::talk("hint: gaps sync --commit\n");
        }
        let root = landed.loaded.git.workdir();
        let here = root.and_then(|root| std::fs::read(root.join(PATH)).ok());
        let hash = here.map(|bytes| blake3::hash(&bytes).to_hex().to_string());
        if self.at.is_none() && hash.is_some_and(|h| h != page.rules.hash) {
            output::talk(&format!(
                "gaps: {PATH} is another one here; it holds once it has landed\n"
            ));
        }
    }
}

/// The branch, without where it is kept.
fn short(reference: &str) -> &str {
    let bare = reference.strip_prefix("refs/heads/");
    bare.or_else(|| reference.strip_prefix("refs/remotes/")).unwrap_or(reference)
}

fn moments(landed: &Landed) -> BTreeMap<Id, Moment> {
    let Landed { loaded, .. } = landed;
    let all = timeline::moments(&loaded.backlog, &loaded.entries, &loaded.landings);
    all.into_iter().map(|m| (m.event, m)).collect()
}

/// Writes a report, with the folders on the way.
pub fn write(ctx: &Context, path: &str, text: &str) -> Result<(), Failure> {
    let place: PathBuf = ctx.cwd.join(path);
    let made = place.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(&place, text)).map_err(|error| {
        let says = format!("cannot write {path}: {error}");
        Failure::new(
            ENVIRONMENT,
            "cannot-write",
            says,
            "name a file in a folder that can be written",
        )
    })
}
