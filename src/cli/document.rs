//! A tracker's file: read whole, bounded, and turned into claims. Needs neither a repository nor a ledger.

use std::io::Read;

use crate::shell::git::Git;
use crate::tracker::{Tracker, claims};

use super::context::Context;
use super::failure::{ENVIRONMENT, Failure, REFUSED};

/// The most bytes of a tracker.
const BYTES_MAX: u64 = 16 << 20;

pub struct Document {
    /// As the user named it.
    pub name: String,
    pub bytes: Vec<u8>,
    pub tracker: Tracker,
}

pub fn read(ctx: &Context, name: &str) -> Result<Document, Failure> {
    let bytes = bytes(ctx, name)?;
    let tracker = claims(&bytes).map_err(|e| {
        Failure::new(REFUSED, "unreadable-tracker", format!("{name}: {e}"), format!("file {name}"))
    })?;
    Ok(Document { name: name.to_owned(), bytes, tracker })
}

fn bytes(ctx: &Context, name: &str) -> Result<Vec<u8>, Failure> {
    let failed = |e: std::io::Error| {
        Failure::new(ENVIRONMENT, "cannot-read", format!("{name}: {e}"), format!("ls -la {name}"))
    };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(ctx.cwd.join(name)).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(Failure::new(
            ENVIRONMENT,
            "cannot-read",
            format!("{name} is a folder"),
            format!("ls {name}"),
        ));
    }
    file.take(BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// The document's path below the root of the repository; its name alone where it lies elsewhere.
pub fn path_in(ctx: &Context, git: Option<&Git>, name: &str) -> String {
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
