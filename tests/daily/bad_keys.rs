//! Keys that are not there or do not do, through the real program. `tests/keys` holds every other case.

use std::fs;

use crate::fake::{self, Act};
use crate::made;
use crate::support::{Problem, Repo, Said, said};

/// A ledger, and somebody without a key before it.
fn keyless() -> Repo {
    let ana = Repo::with_gaps(&["RBAC"]);
    ana.remote();
    let ben = Repo::keyless(&ana.world, "ben");
    ben.git(&["clone", "--quiet", ana.world.path("remote.git").to_str().unwrap(), "."]);
    ben
}

#[test]
fn no_key() {
    let ben = keyless();
    assert!(ben.ok(&["list"]).contains("SEC-001"), "reading needs no key");
    let problem = ben.no(5, &["close", "SEC-001"]);
    assert_eq!(problem.code, "no-key");
    assert_eq!(problem.message, "there is no key to sign with");
    assert!(problem.hint.contains("gaps.signingKey"), "{problem:?}");
    let doctor = ben.gaps(&["doctor"]);
    assert!(doctor.exit == 1 && doctor.out.contains("no key to sign with"), "{}", doctor.out);
    assert_eq!(ben.git(&["status", "--short"]), "");
}

fn with_key(text: &str) -> Problem {
    let ben = keyless();
    let path = ben.home.join("key");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let problem = ben.no(5, &["close", "SEC-001", "--key", path.to_str().unwrap()]);
    assert_eq!(ben.git(&["status", "--short"]), "", "nothing was written");
    problem
}

#[test]
fn an_rsa_key() {
    let problem = with_key(&made::text(&made::rsa()));
    assert!(problem.message.contains("RSA"), "{problem:?}");
    assert!(problem.message.contains("ed25519") || problem.hint.contains("ed25519"), "{problem:?}");
}

#[test]
fn a_passphrase_and_no_terminal() {
    let key = made::encrypted(&made::ed25519(3), "secret");
    let problem = with_key(&made::text(&key));
    assert!(problem.message.contains("no terminal to ask for its passphrase"), "{problem:?}");
    assert!(problem.hint.contains("ssh-add"), "{problem:?}");
}

#[test]
fn a_file_that_is_no_key() {
    assert!(with_key("hello\n").message.contains("holds no key"), "says what it found");
}

fn with_agent(ben: &Repo, agent: &fake::Fake, arguments: &[&str]) -> Said {
    said(ben.command(arguments).env("SSH_AUTH_SOCK", &agent.socket))
}

#[test]
fn an_agent_that_lies() {
    let ben = keyless();
    let (key, other) = (made::ed25519(5), made::ed25519(6));
    let blob = made::blob(key.public_key().key_data());
    let agent = fake::listed(vec![blob], move |_, data| made::sign(&other, data));
    for arguments in [&["close", "SEC-001"][..], &["close", "SEC-001", "--json"]] {
        let said = with_agent(&ben, &agent, arguments);
        assert_eq!((said.exit, said.out.as_str()), (5, ""), "{}", said.err);
        assert!(
            said.err.contains("a signature that its public key does not verify"),
            "{}",
            said.err
        );
    }
    assert_eq!(ben.git(&["status", "--short"]), "", "nothing was written");
    // An honest one does.
    let agent = fake::honest(vec![key]);
    assert_eq!(with_agent(&ben, &agent, &["close", "SEC-001"]).exit, 0);
    assert_eq!(ben.status("SEC-001"), "closed");
}

#[test]
fn an_agent_that_hangs() {
    let ben = keyless();
    let agent = fake::agent(|_| Act::Hang);
    let said = with_agent(&ben, &agent, &["close", "SEC-001"]);
    assert_eq!((said.exit, said.out.as_str()), (5, ""), "{}", said.err);
    assert!(said.err.contains("did not answer within 30s"), "{}", said.err);
    assert!(said.err.contains("hint: "), "{}", said.err);
}
