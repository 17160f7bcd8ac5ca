//! Runs programs and tells how long they took. Nothing of whoever runs it gets in: a home of its own, no
//! configuration, an empty environment.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use ssh_key::LineEnding;

use crate::make;

pub(crate) struct Bench {
    pub(crate) work: PathBuf,
    home: PathBuf,
    aside: PathBuf,
}

/// The shortest of some runs, in milliseconds.
pub(crate) fn best(runs: usize, mut work: impl FnMut()) -> f64 {
    let one = |_| {
        let started = Instant::now();
        work();
        started.elapsed().as_secs_f64() * 1000.0
    };
    (0..runs).map(one).fold(f64::MAX, f64::min)
}

/// The medians of two things that are done in turns, in milliseconds.
pub(crate) fn turns(runs: usize, mut theirs: impl FnMut(), mut ours: impl FnMut()) -> (f64, f64) {
    let both: Vec<(f64, f64)> =
        (0..runs).map(|_| (best(1, &mut theirs), best(1, &mut ours))).collect();
    (median(both.iter().map(|b| b.0)), median(both.iter().map(|b| b.1)))
}

fn median(times: impl Iterator<Item = f64>) -> f64 {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

pub(crate) fn ms(time: f64) -> String {
    if time < 100.0 { format!("{time:.1} ms") } else { format!("{time:.0} ms") }
}

/// Runs a program that must succeed.
pub(crate) fn run(folder: &Path, program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).current_dir(folder).status().unwrap();
    assert!(done.success(), "{program} {arguments:?}");
}

impl Bench {
    pub(crate) fn new(folder: &Path, work: &Path) -> Self {
        let home = folder.join("home");
        fs::create_dir_all(home.join(".ssh")).unwrap();
        let key = make::key();
        let private = home.join(".ssh/id_ed25519");
        fs::write(&private, key.to_openssh(LineEnding::LF).unwrap()).unwrap();
        run(folder, "chmod", &["600", private.to_str().unwrap()]);
        let public = key.public_key().to_openssh().unwrap();
        fs::write(home.join(".ssh/id_ed25519.pub"), format!("{public}\n")).unwrap();
        fs::write(home.join("signers"), format!("founder {public}\n")).unwrap();
        Self { work: work.to_owned(), home, aside: folder.join("aside") }
    }

    pub(crate) fn program(&self) -> &'static str {
        env!("CARGO_BIN_EXE_gaps")
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(&self.work)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &self.home)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit());
        command
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        assert!(self.command("git", arguments).status().unwrap().success(), "git {arguments:?}");
    }

    pub(crate) fn git_with(&self, arguments: &[&str], input: &str) {
        let mut command = self.command("git", arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    }

    pub(crate) fn gaps(&self, arguments: &[&str]) {
        let done = self.command(self.program(), arguments).status().unwrap();
        assert!(done.success(), "gaps {arguments:?}");
    }

    /// Labels of gaps that can be closed.
    pub(crate) fn open_gaps(&self) -> Vec<String> {
        let mut command = self.command(self.program(), &["list", "--status", "started"]);
        let text = command.stdout(Stdio::piped()).output().unwrap().stdout;
        let text = String::from_utf8(text).unwrap();
        let label = |line: &str| line.split("  ").next().map(|l| l.trim().to_owned());
        text.lines().filter(|l| l.contains("  started  ")).filter_map(label).collect()
    }

    fn cache(&self) -> PathBuf {
        self.work.join(".git/gaps")
    }

    pub(crate) fn forget(&self) {
        let _ = fs::remove_dir_all(self.cache());
    }

    pub(crate) fn keep_cache(&self) {
        self.gaps(&["list"]);
        let _ = fs::remove_dir_all(&self.aside);
        copy(&self.cache(), &self.aside);
    }

    pub(crate) fn restore_cache(&self) {
        self.forget();
        copy(&self.aside, &self.cache());
    }

    /// What one check by `ssh-keygen` takes.
    pub(crate) fn ssh_keygen(&self, event: &[u8]) -> Option<f64> {
        let (json, armour) = gaps::ledger::file::split(event).unwrap();
        let signature = self.home.join("one.sig");
        fs::write(&signature, armour).unwrap();
        fs::write(self.home.join("one.json"), json).unwrap();
        let signers = self.home.join("signers");
        let arguments = [
            "-Y",
            "verify",
            "-f",
            signers.to_str()?,
            "-I",
            "founder",
            "-n",
            "gaps-event-v1",
            "-s",
            signature.to_str()?,
        ];
        let check = || {
            let input = fs::File::open(self.home.join("one.json")).unwrap();
            self.command("ssh-keygen", &arguments).stdin(input).status()
        };
        check().ok().filter(|done| done.success())?;
        Some(best(20, || assert!(check().unwrap().success())))
    }

    /// The most memory that a program ever held, in KiB.
    pub(crate) fn peak(&self, line: &[&str]) -> Option<u64> {
        let mut arguments = vec!["-f", "%M"];
        arguments.extend(line);
        let mut command = self.command("/usr/bin/time", &arguments);
        let output = command.stderr(Stdio::piped()).output().ok()?;
        String::from_utf8(output.stderr).ok()?.lines().last()?.trim().parse().ok()
    }

    /// The size of what is mapped where history is read.
    pub(crate) fn mapped_bytes(&self) -> u64 {
        let objects = self.work.join(".git/objects");
        let size = |folder: &str| -> u64 {
            let files = fs::read_dir(objects.join(folder)).into_iter().flatten().flatten();
            files.filter_map(|f| f.metadata().ok()).map(|m| m.len()).sum()
        };
        size("pack") + size("info")
    }

    pub(crate) fn row(&self, name: &str, theirs: f64, ours: f64, target: Option<f64>) {
        let ratio = ours / theirs;
        let ratio =
            if ratio < 0.05 { format!("1/{:.0}", 1.0 / ratio) } else { format!("{ratio:.2}") };
        let target = match target {
            Some(t) if t < 0.05 => format!("at most 1/{:.0}", 1.0 / t),
            Some(t) => format!("at most {t}"),
            None => String::new(),
        };
        println!("| {name} | {} | {} | {ratio} | {target} |", ms(theirs), ms(ours));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
