//! `gaps diff`: what changed between two revisions.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::load::{self, Loaded, Look};
use crate::cli::{output, revision};
use crate::model::At;
use crate::project::diff::{self, Left};
use crate::shell::git::Git;
use crate::views::diff::{Page, Side};
use crate::views::{diff as view, json as views_json};

/// What changed between two revisions: the changelog of a release
#[derive(Debug, Args)]
pub struct Diff {
    /// `A..B`, or `A` (up to HEAD): commits, tags, branches, dates
    #[arg(value_name = "A..B", required = true, num_args = 1..=2)]
    range: Vec<String>,
    /// Print Markdown, for release notes
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

impl Diff {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let (from, to) = ends(&self.range)?;
        let git = ctx.git()?;
        let (a, b) = (revision::resolve(ctx, &from)?, revision::resolve(ctx, &to)?);
        let (before, after) = (at(ctx, a)?, at(ctx, b)?);
        if before.is_none() && after.is_none() {
            // Neither knows a ledger: whatever keeps this branch from having one is the answer.
            load::load(ctx)?;
        }
        let (old, new) = (before.as_ref().map(|l| &l.backlog), after.as_ref().map(|l| &l.backlog));
        let page = Page {
            from: side(&git, from, a, Left::of(old))?,
            to: side(&git, to, b, Left::of(new))?,
            after: new,
            changes: diff::changes(old, new),
        };
        let text = if ctx.json {
            views_json::document("diff", view::json(&page))
        } else if self.markdown {
            view::markdown(&page)
        } else {
            view::text(&page, &ctx.paint)
        };
        output::answer(ctx, Some(&git), &text);
        Ok(0)
    }
}

/// The two ends of what was typed.
fn ends(range: &[String]) -> Result<(String, String), Failure> {
    let wrong = |why: String| Failure::usage(why, "gaps diff v1.0..v1.1");
    let pair = match range {
        [one] if one.contains("...") => {
            return Err(wrong(format!("`{one}` has three dots: write two")));
        }
        [one] => one.split_once("..").unwrap_or((one, "")),
        [a, b] => (a.as_str(), b.as_str()),
        _ => ("", ""),
    };
    let (from, to) = (pair.0.trim(), pair.1.trim());
    if from.is_empty() {
        return Err(wrong("from where? the part before `..` is empty".into()));
    }
    Ok((from.to_owned(), if to.is_empty() { "HEAD".to_owned() } else { to.to_owned() }))
}

/// The backlog of a revision; none where there was no ledger yet.
fn at(ctx: &Context, rev: gix::ObjectId) -> Result<Option<Loaded>, Failure> {
    match load::load_at(ctx, &Look { rev: Some(rev), ..Look::here(ctx) }) {
        Ok(loaded) => Ok(Some(loaded)),
        Err(failure) if failure.code == "no-ledger" => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn side(git: &Git, typed: String, id: gix::ObjectId, left: Left) -> Result<Side, Failure> {
    let commit = git.read_commit(id)?;
    let day = At::from_unix(commit.seconds).map(|at| at.day_at(commit.offset_seconds).to_string());
    Ok(Side { typed, commit: id.to_string(), day: day.unwrap_or_default(), left })
}
