//! "Il suo prossimo passo" in Romanian: formal, letters with the comma below.

use super::Words;

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
    at: |date, time| format!("{date}, ora {time}"),
    by: |date| format!("Cel târziu {date}"),
};
