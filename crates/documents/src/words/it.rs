//! "Il suo prossimo passo" in Italian: formal, no exclamation marks.

use chrono::{Datelike, NaiveDate};

use super::{Words, names};

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
    title: "Il suo prossimo passo",
    done: "Che cosa abbiamo fatto oggi",
    step: "Che cosa succede adesso",
    place: "Dove",
    when: "Quando",
    bring: "Che cosa portare",
    call: "Chi chiamare",
    code: "Quando torna, mostri questo quadrato al totem all’ingresso: riceve un numero e riprendiamo da qui, senza altre domande.",
    keep: "Conservi questo foglio.",
    date,
    at: |date, time| format!("{date}, ore {time}"),
    by: |date| format!("Entro {date}"),
};

fn date(date: NaiveDate) -> String {
    let (day, month) = names(date, &DAYS, &MONTHS);
    format!("{day} {} {month} {}", date.day(), date.year())
}
