//! The command line: global options and the list of verbs. Each verb's own options stand in its file.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as Group, Parser, Subcommand, ValueEnum};

use super::commands;

/// A ledger of what is missing before production, in git: signed events, folded into a true backlog.
#[derive(Debug, Parser)]
#[command(
    name = "gaps",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// The same command line with the one verb that is asked most often: building all the others takes longer than a
/// list does.
#[derive(Debug, Parser)]
#[command(name = "gaps", version, propagate_version = true, disable_help_subcommand = true)]
struct Quick {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: QuickCommand,
}

#[derive(Debug, Subcommand)]
enum QuickCommand {
    List(commands::list::List),
}

impl Args {
    /// Reads the command line.
    pub fn read() -> Result<Self, clap::Error> {
        if std::env::args_os().nth(1).is_some_and(|verb| verb == "list")
            && let Ok(Quick { global, command: QuickCommand::List(list) }) = Quick::try_parse()
        {
            return Ok(Self { global, command: Command::List(list) });
        }
        // Errors and help are the business of the whole.
        Self::try_parse_from(words(std::env::args_os()))
    }
}

#[derive(Debug, Group)]
pub struct Global {
    /// Print one JSON document
    #[arg(long, global = true)]
    pub json: bool,
    /// Colour: on a terminal, always, or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub color: When,
    /// Never use a pager
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// The key to sign with: a file, a public key, or a fingerprint that the agent holds
    #[arg(long, global = true, value_name = "KEY")]
    pub key: Option<String>,
    /// The ledger, by the beginning of its id, where there are several
    #[arg(long, global = true, value_name = "ID")]
    pub ledger: Option<String>,
    /// Another branch to count landings on
    #[arg(long, global = true, value_name = "BRANCH")]
    pub trunk: Option<String>,
    /// Run as if started in this folder
    #[arg(short = 'C', global = true, value_name = "DIR")]
    pub directory: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    Auto,
    Always,
    Never,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    Text,
    Github,
}

/// Options that every writer has.
#[derive(Debug, Clone, Group)]
pub struct Writing {
    /// Print what would be written, and write nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Init(commands::init::Init),
    Add(Box<commands::add::Add>),
    Start(commands::moves::Start),
    Close(commands::moves::Close),
    Confirm(commands::moves::Confirm),
    Defer(commands::moves::Defer),
    Drop(commands::moves::Drop),
    Reopen(commands::moves::Reopen),
    Revise(Box<commands::revise::Revise>),
    Tick(commands::tick::Tick),
    Note(commands::note::Note),
    Link(commands::link::Link),
    Undo(commands::undo::Undo),
    Waive(commands::waive::Waive),
    List(commands::list::List),
    Show(commands::show::Show),
    Log(commands::log::Log),
    Next(commands::next::Next),
    Import(commands::import::Import),
    Lint(commands::lint::Lint),
    Render(commands::render::Render),
    Diff(commands::diff::Diff),
    Replay(commands::replay::Replay),
    Stats(commands::stats::Stats),
    Report(commands::report::Report),
    Badge(commands::badge::Badge),
    Export(commands::export::Export),
    Commit(commands::commit::Commit),
    Hook(commands::hook::Hook),
    Hooks(commands::hooks::Hooks),
    Ci(commands::ci::Ci),
    Sync(commands::sync::Sync),
    Signer(commands::signer::Signer),
    Block(commands::block::Block),
    Check(commands::check::Check),
    Audit(commands::audit::Audit),
    Checkpoint(commands::checkpoint::Checkpoint),
    Prove(commands::prove::Prove),
    VerifyProof(commands::verify_proof::VerifyProof),
    Doctor(commands::doctor::Doctor),
    Gate(commands::gate::Gate),
    Completions(commands::completions::Completions),
    Man(commands::man::Man),
}

/// Everything behind `commit` is git's: a separator goes in, so that no option of ours takes a word of it. And `help VERB`
/// is `VERB --help`, as people type it who know git.
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
            "help" => {
                words.remove(at);
                words.push("--help".into());
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

    #[test]
    fn help_is_an_option_of_the_verb() {
        assert_eq!(split("gaps help"), "gaps --help");
        assert_eq!(split("gaps help signer admit"), "gaps signer admit --help");
        assert_eq!(split("gaps -C there help commit"), "gaps -C there commit --help");
        assert_eq!(split("gaps list help"), "gaps list help");
    }
}
