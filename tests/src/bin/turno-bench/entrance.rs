//! A kiosk as it is shipped, on a display without a monitor, with a printer that moves its paper as fast as a real one. The site's
//! clock is the bench's, so that no screen has to be waited for; whatever is measured is real time.

use crate::display::Display;
use crate::load::Latencies;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::timeout;
use turno_client::{LiveUpdate, follow};
use turno_clock::Timestamp;
use turno_devices::fake::{FakeOptions, FakePrinter, FakeTicket, Order};
use turno_domain::ids::TicketId;
use turno_domain::ticket::PaperState;
use turno_protocol::session::DeviceRole;
use turno_tests::{Process, Site, SiteOptions};

/// One service without questions: a touch gives the ticket.
const SITE: &str = "name = \"Bench\"\ntimezone = \"Europe/Rome\"\n\n[[services]]\nkey = \"a\"\nletter = \"A\"\n\
                    names = \"Informazioni\"\n\n[[counters]]\nkey = \"1\"\nlabel = \"Sportello 1\"\n";
/// 2026-01-12T09:00Z, a Monday.
const MONDAY: Timestamp = Timestamp::from_millis(1_768_208_400_000);
pub const SCREEN: (u16, u16) = (1_280, 800);
/// Millimetres a second, as a desk printer moves.
pub const SPEED: u32 = 200;
/// Where a finger may find the first card, the likeliest place first, in hundredths of the screen.
const PLACES: [(i16, i16); 6] = [(25, 40), (25, 30), (25, 50), (50, 40), (50, 50), (50, 60)];
/// A little longer than the kiosk takes no touch for a screen that nobody can have seen.
const SETTLED: Duration = Duration::from_millis(500);
/// Longer than the screen of a ticket stays that was printed, in seconds of the site's clock, and of one that was not: the paper is
/// waited for, and then the number is to be remembered for two minutes.
pub const PRINTED: u64 = 50;
pub const NOT_PRINTED: u64 = 160;
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Entrance {
    pub site: Site,
    pub display: Display,
    pub kiosk: Process,
    pub printer: FakePrinter,
    printed: mpsc::UnboundedReceiver<FakeTicket>,
    proven: mpsc::UnboundedReceiver<(TicketId, Instant)>,
    card: (i16, i16),
}

/// A ticket's way.
pub struct Way {
    pub first_byte: Duration,
    pub proven: Duration,
}

impl Entrance {
    /// Where «Ho bisogno di aiuto» stands, at the end of the bar below every screen.
    pub const HELP: (i16, i16) = (SCREEN.0 as i16 / 100 * 88, SCREEN.1 as i16 / 100 * 93);

    /// A fresh one in `folder`, whose printer moves its paper at `speed` millimetres a second, or in no time.
    pub async fn start(folder: &Path, speed: Option<u32>) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let file = folder.join("site.toml");
        fs::write(&file, SITE)?;
        let options = SiteOptions {
            site: file,
            starts_at: Some(MONDAY),
            folder: Some(folder.to_owned()),
            log: "warn".to_owned(),
        };
        let site = Site::start(options).await?;
        let device = site.enrol(DeviceRole::Kiosk, "kiosk").await?;
        let mut printer = FakePrinter::start(&FakeOptions { speed, ..FakeOptions::default() })?;
        let (tell, printed) = mpsc::unbounded_channel();
        let tickets = printer.take_tickets().context("a printer without tickets")?;
        std::thread::spawn(move || tickets.iter().all(|ticket| tell.send(ticket).is_ok()));

        let display = Display::start(&folder.join("screen"), SCREEN).await?;
        let mut command = site.program_command("turno-kiosk", &["--windowed"])?;
        command.arg("--hub").arg(&device.file).arg("--printer").arg(printer.url().to_string());
        command.arg("--test-clock").arg(site.clock_socket());
        display.shows(&mut command, &folder.join("home"))?;
        let began = Instant::now();
        let mut kiosk = Process::start(command, "turno-kiosk", &site.logs())?;
        display.first_frame(&mut kiosk, began).await?;
        site.clock()?.connected("turno-kiosk", "kiosk").await?;

        let mut live = follow(&device.hub);
        let (tell, proven) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(update) = live.next().await {
                let LiveUpdate::Event { kind, data, .. } = update else { continue };
                let Some(ticket) = data.ticket.filter(|_| kind == "ticket-paper") else { continue };
                if ticket.paper == Some(PaperState::Proven) && tell.send((ticket.id, Instant::now())).is_err()
                {
                    return;
                }
            }
        });
        let mut entrance = Self { site, display, kiosk, printer, printed, proven, card: (0, 0) };
        entrance.find_card().await?;
        Ok(entrance)
    }

    /// Touches one place after another until a ticket comes out.
    async fn find_card(&mut self) -> Result<()> {
        for (across, down) in PLACES {
            self.welcome(PRINTED).await?;
            let (width, height) = SCREEN;
            self.card = (width as i16 / 100 * across, height as i16 / 100 * down);
            self.display.touch(self.card)?;
            if timeout(Duration::from_secs(3), self.printed.recv()).await.is_ok() {
                timeout(PATIENCE, self.proven.recv()).await?;
                return Ok(());
            }
        }
        bail!("no touch gives a ticket")
    }

    /// Lets so many seconds pass, after which the welcome stands there to be touched.
    pub async fn welcome(&self, after: u64) -> Result<()> {
        self.passes(after, 1).await?;
        Ok(self.site.clock()?.step(SETTLED).await?)
    }

    /// Lets seconds pass at the site, so many at a time; everybody has seen them pass before the next do.
    pub async fn passes(&self, seconds: u64, at_a_time: u64) -> Result<()> {
        for _ in 0..seconds / at_a_time {
            self.site.clock()?.step(Duration::from_secs(at_a_time)).await?;
            self.site.clock()?.idle().await?;
        }
        Ok(())
    }

    /// Touches the card, and waits for its ticket.
    pub async fn takes_a_ticket(&mut self) -> Result<Way> {
        let touched = Instant::now();
        self.display.touch(self.card)?;
        let ticket = timeout(PATIENCE, self.printed.recv()).await.context("no ticket came out")?;
        let (_, proven) = timeout(PATIENCE, self.proven.recv()).await?.context("no ticket is proven")?;
        let first = ticket.context("the printer is gone")?.began;
        Ok(Way { first_byte: first.duration_since(touched), proven: proven.duration_since(touched) })
    }

    /// Touches the card while the printer stalls, until the number's screen is there.
    pub async fn is_answered(&mut self, share: f64) -> Result<Duration> {
        let before = self.display.picture()?;
        let touched = Instant::now();
        self.display.touch(self.card)?;
        self.display.changes(&before, share, touched).await
    }

    /// The printer stalls, or goes on.
    pub fn stall(&self, stalls: bool) {
        self.printer.order(if stalls { Order::Stall } else { Order::Resume });
    }
}

/// The longest of some times, beside what [`Latencies`] tell.
pub struct Times {
    pub all: Latencies,
    pub longest: Duration,
}

impl Times {
    pub fn new() -> Result<Self> {
        Ok(Self { all: Latencies::new()?, longest: Duration::ZERO })
    }

    pub fn take(&mut self, time: Duration) -> Result<()> {
        self.longest = self.longest.max(time);
        self.all.take(time)
    }
}
