//! SSH signatures made by hand, so that they can be made wrong. Nothing here comes from the library that the
//! reader uses: keys are seeded, signatures deterministic, the same vectors come out on every machine.

use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::Signer;
use sha2::{Digest, Sha256, Sha512};

pub(crate) const NAMESPACE: &[u8] = b"gaps-event-v1";
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let mut three = [0; 3];
        three[..chunk.len()].copy_from_slice(chunk);
        let n = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        for i in 0..4 {
            let digit = ALPHABET[(n >> (18 - 6 * i)) as usize & 63];
            out.push(if i <= chunk.len() { digit as char } else { '=' });
        }
    }
    out
}

/// A length and the bytes, as SSH writes a string.
pub(crate) fn string(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat()
}

pub(crate) fn strings(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().flat_map(|p| string(p)).collect()
}

/// A positive number as SSH writes it.
pub(crate) fn mpint(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len());
    let mut short = bytes[start..].to_vec();
    if short.first().is_some_and(|b| *b & 0x80 != 0) {
        short.insert(0, 0);
    }
    string(&short)
}

/// What a signature says of itself; each part can be made wrong.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) version: u32,
    pub(crate) key: Vec<u8>,
    pub(crate) namespace: Vec<u8>,
    pub(crate) reserved: Vec<u8>,
    pub(crate) hash: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl Parts {
    pub(crate) fn new(key: Vec<u8>, signature: Vec<u8>) -> Self {
        let hash = b"sha512".to_vec();
        Self { version: 1, key, namespace: NAMESPACE.to_vec(), reserved: vec![], hash, signature }
    }

    pub(crate) fn blob(&self) -> Vec<u8> {
        let rest =
            strings(&[&self.key, &self.namespace, &self.reserved, &self.hash, &self.signature]);
        [b"SSHSIG", &self.version.to_be_bytes()[..], &rest].concat()
    }

    pub(crate) fn armour(&self) -> String {
        armour(&self.blob(), 70)
    }
}

pub(crate) fn armour(blob: &[u8], width: usize) -> String {
    frame(&base64(blob), width)
}

/// Base64 between its first and last line.
pub(crate) fn frame(base64: &str, width: usize) -> String {
    let mut out = "-----BEGIN SSH SIGNATURE-----\n".to_owned();
    for line in base64.as_bytes().chunks(width) {
        out.push_str(std::str::from_utf8(line).unwrap());
        out.push('\n');
    }
    out + "-----END SSH SIGNATURE-----\n"
}

/// What is really signed.
pub(crate) fn signed_data(
    namespace: &[u8],
    reserved: &[u8],
    hash: &[u8],
    message: &[u8],
) -> Vec<u8> {
    let digest = if hash == b"sha256" {
        Sha256::digest(message).to_vec()
    } else {
        Sha512::digest(message).to_vec()
    };
    [&b"SSHSIG"[..], &strings(&[namespace, reserved, hash, &digest])].concat()
}

/// A key whose private half everybody knows.
pub(crate) enum Key {
    Ed25519(ed25519_dalek::SigningKey),
    Ecdsa(p256::ecdsa::SigningKey),
    SkEd25519(ed25519_dalek::SigningKey),
    SkEcdsa(p256::ecdsa::SigningKey),
}

pub(crate) const ED25519: &[u8] = b"ssh-ed25519";
pub(crate) const ECDSA: &[u8] = b"ecdsa-sha2-nistp256";
pub(crate) const SK_ED25519: &[u8] = b"sk-ssh-ed25519@openssh.com";
pub(crate) const SK_ECDSA: &[u8] = b"sk-ecdsa-sha2-nistp256@openssh.com";
pub(crate) const APPLICATION: &[u8] = b"ssh:";
pub(crate) const TOUCHED: u8 = 1;

/// 32 bytes that are always the same.
pub(crate) fn seed(name: &str) -> [u8; 32] {
    *blake3::hash(format!("gaps vectors: {name}").as_bytes()).as_bytes()
}

pub(crate) fn ed25519(name: &str) -> Key {
    Key::Ed25519(ed25519_dalek::SigningKey::from_bytes(&seed(name)))
}

pub(crate) fn ecdsa_key(name: &str) -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_slice(&seed(name)).unwrap()
}

impl Key {
    pub(crate) fn blob(&self) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => strings(&[ED25519, key.verifying_key().as_bytes()]),
            Self::Ecdsa(key) => strings(&[ECDSA, b"nistp256", &point(key)]),
            Self::SkEd25519(key) => {
                strings(&[SK_ED25519, key.verifying_key().as_bytes(), APPLICATION])
            }
            Self::SkEcdsa(key) => strings(&[SK_ECDSA, b"nistp256", &point(key), APPLICATION]),
        }
    }

    pub(crate) fn sign(&self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => strings(&[ED25519, &key.sign(data).to_bytes()]),
            Self::Ecdsa(key) => strings(&[ECDSA, &low(&key.sign(data))]),
            Self::SkEd25519(key) => {
                let signature = key.sign(&touched(APPLICATION, TOUCHED, data)).to_bytes();
                sk(SK_ED25519, &signature, TOUCHED)
            }
            Self::SkEcdsa(key) => {
                let signature = low(&key.sign(&touched(APPLICATION, TOUCHED, data)));
                sk(SK_ECDSA, &signature, TOUCHED)
            }
        }
    }

    pub(crate) fn fingerprint(&self) -> String {
        fingerprint(&self.blob())
    }

    /// The line of a `.pub` file.
    pub(crate) fn line(&self) -> String {
        let word = match self {
            Self::Ed25519(_) => ED25519,
            Self::Ecdsa(_) => ECDSA,
            Self::SkEd25519(_) => SK_ED25519,
            Self::SkEcdsa(_) => SK_ECDSA,
        };
        line(word, &self.blob())
    }

    pub(crate) fn parts(&self, message: &[u8]) -> Parts {
        Parts::new(self.blob(), self.sign(&signed_data(NAMESPACE, b"", b"sha512", message)))
    }
}

pub(crate) fn line(word: &[u8], blob: &[u8]) -> String {
    format!("{} {}", String::from_utf8_lossy(word), base64(blob))
}

pub(crate) fn fingerprint(blob: &[u8]) -> String {
    format!("SHA256:{}", base64(&Sha256::digest(blob)).trim_end_matches('='))
}

pub(crate) fn point(key: &p256::ecdsa::SigningKey) -> Vec<u8> {
    key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}

/// The two numbers of an ECDSA signature, the second the low one.
pub(crate) fn low(signature: &p256::ecdsa::Signature) -> Vec<u8> {
    two(&signature.normalize_s())
}

pub(crate) fn two(signature: &p256::ecdsa::Signature) -> Vec<u8> {
    let (r, s) = signature.split_bytes();
    [mpint(&r), mpint(&s)].concat()
}

/// What a security key signs.
pub(crate) fn touched(application: &[u8], flags: u8, data: &[u8]) -> Vec<u8> {
    let state = [&[flags][..], &COUNTER.to_be_bytes()].concat();
    [&Sha256::digest(application)[..], &state, &Sha256::digest(data)].concat()
}

const COUNTER: u32 = 7;

pub(crate) fn sk(word: &[u8], signature: &[u8], flags: u8) -> Vec<u8> {
    [strings(&[word, signature]), vec![flags], COUNTER.to_be_bytes().to_vec()].concat()
}

/// The challenge of ed25519.
pub(crate) fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let wide = Sha512::digest([&r[..], key, message].concat());
    Scalar::from_bytes_mod_order_wide(&wide.into())
}

/// Ed25519 with every part in hand: `key` and `r` as they are spelled, `a` what is known of the key.
pub(crate) fn ed25519_by_hand(
    key: &[u8; 32],
    r: &[u8; 32],
    k: Scalar,
    a: Scalar,
    data: &[u8],
) -> [u8; 64] {
    let s = k + challenge(r, key, data) * a;
    join(r, &s.to_bytes())
}

pub(crate) fn join(r: &[u8; 32], s: &[u8; 32]) -> [u8; 64] {
    let mut both = [0; 64];
    both[..32].copy_from_slice(r);
    both[32..].copy_from_slice(s);
    both
}

/// A number that is always the same.
pub(crate) fn scalar(name: &str) -> Scalar {
    Scalar::from_bytes_mod_order(seed(name))
}

/// `s + L`: the same number to a verifier that does not look.
pub(crate) fn plus_order(s: &[u8; 32]) -> [u8; 32] {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut sum = [0; 32];
    let mut carry = 0;
    for i in 0..32 {
        let n = u16::from(s[i]) + u16::from(ORDER[i]) + carry;
        sum[i] = n as u8;
        carry = n >> 8;
    }
    sum
}

/// A signature that verifies under a key of small order, made by nobody: `R = kB - hA` for whatever `h` comes
/// out, which needs `h` to be a multiple of the order where `A` is spelled as it is.
pub(crate) fn forged(key: &[u8; 32], data: &[u8]) -> [u8; 64] {
    for i in 0..1000 {
        let k = scalar(&format!("forged {i}"));
        let r = EdwardsPoint::mul_base(&k).compress().to_bytes();
        if is_multiple_of_eight(challenge(&r, key, data)) {
            return join(&r, &k.to_bytes());
        }
    }
    unreachable!("one in eight does");
}

pub(crate) fn is_multiple_of_eight(h: Scalar) -> bool {
    h.to_bytes()[0] & 7 == 0
}
