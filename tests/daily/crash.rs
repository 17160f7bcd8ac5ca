//! Killed at any moment: the old state or the new, and nothing to repair.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::Repo;

const ALL: [&str; 4] = ["list", "--status", "all", "--json"];

/// What a write leaves on the disk after each of its steps, and what everybody then sees.
#[test]
fn each_step_of_an_append_is_the_old_state_or_the_new() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let old = repo.ok(&ALL);
    let known = repo.event_files();
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    let new = repo.ok(&ALL);
    let path = repo.event_files().into_iter().find(|f| !known.contains(f)).unwrap();
    let bytes = repo.read(&path);
    let (folder, _) = path.rsplit_once('/').unwrap();
    repo.git(&["rm", "--quiet", "--cached", &path]);
    fs::remove_file(repo.path.join(&path)).unwrap();
    // 1. The folders are made (of a gap that nobody finished opening).
    fs::create_dir_all(repo.path.join(".gaps/events/SEC/002")).unwrap();
    assert_eq!(repo.ok(&ALL), old);
    // 2. The temporary file is there, empty, torn at any length, or whole.
    let temporary = format!("{folder}/.tmp-gaps-aB3dE9");
    for length in [0, 1, bytes.len() / 2, bytes.len() - 1, bytes.len()] {
        repo.write(&temporary, &bytes[..length]);
        assert_eq!(repo.ok(&ALL), old, "{length} bytes of the temporary file");
        let doctor = repo.gaps(&["doctor"]);
        assert!(doctor.out.contains("left by a write that did not finish"), "{}", doctor.out);
        assert!(doctor.out.contains(&format!("rm {temporary}")), "{}", doctor.out);
    }
    // 3. It is renamed, not staged: it stands, and is told.
    fs::rename(repo.path.join(&temporary), repo.path.join(&path)).unwrap();
    assert_eq!(repo.ok(&ALL), old, "pending is what is staged");
    assert!(repo.gaps(&["doctor"]).out.contains("git add -f --sparse"));
    // 4. git was killed while it staged: its lock is left, and git's own message says so.
    repo.git(&["add", "-f", "--sparse", &path]);
    assert_eq!(repo.ok(&ALL), new);
    // The same command again where the event is there already is no error: the same bytes.
    assert_eq!(repo.no(4, &["close", "SEC-001", "-m", "done"]).code, "illegal-move");
}

/// The process is killed after a time that differs each run; half of the runs end by themselves.
#[test]
fn killed_at_any_time_there_is_nothing_to_repair() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let start = Instant::now();
    repo.ok(&["note", "SEC-001", "-m", "how long does it take?"]);
    let whole = start.elapsed();
    let (mut killed, mut finished) = (0, 0);
    for n in 0..60_u32 {
        let text = format!("note {n}");
        let mut child = repo
            .command(&["note", "SEC-001", "-m", &text])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole * n / 50 + Duration::from_micros(u64::from(n) * 7));
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        if ended {
            finished += 1
        } else {
            killed += 1
        }
        // `git add` may have been orphaned by the kill: its lock is git's, and goes away with it.
        let lock = repo.path.join(".git/index.lock");
        for _ in 0..20_000 {
            if !lock.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let data = repo.json(&["list", "--status", "all"]);
        assert_eq!(data["faults"], serde_json::json!([]), "run {n}");
    }
    println!("killed {killed}, finished {finished}");
    // Whatever is there whole counts once it is staged; what is torn is named as such and nothing else.
    for file in repo.event_files() {
        if file.contains("/.tmp-gaps-") {
            fs::remove_file(repo.path.join(file)).unwrap();
        }
    }
    repo.git(&["add", "-f", "--sparse", ".gaps/events"]);
    let data = repo.json(&["list", "--status", "all"]);
    assert_eq!(data["faults"], serde_json::json!([]));
    let log = repo.json(&["log", "SEC-001"]);
    let noted = log["moments"].as_array().unwrap().iter().filter(|m| m["kind"] == "noted").count();
    assert!(noted > finished, "all that finished, and the first: {noted} of {finished}");
    repo.ok(&["close", "SEC-001", "-m", "still works"]);
}
