//! Words in, words out, exit codes. Each command is one file in `commands/`; its `run` only wires the floors
//! below together.

pub mod args;
pub mod asked;
pub mod audit;
pub mod audits;
pub mod base;
pub mod ci_files;
pub mod commands;
pub mod config;
pub mod context;
pub mod document;
pub mod draft;
pub mod editor;
pub mod failure;
pub mod figures;
pub mod history;
pub mod judged;
pub mod known;
pub mod labels;
pub mod landed;
pub mod load;
pub mod message;
pub mod output;
pub mod revision;
pub mod usage;
pub mod write;

use std::process::ExitCode;

/// The whole program: reads the command line, runs one command, and says how it went.
pub fn main() -> ExitCode {
    let args = match args::Args::read() {
        Ok(args) => args,
        Err(error) => return usage::told(&error),
    };
    let json = args.global.json;
    match context::Context::from_environment(&args.global)
        .and_then(|ctx| commands::run(&ctx, args.command))
        .and_then(output::arrived)
    {
        Ok(code) => ExitCode::from(code),
        Err(error) => error.report(json),
    }
}
