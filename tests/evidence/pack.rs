//! `gaps audit --pack`: complete, the same in every clone, safe to open, and never written over anything. That the
//! pack's own verifier says yes, and no to every change, is shown by `.ci/evidence` with the real tools.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use gaps::project::checkpoint;
use gaps::project::log::{Landed, Log};
use serde_json::{Value, json};

use crate::lab::{Lab, ME, OUTSIDER};
use crate::support::{Repo, files_below, key};

/// Writes a pack and reads every file of it.
#[track_caller]
fn packed(lab: &Lab, name: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let dir = lab.repo.world.path(name);
    let all = [&["--pack", dir.to_str().unwrap()], more].concat();
    lab.audit_with(&all);
    read(&dir)
}

fn read(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |p: &PathBuf| p.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
    files_below(dir).iter().map(|p| (name(p), fs::read(p).unwrap())).collect()
}

fn text<'p>(pack: &'p BTreeMap<String, Vec<u8>>, name: &str) -> &'p str {
    std::str::from_utf8(&pack[name]).unwrap()
}

/// The records of a table, its heading first, as a reader of RFC 4180 sees them.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.push(chars.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty());
    rows
}

/// One column of a table.
#[track_caller]
fn column(pack: &BTreeMap<String, Vec<u8>>, table: &str, name: &str) -> Vec<String> {
    let rows = records(text(pack, table));
    let at = rows[0].iter().position(|c| c == name).unwrap_or_else(|| panic!("no {name}"));
    assert!(rows.iter().all(|r| r.len() == rows[0].len()), "{table}");
    rows[1..].iter().map(|r| r[at].clone()).collect()
}

/// A history with something of everything.
fn eventful() -> Lab {
    let lab = Lab::new();
    lab.repo.ok(&["add", "=1+1", "--block", "Ops", "--criterion=-2"]);
    lab.repo.commit("open one (#8)");
    lab.repo.ok(&["close", "OPS-001", "--force", "-m", "said \"no\",\nand went"]);
    lab.repo.commit("force it");
    lab.forge(lab.draft("started", json!({})), OUTSIDER);
    lab.land(".gaps/events/SEC/001/odd \t\u{e9}.event", "junk");
    lab.repo.write("work.txt", "x");
    lab.land_all("work\n\nCloses-Gap: SEC-003");
    lab
}

#[test]
fn two_clones_and_two_runs_make_one_pack() {
    let lab = eventful();
    let first = packed(&lab, "p1", &[]);
    assert_eq!(first, packed(&lab, "p2", &[]), "a second run");
    let clone = lab.clone(&[]);
    assert_eq!(first, packed(&clone, "p3", &[]), "a clone");
    let bare = lab.clone(&["--bare"]);
    assert_eq!(first, packed(&bare, "p4", &[]), "a bare clone");
    // What only this auditor knows is not in it: a pin, objects that are in no history.
    lab.pinned();
    let dir = lab.repo.world.path("p5");
    lab.repo.gaps(&["audit", "--pack", dir.to_str().unwrap()]);
    assert_eq!(first, read(&dir), "an auditor with a pin");
}

#[test]
fn every_file_is_in_the_manifest_with_its_hash() {
    let pack = packed(&eventful(), "p", &[]);
    let made: String = pack
        .iter()
        .filter(|(name, _)| *name != "MANIFEST")
        .map(|(name, bytes)| format!("{}  {name}\n", blake3::hash(bytes).to_hex()))
        .collect();
    assert_eq!(text(&pack, "MANIFEST"), made);
    let plain = |c: char| c.is_ascii_alphanumeric() || "@._~-/".contains(c);
    assert!(pack.keys().all(|n| n.chars().all(plain) && !n.contains("..")), "{:?}", pack.keys());
    let folded: BTreeSet<String> = pack.keys().map(|n| n.to_lowercase()).collect();
    assert_eq!(folded.len(), pack.len(), "no two differ in case only");
    let script = text(&pack, "verify.sh");
    assert!(script.starts_with("#!/usr/bin/env bash\n") && script.contains("b3sum --check"));
    assert_eq!(pack["verify-events.sh"], fs::read("docs/verify.sh").unwrap());
}

#[test]
fn the_population_is_complete() {
    let lab = eventful();
    let dir = lab.repo.world.path("p");
    let audit = lab.audit_with(&["--pack", dir.to_str().unwrap()]);
    let pack = read(&dir);
    let size = audit.data["log"]["size"].as_u64().unwrap() as usize;
    // The log has the root that the audit says, and every row of it is a change.
    let row = |line: &str| -> Landed {
        let cells: Vec<&str> = line.split('\t').collect();
        let path = match cells[4].strip_prefix("hex:") {
            Some(hex) => (0..hex.len() / 2)
                .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
                .collect(),
            None => cells[4].as_bytes().to_vec(),
        };
        Landed { path, file: *blake3::Hash::from_hex(cells[1]).unwrap().as_bytes() }
    };
    let log = Log::new(text(&pack, "log.tsv").lines().skip(1).map(row).collect());
    assert_eq!(log.size(), size);
    assert_eq!(json!(checkpoint::shown(&log.root())), audit.data["log"]["root"]);
    let positions: Vec<String> = (0..size).map(|n| n.to_string()).collect();
    assert_eq!(column(&pack, "changes.csv", "position"), positions);
    let kept = checkpoint::read(text(&pack, "checkpoint.txt")).unwrap().checkpoint;
    assert_eq!((kept.size as usize, kept.root), (size, log.root()));
    // Every gap is there, as the list has it.
    let list = lab.repo.json(&["list", "--status", "all"]);
    let of = |field: &str| -> Vec<String> {
        let gaps = list["gaps"].as_array().unwrap();
        let mut all: Vec<(String, String)> = gaps
            .iter()
            .map(|g| (g["label"].as_str().unwrap().into(), g[field].as_str().unwrap().into()))
            .collect();
        all.sort();
        all.into_iter().map(|(_, value)| value).collect()
    };
    assert_eq!(column(&pack, "gaps.csv", "label"), of("label"));
    assert_eq!(column(&pack, "gaps.csv", "gap"), of("id"));
    assert_eq!(column(&pack, "gaps.csv", "status"), of("status"));
    // As many rows as the pack says.
    let summary: Value = serde_json::from_slice(&pack["pack.json"]).unwrap();
    for (name, count) in summary["data"]["rows"].as_object().unwrap() {
        let rows = if name.ends_with(".csv") {
            records(text(&pack, name)).len() - 1
        } else {
            text(&pack, name).lines().count() - 1
        };
        assert_eq!(json!(rows), *count, "{name}");
        assert!(text(&pack, "counts.tsv").contains(&format!("{name}\t{rows}\n")));
    }
}

#[test]
fn every_event_is_there_with_its_bytes_and_its_landing() {
    let lab = eventful();
    let pack = packed(&lab, "p", &[]);
    let mut events = 0;
    for (path, place) in
        column(&pack, "changes.csv", "path").iter().zip(column(&pack, "changes.csv", "file"))
    {
        if path.is_ascii() && !path.contains(' ') {
            assert_eq!(pack[&place], lab.repo.read(path), "{path}");
            events += 1;
        }
    }
    assert!(events >= 8, "{events}");
    assert!(pack.keys().any(|n| n.starts_with("faulty/")));
    for id in column(&pack, "changes.csv", "commit") {
        let bytes = &pack[&format!("commits/{id}")];
        assert_eq!(lab.object("commit", bytes), id);
    }
    // The pull request, where the landing names one.
    let prs = column(&pack, "gaps.csv", "completed_pr");
    assert!(prs.contains(&"#7".to_owned()), "{prs:?}");
    // A gap's own folder: what was said about it and nothing else.
    let own = column(&pack, "gaps/OPS-001/changes.csv", "kind");
    assert_eq!(own, ["opened", "closed"]);
    assert!(text(&pack, "gaps/OPS-001/story.txt").contains("closed over unmet 1"));
    assert_eq!(text(&pack, "gaps/OPS-001/gap.json").matches("=1+1").count(), 2);
}

#[test]
fn no_cell_is_a_formula_and_no_text_moves_the_cursor() {
    let lab = Lab::new();
    let mut draft = lab.draft("noted", json!({"text": "=cmd|' /C calc'!A0"}));
    lab.forge(draft.clone(), ME);
    draft["body"]["text"] = json!("@SUM(1)\n\t+1");
    lab.forge(draft, ME);
    lab.repo.ok(&["add", "+1 \"quoted\", and more", "--block=-Ops", "--prefix", "OPS"]);
    lab.repo.commit("open");
    let pack = packed(&lab, "p", &[]);
    for name in pack.keys().filter(|n| n.ends_with(".csv")) {
        for cell in records(text(&pack, name)).concat() {
            let first = cell.trim_start().chars().next();
            assert!(!first.is_some_and(|c| "=+-@|%\t\r".contains(c)), "{name}: {cell}");
            assert!(!cell.chars().any(|c| c.is_control() && c != '\n'), "{name}: {cell:?}");
        }
    }
    assert!(column(&pack, "gaps.csv", "title").contains(&"'+1 \"quoted\", and more".to_owned()));
}

#[test]
fn keys_answer_to_their_fingerprints_and_have_their_times() {
    let lab = Lab::new();
    let public = lab.repo.home.join("ben.pub");
    fs::write(&public, key(7).public_key().to_openssh().unwrap()).unwrap();
    let public = public.to_str().unwrap();
    lab.repo.ok(&["signer", "admit", public, "--principal", "ben", "--role", "maintainer"]);
    let admitted = lab.repo.commit("admit");
    lab.repo.ok(&["signer", "admit", public, "--principal", "ben", "--role", "contributor"]);
    lab.repo.commit("narrow");
    lab.repo.ok(&["signer", "revoke", "ben", "-m", "left"]);
    let revoked = lab.repo.commit("revoke");
    lab.forge(lab.draft("started", json!({})), OUTSIDER);
    let pack = packed(&lab, "p", &[]);
    let rows = records(text(&pack, "signers.csv"));
    let told: Vec<(&str, &str, &str)> =
        rows[1..].iter().map(|r| (r[1].as_str(), r[2].as_str(), r[6].as_str())).collect();
    let me = told[0].0;
    assert_eq!(
        told,
        [
            (me, "root", ""),
            ("ben", "maintainer", "changed"),
            ("ben", "contributor", "revoked"),
            ("", "not listed", ""),
        ]
    );
    assert_eq!((&rows[2][5], &rows[3][9], &rows[3][10]), (&admitted, &revoked, &"left".into()));
    let allowed = text(&pack, "allowed_signers");
    for line in allowed.lines() {
        let (who, rest) = line.split_once(" namespaces=\"gaps-event-v1\" ").unwrap();
        let public = ssh_key::PublicKey::from_openssh(rest).unwrap();
        let print = public.fingerprint(ssh_key::HashAlg::Sha256).to_string();
        assert_eq!(who.rsplit(',').next().unwrap(), print);
    }
    assert_eq!(allowed.lines().count(), 2, "who signed nothing is not in it: {allowed}");
}

#[test]
fn a_period_has_its_own_changes_and_the_whole_log() {
    let lab = Lab::new();
    let from = lab.head();
    lab.repo.world.days(30);
    lab.repo.ok(&["start", "SEC-001"]);
    lab.repo.commit("start");
    let to = lab.head();
    lab.repo.world.days(30);
    lab.repo.ok(&["close", "SEC-003"]);
    lab.repo.commit("close");
    let whole = packed(&lab, "whole", &[]);
    let pack = packed(&lab, "p", &["--from", &from, "--to", &to]);
    assert_eq!(column(&pack, "changes.csv", "kind"), ["started"]);
    assert_eq!(column(&pack, "gaps.csv", "status"), ["started", "closed", "open"]);
    assert_eq!(column(&pack, "gaps.csv", "changes_in_period"), ["1", "0", "0"]);
    assert_eq!(column(&pack, "gaps.csv", "folder"), ["gaps/SEC-001", "", ""]);
    assert_eq!(column(&pack, "gaps/SEC-001/changes.csv", "kind"), ["opened", "started"]);
    // A log is whole from its beginning, else it has no root.
    assert_eq!(text(&pack, "log.tsv").lines().count(), 1 + 6);
    assert_eq!(text(&whole, "log.tsv").lines().count(), 1 + 7);
    // The same by days: a month begins and ends at midnight.
    let day = lab.repo.git(&["log", "-1", "--format=%cs", &to]).trim().to_owned();
    assert_eq!(pack, packed(&lab, "days", &["--from", &day, "--to", &day]));
    let early = packed(&lab, "early", &["--from", "2001-01-01"]);
    assert_eq!(early, whole, "a day before everything");
}

#[test]
fn nothing_is_written_over_and_nothing_half() {
    let lab = Lab::new();
    let repo: &Repo = &lab.repo;
    let dir = repo.world.path("full");
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("mine.txt"), "mine").unwrap();
    let full = dir.to_str().unwrap();
    let problem = repo.no(4, &["audit", "--pack", full]);
    assert_eq!(problem.code, "not-empty");
    assert_eq!(read(&dir).len(), 1);
    let file = dir.join("mine.txt");
    assert_eq!(repo.no(4, &["audit", "--pack", file.to_str().unwrap()]).code, "not-empty");
    #[cfg(unix)]
    {
        let link = repo.world.path("link");
        std::os::unix::fs::symlink(repo.world.path("elsewhere"), &link).unwrap();
        assert_eq!(repo.no(4, &["audit", "--pack", link.to_str().unwrap()]).code, "not-empty");
    }
    // An empty folder will do, and so will one that is not there, with those above it.
    fs::create_dir_all(repo.world.path("empty")).unwrap();
    assert!(packed(&lab, "empty", &[]).len() > 20);
    assert!(packed(&lab, "deep/er/pack", &[]).len() > 20);
    let left: Vec<_> = fs::read_dir(repo.world.path("deep/er")).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary folder is left");
    // Half a history makes no pack.
    let shallow = lab.clone(&["--depth", "1"]);
    let none = repo.world.path("none");
    let problem = shallow.repo.no(5, &["audit", "--pack", none.to_str().unwrap()]);
    assert_eq!((problem.code.as_str(), none.exists()), ("incomplete", false));
    for (more, code) in [
        (&["--from", "nonsense"][..], "unknown-revision"),
        (&["--to", "2001-01-01"][..], "unknown-revision"),
    ] {
        let all = [&["audit", "--pack", none.to_str().unwrap()], more].concat();
        assert_eq!(repo.no(4, &all).code, code);
    }
    repo.no(2, &["audit", "--from", "HEAD"]);
    // A ledger of which nothing has landed yet has a pack of nothing.
    let repo = Repo::new();
    repo.commit("before");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.ok(&["init", "--trunk-name", "main"]);
    repo.commit("found it");
    let pack = packed(&Lab::on(repo), "nothing", &[]);
    let summary: Value = serde_json::from_slice(&pack["pack.json"]).unwrap();
    assert_eq!(
        (&summary["data"]["log"]["size"], &summary["data"]["trunk"]),
        (&json!(0), &Value::Null)
    );
}

#[test]
fn exceptions_are_those_of_the_gate_and_of_the_audit() {
    let lab = Lab::new();
    let repo = &lab.repo;
    let public = repo.home.join("ben.pub");
    fs::write(&public, key(7).public_key().to_openssh().unwrap()).unwrap();
    crate::support::write_key(&repo.home.join("ben"), 7);
    let ben = repo.home.join("ben");
    let ben = ben.to_str().unwrap();
    repo.ok(&["signer", "admit", public.to_str().unwrap(), "--principal", "ben", "--role", "root"]);
    // Opened by one, closed by another, by a pull request: nothing to look at but the missing evidence.
    repo.ok(&["--key", ben, "close", "SEC-001"]);
    repo.commit("close RBAC (#9)");
    let quiet = packed(&lab, "quiet", &[]);
    let of = |pack: &BTreeMap<String, Vec<u8>>, label: &str| -> Vec<String> {
        let labels = column(pack, "exceptions.csv", "label");
        let kinds = column(pack, "exceptions.csv", "kind");
        let found = labels.iter().zip(kinds).filter(|(l, _)| *l == label);
        found.map(|(_, kind)| kind).collect()
    };
    assert_eq!(of(&quiet, "SEC-001"), ["without-evidence"]);
    assert_eq!(of(&quiet, "SEC-002"), ["self-closed", "without-evidence"]);
    assert_eq!(of(&quiet, "SEC-003"), Vec::<String>::new());
    // Everything at once.
    let from = lab.head();
    let opened = repo.ok(&["add", "TLS", "--block", "Ops", "--criterion", "one"]);
    assert!(opened.contains("OPS-001"));
    repo.ok(&[
        "waive",
        "OPS-001",
        "--rule",
        "without-pr",
        "-m",
        "why",
        "--asker",
        "eve",
        "--until",
        "2030-01-01",
    ]);
    repo.commit("open and waive");
    repo.ok(&["close", "OPS-001", "--force", "-m", "no time"]);
    repo.commit("close by force");
    let mut late = lab.draft("deferred", json!({"reason": "later"}));
    late["gap"] = json!("SEC-003");
    let opening = lab.event("SEC/003", "opened");
    let id = gaps::ledger::path::id_of(&opening).unwrap().to_string();
    (late["of"], late["parents"]) = (json!(id), json!([id]));
    late["at"] = json!("2031-01-01T00:00:00Z");
    lab.forge(late.clone(), ME);
    late["kind"] = json!("dropped");
    lab.forge(late, ME);
    repo.write("work.txt", "x");
    lab.land_all("work\n\nReopens-Gap: SEC-001");
    repo.ok(&["signer", "revoke", "ben", "-m", "stolen"]);
    repo.commit("revoke");
    lab.forge(lab.draft("noted", json!({"text": "by a thief"})), 7);
    let pack = packed(&lab, "all", &[]);
    let own: BTreeSet<String> = of(&pack, "OPS-001").into_iter().collect();
    let forced = ["forced", "self-closed", "unmet", "waived", "without-evidence", "without-pr"];
    assert_eq!(own, forced.map(str::to_owned).into());
    let mut kinds: Vec<String> = column(&pack, "exceptions.csv", "kind");
    kinds.sort();
    kinds.dedup();
    let all = [
        "contested",
        "forced",
        "future-or-backdated",
        "revoked-key",
        "self-closed",
        "unmet",
        "unrecorded",
        "waived",
        "without-evidence",
        "without-pr",
    ];
    assert_eq!(kinds, all);
    let messages = column(&pack, "exceptions.csv", "message").join("\n");
    assert!(messages.contains("asked by eve, approved by work-example.org: why"), "{messages}");
    // A waiver excuses what it names, and is seen doing so.
    let rows = records(text(&pack, "exceptions.csv"));
    let excused: Vec<&Vec<String>> = rows[1..].iter().filter(|r| !r[7].is_empty()).collect();
    assert_eq!(excused.len(), 1);
    assert_eq!((excused[0][0].as_str(), excused[0][1].as_str()), ("without-pr", "OPS-001"));
    // In a period stands what came in it, and what still stands.
    let later = packed(&lab, "later", &["--from", &from]);
    assert!(!of(&later, "SEC-002").contains(&"self-closed".to_owned()), "it was closed before");
    assert!(of(&later, "SEC-003").contains(&"contested".to_owned()));
}
