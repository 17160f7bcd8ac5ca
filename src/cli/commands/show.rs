//! `gaps show`: one gap, whole.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::{labels, load, output};
use crate::ledger::{Body, Field};
use crate::project::{Gap, lookup, timeline};
use crate::views::{json as views_json, show};

/// One gap, whole: fields, criteria, landing, timeline, what contradicts
#[derive(Debug, Args)]
pub struct Show {
    /// Labels; `-` reads them from standard input
    #[arg(required = true, value_name = "LABEL")]
    labels: Vec<String>,
}

impl Show {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let typed = labels::read(ctx, &self.labels)?;
        let loaded = load::load_for(ctx, &typed)?;
        let gaps: Vec<&Gap> =
            typed.iter().map(|l| lookup::gap(&loaded.backlog, l)).collect::<Result<_, _>>()?;
        let text = if ctx.json {
            let rows: Vec<Value> = gaps.iter().map(|g| row(&loaded, g)).collect();
            let missing = views_json::unresolvable(loaded.backlog.missing.as_ref());
            views_json::document("gaps", json!({ "gaps": rows, "unresolvable": missing }))
        } else {
            let page = |g: &&Gap| {
                let moments = timeline::of_gap(&loaded.backlog, g, &loaded.landings);
                show::text(&loaded.backlog, g, &moments, loaded.today, &ctx.paint)
            };
            gaps.iter().map(page).collect::<Vec<_>>().join("\n")
        };
        output::answer(ctx, Some(&loaded.git), &text);
        Ok(0)
    }
}

/// The gap as every document has it, with what only this one tells.
fn row(loaded: &load::Loaded, gap: &Gap) -> Value {
    let mut row = views_json::gap(&loaded.backlog, gap);
    let moments = timeline::of_gap(&loaded.backlog, gap, &loaded.landings);
    row["moments"] = moments.iter().map(views_json::moment).collect();
    row["contests"] = views_json::contests(gap).into();
    row["source"] = gap
        .members(|f, v| match f {
            Field::Source(name, part) => {
                Some(json!({ "name": name, "part": part, "text": v.text() }))
            }
            _ => None,
        })
        .into();
    row["notes"] = notes(gap).into();
    row
}

fn notes(gap: &Gap) -> Vec<Value> {
    let note = |t: &crate::project::backlog::Told| match &t.event.body {
        Body::Noted(note) if gap.value(&Field::Note(t.id)).is_some() => Some(
            json!({ "event": t.id.to_string(), "at": t.event.at.to_string(), "text": note.text }),
        ),
        _ => None,
    };
    gap.events.iter().filter_map(note).collect()
}
