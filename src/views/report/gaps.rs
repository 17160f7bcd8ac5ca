//! Every gap with its story folded, block by block: what is left first, worst on top.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::model::Id;
use crate::project::backlog::Gap;
use crate::project::timeline::Moment;
use crate::views::markup::xml;

use super::Page;
use super::parts::{column, commit, criticality, pr};

pub(super) fn put(page: &Page<'_>, out: &mut String) {
    let mut stories: BTreeMap<Id, Vec<&Moment>> = BTreeMap::new();
    for moment in page.moments {
        stories.entry(moment.gap.unwrap_or(page.backlog.ledger)).or_default().push(moment);
    }
    let mut blocks: BTreeMap<String, Vec<&Gap>> = BTreeMap::new();
    for gap in page.backlog.gaps.values() {
        blocks.entry(gap.block().name).or_default().push(gap);
    }
    out.push_str("<h2>Every gap</h2>\n");
    for (name, mut gaps) in blocks {
        gaps.sort_by_key(|g| (!g.status.is_left(), column(g.criticality()), &g.named, g.id));
        let left = gaps.iter().filter(|g| g.status.is_left()).count();
        let _ = writeln!(
            out,
            "<h3><bdi>{}</bdi> <span class=\"soft\">{left} of {} open</span></h3>",
            xml(&name),
            gaps.len()
        );
        for gap in gaps {
            one(page, gap, stories.get(&gap.id).map_or(&[], Vec::as_slice), out);
        }
    }
}

fn one(page: &Page<'_>, gap: &Gap, story: &[&Moment], out: &mut String) {
    let label = xml(&gap.label);
    let _ = writeln!(
        out,
        "<details class=\"gap\" id=\"{label}\"><summary><span class=\"label\">{label}</span> \
         <bdi class=\"title\">{}</bdi> <span class=\"state\">{} <b>{}</b>{}</span></summary>\n<div class=\"inside\">",
        xml(gap.title()),
        criticality(gap.criticality()),
        gap.status,
        if gap.is_contested() { ", contested" } else { "" },
    );
    facts(page, gap, out);
    let criteria = gap.criteria();
    if !criteria.is_empty() {
        out.push_str("<ul class=\"criteria\">");
        for line in criteria {
            let word = if line.met { "met" } else { "unmet" };
            let _ = writeln!(
                out,
                "<li>{} <b>{word}</b> <bdi>{}</bdi></li>",
                xml(&line.shown),
                xml(&line.text)
            );
        }
        out.push_str("</ul>\n");
    }
    out.push_str("<ol class=\"story\">\n");
    story.iter().for_each(|moment| line(moment, out));
    out.push_str("</ol>\n</div></details>\n");
}

fn facts(page: &Page<'_>, gap: &Gap, out: &mut String) {
    let mut facts: Vec<(&str, String)> = Vec::new();
    let text = |value: Option<&str>| value.map(|v| format!("<bdi>{}</bdi>", xml(v)));
    facts.extend(text(gap.owner()).map(|o| ("Owner", o)));
    facts.extend(gap.due().map(|d| {
        let late = if gap.is_overdue(page.today) { ", overdue" } else { "" };
        ("Due", format!("{d}{late}"))
    }));
    facts.extend(gap.completed.as_ref().and_then(|done| {
        let day = done.when.day?;
        let by = done.pr.as_ref().map(|p| format!(" by {}", pr(p))).unwrap_or_default();
        let at = done.when.commit.as_ref().map(|c| format!(" in {}", commit(page, &c.to_string())));
        Some((
            "Completed",
            format!("{day}{by}{} ({})", at.unwrap_or_default(), done.source.as_str()),
        ))
    }));
    facts.extend(text(gap.text(&crate::ledger::Field::Description)).map(|d| ("About", d)));
    if facts.is_empty() {
        return;
    }
    out.push_str("<dl>");
    for (name, value) in facts {
        let _ = write!(out, "<dt>{name}</dt><dd>{value}</dd>");
    }
    out.push_str("</dl>\n");
}

fn line(moment: &Moment, out: &mut String) {
    let who = moment.name.as_deref().or(moment.author.as_deref()).unwrap_or_default();
    let _ = write!(
        out,
        "<li><time>{}</time> <bdi>{}</bdi> <span class=\"soft\"><bdi>{}</bdi>",
        moment.landing.as_ref().map_or_else(|| moment.at.day(), |l| l.day),
        xml(&moment.summary),
        xml(who),
    );
    if let Some(landing) = &moment.landing {
        let place = match &landing.pr {
            Some(landed) => pr(landed),
            // Ten thousand addresses of commits are a megabyte; the landings have them.
            None => format!("<code>{}</code>", landing.commit.short()),
        };
        let _ = write!(out, " {place}");
    }
    if let Some(why) = &moment.rejected {
        let _ = write!(out, " rejected: {}", xml(why));
    }
    out.push_str("</span></li>\n");
}
