//! The figures equal a count made from what `gaps replay` prints.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate};
use serde_json::{Value, json};

use crate::lived_in;
use crate::support::Repo;

fn replayed(repo: &Repo) -> Vec<Value> {
    repo.ok(&["replay", "--ndjson"]).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn word<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

fn seconds(value: &Value) -> i64 {
    DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap().timestamp()
}

fn is_done(status: &str) -> bool {
    status == "closed" || status == "confirmed"
}

#[test]
fn what_was_open_is_what_the_replay_says() {
    let repo = lived_in();
    let stats = repo.json(&["stats", "--by", "landing"]);
    let mut counted = Vec::new();
    let mut started = BTreeMap::new();
    for step in replayed(&repo) {
        for change in step["changes"].as_array().unwrap() {
            let is_started = word(change, "/status/to") == "started";
            started.insert(word(change, "/id").to_owned(), is_started);
        }
        if step["changes"].as_array().unwrap().is_empty() {
            continue;
        }
        counted.push(json!({
            "date": step["date"], "at": step["at"], "commit": step["commit"], "open": step["open"],
            "started": started.values().filter(|s| **s).count(),
            "closed": step["closed"], "deferred": step["deferred"], "dropped": step["dropped"],
        }));
    }
    assert_eq!(counted.len(), 5);
    assert_eq!(stats["open"]["points"], json!(counted));
    assert_eq!(stats["open"]["unit"], "landing");
    assert_eq!(stats["open"]["points"][1]["started"], 1);
}

#[test]
fn days_and_weeks_take_their_last_landing() {
    let repo = lived_in();
    let each = repo.json(&["stats", "--by", "landing"])["open"]["points"].clone();
    let monday = |p: &Value| {
        let day: NaiveDate = p["date"].as_str().unwrap().parse().unwrap();
        day - Days::new(u64::from(day.weekday().num_days_from_monday()))
    };
    let mut weeks: BTreeMap<NaiveDate, Value> = BTreeMap::new();
    let mut days: BTreeMap<String, Value> = BTreeMap::new();
    for point in each.as_array().unwrap() {
        weeks.insert(monday(point), point.clone());
        days.insert(point["date"].to_string(), point.clone());
    }
    let of = |unit: &str| repo.json(&["stats", "--by", unit])["open"]["points"].clone();
    assert_eq!(of("week"), json!(weeks.into_values().collect::<Vec<_>>()));
    assert_eq!(of("day"), json!(days.into_values().collect::<Vec<_>>()));
}

/// The value at this nearest rank.
fn rank(sorted: &[i64], percent: usize) -> Value {
    sorted
        .get((sorted.len() * percent).div_ceil(100).saturating_sub(1))
        .map_or(Value::Null, |s| json!(s))
}

fn spread(mut all: Vec<i64>) -> Value {
    all.sort_unstable();
    json!({ "gaps": all.len(), "median_seconds": rank(&all, 50), "p90_seconds": rank(&all, 90) })
}

#[test]
fn times_are_counted_from_landing_to_landing() {
    let repo = lived_in();
    let stats = repo.json(&["stats"]);
    let (mut opened, mut closed, mut stands) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for step in replayed(&repo) {
        for change in step["changes"].as_array().unwrap() {
            let id = word(change, "/id").to_owned();
            let (from, to) = (word(change, "/status/from"), word(change, "/status/to"));
            if from.is_empty() {
                opened.insert(id.clone(), seconds(&step["at"]));
            }
            if is_done(to) && !is_done(from) {
                closed.insert(id.clone(), seconds(&step["at"]));
            }
            let criticality = change["criticality"]["to"].as_str().unwrap_or("none").to_owned();
            stands.insert(id, (to.to_owned(), criticality));
        }
    }
    let now = seconds(&stats["now"]);
    let (mut leads, mut ages): (BTreeMap<String, Vec<i64>>, BTreeMap<String, Vec<i64>>) =
        Default::default();
    for (id, (status, criticality)) in &stands {
        if is_done(status) {
            leads.entry(criticality.clone()).or_default().push(closed[id] - opened[id]);
        }
        if matches!(status.as_str(), "open" | "started") {
            ages.entry(criticality.clone()).or_default().push(now - opened[id]);
        }
    }
    for (name, counted) in [("lead_time", &leads), ("age", &ages)] {
        for word in ["blocker", "high", "medium", "low", "none"] {
            let own = spread(counted.get(word).cloned().unwrap_or_default());
            assert_eq!(stats[name][word], own, "{name} {word}");
        }
        assert_eq!(stats[name]["all"], spread(counted.values().flatten().copied().collect()));
        assert_eq!(stats[name]["left_out"], 0);
    }
    assert_eq!(stats["lead_time"]["all"]["gaps"], 3);
    assert_eq!(stats["age"]["gaps"][0]["label"], "OBS-003");
}

#[test]
fn what_came_back_and_what_flows() {
    let repo = lived_in();
    let stats = repo.json(&["stats"]);
    let mut weeks: BTreeMap<String, BTreeMap<String, [u64; 3]>> = BTreeMap::new();
    let (mut closings, mut reopenings) = (0, 0);
    for step in replayed(&repo) {
        let day: NaiveDate = step["date"].as_str().unwrap().parse().unwrap();
        let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
        for change in step["changes"].as_array().unwrap() {
            let (from, to) = (word(change, "/status/from"), word(change, "/status/to"));
            let back = is_done(from) && !is_done(to);
            let moved = [from.is_empty(), is_done(to) && !is_done(from), back];
            closings += u64::from(moved[1]);
            reopenings += u64::from(back);
            if moved.contains(&true) {
                let label = word(change, "/label");
                let block = if label.starts_with("SEC") { "Security" } else { "Observability" };
                let week = weeks.entry(monday.to_string()).or_default();
                let flow = week.entry(block.to_owned()).or_default();
                (0..3).for_each(|i| flow[i] += u64::from(moved[i]));
            }
        }
    }
    assert_eq!((closings, reopenings), (4, 1));
    let back = &stats["reopened"];
    assert_eq!((back["closings"].as_u64(), back["reopenings"].as_u64()), (Some(4), Some(1)));
    assert_eq!((back["gaps_closed"].as_u64(), back["gaps_reopened"].as_u64()), (Some(3), Some(1)));
    assert_eq!(back["percent"], 33);
    let flow = |f: &[u64; 3]| json!({ "opened": f[0], "closed": f[1], "reopened": f[2] });
    let counted: Vec<Value> = weeks
        .iter()
        .map(|(monday, blocks)| {
            let sum = blocks.values().fold([0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
            let mut week = flow(&sum);
            week["monday"] = json!(monday);
            week["blocks"] = blocks.iter().map(|(b, f)| (b.clone(), flow(f))).collect();
            week
        })
        .collect();
    assert_eq!(stats["throughput"]["weeks"], json!(counted));
    assert_eq!(stats["throughput"]["blocks"]["Security"], flow(&[3, 3, 1]));
}

#[test]
fn only_what_landed_counts() {
    let repo = lived_in();
    let figures = |repo: &Repo| {
        let mut data = repo.json(&["stats", "--at", "main"]);
        data["at"].take();
        data
    };
    let before = figures(&repo);
    repo.ok(&["close", "OBS-003", "-m", "not landed"]);
    assert_eq!(figures(&repo), before, "staged");
    let mut staged = repo.json(&["stats"]);
    assert_eq!(staged["open"].take(), before["open"]);
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo.commit("on a branch");
    assert_eq!(repo.json(&["stats"])["open"], before["open"], "on a branch");
    let first = repo.json(&["stats", "--at", "HEAD~6"]);
    assert_eq!(first["open"]["points"].as_array().unwrap().len(), 1);
    assert_eq!(first["age"]["gaps"][0]["seconds"], 0, "what is past does not age on");
}

#[test]
fn dates_that_nobody_knows_are_left_out_and_counted() {
    let repo = Repo::founded();
    let tracker =
        "# Gaps\n\n## Security (SEC)\n\n### HIGH\n\n- [x] SEC-001: RBAC\n- [ ] SEC-002: limits\n";
    repo.write("GAPS.md", tracker);
    repo.ok(&["import", "GAPS.md"]);
    repo.git(&["add", "-A"]);
    repo.commit("adopt a tracker");
    let stats = repo.json(&["stats"]);
    assert_eq!(stats["lead_time"]["left_out"], 1);
    assert_eq!(stats["age"]["left_out"], 1);
    let text = repo.ok(&["stats"]);
    assert!(text.contains("1 closed gap has no known dates and is left out"), "{text}");
}

#[test]
fn a_history_that_was_imported_counts_from_its_versions() {
    let repo = Repo::founded();
    let version = |first: &str, second: &str| {
        format!(
            "# Gaps\n\n## Security (SEC)\n\n### HIGH\n\n- [{first}] SEC-001: RBAC\n- [{second}] SEC-002: limits\n"
        )
    };
    for (boxes, days) in [((" ", " "), 10), (("x", " "), 10), (("x", "x"), 10)] {
        repo.write("GAPS.md", version(boxes.0, boxes.1));
        repo.git(&["add", "GAPS.md"]);
        repo.commit("the tracker");
        repo.world.days(days);
    }
    repo.ok(&["import", "GAPS.md", "--history"]);
    repo.commit("adopt it");
    let stats = repo.json(&["stats"]);
    let open: Vec<u64> = stats["open"]["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["open"]["total"].as_u64().unwrap())
        .collect();
    assert_eq!(open, [2, 1, 0]);
    assert_eq!(stats["lead_time"]["all"]["median_seconds"].as_i64().unwrap() / 86_400, 10);
}

#[test]
fn as_text() {
    let repo = lived_in();
    let text = repo.ok(&["stats"]);
    for part in [
        "Open over time",
        "Lead time",
        "Age of what is open",
        "Throughput",
        "1 of 3 closed gaps came back",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains('█'), "{text}");
    let mut plain = repo.command(&["stats"]);
    let plain = crate::support::said(plain.env("LC_ALL", "C")).out;
    let all = plain.lines().find(|l| l.starts_with("  all")).unwrap_or_default();
    let numbers: Vec<&str> = all.split_whitespace().collect();
    assert_eq!((numbers[1], numbers[2], numbers.last()), ("1", "6", Some(&"1")), "{plain}");
    assert!(!plain.contains('█'), "{plain}");
    let empty = Repo::founded();
    assert!(empty.ok(&["stats"]).contains("Nothing has landed yet"));
}

#[test]
fn a_shallow_clone_counts_nothing() {
    let repo = lived_in();
    repo.git(&["remote", "remove", "origin"]);
    let bare = repo.remote();
    let shallow = Repo::person(&repo.world, "shallow", 9);
    let url = format!("file://{}", bare.display());
    shallow.git(&["clone", "--quiet", "--depth", "1", &url, "."]);
    let said = shallow.gaps(&["stats"]);
    assert_eq!((said.exit, said.out.as_str()), (5, ""));
    assert!(said.text_problem().message.starts_with("nothing can be counted"), "{}", said.err);
    assert_eq!(shallow.gaps(&["stats", "--by", "hour"]).exit, 2);
}
