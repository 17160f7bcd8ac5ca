//! The JSON part of an event: what is accepted has one spelling, and reads back as what it was.

use gaps::ledger::{Body, Event, file, form};

use super::{Target, files};

pub(super) const TARGET: Target = Target { name: "event", seeds, run };

fn seeds() -> Vec<Vec<u8>> {
    let whole =
        files("vectors/accept", ".event").into_iter().chain(files("vectors/reject", ".event"));
    whole
        .map(|bytes| file::split(&bytes).map_or(bytes.clone(), |(json, _)| json.to_vec()))
        .collect()
}

fn run(bytes: &[u8]) {
    let Ok(map) = form::parse(bytes) else { return };
    assert_eq!(form::encode(&map).as_bytes(), bytes, "one value, one spelling");
    let Ok(event) = Event::read(&map) else { return };
    // What a newer version wrote is kept as its file, and never written again.
    if matches!(event.body, Body::Newer { .. }) {
        return;
    }
    assert_eq!(event.encode().as_bytes(), bytes, "nothing is lost between reading and writing");
    assert_eq!(event.draft().unwrap().as_bytes(), bytes, "what is read could be written");
}
