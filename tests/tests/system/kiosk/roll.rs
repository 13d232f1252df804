//! The roll of paper: at its end before a ticket, in the middle of one, and after one.

use super::stand::Stand;
use super::words;
use turno_domain::ticket::PaperState::{Proven, Queued, Sent};

#[tokio::test(flavor = "multi_thread")]
async fn without_paper_numbers_are_given_and_come_out_once_when_a_roll_is_in() {
    let mut stand = Stand::start().await;
    stand.printer.order("paper out").await.unwrap();
    stand.until_printer_is("paper-out").await;
    let metrics = stand.site.metrics(&stand.kiosk.device).await.unwrap();
    let told = r#"turno_device_part{device="ingresso",part="printer",state="paper-out"} 1"#;
    assert!(metrics.contains(told), "{metrics}");

    let first = stand.takes_a_number().await;
    stand.until_paper(&first, Queued).await;
    // What is true is said at once, and goes on being said: there is no paper, and the number is to be remembered. What the
    // printer has not got is promised to nobody.
    stand.sees(words::NO_PAPER).await;
    stand.wait(20).await;
    assert!(stand.shows(words::NO_PAPER).await && stand.shows(words::REMEMBER).await);
    assert!(!stand.shows(words::HELD).await);
    assert!(!stand.shows(words::PRINTED).await);
    stand.goes_away().await;
    let second = stand.takes_a_number().await;
    stand.until_paper(&second, Queued).await;
    assert!(stand.printer.printed().is_empty());

    stand.printer.order("paper ok").await.unwrap();
    stand.until_paper(&first, Proven).await;
    stand.until_paper(&second, Proven).await;
    stand.sees(words::PRINTED).await;
    assert_eq!((stand.copies(&first), stand.copies(&second)), (1, 1));
    assert_eq!(stand.papers(&first), [Queued, Sent, Proven]);
    stand.until_printer_is("ready").await;
    stand.goes_away().await;
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_the_end_of_the_roll_cut_in_two_is_finished_by_the_new_roll_and_not_sent_again() {
    let mut stand = Stand::start().await;
    stand.printer.order("paper left 20").await.unwrap();
    stand.until_printer_is("paper-near-end").await;
    let ticket = stand.takes_a_number().await;
    stand.until_paper(&ticket, Sent).await;
    stand.until_printer_is("paper-out").await;
    assert!(stand.printer.printed().is_empty());
    stand.sees(words::HELD).await;
    stand.sees(words::REMEMBER).await;

    // To change the roll somebody opens the cover, and what the printer holds waits for it to be closed.
    stand.printer.order("cover open").await.unwrap();
    stand.until_printer_is("cover-open").await;
    stand.printer.order("paper ok").await.unwrap();
    assert!(stand.printer.printed().is_empty());
    stand.printer.order("cover closed").await.unwrap();
    stand.until_paper(&ticket, Proven).await;
    stand.sees(words::PRINTED).await;
    assert_eq!(stand.copies(&ticket), 1);
    assert_eq!(stand.papers(&ticket), [Queued, Sent, Proven], "it was sent once");
    stand.goes_away().await;
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_that_ends_after_a_ticket_takes_nothing_back_from_it_and_the_next_one_waits() {
    let mut stand = Stand::start().await;
    let first = stand.next_citizen_is_served().await;
    stand.printer.order("paper out").await.unwrap();
    stand.until_printer_is("paper-out").await;
    assert!(stand.shows(words::PRINTED).await, "what is on paper stays so");
    stand.goes_away().await;
    let second = stand.takes_a_number().await;
    stand.until_paper(&second, Queued).await;
    assert_eq!((stand.papers(&first), stand.copies(&second)), (vec![Queued, Sent, Proven], 0));
    stand.sees(words::NO_PAPER).await;

    stand.printer.order("paper ok").await.unwrap();
    stand.until_paper(&second, Proven).await;
    stand.sees(words::PRINTED).await;
    stand.nothing_is_lost_or_doubled().await;
}
