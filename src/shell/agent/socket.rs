//! One question to an agent and its answer, over a Unix socket: bounded in bytes and in time, however slowly the
//! other side speaks.

use std::path::Path;
use std::time::Duration;

use super::error::AgentError;
#[cfg(unix)]
use super::wire::REPLY_BYTES_MAX;

/// Sends a message and returns the answer, both without their length.
#[cfg(unix)]
pub(super) fn exchange(
    socket: &Path,
    message: &[u8],
    limit: Duration,
) -> Result<Vec<u8>, AgentError> {
    let deadline = unix::Deadline::after(limit);
    let mut stream = unix::connect(socket, &deadline)?;
    let length = u32::try_from(message.len()).map_err(|_| AgentError::Refused("sign"))?;
    unix::send(&mut stream, &[&length.to_be_bytes(), message].concat(), &deadline)?;
    let mut length = [0; 4];
    unix::receive(&mut stream, &mut length, &deadline)?;
    let length = u32::from_be_bytes(length);
    if length > REPLY_BYTES_MAX {
        return Err(AgentError::Large(length));
    }
    let mut answer = vec![0; length as usize];
    unix::receive(&mut stream, &mut answer, &deadline)?;
    Ok(answer)
}

#[cfg(not(unix))]
pub(super) fn exchange(_: &Path, _: &[u8], _: Duration) -> Result<Vec<u8>, AgentError> {
    Err(AgentError::Platform)
}

#[cfg(unix)]
mod unix {
    use std::io::{ErrorKind, Read, Write};
    use std::os::unix::net::UnixStream;
    use std::path::Path;
    use std::sync::mpsc;
    use std::thread;
    use std::time::{Duration, Instant};

    use crate::shell::agent::AgentError;

    /// The end of the whole exchange: each wait gets what is left, so that a drip of bytes cannot prolong it.
    pub(super) struct Deadline {
        limit: Duration,
        start: Instant,
    }

    impl Deadline {
        pub(super) fn after(limit: Duration) -> Self {
            Self { limit, start: Instant::now() }
        }

        fn left(&self) -> Result<Duration, AgentError> {
            let left = self.limit.saturating_sub(self.start.elapsed());
            if left.is_zero() { Err(AgentError::Silent(self.limit)) } else { Ok(left) }
        }
    }

    /// Connecting waits without end on an agent that accepts nobody, and it takes no timeout; so another thread
    /// does it, which is left behind if it must be.
    pub(super) fn connect(socket: &Path, deadline: &Deadline) -> Result<UnixStream, AgentError> {
        let (sender, receiver) = mpsc::channel();
        let path = socket.to_owned();
        thread::Builder::new()
            .spawn(move || drop(sender.send(UnixStream::connect(path))))
            .map_err(|e| AgentError::Broken(e.to_string()))?;
        let connected = receiver
            .recv_timeout(deadline.left()?)
            .map_err(|_| AgentError::Silent(deadline.limit))?;
        connected.map_err(|e| AgentError::Unreachable {
            socket: socket.display().to_string(),
            why: e.to_string(),
        })
    }

    pub(super) fn send(
        stream: &mut UnixStream,
        mut bytes: &[u8],
        deadline: &Deadline,
    ) -> Result<(), AgentError> {
        while !bytes.is_empty() {
            stream.set_write_timeout(Some(deadline.left()?)).map_err(broken)?;
            let written = waited(stream.write(bytes), deadline)?;
            bytes = bytes.get(written.unwrap_or(0)..).unwrap_or_default();
        }
        Ok(())
    }

    pub(super) fn receive(
        stream: &mut UnixStream,
        mut room: &mut [u8],
        deadline: &Deadline,
    ) -> Result<(), AgentError> {
        while !room.is_empty() {
            stream.set_read_timeout(Some(deadline.left()?)).map_err(broken)?;
            let read = waited(stream.read(room), deadline)?;
            if read == Some(0) {
                return Err(AgentError::HungUp);
            }
            room = room.get_mut(read.unwrap_or(0)..).unwrap_or_default();
        }
        Ok(())
    }

    /// `None` where a signal came between: try again.
    fn waited(
        result: std::io::Result<usize>,
        deadline: &Deadline,
    ) -> Result<Option<usize>, AgentError> {
        result.map(Some).or_else(|e| match e.kind() {
            ErrorKind::Interrupted => Ok(None),
            ErrorKind::WouldBlock | ErrorKind::TimedOut => Err(AgentError::Silent(deadline.limit)),
            ErrorKind::BrokenPipe | ErrorKind::ConnectionReset => Err(AgentError::HungUp),
            _ => Err(broken(e)),
        })
    }

    fn broken(error: std::io::Error) -> AgentError {
        AgentError::Broken(error.to_string())
    }
}
