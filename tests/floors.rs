//! The floors of the house, held by a test: it reads every `crate::` path in `src` and fails on an import
//! that points upward, on a cycle between the files of one floor, and on a pure floor that touches the
//! disk, git, the clock, the environment or the terminal. See `docs/architecture.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each floor may import of ours.
const FLOORS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("ledger", &["model"]),
    ("project", &["model", "ledger"]),
    ("tracker", &["model", "ledger", "project"]),
    ("views", &["model", "ledger", "project", "tracker"]),
    ("shell", &["model", "ledger"]),
    ("cli", &["model", "ledger", "project", "tracker", "views", "shell"]),
];

/// Only `shell` and `cli` may mention these.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::process",
    "std::net",
    "std::time::SystemTime",
    "std::time::Instant",
    "SystemTime::now",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "gix::",
    "tempfile::",
    "println!",
    "eprintln!",
    "print!(",
    "eprint!(",
    "std::io::stdout",
    "std::io::stderr",
    "std::io::stdin",
    "getrandom::",
];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        let mut entries: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.into_iter().map(|(p, t)| (p.strip_prefix(&root).unwrap().to_owned(), t)).collect()
}

/// The program text without its comments and without the unit tests at its end.
fn program(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    body.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn floor(path: &Path) -> Option<String> {
    let mut parts = path.components();
    let first = parts.next()?.as_os_str().to_str()?.to_owned();
    parts.next().map(|_| first.clone()).filter(|_| first != "bin")
}

/// Every `crate::a::b` and every member of `crate::a::{b, c}`, as (floor, file word).
fn imports(text: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let word =
        |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let top = word(rest);
        let Some(after) = rest[top.len()..].strip_prefix("::") else {
            found.insert((top, String::new()));
            continue;
        };
        if let Some(group) = after.strip_prefix('{') {
            let mut depth = 1;
            let mut start = true;
            for (i, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => start = true,
                    c if start && depth == 1 && !c.is_whitespace() => {
                        found.insert((top.clone(), word(&group[i..])));
                        start = false;
                    }
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            found.insert((top, word(after)));
        }
    }
    found
}

#[test]
fn arrows_point_down_only() {
    let allowed: BTreeMap<&str, &[&str]> = FLOORS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(here) = floor(&path) else { continue };
        let may = allowed
            .get(here.as_str())
            .unwrap_or_else(|| panic!("{here} is no floor: {}", path.display()));
        for (to, _) in imports(&program(&text)) {
            if to != here && !may.contains(&to.as_str()) {
                wrong.push(format!("{} ({here}) imports {to}", path.display()));
            }
        }
        if program(&text).contains("super::super::") {
            wrong.push(format!("{}: name the floor, `super::super` hides it", path.display()));
        }
    }
    assert!(wrong.is_empty(), "imports that climb a floor:\n{}", wrong.join("\n"));
}

/// The file inside its floor that a path belongs to: `ledger/kinds/opened.rs` is `kinds/opened`.
fn unit(path: &Path) -> String {
    let parts: Vec<String> =
        path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    parts[1..].join("/").trim_end_matches(".rs").trim_end_matches("/mod").to_owned()
}

#[test]
fn the_files_of_a_floor_form_no_cycle() {
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let all: Vec<(PathBuf, String)> =
        sources().into_iter().filter(|(p, _)| floor(p).is_some()).collect();
    let units: BTreeSet<String> =
        all.iter().map(|(p, _)| format!("{}/{}", floor(p).unwrap(), unit(p))).collect();
    for (path, text) in &all {
        let here = floor(path).unwrap();
        let from = format!("{here}/{}", unit(path));
        let body = program(text);
        // A `mod.rs` names its children to publish them; that is a listing, not a dependency.
        let listing = path.ends_with("mod.rs");
        for (to, name) in imports(&body) {
            let target = format!("{to}/{name}");
            if to == here && units.contains(&target) && target != from && !listing {
                edges.entry(from.clone()).or_default().insert(target);
            }
        }
        for (at, _) in body.match_indices("super::") {
            let name: String =
                body[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let folder = Path::new(&from).parent().unwrap().to_string_lossy().into_owned();
            let target = format!("{folder}/{name}");
            if units.contains(&target) && target != from && !listing {
                edges.entry(from.clone()).or_default().insert(target);
            }
        }
    }
    // Take away files that import nothing that is left; what cannot be taken away is a cycle.
    let mut left: BTreeSet<String> = edges.keys().cloned().collect();
    loop {
        let free: Vec<String> =
            left.iter().filter(|u| edges[*u].iter().all(|t| !left.contains(t))).cloned().collect();
        if free.is_empty() {
            break;
        }
        left.retain(|u| !free.contains(u));
    }
    assert!(left.is_empty(), "these files import each other in a circle: {left:?}");
}

#[test]
fn pure_floors_touch_nothing() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(here) = floor(&path) else { continue };
        if here == "shell" || here == "cli" {
            continue;
        }
        for word in IMPURE.iter().filter(|w| program(&text).contains(**w)) {
            wrong.push(format!("{}: {word}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "a pure floor takes values and returns values:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no `//!` on the first line of: {silent:?}");
}

#[test]
fn the_reader_of_imports_sees_them() {
    let text =
        "use crate::ledger::{event::Event, form};\nlet x = crate::cli::run();\nuse crate::views;";
    let seen = imports(text);
    for (floor, name) in [("ledger", "event"), ("ledger", "form"), ("cli", "run"), ("views", "")] {
        assert!(seen.contains(&(floor.to_owned(), name.to_owned())), "{floor} {name}: {seen:?}");
    }
}
