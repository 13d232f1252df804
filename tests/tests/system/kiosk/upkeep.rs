//! The page of whoever looks after the kiosk: behind the corner and the PIN, with a real printer and hub.

use super::stand::Stand;
use super::words;
use turno_domain::ticket::{PaperState, TicketState};

/// Among the first that anybody would try it is not.
const PIN: &str = "739154";

/// At the page of an entrance whose PIN is set.
async fn at_page() -> Stand {
    let mut stand = Stand::start().await;
    stand.kiosk.set_service_pin(&stand.site, PIN).await.unwrap();
    stand.settle().await;
    stand.kiosk.screen.press(20.0, 20.0).await.unwrap();
    stand.wait(3).await;
    stand.kiosk.screen.release(20.0, 20.0).await.unwrap();
    stand.sees("Scriva il PIN di servizio.").await;
    for digit in PIN.chars() {
        stand.touch(&digit.to_string()).await;
    }
    stand.touch(words::GO_ON).await;
    stand.sees("Stato degli apparecchi").await;
    stand
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_print_comes_out_and_is_nobodys_ticket() {
    let mut stand = at_page().await;
    stand.touch("Stampa di prova").await;
    stand.sees("La prova è stampata").await;
    let printed = stand.printer.printed();
    assert_eq!(printed.len(), 1);
    assert!(printed[0].not_understood.is_empty() && printed[0].codes.len() == 1, "{printed:?}");
    assert!(stand.tickets().await.is_empty());
    stand.touch("Indietro").await;
    stand.kiosk.screen.sees(words::SERVICE).await.unwrap();
    // The prints show an example of a number: what is lost or doubled cannot be told by it.
    stand.next_citizen_is_served().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doors_are_closed_and_opened_from_the_kiosk() {
    let mut stand = at_page().await;
    stand.touch("Chiudi adesso").await;
    stand.sees("Fino a stasera il totem non dà numeri.").await;
    assert!(!stand.hub().queue().await.unwrap().tickets_open);
    stand.touch("Indietro").await;
    stand.sees("Lo sportello è chiuso.").await;
    stand.kiosk.screen.press(20.0, 20.0).await.unwrap();
    stand.wait(3).await;
    stand.kiosk.screen.release(20.0, 20.0).await.unwrap();
    for digit in PIN.chars() {
        stand.touch(&digit.to_string()).await;
    }
    stand.touch(words::GO_ON).await;
    stand.touch("Secondo l’orario").await;
    stand.sees("I numeri si prendono negli orari della sede.").await;
    stand.touch("Indietro").await;
    stand.kiosk.screen.sees(words::SERVICE).await.unwrap();
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tray_is_printed_before_opening_and_what_is_left_of_it_is_given_back() {
    let mut stand = at_page().await;
    stand.touch("Biglietti prima dell’apertura").await;
    stand.touch("Informazioni").await;
    for _ in 0..7 {
        stand.touch("Uno in meno").await;
    }
    stand.touch("Stampa 3 biglietti").await;
    stand.sees("Sono usciti tutti.").await;
    let tickets = stand.tickets().await;
    assert_eq!(tickets.len(), 3);
    for ticket in &tickets {
        stand.until_paper(ticket, PaperState::Proven).await;
        assert_eq!(stand.copies(ticket), 1);
    }
    let last = &tickets[2];
    stand.sees("Annulla quelli non consegnati").await;
    let give_back =
        stand.screen().await.lines().find(|line| line.starts_with("Annulla quelli")).unwrap().to_owned();
    stand.touch(&give_back).await;
    stand.touch("Sì, annulla").await;
    stand.until_state(last, TicketState::Cancelled).await;
    stand.sees("Annullati:").await;
    let alive = stand.tickets().await.iter().filter(|ticket| ticket.state == TicketState::Waiting).count();
    assert_eq!(alive, 2, "those that were handed out stand in the queue");
    stand.touch("Indietro").await;
    stand.touch("Indietro").await;
    stand.kiosk.screen.sees(words::SERVICE).await.unwrap();
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}
