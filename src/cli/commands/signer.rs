//! `gaps signer`: the roster.

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, REFUSED};
use crate::cli::load::Loaded;
use crate::cli::{load, output, write};
use crate::ledger::key::PublicKey;
use crate::ledger::{Event, form};
use crate::model::{Fingerprint, Id, Mode, Principal, Role};
use crate::project::Place;
use crate::project::decide::{Desk, roster};
use crate::shell::keys;
use crate::views::json as views_json;

/// The roster: who may sign what
#[derive(Debug, Args)]
pub struct Signer {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the signers
    List,
    /// Admit a key, or change its role
    Admit {
        /// A `.pub` file, or the key itself: "ssh-ed25519 AAAA..."
        // Not `key`: that is the global option which names the key that signs.
        #[arg(value_name = "KEY")]
        admitted: String,
        /// Who holds it
        #[arg(long, value_name = "NAME")]
        principal: Principal,
        /// root, maintainer, contributor or recorder
        #[arg(long, value_name = "ROLE", default_value = "contributor")]
        role: Role,
        /// Why
        #[arg(short = 'm', long = "reason", value_name = "REASON")]
        reason: Option<String>,
        #[command(flatten)]
        writing: Writing,
    },
    /// Revoke a key: what its author could not see of it no longer counts
    Revoke {
        /// A principal, or a fingerprint or its beginning
        signer: String,
        /// Why
        #[arg(short = 'm', long = "reason", value_name = "REASON")]
        reason: String,
        /// Keep nothing that base does not show (the key is stolen)
        #[arg(long)]
        keep_none: bool,
        #[command(flatten)]
        writing: Writing,
    },
    /// Admit a new key and revoke the old one in one step
    Rotate {
        /// Whose key, or which
        signer: String,
        /// The new key: a `.pub` file, or the key itself
        #[arg(long, value_name = "KEY")]
        to: String,
        /// Why
        #[arg(short = 'm', long = "reason", value_name = "REASON")]
        reason: Option<String>,
        #[command(flatten)]
        writing: Writing,
    },
    /// Let events count that a revocation struck: honest late work
    Adopt {
        /// Events, by the beginnings of their ids
        #[arg(required = true, value_name = "EVENT")]
        events: Vec<String>,
        /// Why
        #[arg(short = 'm', long = "reason", value_name = "REASON")]
        reason: String,
        #[command(flatten)]
        writing: Writing,
    },
    /// Change the trunk or the roster mode
    Rule {
        /// The branch on which landings count
        #[arg(long, value_name = "BRANCH")]
        to_trunk: Option<String>,
        /// open or closed
        #[arg(long, value_name = "MODE")]
        mode: Option<Mode>,
        /// Why
        #[arg(short = 'm', long = "reason", value_name = "REASON")]
        reason: Option<String>,
        #[command(flatten)]
        writing: Writing,
    },
    /// Print an `allowed_signers` file, for `ssh-keygen -Y verify`
    Export,
}

impl Signer {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let loaded = load::load(ctx)?;
        match self.what {
            What::List => list(ctx, &loaded),
            What::Export => export(ctx, &loaded),
            what => change(ctx, &loaded, what)?,
        }
        Ok(0)
    }
}

fn change(ctx: &Context, loaded: &Loaded, what: What) -> Result<(), Failure> {
    let choice = write::pick(ctx, &loaded.git)?;
    let mut desk = Desk::new(&loaded.backlog, write::stamp(ctx, loaded, &choice));
    let dry = match what {
        What::Admit { admitted, principal, role, reason, writing } => {
            let key = public(ctx, &admitted)?;
            let keeps = keeps(loaded, &key.fingerprint())?;
            roster::admit(&mut desk, &key, &principal, role, keeps, reason.as_ref())?;
            writing.dry_run
        }
        What::Revoke { signer, reason, keep_none, writing } => {
            let key = fingerprint(&desk, &signer)?;
            let keeps = if keep_none { Vec::new() } else { keeps(loaded, &key)? };
            roster::revoke(&mut desk, &key, &reason, keeps.clone())?;
            if !ctx.json {
                tell_struck(loaded, &key, &keeps);
            }
            writing.dry_run
        }
        What::Rotate { signer, to, reason, writing } => {
            let old = roster::find(&desk, &signer)?;
            let (key, old_key) = (public(ctx, &to)?, old.key.fingerprint());
            roster::admit(&mut desk, &key, &old.principal, old.role, Vec::new(), reason.as_ref())?;
            let mut keeps = keeps(loaded, &old_key)?;
            // Who rotates their own key admits the new one with the old: that must not be struck with it.
            let admits = desk.drafted().iter().filter(|e| e.signer == old_key);
            keeps.extend(admits.map(|e| form::id(e.encode().as_bytes())));
            let why = reason.unwrap_or_else(|| format!("rotated to {}", key.fingerprint()));
            let after = write::backlog_with(loaded, desk.drafted());
            let mut second = Desk::new(&after, desk.stamp().clone());
            roster::revoke(&mut second, &old_key, &why, keeps.clone())?;
            if !ctx.json {
                tell_struck(loaded, &old_key, &keeps);
            }
            let events: Vec<Event> = desk.finish().into_iter().chain(second.finish()).collect();
            return write::perform(ctx, loaded, choice, &events, writing.dry_run);
        }
        What::Adopt { events, reason, writing } => {
            let ids = events.iter().map(|e| event(loaded, e)).collect::<Result<_, _>>()?;
            roster::adopt(&mut desk, ids, &reason)?;
            writing.dry_run
        }
        What::Rule { to_trunk, mode, reason, writing } => {
            roster::rule(&mut desk, to_trunk.as_ref(), mode, reason.as_ref())?;
            writing.dry_run
        }
        What::List | What::Export => false,
    };
    write::perform(ctx, loaded, choice, &desk.finish(), dry)
}

fn fingerprint(desk: &Desk<'_>, typed: &str) -> Result<Fingerprint, Failure> {
    match typed.parse() {
        Ok(whole) => Ok(whole),
        Err(_) => Ok(roster::find(desk, typed)?.key.fingerprint()),
    }
}

/// A key from a `.pub` file or as it stands.
fn public(ctx: &Context, typed: &str) -> Result<PublicKey, Failure> {
    let path = ctx.cwd.join(typed);
    let line = if path.is_file() {
        std::fs::read_to_string(&path).unwrap_or_default()
    } else {
        typed.to_owned()
    };
    PublicKey::from_line(&line).map_err(|e| {
        Failure::new(
            REFUSED,
            "bad-key",
            format!("`{}` does not do: {e}", crate::views::paint::cut(typed, 60)),
            "ssh-keygen -t ed25519",
        )
    })
}

/// The events of a key that this clone holds outside its base: honest work that a revocation would strike.
fn keeps(loaded: &Loaded, key: &Fingerprint) -> Result<Vec<Id>, Failure> {
    let seen: BTreeSet<String> = match &loaded.trunk {
        Some((_, tip)) => loaded.git.ever_held(*tip)?.into_keys().collect(),
        None => BTreeSet::new(),
    };
    let late = loaded.entries.iter().filter(|e| e.event.signer == *key && !seen.contains(&e.path));
    Ok(late.map(|e| e.id).collect())
}

fn tell_struck(loaded: &Loaded, key: &Fingerprint, keeps: &[Id]) {
    let late = loaded
        .entries
        .iter()
        .filter(|e| e.event.signer == *key && !matches!(e.place, Place::Landed(_)));
    let struck = late.filter(|e| !keeps.contains(&e.id)).count();
    output::talk(&format!(
        "gaps: {} of its events that the trunk does not show are kept; {struck} that this clone knows are struck, and any that it does not know\n",
        keeps.len()
    ));
}

fn event(loaded: &Loaded, typed: &str) -> Result<Id, Failure> {
    let found: Vec<Id> = loaded
        .entries
        .iter()
        .map(|e| e.id)
        .filter(|id| id.to_string().starts_with(typed) && typed.len() >= 8)
        .collect();
    match found.as_slice() {
        [one] => Ok(*one),
        _ => Err(Failure::new(
            REFUSED,
            "unknown-event",
            format!("no single event begins with `{typed}` (8 digits or more)"),
            "gaps log --oneline",
        )),
    }
}

fn list(ctx: &Context, loaded: &Loaded) {
    let Some(now) = loaded.backlog.rosters.now() else { return };
    if ctx.json {
        let rows: Vec<Value> = now
            .signers
            .iter()
            .map(|(key, s)| json!({ "principal": s.principal.to_string(), "role": s.role.as_str(), "key": key.to_string(), "public": s.key.to_string(), "landed": matches!(s.since.1, Place::Landed(_)) }))
            .collect();
        let revoked: Vec<Value> = loaded
            .backlog
            .rosters
            .revocations
            .iter()
            .filter(|r| r.leaves.is_none())
            .map(|r| json!({ "key": r.key.to_string(), "event": r.event.to_string() }))
            .collect();
        let data = json!({ "mode": now.mode.as_str(), "trunk": now.trunk, "signers": rows, "revoked": revoked });
        return output::print(&views_json::document("roster", data));
    }
    let mine = keys::pick(&ctx.key_places(Some(&loaded.git))).ok().map(|c| c.fingerprint());
    output::print(&format!("roster {}, trunk {}\n", now.mode, now.trunk));
    for (key, signer) in &now.signers {
        let place = if matches!(signer.since.1, Place::Landed(_)) {
            String::new()
        } else {
            format!("  {}", signer.since.1.standing())
        };
        let me = if Some(key) == mine.as_ref() { "  (you)" } else { "" };
        output::print(&format!(
            "{:<11}  {}  {key}{place}{me}\n",
            signer.role,
            ctx.paint.strong(&signer.principal.to_string())
        ));
    }
    for revocation in loaded.backlog.rosters.revocations.iter().filter(|r| r.leaves.is_none()) {
        output::print(&format!(
            "{:<11}  {}  by {}\n",
            "revoked",
            revocation.key,
            revocation.event.short()
        ));
    }
    if let Some(mine) = mine.filter(|k| !now.signers.contains_key(k)) {
        output::print(&format!("you sign with {mine}, which is not listed\n"));
    }
}

/// Every key that signed or may sign, so that stock tools check every signature. An unlisted key's principal is
/// its fingerprint, spelled with what a principal may hold.
fn export(ctx: &Context, loaded: &Loaded) {
    let mut lines = BTreeSet::new();
    if let Some(now) = loaded.backlog.rosters.now() {
        lines.extend(now.signers.values().map(|s| line(s.principal.as_str(), &s.key)));
    }
    // What a message asked for and no event records has nobody's signature.
    for entry in loaded.entries.iter().filter(|e| !e.asked) {
        let key = entry.event.signer.as_str();
        let unlisted = || {
            format!("key-{}", key["SHA256:".len()..].to_ascii_lowercase().replace(['+', '/'], "."))
        };
        let name = loaded
            .backlog
            .rosters
            .principal(&entry.event.signer)
            .map_or_else(unlisted, ToString::to_string);
        lines.insert(line(&name, &entry.key));
    }
    let text: String = lines.into_iter().collect();
    output::print(&if ctx.json {
        views_json::document("allowed_signers", json!({ "text": text }))
    } else {
        text
    });
}

fn line(principal: &str, key: &PublicKey) -> String {
    format!("{principal} namespaces=\"gaps-event-v1\" {key}\n")
}
