//! `gaps export`: gaps or events as CSV or NDJSON, for programs that read such files. A row is written as soon as it
//! is made.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::failure::{ENVIRONMENT, Failure};
use crate::cli::load::{self, Loaded, Look};
use crate::cli::{output, revision};
use crate::project::timeline;
use crate::views::{export as view, json as views_json, safe};

/// Write gaps or events as CSV or NDJSON
#[derive(Debug, Args)]
pub struct Export {
    /// The format
    #[arg(value_name = "FORMAT", hide_possible_values = false)]
    format: Format,
    /// What is written
    #[arg(value_name = "TABLE", default_value = "gaps")]
    table: Table,
    /// Write to this file; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: String,
    /// As it was at a revision, or on a date
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Ndjson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Table {
    Gaps,
    Events,
}

impl Table {
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Gaps => &view::GAPS,
            Self::Events => &view::EVENTS,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gaps => "gaps",
            Self::Events => "events",
        }
    }
}

impl Export {
    pub fn run(self, ctx: &Context) -> Result<u8, Failure> {
        let rev = self.at.as_deref().map(|at| revision::resolve(ctx, at)).transpose()?;
        let loaded = load::load_at(ctx, &Look { rev, ..Look::here(ctx) })?;
        let columns = self.table.columns();
        if self.output == "-" && ctx.json {
            let objects = rows(&loaded, self.table).map(|cells| view::object(columns, cells));
            let objects: Vec<Value> = objects.collect();
            let data = json!({ "table": self.table.name(), "columns": columns, "rows": objects });
            output::print(&views_json::document("export", data));
            return Ok(0);
        }
        if self.output == "-" {
            let written = self.write(&loaded, io::stdout().lock());
            return match written {
                // A reader who stopped reading is no error.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(0),
                written => written.map(|_| 0).map_err(|e| cannot("standard output", &e)),
            };
        }
        let failed = |e: io::Error| cannot(&self.output, &e);
        let file = File::create(ctx.cwd.join(&self.output)).map_err(failed)?;
        let count = self.write(&loaded, file).map_err(failed)?;
        output::print(&self.told(ctx, count));
        Ok(0)
    }

    fn write(&self, loaded: &Loaded, to: impl Write) -> io::Result<usize> {
        let mut out = BufWriter::new(to);
        let columns = self.table.columns();
        if self.format == Format::Csv {
            out.write_all(view::csv_head(columns).as_bytes())?;
        }
        let mut count = 0;
        for cells in rows(loaded, self.table) {
            match self.format {
                Format::Csv => out.write_all(view::csv(&cells).as_bytes())?,
                Format::Ndjson => writeln!(out, "{}", view::object(columns, cells))?,
            }
            count += 1;
        }
        out.flush()?;
        Ok(count)
    }

    /// What was written where.
    fn told(&self, ctx: &Context, count: usize) -> String {
        let (name, file) = (self.table.name(), &self.output);
        if ctx.json {
            let data = json!({ "table": name, "rows": count, "file": file });
            return views_json::document("export", data);
        }
        format!("{count} {name} in {}\n", safe::line(file))
    }
}

/// The rows of a table: gaps by label, events from the oldest.
fn rows<'l>(loaded: &'l Loaded, table: Table) -> Box<dyn Iterator<Item = Vec<Value>> + 'l> {
    let backlog = &loaded.backlog;
    match table {
        Table::Gaps => {
            let mut gaps: Vec<_> = backlog.gaps.values().collect();
            gaps.sort_by_key(|g| (&g.named, g.id));
            Box::new(gaps.into_iter().map(|g| view::gap(backlog, g)))
        }
        Table::Events => {
            let moments = timeline::moments(backlog, &loaded.entries, &loaded.landings);
            Box::new(moments.into_iter().map(|m| view::event(&m)))
        }
    }
}

fn cannot(file: &str, error: &io::Error) -> Failure {
    Failure::new(
        ENVIRONMENT,
        "cannot-write",
        format!("{}: {error}", safe::line(file)),
        "gaps export csv --output gaps.csv",
    )
}
