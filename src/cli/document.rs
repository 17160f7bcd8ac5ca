//! A tracker's file: read whole, bounded, and turned into claims as its team says that it is meant. Needs neither a
//! repository nor a ledger.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::ledger::{Cause, Field};
use crate::project::lookup::nearest;
use crate::shell::git::Git;
use crate::tracker::{Dialect, Home, Owned, Profile, Tracker, claims_with};
use crate::views::safe;

use super::config::{self, Config};
use super::context::Context;
use super::failure::{ENVIRONMENT, Failure, REFUSED};
use super::load::Loaded;

/// The most bytes of a tracker.
pub const BYTES_MAX: u64 = 16 << 20;

pub struct Document {
    /// As the user named it.
    pub name: String,
    pub bytes: Vec<u8>,
    pub tracker: Tracker,
    /// Where it stands in the repository; its name alone where it stands in none.
    pub home: Home,
    pub profile: Profile,
}

/// The dialect of this name, for the command line.
pub fn dialect(word: &str) -> Result<Dialect, String> {
    let named = Dialect::ALL.into_iter().find(|d| d.as_str() == word);
    named.ok_or_else(|| "sections, table, checklist, roadmap or generic".to_owned())
}

/// Reads a document. `told` is the dialect that the user named.
pub fn read(ctx: &Context, name: &str, told: Option<Dialect>) -> Result<Document, Failure> {
    let git = ctx.git().ok();
    let config = git.as_ref().map_or_else(|| Ok(Config::default()), config::read)?;
    let bytes = bytes(ctx, name)?;
    let (home, mut profile) = settings(&config, path_in(ctx, git.as_ref(), name));
    profile.dialect = told.or(profile.dialect);
    let tracker = claims_with(&bytes, &profile).map_err(|e| {
        let name = safe::line(name);
        Failure::new(REFUSED, "unreadable-tracker", format!("{name}: {e}"), format!("file {name}"))
    })?;
    Ok(Document { name: name.to_owned(), bytes, tracker, home, profile })
}

/// What the team's settings say about the document at a path.
fn settings(config: &Config, path: String) -> (Home, Profile) {
    let mut home = Home::at(path);
    let mut profile = Profile::default();
    for entry in &config.trackers {
        if entry.path != home.path {
            home.elsewhere.extend(entry.blocks.iter().cloned());
            continue;
        }
        home.listed = true;
        home.blocks.extend(entry.blocks.iter().cloned());
        home.former.extend(entry.was.iter().cloned());
        profile.dialect = profile.dialect.or(entry.dialect);
        for (said, status) in &entry.status {
            let worded = !said.starts_with('[') && said.chars().any(char::is_alphanumeric);
            let table = if worded { &mut profile.words } else { &mut profile.signs };
            table.insert(said.clone(), *status);
        }
    }
    (home, profile)
}

impl Document {
    /// Where the ledger does not know the document by its path, the path that it had before a rename: by exact
    /// content. Then the labels that the ledger knows its gaps by.
    pub fn settle(&mut self, loaded: &Loaded) -> Result<(), Failure> {
        if !Owned::new(&loaded.backlog, &self.home).is_adopted() {
            let gone = gone(loaded);
            if let (Some(head), false) = (loaded.git.head()?, gone.is_empty()) {
                let now = blob(&loaded.git, &self.bytes);
                let found =
                    now.map(|now| loaded.git.former_path(head, &self.home.path, now, &gone));
                self.home.former.extend(found.transpose()?.flatten());
            }
        }
        Owned::new(&loaded.backlog, &self.home).relabel(&mut self.tracker);
        Ok(())
    }
}

/// Paths of trackers that the ledger knows and the working tree has no more.
fn gone(loaded: &Loaded) -> Vec<String> {
    let Some(root) = loaded.git.workdir() else { return Vec::new() };
    let mut paths: Vec<String> = loaded
        .backlog
        .gaps
        .values()
        .flat_map(|g| {
            let caused = g.events.iter().filter_map(|t| match &t.event.cause {
                Some(Cause::Tracker { tracker, .. }) => Some(tracker.clone()),
                _ => None,
            });
            caused.chain(g.text(&Field::Tracker).map(str::to_owned))
        })
        .collect();
    paths.sort();
    paths.dedup();
    paths.retain(|p| !root.join(p).exists());
    paths
}

/// The id that git gives these bytes.
pub fn blob(git: &Git, bytes: &[u8]) -> Option<gix::ObjectId> {
    gix::objs::compute_hash(git.repo.object_hash(), gix::objs::Kind::Blob, bytes).ok()
}

fn bytes(ctx: &Context, name: &str) -> Result<Vec<u8>, Failure> {
    let shown = safe::line(name);
    let failed = |e: std::io::Error| {
        Failure::new(ENVIRONMENT, "cannot-read", format!("{shown}: {e}"), format!("ls -la {shown}"))
    };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(ctx.cwd.join(name)).map_err(|e| match e.kind() {
        ErrorKind::NotFound => not_there(ctx, name),
        _ => failed(e),
    })?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(Failure::new(
            ENVIRONMENT,
            "cannot-read",
            format!("{shown} is a folder"),
            format!("ls {shown}"),
        ));
    }
    file.take(BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// No such file: most likely the Markdown file in that folder with the nearest name is meant.
fn not_there(ctx: &Context, name: &str) -> Failure {
    let folder = Path::new(name).parent().unwrap_or(Path::new(""));
    let wanted = Path::new(name).file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let files = std::fs::read_dir(ctx.cwd.join(folder)).into_iter().flatten();
    // Sorted, so that of two that are as near always the same one is named.
    let names: BTreeSet<String> =
        files.filter_map(|f| f.ok()?.file_name().into_string().ok()).collect();
    let documents = names.into_iter().map(|n| (n.to_lowercase(), n));
    let near = nearest(documents.filter(|(n, _)| n.ends_with(".md")), &wanted);
    let near = near.map(|n| format!("; did you mean {}?", folder.join(n).display()));
    let says = format!("{name}: there is no such file{}", near.unwrap_or_default());
    let hint = if ctx.git().is_ok() { "git ls-files '*.md'" } else { "ls *.md" };
    Failure::new(ENVIRONMENT, "cannot-read", safe::line(&says), hint)
}

/// The document's path below the root of the repository; its name alone where it lies elsewhere.
fn path_in(ctx: &Context, git: Option<&Git>, name: &str) -> String {
    let whole = std::fs::canonicalize(ctx.cwd.join(name));
    let root = git.and_then(Git::workdir).map(std::fs::canonicalize);
    if let (Ok(whole), Some(Ok(root))) = (&whole, root)
        && let Ok(below) = whole.strip_prefix(&root)
    {
        let parts: Vec<String> =
            below.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
        return parts.join("/");
    }
    name.rsplit('/').next().unwrap_or(name).to_owned()
}
