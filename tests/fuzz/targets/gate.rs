//! A whole event file: none is accepted that nobody signed. Whatever is bent, what the gate lets through is one of
//! the files that were let through before.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use gaps::ledger::{file, form};

use super::{Target, files};

pub(super) const TARGET: Target = Target { name: "gate", seeds, run };

fn seeds() -> Vec<Vec<u8>> {
    let mut all = files("vectors/accept", ".event");
    all.extend(files("vectors/reject", ".event"));
    all
}

static SIGNED: LazyLock<BTreeSet<Vec<u8>>> = LazyLock::new(|| {
    let json = |bytes: Vec<u8>| {
        file::read(&bytes).is_ok().then(|| file::split(&bytes).unwrap().0.to_vec())
    };
    seeds().into_iter().filter_map(json).collect()
});

fn run(bytes: &[u8]) {
    let Ok(signed) = file::read(bytes) else { return };
    let (json, armour) = file::split(bytes).unwrap();
    assert!(SIGNED.contains(json), "nobody signed this");
    assert_eq!(signed.id, form::id(json));
    assert_eq!(file::join(std::str::from_utf8(json).unwrap(), armour), bytes);
    assert_eq!(file::read_checked(bytes), Some(signed), "a file that was checked reads the same");
}
