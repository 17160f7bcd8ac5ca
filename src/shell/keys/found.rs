//! What every place holds, for `doctor`: the keys that could sign and what keeps the others from it. Asks for no
//! passphrase and signs nothing.

use crate::ledger::key::PublicKey;
use crate::shell::agent::{Agent, Identity};

use super::error::KeyProblem;
use super::locate::{self, Choice};
use super::places::{KeyPlaces, Place};
use super::shown;
use super::signer::Source;

/// One thing found at a place. An agent may give several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundKey {
    pub place: Place,
    pub holds: Holds,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    Nothing,
    Key {
        key: PublicKey,
        source: Source,
        /// Whether it wants a passphrase.
        locked: bool,
    },
    /// A key of the agent that may not sign events, and why.
    Unusable {
        comment: String,
        why: String,
    },
    Problem(KeyProblem),
}

/// Every place, in the order of choice.
pub fn found(places: &KeyPlaces) -> Vec<FoundKey> {
    let at = |place| {
        let holds = if place == Place::Agent { in_agent(places) } else { vec![one(place, places)] };
        holds.into_iter().map(move |holds| FoundKey { place, holds })
    };
    Place::ALL.into_iter().flat_map(at).collect()
}

fn one(place: Place, places: &KeyPlaces) -> Holds {
    let located = match places.named(place) {
        Some(value) => locate::named(value, place, places),
        None => match places.usual_file(place).filter(|file| file.exists()) {
            Some(file) => locate::in_file(&file, place, places),
            None => return Holds::Nothing,
        },
    };
    located.map_or_else(Holds::Problem, key)
}

fn key(choice: Choice) -> Holds {
    let locked = choice.is_locked();
    Holds::Key { key: choice.public, source: choice.source, locked }
}

fn in_agent(places: &KeyPlaces) -> Vec<Holds> {
    let identities = places.agent().map(|agent: Agent| agent.identities());
    match identities {
        None => vec![Holds::Nothing],
        Some(Err(error)) => vec![Holds::Problem(error.into())],
        Some(Ok(list)) if list.is_empty() => vec![Holds::Nothing],
        Some(Ok(list)) => list.into_iter().map(identity).collect(),
    }
}

fn identity(identity: Identity) -> Holds {
    let source = Source { place: Place::Agent, file: None };
    match identity.key {
        Ok(key) => Holds::Key { key, source, locked: false },
        Err(why) => Holds::Unusable {
            comment: shown::visible(&identity.comment),
            why: shown::visible(&why.to_string()),
        },
    }
}
