//! "Il suo prossimo passo" in Albanian: formal.

use chrono::{Datelike, NaiveDate};

use super::{Words, names};

const DAYS: [&str; 7] = ["e hënë", "e martë", "e mërkurë", "e enjte", "e premte", "e shtunë", "e diel"];
const MONTHS: [&str; 12] = [
    "janar", "shkurt", "mars", "prill", "maj", "qershor", "korrik", "gusht", "shtator", "tetor", "nëntor",
    "dhjetor",
];

pub(super) static WORDS: Words = Words {
    title: "Hapi juaj i ardhshëm",
    done: "Çfarë bëmë sot",
    step: "Çfarë ndodh tani",
    place: "Ku",
    when: "Kur",
    bring: "Çfarë të sillni",
    call: "Kë të telefononi",
    code: "Kur të ktheheni, tregojeni këtë katror te ekrani në hyrje: merrni një numër dhe vazhdojmë nga këtu, pa pyetje të tjera.",
    keep: "Ruajeni këtë fletë.",
    date,
    at: |date, time| format!("{date}, ora {time}"),
    by: |date| format!("Afati: {date}"),
};

fn date(date: NaiveDate) -> String {
    let (day, month) = names(date, &DAYS, &MONTHS);
    format!("{day}, {} {month} {}", date.day(), date.year())
}
