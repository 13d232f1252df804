//! Issuing and calling, durable when answered, by one client, 8 and 64.

use crate::house::{COUNTERS, House};
use crate::load::{Load, What, send};
use crate::report::{Aim, Section, millis, rate};
use crate::yardsticks::Yardsticks;
use anyhow::Result;
use std::path::Path;

/// Clients, and how many commands they send between them.
const LOADS: [(usize, usize); 3] = [(1, 3_000), (8, 12_000), (64, 40_000)];
/// Sent before anything is measured.
const WARM_UP: usize = 1_000;
const AIM_PER_SECOND: f64 = 5_000.0;
const AIM_SYNCS: f64 = 0.1;
const AIM_TIMES_RAW: f64 = 3.0;

pub async fn measure(folder: &Path) -> Result<Section> {
    let house = House::new(&folder.join("commands"), COUNTERS).await?;
    send(&house, What::Issue, 8, WARM_UP).await?;
    let yardsticks = Yardsticks::take(folder)?;
    let mut section = Section::new(
        "Durable commands",
        "A command is answered once it is on disk. *Syncs* counts COMMITs, and three for each checkpoint.",
        &["what", "clients", "per second", "p50", "p99", "syncs a command"],
    );
    for (what, times) in [
        ("4 KiB appended and fdatasync (this disk)", &yardsticks.fdatasync),
        ("1 KiB row inserted by SQLite alone (WAL, FULL)", &yardsticks.insert),
    ] {
        let per_second = rate(1.0 / times.p50().as_secs_f64());
        section.row([
            what.into(),
            "–".into(),
            per_second,
            millis(times.p50()),
            millis(times.p99()),
            "1".into(),
        ]);
    }
    let raw = yardsticks.insert.p50().as_secs_f64();
    for (what, name) in [(What::Issue, "issue"), (What::CallNext, "call-next")] {
        for (clients, commands) in LOADS {
            let load: Load = send(&house, what, clients, commands).await?;
            section.row([
                name.into(),
                load.clients.to_string(),
                load.rate(),
                millis(load.latencies.p50()),
                millis(load.latencies.p99()),
                format!("{:.3}", load.syncs_per_command()),
            ]);
            if clients == 1 {
                let times = load.latencies.p50().as_secs_f64() / raw;
                let said = format!("{name}, one client: {times:.1} times the raw insert");
                section.aim(Aim::at_most(said, times, AIM_TIMES_RAW));
            }
            if clients == 64 {
                let per_second = format!("{name}, 64 clients: {} a second", load.rate());
                section.aim(Aim::at_least(per_second, load.per_second(), AIM_PER_SECOND));
                let syncs = load.syncs_per_command();
                section.aim(Aim::at_most(
                    format!("{name}, 64 clients: {syncs:.3} syncs a command"),
                    syncs,
                    AIM_SYNCS,
                ));
            }
        }
    }
    Ok(section)
}
