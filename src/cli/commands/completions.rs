//! `gaps completions SHELL`: prints the completion script of a shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use serde_json::json;

use crate::cli::args;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::views::json as views_json;

/// Print shell completions
#[derive(Debug, Args)]
pub struct Completions {
    /// bash, zsh, fish, elvish or powershell
    shell: Shell,
}

impl Completions {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut args::Args::command(), "gaps", &mut script);
        let script = String::from_utf8_lossy(&script);
        output::print(&if ctx.json {
            let data = json!({ "shell": self.shell.to_string(), "text": script });
            views_json::document("completions", data)
        } else {
            script.into_owned()
        });
        Ok(0)
    }
}
