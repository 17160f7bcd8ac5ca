//! Vectors for the strict gate: signatures that are no signatures, most of which a careless reader accepts.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::{EdwardsPoint, Scalar};
use p256::ecdsa::signature::Signer;
use serde_json::{Value, json};

use super::events::{Vector, World, encode, hash, id, path, sealed, with};
use super::sshsig::{
    self, ECDSA, ED25519, Key, NAMESPACE, Parts, SK_ECDSA, SK_ED25519, string, strings,
};

const RSA: &str = include_str!("fixed/rsa.sig");
const P384: &str = include_str!("fixed/p384.sig");
pub(crate) const RSA_SIGNER: &str = include_str!("fixed/rsa.signer");
pub(crate) const P384_SIGNER: &str = include_str!("fixed/p384.signer");

fn signed(message: &[u8]) -> Vec<u8> {
    sshsig::signed_data(NAMESPACE, b"", b"sha512", message)
}

fn closed(w: &World, signer: &str) -> Value {
    with(w.gap("closed", json!({"reason": "done"})), "signer", signer)
}

/// An event that names this raw key as its signer, the key's blob, and what its signature must sign.
fn by_blob(w: &World, blob: &[u8]) -> (Value, Vec<u8>) {
    let event = closed(w, &sshsig::fingerprint(blob));
    let data = signed(encode(&event).as_bytes());
    (event, data)
}

fn file(event: &Value, parts: &Parts) -> Vec<u8> {
    [encode(event).as_bytes(), parts.armour().as_bytes()].concat()
}

pub(crate) fn rejected_gate(
    name: &str,
    code: &'static str,
    gate: &'static str,
    why: &str,
    event: &Value,
    bytes: Vec<u8>,
) -> Vector {
    let id = id(event);
    let path = path(event, &id);
    Vector { name: name.into(), path, id, code, gate, why: why.into(), bytes }
}

fn bad(name: &str, gate: &'static str, why: &str, event: &Value, bytes: Vec<u8>) -> Vector {
    rejected_gate(name, "bad-signature", gate, why, event, bytes)
}

pub(crate) fn verified_by_the_user(w: &World) -> Vector {
    let key = ed25519_dalek::SigningKey::from_bytes(&sshsig::seed("sk"));
    let blob = Key::SkEd25519(key.clone()).blob();
    let (event, data) = by_blob(w, &blob);
    let signature = key.sign(&sshsig::touched(sshsig::APPLICATION, 5, &data)).to_bytes();
    let parts = Parts::new(blob, sshsig::sk(SK_ED25519, &signature, 5));
    w.accept_bytes(
        "key-sk-verified",
        "more flags than presence may be set",
        &event,
        file(&event, &parts),
    )
}

/// A key with a component of small order, and a signature that holds without multiplying by the cofactor.
pub(crate) fn mixed_order_key(w: &World) -> Vector {
    let (event, parts) = mixed(w, true);
    w.accept_bytes(
        "key-mixed-order",
        "verify_strict accepts it, and so does ssh-keygen",
        &event,
        file(&event, &parts),
    )
}

fn mixed(w: &World, holds: bool) -> (Value, Parts) {
    let a = sshsig::scalar("mixed");
    let key = (EdwardsPoint::mul_base(&a) + EIGHT_TORSION[1]).compress().to_bytes();
    let blob = strings(&[ED25519, &key]);
    let (event, data) = by_blob(w, &blob);
    for i in 0..1000 {
        let k = sshsig::scalar(&format!("mixed {i}"));
        let r = EdwardsPoint::mul_base(&k).compress().to_bytes();
        if sshsig::is_multiple_of_eight(sshsig::challenge(&r, &key, &data)) == holds {
            let signature = sshsig::ed25519_by_hand(&key, &r, k, a, &data);
            return (event, Parts::new(blob, strings(&[ED25519, &signature])));
        }
    }
    unreachable!("one in eight does")
}

pub(crate) fn rejected(w: &World) -> Vec<Vector> {
    let mut all = envelopes(w);
    all.extend(armours(w));
    all.extend(curves(w));
    all.extend(weak(w));
    all.extend(ecdsa(w));
    all.extend(security_keys(w));
    all.extend(other_keys(w));
    all
}

/// What the signature says of itself.
fn envelopes(w: &World) -> Vec<Vector> {
    let event = closed(w, &w.key.fingerprint());
    let json = encode(&event);
    let good = w.key.parts(json.as_bytes());
    // Signed as it says: only the strict reader says no.
    let honest = |namespace: &[u8], reserved: &[u8], digest: &[u8]| {
        let data = sshsig::signed_data(namespace, reserved, digest, json.as_bytes());
        Parts {
            namespace: namespace.to_vec(),
            reserved: reserved.to_vec(),
            hash: digest.to_vec(),
            ..Parts::new(w.key.blob(), w.key.sign(&data))
        }
    };
    let mut all = vec![];
    for (name, gate, why, parts) in [
        ("sig-namespace-git", "namespace", "a commit signature", honest(b"git", b"", b"sha512")),
        ("sig-namespace-file", "namespace", "a file signature", honest(b"file", b"", b"sha512")),
        (
            "sig-namespace-case",
            "namespace",
            "nearly ours",
            honest(b"Gaps-event-v1", b"", b"sha512"),
        ),
        (
            "sig-namespace-longer",
            "namespace",
            "ours and more",
            honest(b"gaps-event-v1\0", b"", b"sha512"),
        ),
        ("sig-namespace-none", "armour", "an empty namespace", honest(b"", b"", b"sha512")),
        (
            "sig-reserved",
            "reserved",
            "something in the reserved field",
            honest(NAMESPACE, b"x", b"sha512"),
        ),
        ("sig-sha256", "hash", "the other hash", honest(NAMESPACE, b"", b"sha256")),
        ("sig-hash-unknown", "armour", "a hash that nobody has", honest(NAMESPACE, b"", b"sha384")),
        ("sig-version-0", "version", "version 0", Parts { version: 0, ..good.clone() }),
        ("sig-version-2", "armour", "version 2", Parts { version: 2, ..good.clone() }),
        (
            "sig-git-under-our-name",
            "invalid",
            "made for git, and says it is ours",
            Parts { namespace: NAMESPACE.to_vec(), ..honest(b"git", b"", b"sha512") },
        ),
        (
            "sig-sha256-under-sha512",
            "invalid",
            "made over sha256, and says sha512",
            Parts { hash: b"sha512".to_vec(), ..honest(NAMESPACE, b"", b"sha256") },
        ),
        (
            "sig-plain",
            "invalid",
            "over the bytes themselves, without what SSH puts around them",
            Parts::new(w.key.blob(), w.key.sign(json.as_bytes())),
        ),
        (
            "sig-algorithm",
            "armour",
            "says it is another algorithm's",
            Parts::new(w.key.blob(), strings(&[ECDSA, &[7; 64]])),
        ),
        (
            "sig-key-trailing",
            "armour",
            "bytes after the key",
            Parts { key: [w.key.blob(), vec![0]].concat(), ..good.clone() },
        ),
        (
            "sig-inner-trailing",
            "armour",
            "bytes after the inner signature",
            Parts { signature: [good.signature.clone(), vec![0]].concat(), ..good.clone() },
        ),
        (
            "sig-short",
            "armour",
            "63 bytes",
            Parts::new(w.key.blob(), strings(&[ED25519, &[7; 63]])),
        ),
        (
            "sig-long",
            "armour",
            "65 bytes",
            Parts::new(w.key.blob(), {
                let inner = &good.signature[good.signature.len() - 64..];
                strings(&[ED25519, &[inner, &[0]].concat()])
            }),
        ),
        ("sig-empty", "armour", "no signature in the signature", Parts::new(w.key.blob(), vec![])),
    ] {
        all.push(bad(name, gate, why, &event, file(&event, &parts)));
    }
    let flip = |at_end: usize| {
        let mut parts = good.clone();
        let at = parts.signature.len() - at_end;
        parts.signature[at] ^= 1;
        file(&event, &parts)
    };
    all.push(bad("sig-flipped-s", "invalid", "one bit of s", &event, flip(20)));
    all.push(bad("sig-flipped-r", "invalid", "one bit of R", &event, flip(60)));
    let truth = encode(&closed(w, &w.key.fingerprint()));
    let lie = truth.replace("done", "dune");
    let parts = w.key.parts(truth.as_bytes());
    let lied = with(event.clone(), "body", json!({"reason": "dune"}));
    assert_eq!(lie, encode(&lied));
    all.push(bad(
        "sig-of-other-bytes",
        "invalid",
        "an edited event under its old signature",
        &lied,
        file(&lied, &parts),
    ));
    let other = sshsig::ed25519("other");
    all.push(bad(
        "sig-other-key",
        "other-key",
        "a good signature by a key that the event does not name",
        &event,
        file(&event, &other.parts(json.as_bytes())),
    ));
    all.push(bad(
        "sig-other-key-name",
        "invalid",
        "the named key, and another key's signature",
        &event,
        file(&event, &Parts::new(w.key.blob(), other.sign(&signed(json.as_bytes())))),
    ));
    all
}

/// How the armour is spelled. All of these decode to a signature that holds.
fn armours(w: &World) -> Vec<Vector> {
    let event = closed(w, &w.key.fingerprint());
    let json = encode(&event);
    let good = w.key.parts(json.as_bytes());
    let armour = good.armour();
    let lines: Vec<&str> = armour.lines().collect();
    let text = |armour: String| [json.as_bytes(), armour.as_bytes()].concat();
    let inside = |from: &str, to: &str| {
        let changed = armour.replacen(from, to, 1);
        assert_ne!(changed, armour, "{from}");
        text(changed)
    };
    let digits = lines[1..lines.len() - 1].concat();
    let mut blob = good.blob();
    let wide = |n| text(sshsig::armour(&good.blob(), n));
    let framed = |digits: &str| text(sshsig::frame(digits, 70));
    let trailing = {
        blob.push(0);
        text(sshsig::armour(&blob, 70))
    };
    // The signature of a security key has a length that needs padding.
    let sk = Key::SkEd25519(ed25519_dalek::SigningKey::from_bytes(&sshsig::seed("sk")));
    let (touched, _) = w.by(&sk);
    let padding = sshsig::base64(&sk.parts(encode(&touched).as_bytes()).blob());
    assert!(padding.ends_with('='));
    let padded =
        |digits: &str| [encode(&touched).as_bytes(), sshsig::frame(digits, 70).as_bytes()].concat();
    let magic = text(sshsig::armour(&[b"SSHSIX", &good.blob()[6..]].concat(), 70));
    let last = lines[lines.len() - 1];
    vec![
        bad("armour-76", "spelling", "lines of 76", &event, wide(76)),
        bad("armour-64", "spelling", "lines of 64", &event, wide(64)),
        bad("armour-one-line", "spelling", "all in one line", &event, wide(4096)),
        bad(
            "armour-no-last-newline",
            "spelling",
            "no LF after END",
            &event,
            text(armour.trim_end().into()),
        ),
        bad(
            "armour-two-newlines",
            "spelling",
            "a blank line after END",
            &event,
            text(format!("{armour}\n")),
        ),
        bad(
            "armour-text-after",
            "spelling",
            "text after END",
            &event,
            text(format!("{armour}hello\n")),
        ),
        bad(
            "armour-space-after",
            "spelling",
            "a space after END",
            &event,
            inside(last, &format!("{last} ")),
        ),
        bad("armour-twice", "armour", "a second armour", &event, text(armour.repeat(2))),
        bad(
            "armour-of-another-after",
            "armour",
            "the right armour, then one of another key",
            &event,
            text(armour.clone() + &sshsig::ed25519("other").parts(json.as_bytes()).armour()),
        ),
        bad(
            "armour-of-another-before",
            "armour",
            "one of another key, then the right one",
            &event,
            text(sshsig::ed25519("other").parts(json.as_bytes()).armour() + &armour),
        ),
        bad(
            "armour-header",
            "armour",
            "a header",
            &event,
            inside("-----\n", "-----\nComment: x\n\n"),
        ),
        bad(
            "armour-blank-line",
            "armour",
            "a blank line before the base64",
            &event,
            inside("-----\n", "-----\n\n"),
        ),
        bad(
            "armour-indent",
            "armour",
            "a space before the base64",
            &event,
            inside("-----\n", "-----\n "),
        ),
        bad(
            "armour-space",
            "armour",
            "a space at the end of a line",
            &event,
            inside(lines[1], &format!("{} ", lines[1])),
        ),
        bad("armour-empty", "armour", "nothing between BEGIN and END", &event, framed("")),
        bad(
            "armour-no-padding",
            "armour",
            "base64 without its padding",
            &touched,
            padded(padding.trim_end_matches('=')),
        ),
        bad(
            "armour-trailing-bits",
            "armour",
            "bits after the last byte",
            &touched,
            padded(&spare_bits(&padding)),
        ),
        bad("armour-url-alphabet", "armour", "base64 of the other alphabet", &event, {
            let other = digits.replace('+', "-").replace('/', "_");
            assert_ne!(other, digits);
            framed(&other)
        }),
        bad("armour-trailing-byte", "armour", "a byte after the signature", &event, trailing),
        bad("armour-magic", "armour", "another magic word", &event, magic),
        bad(
            "armour-end-glued",
            "armour",
            "END on the last line of base64",
            &event,
            inside(&format!("\n{last}"), last),
        ),
        bad("armour-not-utf8", "armour", "a byte that is no UTF-8 in the armour", &event, {
            let mut bytes = text(armour.clone());
            bytes[json.len() + 40] = 0xff;
            bytes
        }),
        bad(
            "armour-end-of-key",
            "armour",
            "END of something else, then END",
            &event,
            inside(last, &format!("-----END OPENSSH PRIVATE KEY-----\n{last}")),
        ),
    ]
}

/// Base64 whose last digit has bits that stand for nothing.
fn spare_bits(digits: &str) -> String {
    let body = digits.trim_end_matches('=');
    let (head, tail) = body.split_at(body.len() - 1);
    let next = match tail.as_bytes()[0] {
        b'/' | b'z' | b'Z' | b'9' => unreachable!("a last digit with spare bits set"),
        byte => (byte + 1) as char,
    };
    format!("{head}{next}{}", &digits[body.len()..])
}

/// Ed25519 where verifiers disagree.
fn curves(w: &World) -> Vec<Vector> {
    let a = sshsig::scalar("edge");
    let key = EdwardsPoint::mul_base(&a).compress().to_bytes();
    let blob = strings(&[ED25519, &key]);
    let (event, data) = by_blob(w, &blob);
    let k = sshsig::scalar("edge k");
    let parts = |signature: [u8; 64]| Parts::new(blob.clone(), strings(&[ED25519, &signature]));
    let by_hand = |r: &EdwardsPoint, k| {
        parts(sshsig::ed25519_by_hand(&key, &r.compress().to_bytes(), k, a, &data))
    };
    let honest = sshsig::ed25519_by_hand(
        &key,
        &EdwardsPoint::mul_base(&k).compress().to_bytes(),
        k,
        a,
        &data,
    );
    let (r, s): ([u8; 32], [u8; 32]) =
        (honest[..32].try_into().unwrap(), honest[32..].try_into().unwrap());
    let high = |s: [u8; 32]| parts(sshsig::join(&r, &s));
    let mut huge = s;
    huge[31] |= 0xe0;
    let mut not_canonical_one = [0xff; 32];
    not_canonical_one[0] = 0xee;
    not_canonical_one[31] = 0x7f;
    let respelled =
        parts(sshsig::ed25519_by_hand(&key, &not_canonical_one, Scalar::ZERO, a, &data));
    let (unheld, unheld_parts) = mixed(w, false);
    let nowhere = strings(&[ED25519, &no_point()]);
    let (by_nobody, _) = by_blob(w, &nowhere);
    let zero = parts(sshsig::join(&r, &[0; 32]));
    vec![
        bad(
            "ed25519-s-plus-order",
            "invalid",
            "s + L: ssh-keygen of some versions accepts it",
            &event,
            file(&event, &high(sshsig::plus_order(&s))),
        ),
        bad("ed25519-s-huge", "invalid", "s of 256 bits", &event, file(&event, &high(huge))),
        bad("ed25519-s-zero", "invalid", "s = 0", &event, file(&event, &zero)),
        bad(
            "ed25519-r-one",
            "invalid",
            "R is the neutral point: ssh-keygen accepts it",
            &event,
            file(&event, &by_hand(&EIGHT_TORSION[0], Scalar::ZERO)),
        ),
        bad(
            "ed25519-r-order-8",
            "invalid",
            "R has order 8",
            &event,
            file(&event, &by_hand(&EIGHT_TORSION[1], Scalar::ZERO)),
        ),
        bad(
            "ed25519-r-respelled",
            "invalid",
            "R is the neutral point, spelled y = p + 1",
            &event,
            file(&event, &respelled),
        ),
        bad(
            "ed25519-r-mixed",
            "invalid",
            "R has a component of small order: a verifier that multiplies by 8 accepts it",
            &event,
            file(&event, &by_hand(&(EdwardsPoint::mul_base(&k) + EIGHT_TORSION[3]), k)),
        ),
        bad(
            "ed25519-r-no-point",
            "invalid",
            "R is no point",
            &event,
            file(&event, &parts(sshsig::join(&no_point(), &s))),
        ),
        bad(
            "ed25519-a-mixed",
            "invalid",
            "the key has a component of small order and the equation holds only times 8",
            &unheld,
            file(&unheld, &unheld_parts),
        ),
        bad(
            "ed25519-a-no-point",
            "invalid",
            "the key is no point",
            &by_nobody,
            file(&by_nobody, &Parts::new(nowhere, strings(&[ED25519, &honest]))),
        ),
    ]
}

fn no_point() -> [u8; 32] {
    (2..=255)
        .map(|y| {
            let mut bytes = [0; 32];
            bytes[0] = y;
            bytes
        })
        .find(|bytes| CompressedEdwardsY(*bytes).decompress().is_none())
        .unwrap()
}

/// Every spelling of a point of small order: eight canonical ones and six others.
pub(crate) fn small_order() -> Vec<(String, [u8; 32])> {
    let mut all: Vec<(String, [u8; 32])> = EIGHT_TORSION
        .iter()
        .enumerate()
        .map(|(n, point)| (format!("torsion-{n}"), point.compress().to_bytes()))
        .collect();
    let spelled = |low: u8, rest: u8, top: u8| {
        let mut bytes = [rest; 32];
        bytes[0] = low;
        bytes[31] = top;
        bytes
    };
    for (name, bytes) in [
        ("one-minus-zero", spelled(1, 0, 0x80)),
        ("minus-one-minus-zero", spelled(0xec, 0xff, 0xff)),
        ("p", spelled(0xed, 0xff, 0x7f)),
        ("p-sign", spelled(0xed, 0xff, 0xff)),
        ("p-plus-1", spelled(0xee, 0xff, 0x7f)),
        ("p-plus-1-sign", spelled(0xee, 0xff, 0xff)),
    ] {
        all.push((name.into(), bytes));
    }
    for (name, bytes) in &all {
        assert!(CompressedEdwardsY(*bytes).decompress().unwrap().is_small_order(), "{name}");
    }
    all
}

/// Signatures that hold under keys for which nobody has, or needs, a private half.
fn weak(w: &World) -> Vec<Vector> {
    let mut all: Vec<Vector> = small_order()
        .into_iter()
        .map(|(name, key)| {
            let blob = strings(&[ED25519, &key]);
            let (event, data) = by_blob(w, &blob);
            let parts = Parts::new(blob, strings(&[ED25519, &sshsig::forged(&key, &data)]));
            let why = "forged without a private key; ssh-keygen accepts it";
            rejected_gate(
                &format!("weak-{name}"),
                "weak-key",
                "key",
                why,
                &event,
                file(&event, &parts),
            )
        })
        .collect();
    let key = EIGHT_TORSION[0].compress().to_bytes();
    let blob = strings(&[SK_ED25519, &key, sshsig::APPLICATION]);
    let (event, data) = by_blob(w, &blob);
    let data = sshsig::touched(sshsig::APPLICATION, 1, &data);
    let parts = Parts::new(blob, sshsig::sk(SK_ED25519, &sshsig::forged(&key, &data), 1));
    all.push(rejected_gate(
        "weak-sk",
        "weak-key",
        "key",
        "the same for a security key",
        &event,
        file(&event, &parts),
    ));
    all
}

fn ecdsa(w: &World) -> Vec<Vector> {
    // A key whose signature has an r with its first bit set.
    let (key, blob, event, r, s) = (0..64)
        .find_map(|n| {
            let key = sshsig::ecdsa_key(&format!("ec {n}"));
            let blob = Key::Ecdsa(key.clone()).blob();
            let (event, data) = by_blob(w, &blob);
            let signature: p256::ecdsa::Signature = key.sign(&data);
            let (r, s) = signature.normalize_s().split_bytes();
            (r[0] & 0x80 != 0).then(|| (key, blob, event, r.to_vec(), s.to_vec()))
        })
        .unwrap();
    let high = negated(&s);
    let numbers = |r: Vec<u8>, s: Vec<u8>| {
        file(&event, &Parts::new(blob.clone(), strings(&[ECDSA, &[r, s].concat()])))
    };
    let mp = |bytes: &[u8]| sshsig::mpint(bytes);
    let padded = |bytes: &[u8]| string(&[&[0, 0][..], bytes].concat());
    let compressed = key.verifying_key().to_sec1_point(true).as_bytes().to_vec();
    let pressed = strings(&[ECDSA, b"nistp256", &compressed]);
    let (by_pressed, pressed_data) = by_blob(w, &pressed);
    let pressed_parts =
        Parts::new(pressed, strings(&[ECDSA, &sshsig::low(&key.sign(&pressed_data))]));
    let mut off = sshsig::point(&key);
    *off.last_mut().unwrap() ^= 1;
    let astray = strings(&[ECDSA, b"nistp256", &off]);
    let (by_astray, astray_data) = by_blob(w, &astray);
    let astray_parts = Parts::new(astray, strings(&[ECDSA, &sshsig::low(&key.sign(&astray_data))]));
    let named = strings(&[ECDSA, b"nistp384", &sshsig::point(&key)]);
    let (by_named, named_data) = by_blob(w, &named);
    let named_parts = Parts::new(named, strings(&[ECDSA, &sshsig::low(&key.sign(&named_data))]));
    vec![
        bad(
            "ecdsa-high-s",
            "high-s",
            "the other of two signatures: ssh-keygen accepts it",
            &event,
            numbers(mp(&r), mp(&high)),
        ),
        bad(
            "ecdsa-padded",
            "armour",
            "a number with zeros before it",
            &event,
            numbers(padded(&r), mp(&s)),
        ),
        bad(
            "ecdsa-negative",
            "armour",
            "a number whose first bit says negative",
            &event,
            numbers(string(&r), mp(&s)),
        ),
        bad("ecdsa-r-zero", "armour", "r = 0", &event, numbers(mp(&[]), mp(&s))),
        bad("ecdsa-s-zero", "armour", "s = 0", &event, numbers(mp(&r), mp(&[]))),
        bad("ecdsa-r-order", "invalid", "r = n", &event, numbers(mp(&ORDER), mp(&s))),
        bad("ecdsa-s-order", "invalid", "s = n", &event, numbers(mp(&r), mp(&ORDER))),
        bad(
            "ecdsa-r-huge",
            "armour",
            "r of 33 bytes",
            &event,
            numbers(mp(&[&[1][..], &r].concat()), mp(&s)),
        ),
        bad(
            "ecdsa-swapped",
            "high-s",
            "r and s in each other's place",
            &event,
            numbers(mp(&s), mp(&r)),
        ),
        bad(
            "ecdsa-three",
            "armour",
            "three numbers",
            &event,
            numbers(mp(&r), [mp(&s), mp(&s)].concat()),
        ),
        bad("ecdsa-one", "armour", "one number", &event, numbers(mp(&r), vec![])),
        bad(
            "ecdsa-raw",
            "armour",
            "64 bytes without lengths",
            &event,
            numbers(r.clone(), s.clone()),
        ),
        bad(
            "ecdsa-compressed",
            "key",
            "a compressed point: the same key under another name",
            &by_pressed,
            file(&by_pressed, &pressed_parts),
        ),
        bad(
            "ecdsa-off-curve",
            "key",
            "a key that is no point",
            &by_astray,
            file(&by_astray, &astray_parts),
        ),
        bad(
            "ecdsa-curve-name",
            "armour",
            "a key that names another curve",
            &by_named,
            file(&by_named, &named_parts),
        ),
    ]
}

const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// `n - s`.
fn negated(s: &[u8]) -> Vec<u8> {
    let mut out = vec![0; 32];
    let mut borrow = 0;
    for i in (0..32).rev() {
        let n = i16::from(ORDER[i]) - i16::from(s[i]) - borrow;
        borrow = i16::from(n < 0);
        out[i] = (n + 256 * borrow) as u8;
    }
    out
}

fn security_keys(w: &World) -> Vec<Vector> {
    let ed = ed25519_dalek::SigningKey::from_bytes(&sshsig::seed("sk"));
    let ec = sshsig::ecdsa_key("sk");
    let ed_blob = Key::SkEd25519(ed.clone()).blob();
    let ec_blob = Key::SkEcdsa(ec.clone()).blob();
    let (by_ed, ed_data) = by_blob(w, &ed_blob);
    let (by_ec, ec_data) = by_blob(w, &ec_blob);
    let ed_sig = |application: &[u8], flags: u8| {
        ed.sign(&sshsig::touched(application, flags, &ed_data)).to_bytes()
    };
    let ec_sig = |flags: u8| -> p256::ecdsa::Signature {
        ec.sign(&sshsig::touched(sshsig::APPLICATION, flags, &ec_data))
    };
    let ed_file = |inner: Vec<u8>| file(&by_ed, &Parts::new(ed_blob.clone(), inner));
    let ec_file = |inner: Vec<u8>| file(&by_ec, &Parts::new(ec_blob.clone(), inner));
    let ssh = sshsig::APPLICATION;
    let whole = sshsig::sk(SK_ED25519, &ed_sig(ssh, 1), 1);
    let odd = |application: &[u8]| {
        let blob = strings(&[SK_ED25519, ed.verifying_key().as_bytes(), application]);
        let (event, data) = by_blob(w, &blob);
        let signature = ed.sign(&sshsig::touched(application, 1, &data)).to_bytes();
        let parts = Parts::new(blob, sshsig::sk(SK_ED25519, &signature, 1));
        let bytes = file(&event, &parts);
        (event, bytes)
    };
    let (by_nul, nul) = odd(b"ssh:\0x");
    let (by_accent, accent) = odd("ssh:é".as_bytes());
    let (by_latin, latin) = odd(b"ssh:\xe9");
    let (r, s) = ec_sig(1).normalize_s().split_bytes();
    let high = [sshsig::mpint(&r), sshsig::mpint(&negated(&s))].concat();
    vec![
        bad(
            "sk-ed25519-untouched",
            "no-touch",
            "nobody touched it: ssh-keygen accepts it",
            &by_ed,
            ed_file(sshsig::sk(SK_ED25519, &ed_sig(ssh, 0), 0)),
        ),
        bad(
            "sk-ed25519-verified-untouched",
            "no-touch",
            "a PIN is no touch",
            &by_ed,
            ed_file(sshsig::sk(SK_ED25519, &ed_sig(ssh, 4), 4)),
        ),
        bad(
            "sk-ed25519-flag-added",
            "invalid",
            "the flag was set afterwards",
            &by_ed,
            ed_file(sshsig::sk(SK_ED25519, &ed_sig(ssh, 0), 1)),
        ),
        bad(
            "sk-ed25519-application",
            "invalid",
            "signed for another application",
            &by_ed,
            ed_file(sshsig::sk(SK_ED25519, &ed_sig(b"web:", 1), 1)),
        ),
        bad(
            "sk-ed25519-plain",
            "invalid",
            "signed as if it were no security key",
            &by_ed,
            ed_file(sshsig::sk(SK_ED25519, &ed.sign(&ed_data).to_bytes(), 1)),
        ),
        bad(
            "sk-ed25519-no-counter",
            "armour",
            "no flags and no counter",
            &by_ed,
            ed_file(whole[..whole.len() - 5].to_vec()),
        ),
        bad(
            "sk-ed25519-as-ed25519",
            "other-key",
            "a plain signature under a security key",
            &by_ed,
            ed_file(strings(&[ED25519, &ed.sign(&ed_data).to_bytes()])),
        ),
        bad("sk-application-nul", "key", "an application with a NUL", &by_nul, nul),
        bad("sk-application-accent", "key", "an application that is not ASCII", &by_accent, accent),
        bad("sk-application-latin", "armour", "an application that is not UTF-8", &by_latin, latin),
        bad(
            "sk-ecdsa-untouched",
            "no-touch",
            "nobody touched it",
            &by_ec,
            ec_file(sshsig::sk(SK_ECDSA, &sshsig::low(&ec_sig(0)), 0)),
        ),
        bad(
            "sk-ecdsa-high-s",
            "high-s",
            "the other of two signatures",
            &by_ec,
            ec_file(sshsig::sk(SK_ECDSA, &high, 1)),
        ),
    ]
}

/// Keys that do not do, with signatures by `ssh-keygen` that hold: kept as they are, no seed makes them.
fn other_keys(w: &World) -> Vec<Vector> {
    let fixed = |name: &str, gate, why: &str, signer: &str, armour: &str| {
        let event = closed(w, signer.trim());
        bad(name, gate, why, &event, [encode(&event).as_bytes(), armour.as_bytes()].concat())
    };
    let certificate = strings(&[b"ssh-ed25519-cert-v01@openssh.com", &[7; 32], &[8; 32]]);
    let (event, _) = by_blob(w, &certificate);
    let parts = Parts::new(certificate, strings(&[ED25519, &[7; 64]]));
    let half = strings(&[ED25519, &[9; 31]]);
    let (by_half, _) = by_blob(w, &half);
    let half_parts = Parts::new(half, strings(&[ED25519, &[7; 64]]));
    vec![
        fixed("key-rsa", "key", "RSA: ssh-keygen accepts it", RSA_SIGNER, RSA),
        fixed("key-p384", "key", "another curve: ssh-keygen accepts it", P384_SIGNER, P384),
        bad("key-certificate", "armour", "a certificate is no key", &event, file(&event, &parts)),
        bad("key-short", "armour", "a key of 31 bytes", &by_half, file(&by_half, &half_parts)),
    ]
}

/// For the vectors whose JSON is wrong: the signature over it holds.
pub(crate) fn over(json: &[u8], key: &Key) -> Vec<u8> {
    [json, key.parts(json).armour().as_bytes()].concat()
}

/// A right event under a name that is not its id.
pub(crate) fn renamed(w: &World) -> Vec<Vector> {
    let event = closed(w, &w.key.fingerprint());
    let bytes = sealed(&encode(&event), &w.key);
    let right = id(&event);
    let wrong = hash(b"another");
    let at = |name: &str, code, why: &str, path: String| Vector {
        name: name.into(),
        path,
        id: right.clone(),
        code,
        gate: "",
        why: why.into(),
        bytes: bytes.clone(),
    };
    vec![
        at("renamed", "renamed", "a right event under another id", path(&event, &wrong)),
        at(
            "renamed-signature-in-the-hash",
            "renamed",
            "the hash of the whole file is not the id",
            path(&event, &hash(&bytes)),
        ),
        at(
            "stray-upper-case",
            "stray-path",
            "an id in upper case is no name",
            path(&event, &right.to_uppercase()),
        ),
        at(
            "stray-ending",
            "stray-path",
            "no `.event` at the end",
            path(&event, &right).replace(".event", ".json"),
        ),
        at("stray-short", "stray-path", "half an id is no name", path(&event, &right[..32])),
    ]
}

/// The neutral point's own discrete logarithm, so that the constants above are what they say.
pub(crate) fn base_point_is_the_one() -> bool {
    EdwardsPoint::mul_base(&Scalar::ONE) == ED25519_BASEPOINT_POINT
}

/// Lines that are no public key of ours.
pub(crate) fn bad_key_lines(other: &Key) -> Vec<(String, String, String)> {
    let ec = sshsig::ecdsa_key("other");
    let compressed = ec.verifying_key().to_sec1_point(true).as_bytes().to_vec();
    let padded = Key::Ecdsa(ec.clone()).line();
    let ed = other.line();
    let (word, digits) = ed.split_once(' ').unwrap();
    let blob = other.blob();
    let line = |word: &[u8], blob: &[u8]| sshsig::line(word, blob);
    let mut all = vec![
        ("comment", "a key with its comment", format!("{ed} bo@example.org")),
        ("two-spaces", "two spaces", format!("{word}  {digits}")),
        ("no-padding", "base64 without its padding", padded.trim_end_matches('=').to_owned()),
        ("no-type", "the base64 alone", digits.to_owned()),
        ("word", "the type of another key before it", format!("ecdsa-sha2-nistp256 {digits}")),
        ("trailing", "bytes after the key", line(ED25519, &[blob, vec![0]].concat())),
        (
            "compressed",
            "a compressed point",
            line(ECDSA, &strings(&[ECDSA, b"nistp256", &compressed])),
        ),
        ("rsa", "an RSA key", line(b"ssh-rsa", &strings(&[b"ssh-rsa", &[1, 0, 1], &[0x7f; 256]]))),
        (
            "certificate",
            "a certificate",
            line(
                b"ssh-ed25519-cert-v01@openssh.com",
                &strings(&[b"ssh-ed25519-cert-v01@openssh.com", &[7; 32]]),
            ),
        ),
    ];
    assert_ne!(all[2].2, padded);
    let weak: Vec<(String, String)> = small_order()
        .into_iter()
        .map(|(name, key)| (name, line(ED25519, &strings(&[ED25519, &key]))))
        .collect();
    all.push(("weak", "a key of small order", weak[1].1.clone()));
    all.push(("weak-respelled", "a key of small order, spelled otherwise", weak[12].1.clone()));
    all.into_iter().map(|(n, w, l)| (n.to_owned(), w.to_owned(), l)).collect()
}
