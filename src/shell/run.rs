//! Runs one command of a gap in the shell, for the one verb whose user said so. What it prints is handed on as it comes
//! and hashed whole; it gets no input. A command that takes too long is ended with everything that it started, and so
//! is one whose reader, this process, is ended.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// The exit code, or `signal N`.
    pub exit: String,
    /// BLAKE3 of everything that it printed, on either stream, in the order in which it came.
    pub output: [u8; 32],
    /// The last of it.
    pub tail: Vec<u8>,
    pub took: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("no shell can be started: {0}")]
    NoShell(io::Error),
    #[error("it was ended after {} s", .0.as_secs())]
    TooLong(Duration),
}

/// How much of the output is kept.
const TAIL_BYTES: usize = 8 << 10;

/// What is still to come from a pipe that somebody left open is waited for this long.
const PATIENCE: Duration = Duration::from_secs(2);

/// Runs a command in a folder. `see` gets what it prints.
pub fn run(
    command: &str,
    folder: &Path,
    longest: Duration,
    see: &mut dyn FnMut(&[u8]),
) -> Result<Ran, RunError> {
    let started = Instant::now();
    let leash = Leash::hold().map_err(RunError::NoShell)?;
    let (reader, mut child) = match start(command, folder, leash.holder.id()) {
        Ok(started) => started,
        Err(error) => {
            leash.let_go();
            return Err(RunError::NoShell(error));
        }
    };
    let chunks = chunks(reader);
    let mut hash = blake3::Hasher::new();
    let mut tail = Vec::new();
    let mut ended: Option<(ExitStatus, Instant)> = None;
    let mut is_left = false;
    loop {
        match chunks.recv_timeout(Duration::from_millis(50)) {
            Ok(bytes) => {
                hash.update(&bytes);
                see(&bytes);
                tail.extend_from_slice(&bytes);
                let more = tail.len().saturating_sub(TAIL_BYTES);
                tail.drain(..more);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if started.elapsed() > longest {
            leash.pull(&mut child);
            return Err(RunError::TooLong(longest));
        }
        if ended.is_none() {
            ended = child.try_wait().ok().flatten().map(|status| (status, Instant::now()));
        }
        // Something that it left behind holds the pipe; what it says is no answer of the command.
        if ended.is_some_and(|(_, at)| at.elapsed() > PATIENCE) {
            is_left = true;
            break;
        }
    }
    let status = loop {
        let done = ended.map_or_else(|| child.try_wait(), |(status, _)| Ok(Some(status)));
        match done.map_err(RunError::NoShell)? {
            Some(status) => break status,
            None if started.elapsed() > longest => {
                leash.pull(&mut child);
                return Err(RunError::TooLong(longest));
            }
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    let took = started.elapsed();
    if is_left {
        leash.pull(&mut child)
    } else {
        leash.let_go()
    }
    Ok(Ran { exit: said(status), output: *hash.finalize().as_bytes(), tail, took })
}

/// Both streams go into one pipe, so that their order is that of the command.
fn start(command: &str, folder: &Path, group: u32) -> io::Result<(io::PipeReader, Child)> {
    let (reader, writer) = io::pipe()?;
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command).current_dir(folder);
    shell.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    join(&mut shell, group);
    let child = shell.spawn()?;
    Ok((reader, child))
}

/// Into a group of processes, so that all of it can be ended; 0 makes a new one.
#[cfg(unix)]
fn join(command: &mut Command, group: u32) {
    use std::os::unix::process::CommandExt;
    command.process_group(i32::try_from(group).unwrap_or(0));
}

#[cfg(not(unix))]
fn join(_command: &mut Command, _group: u32) {}

fn chunks(mut reader: io::PipeReader) -> Receiver<Vec<u8>> {
    let (send, receive) = mpsc::sync_channel(64);
    std::thread::spawn(move || {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(n @ 1..) = reader.read(&mut buffer) {
            if send.send(buffer[..n].to_vec()).is_err() {
                break;
            }
        }
    });
    receive
}

/// A second shell, which leads the group that the command runs in and waits for its input to end. That it does when
/// this process ends, however it ends; then the shell ends the group. Without it a check that is killed would leave its
/// command running. It is there before the command is.
struct Leash {
    holder: Child,
    input: ChildStdin,
}

const HOLD: &str = "trap '' TERM; read -r _; kill -TERM -$$; sleep 1; kill -KILL -$$";

impl Leash {
    fn hold() -> io::Result<Self> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(HOLD);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        join(&mut command, 0);
        let mut holder = command.spawn()?;
        let input = holder.stdin.take().ok_or_else(|| io::Error::other("it has no input"))?;
        Ok(Self { holder, input })
    }

    /// Ends the command and whatever it left behind.
    fn pull(mut self, child: &mut Child) {
        drop(self.input);
        let _ = self.holder.wait();
        let _ = child.kill();
        let _ = child.wait();
    }

    /// The command has ended, and nothing of it is waited for.
    fn let_go(mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

#[cfg(unix)]
fn said(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    let signal = status.signal().map(|n| format!("signal {n}"));
    status.code().map(|n| n.to_string()).or(signal).unwrap_or_else(|| "unknown".into())
}

#[cfg(not(unix))]
fn said(status: ExitStatus) -> String {
    status.code().map_or_else(|| "unknown".into(), |n| n.to_string())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn ran(command: &str, longest: Duration) -> (Result<Ran, RunError>, Vec<u8>) {
        let mut seen = Vec::new();
        let folder = std::env::temp_dir();
        let ran = run(command, &folder, longest, &mut |bytes| seen.extend_from_slice(bytes));
        (ran, seen)
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn both_streams_are_hashed_in_their_order() {
        let (ran, seen) = ran("echo one; echo two >&2; echo three; exit 3", LONG);
        let ran = ran.unwrap();
        assert_eq!((ran.exit.as_str(), seen.as_slice()), ("3", &b"one\ntwo\nthree\n"[..]));
        assert_eq!(ran.output, *blake3::hash(&seen).as_bytes());
        assert_eq!(ran.tail, seen);
    }

    #[test]
    fn a_signal_is_told_and_nothing_is_read() {
        assert_eq!(ran("kill -9 $$", LONG).0.unwrap().exit, "signal 9");
        assert_eq!(ran("cat", LONG).0.unwrap().exit, "0");
    }

    #[test]
    fn what_takes_too_long_is_ended_with_all_that_it_started() {
        let mark = tempfile::NamedTempFile::new().unwrap();
        let path = mark.path().display().to_string();
        let command = format!("(while :; do echo x >> {path}; sleep 0.1; done) & sleep 100");
        let (ran, _) = ran(&command, Duration::from_millis(400));
        assert!(matches!(ran, Err(RunError::TooLong(_))));
        let size = || mark.path().metadata().unwrap().len();
        let before = size();
        std::thread::sleep(Duration::from_millis(500));
        assert_eq!(size(), before, "its child goes on");
    }

    #[test]
    fn what_it_leaves_behind_is_not_waited_for() {
        let (ran, seen) = ran("echo done; sleep 100 &", LONG);
        assert_eq!((ran.unwrap().exit.as_str(), seen.as_slice()), ("0", &b"done\n"[..]));
    }
}
