//! The paper in Italian: formal, no exclamation marks.

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::super::{ExpectedWait, TicketNumber};
use super::Words;

const DAYS: [&str; 7] = ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"];
const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

pub(super) static WORDS: Words = Words {
    reprint: "RISTAMPA",
    people_before,
    expected,
    moment,
    hold_ready: "Tenga pronti:",
    listen,
    follow: "Segua il turno dal telefono",
};

fn people_before(people: u32) -> String {
    match people {
        0 => "Nessuno prima di lei".to_owned(),
        1 => "1 persona prima di lei".to_owned(),
        n => format!("{n} persone prima di lei"),
    }
}

fn expected(wait: ExpectedWait, since: &str) -> String {
    let ExpectedWait { low_minutes: low, high_minutes: high } = wait;
    let from = if since.starts_with("1:") { "dall’" } else { "dalle " };
    let unit = if high == 1 { "minuto" } else { "minuti" };
    let band = match low {
        0 => format!("fino a {high} {unit}"),
        _ if low >= high => format!("circa {high} {unit}"),
        _ => format!("{low}–{high} {unit}"),
    };
    format!("Attesa stimata {from}{since}: {band}")
}

fn moment(at: NaiveDateTime) -> String {
    let day = DAYS[at.weekday().num_days_from_monday() as usize];
    let month = MONTHS[at.month0() as usize];
    format!("{day} {} {month} {} · {}:{:02}", at.day(), at.year(), at.hour(), at.minute())
}

fn listen(number: TicketNumber) -> String {
    format!("Ascolti o guardi lo schermo: {number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_counted_in_the_right_number() {
        assert_eq!(people_before(0), "Nessuno prima di lei");
        assert_eq!(people_before(1), "1 persona prima di lei");
        assert_eq!(people_before(3), "3 persone prima di lei");
    }

    #[test]
    fn a_band_says_when_it_was_made() {
        let band = |low_minutes, high_minutes| ExpectedWait { low_minutes, high_minutes };
        assert_eq!(expected(band(15, 25), "9:42"), "Attesa stimata dalle 9:42: 15–25 minuti");
        assert_eq!(expected(band(0, 1), "1:05"), "Attesa stimata dall’1:05: fino a 1 minuto");
        assert_eq!(expected(band(10, 10), "11:00"), "Attesa stimata dalle 11:00: circa 10 minuti");
    }
}
