//! Anything with a descriptor that can be polled: USB printers, sockets.
//!
//! Always non-blocking: the kernel's USB printer driver waits for ever in a blocking write while paper is out.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;

use super::{Transport, TransportError};

/// Between two empty packets of a printer, which may send them as fast as it is asked.
const BREATH: Duration = Duration::from_millis(1);

/// A non-blocking descriptor with deadlines.
pub(super) struct Polled<F> {
    inner: F,
    empty: Empty,
}

/// What a read means that gives nothing, of something that was said to be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Empty {
    /// The other end has closed.
    TheEnd,
    /// An empty packet: some USB printers answer with one where they have nothing to say. The end shows as a hang-up.
    Nothing,
}

impl<F: AsFd> Polled<F> {
    /// `inner` must be non-blocking.
    pub(super) fn new(inner: F) -> Self {
        Self { inner, empty: Empty::TheEnd }
    }

    /// Waits until `wanted` may be tried or the other end shows that it is gone, which the try then tells exactly; says what was seen.
    fn wait_for(&self, wanted: PollFlags, deadline: Instant) -> Result<PollFlags, TransportError> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let timeout = Timespec::try_from(left).map_err(|_| TransportError::TimedOut)?;
            let mut descriptors = [PollFd::new(&self.inner, wanted)];
            match poll(&mut descriptors, Some(&timeout)) {
                Ok(0) => return Err(TransportError::TimedOut),
                Ok(_) => return Ok(descriptors[0].revents()),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(TransportError::Gone(error.into())),
            }
        }
    }

    /// Tries until something moves, the deadline passes or the other end is gone. At least one try is made.
    fn until_moved(
        &mut self,
        wanted: PollFlags,
        deadline: Instant,
        mut attempt: impl FnMut(&mut F) -> io::Result<usize>,
    ) -> Result<usize, TransportError> {
        loop {
            let seen = self.wait_for(wanted, deadline)?;
            match attempt(&mut self.inner) {
                Ok(0) if self.may_be_empty(seen) => thread::sleep(BREATH),
                Ok(0) => return Err(TransportError::Gone(io::ErrorKind::UnexpectedEof.into())),
                Ok(moved) => return Ok(moved),
                Err(error) => match error.kind() {
                    io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => {}
                    _ => return Err(TransportError::Gone(error)),
                },
            }
            // One that is ready at every look, and then has nothing, may not outlast the deadline.
            if Instant::now() >= deadline {
                return Err(TransportError::TimedOut);
            }
        }
    }

    fn may_be_empty(&self, seen: PollFlags) -> bool {
        self.empty == Empty::Nothing
            && seen.contains(PollFlags::IN)
            && !seen.intersects(PollFlags::HUP | PollFlags::ERR)
    }
}

impl<F: AsFd + Read + Write + Send> Transport for Polled<F> {
    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<usize, TransportError> {
        self.until_moved(PollFlags::OUT, deadline, |inner| inner.write(bytes))
    }

    fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> Result<usize, TransportError> {
        self.until_moved(PollFlags::IN, deadline, |inner| inner.read(buffer))
    }
}

/// Opens a printer of the USB class; its number changes with every plug, so the path should be a link made by udev.
pub(super) fn open_usb(path: &Path) -> Result<Polled<File>, TransportError> {
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC).bits() as i32;
    let inner = OpenOptions::new().read(true).write(true).custom_flags(flags).open(path)?;
    Ok(Polled { inner, empty: Empty::Nothing })
}

#[cfg(test)]
mod tests {
    use std::os::fd::BorrowedFd;
    use std::os::unix::net::UnixStream;

    use super::*;

    /// Ready at every look, and never gives or takes anything.
    struct Reluctant(UnixStream);

    impl AsFd for Reluctant {
        fn as_fd(&self) -> BorrowedFd<'_> {
            self.0.as_fd()
        }
    }

    impl Read for Reluctant {
        fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::WouldBlock.into())
        }
    }

    impl Write for Reluctant {
        fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::WouldBlock.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_always_ready_and_never_moves_ends_with_the_deadline() {
        let (near, mut other_end) = UnixStream::pair().expect("a pair");
        other_end.write_all(b"x").expect("something to be ready for");
        let mut reluctant = Polled::new(Reluctant(near));
        assert!(matches!(reluctant.read(&mut [0; 8], Instant::now()), Err(TransportError::TimedOut)));
        assert!(matches!(reluctant.write(b"x", Instant::now()), Err(TransportError::TimedOut)));
    }
}
