//! A page brought up to date: only commits that are new are walked, and only gaps are folded whose events changed.
//! Where that might not give what a fold of everything gives, it gives nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gix::bstr::BStr;

use crate::cli::failure::Failure;
use crate::ledger::path;
use crate::model::{Id, Label};
use crate::project::Backlog;
use crate::shell::aside::Aside;
use crate::shell::cache::Cache;
use crate::shell::diff::{self, Difference};
use crate::shell::git::{Git, GitError};
use crate::shell::helper::Helper;
use crate::shell::messages::may_speak;
use crate::shell::tree::Found;
use crate::views::row::Row;

use super::ahead::{Ahead, Staged};
use super::facts::OnDisk;
use super::landed::{self, Shared};
use super::line::Line;
use super::line_kept::{self, KeptLine};
use super::named::there;
use super::numbers::number;
use super::page::{Facts, Made, Now, Page, Rows, Unlanded};
use super::part::{fold_some, folder};
use super::reader::Reader;

/// A number that no other build of rows has.
pub(super) fn stamp() -> u64 {
    RandomState::new().hash_one(std::process::id())
}

/// What the cache does not have yet: the line of the trunk, where that grew, and the page.
pub(super) struct News {
    line: Option<Line>,
    page: Option<Arc<Made>>,
    now: Now,
    /// Who helped to find them.
    helper: Option<Helper>,
}

impl News {
    /// Gives them to the cache.
    pub(super) fn keep(self, git: &Git, cache: &Cache) {
        if let Some(line) = &self.line {
            line_kept::keep(cache, line, &self.now.settings);
        }
        // Where something changed while all this was read, nobody knows which of both the page shows.
        if let Some(page) = self.page.filter(|_| Now::read(git).as_ref() == Some(&self.now)) {
            page.keep(cache);
        }
    }

    /// The same while others go on. Done when what comes back is dropped.
    pub(super) fn keep_meanwhile(mut self, git: &Git, cache: &Cache) -> Option<Helper> {
        let Some(helper) = self.helper.take() else {
            self.keep(git, cache);
            return None;
        };
        let cache = cache.clone();
        helper.hand(move |git| self.keep(git, &cache));
        Some(helper)
    }
}

/// The page of the cache, brought up to date where that is less work than all of it, and what the cache lacks then.
pub(super) fn current(
    git: &Git,
    cache: &Cache,
    now: &Now,
) -> Result<Option<(Page, News)>, Failure> {
    let Some(old) = Page::read(cache) else { return Ok(None) };
    if old.holds(git, now) {
        let news = News { line: None, page: None, now: now.clone(), helper: None };
        return Ok(Some((old, news)));
    }
    let mut helper = None;
    let Some((page, line)) = refresh(git, cache, (&old, now), &mut helper)? else {
        return Ok(None);
    };
    let news = News { line, page: page.made(), now: now.clone(), helper };
    Ok(Some((page, news)))
}

/// A page, and the line that it hangs on where that grew.
type Renewed = (Page, Option<Line>);

/// The page as it is now, from the page as it was.
fn refresh(
    git: &Git,
    cache: &Cache,
    (old, now): (&Page, &Now),
    helper: &mut Option<Helper>,
) -> Result<Option<Renewed>, Failure> {
    if !old.facts.is_regular || old.facts.now.settings != now.settings {
        return Ok(None);
    }
    let (Some(tips), Some(head)) = (tips(git, old), now.head) else { return Ok(None) };
    let index = Arc::new(Staged::of(git));
    if tips.0 != tips.1 {
        let (new, index) = (Helper::begin(git), Arc::clone(&index));
        new.hand(move |_| {
            index.tree();
        });
        *helper = Some(new);
    }
    let kept = KeptLine::read(cache, &now.settings);
    let Some(kept) = kept.filter(|kept| kept.tip == tips.0).map(Arc::new) else { return Ok(None) };
    let ahead = Arc::new(Ahead::new(&kept));
    let beside = helper.as_ref().map(|helper| (helper, &ahead));
    let walked = walked(git, &kept, tips, (old.facts.now.head, head), beside)?;
    let Some(mut walked) = walked else {
        helper.iter().for_each(Helper::forget);
        return Ok(None);
    };
    let landed = |path: &str| landed(&kept, &walked.grown, path);
    if git.workdir().is_some()
        && !staged(git, head, (&kept, index.tree()), &landed, &mut walked.found)?
    {
        return Ok(None);
    }
    let reader = Ahead::reader(ahead, git, cache);
    let speaks = walked.speaks.take();
    let read = old.reading();
    let rows = Reading::begin(git, helper.as_ref(), move |_| read());
    let renewed = update(git, (old, now), (&kept, tips), walked, (reader, rows))?;
    // What a new message may say, the fold has to hear.
    match speaks.map(|speaks| speaks.end(git)) {
        None | Some(Some(Ok(false))) => Ok(renewed),
        Some(Some(Err(error))) => Err(error.into()),
        Some(_) => Ok(None),
    }
}

/// What somebody else finds out while this thread goes on; where nobody else is there, it is found out at once.
struct Later<'h, T> {
    helper: Option<&'h Helper>,
    found: Arc<Mutex<Option<T>>>,
}

impl<'h, T: Send + 'static> Later<'h, T> {
    fn begin(
        git: &Git,
        helper: Option<&'h Helper>,
        work: impl FnOnce(&Git) -> T + Send + 'static,
    ) -> Self {
        let found = Arc::new(Mutex::new(None));
        let put = Arc::clone(&found);
        let work = move |git: &Git| {
            let made = work(git);
            *put.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
        };
        match helper {
            Some(helper) => helper.hand(work),
            None => work(git),
        }
        Self { helper, found }
    }

    fn end(self, git: &Git) -> Option<T> {
        self.helper.iter().for_each(|helper| helper.settle(git));
        self.found.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The rows of a page; none where they cannot be read.
type Reading<'h> = Later<'h, Option<Rows>>;

/// What is new of history.
struct Walked<'h> {
    grown: Grown,
    /// Whether the message of a merged commit may say something.
    speaks: Option<Speaks<'h>>,
    touched: BTreeSet<String>,
    found: Unseen,
}

type Speaks<'h> = Later<'h, Result<bool, GitError>>;

/// Walks what is new of the trunk and of the branch, and hands over which event files the fold will ask for.
fn walked<'h>(
    git: &Git,
    kept: &KeptLine,
    tips: Tips,
    (was, head): (Option<gix::ObjectId>, gix::ObjectId),
    beside: Option<(&'h Helper, &Arc<Ahead>)>,
) -> Result<Option<Walked<'h>>, Failure> {
    let mut touched = BTreeSet::new();
    let (grown, speaks) = match beside {
        Some(beside) => match grown(git, kept, tips, &mut touched, beside)? {
            Some((grown, speaks)) => (Some(grown), Some(speaks)),
            None => return Ok(None),
        },
        None => (None, None),
    };
    // What the branch's own messages ask for hangs on all that is here.
    if was != Some(head) && git.may_speak_since(&[head], tips.1, &[])? {
        return Ok(None);
    }
    let landed = |path: &str| landed(kept, &grown, path);
    let Some(found) = on_branch(git, tips.1, head, &landed)? else { return Ok(None) };
    Ok(Some(Walked { grown, speaks, touched, found }))
}

/// The content with which a file landed first, and whether anything else ever happened to it.
fn landed<'k>(
    kept: &'k KeptLine,
    grown: &'k Grown,
    path: &str,
) -> Option<Option<(&'k [u8], bool)>> {
    match grown.as_ref().and_then(|(_, new)| new.get(path)) {
        Some(blob) => Some(Some((blob.as_slice(), false))),
        None => kept.landed(path),
    }
}

fn update(
    git: &Git,
    (old, now): (&Page, &Now),
    (kept, tips): (&KeptLine, Tips),
    Walked { grown, mut touched, found, .. }: Walked<'_>,
    (reader, rows): (Reader<'_>, Reading<'_>),
) -> Result<Option<Renewed>, Failure> {
    let unlanded = unlanded(git, old, found, &mut touched);
    if unlanded.iter().any(|u| folder(&u.found.path).is_none_or(|f| f == path::LEDGER)) {
        return Ok(None);
    }
    let mut trunks = old.facts.trunks.clone();
    if let Some((_, Some((_, tip)))) = trunks.last_mut() {
        *tip = tips.1;
    }
    let facts = Facts { now: now.clone(), trunks, unlanded, is_regular: true };
    let line = grown.map(|(line, _)| line);
    renewed(git, old, facts, line, (kept, reader, rows), &touched)
}

/// The trunk's commit as it was and as it is.
type Tips = (gix::ObjectId, gix::ObjectId);

fn tips(git: &Git, old: &Page) -> Option<Tips> {
    let (last, others) = old.facts.trunks.split_last()?;
    let (reference, was) = last.1.as_ref()?;
    let (same, is) = git.trunk(&last.0)?;
    let others_stand = others.iter().all(|(name, was)| there(git, name) == *was);
    (others_stand && *reference == same).then_some((*was, is))
}

/// The line that grew, and what its new commits brought.
type Brought = (Line, BTreeMap<String, gix::ObjectId>);
type Grown = Option<Brought>;

/// Walks what is new of the trunk. None: something there asks for more than adding events to gaps.
fn grown<'h>(
    git: &Git,
    kept: &KeptLine,
    (was, is): Tips,
    touched: &mut BTreeSet<String>,
    (helper, ahead): (&'h Helper, &Arc<Ahead>),
) -> Result<Option<(Brought, Speaks<'h>)>, Failure> {
    // Event files are judged, and what is in no object is read, while history is walked.
    let (reads, shown) = (Arc::clone(ahead), Arc::clone(ahead));
    helper.hand(move |git| reads.begin(git));
    let show = Arc::new(move |git: &Git, files: &Difference| shown.judge(git, &files.added));
    let aside = Aside { helper, show };
    let Some(line) = kept.top() else { return Ok(None) };
    let before = line.length;
    let forge = landed::forge(git);
    let speaks = AtomicBool::new(false);
    let number = |message: &BStr| {
        speaks.fetch_or(may_speak(message), Ordering::Relaxed);
        number(message, forge)
    };
    let (line, met) = Line::above_and(git, is, Some(line), &number, Some(&aside))?;
    if !met || speaks.into_inner() {
        return Ok(None);
    }
    helper.settle(git);
    // Those of the line were heard where the walk passed them, if it did.
    let all_heard = line.heard.len() == line.newest.len();
    let (tips, passed) =
        if all_heard { (line.merged.clone(), line.newest.clone()) } else { (vec![is], Vec::new()) };
    let speaks =
        Later::begin(git, Some(helper), move |git| git.may_speak_since(&tips, was, &passed));
    let mut new = BTreeMap::new();
    for change in line.changes.iter().filter(|c| c.commit >= before) {
        if !change.files.removed.is_empty() || !change.files.edited.is_empty() {
            return Ok(None);
        }
        for found in &change.files.added {
            let at = folder(&found.path).filter(|f| *f != path::LEDGER);
            let is_new = kept.landed(&found.path).is_some_and(|landed| landed.is_none());
            let (Some(at), true) = (at, is_new) else { return Ok(None) };
            touched.insert(at.to_owned());
            new.insert(found.path.clone(), found.blob);
        }
    }
    Ok(Some(((line, new), speaks)))
}

/// Event files that have not landed, with whether they are in no commit either.
type Unseen = BTreeMap<String, (Found, bool)>;

/// What the branch has beside the trunk.
fn on_branch<'t>(
    git: &Git,
    tip: gix::ObjectId,
    head: gix::ObjectId,
    landed: &impl Fn(&str) -> Option<Option<(&'t [u8], bool)>>,
) -> Result<Option<Unseen>, Failure> {
    let mut unseen = Unseen::new();
    let (before, after) = (git.events_tree(tip)?, git.events_tree(head)?);
    if tip == head || before == after {
        return Ok(Some(unseen));
    }
    let mut files = Difference::default();
    diff::compare(&git.repo, before, after, path::EVENTS, &mut files)?;
    let genesis = |f: &Found| folder(&f.path).is_none_or(|at| at == path::LEDGER);
    if !files.edited.is_empty() || files.removed.iter().any(genesis) {
        return Ok(None);
    }
    if !files.removed.is_empty() && takes_away(git, tip, head, &files.removed)? {
        return Ok(None);
    }
    for found in files.added {
        match landed(&found.path) {
            Some(None) => {
                unseen.insert(found.path.clone(), (found, false));
            }
            Some(Some((blob, false))) if blob == found.blob.as_slice() => {}
            Some(Some(_)) | None => return Ok(None),
        }
    }
    Ok(Some(unseen))
}

/// Whether the branch took files away, which asks for something; else the trunk has gained them since.
fn takes_away(
    git: &Git,
    tip: gix::ObjectId,
    head: gix::ObjectId,
    lacking: &[Found],
) -> Result<bool, Failure> {
    let Some(fork) = git.on_line(tip, head) else { return Ok(true) };
    let before = git.files_at(fork)?;
    Ok(lacking.iter().any(|f| before.contains_key(&f.path)))
}

/// What the index has beside both. False where it has another content for what landed.
fn staged<'t>(
    git: &Git,
    head: gix::ObjectId,
    (kept, tree): (&KeptLine, Option<gix::ObjectId>),
    landed: &impl Fn(&str) -> Option<Option<(&'t [u8], bool)>>,
    unseen: &mut Unseen,
) -> Result<bool, Failure> {
    // Most often nothing is staged, and then git has written down that it is the tree of a commit.
    if tree.is_some() && tree == git.events_tree(head)? {
        return Ok(true);
    }
    let index = git.index()?;
    let Some(known) = kept.paths() else { return Ok(false) };
    let mut known = known.into_iter().peekable();
    for entry in Git::staged_events(&index) {
        let full = entry.path(&index);
        let Some(below) = full.strip_prefix(path::EVENTS.as_bytes()) else { return Ok(false) };
        let below = &below[1..];
        // Both come sorted, so that most are found side by side.
        while known.next_if(|(path, _)| path.as_bytes() < below).is_some() {}
        if let Some((path, blob)) = known.peek()
            && path.as_bytes() == below
        {
            if *blob != entry.id.as_slice() {
                return Ok(false);
            }
            continue;
        }
        let Some(found) = Git::staged_file(entry, &index) else { continue };
        match landed(&found.path) {
            Some(Some((blob, _))) if blob == found.blob.as_slice() => {}
            Some(Some(_)) | None => return Ok(false),
            Some(None) => {
                let in_commit = unseen.contains_key(&found.path);
                unseen.insert(found.path.clone(), (found, !in_commit));
            }
        }
    }
    Ok(true)
}

/// These files with how they stand in the working tree; folders where something changed since are touched.
fn unlanded(git: &Git, old: &Page, found: Unseen, touched: &mut BTreeSet<String>) -> Vec<Unlanded> {
    let mut before: BTreeMap<&str, &Unlanded> =
        old.facts.unlanded.iter().map(|u| (u.found.path.as_str(), u)).collect();
    let mut now = Vec::with_capacity(found.len());
    for (path, (found, is_pending)) in found {
        let was = before.remove(path.as_str());
        let same = was.filter(|w| w.found == found && w.is_pending == is_pending);
        let stands = same
            .and_then(|w| w.on_disk.clone())
            .filter(|on_disk| git.workdir().is_some_and(|root| on_disk.holds(root, &path)));
        if stands.is_none() {
            touched.extend(folder(&path).map(str::to_owned));
        }
        let read = || git.workdir().map(|root| OnDisk::read(root, &path));
        now.push(Unlanded { on_disk: stands.or_else(read), found, is_pending });
    }
    touched.extend(before.keys().filter_map(|path| folder(path).map(str::to_owned)));
    now
}

/// The page with the rows of the touched folders folded anew.
fn renewed(
    git: &Git,
    old: &Page,
    facts: Facts,
    mut grown: Option<Line>,
    (kept, reader, rows): (&KeptLine, Reader<'_>, Reading<'_>),
    touched: &BTreeSet<String>,
) -> Result<Option<Renewed>, Failure> {
    let shared = Shared::new(git, facts.trunks.last().and_then(|(_, there)| there.as_ref()));
    let wanted = |at: &str| at == path::LEDGER || touched.contains(at);
    if touched.is_empty() {
        let Some(rows) = rows.end(git).flatten() else { return Ok(None) };
        let (missing, faults) = (old.missing.clone(), old.faults.clone());
        return Ok(Some((Page::make(facts, old.ledger, missing, faults, rows), grown)));
    }
    let folders = touched.iter().map(String::as_str).chain([path::LEDGER]).collect();
    let Some(mut some) = kept.part(&folders) else { return Ok(None) };
    if let Some(line) = &grown {
        some.go_on(line.only(wanted));
    }
    let unlanded: Vec<&Unlanded> = facts
        .unlanded
        .iter()
        .filter(|u| folder(&u.found.path).is_some_and(|at| touched.contains(at)))
        .collect();
    let Some(part) = fold_some(git, &shared, (kept, &mut some), &unlanded, old.ledger, reader)?
    else {
        return Ok(None);
    };
    if let Some(line) = &mut grown {
        line.learn(some);
    }
    let Some(mut rows) = rows.end(git).flatten() else { return Ok(None) };
    if !put_rows(&mut rows, touched, &part.backlog) {
        return Ok(None);
    }
    let told = |path: &str| folder(path).is_some_and(&wanted);
    let mut faults: Vec<_> =
        old.faults.iter().filter(|f| !f.path.as_deref().is_some_and(told)).cloned().collect();
    faults.extend(part.faults);
    faults.sort();
    faults.dedup();
    Ok(Some((Page::make(facts, old.ledger, None, faults, rows), grown)))
}

/// Puts the gaps of a part in the place of the rows of its folders. False where others may hang on them.
fn put_rows(rows: &mut Rows, touched: &BTreeSet<String>, part: &Backlog) -> bool {
    let claimed = |at: &String| {
        let (prefix, number) = at.rsplit_once('/')?;
        Label::from_folder(prefix, number).ok().map(|label| label.to_string())
    };
    let claimed: BTreeSet<String> = touched.iter().filter_map(claimed).collect();
    let new = Row::sorted(part.gaps.values());
    let labels = claimed.iter().map(String::as_str).chain(new.iter().map(|row| row.label));
    let at = rows.called(&labels.collect());
    let was: BTreeMap<Id, usize> = at.into_iter().map(|at| (rows.read()[at].id, at)).collect();
    // Others may show a gap's label, and where one of another folder does, two want the same.
    let renamed = |r: &Row<'_>| was.get(&r.id).is_some_and(|at| rows.read()[*at].label != r.label);
    if new.iter().any(renamed) || was.keys().any(|id| !part.gaps.contains_key(id)) {
        return false;
    }
    let stamp = stamp();
    let (known, opened): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
        new.iter().partition(|row| was.contains_key(&row.id));
    known.iter().for_each(|row| rows.replace(was[&row.id], row, stamp));
    opened.iter().for_each(|row| rows.insert(row, stamp));
    true
}
