//! One changed byte anywhere in an event file is noticed: in the JSON by the signature, in the signature by the
//! gate, which leaves no second spelling. Every place of several accepted vectors, not a sample.

use std::fs;
use std::path::Path;

use gaps::ledger::file;

fn vector(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/accept");
    let bytes = fs::read(folder.join(format!("{name}.event"))).unwrap();
    assert!(file::read(&bytes).is_ok(), "{name}");
    bytes
}

const VECTORS: [&str; 8] = [
    "kind-closed-bare",
    "kind-founded",
    "cause-trigger",
    "text-languages",
    "newer-kind",
    "key-ecdsa",
    "key-sk-ed25519",
    "key-sk-ecdsa",
];

#[test]
fn one_flipped_bit_anywhere_is_rejected() {
    for name in VECTORS {
        let good = vector(name);
        for at in 0..good.len() {
            for bit in 0..8 {
                let mut bad = good.clone();
                bad[at] ^= 1 << bit;
                assert!(file::read(&bad).is_err(), "{name}: bit {bit} of byte {at}");
            }
        }
    }
}

#[test]
fn one_byte_more_or_less_anywhere_is_rejected() {
    for name in VECTORS {
        let good = vector(name);
        for at in 0..good.len() {
            let shorter = [&good[..at], &good[at + 1..]].concat();
            assert!(file::read(&shorter).is_err(), "{name}: without byte {at}");
            assert!(file::read(&good[..at]).is_err(), "{name}: cut at {at}");
            for byte in [b' ', b'\n', b'=', b'A', b'0', 0, good[at]] {
                let longer = [&good[..at], &[byte], &good[at..]].concat();
                assert!(file::read(&longer).is_err(), "{name}: {byte} before {at}");
            }
            if at > 0 && good[at] != good[at - 1] {
                let mut swapped = good.clone();
                swapped.swap(at, at - 1);
                assert!(file::read(&swapped).is_err(), "{name}: {at} before its neighbour");
            }
        }
    }
}

#[test]
fn the_signature_of_one_event_is_that_of_no_other() {
    let all: Vec<Vec<u8>> = VECTORS.iter().map(|name| vector(name)).collect();
    for (i, json) in all.iter().enumerate() {
        for (j, armour) in all.iter().enumerate().filter(|(j, _)| *j != i) {
            let (json, _) = file::split(json).unwrap();
            let (_, armour) = file::split(armour).unwrap();
            let mixed = [json, armour.as_bytes()].concat();
            assert!(file::read(&mixed).is_err(), "{} under {}", VECTORS[i], VECTORS[j]);
        }
    }
}
