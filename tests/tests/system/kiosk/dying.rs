//! A printer that dies after any number of bytes, or speaks badly, or not at all.

use super::stand::{Plan, Stand};
use super::words;
use turno_domain::ticket::PaperState::{Proven, Queued, Sent, Unknown};

#[tokio::test(flavor = "multi_thread")]
async fn a_printer_that_dies_in_a_ticket_costs_one_paper_at_the_most_and_never_prints_it_later() {
    let mut stand = Stand::start().await;
    stand.next_citizen_is_served().await;
    stand.goes_away().await;
    // The first byte, the first commands, the text, the number, the cut, and the question behind the cut.
    let whole = stand.printer.printed()[0].bytes;
    for bytes in [0, 1, 5, whole / 8, whole / 4, whole / 2, whole - 40, whole + 1] {
        stand.printer.order(&format!("accept {bytes}")).await.unwrap();
        let ticket = stand.takes_a_number().await;
        // It took bytes that nobody saw come out: the truth is that nobody knows.
        stand.until_paper(&ticket, Unknown).await;
        stand.sees(words::UNSURE).await;
        stand.sees(words::REMEMBER).await;
        stand.goes_away().await;
        stand.printer.order("plug").await.unwrap();
        stand.next_citizen_is_served().await;
        stand.goes_away().await;
        assert_eq!(stand.papers(&ticket), [Queued, Sent, Unknown], "after {bytes} bytes of {whole}");
        stand.nothing_is_lost_or_doubled().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_printer_that_never_answers_no_ticket_is_called_printed() {
    let mut stand = Stand::plan(Plan { printer_first: &["never answer"], ..Plan::default() }).await;
    stand.until_printer_is("unknown").await;
    let first = stand.takes_a_number().await;
    stand.until_paper(&first, Sent).await;
    // It may well print, as this one does; but nobody can know, and nobody claims it.
    stand.printer.has_printed(1).await.unwrap();
    stand.wait(20).await;
    stand.sees(words::UNSURE).await;
    stand.sees(words::REMEMBER).await;
    stand.goes_away().await;
    let second = stand.takes_a_number().await;
    stand.until_paper(&second, Sent).await;
    stand.printer.has_printed(2).await.unwrap();
    assert!(!stand.shows(words::PRINTED).await);
    assert_eq!((stand.copies(&first), stand.copies(&second)), (1, 1));
    assert_eq!(stand.papers(&first), [Queued, Sent]);
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_garbage_of_a_printer_proves_nothing_and_it_is_trusted_again_when_it_speaks() {
    let mut stand = Stand::start().await;
    stand.printer.order("garbage").await.unwrap();
    stand.until_printer_is("unknown").await;
    let ticket = stand.takes_a_number().await;
    stand.until_paper(&ticket, Queued).await;
    stand.wait(20).await;
    stand.sees(words::NOT_OUT).await;
    stand.sees(words::REMEMBER).await;
    stand.goes_away().await;
    stand.printer.order("answer").await.unwrap();
    stand.until_paper(&ticket, Proven).await;
    assert_eq!(stand.copies(&ticket), 1);
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printer_that_says_garbage_from_the_first_day_proves_no_ticket() {
    let mut stand = Stand::plan(Plan { printer_first: &["garbage"], ..Plan::default() }).await;
    let ticket = stand.takes_a_number().await;
    stand.until_paper(&ticket, Sent).await;
    stand.printer.has_printed(1).await.unwrap();
    stand.wait(20).await;
    stand.sees(words::UNSURE).await;
    stand.sees(words::REMEMBER).await;
    assert!(!stand.papers(&ticket).contains(&Proven));
    stand.goes_away().await;
    let second = stand.takes_a_number().await;
    stand.until_paper(&second, Sent).await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unplugged_printer_that_comes_back_under_another_number_prints_what_waited() {
    let mut stand = Stand::plan(Plan { serial: true, ..Plan::default() }).await;
    let link = stand.folder().join("printer");
    stand.next_citizen_is_served().await;
    stand.goes_away().await;
    let before = turno_tests::Printer::terminal(&link).unwrap();
    stand.printer.order("unplug").await.unwrap();
    stand.until_printer_is("offline").await;
    let ticket = stand.takes_a_number().await;
    stand.until_paper(&ticket, Queued).await;

    // Somebody else takes the number that was free.
    let other =
        turno_tests::PrinterOptions { link: Some(stand.folder().join("other")), ..Default::default() };
    let _other = turno_tests::Printer::start(&stand.site, "other-printer", &other).await.unwrap();
    stand.printer.order("plug").await.unwrap();
    assert_ne!(turno_tests::Printer::terminal(&link).unwrap(), before, "it came back under another number");
    stand.until_paper(&ticket, Proven).await;
    stand.sees(words::PRINTED).await;
    assert_eq!(stand.papers(&ticket), [Queued, Sent, Proven]);
    stand.goes_away().await;
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}
