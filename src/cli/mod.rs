//! Words in, words out, exit codes. Each command is one file in `commands/`; its `run` only wires the floors
//! below together.

pub mod args;
pub mod asked;
pub mod base;
pub mod commands;
pub mod config;
pub mod context;
pub mod document;
pub mod draft;
pub mod editor;
pub mod failure;
pub mod history;
pub mod labels;
pub mod load;
pub mod message;
pub mod output;
pub mod revision;
pub mod usage;
pub mod write;

use std::ffi::OsString;
use std::process::ExitCode;

/// The whole program: reads the command line, runs one command, and says how it went.
pub fn main() -> ExitCode {
    let args = match args::Args::read(words(std::env::args_os())) {
        Ok(args) => args,
        Err(error) => return usage::told(&error),
    };
    let json = args.global.json;
    match context::Context::from_environment(&args.global)
        .and_then(|ctx| commands::run(&ctx, args.command))
    {
        Ok(code) => ExitCode::from(code),
        Err(error) => error.report(json),
    }
}

/// Everything behind `commit` is git's: a separator goes in, so that no option of ours takes a word of it.
fn words(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = words.collect();
    let mut at = 1;
    while let Some(word) = words.get(at).and_then(|w| w.to_str()) {
        match word {
            "commit" => {
                let help = words.get(at + 1).is_some_and(|w| w == "--help" || w == "-h");
                if !help {
                    words.insert(at + 1, "--".into());
                }
                break;
            }
            "--color" | "--key" | "--ledger" | "--trunk" | "-C" => at += 2,
            option if option.starts_with('-') => at += 1,
            _ => break,
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        let all = words(text.split(' ').map(OsString::from));
        all.iter().map(|w| w.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_follows_commit_is_gits() {
        assert_eq!(split("gaps commit -C HEAD"), "gaps commit -- -C HEAD");
        assert_eq!(
            split("gaps -C there --json commit -m x"),
            "gaps -C there --json commit -- -m x"
        );
        assert_eq!(split("gaps list -C commit"), "gaps list -C commit");
        assert_eq!(split("gaps commit --help"), "gaps commit --help");
    }
}
