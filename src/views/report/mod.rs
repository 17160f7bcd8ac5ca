//! `gaps report`: one page that stands alone. It asks no server for anything, works without its script, and is the same
//! bytes for the same commit. Every text from outside goes through `markup::xml`, every address through `link`; what
//! may run is told by hash.

mod course;
mod gaps;
mod heat;
mod landings;
mod parts;
mod plot;
mod spreads;
mod standing;
mod verdict;

use std::fmt::Write;

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

use crate::model::Day;
use crate::project::backlog::Backlog;
use crate::project::gate::Judgement;
use crate::project::remote::Remote;
use crate::project::replay::Step;
use crate::project::stats::{Course, Stats};
use crate::project::timeline::Moment;

use super::markup::xml;

/// Everything that the page says.
pub struct Page<'a> {
    pub backlog: &'a Backlog,
    pub stats: &'a Stats,
    pub course: &'a Course,
    pub steps: &'a [Step<'a>],
    /// Of all gaps, oldest first.
    pub moments: &'a [Moment],
    pub remote: Option<&'a Remote>,
    pub commit: String,
    /// The date of the commit.
    pub day: Day,
    /// The day to which ages and ends are reckoned.
    pub today: Day,
}

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The page, with what the gate answers and the rules that it asked: `rules 5f2c9a0b11aa from .gaps/gate.toml`. It is
/// asked last: an audit takes as long as all the rest.
pub fn html<E>(
    page: &Page<'_>,
    answer: impl FnOnce() -> Result<(Judgement, String), E>,
) -> Result<String, E> {
    let mut main = String::with_capacity(64_000 + page.moments.len() * 200);
    body(page, &mut main);
    let (judgement, rules) = answer()?;
    let mut out = String::with_capacity(main.len() + 64_000);
    head(page, &mut out);
    verdict::put(&judgement, &rules, &mut out);
    out.push_str("</header>\n");
    out.push_str(&main);
    Ok(out)
}

/// All that comes after the verdict.
fn body(page: &Page<'_>, out: &mut String) {
    out.push_str("<main id=\"main\">\n");
    standing::put(page, out);
    plot::put(page, out);
    spreads::put(page, out);
    heat::put(page, out);
    landings::put(page, out);
    gaps::put(page, out);
    out.push_str("</main>\n");
    let _ = writeln!(
        out,
        "<footer><p>Made by gaps {} from what landed on <code>{}</code> up to <code>{}</code>; ledger <code>{}</code>. \
         The same commit gives the same page.</p></footer>",
        env!("CARGO_PKG_VERSION"),
        xml(&page.backlog.trunk),
        xml(&page.commit),
        page.backlog.ledger.short(),
    );
    course::put(page, out);
    let _ = writeln!(out, "<script>{SCRIPT}</script>\n</body>\n</html>");
}

/// How the page calls the repository.
fn name(page: &Page<'_>) -> String {
    page.remote.map_or_else(|| "this repository".to_owned(), |r| r.path.clone())
}

fn head(page: &Page<'_>, out: &mut String) {
    let name = xml(&name(page));
    let _ = writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{}'; style-src '{}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Gaps of {name}, {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">To the figures</a>\n<header>\n<h1>Gaps of {name}</h1>\n\
         <p class=\"soft\">What is missing before production, as of {} on <code>{}</code> at {}</p>",
        hash(SCRIPT),
        hash(STYLE),
        page.day,
        page.today,
        xml(&page.backlog.trunk),
        parts::commit(page, &page.commit),
    );
}

/// As a content security policy names what may run.
fn hash(text: &str) -> String {
    format!("sha256-{}", Base64::encode_string(&Sha256::digest(text.as_bytes())))
}
