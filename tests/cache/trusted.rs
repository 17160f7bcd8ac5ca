//! What comes from the cache and what does not: seen by changing what it keeps. And reading writes nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::questions::cache;
use crate::support::{Repo, files_below};

/// Changes a text in the only part of a file of the cache to another of its length, and makes the file whole again.
fn forge(repo: &Repo, name: &str, from: &str, to: &str) {
    assert_eq!(from.len(), to.len());
    let path = cache(repo).join(name);
    let mut bytes = fs::read(&path).unwrap();
    let top = 64..64 + u64::from_le_bytes(bytes[56..64].try_into().unwrap()) as usize;
    let before = *blake3::hash(&bytes[top.end..]).as_bytes();
    put(&mut bytes, from.as_bytes(), to.as_bytes());
    let after = *blake3::hash(&bytes[top.end..]).as_bytes();
    put(&mut bytes, &before, &after);
    let hash = *blake3::hash(&bytes[top]).as_bytes();
    bytes[24..56].copy_from_slice(&hash);
    fs::write(path, bytes).unwrap();
}

fn put(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    let at = bytes.windows(from.len()).position(|w| w == from).expect("kept there");
    bytes[at..at + to.len()].copy_from_slice(to);
}

#[test]
fn a_list_is_printed_from_its_page_and_only_what_changed_is_folded() {
    let repo = Repo::with_gaps(&["first title", "other title"]);
    repo.ok(&["list"]);
    forge(&repo, "list", "first title", "FIRST TITLE");
    assert!(repo.ok(&["list"]).contains("FIRST TITLE"), "a warm list folds nothing");
    repo.ok(&["start", "SEC-002"]);
    let list = repo.ok(&["list"]);
    assert!(list.contains("FIRST TITLE") && list.contains("started"), "only SEC-002: {list}");
    repo.commit("start");
    repo.commit("something else");
    let list = repo.ok(&["list"]);
    assert!(list.contains("FIRST TITLE") && !list.contains("pending"), "only SEC-002: {list}");
    repo.ok(&["note", "SEC-001", "-m", "looked"]);
    assert!(repo.ok(&["list"]).contains("first title"), "SEC-001 was folded again");
}

#[test]
fn an_event_is_checked_where_a_gap_is_shown_or_written() {
    let repo = Repo::with_gaps(&["first title", "other title"]);
    repo.ok(&["list"]);
    forge(&repo, "list", "first title", "FIRST TITLE");
    assert!(repo.ok(&["show", "SEC-001"]).contains("first title"));
    let page: serde_json::Value = repo.json(&["show", "SEC-001"]);
    assert_eq!(page["gaps"][0]["title"], "first title");
}

#[test]
fn the_working_tree_is_looked_at_however_warm_the_page_is() {
    let repo = Repo::with_gaps(&["first title"]);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    let closed = repo
        .event_files()
        .into_iter()
        .find(|f| String::from_utf8(repo.read(f)).unwrap().contains("\"closed\""));
    let closed = closed.expect("the event");
    assert_eq!(repo.status("SEC-001"), "closed");
    let good = repo.read(&closed);
    let bad = String::from_utf8(good.clone()).unwrap().replace("done", "gone");
    repo.write(&closed, bad);
    assert_eq!(repo.status("SEC-001"), "open", "the same length, within the same second");
    repo.write(&closed, &good);
    assert_eq!(repo.status("SEC-001"), "closed");
    fs::remove_file(repo.path.join(&closed)).unwrap();
    assert_eq!(repo.status("SEC-001"), "closed", "a file that is missing is no removal");
}

/// Every file with its content and times, the cache aside.
fn state(repo: &Repo) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let cache = cache(repo);
    let files = files_below(&repo.path).into_iter().filter(|p| !p.starts_with(&cache));
    files
        .map(|p| {
            let times = fs::symlink_metadata(&p).unwrap().modified().unwrap();
            (p.clone(), (fs::read(&p).unwrap_or_default(), times))
        })
        .collect()
}

/// What stands in the folder; `commands` is what `undo` remembers.
const KEPT: [&str; 7] =
    ["commands", "json", "landings", "landings-new", "list", "messages", "verdicts"];

#[test]
fn a_verb_that_reads_writes_the_cache_and_nothing_else() {
    let repo = Repo::with_gaps(&["first title", "other title"]);
    repo.ok(&["start", "SEC-002"]);
    let before = state(&repo);
    let questions: [&[&str]; 8] = [
        &["list"],
        &["list", "--json"],
        &["list", "--grep", "title"],
        &["show", "SEC-001"],
        &["log"],
        &["next"],
        &["list", "--at", "HEAD"],
        &["close", "SEC-001", "-n"],
    ];
    for _ in 0..2 {
        questions.iter().for_each(|q| drop(repo.ok(q)));
    }
    assert_eq!(state(&repo), before);
    let mut kept: Vec<String> = fs::read_dir(cache(&repo))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    kept.sort();
    assert!(kept.iter().all(|n| KEPT.contains(&n.as_str())), "{kept:?}");
    assert_eq!(repo.git(&["status", "--porcelain", "--ignored"]).lines().count(), 1);
}

#[test]
fn worktrees_share_a_cache_and_each_sees_its_own() {
    let repo = Repo::with_gaps(&["first title", "other title"]);
    repo.git(&["worktree", "add", "--quiet", "-b", "side", "../side"]);
    let side = repo.at("../side");
    side.ok(&["close", "SEC-001", "-m", "here"]);
    for _ in 0..2 {
        assert_eq!(repo.status("SEC-001"), "open");
        assert_eq!(side.status("SEC-001"), "closed");
    }
}

#[test]
fn what_was_found_right_is_known_by_what_it_says() {
    let repo = Repo::with_gaps(&["first title", "other title"]);
    repo.ok(&["list"]);
    repo.ok(&["note", "SEC-001", "-m", "looked"]);
    repo.commit("note");
    // The object of an old event has the signature of another one now.
    let text = |file: &String| String::from_utf8(repo.read(file)).unwrap();
    let of =
        |title: &str| repo.event_files().into_iter().find(|f| text(f).contains(title)).unwrap();
    let blob = repo.git(&["rev-parse", &format!("HEAD:{}", of("first title"))]).trim().to_owned();
    let (first, other) = (text(&of("first title")), text(&of("other title")));
    let armour = |text: &str| text.find("-----BEGIN").unwrap();
    let forged = [&first[..armour(&first)], &other[armour(&other)..]].concat();
    repo.write("forged", &forged);
    let other = repo.git(&["hash-object", "-w", "forged"]).trim().to_owned();
    let object = |id: &str| repo.path.join(".git/objects").join(&id[..2]).join(&id[2..]);
    let bytes = fs::read(object(&other)).unwrap();
    fs::remove_file(object(&blob)).unwrap();
    fs::write(object(&blob), bytes).unwrap();
    let list = repo.gaps(&["list"]);
    assert!(!list.out.contains("first title"), "{list:?}");
    assert!(list.err.contains("signature"), "{list:?}");
}
