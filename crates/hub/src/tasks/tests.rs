//! A hub on real files, whose readings fail, whose clock stands still and whose writer dies.

use super::*;
use crate::live::Following;
use crate::serve::{self, Listen, Opened, ServeError};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use turno_clock::{Clock, Hands};
use turno_domain::journal::{Actor, Event};
use turno_domain::site::Site;
use turno_domain::time::Timestamp;

const SITE: &str = "name = \"Prova\"\n[[services]]\nkey = \"a\"\nletter = \"A\"\nnames = \"A\"\n";

fn site() -> Site {
    crate::site_file::SiteFile::parse(SITE, None).unwrap().site
}

/// A hub whose journal has the first site and day, and `days` openings of a day after them.
async fn hub(folder: &Path, days: usize) -> (Opened, Hands) {
    let (clock, hands) = Clock::stepped(Timestamp::from_millis(1_795_248_000_000));
    let opened = serve::open(folder, clock).unwrap();
    let now = opened.hub.now();
    let written: Result<(), StoreError> = opened
        .hub
        .write_queue(move |tx| {
            let (site, nobody) = (site(), Actor::default());
            let day = site.service_day(now.wall);
            tx.initialise(site, None, day, now, &nobody)?;
            let opened = Event::DayOpened { day, used: Default::default(), closed: None };
            tx.append(vec![opened; days], now, &nobody).map(|_| ())
        })
        .await;
    written.unwrap();
    (opened, hands)
}

fn told(hub: &Hub) -> usize {
    match hub.inner().live.after(0) {
        Following::Events(events) => events.len(),
        Following::Nothing | Following::Older => 0,
    }
}

#[tokio::test]
async fn what_could_not_be_read_is_told_a_moment_later_though_nobody_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (Opened { hub, wakes, .. }, hands) = hub(folder.path(), 0).await;
    static FAILS: AtomicBool = AtomicBool::new(true);
    tokio::spawn(render(hub.clone(), wakes.queue, |hub| {
        if FAILS.load(Ordering::SeqCst) { Err(StoreError::TransactionLost) } else { advance(hub) }
    }));
    hands.idle().await;
    assert_eq!(told(&hub), 0);
    FAILS.store(false, Ordering::SeqCst);
    while told(&hub) == 0 {
        hands.step(READ_AGAIN);
        hands.idle().await;
        assert!(hands.now().monotonic_ms < 10_000, "it is not tried again");
    }
    assert_eq!(told(&hub), 2);
}

#[tokio::test]
async fn the_hub_does_not_go_on_without_an_event_that_cannot_be_rendered() {
    let folder = tempfile::tempdir().unwrap();
    let (Opened { hub, wakes, .. }, _) = hub(folder.path(), 0).await;
    render(hub, wakes.queue, |_| panic!("an event that nobody foresaw")).await;
}

#[tokio::test]
async fn a_long_backlog_is_rendered_a_batch_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let (Opened { hub, .. }, _) = hub(folder.path(), 1_500).await;
    assert!(advance(&hub).unwrap(), "there is more");
    assert_eq!(told(&hub), 1_000);
    assert!(!advance(&hub).unwrap());
    assert_eq!(told(&hub), 1_502);
}

#[tokio::test]
async fn the_hub_is_busy_from_the_answer_until_the_event_is_rendered() {
    let folder = tempfile::tempdir().unwrap();
    let (Opened { hub, wakes, .. }, hands) = hub(folder.path(), 0).await;
    // The answer is there, and nobody has looked at the wake yet.
    let mut idle = std::pin::pin!(hands.idle());
    let polled = std::future::poll_fn(|context| Poll::Ready(idle.as_mut().poll(context))).await;
    assert!(polled.is_pending(), "idle although two events are unrendered");
    tokio::spawn(render(hub.clone(), wakes.queue, advance));
    idle.await;
    assert_eq!(told(&hub), 2);
}

#[tokio::test]
async fn a_hub_whose_writer_is_gone_ends() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.toml");
    fs::write(&file, SITE).unwrap();
    let (clock, _) = Clock::stepped(Timestamp::from_millis(1_795_248_000_000));
    for casework in [false, true] {
        let opened = serve::open(&folder.path().join("data"), clock.clone()).unwrap();
        let hub = opened.hub.clone();
        let listen = Listen { api: "127.0.0.1:0".parse().unwrap(), public: "127.0.0.1:0".parse().unwrap() };
        let gone = move |_| {
            if casework { hub.casework().writer.close() } else { hub.queue().writer.close() }
        };
        let ran = serve::run(opened, &file, listen, gone, std::future::pending()).await;
        assert!(matches!(ran, Err(ServeError::PartEnded)), "{ran:?}");
    }
}

#[tokio::test]
async fn a_copy_of_the_casework_goes_after_a_week_of_a_clock_that_is_believed() {
    let folder = tempfile::tempdir().unwrap();
    let (Opened { hub, .. }, hands) = hub(folder.path(), 0).await;
    fs::create_dir(folder.path().join("backup")).unwrap();
    let copy = folder.path().join("backup/casework-v1.db");
    let made = u64::try_from(hub.now().wall.millis()).unwrap();
    let made = std::time::SystemTime::UNIX_EPOCH + Duration::from_millis(made);
    fs::File::create(&copy).unwrap().set_modified(made).unwrap();
    tokio::spawn(erase_copies(hub));
    // The task takes its first mark when it is first polled.
    tokio::task::yield_now().await;
    hands.idle().await;
    hands.set_trusted(false);
    for hours in [7 * 24, 1] {
        hands.step(Duration::from_secs(hours * 3_600));
        hands.idle().await;
        assert!(copy.exists(), "nobody vouches for the clock");
    }
    hands.set_trusted(true);
    hands.step(COPIES_EVERY);
    hands.idle().await;
    assert!(!copy.exists());
}
