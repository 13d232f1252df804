//! The real day of the Warsaw office, lived again at a real hub: rebuilt from the record, played through the hub's public face on a
//! clock that is stepped from event to event, with the live stream written down beside it.

use crate::site::{Enrolled, Site, SiteOptions};
use anyhow::{Context, Result, bail};
use chrono::TimeZone;
use std::fs::{File, read_to_string};
use std::path::Path;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use turno_client::{Live, LiveUpdate, follow};
use turno_clock::Timestamp;
use turno_protocol::event::{EventData, Position};
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::session::DeviceRole;
use turno_protocol::statistics::Statistics;
use turno_simulator::at_hub::{AtHub, Seat};
use turno_simulator::replay::{Replayed, replay};
use turno_simulator::warsaw::{Counted, ReplayEvent, SiteKeys, read, rebuild};

/// Every operator's PIN.
const PIN: &str = "402917";

/// What came of a day.
#[derive(Debug)]
pub struct Day {
    /// What was rebuilt from the record.
    pub counted: Counted,
    /// The replay's own books.
    pub done: Replayed,
    /// How often an operator signed in.
    pub signed_in: usize,
    /// The service day.
    pub service_day: String,
    /// The hub's queue after the last event.
    pub queue: QueueSnapshot,
    /// The hub's figures per service.
    pub statistics: Statistics,
    /// The same as the command prints them.
    pub table: String,
    /// The live stream from the first event to the last.
    pub events: Vec<LiveEvent>,
    /// Whether the stream was ever cut, or had to begin anew.
    pub stream_broke: bool,
}

/// One event of the live stream.
#[derive(Clone, Debug)]
pub struct LiveEvent {
    /// Its kind.
    pub kind: String,
    /// What it carries.
    pub data: EventData,
    /// Its place in the journal.
    pub position: Position,
}

/// Lives the day of `record` again at a site of `site_file`.
///
/// # Errors
/// A record or site file that cannot be read, a hub that does not come up, whatever it refuses or contradicts.
pub async fn live_again(site_file: &Path, record: &Path) -> Result<Day> {
    let moments = read(File::open(record).with_context(|| record.display().to_string())?)?;
    let (events, counted) = rebuild(&moments);
    let settings: turno_domain::site::Site = toml::from_str(&read_to_string(site_file)?)?;
    let first = events.first().context("a record of nothing")?;
    let opens = settings.timezone.from_local_datetime(&first.at).earliest().context("no such time")?;
    let a_minute_before = Timestamp::from_millis(opens.timestamp_millis() - 60_000);
    let service_day = settings.service_day(a_minute_before).to_string();

    let mut site = Site::start(SiteOptions::new(site_file, a_minute_before)).await?;
    let kiosk = site.enrol(DeviceRole::Kiosk, "kiosk").await?;
    let board = site.enrol(DeviceRole::Desk, "listener").await?;
    let mut seats = Vec::new();
    for counter in &settings.counters {
        seats.push((counter.key.to_string(), seat(&site, counter.key.as_str()).await?));
    }
    let (listening, all_heard) = listen(&board).await?;
    let mut at_hub = AtHub::new(site.clock()?, kiosk.hub.clone(), seats);
    let done = play(&events, settings.timezone, &mut at_hub).await?;
    let signed_in = at_hub.signed_in();

    let queue = board.hub.queue().await?;
    let last = queue.position.parse().map_err(|_| anyhow::anyhow!("no position: {}", queue.position))?;
    let _ = all_heard.send(last);
    let (events, stream_broke) = listening.await??;

    let (json, table) =
        (figures(&site, &service_day, "json").await?, figures(&site, &service_day, "table").await?);
    let statistics = serde_json::from_str(&json)?;
    site.stop_hub().await?;
    Ok(Day { counted, done, signed_in, service_day, queue, statistics, table, events, stream_broke })
}

async fn seat(site: &Site, counter: &str) -> Result<Seat> {
    let operator = format!("operator-{counter}");
    site.add_operator(&operator, PIN, &[]).await?;
    let desk = site.enrol(DeviceRole::Desk, &format!("desk-{counter}")).await?.hub;
    Ok(Seat { desk, operator, pin: PIN.to_owned() })
}

async fn play(events: &[ReplayEvent], timezone: chrono_tz::Tz, desk: &mut AtHub<'_>) -> Result<Replayed> {
    Ok(replay(events, timezone, &SiteKeys, desk).await?)
}

async fn figures(site: &Site, day: &str, format: &str) -> Result<String> {
    let period = ["statistics", "--from", day, "--to", day, "--by", "service", "--format", format];
    site.admin(&period).await?.done()
}

type Heard = Result<(Vec<LiveEvent>, bool)>;

/// Writes the live stream down from now until the position that the sender will name.
async fn listen(board: &Enrolled) -> Result<(JoinHandle<Heard>, oneshot::Sender<Position>)> {
    let mut live = follow(&board.hub);
    match live.next().await {
        Some(LiveUpdate::Snapshot(_)) => {}
        other => bail!("the stream began with {other:?}"),
    }
    let (last, named) = oneshot::channel();
    Ok((tokio::spawn(write_down(live, named)), last))
}

async fn write_down(mut live: Live<LiveUpdate>, mut named: oneshot::Receiver<Position>) -> Heard {
    let (mut events, mut broke, mut last) = (Vec::<LiveEvent>::new(), false, None);
    loop {
        if let (Some(last), Some(heard)) = (&last, events.last())
            && heard.position == *last
        {
            return Ok((events, broke));
        }
        tokio::select! {
            position = &mut named, if last.is_none() => last = Some(position.context("the replay broke off")?),
            update = live.next() => match update.context("the stream ended")? {
                LiveUpdate::Event { kind, data, position } => events.push(LiveEvent { kind, data, position }),
                LiveUpdate::Unauthorised(problem) => bail!("the stream was refused: {}", problem.title),
                LiveUpdate::Away | LiveUpdate::Back | LiveUpdate::Snapshot(_) => broke = true,
            },
        }
    }
}
