//! The period of a pack: from a revision or a day, to a revision or a day, as commits of the trunk. A day begins and
//! ends at midnight UTC. No process is started for it, so that no other way of writing a date is understood.

use gix::ObjectId;

use crate::cli::context::Context;
use crate::cli::failure::{Failure, REFUSED};
use crate::model::Day;
use crate::project::audit::Line;
use crate::shell::objects::{Objects, Surroundings};
use crate::shell::survey::Surveyor;

use super::founding;

/// `A..B` with the ids of commits; nothing where neither end was named.
pub fn period(
    ctx: &Context,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Option<String>, Failure> {
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let objects = Objects::open(&ctx.cwd)?;
    let ends = [from.map(|t| end(&objects, t)), to.map(|t| end(&objects, t))];
    let [from_end, to_end] = ends.map(Option::transpose);
    let (from_end, to_end) = (from_end?, to_end?);
    let is_dated = |end: &Option<End>| matches!(end, Some(End::Day(_)));
    let line = if is_dated(&from_end) || is_dated(&to_end) {
        let around = Surroundings::read(&objects.git);
        let mut surveyor = Surveyor::new(&objects, &around);
        founding::find(ctx, &objects, &mut surveyor, None, None)?.line()
    } else {
        Line::default()
    };
    let after = match from_end {
        Some(End::Commit(id)) => id.to_string(),
        // Where the trunk is younger than that day, the period begins with it.
        Some(End::Day(day)) => {
            line.newest(|at| at < day.start()).map(|c| c.id.to_string()).unwrap_or_default()
        }
        None => String::new(),
    };
    let until = match to_end {
        Some(End::Commit(id)) => id.to_string(),
        Some(End::Day(day)) => {
            let last = line.newest(|at| at.unix() < day.start().unix() + 24 * 60 * 60);
            last.map(|c| c.id.to_string()).ok_or_else(|| too_old(day))?
        }
        None => String::new(),
    };
    Ok(Some(format!("{after}..{until}")))
}

enum End {
    Commit(ObjectId),
    Day(Day),
}

fn end(objects: &Objects, text: &str) -> Result<End, Failure> {
    match objects.git.commit(text) {
        Ok(id) => Ok(End::Commit(id)),
        Err(error) => text.parse().map(End::Day).map_err(|_| error.into()),
    }
}

fn too_old(day: Day) -> Failure {
    let says = format!("the trunk has no commit of {day} or before");
    Failure::new(REFUSED, "unknown-revision", says, "git log --oneline --first-parent")
}
