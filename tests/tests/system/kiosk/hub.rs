//! The hub behind the kiosk: shared by two of them, and gone in the middle of a touch.

use super::stand::{Stand, copies};
use super::words;
use std::collections::BTreeSet;
use std::time::Duration;
use turno_domain::ticket::{PaperState, TicketState};
use turno_protocol::session::DeviceRole;
use turno_tests::{Kiosk, KioskOptions, Printer, PrinterOptions};

const ROUNDS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn at_two_kiosks_touched_at_once_everybody_has_a_number_of_their_own_on_paper() {
    let mut stand = Stand::start().await;
    let other_printer =
        Printer::start(&stand.site, "other-printer", &PrinterOptions::default()).await.unwrap();
    let device = stand.site.enrol(DeviceRole::Kiosk, "cortile").await.unwrap();
    let options = KioskOptions { printer: Some(other_printer.url().to_owned()), ..KioskOptions::default() };
    let mut other = Kiosk::start(&stand.site, device, options).await.unwrap();

    for round in 1..=ROUNDS {
        for kiosk in [&mut stand.kiosk, &mut other] {
            kiosk.screen.sees_button(words::SERVICE).await.unwrap();
        }
        stand.site.clock().unwrap().step(Duration::from_millis(500)).await.unwrap();
        let (one, two) =
            tokio::join!(stand.kiosk.screen.touch(words::SERVICE), other.screen.touch(words::SERVICE));
        one.unwrap();
        two.unwrap();
        for kiosk in [&mut stand.kiosk, &mut other] {
            kiosk.screen.sees_part(words::PRINTED).await.unwrap();
            kiosk.touch(&stand.site, words::DONE).await.unwrap();
        }
        assert_eq!(stand.tickets().await.len(), 2 * round);
    }
    for ticket in stand.tickets().await {
        stand.until_paper(&ticket, PaperState::Proven).await;
        let (here, there) = (stand.copies(&ticket), copies(&other_printer.printed(), &ticket));
        assert_eq!(here + there, 1, "{} is on one paper", ticket.number);
    }
    let numbers: BTreeSet<u32> = stand.tickets().await.iter().map(|ticket| ticket.number.count).collect();
    assert_eq!(numbers, (1..=2 * ROUNDS as u32).collect(), "no number is missing, none came twice");
    assert_eq!((stand.printer.printed().len(), other_printer.printed().len()), (ROUNDS, ROUNDS));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_goes_in_the_middle_of_a_touch_and_is_back_in_time_has_given_one_number() {
    let mut stand = Stand::start().await;
    stand.settle().await;
    stand.site.hub_process().unwrap().stand_still(true).unwrap();
    stand.kiosk.screen.touch(words::SERVICE).await.unwrap();
    stand.sees(words::MOMENT).await;
    stand.site.kill_hub().await.unwrap();
    stand.site.start_hub().await.unwrap();
    let ticket = {
        stand.kiosk.screen.sees(words::DONE).await.unwrap();
        stand.sees(words::PRINTED).await;
        let tickets = stand.tickets().await;
        assert_eq!(tickets.len(), 1);
        tickets.into_iter().next().unwrap()
    };
    stand.until_paper(&ticket, PaperState::Proven).await;
    stand.goes_away().await;
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_stays_away_sends_the_citizen_to_the_desk_and_the_number_that_nobody_holds_is_given_back()
{
    let mut stand = Stand::start().await;
    stand.settle().await;
    stand.site.hub_process().unwrap().stand_still(true).unwrap();
    stand.kiosk.screen.touch(words::SERVICE).await.unwrap();
    stand.sees(words::MOMENT).await;
    stand.site.kill_hub().await.unwrap();
    // Who was promised nothing is told what to do, and told no number.
    stand.wait(8).await;
    stand.sees(words::AWAY).await;
    stand.sees("Vada allo sportello").await;

    stand.site.start_hub().await.unwrap();
    let clock = stand.site.clock().unwrap();
    for _ in 0..40 {
        clock.step(Duration::from_secs(1)).await.unwrap();
        clock.idle().await.unwrap();
    }
    stand.kiosk.screen.sees(words::SERVICE).await.unwrap();
    let given: Vec<TicketState> = stand.tickets().await.iter().map(|ticket| ticket.state).collect();
    assert!(
        given.is_empty() || given == [TicketState::Cancelled],
        "a number without a holder waits: {given:?}"
    );
    assert!(stand.printer.printed().is_empty());
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}
