//! From drafted events to files: signed one by one, appended durably, staged. A dry run prints the same plan and
//! writes nothing.

use std::collections::BTreeSet;
use std::path::Path;

use crate::ledger::{Event, Field, file, form, path};
use crate::model::count::counted_as;
use crate::model::{Id, Label};
use crate::project::asked::Trigger;
use crate::project::decide::Stamp;
use crate::project::{self, Backlog, Entry, Gap, Refusal, timeline};
use crate::shell::git::{Git, commit_id};
use crate::shell::keys::{self, Signer};
use crate::shell::recent;
use crate::shell::store::{self, NewFile};
use crate::shell::tree;
use crate::views::{json, safe};

use super::context::{self, Context};
use super::failure::{ENVIRONMENT, Failure, REFUSED};
use super::load::Loaded;
use super::{labels, output};

/// The root of the working tree; a bare repository has none, and nothing can be appended to it.
pub fn root(git: &Git) -> Result<&Path, Failure> {
    git.workdir().ok_or_else(|| {
        let message = "this repository is bare: it has no working tree to add events in";
        Failure::new(ENVIRONMENT, "bare", message, "git worktree add ../work, and run gaps there")
    })
}

/// The key that will sign, chosen but not unlocked.
pub fn pick(ctx: &Context, git: &Git) -> Result<keys::Choice, Failure> {
    Ok(keys::pick(&ctx.key_places(Some(git)))?)
}

/// Unlocks the chosen key; a passphrase is asked for on the terminal only.
pub fn unlock(choice: keys::Choice) -> Result<Signer, Failure> {
    Ok(choice.unlock(&keys::ask_on_terminal)?)
}

/// What a machine records must come out the same on every machine: only ed25519 signs so.
pub fn deterministic(choice: &keys::Choice) -> Result<(), Failure> {
    if matches!(choice.public().data(), ssh_key::public::KeyData::Ed25519(_)) {
        return Ok(());
    }
    let message =
        "what is imported or recorded is signed with ed25519 only, and this key is of another type";
    Err(Failure::new(
        ENVIRONMENT,
        "no-key",
        message,
        "gaps --key ~/.ssh/id_ed25519 ...   (ssh-keygen -t ed25519 makes one)",
    ))
}

/// What is the same for every event of this command.
pub fn stamp(ctx: &Context, loaded: &Loaded, choice: &keys::Choice) -> Stamp {
    Stamp { at: ctx.now, base: loaded.base(), signer: choice.fingerprint() }
}

/// Signs, appends and stages drafted events, or prints the plan.
pub fn perform(
    ctx: &Context,
    loaded: &Loaded,
    choice: keys::Choice,
    events: &[Event],
    dry: bool,
) -> Result<(), Failure> {
    if !dry {
        let root = root(&loaded.git)?;
        let files = sign(&unlock(choice)?, events)?;
        append(&loaded.git, root, &files)?;
        tell_unstaged(loaded, root, events);
    }
    if let Some(told) = twins(loaded, events) {
        output::talk(&told);
    }
    if let Some((says, hint)) = beside(loaded, &loaded.asked.beside(events)) {
        output::talk(&format!("gaps: {says}\nhint: {hint}\n"));
    }
    output::print(&told(ctx, loaded, events, dry));
    Ok(())
}

/// Signs events; what comes back is verified before anybody sees it.
pub fn sign(signer: &Signer, events: &[Event]) -> Result<Vec<NewFile>, Failure> {
    let one = |event: &Event| {
        let json = event.encode();
        // Written once and for ever: what a stranger will read is what was meant.
        let read = form::parse(json.as_bytes()).ok().and_then(|map| Event::read(&map).ok());
        if read.as_ref() != Some(event) {
            return Err(unreadable(event));
        }
        let armour = signer.sign(json.as_bytes())?;
        let path = path::of(event.gap.as_ref(), form::id(json.as_bytes()));
        Ok(NewFile { path, bytes: file::join(&json, &armour) })
    };
    events.iter().map(one).collect()
}

fn unreadable(event: &Event) -> Failure {
    let says = format!("what would be written as `{}` would not read back", event.body.kind());
    let hint = "gaps doctor   (nothing was written; type the text of that field in other words)";
    Failure::new(REFUSED, "not-canonical", says, hint)
}

/// Appends files and stages them. Where only staging fails, the events stand, and what to type is said.
pub fn append(git: &Git, root: &Path, files: &[NewFile]) -> Result<(), Failure> {
    for file in files {
        store::append(root, file)?;
    }
    let paths: Vec<String> = files.iter().map(|f| f.path.clone()).collect();
    recent::note(&git.common_dir(), paths.iter().filter_map(|p| path::id_of(p)));
    if let Err(error) = git.stage(&paths) {
        let folder = common_folder(&paths);
        output::talk(&format!(
            "gaps: written, but not staged: {}\nhint: git add -f --sparse {folder}\n",
            safe::line(&error.to_string())
        ));
    }
    Ok(())
}

/// Event files of these gaps that lie in the working tree and that git does not know: told, since nothing counts
/// them.
fn tell_unstaged(loaded: &Loaded, root: &Path, events: &[Event]) {
    let Ok(staged) = loaded.git.files_staged() else { return };
    let mut unknown: Vec<String> = Vec::new();
    for folder in events.iter().filter_map(|e| e.gap.as_ref()).map(Label::folder) {
        unknown
            .extend(tree::files_in(root, &folder).into_iter().filter(|p| !staged.contains_key(p)));
    }
    // What could not be staged just now was told as such.
    let own: BTreeSet<String> = events.iter().map(|e| path::of(e.gap.as_ref(), id_of(e))).collect();
    unknown.retain(|path| !own.contains(path));
    unknown.sort();
    unknown.dedup();
    if let Some(first) = unknown.first() {
        let one = "event file of the same gap is not staged and does not count";
        let many = "event files of the same gaps are not staged and do not count";
        output::talk(&format!(
            "gaps: {}\nhint: git add -f --sparse {first}\n",
            counted_as(unknown.len(), one, many)
        ));
    }
}

/// Which gap was meant, where two have one label: that may change with what lands first.
fn twins(loaded: &Loaded, events: &[Event]) -> Option<String> {
    let backlog = &loaded.backlog;
    let meant = |event: &Event| {
        let gap = backlog.gaps.get(&event.of?)?;
        let writes = event.body.writes(gap.id, gap.id, &gap.claimed);
        // Who gives it another label settles it.
        writes.iter().all(|(field, _)| *field != Field::Label).then_some(gap)
    };
    let twin = |gap: &Gap| {
        backlog.gaps.values().find(|other| other.id != gap.id && other.named == gap.named)
    };
    let (gap, other) = events.iter().filter_map(meant).find_map(|gap| Some((gap, twin(gap)?)))?;
    let marked = if gap.label.contains('~') { gap } else { other };
    let one = |gap: &Gap| format!("{} is {:?}", gap.label, safe::line(gap.title()));
    let hint = labels::relabel(backlog, marked);
    Some(format!("gaps: {}, and {}\nhint: {hint}\n", one(gap), one(other)))
}

/// What this branch's own messages ask of the same gaps, and what takes the line out again.
fn beside(loaded: &Loaded, triggers: &[&Trigger]) -> Option<(String, String)> {
    let first = triggers.first()?;
    let one = |t: &&Trigger| {
        let (commit, label) = (t.commit.short(), safe::line(t.label.as_str()));
        format!("{commit} asks for {} of {label}", t.ask.word())
    };
    let all: Vec<String> = triggers.iter().map(one).collect();
    let head = loaded.git.head().ok().flatten().and_then(commit_id);
    let hint = if triggers.iter().all(|t| Some(&t.commit) == head.as_ref()) {
        "git commit --amend   (take the line out of the message)".to_owned()
    } else {
        format!("git rebase -i {}^   (take the line out of the message)", first.commit.short())
    };
    let says = format!("{}: no verb builds on that before it has landed", all.join(", "));
    Some((says, hint))
}

/// A refusal about a gap of which this branch's own messages ask something: that is shown, and not built on.
pub fn refused(loaded: &Loaded, gap: &Gap, refusal: Refusal) -> Failure {
    let failure = Failure::from(refusal);
    match beside(loaded, &loaded.asked.own_of(gap.id)) {
        Some((says, hint)) => {
            Failure { message: format!("{}; {says}", failure.message), hint, ..failure }
        }
        None => failure,
    }
}

fn common_folder(paths: &[String]) -> String {
    match paths {
        [one] => one.clone(),
        _ => path::EVENTS.to_owned(),
    }
}

/// The plan or the deed, one line an event.
fn told(ctx: &Context, loaded: &Loaded, events: &[Event], dry: bool) -> String {
    if ctx.json {
        let rows: Vec<serde_json::Value> = events.iter().map(|e| row(loaded, e)).collect();
        return json::document("events", serde_json::json!({ "dry_run": dry, "events": rows }));
    }
    lines(ctx, loaded, events, dry)
}

/// One line an event.
pub fn lines(ctx: &Context, loaded: &Loaded, events: &[Event], dry: bool) -> String {
    let mut text = String::new();
    for event in events {
        let id = id_of(event);
        let label = label(loaded, event);
        let would = if dry { "would be: " } else { "" };
        let summary = safe::line(&timeline::summary(&loaded.backlog, event));
        text.push_str(&format!(
            "{would}{}  {summary}  {}\n",
            ctx.paint.label(&label),
            ctx.paint.faint(&id.short())
        ));
    }
    text
}

/// What the gap of an event is called now.
pub fn label(loaded: &Loaded, event: &Event) -> String {
    let claimed = event.gap.as_ref();
    claimed.map_or_else(|| "ledger".to_owned(), |l| shown(loaded, event, l.as_str()))
}

fn shown(loaded: &Loaded, event: &Event, claimed: &str) -> String {
    let gap = event.of.and_then(|of| loaded.backlog.gaps.get(&of));
    gap.map_or_else(|| claimed.to_owned(), |g| g.label.clone())
}

pub fn row(loaded: &Loaded, event: &Event) -> serde_json::Value {
    let id = id_of(event);
    serde_json::json!({
        "event": id.to_string(),
        "gap": event.of.or(event.gap.as_ref().map(|_| id)).map(|i| i.to_string()),
        "label": event.gap.as_ref().map(|l| shown(loaded, event, l.as_str())),
        "kind": event.body.kind(),
        "path": path::of(event.gap.as_ref(), id),
        "summary": timeline::summary(&loaded.backlog, event),
    })
}

fn id_of(event: &Event) -> Id {
    form::id(event.encode().as_bytes())
}

/// Who starts a gap: the principal of the key, else git's user name.
pub fn me(loaded: &Loaded, choice: &keys::Choice) -> Option<String> {
    let listed = loaded.backlog.rosters.principal(&choice.fingerprint()).map(ToString::to_string);
    listed.or_else(|| loaded.git.config("user.name")).or_else(|| context::variable("USER"))
}

/// The backlog as it will be once drafted events are in.
pub fn backlog_with(loaded: &Loaded, events: &[Event]) -> Backlog {
    let Some(first) = events.first() else { return loaded.backlog.clone() };
    let listed = loaded
        .backlog
        .rosters
        .now()
        .and_then(|r| r.signers.get(&first.signer))
        .map(|s| s.key.clone());
    let Some(key) = listed.or_else(|| loaded.entries.first().map(|e| e.key.clone())) else {
        return loaded.backlog.clone();
    };
    let new: Vec<Entry> = events.iter().map(|e| Entry::drafted(e.clone(), &key)).collect();
    project::fold(loaded.entries.iter().chain(&new), loaded.backlog.ledger, &loaded.landings).0
}
