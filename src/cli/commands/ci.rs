//! `gaps ci`: what a pull request would bring. Its triggers and events agree, events are only added, signatures are
//! good, moves are legal. Reads git objects only: nothing of the pull request is run.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use serde_json::{Value, json};

use crate::cli::args::Form;
use crate::cli::config::triggers;
use crate::cli::context::{self, Context};
use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::cli::load::{self, Loaded, Look};
use crate::cli::{config, output};
use crate::ledger::{Body, path};
use crate::model::count::counted;
use crate::model::{CommitId, Id};
use crate::project::asked::{Outcome, Trigger};
use crate::project::finding::{Finding, Level};
use crate::project::scan::{self, ScanConfig};
use crate::project::{Place, timeline};
use crate::shell::diff::{self, Difference};
use crate::shell::git::commit_id;
use crate::views::{findings, json as views_json, safe};

/// In a pull request: do triggers and events agree, and are events only added?
#[derive(Debug, Args)]
pub struct Ci {
    /// What the pull request goes into (else the trunk)
    #[arg(long, value_name = "REV")]
    base: Option<String>,
    /// What it brings (else HEAD)
    #[arg(long, value_name = "REV")]
    head: Option<String>,
    /// How findings are printed: as text, or as annotations of GitHub (also where GITHUB_ACTIONS=true)
    #[arg(long, value_name = "FORM")]
    format: Option<Form>,
}

impl Ci {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let git = ctx.git()?;
        let head = match &self.head {
            Some(rev) => git.commit(rev)?,
            None => git.head()?.ok_or_else(no_commit)?,
        };
        let base = self.base.as_deref().map(|b| git.commit(b)).transpose()?;
        let look = Look { rev: Some(head), trunk: ctx.trunk.clone(), base, ..Look::default() };
        // Where no base is named, the trunk is; and what is looked at is all of it, not where they part.
        let look = match base {
            Some(_) => look,
            None => {
                let here = load::load(ctx)?;
                let tip = here.trunk.as_ref().map(|(_, id)| *id);
                let missing = || {
                    let missing = here.backlog.missing.as_ref();
                    let hint = missing.map_or("git fetch origin".into(), |m| m.hint());
                    let says = "the trunk is not here: what is this compared with?";
                    Failure::new(ENVIRONMENT, "no-trunk", says, hint)
                };
                Look { base: Some(tip.ok_or_else(missing)?), ..look }
            }
        };
        let loaded = load::load_at(ctx, &look)?;
        if let Some(missing) = loaded.backlog.missing.as_ref().filter(|m| m.word() != "no-trunk") {
            let says = format!("{}: triggers cannot be checked", missing.says());
            return Err(Failure::new(ENVIRONMENT, missing.word(), says, missing.hint()));
        }
        let base = look.base.unwrap_or(head);
        let range = Range::read(&loaded, base, head)?;
        let found = range.findings(&loaded);
        let is_good = !found.iter().any(|f| f.level == Level::Error);
        output::print(&self.said(ctx, &loaded, &range, &found, is_good));
        Ok(u8::from(!is_good))
    }

    fn said(
        &self,
        ctx: &Context,
        loaded: &Loaded,
        range: &Range,
        found: &[Finding],
        is_good: bool,
    ) -> String {
        if ctx.json {
            let events: Vec<Value> = range.events(loaded).iter().map(views_json::moment).collect();
            let triggers: Vec<Value> = own(loaded).map(row).collect();
            let data = json!({
                "verdict": if is_good { "yes" } else { "no" },
                "base": commit_id(range.base).map(|c| c.to_string()),
                "head": commit_id(range.head).map(|c| c.to_string()),
                "commits": range.commits.len(),
                "events": events,
                "triggers": triggers,
                "findings": findings::rows(found),
            });
            return views_json::document("ci", data);
        }
        let mut page = match self.format.unwrap_or_else(context::form) {
            Form::Github => findings::annotations(found),
            Form::Text => findings::text(found, &ctx.paint),
        };
        if !page.is_empty() {
            page.push('\n');
        }
        page.push_str(&range.summary(ctx, loaded));
        page.push_str(if is_good { "Good.\n" } else { "Not good: see the errors above.\n" });
        page
    }
}

fn no_commit() -> Failure {
    Failure::new(ENVIRONMENT, "no-commit", "there is no commit here yet", "git commit")
}

/// The triggers of the pull request's own commits.
fn own(loaded: &Loaded) -> impl Iterator<Item = &Trigger> {
    loaded.asked.triggers.iter().filter(|t| t.place == Place::Unlanded)
}

fn row(trigger: &Trigger) -> Value {
    let (word, event) = match &trigger.outcome {
        Outcome::Recorded(id) => ("recorded", Some(*id)),
        Outcome::Answered(id) => ("answered", Some(*id)),
        Outcome::Satisfied => ("satisfied", None),
        Outcome::Copy => ("copy", None),
        Outcome::Waiting(_) => ("waiting", None),
        Outcome::Refused(_) => ("refused", None),
        Outcome::Unknown => ("unknown", None),
    };
    json!({
        "commit": trigger.commit.to_string(),
        "line": (trigger.line > 0).then_some(trigger.line),
        "label": trigger.label.to_string(),
        "asks": trigger.ask.word(),
        "outcome": word,
        "event": event.map(|e| e.to_string()),
    })
}

/// What stands between base and head.
struct Range {
    base: gix::ObjectId,
    head: gix::ObjectId,
    commits: Vec<gix::ObjectId>,
    files: Difference,
}

impl Range {
    fn read(loaded: &Loaded, base: gix::ObjectId, head: gix::ObjectId) -> Result<Self, Failure> {
        let git = &loaded.git;
        let before: BTreeSet<gix::ObjectId> =
            git.ancestors(base)?.into_iter().map(|(id, _)| id).collect();
        let all = git.ancestors(head)?;
        let commits: Vec<gix::ObjectId> =
            all.iter().map(|(id, _)| *id).filter(|id| !before.contains(id)).collect();
        // What the base has gained since they parted is not this pull request's doing.
        let fork = git.on_line(base, head);
        let events = |id: gix::ObjectId| git.events_tree(id);
        let old = fork.map(events).transpose()?.flatten();
        let mut files = Difference::default();
        diff::compare(&git.repo, old, events(head)?, path::EVENTS, &mut files)?;
        Ok(Self { base, head, commits, files })
    }

    fn findings(&self, loaded: &Loaded) -> Vec<Finding> {
        let mut found = self.files(loaded);
        found.extend(self.faults(loaded));
        found.extend(self.messages(loaded));
        found.extend(self.echoes(loaded));
        found.sort();
        found.dedup();
        found
    }

    /// Events are only added. A removed closing is explained: it is how a revert looks.
    fn files(&self, loaded: &Loaded) -> Vec<Finding> {
        let at = |level, code, path: &str, message: String| Finding {
            path: Some(path.to_owned()),
            event: path::id_of(path),
            ..Finding::new(level, code, message)
        };
        let edited = self.files.edited.iter().map(|f| {
            let says = "an event was changed: what landed stands, and history is only added to";
            at(Level::Error, "edited", &f.path, says.to_owned())
        });
        let kept: BTreeSet<Id> =
            self.files.added.iter().filter_map(|f| path::id_of(&f.path)).collect();
        let removed = self.files.removed.iter().map(|f| {
            let id = path::id_of(&f.path);
            if id.is_some_and(|id| kept.contains(&id)) {
                let says = "an event was moved: its content decides, not its folder";
                return at(Level::Warning, "misplaced", &f.path, says.to_owned());
            }
            let entry = loaded.entries.iter().find(|e| Some(e.id) == id);
            let gap = entry.and_then(|e| e.event.of).and_then(|of| loaded.backlog.gaps.get(&of));
            let says = match (entry.map(|e| &e.event.body), gap) {
                (Some(Body::Closed(_)), Some(gap)) => format!(
                    "a closing of {} was taken away: after the merge that asks for reopening it",
                    gap.label
                ),
                _ => "an event was taken away: it still counts, since history holds it".to_owned(),
            };
            at(Level::Notice, "removed", &f.path, says)
        });
        edited.chain(removed).collect()
    }

    /// What is wrong with the events that it brings.
    fn faults(&self, loaded: &Loaded) -> Vec<Finding> {
        let paths: BTreeSet<&str> = self.files.added.iter().map(|f| f.path.as_str()).collect();
        let is_own = |f: &&crate::ledger::Fault| {
            f.path.as_deref().is_some_and(|p| paths.contains(p))
                || f.event.is_some_and(|id| {
                    loaded.entries.iter().any(|e| e.id == id && e.place == Place::Unlanded)
                })
        };
        loaded.faults.iter().filter(is_own).map(Finding::from).collect()
    }

    /// What its messages ask for and will not get, and what will wait for sync.
    fn messages(&self, loaded: &Loaded) -> Vec<Finding> {
        let own_commits: BTreeSet<CommitId> =
            self.commits.iter().filter_map(|c| commit_id(*c)).collect();
        let about_own = |f: &&Finding| f.commit.as_ref().is_some_and(|c| own_commits.contains(c));
        let mut found: Vec<Finding> =
            loaded.asked.findings.iter().filter(about_own).cloned().collect();
        // What asks in vain is not discovered after the merge.
        found.iter_mut().filter(|f| f.level == Level::Warning).for_each(|f| f.level = Level::Error);
        for trigger in own(loaded).filter(|t| matches!(t.outcome, Outcome::Waiting(_))) {
            let says = format!(
                "{} of {} is asked, and no event comes with it: it counts from the merge on, and sync records it",
                trigger.ask.word(),
                trigger.label
            );
            let finding = Finding::new(Level::Notice, "no-event", says);
            found.push(match trigger.line {
                0 => finding.about_commit(&trigger.commit),
                line => finding.about_line(&trigger.commit, line),
            });
        }
        found
    }

    /// Echoes that name an event which another commit brings, or none.
    fn echoes(&self, loaded: &Loaded) -> Vec<Finding> {
        let git = &loaded.git;
        let mut configs: BTreeMap<gix::ObjectId, ScanConfig> = BTreeMap::new();
        let mut found = Vec::new();
        let known: BTreeSet<Id> = loaded.entries.iter().map(|e| e.id).collect();
        let Ok(commits) = git.read_commits(&self.commits) else { return found };
        for commit in commits {
            let config = git.entry_at(self.head, config::PATH).map(|blob| {
                configs
                    .entry(blob)
                    .or_insert_with(|| {
                        let bytes = git.blob(blob, config::PAST_BYTES_MAX).unwrap_or_default();
                        let text = String::from_utf8_lossy(&bytes).into_owned();
                        triggers::of_text(&text).unwrap_or_default()
                    })
                    .clone()
            });
            let text = String::from_utf8_lossy(&commit.message).into_owned();
            let echoes = scan::statements(&text, &config.unwrap_or_default()).echoes;
            if echoes.is_empty() || commit.parents.len() > 1 {
                continue;
            }
            let tree = |id: gix::ObjectId| git.events_tree(id).ok().flatten();
            let before = commit.parents.first().copied().and_then(tree);
            let mut files = Difference::default();
            let compared =
                diff::compare(&git.repo, before, tree(commit.id), path::EVENTS, &mut files);
            let (Ok(()), Some(id)) = (compared, commit_id(commit.id)) else { continue };
            let brought: Vec<String> = files
                .added
                .iter()
                .filter_map(|f| path::id_of(&f.path))
                .map(|i| i.to_string())
                .collect();
            for echo in echoes {
                if brought.iter().any(|b| b.starts_with(&echo.event)) {
                    continue;
                }
                let elsewhere = known.iter().any(|k| k.to_string().starts_with(&echo.event));
                let (level, which) = if elsewhere {
                    (Level::Notice, "another commit brings it")
                } else {
                    (Level::Warning, "no commit here brings it")
                };
                let says = format!("{}@{} names an event, and {which}", echo.label, echo.event);
                let finding = Finding::new(level, "echo-elsewhere", says);
                found.push(finding.about_line(&id, echo.line));
            }
        }
        found
    }

    /// The moments that it brings.
    fn events(&self, loaded: &Loaded) -> Vec<timeline::Moment> {
        let all = timeline::moments(&loaded.backlog, &loaded.entries, &loaded.landings);
        all.into_iter().filter(|m| m.place == Place::Unlanded).collect()
    }

    fn summary(&self, ctx: &Context, loaded: &Loaded) -> String {
        let events = self.events(loaded);
        let mut page = format!(
            "{} with {} and {}.\n",
            counted(self.commits.len(), "commit"),
            counted(events.iter().filter(|m| !m.asked).count(), "event"),
            counted(own(loaded).count(), "trigger")
        );
        for moment in &events {
            let label = moment.label.as_deref().unwrap_or("ledger");
            let by = if moment.asked { "   by a message" } else { "" };
            let why = moment.rejected.as_ref().map(|w| format!("   will not: {}", safe::line(w)));
            page.push_str(&format!(
                "  {}  {}{by}{}\n",
                ctx.paint.label(label),
                safe::line(&moment.summary),
                why.unwrap_or_default()
            ));
        }
        page
    }
}
