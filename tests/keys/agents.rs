//! Agents that are honest, and every lie that one can tell.

use std::time::{Duration, Instant};

use gaps::shell::agent::{Agent, AgentError, REPLY_BYTES_MAX};
use gaps::shell::keys::{SignError, choose};
use ssh_key::PrivateKey;

use crate::fake::{self, Act, Fake};
use crate::made;
use crate::places::{Home, PATIENT, SHORT, signs};

fn listing_of(agent: &Fake, limit: Duration) -> Result<usize, AgentError> {
    Agent::new(agent.socket.clone(), limit).identities().map(|keys| keys.len())
}

fn blob(key: &PrivateKey) -> Vec<u8> {
    made::blob(key.public_key().key_data())
}

/// What signing says with an agent that holds a key and signs like this.
fn signing(
    blob: Vec<u8>,
    sign: impl Fn(&[u8], &[u8]) -> Vec<u8> + Send + 'static,
) -> Result<String, SignError> {
    let agent = fake::listed(vec![blob], sign);
    Home::with_agent(&agent).choose().unwrap().sign(b"{}\n")
}

#[test]
fn an_honest_agent_with_one_key_signs() {
    for key in [made::ed25519(1), made::ecdsa(1)] {
        let agent = fake::honest(vec![key.clone()]);
        let signer = Home::with_agent(&agent).choose().unwrap();
        assert_eq!(signer.fingerprint().as_str(), made::fingerprint(&key));
        assert_eq!(signer.source().to_string(), "the ssh agent");
        signs(&signer);
    }
}

#[test]
fn the_high_one_of_two_signatures_is_made_low() {
    let key = made::ecdsa(2);
    let agent = fake::listed(vec![blob(&key)], move |_, data| made::sign_high(&key, data));
    signs(&Home::with_agent(&agent).choose().unwrap());
}

#[test]
fn security_keys_sign_through_the_agent() {
    let ed = made::ed25519(3);
    let agent = fake::listed(vec![made::blob(&made::sk_ed25519(3))], move |_, data| {
        made::sign_sk(&ed, made::USER_PRESENT, data)
    });
    signs(&Home::with_agent(&agent).choose().unwrap());
    let ec = made::ecdsa(3);
    let agent = fake::listed(vec![made::blob(&made::sk_ecdsa(3))], move |_, data| {
        made::sign_sk(&ec, made::USER_PRESENT, data)
    });
    signs(&Home::with_agent(&agent).choose().unwrap());
}

#[test]
fn a_security_key_must_be_touched() {
    let key = made::ed25519(4);
    let error =
        signing(made::blob(&made::sk_ed25519(4)), move |_, data| made::sign_sk(&key, 0, data))
            .unwrap_err();
    assert_eq!(error.to_string(), "the security key was not touched");
    assert_eq!(error.hint(), "try again, and touch it when it blinks");
}

#[test]
fn a_signature_that_is_none_is_never_returned() {
    let (key, other) = (made::ed25519(5), made::ed25519(6));
    let message = "the ssh agent made a signature that its public key does not verify";
    let by_other = signing(blob(&key), move |_, data| made::sign(&other, data)).unwrap_err();
    assert_eq!(by_other.to_string(), message);
    assert_eq!(by_other.hint(), "nothing was written; go without the agent: `--key PATH`");
    let mine = key.clone();
    let of_other = signing(blob(&key), move |_, _| made::sign(&mine, b"other")).unwrap_err();
    assert_eq!(of_other.to_string(), message);
    let ecdsa = made::ecdsa(5);
    let of_type = signing(blob(&key), move |_, data| made::sign(&ecdsa, data)).unwrap_err();
    assert_eq!(
        of_type.to_string(),
        "the ssh agent signed with a key of another type than the one asked for"
    );
}

#[test]
fn what_has_not_the_form_of_a_signature_is_said_to_be_none() {
    let key = made::ed25519(7);
    for tail in [&b"x"[..], b""] {
        let mine = key.clone();
        let error = signing(blob(&key), move |_, data| {
            if tail.is_empty() {
                b"junk".to_vec()
            } else {
                [made::sign(&mine, data), tail.into()].concat()
            }
        })
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the ssh agent answered with nonsense: what it returned has not the form of a signature"
        );
    }
}

#[test]
fn an_agent_that_will_not_sign_refuses() {
    let keys = vec![blob(&made::ed25519(8))];
    let agent = fake::agent(move |request| match fake::wanted(request) {
        Some(_) => Act::Answer(vec![5]),
        None => Act::Answer(fake::listing(&keys)),
    });
    let error = Home::with_agent(&agent).choose().unwrap().sign(b"{}").unwrap_err();
    assert_eq!(error.to_string(), "the ssh agent refused to sign");
    assert_eq!(error.hint(), "unlock the agent or confirm its question, then try again");
}

#[test]
fn an_agent_that_hangs_or_drips_is_left() {
    let hanging = fake::agent(|_| Act::Hang);
    let dripping = fake::agent(|_| Act::Drip(vec![12; 2000]));
    for agent in [hanging, dripping] {
        let start = Instant::now();
        let error = listing_of(&agent, SHORT).unwrap_err();
        assert_eq!(error.to_string(), "the ssh agent did not answer within 300ms");
        assert!(error.hint().contains("ssh-add -l"));
        assert!(start.elapsed() < PATIENT);
    }
}

#[test]
fn a_slow_agent_is_waited_for() {
    let agent = fake::agent(|_| Act::Drip(fake::listing(&[])));
    let patient = Agent::new(agent.socket.clone(), PATIENT);
    assert_eq!(patient.identities(), Ok(Vec::new()));
}

#[test]
fn every_lie_of_a_listing_has_its_words() {
    let key = blob(&made::ed25519(9));
    let mut longer = fake::listing(std::slice::from_ref(&key));
    longer.push(0);
    let mut more = fake::listing(std::slice::from_ref(&key));
    more[4] = 2;
    let huge = (REPLY_BYTES_MAX + 1).to_be_bytes().to_vec();
    for (act, words) in [
        (Act::Raw(huge), "announced an answer of 262145 bytes, which is more than 262144"),
        (Act::Raw(vec![0xff; 4]), "announced an answer of 4294967295 bytes"),
        (Act::Raw(vec![0, 0, 0, 9, 12, 0]), "hung up before the end of its answer"),
        (Act::Raw(Vec::new()), "hung up before the end of its answer"),
        (Act::Answer(Vec::new()), "answered with nonsense: an empty answer"),
        (Act::Answer(vec![99]), "answered with nonsense: an answer to another question"),
        (Act::Answer(vec![12]), "answered with nonsense: its list of keys ends too early"),
        (Act::Answer(more), "answered with nonsense: its list of keys ends too early"),
        (Act::Answer(longer), "answered with nonsense: its list of keys goes on after its end"),
        (Act::Answer(vec![5]), "refused to list its keys"),
        (Act::Answer(vec![102]), "refused to list its keys"),
    ] {
        let act = std::sync::Mutex::new(Some(act));
        let agent = fake::agent(move |_| act.lock().unwrap().take().unwrap());
        let error = listing_of(&agent, PATIENT).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.to_string().starts_with("the ssh agent "), "{error}");
        assert!(!error.hint().is_empty());
    }
}

#[test]
fn the_largest_listing_is_read() {
    let blobs = vec![vec![0; 900]; 280];
    let agent = fake::agent(move |_| Act::Answer(fake::listing(&blobs)));
    assert_eq!(listing_of(&agent, PATIENT), Ok(280));
}

#[test]
fn certificates_are_not_keys() {
    let key = made::ed25519(10);
    let only = fake::listed(vec![made::certificate(&key)], |_, _| Vec::new());
    let (message, hint) = Home::with_agent(&only).refused();
    assert_eq!(
        message,
        "there is no key to sign with; none of the 1 keys of the ssh agent can sign events"
    );
    assert!(hint.contains("ssh-keygen -t ed25519"));
    let both = vec![made::certificate(&key), blob(&key), blob(&key)];
    let agent = fake::listed(both, move |_, data| made::sign(&key, data));
    signs(&Home::with_agent(&agent).choose().unwrap());
}

#[test]
fn a_key_with_a_tail_is_none() {
    let key = made::ed25519(10);
    let agent = fake::listed(vec![[blob(&key), vec![0]].concat()], |_, _| Vec::new());
    let message = Home::with_agent(&agent).refused().0;
    assert!(message.ends_with("none of the 1 keys of the ssh agent can sign events"), "{message}");
}

#[test]
fn an_agent_that_fails_is_an_error_and_not_another_key() {
    let agent = fake::agent(|_| Act::Answer(vec![5]));
    let home = Home::with_agent(&agent);
    home.key(".ssh/id_ed25519", &made::ed25519(11));
    assert_eq!(home.refused().0, "the ssh agent refused to list its keys");
    assert_eq!(home.refused().1, "unlock the agent: `ssh-add -X`");
}

#[test]
fn an_agent_that_is_gone_is_passed_over() {
    let mut home = Home::new();
    home.places.agent_socket = Some(home.path("gone"));
    assert!(home.refused().0.contains("; no ssh agent answers at "), "{}", home.refused().0);
    home.key(".ssh/id_ed25519", &made::ed25519(12));
    let signer = choose(&home.places, &|_| Ok(None)).unwrap();
    assert_eq!(signer.source().to_string(), "~/.ssh/id_ed25519");
    assert!(signer.passed()[0].starts_with("no ssh agent answers at "));
    signs(&signer);
}
