//! Repositories to try the real program in: a folder that goes away, a home of its own, an environment that is
//! empty but for what stands here, a clock that steps. No test of ours reads the home or the keys of whoever runs it.
//!
//! Include it with `#[path = "../support/mod.rs"] mod support;` (see `tests/daily/main.rs`). `Repo::founded()` is
//! a repository with a committed ledger; `ok`, `no` and `json` run `gaps`, `git` runs git.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses some of these")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use chrono::DateTime;
use serde_json::Value;
use ssh_key::private::Ed25519Keypair;
use ssh_key::{HashAlg, LineEnding, PrivateKey};
use tempfile::TempDir;

pub const GAPS: &str = env!("CARGO_BIN_EXE_gaps");

/// The seed of the first person's key; each clone takes the seed that it is given.
pub const SEED: u8 = 1;

/// Noon of a Friday; every command is a minute later than the one before.
const START: i64 = 1_795_176_000;

/// The folder in which everything of one test lies, and its clock.
pub struct World {
    folder: TempDir,
    minutes: AtomicI64,
}

impl World {
    pub fn new() -> Arc<Self> {
        let folder = tempfile::Builder::new().prefix("gaps-test-").tempdir().unwrap();
        Arc::new(Self { folder, minutes: AtomicI64::new(0) })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        fs::canonicalize(self.folder.path()).unwrap().join(name)
    }

    /// The next minute, as RFC 3339.
    fn tick(&self) -> String {
        let minutes = self.minutes.fetch_add(1, Ordering::SeqCst);
        let at = DateTime::from_timestamp(START + 60 * minutes, 0).unwrap();
        at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// Lets days go by.
    pub fn days(&self, days: i64) {
        self.minutes.fetch_add(24 * 60 * days, Ordering::SeqCst);
    }

    /// A command with nothing in its environment but what every command of ours has.
    pub fn command(&self, program: impl AsRef<OsStr>, home: &Path, folder: &Path) -> Command {
        let now = self.tick();
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", home.join(".gitconfig"))
            .env("GIT_CEILING_DIRECTORIES", self.path("").parent().unwrap())
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_EDITOR", "true")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .env("GIT_AUTHOR_DATE", &now)
            .env("GIT_COMMITTER_DATE", &now)
            .env("GAPS_NOW", &now)
            .current_dir(folder)
            .stdin(Stdio::null());
        command
    }
}

/// One working tree with the person who sits before it.
#[derive(Clone)]
pub struct Repo {
    pub world: Arc<World>,
    pub home: PathBuf,
    pub path: PathBuf,
}

impl Repo {
    /// An empty folder, no repository yet; the person has a key.
    pub fn nowhere() -> Self {
        Self::person(&World::new(), "work", SEED)
    }

    /// A person with a key of this seed and an empty folder of this name.
    pub fn person(world: &Arc<World>, name: &str, seed: u8) -> Self {
        let repo = Self::keyless(world, name);
        write_key(&repo.home.join(".ssh/id_ed25519"), seed);
        repo
    }

    /// A person without any key and an empty folder of this name.
    pub fn keyless(world: &Arc<World>, name: &str) -> Self {
        let home = world.path(&format!("home-{name}"));
        let path = world.path(name);
        fs::create_dir_all(&home).unwrap();
        fs::create_dir_all(&path).unwrap();
        let person = format!("[user]\n\tname = {name}\n\temail = {name}@example.org\n");
        let settings = "[advice]\n\tdefaultBranchName = false\n[gc]\n\tauto = 0\n";
        fs::write(home.join(".gitconfig"), format!("{person}{settings}")).unwrap();
        Self { world: Arc::clone(world), home, path }
    }

    /// A repository without commits, on the branch main.
    pub fn new() -> Self {
        let repo = Self::nowhere();
        repo.git(&["init", "--quiet", "-b", "main"]);
        repo
    }

    /// A repository whose first commit founds a ledger.
    pub fn founded() -> Self {
        let repo = Self::new();
        repo.ok(&["init"]);
        repo.commit("found a ledger");
        repo
    }

    /// A founded ledger with these gaps in the block Security (SEC-001 and up), all committed.
    pub fn with_gaps(titles: &[&str]) -> Self {
        let repo = Self::founded();
        for title in titles {
            repo.ok(&["add", title, "--block", "Security", "--criticality", "high"]);
        }
        repo.commit("open gaps");
        repo
    }

    /// The bare repository that clones share. Made from this one, with its branches, on the first call; this one
    /// has it as `origin`.
    pub fn remote(&self) -> PathBuf {
        let bare = self.world.path("remote.git");
        if !bare.exists() {
            let text = bare.to_str().unwrap();
            self.git(&["clone", "--quiet", "--bare", ".", text]);
            self.git(&["remote", "add", "origin", text]);
            self.git(&["fetch", "--quiet", "origin"]);
            self.git(&["branch", "--quiet", "--set-upstream-to=origin/main"]);
        }
        bare
    }

    /// Another person's clone of the remote.
    pub fn clone_as(&self, name: &str, seed: u8) -> Self {
        let bare = self.remote();
        let clone = Self::person(&self.world, name, seed);
        clone.git(&["clone", "--quiet", bare.to_str().unwrap(), "."]);
        clone
    }

    /// This person in another folder of the same repository, or in another repository.
    pub fn at(&self, folder: impl AsRef<Path>) -> Self {
        Self { path: self.path.join(folder), ..self.clone() }
    }

    /// A git command that must succeed; its standard output.
    pub fn git(&self, arguments: &[&str]) -> String {
        let said = self.git_said(arguments);
        assert_eq!(said.exit, 0, "git {arguments:?}: {}{}", said.out, said.err);
        said.out
    }

    /// The same with this on its standard input.
    pub fn git_fed(&self, input: &[u8], arguments: &[&str]) -> String {
        let path = self.world.path("input");
        fs::write(&path, input).unwrap();
        let mut git = self.world.command("git", &self.home, &self.path);
        let said = said(git.args(arguments).stdin(fs::File::open(path).unwrap()));
        assert_eq!(said.exit, 0, "git {arguments:?}: {}{}", said.out, said.err);
        said.out
    }

    /// A git command that may fail.
    pub fn git_said(&self, arguments: &[&str]) -> Said {
        said(self.world.command("git", &self.home, &self.path).args(arguments))
    }

    /// Commits what is staged, if anything is; the id of HEAD.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// A `gaps` command, to be changed and run by the caller.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.world.command(GAPS, &self.home, &self.path);
        command.args(arguments);
        command
    }

    /// Runs `gaps`, whatever comes of it.
    pub fn gaps(&self, arguments: &[&str]) -> Said {
        said(&mut self.command(arguments))
    }

    /// Runs `gaps` with this on its standard input.
    pub fn piped(&self, input: &str, arguments: &[&str]) -> Said {
        use std::io::Write;
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that does not read its input closes it: no error of the test.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap().into()
    }

    /// Runs `gaps`, which must say yes; its standard output.
    #[track_caller]
    pub fn ok(&self, arguments: &[&str]) -> String {
        let said = self.gaps(arguments);
        assert_eq!(said.exit, 0, "gaps {arguments:?}: {}{}", said.out, said.err);
        said.out
    }

    /// Runs `gaps`, which must fail with this exit code; checks the form of its error as text and as JSON, and
    /// that both say the same.
    #[track_caller]
    pub fn no(&self, exit: i32, arguments: &[&str]) -> Problem {
        let said = self.gaps(arguments);
        assert_eq!(said.exit, exit, "gaps {arguments:?}: {}{}", said.out, said.err);
        assert_eq!(said.out, "", "gaps {arguments:?}: stdout of an error is empty");
        let with_json = [arguments, &["--json"]].concat();
        let as_json = self.gaps(&with_json);
        assert_eq!(as_json.exit, exit, "gaps {with_json:?}: {}{}", as_json.out, as_json.err);
        assert_eq!(as_json.out, "", "gaps {with_json:?}: stdout of an error is empty");
        let problem = as_json.problem();
        let text = said.text_problem();
        assert_eq!((&text.message, &text.hint), (&problem.message, &problem.hint), "{arguments:?}");
        problem
    }

    /// Runs `gaps` with `--json`, which must say yes; the `data` of its document.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Value {
        let out = self.ok(&[arguments, &["--json"]].concat());
        let document: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(document["schema_version"], 1, "{out}");
        assert!(document["kind"].is_string(), "{out}");
        document["data"].clone()
    }

    /// One gap of `list --status all --json`.
    #[track_caller]
    pub fn gap(&self, label: &str) -> Value {
        let data = self.json(&["list", "--status", "all"]);
        let gaps = data["gaps"].as_array().unwrap();
        let found = gaps.iter().find(|g| g["label"] == label);
        found.unwrap_or_else(|| panic!("no {label} in {data:#}")).clone()
    }

    /// The status of one gap.
    #[track_caller]
    pub fn status(&self, label: &str) -> String {
        self.gap(label)["status"].as_str().unwrap().to_owned()
    }

    /// What the doctor says of history that is no trouble.
    pub fn notices(&self) -> Vec<String> {
        let said: Value = serde_json::from_str(&self.gaps(&["doctor", "--json"]).out).unwrap();
        let checks = said["data"]["checks"].as_array().unwrap();
        let told = checks.iter().filter(|c| c["name"] == "history" && c["good"] == true);
        told.map(|c| c["says"].as_str().unwrap().to_owned()).collect()
    }

    /// The paths of all event files in the working tree, sorted.
    pub fn event_files(&self) -> Vec<String> {
        let events = self.path.join(".gaps/events");
        let mut found: Vec<String> = files_below(&events)
            .iter()
            .map(|p| p.strip_prefix(&self.path).unwrap().to_str().unwrap().to_owned())
            .collect();
        found.sort();
        found
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path.join(path)).unwrap()
    }

    /// Writes a file, with the folders on the way.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// What a program said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// -1 where a signal ended it.
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            exit: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Longer than any honest command takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs a command to its end. One that hangs is ended, and is a failure with a name.
pub fn said(command: &mut Command) -> Said {
    let what = format!("{command:?}");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let pid = child.id().to_string();
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(child.wait_with_output()));
    match receive.recv_timeout(PATIENCE) {
        Ok(output) => output.unwrap().into(),
        Err(_) => {
            let _ = Command::new("kill").args(["-9", &pid]).status();
            panic!("it hangs: {what}");
        }
    }
}

/// An error, as `--json` and the text both give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Empty where it came as text.
    pub code: String,
    pub message: String,
    pub hint: String,
}

impl Said {
    /// The error object on stderr, and nothing beside it.
    #[track_caller]
    pub fn problem(&self) -> Problem {
        let value: Value = serde_json::from_str(&self.err)
            .unwrap_or_else(|e| panic!("no JSON error ({e}): {:?}", self.err));
        let word = |key: &str| value[key].as_str().unwrap_or_else(|| panic!("{key}: {value}"));
        Problem {
            code: word("code").to_owned(),
            message: word("message").to_owned(),
            hint: word("hint").to_owned(),
        }
    }

    /// The error in words: `gaps: ` and a message in lower case, then `hint: ` and something to type.
    #[track_caller]
    pub fn text_problem(&self) -> Problem {
        let start = self.err.find("gaps: ").unwrap_or_else(|| panic!("no error: {:?}", self.err));
        let (message, hint) = self.err[start + 6..]
            .rsplit_once("\nhint: ")
            .unwrap_or_else(|| panic!("no hint: {:?}", self.err));
        assert!(!message.is_empty() && hint.trim_end().len() > 2, "{:?}", self.err);
        Problem {
            code: String::new(),
            message: message.to_owned(),
            hint: hint.trim_end().to_owned(),
        }
    }
}

/// The key of a seed.
pub fn key(seed: u8) -> PrivateKey {
    PrivateKey::new(Ed25519Keypair::from_seed(&[seed; 32]).into(), "").unwrap()
}

/// An event file: these JSON bytes, signed by the key of a seed.
pub fn event_file(seed: u8, json: &str) -> Vec<u8> {
    let signature = key(seed).sign("gaps-event-v1", HashAlg::Sha512, json.as_bytes()).unwrap();
    let armour = signature.to_pem(LineEnding::LF).unwrap();
    format!("{json}{}\n", armour.trim_end()).into_bytes()
}

/// The JSON part of an event file.
pub fn json_part(file: &[u8]) -> String {
    let text = std::str::from_utf8(file).unwrap();
    text[..text.find("-----BEGIN").unwrap()].to_owned()
}

/// The path that an event with this JSON has, given the path of another one of its gap.
pub fn path_beside(path: &str, json: &str) -> String {
    let (folder, _) = path.rsplit_once('/').unwrap();
    format!("{folder}/{}.event", blake3::hash(json.as_bytes()).to_hex())
}

/// Writes the private key of a seed, as `ssh-keygen` would, with its public half beside it.
pub fn write_key(path: &Path, seed: u8) {
    let key = key(seed);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, key.to_openssh(LineEnding::LF).unwrap().as_bytes()).unwrap();
    fs::write(path.with_extension("pub"), key.public_key().to_openssh().unwrap()).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
}

/// Every file below a folder, links not followed.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.map(|e| e.unwrap()) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files_below(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}
