//! The paper in Italian: formal, no exclamation marks.

use chrono::{Datelike, NaiveDate};

use super::super::ExpectedWait;
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
    expected_since,
    expected,
    day,
    hold_ready: "Tenga pronti:",
    listen: "Ascolti o guardi lo schermo:",
    page: "Inquadri il quadrato col telefono: lì vede il turno e può toccare",
    button: "«Esco e torno»",
};

fn people_before(people: u32) -> String {
    match people {
        0 => "Nessuno prima di lei".to_owned(),
        1 => "1 persona prima di lei".to_owned(),
        n => format!("{n} persone prima di lei"),
    }
}

fn expected_since(moment: &str) -> String {
    let from = if moment.starts_with("1:") { "dall’" } else { "dalle " };
    format!("Attesa stimata {from}{moment}:")
}

fn expected(wait: ExpectedWait) -> String {
    let ExpectedWait { low_minutes: low, high_minutes: high } = wait;
    let unit = if high == 1 { "minuto" } else { "minuti" };
    match low {
        0 => format!("fino a {high} {unit}"),
        _ if low >= high => format!("circa {high} {unit}"),
        _ => format!("{low}–{high} {unit}"),
    }
}

fn day(date: NaiveDate) -> String {
    let day = DAYS[date.weekday().num_days_from_monday() as usize];
    let month = MONTHS[date.month0() as usize];
    format!("{day} {} {month} {}", date.day(), date.year())
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
        let band = |low_minutes, high_minutes| expected(ExpectedWait { low_minutes, high_minutes });
        assert_eq!(expected_since("9:42"), "Attesa stimata dalle 9:42:");
        assert_eq!(expected_since("1:05"), "Attesa stimata dall’1:05:");
        assert_eq!(band(15, 25), "15–25 minuti");
        assert_eq!(band(0, 1), "fino a 1 minuto");
        assert_eq!(band(10, 10), "circa 10 minuti");
    }
}
