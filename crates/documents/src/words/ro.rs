//! "Il suo prossimo passo" in Romanian: formal, letters with the comma below.

use chrono::{Datelike, NaiveDate};

use super::{Words, names};

const DAYS: [&str; 7] = ["luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică"];
const MONTHS: [&str; 12] = [
    "ianuarie",
    "februarie",
    "martie",
    "aprilie",
    "mai",
    "iunie",
    "iulie",
    "august",
    "septembrie",
    "octombrie",
    "noiembrie",
    "decembrie",
];

pub(super) static WORDS: Words = Words {
    title: "Următorul dumneavoastră pas",
    done: "Ce am făcut astăzi",
    step: "Ce urmează acum",
    place: "Unde",
    when: "Când",
    bring: "Ce trebuie să aduceți",
    call: "Pe cine să sunați",
    code: "Când reveniți, arătați acest pătrat la ecranul de la intrare: primiți un număr și continuăm de aici, fără alte întrebări.",
    keep: "Păstrați această foaie.",
    date,
    at: |date, time| format!("{date}, ora {time}"),
    by: |date| format!("Cel târziu {date}"),
};

fn date(date: NaiveDate) -> String {
    let (day, month) = names(date, &DAYS, &MONTHS);
    format!("{day}, {} {month} {}", date.day(), date.year())
}
