//! "Il suo prossimo passo" in Spanish: formal.

use super::Words;

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
    at: |date, time| format!("{date}, {time} h"),
    by: |date| format!("A más tardar el {date}"),
};
