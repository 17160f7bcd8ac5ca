//! The figures of what has landed, for every verb that prints them: the replay, and what it comes to.

use crate::model::{At, Day};
use crate::project::replay::{self, Step};
use crate::project::stats::{self, Course, Stats, Unit};
use crate::project::timeline::{self, Moment};

use super::failure::{ENVIRONMENT, Failure};
use super::landed::{Landed, nothing_landed};

pub struct Figures<'l> {
    pub steps: Vec<Step<'l>>,
    pub stats: Stats,
    pub course: Course,
    /// The date of the newest commit that was looked at.
    pub newest: (At, Day),
}

/// Every moment of what was looked at.
pub fn moments(landed: &Landed) -> Vec<Moment> {
    let loaded = &landed.loaded;
    timeline::moments(&loaded.backlog, &loaded.entries, &loaded.landings)
}

/// Counts, given those moments. `now` says to when what is open has aged, given the date of that commit.
pub fn figures<'l>(
    landed: &'l Landed,
    moments: &'l [Moment],
    now: impl FnOnce(At) -> At,
    unit: Option<Unit>,
) -> Result<Figures<'l>, Failure> {
    let loaded = &landed.loaded;
    if let Some(missing) = &loaded.backlog.missing {
        let message = format!("nothing can be counted: {}", missing.says());
        return Err(Failure::new(ENVIRONMENT, missing.word(), message, missing.hint()));
    }
    let newest = newest(landed)?;
    let steps = replay::replay(&loaded.backlog, &loaded.entries, &loaded.landings, moments);
    let asked = stats::Asked { now: now(newest.0), newest, unit };
    let (stats, course) = stats::stats(&loaded.backlog, &steps, &loaded.landings, &asked);
    Ok(Figures { steps, stats, course, newest })
}

/// The date of the newest commit that was looked at: its moment, and the day on the committer's clock.
pub fn newest(landed: &Landed) -> Result<(At, Day), Failure> {
    let commit = landed.commit.map(|id| landed.loaded.git.read_commit(id)).transpose()?;
    let date = commit.and_then(|c| {
        let at = At::from_unix(c.seconds)?;
        Some((at, at.day_at(c.offset_seconds)))
    });
    date.ok_or_else(nothing_landed)
}
