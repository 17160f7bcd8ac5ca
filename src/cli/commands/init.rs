//! `gaps init`: start a ledger here. A key is found or made, `.gaps/` is written, the first event is signed; and
//! it says what it did and what comes next.

use std::fs;
use std::io::Write;
use std::path::Path;

use clap::Args;
use serde_json::json;

use crate::cli::ci_files::{self, CiFile};
use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure, REFUSED};
use crate::cli::{output, write};
use crate::ledger::key::PublicKey;
use crate::ledger::kinds::founded::{Founded, Replaces};
use crate::ledger::{Body, Event, form, path};
use crate::model::{Fingerprint, Id, Principal};
use crate::project::decide::words;
use crate::project::forge::Forge;
use crate::project::remote::Remote;
use crate::project::{Backlog, Entry, Landings, fold};
use crate::shell::git::Git;
use crate::shell::keys::{self, KeyChoiceError, Signer};
use crate::shell::store::StoreError;
use crate::views::json as views_json;

/// Start a ledger in this repository
#[derive(Debug, Args)]
pub struct Init {
    /// The trunk: the branch on which landings count (else the remote's HEAD, else the current branch)
    #[arg(long, value_name = "BRANCH")]
    trunk_name: Option<String>,
    /// Let only listed keys count
    #[arg(long)]
    closed: bool,
    /// Your name on the roster (else made from git's user.email)
    #[arg(long, value_name = "NAME")]
    principal: Option<String>,
    /// The id of a ledger that this one takes over from, after an erasure
    #[arg(long, value_name = "LEDGER", requires = "reason")]
    replaces: Option<Id>,
    /// What was lost, and why (with --replaces)
    #[arg(short = 'm', long = "reason", value_name = "REASON", requires = "replaces")]
    reason: Option<String>,
    /// Print what would be done, and do nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Print a ready file for CI, and found nothing
    #[arg(long, value_name = "FILE", exclusive = true)]
    print_ci: Option<CiFile>,
}

/// `-text` and friends: no setting of git may change the bytes of an event.
const ATTRIBUTES: &str = "* -text -filter -ident -working-tree-encoding\n";

const CONFIG: &str = "\
# What this team chooses for its ledger. Every key may be left out.

# Which forge a host of your own runs: github, gitlab, bitbucket, azure, gitea, forgejo, gerrit.
# [hosts]
# \"git.example.org\" = \"gitlab\"

# Prefixes for blocks that have no gap yet.
# [blocks]
# \"Core Reliability\" = \"REL\"

# What gives commit messages their meaning, and what the commit-msg hook does: warn, block, off.
# [triggers]
# check = \"warn\"
# roadmap = true
# [triggers.keys]
# \"Fixes-Gap\" = \"close\"

# Documents that `gaps render` keeps true when it is given no file, and what their own signs mean.
# [[tracker]]
# path = \"docs/GAPS.md\"
# blocks = [\"Security\"]
# status = { \"[-]\" = \"dropped\", \"Shipped\" = \"closed\" }
";

impl Init {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        if let Some(file) = self.print_ci {
            output::print(file.text());
            return Ok(0);
        }
        let said = self.found(ctx)?;
        let next = if ctx.json { "" } else { ci_files::next(forge(ctx)) };
        output::print(&format!("{said}{next}"));
        Ok(0)
    }

    /// Founds a ledger and says what was done.
    fn found(self, ctx: &Context) -> Result<String, Failure> {
        let git = ctx.git()?;
        let root = write::root(&git)?.to_owned();
        refuse_second(&git, self.replaces)?;
        let trunk = self.trunk(&git)?;
        let principal = self.principal(&git)?;
        let (signer, made) = key(ctx, &git, self.dry_run)?;
        let Some(signer) = signer else {
            let text = format!(
                "would make an ed25519 key in {}, and found a ledger with trunk {trunk}\n",
                made.unwrap_or_default()
            );
            return Ok(text);
        };
        let event = self.founded(ctx, &git, &signer, &trunk, principal)?;
        let id = form::id(event.encode().as_bytes());
        if !self.dry_run {
            let files = write::sign(&signer, std::slice::from_ref(&event))?;
            write_new(&root, ".gaps/.gitattributes", ATTRIBUTES)?;
            write_new(&root, crate::cli::config::PATH, CONFIG)?;
            write::append(&git, &root, &files)?;
            git.stage(&[".gaps/.gitattributes".to_owned(), crate::cli::config::PATH.to_owned()])?;
        }
        Ok(said(ctx, &event, id, &signer, made.as_deref(), self.dry_run))
    }

    fn founded(
        &self,
        ctx: &Context,
        git: &Git,
        signer: &Signer,
        trunk: &str,
        principal: Principal,
    ) -> Result<Event, Failure> {
        let mode = if self.closed { "closed" } else { "open" };
        let founded = Founded {
            nonce: nonce()?,
            trunk: trunk.to_owned(),
            mode: mode.to_owned(),
            principal,
            key: signer.public().clone(),
            replaces: self.replaced()?,
        };
        let base = git.trunk(trunk).and_then(|(_, id)| crate::shell::git::commit_id(id));
        let event = Event {
            at: ctx.now,
            base,
            body: Body::from(founded),
            cause: None,
            gap: None,
            ledger: None,
            of: None,
            parents: Vec::new(),
            signer: signer.fingerprint(),
        };
        let wrong =
            |why: String| Failure::new(REFUSED, "bad-event", why, "gaps init --trunk-name BRANCH");
        let read = form::parse(event.encode().as_bytes()).map_err(|e| wrong(e.to_string()))?;
        Event::read(&read).map_err(|e| wrong(e.to_string()))?;
        Ok(event)
    }

    /// The signed note of what was lost.
    fn replaced(&self) -> Result<Option<Replaces>, Failure> {
        let Some(ledger) = self.replaces else { return Ok(None) };
        let reason = words::maybe_lines("the reason", self.reason.as_ref())?.unwrap_or_default();
        Ok(Some(Replaces { ledger, reason }))
    }

    /// The branch that landings count on: what was said, else what the remote says, else where we are.
    fn trunk(&self, git: &Git) -> Result<String, Failure> {
        if let Some(named) = &self.trunk_name {
            return Ok(named.clone());
        }
        if let Some(remote) = git.remote()
            && let Some(name) = git.remote_head(&remote)
        {
            return Ok(name);
        }
        git.branch().ok_or_else(|| {
            Failure::new(
                ENVIRONMENT,
                "no-branch",
                "HEAD is detached: which branch is the trunk?",
                "gaps init --trunk-name main",
            )
        })
    }

    fn principal(&self, git: &Git) -> Result<Principal, Failure> {
        if let Some(named) = &self.principal {
            return named.parse().map_err(|e| {
                Failure::usage(format!("--principal {named}: {e}"), "gaps init --principal ana")
            });
        }
        let names = [
            git.config("user.email"),
            git.config("user.name"),
            crate::cli::context::variable("USER"),
        ];
        let made = names.into_iter().flatten().find_map(|n| Principal::made_from(&n));
        made.or_else(|| Principal::made_from("founder"))
            .ok_or_else(|| Failure::usage("no principal", "gaps init --principal ana"))
    }
}

/// The forge of the remote, where there is one that we know.
fn forge(ctx: &Context) -> Option<Forge> {
    let git = ctx.git().ok()?;
    let url = git.remote_url(&git.remote()?)?;
    Remote::read(&url, &crate::cli::config::hosts(&git))?.forge
}

/// A ledger that is here stays the ledger.
fn refuse_second(git: &Git, replaces: Option<Id>) -> Result<(), Failure> {
    if let Some(old) = replaces {
        refuse_held(git, old)?;
    }
    let folder = format!("{}/{}", path::EVENTS, path::LEDGER);
    let on_disk = git.workdir().is_some_and(|root| root.join(&folder).is_dir());
    let staged = git.files_staged()?.keys().any(|p| p.starts_with(&folder));
    let trunk = git.remote().and_then(|r| git.reference(&format!("refs/remotes/{r}/HEAD")));
    // The remote still has what was rewritten here, until it is pushed.
    let old = replaces.map(|id| path::of(None, id));
    let far = trunk.is_some_and(|id| {
        git.files_at(id).is_ok_and(|f| {
            let is_old = old.as_ref().is_some_and(|o| f.contains_key(o));
            !is_old && f.keys().any(|p| p.starts_with(&folder))
        })
    });
    if far && !staged {
        let message = "the remote's trunk has a ledger already";
        return Err(Failure::new(
            REFUSED,
            "ledger-exists",
            message,
            "git merge the trunk into this branch",
        ));
    }
    if on_disk || staged {
        return Err(Failure::new(
            REFUSED,
            "ledger-exists",
            "there is a ledger here already",
            "gaps list",
        ));
    }
    Ok(())
}

/// What history ever held, it holds: a ledger that is still in it cannot be taken over from.
fn refuse_held(git: &Git, old: Id) -> Result<(), Failure> {
    let file = path::of(None, old);
    let output = git.run(&["log", "-1", "--format=%H", "HEAD", "--", &file])?;
    if output.stdout.is_empty() {
        return Ok(());
    }
    let message = format!("the history of this branch still holds ledger {}", old.short());
    let hint = format!("git filter-repo --invert-paths --path {}", path::EVENTS);
    Err(Failure::new(REFUSED, "ledger-exists", message, hint))
}

/// The key that signs; where the machine has none, a new one (in a dry run only the place where it would be).
fn key(ctx: &Context, git: &Git, dry: bool) -> Result<(Option<Signer>, Option<String>), Failure> {
    let places = ctx.key_places(Some(git));
    match keys::pick(&places) {
        Ok(choice) => Ok((Some(write::unlock(choice)?), None)),
        Err(KeyChoiceError::None { .. }) => {
            let place =
                ctx.shown_path(&places.config_dir.clone().unwrap_or_default().join("id_ed25519"));
            if dry {
                return Ok((None, Some(place)));
            }
            Ok((Some(keys::make(&places)?), Some(place)))
        }
        Err(error) => Err(error.into()),
    }
}

fn nonce() -> Result<Id, Failure> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| {
        Failure::new(
            ENVIRONMENT,
            "no-randomness",
            format!("the system gives no random bytes: {e}"),
            "gaps doctor",
        )
    })?;
    Ok(Id::from_bytes(bytes))
}

/// Writes a settings file where there is none; one that is there belongs to its author.
fn write_new(root: &Path, relative: &str, text: &str) -> Result<(), Failure> {
    let path = root.join(relative);
    let failed = |error| Failure::from(StoreError::Write { path: path.clone(), error });
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    match fs::File::options().write(true).create_new(true).open(&path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map_err(failed),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

fn said(
    ctx: &Context,
    event: &Event,
    id: Id,
    signer: &Signer,
    made: Option<&str>,
    dry: bool,
) -> String {
    let Body::Founded(founded) = &event.body else { return String::new() };
    if ctx.json {
        let data = json!({
            "dry_run": dry,
            "ledger": id.to_string(),
            "trunk": founded.trunk,
            "mode": founded.mode,
            "principal": founded.principal.to_string(),
            "key": signer.fingerprint().to_string(),
            "key_made": made.is_some(),
            "replaces": founded.replaces.as_ref().map(|r| r.ledger.to_string()),
        });
        return views_json::document("init", data);
    }
    let would = if dry { "Would found" } else { "Founded" };
    let key = match made {
        Some(place) => format!("a new key, made in {place}: keep a copy of it"),
        None => format!("the key from {}", signer.source()),
    };
    format!(
        "{would} ledger {}.\n\n  trunk   {}   landings on this branch give dates and pull requests\n  roster  {}   {}\n  root    {}\n  key     {}\n          {key}\n\nNext:\n  gaps add \"what is missing\" --block Security --criticality high\n  git commit -m \"start a ledger of gaps\"\n",
        ctx.paint.strong(&id.short()),
        founded.trunk,
        founded.mode,
        if founded.mode == "open" {
            "whoever can land on the trunk may write"
        } else {
            "only listed keys count"
        },
        founded.principal,
        signer.fingerprint(),
    )
}

/// Starts a ledger with what can be found, for a verb that needs one.
pub fn start(ctx: &Context) -> Result<(), Failure> {
    let init = Init {
        trunk_name: None,
        closed: false,
        principal: None,
        replaces: None,
        reason: None,
        dry_run: false,
        print_ci: None,
    };
    let said = init.found(ctx)?;
    output::talk(said.split("\n\nNext:").next().unwrap_or_default());
    output::talk("\n");
    Ok(())
}

/// The key of nobody: a dry run outside any ledger drafts events that are never signed.
const NOBODY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";

pub fn nobody_key() -> PublicKey {
    match NOBODY.parse() {
        Ok(key) => key,
        Err(_) => unreachable!("the constant above is a key"),
    }
}

pub fn nobody() -> Fingerprint {
    nobody_key().fingerprint()
}

/// A ledger that is nowhere, for dry runs outside any.
pub fn nowhere_entries() -> Vec<Entry> {
    let zero = Id::from_bytes([0; 32]);
    let Some(principal) = Principal::made_from("nobody") else { return Vec::new() };
    let Some(at) = crate::model::At::from_unix(0) else { return Vec::new() };
    let founded = Founded {
        nonce: zero,
        trunk: "main".into(),
        mode: "open".into(),
        principal,
        key: nobody_key(),
        replaces: None,
    };
    let event = Event {
        at,
        base: None,
        body: Body::from(founded),
        cause: None,
        gap: None,
        ledger: None,
        of: None,
        parents: Vec::new(),
        signer: nobody(),
    };
    vec![Entry::drafted(event, &nobody_key())]
}

pub fn nowhere() -> Backlog {
    let entries = nowhere_entries();
    let ledger = entries.first().map_or(Id::from_bytes([0; 32]), |e| e.id);
    fold(&entries, ledger, &Landings::default()).0
}
