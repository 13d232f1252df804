//! "Il suo prossimo passo" in French: formal.

use chrono::{Datelike, NaiveDate};

use super::{Words, names};

const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

pub(super) static WORDS: Words = Words {
    title: "Votre prochaine étape",
    done: "Ce que nous avons fait aujourd’hui",
    step: "Ce qui se passe maintenant",
    place: "Où",
    when: "Quand",
    bring: "Ce qu’il faut apporter",
    call: "Qui appeler",
    code: "À votre retour, montrez ce carré à la borne à l’entrée : vous recevez un numéro et nous reprenons ici, sans autre question.",
    keep: "Gardez cette feuille.",
    date,
    at: |date, time| format!("{date} à {time}"),
    by: |date| format!("Au plus tard le {date}"),
};

fn date(date: NaiveDate) -> String {
    let (day, month) = names(date, &DAYS, &MONTHS);
    let first = if date.day() == 1 { "er" } else { "" };
    format!("{day} {}{first} {month} {}", date.day(), date.year())
}
