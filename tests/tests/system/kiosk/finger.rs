//! Fingers: one that changes the language midway, one that hammers everywhere.

use super::stand::{Plan, Stand};
use super::words;
use std::time::Duration;
use turno_domain::text::Language;
use turno_domain::ticket::{PaperState, TicketState};

/// A service with two questions.
const ASKING: &str = r#"
[[services]]
key = "spid"
letter = "B"
names = {it = "SPID", en = "Digital identity"}

[[services.intake]]
key = "prima-volta"
kind = "yes-no"
question = {it = "È la prima volta?", en = "Is this the first time?"}

[[services.intake]]
key = "cellulare"
kind = "yes-no"
question = {it = "Ha un cellulare?", en = "Do you have a mobile phone?"}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn who_changes_the_language_midway_keeps_the_number_and_gets_one_ticket_in_it() {
    let mut stand = Stand::plan(Plan { tables: ASKING, ..Plan::default() }).await;
    stand.touch("SPID").await;
    stand.sees("È la prima volta?").await;
    stand.touch("Lingue · Languages").await;
    stand.touch("English").await;
    stand.sees("Is this the first time?").await;
    stand.touch("Yes").await;
    stand.sees("Do you have a mobile phone?").await;
    stand.touch("Languages · Lingue").await;
    stand.touch("Italiano").await;
    stand.sees("Ha un cellulare?").await;
    stand.touch("Lingue · Languages").await;
    stand.touch("English").await;
    stand.touch("No").await;
    stand.sees("Ticket printed").await;
    let tickets = stand.tickets().await;
    assert_eq!(tickets.len(), 1);
    stand.until_paper(&tickets[0], PaperState::Proven).await;
    assert_eq!(stand.copies(&tickets[0]), 1);
    let printed = stand.printer.printed();
    assert_eq!((printed.len(), printed[0].count("Digital identity")), (1, 1), "{printed:?}");
    // Whoever calls knows in which language.
    let told = async { while stand.tickets().await[0].language != Some(Language::En) {} };
    tokio::time::timeout(Duration::from_secs(60), told).await.unwrap();

    // While the ticket stands there the language may change too; the next citizen is greeted in Italian.
    stand.touch("Languages · Lingue").await;
    stand.touch("Italiano").await;
    stand.sees(words::PRINTED).await;
    stand.goes_away().await;
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_that_hammers_everywhere_freezes_nothing_and_every_number_it_took_is_accounted_for() {
    let mut stand = Stand::plan(Plan { tables: ASKING, ..Plan::default() }).await;
    let (width, height) = (1_080.0, 1_920.0);
    let mut dice = Dice(0x5EED_CAFE);
    let trouble = [
        "paper out",
        "cover open",
        "paper ok",
        "stall",
        "cover closed",
        "resume",
        "paper near end",
        "paper ok",
    ];
    for (nth, words) in trouble.iter().enumerate() {
        stand.printer.order(words).await.unwrap();
        for _ in 0..50 {
            let (x, y) = (dice.upto(width), dice.upto(height));
            // Three at one place, as an impatient finger does; the third time the screen has settled.
            for _ in 0..2 {
                stand.kiosk.tap(x, y).await.unwrap();
            }
            stand.site.clock().unwrap().step(Duration::from_millis(450)).await.unwrap();
            stand.kiosk.tap(x, y).await.unwrap();
        }
        assert!(
            stand.kiosk.program().log_so_far().iter().all(|line| !line.contains("panicked")),
            "round {nth}"
        );
    }
    // The finger goes away, and after a while the kiosk is as it was.
    let clock = stand.site.clock().unwrap();
    for _ in 0..150 {
        clock.step(Duration::from_secs(1)).await.unwrap();
    }
    clock.idle().await.unwrap();
    stand.kiosk.screen.sees(words::SERVICE).await.unwrap();
    stand.next_citizen_is_served().await;
    for ticket in stand.tickets().await {
        if ticket.state != TicketState::Cancelled {
            stand.until_paper(&ticket, PaperState::Proven).await;
            assert_eq!(stand.copies(&ticket), 1);
        }
    }
    assert!(stand.tickets().await.len() > 1, "the finger met nothing");
    stand.nothing_is_lost_or_doubled().await;
}

/// The same throws each time (a linear congruential generator, Numerical Recipes).
struct Dice(u32);

impl Dice {
    fn upto(&mut self, most: f32) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / (1 << 24) as f32 * most
    }
}
