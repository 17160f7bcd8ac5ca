//! Replies of an ssh agent: nothing that it says is believed, and no length reserves anything.

use gaps::shell::agent::{keys_in, signature_in};
use ssh_key::encoding::Encode;

use super::{Target, files};

pub(super) const TARGET: Target = Target { name: "agent", seeds, run };

fn string(bytes: &[u8]) -> Vec<u8> {
    let mut made = u32::try_from(bytes.len()).unwrap().to_be_bytes().to_vec();
    made.extend_from_slice(bytes);
    made
}

/// What an agent says that holds the keys of the vectors, and what it returns as their signatures.
fn seeds() -> Vec<Vec<u8>> {
    let mut list = Vec::new();
    let mut signatures = Vec::new();
    for bytes in files("vectors/accept", ".event") {
        let armour = String::from_utf8(bytes).unwrap();
        let armour = &armour[armour.find("-----BEGIN").unwrap()..];
        let Ok(sig) = armour.parse::<ssh_key::SshSig>() else { continue };
        let key = sig.public_key().encode_vec().unwrap();
        if list.len() < 4 && !list.contains(&key) {
            list.push(key);
        }
        if signatures.len() < 4 {
            signatures.push([vec![14], string(&sig.signature().encode_vec().unwrap())].concat());
        }
    }
    let mut keys = vec![12, 0, 0, 0, u8::try_from(list.len()).unwrap()];
    for key in list {
        keys.extend(string(&key));
        keys.extend(string(b"ana@laptop"));
    }
    signatures.extend([keys, vec![5], vec![12, 0, 0, 0, 0]]);
    signatures
}

fn run(bytes: &[u8]) {
    if let Ok(keys) = keys_in(bytes) {
        assert!(keys.len() * 8 <= bytes.len(), "more keys than bytes");
        let usable: Vec<_> = keys.iter().filter_map(|k| k.key.as_ref().ok()).collect();
        assert!(usable.iter().enumerate().all(|(i, k)| !usable[..i].contains(k)), "one key twice");
        assert_eq!(keys_in(bytes).as_ref(), Ok(&keys));
    }
    if let Ok(signature) = signature_in(bytes) {
        let again = [vec![14], string(&signature.encode_vec().unwrap())].concat();
        assert_eq!(again, bytes, "a signature has one spelling");
    }
}
