//! What the auditor knew before: the pin in their own folder, and a checkpoint that they kept. Neither is ever taken
//! from the repository.

use std::collections::{BTreeSet, HashSet};
use std::io::Write;
use std::iter;
use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice;

use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure, REFUSED};
use crate::ledger::path;
use crate::model::CommitId;
use crate::project::audit::{Anchor, Case, Trunk};
use crate::project::checkpoint::{self, Signed};
use crate::project::log::Log;
use crate::project::pin::Pin;
use crate::shell::objects::Objects;
use crate::shell::survey::Surveyor;

use super::history::Past;

/// The name under which a repository is remembered: the address of its remote, else its own folder.
pub(super) fn url(objects: &Objects) -> String {
    let git = &objects.git;
    let url = git.remote().and_then(|r| git.remote_url(&r));
    url.unwrap_or_else(|| {
        let folder = git.common_dir();
        std::fs::canonicalize(&folder).unwrap_or(folder).display().to_string()
    })
}

fn place(ctx: &Context, url: &str) -> Option<PathBuf> {
    let name = blake3::hash(url.as_bytes()).to_hex()[..32].to_owned();
    Some(ctx.own_folder()?.join("pins").join(format!("{name}.json")))
}

/// The pin of this address. One that cannot be read is an error: a broken witness is no reason to do without.
pub(super) fn pin(ctx: &Context, url: &str) -> Result<Option<Pin>, Failure> {
    let Some(place) = place(ctx, url) else { return Ok(None) };
    let broken = |why: &str| {
        let shown = ctx.shown_path(&place);
        Failure::new(
            ENVIRONMENT,
            "broken-pin",
            format!("the pin {shown} {why}"),
            format!("rm {shown}"),
        )
    };
    match std::fs::read_to_string(&place) {
        Ok(text) => Pin::read(&text).map(Some).ok_or_else(|| broken("is broken")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(broken(&format!("cannot be read: {error}"))),
    }
}

/// Writes the pin anew. Says where, or why not.
pub fn remember(ctx: &Context, pin: &Pin) -> Result<String, String> {
    let place = place(ctx, &pin.url).ok_or("there is no home folder")?;
    let shown = ctx.shown_path(&place);
    write(&place, &pin.write()).map(|()| shown.clone()).map_err(|e| format!("{shown}: {e}"))
}

fn write(place: &Path, text: &str) -> std::io::Result<()> {
    let folder = place.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(place).map(drop).map_err(|e| e.error)
}

/// A checkpoint that somebody kept, and where.
pub struct Kept {
    pub signed: Signed,
    pub text: String,
    /// In a tag of this repository, which whoever owns the repository can move: no word of one's own.
    pub is_tag: bool,
}

/// A checkpoint in a file; where there is none of that name, in a tag.
pub fn read_checkpoint(ctx: &Context, name: &str) -> Result<Kept, Failure> {
    let shown = crate::views::safe::line(name);
    let refuse = |why: String| {
        Failure::new(REFUSED, "bad-checkpoint", why, "gaps checkpoint > checkpoint.txt")
    };
    let (text, is_tag) = match std::fs::read_to_string(ctx.cwd.join(name)) {
        Ok(text) => (text, false),
        Err(error) => match tagged(ctx, name) {
            Some(text) => (text, true),
            None => {
                return Err(refuse(format!("`{shown}` is no tag, and cannot be read: {error}")));
            }
        },
    };
    let signed = checkpoint::read(&text).map_err(|e| refuse(format!("`{shown}`: {e}")))?;
    Ok(Kept { signed, text, is_tag })
}

/// The words of an annotated tag.
fn tagged(ctx: &Context, name: &str) -> Option<String> {
    let objects = Objects::open(&ctx.cwd).ok()?;
    let name = name.strip_prefix("refs/tags/").unwrap_or(name);
    let bytes = objects.tag_bytes(objects.target(&format!("refs/tags/{name}"))?).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(text.split_once("\n\n")?.1.to_owned())
}

/// What the pin and the checkpoint say, beside where history has it now.
pub(super) fn fill(
    case: &mut Case,
    past: &Past<'_>,
    surveyor: &mut Surveyor<'_>,
    pin: Option<&Pin>,
    against: Option<&Kept>,
) -> Result<(), Failure> {
    if let Some(pin) = pin {
        let log = Log::beside(pin.landed().collect(), &case.log);
        let here = case.log.landed.iter().map(|l| Some(&l.path)).chain(iter::repeat(None));
        let elsewhere = log.landed.iter().zip(here).filter(|(then, now)| Some(&then.path) != *now);
        let paths = elsewhere.map(|(l, _)| String::from_utf8_lossy(&l.path).into_owned()).collect();
        case.anchors.push(Anchor {
            name: "the pin".to_owned(),
            ledger: pin.ledger,
            size: pin.size(),
            root: log.root(),
            marks: None,
            leaves: Some(log.leaves().to_vec()),
            paths,
            trunk: Some((pin.trunk.clone(), trunk(past, surveyor, &pin.trunk))),
        });
    }
    if let Some(kept) = against {
        let checkpoint = kept.signed.checkpoint.clone();
        let mut paths = BTreeSet::new();
        if let Some(commit) = &checkpoint.trunk
            && trunk(past, surveyor, commit) == Trunk::Gone
            && let Some(id) = super::object_id(commit)
        {
            // The commit is still in this clone, though in no history: what it held is known.
            let held: HashSet<_> = surveyor.held(id);
            let held = held.into_iter().map(|p| p.to_str_lossy().into_owned());
            paths.extend(held.filter(|p| p.ends_with(path::ENDING)));
        }
        case.anchors.push(Anchor {
            name: if kept.is_tag { "the tag" } else { "the checkpoint" }.to_owned(),
            ledger: checkpoint.ledger,
            size: checkpoint.size,
            root: checkpoint.root,
            marks: checkpoint.marks,
            leaves: None,
            paths,
            trunk: checkpoint.trunk.map(|c| (c.clone(), trunk(past, surveyor, &c))),
        });
    }
    Ok(())
}

fn trunk(past: &Past<'_>, surveyor: &Surveyor<'_>, commit: &CommitId) -> Trunk {
    let Some(id) = super::object_id(commit) else { return Trunk::Gone };
    if !surveyor.is_in(&past.history, id) {
        return Trunk::Gone;
    }
    if past.line.contains(&id) { Trunk::OnLine } else { Trunk::OffLine }
}
