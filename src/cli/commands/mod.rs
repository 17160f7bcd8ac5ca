//! One command, one file. A `run` wires: load, decide, perform, print.

pub mod add;
pub mod audit;
pub mod badge;
pub mod block;
pub mod check;
pub mod checkpoint;
pub mod ci;
pub mod commit;
pub mod completions;
pub mod diff;
pub mod doctor;
pub mod export;
pub mod gate;
pub mod hook;
pub mod hooks;
pub mod import;
pub mod init;
pub mod link;
pub mod lint;
pub mod list;
pub mod log;
pub mod man;
pub mod moves;
pub mod next;
pub mod note;
pub mod prove;
pub mod render;
pub mod replay;
pub mod report;
pub mod revise;
pub mod show;
pub mod signer;
pub mod stats;
pub mod sync;
pub mod tick;
pub mod undo;
pub mod verify_proof;
pub mod waive;

use super::args::Command;
use super::context::Context;
use super::failure::Failure;

/// Runs one command and returns its exit code.
pub fn run(ctx: &Context, command: Command) -> Result<u8, Failure> {
    match command {
        Command::Init(c) => c.run(ctx),
        Command::Add(c) => c.run(ctx),
        Command::Start(c) => c.run(ctx),
        Command::Close(c) => c.run(ctx),
        Command::Confirm(c) => c.run(ctx),
        Command::Defer(c) => c.run(ctx),
        Command::Drop(c) => c.run(ctx),
        Command::Reopen(c) => c.run(ctx),
        Command::Revise(c) => c.run(ctx),
        Command::Tick(c) => c.run(ctx),
        Command::Note(c) => c.run(ctx),
        Command::Link(c) => c.run(ctx),
        Command::Undo(c) => c.run(ctx),
        Command::Waive(c) => c.run(ctx),
        Command::List(c) => c.run(ctx),
        Command::Show(c) => c.run(ctx),
        Command::Log(c) => c.run(ctx),
        Command::Next(c) => c.run(ctx),
        Command::Import(c) => c.run(ctx),
        Command::Lint(c) => c.run(ctx),
        Command::Render(c) => c.run(ctx),
        Command::Diff(c) => c.run(ctx),
        Command::Replay(c) => c.run(ctx),
        Command::Stats(c) => c.run(ctx),
        Command::Report(c) => c.run(ctx),
        Command::Badge(c) => c.run(ctx),
        Command::Export(c) => c.run(ctx),
        Command::Commit(c) => c.run(ctx),
        Command::Hook(c) => c.run(ctx),
        Command::Hooks(c) => c.run(ctx),
        Command::Ci(c) => c.run(ctx),
        Command::Sync(c) => c.run(ctx),
        Command::Signer(c) => c.run(ctx),
        Command::Block(c) => c.run(ctx),
        Command::Audit(c) => c.run(ctx),
        Command::Check(c) => c.run(ctx),
        Command::Checkpoint(c) => c.run(ctx),
        Command::Prove(c) => c.run(ctx),
        Command::VerifyProof(c) => c.run(ctx),
        Command::Doctor(c) => c.run(ctx),
        Command::Gate(c) => c.run(ctx),
        Command::Completions(c) => c.run(ctx),
        Command::Man(c) => c.run(ctx),
    }
}
