//! `gaps lint FILE`: what a tracker says that its own content contradicts, or the ledger that adopted it. Needs
//! neither a repository nor a ledger.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::{document, load, output};
use crate::tracker::adopt::known_of;
use crate::tracker::{Finding, Tracker, against, lint, relabel, settled};
use crate::views::{claims, json as views_json};

/// Every claim of a tracker that its own content or the ledger contradicts
#[derive(Debug, Args)]
pub struct Lint {
    /// The tracker: a Markdown file
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
}

/// What the ledger contradicts, where there is one that adopted this document.
fn ledger(ctx: &Context, name: &str, tracker: &mut Tracker) -> Vec<Finding> {
    let Ok(loaded) = load::load(ctx) else { return Vec::new() };
    let path = document::path_in(ctx, Some(&loaded.git), name);
    if !settled::is_adopted(&loaded.backlog, &path) {
        return Vec::new();
    }
    relabel(tracker, &known_of(&loaded.backlog, &path));
    against(&loaded.backlog, tracker, &path)
}

impl Lint {
    /// Exit 1 where something is wrong.
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let (mut text, mut rows, mut checked, mut unplaced) =
            (String::new(), Vec::<Value>::new(), 0, Vec::new());
        for name in &self.files {
            let mut document = document::read(ctx, name)?;
            let known = ledger(ctx, name, &mut document.tracker);
            let mut found = lint(&document.tracker);
            found.extend(known);
            checked += claims::count(&document.tracker);
            rows.extend(found.iter().map(|f| claims::finding_json(name, f)));
            unplaced.extend(claims::unplaced_json(&document.tracker));
            text.push_str(&claims::reading(name, &document.tracker, &ctx.paint));
            text.push_str(&claims::findings(name, &document.tracker, &found, &ctx.paint));
            text.push_str(&claims::unplaced(name, &document.tracker, &ctx.paint));
            text.push_str(&format!(
                "{} claims checked, {} wrong\n",
                claims::count(&document.tracker),
                found.len()
            ));
        }
        if ctx.json {
            let data = json!({ "claims": checked, "findings": rows, "unplaced": unplaced });
            text = views_json::document("claims", data);
        }
        output::answer(ctx, None, &text);
        Ok(u8::from(!rows.is_empty()))
    }
}
