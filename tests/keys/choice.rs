//! The order of the places, and each way of naming a key.

use gaps::shell::keys::{FileProblem, Holds, KeyProblem, Place, found};

use crate::fake;
use crate::made::{self, fingerprint};
use crate::places::{Home, signs};

#[test]
fn the_first_place_that_has_a_key_is_taken() {
    let agent = fake::honest(vec![made::ed25519(4)]);
    let mut home = Home::with_agent(&agent);
    home.key("explicit", &made::ed25519(1));
    home.key("gaps key", &made::ed25519(2));
    home.key("user", &made::ecdsa(3));
    home.key(".ssh/id_ed25519", &made::ed25519(5));
    home.key(".config/gaps/id_ed25519", &made::ed25519(6));
    home.explicit("~/explicit");
    home.places.git_config.gaps_signing_key = Some("~/gaps key".into());
    home.places.git_config.user_signing_key = Some("~/user".into());
    home.places.git_config.gpg_format = Some("ssh".into());
    let expect = |home: &Home, key, source: &str| {
        let signer = home.choose().unwrap();
        assert_eq!(signer.fingerprint().as_str(), fingerprint(&key));
        assert_eq!(signer.source().to_string(), source);
        signs(&signer);
    };
    expect(&home, made::ed25519(1), "~/explicit, named by `--key`");
    home.places.explicit = None;
    expect(&home, made::ed25519(2), "~/gaps key, named by git's `gaps.signingKey`");
    home.places.git_config.gaps_signing_key = None;
    expect(&home, made::ecdsa(3), "~/user, named by git's `user.signingKey`");
    home.places.git_config.gpg_format = Some("openpgp".into());
    expect(&home, made::ed25519(4), "the ssh agent");
    home.places.agent_socket = None;
    expect(&home, made::ed25519(5), "~/.ssh/id_ed25519");
    std::fs::remove_file(home.path(".ssh/id_ed25519")).unwrap();
    expect(&home, made::ed25519(6), "~/.config/gaps/id_ed25519, made by gaps");
}

#[test]
fn with_no_key_at_all_the_hint_says_how_to_get_one() {
    let (message, hint) = Home::new().refused();
    assert_eq!(message, "there is no key to sign with");
    assert_eq!(
        hint,
        "name a key: `git config --global gaps.signingKey PATH`, or make one: `ssh-keygen -t ed25519`"
    );
}

#[test]
fn an_agent_that_is_empty_or_locked_is_told() {
    let agent = fake::honest(Vec::new());
    assert_eq!(
        Home::with_agent(&agent).refused().0,
        "there is no key to sign with; the ssh agent holds no key"
    );
}

#[test]
fn an_agent_with_two_keys_leaves_the_choice_to_the_user() {
    let agent = fake::honest(vec![made::ed25519(1), made::ecdsa(2), made::rsa()]);
    let mut home = Home::with_agent(&agent);
    let (message, hint) = home.refused();
    assert_eq!(message, "the ssh agent holds 2 keys and nothing says which of them signs");
    let first = fingerprint(&made::ed25519(1));
    assert_eq!(hint, format!("choose one: `git config --global gaps.signingKey {first}`"));
    home.places.git_config.gaps_signing_key = Some(fingerprint(&made::ecdsa(2)));
    let signer = home.choose().unwrap();
    assert_eq!(signer.source().to_string(), "the ssh agent, named by git's `gaps.signingKey`");
    signs(&signer);
    home.places.git_config.gaps_signing_key = None;
    home.key(".ssh/id_ed25519", &made::ed25519(3));
    let signer = home.choose().unwrap();
    assert_eq!(signer.fingerprint().as_str(), fingerprint(&made::ed25519(3)));
    assert_eq!(signer.passed(), ["the ssh agent holds 2 keys, not one"]);
}

#[test]
fn a_key_is_named_by_its_public_half_or_its_fingerprint() {
    let key = made::ecdsa(1);
    let agent = fake::honest(vec![made::ed25519(9), key.clone()]);
    let mut home = Home::with_agent(&agent);
    home.file("only.pub", made::line(&key), 0o644);
    let line = made::line(&key);
    for name in [line.clone(), format!("key::{line}"), fingerprint(&key), "~/only.pub".into()] {
        let signer = home.explicit(name).choose().unwrap();
        assert_eq!(signer.fingerprint().as_str(), fingerprint(&key));
        assert_eq!(signer.source().to_string(), "the ssh agent, named by `--key`");
        signs(&signer);
    }
}

#[test]
fn the_private_key_beside_a_public_one_is_used() {
    let key = made::ed25519(1);
    let mut home = Home::new();
    home.key("k", &key);
    home.file("k.pub", made::line(&key), 0o644);
    let signer = home.explicit("~/k.pub").choose().unwrap();
    assert_eq!(signer.source().to_string(), "~/k, named by `--key`");
    signs(&signer);
    home.file("k.pub", made::line(&made::ed25519(2)), 0o644);
    let stranger = fingerprint(&made::ed25519(2));
    assert_eq!(
        home.refused().0,
        format!("there is no ssh agent to ask for the key {stranger} (`--key` names it)")
    );
}

#[test]
fn a_key_that_nobody_holds_is_an_error_that_names_it() {
    let key = made::ed25519(1);
    let mut home = Home::new();
    home.explicit(fingerprint(&key));
    let (message, hint) = home.refused();
    let name = fingerprint(&key);
    assert_eq!(
        message,
        format!("there is no ssh agent to ask for the key {name} (`--key` names it)")
    );
    assert_eq!(hint, "start one: `eval \"$(ssh-agent)\"`, then `ssh-add PATH`");
    let agent = fake::honest(vec![made::ed25519(2)]);
    home.places.agent_socket = Some(agent.socket.clone());
    let (message, hint) = home.refused();
    assert_eq!(message, format!("the ssh agent does not hold the key {name} (`--key` names it)"));
    assert_eq!(hint, "add it: `ssh-add PATH`; `ssh-add -l` lists what the agent holds");
}

#[test]
fn what_cannot_name_a_key_is_told() {
    let mut home = Home::new();
    for (value, words) in [
        ("SHA256:abc", "`SHA256:abc` names no key: a fingerprint is"),
        ("key::junk", "the public key `key::junk` does not do: it is no public key of the form"),
        (
            "ssh-ed25519 AAAAjunk",
            "`ssh-ed25519 AAAAjunk` does not do: it is no public key of the form",
        ),
    ] {
        let (message, hint) = home.explicit(value).refused();
        assert!(message.contains(words), "{message}");
        assert!(hint.contains("SHA256:..."), "{hint}");
    }
    let rsa = made::line(&made::rsa());
    let (message, hint) = home.explicit(rsa).refused();
    assert!(
        message.starts_with(
            "the public key `ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB...` does not do: RSA keys cannot"
        ),
        "{message}"
    );
    assert!(hint.contains("`ssh-keygen -t ed25519`"), "{hint}");
    assert!(home.explicit("~/a\x1b[2Jb").refused().0.starts_with("~/a<U+001B>[2Jb does not exist"));
}

#[test]
fn doctor_sees_every_place() {
    let agent = fake::honest(vec![made::ed25519(1), made::rsa()]);
    let mut home = Home::with_agent(&agent);
    home.key("locked", &made::encrypted(&made::ed25519(2), "secret"));
    home.explicit("~/locked");
    home.places.git_config.gaps_signing_key = Some("~/gone".into());
    home.file(".ssh/id_ed25519", made::text(&made::ed25519(3)), 0o644);
    let seen = found(&home.places);
    let places: Vec<Place> = seen.iter().map(|f| f.place).collect();
    let mut expected = Place::ALL.to_vec();
    expected.insert(3, Place::Agent);
    assert_eq!(places, expected);
    assert!(matches!(&seen[0].holds, Holds::Key { locked: true, .. }));
    let problem = |path: &str, why| Holds::Problem(KeyProblem::File { path: path.into(), why });
    assert_eq!(seen[1].holds, problem("~/gone", FileProblem::Missing));
    assert_eq!(seen[2].holds, Holds::Nothing);
    assert!(matches!(&seen[3].holds, Holds::Key { locked: false, .. }));
    let Holds::Unusable { comment, why } = &seen[4].holds else { panic!("{:?}", seen[4]) };
    assert_eq!(comment, "a <U+001B>[2J comment");
    assert!(why.starts_with("RSA keys cannot sign"));
    assert_eq!(seen[5].holds, problem("~/.ssh/id_ed25519", FileProblem::Open(0o644)));
    assert_eq!(seen[6].holds, Holds::Nothing);
}
