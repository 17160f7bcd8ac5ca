//! Makes a synthetic repository with a ledger in it: seeded, so that the same numbers give the same commits on every
//! machine. Events are signed as a person's would be; commits go in through `git fast-import`.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use gaps::ledger::{file, form, path};
use gaps::model::{Id, Label};
use serde_json::{Map, Value, json};
use ssh_key::private::Ed25519Keypair;
use ssh_key::{HashAlg, LineEnding, PrivateKey};

/// How much of everything.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// All commits; one in ten is a merge of a branch with one commit.
    pub(crate) commits: usize,
    /// Commits that add one event file, the ledger's first event aside.
    pub(crate) events: usize,
    pub(crate) gaps: usize,
}

const START: i64 = 1_600_000_000;
const BLOCKS: [&str; 10] = ["SEC", "OBS", "REL", "DOC", "CICD", "PERF", "DATA", "API", "UX", "OPS"];
const WORDS: [&str; 4] = ["blocker", "high", "medium", "low"];

/// The key that signs every event.
pub(crate) fn key() -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]))
}

/// One event file, ready to be added.
pub(crate) struct Made {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// Writes events one after another, each building on the last of its gap.
pub(crate) struct Events {
    key: PrivateKey,
    signer: String,
    ledger: Option<Id>,
    gaps: Vec<(Label, Id, Id, usize)>,
    left: usize,
    next: usize,
}

impl Events {
    pub(crate) fn new(gaps: usize) -> Self {
        let key = key();
        let signer = key.public_key().fingerprint(HashAlg::Sha256).to_string();
        Self { key, signer, ledger: None, gaps: Vec::new(), left: gaps, next: 0 }
    }

    fn signed(&self, gap: Option<&Label>, event: Map<String, Value>) -> (Id, Made) {
        let json = form::encode(&event);
        let seal = self.key.sign("gaps-event-v1", HashAlg::Sha512, json.as_bytes()).unwrap();
        let id = form::id(json.as_bytes());
        let bytes = file::join(&json, &seal.to_pem(LineEnding::LF).unwrap());
        (id, Made { path: path::of(gap, id), bytes })
    }

    pub(crate) fn founded(&mut self) -> Made {
        let public = self.key.public_key().to_openssh().unwrap();
        let public: Vec<&str> = public.split(' ').take(2).collect();
        let event = json!({
            "at": at(0), "base": null, "kind": "founded", "signer": self.signer, "v": 1,
            "body": {
                "key": public.join(" "), "mode": "open", "nonce": "5a".repeat(32),
                "principal": "founder", "trunk": "main",
            },
        });
        let (id, made) = self.signed(None, event.as_object().unwrap().clone());
        self.ledger = Some(id);
        made
    }

    /// The next event: gaps are opened while there are any left, every fifth time one is; the others are started,
    /// noted, ticked, and every fourth is closed.
    pub(crate) fn next(&mut self, seconds: i64) -> Made {
        let ledger = self.ledger.unwrap().to_string();
        self.next += 1;
        let mut event = json!({
            "at": at(seconds), "base": null, "ledger": ledger, "signer": self.signer, "v": 1,
        });
        if self.left > 0 && (self.next % 5 == 1 || self.gaps.is_empty()) {
            self.left -= 1;
            let n = self.gaps.len();
            let prefix = BLOCKS[n % BLOCKS.len()];
            let label: Label = format!("{prefix}-{:03}", n / BLOCKS.len() + 1).parse().unwrap();
            event["kind"] = json!("opened");
            event["gap"] = json!(label.to_string());
            event["parents"] = json!([]);
            event["body"] = json!({
                "block": {"name": format!("Block {prefix}"), "prefix": prefix},
                "criteria": [
                    {"number": "1", "text": "it is written down"},
                    {"number": "2", "text": "a test shows it"},
                ],
                "criticality": WORDS[n % 4],
                "title": format!("what is missing, number {n}, before this goes out"),
            });
            let (id, made) = self.signed(Some(&label), event.as_object().unwrap().clone());
            self.gaps.push((label, id, id, 0));
            return made;
        }
        let n = (self.next.wrapping_mul(2_654_435_761) >> 7) % self.gaps.len();
        let (label, of, last, count) = self.gaps[n].clone();
        event["gap"] = json!(label.to_string());
        event["of"] = json!(of.to_string());
        event["parents"] = json!([last.to_string()]);
        let (kind, body) = match count {
            0 => ("started", json!({"owner": format!("dev{}", n % 17)})),
            1 if n.is_multiple_of(4) => ("closed", json!({"reason": "it is in, with its tests"})),
            1 => ("met", json!({"criteria": [{"number": "1"}, {"number": "2"}]})),
            c => ("noted", json!({"text": format!("looked at it again, time {c}")})),
        };
        event["kind"] = json!(kind);
        event["body"] = body;
        let (id, made) = self.signed(Some(&label), event.as_object().unwrap().clone());
        self.gaps[n] = (label, of, id, count + 1);
        made
    }
}

fn at(seconds: i64) -> String {
    gaps::model::At::from_unix(START + seconds).unwrap().to_string()
}

/// A repository of this size in a folder that does not exist yet: packed, checked out, without a commit-graph.
pub(crate) fn repository(folder: &Path, size: Size) -> Events {
    std::fs::create_dir_all(folder).unwrap();
    git(folder.parent().unwrap(), &["init", "-q", "-b", "main", folder.to_str().unwrap()]);
    for (name, value) in [
        ("user.name", "A Person"),
        ("user.email", "person@example.org"),
        ("gc.auto", "0"),
        ("maintenance.auto", "false"),
        ("core.commitGraph", "true"),
    ] {
        git(folder, &["config", name, value]);
    }
    let mut events = Events::new(size.gaps);
    import(folder, size, 0, &mut events, None);
    git(folder, &["repack", "-adfq", "--window=10", "--depth=50"]);
    git(folder, &["reset", "-q", "--hard"]);
    events
}

/// The events of a repository that was made before.
pub(crate) fn replayed(size: Size) -> Events {
    let mut events = Events::new(size.gaps);
    commits(&mut std::io::sink(), size, 0, &mut events, None);
    events
}

/// More commits on top of what is there; loose or packed as fast-import leaves them.
pub(crate) fn more(folder: &Path, size: Size, from: usize, events: &mut Events) {
    import(folder, size, from, events, Some("refs/heads/main^0"));
    git(folder, &["reset", "-q", "--hard"]);
}

fn import(folder: &Path, size: Size, from: usize, events: &mut Events, base: Option<&str>) {
    let mut child = Command::new("git")
        .args(["fast-import", "--quiet", "--force", "--depth=50"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufWriter::new(child.stdin.take().unwrap());
    commits(&mut out, size, from, events, base);
    out.flush().unwrap();
    drop(out);
    assert!(child.wait().unwrap().success(), "git fast-import failed");
    git(folder, &["update-ref", "-d", "refs/heads/side"]);
}

/// The stream that fast-import reads.
fn commits(
    mut out: &mut impl Write,
    size: Size,
    from: usize,
    events: &mut Events,
    base: Option<&str>,
) {
    let mut trunk: Option<String> = base.map(str::to_owned);
    let mut side: Option<String> = None;
    let mut made = 0;
    for i in from..from + size.commits {
        let seconds = i as i64 * 600;
        // Of each ten commits the ninth is a branch of one commit, and the tenth merges it.
        let (on_side, merge) = (i % 10 == 8, i % 10 == 9 && side.is_some());
        let message = match (merge, i % 3) {
            (true, _) => {
                format!("Merge pull request #{i} from somebody/branch-{i}\n\nChange {i}\n")
            }
            (false, 0) => format!("Change number {i} of the program (#{i})\n\nWhy it was made.\n"),
            _ => format!(
                "Change number {i} of the program\n\nA line that says why.\nAnd one more.\n"
            ),
        };
        let reference = if on_side { "refs/heads/side" } else { "refs/heads/main" };
        writeln!(out, "commit {reference}\nmark :{}", i + 1).unwrap();
        let who = format!("Person {0} <p{0}@example.org> {1} +0100", i % 23, START + seconds);
        write!(out, "author {who}\ncommitter {who}\ndata {}\n{message}\n", message.len()).unwrap();
        if let Some(trunk) = &trunk {
            writeln!(out, "from {trunk}").unwrap();
        }
        if let Some(side) = side.take().filter(|_| merge) {
            writeln!(out, "merge {side}").unwrap();
        }
        let content = format!("// {i}\n{}", "fn work() { let x = 1; }\n".repeat(20 + i % 7));
        let f = i.wrapping_mul(40_503) % 1000;
        blob(&mut out, &format!("src/m{}/f{}.rs", f % 40, f / 40), content.as_bytes());
        if i == 0 {
            let founded = events.founded();
            blob(&mut out, &founded.path, &founded.bytes);
        } else if !merge && (i - from) * size.events / size.commits >= made && made < size.events {
            made += 1;
            let event = events.next(seconds);
            blob(&mut out, &event.path, &event.bytes);
        }
        let mark = format!(":{}", i + 1);
        if on_side {
            side = Some(mark);
        } else {
            trunk = Some(mark);
        }
    }
}

fn blob(out: &mut impl Write, path: &str, bytes: &[u8]) {
    write!(out, "M 100644 inline {path}\ndata {}\n", bytes.len()).unwrap();
    out.write_all(bytes).unwrap();
    out.write_all(b"\n").unwrap();
}

pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git").args(arguments).current_dir(folder).status().unwrap();
    assert!(done.success(), "git {arguments:?}");
}
