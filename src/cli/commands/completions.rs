//! `gaps completions SHELL`: prints the completion script of a shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::args;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output;

/// Print shell completions
#[derive(Debug, Args)]
pub struct Completions {
    /// bash, zsh, fish, elvish or powershell
    shell: Shell,
}

impl Completions {
    pub fn run(self, _ctx: &Context) -> Result<u8, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut args::Args::command(), "gaps", &mut script);
        output::print(&String::from_utf8_lossy(&script));
        Ok(0)
    }
}
