//! A row that moves to a table of other columns: which cell goes where, and that none is lost. Where it goes and
//! whether it must is `relocate.rs`.

use super::claim::Tracker;
use super::fields::Role;
use super::grid::Grid;
use super::items::Reader;
use super::layout::line_end;
use super::place::Place;
use super::words;

/// Which bytes go where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub from: Place,
    pub to: usize,
    /// The section that it arrives in; none where that is a new one.
    pub section: Option<usize>,
    /// The heading of a new lane, and the header of its table.
    pub lead: String,
    /// It goes to a lane that this rendering makes.
    pub new: bool,
}

/// A row that comes into a table of other columns: its cells by the columns' names. What has no column there goes
/// into the notes, else into a comment behind the title: it is kept, and the page looks as its author would have it.
pub fn fitted(
    reader: &Reader<'_, '_>,
    tracker: &Tracker,
    change: &Move,
    moved: &str,
) -> Option<String> {
    let (from, to) = tables(reader, tracker, change)?;
    let fit = Fit::new(from, to)?;
    let row = super::rows::cells(moved, Place::new(0, moved.len()));
    let cell = |at: usize| row.get(at).map_or("", |c| c.of(moved)).to_owned();
    let mut cells: Vec<String> =
        fit.takes.iter().map(|from| from.map_or(String::new(), cell)).collect();
    if let Some(title) = to.title.and_then(|t| cells.get(t)).cloned() {
        let bare = recalled(&title, to, &mut cells);
        cells[to.title.unwrap_or_default()] = bare;
    }
    for (name, left) in fit.left.iter().map(|at| (&from.names[*at], cell(*at))) {
        let one = if name.is_empty() { left.clone() } else { format!("{name}: {left}") };
        let Some(at) = fit.notes.or(to.title).filter(|_| said(&left)) else { continue };
        let kept = &mut cells[at];
        *kept = match fit.notes {
            None => format!("{kept} <!-- {one} -->"),
            Some(_) if said(kept) => format!("{kept}; {one}"),
            Some(_) => one,
        };
    }
    Some(format!("| {} |{}", cells.join(" | "), line_end(&tracker.text)))
}

/// The title without the comments that an earlier move left behind it, where this table has their columns again.
fn recalled(title: &str, to: &Grid, cells: &mut [String]) -> String {
    let mut bare = String::new();
    let mut rest = title;
    while let Some(at) = rest.find("<!--") {
        let (before, behind) = rest.split_at(at);
        let len = super::inline::comment(behind).unwrap_or(behind.len());
        let inner = behind[..len].trim_start_matches("<!--").trim_end_matches("-->").trim();
        let home = inner.split_once(": ").and_then(|(name, value)| {
            let column = to.names.iter().position(|n| n == name)?;
            (!said(cells.get(column)?)).then_some((column, value.to_owned()))
        });
        bare.push_str(if home.is_some() { before.trim_end() } else { &rest[..at + len] });
        if let Some((column, value)) = home {
            cells[column] = value;
        }
        rest = &behind[len..];
    }
    bare.push_str(rest);
    bare
}

/// Would a row lose a cell on its way? Then it stays where it is, and says in its own place what it can.
pub fn loses(reader: &Reader<'_, '_>, tracker: &Tracker, change: &Move) -> bool {
    let Some((from, to)) = tables(reader, tracker, change) else { return false };
    let Some(fit) = Fit::new(from, to).filter(|f| f.notes.is_none()) else { return false };
    let row = change.from.of(&tracker.text);
    let cells = super::rows::cells(row, Place::new(0, row.len()));
    // Two dashes would end the comment that keeps a cell.
    let unkept = |at: &usize| {
        let cell = cells.get(*at).map_or("", |c| c.of(row));
        let name = from.names.get(*at).map_or("", String::as_str);
        said(cell) && (to.title.is_none() || cell.contains("--") || name.contains("--"))
    };
    fit.left.iter().any(unkept)
}

fn said(cell: &str) -> bool {
    cell.chars().any(|c| c.is_alphanumeric() || super::marks::is_picture(c))
}

/// The table that a row leaves, and the one that it comes to.
fn tables<'r>(
    reader: &Reader<'r, '_>,
    tracker: &Tracker,
    change: &Move,
) -> Option<(&'r Grid, &'r Grid)> {
    let text = &tracker.text;
    let tables = &reader.survey.tables;
    let place = |at: &usize| reader.cx.blocks[*at].place;
    let (_, from) = tables.iter().find(|(at, _)| place(at).holds(change.from.trim(text)))?;
    let ends = |at: &usize| {
        let last = place(at).trim(text).end.max(1) - 1;
        tracker.lines.whole(text, last).end == change.to
    };
    let (_, to) = tables.iter().find(|(at, _)| ends(at))?;
    Some((from, to))
}

/// Which cell goes into which column of another table, and which go into none.
struct Fit {
    takes: Vec<Option<usize>>,
    left: Vec<usize>,
    /// A column of notes, where what has no column of its own is kept.
    notes: Option<usize>,
}

impl Fit {
    /// None where both tables have the same columns.
    fn new(from: &Grid, to: &Grid) -> Option<Self> {
        let folded = |names: &[String]| names.iter().map(|n| words::folded(n)).collect::<Vec<_>>();
        let (old, new) = (folded(&from.names), folded(&to.names));
        if old == new {
            return None;
        }
        let takes: Vec<Option<usize>> = (0..new.len())
            .map(|at| {
                let same = old.iter().position(|n| *n == new[at]);
                let role = to.roles.get(at).copied().flatten();
                let alike =
                    same.or_else(|| from.roles.iter().position(|r| r.is_some() && *r == role));
                let title = (to.title == Some(at)).then_some(from.title).flatten();
                let id = (to.id == Some(at)).then_some(from.id).flatten();
                title.or(id).or(alike)
            })
            .collect();
        let left: Vec<usize> = (0..old.len()).filter(|at| !takes.contains(&Some(*at))).collect();
        let notes = new.iter().position(|name| NOTES.contains(&name.as_str()));
        let notes = notes.or_else(|| to.roles.iter().position(|r| *r == Some(Role::Reason)));
        let left = left.into_iter().filter(|at| Some(*at) != from.status).collect();
        Some(Self { takes, left, notes })
    }
}

/// Columns that take any text.
const NOTES: &[&str] = &[
    "notes",
    "note",
    "comment",
    "comments",
    "remarks",
    "remark",
    "details",
    "bemerkung",
    "bemerkungen",
    "notizen",
    "anmerkung",
    "anmerkungen",
    "kommentar",
    "remarques",
    "commentaire",
    "commentaires",
    "notas",
    "comentarios",
    "observaciones",
    "observações",
    "comentários",
    "osservazioni",
    "commenti",
    "uwagi",
    "komentarz",
    "notatki",
    "примечания",
    "примечание",
    "комментарий",
    "комментарии",
    "заметки",
    "notlar",
    "not",
    "açıklama",
    "备注",
    "備註",
    "说明",
    "備考",
    "コメント",
    "비고",
    "메모",
    "opmerkingen",
    "poznámky",
    "anteckningar",
    "ghi chú",
    "catatan",
    "ملاحظات",
    "הערות",
    "примітки",
];

#[cfg(test)]
mod tests {
    use crate::model::Status;
    use crate::tracker::{Truth, apply, claims, lint, render};

    /// The document after two of its gaps were closed and put off.
    fn written(text: &str) -> String {
        let tracker = claims(text.as_bytes()).unwrap();
        let mut truth = Truth::of(&tracker);
        for (label, status) in [("A-1", Status::Closed), ("A-2", Status::Deferred)] {
            truth.gaps.get_mut(label).unwrap().status = status;
        }
        apply(text, &render(&tracker, &truth).unwrap().edits)
    }

    const OPEN: &str = "# Gaps\n\n## Open\n\n| ID | Gap | Severity | Seen |\n|---|---|---|---|\n\
                        | A-1 | login | High | twice |\n| A-2 | logout | Low | |\n| A-3 | menu | | |\n";

    #[test]
    fn tracker_a_cell_without_a_column_goes_into_the_notes() {
        let lanes = "\n## Closed\n\n| ID | Gap | Notes |\n|---|---|---|\n| A-0 | boot | x |\n\n\
                     ## Deferred\n\n| ID | Gap | Comments |\n|---|---|---|\n| A-9 | theme | later |\n";
        let after = written(&format!("{OPEN}{lanes}"));
        assert!(
            after.contains("| A-0 | boot | x |\n| A-1 | login | Severity: High; Seen: twice |\n"),
            "{after}"
        );
        assert!(
            after.contains("| A-9 | theme | later |\n| A-2 | logout | Severity: Low |\n"),
            "{after}"
        );
        assert!(lint(&claims(after.as_bytes()).unwrap()).is_empty());
    }

    #[test]
    fn tracker_without_notes_a_cell_goes_along_unseen_and_comes_back() {
        let lanes = "\n## Closed\n\n| ID | Gap |\n|---|---|\n| A-0 | boot |\n\n\
                     ## Deferred\n\n| ID | Gap |\n|---|---|\n| A-9 | theme |\n";
        let text = format!("{OPEN}{lanes}");
        let after = written(&text);
        let row = "| A-1 | login <!-- Severity: High --> <!-- Seen: twice --> |\n";
        assert!(after.contains(row), "{after}");
        let again = claims(after.as_bytes()).unwrap();
        assert!(lint(&again).is_empty());
        let mut truth = Truth::of(&again);
        truth.gaps.get_mut("A-1").unwrap().status = Status::Open;
        let back = apply(&after, &render(&again, &truth).unwrap().edits);
        assert!(back.contains("| A-3 | menu | | |\n| A-1 | login | High | twice |\n"), "{back}");
    }

    #[test]
    fn tracker_a_row_that_would_lose_a_cell_stays_and_says_it() {
        let open = OPEN.replace("twice", "a -- b");
        let lanes = "\n## Closed\n\n| ID | Gap |\n|---|---|\n| A-0 | boot |\n";
        let after = written(&format!("{open}{lanes}"));
        assert!(after.contains("| A-1 | login ✅ | High | a -- b |"), "{after}");
        let again = claims(after.as_bytes()).unwrap();
        assert!(!lint(&again).is_empty(), "a row in the wrong lane is told");
    }
}
