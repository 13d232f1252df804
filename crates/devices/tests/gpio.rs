//! Button, light and buzzer on a board that the test plays.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use turno_devices::gpio::{Edge, FakeBoard, GpioUrl, KeptButton, KeptBuzzer, KeptLight, LightState};
use turno_devices::part::PartState;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn url(&self) -> GpioUrl {
        format!("fake://{}", self.socket().display()).parse().expect("an address")
    }

    fn socket(&self) -> std::path::PathBuf {
        self.folder.path().join("board.sock")
    }

    fn board(&self) -> FakeBoard {
        FakeBoard::plug_in(&self.socket()).expect("a board")
    }
}

async fn until(mut state: watch::Receiver<PartState>, wanted: PartState) {
    timeout(PATIENCE, state.wait_for(|state| *state == wanted)).await.expect("in time").expect("a part");
}

async fn levels(mut seen: watch::Receiver<Vec<bool>>, wanted: &[bool]) {
    timeout(PATIENCE, seen.wait_for(|seen| seen.starts_with(wanted)))
        .await
        .expect("in time")
        .expect("a board");
}

#[tokio::test]
async fn what_the_button_does_is_told_and_a_board_that_comes_back_heals() {
    let place = Place::new();
    let (button, mut edges) = KeptButton::start(place.url()).expect("a thread");
    until(button.state(), PartState::Absent).await;
    for _ in 0..2 {
        let mut board = place.board();
        board.wired(1).await;
        until(button.state(), PartState::Ready).await;
        board.press().expect("watched");
        board.release().expect("watched");
        assert_eq!(edges.recv().await, Some(Edge::Down));
        assert_eq!(edges.recv().await, Some(Edge::Up));
        drop(board);
        until(button.state(), PartState::Absent).await;
    }
    button.stop();
    assert_eq!(edges.recv().await, None, "its thread has ended");
}

#[tokio::test]
async fn the_light_shows_what_is_wished_and_goes_dark_at_the_end() {
    let place = Place::new();
    let board = place.board();
    let light = KeptLight::start(place.url()).expect("a thread");
    light.show(LightState::Ready);
    levels(board.light(), &[true]).await;
    light.show(LightState::Busy);
    // The beat goes on by itself.
    levels(board.light(), &[true, false, true]).await;
    light.stop();
    let mut seen = board.light();
    timeout(PATIENCE, seen.wait_for(|seen| seen.last() == Some(&false)))
        .await
        .expect("in time")
        .expect("a board");
}

#[tokio::test]
async fn the_light_of_a_board_that_comes_back_is_lit_again() {
    let place = Place::new();
    let board = place.board();
    let light = KeptLight::start(place.url()).expect("a thread");
    light.show(LightState::Ready);
    levels(board.light(), &[true]).await;
    drop(board);
    until(light.state(), PartState::Absent).await;
    let board = place.board();
    levels(board.light(), &[true]).await;
}

#[tokio::test]
async fn the_buzzer_sounds_once_for_each_time_and_not_for_what_is_past() {
    let place = Place::new();
    let buzzer = KeptBuzzer::start(place.url()).expect("a thread");
    buzzer.buzz();
    until(buzzer.state(), PartState::Absent).await;
    let mut board = place.board();
    board.wired(1).await;
    until(buzzer.state(), PartState::Ready).await;
    for times in 1..=2 {
        buzzer.buzz();
        levels(board.buzzer(), &[true, false].repeat(times)).await;
    }
    buzzer.stop();
    assert_eq!(*board.buzzer().borrow(), [true, false, true, false]);
}

#[tokio::test]
async fn lines_of_a_chip_that_is_not_there_are_absent_and_harm_nobody() {
    for url in ["gpiochip://turno-no-such-chip/3", "gpio://17"] {
        let url: GpioUrl = url.parse().expect("an address");
        let light = KeptLight::start(url.clone()).expect("a thread");
        light.show(LightState::Fault);
        let (button, mut edges) = KeptButton::start(url).expect("a thread");
        button.stop();
        assert_eq!(edges.recv().await, None);
        light.stop();
    }
}
