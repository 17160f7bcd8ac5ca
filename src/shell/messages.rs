//! Every commit in the history of the trunk and of the branch, and its message where that may say something to us. Each
//! commit is read once, in the order of ids, in which looking them up costs least. What a message means is not asked
//! here.

use std::collections::{BTreeMap, HashMap};

use gix::ObjectId;
use gix::bstr::ByteSlice;
use gix::prelude::FindExt;

use super::bytes::{Reader, Writer};
use super::cache::Cache;
use super::commits::{Commits, Raw, person};
use super::git::{Git, GitError};
use super::lineage::{self, BRANCH, Lineage, Parents};
use super::parallel;
use super::walk::Listener;

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

/// The history of the trunk and of the branch, and what it says.
#[derive(Debug, Default)]
pub struct Messages {
    pub lineage: Lineage,
    /// Landing by landing, the oldest first, the branch's own last; within one in topological order, ties by id.
    pub kept: Vec<Message>,
    /// What a listener said of the message of each commit of the line; empty where not every one was read.
    pub heard: Vec<Option<u64>>,
}

/// What was found in a message.
enum Said {
    /// What the listener said, of a commit of the line.
    Heard(u64),
    Message(Box<Message>),
}

impl Git {
    /// Reads every commit that the trunk's line, and then the branch, brought.
    pub fn messages(
        &self,
        line: &[ObjectId],
        head: Option<ObjectId>,
        cache: Option<&Cache>,
        listener: Option<Listener<'_>>,
    ) -> Result<Messages, GitError> {
        let apart = self.apart(line.len());
        let mut commits = Commits::of(&apart);
        let mut decoded = Vec::new();
        let mut kept = Vec::new();
        // A commit that has to be decoded for its parents is listened to at once.
        let graphed = commits.graph().and_then(|graph| Lineage::of_graph(graph, line));
        let lineage =
            lineage(graphed.unwrap_or_default(), line, head, &mut |number, id, parents| {
                commits.parents(id, parents, |raw| {
                    decoded.push(number);
                    kept.extend(Message::speaking(id, raw).map(|message| (number, message)));
                })
            })?;
        let wanted = wanted(&lineage, line, &decoded, cache);
        let said = parallel::map(&apart, &wanted, |repo, part| {
            let (mut said, mut buffer) = (Vec::new(), Vec::new());
            for number in part.iter().copied() {
                let id = lineage.id(number);
                let is_on_line = line.get(lineage.landing_of(number) as usize) == Some(&id);
                let listener = listener.filter(|_| is_on_line);
                if let Err(error) = listen(repo, (number, id), listener, &mut buffer, &mut said) {
                    return vec![Err(error)];
                }
            }
            said.into_iter().map(Ok).collect()
        });
        let is_all = listener.is_some() && wanted.len() == lineage.len();
        let mut heard = vec![None; if is_all { line.len() } else { 0 }];
        for said in said {
            match said? {
                (number, Said::Message(message)) => kept.push((number, *message)),
                (number, Said::Heard(what)) => {
                    let place = heard.get_mut(lineage.landing_of(number) as usize);
                    place.into_iter().for_each(|place| *place = Some(what));
                }
            }
        }
        let messages = Messages { heard, ..Messages::new(lineage, kept) };
        if let (Some(tip), Some(cache)) = (line.last(), cache) {
            let on_trunk = messages.kept.iter().filter(|m| m.landing.is_some()).map(|m| m.id);
            remember(cache, *tip, on_trunk.collect());
        }
        Ok(messages)
    }

    /// Whether the message of any of these commits may say something to us.
    pub fn may_speak(&self, commits: &[ObjectId]) -> Result<bool, GitError> {
        Ok(self.each_message(commits, |message| may_speak(message))?.contains(&true))
    }

    /// The same for every commit in the history of these that is not in that of another, and was not passed already.
    pub fn may_speak_since(
        &self,
        tips: &[ObjectId],
        known: ObjectId,
        passed: &[ObjectId],
    ) -> Result<bool, GitError> {
        let mut heard: HashMap<ObjectId, bool> = HashMap::new();
        let mut new = self.since_and(tips, known, passed, &mut |id, message| {
            heard.insert(id, may_speak(message));
        })?;
        if new.iter().any(|id| heard.get(id) == Some(&true)) {
            return Ok(true);
        }
        new.retain(|id| !heard.contains_key(id));
        self.may_speak(&new)
    }

    /// What is at a path of a commit: a file or a folder.
    pub fn entry_at(&self, commit: ObjectId, path: &str) -> Option<ObjectId> {
        if !self.vouch(commit) {
            return None;
        }
        let mut buffer = Vec::new();
        let mut at =
            self.repo.objects.find_commit_iter(&commit, &mut buffer).ok()?.tree_id().ok()?;
        for part in path.split('/') {
            if !self.vouch(at) {
                return None;
            }
            let mut buffer = Vec::new();
            let tree = self.repo.objects.find_tree_iter(&at, &mut buffer).ok()?;
            at =
                tree.filter_map(Result::ok).find(|e| e.filename == part.as_bytes())?.oid.to_owned();
        }
        Some(at)
    }
}

/// The commits that the trunk's line, and then the branch, brought, beside those that are known.
pub(super) fn lineage(
    known: Lineage,
    line: &[ObjectId],
    head: Option<ObjectId>,
    parents: Parents<'_>,
) -> Result<Lineage, GitError> {
    let mut all = known;
    for (i, id) in line.iter().enumerate() {
        let landing = u32::try_from(i).unwrap_or(BRANCH - 1);
        all.bring(*id, landing, parents)?;
    }
    if let Some(head) = head {
        all.bring(head, BRANCH, parents)?;
    }
    Ok(all)
}

/// The numbers of the commits whose message has to be read, by their ids: all but those that were read already, and
/// those that say nothing as was found before.
fn wanted(
    lineage: &Lineage,
    line: &[ObjectId],
    decoded: &[u32],
    cache: Option<&Cache>,
) -> Vec<u32> {
    let mut is_wanted = vec![true; lineage.len()];
    // What is known was read down from a commit that the trunk still holds.
    if let Some((seen, speaking)) = cache.and_then(remembered)
        && let Some(number) = lineage.number(seen).filter(|_| lineage.landing(seen).is_some())
    {
        if line.last() == Some(&seen) {
            lineage.all().for_each(|n| is_wanted[n as usize] = lineage.landing_of(n) == BRANCH);
        } else {
            let history = lineage.history(number);
            is_wanted.iter_mut().zip(history).for_each(|(wanted, was)| *wanted = !was);
        }
        let speaking = speaking.iter().filter_map(|id| lineage.number(*id));
        speaking.for_each(|n| is_wanted[n as usize] = true);
    }
    decoded.iter().for_each(|n| is_wanted[*n as usize] = false);
    let wanted = lineage.all().filter(|n| is_wanted[*n as usize]);
    // By how their ids begin: that is order enough, and each id is looked up once.
    let mut wanted: Vec<(u64, u32)> = wanted.map(|n| (lineage::begins(lineage.id(n)), n)).collect();
    wanted.sort_unstable();
    wanted.into_iter().map(|(_, n)| n).collect()
}

impl Messages {
    /// The messages, each with the number of its commit, beside the history that they are of.
    pub(super) fn new(lineage: Lineage, mut kept: Vec<(u32, Message)>) -> Self {
        for (number, message) in &mut kept {
            let landing = lineage.landing_of(*number);
            message.landing = (landing != BRANCH).then_some(landing as usize);
        }
        let kept = in_order(&lineage, kept);
        Self { lineage, kept, heard: Vec::new() }
    }
}

/// Landing by landing; within one each commit after those that it builds on, ties by id.
fn in_order(lineage: &Lineage, kept: Vec<(u32, Message)>) -> Vec<Message> {
    let mut by_landing: BTreeMap<u32, Vec<(u32, Message)>> = BTreeMap::new();
    for (number, message) in kept {
        by_landing.entry(lineage.landing_of(number)).or_default().push((number, message));
    }
    let mut ordered = Vec::new();
    for (landing, mut kept) in by_landing {
        if kept.len() > 1 {
            let order = lineage.order(landing);
            kept.sort_by_key(|(number, _)| order.get(number).copied());
        }
        ordered.extend(kept.into_iter().map(|(_, message)| message));
    }
    ordered
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

impl Message {
    /// The message of a commit, where it may say something.
    fn speaking(id: ObjectId, raw: &Raw<'_>) -> Option<Self> {
        may_speak(raw.message).then(|| {
            let (author, authored_seconds) = person(raw.line(b"author"));
            let text = raw.message.to_str_lossy().into_owned();
            let seconds = raw.seconds();
            Self { id, landing: None, author, authored_seconds, seconds, text }
        })
    }
}

/// Reads the message of a commit, and keeps what it says.
fn listen(
    repo: &gix::Repository,
    (number, id): (u32, ObjectId),
    listener: Option<Listener<'_>>,
    buffer: &mut Vec<u8>,
    said: &mut Vec<(u32, Said)>,
) -> Result<(), GitError> {
    let raw = Raw::find(repo, id, buffer)?;
    let heard = listener.and_then(|listener| listener(raw.message));
    said.extend(heard.map(|what| (number, Said::Heard(what))));
    let message = Message::speaking(id, &raw).map(Box::new);
    said.extend(message.map(|message| (number, Said::Message(message))));
    Ok(())
}

/// The message of a commit with these bytes, where it may say something.
pub(super) fn speaking(id: ObjectId, data: &[u8]) -> Option<Message> {
    Message::speaking(id, &Raw::of(data)?)
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
