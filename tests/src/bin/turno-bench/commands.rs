//! Issuing and calling, durable when answered, by one client, 8 and 64.

use crate::house::{COUNTERS, House};
use crate::load::{Latencies, Load, What, send};
use crate::report::{Aim, Section, millis, rate};
use crate::yardsticks::Yardsticks;
use anyhow::{Context, Result};
use std::path::Path;
use std::process::{Child, Command};
use std::time::Instant;

/// One client takes turns with the yardsticks.
const ROUNDS: usize = 20;
const A_ROUND: usize = 150;
/// Clients, and how many commands they send between them.
const LOADS: [(usize, usize); 2] = [(8, 12_000), (64, 40_000)];
const KINDS: [(What, &str); 2] = [(What::Issue, "issue"), (What::CallNext, "call-next")];
/// Sent before anything is measured.
const WARM_UP: usize = 1_000;
const AIM_PER_SECOND: f64 = 5_000.0;
const AIM_SYNCS: f64 = 0.1;
const AIM_TIMES_RAW: f64 = 3.0;

pub async fn measure(folder: &Path) -> Result<Section> {
    let house = House::new(&folder.join("commands"), COUNTERS).await?;
    send(&house, What::Issue, 8, WARM_UP).await?;
    let mut section = Section::new(
        "Durable commands",
        "A command is answered once it is on disk. One client took turns with the yardsticks; it wakes four sleeping threads in a \
         row, and a processor of a virtual machine that has slept for some tenths of a millisecond takes long to wake: so it was \
         also measured while a thread of the lowest class kept the processors awake. *Syncs* counts COMMITs, and three for each \
         checkpoint.",
        &["what", "clients", "per second", "p50", "p99", "syncs a command"],
    );
    for (what, times) in OneClient::measure(&house, &folder.join("asleep")).await?.rows(&mut section, "") {
        let said = format!("{what}, one client: {times:.1} times the raw insert (p50)");
        section.aim(Aim::at_most(said, times, AIM_TIMES_RAW));
    }
    let awake = Awake::keep()?;
    let one = OneClient::measure(&house, &folder.join("awake")).await?;
    drop(awake);
    for (what, times) in one.rows(&mut section, "processors kept awake: ") {
        let said =
            format!("{what}, one client, processors kept awake: {times:.1} times the raw insert (p50)");
        section.aim(Aim::at_most(said, times, AIM_TIMES_RAW));
    }
    for (what, name) in KINDS {
        for (clients, commands) in LOADS {
            let load = send(&house, what, clients, commands).await?;
            row(&mut section, name, &load);
            if clients == COUNTERS {
                let per_second = format!("{name}, {clients} clients: {} a second", rate(load.per_second()));
                section.aim(Aim::at_least(per_second, load.per_second(), AIM_PER_SECOND));
                let syncs = load.syncs_per_command();
                let said = format!("{name}, {clients} clients: {syncs:.3} syncs a command");
                section.aim(Aim::at_most(said, syncs, AIM_SYNCS));
            }
        }
    }
    Ok(section)
}

/// One client, and what it took turns with.
struct OneClient {
    yardsticks: Yardsticks,
    answers: Latencies,
    loads: [Load; 2],
}

impl OneClient {
    async fn measure(house: &House, folder: &Path) -> Result<Self> {
        let mut yardsticks = Yardsticks::new(folder)?;
        let mut answers = Latencies::new()?;
        let (mut issued, mut called): (Option<Load>, Option<Load>) = (None, None);
        for _ in 0..ROUNDS {
            yardsticks.take(A_ROUND)?;
            take_answers(house, &mut answers).await?;
            join(&mut issued, send(house, What::Issue, 1, A_ROUND).await?)?;
            join(&mut called, send(house, What::CallNext, 1, A_ROUND).await?)?;
        }
        let no_round = "no round was measured";
        Ok(Self { yardsticks, answers, loads: [issued.context(no_round)?, called.context(no_round)?] })
    }

    /// Writes the rows, and says how many times the raw insert each kind of command takes.
    fn rows(&self, section: &mut Section, how: &str) -> [(&'static str, f64); 2] {
        for (what, times, syncs) in [
            ("4 KiB written and fdatasync (this disk)", &self.yardsticks.fdatasync, "1"),
            ("1 KiB row inserted by SQLite alone (WAL, FULL)", &self.yardsticks.insert, "1"),
            ("HTTPS request that is answered 404", &self.answers, "0"),
        ] {
            let (per_second, p50, p99) = (rate(1.0 / times.mean().as_secs_f64()), times.p50(), times.p99());
            let what = format!("{how}{what}");
            section.row([what, "–".into(), per_second, millis(p50), millis(p99), syncs.into()]);
        }
        let raw = self.yardsticks.insert.p50().as_secs_f64();
        [0, 1].map(|nth| {
            let (load, name) = (&self.loads[nth], KINDS[nth].1);
            row(section, &format!("{how}{name}"), load);
            (name, load.latencies.p50().as_secs_f64() / raw)
        })
    }
}

/// Threads that run whenever nobody else does, one for each processor; they end with this.
struct Awake(Vec<Child>);

impl Awake {
    fn keep() -> Result<Self> {
        let processors = std::thread::available_parallelism()?.get();
        let idle = || {
            let mut command = Command::new("chrt");
            command.args(["--idle", "0", "sh", "-c", "while :; do :; done"]);
            command.spawn().context("chrt (of util-linux) keeps the processors awake")
        };
        let mut awake = Self(Vec::new());
        for _ in 0..processors {
            awake.0.push(idle()?);
        }
        Ok(awake)
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The way to the hub and back, with nothing done there.
async fn take_answers(house: &House, answers: &mut Latencies) -> Result<()> {
    let (mut wire, request) = (house.connect().await?, house.nothing());
    for _ in 0..A_ROUND {
        let began = Instant::now();
        wire.ask(&request).await?;
        answers.take(began.elapsed())?;
    }
    Ok(())
}

fn join(all: &mut Option<Load>, load: Load) -> Result<()> {
    match all {
        Some(all) => all.absorb(&load),
        None => {
            *all = Some(load);
            Ok(())
        }
    }
}

fn row(section: &mut Section, name: &str, load: &Load) {
    section.row([
        name.into(),
        load.clients.to_string(),
        rate(load.per_second()),
        millis(load.latencies.p50()),
        millis(load.latencies.p99()),
        format!("{:.3}", load.syncs_per_command()),
    ]);
}
