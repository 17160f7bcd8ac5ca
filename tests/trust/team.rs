//! A team of two: ana is root; bo's key is listed, and somebody else has a copy of it. And events made by hand, as
//! no honest program would write them.

use std::path::Path;

use gaps::ledger::{file, form};
use serde_json::{Map, Value};
use ssh_key::{HashAlg, LineEnding};

use crate::support::{Repo, key};

pub(crate) const ROOT: u8 = 1;
pub(crate) const BO: u8 = 2;

pub(crate) struct Team {
    pub(crate) ana: Repo,
    /// A clone with bo's key.
    pub(crate) bo: Repo,
}

impl Team {
    /// Six gaps; bo is listed in this role and closed SEC-001, which landed by #2.
    pub(crate) fn new(role: &str) -> Self {
        let ana = Repo::with_gaps(&["a", "b", "c", "d", "e", "f"]);
        let bo = ana.clone_as("bo", BO);
        admit(&ana, &bo, "bo", role);
        ana.commit("admit bo");
        ana.git(&["push", "--quiet", "origin", "main"]);
        let team = Self { ana, bo };
        team.update(&team.bo);
        team.bo.ok(&["close", "SEC-001", "-m", "done"]);
        team.bo.commit("close one (#2)");
        team.bo.git(&["push", "--quiet", "origin", "main"]);
        team.update(&team.ana);
        team
    }

    pub(crate) fn update(&self, repo: &Repo) {
        repo.git(&["pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main"]);
    }

    /// The key is stolen: nothing is kept but what the trunk shows.
    pub(crate) fn revoke(&self) {
        self.ana.world.days(1);
        self.ana.ok(&["signer", "revoke", "bo", "-m", "stolen", "--keep-none"]);
        self.ana.commit("revoke bo's key (#3)");
        self.ana.git(&["push", "--quiet", "origin", "main"]);
    }

    /// What everybody sees on the trunk: SEC-001 closed, SEC-002 not, and the event that did not count.
    #[track_caller]
    pub(crate) fn expect_struck(&self, event: &str) {
        self.update(&self.ana);
        let fresh = self.ana.clone_as(&format!("fresh-{}", &event[..8]), 5);
        for repo in [&self.ana, &fresh] {
            assert_eq!(repo.status("SEC-001"), "closed", "what landed before stays");
            assert_eq!(repo.gap("SEC-001")["completed"]["pr"]["number"], 2);
            assert_eq!(repo.status("SEC-002"), "open", "what came after does not count");
            assert_eq!(fault(repo, event).as_deref(), Some("revoked-key"));
            let log = repo.json(&["log", "SEC-002"]);
            let moments = log["moments"].as_array().unwrap();
            let moment = moments.iter().find(|m| m["event"] == event).unwrap();
            assert_eq!(moment["standing"], "rejected", "{moment}");
            assert!(moment["rejected"].as_str().unwrap().contains("revoked"), "{moment}");
        }
    }
}

pub(crate) fn admit(root: &Repo, whom: &Repo, principal: &str, role: &str) {
    let public = whom.home.join(".ssh/id_ed25519.pub");
    let public = public.to_str().unwrap();
    root.ok(&["signer", "admit", public, "--principal", principal, "--role", role]);
}

/// Closes a gap and commits; the event.
pub(crate) fn close(repo: &Repo, label: &str, message: &str) -> String {
    let data = repo.json(&["close", label, "-m", "done"]);
    repo.commit(message);
    data["events"][0]["event"].as_str().unwrap().to_owned()
}

/// What is wrong with an event.
pub(crate) fn fault(repo: &Repo, event: &str) -> Option<String> {
    let data = repo.json(&["list"]);
    let faults = data["faults"].as_array().unwrap();
    let found = faults.iter().find(|f| f["event"] == event)?;
    Some(found["code"].as_str().unwrap().to_owned())
}

/// The JSON of an event in a working tree.
pub(crate) fn json_of(repo: &Repo, event: &str) -> Map<String, Value> {
    let path = path_of(repo, event);
    let bytes = String::from_utf8(repo.read(&path)).unwrap();
    let json = bytes.split("-----BEGIN").next().unwrap();
    serde_json::from_str(json).unwrap()
}

pub(crate) fn path_of(repo: &Repo, event: &str) -> String {
    repo.event_files().into_iter().find(|p| p.contains(event)).unwrap()
}

/// Signs an event as it stands, with the key of a seed, and puts it into a folder of the working tree, staged.
pub(crate) fn put(repo: &Repo, seed: u8, folder: &str, event: &Map<String, Value>) -> String {
    let key = key(seed);
    let mut event = event.clone();
    let signer = key.public_key().fingerprint(HashAlg::Sha256).to_string();
    event.insert("signer".into(), signer.into());
    let json = form::encode(&event);
    let seal = key.sign("gaps-event-v1", HashAlg::Sha512, json.as_bytes()).unwrap();
    let id = form::id(json.as_bytes()).to_string();
    let path = Path::new(".gaps/events").join(folder).join(format!("{id}.event"));
    let bytes = file::join(&json, &seal.to_pem(LineEnding::LF).unwrap());
    repo.write(path.to_str().unwrap(), bytes);
    repo.git(&["add", "-f", path.to_str().unwrap()]);
    id
}
