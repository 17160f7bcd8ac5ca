//! The verbs that change the status: one wiring for six.

use clap::Args;

use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::{labels, load, write};
use crate::model::{Day, Status};
use crate::project::decide::{Desk, moves};

/// What every one of these verbs takes.
#[derive(Debug, Args)]
pub struct Common {
    /// Labels; `-` reads them from standard input
    #[arg(required = true, value_name = "LABEL")]
    labels: Vec<String>,
    /// Why
    #[arg(short = 'm', long = "reason", value_name = "REASON")]
    reason: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

/// Say that somebody is on it
#[derive(Debug, Args)]
pub struct Start {
    #[command(flatten)]
    common: Common,
    /// Who, where it is not you
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
}

/// Say that it is done
#[derive(Debug, Args)]
pub struct Close {
    #[command(flatten)]
    common: Common,
    /// How it was done
    #[arg(long, value_name = "TEXT")]
    solution: Option<String>,
    /// Close over unmet criteria; needs a reason, and the event names them
    #[arg(long)]
    force: bool,
}

/// Say that you looked, and it is done
#[derive(Debug, Args)]
pub struct Confirm {
    #[command(flatten)]
    common: Common,
}

/// Put it off; needs a reason
#[derive(Debug, Args)]
pub struct Defer {
    #[command(flatten)]
    common: Common,
    /// When to look again
    #[arg(long, value_name = "DATE", value_parser = super::add::day)]
    until: Option<Day>,
}

/// Say that it will not be done
#[derive(Debug, Args)]
pub struct Drop {
    #[command(flatten)]
    common: Common,
}

/// Open it again; what closed it stays in the timeline
#[derive(Debug, Args)]
pub struct Reopen {
    #[command(flatten)]
    common: Common,
}

impl Start {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let asked = moves::Move { starter: self.owner, ..moves::Move::default() };
        run(ctx, self.common, Status::Started, asked)
    }
}

impl Close {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let asked =
            moves::Move { solution: self.solution, force: self.force, ..moves::Move::default() };
        run(ctx, self.common, Status::Closed, asked)
    }
}

impl Confirm {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        run(ctx, self.common, Status::Confirmed, moves::Move::default())
    }
}

impl Defer {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let asked = moves::Move { until: self.until, ..moves::Move::default() };
        run(ctx, self.common, Status::Deferred, asked)
    }
}

impl Drop {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        run(ctx, self.common, Status::Dropped, moves::Move::default())
    }
}

impl Reopen {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        run(ctx, self.common, Status::Open, moves::Move::default())
    }
}

/// All labels or none: where one is refused, nothing is written.
fn run(ctx: &Context, common: Common, to: Status, mut asked: moves::Move) -> Result<u8, Failure> {
    let typed = labels::read(ctx, &common.labels)?;
    let loaded = load::to_write_for(ctx, &typed)?;
    let choice = write::pick(ctx, &loaded.git)?;
    asked.reason = common.reason;
    if to == Status::Started && asked.starter.is_none() {
        asked.starter = write::me(&loaded, &choice);
    }
    let mut desk = Desk::new(&loaded.backlog, write::stamp(ctx, &loaded, &choice));
    for gap in labels::gaps(&loaded, &typed)? {
        moves::to(&mut desk, gap, to, &asked)
            .map_err(|refusal| write::refused(&loaded, gap, refusal))?;
    }
    write::perform(ctx, &loaded, choice, &desk.finish(), common.writing.dry_run)?;
    Ok(0)
}
