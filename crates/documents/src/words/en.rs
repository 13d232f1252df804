//! "Il suo prossimo passo" in English: plain and polite.

use chrono::{Datelike, NaiveDate};

use super::{Words, names};

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
    title: "Your next step",
    done: "What we did today",
    step: "What happens now",
    place: "Where",
    when: "When",
    bring: "What to bring",
    call: "Who to call",
    code: "When you come back, show this square to the screen at the entrance: you get a number and we go on from here, with no more questions.",
    keep: "Please keep this sheet.",
    date,
    at: |date, time| format!("{date} at {time}"),
    by: |date| format!("By {date} at the latest"),
};

fn date(date: NaiveDate) -> String {
    let (day, month) = names(date, &DAYS, &MONTHS);
    format!("{day} {} {month} {}", date.day(), date.year())
}
