//! Which key signs: the first place that has one. A place that the user named and that does not do is an error
//! and not a reason to go on: nobody wants to sign with another key than the one they named.

use crate::shell::agent::Agent;

use super::error::{KeyChoiceError, KeyProblem};
use super::locate::{self, Choice, Held};
use super::passphrase::{self, Ask};
use super::places::{KeyPlaces, Place};
use super::signer::{Means, Signer};

/// The key that signs, ready to do it.
pub fn choose(places: &KeyPlaces, ask: &Ask) -> Result<Signer, KeyChoiceError> {
    pick(places)?.unlock(ask)
}

/// The key that would sign. Asks nobody for a passphrase.
pub fn pick(places: &KeyPlaces) -> Result<Choice, KeyChoiceError> {
    let mut seen = Seen::default();
    for place in Place::ALL {
        let choice = at(place, places, &mut seen);
        let choice = choice.map_err(|problem| KeyChoiceError::At { place, problem })?;
        if let Some(mut choice) = choice {
            choice.passed.extend(seen.passed);
            return Ok(choice);
        }
    }
    if seen.several.is_empty() {
        Err(KeyChoiceError::None { passed: seen.passed })
    } else {
        Err(KeyChoiceError::Several { fingerprints: seen.several })
    }
}

/// What was seen on the way and did not do.
#[derive(Default)]
struct Seen {
    passed: Vec<String>,
    /// The keys of an agent that holds more than one.
    several: Vec<String>,
}

fn at(place: Place, places: &KeyPlaces, seen: &mut Seen) -> Result<Option<Choice>, KeyProblem> {
    match place {
        Place::Option | Place::GapsSetting | Place::UserSetting => {
            places.named(place).map(|value| locate::named(value, place, places)).transpose()
        }
        Place::Agent => places.agent().map_or(Ok(None), |agent| only_key(agent, seen)),
        Place::SshFile | Place::OwnFile => {
            let file = places.usual_file(place).filter(|file| file.exists());
            file.map(|file| locate::in_file(&file, place, places)).transpose()
        }
    }
}

/// The key of an agent that holds exactly one that may sign. An agent that is not there is no trouble; one that
/// is there and fails is, since with it another key would have been chosen.
fn only_key(agent: Agent, seen: &mut Seen) -> Result<Option<Choice>, KeyProblem> {
    let identities = match agent.identities() {
        Err(error) if error.is_absent() => {
            seen.passed.push(error.to_string());
            return Ok(None);
        }
        other => other?,
    };
    let all = identities.len();
    let mut usable: Vec<_> = identities.into_iter().filter_map(|i| i.key.ok()).collect();
    match (usable.len(), usable.pop()) {
        (1, Some(key)) => Ok(Some(locate::choice(key, Place::Agent, None, Held::Agent(agent)))),
        (0, _) => {
            seen.passed.push(match all {
                0 => "the ssh agent holds no key".to_owned(),
                all => format!("none of the {all} keys of the ssh agent can sign events"),
            });
            Ok(None)
        }
        (count, last) => {
            seen.passed.push(format!("the ssh agent holds {count} keys, not one"));
            seen.several =
                usable.iter().chain(&last).map(|k| k.fingerprint().to_string()).collect();
            Ok(None)
        }
    }
}

impl Choice {
    /// Asks for the passphrase where the key wants one.
    pub fn unlock(self, ask: &Ask) -> Result<Signer, KeyChoiceError> {
        let Self { public, source, passed, held } = self;
        let means = match held {
            Held::Agent(agent) => Means::Agent(agent),
            Held::Open(private) => Means::Private(private),
            Held::Locked(private) => {
                let path = source.file.clone().unwrap_or_default();
                let opened = passphrase::unlock(&private, &path, ask).map_err(|why| {
                    let problem = KeyProblem::File { path, why };
                    KeyChoiceError::At { place: source.place, problem }
                })?;
                Means::Private(Box::new(opened))
            }
        };
        Ok(Signer::new(public, source, passed, means))
    }
}
