//! Labels on the command line, and from standard input where one of them is `-`.

use super::context::Context;
use super::failure::Failure;
use super::load::Loaded;
use crate::project::decide::open;
use crate::project::{Backlog, Gap, lookup};

/// The gaps that these labels mean, each once: a label and an id may mean one gap.
pub fn gaps<'l>(loaded: &'l Loaded, typed: &[String]) -> Result<Vec<&'l Gap>, Failure> {
    let mut seen = std::collections::BTreeSet::new();
    let mut found = Vec::new();
    for label in typed {
        let gap = lookup::gap(&loaded.backlog, label)?;
        if seen.insert(gap.id) {
            found.push(gap);
        }
    }
    Ok(found)
}

/// What gives a gap a label of its own, where another one has it.
pub fn relabel(backlog: &Backlog, gap: &Gap) -> String {
    let free = open::next(backlog, gap.named.prefix());
    let free = free.map_or_else(|_| "NEW".to_owned(), |label| label.to_string());
    format!("gaps revise {} --label {free}", gap.label)
}

/// The labels that were meant, in order, each once. From stdin the first word of each line counts, so that the
/// output of `gaps list` can be piped back.
pub fn read(ctx: &Context, typed: &[String]) -> Result<Vec<String>, Failure> {
    let mut all: Vec<String> = Vec::new();
    for text in typed {
        if text == "-" {
            let piped = ctx.stdin()?;
            all.extend(
                piped.lines().filter_map(|l| l.split_whitespace().next()).map(str::to_owned),
            );
        } else {
            all.extend(text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|l| seen.insert(l.to_ascii_uppercase()));
    if all.is_empty() {
        return Err(Failure::usage("no label was given", "gaps list"));
    }
    Ok(all)
}
