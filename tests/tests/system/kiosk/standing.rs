//! What makes a printer stand: an open cover, a jammed cutter, a line that takes nothing for a minute.

use super::stand::Stand;
use super::words;
use turno_domain::ticket::PaperState::{Proven, Queued, Sent, Unknown};

#[tokio::test(flavor = "multi_thread")]
async fn behind_an_open_cover_the_ticket_waits_and_comes_when_it_is_closed() {
    let mut stand = Stand::start().await;
    stand.printer.order("cover open").await.unwrap();
    stand.until_printer_is("cover-open").await;
    let ticket = stand.takes_a_number().await;
    stand.until_paper(&ticket, Queued).await;
    assert!(stand.printer.printed().is_empty());
    stand.printer.order("cover closed").await.unwrap();
    stand.until_paper(&ticket, Proven).await;
    stand.sees(words::PRINTED).await;
    stand.goes_away().await;
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_jam_of_the_cutter_nobody_is_told_of_a_ticket_that_hangs_in_it_and_the_next_one_comes() {
    let mut stand = Stand::start().await;
    stand.printer.order("cutter error").await.unwrap();
    let jammed = stand.takes_a_number().await;
    // Whether it can be torn off nobody knows; that the number is to be remembered, everybody does.
    stand.until_paper(&jammed, Unknown).await;
    stand.sees(words::UNSURE).await;
    assert!(!stand.shows(words::PRINTED).await);
    stand.until_printer_is("cutter-error").await;
    stand.goes_away().await;
    let next = stand.takes_a_number().await;
    stand.until_paper(&next, Queued).await;
    assert!(stand.printer.printed().is_empty());

    // Somebody clears the jam; the kiosk tells the printer to go on, and the ticket in the jam is not sent again.
    stand.printer.order("cutter ok").await.unwrap();
    stand.until_paper(&next, Proven).await;
    stand.sees(words::PRINTED).await;
    assert_eq!(stand.papers(&jammed), [Queued, Sent, Unknown]);
    assert_eq!(stand.copies(&next), 1);
    stand.goes_away().await;
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_printer_stalls_the_screen_goes_on_and_three_citizens_get_their_numbers() {
    let mut stand = Stand::start().await;
    stand.printer.order("stall").await.unwrap();
    let mut waiting = Vec::new();
    for _ in 0..3 {
        // The number, its screen, another language and back, and the welcome for the next: all while the printer says nothing.
        let ticket = stand.takes_a_number().await;
        stand.touch(words::LANGUAGE).await;
        stand.touch("English").await;
        stand.touch("Languages · Lingue").await;
        stand.touch("Italiano").await;
        assert_eq!(stand.copies(&ticket), 0);
        stand.goes_away().await;
        waiting.push(ticket);
    }
    assert!(stand.printer.printed().is_empty(), "the printer stalled all the while");
    stand.printer.order("resume").await.unwrap();
    for ticket in &waiting {
        stand.until_paper(ticket, Proven).await;
        assert_eq!(stand.copies(ticket), 1);
    }
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}
