//! What a tracker says: gaps, and every claim about them with its place in the bytes. Values only; how they
//! are read, checked and written is elsewhere.

use crate::model::{Criticality, Label, Status};

use super::dates::Date;
use super::figure::Figure;
use super::legend::Legend;
use super::place::{Lines, Place};
pub use super::profile::Dialect;
use super::profile::Profile;
use super::spoken::Spoken;

/// A document, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Tracker {
    /// The document itself: every place below is a place in it.
    pub text: String,
    pub lines: Lines,
    pub dialect: Dialect,
    /// What the dialect was told by, for people.
    pub saw: String,
    /// The configuration that it was read with.
    pub profile: Profile,
    pub title: Option<String>,
    /// When the document says it was last updated.
    pub updated: Option<Updated>,
    /// Further lines outside of items that say so: they change together with it.
    pub stamps: Vec<Updated>,
    /// The line that says that another tool writes this document: then it is only read.
    pub generated: Option<String>,
    pub legend: Legend,
    pub spoken: Spoken,
    pub gaps: Vec<Gap>,
    /// Every mention of a gap as an item, in the order of the document.
    pub statements: Vec<Statement>,
    pub claims: Vec<Claim>,
    pub figures: Vec<Figure>,
    pub prose: Vec<Prose>,
    pub unplaced: Vec<Unplaced>,
    /// Lines of no form that items have here, which look as if they stated a status.
    pub strays: Vec<Unplaced>,
    pub tally: Tally,
    pub sections: Vec<Section>,
    /// Two gaps that claim one label: the second got another one.
    pub twice: Vec<Twice>,
    /// Lists that say they name all that is left.
    pub remaining: Vec<Remaining>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    pub date: Option<Date>,
    pub year: Option<u16>,
    pub place: Place,
}

/// A heading, and what it says about everything below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub title: String,
    pub level: u8,
    pub parent: Option<usize>,
    pub place: Place,
    /// From the heading to the next one that is not below it.
    pub whole: Place,
    pub line: usize,
    pub lane: Option<Status>,
    pub criticality: Option<Criticality>,
    pub phase: Option<String>,
}

/// One thing missing before production, as the document tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// The document's own label in the ledger's form, or a made one.
    pub label: Label,
    /// The label as the document writes it; none where the label is made.
    pub original: Option<String>,
    pub title: String,
    pub block: Option<Block>,
    pub criticality: Option<Criticality>,
    pub kind: Option<String>,
    pub description: Option<String>,
    /// None where something is stated that could not be told for sure.
    pub status: Option<Status>,
    pub reason: Option<String>,
    pub solution: Option<String>,
    pub until: Option<String>,
    pub criteria: Vec<Criterion>,
    pub files: Vec<File>,
    pub verify: Vec<String>,
    pub owner: Option<String>,
    pub due: Option<Date>,
    pub effort: Option<String>,
    pub phase: Option<String>,
    pub week: Option<String>,
    pub recurs: Option<String>,
    /// The section that it stands in, as an index into `Tracker::sections`.
    pub section: Option<usize>,
    pub opened: Option<Date>,
    pub completed: Option<Date>,
    pub pr: Option<Pr>,
    pub links: Vec<String>,
    /// Everything else stated about it, in order.
    pub source: Vec<Part>,
    pub line: usize,
    pub place: Place,
}

impl Gap {
    /// Whether it has boxes of its own below it, and all of them are ticked.
    pub fn is_ticked(&self) -> bool {
        !self.criteria.is_empty() && self.criteria.iter().all(|c| c.met && c.form == Form::Box)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub name: String,
    pub prefix: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// `2`, or `2.1` for one below another.
    pub number: String,
    pub text: String,
    pub met: bool,
    /// Whether the document has a mark for it; without one, `met` is merely not stated.
    pub marked: bool,
    pub mark: Place,
    pub form: Form,
    pub line: usize,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: String,
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pr {
    pub text: String,
    pub number: Option<u64>,
    pub url: Option<String>,
}

/// Something stated about a gap that has no field of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub text: String,
}

/// How something is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A field line, or a row of a vertical table.
    Field,
    Box,
    /// A cell of a row.
    Cell,
    /// A cell of a second column of status: `QA status` beside `Dev status`, `Resolution` beside `Status`.
    Second,
    /// A cell of a column that answers yes or no to its own name: `Done`.
    Flag,
    /// Signs and words around the text of a heading or bullet.
    Mark,
    /// Struck through.
    Strike,
    /// The section that an item stands in.
    Lane,
    /// The criticality field, where authors also write `~~HIGH~~ COMPLETED`.
    Criticality,
    /// No mark at all.
    Plain,
}

/// A statement of fact about one gap, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub gap: usize,
    pub statement: usize,
    pub fact: Fact,
    pub form: Form,
    pub place: Place,
    pub line: usize,
    /// The line of the item itself: a lane says the same of all its items.
    pub said_at: usize,
}

impl Claim {
    /// Whether it says that its gap is done.
    pub fn says_done(&self) -> bool {
        matches!(self.fact, Fact::Status(Some(status)) if status.is_done())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// None where it could not be told for sure.
    Status(Option<Status>),
    Criticality(Criticality),
    Completed(Date),
    Pr(String),
    Title(String),
}

/// One mention of a gap as an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub gap: usize,
    pub shape: Shape,
    /// The whole item, with everything that belongs to it.
    pub place: Place,
    /// The text that names it.
    pub head: Place,
    pub line: usize,
    /// The one that its fields come from.
    pub primary: bool,
    pub section: Option<usize>,
    /// The table that a row stands in.
    pub table: Option<usize>,
    pub status: Option<Status>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    Heading,
    Box,
    Row,
    /// A cell of a table whose columns are lanes.
    Cell,
    Bullet,
}

/// Prose that says something about all gaps of a set: "all blockers resolved".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    pub place: Place,
    pub line: usize,
    pub scope: super::figure::Scope,
    pub text: String,
}

/// An item that is neither a gap nor a criterion nor a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    pub line: usize,
    pub text: String,
    pub shape: Shape,
    pub why: &'static str,
}

/// Where every item of the document went. The four parts of a shape add up to its whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub boxes: Count,
    pub rows: Count,
    pub headings: Count,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub all: usize,
    /// Gaps, and further statements of gaps.
    pub gaps: usize,
    pub criteria: usize,
    /// Fields, figures and legends: read, but no items.
    pub figures: usize,
    pub unplaced: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twice {
    pub gap: usize,
    pub first: usize,
    pub line: usize,
    pub raw: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remaining {
    pub line: usize,
    pub named: Vec<Label>,
    pub section: usize,
}

impl Pr {
    /// Does this text name the same pull request, be it by number or by address?
    pub fn is_also(&self, text: &str) -> bool {
        let number = Self::read(text).and_then(|p| p.number);
        self.text == text || number.is_some() && number == self.number
    }

    /// `#124`, a URL of a pull request, `-` for none.
    pub fn read(text: &str) -> Option<Self> {
        let plain = super::inline::plain(text);
        let plain = plain.trim();
        if !plain.chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        let url = super::inline::urls(text).first().map(|u| (*u).to_owned());
        let after = plain.rfind(['#', '!', '/']).map_or(plain, |at| &plain[at + 1..]);
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        let from_url = || url.as_ref().and_then(|u| u.rsplit('/').next()?.parse().ok());
        let number = digits.parse().ok().or_else(from_url);
        Some(Self { text: plain.to_owned(), number, url })
    }
}
