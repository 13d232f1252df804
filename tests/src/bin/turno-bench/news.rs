//! From a fact at the entrance to whoever has to know it: how the printer is, and that somebody needs help.

use crate::desks::{Desks, Heard};
use crate::entrance::{Entrance, NOT_PRINTED, Times};
use crate::house;
use crate::report::{Aim, Section, millis};
use crate::wire::{Wire, get, trusting};
use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use turno_devices::fake::Order;
use turno_protocol::part::PrinterCondition;
use turno_protocol::session::DeviceRole;
use turno_tests::Site;

const DESKS: usize = 8;
const TURNS: u32 = 20;
/// How often the kiosk looks at its printer; each turn begins a little later after the last look than the one before.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Between two questions for the metrics; no time taken from them is finer than this.
const ASK_EVERY: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(30);
const AIM_STATE_MS: f64 = 5_000.0;
const AIM_HELP_MS: f64 = 1_000.0;

pub async fn measure(folder: &Path) -> Result<Section> {
    let mut entrance = Entrance::start(&folder.join("news"), None).await?;
    let mut desks = Desks::open(&entrance.site, DESKS, "1").await?;
    let mut metrics = Metrics::open(&entrance.site).await?;
    let mut section = Section::new(
        "From the entrance to whoever has to know",
        "The kiosk as it is shipped on an X server without a monitor, 8 desks that follow the events, each over a connection of its own, \
         and a monitoring system that asks for `/metrics` every 5 ms. What happens to the printer and is undone again happens each time a \
         little later after the kiosk's last look at it, which it looks at once a second; a finger of that X server's touches «Ho bisogno \
         di aiuto». An event is told once it stands in the journal, on disk.",
        &["what", "times", "p50", "longest"],
    );
    debug_assert_eq!((DESKS, ASK_EVERY, LOOK_EVERY.as_secs()), (8, Duration::from_millis(5), 1));
    for fact in &FACTS {
        let states = states(&entrance, &mut desks, &mut metrics, fact).await?;
        let said = fact.said;
        tell(
            &mut section,
            &format!("{said}, to the event at the last of 8 desks"),
            &states.desks,
            AIM_STATE_MS,
        );
        tell(&mut section, &format!("{said}, to `/metrics`"), &states.metrics, AIM_STATE_MS);
    }
    let help = help(&mut entrance, &mut desks).await?;
    tell(
        &mut section,
        "a touch on «Ho bisogno di aiuto», to the event at the last of 8 desks",
        &help,
        AIM_HELP_MS,
    );
    entrance.kiosk.stop().await?;
    Ok(section)
}

fn tell(section: &mut Section, what: &str, times: &Times, aim: f64) {
    section.row([what.to_owned(), TURNS.to_string(), millis(times.all.p50()), millis(times.longest)]);
    let longest = times.longest.as_secs_f64() * 1_000.0;
    section.aim(Aim::at_most(format!("{what}: at the longest {longest:.0} ms"), longest, aim));
}

/// Something that happens to the printer and is undone, and how the printer is known to be meanwhile.
struct Fact {
    said: &'static str,
    happens: Order,
    meanwhile: PrinterCondition,
    undone: Order,
}

const FACTS: [Fact; 3] = [
    Fact {
        said: "the cover opened or closed",
        happens: Order::CoverOpen,
        meanwhile: PrinterCondition::CoverOpen,
        undone: Order::CoverClosed,
    },
    Fact {
        said: "the plug pulled or put back",
        happens: Order::Unplug,
        meanwhile: PrinterCondition::Offline,
        undone: Order::Plug,
    },
    Fact {
        said: "the printer falls silent or speaks again",
        happens: Order::Stall,
        meanwhile: PrinterCondition::Unknown,
        undone: Order::Resume,
    },
];

/// How long it took from a fact to each that has to know.
struct States {
    desks: Times,
    metrics: Times,
}

async fn states(
    entrance: &Entrance,
    desks: &mut Desks,
    metrics: &mut Metrics,
    fact: &Fact,
) -> Result<States> {
    let mut states = States { desks: Times::new()?, metrics: Times::new()? };
    for turn in 0..TURNS {
        let (order, state) = match turn % 2 {
            0 => (fact.happens, fact.meanwhile),
            _ => (fact.undone, PrinterCondition::Ready),
        };
        tokio::time::sleep(LOOK_EVERY * turn / TURNS).await;
        let began = Instant::now();
        entrance.printer.order(order);
        let heard = Heard::Printer(state.word().to_owned());
        let (desks, metrics) = tokio::join!(desks.last(&heard), metrics.tell(state.word()));
        states.desks.take(desks?.duration_since(began))?;
        states.metrics.take(metrics?.duration_since(began))?;
    }
    Ok(states)
}

async fn help(entrance: &mut Entrance, desks: &mut Desks) -> Result<Times> {
    let mut times = Times::new()?;
    for _ in 0..TURNS {
        // Whoever calls again within a minute is shown what is known of the call before.
        entrance.welcome(NOT_PRINTED).await?;
        entrance.display.rests().await?;
        let touched = Instant::now();
        entrance.display.touch(Entrance::HELP)?;
        let heard = desks.last(&Heard::Help).await.context("no touch calls for help")?;
        times.take(heard.duration_since(touched))?;
    }
    Ok(times)
}

/// A monitoring system that asks all the time.
struct Metrics {
    wire: Wire,
    request: Vec<u8>,
}

impl Metrics {
    async fn open(site: &Site) -> Result<Self> {
        let enrolment = house::enrolment(site, DeviceRole::Desk, "monitoring").await?;
        let (ip, port) = site.api();
        let wire =
            Wire::connect(SocketAddr::new(ip.into(), port), &trusting(&enrolment.certificate)?).await?;
        Ok(Self { wire, request: get("/metrics", &enrolment.token) })
    }

    /// When they tell that the kiosk's printer is so.
    async fn tell(&mut self, state: &str) -> Result<Instant> {
        let line = format!("turno_device_part{{device=\"kiosk\",part=\"printer\",state=\"{state}\"}} 1");
        let began = Instant::now();
        loop {
            let reply = self.wire.ask(&self.request).await?;
            if std::str::from_utf8(reply.body)?.lines().any(|told| told == line) {
                return Ok(Instant::now());
            }
            anyhow::ensure!(began.elapsed() < PATIENCE, "the metrics never tell {line}");
            tokio::time::sleep(ASK_EVERY).await;
        }
    }
}
