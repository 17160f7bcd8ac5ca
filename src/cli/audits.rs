//! Audits of the trunk for whoever asks the gate: each made once, and the first begun while the ledger is still being
//! loaded, since the two share nothing. What they find is an audit's, so that nothing is remembered.

use std::mem;
use std::thread::{self, ScopedJoinHandle};

use gix::ObjectId;

use crate::ledger::{Code, Fault};
use crate::project::audit;

use super::audit::{Asked, Gathered, gather};
use super::context::Context;
use super::failure::Failure;

/// What an audit found, and what it could not see.
pub type Audited = (Vec<Fault>, Vec<String>);

pub struct Audits<'s> {
    ctx: &'s Context,
    /// That of the trunk as it is now.
    begun: Option<ScopedJoinHandle<'s, Result<Of, Failure>>>,
    made: Vec<Of>,
}

/// An audit, and the commit of the trunk that it is of.
type Of = (ObjectId, Audited);

/// Does something with the audits at hand; `begin` says that one of the trunk as it is now will most likely be asked.
pub fn with<T>(ctx: &Context, begin: bool, work: impl FnOnce(&mut Audits<'_>) -> T) -> T {
    thread::scope(|scope| {
        let begun = begin.then(|| scope.spawn(|| now(ctx)));
        work(&mut Audits { ctx, begun, made: Vec::new() })
    })
}

impl Audits<'_> {
    /// That of the trunk as it stood at a commit.
    pub fn at(&mut self, commit: ObjectId, is_tip: bool) -> Result<Audited, Failure> {
        if is_tip {
            // One that failed is made again, and then says why.
            let begun = self.begun.take().and_then(|begun| begun.join().ok()?.ok());
            self.made.extend(begun);
        }
        if let Some((_, made)) = self.made.iter().find(|(of, _)| *of == commit) {
            return Ok(made.clone());
        }
        let now = if is_tip { Some(now(self.ctx)?).filter(|(of, _)| *of == commit) } else { None };
        let made = match now {
            Some((_, made)) => made,
            None => {
                let there = commit.to_string();
                audited(gather(self.ctx, &Asked { range: Some(&there), against: None })?).1
            }
        };
        self.made.push((commit, made.clone()));
        Ok(made)
    }
}

fn now(ctx: &Context) -> Result<Of, Failure> {
    gather(ctx, &Asked::default()).map(audited)
}

fn audited(gathered: Gathered) -> Of {
    let (findings, backlog) = audit::audit(&gathered.case);
    let counts = |f: &audit::Finding| !f.is_notice || f.code == Code::UnknownKind;
    let faults = findings.into_iter().filter(counts).map(fault).collect();
    let holes = gathered.holes.into_iter().map(|(says, _)| says).collect();
    let trunk = gathered.trunk.1;
    // Whoever asked waits, and the process ends soon: it is not taken apart piece by piece.
    mem::forget((gathered.case, backlog));
    (trunk, (faults, holes))
}

fn fault(finding: audit::Finding) -> Fault {
    let place = finding.commit.filter(|_| finding.path.is_none() && finding.event.is_none());
    let at = place.map(|c| format!(" ({})", c.short())).unwrap_or_default();
    Fault {
        code: finding.code,
        event: finding.event,
        path: finding.path,
        message: format!("{}{at}", finding.message),
    }
}
