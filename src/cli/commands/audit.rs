//! `gaps audit`: everything replayed and checked from git's objects alone, against what the auditor knew before.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::audit::{self, Asked, Gathered, Target, Written};
use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::cli::output;
use crate::ledger::Code;
use crate::project::audit::{Finding, Verdict};
use crate::project::pin::Pin;
use crate::views::audit::{self as view, Report};
use crate::views::{audit_forms, json};

/// Replay and check everything from git objects, with no cache
#[derive(Debug, Args)]
pub struct Audit {
    /// Judge the trunk at B, and tell what came after A
    #[arg(long, value_name = "A..B")]
    range: Option<String>,
    /// A checkpoint that you kept, or a tag that holds one: nothing before it may have changed
    #[arg(long, value_name = "FILE|TAG")]
    against: Option<String>,
    /// Exit 5 where nothing of your own says which ledger this must be
    #[arg(long)]
    require_pin: bool,
    /// How the report is printed: text, json, sarif, or github for annotations of a workflow
    #[arg(long, value_name = "FORM", default_value = "text", hide_possible_values = true)]
    format: Form,
    /// Write an evidence pack into this folder, which must be empty or not there
    #[arg(long, value_name = "DIR")]
    pack: Option<PathBuf>,
    /// The period of the pack begins after this revision, or with this day
    #[arg(long, value_name = "REV|DATE", requires = "pack", conflicts_with = "range")]
    from: Option<String>,
    /// The period of the pack ends with this revision, or with this day
    #[arg(long, value_name = "REV|DATE", requires = "pack", conflicts_with = "range")]
    to: Option<String>,
}

/// A form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
    Sarif,
    #[value(alias = "annotations")]
    Github,
}

/// A violation.
const INTEGRITY: u8 = 3;

impl Audit {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let target = self.pack.as_deref().map(|dir| Target::of(ctx, dir)).transpose()?;
        let period = audit::period(ctx, self.from.as_deref(), self.to.as_deref())?;
        let range = self.range.as_deref().or(period.as_deref());
        let asked = Asked { range, against: self.against.as_deref() };
        let mut gathered = audit::gather(ctx, &asked)?;
        let (mut findings, _) = crate::project::audit::audit(&gathered.case);
        if let Some(after) = gathered.after {
            findings.retain(|f| came_after(f, &gathered, after));
        }
        let pack = target.map(|target| target.write(&mut gathered)).transpose()?;
        if findings.iter().any(|f| f.code == Code::UnknownKind) {
            let why = "events of a newer version are here".to_owned();
            gathered.holes.push((why, "cargo install gaps".to_owned()));
        }
        let is_pinned = gathered.has_word
            || gathered.pin.as_ref().is_some_and(|p| p.ledger == gathered.case.ledger);
        // Where nobody can tell who was revoked, that some key was is no violation yet.
        let judged: Vec<Finding> = findings
            .iter()
            .filter(|f| !(gathered.is_undecided && f.code == Code::RevokedKey))
            .cloned()
            .collect();
        let verdict = Verdict::of(&judged, gathered.holes.is_empty(), is_pinned);
        let pin = self.pin(ctx, &gathered, verdict);
        self.print(ctx, &gathered, &findings, verdict, &pin, pack.as_ref());
        Ok(match verdict {
            Verdict::Violated => INTEGRITY,
            Verdict::Incomplete => ENVIRONMENT,
            Verdict::Unpinned if self.require_pin => ENVIRONMENT,
            Verdict::Unpinned | Verdict::Clean => 0,
        })
    }

    /// Remembers what was clean, and says what was remembered before.
    fn pin(&self, ctx: &Context, gathered: &Gathered, verdict: Verdict) -> String {
        let before = match &gathered.pin {
            Some(pin) if pin.ledger != gathered.case.ledger => {
                format!("CHANGED: since {} this address had the ledger {}", pin.since, pin.ledger)
            }
            Some(pin) => {
                let new = (gathered.case.log.size() as u64).checked_sub(pin.size());
                let new = new.map_or_else(String::new, |n| {
                    format!("; {n} events landed since the last audit")
                });
                format!("as remembered since {}{new}", pin.since)
            }
            None => "none: nothing of your own says that this is the right ledger".to_owned(),
        };
        let remembers = gathered.is_tip
            && match verdict {
                Verdict::Clean => true,
                Verdict::Unpinned => !self.require_pin,
                Verdict::Violated | Verdict::Incomplete => false,
            };
        let Some(trunk) = crate::shell::git::commit_id(gathered.trunk.1).filter(|_| remembers)
        else {
            return before;
        };
        let since =
            gathered.pin.as_ref().map_or_else(|| ctx.now.day().to_string(), |p| p.since.clone());
        let pin = Pin::of(&gathered.url, gathered.case.ledger, trunk, since, &gathered.case.log);
        if gathered.pin.as_ref() == Some(&pin) {
            return before;
        }
        match (audit::remember(ctx, &pin), &gathered.pin) {
            (Ok(_), Some(_)) => before,
            (Ok(place), None) => format!("first use: remembered from now on in {place}"),
            (Err(why), _) => format!("{before}; it could not be written ({why})"),
        }
    }

    fn print(
        &self,
        ctx: &Context,
        gathered: &Gathered,
        findings: &[Finding],
        verdict: Verdict,
        pin: &str,
        pack: Option<&Written>,
    ) {
        let case = &gathered.case;
        let report = Report {
            ledger: case.ledger,
            reference: &gathered.trunk.0,
            commit: gathered.trunk.1.to_string(),
            verdict,
            events: case.event_count(),
            commits: case.line.len(),
            size: case.log.size(),
            root: case.log.root(),
            objects: gathered.objects.read_count(),
            findings,
            holes: &gathered.holes,
            notes: &gathered.notes,
            pin,
            pack: pack.map(|p| view::Pack { name: &p.name, files: p.files, manifest: &p.manifest }),
        };
        // No pager: the audit starts no process.
        let form = if ctx.json { Form::Json } else { self.format };
        output::print(&match form {
            Form::Json => json::document("audit", view::json(&report)),
            Form::Text => view::text(&report, &ctx.paint),
            Form::Sarif => audit_forms::sarif(&report),
            Form::Github => audit_forms::annotations(&report),
        });
    }
}

/// What has no commit is told always.
fn came_after(finding: &Finding, gathered: &Gathered, after: usize) -> bool {
    let place = |f: &Finding| gathered.case.line.place(f.commit.as_ref()?);
    place(finding).is_none_or(|at| at > after)
}
