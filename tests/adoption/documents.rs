//! Trackers of our own, in each dialect, and what comes up about them in several tests.

use serde_json::Value;

use crate::support::{Repo, Said};

pub(crate) const SECTIONS: &str = "\
# Launch gaps

**Last Updated**: 2026-10-01

| Area | Blocker | High | Medium | Low |
|---|---|---|---|---|
| Network | 0 | 2 | 0 | 0 |
| Storage | 0 | 0 | 1 | 1 |
| **Total** | **0** | **2** | **1** | **1** |

## HIGH Priority

### NET-001: Rate limits on the public port

**Block**: Network
**Criticality**: HIGH
**Type**: Code
**Description**: Anybody may call us as often as they like.

**Acceptance Criteria**:
- limits are configured
- a test proves them

---

### NET-002: Timeouts for upstream calls

**Block**: Network
**Criticality**: HIGH
**Type**: Code
**Description**: A slow upstream holds a worker.

---

## MEDIUM Priority

### STO-001: Backups are restored in a drill

**Block**: Storage
**Criticality**: MEDIUM
**Type**: Ops
**Description**: Nobody ever restored one.

---

## LOW Priority

### STO-002: Name the buckets well

**Block**: Storage
**Criticality**: LOW
**Type**: Ops
**Description**: They are called a, b and c.

---

### ~~STO-003: Encrypt the volumes~~ ✅ COMPLETED

**Block**: Storage
**Criticality**: ~~LOW~~ COMPLETED
**Type**: Ops
**Description**: At rest.

---

## Completed

| ID | Description | Date | PR |
|---|---|---|---|
| STO-003 | Encrypt the volumes | 2026-09-20 | #41 |
";

pub(crate) const TABLE: &str = "\
# Readiness

## P0 (Critical)

| Item | Gap Found | Action | Status |
|------|-----------|--------|--------|
| Quotas | none set | set them | Open |
| Alerts | no pager | hire one | ✅ Done |

## P1 (High)

| Item | Gap Found | Action | Status |
|------|-----------|--------|--------|
| Dashboards | three of them | one will do | Open |
| Runbooks | not written | write them | ✅ Done |
";

pub(crate) const CHECKLIST: &str = "\
# To do before launch

## High

- [ ] **Rotate the keys**
  - [ ] the old ones are gone
  - [ ] the new ones work
- [ ] **Pin the images**
- [x] **Drop root**

## Medium

- [ ] **Trim the logs**

Progress: 1/4 done
";

pub(crate) const ROADMAP: &str = "\
# Roadmap

Overall: 1/4 tasks (25%)

## Phase 1: Ground (HIGH)

#### Task 1.1: Write the probe

**File:** `src/probe.rs`
**Status:** [✓] COMPLETED

- [✓] it answers
- [✓] it is wired

#### Task 1.2: Bound the queue

**File:** `src/queue.rs`
**Status:** [ ]

- [ ] a limit is set

## Phase 2: Walls (MEDIUM)

#### Task 2.1: Shed load

**File:** `src/shed.rs`
**Status:** [ ]

#### Task 2.2: Drain on stop

**File:** `src/drain.rs`
**Status:** [ ]
";

pub(crate) const GENERIC: &str = "\
# Sprint board

| Status | Task | Owner |
|---|---|---|
| Done | Ship the installer | ana |
| To Do | Sign the installer | ben |
| To Do | Notarise the installer | ana |
";

pub(crate) const ALL: [(&str, &str); 5] = [
    ("sections", SECTIONS),
    ("table", TABLE),
    ("checklist", CHECKLIST),
    ("roadmap", ROADMAP),
    ("generic", GENERIC),
];

/// A repository whose ledger took this document in, all committed.
pub(crate) fn adopted(text: impl AsRef<[u8]>) -> Repo {
    let repo = Repo::new();
    repo.write("GAPS.md", text);
    repo.git(&["add", "."]);
    repo.commit("a tracker");
    repo.ok(&["import", "GAPS.md"]);
    repo.commit("adopt it");
    repo
}

/// Runs `gaps` with `--json`, whatever it answers; exit code and `data`.
#[track_caller]
pub(crate) fn answer(repo: &Repo, arguments: &[&str]) -> (i32, Value) {
    let said = repo.gaps(&[arguments, &["--json"]].concat());
    (said.exit, data(&said))
}

#[track_caller]
pub(crate) fn data(said: &Said) -> Value {
    let value: Value =
        serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {}{}", said.out, said.err));
    value["data"].clone()
}

/// The codes of a document's findings with their labels.
pub(crate) fn findings(data: &Value) -> Vec<(String, String)> {
    let word = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let all = data["findings"].as_array().unwrap().iter();
    all.map(|f| (word(&f["code"]), word(&f["label"]))).collect()
}

/// The lines that one text has and the other has not, `-` and `+` before them.
pub(crate) fn changed(before: &str, after: &str) -> Vec<String> {
    let diff = similar::TextDiff::from_lines(before, after);
    let mut all = Vec::new();
    for change in diff.iter_all_changes() {
        match change.tag() {
            similar::ChangeTag::Delete => all.push(format!("-{}", change.value().trim_end())),
            similar::ChangeTag::Insert => all.push(format!("+{}", change.value().trim_end())),
            similar::ChangeTag::Equal => {}
        }
    }
    all
}

#[test]
fn a_document_that_went_away_is_named_and_a_dry_run_is_a_diff() {
    let repo = Repo::with_gaps(&["RBAC"]);
    let none = repo.no(4, &["render"]);
    assert_eq!(
        (none.message.as_str(), none.hint.as_str()),
        ("no gap came from a document", "gaps import FILE")
    );
    repo.write(
        "GAPS.md",
        "# Gaps\n\n| ID | Title | Status |\n|---|---|---|\n| OPS-001 | Backups | Open |\n",
    );
    repo.git(&["add", "GAPS.md"]);
    repo.ok(&["import", "GAPS.md"]);
    repo.commit("adopt");
    repo.ok(&["close", "OPS-001"]);
    let before = repo.read("GAPS.md");
    let said = repo.ok(&["render", "-n"]);
    assert_eq!(said, repo.ok(&["render", "--diff"]));
    assert_eq!((said, repo.read("GAPS.md")), (repo.ok(&["render", "--dry-run"]), before));
    repo.git(&["mv", "GAPS.md", "gaps list.md"]);
    let gone = repo.no(4, &["render"]);
    assert_eq!(gone.message, "the gaps came from GAPS.md, which is not here");
    assert_eq!(gone.hint, "gaps import --old-path GAPS.md FILE");
}
