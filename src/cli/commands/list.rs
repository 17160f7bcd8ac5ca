//! `gaps list`: the backlog, what is not done by default.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::load::{Loaded, Look};
use crate::cli::{load, output, revision, write};
use crate::ledger::Field;
use crate::model::{Criticality, Id, Status};
use crate::project::Gap;
use crate::views::row::Row;
use crate::views::{json as views_json, list};

/// The backlog: what is not done, or whatever the filters say
#[derive(Debug, Args)]
pub struct List {
    /// A status (again for each, or with commas), or `all`
    #[arg(short, long, value_name = "STATUS", value_delimiter = ',', value_parser = statuses)]
    status: Vec<Which>,
    /// A block, by name or prefix (again for each)
    #[arg(short, long, value_name = "NAME")]
    block: Vec<String>,
    /// A criticality, or `none` (again for each, or with commas)
    #[arg(short, long, value_name = "WORD", value_delimiter = ',', value_parser = criticality)]
    criticality: Vec<Option<Criticality>>,
    /// Who is on it; `me` is you, `none` is nobody
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Only what is late
    #[arg(long)]
    overdue: bool,
    /// Only what is contested
    #[arg(long)]
    contested: bool,
    /// Only where this text stands in label, title, description, criteria or notes (case does not matter)
    #[arg(short, long, value_name = "TEXT")]
    grep: Option<String>,
    /// Only what changed since a revision or a date
    #[arg(long, value_name = "REV|DATE")]
    changed_since: Option<String>,
    /// The backlog as it was at a revision, or on a date
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    All,
    Only(Status),
}

fn statuses(word: &str) -> Result<Which, String> {
    match word {
        "all" => Ok(Which::All),
        "done" => Ok(Which::Only(Status::Closed)),
        word => word
            .parse()
            .map(Which::Only)
            .map_err(|e: crate::model::status::UnknownStatus| format!("{e}, or all")),
    }
}

fn criticality(word: &str) -> Result<Option<Criticality>, String> {
    if word == "none" { Ok(None) } else { super::add::criticality(word).map(Some) }
}

impl List {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let loaded = match &self.at {
            None => load::load(ctx)?,
            Some(asked) => {
                let rev = revision::resolve(ctx, asked)?;
                load::load_at(ctx, &Look { rev: Some(rev), trunk: ctx.trunk.clone() })?
            }
        };
        let me = match self.owner.as_deref() {
            Some("me") => self.me(ctx, &loaded)?,
            _ => None,
        };
        let changed = match &self.changed_since {
            Some(since) => Some(revision::changed_since(ctx, &loaded, since)?),
            None => None,
        };
        let mut gaps: Vec<&Gap> = loaded
            .backlog
            .gaps
            .values()
            .filter(|g| self.picks(&loaded, g, me.as_deref()))
            .filter(|g| changed.as_ref().is_none_or(|c| c.contains(&g.id)))
            .collect();
        gaps.sort_by_key(|g| (&g.named, g.id));
        let text = if ctx.json {
            self.json(&loaded, &gaps)
        } else {
            let all = Row::sorted(loaded.backlog.gaps.values());
            let picked: BTreeSet<Id> = gaps.iter().map(|g| g.id).collect();
            let picked: Vec<&Row<'_>> = all.iter().filter(|r| picked.contains(&r.id)).collect();
            list::text(&all, &picked, loaded.today, &ctx.paint)
        };
        output::answer(ctx, Some(&loaded.git), &text);
        output::faults(ctx, &loaded);
        Ok(0)
    }

    fn json(&self, loaded: &Loaded, gaps: &[&Gap]) -> String {
        let (counts, apart) = views_json::counts(loaded.backlog.gaps.values());
        let rows: Vec<serde_json::Value> =
            gaps.iter().map(|g| views_json::gap(&loaded.backlog, g)).collect();
        let faults: Vec<serde_json::Value> = loaded.faults.iter().map(views_json::fault).collect();
        let missing =
            loaded.backlog.missing.as_ref().map(|m| json!({ "why": m.word(), "hint": m.hint() }));
        let data = json!({
            "ledger": loaded.backlog.ledger.to_string(),
            "at": self.at,
            "counts": counts,
            "apart": apart,
            "gaps": rows,
            "faults": faults,
            "unresolvable": missing,
        });
        views_json::document("backlog", data)
    }

    fn me(&self, ctx: &Context, loaded: &Loaded) -> Result<Option<String>, Failure> {
        let named =
            write::pick(ctx, &loaded.git).ok().and_then(|choice| write::me(loaded, &choice));
        Ok(named.or_else(|| loaded.git.config("user.name")))
    }

    fn picks(&self, loaded: &Loaded, gap: &Gap, me: Option<&str>) -> bool {
        let status = match self.status.as_slice() {
            [] => gap.status.is_left() || gap.is_contested(),
            asked => asked.iter().any(|w| match w {
                Which::All => true,
                Which::Only(s) => gap.status == *s,
            }),
        };
        let named = |name: &String, n: &str| name.eq_ignore_ascii_case(n);
        let block = gap.block();
        let owner = match self.owner.as_deref() {
            None => true,
            Some("none") => gap.owner().is_none(),
            Some("me") => me.is_some() && gap.owner() == me,
            Some(name) => gap.owner().is_some_and(|o| o.eq_ignore_ascii_case(name)),
        };
        status
            && owner
            && (self.block.is_empty()
                || self.block.iter().any(|b| {
                    named(b, &block.name) || named(b, &block.prefix) || named(b, gap.named.prefix())
                }))
            && (self.criticality.is_empty() || self.criticality.contains(&gap.criticality()))
            && (!self.overdue || gap.is_overdue(loaded.today))
            && (!self.contested || gap.is_contested())
            && self.grep.as_ref().is_none_or(|text| holds(gap, &text.to_lowercase()))
    }
}

/// Whether a text stands anywhere in what a gap says.
fn holds(gap: &Gap, wanted: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(wanted);
    let fields = gap.fields.keys().filter(|f| !matches!(f, Field::Status)).any(|f| match f {
        Field::File(path) => gap.value(f).is_some() && has(path),
        Field::Alias(alias) => gap.value(f).is_some() && has(alias),
        f => gap.text(f).is_some_and(has),
    });
    let notes = gap.events.iter().any(|t| match &t.event.body {
        crate::ledger::Body::Noted(note) => {
            gap.value(&Field::Note(t.id)).is_some() && has(&note.text)
        }
        body => body.reason().is_some_and(has),
    });
    has(&gap.label) || fields || notes
}
