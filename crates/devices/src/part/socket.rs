//! Reading a part that a test plays on a Unix socket.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// Reads what comes within `wait`; `None`: nothing came.
///
/// # Errors
/// [`io::ErrorKind::UnexpectedEof`] when the other end hung up, and whatever else the system says.
pub(crate) fn read_within(
    stream: &mut UnixStream,
    buffer: &mut [u8],
    wait: Duration,
) -> io::Result<Option<usize>> {
    // A time-out of zero would be none.
    stream.set_read_timeout(Some(wait.max(Duration::from_millis(1))))?;
    match stream.read(buffer) {
        Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(read) => Ok(Some(read)),
        Err(error) => match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted => Ok(None),
            _ => Err(error),
        },
    }
}
