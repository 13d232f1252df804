//! Several programs on one clock, over a real unix socket.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::time::Duration;
use turno_clock::{Clock, DriverError, TestClockDriver, Timestamp};

const NINE: Timestamp = Timestamp::from_millis(1_763_712_000_000);
const MINUTE: Duration = Duration::from_secs(60);

fn socket() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clock.sock");
    (folder, path)
}

async fn start(path: &Path, program: &'static str, device: &'static str) -> Clock {
    let path = path.to_path_buf();
    tokio::task::spawn_blocking(move || Clock::connect_test(&path, program, device)).await.unwrap().unwrap()
}

#[tokio::test]
async fn every_program_shows_the_drivers_time_and_a_late_one_too() {
    let (_folder, path) = socket();
    let driver = TestClockDriver::listen(&path, NINE).unwrap();
    let hub = start(&path, "turno-hub", "Sportello PAC").await;
    driver.connected("turno-hub", "Sportello PAC").await.unwrap();
    assert_eq!(hub.now().wall, NINE);
    driver.step(MINUTE).await.unwrap();
    let desk = start(&path, "turno-desk", "desk 1").await;
    driver.connected("turno-desk", "desk 1").await.unwrap();
    assert_eq!((hub.now().wall, hub.now().monotonic_ms), (driver.now().await, 60_000));
    assert_eq!((desk.now().wall, desk.now().monotonic_ms), (driver.now().await, 0));
    let later = Timestamp::from_millis(NINE.millis() + 90_000);
    driver.set(later).await.unwrap();
    assert_eq!((hub.now().wall, desk.now().wall), (later, later));
    assert_eq!(driver.programs().len(), 2);
}

#[tokio::test]
async fn the_programs_are_idle_only_when_none_gave_another_something_to_do() {
    let (_folder, path) = socket();
    let driver = TestClockDriver::listen(&path, NINE).unwrap();
    let kiosk = start(&path, "turno-kiosk", "ingresso").await;
    let hub = start(&path, "turno-hub", "site").await;
    driver.connected("turno-kiosk", "ingresso").await.unwrap();
    driver.connected("turno-hub", "site").await.unwrap();

    // The kiosk wakes each minute and asks the hub, which answers after others had their turn: a chain through both programs.
    let (request, mut requests) = tokio::sync::mpsc::channel::<tokio::sync::oneshot::Sender<Timestamp>>(1);
    let hub_side = hub.clone();
    tokio::spawn(async move {
        while let Some(answer) = requests.recv().await {
            let _busy = hub_side.busy();
            tokio::task::yield_now().await;
            answer.send(hub_side.now().wall).unwrap();
        }
    });
    let (seen, mut seeing) = tokio::sync::watch::channel(0);
    let (kiosk_side, mut minutes) = (kiosk.clone(), kiosk.every(MINUTE));
    tokio::spawn(async move {
        loop {
            let _busy = minutes.next().await;
            let (answer, answered) = tokio::sync::oneshot::channel();
            request.send(answer).await.unwrap();
            assert_eq!(answered.await.unwrap(), kiosk_side.now().wall);
            seen.send_modify(|count| *count += 1);
        }
    });
    for minute in 1..=50 {
        driver.step(MINUTE).await.unwrap();
        driver.idle().await.unwrap();
        assert_eq!(*seeing.borrow_and_update(), minute);
    }
}

#[tokio::test]
async fn a_killed_program_is_forgotten_and_may_come_back() {
    let (_folder, path) = socket();
    let driver = TestClockDriver::listen(&path, NINE).unwrap();
    // A program that dies: its socket closes in the middle of everything.
    let mut dying = std::os::unix::net::UnixStream::connect(&path).unwrap();
    std::io::Write::write_all(&mut dying, b"{\"program\":\"turno-hub\",\"device\":\"site\"}\n").unwrap();
    let (mut read, mut write) = (std::io::BufReader::new(dying.try_clone().unwrap()), dying);
    let answer = tokio::task::spawn_blocking(move || {
        let mut order = String::new();
        std::io::BufRead::read_line(&mut read, &mut order).unwrap();
        std::io::Write::write_all(&mut write, b"{\"ok\": true, \"now\": 1763712000000}\n").unwrap();
        (order, write)
    });
    let (order, socket) = answer.await.unwrap();
    assert_eq!(order, "{\"set\":1763712000000}\n");
    driver.connected("turno-hub", "site").await.unwrap();
    drop(socket);
    driver.gone("turno-hub", "site").await.unwrap();
    driver.step(MINUTE).await.unwrap();
    driver.idle().await.unwrap();
    let back = start(&path, "turno-hub", "site").await;
    driver.connected("turno-hub", "site").await.unwrap();
    assert_eq!(back.now().wall, driver.now().await);
}

#[tokio::test]
async fn a_refusal_names_the_program_and_the_order() {
    let (_folder, path) = socket();
    let driver = TestClockDriver::listen(&path, NINE).unwrap();
    let stubborn = tokio::task::spawn_blocking({
        let path = path.clone();
        move || {
            use std::io::{BufRead, Write};
            let mut stream = std::os::unix::net::UnixStream::connect(&path).unwrap();
            stream.write_all(b"{\"program\":\"other\",\"device\":\"d\"}\n").unwrap();
            let mut lines = std::io::BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            lines.read_line(&mut line).unwrap();
            stream.write_all(b"{\"ok\":true,\"now\":1763712000000}\n").unwrap();
            lines.read_line(&mut line).unwrap();
            stream.write_all(b"{\"ok\":false,\"now\":0,\"error\":\"no time for this\"}\n").unwrap();
            lines.read_line(&mut line).unwrap();
        }
    });
    driver.connected("other", "d").await.unwrap();
    let refused = driver.step(MINUTE).await.unwrap_err();
    assert!(
        matches!(&refused, DriverError::Refused { reason, .. } if reason == "no time for this"),
        "{refused}"
    );
    assert_eq!(refused.to_string(), r#"other on "d" refused {"step_ms":60000}: no time for this"#);
    drop(driver);
    stubborn.await.unwrap();
}
