//! The way to a printer: bytes there, bytes back, each within a deadline.
//!
//! Knows devices and sockets, not what the bytes mean. Whatever goes wrong but a deadline means that the other end is
//! gone: drop the transport and open another.

mod address;
mod device;
mod file;
mod serial;
mod tcp;

use std::io;
use std::time::{Duration, Instant};

pub use address::{PrinterUrl, PrinterUrlError};
pub use serial::SerialError;

/// How a transport fails.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// Nothing moved before the deadline. The other end may still be there.
    #[error("the printer did not move before the deadline")]
    TimedOut,
    /// The other end hung up, was unplugged, or refuses.
    #[error("the printer is gone: {0}")]
    Gone(#[from] io::Error),
    /// The serial port did not open.
    #[error(transparent)]
    Serial(#[from] SerialError),
}

/// An open way to a printer.
pub trait Transport: Send {
    /// Hands over at least one byte of `bytes` and says how many.
    ///
    /// # Errors
    /// [`TransportError`]; none of `bytes` was handed over then.
    fn write(&mut self, bytes: &[u8], deadline: Instant) -> Result<usize, TransportError>;

    /// Reads at least one byte.
    ///
    /// # Errors
    /// [`TransportError`].
    fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> Result<usize, TransportError>;

    /// Ends a job and says what vouches for it.
    ///
    /// # Errors
    /// [`TransportError`].
    fn finish_job(&mut self) -> Result<Proof, TransportError> {
        Ok(Proof::Answer)
    }

    /// Whether anything can ever come back; a transport without it is never asked for its state.
    fn answers(&self) -> bool {
        true
    }
}

/// What vouches for a job that was handed over whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Only the printer's own answer.
    Answer,
    /// The transport itself: the bytes stand on disk.
    Synced,
}

/// A write that ended early, and how far it came.
#[derive(Debug, thiserror::Error)]
#[error("{handed_over} bytes were handed over: {cause}")]
pub struct Interrupted {
    /// Bytes that left this program; the printer may have seen any part of them.
    pub handed_over: usize,
    /// Why it ended.
    #[source]
    pub cause: TransportError,
}

/// Hands over all of `bytes`; each step may take `step`, so that a printer that moves slowly is not given up.
///
/// # Errors
/// [`Interrupted`] at the first step that fails.
pub fn write_all(transport: &mut dyn Transport, bytes: &[u8], step: Duration) -> Result<(), Interrupted> {
    let mut handed_over = 0;
    while handed_over < bytes.len() {
        handed_over += transport
            .write(&bytes[handed_over..], Instant::now() + step)
            .map_err(|cause| Interrupted { handed_over, cause })?;
    }
    Ok(())
}

/// Opens the way to a printer.
///
/// # Errors
/// [`TransportError`] when nothing answers at the address before the deadline.
pub fn open(url: &PrinterUrl, deadline: Instant) -> Result<Box<dyn Transport>, TransportError> {
    Ok(match url {
        PrinterUrl::Tcp { host, port } => Box::new(tcp::connect(host, *port, deadline)?),
        PrinterUrl::Serial { path, baud } => Box::new(serial::open(path, *baud)?),
        PrinterUrl::Usb { path } => Box::new(device::open_usb(path)?),
        PrinterUrl::File { path } => Box::new(file::open(path)?),
    })
}
