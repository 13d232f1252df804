//! The paper in English.

use super::super::{CallManner, ExpectedWait};
use super::{NextStepWords, Words, band};

pub(super) static WORDS: Words = Words {
    reprint: "REPRINT",
    people: |people| format!("Ticket for {people} people"),
    people_before,
    same_service: "for the same service",
    expected_since,
    expected: |wait| band(wait, |high| format!("up to {}", minutes(high)), minutes),
    your_turn: "It is already your turn:",
    called: "You have already been called",
    comma: ", ",
    hold_ready: "Please have ready:",
    hold_ready_for_other: "For the other person, also:",
    watch: "Watch the board in the waiting room:",
    manner: |manner| match manner {
        CallManner::VoiceAndScreen => "We call you aloud and on the board:",
        CallManner::ComeToMe => "When it is your turn we come to you: please wait in the room",
        CallManner::Phone => "Follow your turn on your phone",
    },
    we_come: "We come to you",
    wait_at: "Where to wait:",
    page: "Point your phone at the square: there you see your turn and can touch “{}”.",
    button: "I go out and come back",
    next_step: NextStepWords {
        title: "Your next step",
        place: "Where:",
        bring: "What to bring:",
        call: "Who to call:",
        practice: "Case",
        code: "When you come back, show this square to the screen: it gives you a number.",
    },
};

fn people_before(people: u32) -> String {
    match people {
        0 => "Nobody before you".to_owned(),
        1 => "1 person before you".to_owned(),
        n => format!("{n} people before you"),
    }
}

fn expected_since(moment: &str, wait: ExpectedWait) -> String {
    let about = if wait.low_minutes == 0 { "" } else { " about" };
    format!("From {moment} you will wait{about}")
}

fn minutes(minutes: u32) -> String {
    format!("{minutes} {}", if minutes == 1 { "minute" } else { "minutes" })
}
