//! Events that a seeded hand has bent: fields taken away, moved, given other values, lines and bytes exchanged, each
//! signed again so that only its words are wrong. Two laws: what is accepted is spelled as we spell it, and a second
//! verifier says the same (`.ci/second-verifier`, which asks the ignored test to write the files).

use std::fs;
use std::path::Path;

use gaps::ledger::{Body, file, form};
use serde_json::{Value, json};

use crate::make;

/// Not random: the same numbers from one seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

const STRINGS: &[&str] = &[
    "",
    "x",
    "a\nb",
    "a\tb",
    "2026-02-29",
    "2024-02-29",
    "2026-12-01T00:00:00Z",
    "SEC-1",
    "sec-1",
    "2026-12-01T24:00:00Z",
    "CON-1",
    "A-B.1",
    "A.1-B",
    "A-B.1-C",
    "A-1.B",
    "COM1",
    "COM",
    "1.2.3.4",
    "1.2.3.4.5",
    "1.0",
    "open",
    "closed",
    "blocker",
    "waits-on",
    "pr",
    "ssh-ed25519 AAAA",
    "é👩‍💻",
    "\u{200b}",
    "\u{202e}",
    "\u{7f}",
];

const NAMES: &[&str] = &[
    "reason", "of", "zz", "gap", "cause", "text", "until", "set", "unset", "added", "removed",
    "key", "reworded", "note", "criteria", "verify", "files", "links", "ledger", "parents", "part",
    "name", "a/b", "a.b", "", "base",
];

fn values() -> Vec<Value> {
    let id = make::events::some_id("x");
    let founder = make::sshsig::ed25519("founder");
    let mut all: Vec<Value> = STRINGS.iter().map(|s| json!(s)).collect();
    all.extend([
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(9_007_199_254_740_992_u64),
        json!(-1),
        json!(1.5),
        json!([]),
        json!({}),
        json!(["x"]),
        json!({"a": 1}),
        json!([{}]),
        json!([id, id]),
        json!([id]),
        json!(id),
        json!(id[..40]),
        json!(id.to_uppercase()),
        json!({"due": "2026-01-01"}),
        json!([{"number": "1"}]),
        json!([{"number": "1", "text": "t"}]),
        json!(["due"]),
        json!([{"number": "1", "text": "t"}, {"number": "1", "text": "u"}]),
        json!({"aliases": ["a"]}),
        json!([{"relation": "pr", "text": "x"}]),
        json!([{"relation": "pr"}]),
        json!({"": 1}),
        json!("x".repeat(1024)),
        json!("x".repeat(1025)),
        json!("x".repeat(8193)),
        json!({"a.b": 1}),
        json!(founder.line()),
        json!(founder.fingerprint()),
        json!({"name": "n", "prefix": "N"}),
        json!({"verify": ["a", "a"]}),
    ]);
    all
}

/// Changes one place somewhere below.
fn bend(value: &mut Value, dice: &mut Dice, depth: usize) {
    let values = values();
    let any = |dice: &mut Dice| values[dice.below(values.len())].clone();
    match value {
        Value::Object(map) if !map.is_empty() && (depth == 0 || dice.below(3) > 0) => {
            let keys: Vec<String> = map.keys().cloned().collect();
            let key = keys[dice.below(keys.len())].clone();
            match dice.below(8) {
                0 => drop(map.remove(&key)),
                1 => drop(map.insert(dice.one(NAMES).to_owned(), any(dice))),
                2 | 3 => drop(map.insert(key, any(dice))),
                _ => bend(&mut map[&key], dice, depth + 1),
            }
        }
        Value::Array(list) if !list.is_empty() && dice.below(3) > 0 => {
            let at = dice.below(list.len());
            match dice.below(4) {
                0 => list.push(list[at].clone()),
                1 => list[at] = any(dice),
                _ => bend(&mut list[at], dice, depth + 1),
            }
        }
        other => *other = any(dice),
    }
}

fn bend_lines(text: &str, dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (a, b) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(6) {
        0 => drop(lines.remove(a)),
        1 => lines.insert(b, lines[a].clone()),
        2 => lines.swap(a, b),
        3 => lines[a].push_str(dice.one(&[",", " ", "{", "]", "}", "\""])),
        4 => lines[a] = lines[a].trim_end_matches(',').to_owned(),
        _ => lines[a] = lines[a].trim_start().to_owned(),
    }
    (lines.join("\n") + "\n").into_bytes()
}

fn bend_bytes(bytes: &mut Vec<u8>, from: usize, dice: &mut Dice, set: &[u8]) {
    let at = from + dice.below(bytes.len() - from);
    let byte = set[dice.below(set.len())];
    match dice.below(3) {
        0 => bytes[at] = byte,
        1 => bytes.insert(at, byte),
        _ => drop(bytes.remove(at)),
    }
}

fn mutant(from: &[u8], key: &make::sshsig::Key, dice: &mut Dice) -> Vec<u8> {
    let (json, armour) = file::split(from).unwrap();
    let text = std::str::from_utf8(json).unwrap();
    let bent = match dice.below(10) {
        0..=5 => {
            let mut value: Value = serde_json::from_str(text).unwrap();
            for _ in 0..=dice.below(2) {
                bend(&mut value, dice, 0);
            }
            form::encode(value.as_object().unwrap()).into_bytes()
        }
        6 | 7 => bend_lines(text, dice),
        8 => {
            let mut bytes = json.to_vec();
            bend_bytes(&mut bytes, 0, dice, b" \"\\{}[]:,0a\n\t\r\x00\x80\xe2n/");
            bytes
        }
        _ => {
            let mut bytes = [json, armour.as_bytes()].concat();
            bend_bytes(&mut bytes, json.len(), dice, b"Aa/=\n -+E");
            return bytes;
        }
    };
    make::edges::over(&bent, key)
}

fn mutants(seed: u64, count: usize) -> Vec<Vec<u8>> {
    let mut dice = Dice(seed);
    let key = make::sshsig::ed25519("founder");
    let small: Vec<_> = make::accepted().into_iter().filter(|v| v.bytes.len() < 16_384).collect();
    (0..count)
        .map(|_| {
            let from = dice.below(small.len());
            mutant(&small[from].bytes, &key, &mut dice)
        })
        .collect()
}

#[test]
fn what_is_accepted_is_spelled_as_we_spell_it() {
    let (mut accepted, mut newer) = (0, 0);
    for bytes in mutants(20_261_120, 4000) {
        let Ok(signed) = file::read(&bytes) else { continue };
        let (json, _) = file::split(&bytes).unwrap();
        if let Body::Newer { .. } = signed.event.body {
            newer += 1;
        } else {
            assert_eq!(signed.event.encode().as_bytes(), json);
            accepted += 1;
        }
    }
    assert!(accepted > 50 && newer > 50, "{accepted} accepted, {newer} newer");
}

/// Writes 1000 of them as a folder of vectors, for a second verifier to judge. `GAPS_SEED` is another seed.
#[test]
#[ignore = "writes files for .ci/second-verifier"]
fn write_them() {
    let seed = std::env::var("GAPS_SEED").map_or(20_261_121, |s| s.parse().unwrap());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutants");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let mut index = make::HEAD.to_owned();
    for (n, bytes) in mutants(seed, 1000).into_iter().enumerate() {
        let cut = bytes.windows(11).position(|w| w == b"\n-----BEGIN");
        let id = make::events::hash(cut.map_or(&bytes, |end| &bytes[..=end]));
        let code = file::read(&bytes).map_or_else(|e| e.code().as_str(), |_| "ok");
        fs::write(folder.join(format!("{n}.event")), &bytes).unwrap();
        let path = format!(".gaps/events/SEC/001/{id}.event");
        index.push_str(&format!("{n}.event\t{path}\t{id}\t{code}\t-\tbent\n"));
    }
    fs::write(folder.join("index.tsv"), index).unwrap();
    println!("{}", folder.display());
}
