//! Proofs: whatever is bent, a proof that holds shows events that were in the log, at their places.

use std::sync::LazyLock;

use gaps::model::Id;
use gaps::project::merkle;
use gaps::project::proof::{self, Proof};
use serde_json::Value;

use super::{Target, files};

pub(super) const TARGET: Target = Target { name: "proof", seeds, run };

fn seeds() -> Vec<Vec<u8>> {
    let whole = files("fuzz/seeds", "proof.json");
    let one = |bytes: &Vec<u8>| {
        let mut document: Value = serde_json::from_slice(bytes).unwrap();
        document["data"]["events"].as_array_mut().unwrap().truncate(1);
        serde_json::to_vec(&document).unwrap()
    };
    let shorter = whole.iter().map(one).collect::<Vec<_>>();
    whole.into_iter().chain(shorter).chain([paths()]).collect()
}

/// A log of five, and the way to its fourth.
fn paths() -> Vec<u8> {
    let leaves: Vec<merkle::Hash> = (0..5).map(|n| merkle::leaf(&[n])).collect();
    let mut bytes = vec![3, 5];
    bytes.extend_from_slice(&merkle::root(&leaves));
    merkle::inclusion(&leaves, 3).iter().for_each(|h| bytes.extend_from_slice(h));
    bytes
}

static SHOWN: LazyLock<Vec<(u64, Id)>> =
    LazyLock::new(|| shown(&files("fuzz/seeds", "proof.json")[0]).unwrap());

fn shown(bytes: &[u8]) -> Option<Vec<(u64, Id)>> {
    let document: Value = serde_json::from_slice(bytes).ok()?;
    let proof: Proof = serde_json::from_value(document.get("data")?.clone()).ok()?;
    let shown = proof::verify(&proof).ok()?;
    Some(shown.events.into_iter().map(|(index, event)| (index, event.id)).collect())
}

fn run(bytes: &[u8]) {
    for event in shown(bytes).unwrap_or_default() {
        assert!(SHOWN.contains(&event), "{event:?} was not in that log");
    }
    // The same bytes as a path in a log of five: index, size, root, hashes.
    let [index, size, rest @ ..] = bytes else { return };
    let hashes: Vec<merkle::Hash> = rest.as_chunks::<32>().0.to_vec();
    let Some((root, path)) = hashes.split_first() else { return };
    if merkle::is_included(merkle::leaf(&[3]), u64::from(*index), u64::from(*size), path, root) {
        assert!(u64::from(*index) < u64::from(*size), "a place beyond the end");
    }
    merkle::is_consistent((u64::from(*index), root), (u64::from(*size), root), path);
}
