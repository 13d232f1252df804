//! The big button: one press, one ticket, however long it is held and however often it is struck.

use super::stand::{Plan, Stand};
use super::words;
use std::path::Path;
use turno_devices::gpio::{FakeBoard, LOCK_OUT};
use turno_domain::ticket::PaperState;

const TABLES: &str = r#"
[kiosk]
default_service = "informazioni"
button = "fake://{folder}/board"
light = "fake://{folder}/board"
buzzer = "fake://{folder}/board"
"#;

async fn stand_with_button() -> (Stand, FakeBoard) {
    let (ready, plugged) = tokio::sync::oneshot::channel();
    let plug = move |folder: &Path| drop(ready.send(FakeBoard::plug_in(&folder.join("board")).unwrap()));
    let stand = Stand::plan_with(Plan { tables: TABLES, ..Plan::default() }, plug).await;
    let mut board = plugged.await.unwrap();
    board.wired(3).await;
    (stand, board)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_is_held_down_gives_one_ticket() {
    let (mut stand, board) = stand_with_button().await;
    stand.settle().await;
    board.press().unwrap();
    stand.sees(words::PRINTED).await;
    let ticket = stand.tickets().await.pop().unwrap();
    stand.until_paper(&ticket, PaperState::Proven).await;
    stand.wait(90).await;
    stand.kiosk.screen.sees(words::SERVICE).await.unwrap();
    assert_eq!(stand.tickets().await.len(), 1, "it was held, not pressed again");

    board.release().unwrap();
    stand.next_citizen_is_served().await;
    stand.goes_away().await;
    stand.settle().await;
    // The line's lock-out after it was let go runs by the machine's own watch.
    tokio::time::sleep(LOCK_OUT).await;
    board.press().unwrap();
    stand.sees(words::PRINTED).await;
    assert_eq!(stand.tickets().await.len(), 3);
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_is_struck_again_and_again_while_its_ticket_prints_gives_that_one() {
    let (mut stand, board) = stand_with_button().await;
    stand.settle().await;
    stand.printer.order("cover open").await.unwrap();
    stand.until_printer_is("cover-open").await;
    for _ in 0..30 {
        board.press().unwrap();
        board.release().unwrap();
    }
    stand.kiosk.screen.sees(words::TAKEN).await.unwrap();
    for _ in 0..30 {
        board.press().unwrap();
        board.release().unwrap();
    }
    stand.site.clock().unwrap().idle().await.unwrap();
    assert_eq!(stand.tickets().await.len(), 1);
    stand.printer.order("cover closed").await.unwrap();
    stand.sees(words::PRINTED).await;
    stand.nothing_is_lost_or_doubled().await;
}
