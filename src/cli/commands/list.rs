//! `gaps list`: the backlog, what is not done by default.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::known::{self, Known};
use crate::cli::load::{Listed, Loaded, Look};
use crate::cli::{load, output, revision, write};
use crate::ledger::{Fault, Field};
use crate::model::status::UnknownStatus;
use crate::model::{Criticality, Day, Id, Status};
use crate::project::Gap;
use crate::project::entry::Missing;
use crate::project::lookup::{folded, is_same, nearest};
use crate::views::row::Row;
use crate::views::{json as views_json, list, safe};

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
    let word = word.trim().to_ascii_lowercase();
    match word.as_str() {
        "all" => Ok(Which::All),
        "done" => Ok(Which::Only(Status::Closed)),
        word => word.parse().map(Which::Only).map_err(|e: UnknownStatus| {
            let known = Status::ALL.iter().map(|s| s.as_str()).chain(["all"]);
            format!("{e}, or all{}", meant(known, word))
        }),
    }
}

fn criticality(word: &str) -> Result<Option<Criticality>, String> {
    if word.trim().eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    Criticality::from_word(word).map(Some).ok_or_else(|| {
        let known = Criticality::ALL.iter().map(|c| c.as_str()).chain(["none"]);
        format!("one of blocker, high, medium, low, or none{}", meant(known, word))
    })
}

/// The known word that was most likely meant.
fn meant(known: impl Iterator<Item = &'static str>, typed: &str) -> String {
    let near = nearest(known.map(|word| (word.to_owned(), word)), &typed.to_lowercase());
    near.map(|word| format!("; did you mean {word}?")).unwrap_or_default()
}

impl List {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let narrowed = self.narrowed();
        if self.at.is_none() && !narrowed {
            return self.print_kept(ctx);
        }
        let loaded = match &self.at {
            None => load::load(ctx)?,
            Some(asked) => {
                let rev = revision::resolve(ctx, asked)?;
                load::load_at(
                    ctx,
                    &Look { rev: Some(rev), trunk: ctx.trunk.clone(), ..Look::default() },
                )?
            }
        };
        let only = if narrowed { Some(self.only(ctx, &loaded)?) } else { None };
        let me = match self.owner.as_deref() {
            Some("me") => self.me(ctx, &loaded)?,
            _ => None,
        };
        let backlog = &loaded.backlog;
        let rows = Row::sorted(backlog.gaps.values());
        let asked: Vec<&Row<'_>> = rows
            .iter()
            .filter(|r| only.as_ref().is_none_or(|only| only.contains(&r.id)))
            .filter(|r| self.picks(r, loaded.today, me.as_deref()))
            .collect();
        let picked: Vec<&Row<'_>> = asked.iter().copied().filter(|r| self.shows(r)).collect();
        let text = if ctx.json {
            let made: Vec<String> = picked
                .iter()
                .filter_map(|r| backlog.gaps.get(&r.id))
                .map(|g| views_json::in_list(&views_json::gap(backlog, g)))
                .collect();
            let made: Vec<&str> = made.iter().map(String::as_str).collect();
            let about = About::of(backlog.ledger, &loaded.faults, backlog.missing.as_ref());
            self.json(&about, &rows, &made)
        } else {
            list::text(&rows, &picked, &self.instead(&asked), loaded.today, &ctx.paint)
                + &list::unresolvable(backlog.missing.as_ref())
        };
        output::answer(ctx, Some(&loaded.git), &text);
        self.tell_unknown(ctx, &rows);
        output::faults(ctx, &loaded.faults);
        Ok(0)
    }

    /// Whether more must be known of a gap than its row tells.
    fn narrowed(&self) -> bool {
        self.grep.is_some() || self.changed_since.is_some() || self.owner.as_deref() == Some("me")
    }

    /// The list that needs no more than rows: mostly the cache has them.
    fn print_kept(&self, ctx: &Context) -> Result<u8, Failure> {
        let mut listed = load::list(ctx)?;
        if !self.print(ctx, &listed)? {
            // Whoever wrote such a page was not this program.
            listed = load::list_anew(ctx)?;
            self.print(ctx, &listed)?;
        }
        output::faults(ctx, &listed.page.faults);
        Ok(0)
    }

    /// Prints a page; false where its rows cannot be read.
    fn print(&self, ctx: &Context, listed: &Listed) -> Result<bool, Failure> {
        let Some(rows) = listed.page.rows() else { return Ok(false) };
        let rows = &*rows;
        let asked: Vec<&Row<'_>> =
            rows.iter().filter(|r| self.picks(r, listed.today, None)).collect();
        let picked: Vec<&Row<'_>> = asked.iter().copied().filter(|r| self.shows(r)).collect();
        let text = if ctx.json {
            let all = listed.json(ctx)?;
            let made: Vec<&str> =
                picked.iter().filter_map(|r| all.get(&r.id)).map(String::as_str).collect();
            let page = &listed.page;
            let about = About::of(page.ledger, &page.faults, page.missing.as_ref());
            self.json(&about, rows, &made)
        } else {
            list::text(rows, &picked, &self.instead(&asked), listed.today, &ctx.paint)
                + &list::unresolvable(listed.page.missing.as_ref())
        };
        output::answer(ctx, Some(&listed.git), &text);
        self.tell_unknown(ctx, rows);
        Ok(true)
    }

    fn json(&self, about: &About<'_>, rows: &[Row<'_>], gaps: &[&str]) -> String {
        let (counts, apart) = views_json::counts(rows);
        let faults: Vec<serde_json::Value> = about.faults.iter().map(views_json::fault).collect();
        let missing = views_json::unresolvable(about.missing);
        let data = json!({
            "ledger": about.ledger.to_string(),
            "at": self.at,
            "counts": counts,
            "apart": apart,
            "gaps": [],
            "faults": faults,
            "unresolvable": missing,
        });
        views_json::document_of("backlog", data, gaps)
    }

    fn me(&self, ctx: &Context, loaded: &Loaded) -> Result<Option<String>, Failure> {
        let named =
            write::pick(ctx, &loaded.git).ok().and_then(|choice| write::me(loaded, &choice));
        Ok(named.or_else(|| loaded.git.config("user.name")))
    }

    /// The gaps that the questions leave which no row can answer.
    fn only(&self, ctx: &Context, loaded: &Loaded) -> Result<BTreeSet<Id>, Failure> {
        let changed = match &self.changed_since {
            Some(since) => Some(revision::changed_since(ctx, loaded, since)?),
            None => None,
        };
        let wanted = self.grep.as_ref().map(|text| folded(text));
        let gaps = loaded.backlog.gaps.values();
        Ok(gaps
            .filter(|g| changed.as_ref().is_none_or(|c| c.contains(&g.id)))
            .filter(|g| wanted.as_ref().is_none_or(|text| holds(g, text)))
            .map(|g| g.id)
            .collect())
    }

    /// Tells of the blocks and owners that were named and are none.
    fn tell_unknown(&self, ctx: &Context, rows: &[Row<'_>]) {
        if !self.block.is_empty() {
            let blocks = rows.iter().map(|r| (r.block.0, [r.block.1, r.prefix()]));
            Known::blocks("list", blocks).tell(ctx, self.block.iter().map(String::as_str));
        }
        if let Some(name) = self.owner.as_deref().filter(|name| !["me", "none"].contains(name)) {
            let owners = rows.iter().filter_map(|r| r.owner);
            Known::owners(owners).tell(ctx, std::iter::once(name));
        }
    }

    /// What to type where nothing is shown: the same with every status, where that shows something.
    fn instead(&self, asked: &[&Row<'_>]) -> String {
        if asked.is_empty() {
            return "gaps list".to_owned();
        }
        let mut words = String::from("gaps list");
        let mut put = |option: &str, value: &str| {
            words.push_str(&format!(" {option} {}", known::typeable(&safe::line(value))));
        };
        self.block.iter().for_each(|b| put("--block", b));
        self.criticality
            .iter()
            .for_each(|c| put("--criticality", c.map_or("none", Criticality::as_str)));
        let texts = [
            ("--owner", &self.owner),
            ("--grep", &self.grep),
            ("--changed-since", &self.changed_since),
            ("--at", &self.at),
        ];
        texts.iter().for_each(|(option, text)| text.iter().for_each(|text| put(option, text)));
        put("--status", "all");
        let flags = [(" --overdue", self.overdue), (" --contested", self.contested)];
        flags.iter().filter(|(_, is_set)| *is_set).for_each(|(flag, _)| words.push_str(flag));
        words
    }

    fn shows(&self, row: &Row<'_>) -> bool {
        match self.status.as_slice() {
            [] => row.status.is_left() || row.is_contested(),
            asked => asked.iter().any(|w| match w {
                Which::All => true,
                Which::Only(s) => row.status == *s,
            }),
        }
    }

    /// Whether everything but the status picks a gap.
    fn picks(&self, row: &Row<'_>, today: Day, me: Option<&str>) -> bool {
        let owner = match (self.owner.as_deref(), row.owner) {
            (None, _) => true,
            (Some("none"), owner) => owner.is_none(),
            (Some("me"), owner) => me.is_some() && owner == me,
            (Some(name), owner) => owner.is_some_and(|o| is_same(o, name)),
        };
        let named = |b: &String| {
            [row.block.0, row.block.1, row.prefix()].iter().any(|name| is_same(name, b))
        };
        owner
            && (self.block.is_empty() || self.block.iter().any(named))
            && (self.criticality.is_empty() || self.criticality.contains(&row.criticality))
            && (!self.overdue || row.is_overdue(today))
            && (!self.contested || row.is_contested())
    }
}

/// What a document says beside its rows.
struct About<'a> {
    ledger: Id,
    faults: &'a [Fault],
    missing: Option<&'a Missing>,
}

impl<'a> About<'a> {
    fn of(ledger: Id, faults: &'a [Fault], missing: Option<&'a Missing>) -> Self {
        Self { ledger, faults, missing }
    }
}

/// Whether a text stands anywhere in what a gap says.
fn holds(gap: &Gap, wanted: &str) -> bool {
    let has = |text: &str| folded(text).contains(wanted);
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
