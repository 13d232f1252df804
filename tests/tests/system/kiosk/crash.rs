//! A kiosk that dies in the middle: after the number, and after the first byte of its paper.

use super::stand::{Plan, Stand};
use super::words;
use std::time::Duration;
use turno_domain::ticket::PaperState::{Proven, Queued, Sent, Unknown};
use turno_domain::ticket::TicketState;

const WITH_A_QUESTION: &str = r#"
[[services]]
key = "spid"
letter = "S"
names = {it = "SPID e identità digitale", en = "Digital identity"}

[[services.intake]]
key = "prima"
kind = "yes-no"
question = {it = "È la prima volta che viene per questo?", en = "Is it your first time?"}
"#;
const ASKED: &str = "È la prima volta che viene per questo?";

/// An entrance whose kiosk was killed while somebody read a question, a number in hand and nothing on paper.
async fn killed_at_a_question() -> Stand {
    let mut stand = Stand::plan(Plan { tables: WITH_A_QUESTION, ..Plan::default() }).await;
    stand.touch("SPID e identità digitale").await;
    stand.sees(ASKED).await;
    stand.kiosk.kill(&stand.site).await.unwrap();
    let tickets = stand.tickets().await;
    assert_eq!((tickets.len(), tickets[0].paper), (1, None), "the number was given at the touch");
    stand
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_killed_at_a_question_prints_the_number_for_whoever_still_stands_there() {
    let mut stand = killed_at_a_question().await;
    let ticket = stand.tickets().await.remove(0);
    stand.kiosk.start_again(&stand.site).await.unwrap();
    stand.kiosk.screen.sees(words::SERVICE).await.unwrap();
    stand.until_paper(&ticket, Proven).await;
    assert_eq!((stand.copies(&ticket), stand.tickets().await.len()), (1, 1));
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_that_is_long_back_after_it_was_killed_at_a_question_gives_the_number_back() {
    let mut stand = killed_at_a_question().await;
    let ticket = stand.tickets().await.remove(0);
    stand.site.clock().unwrap().step(Duration::from_secs(10 * 60)).await.unwrap();
    stand.kiosk.start_again(&stand.site).await.unwrap();
    stand.kiosk.screen.sees(words::SERVICE).await.unwrap();
    stand.until_state(&ticket, TicketState::Cancelled).await;
    assert!(stand.printer.printed().is_empty(), "nobody is there to take it");
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_killed_between_the_number_and_the_first_byte_prints_it_when_it_is_back() {
    let mut stand = Stand::start().await;
    stand.printer.order("cover open").await.unwrap();
    stand.until_printer_is("cover-open").await;
    let ticket = stand.takes_a_number().await;
    stand.until_paper(&ticket, Queued).await;
    stand.kiosk.kill(&stand.site).await.unwrap();
    assert!(stand.printer.printed().is_empty());

    stand.kiosk.start_again(&stand.site).await.unwrap();
    stand.kiosk.screen.sees(words::SERVICE).await.unwrap();
    stand.printer.order("cover closed").await.unwrap();
    stand.until_paper(&ticket, Proven).await;
    assert_eq!((stand.copies(&ticket), stand.tickets().await.len()), (1, 1));
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_killed_after_the_first_byte_says_that_nobody_knows_and_does_not_send_it_again() {
    let mut stand = Stand::start().await;
    stand.printer.order("paper left 20").await.unwrap();
    let ticket = stand.takes_a_number().await;
    stand.until_paper(&ticket, Sent).await;
    stand.until_printer_is("paper-out").await;
    stand.kiosk.kill(&stand.site).await.unwrap();
    stand.kiosk.start_again(&stand.site).await.unwrap();
    stand.kiosk.screen.sees(words::SERVICE).await.unwrap();
    stand.until_paper(&ticket, Unknown).await;

    // The printer finishes what it held; the kiosk sends nothing.
    stand.printer.order("paper ok").await.unwrap();
    stand.printer.has_printed(1).await.unwrap();
    stand.next_citizen_is_served().await;
    assert_eq!(stand.copies(&ticket), 1);
    assert_eq!(stand.papers(&ticket), [Queued, Sent, Unknown]);
    stand.nothing_is_lost_or_doubled().await;
}
