//! "Il suo prossimo passo" in Spanish: formal.

use chrono::{Datelike, NaiveDate};

use super::{Words, names};

const DAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

pub(super) static WORDS: Words = Words {
    title: "Su próximo paso",
    done: "Qué hemos hecho hoy",
    step: "Qué ocurre ahora",
    place: "Dónde",
    when: "Cuándo",
    bring: "Qué traer",
    call: "A quién llamar",
    code: "Cuando vuelva, muestre este cuadrado en la pantalla de la entrada: recibe un número y seguimos desde aquí, sin más preguntas.",
    keep: "Conserve esta hoja.",
    date,
    at: |date, time| format!("{date}, {time} h"),
    by: |date| format!("A más tardar el {date}"),
};

fn date(date: NaiveDate) -> String {
    let (day, month) = names(date, &DAYS, &MONTHS);
    format!("{day} {} de {month} de {}", date.day(), date.year())
}
