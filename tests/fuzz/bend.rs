//! Bends real inputs: the same seed bends the same way on every machine.

/// xorshift64*: small, even enough, and ours.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below this one; 0 where that is 0.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        let most = u64::try_from(most).unwrap().max(1);
        usize::try_from((self.next() >> 11) % most).unwrap()
    }
}

/// Pieces that readers stumble over.
const PIECES: [&[u8]; 22] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\n\n",
    b"\"",
    b"\\u0000",
    b"\\n",
    b"{",
    b"}",
    b"[]",
    b"null",
    b"-1",
    b"0.5",
    b"9007199254740992",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xe2\x80\xae",
    b"\x1b[31m",
    b"\xef\xbb\xbf",
    b"-----BEGIN SSH SIGNATURE-----\n",
    b"\xff\xff\xff\xff",
    b"gaps/",
];

/// The most that an input grows to.
const MOST: usize = 80 * 1024;

/// One of the seeds, bent one to four times.
pub(crate) fn bent(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(4) {
        bend(&mut bytes, seeds, dice);
    }
    bytes.truncate(MOST);
    bytes
}

fn bend(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], dice: &mut Dice) {
    let at = dice.below(bytes.len());
    let to = (at + 1 + dice.below(32)).min(bytes.len());
    let at = at.min(to);
    match dice.below(10) {
        0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
        1 if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
        2 => drop(bytes.drain(at..to)),
        3 => bytes.truncate(at),
        4 => {
            let piece = bytes[at..to].to_vec();
            bytes.splice(at..at, piece);
        }
        5 => {
            let piece = PIECES[dice.below(PIECES.len())];
            bytes.splice(at..at, piece.iter().copied());
        }
        6 => {
            let piece = PIECES[dice.below(PIECES.len())];
            bytes.splice(at..to, piece.iter().copied());
        }
        // A piece of another, in the place of this one.
        7 | 8 => {
            let other = &seeds[dice.below(seeds.len())];
            let from = dice.below(other.len());
            let end = (from + 1 + dice.below(200)).min(other.len());
            bytes.splice(at..to, other[from.min(end)..end].iter().copied());
        }
        _ => {
            let other = dice.below(bytes.len());
            if at < bytes.len() && other < bytes.len() {
                bytes.swap(at, other);
            }
        }
    }
}
