//! Key files: those that do, those that do not and why, passphrases, and the key that we make.

use std::cell::RefCell;
use std::fs;

use gaps::shell::keys::{KeyChoiceError, choose, make, pick};

use crate::fake::{self, Act};
use crate::made;
use crate::places::{Home, SHORT, mode, passphrase, signs};

fn refused(text: impl AsRef<[u8]>, mode: u32) -> (String, String) {
    let mut home = Home::new();
    home.file("k", text, mode);
    home.explicit("~/k").refused()
}

#[test]
fn a_key_file_of_either_type_signs() {
    for key in [made::ed25519(1), made::ecdsa(1)] {
        let text = made::text(&key);
        for text in [text.clone(), text.trim_end().to_owned(), text.replace('\n', "\r\n")] {
            let mut home = Home::new();
            home.file("k", text, 0o400);
            signs(&home.explicit("~/k").choose().unwrap());
        }
    }
}

#[test]
fn each_file_that_does_not_do_has_its_words_and_its_hint() {
    let pem = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    let usual = "name another key: `--key PATH`, or `git config --global gaps.signingKey PATH`";
    let new = "make a key that does: `ssh-keygen -t ed25519`, then `git config --global \
               gaps.signingKey ~/.ssh/id_ed25519`";
    let old = "write it anew in the format of OpenSSH: `ssh-keygen -p -f ~/k`";
    let rsa = "~/k does not do: RSA keys cannot sign events; ssh-ed25519 and ecdsa-sha2-nistp256 \
               can (`--key` names it)";
    let in_old = "~/k is a private key in an old format (`--key` names it)";
    let none = "~/k holds no key that can be read (`--key` names it)";
    for (text, message, hint) in [
        (made::text(&made::rsa()), rsa, new),
        (made::line(&made::rsa()), rsa, new),
        (pem("RSA PRIVATE KEY"), rsa, new),
        (
            pem("DSA PRIVATE KEY"),
            "~/k does not do: keys of type ssh-dss cannot sign events; ssh-ed25519 and \
             ecdsa-sha2-nistp256 can (`--key` names it)",
            new,
        ),
        (
            made::p384().to_openssh().unwrap(),
            "~/k does not do: keys of type ecdsa-sha2-nistp384 cannot sign events; ssh-ed25519 and \
             ecdsa-sha2-nistp256 can (`--key` names it)",
            new,
        ),
        (pem("EC PRIVATE KEY"), in_old, old),
        (pem("PRIVATE KEY"), in_old, old),
        (pem("ENCRYPTED PRIVATE KEY"), in_old, old),
        (
            "PuTTY-User-Key-File-3: ssh-ed25519\n".to_owned(),
            "~/k is a private key in the format of PuTTY (`--key` names it)",
            "convert it: `puttygen ~/k -O private-openssh-new -o NEW`",
        ),
        (
            "ssh-ed25519-cert-v01@openssh.com AAAA\n".to_owned(),
            "~/k is a certificate; the key beneath it signs (`--key` names it)",
            usual,
        ),
        (pem("OPENSSH PRIVATE KEY"), none, usual),
        (pem("CERTIFICATE"), none, usual),
        (String::new(), none, usual),
        ("\u{0}".to_owned(), none, usual),
    ] {
        assert_eq!(refused(text, 0o600), (message.to_owned(), hint.to_owned()));
    }
}

#[test]
fn a_private_key_that_others_can_read_is_refused() {
    let (message, hint) = refused(made::text(&made::ed25519(1)), 0o640);
    assert_eq!(message, "~/k is a private key that others can read (mode 0640) (`--key` names it)");
    assert_eq!(hint, "type `chmod 600 ~/k`");
}

#[test]
fn what_is_no_file_or_no_key_by_its_size_is_refused() {
    let mut home = Home::new();
    home.explicit("~/gone");
    assert_eq!(home.refused().0, "~/gone does not exist (`--key` names it)");
    fs::create_dir(home.path("folder")).unwrap();
    assert_eq!(
        home.explicit("~/folder").refused().0,
        "~/folder is no regular file (`--key` names it)"
    );
    assert_eq!(home.explicit("/dev/zero").refused().1, "look at it: `ls -l /dev/zero`");
    // Like a pipe, a socket is not even opened.
    let _socket = std::os::unix::net::UnixListener::bind(home.path("socket")).unwrap();
    let message = home.explicit("~/socket").refused().0;
    assert_eq!(message, "~/socket is no regular file (`--key` names it)");
    home.file("large", vec![b'a'; 70_000], 0o600);
    assert_eq!(
        home.explicit("~/large").refused().0,
        "~/large is too large to be a key (`--key` names it)"
    );
    home.file("file", "", 0o600);
    assert!(home.explicit("~/file/k").refused().0.starts_with("~/file/k cannot be read: "));
}

#[test]
fn a_passphrase_is_asked_for_and_may_be_mistyped_twice() {
    let home = Home::new();
    home.key(".ssh/id_ed25519", &made::encrypted(&made::ed25519(1), "right"));
    assert!(pick(&home.places).unwrap().is_locked());
    let asked = RefCell::new(Vec::new());
    let signer = choose(&home.places, &|prompt| {
        asked.borrow_mut().push(prompt.to_owned());
        passphrase(if asked.borrow().len() == 3 { "right" } else { "wrong" })
    })
    .unwrap();
    signs(&signer);
    let first = "passphrase for ~/.ssh/id_ed25519: ";
    let again = "wrong; once more: passphrase for ~/.ssh/id_ed25519: ";
    assert_eq!(asked.into_inner(), [first, again, again]);
}

#[test]
fn a_wrong_passphrase_ends_and_says_so() {
    let home = Home::new();
    home.key(".ssh/id_ed25519", &made::encrypted(&made::ecdsa(1), "right"));
    for (answer, times) in [("wrong", 3), ("", 1)] {
        let asked = RefCell::new(0);
        let error = choose(&home.places, &|_| {
            *asked.borrow_mut() += 1;
            passphrase(answer)
        })
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "~/.ssh/id_ed25519 is encrypted, and the passphrase is wrong"
        );
        assert_eq!(error.hint(), "type `ssh-add ~/.ssh/id_ed25519`");
        assert_eq!(asked.into_inner(), times);
    }
}

#[test]
fn a_cipher_that_we_lack_is_named_before_a_passphrase_is_asked_for() {
    let mut home = Home::new();
    home.key("k", &made::in_triple_des(&made::encrypted(&made::ed25519(1), "right")));
    home.explicit("~/k");
    let error = choose(&home.places, &|prompt| panic!("asked: {prompt}")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "~/k is encrypted in a way that is not supported: 3des-cbc (`--key` names it)"
    );
    assert_eq!(error.hint(), "write it anew in the format of OpenSSH: `ssh-keygen -p -f ~/k`");
}

#[test]
fn without_a_terminal_the_hint_says_what_to_type() {
    let home = Home::new();
    home.key(".ssh/id_ed25519", &made::encrypted(&made::ed25519(1), "right"));
    let error = choose(&home.places, &|_| Ok(None)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "~/.ssh/id_ed25519 is encrypted, no agent holds it, and there is no terminal to ask for \
         its passphrase"
    );
    assert_eq!(error.hint(), "type `ssh-add ~/.ssh/id_ed25519`");
}

#[test]
fn an_agent_that_holds_an_encrypted_key_saves_the_passphrase() {
    let key = made::ed25519(1);
    let agent = fake::honest(vec![made::ed25519(2), key.clone()]);
    let home = Home::with_agent(&agent);
    home.key(".ssh/id_ed25519", &made::encrypted(&key, "right"));
    let signer = home.choose().unwrap();
    assert_eq!(signer.fingerprint().as_str(), made::fingerprint(&key));
    signs(&signer);
}

#[test]
fn an_agent_that_hangs_does_not_stand_before_a_named_file() {
    let agent = fake::agent(|_| Act::Hang);
    let mut home = Home::with_agent(&agent);
    home.key("k", &made::encrypted(&made::ed25519(1), "right"));
    home.explicit("~/k");
    home.places.agent_limit = SHORT;
    let signer = choose(&home.places, &|_| passphrase("right")).unwrap();
    assert_eq!(signer.passed(), ["the ssh agent did not answer within 300ms"]);
    signs(&signer);
}

#[test]
fn the_file_of_a_security_key_needs_an_agent() {
    let mut home = Home::new();
    home.key("sk", &made::encrypted(&made::sk_file(1), "right"));
    let locked = home.explicit("~/sk").refused();
    home.key("sk", &made::sk_file(1));
    let (message, hint) = home.refused();
    assert_eq!(locked, (message.clone(), hint.clone()));
    assert_eq!(
        message,
        "~/sk is a security key, which signs through an ssh agent only, and no agent holds it \
         (`--key` names it)"
    );
    assert_eq!(hint, "type `ssh-add ~/sk`");
    let key = made::ed25519(1);
    let agent = fake::listed(vec![made::blob(&made::sk_ed25519(1))], move |_, data| {
        made::sign_sk(&key, made::USER_PRESENT, data)
    });
    home.places.agent_socket = Some(agent.socket.clone());
    signs(&home.choose().unwrap());
}

#[test]
fn a_key_is_made_once_and_is_private() {
    let home = Home::new();
    assert!(matches!(pick(&home.places), Err(KeyChoiceError::None { .. })));
    let signer = make(&home.places).unwrap();
    signs(&signer);
    assert_eq!(signer.source().to_string(), "~/.config/gaps/id_ed25519, made by gaps");
    let path = home.path(".config/gaps/id_ed25519");
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    let before = fs::read(&path).unwrap();
    let error = make(&home.places).unwrap_err();
    assert_eq!(
        error.to_string(),
        "~/.config/gaps/id_ed25519 exists already and is not written over"
    );
    assert_eq!(error.hint(), "sign with it: `--key ~/.config/gaps/id_ed25519`, or move it away");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(home.choose().unwrap().public(), signer.public());
}

#[test]
fn two_made_at_once_give_one_key() {
    let home = Home::new();
    let made: Vec<bool> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| make(&home.places).is_ok())).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(made.iter().filter(|ok| **ok).count(), 1);
    signs(&home.choose().unwrap());
}

#[test]
fn where_no_key_can_be_made_it_is_said() {
    let mut home = Home::new();
    home.file("file", "", 0o600);
    home.places.config_dir = Some(home.path("file/gaps"));
    let error = make(&home.places).unwrap_err();
    assert!(error.to_string().starts_with("no key can be made at ~/file/gaps/id_ed25519: "));
    assert!(error.hint().contains("ssh-keygen -t ed25519 -f PATH"));
    home.places.config_dir = None;
    let error = make(&home.places).unwrap_err();
    assert_eq!(error.to_string(), "there is no home folder to make a key in");
    assert_eq!(error.hint(), "set HOME or XDG_CONFIG_HOME, or name a key: `--key PATH`");
}

#[test]
fn nothing_private_is_shown() {
    let mut home = Home::new();
    home.key("k", &made::ed25519(0x5a));
    home.explicit("~/k");
    for text in
        [format!("{:?}", home.choose().unwrap()), format!("{:#?}", pick(&home.places).unwrap())]
    {
        assert!(text.contains("ssh-ed25519 AAAA"), "{text}");
        assert!(!text.contains("90, 90") && !text.contains("5a5a"), "{text}");
        assert!(!text.to_lowercase().contains("private"), "{text}");
    }
}
