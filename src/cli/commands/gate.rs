//! `gaps gate`: may this go out? The rules are read from the trunk, so that a pull request cannot relax its own gate,
//! and only what landed counts.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::cli::audits::{self, Audits};
use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::cli::judged::{brought, here, in_force, judgement, most_likely_audits, readable};
use crate::cli::landed::{Asked, Landed};
use crate::cli::output;
use crate::model::Id;
use crate::project::asked::{Outcome, Trigger};
use crate::project::gate::Verdict;
use crate::project::gate::rules::PATH;
use crate::project::timeline::{self, Moment};
use crate::views::gate::{self as views, Form, Page};
use crate::views::safe;

/// May this go out? And if not, what stands in the way
///
/// Exits 0 for yes, 1 for no, 3 where the ledger itself does not hold, and 5 where nobody can say. Only what landed
/// counts, and the rules are those of .gaps/gate.toml on the trunk.
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
    /// Write a report to a file as well (again for each): text, json, markdown, github (annotations), sarif,
    /// junit or gitlab; `-` is standard output
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

/// A violation: the ledger itself does not hold.
const INTEGRITY: u8 = 3;

impl Gate {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let asked_for = self.on_stdout(ctx)?;
        let begin = self.at.is_none() && !self.rules && most_likely_audits(ctx);
        audits::with(ctx, begin, |audits| self.answer(ctx, asked_for, audits))
    }

    fn answer(
        &self,
        ctx: &Context,
        asked_for: Option<Form>,
        audits: &mut Audits<'_>,
    ) -> Result<u8, Failure> {
        let landed = Landed::read(ctx, &Asked { at: self.at.clone(), as_landed: self.as_landed })?;
        let in_force = in_force(&landed)?;
        if self.rules {
            let (text, from) = (&in_force.text, &in_force.from);
            output::print(&if ctx.json { views::json::rules(text, from) } else { text.clone() });
            return Ok(0);
        }
        let judgement = judgement(audits, &landed, &in_force.rules)?;
        let page = Page {
            judgement: &judgement,
            trunk: landed.trunk.as_deref().map(|name| short(name).to_owned()),
            commit: landed.commit_id(),
            today: landed.today,
            as_landed: self.as_landed,
            rules: in_force.from,
            moments: if self.explain { moments(&landed) } else { BTreeMap::new() },
            explain: self.explain,
        };
        for (form, path) in self.report.iter().filter(|(_, path)| path != "-") {
            write(ctx, path, &views::written(&page, *form))?;
        }
        if let Some(form) = asked_for {
            output::print(&views::written(&page, form));
        } else {
            output::answer(ctx, Some(&landed.loaded.git), &views::text::text(&page, &ctx.paint));
        }
        self.talk(ctx, &landed, &page, audits);
        Ok(match judgement.verdict {
            Verdict::Yes => 0,
            Verdict::No if judgement.is_violated() => INTEGRITY,
            Verdict::No => 1,
            Verdict::Incomplete => ENVIRONMENT,
        })
    }

    /// The form that standard output takes, where one was asked for. It takes one.
    fn on_stdout(&self, ctx: &Context) -> Result<Option<Form>, Failure> {
        let json = ctx.json.then_some(Form::Json);
        let named = self.report.iter().filter(|(_, path)| path == "-").map(|(form, _)| *form);
        let forms: Vec<Form> = json.into_iter().chain(named).collect();
        match forms[..] {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            _ => Err(Failure::usage(
                "standard output takes one form of the answer",
                "gaps gate --report junit=gate.xml --report json=-",
            )),
        }
    }

    /// What to type next, beside the answer.
    fn talk(&self, ctx: &Context, landed: &Landed, page: &Page<'_>, audits: &mut Audits<'_>) {
        if ctx.json {
            return;
        }
        // The answer stands, whatever comes of this.
        let unpushed = self.unpushed(ctx, landed, page.verdict(), audits);
        let unpushed = unpushed.unwrap_or_else(|why| Some(untold(landed, &why)));
        if let Some(missing) = &page.judgement.missing {
            output::talk(&format!("hint: {}\n", missing.hint()));
        } else if let Some(says) = unpushed {
            output::talk(&says);
        } else if page.judgement.is_violated() {
            output::talk("hint: gaps audit\n");
        } else if page.failed().any(|o| o.rule.kind.name == "unrecorded") {
            output::talk("hint: gaps sync --commit\n");
        }
        let here = here(&landed.loaded.git).filter(|_| self.at.is_none());
        let Some(here) = here else { return };
        if blake3::hash(&here).to_hex().to_string() == page.rules.hash {
            return;
        }
        output::talk(&match readable(here) {
            Ok(_) => format!("gaps: {PATH} is another one here; it holds once it has landed\n"),
            Err(why) => {
                let why = safe::line(&why.why);
                format!("gaps: {PATH} is another one here, and cannot be read: {why}\n")
            }
        });
    }

    /// What a push of the trunk's own branch would make of the answer, where it would make another one.
    fn unpushed(
        &self,
        ctx: &Context,
        landed: &Landed,
        verdict: Verdict,
        audits: &mut Audits<'_>,
    ) -> Result<Option<String>, Failure> {
        if self.at.is_some() || self.as_landed || !landed.may_change()? {
            return Ok(None);
        }
        let pushed = Landed::read(ctx, &Asked { at: None, as_landed: true })?;
        // Rules that cannot be read are told as such.
        let Ok(rules) = brought(&pushed) else { return Ok(None) };
        let after = judgement(audits, &pushed, &rules)?.verdict;
        let branch = &landed.loaded.backlog.trunk;
        let waits = |t: &Trigger| matches!(t.outcome, Outcome::Waiting(_));
        // Until `sync` has written their events, a rule may still say no.
        let asks = pushed.loaded.asked.triggers.iter().any(waits);
        let and = if asks { " and its triggers are recorded" } else { "" };
        let says = format!(
            "gaps: {branch} is not pushed; once it is{and}, the answer is {}\n",
            after.as_str()
        );
        Ok(match after {
            _ if after == verdict => None,
            Verdict::Yes => Some(says + "hint: git push\n"),
            _ => Some(says + "hint: gaps gate --as-landed\n"),
        })
    }
}

/// Why nobody can say what a push would make of the answer.
fn untold(landed: &Landed, why: &Failure) -> String {
    let branch = &landed.loaded.backlog.trunk;
    let (says, hint) = (safe::line(&why.message), safe::line(&why.hint));
    format!("gaps: {branch} is not pushed, and cannot be judged: {says}\nhint: {hint}\n")
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
