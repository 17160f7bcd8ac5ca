//! Which waivers of a gap hold today: not taken back, their end not passed, and asked for by somebody else than who
//! signed them. A waiver is for one rule, by its name.

use crate::ledger::kinds::waived::Waived;
use crate::model::{Day, Id};
use crate::project::backlog::{Backlog, Gap};
use crate::project::decide::waive::in_force;

/// A waiver with who approved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    pub event: Id,
    pub approver: String,
    pub waived: Waived,
}

impl Waiver {
    pub fn has_ended(&self, today: Day) -> bool {
        self.waived.until < today
    }

    /// `asked by bo, approved by ana`.
    pub fn people(&self) -> String {
        format!("asked by {}, approved by {}", self.waived.asker, self.approver)
    }

    /// One person asked and approved: it never holds, whoever signed it.
    pub fn is_own(&self) -> bool {
        self.approver == self.waived.asker.to_string()
    }
}

/// What the waivers of a gap say about one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    pub holds: Option<Waiver>,
    /// The one that ended last, where none holds.
    pub ended: Option<Waiver>,
    /// One that never held, where none does.
    pub own: Option<Waiver>,
}

/// Every waiver of a gap that nobody took back.
pub fn all(backlog: &Backlog, gap: &Gap) -> Vec<Waiver> {
    let made = in_force(gap).into_iter().filter_map(|(event, waived)| {
        let signer = &gap.told(event)?.event.signer;
        let approver = backlog.rosters.principal(signer).map(ToString::to_string);
        Some(Waiver { event, approver: approver.unwrap_or_else(|| signer.to_string()), waived })
    });
    made.collect()
}

/// What they say about the rule of this name.
pub fn held(waivers: &[Waiver], rule: &str, today: Day) -> Held {
    let about: Vec<&Waiver> =
        waivers.iter().filter(|w| w.waived.rule.trim().eq_ignore_ascii_case(rule)).collect();
    let latest = |pick: &dyn Fn(&Waiver) -> bool| {
        let picked = about.iter().filter(|w| pick(w));
        picked.max_by_key(|w| (w.waived.until, w.event)).map(|w| (*w).clone())
    };
    let holds = latest(&|w| !w.is_own() && !w.has_ended(today));
    if holds.is_some() {
        return Held { holds, ..Held::default() };
    }
    Held {
        holds,
        ended: latest(&|w| !w.is_own() && w.has_ended(today)),
        own: latest(&|w| w.is_own()),
    }
}
