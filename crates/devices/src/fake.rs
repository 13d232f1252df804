//! A thermal printer that is none: it speaks the language of a real one over TCP or a pseudo-terminal, fails on request,
//! and draws what it prints.
//!
//! Knows no more of Turno than a printer would: it works off bytes. Measures and words of the strip come from
//! [`crate::paper`], so that a picture is as long as the paper would be.

mod machine;
mod order;
mod press;
mod serve;

use std::io;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

pub use crate::paper::Picture;
pub use order::{Order, OrderError};

use crate::paper::PaperWidth;
use crate::transport::PrinterUrl;

/// How the fake is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FakeLink {
    /// TCP on the loopback address; port 0 takes a free one.
    Tcp {
        /// The port.
        port: u16,
    },
    /// A pseudo-terminal, as a serial line.
    Pty {
        /// A symbolic link that always points to it, as udev's links do: after a replug the terminal has another number.
        link: Option<PathBuf>,
    },
}

/// What kind of printer to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FakeOptions {
    /// How it is reached.
    pub link: FakeLink,
    /// Its roll.
    pub width: PaperWidth,
    /// Number by which it knows Windows-1252.
    pub code_page: u8,
    /// Folder for the pictures, `0001.png` and on; `None` draws into memory only.
    pub pictures: Option<PathBuf>,
    /// How fast its paper moves, in millimetres a second; `None`: it takes no time.
    pub speed: Option<u32>,
}

impl Default for FakeOptions {
    fn default() -> Self {
        Self {
            link: FakeLink::Tcp { port: 0 },
            width: PaperWidth::Mm80,
            code_page: 16,
            pictures: None,
            speed: None,
        }
    }
}

/// One strip that was cut off.
#[derive(Debug, Clone)]
pub struct FakeTicket {
    /// How it looks, margins of the paper included.
    pub picture: Picture,
    /// Its lines of text, from top to bottom.
    pub lines: Vec<String>,
    /// What its QR codes say.
    pub codes: Vec<String>,
    /// Bytes that no command begins with, or commands that this printer does not have.
    pub not_understood: Vec<Vec<u8>>,
    /// How many bytes were worked off for it, from the cut before to its own.
    pub bytes: usize,
    /// Where the picture was written.
    pub path: Option<PathBuf>,
    /// When the first byte for it arrived.
    pub began: Instant,
    /// When it was cut off.
    pub cut: Instant,
}

/// What a presenter did with the ticket at its mouth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presented {
    /// Let go of it, for a hand to take.
    Ejected,
    /// Drew it back in.
    Retracted,
}

impl Presented {
    /// One word for it: `ejected`, `retracted`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ejected => "ejected",
            Self::Retracted => "retracted",
        }
    }
}

/// A running fake printer; it goes away when dropped.
#[derive(Debug)]
pub struct FakePrinter {
    url: PrinterUrl,
    orders: Sender<(Order, Sender<()>)>,
    bell: UnixStream,
    tickets: Option<Receiver<FakeTicket>>,
    presented: Option<Receiver<Presented>>,
    thread: Option<JoinHandle<()>>,
}

impl FakePrinter {
    /// Starts one on its own thread.
    ///
    /// # Errors
    /// When the port is taken, the pseudo-terminal or the folder cannot be made.
    pub fn start(options: &FakeOptions) -> io::Result<Self> {
        let (orders, given) = channel();
        let (drawn, tickets) = channel();
        let (presenter, presented) = channel();
        let (bell, ear) = UnixStream::pair()?;
        ear.set_nonblocking(true)?;
        let server = serve::Server::new(options, given, ear, drawn, presenter)?;
        let url = server.url();
        let thread = thread::Builder::new().name("fake-printer".to_owned()).spawn(move || server.run())?;
        Ok(Self {
            url,
            orders,
            bell,
            tickets: Some(tickets),
            presented: Some(presented),
            thread: Some(thread),
        })
    }

    /// Where a program finds it.
    #[must_use]
    pub fn url(&self) -> &PrinterUrl {
        &self.url
    }

    /// Gives an order and waits until it is carried out.
    pub fn order(&self, order: Order) {
        let (done, carried_out) = channel();
        if self.orders.send((order, done)).is_ok() && ring(&self.bell).is_ok() {
            // An error means that the printer has ended, and with it every order.
            let _ = carried_out.recv();
        }
    }

    /// The next strip that is cut off; `None` when none came within the time.
    #[must_use]
    pub fn next_ticket(&self, within: Duration) -> Option<FakeTicket> {
        self.tickets.as_ref()?.recv_timeout(within).ok()
    }

    /// What the presenter does next; `None` when nothing came within the time.
    #[must_use]
    pub fn next_presented(&self, within: Duration) -> Option<Presented> {
        self.presented.as_ref()?.recv_timeout(within).ok()
    }

    /// What the presenter does, as [`Self::take_tickets`].
    #[must_use]
    pub fn take_presented(&mut self) -> Option<Receiver<Presented>> {
        self.presented.take()
    }

    /// The strips as they are cut off, for a listener on a thread of its own; [`Self::next_ticket`] has none from here on.
    #[must_use]
    pub fn take_tickets(&mut self) -> Option<Receiver<FakeTicket>> {
        self.tickets.take()
    }
}

impl Drop for FakePrinter {
    fn drop(&mut self) {
        self.order(Order::Quit);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn ring(mut bell: &UnixStream) -> io::Result<()> {
    io::Write::write_all(&mut bell, &[1])
}
