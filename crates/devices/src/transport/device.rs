//! Anything with a descriptor that can be polled: USB printers, sockets.
//!
//! Always non-blocking: the kernel's USB printer driver waits for ever in a blocking write while paper is out.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;

use super::{Transport, TransportError};

/// A non-blocking descriptor with deadlines.
pub(super) struct Polled<F> {
    inner: F,
}

impl<F: AsFd> Polled<F> {
    /// `inner` must be non-blocking.
    pub(super) fn new(inner: F) -> Self {
        Self { inner }
    }

    /// Waits until `wanted` may be tried or the other end shows that it is gone, which the try then tells exactly.
    fn wait_for(&self, wanted: PollFlags, deadline: Instant) -> Result<(), TransportError> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let timeout = Timespec::try_from(left).map_err(|_| TransportError::TimedOut)?;
            let mut descriptors = [PollFd::new(&self.inner, wanted)];
            match poll(&mut descriptors, Some(&timeout)) {
                Ok(0) => return Err(TransportError::TimedOut),
                Ok(_) => return Ok(()),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(TransportError::Gone(error.into())),
            }
        }
    }
}

impl<F: AsFd + Read + Write + Send> Transport for Polled<F> {
    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<usize, TransportError> {
        loop {
            self.wait_for(PollFlags::OUT, deadline)?;
            if let Some(written) = moved(self.inner.write(bytes))? {
                return Ok(written);
            }
        }
    }

    fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        loop {
            self.wait_for(PollFlags::IN, deadline)?;
            if let Some(read) = moved(self.inner.read(buffer))? {
                return Ok(read);
            }
        }
    }
}

/// `None`: try again. Nothing moved without an error means that the other end is gone.
fn moved(result: io::Result<usize>) -> Result<Option<usize>, TransportError> {
    match result {
        Ok(0) => Err(TransportError::Gone(io::ErrorKind::UnexpectedEof.into())),
        Ok(moved) => Ok(Some(moved)),
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {
            Ok(None)
        }
        Err(error) => Err(TransportError::Gone(error)),
    }
}

/// Opens a printer of the USB class; its number changes with every plug, so the path should be a link made by udev.
pub(super) fn open_usb(path: &Path) -> Result<Polled<File>, TransportError> {
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC).bits() as i32;
    let printer = OpenOptions::new().read(true).write(true).custom_flags(flags).open(path)?;
    Ok(Polled::new(printer))
}
