//! `gaps render FILE`: make a tracker's claims true in place. What a person changed by hand is theirs and stops the
//! writing; bytes that state no fact stay.

use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::document::{self, Document};
use crate::cli::failure::{ENVIRONMENT, Failure, REFUSED};
use crate::cli::load::{self, Loaded};
use crate::cli::{base, config, known, output};
use crate::model::count::counted;
use crate::project::Backlog;
use crate::shell::store::StoreError;
use crate::tracker::agreed::{self, Difference};
use crate::tracker::{Dialect, Finding, Owned, Rendering, apply, fresh, render, settled};
use crate::views::paint::Paint;
use crate::views::{claims, difference, json as views_json, safe};

/// Make a tracker's claims true in place
#[derive(Debug, Args)]
pub struct Render {
    /// The trackers; without one, every document that gaps came from
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Change nothing; exit 1 where something is stale
    #[arg(long)]
    check: bool,
    /// Print what would change, and change nothing
    #[arg(short = 'n', long, visible_alias = "dry-run")]
    diff: bool,
    /// Overwrite what was changed by hand
    #[arg(long)]
    discard: bool,
    /// Write a new document with all gaps: `sections` or `table`; to FILE, else to standard output
    #[arg(long, value_name = "DIALECT", conflicts_with_all = ["check", "diff", "discard"], value_parser = new_dialect)]
    new: Option<Dialect>,
}

fn new_dialect(word: &str) -> Result<Dialect, String> {
    let named = fresh::DIALECTS.into_iter().find(|d| d.as_str() == word);
    named.ok_or_else(|| "a new document is written as sections or as table".to_owned())
}

/// One document, and what becomes of it.
struct Page {
    document: Document,
    rendering: Rendering,
    by_hand: Vec<Difference>,
    after: String,
}

impl Page {
    fn is_stale(&self) -> bool {
        self.after != self.document.tracker.text
    }
}

impl Render {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let loaded = load::load(ctx)?;
        if let Some(dialect) = self.new {
            return self.fresh(ctx, &loaded, dialect);
        }
        let names = self.names(ctx, &loaded)?;
        let pages = names.iter().map(|n| page(ctx, &loaded, n)).collect::<Result<Vec<_>, _>>()?;
        let edited = pages.iter().any(|p| !p.by_hand.is_empty());
        let mut written = false;
        if !self.check && !self.diff && (!edited || self.discard) {
            for page in pages.iter().filter(|p| p.is_stale()) {
                write(&ctx.cwd.join(&page.document.name), &page.after)?;
                base::remember(&loaded.git, &page.document.home.path, page.after.as_bytes());
                written = true;
            }
        }
        let text = if ctx.json {
            as_json(&pages, written)
        } else {
            self.text(&pages, written, &ctx.paint)
        };
        output::answer(ctx, Some(&loaded.git), &text);
        let stale = pages.iter().any(|p| p.is_stale() || !p.rendering.findings.is_empty());
        Ok(u8::from(edited && !self.discard || self.check && stale))
    }

    /// A new document with every gap; a file that is there is never written over.
    fn fresh(&self, ctx: &Context, loaded: &Loaded, dialect: Dialect) -> Result<u8, Failure> {
        let mut gaps: Vec<&crate::project::Gap> = loaded.backlog.gaps.values().collect();
        gaps.sort_by_key(|g| g.named.clone());
        let gaps: Vec<_> = gaps.into_iter().map(settled::new_gap).collect();
        let text = fresh::write(dialect, "Gaps", &gaps);
        let [name] = self.files.as_slice() else {
            if self.files.is_empty() {
                output::print(&text);
                return Ok(0);
            }
            let hint = format!("gaps render --new {dialect} {}", self.files[0]);
            return Err(Failure::usage("--new writes one document", hint));
        };
        let path = ctx.cwd.join(name);
        let made = std::fs::File::options().write(true).create_new(true).open(&path);
        made.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes())).map_err(
            |error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => Failure::new(
                    REFUSED,
                    "file-exists",
                    format!("{} is there already", safe::line(name)),
                    format!("gaps render --new {dialect} > {}.new", safe::line(name)),
                ),
                _ => Failure::from(StoreError::Write { path: path.clone(), error }),
            },
        )?;
        output::answer(ctx, None, &written_new(ctx, name, dialect, gaps.len()));
        Ok(0)
    }

    /// The documents that were named; else those that the team's settings list; else those that the ledger's gaps
    /// came from and that are here.
    fn names(&self, ctx: &Context, loaded: &Loaded) -> Result<Vec<String>, Failure> {
        if !self.files.is_empty() {
            return Ok(self.files.clone());
        }
        let root = crate::cli::write::root(&loaded.git)?;
        let listed = config::read(&loaded.git)?.trackers;
        if !listed.is_empty() {
            return Ok(listed.iter().map(|e| relative(ctx, root, &e.path)).collect());
        }
        let (here, gone): (Vec<String>, Vec<String>) =
            trackers(&loaded.backlog).into_iter().partition(|p| root.join(p).is_file());
        if let (true, Some(first)) = (here.is_empty(), gone.first()) {
            let says = format!("the gaps came from {}, which is not here", gone.join(", "));
            let hint = format!("gaps import --old-path {} FILE", known::typeable(first));
            return Err(Failure::new(REFUSED, "no-tracker", says, hint));
        }
        if here.is_empty() {
            let says = "no gap came from a document";
            return Err(Failure::new(REFUSED, "no-tracker", says, "gaps import FILE"));
        }
        Ok(here.iter().map(|p| relative(ctx, root, p)).collect())
    }

    fn text(&self, pages: &[Page], written: bool, paint: &Paint) -> String {
        let mut text = String::new();
        for page in pages {
            let name = &page.document.name;
            if self.diff || self.check {
                text.push_str(&difference::text(
                    name,
                    &page.document.tracker.text,
                    &page.after,
                    paint,
                ));
            }
            for edit in &page.by_hand {
                text.push_str(&format!(
                    "{}:{} {}: {} was changed by hand: it says {}, the ledger says {}\n",
                    safe::line(name),
                    edit.line,
                    paint.label(&edit.label),
                    edit.fact.word(),
                    safe::line(&edit.says),
                    safe::line(&edit.ledger),
                ));
            }
            text.push_str(&claims::findings(
                name,
                &page.document.tracker,
                &page.rendering.findings,
                paint,
            ));
            text.push_str(&outcome(page, written, paint));
        }
        if pages.iter().any(|p| !p.by_hand.is_empty()) && !self.discard {
            let name = pages
                .iter()
                .find(|p| !p.by_hand.is_empty())
                .map_or("FILE", |p| p.document.name.as_str());
            text.push_str(&format!(
                "hint: gaps import {0}   takes the changes as events; gaps render --discard {0}   overwrites them\n",
                safe::line(name)
            ));
        }
        text
    }
}

fn written_new(ctx: &Context, name: &str, dialect: Dialect, gaps: usize) -> String {
    if ctx.json {
        let data =
            json!({ "written": true, "file": name, "dialect": dialect.as_str(), "gaps": gaps });
        return views_json::document("render", data);
    }
    format!("{}: written, {gaps} gaps\nNext:\n  gaps import {0}\n", safe::line(name))
}

fn outcome(page: &Page, written: bool, paint: &Paint) -> String {
    let name = paint.strong(&safe::line(&page.document.name));
    match (page.is_stale(), written) {
        (false, _) => format!("{name}: says what the ledger says\n"),
        (true, written) => {
            let places = counted(page.rendering.edits.len(), "place");
            format!("{name}: {places} {}\n", if written { "written" } else { "stale" })
        }
    }
}

fn page(ctx: &Context, loaded: &Loaded, name: &str) -> Result<Page, Failure> {
    let mut document = document::read(ctx, name, None)?;
    document.settle(loaded)?;
    let owned = Owned::new(&loaded.backlog, &document.home);
    if !owned.is_adopted() {
        let message = format!("no gap of the ledger came from {name}");
        return Err(Failure::new(REFUSED, "not-adopted", message, format!("gaps import {name}")));
    }
    let base = base::find(ctx, loaded, &document);
    let by_hand = agreed::by_hand(&owned, &document.tracker, &base);
    let truth = settled::truth(&owned, &document.tracker);
    let rendering = render(&document.tracker, &truth).map_err(|e| {
        Failure::new(REFUSED, "generated", format!("{name}: {e}"), format!("gaps lint {name}"))
    })?;
    let after = apply(&document.tracker.text, &rendering.edits);
    Ok(Page { document, rendering, by_hand, after })
}

/// Every path that a gap's tracker field names.
fn trackers(backlog: &Backlog) -> Vec<String> {
    let mut all: Vec<String> = backlog
        .gaps
        .values()
        .filter_map(|g| g.text(&crate::ledger::Field::Tracker))
        .map(str::to_owned)
        .collect();
    all.sort();
    all.dedup();
    all
}

/// The path as it would be typed in the current folder.
fn relative(ctx: &Context, root: &Path, below: &str) -> String {
    let whole = root.join(below);
    whole
        .strip_prefix(&ctx.cwd)
        .map_or_else(|_| whole.display().to_string(), |p| p.display().to_string())
}

/// Writes the document whole, through a temporary file beside it, with the modes that it had.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    // Behind a link it is the file that changes, not the link.
    let real = std::fs::canonicalize(path);
    let path = real.as_deref().unwrap_or(path);
    let failed =
        |error: std::io::Error| Failure::from(StoreError::Write { path: path.to_owned(), error });
    let folder = path.parent().unwrap_or(Path::new("."));
    let modes = std::fs::metadata(path).map_err(failed)?.permissions();
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)?;
    file.as_file().set_permissions(modes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|e| {
        Failure::new(
            ENVIRONMENT,
            "cannot-write",
            e.to_string(),
            "see that the folder can be written to",
        )
    })?;
    Ok(())
}

fn as_json(pages: &[Page], written: bool) -> String {
    let finding = |name: &str, f: &Finding| claims::finding_json(name, f);
    let row = |p: &Page| {
        let by_hand: Vec<Value> = p
            .by_hand
            .iter()
            .map(|e| json!({ "label": e.label, "line": e.line, "fact": e.fact.word(), "says": e.says, "ledger": e.ledger }))
            .collect();
        json!({
            "file": p.document.name,
            "stale": p.is_stale(),
            "edits": p.rendering.edits.len(),
            "by_hand": by_hand,
            "findings": p.rendering.findings.iter().map(|f| finding(&p.document.name, f)).collect::<Vec<_>>(),
        })
    };
    let data =
        json!({ "written": written, "documents": pages.iter().map(row).collect::<Vec<Value>>() });
    views_json::document("render", data)
}
