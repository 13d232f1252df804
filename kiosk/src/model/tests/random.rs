//! Whatever is touched in whatever order: no ticket is lost, and nobody is stuck.

use super::*;
use proptest::prelude::*;

fn touches() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..60)
}

fn touch(seed: u8) -> Touch {
    let services = ["spid", "doctor", "forms"];
    match seed % 32 {
        0..=4 => Touch::Service(services[usize::from(seed) % 3].parse().unwrap()),
        5 => Touch::Back,
        6 => Touch::Restart,
        7 | 8 => Touch::Skip,
        9 | 10 => Touch::GoOn,
        11..=13 => Touch::Option(usize::from(seed / 32)),
        14 | 15 => Touch::Key(char::from(b'0' + seed / 32).into()),
        16 => Touch::Erase,
        17 => Touch::KeepNumber,
        18 => Touch::GiveBack,
        19 => Touch::StillHere,
        20 => Touch::MoreTime,
        21 => Touch::Done,
        22 => Touch::Understood,
        23 => Touch::Help,
        24 => Touch::Close,
        25 => Touch::HaveNumber,
        26 => Touch::Letter('A'),
        27 => Touch::NotOut,
        28 => Touch::HowToCall,
        29 => Touch::Language(if seed > 128 { Language::En } else { Language::It }),
        30 => Touch::Mode(Mode::Large),
        _ => Touch::Languages,
    }
}

/// Plays the hub: numbers are given, and whatever is given back is cancelled.
fn answer(kiosk: &mut Kiosk, effects: Vec<Effect>, given: &mut Vec<TicketId>) {
    let mut line = effects;
    while let Some(effect) = line.pop() {
        match effect {
            Effect::Issue { attempt, .. } => {
                let (ticket, more) = kiosk.give(attempt, 'A');
                given.push(ticket);
                line.extend(more);
            }
            Effect::GiveBack(ticket) => line.extend(kiosk.news(HubNews::Cancelled(ticket))),
            Effect::Print(ticket, _) => {
                let state = if given.len() % 2 == 0 { PaperState::Proven } else { PaperState::Failed };
                line.extend(kiosk.hear(Input::Paper(ticket, Paper::State(state))));
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn no_ticket_is_lost_and_nobody_is_stuck(seeds in touches()) {
        let mut kiosk = Kiosk::open();
        let mut given = Vec::new();
        for seed in seeds {
            let effects = if seed == 255 { kiosk.wait(50) } else { kiosk.touch(touch(seed)) };
            answer(&mut kiosk, effects, &mut given);
        }
        // Everybody walks away.
        for _ in 0..30 {
            let effects = kiosk.wait(20);
            answer(&mut kiosk, effects, &mut given);
        }
        prop_assert!(kiosk.is_fresh(), "stuck at {:?}", kiosk.screen());
        for ticket in given {
            let printed = kiosk.wishes.iter().any(|wish| matches!(wish, Effect::Print(id, _) if *id == ticket));
            let cancelled = kiosk.wishes.contains(&Effect::GiveBack(ticket));
            prop_assert!(printed || cancelled, "a number without paper or cancellation");
        }
        prop_assert!(kiosk.model.holds_no_answer());
    }
}
