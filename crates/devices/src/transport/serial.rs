//! A serial port, opened, set up and kept to this program by `serialport`.
//!
//! Two of its ways need care:
//!
//! * It hands out a blocking port, and its time-out covers the wait for room but not the write that follows: a printer
//!   that stops taking bytes in the middle would hold its thread for ever. So the port is made non-blocking again. It
//!   shows its descriptor as a bare number, which `rustix` could borrow with `unsafe` only; `nix`, in the version that
//!   `serialport` itself stands on, takes the number.
//! * Its `flush` waits until the line is drained, however long that takes: it is never called. What a job came to is the
//!   printer's own answer.

use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::time::Instant;

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use serialport::{ClearBuffer, DataBits, ErrorKind, FlowControl, Parity, SerialPort, StopBits, TTYPort};

use super::{Transport, TransportError};

/// Why a serial port does not open, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum SerialError {
    /// Nothing is at the path.
    #[error(
        "there is no serial port {}: plug the printer in, switch it on, or name the port as it stands in /dev/serial/by-id",
        .0.display()
    )]
    NoSuchPort(PathBuf),
    /// Another program holds it.
    #[error("the serial port {} is in use by another program: end that one (a terminal, a modem service, a second kiosk)", .0.display())]
    Busy(PathBuf),
    /// The user of this program may not open it.
    #[error("this program may not open the serial port {}: add its user to the group of the port (often “dialout”)", .0.display())]
    NotAllowed(PathBuf),
    /// What is there is no serial port, is broken, or does not know the speed.
    #[error("the serial port {} cannot be set to {baud} baud, 8N1: {source}; check the path and the speed", .path.display())]
    NotSetUp {
        /// The port.
        path: PathBuf,
        /// Bits per second that were asked for.
        baud: u32,
        /// What the system said.
        source: serialport::Error,
    },
}

impl SerialError {
    fn of(path: &Path, baud: u32, source: serialport::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            // `serialport` says so of a port that somebody has locked, and of nothing else while it opens one.
            ErrorKind::NoDevice => Self::Busy(path),
            ErrorKind::Io(io::ErrorKind::NotFound) => Self::NoSuchPort(path),
            ErrorKind::Io(io::ErrorKind::PermissionDenied) => Self::NotAllowed(path),
            _ => Self::NotSetUp { path, baud, source },
        }
    }
}

/// A serial line that no other program can open meanwhile.
pub(super) struct SerialLine {
    port: TTYPort,
}

/// Opens a serial line raw, 8N1 without flow control, for this program alone, and forgets what had arrived before.
pub(super) fn open(path: &Path, baud: u32) -> Result<SerialLine, SerialError> {
    let set_up = || {
        let port = serialport::new(path.to_string_lossy(), baud)
            .data_bits(DataBits::Eight)
            .parity(Parity::None)
            .stop_bits(StopBits::One)
            .flow_control(FlowControl::None)
            .exclusive(true)
            .open_native()?;
        fcntl(port.as_raw_fd(), FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        port.clear(ClearBuffer::Input)?;
        Ok(SerialLine { port })
    };
    set_up().map_err(|error| SerialError::of(path, baud, error))
}

impl SerialLine {
    /// Tries until something moves, the deadline passes or the other end is gone.
    fn until_moved(
        &mut self,
        deadline: Instant,
        mut attempt: impl FnMut(&mut TTYPort) -> io::Result<usize>,
    ) -> Result<usize, TransportError> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            self.port.set_timeout(left).map_err(io::Error::from)?;
            match attempt(&mut self.port) {
                Ok(0) => return Err(TransportError::Gone(io::ErrorKind::UnexpectedEof.into())),
                Ok(moved) => return Ok(moved),
                Err(error) => match error.kind() {
                    io::ErrorKind::TimedOut => return Err(TransportError::TimedOut),
                    io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => {}
                    _ => return Err(TransportError::Gone(error)),
                },
            }
        }
    }
}

impl Transport for SerialLine {
    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<usize, TransportError> {
        self.until_moved(deadline, |port| port.write(bytes))
    }

    fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        self.until_moved(deadline, |port| port.read(buffer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: ErrorKind) -> String {
        let source = serialport::Error::new(kind, "as the system says");
        SerialError::of(Path::new("/dev/serial/by-id/usb-printer"), 19_200, source).to_string()
    }

    #[test]
    fn whoever_reads_why_a_port_does_not_open_knows_what_to_do() {
        for (kind, advice) in [
            (ErrorKind::Io(io::ErrorKind::NotFound), "plug the printer in"),
            (ErrorKind::NoDevice, "end that one"),
            (ErrorKind::Io(io::ErrorKind::PermissionDenied), "add its user to the group"),
            (ErrorKind::Unknown, "19200 baud, 8N1: as the system says; check the path"),
        ] {
            let told = told(kind);
            assert!(told.contains("/dev/serial/by-id/usb-printer") && told.contains(advice), "{told}");
        }
    }
}
