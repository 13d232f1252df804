//! From a call to the event in the hands of everybody who listens.

use crate::house::House;
use crate::load::{Latencies, What, send};
use crate::report::{Section, millis};
use crate::wire::Wire;
use anyhow::{Context, Result};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

const SUBSCRIBERS: usize = 200;
const CALLS: usize = 200;
/// A call now and then, as at a desk, and not a load.
const BETWEEN: Duration = Duration::from_millis(40);

pub async fn measure(folder: &Path) -> Result<Section> {
    let house = House::new(&folder.join("subscribers"), 1).await?;
    send(&house, What::Issue, 8, CALLS + 1).await?;
    let (heard, mut hearing) = mpsc::unbounded_channel();
    for _ in 0..SUBSCRIBERS {
        let mut wire = house.connect().await?;
        wire.send(&house.listen()).await?;
        tokio::spawn(subscribe(wire, heard.clone()));
    }
    let (mut caller, mut call) = (house.connect().await?, house.call_next(0));
    // Once everybody has heard of a first call, everybody listens.
    loop {
        caller.ask(call.next()).await?;
        let patience = tokio::time::timeout(Duration::from_secs(2), gather(&mut hearing)).await;
        if patience.is_ok() {
            break;
        }
    }
    let (mut answers, mut events, mut last) = (Latencies::new()?, Latencies::new()?, Latencies::new()?);
    for _ in 0..CALLS - 1 {
        tokio::time::sleep(BETWEEN).await;
        let sent = Instant::now();
        caller.ask(call.next()).await?;
        answers.take(sent.elapsed())?;
        let arrivals = gather(&mut hearing).await?;
        for arrival in &arrivals {
            events.take(arrival.duration_since(sent))?;
        }
        let slowest = arrivals.into_iter().max().context("nobody listens")?;
        last.take(slowest.duration_since(sent))?;
    }
    let mut section = Section::new(
        "From a call to everybody who listens",
        "Times from sending the call over HTTPS, its way to the disk included; 200 listeners, each on a connection of its own, read by \
         one thread of the measuring program.",
        &["what", "p50", "p99"],
    );
    for (what, times) in [
        ("the answer to whoever called (yardstick)", &answers),
        ("the event, each of 200 listeners", &events),
        ("the event, the last of 200 listeners", &last),
    ] {
        section.row([what.into(), millis(times.p50()), millis(times.p99())]);
    }
    Ok(section)
}

async fn subscribe(mut wire: Wire, heard: mpsc::UnboundedSender<Instant>) -> Result<()> {
    loop {
        let calls = wire.more(b"event: ticket-called").await?;
        let now = Instant::now();
        for _ in 0..calls {
            heard.send(now)?;
        }
    }
}

async fn gather(hearing: &mut mpsc::UnboundedReceiver<Instant>) -> Result<Vec<Instant>> {
    let mut arrivals = Vec::with_capacity(SUBSCRIBERS);
    while arrivals.len() < SUBSCRIBERS {
        arrivals.push(hearing.recv().await.context("nobody listens")?);
    }
    Ok(arrivals)
}
