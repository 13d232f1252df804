//! The fake printer's plug: TCP or a pseudo-terminal, one connection at a time, one thread.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use super::machine::{Cut, Machine, Reaction};
use super::order::Order;
use super::{FakeLink, FakeOptions, FakeTicket, Presented};
use crate::paper::DOTS_PER_MM;
use crate::transport::PrinterUrl;

/// One end of a line. The other end of a pseudo-terminal is kept open too, so that a program may come and go.
struct Line {
    near: File,
    _far: Option<OwnedFd>,
}

enum Plug {
    Tcp(TcpListener),
    Pty { link: Option<PathBuf> },
}

pub(super) struct Server {
    machine: Machine,
    plug: Plug,
    url: PrinterUrl,
    line: Option<Line>,
    orders: Receiver<(Order, Sender<()>)>,
    ear: UnixStream,
    drawn: Sender<FakeTicket>,
    presenter: Sender<Presented>,
    pictures: Option<PathBuf>,
    count: u32,
    /// Millimetres a second.
    speed: Option<u32>,
    /// When the paper that moves will have come to rest.
    at_rest: Option<Instant>,
    /// When it last came to rest.
    rested: Option<Instant>,
    /// When the first byte came for the strip that is being printed.
    began: Option<Instant>,
    plugged: bool,
    stalled: bool,
    quit: bool,
}

impl Server {
    pub(super) fn new(
        options: &FakeOptions,
        orders: Receiver<(Order, Sender<()>)>,
        ear: UnixStream,
        drawn: Sender<FakeTicket>,
        presenter: Sender<Presented>,
    ) -> io::Result<Self> {
        if let Some(folder) = &options.pictures {
            fs::create_dir_all(folder)?;
        }
        let (plug, url, line) = match &options.link {
            FakeLink::Tcp { port } => {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, *port))?;
                listener.set_nonblocking(true)?;
                let port = listener.local_addr()?.port();
                let url = PrinterUrl::Tcp { host: Ipv4Addr::LOCALHOST.to_string(), port };
                (Plug::Tcp(listener), url, None)
            }
            FakeLink::Pty { link } => {
                let (line, terminal) = open_terminal(link.as_deref())?;
                let path = link.clone().unwrap_or(terminal);
                (Plug::Pty { link: link.clone() }, PrinterUrl::Serial { path, baud: 115_200 }, Some(line))
            }
        };
        let speed = options.speed.filter(|speed| *speed > 0);
        Ok(Self {
            machine: Machine::new(options.width, options.code_page, speed.is_some())?,
            plug,
            url,
            line,
            orders,
            ear,
            drawn,
            presenter,
            pictures: options.pictures.clone(),
            count: 0,
            speed,
            at_rest: None,
            rested: None,
            began: None,
            plugged: true,
            stalled: false,
            quit: false,
        })
    }

    pub(super) fn url(&self) -> PrinterUrl {
        self.url.clone()
    }

    pub(super) fn run(mut self) {
        while !self.quit {
            if let Err(error) = self.turn() {
                tracing::warn!(%error, "the fake printer lost its line");
                self.hang_up();
            }
        }
    }

    /// Waits for anything and deals with it.
    fn turn(&mut self) -> io::Result<()> {
        let listens = self.line.is_some() && !self.stalled && !self.machine.full();
        let mut waited = vec![PollFd::new(&self.ear, PollFlags::IN)];
        match (&self.plug, &self.line) {
            (_, Some(line)) if listens => waited.push(PollFd::new(&line.near, PollFlags::IN)),
            (Plug::Tcp(listener), None) => waited.push(PollFd::new(listener, PollFlags::IN)),
            _ => {}
        }
        let moves = self.at_rest.filter(|_| !self.stalled);
        let left = moves.map(|at_rest| at_rest.saturating_duration_since(Instant::now()));
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        match poll(&mut waited, left.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        self.take_orders();
        if moves.is_some_and(|at_rest| at_rest <= Instant::now()) && !self.stalled {
            self.rested = self.at_rest.take();
            let reaction = self.machine.has_moved();
            self.react(reaction);
        }
        self.accept()?;
        if listens { self.listen() } else { Ok(()) }
    }

    fn take_orders(&mut self) {
        let mut rung = [0; 64];
        // The bell only wakes; what was ordered stands in the channel.
        let _ = self.ear.read(&mut rung);
        while let Ok((order, done)) = self.orders.try_recv() {
            self.obey(order);
            let _ = done.send(());
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Stall => self.stalled = true,
            Order::Resume => self.stalled = false,
            Order::Unplug => self.pull(),
            Order::Plug => self.plug_in(),
            Order::Quit => self.quit = true,
            _ => {}
        }
        let reaction = self.machine.order(order);
        self.react(reaction);
    }

    fn pull(&mut self) {
        self.plugged = false;
        // The link goes first, as udev's does: the terminal's number may at once be somebody else's.
        self.remove_link();
        self.line = None;
    }

    fn remove_link(&self) {
        if let Plug::Pty { link: Some(link) } = &self.plug {
            let _ = fs::remove_file(link);
        }
    }

    fn plug_in(&mut self) {
        if self.plugged {
            return;
        }
        self.plugged = true;
        if let Plug::Pty { link } = &self.plug {
            match open_terminal(link.as_deref()) {
                Ok((line, _)) => self.line = Some(line),
                Err(error) => tracing::warn!(%error, "no new terminal for the fake printer"),
            }
        }
    }

    /// The other side went away; a terminal stays for whoever comes next.
    fn hang_up(&mut self) {
        if matches!(self.plug, Plug::Tcp(_)) {
            self.line = None;
        }
    }

    fn accept(&mut self) -> io::Result<()> {
        let Plug::Tcp(listener) = &self.plug else { return Ok(()) };
        if self.line.is_some() {
            return Ok(());
        }
        match listener.accept() {
            Ok((stream, _)) if self.plugged => {
                stream.set_nonblocking(true)?;
                stream.set_nodelay(true)?;
                self.line = Some(Line { near: File::from(OwnedFd::from(stream)), _far: None });
                Ok(())
            }
            // A cut cable: whoever connects is hung up on.
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn listen(&mut self) -> io::Result<()> {
        if self.stalled {
            return Ok(());
        }
        let mut buffer = [0; 1_024];
        let Some(line) = &mut self.line else { return Ok(()) };
        match line.near.read(&mut buffer) {
            Ok(0) => self.hang_up(),
            Ok(read) => {
                let reaction = self.machine.receive(&buffer[..read]);
                self.react(reaction);
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn react(&mut self, reaction: Reaction) {
        if reaction.work_came {
            self.began.get_or_insert_with(Instant::now);
        }
        for cut in reaction.tickets {
            self.deliver(cut);
        }
        for presented in reaction.presented {
            // As with tickets, who is no longer interested does not stop the printer.
            let _ = self.presenter.send(presented);
        }
        if reaction.died {
            (self.at_rest, self.began) = (None, None);
            self.pull();
        }
        self.let_move(reaction.moves);
        if let Some(line) = &mut self.line
            && !reaction.says.is_empty()
            && let Err(error) = line.near.write_all(&reaction.says)
        {
            tracing::debug!(%error, "nobody hears the fake printer");
        }
    }

    /// The paper moves by so many dots, from where it stands or, if it hardly stood, from where it came to rest.
    fn let_move(&mut self, dots: u32) {
        const HARDLY: Duration = Duration::from_millis(5);
        let Some(speed) = self.speed.filter(|_| dots > 0) else { return };
        let now = Instant::now();
        let from = self.rested.filter(|rested| *rested + HARDLY > now).unwrap_or(now);
        self.at_rest = Some(from + Duration::from_secs_f64(f64::from(dots) / f64::from(DOTS_PER_MM * speed)));
    }

    fn deliver(&mut self, Cut { picture, lines, codes, not_understood, bytes }: Cut) {
        self.count += 1;
        let cut = Instant::now();
        let mut ticket = FakeTicket {
            picture,
            lines,
            codes,
            not_understood,
            bytes,
            path: None,
            began: self.began.take().unwrap_or(cut),
            cut,
        };
        if let Some(folder) = &self.pictures {
            let path = folder.join(format!("{:04}.png", self.count));
            match ticket.picture.save(&path) {
                Ok(()) => ticket.path = Some(path),
                Err(error) => tracing::error!(%error, path = %path.display(), "a ticket cannot be drawn"),
            }
        }
        // Who is no longer interested does not stop the printer.
        let _ = self.drawn.send(ticket);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.remove_link();
    }
}

/// A pseudo-terminal, raw from the start so that nothing is echoed, and the path of its far end.
fn open_terminal(link: Option<&Path>) -> io::Result<(Line, PathBuf)> {
    let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
    grantpt(&near)?;
    unlockpt(&near)?;
    let name = ptsname(&near, Vec::new())?;
    let far =
        rustix::fs::open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
    let mut settings = tcgetattr(&far)?;
    settings.make_raw();
    tcsetattr(&far, OptionalActions::Now, &settings)?;
    fcntl_setfl(&near, fcntl_getfl(&near)? | OFlags::NONBLOCK)?;
    let path = PathBuf::from(name.to_string_lossy().into_owned());
    if let Some(link) = link {
        match fs::remove_file(link) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => symlink(&path, link)?,
        }
    }
    Ok((Line { near: File::from(near), _far: Some(far) }, path))
}
