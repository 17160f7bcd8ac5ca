//! What the slider needs: numbers, dates and labels, and no text that anybody wrote.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::Id;

use super::Page;
use super::parts::column;
use super::plot::{number, places};
use super::standing::blocks;

pub(super) fn put(page: &Page<'_>, out: &mut String) {
    let points = &page.stats.series.points;
    let names = blocks(page);
    let gaps: Vec<_> = page.backlog.gaps.values().collect();
    let places_of: BTreeMap<Id, usize> = gaps.iter().enumerate().map(|(i, g)| (g.id, i)).collect();
    let turns: Vec<Value> = page
        .course
        .turns
        .iter()
        .filter_map(|turn| {
            let point = points.partition_point(|p| p.mark < turn.mark);
            let gap = places_of.get(&turn.gap)?;
            Some(match turn.to {
                Some(to) => json!([point, gap, to.status as u8, column(to.criticality)]),
                None => json!([point, gap, -1, 0]),
            })
        })
        .collect();
    let data = json!({
        "days": points.iter().map(|p| p.day.to_string()).collect::<Vec<_>>(),
        "x": places(points).into_iter().map(number).collect::<Vec<_>>(),
        "gaps": gaps
            .iter()
            .map(|g| json!([g.label, names.binary_search(&g.block().name).unwrap_or(0)]))
            .collect::<Vec<_>>(),
        "turns": turns,
    });
    // Labels are plain, and still nothing in here may end the element.
    let text = data.to_string().replace('<', "\\u003c");
    out.push_str(&format!("<script type=\"application/json\" id=\"course\">{text}</script>\n"));
}
