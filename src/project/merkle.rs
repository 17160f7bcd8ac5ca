//! The tree over a log: RFC 6962 over SHA-256. A root stands for a list of leaves; a path of hashes shows that one
//! leaf is in it, or that a longer list begins with a shorter one. Values only: no disk, no signature.

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// The hash of a leaf. The first byte keeps a leaf from being taken for a node.
pub fn leaf(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(bytes).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root over a list of leaf hashes.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(&root(left), &root(right))
        }
    }
}

/// The largest power of two that is smaller; `n` is at least 2.
fn split(n: usize) -> usize {
    let power = n.next_power_of_two();
    power / 2
}

/// The hashes that lead from a leaf to the root, lowest first.
pub fn inclusion(leaves: &[Hash], index: usize) -> Vec<Hash> {
    if leaves.len() < 2 || index >= leaves.len() {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut path, beside) = if index < left.len() {
        (inclusion(left, index), root(right))
    } else {
        (inclusion(right, index - left.len()), root(left))
    };
    path.push(beside);
    path
}

/// Whether a path shows that this leaf is at this place of the log with this size and root.
pub fn is_included(leaf: Hash, index: u64, size: u64, path: &[Hash], wanted: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut made = leaf;
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            made = node(beside, &made);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            made = node(&made, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && made == *wanted
}

/// The hashes that show that the log over these leaves begins with the log over the first `size` of them.
pub fn consistency(leaves: &[Hash], size: usize) -> Vec<Hash> {
    if size == 0 || size >= leaves.len() {
        return Vec::new();
    }
    part(leaves, size, true)
}

fn part(leaves: &[Hash], size: usize, is_whole: bool) -> Vec<Hash> {
    if size == leaves.len() {
        return if is_whole { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut path, beside) = if size <= left.len() {
        (part(left, size, is_whole), root(right))
    } else {
        (part(right, size - left.len(), false), root(left))
    };
    path.push(beside);
    path
}

/// Whether a path shows that the second log begins with the first.
pub fn is_consistent(first: (u64, &Hash), second: (u64, &Hash), path: &[Hash]) -> bool {
    let ((size, old), (larger, new)) = (first, second);
    if size > larger {
        return false;
    }
    if size == larger {
        return path.is_empty() && old == new;
    }
    if size == 0 {
        return path.is_empty() && *old == root(&[]);
    }
    let mut hashes = path.iter();
    let (mut at, mut last) = (size - 1, larger - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    // A first log that is a whole subtree stands for itself.
    let start = if at == 0 { Some(old) } else { hashes.next() };
    let Some(start) = start else { return false };
    let (mut made_old, mut made_new) = (*start, *start);
    for beside in hashes {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            made_old = node(beside, &made_old);
            made_new = node(beside, &made_new);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            made_new = node(&made_new, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && made_old == *old && made_new == *new
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As many leaves as a proof of every size up to this one needs.
    const MOST: usize = 130;

    fn leaves(n: usize) -> Vec<Hash> {
        (0..n).map(|i| leaf(format!("leaf {i}").as_bytes())).collect()
    }

    fn hex(hash: &Hash) -> String {
        hash.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// The values of the reference implementation of RFC 6962.
    #[test]
    fn known_roots() {
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let all: Vec<Hash> = inputs.iter().map(|i| leaf(i)).collect();
        assert_eq!(
            hex(&root(&[])),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            hex(&root(&all[..1])),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        assert_eq!(
            hex(&root(&all[..2])),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
        );
        assert_eq!(
            hex(&root(&all[..3])),
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
        );
        assert_eq!(
            hex(&root(&all)),
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
        );
    }

    #[test]
    fn every_leaf_of_every_size_is_shown_to_be_in_it() {
        for size in 1..=MOST {
            let all = leaves(size);
            let wanted = root(&all);
            for (i, one) in all.iter().enumerate() {
                let path = inclusion(&all, i);
                assert!(is_included(*one, i as u64, size as u64, &path, &wanted), "{i} of {size}");
                let other = all[(i + 1) % size];
                assert_eq!(size == 1, is_included(other, i as u64, size as u64, &path, &wanted));
                for wrong in 0..=if size < 40 { size } else { 0 } {
                    let same = wrong == i;
                    assert!(
                        same || !is_included(*one, wrong as u64, size as u64, &path, &wanted),
                        "{i} is not {wrong}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_log_begins_with_every_shorter_one() {
        for size in 0..=MOST {
            let all = leaves(size);
            let new = root(&all);
            for first in 0..=size {
                let old = root(&all[..first]);
                let path = consistency(&all, first);
                let (a, b) = ((first as u64, &old), (size as u64, &new));
                assert!(is_consistent(a, b, &path), "{first} of {size}");
                for wrong in (0..=if size < 40 { size + 1 } else { 0 }).filter(|w| *w != first) {
                    assert!(
                        !is_consistent((wrong as u64, &old), b, &path),
                        "{first} as {wrong} of {size}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_flipped_bit_and_every_missing_or_added_hash_is_refused() {
        for size in [1, 2, 3, 7, 8, 33, 64, 130] {
            let all = leaves(size);
            let new = root(&all);
            for i in [0, size / 2, size - 1] {
                let (path, at, n) = (inclusion(&all, i), i as u64, size as u64);
                for changed in changes(&path) {
                    assert!(!is_included(all[i], at, n, &changed, &new), "{i} of {size}");
                }
                for bit in 0..256 {
                    assert!(!is_included(flipped(&all[i], bit), at, n, &path, &new));
                    assert!(!is_included(all[i], at, n, &path, &flipped(&new, bit)));
                }
            }
            for first in [1, size / 2, size - 1].into_iter().filter(|f| *f > 0) {
                let (old, path) = (root(&all[..first]), consistency(&all, first));
                let (a, b) = ((first as u64, &old), (size as u64, &new));
                for changed in changes(&path) {
                    assert!(!is_consistent(a, b, &changed), "{first} of {size}");
                }
                for bit in 0..256 {
                    assert!(!is_consistent((a.0, &flipped(&old, bit)), b, &path));
                    assert!(!is_consistent(a, (b.0, &flipped(&new, bit)), &path));
                }
            }
        }
    }

    fn flipped(hash: &Hash, bit: usize) -> Hash {
        let mut hash = *hash;
        hash[bit / 8] ^= 1 << (bit % 8);
        hash
    }

    /// Every way to spoil a path: each bit flipped, one hash less, one more.
    fn changes(path: &[Hash]) -> Vec<Vec<Hash>> {
        let mut all = Vec::new();
        for (i, hash) in path.iter().enumerate() {
            for bit in 0..256 {
                let mut changed = path.to_vec();
                changed[i] = flipped(hash, bit);
                all.push(changed);
            }
            let mut less = path.to_vec();
            less.remove(i);
            all.push(less);
        }
        let mut more = path.to_vec();
        more.push([7; 32]);
        all.push(more);
        all
    }

    #[test]
    fn a_leaf_is_never_taken_for_a_node() {
        let two = leaves(2);
        let inner = [two[0].as_slice(), two[1].as_slice()].concat();
        assert_ne!(leaf(&inner), root(&two));
    }

    #[test]
    fn a_rewritten_log_is_not_consistent_with_what_it_was() {
        let all = leaves(20);
        let old = root(&all[..12]);
        for i in 0..12 {
            let mut rewritten = all.clone();
            rewritten[i] = leaf(b"other");
            let path = consistency(&rewritten, 12);
            assert!(!is_consistent((12, &old), (20, &root(&rewritten)), &path), "{i}");
        }
    }
}
