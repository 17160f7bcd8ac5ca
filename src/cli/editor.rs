//! `--edit`: the user's editor on a template. What it runs comes from the environment and the user's own
//! configuration, never from the repository.

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use crate::shell::git::Git;

use super::context::variable;
use super::failure::{ENVIRONMENT, Failure};

/// What was written in the editor so far: where it comes to nothing, it is kept.
#[derive(Debug, Default)]
pub struct Drafts {
    folder: Option<PathBuf>,
    saved: Vec<String>,
}

impl Drafts {
    /// Opens the editor on a text and returns what was saved.
    pub fn edit(&mut self, git: &Git, text: &str) -> Result<String, Failure> {
        let saved = edit(git, text)?;
        self.folder = Some(git.common_dir().join("gaps"));
        self.saved.extend((saved != text).then(|| saved.clone()));
        Ok(saved)
    }

    /// A failure that says where the drafts are, so that nobody writes them twice.
    pub fn kept(self, failure: Failure) -> Failure {
        let Some(folder) = self.folder.filter(|_| !self.saved.is_empty()) else { return failure };
        let path = folder.join("draft.md");
        let text = self.saved.join("\n");
        match std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, text)) {
            Ok(()) => {
                let says = format!("{}; the draft is kept in {}", failure.message, path.display());
                Failure { message: says, ..failure }
            }
            Err(_) => failure,
        }
    }
}

fn edit(git: &Git, text: &str) -> Result<String, Failure> {
    let failed = |what: &str, why: String| {
        Failure::new(ENVIRONMENT, "no-editor", format!("{what}: {why}"), "export EDITOR=vi")
    };
    let editor = variable("GIT_EDITOR")
        .or_else(|| git.trusted_config("core.editor"))
        .or_else(|| variable("VISUAL"))
        .or_else(|| variable("EDITOR"))
        .unwrap_or_else(|| "vi".to_owned());
    let mut file = tempfile::Builder::new()
        .prefix("gap-")
        .suffix(".md")
        .tempfile()
        .map_err(|e| failed("no room for a draft", e.to_string()))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.flush())
        .map_err(|e| failed("no room for a draft", e.to_string()))?;
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$1\""))
        .arg("sh")
        .arg(file.path())
        .status();
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => return Err(failed(&format!("`{editor}` gave up"), status.to_string())),
        Err(error) => return Err(failed(&format!("`{editor}` cannot be run"), error.to_string())),
    }
    let saved = std::fs::read(file.path())
        .map_err(|e| failed("the draft cannot be read", e.to_string()))?;
    String::from_utf8(saved)
        .map_err(|_| Failure::usage("the draft is not UTF-8", "save it as UTF-8"))
}
