//! What one looks at: figures, exports, badges, the report. Figures are counted a second time here, from the replay.

#[path = "../support/mod.rs"]
mod support;

mod badge;
mod export;
mod report;
mod stats;

use support::Repo;

/// A ledger with a history: two blocks, weeks apart, closings by pull requests, one of them taken back.
fn lived_in() -> Repo {
    let repo = Repo::founded();
    repo.git(&["remote", "add", "origin", "https://github.com/o/r.git"]);
    for (title, block, criticality) in [
        ("RBAC", "Security", "blocker"),
        ("rate limits", "Security", "high"),
        ("secrets", "Security", "high"),
        ("alert rules", "Observability", "medium"),
        ("dashboards", "Observability", "low"),
    ] {
        repo.ok(&["add", title, "--block", block, "--criticality", criticality]);
    }
    repo.ok(&["add", "nobody knows how bad", "--block", "Observability"]);
    repo.commit("open gaps (#1)");
    repo.world.days(3);
    repo.ok(&["start", "SEC-001"]);
    repo.commit("start");
    repo.world.days(5);
    repo.ok(&["close", "SEC-001", "-m", "done"]);
    repo.ok(&["close", "OBS-001", "-m", "done"]);
    repo.commit("close two (#2)");
    repo.world.days(9);
    repo.ok(&["reopen", "SEC-001", "-m", "it came back"]);
    repo.ok(&["revise", "SEC-002", "--criticality", "blocker"]);
    repo.commit("a bad day");
    repo.world.days(20);
    repo.ok(&["close", "SEC-001", "-m", "done again"]);
    repo.ok(&["close", "SEC-002", "-m", "done"]);
    repo.ok(&["defer", "SEC-003", "-m", "next year"]);
    repo.ok(&["drop", "OBS-002", "-m", "no"]);
    repo.commit("tidy (#3)");
    repo.ok(&["note", "OBS-003", "-m", "looked at it"]);
    repo.commit("a note");
    repo
}
