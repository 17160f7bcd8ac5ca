//! `--edit`: the user's editor on a template. What it runs comes from the environment and the user's own
//! configuration, never from the repository.

use std::io::Write;
use std::process::Command;

use crate::shell::git::Git;

use super::context::variable;
use super::failure::{ENVIRONMENT, Failure};

/// Opens the editor on a text and returns what was saved, without its comment lines.
pub fn edit(git: &Git, text: &str) -> Result<String, Failure> {
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
