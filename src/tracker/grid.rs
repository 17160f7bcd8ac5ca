//! A table, classified: rows of gaps, lanes, a vertical list of fields, figures, or nothing of ours. Columns
//! are told by their names in any order, and the status column also by its values.

use std::collections::BTreeSet;

use crate::model::Status;

use super::answers;
use super::blocks::{Kind, Row, Table};
use super::context::Context;
use super::fields::{self, Role};
use super::heading;
use super::inline::plain;
use super::labels;
use super::many;
use super::marks;
use super::place::Place;
use super::value::{self, Reading};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A gap in each row.
    Items,
    /// A lane in each column, a gap in each cell.
    Lanes,
    /// A name and a value in each row.
    Fields,
    /// Numbers about gaps.
    Figures,
    Legend,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    pub kind: Sort,
    pub roles: Vec<Option<Role>>,
    /// The columns' names as a reader sees them.
    pub names: Vec<String>,
    pub status: Option<usize>,
    /// The status column answers yes or no to its own name: `Done`.
    pub flag: bool,
    /// Another column that states a status, where neither is named so: `Dev`, `QA`.
    pub second: Option<usize>,
    pub title: Option<usize>,
    pub id: Option<usize>,
    /// Each row is a phase, by its number.
    pub phases: bool,
    /// The status that each column is named after.
    pub lanes: Vec<Option<Status>>,
}

/// How many columns a table of fields has.
const FIELDS_WIDE: usize = 2;

/// Classifies the table at a block. `lane` is the status of the section that it stands in.
pub fn grid(cx: &Context<'_>, at: usize, lane: Option<Status>) -> Grid {
    let empty = Table::default();
    let table = match cx.blocks.get(at).map(|b| &b.kind) {
        Some(Kind::Table(table)) => table,
        _ => &empty,
    };
    let roles: Vec<Option<Role>> =
        table.header.iter().map(|c| fields::role(c.of(cx.text))).collect();
    let lanes: Vec<Option<Status>> = table.header.iter().map(|c| lane_of(cx, *c)).collect();
    let names = table.header.iter().map(|c| plain(c.of(cx.text))).collect();
    let mut grid = Grid {
        kind: Sort::Other,
        roles,
        names,
        status: None,
        flag: false,
        second: None,
        title: None,
        id: None,
        phases: false,
        lanes,
    };
    grid.kind = if cx.legend_blocks.get(at).copied().unwrap_or_default() {
        Sort::Legend
    } else if grid.is_figures(cx, table) {
        Sort::Figures
    } else if grid.lanes.len() >= 2 && grid.lanes.iter().all(Option::is_some) {
        Sort::Lanes
    } else if grid.is_fields(cx, table) {
        Sort::Fields
    } else {
        grid.days(cx, table);
        grid.columns(cx, table);
        grid.items(cx, table, lane)
    };
    // Rows that are gaps for another reason have a status that nobody here understands: that is not the same as none.
    if grid.kind == Sort::Items && grid.status.is_none() {
        let taken = [grid.title, grid.id];
        grid.status = (0..grid.roles.len())
            .find(|at| grid.roles[*at] == Some(Role::Status) && !taken.contains(&Some(*at)));
    }
    grid
}

/// Whether the table at a block gives fields, a name and a value in each row. The width says no to most of them.
pub fn lists_fields(cx: &Context<'_>, at: usize) -> bool {
    let two =
        matches!(&cx.blocks[at].kind, Kind::Table(table) if table.header.len() == FIELDS_WIDE);
    two && grid(cx, at, None).kind == Sort::Fields
}

/// Of the cells of a column of which something is said: of how many it is so, and how many there are.
fn count(table: &Table, at: usize, says: impl Fn(&Place) -> Option<bool> + Sync) -> (usize, usize) {
    let parts = many::parts(&table.rows, |rows| {
        let cells = rows.iter().filter_map(|row| row.cells.get(at));
        cells.filter_map(&says).fold((0, 0), |(so, all), is| (so + usize::from(is), all + 1))
    });
    parts.into_iter().fold((0, 0), |(so, all), part| (so + part.0, all + part.1))
}

fn lane_of(cx: &Context<'_>, cell: Place) -> Option<Status> {
    let seen = plain(cell.of(cx.text));
    let (_, rest) = marks::undecorated(&seen);
    heading::words_only(rest, &cx.legend)
}

/// `12`, `**12**`, `25+`, `12 (34%)`, `45 %`: a cell that holds a number and nothing else.
pub fn is_number(text: &str) -> bool {
    let seen = plain(text);
    let (_, rest) = marks::undecorated(&seen);
    let rest = rest.trim();
    rest.starts_with(|c: char| c.is_ascii_digit())
        && rest
            .chars()
            .all(|c| c.is_ascii_digit() || " +%().,/~".contains(c) || marks::is_picture(c))
        && super::dates::find(rest, None).is_none()
}

/// Columns that say how something ended, beside one that says whether it did.
const RESOLUTIONS: &[&str] = &[
    "resolution",
    "lösung",
    "résolution",
    "resolución",
    "resolução",
    "risoluzione",
    "解决结果",
    "해결책",
];

/// Words before a name that say that the column tells how it was.
const FORMER: &[&str] = &[
    "initial",
    "initially",
    "previous",
    "previously",
    "prior",
    "old",
    "former",
    "original",
    "before",
    "vorher",
    "vorheriger",
    "bisheriger",
    "alter",
    "ursprünglicher",
    "initialer",
    "avant",
    "ancien",
    "antes",
    "anterior",
    "inicial",
    "prima",
    "precedente",
    "iniziale",
    "vorige",
    "oude",
    "przed",
    "poprzedni",
    "początkowy",
    "было",
    "до",
    "прежний",
    "было",
    "之前",
    "原",
    "以前",
    "前回",
    "変更前",
    "修正前",
    "이전",
    "기존",
    "önceki",
    "eski",
];

/// `Initial status`, `Before`: what no longer holds.
fn is_former(name: &str) -> bool {
    let folded = super::words::folded(name.trim());
    let first = folded.split([' ', ':', '/', '(']).next().unwrap_or_default();
    FORMER.contains(&first)
}

/// Columns for remarks: what stands there now and then is no status of its row.
fn is_notes(name: &str) -> bool {
    const NOTES: &[&str] = &[
        "note",
        "notes",
        "remark",
        "remarks",
        "comment",
        "comments",
        "details",
        "notiz",
        "notizen",
        "bemerkung",
        "bemerkungen",
        "kommentar",
        "anmerkung",
        "anmerkungen",
        "hinweis",
        "hinweise",
        "remarque",
        "remarques",
        "commentaire",
        "commentaires",
        "nota",
        "notas",
        "observación",
        "observaciones",
        "comentario",
        "comentarios",
        "observação",
        "observações",
        "comentário",
        "comentários",
        "osservazioni",
        "commento",
        "commenti",
        "opmerking",
        "opmerkingen",
        "uwagi",
        "komentarz",
        "примечание",
        "примечания",
        "комментарий",
        "комментарии",
        "заметки",
        "备注",
        "備註",
        "说明",
        "備考",
        "メモ",
        "コメント",
        "비고",
        "메모",
        "notlar",
        "açıklama",
        "evidence",
        "nachweis",
        "preuve",
        "evidencia",
        "evidência",
        "bewijs",
    ];
    NOTES.contains(&super::words::folded(name.trim()).as_str())
}

/// `A.5.1`, `CC6.1`, `4.2(b)`: a number, with few letters.
fn is_reference(text: &str) -> bool {
    let text = text.trim();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits > 0 && letters <= 4 && !text.contains(char::is_whitespace) && text.len() <= 16
}

impl Grid {
    pub fn column(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|r| *r == Some(role))
    }

    /// Counts of something: numbers below names of ranks, lanes or counts, or beside names.
    fn is_figures(&self, cx: &Context<'_>, table: &Table) -> bool {
        let counted = |at: usize| {
            let header = table.header[at].of(cx.text);
            let rank = heading::heading(header, &cx.legend, None).ranked;
            let named = matches!(self.roles[at], Some(Role::Count | Role::Total));
            rank || named || self.lanes[at].is_some()
        };
        let numeric = |at: usize| {
            let (numbers, texts) = count(table, at, |cell| {
                let text = cell.of(cx.text);
                (!text.is_empty()).then(|| is_number(text))
            });
            texts > 0 && numbers * 3 >= texts * 2
        };
        let columns = (1..table.header.len()).filter(|c| numeric(*c));
        let figures: Vec<usize> = columns.collect();
        let named = figures.iter().filter(|c| counted(**c)).count();
        let measured = self.roles.contains(&Some(Role::Measure));
        named >= 1 && !self.has_labels(cx, table)
            || table.header.len() == 2 && figures == [1] && !measured
            || figures.len() + 1 == table.header.len() && figures.len() >= 2
    }

    fn has_labels(&self, cx: &Context<'_>, table: &Table) -> bool {
        let Some(id) = self.column(Role::Id).or_else(|| self.labelled(cx, table)) else {
            return false;
        };
        let label = |cell: &Place| Some(labels::whole(&plain(cell.of(cx.text))).is_some());
        count(table, id, label).0 * 2 > table.rows.len()
    }

    /// Names of fields down the first column.
    fn is_fields(&self, cx: &Context<'_>, table: &Table) -> bool {
        if table.header.len() != FIELDS_WIDE {
            return false;
        }
        let known = |r: &&Row| {
            let name = r.cells.first().map(|c| c.of(cx.text)).unwrap_or_default();
            matches!(fields::role(name), Some(role) if !matches!(role, Role::Id | Role::Title | Role::Total | Role::Measure))
        };
        let named = table.rows.iter().filter(known).count();
        let header = matches!(
            self.roles.first(),
            Some(Some(Role::Status | Role::Criticality | Role::Owner))
        );
        let all = table.rows.len() + usize::from(header);
        named + usize::from(header) >= 2 && (named + usize::from(header)) * 2 >= all
    }

    /// `Done` over nothing but dates is the day of completion, and no status.
    fn days(&mut self, cx: &Context<'_>, table: &Table) {
        let dated = |at: usize| {
            let (dates, all) = count(table, at, |cell| {
                let seen = plain(cell.of(cx.text));
                let is = super::dates::find(&seen, None).is_some()
                    || super::written_dates::slashed(&seen).is_some();
                (!super::draft::blank(&seen)).then_some(is)
            });
            all > 0 && dates == all
        };
        if self.column(Role::Completed).is_some() {
            return;
        }
        let named =
            |at: &usize| self.roles[*at].is_none() && self.lanes[*at].is_some_and(Status::is_done);
        if let Some(at) = (1..self.roles.len()).filter(named).find(|at| dated(*at)) {
            self.roles[at] = Some(Role::Completed);
        }
    }

    fn columns(&mut self, cx: &Context<'_>, table: &Table) {
        self.id = self.column(Role::Id).or_else(|| self.labelled(cx, table));
        let stated = |at: usize| {
            count(table, at, |cell| {
                let raw = cell.of(cx.text);
                let blank = super::draft::blank(&plain(raw))
                    && marks::sign(raw).is_none()
                    && !raw.starts_with('[');
                (!blank).then(|| value::value(raw, &cx.legend) != Reading::Nothing)
            })
        };
        // Every cell of a column is read for this: only of those where it matters.
        let mut called = (0..self.roles.len()).filter(|at| self.roles[*at] == Some(Role::Status));
        let by_name = called.find(|at| {
            let (told, all) = stated(*at);
            told * 2 >= all || all == 0
        });
        self.status = by_name.or_else(|| self.flag_column(cx, table)).or_else(|| {
            (0..self.roles.len()).find(|at| {
                let (told, all) = stated(*at);
                all >= 2 && told * 5 >= all * 4 && self.by_values(cx, table, *at)
            })
        });
        // `Ready`, `Gap` and `Not started` below `Status`: the one that is understood shows what the others are.
        self.status = self.status.or_else(|| {
            (0..self.roles.len())
                .find(|at| self.roles[*at] == Some(Role::Status) && stated(*at).0 > 0)
        });
        let named = self.status.is_some_and(|at| self.roles[at] == Some(Role::Status));
        let resolved = (0..self.roles.len()).find(|at| {
            let name = super::words::folded(self.names[*at].trim());
            RESOLUTIONS.contains(&name.as_str()) && Some(*at) != self.status
        });
        self.second = self.status.filter(|_| !named && !self.flag).and_then(|first| {
            (first + 1..self.roles.len()).find(|at| {
                let (told, all) = stated(*at);
                all >= 2 && told * 5 >= all * 4 && self.by_values(cx, table, *at)
            })
        });
        self.second = self.second.or(resolved.filter(|_| named));
        let count = self.roles.len();
        let reference = |at: usize| {
            let cells = table.rows.iter().filter_map(|r| r.cells.get(at));
            cells.filter(|c| is_reference(&plain(c.of(cx.text)))).count() * 2 > table.rows.len()
        };
        // `| Control | Title |` over `| A.5.1 | Policies |`: the first of two names is a number.
        let mut titles = (0..count)
            .filter(|at| self.roles[*at] == Some(Role::Title) && Some(*at) != self.status);
        let first = titles.next();
        let title = first.filter(|at| !reference(*at)).or_else(|| titles.next()).or(first);
        if first.is_some() && first != title {
            self.id = self.id.or(first);
        }
        let text = |at: usize| {
            let role = self.roles[at];
            let taken = Some(at) == self.status || Some(at) == self.id;
            let named = matches!(
                role,
                None | Some(
                    Role::Description | Role::Block | Role::Criteria | Role::Phase | Role::Type
                )
            );
            let mut cells = table.rows.iter().filter_map(|r| r.cells.get(at));
            let bare = |c: &Place| super::draft::blank(&plain(c.of(cx.text)));
            !taken && named && !cells.all(|c| is_number(c.of(cx.text)) || bare(c))
        };
        let described = self.column(Role::Description);
        // `| 0.1 | Set up the repository | Done |`: what is called the task is its number.
        let numbers = |at: usize| {
            let cells = table.rows.iter().filter_map(|r| r.cells.get(at));
            cells.filter(|c| is_number(c.of(cx.text))).count() * 2 > table.rows.len()
        };
        if let (Some(at), Some(told)) =
            (title.filter(|at| numbers(*at) || reference(*at)), described)
        {
            self.id = self.id.or(Some(at));
            self.title = Some(told);
            return;
        }
        // `| Phase | Content |` over `| 1.5b | Search |`: the phase is a number, and the content its name.
        let ordinal = |at: usize| {
            let cells = table.rows.iter().filter_map(|r| r.cells.get(at));
            let short = |c: &&Place| {
                let seen = plain(c.of(cx.text));
                let digit = seen.chars().any(|c| c.is_ascii_digit());
                (digit || super::draft::blank(&seen))
                    && seen.chars().count() <= 12
                    && seen.split_whitespace().count() <= 2
            };
            cells.filter(short).count() * 2 > table.rows.len()
        };
        let phase = self.column(Role::Phase).filter(|at| *at == 0 && title.is_none() && ordinal(0));
        if let (Some(at), Some(told)) =
            (phase, described.or_else(|| Some(1).filter(|at| *at < count && text(*at))))
        {
            self.id = self.id.or(Some(at));
            self.title = Some(told);
            self.phases = true;
            return;
        }
        self.title = title
            .or_else(|| self.risk().filter(|_| self.id.is_some() || named))
            .or_else(|| described.filter(|_| self.id.is_some()))
            .or_else(|| (0..count).find(|at| text(*at)))
            .or_else(|| self.column(Role::Solution));
    }

    /// The column whose cells are labels, whatever its name.
    fn labelled(&self, cx: &Context<'_>, table: &Table) -> Option<usize> {
        let label = |at: usize, row: &Row| {
            row.cells.get(at).is_some_and(|c| labels::whole(&plain(c.of(cx.text))).is_some())
        };
        let all = |at: usize| table.rows.iter().all(|row| label(at, row));
        // `M1` in two rows below `Milestone` is what they belong to.
        let refers = |at: usize| {
            matches!(
                self.roles[at],
                Some(Role::Phase | Role::Week | Role::Block | Role::Pr | Role::Commit | Role::Due)
            )
        };
        let named = |at: usize, row: &Row| row.cells.get(at).map(|c| c.of(cx.text).to_owned());
        let apart = |at: usize| {
            let mut seen = BTreeSet::new();
            table.rows.iter().all(|row| seen.insert(named(at, row)))
        };
        (0..self.roles.len().min(2)).find(|at| {
            table.rows.len() >= 2 && !refers(*at) && all(*at) && (*at == 0 || apart(*at))
        })
    }

    /// The column that names a risk, in a register of them.
    fn risk(&self) -> Option<usize> {
        const RISKS: &[&str] = &[
            "risk",
            "risiko",
            "risque",
            "riesgo",
            "risco",
            "rischio",
            "risico",
            "ryzyko",
            "риск",
            "ризик",
            "riziko",
            "风险",
            "風險",
            "リスク",
            "리스크",
            "위험",
        ];
        let names = |at: &usize| {
            let folded = super::words::folded(&self.names[*at]);
            let rank = folded.contains("level") || folded.contains("score");
            Some(*at) != self.id && !rank && RISKS.iter().any(|risk| folded.starts_with(risk))
        };
        (0..self.names.len()).find(names)
    }

    /// A column `Done` with ticks and crosses. Several such columns are a matrix of yes and no, not a status.
    fn flag_column(&mut self, cx: &Context<'_>, table: &Table) -> Option<usize> {
        let tick = |raw: &str| {
            let seen = plain(raw);
            let word = super::words::folded(seen.trim());
            let (signs, rest) = marks::undecorated(&seen);
            !signs.is_empty() && rest.trim().is_empty()
                || matches!(word.as_str(), "" | "-" | "x" | "[x]" | "[ ]" | "✓" | "n/a")
                || answers::answer(&word).is_some()
                || value::worded(&word) != Reading::Nothing
                || word.split([',', ' ']).next().and_then(answers::answer).is_some()
        };
        let fits = |at: &usize| {
            let name = super::words::folded(plain(table.header[*at].of(cx.text)).trim());
            // `Done (Y/N)`, `¿Hecho?`.
            let name = name.split(['(', '（']).next().unwrap_or_default().trim();
            let name = name.trim_start_matches('¿').trim_end_matches(['?', '？']).trim();
            let mut cells = table.rows.iter().filter_map(|r| r.cells.get(*at));
            answers::asks(name) && cells.all(|c| tick(c.of(cx.text)))
        };
        let found: Vec<usize> = (0..table.header.len()).filter(fits).collect();
        let signs_elsewhere = (0..table.header.len()).any(|at| {
            let mut cells = table.rows.iter().filter_map(|r| r.cells.get(at)).peekable();
            cells.peek().is_some()
                && found.first() != Some(&at)
                && cells.all(|c| marks::sign(c.of(cx.text)).is_some())
        });
        self.flag = found.len() == 1 && !signs_elsewhere;
        found.first().copied().filter(|_| self.flag)
    }

    /// A column without a name for it is the status where its values are words of status, or boxes. Mere
    /// ticks and crosses below a name answer that name's question.
    fn by_values(&self, cx: &Context<'_>, table: &Table, at: usize) -> bool {
        if is_former(&self.names[at]) || is_notes(&self.names[at]) {
            return false;
        }
        let known = !matches!(self.roles[at], None | Some(Role::Percent));
        let unnamed = plain(table.header[at].of(cx.text)).trim().is_empty();
        let mut worded = 0;
        let mut boxed = 0;
        let mut all = 0;
        for cell in table.rows.iter().filter_map(|r| r.cells.get(at)) {
            let raw = cell.of(cx.text);
            let seen = plain(raw);
            let (_, rest) = marks::undecorated(&seen);
            all += usize::from(!seen.is_empty());
            // What the document's own legend explains is a status, word or not.
            let explained = marks::sign(&seen).filter(|s| seen[s.len..].trim().is_empty());
            let explained = explained.is_some_and(|s| cx.legend.says(&s.sign).is_some());
            let told = value::worded(rest) != Reading::Nothing && !is_number(raw);
            worded += usize::from(told || explained);
            boxed += usize::from(raw.trim_start().trim_start_matches('\\').starts_with('['));
        }
        !known && (worded * 3 >= all * 2 || boxed == all && all > 0 || unnamed && at != 0)
    }

    fn items(&self, cx: &Context<'_>, table: &Table, lane: Option<Status>) -> Sort {
        let labels = self.has_labels(cx, table);
        // A register of risks whose own column says which of them are closed lists gaps; one of measurements does not.
        let register = self.risk().is_some_and(|at| self.title == Some(at))
            && self.status.is_some_and(|at| self.roles[at] == Some(Role::Status));
        let measures = self.roles.contains(&Some(Role::Measure)) && !labels && !register;
        let ranked = self.column(Role::Criticality).is_some();
        let about = |r: &Option<Role>| {
            matches!(
                r,
                Some(
                    Role::Effort
                        | Role::Owner
                        | Role::Due
                        | Role::Solution
                        | Role::Description
                        | Role::Completed
                        | Role::Pr
                )
            )
        };
        let described = self.roles.iter().filter(|r| about(r)).count();
        let named = self.column(Role::Title).is_some();
        if table.rows.is_empty() || self.title.is_none() && self.id.is_none() || measures {
            return Sort::Other;
        }
        let stated = self.status.is_some();
        let in_lane = lane.is_some() && (named || labels);
        let listed = labels && (ranked || named || described > 0);
        let weighed = named && ranked && described > 0;
        if stated || in_lane || listed || weighed { Sort::Items } else { Sort::Other }
    }

    /// The status that a row states in its own cell.
    pub fn state(&self, cx: &Context<'_>, row: &Row) -> Option<(Place, Reading)> {
        let cell = *row.cells.get(self.status?)?;
        let raw = cell.of(cx.text);
        if self.flag {
            let seen = super::words::folded(plain(raw).trim());
            let yes =
                matches!(seen.as_str(), "x" | "[x]" | "✓") || answers::answer(&seen) == Some(true);
            let no =
                matches!(seen.as_str(), "[ ]" | "-" | "") || answers::answer(&seen) == Some(false);
            let reading = match value::value(raw, &cx.legend) {
                _ if yes => Reading::Is(Status::Closed),
                _ if no => Reading::Is(Status::Open),
                Reading::Nothing => Reading::Unsure,
                told => told,
            };
            return Some((cell, reading));
        }
        let reading = match value::value(raw, &cx.legend) {
            // Something stands there that nobody here understands: not the same as nothing.
            Reading::Nothing if !raw.is_empty() && !super::draft::undecided(&plain(raw)) => {
                Reading::Unsure
            }
            told => told,
        };
        // Developed and not tested is neither done nor open.
        let second = self.second.and_then(|at| row.cells.get(at));
        let other = second.and_then(|c| value::value(c.of(cx.text), &cx.legend).status());
        let torn = reading.status().zip(other).is_some_and(|(a, b)| a.is_done() != b.is_done());
        Some((cell, if torn { Reading::Unsure } else { reading }))
    }
}

/// The names and values of a vertical table; its header is one of them unless it names the columns.
pub fn pairs(cx: &Context<'_>, table: &Table) -> Vec<(Place, Place)> {
    let pair = |cells: &[Place]| cells.first().copied().zip(cells.get(1).copied());
    let header = pair(&table.header).filter(|(name, value)| {
        let named = matches!(fields::role(name.of(cx.text)), Some(role) if role != Role::Title);
        let value = plain(value.of(cx.text)).to_ascii_lowercase();
        named && !matches!(value.as_str(), "value" | "details" | "detail" | "")
    });
    header.into_iter().chain(table.rows.iter().filter_map(|r| pair(&r.cells))).collect()
}
