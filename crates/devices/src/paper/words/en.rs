//! The paper in English.

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::super::{ExpectedWait, TicketNumber};
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
    expected,
    moment,
    hold_ready: "Please have ready:",
    listen,
    follow: "Follow your turn on your phone",
};

fn people_before(people: u32) -> String {
    match people {
        0 => "Nobody before you".to_owned(),
        1 => "1 person before you".to_owned(),
        n => format!("{n} people before you"),
    }
}

fn expected(wait: ExpectedWait, since: &str) -> String {
    let ExpectedWait { low_minutes: low, high_minutes: high } = wait;
    let unit = if high == 1 { "minute" } else { "minutes" };
    let band = match low {
        0 => format!("up to {high} {unit}"),
        _ if low >= high => format!("about {high} {unit}"),
        _ => format!("{low}–{high} {unit}"),
    };
    format!("Estimated wait from {since}: {band}")
}

fn moment(at: NaiveDateTime) -> String {
    let day = DAYS[at.weekday().num_days_from_monday() as usize];
    let month = MONTHS[at.month0() as usize];
    format!("{day} {} {month} {} · {}:{:02}", at.day(), at.year(), at.hour(), at.minute())
}

fn listen(number: TicketNumber) -> String {
    format!("Listen or watch the screen: {number}")
}
