//! The paper in English.

use chrono::{Datelike, NaiveDate};

use super::super::ExpectedWait;
use super::Words;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) static WORDS: Words = Words {
    reprint: "REPRINT",
    people_before,
    same_service: "for the same service",
    expected_since,
    expected,
    your_turn: "It is already your turn:",
    called: "You have already been called",
    day,
    hold_ready: "Please have ready:",
    watch: "Watch the board in the waiting room:",
    page: "Point your phone at the square: there you see your turn and can touch",
    button: "“I go out and come back”",
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

fn expected(wait: ExpectedWait) -> String {
    let ExpectedWait { low_minutes: low, high_minutes: high } = wait;
    let unit = if high == 1 { "minute" } else { "minutes" };
    match low {
        0 => format!("up to {high} {unit}"),
        _ if low >= high => format!("{high} {unit}"),
        _ => format!("{low}–{high} {unit}"),
    }
}

fn day(date: NaiveDate) -> String {
    let day = DAYS[date.weekday().num_days_from_monday() as usize];
    let month = MONTHS[date.month0() as usize];
    format!("{day} {} {month} {}", date.day(), date.year())
}
