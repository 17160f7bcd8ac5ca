//! The figures for programs. `open.points` is what the report plots.

use serde_json::{Map, Value, json};

use crate::model::Criticality;
use crate::project::stats::{Age, Ages, Flow, Flows, Leads, Point, Reopened, Spread};
use crate::views::diff;

use super::Page;

pub fn json(page: &Page<'_>) -> Value {
    let stats = page.stats;
    json!({
        "ledger": page.ledger,
        "trunk": page.trunk,
        "at": page.at,
        "commit": page.commit,
        "date": page.day.to_string(),
        "now": page.now.to_string(),
        "open": {
            "unit": stats.series.unit.as_str(),
            "points": stats.series.points.iter().map(point).collect::<Vec<_>>(),
        },
        "lead_time": lead_time(&stats.leads),
        "age": age(&stats.ages),
        "reopened": reopened(&stats.reopened),
        "throughput": throughput(&stats.flows),
    })
}

fn point(point: &Point) -> Value {
    json!({
        "date": point.day.to_string(),
        "at": point.at.to_string(),
        "commit": point.commit.to_string(),
        "open": diff::left(&point.left),
        "started": point.started,
        "closed": point.closed,
        "deferred": point.deferred,
        "dropped": point.dropped,
    })
}

fn spreads(
    all: Option<&Spread>,
    by_criticality: &[(Option<Criticality>, Option<Spread>)],
) -> Map<String, Value> {
    let mut map = Map::new();
    let spread = |s: Option<&Spread>| match s {
        None => json!({ "gaps": 0, "median_seconds": null, "p90_seconds": null }),
        Some(s) => {
            json!({ "gaps": s.gaps, "median_seconds": s.median, "p90_seconds": s.ninetieth })
        }
    };
    map.insert("all".into(), spread(all));
    for (criticality, of) in by_criticality {
        let word = criticality.map_or("none", |c| c.as_str());
        map.insert(word.to_owned(), spread(of.as_ref()));
    }
    map
}

fn lead_time(leads: &Leads) -> Value {
    let mut map = spreads(leads.all.as_ref(), &leads.by_criticality);
    map.insert("left_out".into(), json!(leads.left_out));
    Value::Object(map)
}

fn age(ages: &Ages) -> Value {
    let mut map = spreads(ages.all.as_ref(), &ages.by_criticality);
    map.insert("left_out".into(), json!(ages.left_out));
    let one = |age: &Age| {
        json!({
            "label": age.label,
            "id": age.gap.to_string(),
            "criticality": age.criticality.map(|c| c.as_str()),
            "seconds": age.seconds,
        })
    };
    map.insert("gaps".into(), ages.each.iter().map(one).collect());
    Value::Object(map)
}

fn reopened(reopened: &Reopened) -> Value {
    json!({
        "closings": reopened.closings,
        "reopenings": reopened.reopenings,
        "gaps_closed": reopened.gaps_closed,
        "gaps_reopened": reopened.gaps_reopened,
        "percent": reopened.percent(),
    })
}

fn throughput(flows: &Flows) -> Value {
    let flow = |f: &Flow| json!({ "opened": f.opened, "closed": f.closed, "reopened": f.reopened });
    let weeks: Vec<Value> = flows
        .weeks
        .iter()
        .map(|week| {
            let blocks: Map<String, Value> =
                week.blocks.iter().map(|(name, f)| (name.clone(), flow(f))).collect();
            json!({
                "monday": week.monday.to_string(),
                "opened": week.all.opened,
                "closed": week.all.closed,
                "reopened": week.all.reopened,
                "blocks": blocks,
            })
        })
        .collect();
    let blocks: Map<String, Value> =
        flows.blocks.iter().map(|b| (b.block.clone(), flow(&b.all))).collect();
    json!({ "weeks": weeks, "blocks": blocks })
}
