//! `gaps prove`: evidence of a gap's events, or of one event, that stands without this repository.

use clap::Args;
use gix::ObjectId;

use crate::cli::audit::{self, Asked, Gathered};
use crate::cli::context::Context;
use crate::cli::failure::{Failure, REFUSED};
use crate::cli::output;
use crate::ledger::form::FILE_BYTES_MAX;
use crate::model::Id;
use crate::project::audit::Content;
use crate::project::lookup;
use crate::project::proof::{Member, Older, Proof};
use crate::views::json;

/// Show that events have landed, to somebody without the repository
#[derive(Debug, Args)]
pub struct Prove {
    /// A label, or the first digits of an event's id
    #[arg(value_name = "LABEL|EVENT", required_unless_present = "since")]
    what: Option<String>,
    /// A checkpoint that the other side has already; else a new one is signed
    #[arg(long, value_name = "FILE|TAG")]
    checkpoint: Option<String>,
    /// Show too that the log continues that of this older checkpoint
    #[arg(long, value_name = "FILE|TAG")]
    since: Option<String>,
}

impl Prove {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let gathered = audit::gather(ctx, &Asked::default())?;
        let ids = match &self.what {
            Some(what) => ids(&gathered, what)?,
            None => Vec::new(),
        };
        let (size, text) = match &self.checkpoint {
            Some(name) => given(ctx, &gathered, name)?,
            None => (gathered.case.log.size(), super::checkpoint::make(ctx, &gathered)?.1),
        };
        let mut events = Vec::new();
        for (index, landed) in gathered.case.log.landed.iter().enumerate() {
            let path = String::from_utf8_lossy(&landed.path);
            let is_asked = crate::ledger::path::id_of(&path).is_some_and(|id| ids.contains(&id));
            if !is_asked || index >= size {
                continue;
            }
            let file = content(&gathered, &path, &landed.file);
            events.extend(file.and_then(|f| Member::of(&gathered.case.log, size, index, f)));
        }
        if let (true, Some(what)) = (events.is_empty(), &self.what) {
            let says = format!("nothing of {what} is in that checkpoint");
            return Err(Failure::new(REFUSED, "not-landed", says, "gaps checkpoint"));
        }
        let since =
            self.since.as_ref().map(|name| older(ctx, &gathered, name, size)).transpose()?;
        let proof = Proof { checkpoint: text, events, since };
        let data = serde_json::to_value(&proof).unwrap_or_default();
        output::print(&json::document("proof", data));
        Ok(0)
    }
}

/// The events that are meant.
fn ids(gathered: &Gathered, what: &str) -> Result<Vec<Id>, Failure> {
    let entries = gathered.case.entries();
    if lookup::is_id_prefix(what) {
        let ids: Vec<Id> =
            entries.iter().map(|e| e.id).filter(|id| id.to_string().starts_with(what)).collect();
        if let [one] = ids.as_slice() {
            return Ok(vec![*one]);
        }
    }
    let (_, backlog) = crate::project::audit::audit(&gathered.case);
    let gap = lookup::gap(&backlog, what)?.id;
    Ok(entries.iter().filter(|e| e.id == gap || e.event.of == Some(gap)).map(|e| e.id).collect())
}

/// A checkpoint of this log, as it was when it was made.
fn given(ctx: &Context, gathered: &Gathered, name: &str) -> Result<(usize, String), Failure> {
    let refuse = |why: &str| {
        Failure::new(
            REFUSED,
            "bad-checkpoint",
            format!("`{name}` {why}"),
            format!("gaps audit --against {name}"),
        )
    };
    let audit::Kept { signed, text, .. } = audit::read_checkpoint(ctx, name)?;
    if signed.key.is_none() {
        return Err(refuse("is not signed"));
    }
    let checkpoint = signed.checkpoint;
    let same = checkpoint.ledger == gathered.case.ledger
        && gathered.case.log.root_at(checkpoint.size) == Some(checkpoint.root);
    if !same {
        return Err(refuse("is not of this log"));
    }
    Ok((usize::try_from(checkpoint.size).unwrap_or_default(), text))
}

/// That the log, as it was at this size, begins with that of an older checkpoint.
fn older(ctx: &Context, gathered: &Gathered, name: &str, size: usize) -> Result<Older, Failure> {
    let audit::Kept { signed, text, .. } = audit::read_checkpoint(ctx, name)?;
    let old = signed.checkpoint;
    let log = &gathered.case.log;
    let is_ours = old.ledger == gathered.case.ledger && log.root_at(old.size) == Some(old.root);
    let made = Older::of(log, old.size, size, text).filter(|_| is_ours);
    made.ok_or_else(|| {
        let says =
            format!("the log does not continue that of `{}`", crate::views::safe::line(name));
        Failure::new(REFUSED, "bad-checkpoint", says, format!("gaps audit --against {name}"))
    })
}

/// The bytes that landed under a path with this hash.
fn content(gathered: &Gathered, path: &str, hash: &[u8; 32]) -> Option<String> {
    let blobs = gathered
        .case
        .files
        .iter()
        .filter(|f| f.path == path && matches!(f.content, Content::Event(_)));
    let bytes = |f: &crate::project::audit::File| {
        let id = ObjectId::from_hex(f.blob.as_bytes()).ok()?;
        gathered.objects.blob(id, FILE_BYTES_MAX).ok()
    };
    let right = blobs.filter_map(bytes).find(|b| blake3::hash(b).as_bytes() == hash)?;
    String::from_utf8(right).ok()
}
