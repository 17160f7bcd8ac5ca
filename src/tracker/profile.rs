//! The dialects by name, and what a team's configuration may say about one of its trackers.

use std::collections::BTreeMap;

use crate::model::Status;

/// The style of a document. `tracker.saw` says what gave it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// A heading for each gap, with field lines below it.
    Sections,
    /// A table row for each gap.
    Table,
    /// A box for each gap, with sub-boxes as criteria.
    Checklist,
    /// Phases with numbered tasks as headings.
    Roadmap,
    /// Anything else: lanes of plain bullets, signs before lines.
    Generic,
}

impl Dialect {
    pub const ALL: [Self; 5] =
        [Self::Sections, Self::Table, Self::Checklist, Self::Roadmap, Self::Generic];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sections => "sections",
            Self::Table => "table",
            Self::Checklist => "checklist",
            Self::Roadmap => "roadmap",
            Self::Generic => "generic",
        }
    }
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a team's configuration says about one tracker: it yields to the document's own legend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Signs and boxes, `⏳` or `[-]`, by status.
    pub signs: BTreeMap<String, Status>,
    /// Whole values, `Accepted risk`, by status.
    pub words: BTreeMap<String, Status>,
    pub dialect: Option<Dialect>,
}
