//! `gaps import FILE`: adopt a tracker. What it says becomes events; what could not be placed is listed. A dry run
//! needs neither a repository nor a ledger.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::document::{self, Document};
use crate::cli::failure::{Failure, REFUSED};
use crate::cli::load::{self, Loaded};
use crate::cli::{base, history, output, write};
use crate::ledger::Event;
use crate::model::count::counted;
use crate::project::decide::{Desk, Purpose, Stamp};
use crate::project::{Backlog, Entry, Landings, fold};
use crate::tracker::adopt::{Adopted, adopt};
use crate::tracker::said::Origin;
use crate::tracker::{Base, Dialect, Finding, Owned, lint, many};
use crate::views::paint::{Paint, fit, width};
use crate::views::{claims, json as views_json, safe};

/// Adopt a tracker: its gaps, criteria and statuses become events
#[derive(Debug, Args)]
pub struct Import {
    /// The tracker: a Markdown file; several are taken in the order of their stated dates
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Take several files in the order given
    #[arg(long)]
    in_this_order: bool,
    /// Replay the file's history on the trunk: each commit that changed it gives its events their date
    #[arg(long)]
    history: bool,
    /// A path that the file had before it was renamed, where its content changed with it (again for each)
    #[arg(long, value_name = "PATH")]
    old_path: Vec<String>,
    /// Read the file as this dialect: sections, table, checklist, roadmap, generic
    #[arg(long, value_name = "DIALECT", value_parser = document::dialect)]
    dialect: Option<Dialect>,
    #[command(flatten)]
    writing: Writing,
}

/// What came of one document.
struct Taken {
    document: Document,
    findings: Vec<Finding>,
    adopted: Adopted,
    events: usize,
    /// Versions that could not be read: commit, and why.
    unread: Vec<(String, String)>,
}

impl Import {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let read = |f: &String| document::read(ctx, f, self.dialect);
        let mut documents = self.files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        if !self.in_this_order {
            in_order(&documents)?;
        }
        documents.iter_mut().for_each(|d| d.home.former.extend(self.old_path.iter().cloned()));
        if self.history {
            history::reaches_back(&ctx.git()?)?;
        }
        let ground = Ground::find(ctx, self.writing.dry_run)?;
        let mut events: Vec<Event> = Vec::new();
        let mut taken = Vec::new();
        let mut documents = documents.into_iter();
        while let Some(document) = documents.next() {
            // Of a plan only its size is told, but for what a further document builds on.
            let counted = self.writing.dry_run && documents.len() == 0;
            let purpose = if counted { Purpose::Count } else { Purpose::Write };
            taken.push(if self.history {
                ground.replay(ctx, document, &mut events)?
            } else {
                ground.take(ctx, document, purpose, &mut events)?
            });
        }
        if !self.writing.dry_run {
            ground.write(&events, &taken)?;
        }
        let text = if ctx.json {
            as_json(&taken, self.writing.dry_run)
        } else {
            as_text(&taken, self.writing.dry_run, &ctx.paint)
        };
        output::answer(ctx, None, &text);
        // The program ends here: nobody waits for a hundred thousand gaps to be given back one by one.
        std::mem::forget((events, taken));
        Ok(0)
    }
}

/// Where events would go: a ledger, or, in a dry run, nowhere.
struct Ground {
    loaded: Option<Loaded>,
    choice: Option<crate::shell::keys::Choice>,
    stamp: Stamp,
    nowhere: Backlog,
}

impl Ground {
    fn find(ctx: &Context, dry: bool) -> Result<Self, Failure> {
        let mut loaded = load::to_write(ctx);
        if !dry && loaded.as_ref().is_err_and(|e| e.code == "no-ledger") {
            super::init::start(ctx)?;
            loaded = load::to_write(ctx);
        }
        let nowhere = super::init::nowhere();
        match loaded {
            Ok(loaded) => {
                let choice = write::pick(ctx, &loaded.git);
                if let Ok(choice) = &choice {
                    write::deterministic(choice)?;
                }
                let stamp = match &choice {
                    Ok(choice) => write::stamp(ctx, &loaded, choice),
                    Err(_) if dry => {
                        Stamp { at: ctx.now, base: None, signer: super::init::nobody() }
                    }
                    Err(_) => return choice.map(|_| unreachable!("the arm above took it")),
                };
                Ok(Self { loaded: Some(loaded), choice: choice.ok(), stamp, nowhere })
            }
            Err(_) if dry => {
                let stamp = Stamp { at: ctx.now, base: None, signer: super::init::nobody() };
                Ok(Self { loaded: None, choice: None, stamp, nowhere })
            }
            Err(error) => Err(error),
        }
    }

    /// The backlog with what earlier documents of this command said.
    fn backlog(&self, events: &[Event]) -> Backlog {
        match &self.loaded {
            Some(loaded) => write::backlog_with(loaded, events),
            None if events.is_empty() => self.nowhere.clone(),
            None => {
                let nobody = super::init::nobody_key();
                let mut all = super::init::nowhere_entries();
                all.extend(events.iter().map(|e| Entry::drafted(e.clone(), &nobody)));
                fold(&all, self.nowhere.ledger, &Landings::default()).0
            }
        }
    }

    /// Takes a document as it is.
    fn take(
        &self,
        ctx: &Context,
        mut document: Document,
        purpose: Purpose,
        events: &mut Vec<Event>,
    ) -> Result<Taken, Failure> {
        let backlog = self.backlog(events);
        let base = match &self.loaded {
            Some(loaded) => {
                document.settle(loaded)?;
                base::find(ctx, loaded, &document)
            }
            None => Base::default(),
        };
        // What an earlier document of this command opened is known by now, too.
        Owned::new(&backlog, &document.home).relabel(&mut document.tracker);
        let mut desk = Desk::new(&backlog, self.stamp.clone()).with(purpose);
        let origin = self.origin(&document);
        let findings = lint(&document.tracker);
        let adopted = adopt(&mut desk, &document.home, &document.tracker, (&origin, &base))?;
        let count = desk.count();
        events.append(&mut desk.finish());
        Ok(Taken { document, findings, adopted, events: count, unread: Vec::new() })
    }

    /// Takes the versions of a document along the trunk, oldest first, each as news against the one before.
    fn replay(
        &self,
        ctx: &Context,
        mut document: Document,
        events: &mut Vec<Event>,
    ) -> Result<Taken, Failure> {
        if let Some(loaded) = &self.loaded {
            document.settle(loaded)?;
        }
        let start = events.len();
        let (before, versions) = match &self.loaded {
            Some(loaded) => history::versions(&loaded.git, Some(loaded), &document)?,
            None => history::versions(&ctx.git()?, None, &document)?,
        };
        let mut before = before.and_then(|r| r.tracker);
        let mut adopted = Adopted::default();
        let mut unread = Vec::new();
        let mut backlog = self.backlog(events);
        for version in versions {
            let Some(mut tracker) = version.tracker else {
                unread.push((version.commit.to_string(), version.why));
                continue;
            };
            let owned = Owned::new(&backlog, &document.home);
            let base = match &mut before {
                Some(before) => {
                    owned.relabel(before);
                    owned.relabel_after(&mut tracker, before);
                    base::of_version(
                        ctx,
                        self.loaded.as_ref(),
                        &document.home,
                        (&version.commit, &tracker),
                        before,
                    )
                }
                None => {
                    owned.relabel(&mut tracker);
                    Base::default()
                }
            };
            let stamp = Stamp { at: version.at, ..self.stamp.clone() };
            let mut desk = Desk::new(&backlog, stamp);
            let oldest = before.is_none().then(|| version.at.day());
            let origin = Origin {
                path: version.path,
                blob: version.blob,
                commit: Some(version.commit),
                oldest,
            };
            let one = adopt(&mut desk, &document.home, &tracker, (&origin, &base))?;
            adopted.opened += one.opened;
            adopted.changed += one.changed;
            adopted.regressed.extend(one.regressed);
            adopted.vanished = one.vanished;
            let drafted = desk.finish();
            if !drafted.is_empty() {
                events.extend(drafted);
                backlog = self.backlog(events);
            }
            before = Some(tracker);
        }
        Owned::new(&backlog, &document.home).relabel(&mut document.tracker);
        let findings = lint(&document.tracker);
        Ok(Taken { document, findings, adopted, events: events.len() - start, unread })
    }

    fn origin(&self, document: &Document) -> Origin {
        let git = self.loaded.as_ref().map(|l| &l.git);
        let kind = git.map_or(gix::hash::Kind::Sha1, |g| g.repo.object_hash());
        let blob = gix::objs::compute_hash(kind, gix::objs::Kind::Blob, &document.bytes)
            .ok()
            .and_then(crate::shell::git::commit_id);
        let none = || {
            "0".repeat(40).parse().unwrap_or_else(|_| unreachable!("40 digits are an object id"))
        };
        Origin {
            path: document.home.path.clone(),
            blob: blob.unwrap_or_else(none),
            commit: None,
            oldest: None,
        }
    }

    /// Appends the events; then what was adopted is what a later hand edit differs from.
    fn write(self, events: &[Event], taken: &[Taken]) -> Result<(), Failure> {
        let (Some(loaded), Some(choice)) = (self.loaded, self.choice) else { return Ok(()) };
        if !events.is_empty() {
            let root = write::root(&loaded.git)?.to_owned();
            let signer = write::unlock(choice)?;
            let files = write::sign(&signer, events)?;
            write::append(&loaded.git, &root, &files)?;
        }
        for one in taken {
            base::remember(&loaded.git, &one.document.home.path, &one.document.bytes);
        }
        Ok(())
    }
}

/// Documents that state a date must come oldest first.
fn in_order(documents: &[Document]) -> Result<(), Failure> {
    let dated: Vec<(&str, (u16, u8, u8))> =
        documents.iter().filter_map(|d| Some((d.name.as_str(), stated(d)?))).collect();
    for pair in dated.windows(2) {
        if pair[0].1 > pair[1].1 {
            let message = format!("{} says that it is newer than {}", pair[0].0, pair[1].0);
            let mut sorted = dated.clone();
            sorted.sort_by_key(|(_, date)| *date);
            let names: Vec<&str> = sorted.iter().map(|(name, _)| *name).collect();
            let hint = format!("gaps import {}", names.join(" "));
            return Err(Failure::new(REFUSED, "order", message, hint));
        }
    }
    Ok(())
}

/// When a document says that it was last updated: the day, or only the month.
fn stated(document: &Document) -> Option<(u16, u8, u8)> {
    let updated = document.tracker.updated.as_ref()?;
    if let Some(date) = updated.date {
        return Some((date.year, date.month, date.day));
    }
    let text = updated.place.of(&document.tracker.text);
    let month = text.split_whitespace().find_map(crate::tracker::dates::month);
    Some((updated.year?, month?, 0))
}

fn as_json(taken: &[Taken], dry: bool) -> String {
    let mut by_status: BTreeMap<&str, usize> = BTreeMap::new();
    for (status, n) in taken.iter().flat_map(|t| claims::by_status(&t.document.tracker)) {
        *by_status.entry(status).or_default() += n;
    }
    let data = json!({
        "dry_run": dry,
        "gaps": taken.iter().map(|t| t.document.tracker.gaps.len()).sum::<usize>(),
        "events": taken.iter().map(|t| t.events).sum::<usize>(),
        "by_status": by_status,
        "unplaced": taken.iter().flat_map(|t| claims::unplaced_json(&t.document.tracker)).collect::<Vec<Value>>(),
        "findings": taken.iter().flat_map(findings_json).collect::<Vec<Value>>(),
        "dialects": taken.iter().map(|t| t.document.tracker.dialect.as_str()).collect::<Vec<_>>(),
    });
    views_json::document("import", data)
}

fn findings_json(taken: &Taken) -> Vec<Value> {
    let name = &taken.document.name;
    let mut rows: Vec<Value> =
        taken.findings.iter().map(|f| claims::finding_json(name, f)).collect();
    let more = |code: &str, line: Option<usize>, label: &String, claimed: &str, actual: &str| json!({ "code": code, "file": name, "line": line, "label": label, "claimed": claimed, "actual": actual });
    rows.extend(taken.unread.iter().map(|(commit, why)| {
        let claimed = format!("the version of {commit}");
        json!({ "code": "unread", "file": name, "line": null, "label": null, "claimed": claimed, "actual": why })
    }));
    let regressed = taken.adopted.regressed.iter();
    rows.extend(regressed.map(|(label, line)| {
        more(
            "regressed",
            Some(*line),
            label,
            "open",
            "open again after it was done, with no word why",
        )
    }));
    rows.extend(
        taken
            .adopted
            .vanished
            .iter()
            .map(|l| more("vanished", None, l, "nothing", "the ledger has it open")),
    );
    rows
}

fn as_text(taken: &[Taken], dry: bool, paint: &Paint) -> String {
    let mut page = String::new();
    for one in taken {
        let (name, tracker) = (&one.document.name, &one.document.tracker);
        page.push_str(&claims::reading(name, tracker, paint));
        if dry {
            page.push_str(&table(one, paint));
        }
        page.push_str(&claims::findings(name, tracker, &one.findings, paint));
        for (label, line) in &one.adopted.regressed {
            page.push_str(&format!(
                "{}:{line} {}: regressed: it was done, and is open again with no word why\n",
                safe::line(name),
                paint.label(label)
            ));
        }
        for (commit, why) in &one.unread {
            page.push_str(&format!(
                "{} at {}: not read: {}\n",
                safe::line(name),
                &commit[..7],
                safe::line(why)
            ));
        }
        for label in &one.adopted.vanished {
            page.push_str(&format!(
                "{} {}: vanished: the ledger has it open, the document has it no more\n",
                safe::line(name),
                paint.label(label)
            ));
        }
        page.push_str(&claims::unplaced(name, tracker, paint));
        let would = if dry { "would write" } else { "wrote" };
        page.push_str(&format!(
            "{would} {}: {} opened, {} changed; {}\n",
            counted(one.events, "event"),
            counted(one.adopted.opened, "gap"),
            one.adopted.changed,
            counted(
                one.findings.len()
                    + one.unread.len()
                    + one.adopted.regressed.len()
                    + one.adopted.vanished.len(),
                "finding"
            ),
        ));
    }
    if !dry && taken.iter().any(|t| t.events > 0) {
        page.push_str("\nNext:\n  gaps list\n  git commit -m \"adopt the tracker\"\n");
    }
    page
}

/// What would come, gap by gap.
fn table(taken: &Taken, paint: &Paint) -> String {
    let gaps = &taken.document.tracker.gaps;
    let wide = gaps.iter().map(|g| width(g.label.as_str())).max().unwrap_or(0);
    let row = |g: &crate::tracker::Gap| {
        let status = g.status.map_or("unsure", |s| s.as_str());
        let criticality = g.criticality.map_or("", |c| c.as_str());
        let room = paint.width.saturating_sub(wide + 30).max(20);
        format!(
            "  {}  {}  {}  {}\n",
            paint.label(&fit(g.label.as_str(), wide)),
            paint.criticality(g.criticality, &fit(criticality, 8)),
            fit(status, 9),
            crate::views::paint::cut(&safe::line(&g.title), room)
        )
    };
    many::parts(gaps, |part| part.iter().map(row).collect::<String>()).concat()
}
