//! "Ho già un numero": whoever holds one goes out, comes back, and gives it up, at the kiosk.

use super::stand::Stand;
use super::words;
use turno_domain::ticket::TicketState;
use turno_protocol::ticket::TicketView;

/// Types the number of `ticket` and comes to what can be done with it.
async fn types_the_number(stand: &mut Stand, ticket: &TicketView) {
    stand.touch("Ho già un numero").await;
    for key in ticket.number.to_string().chars() {
        stand.touch(&key.to_string()).await;
    }
    stand.touch(words::GO_ON).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_out_keeps_the_place_comes_back_and_may_give_the_number_up() {
    let mut stand = Stand::start().await;
    let ticket = stand.next_citizen_is_served().await;
    stand.goes_away().await;

    types_the_number(&mut stand, &ticket).await;
    stand.touch("Esco e torno").await;
    stand.sees("il posto resta suo").await;
    stand.until_state(&ticket, TicketState::Away).await;
    stand.touch(words::UNDERSTOOD).await;

    types_the_number(&mut stand, &ticket).await;
    stand.touch("Sono tornato").await;
    stand.sees("è di nuovo in fila").await;
    stand.until_state(&ticket, TicketState::Waiting).await;
    stand.touch(words::UNDERSTOOD).await;

    types_the_number(&mut stand, &ticket).await;
    stand.touch("Il numero non mi serve più").await;
    stand.touch("Lo annullo").await;
    stand.sees("è stato annullato").await;
    stand.until_state(&ticket, TicketState::Cancelled).await;
    stand.touch(words::UNDERSTOOD).await;
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_paper_of_a_number_that_is_given_up_before_it_came_out_never_comes_out() {
    let mut stand = Stand::start().await;
    stand.printer.order("cover open").await.unwrap();
    stand.until_printer_is("cover-open").await;
    let ticket = stand.takes_a_number().await;
    stand.goes_away().await;
    types_the_number(&mut stand, &ticket).await;
    stand.touch("Il numero non mi serve più").await;
    stand.touch("Lo annullo").await;
    stand.until_state(&ticket, TicketState::Cancelled).await;
    stand.sees("è stato annullato").await;
    stand.touch(words::UNDERSTOOD).await;
    stand.printer.order("cover closed").await.unwrap();
    stand.until_printer_is("ready").await;
    stand.next_citizen_is_served().await;
    assert_eq!(stand.copies(&ticket), 0, "nobody holds it");
    stand.nothing_is_lost_or_doubled().await;
}
