//! `import --history`: the versions of a document along the trunk, made with the real git: merges, squashes, an
//! abandoned branch, a rename, versions that cannot be read, rows that vanish and come back.

use serde_json::Value;

use crate::documents::{answer, findings};
use crate::support::Repo;

/// A board with one row a gap: label, title, status, completed, PR.
fn board(rows: &[(&str, &str, &str, &str, &str)]) -> String {
    let mut text = "# Board\n\n| ID | Task | Criticality | Status | Completed | PR |\n|---|---|---|---|---|---|\n".to_owned();
    for (label, title, status, date, pr) in rows {
        text.push_str(&format!("| {label} | {title} | high | {status} | {date} | {pr} |\n"));
    }
    text
}

type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);
const A: Row = ("NET-001", "Limits", "Open", "-", "-");
const B: Row = ("NET-002", "Timeouts", "Open", "-", "-");
const C: Row = ("NET-003", "Retries", "Open", "-", "-");
const D: Row = ("NET-004", "Probes", "Open", "-", "-");

fn done(row: Row, date: &'static str, pr: &'static str) -> Row {
    (row.0, row.1, "Done", date, pr)
}

/// A repository and the day of its next commit.
struct Story {
    repo: Repo,
}

impl Story {
    fn new() -> Self {
        Self { repo: Repo::new() }
    }

    fn at(&self, day: &str, arguments: &[&str]) -> String {
        let at = format!("{day}T10:00:00Z");
        let mut command = self.repo.world.command("git", &self.repo.home, &self.repo.path);
        command.env("GIT_AUTHOR_DATE", &at).env("GIT_COMMITTER_DATE", &at).args(arguments);
        let said = crate::support::said(&mut command);
        assert_eq!(said.exit, 0, "git {arguments:?}: {}{}", said.out, said.err);
        said.out
    }

    fn commit(&self, day: &str, message: &str) {
        self.at(day, &["add", "-A"]);
        self.at(day, &["commit", "--quiet", "-m", message]);
    }

    fn save(&self, day: &str, message: &str, text: impl AsRef<[u8]>) {
        self.repo.write("BOARD.md", text);
        self.commit(day, message);
    }

    /// A branch with one commit, merged by a pull request.
    fn merge(&self, day: &str, name: &str, pr: u32, text: &str) {
        self.at(day, &["checkout", "--quiet", "-b", name]);
        self.save("2026-01-01", "work on it", text);
        self.at(day, &["checkout", "--quiet", "main"]);
        let message = format!("Merge pull request #{pr} from team/{name}");
        self.at(day, &["merge", "--quiet", "--no-ff", "-m", &message, name]);
    }
}

/// All that the history below claims: two right completions, two wrong ones, one that never landed.
fn story() -> Story {
    let story = Story::new();
    story.save("2026-03-01", "a board", board(&[A, B, C]));
    story.merge("2026-03-05", "limits", 11, &board(&[done(A, "2026-03-05", "#11"), B, C]));
    // A branch that claims a completion and is left behind.
    story.at("2026-03-06", &["checkout", "--quiet", "-b", "abandoned"]);
    story.save(
        "2026-03-06",
        "retries, maybe",
        board(&[done(A, "2026-03-05", "#11"), B, done(C, "2026-03-06", "#12")]),
    );
    story.at("2026-03-06", &["checkout", "--quiet", "main"]);
    // A squash, with a wrong date and a wrong pull request.
    let wrong = done(B, "2026-03-01", "#99");
    story.save(
        "2026-03-09",
        "Timeouts everywhere (#13)",
        board(&[done(A, "2026-03-05", "#11"), wrong, C]),
    );
    let conflict = format!(
        "<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n",
        board(&[A]),
        board(&[done(C, "", "")])
    );
    story.save("2026-03-10", "oops", conflict);
    story.save("2026-03-11", "oops again", b"# Board\n\n- caf\xe9\n");
    let now = board(&[done(A, "2026-03-05", "#11"), wrong, C]);
    story.save("2026-03-12", "line endings", now.replace('\n', "\r\n"));
    // A row goes and comes back; another one comes already done.
    story.save("2026-03-13", "tidy", board(&[done(A, "2026-03-05", "#11"), wrong]));
    let come = done(D, "2026-03-14", "#15");
    story.save(
        "2026-03-14",
        "Probes (#15)",
        board(&[done(A, "2026-03-05", "#11"), wrong, C, come]),
    );
    story
}

fn completed(repo: &Repo, label: &str) -> (String, Value) {
    let gap = repo.gap(label);
    let done = &gap["completed"];
    assert_eq!(done["source"], "cause", "{label}: {gap}");
    (done["date"].as_str().unwrap_or_default().to_owned(), done["pr"]["number"].clone())
}

fn codes(repo: &Repo, label: &str) -> Vec<String> {
    let (_, data) = answer(repo, &["lint", "BOARD.md"]);
    findings(&data).into_iter().filter(|f| f.1 == label).map(|f| f.0).collect()
}

fn facts(repo: &Repo) {
    let at = |d: &str, pr: u64| (d.to_owned(), Value::from(pr));
    assert_eq!(completed(repo, "NET-001"), at("2026-03-05", 11));
    assert_eq!(completed(repo, "NET-002"), at("2026-03-09", 13));
    assert_eq!(completed(repo, "NET-004"), at("2026-03-14", 15));
    assert_eq!(repo.status("NET-003"), "open");
    assert_eq!(repo.gap("NET-001")["opened"]["at"], "2026-03-01T10:00:00Z");
    let data = repo.json(&["list", "--status", "all"]);
    assert_eq!(data["gaps"].as_array().unwrap().len(), 4);
}

#[test]
fn dates_pull_requests_and_statuses_come_from_history() {
    let story = story();
    let repo = &story.repo;
    let (exit, data) = answer(repo, &["import", "BOARD.md", "--history"]);
    assert_eq!(exit, 0, "{data}");
    repo.git(&["add", "-A"]);
    repo.commit("adopt the board");
    facts(repo);
    // What history contradicts is named, and nothing else.
    assert_eq!(codes(repo, "NET-002"), ["wrong-date", "wrong-pr"]);
    for label in ["NET-001", "NET-003", "NET-004"] {
        assert!(codes(repo, label).is_empty(), "{label}: {:?}", codes(repo, label));
    }
    assert_eq!(repo.gaps(&["lint", "BOARD.md"]).exit, 1);
    // Rendering writes the truth; then there is nothing left to say, and nothing to take in.
    assert_eq!(repo.gaps(&["render", "BOARD.md"]).exit, 0);
    let text = String::from_utf8(repo.read("BOARD.md")).unwrap();
    assert!(text.contains("| NET-002 | Timeouts | high | Done | 2026-03-09 | #13 |"), "{text}");
    assert_eq!(repo.gaps(&["lint", "BOARD.md"]).exit, 0);
    story.commit("2026-03-20", "render the board");
    let (_, data) = answer(repo, &["import", "BOARD.md", "--history"]);
    assert_eq!(data["events"], 0, "{data}");
    assert_eq!(answer(repo, &["import", "BOARD.md"]).1["events"], 0);
    facts(repo);
}

#[test]
fn versions_that_cannot_be_read_are_findings() {
    let story = story();
    let said = story.repo.gaps(&["import", "BOARD.md", "--history", "-n"]);
    assert_eq!(said.exit, 0, "{}", said.err);
    assert!(said.out.contains("not read: it has conflict markers"), "{}", said.out);
    assert!(said.out.contains("not read: the document is not UTF-8"), "{}", said.out);
    let (_, data) = answer(&story.repo, &["import", "BOARD.md", "--history", "-n"]);
    let unread = findings(&data).into_iter().filter(|f| f.0 == "unread").count();
    assert_eq!(unread, 2, "{data}");
}

#[test]
fn a_completion_that_never_landed_is_named() {
    let story = story();
    let repo = &story.repo;
    repo.ok(&["import", "BOARD.md", "--history"]);
    story.commit("2026-03-15", "adopt the board");
    repo.git(&["checkout", "--quiet", "abandoned"]);
    repo.git(&["merge", "--quiet", "-s", "ours", "--no-edit", "main"]);
    let text = board(&[
        done(A, "2026-03-05", "#11"),
        done(B, "2026-03-09", "#13"),
        done(C, "2026-03-06", "#12"),
        done(D, "2026-03-14", "#15"),
    ]);
    repo.write("BOARD.md", text);
    repo.git(&["checkout", "--quiet", "main", "--", ".gaps"]);
    assert_eq!(codes(repo, "NET-003"), ["not-landed"]);
}

#[test]
fn new_versions_add_what_is_new_and_no_more() {
    let story = story();
    let repo = &story.repo;
    repo.ok(&["import", "BOARD.md", "--history"]);
    story.commit("2026-03-15", "adopt the board");
    let (_, data) = answer(repo, &["import", "BOARD.md", "--history"]);
    assert_eq!(data["events"], 0, "{data}");
    // The ledger moves on by itself, and by the document.
    repo.ok(&["reopen", "NET-001", "-m", "it was not enough"]);
    repo.ok(&["render", "BOARD.md"]);
    story.commit("2026-03-16", "reopen limits (#16)");
    repo.ok(&["close", "NET-001", "-m", "now it is"]);
    story.commit("2026-03-17", "limits (#17)");
    let (_, data) = answer(repo, &["import", "BOARD.md", "--history"]);
    assert_eq!(data["events"], 0, "what render wrote is no news: {data}");
    assert_eq!(repo.status("NET-001"), "closed");
    let text = String::from_utf8(repo.read("BOARD.md")).unwrap();
    let text = text.replace(
        "| NET-003 | Retries | high | Open | - |",
        "| NET-003 | Retries | high | Done | - |",
    );
    story.save("2026-03-18", "Retries (#18)", text);
    let (_, data) = answer(repo, &["import", "BOARD.md", "--history"]);
    assert_eq!(data["events"], 1, "{data}");
    story.commit("2026-03-19", "take it in");
    assert_eq!(completed(repo, "NET-003"), ("2026-03-18".to_owned(), 18.into()));
    assert_eq!(repo.status("NET-001"), "closed");
    assert_eq!(answer(repo, &["import", "BOARD.md", "--history"]).1["events"], 0);
}

#[test]
fn two_clones_replay_the_same_bytes() {
    let story = story();
    let ana = &story.repo;
    ana.ok(&["init"]);
    story.commit("2026-03-15", "found a ledger");
    let ben = ana.clone_as("ben", crate::support::SEED);
    for repo in [ana, &ben] {
        repo.ok(&["import", "BOARD.md", "--history"]);
    }
    assert_eq!(ana.event_files(), ben.event_files());
    for path in ana.event_files() {
        assert_eq!(ana.read(&path), ben.read(&path));
    }
}

#[test]
fn a_replay_that_was_cut_short_goes_on() {
    let whole = story();
    whole.repo.ok(&["init"]);
    whole.commit("2026-03-15", "found a ledger");
    let cut = whole.repo.clone_as("cut", crate::support::SEED);
    whole.repo.ok(&["import", "BOARD.md", "--history"]);
    let all = whole.repo.event_files();
    // Whatever was written and staged when it was killed: the rest comes, and only the rest.
    let text = |path: &String| String::from_utf8(whole.repo.read(path)).unwrap();
    let mut new: Vec<&String> =
        all.iter().filter(|p| text(p).contains("\"tracker\": \"BOARD.md\"")).collect();
    new.sort_by_key(|p| {
        (
            text(p).lines().find(|l| l.contains("\"at\"")).unwrap().to_owned(),
            !text(p).contains("\"opened\""),
            (*p).clone(),
        )
    });
    for keep in [0, 1, 3, new.len() - 1] {
        for path in &new[..keep] {
            cut.write(path, whole.repo.read(path));
            cut.git(&["add", "-f", path]);
        }
        let (_, data) = answer(&cut, &["import", "BOARD.md", "--history"]);
        assert_eq!(data["events"].as_u64().unwrap() as usize, new.len() - keep, "{keep}: {data}");
        assert_eq!(cut.event_files(), all, "{keep}");
        cut.git(&["reset", "--quiet", "--hard"]);
        cut.git(&["clean", "-qfd"]);
    }
}

#[test]
fn a_rename_is_followed_by_content_and_an_edited_one_by_name() {
    for edited in [false, true] {
        let story = Story::new();
        let repo = &story.repo;
        story.save("2026-03-01", "a board", board(&[A, B]));
        story.save("2026-03-02", "Limits (#7)", board(&[done(A, "-", "-"), B]));
        repo.git(&["mv", "BOARD.md", "GAPS.md"]);
        if edited {
            repo.write("GAPS.md", format!("{}\nMoved here.\n", board(&[done(A, "-", "-"), B])));
        }
        story.commit("2026-03-03", "move it (#8)");
        repo.write("GAPS.md", board(&[done(A, "-", "-"), done(B, "-", "-")]));
        story.commit("2026-03-04", "Timeouts (#9)");
        let old: &[&str] = if edited { &["--old-path", "BOARD.md"] } else { &[] };
        repo.ok(&[&["import", "GAPS.md", "--history"], old].concat());
        story.commit("2026-03-05", "adopt it");
        assert_eq!(completed(repo, "NET-001"), ("2026-03-02".to_owned(), 7.into()), "{edited}");
        assert_eq!(completed(repo, "NET-002"), ("2026-03-04".to_owned(), 9.into()), "{edited}");
        assert_eq!(
            answer(repo, &[&["import", "GAPS.md", "--history"], old].concat()).1["events"],
            0
        );
        assert_eq!(repo.gaps(&["lint", "GAPS.md"]).exit, 0);
    }
}

#[test]
fn a_document_that_moves_after_it_was_adopted_is_still_itself() {
    // Without labels of its own, so that only the path can tell.
    let text = "# List\n\n## High\n\n- [ ] Limits\n- [x] Timeouts\n";
    for edited in [false, true] {
        let story = Story::new();
        let repo = &story.repo;
        story.save("2026-03-01", "a list", text);
        repo.ok(&["import", "BOARD.md", "--history"]);
        story.commit("2026-03-02", "adopt it");
        repo.git(&["mv", "BOARD.md", "GAPS.md"]);
        if edited {
            repo.write("GAPS.md", format!("{text}\nMoved here.\n"));
        } else {
            // Even before it is committed, the same content says what it is.
            assert_eq!(repo.gaps(&["lint", "GAPS.md"]).exit, 0);
        }
        story.commit("2026-03-03", "move it");
        let old: &[&str] = if edited { &["--old-path", "BOARD.md"] } else { &[] };
        let (_, data) = answer(repo, &[&["import", "GAPS.md"], old].concat());
        assert_eq!(data["events"], 2, "each gap learns its path, and nothing else: {data}");
        story.commit("2026-03-04", "take it in");
        let data = repo.json(&["list", "--status", "all"]);
        assert_eq!(data["gaps"].as_array().unwrap().len(), 2, "{data}");
        repo.write("GAPS.md", text.replace("- [ ] Limits", "- [x] Limits"));
        story.commit("2026-03-05", "Limits (#5)");
        assert_eq!(answer(repo, &["import", "GAPS.md", "--history"]).1["events"], 1);
        story.commit("2026-03-06", "take it in");
        assert_eq!(completed(repo, "HIG-01"), ("2026-03-05".to_owned(), 5.into()));
        assert_eq!(answer(repo, &["import", "GAPS.md", "--history"]).1["events"], 0);
    }
}

#[test]
fn a_row_that_comes_beside_one_that_went_is_no_retitling() {
    let list = |items: &[&str]| format!("# List\n\n## High\n\n{}", items.concat());
    let story = Story::new();
    let repo = &story.repo;
    story.save("2026-03-01", "a list", list(&["- [ ] Limits\n", "- [ ] Timeouts\n"]));
    story.save("2026-03-02", "one goes", list(&["- [ ] Limits\n"]));
    story.save("2026-03-03", "another one comes", list(&["- [ ] Limits\n", "- [x] Probes\n"]));
    story.save(
        "2026-03-04",
        "the first is back",
        list(&["- [ ] Limits\n", "- [x] Probes\n", "- [ ] Timeouts\n"]),
    );
    repo.ok(&["import", "BOARD.md", "--history"]);
    story.commit("2026-03-05", "adopt it");
    let data = repo.json(&["list", "--status", "all"]);
    let all: Vec<(String, String)> = data["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| {
            (g["title"].as_str().unwrap().to_owned(), g["status"].as_str().unwrap().to_owned())
        })
        .collect();
    assert_eq!(all.len(), 3, "{data}");
    for (title, status) in [("Limits", "open"), ("Timeouts", "open"), ("Probes", "closed")] {
        assert!(all.contains(&(title.to_owned(), status.to_owned())), "{all:?}");
    }
    assert_eq!(repo.gaps(&["lint", "BOARD.md"]).exit, 0);
}

#[test]
fn a_shallow_clone_says_that_it_cannot() {
    for is_founded in [true, false] {
        let story = story();
        if is_founded {
            story.repo.ok(&["init"]);
            story.commit("2026-03-15", "found a ledger");
        }
        let bare = story.repo.remote();
        let clone = Repo::person(&story.repo.world, "shallow", 5);
        clone.git(&[
            "clone",
            "--quiet",
            "--depth",
            "1",
            &format!("file://{}", bare.display()),
            ".",
        ]);
        let problem = clone.no(5, &["import", "BOARD.md", "--history"]);
        assert!(problem.hint.contains("git fetch --unshallow"), "{problem:?}");
        assert_eq!(clone.git(&["status", "--short"]), "", "nothing was begun");
    }
}

#[test]
fn a_timeline_says_when_the_work_came_and_not_when_it_was_recorded() {
    let repo = Repo::founded();
    repo.write(
        "TODO.md",
        "# To do\n\n## High\n\n- [ ] SEC-001 Rotate the keys\n- [ ] SEC-002 Pin the images\n",
    );
    repo.git(&["add", "TODO.md"]);
    repo.commit("a list");
    repo.world.days(3);
    repo.write(
        "TODO.md",
        "# To do\n\n## High\n\n- [x] SEC-001 Rotate the keys\n- [ ] SEC-002 Pin the images\n",
    );
    repo.git(&["add", "TODO.md"]);
    let work = repo.commit("Rotate the keys (#7)");
    repo.world.days(30);
    repo.ok(&["import", "--history", "TODO.md"]);
    let record = repo.commit("adopt the list");
    let moment = &repo.json(&["log", "SEC-001"])["moments"][0];
    assert_eq!(moment["kind"], "closed");
    assert_eq!(moment["landing"]["commit"], record.as_str());
    assert_eq!(moment["work"]["commit"], work.as_str());
    assert_eq!(moment["work"]["pr"]["text"], "#7");
    let line = repo.ok(&["log", "SEC-001", "--oneline", "--kind", "closed"]);
    assert!(line.contains(&format!("{} by #7", &work[..7])), "{line}");
    assert!(line.contains(moment["work"]["date"].as_str().unwrap()), "{line}");
    let whole = repo.ok(&["log", "SEC-001", "--kind", "closed"]);
    assert!(whole.contains(&format!("work    {}", moment["work"]["date"].as_str().unwrap())));
}

/// A document that came into git with things done long before, one of them with a date that had not come yet.
fn older_than_git() -> Story {
    let story = Story::new();
    let old = done(A, "2026-01-15", "#3");
    let late = done(B, "2026-03-05", "-");
    story.save("2026-03-01", "the board comes into git (#9)", board(&[old, late, C]));
    let claims = done(C, "2026-02-20", "-");
    story.save("2026-03-09", "Retries (#13)", board(&[old, late, claims]));
    story
}

#[test]
fn what_was_done_before_the_first_commit_keeps_its_claimed_date() {
    let story = older_than_git();
    let repo = &story.repo;
    repo.ok(&["import", "BOARD.md", "--history"]);
    story.commit("2026-03-20", "adopt the board");
    let gap = repo.gap("NET-001");
    assert_eq!(gap["completed"]["source"], "claimed", "{gap}");
    assert_eq!(gap["completed"]["date"], "2026-01-15", "{gap}");
    assert_eq!(gap["completed"]["pr"]["number"], 3, "{gap}");
    assert_eq!(gap["opened"]["at"], "2026-03-01T10:00:00Z", "{gap}");
    assert!(codes(repo, "NET-001").is_empty(), "{:?}", codes(repo, "NET-001"));
    // A date after the first commit, and a completion that history saw, are history's to judge.
    assert_eq!(completed(repo, "NET-002").0, "2026-03-01");
    assert_eq!(completed(repo, "NET-003"), ("2026-03-09".to_owned(), 13.into()));
    for label in ["NET-002", "NET-003"] {
        assert_eq!(codes(repo, label), ["wrong-date"], "{label}");
    }
    repo.ok(&["render", "BOARD.md"]);
    let text = String::from_utf8(repo.read("BOARD.md")).unwrap();
    assert!(text.contains("| NET-001 | Limits | high | Done | 2026-01-15 | #3 |"), "{text}");
    assert!(text.contains("| NET-002 | Timeouts | high | Done | 2026-03-01 |"), "{text}");
    assert!(text.contains("| NET-003 | Retries | high | Done | 2026-03-09 |"), "{text}");
    story.commit("2026-03-21", "render the board");
    assert_eq!(repo.gaps(&["lint", "BOARD.md"]).exit, 0);
    assert_eq!(answer(repo, &["import", "BOARD.md", "--history"]).1["events"], 0);
    // It came done, and was not open from then until the import.
    let stats = repo.json(&["stats"]);
    let first = &stats["open"]["points"][0];
    assert_eq!((&first["date"], &first["closed"]), (&"2026-03-01".into(), &2.into()), "{first}");
}
