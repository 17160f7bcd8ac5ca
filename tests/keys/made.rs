//! Keys from seeds, and signatures as agents make them.

use p256::ecdsa::signature::Signer as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use sha2::{Digest, Sha256};
use ssh_key::encoding::Encode;
use ssh_key::private::{
    EcdsaKeypair, Ed25519Keypair, KeypairData, RsaKeypair, RsaPrivateKey, SkEd25519,
};
use ssh_key::public::{self, EcdsaPublicKey, KeyData, RsaPublicKey};
use ssh_key::{Algorithm, Kdf, LineEnding, Mpint, PrivateKey, Signature};

pub(crate) const USER_PRESENT: u8 = 1;

pub(crate) fn ed25519(seed: u8) -> PrivateKey {
    PrivateKey::new(Ed25519Keypair::from_seed(&[seed; 32]).into(), "ana@example.org").unwrap()
}

pub(crate) fn ecdsa(seed: u8) -> PrivateKey {
    let secret = p256::SecretKey::from_slice(&[seed; 32]).unwrap();
    let public = secret.public_key().to_sec1_point(false);
    let pair = EcdsaKeypair::NistP256 { public, private: secret.into() };
    PrivateKey::new(KeypairData::Ecdsa(pair), "").unwrap()
}

/// Of the form of an RSA key; the numbers mean nothing.
pub(crate) fn rsa() -> PrivateKey {
    let number = |fill: u8| Mpint::from_positive_bytes(&[fill; 256]);
    let public = RsaPublicKey::new(Mpint::from_positive_bytes(&[1, 0, 1]), number(0xc5)).unwrap();
    let private = RsaPrivateKey::new(number(3), number(5), number(7), number(11)).unwrap();
    PrivateKey::new(RsaKeypair::new(public, private).unwrap().into(), "").unwrap()
}

/// Of the form of a P-384 key.
pub(crate) fn p384() -> ssh_key::PublicKey {
    let point = [&[4_u8][..], &[9; 96]].concat();
    ssh_key::PublicKey::new(EcdsaPublicKey::from_sec1_bytes(&point).unwrap().into(), "")
}

/// The file of a security key: its public half and a handle.
pub(crate) fn sk_file(seed: u8) -> PrivateKey {
    let KeyData::SkEd25519(public) = sk_ed25519(seed) else { unreachable!() };
    let pair = SkEd25519::new(public, USER_PRESENT, vec![7; 64]).unwrap();
    PrivateKey::new(pair.into(), "").unwrap()
}

pub(crate) fn sk_ed25519(seed: u8) -> KeyData {
    let KeyData::Ed25519(key) = ed25519(seed).public_key().key_data().clone() else {
        unreachable!()
    };
    public::SkEd25519::new(key, "ssh:").into()
}

pub(crate) fn sk_ecdsa(seed: u8) -> KeyData {
    let KeyData::Ecdsa(EcdsaPublicKey::NistP256(point)) =
        ecdsa(seed).public_key().key_data().clone()
    else {
        unreachable!()
    };
    public::SkEcdsaSha2NistP256::new(point, "ssh:").into()
}

pub(crate) fn encrypted(key: &PrivateKey, passphrase: &str) -> PrivateKey {
    let kdf = Kdf::Bcrypt { salt: vec![3; 16], rounds: 1 };
    key.encrypt_with(ssh_key::Cipher::Aes256Ctr, kdf, 77, passphrase).unwrap()
}

/// An encrypted key that says it is encrypted with 3DES.
pub(crate) fn in_triple_des(key: &PrivateKey) -> PrivateKey {
    let bytes = key.to_bytes().unwrap();
    let old = [&[0, 0, 0, 10][..], b"aes256-ctr"].concat();
    let at = bytes.windows(old.len()).position(|w| w == old).unwrap();
    let new = [&[0, 0, 0, 8][..], b"3des-cbc"].concat();
    PrivateKey::from_bytes(&[&bytes[..at], &new, &bytes[at + old.len()..]].concat()).unwrap()
}

pub(crate) fn text(key: &PrivateKey) -> String {
    key.to_openssh(LineEnding::LF).unwrap().to_string()
}

pub(crate) fn blob(key: &KeyData) -> Vec<u8> {
    key.encode_vec().unwrap()
}

pub(crate) fn line(key: &PrivateKey) -> String {
    key.public_key().to_openssh().unwrap()
}

pub(crate) fn fingerprint(key: &PrivateKey) -> String {
    key.fingerprint(ssh_key::HashAlg::Sha256).to_string()
}

/// A certificate for a key, signed by itself.
pub(crate) fn certificate(key: &PrivateKey) -> Vec<u8> {
    let public = key.public_key().key_data().clone();
    let mut builder =
        ssh_key::certificate::Builder::new(vec![1; 16], public, 1, u64::MAX / 4).unwrap();
    builder.all_principals_valid().unwrap();
    builder.sign(key).unwrap().to_bytes().unwrap()
}

/// Signs as a file or an agent does.
pub(crate) fn sign(key: &PrivateKey, data: &[u8]) -> Vec<u8> {
    let signature: Signature = key.try_sign(data).unwrap();
    signature.encode_vec().unwrap()
}

/// The other of ECDSA's two signatures, which `ssh-keygen` makes half of the time.
pub(crate) fn sign_high(key: &PrivateKey, data: &[u8]) -> Vec<u8> {
    let signature: Signature = key.try_sign(data).unwrap();
    let low = p256::ecdsa::Signature::try_from(&signature).unwrap().normalize_s();
    let (r, s) = low.split_scalars();
    let high = p256::ecdsa::Signature::from_scalars(r, -*s).unwrap();
    assert_ne!(low, high);
    Signature::try_from(&high).unwrap().encode_vec().unwrap()
}

/// Signs as a security key does, touched or not.
pub(crate) fn sign_sk(key: &PrivateKey, flags: u8, data: &[u8]) -> Vec<u8> {
    let state = [&[flags][..], &9_u32.to_be_bytes()].concat();
    let touched = [&Sha256::digest(b"ssh:")[..], &state, &Sha256::digest(data)].concat();
    let inner: Signature = key.try_sign(&touched).unwrap();
    let algorithm = match inner.algorithm() {
        Algorithm::Ed25519 => Algorithm::SkEd25519,
        _ => Algorithm::SkEcdsaSha2NistP256,
    };
    let bytes = [inner.as_bytes(), &state].concat();
    Signature::new(algorithm, bytes).unwrap().encode_vec().unwrap()
}
