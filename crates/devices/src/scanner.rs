//! The scanner: health cards and the QR of tickets, over a serial line.
//!
//! One thread owns the line. What arrives is cut into frames ([`frame`]), a frame is read as a [`Scan`], and the same code seen again
//! within two seconds is no new scan. Knows no hub and no screen, and keeps nothing of what it read.

mod address;
pub mod frame;
mod line;
mod repeat;
mod scan;

use std::io;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};

pub use address::{ScannerUrl, ScannerUrlError};
pub use line::ScannerError;
pub use repeat::SAME_WITHIN;
pub use scan::Scan;

use crate::part::{Keeping, PartState, Stop, keep};
use frame::Framer;
use line::Line;
use repeat::Repeats;

/// The longest wait for a byte, and so for the end of the thread.
const WAIT: Duration = Duration::from_millis(250);

/// What was scanned, in order. For one listener.
pub type Scans = mpsc::UnboundedReceiver<Scan>;

/// A scanner that is read for as long as this is held.
#[derive(Debug)]
pub struct Scanner {
    keeping: Keeping,
}

impl Scanner {
    /// Starts to read the scanner, whether it is there or not; it is opened whenever it comes.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(url: ScannerUrl) -> io::Result<(Self, Scans)> {
        let (scans, listener) = mpsc::unbounded_channel();
        let started = Instant::now();
        // Kept over an unplugging: a code under the scanner is not new because the plug was loose.
        let mut repeats = Repeats::default();
        let keeping = keep(
            "scanner",
            move || Line::open(&url),
            move |line, stop| read(line, stop, started, &mut repeats, &scans),
        )?;
        Ok((Self { keeping }, listener))
    }

    /// How it is, and every change of it.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<PartState> {
        self.keeping.state()
    }

    /// Ends the thread and waits for it: a quarter of a second, or a pause between attempts.
    pub fn stop(mut self) {
        self.keeping.stop();
    }
}

fn read(
    line: &mut Line,
    stop: &Stop,
    started: Instant,
    repeats: &mut Repeats,
    scans: &mpsc::UnboundedSender<Scan>,
) -> Result<(), ScannerError> {
    let mut framer = Framer::default();
    let mut buffer = [0; 256];
    while !stop.is_set() {
        let wait = framer.wait(started.elapsed()).map_or(WAIT, |wait| wait.min(WAIT));
        let read = line.read(&mut buffer, wait)?;
        let at = started.elapsed();
        let mut see = |frame: String| {
            if let Some(scan) = Scan::of(&frame)
                && !repeats.is_repeat(&frame, at)
            {
                // Nobody listening is no reason to stop.
                let _ = scans.send(scan);
            }
        };
        if read == 0 {
            framer.quiet(at).into_iter().for_each(&mut see);
        }
        for byte in &buffer[..read] {
            framer.push(*byte, at).into_iter().for_each(&mut see);
        }
        buffer.fill(0);
    }
    Ok(())
}
