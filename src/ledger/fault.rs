//! The words for what can be wrong with an event or a history. The audit, the fold and the reader share them;
//! a code never changes its meaning.

use std::fmt;

use crate::model::Id;

macro_rules! codes {
    ($($name:ident $word:literal $violation:literal,)*) => {
        /// Violations first, then notices.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($name,)* }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// A violation makes an audit say `violated`; a notice is told and changes nothing.
            pub fn is_violation(self) -> bool {
                match self { $(Self::$name => $violation,)* }
            }
        }
    };
}

codes! {
    Edited "edited" true,
    Renamed "renamed" true,
    Torn "torn" true,
    NotCanonical "not-canonical" true,
    BadSignature "bad-signature" true,
    WeakKey "weak-key" true,
    UnknownSigner "unknown-signer" true,
    RevokedKey "revoked-key" true,
    NotPermitted "not-permitted" true,
    ForeignLedger "foreign-ledger" true,
    SecondGenesis "second-genesis" true,
    Cycle "cycle" true,
    IllegalMove "illegal-move" true,
    FalseCause "false-cause" true,
    BaseLost "base-lost" true,
    StrayPath "stray-path" true,
    BadMode "bad-mode" true,
    BadTree "bad-tree" true,
    TamperedObject "tampered-object" true,
    CheckpointMismatch "checkpoint-mismatch" true,
    TrunkRewritten "trunk-rewritten" true,
    Lost "lost" true,
    Removed "removed" false,
    MissingParent "missing-parent" false,
    UnknownKind "unknown-kind" false,
    FutureOrBackdated "future-or-backdated" false,
    LabelTaken "label-taken" false,
    UnrecordedTrigger "unrecorded-trigger" false,
    BaseOffTrunk "base-off-trunk" false,
    Foxtrot "foxtrot" false,
    PrAmbiguous "pr-ambiguous" false,
    Rewritten "rewritten" false,
    Misplaced "misplaced" false,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Something wrong with one event: it is told, and takes no other event down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub code: Code,
    pub event: Option<Id>,
    /// Where its file is, below the root of the repository.
    pub path: Option<String>,
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}
