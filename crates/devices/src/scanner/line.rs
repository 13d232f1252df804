//! The way to a scanner: a serial port, or a test's socket.

use std::io;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::ScannerUrl;
use crate::part::{PartState, Trouble, read_within};
use crate::transport::{self, PrinterUrl, SerialError, Transport, TransportError};

/// Why a scanner cannot be read, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum ScannerError {
    /// Nothing is at the path.
    #[error("there is no scanner at {}: plug it in, or name it as it stands in /dev/serial/by-id", .0.display())]
    NotThere(PathBuf),
    /// Another program holds it.
    #[error("the scanner's port {} is in use by another program", .0.display())]
    Busy(PathBuf),
    /// The user of this program may not open it.
    #[error("this program may not open the scanner's port {}: add its user to the group “dialout”", .0.display())]
    NotAllowed(PathBuf),
    /// What is there is no serial port, or does not know the speed.
    #[error("the scanner's port cannot be set up: {0}")]
    NotSetUp(String),
    /// It was unplugged.
    #[error("the scanner is gone: {0}")]
    Gone(io::Error),
}

impl Trouble for ScannerError {
    fn state(&self) -> PartState {
        match self {
            Self::NotThere(_) | Self::Gone(_) => PartState::Absent,
            Self::Busy(_) | Self::NotAllowed(_) | Self::NotSetUp(_) => PartState::Failing,
        }
    }
}

/// An open way to a scanner.
pub(super) enum Line {
    /// The serial port, as the printer's are opened: raw, for this program alone, what had arrived before forgotten.
    Serial(Box<dyn Transport>),
    Fake(UnixStream),
}

impl Line {
    pub(super) fn open(url: &ScannerUrl) -> Result<Self, ScannerError> {
        match url {
            ScannerUrl::Serial { path, baud } => {
                let url = PrinterUrl::Serial { path: path.clone(), baud: *baud };
                transport::open(&url, Instant::now()).map(Self::Serial).map_err(|error| match error {
                    TransportError::Serial(SerialError::NoSuchPort(path)) => ScannerError::NotThere(path),
                    TransportError::Serial(SerialError::Busy(path)) => ScannerError::Busy(path),
                    TransportError::Serial(SerialError::NotAllowed(path)) => ScannerError::NotAllowed(path),
                    error => ScannerError::NotSetUp(error.to_string()),
                })
            }
            ScannerUrl::Fake { path } => match UnixStream::connect(path) {
                Ok(stream) => Ok(Self::Fake(stream)),
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    Err(ScannerError::NotAllowed(path.clone()))
                }
                Err(_) => Err(ScannerError::NotThere(path.clone())),
            },
        }
    }

    /// Reads what comes within `wait`; nothing came: 0.
    pub(super) fn read(&mut self, buffer: &mut [u8], wait: Duration) -> Result<usize, ScannerError> {
        match self {
            Self::Serial(line) => match line.read(buffer, Instant::now() + wait) {
                Ok(read) => Ok(read),
                Err(TransportError::TimedOut) => Ok(0),
                Err(TransportError::Gone(error)) => Err(ScannerError::Gone(error)),
                Err(error) => Err(ScannerError::Gone(io::Error::other(error))),
            },
            Self::Fake(stream) => {
                let read = read_within(stream, buffer, wait).map_err(ScannerError::Gone)?;
                Ok(read.unwrap_or(0))
            }
        }
    }
}
