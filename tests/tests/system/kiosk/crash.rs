//! A kiosk that dies in the middle: after the number, and after the first byte of its paper.

use super::stand::Stand;
use super::words;
use turno_domain::ticket::PaperState::{Proven, Queued, Sent, Unknown};

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
