//! Checkpoint notes: what is read is written the same, and no signature holds over other lines.

use gaps::project::checkpoint::{self, Checkpoint};

use super::{Target, files};

pub(super) const TARGET: Target = Target { name: "note", seeds, run };

fn seeds() -> Vec<Vec<u8>> {
    let mut all = files("fuzz/seeds", "checkpoint.txt");
    let signed = String::from_utf8(all[0].clone()).unwrap();
    all.push(signed.split("-----BEGIN").next().unwrap().into());
    all.push(signed.lines().take(3).collect::<Vec<_>>().join("\n").into());
    all
}

/// The one that was signed.
fn signed() -> Checkpoint {
    let text = files("fuzz/seeds", "checkpoint.txt").remove(0);
    checkpoint::read(std::str::from_utf8(&text).unwrap()).unwrap().checkpoint
}

fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(read) = checkpoint::read(text) else { return };
    let again = checkpoint::read(&read.checkpoint.text()).unwrap();
    assert_eq!(again.checkpoint, read.checkpoint, "what is written reads back");
    if read.key.is_some() {
        assert_eq!(read.checkpoint, signed(), "nobody signed these lines");
    }
}
