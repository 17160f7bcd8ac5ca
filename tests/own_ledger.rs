//! This project's own backlog, from its own `.gaps`: what a fresh clone shows is real, and nothing in it is at fault.

use std::path::Path;
use std::process::Command;

#[test]
fn a_fresh_clone_shows_our_own_gaps_without_a_fault() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_gaps"))
        .args(["list", "--status", "all", "--json"])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let gaps = said["data"]["gaps"].as_array().unwrap();
    assert!(gaps.len() >= 10, "our own backlog has only {} gaps", gaps.len());
    assert_eq!(said["data"]["faults"], serde_json::json!([]));
}
