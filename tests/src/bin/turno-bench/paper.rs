//! From a touch to the paper, and whether the screen waits for it.

use crate::entrance::{Entrance, NOT_PRINTED, PRINTED, SPEED, Times};
use crate::report::{Aim, Section, millis};
use anyhow::Result;
use std::path::Path;
use std::time::{Duration, Instant};

const TICKETS: usize = 60;
/// How long the printer stalls.
const STALL: Duration = Duration::from_secs(60);
/// Less of the picture changes where a button only shows that it is pressed.
const ANOTHER_SCREEN: f64 = 0.05;
const AIM_ANSWERED_MS: f64 = 200.0;

pub async fn measure(folder: &Path) -> Result<Section> {
    let mut entrance = Entrance::start(&folder.join("paper"), Some(SPEED)).await?;
    let (mut first_byte, mut proven, mut answered) = (Times::new()?, Times::new()?, Times::new()?);
    for _ in 0..TICKETS {
        entrance.welcome(PRINTED).await?;
        entrance.display.rests().await?;
        let way = entrance.takes_a_ticket().await?;
        first_byte.take(way.first_byte)?;
        proven.take(way.proven)?;
    }
    entrance.welcome(PRINTED).await?;
    entrance.stall(true);
    let stalled = Instant::now();
    let mut touches = 0;
    while stalled.elapsed() < STALL {
        entrance.display.rests().await?;
        answered.take(entrance.is_answered(ANOTHER_SCREEN).await?)?;
        touches += 1;
        entrance.welcome(NOT_PRINTED).await?;
    }
    entrance.stall(false);
    entrance.kiosk.stop().await?;

    let mut section = Section::new(
        "From a touch to the paper",
        "The kiosk as it is shipped, drawn without a graphics card on an X server without a monitor (1280×800); a finger of that \
         server's; one service without questions; a printer that moves its paper 200 mm a second and proves each ticket. *Proven* is \
         when the hub has told it to whoever listens. *Answered* is when another screen stands there, seen from outside.",
        &["what", "times", "p50", "p99", "longest"],
    );
    debug_assert_eq!(SPEED, 200);
    for (what, times, count) in [
        ("touch to the first byte at the printer", &first_byte, TICKETS),
        ("touch to paper proven", &proven, TICKETS),
        ("touch to its answer while the printer stalls for a minute", &answered, touches),
    ] {
        let Times { all, longest } = times;
        section.row([what.into(), count.to_string(), millis(all.p50()), millis(all.p99()), millis(*longest)]);
    }
    let longest = answered.longest.as_secs_f64() * 1_000.0;
    let said = format!("the longest answer while the printer stalls: {longest:.0} ms");
    section.aim(Aim::at_most(said, longest, AIM_ANSWERED_MS));
    Ok(section)
}
