//! Trackers bent by a seed, the same way on every machine: lines go, come twice, change places, and single bytes turn
//! into others. Every law of the fuzz target holds for each.

use std::path::Path;

#[path = "../fuzz/targets/tracker.rs"]
mod tracker;

/// What a target of the fuzzing is; the other ones stand beside this one there.
struct Target {
    name: &'static str,
    seeds: fn() -> Vec<Vec<u8>>,
    run: fn(&[u8]),
}

fn files(below: &str, end: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(below);
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.retain(|p| p.to_str().is_some_and(|p| p.ends_with(end)));
    names.sort();
    names.into_iter().map(|p| std::fs::read(p).unwrap()).collect()
}

/// Numbers from a seed: xorshift64*.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11;
        usize::try_from(drawn).unwrap() % most.max(1)
    }
}

/// What readers of Markdown stumble over.
const PIECES: &[&str] = &[
    "\u{feff}", "\r\n", "\r", "|", "\\|", "~~", "**", "```\n", "<!--", "-->", "- [ ] ", "- [x] ",
    "  ", "\t", "> ", "[", "](", "✅", "‚úÖ", "🔴", "（", "）", "：", "100%", "3/4", "?", "# ",
    "|---|\n", "é", "\u{202e}", "\0",
];

fn bent(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let seed = &seeds[dice.below(seeds.len())];
    let mut lines: Vec<Vec<u8>> =
        seed.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    for _ in 0..=dice.below(5) {
        let (at, to) = (dice.below(lines.len()), dice.below(lines.len()));
        match dice.below(6) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(to, lines[at].clone()),
            2 => lines.swap(at, to),
            3 => {
                let other = &seeds[dice.below(seeds.len())];
                let all: Vec<&[u8]> = other.split_inclusive(|b| *b == b'\n').collect();
                lines.insert(at, all[dice.below(all.len())].to_vec());
            }
            4 => {
                let piece = PIECES[dice.below(PIECES.len())].bytes();
                let place = dice.below(lines[at].len());
                lines[at].splice(place..place, piece);
            }
            _ => {
                let place = dice.below(lines[at].len());
                lines[at].truncate(place);
            }
        }
        if lines.is_empty() {
            break;
        }
    }
    let mut bytes = lines.concat();
    if dice.below(20) == 0 && !bytes.is_empty() {
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 << dice.below(8);
    }
    bytes
}

#[test]
fn no_bent_tracker_breaks_a_law() {
    let target = tracker::TARGET;
    let seeds = (target.seeds)();
    assert!(seeds.len() > 50, "{} has seeds", target.name);
    let most = std::env::var("GAPS_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(1500);
    for n in 0..most {
        let input = bent(&seeds, &mut Dice((n + 1u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1));
        let whole = std::panic::catch_unwind(|| (target.run)(&input));
        assert!(whole.is_ok(), "input {n} breaks a law: {}", String::from_utf8_lossy(&input));
    }
}
