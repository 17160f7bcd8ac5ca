//! An ssh agent in a thread, which does to each request whatever a test wants.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use ssh_key::PrivateKey;
use tempfile::TempDir;

use crate::made;

/// What an agent does when it was asked something.
pub(crate) enum Act {
    /// Answers with this, in a frame that tells the truth about its length.
    Answer(Vec<u8>),
    /// Writes these bytes and hangs up.
    Raw(Vec<u8>),
    /// Writes one byte now and then.
    Drip(Vec<u8>),
    /// Says nothing, and stays.
    Hang,
}

pub(crate) struct Fake {
    pub(crate) socket: PathBuf,
    _folder: TempDir,
}

pub(crate) fn agent(act: impl Fn(&[u8]) -> Act + Send + 'static) -> Fake {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("agent");
    let listener = UnixListener::bind(&socket).unwrap();
    thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let Some(request) = request(&mut stream) else { continue };
            match act(&request) {
                Act::Answer(answer) => drop(stream.write_all(&framed(&answer))),
                Act::Raw(bytes) => drop(stream.write_all(&bytes)),
                Act::Drip(bytes) => drip(stream, framed(&bytes)),
                Act::Hang => kept.push(stream),
            }
        }
    });
    Fake { socket, _folder: folder }
}

fn request(stream: &mut UnixStream) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).ok()?;
    let mut request = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut request).ok()?;
    Some(request)
}

fn drip(mut stream: UnixStream, bytes: Vec<u8>) {
    thread::spawn(move || {
        for byte in bytes {
            if stream.write_all(&[byte]).is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    });
}

fn framed(bytes: &[u8]) -> Vec<u8> {
    string(bytes)
}

pub(crate) fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

pub(crate) fn listing(blobs: &[Vec<u8>]) -> Vec<u8> {
    let mut answer = vec![12];
    answer.extend_from_slice(&u32::try_from(blobs.len()).unwrap().to_be_bytes());
    for blob in blobs {
        answer.extend([string(blob), string(b"a \x1b[2J comment")].concat());
    }
    answer
}

pub(crate) fn signed(signature: &[u8]) -> Vec<u8> {
    [vec![14], string(signature)].concat()
}

/// The key and the data of a request to sign.
pub(crate) fn wanted(request: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let rest = request.strip_prefix(&[13])?;
    let take = |bytes: &[u8]| {
        let length = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
        (bytes[4..4 + length].to_vec(), bytes[4 + length..].to_vec())
    };
    let (key, rest) = take(rest);
    let (data, flags) = take(&rest);
    assert_eq!(flags, [0, 0, 0, 0]);
    Some((key, data))
}

/// An agent that holds these keys and is honest.
pub(crate) fn honest(keys: Vec<PrivateKey>) -> Fake {
    let blobs: Vec<Vec<u8>> = keys.iter().map(|k| made::blob(k.public_key().key_data())).collect();
    listed(blobs.clone(), move |asked, data| {
        let at = blobs.iter().position(|blob| blob == asked).unwrap();
        made::sign(&keys[at], data)
    })
}

/// An agent that says that it holds these keys and answers a request to sign with what `sign` returns.
pub(crate) fn listed(
    blobs: Vec<Vec<u8>>,
    sign: impl Fn(&[u8], &[u8]) -> Vec<u8> + Send + 'static,
) -> Fake {
    agent(move |request| match wanted(request) {
        Some((key, data)) => Act::Answer(signed(&sign(&key, &data))),
        None => Act::Answer(listing(&blobs)),
    })
}
