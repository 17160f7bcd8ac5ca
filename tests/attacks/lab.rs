//! A ledger to attack: a repository with a history that is worth lying about, a forger who can write any event, and
//! an auditor who remembers nothing unless a test says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use gaps::ledger::{form, path};
use gaps::model::{Fingerprint, Label};
use serde_json::{Map, Value, json};
use ssh_key::{HashAlg, LineEnding, SshSig};

use crate::support::{Repo, Said, key, said};

pub(crate) const NAMESPACE: &str = "gaps-event-v1";

/// The person's own seed.
pub(crate) const ME: u8 = crate::support::SEED;
/// Somebody whom no roster lists.
pub(crate) const OUTSIDER: u8 = 66;

pub(crate) struct Lab {
    pub(crate) repo: Repo,
}

/// No two auditors share a memory.
static FRESH: AtomicUsize = AtomicUsize::new(0);

/// What an audit said.
#[derive(Debug)]
pub(crate) struct Audit {
    pub(crate) exit: i32,
    pub(crate) data: Value,
}

impl Audit {
    /// The codes of the violations, sorted, each once.
    pub(crate) fn violations(&self) -> Vec<String> {
        self.codes("violation")
    }

    pub(crate) fn notices(&self) -> Vec<String> {
        self.codes("notice")
    }

    fn codes(&self, severity: &str) -> Vec<String> {
        let all = self.data["findings"].as_array().unwrap();
        let mut codes: Vec<String> = all
            .iter()
            .filter(|f| f["severity"] == severity)
            .map(|f| f["code"].as_str().unwrap().to_owned())
            .collect();
        codes.sort();
        codes.dedup();
        codes
    }

    pub(crate) fn verdict(&self) -> &str {
        self.data["verdict"].as_str().unwrap()
    }

    #[track_caller]
    pub(crate) fn message(&self, code: &str) -> &str {
        let all = self.data["findings"].as_array().unwrap();
        let found = all.iter().find(|f| f["code"] == code);
        found.unwrap_or_else(|| panic!("no {code} in {:#}", self.data))["message"].as_str().unwrap()
    }
}

impl Lab {
    /// A ledger with three gaps, the second of them closed; five commits on main.
    pub(crate) fn new() -> Self {
        let repo = Repo::founded();
        for title in ["RBAC", "TLS", "audit trail"] {
            repo.ok(&["add", title, "--block", "Security", "--criticality", "high"]);
            repo.commit(&format!("open {title}"));
        }
        repo.ok(&["close", "SEC-002", "-m", "certificates are in"]);
        repo.commit("close TLS (#7)");
        Self::on(repo)
    }

    pub(crate) fn on(repo: Repo) -> Self {
        Self { repo }
    }

    /// An audit by somebody who remembers nothing.
    #[track_caller]
    pub(crate) fn audit(&self) -> Audit {
        self.audit_with(&[])
    }

    #[track_caller]
    pub(crate) fn audit_with(&self, more: &[&str]) -> Audit {
        let config =
            self.repo.home.join(format!("auditor-{}", FRESH.fetch_add(1, Ordering::SeqCst)));
        let mut command = self.repo.command(&[&["audit", "--json"], more].concat());
        self.document(said(command.env("XDG_CONFIG_HOME", config)))
    }

    /// An audit by the person, who has a pin from the first clean one on.
    #[track_caller]
    pub(crate) fn pinned(&self) -> Audit {
        self.document(self.repo.gaps(&["audit", "--json"]))
    }

    #[track_caller]
    pub(crate) fn document(&self, said: Said) -> Audit {
        let document: Value = serde_json::from_str(&said.out).unwrap_or_else(|e| {
            panic!("no document ({e}): exit {} {}{}", said.exit, said.out, said.err)
        });
        assert_eq!(document["kind"], "audit");
        let mut audit = Audit { exit: said.exit, data: document["data"].clone() };
        let expected = match audit.verdict() {
            "violated" => 3,
            "incomplete" => 5,
            _ => 0,
        };
        assert_eq!(audit.exit, expected, "{audit:#?}");
        // Where it is remembered differs from auditor to auditor.
        if audit.data["pin"].as_str().is_some_and(|p| p.starts_with("first use")) {
            audit.data["pin"] = json!("first use");
        }
        audit
    }

    /// Nothing is wrong.
    #[track_caller]
    pub(crate) fn clean(&self) -> Audit {
        let audit = self.audit();
        assert_eq!(audit.violations(), Vec::<String>::new(), "{audit:#?}");
        assert_eq!(audit.verdict(), "unpinned", "{audit:#?}");
        audit
    }

    /// These violations and no others.
    #[track_caller]
    pub(crate) fn finds(&self, codes: &[&str]) -> Audit {
        let audit = self.audit();
        assert_eq!(audit.violations(), codes, "{audit:#?}");
        audit
    }

    /// No violation, and this notice.
    #[track_caller]
    pub(crate) fn notices(&self, code: &str) -> Audit {
        let audit = self.clean();
        assert!(audit.notices().iter().any(|c| c == code), "{audit:#?}");
        audit
    }

    /// The path of an event of this kind of a gap (`@ledger` for the ledger's own).
    #[track_caller]
    pub(crate) fn event(&self, folder: &str, kind: &str) -> String {
        let found = self.repo.event_files().into_iter().find(|p| {
            p.starts_with(&format!(".gaps/events/{folder}/")) && self.json(p)["kind"] == kind
        });
        found.unwrap_or_else(|| panic!("no {kind} in {folder}"))
    }

    pub(crate) fn closing(&self) -> String {
        self.event("SEC/002", "closed")
    }

    /// The JSON of an event file.
    pub(crate) fn json(&self, path: &str) -> Value {
        let text = String::from_utf8(self.repo.read(path)).unwrap();
        let end = text.find("-----BEGIN").unwrap();
        serde_json::from_str(&text[..end]).unwrap()
    }

    pub(crate) fn ledger(&self) -> String {
        let path = self.event("@ledger", "founded");
        path::id_of(&path).unwrap().to_string()
    }

    /// Puts bytes under a path and commits them.
    pub(crate) fn land(&self, path: &str, bytes: impl AsRef<[u8]>) -> String {
        self.repo.write(path, bytes);
        self.land_all("work")
    }

    /// Commits the working tree as it is.
    pub(crate) fn land_all(&self, message: &str) -> String {
        self.repo.git(&["-c", "core.autocrlf=false", "add", "-A", "-f", "."]);
        self.repo.commit(message)
    }

    /// An event about SEC-001 that builds on its opening, for a test to change.
    pub(crate) fn draft(&self, kind: &str, body: Value) -> Value {
        let opened = self.event("SEC/001", "opened");
        let id = path::id_of(&opened).unwrap().to_string();
        json!({
            "at": self.json(&opened)["at"], "base": null, "body": body, "gap": "SEC-001",
            "kind": kind, "ledger": self.ledger(), "of": id, "parents": [id], "v": 1,
        })
    }

    /// An event about the ledger.
    pub(crate) fn roster_draft(&self, kind: &str, body: Value) -> Value {
        let founded = self.ledger();
        let at = self.json(&self.event("@ledger", "founded"))["at"].clone();
        json!({
            "at": at, "base": null, "body": body, "kind": kind, "ledger": founded,
            "parents": [founded], "v": 1,
        })
    }

    /// Signs an event with the key of a seed, writes its file and commits it.
    pub(crate) fn forge(&self, draft: Value, seed: u8) -> String {
        let (path, bytes) = signed(draft, seed);
        self.land(&path, bytes);
        path
    }

    /// The tip of a branch.
    pub(crate) fn head(&self) -> String {
        self.repo.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// Writes an object as it is, well-formed or not; its id.
    pub(crate) fn object(&self, kind: &str, bytes: &[u8]) -> String {
        let words = ["hash-object", "-t", kind, "--literally", "-w", "--stdin"];
        self.repo.git_fed(bytes, &words).trim().to_owned()
    }

    /// Moves main to a new commit with this root tree.
    pub(crate) fn commit_tree(&self, tree: &str) -> String {
        let head = self.head();
        let now = "1795190000 +0000";
        let text = format!(
            "tree {tree}\nparent {head}\nauthor a <a@b> {now}\ncommitter a <a@b> {now}\n\nraw\n"
        );
        let commit = self.object("commit", text.as_bytes());
        self.repo.git(&["update-ref", "refs/heads/main", &commit]);
        commit
    }

    /// The raw bytes of a tree.
    pub(crate) fn tree_bytes(&self, rev: &str) -> Vec<u8> {
        let mut command = self.repo.world.command("git", &self.repo.home, &self.repo.path);
        command.args(["cat-file", "tree", rev]).output().unwrap().stdout
    }

    pub(crate) fn rev(&self, rev: &str) -> String {
        self.repo.git(&["rev-parse", rev]).trim().to_owned()
    }

    /// Where a loose object lies.
    pub(crate) fn loose(&self, id: &str) -> PathBuf {
        self.repo.path.join(".git/objects").join(&id[..2]).join(&id[2..])
    }

    /// Puts the bytes of one stored object under the name of another.
    pub(crate) fn swap(&self, id: &str, with: &str) {
        overwrite(&self.loose(id), &fs::read(self.loose(with)).unwrap());
    }

    /// The same repository in a fresh clone of the local folder, whatever git would share.
    pub(crate) fn clone(&self, arguments: &[&str]) -> Self {
        let folder = format!("clone-{}", FRESH.fetch_add(1, Ordering::SeqCst));
        let from = format!("file://{}", self.repo.path.display());
        let path = self.repo.world.path(&folder);
        let all =
            [&["clone", "--quiet"], arguments, &[from.as_str(), path.to_str().unwrap()]].concat();
        self.repo.git(&all);
        Self::on(self.repo.at(&path))
    }
}

pub(crate) fn overwrite(path: &Path, bytes: &[u8]) {
    let _ = fs::remove_file(path);
    fs::write(path, bytes).unwrap();
}

/// The path and the bytes of an event that the key of this seed signs.
pub(crate) fn signed(draft: Value, seed: u8) -> (String, Vec<u8>) {
    let mut map: Map<String, Value> = draft.as_object().unwrap().clone();
    map.insert("signer".into(), json!(fingerprint(seed).to_string()));
    let text = form::encode(&map);
    let label: Option<Label> = map.get("gap").map(|g| g.as_str().unwrap().parse().unwrap());
    let path = path::of(label.as_ref(), form::id(text.as_bytes()));
    let bytes = [text.as_bytes(), armour(text.as_bytes(), seed, NAMESPACE).as_bytes()].concat();
    (path, bytes)
}

pub(crate) fn armour(message: &[u8], seed: u8, namespace: &str) -> String {
    SshSig::sign(&key(seed), namespace, HashAlg::Sha512, message)
        .unwrap()
        .to_pem(LineEnding::LF)
        .unwrap()
}

pub(crate) fn fingerprint(seed: u8) -> Fingerprint {
    key(seed).public_key().fingerprint(HashAlg::Sha256).to_string().parse().unwrap()
}

pub(crate) fn public(seed: u8) -> String {
    let whole = key(seed).public_key().to_openssh().unwrap();
    whole.split(' ').take(2).collect::<Vec<_>>().join(" ")
}
