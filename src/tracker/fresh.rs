//! A new document for gaps that no document has: in the forms of two dialects, spelled so that reading it gives the
//! same gaps. Only what the dialects' readers understand is written; figures come with them.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Criticality, Status};

use super::claim::Dialect;
use super::truth::NewGap;
use super::{lint, read};

/// The dialects that can be written anew.
pub const DIALECTS: [Dialect; 2] = [Dialect::Sections, Dialect::Table];

/// A document with these gaps, by label within each criticality.
pub fn write(dialect: Dialect, title: &str, gaps: &[NewGap]) -> String {
    let mut page = format!("# {title}\n");
    match dialect {
        Dialect::Table => table(&mut page, gaps),
        _ => {
            matrix(&mut page, gaps);
            sections(&mut page, gaps);
            // A block whose name is a criticality makes a matrix that nobody can read: then there is none.
            let wrong = |f: &lint::Finding| f.code == lint::Code::WrongFigure;
            if read::claims(page.as_bytes()).is_ok_and(|t| lint::lint(&t).iter().any(wrong)) {
                page = format!("# {title}\n");
                sections(&mut page, gaps);
            }
        }
    }
    page
}

/// The criticalities that occur, worst first; those without one come last.
fn ranks(gaps: &[NewGap]) -> Vec<Option<Criticality>> {
    let there: BTreeSet<Option<Criticality>> = gaps.iter().map(|g| g.criticality).collect();
    let all = Criticality::ALL.into_iter().map(Some).chain([None]);
    all.filter(|c| there.contains(c)).collect()
}

fn of_rank(gaps: &[NewGap], rank: Option<Criticality>) -> impl Iterator<Item = &NewGap> {
    gaps.iter().filter(move |g| g.criticality == rank)
}

fn upper(rank: Criticality) -> String {
    rank.as_str().to_uppercase()
}

fn block(gap: &NewGap) -> String {
    gap.block.clone().unwrap_or_else(|| gap.label.prefix().to_owned())
}

fn sections(page: &mut String, gaps: &[NewGap]) {
    for rank in ranks(gaps) {
        let heading =
            rank.map_or_else(|| "Unranked".to_owned(), |c| format!("{} Priority", upper(c)));
        page.push_str(&format!("\n## {heading}\n"));
        for gap in of_rank(gaps, rank) {
            page.push('\n');
            item(page, gap);
        }
    }
    completed(page, gaps);
}

/// Open gaps by block and criticality.
fn matrix(page: &mut String, gaps: &[NewGap]) {
    let left: Vec<&NewGap> = gaps.iter().filter(|g| g.status.is_left()).collect();
    let mut rows: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    let mut total = [0usize; 4];
    for gap in gaps {
        rows.entry(block(gap)).or_default();
    }
    for gap in &left {
        let Some(at) = Criticality::ALL.iter().position(|c| Some(*c) == gap.criticality) else {
            continue;
        };
        if let Some(row) = rows.get_mut(&block(gap)) {
            row[at] += 1;
            total[at] += 1;
        }
    }
    if total == [0; 4] {
        return;
    }
    page.push_str(
        "\n## Open gaps\n\n| Block | Blocker | High | Medium | Low |\n|---|---|---|---|---|\n",
    );
    let cells = |row: &[usize; 4]| row.map(|n| n.to_string()).join(" | ");
    for (name, row) in &rows {
        page.push_str(&format!("| {} | {} |\n", cell(name), cells(row)));
    }
    page.push_str(&format!("| Total | {} |\n", cells(&total)));
}

fn item(page: &mut String, gap: &NewGap) {
    let title = line(&gap.title);
    let done = gap.status.is_done();
    let heading = if done {
        format!("### ~~{}: {title}~~ ✅ COMPLETED\n", gap.label)
    } else {
        format!("### {}: {title}\n", gap.label)
    };
    page.push_str(&heading);
    let mut field = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            page.push_str(&format!("\n**{name}**: {value}\n"));
        }
    };
    field("Block", Some(line(&block(gap))));
    field("Criticality", gap.criticality.map(upper));
    field("Type", gap.kind.as_deref().map(line));
    let plain = matches!(gap.status, Status::Open | Status::Closed);
    field("Status", Some(word(gap.status).to_owned()).filter(|_| !plain));
    field("Owner", gap.owner.as_deref().map(line));
    field("Due", gap.due.map(|d| d.to_string()));
    field("Effort", gap.effort.as_deref().map(line));
    field("Description", gap.description.as_deref().map(line));
    if !gap.criteria.is_empty() {
        page.push_str("\n**Acceptance Criteria**:\n\n");
        for (text, met) in &gap.criteria {
            let tick = if *met { "x" } else { " " };
            page.push_str(&format!("- [{tick}] {}\n", line(text)));
        }
    }
    if !gap.files.is_empty() {
        page.push_str("\n**Affected Files**:\n\n");
        for file in &gap.files {
            let note = file.note.as_deref().map(|n| format!(" ({})", line(n))).unwrap_or_default();
            page.push_str(&format!("- `{}`{note}\n", line(&file.path)));
        }
    }
}

fn completed(page: &mut String, gaps: &[NewGap]) {
    let mut done = gaps.iter().filter(|g| g.status.is_done()).peekable();
    if done.peek().is_none() {
        return;
    }
    page.push_str("\n## Completed\n\n| ID | Description | Date | PR |\n|---|---|---|---|\n");
    for gap in done {
        let date = gap.completed.map_or("-".to_owned(), |d| d.to_string());
        let pr = gap.pr.as_deref().map_or("-".to_owned(), cell);
        page.push_str(&format!("| {} | {} | {date} | {pr} |\n", gap.label, cell(&gap.title)));
    }
}

fn table(page: &mut String, gaps: &[NewGap]) {
    for rank in ranks(gaps) {
        let heading =
            rank.map_or_else(|| "Unranked".to_owned(), |c| format!("{} Priority", upper(c)));
        page.push_str(&format!(
            "\n## {heading}\n\n| ID | Item | Block | Status | Completed | PR |\n|---|---|---|---|---|---|\n"
        ));
        for gap in of_rank(gaps, rank) {
            let date = gap.completed.map_or("-".to_owned(), |d| d.to_string());
            let pr = gap.pr.as_deref().map_or("-".to_owned(), cell);
            page.push_str(&format!(
                "| {} | {} | {} | {} | {date} | {pr} |\n",
                gap.label,
                cell(&gap.title),
                cell(&block(gap)),
                word(gap.status),
            ));
        }
    }
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Open => "Open",
        Status::Started => "In progress",
        Status::Closed => "Done",
        Status::Confirmed => "Verified",
        Status::Deferred => "Deferred",
        Status::Dropped => "Dropped",
    }
}

/// One line that Markdown takes as it is.
fn line(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(joined.len());
    for c in joined.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}
