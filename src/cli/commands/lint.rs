//! `gaps lint FILE`: what a tracker says that its own content contradicts, or the ledger that adopted it. Needs
//! neither a repository nor a ledger.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::args::Form;
use crate::cli::context::{self, Context};
use crate::cli::document::{self, Document};
use crate::cli::failure::Failure;
use crate::cli::{load, output};
use crate::tracker::against::forced;
use crate::tracker::{Code, Dialect, Finding, Owned, against, lint};
use crate::views::{claims, findings, json as views_json};

/// Every claim of a tracker that its own content or the ledger contradicts
#[derive(Debug, Args)]
pub struct Lint {
    /// The tracker: a Markdown file
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Read the file as this dialect: sections, table, checklist, roadmap, generic
    #[arg(long, value_name = "DIALECT", value_parser = document::dialect)]
    dialect: Option<Dialect>,
    /// How findings are printed: as text, or as annotations of GitHub (also where GITHUB_ACTIONS=true)
    #[arg(long, value_name = "FORM")]
    format: Option<Form>,
}

/// What the document contradicts, and the ledger, where there is one that adopted it.
fn ledger(ctx: &Context, document: &mut Document) -> Result<Vec<Finding>, Failure> {
    let loaded = match load::load(ctx) {
        Ok(loaded) => loaded,
        Err(error) if matches!(error.code.as_str(), "no-ledger" | "no-repository") => {
            return Ok(lint(&document.tracker));
        }
        Err(error) => return Err(error),
    };
    document.settle(&loaded)?;
    let mut found = lint(&document.tracker);
    let owned = Owned::new(&loaded.backlog, &document.home);
    if owned.is_adopted() {
        let forced = forced(&owned, &document.tracker);
        let on_record = |f: &Finding| f.label.as_ref().is_some_and(|l| forced.contains(l));
        found.retain(|f| f.code != Code::UnmetCriteria || !on_record(f));
        found.extend(against(&owned, &document.tracker));
    }
    Ok(found)
}

impl Lint {
    /// Exit 1 where something is wrong.
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let (mut text, mut rows, mut checked, mut unplaced) =
            (String::new(), Vec::<Value>::new(), 0, Vec::new());
        for name in &self.files {
            let mut document = document::read(ctx, name, self.dialect)?;
            let found = ledger(ctx, &mut document)?;
            checked += claims::count(&document.tracker);
            rows.extend(found.iter().map(|f| claims::finding_json(name, f)));
            unplaced.extend(claims::unplaced_json(&document.tracker));
            text.push_str(&claims::reading(name, &document.tracker, &ctx.paint));
            text.push_str(&match self.format.unwrap_or_else(context::form) {
                Form::Text => claims::findings(name, &document.tracker, &found, &ctx.paint),
                Form::Github => findings::annotations(&claims::noted(&document.home.path, &found)),
            });
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
