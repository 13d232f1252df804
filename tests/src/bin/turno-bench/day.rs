//! A day of citizens at one kiosk, by the site's clock, and what it leaves in memory.

use crate::entrance::{Entrance, PRINTED};
use crate::report::{Aim, Section};
use crate::screens::resident_kib;
use anyhow::Result;
use std::path::Path;

/// One citizen in so many seconds.
const EVERY_S: u64 = 180;
const DAY_S: u64 = 24 * 60 * 60;
/// So many citizens before the memory is looked at for the first time.
const WARM_UP: u64 = 60;
const AIM_PER_CENT: f64 = 5.0;

pub async fn measure(folder: &Path) -> Result<Section> {
    let mut entrance = Entrance::start(&folder.join("day"), None).await?;
    let mut at_first = 0;
    let citizens = DAY_S / EVERY_S;
    for citizen in 0..WARM_UP + citizens {
        if citizen == WARM_UP {
            at_first = resident_kib(entrance.kiosk.pid())?;
        }
        entrance.passes(EVERY_S - PRINTED, 5).await?;
        entrance.welcome(PRINTED).await?;
        entrance.takes_a_ticket().await?;
    }
    let at_last = resident_kib(entrance.kiosk.pid())?;
    entrance.kiosk.stop().await?;
    let mut section = Section::new(
        "A day at the kiosk",
        "24 hours by the site's clock, over the change of the service day; every three minutes somebody takes a \
         ticket. The kiosk's resident memory after 60 citizens more, and at the end.",
        &["citizens", "at first", "at the end", "growth"],
    );
    let mib = |kib: u64| format!("{:.1} MiB", kib as f64 / 1_024.0);
    let growth = (at_last as f64 / at_first.max(1) as f64 - 1.0) * 100.0;
    section.row([citizens.to_string(), mib(at_first), mib(at_last), format!("{growth:.1} %")]);
    section.aim(Aim::at_most(format!("growth in a day: {growth:.1} %"), growth, AIM_PER_CENT));
    Ok(section)
}
