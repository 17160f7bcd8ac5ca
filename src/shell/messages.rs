//! Every commit in the history of the trunk and of the branch: what it builds on, which landing brought it, and its
//! message where that may say something to us. Each commit is read once. What a message means is not asked here.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use gix::ObjectId;
use gix::bstr::ByteSlice;
use gix::prelude::FindExt;

use super::bytes::{Reader, Writer};
use super::cache::Cache;
use super::commits::Commits;
use super::git::{Git, GitError};
use super::parallel;

/// Stands for a landing where a commit is the branch's own.
const BRANCH: u32 = u32::MAX;

/// A commit whose message may say something to us.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: ObjectId,
    /// Counts in the line; none where the commit is the branch's own.
    pub landing: Option<usize>,
    pub author: String,
    pub authored_seconds: i64,
    pub seconds: i64,
    pub text: String,
}

/// The history of the trunk and of the branch, as numbers.
#[derive(Debug, Default)]
pub struct Messages {
    ids: Vec<ObjectId>,
    numbers: HashMap<ObjectId, u32>,
    parents: Vec<Vec<u32>>,
    landings: Vec<u32>,
    /// Landing by landing, the oldest first, the branch's own last; within one in topological order, ties by id.
    pub kept: Vec<Message>,
    sorted: OnceCell<Vec<ObjectId>>,
}

impl Git {
    /// Reads every commit that the trunk's line, and then the branch, brought.
    pub fn messages(
        &self,
        line: &[ObjectId],
        head: Option<ObjectId>,
        cache: Option<&Cache>,
    ) -> Result<Messages, GitError> {
        let mut all = Messages::default();
        let mut commits = self.commits();
        for (i, id) in line.iter().enumerate() {
            let landing = u32::try_from(i).unwrap_or(BRANCH - 1);
            all.bring(&mut commits, *id, landing)?;
        }
        if let Some(head) = head {
            all.bring(&mut commits, head, BRANCH)?;
        }
        let speaking = all.may_speak(line.last().copied(), cache);
        let asked: Vec<ObjectId> = speaking.iter().map(|n| all.ids[*n as usize]).collect();
        let said = parallel::map(&self.repo, &asked, |repo, ids| {
            let mut buffer = Vec::new();
            ids.iter().map(|id| speaking_at(repo, *id, &mut buffer)).collect()
        });
        let mut kept: Vec<(u32, Message)> = Vec::new();
        for (number, message) in speaking.into_iter().zip(said) {
            let landing = all.landings[number as usize];
            if let Some(mut message) = message? {
                message.landing = (landing != BRANCH).then_some(landing as usize);
                kept.push((number, message));
            }
        }
        if let (Some(tip), Some(cache)) = (line.last(), cache) {
            let on_trunk = kept.iter().filter(|(_, m)| m.landing.is_some()).map(|(_, m)| m.id);
            remember(cache, *tip, on_trunk.collect());
        }
        all.kept = all.in_order(kept);
        Ok(all)
    }

    /// What is at a path of a commit: a file or a folder.
    pub fn entry_at(&self, commit: ObjectId, path: &str) -> Option<ObjectId> {
        let mut buffer = Vec::new();
        let mut at =
            self.repo.objects.find_commit_iter(&commit, &mut buffer).ok()?.tree_id().ok()?;
        for part in path.split('/') {
            let mut buffer = Vec::new();
            let tree = self.repo.objects.find_tree_iter(&at, &mut buffer).ok()?;
            at =
                tree.filter_map(Result::ok).find(|e| e.filename == part.as_bytes())?.oid.to_owned();
        }
        Some(at)
    }
}

impl Messages {
    /// The commits whose message has to be looked at: all but those that were looked at before and say nothing.
    fn may_speak(&self, tip: Option<ObjectId>, cache: Option<&Cache>) -> Vec<u32> {
        let all = || (0..u32::try_from(self.ids.len()).unwrap_or(u32::MAX)).collect();
        let Some((seen, speaking)) = cache.and_then(remembered) else { return all() };
        // What is known was read down from a commit that the trunk still holds.
        let Some(number) = self.numbers.get(&seen).filter(|_| self.landing(seen).is_some()) else {
            return all();
        };
        let known = self.numbers.iter();
        let mut found: Vec<u32> = if tip == Some(seen) {
            known.filter(|(_, n)| self.landings[**n as usize] == BRANCH).map(|(_, n)| *n).collect()
        } else {
            let history = self.history(*number);
            known.filter(|(_, n)| !history[**n as usize]).map(|(_, n)| *n).collect()
        };
        found.extend(speaking.iter().filter_map(|id| self.numbers.get(id)));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Takes in what one commit brought: itself, and whatever in its history was not there before.
    fn bring(
        &mut self,
        commits: &mut Commits<'_>,
        tip: ObjectId,
        landing: u32,
    ) -> Result<(), GitError> {
        if self.numbers.contains_key(&tip) {
            return Ok(());
        }
        let mut waiting = vec![self.intern(tip)];
        while let Some(number) = waiting.pop() {
            for parent in commits.shape(self.ids[number as usize])?.parents {
                let known = self.ids.len();
                let parent = self.intern(parent);
                self.parents[number as usize].push(parent);
                if parent as usize >= known {
                    waiting.push(parent);
                }
            }
        }
        self.landings.resize(self.ids.len(), landing);
        Ok(())
    }

    /// Landing by landing; within one each commit after those that it builds on, ties by id.
    fn in_order(&self, kept: Vec<(u32, Message)>) -> Vec<Message> {
        let mut by_landing: BTreeMap<u32, Vec<(u32, Message)>> = BTreeMap::new();
        for (number, message) in kept {
            by_landing.entry(self.landings[number as usize]).or_default().push((number, message));
        }
        let mut ordered = Vec::new();
        for (landing, mut kept) in by_landing {
            if kept.len() > 1 {
                let order = self.order(landing);
                kept.sort_by_key(|(number, _)| order.get(number).copied());
            }
            ordered.extend(kept.into_iter().map(|(_, message)| message));
        }
        ordered
    }

    fn intern(&mut self, id: ObjectId) -> u32 {
        let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(id).or_insert(next);
        if number == next {
            self.ids.push(id);
            self.parents.push(Vec::new());
        }
        number
    }

    /// The commits that one landing brought, each after those that it builds on; of several the lowest id first.
    fn order(&self, landing: u32) -> HashMap<u32, usize> {
        // Numbers were given landing by landing.
        let first = self.landings.partition_point(|l| *l < landing);
        let end = self.landings.partition_point(|l| *l <= landing);
        let mut missing: HashMap<u32, usize> = HashMap::new();
        let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut ready = BinaryHeap::new();
        for number in first..end {
            let own = self.parents[number].iter().filter(|p| **p as usize >= first);
            let own: BTreeSet<u32> = own.copied().collect();
            let child = u32::try_from(number).unwrap_or(u32::MAX);
            if own.is_empty() {
                ready.push(Reverse((self.ids[number], child)));
            }
            missing.insert(child, own.len());
            own.into_iter().for_each(|p| children.entry(p).or_default().push(child));
        }
        let mut order = HashMap::new();
        while let Some(Reverse((_, number))) = ready.pop() {
            order.insert(number, order.len());
            for child in children.remove(&number).unwrap_or_default() {
                let left = missing.entry(child).or_default();
                *left = left.saturating_sub(1);
                if *left == 0 {
                    ready.push(Reverse((self.ids[child as usize], child)));
                }
            }
        }
        order
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub fn knows(&self, id: ObjectId) -> bool {
        self.numbers.contains_key(&id)
    }

    /// The landing that brought a commit; none where the trunk does not have it.
    pub fn landing(&self, id: ObjectId) -> Option<usize> {
        let landing = self.landings[*self.numbers.get(&id)? as usize];
        (landing != BRANCH).then_some(landing as usize)
    }

    /// Whether the branch has commits of its own.
    pub fn has_own(&self) -> bool {
        self.landings.last() == Some(&BRANCH)
    }

    /// The commit whose id begins so, where there is exactly one.
    pub fn named(&self, prefix: &str) -> Option<ObjectId> {
        if let Ok(whole) = ObjectId::from_hex(prefix.as_bytes()) {
            return self.knows(whole).then_some(whole);
        }
        let sorted = self.sorted.get_or_init(|| {
            let mut ids = self.ids.clone();
            ids.sort();
            ids
        });
        let at = sorted.partition_point(|id| id.to_string().as_str() < prefix);
        let mut found = sorted[at..].iter().take_while(|id| id.to_string().starts_with(prefix));
        let first = found.next().copied();
        first.filter(|_| found.next().is_none())
    }

    /// Whether one commit is in the history of another one.
    pub fn precedes(&self, earlier: ObjectId, later: ObjectId) -> bool {
        let (Some(earlier), Some(later)) = (self.numbers.get(&earlier), self.numbers.get(&later))
        else {
            return false;
        };
        // What a landing brought has no later landing in its history.
        if self.landings[*earlier as usize] > self.landings[*later as usize] {
            return false;
        }
        earlier != later && self.history(*later)[*earlier as usize]
    }

    /// What a commit brought with itself: of a merge all that its first parent's history lacks.
    pub fn brought_with(&self, id: ObjectId) -> BTreeSet<ObjectId> {
        let Some(number) = self.numbers.get(&id) else { return BTreeSet::new() };
        let parents = &self.parents[*number as usize];
        if parents.len() < 2 {
            return BTreeSet::from([id]);
        }
        let (before, with) = (self.history(parents[0]), self.history(*number));
        let own =
            before.iter().zip(with).zip(&self.ids).filter(|((before, with), _)| *with && !**before);
        own.map(|(_, id)| *id).collect()
    }

    /// The newest of these commits, the oldest first, that is in the history of another one.
    pub fn newest_before(&self, line: &[ObjectId], tip: ObjectId) -> Option<ObjectId> {
        let history = self.history(*self.numbers.get(&tip)?);
        let is_before = |id: &&ObjectId| {
            self.numbers.get(*id).is_some_and(|n| history.get(*n as usize) == Some(&true))
        };
        line.iter().rev().find(is_before).copied()
    }

    pub fn first_parent(&self, id: ObjectId) -> Option<ObjectId> {
        let parents = &self.parents[*self.numbers.get(&id)? as usize];
        parents.first().map(|p| self.ids[*p as usize])
    }

    /// For each commit whether it is in the history of this one, itself included.
    fn history(&self, tip: u32) -> Vec<bool> {
        let mut seen = vec![false; self.ids.len()];
        let mut waiting = vec![tip];
        while let Some(number) = waiting.pop() {
            if !std::mem::replace(&mut seen[number as usize], true) {
                waiting.extend(&self.parents[number as usize]);
            }
        }
        seen
    }
}

const NAME: &str = "messages";

/// The commit down from which every message was read, and those of them that may say something.
fn remembered(cache: &Cache) -> Option<(ObjectId, Vec<ObjectId>)> {
    let kept = cache.read(NAME)?;
    let mut bytes = Reader::new(kept.body());
    let object = |r: &mut Reader<'_>| ObjectId::try_from(r.bytes()?).ok();
    let tip = object(&mut bytes)?;
    let speaking = bytes.list(object)?;
    bytes.is_done().then_some((tip, speaking))
}

fn remember(cache: &Cache, tip: ObjectId, mut speaking: Vec<ObjectId>) {
    if remembered(cache).is_some_and(|(was, _)| was == tip) {
        return;
    }
    speaking.sort();
    let mut bytes = Writer::default();
    bytes.bytes(tip.as_slice());
    bytes.list(&speaking, |w, id| w.bytes(id.as_slice()));
    cache.write(NAME, &bytes.finish());
}

/// The parts of a commit that are asked for, as its bytes have them.
struct Raw<'d> {
    author: &'d [u8],
    committer: &'d [u8],
    message: &'d [u8],
}

impl<'d> Raw<'d> {
    fn read(data: &'d [u8]) -> Option<Self> {
        let end = data.find(b"\n\n")?;
        let mut raw = Self { author: b"", committer: b"", message: &data[end + 2..] };
        for line in data[..end].split(|b| *b == b'\n') {
            if let Some(author) = line.strip_prefix(b"author ") {
                raw.author = author;
            } else if let Some(committer) = line.strip_prefix(b"committer ") {
                raw.committer = committer;
                break;
            }
        }
        Some(raw)
    }

    fn message(&self, id: ObjectId) -> Message {
        let (author, authored_seconds) = person(self.author);
        Message {
            id,
            landing: None,
            author,
            authored_seconds,
            seconds: person(self.committer).1,
            text: String::from_utf8_lossy(self.message).into_owned(),
        }
    }
}

/// The message of a commit, where it may say something to us.
fn speaking_at(
    repo: &gix::Repository,
    id: ObjectId,
    buffer: &mut Vec<u8>,
) -> Result<Option<Message>, GitError> {
    let unreadable = |why: String| GitError::Read { what: format!("commit {id}"), why };
    let data = repo.objects.find(&id, buffer).map_err(|e| unreadable(e.to_string()))?;
    let raw = Raw::read(data.data).ok_or_else(|| unreadable("it is no commit".into()))?;
    Ok(may_speak(raw.message).then(|| raw.message(id)))
}

/// `Name <mail> 1795176000 +0100`: who, and when.
fn person(line: &[u8]) -> (String, i64) {
    let end = line.rfind(b">").map_or(0, |at| at + 1);
    let seconds = line[end..].to_str_lossy();
    let seconds = seconds.split_whitespace().next().and_then(|s| s.parse().ok());
    (line[..end].to_str_lossy().into_owned(), seconds.unwrap_or_default())
}

/// Whether a message has a line that the scanner might take for one of ours, whatever names a config adds. Wrong
/// only in saying yes too often.
pub fn may_speak(message: &[u8]) -> bool {
    message.lines().any(line_may_speak)
}

fn line_may_speak(line: &[u8]) -> bool {
    let line = line.trim_start();
    let head = &line[..line.len().min(12)];
    let words =
        [&b"This revert"[..], b"This reappl", b"Revert", b"Reappl", b"[ROADMAP", b"[roadmap"];
    if words
        .iter()
        .any(|word| head.len() >= word.len() && head[..word.len()].eq_ignore_ascii_case(word))
    {
        return true;
    }
    let Some(colon) = line.iter().take(64).position(|b| *b == b':') else { return false };
    let (key, value) = (line[..colon].trim_end(), line[colon + 1..].trim_start());
    let is_key = key.first().is_some_and(u8::is_ascii_alphabetic)
        && key.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
    if !is_key {
        return false;
    }
    let ends_so = key.len() > 4 && key[key.len() - 4..].eq_ignore_ascii_case(b"-gap");
    let word = value.iter().take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b));
    ends_so
        || value.is_empty()
        || key.eq_ignore_ascii_case(b"task")
        || value.first().is_some_and(u8::is_ascii_alphabetic)
            && word.filter(|b| **b == b'-').count() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_scanner_reads_is_kept() {
        for message in [
            "x\n\nCloses-Gap: SEC-001",
            "x\n\n    closes-gap : sec-1",
            "x\n\nStarts-Gap:\n  SEC-1",
            "x\n\nFixes: SEC-1",
            "x\n\nThis reverts commit 1a2b3c4.",
            "Reapply \"x\"",
            "[ROADMAP-1.2] x\n\nStatus: Complete",
            "x\n\nTask: Phase 1, Task 1.2",
        ] {
            assert!(may_speak(message.as_bytes()), "{message}");
        }
        for message in
            ["fix: SEC", "x\n\nSigned-off-by: A B <a-b@c>", "http://x-y/SEC-1", "a b: C-1"]
        {
            assert!(!may_speak(message.as_bytes()), "{message}");
        }
    }
}
