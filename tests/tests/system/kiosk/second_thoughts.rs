//! Second thoughts at the ticket's screen: the number was taken by mistake, or the paper is not there.

use super::stand::{Stand, copies};
use super::words;
use turno_domain::ticket::TicketState;

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_goes_back_before_its_paper_is_cancelled_and_never_printed() {
    let mut stand = Stand::start().await;
    stand.printer.order("cover open").await.unwrap();
    stand.until_printer_is("cover-open").await;
    let ticket = stand.takes_a_number().await;
    stand.touch("Indietro").await;
    stand.touch("Lo annullo").await;
    stand.until_state(&ticket, TicketState::Cancelled).await;
    stand.sees("è stato annullato").await;
    stand.printer.order("cover closed").await.unwrap();
    stand.until_printer_is("ready").await;
    stand.next_citizen_is_served().await;
    assert_eq!(stand.copies(&ticket), 0);
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_its_holder_does_not_find_is_printed_once_more_and_marked() {
    let mut stand = Stand::start().await;
    let ticket = stand.next_citizen_is_served().await;
    let told = stand.papers(&ticket).len();
    stand.touch("Il biglietto non è uscito").await;
    let printed = stand.printer.has_printed(2).await.unwrap();
    assert_eq!((printed[0].count("RISTAMPA"), printed[1].count("RISTAMPA")), (0, 1), "{printed:?}");
    assert_eq!(copies(&printed, &ticket), 1, "the first is the only one that is not marked");
    let closed_up = |line: &String| line.split_whitespace().collect::<String>();
    assert!(printed[1].lines.iter().any(|line| closed_up(line) == ticket.number.to_string()), "{printed:?}");
    stand.sees(words::PRINTED).await;
    stand.until_told_of_papers(&ticket, told + 1).await;
    stand.goes_away().await;
    let next = stand.next_citizen_is_served().await;
    assert_eq!((stand.tickets().await.len(), stand.copies(&next)), (2, 1));
}
