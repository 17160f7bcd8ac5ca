//! `gaps verify-proof`: checks what `gaps prove` made. No repository is needed, and none is looked at.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::audit;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, REFUSED};
use crate::cli::output;
use crate::ledger::Event;
use crate::project::checkpoint::{self, Signed};
use crate::project::proof::{self, Proof, Shown};
use crate::views::{json as views_json, safe};

/// Check a proof, without any repository
#[derive(Debug, Args)]
pub struct VerifyProof {
    /// The file that `gaps prove` wrote
    #[arg(value_name = "FILE")]
    file: String,
    /// A checkpoint that you have from elsewhere: the proof must be of the same one, or continue it
    #[arg(long, value_name = "FILE")]
    against: Option<String>,
}

/// It does not hold.
const INTEGRITY: u8 = 3;

impl VerifyProof {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let proof = self.read(ctx)?;
        let false_proof = |why: String| {
            let hint = "ask for the proof again, and for the checkpoint by another way";
            Failure::new(INTEGRITY, "false-proof", format!("the proof does not hold: {why}"), hint)
        };
        let shown = proof::verify(&proof).map_err(|e| false_proof(e.to_string()))?;
        if let Some(name) = &self.against {
            let kept = audit::read_checkpoint(ctx, name)?.signed.checkpoint;
            let is_kept = |own: &Signed| {
                let own = &own.checkpoint;
                (kept.ledger, kept.size, kept.root) == (own.ledger, own.size, own.root)
            };
            if !is_kept(&shown.checkpoint) && !shown.since.as_ref().is_some_and(is_kept) {
                return Err(false_proof("it is of another checkpoint than yours".into()));
            }
        }
        output::print(&if ctx.json {
            views_json::document("verified-proof", json(&shown, self.against.is_some()))
        } else {
            text(&shown, self.against.is_some())
        });
        Ok(0)
    }

    fn read(&self, ctx: &Context) -> Result<Proof, Failure> {
        let refuse = |why: &str| {
            Failure::new(
                REFUSED,
                "no-proof",
                format!("`{}` {why}", self.file),
                "gaps prove SEC-001 > proof.json",
            )
        };
        let text = std::fs::read_to_string(ctx.cwd.join(&self.file))
            .map_err(|e| refuse(&format!("cannot be read: {e}")))?;
        let document: Value = serde_json::from_str(&text).map_err(|_| refuse("is no proof"))?;
        serde_json::from_value(document["data"].clone()).map_err(|_| refuse("is no proof"))
    }
}

fn text(shown: &Shown, is_kept: bool) -> String {
    let checkpoint = &shown.checkpoint.checkpoint;
    let key =
        shown.checkpoint.key.as_ref().map(|k| k.fingerprint().to_string()).unwrap_or_default();
    let mut text = format!(
        "holds\nledger      {}\ncheckpoint  size {}, root {}\nsigned by   {key}\n",
        checkpoint.ledger,
        checkpoint.size,
        checkpoint::shown(&checkpoint.root)
    );
    if let Some(older) = &shown.since {
        let old = &older.checkpoint;
        text.push_str(&format!(
            "continues   size {}, root {}: nothing before it was changed, dropped or moved\n",
            old.size,
            checkpoint::shown(&old.root)
        ));
    }
    if !is_kept {
        text.push_str("it shows what is in that checkpoint; whether you trust the checkpoint is yours to say (--against)\n");
    }
    for (index, event) in &shown.events {
        let label = event.event.gap.as_ref().map_or("ledger", |l| l.as_str());
        text.push_str(&format!(
            "\n#{index}  {label}  {}  {}  by {}\n    {}\n",
            event.event.body.kind(),
            event.event.at,
            event.event.signer,
            event.id
        ));
        if let Some(said) = said(&event.event) {
            text.push_str(&format!("    {}\n", safe::line(&said)));
        }
    }
    text
}

/// What a person reads first: the title, or the reason.
fn said(event: &Event) -> Option<String> {
    let body = event.body.to_json();
    let word = body.get("title").or(body.get("reason"))?;
    word.as_str().map(str::to_owned)
}

fn json(shown: &Shown, is_kept: bool) -> Value {
    let checkpoint = &shown.checkpoint.checkpoint;
    let event = |(index, e): &(u64, crate::ledger::file::Signed)| {
        json!({
            "index": index,
            "event": e.id.to_string(),
            "label": e.event.gap.as_ref().map(ToString::to_string),
            "kind": e.event.body.kind(),
            "at": e.event.at.to_string(),
            "signer": e.event.signer.to_string(),
        })
    };
    json!({
        "holds": true,
        "kept": is_kept,
        "ledger": checkpoint.ledger.to_string(),
        "size": checkpoint.size,
        "root": checkpoint::shown(&checkpoint.root),
        "signer": shown.checkpoint.key.as_ref().map(|k| k.fingerprint().to_string()),
        "since": shown.since.as_ref().map(|s| json!({
            "size": s.checkpoint.size,
            "root": checkpoint::shown(&s.checkpoint.root),
        })),
        "events": shown.events.iter().map(event).collect::<Vec<_>>(),
    })
}
