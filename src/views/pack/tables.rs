//! The tables of a pack, one row a thing, with every column always there. Times are RFC 3339 in UTC; a day is the one
//! on the committer's own clock.

use crate::ledger::{Body, Event};
use crate::model::CommitId;
use crate::project::audit::pack::{Change, Ending, Pack, Stint};
use crate::project::audit::{Content, Record, rule};
use crate::project::backlog::Gap;
use crate::project::entry::{Entry, Landing};
use crate::project::exceptions::{self, Exception};
use crate::project::timeline;
use crate::views::csv;

use super::Table;

/// A heading and rows below it.
fn table<const N: usize>(heading: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Table {
    let mut made = Table { text: csv::row(heading), rows: 0 };
    for row in rows {
        made.text.push_str(&csv::row(row));
        made.rows += 1;
    }
    made
}

fn some(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// The landing log, for programs: a path that is not plain ASCII is `hex:` and its bytes.
pub(super) fn log(pack: &Pack<'_>) -> Table {
    let mut text = "position\tblake3\tcommit\tfile\tpath\n".to_owned();
    for change in &pack.changes {
        let landed = change.position.and_then(|p| pack.case.log.landed.get(p));
        let path = landed.map_or(change.file.path.as_bytes(), |l| &l.path);
        let plain = path.iter().all(|b| (0x21..0x7F).contains(b) && *b != b'\\');
        let shown: String = if plain {
            String::from_utf8_lossy(path).into_owned()
        } else {
            path.iter().fold("hex:".to_owned(), |s, b| s + &format!("{b:02x}"))
        };
        let hash = landed.map(|l| crate::model::Id::from_bytes(l.file)).or_else(|| {
            let bytes = change.bytes.as_deref()?;
            Some(crate::model::Id::from_bytes(*blake3::hash(bytes).as_bytes()))
        });
        let or_none = |word: String| if word.is_empty() { "-".to_owned() } else { word };
        text.push_str(&format!(
            "{}\t{}\t{}\t{}\t{shown}\n",
            or_none(some(change.position)),
            or_none(some(hash)),
            or_none(some(commit(pack, change))),
            or_none(some(change.place.as_deref())),
        ));
    }
    Table { text, rows: pack.changes.len() }
}

fn commit(pack: &Pack<'_>, change: &Change<'_>) -> Option<CommitId> {
    pack.case.line.get(change.file.commit).map(|c| c.id)
}

const CHANGE: [&str; 24] = [
    "position",
    "event",
    "label",
    "gap",
    "kind",
    "outcome",
    "why",
    "landed_day",
    "landed_at",
    "commit",
    "pr",
    "pr_url",
    "claimed_at",
    "signer",
    "key",
    "role",
    "cause_commit",
    "cause_author",
    "summary",
    "reason",
    "base",
    "path",
    "blake3",
    "file",
];

/// Every change of the period.
pub(super) fn changes(pack: &Pack<'_>) -> Table {
    table(CHANGE, pack.changes.iter().filter(|c| c.is_in_period).map(|c| change(pack, c)))
}

/// Every change of one gap.
pub(super) fn changes_of(pack: &Pack<'_>, gap: &Gap) -> Table {
    table(CHANGE, pack.of_gap(gap.id).map(|c| change(pack, c)))
}

fn change(pack: &Pack<'_>, change: &Change<'_>) -> [String; 24] {
    let event = change.event;
    let landing = change.landing;
    let hash = change.position.and_then(|p| pack.case.log.landed.get(p));
    let cause = event.and_then(|e| e.cause.as_ref()).and_then(|c| c.commit());
    [
        some(change.position),
        some(crate::ledger::path::id_of(&change.file.path)),
        change
            .gap
            .map(|g| g.label.clone())
            .or(event.and_then(|e| e.gap.as_ref()).map(ToString::to_string))
            .unwrap_or_default(),
        some(change.gap.map(|g| g.id)),
        some(event.map(|e| e.body.kind())),
        change.outcome.word().to_owned(),
        change.outcome.why(),
        some(landing.map(|l| l.day)),
        some(landing.map(|l| l.at)),
        some(commit(pack, change)),
        some(landing.and_then(|l| l.pr.as_ref()).map(|p| &p.text)),
        some(landing.and_then(|l| l.pr.as_ref()).and_then(|p| p.url.as_ref())),
        some(event.map(|e| e.at)),
        event.map(|e| who(pack, e)).unwrap_or_default(),
        some(event.map(|e| &e.signer)),
        some(event.and_then(|e| role(pack, e, change))),
        some(cause),
        some(cause.and_then(|c| pack.case.landings.authors.get(c))),
        event.map(|e| timeline::summary(pack.backlog, e)).unwrap_or_default(),
        some(event.and_then(|e| e.body.reason())),
        some(event.and_then(|e| e.base.as_ref())),
        change.file.path.clone(),
        some(hash.map(|l| crate::model::Id::from_bytes(l.file))),
        some(change.place.as_ref()),
    ]
}

/// The principal of who signed; nothing for a key that no roster lists.
fn who(pack: &Pack<'_>, event: &Event) -> String {
    some(pack.backlog.rosters.principal(&event.signer))
}

/// The role that the key had where the event landed.
fn role(pack: &Pack<'_>, event: &Event, change: &Change<'_>) -> Option<&'static str> {
    let at = *pack.case.places.get(&change.file.commit)?;
    let roster = pack.backlog.rosters.at(crate::project::Place::Landed(at))?;
    Some(roster.signers.get(&event.signer).map_or("not listed", |s| s.role.as_str()))
}

/// Every gap that there is at the end of the period.
pub(super) fn gaps(pack: &Pack<'_>) -> Table {
    let heading = [
        "label",
        "gap",
        "title",
        "block",
        "criticality",
        "type",
        "status",
        "contested",
        "unrecorded",
        "owner",
        "due",
        "criteria",
        "criteria_met",
        "opened_day",
        "opened_commit",
        "opened_by",
        "completed_day",
        "completed_at",
        "completed_commit",
        "completed_pr",
        "completed_pr_url",
        "completed_source",
        "closed_by",
        "changes",
        "changes_in_period",
        "folder",
    ];
    let mut all: Vec<&Gap> = pack.backlog.gaps.values().collect();
    all.sort_by_key(|g| (&g.named, g.id));
    table(heading, all.into_iter().map(|g| gap(pack, g)))
}

fn gap(pack: &Pack<'_>, gap: &Gap) -> [String; 26] {
    let criteria = gap.criteria();
    let done = gap.completed.as_ref();
    let pr = done.and_then(|d| d.pr.as_ref());
    let by = |id| gap.told(id).map(|t| who_of(pack, &t.event)).unwrap_or_default();
    let asked = gap.told(gap.status_event).is_some_and(|t| t.asked);
    let (all, here) = pack
        .of_gap(gap.id)
        .fold((0, 0), |(all, here), c| (all + 1, here + usize::from(c.is_in_period)));
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    [
        gap.label.clone(),
        gap.id.to_string(),
        gap.title().to_owned(),
        gap.block().name,
        some(gap.criticality()),
        some(gap.text(&crate::ledger::Field::Type)),
        gap.status.to_string(),
        yes(gap.is_contested()),
        yes(asked),
        some(gap.owner()),
        some(gap.due()),
        criteria.len().to_string(),
        criteria.iter().filter(|c| c.met).count().to_string(),
        some(gap.opened.day),
        some(gap.opened.commit.as_ref()),
        by(gap.id),
        some(done.and_then(|d| d.when.day)),
        some(done.and_then(|d| d.when.at)),
        some(done.and_then(|d| d.when.commit.as_ref())),
        some(pr.map(|p| &p.text)),
        some(pr.and_then(|p| p.url.as_ref())),
        some(done.map(|d| d.source.as_str())),
        if gap.status.is_done() { by(gap.status_event) } else { String::new() },
        all.to_string(),
        here.to_string(),
        some(pack.folder(gap.id)),
    ]
}

/// The principal, else the key.
fn who_of(pack: &Pack<'_>, event: &Event) -> String {
    let name = who(pack, event);
    if name.is_empty() { event.signer.to_string() } else { name }
}

const EVIDENCE: [&str; 12] = [
    "label",
    "gap",
    "event",
    "command",
    "exit",
    "output_blake3",
    "tree",
    "duration_ms",
    "claimed_at",
    "landed_day",
    "signer",
    "key",
];

/// Every verification that was run and counts, of the period.
pub(super) fn evidence(pack: &Pack<'_>) -> Table {
    table(EVIDENCE, pack.changes.iter().filter(|c| c.is_in_period).filter_map(|c| ran(pack, c)))
}

/// Those of one gap.
pub(super) fn evidence_of(pack: &Pack<'_>, gap: &Gap) -> Table {
    table(EVIDENCE, pack.of_gap(gap.id).filter_map(|c| ran(pack, c)))
}

fn ran(pack: &Pack<'_>, change: &Change<'_>) -> Option<[String; 12]> {
    let (event, gap) = (change.event?, change.gap?);
    let Body::Evidenced(body) = &event.body else { return None };
    (change.outcome.word() == "counts").then(|| {
        [
            gap.label.clone(),
            gap.id.to_string(),
            some(crate::ledger::path::id_of(&change.file.path)),
            body.command.clone(),
            body.exit.clone(),
            body.output.to_string(),
            body.tree.to_string(),
            body.duration_ms.to_string(),
            event.at.to_string(),
            some(change.landing.map(|l| l.day)),
            who(pack, event),
            event.signer.to_string(),
        ]
    })
}

/// Who could sign, in which role, from when to when.
pub(super) fn signers(pack: &Pack<'_>) -> Table {
    let heading = [
        "key",
        "principal",
        "role",
        "listed_by",
        "listed_day",
        "listed_commit",
        "ended",
        "ended_by",
        "ended_day",
        "ended_commit",
        "why",
        "keeps",
        "events_in_log",
    ];
    table(heading, pack.stints.iter().map(|s| signer(pack, s)))
}

fn signer(pack: &Pack<'_>, stint: &Stint<'_>) -> [String; 13] {
    let landing = |e: &Entry| -> Option<&Landing> { pack.case.landing_of(e) };
    let until = stint.until.as_ref().map(|(e, _)| *e);
    let keeps = until.map(|e| match &e.event.body {
        Body::Revoked(b) => b.keeps.len(),
        Body::Admitted(b) => b.keeps.len(),
        _ => 0,
    });
    [
        stint.key.to_string(),
        some(stint.name.as_ref()),
        stint.role.map_or_else(|| "not listed".to_owned(), |r| r.to_string()),
        some(stint.from.map(|e| e.id)),
        some(stint.from.and_then(landing).map(|l| l.day)),
        some(stint.from.and_then(landing).map(|l| &l.commit)),
        some(stint.until.as_ref().map(|(_, how)| match how {
            Ending::Revoked => "revoked",
            Ending::Changed => "changed",
        })),
        some(until.map(|e| e.id)),
        some(until.and_then(landing).map(|l| l.day)),
        some(until.and_then(landing).map(|l| &l.commit)),
        some(until.and_then(|e| e.event.body.reason())),
        some(keeps),
        stint.events.to_string(),
    ]
}

/// What somebody should look at: what stands at the end of the period, and what came in it.
pub(super) fn exceptions(pack: &Pack<'_>) -> Table {
    let heading =
        ["kind", "label", "gap", "event", "landed_day", "commit", "message", "waived", "folder"];
    table(heading, exceptions::of_pack(pack).into_iter().map(|e| exception(pack, &e)))
}

fn exception(pack: &Pack<'_>, exception: &Exception) -> [String; 9] {
    let gap = exception.gap.and_then(|id| pack.backlog.gaps.get(&id));
    let event = exception.events.last();
    let came = event.and_then(|id| {
        let asked = gap.and_then(|g| g.told(*id)).map(|t| t.place);
        match asked {
            Some(crate::project::Place::Landed(at)) => pack.case.landings.list.get(at),
            _ => pack.change(*id).and_then(|c| c.landing),
        }
    });
    [
        exception.kind.to_owned(),
        some(gap.map(|g| &g.label)),
        some(exception.gap),
        some(event.filter(|id| pack.change(**id).is_some())),
        some(came.map(|l| l.day)),
        some(came.map(|l| &l.commit)),
        exception.message.clone(),
        some(exception.waived.as_ref()),
        some(exception.gap.and_then(|id| pack.folder(id))),
    ]
}

/// What an audit finds in what the history says.
pub(super) fn findings(pack: &Pack<'_>) -> Table {
    let heading = ["severity", "code", "event", "path", "commit", "title", "message", "what_to_do"];
    table(
        heading,
        pack.findings_told().into_iter().map(|f| {
            let rule = rule(f.code);
            [
                if f.is_notice { "notice" } else { "violation" }.to_owned(),
                f.code.to_string(),
                some(f.event),
                some(f.path.as_ref()),
                some(f.commit.as_ref()),
                some(rule.map(|r| r.title)),
                f.message.clone(),
                some(rule.map(|r| r.todo)),
            ]
        }),
    )
}

/// The keys that signed, for `ssh-keygen`. A key answers to its fingerprint, which is how an event names its signer,
/// and to its principal where a roster ever listed it.
pub(super) fn allowed_signers(pack: &Pack<'_>) -> String {
    let mut lines = std::collections::BTreeSet::new();
    for file in &pack.case.files {
        let Content::Event(Record::Good(signed)) = &file.content else { continue };
        let key = &signed.event.signer;
        let name = pack.backlog.rosters.principal(key).map(|p| format!("{p},")).unwrap_or_default();
        lines.insert(format!("{name}{key} namespaces=\"gaps-event-v1\" {}\n", signed.key));
    }
    lines.into_iter().collect()
}
