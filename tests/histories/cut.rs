//! Clones without their whole history: what cannot be known is `unresolvable`, with the command that mends it, and
//! never wrong. Each hint is typed, and then everything is right.

use serde_json::Value;

use crate::row::{At, Row, landed};
use crate::support::Repo;

const FIRST: [&str; 5] = ["SEC-001", "SEC-002", "SEC-003", "SEC-004", "SEC-005"];
const LAST: [&str; 5] = ["SEC-006", "SEC-007", "SEC-008", "SEC-009", "SEC-010"];

type Expected = Vec<(&'static [&'static str], At)>;

/// Sixty commits on the trunk: five closings early and five late. One closing that is undone later shows up in
/// the history only.
fn long(row: &Row) -> Expected {
    let first = row.close(&FIRST, "close five (#2)");
    for n in 0..52 {
        row.git(&["commit", "--quiet", "--allow-empty", "-m", &format!("work {n}")]);
    }
    let last = row.close(&LAST, "close five more (#3)");
    row.git(&["commit", "--quiet", "--allow-empty", "-m", "and on"]);
    row.repo.remote();
    row.at_remote(&["config", "uploadpack.allowFilter", "true"]);
    vec![(&FIRST, landed(&first, 2)), (&LAST, landed(&last, 3))]
}

impl Row {
    fn at_remote(&self, arguments: &[&str]) {
        self.repo.at(self.repo.remote()).git(arguments);
    }

    /// A clone of the remote made with these options, over a transport that honours them.
    fn cloned(&self, name: &str, options: &[&str]) -> Repo {
        let clone = Repo::person(&self.repo.world, name, 2);
        let url = format!("file://{}", self.repo.remote().display());
        clone.git(&[&["clone", "--quiet"], options, &[&url, "."]].concat());
        clone
    }

    /// Nothing about landings is told, and why is: in every answer, first in the doctor's.
    pub(crate) fn expect_unresolvable(&self, why: &str) -> String {
        let at = if why == "no-trunk" { At::Unresolvable } else { At::Untold };
        self.expect_none_wrong(&at);
        let list = self.repo.json(&["list"]);
        let (says, hint) = (&list["unresolvable"]["says"], &list["unresolvable"]["hint"]);
        assert_eq!(list["unresolvable"]["why"], why);
        let hint = hint.as_str().unwrap().to_owned();
        assert_eq!(self.repo.json(&["log"])["unresolvable"]["hint"], hint.as_str());
        assert_eq!(self.repo.json(&["show", "SEC-001"])["unresolvable"]["hint"], hint.as_str());
        for verb in [&["list"][..], &["show", "SEC-001"], &["log"]] {
            let text = self.repo.ok(verb);
            assert!(text.contains("unresolvable") && text.contains(&hint), "{verb:?}: {text}");
        }
        let doctor = self.repo.gaps(&["doctor", "--json"]);
        assert_eq!(doctor.exit, 1);
        let doctor: Value = serde_json::from_str(&doctor.out).unwrap();
        let first = &doctor["data"]["checks"][0];
        assert_eq!((&first["good"], first["hint"].as_str()), (&false.into(), Some(&hint[..])));
        assert!(first["says"].as_str().unwrap().contains(says.as_str().unwrap()), "{first}");
        let replay = self.repo.no(5, &["replay"]);
        assert_eq!((&replay.code[..], &replay.hint[..]), (why, &hint[..]));
        hint
    }

    /// Every event of which this clone knows: nothing is given but what is expected.
    fn expect_none_wrong(&self, at: &At) {
        let log = self.repo.json(&["log"]);
        let moments = log["moments"].as_array().unwrap();
        assert!(moments.len() >= 10, "{log}");
        for moment in moments {
            assert!(moment["landing"].is_null(), "{moment}");
            assert_eq!(moment["unresolvable"], log["unresolvable"]["why"], "{moment}");
            let standing = moment["standing"].as_str();
            let wanted = if *at == At::Untold { Some("landed") } else { None };
            assert_eq!(standing, wanted, "{moment}");
        }
        for gap in self.repo.json(&["list", "--status", "all"])["gaps"].as_array().unwrap() {
            assert_eq!(gap["opened"]["at"], Value::Null, "{gap}");
            assert_eq!(gap["opened"]["commit"], Value::Null, "{gap}");
            let completed = &gap["completed"];
            if !completed.is_null() {
                assert_eq!(completed["source"], "unresolvable", "{gap}");
                assert_eq!(completed["date"], Value::Null, "{gap}");
                assert_eq!(completed["pr"], Value::Null, "{gap}");
            }
        }
    }
}

/// Types a hint, as a user would.
fn type_in(repo: &Repo, hint: &str) {
    let words: Vec<&str> = hint.split(' ').collect();
    assert_eq!(words[0], "git", "{hint}");
    repo.git(&[&["-c", "protocol.file.allow=always"], &words[1..]].concat());
}

#[test]
fn shallow() {
    let row = Row::new();
    let expected = long(&row);
    for (name, depth) in [("one", "1"), ("fifty", "50")] {
        let clone = row.cloned(name, &["--depth", depth]);
        let seen = row.seen_from(&clone);
        let hint = seen.expect_unresolvable("shallow");
        assert_eq!(hint, "git fetch --unshallow");
        // Deeper, and still not whole.
        clone.git(&["fetch", "--quiet", "--deepen", "3"]);
        seen.expect_unresolvable("shallow");
        type_in(&clone, &hint);
        seen.expect(&expected);
    }
}

/// Deepened to the first commit, it is whole.
#[test]
fn deepened_to_the_end() {
    let row = Row::new();
    let expected = long(&row);
    let clone = row.cloned("deep", &["--depth", "1"]);
    clone.git(&["fetch", "--quiet", "--deepen", "500"]);
    row.seen_from(&clone).expect(&expected);
}

/// A clone without blobs has all trees: it is right where it has every event, and says so where one is missing.
#[test]
fn partial_without_blobs() {
    let row = Row::new();
    let expected = long(&row);
    let clone = row.cloned("blobless", &["--filter=blob:none"]);
    row.seen_from(&clone).expect(&expected);
    // An event that only history holds was never fetched.
    row.git(&["rm", "--quiet", "-r", ".gaps/events/SEC/001"]);
    row.repo.commit("tidy up");
    row.git(&["push", "--quiet", "origin", "main"]);
    let clone = row.cloned("blobless-too", &["--filter=blob:none"]);
    let seen = row.seen_from(&clone);
    let list = clone.json(&["list", "--status", "all"]);
    assert_eq!(list["unresolvable"]["why"], "partial");
    assert_eq!(list["faults"], serde_json::json!([]), "what was not fetched is not wrong");
    seen.expect_none_wrong(&At::Untold);
    type_in(&clone, list["unresolvable"]["hint"].as_str().unwrap());
    seen.expect_moments(&expected);
}

#[test]
fn partial_without_trees() {
    let row = Row::new();
    let expected = long(&row);
    let clone = row.cloned("treeless", &["--filter=tree:0"]);
    let seen = row.seen_from(&clone);
    let hint = seen.expect_unresolvable("partial");
    type_in(&clone, &hint);
    seen.expect(&expected);
}

/// A clone of one other branch has no trunk.
#[test]
fn no_trunk() {
    let row = Row::new();
    let expected = long(&row);
    row.at_remote(&["branch", "topic", "main"]);
    let clone = row.cloned("single", &["--single-branch", "--branch", "topic"]);
    let seen = row.seen_from(&clone);
    let hint = seen.expect_unresolvable("no-trunk");
    type_in(&clone, &hint);
    seen.expect(&expected);
}

/// What actions/checkout does by default: one commit of a pull request, and nothing else.
#[test]
fn no_trunk_and_shallow() {
    let row = Row::new();
    let expected = long(&row);
    row.at_remote(&["update-ref", "refs/pull/12/merge", "main"]);
    let runner = Repo::keyless(&row.repo.world, "runner");
    runner.git(&["init", "--quiet"]);
    let url = format!("file://{}", row.repo.remote().display());
    runner.git(&["remote", "add", "origin", &url]);
    let pull = "+refs/pull/12/merge:refs/remotes/pull/12/merge";
    runner.git(&["fetch", "--quiet", "--depth=1", "origin", pull]);
    runner.git(&["checkout", "--quiet", "--force", "refs/remotes/pull/12/merge"]);
    let seen = row.seen_from(&runner);
    let hint = seen.expect_unresolvable("no-trunk");
    type_in(&runner, &hint);
    seen.expect(&expected);
}

/// A local repository whose trunk was renamed by nobody's word.
#[test]
fn no_trunk_and_no_remote() {
    let row = Row::new();
    let first = row.close(&FIRST, "close five (#2)");
    row.git(&["branch", "--quiet", "-m", "main", "prod"]);
    let hint = row.repo.json(&["list"])["unresolvable"]["hint"].as_str().unwrap().to_owned();
    assert_eq!(hint, "gaps --trunk BRANCH list");
    row.expect_none_wrong(&At::Unresolvable);
    let closings = [(&FIRST[..], landed(&first, 2)), (&LAST[..], At::Nowhere)];
    row.expect_with(&["--trunk", "prod"], &closings, true);
}

/// Two gaps with one label: where nobody can tell which landed first, each shows with its mark.
#[test]
fn two_labels_in_a_shallow_clone() {
    let row = Row::new();
    let bo = row.repo.clone_as("bo", 2);
    for (person, title) in [(&row.repo, "mine"), (&bo, "theirs")] {
        person.git(&["switch", "--quiet", "-c", title]);
        person.ok(&["add", title, "-b", "Security"]);
        person.commit(title);
    }
    bo.git(&["push", "--quiet", "origin", "theirs"]);
    row.git(&["fetch", "--quiet"]);
    row.git(&["switch", "--quiet", "main"]);
    row.git(&["merge", "--quiet", "--no-ff", "origin/theirs", "-m", "one"]);
    row.git(&["merge", "--quiet", "--no-ff", "mine", "-m", "two"]);
    row.git(&["push", "--quiet", "origin", "main"]);
    let labels = |repo: &Repo| -> Vec<String> {
        let list = repo.json(&["list"]);
        let all = list["gaps"].as_array().unwrap();
        let named = |t: &str| all.iter().find(|g| g["title"] == t).unwrap()["label"].clone();
        ["theirs", "mine"].map(|t| named(t).as_str().unwrap().to_owned()).to_vec()
    };
    let whole = labels(&row.repo);
    assert_eq!(whole[0], "SEC-011");
    let shallow = labels(&row.cloned("shallow", &["--depth", "1"]));
    assert!(shallow.iter().all(|l| l.starts_with("SEC-011~")), "{shallow:?}");
    assert_eq!(shallow[1], whole[1]);
}

/// A revoked key in a clone that cannot tell what the revocation strikes: nothing falls, and it is said.
#[test]
fn a_revocation_in_a_shallow_clone() {
    let row = Row::new();
    let bo = row.repo.clone_as("bo", 2);
    row.repo.ok(&[
        "signer",
        "admit",
        bo.home.join(".ssh/id_ed25519.pub").to_str().unwrap(),
        "--principal",
        "bo",
    ]);
    row.repo.commit("admit bo");
    row.git(&["push", "--quiet", "origin", "main"]);
    bo.git(&["pull", "--quiet"]);
    bo.ok(&["close", "SEC-001", "-m", "done"]);
    bo.commit("close one (#2)");
    bo.git(&["push", "--quiet", "origin", "main"]);
    row.git(&["pull", "--quiet"]);
    row.repo.ok(&["signer", "revoke", "bo", "-m", "left"]);
    row.repo.commit("revoke bo (#3)");
    row.git(&["push", "--quiet", "origin", "main"]);
    assert_eq!(row.repo.status("SEC-001"), "closed");
    let clone = row.cloned("shallow", &["--depth", "1"]);
    assert_eq!(clone.status("SEC-001"), "closed");
    let faults = clone.json(&["list"])["faults"].clone();
    assert!(faults[0]["message"].as_str().unwrap().contains("unresolvable"), "{faults}");
}
