//! "Il suo prossimo passo" in Italian: formal, no exclamation marks.

use super::Words;

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
    at: |date, time| format!("{date}, ore {time}"),
    by: |date| format!("Entro {date}"),
};
