//! The paper in Italian: formal, no exclamation marks.

use super::super::{CallManner, ExpectedWait};
use super::{NextStepWords, Words, band};

pub(super) static WORDS: Words = Words {
    reprint: "RISTAMPA",
    people: |people| format!("Biglietto per {people} persone"),
    people_before,
    same_service: "per lo stesso servizio",
    expected_since,
    expected: |wait| band(wait, |high| format!("fino a {}", minutes(high)), minutes),
    your_turn: "È già il suo turno:",
    called: "Il suo numero è già stato chiamato",
    comma: ", ",
    hold_ready: "Tenga pronti:",
    hold_ready_for_other: "Per l’altra persona, anche:",
    watch: "Guardi il tabellone in sala:",
    manner: |manner| match manner {
        CallManner::VoiceAndScreen => "La chiamiamo a voce e sul tabellone:",
        CallManner::ComeToMe => "Quando tocca a lei veniamo noi: aspetti in sala",
        CallManner::Phone => "Segua il suo turno sul telefono",
    },
    we_come: "Veniamo noi da lei",
    wait_at: "Dove aspettare:",
    page: "Inquadri il quadrato col telefono: lì vede il turno e può toccare «{}».",
    button: "Esco e torno",
    next_step: NextStepWords {
        title: "Il suo prossimo passo",
        place: "Dove:",
        bring: "Che cosa portare:",
        call: "Chi chiamare:",
        practice: "Pratica",
        code: "Quando torna, mostri questo quadrato al totem: le dà un numero.",
    },
};

fn people_before(people: u32) -> String {
    match people {
        0 => "Nessuno prima di lei".to_owned(),
        1 => "1 persona prima di lei".to_owned(),
        n => format!("{n} persone prima di lei"),
    }
}

fn expected_since(moment: &str, wait: ExpectedWait) -> String {
    let from = if moment.starts_with("1:") { "Dall’" } else { "Dalle " };
    let about = if wait.low_minutes == 0 { "" } else { " circa" };
    format!("{from}{moment} aspetterà{about}")
}

fn minutes(minutes: u32) -> String {
    format!("{minutes} {}", if minutes == 1 { "minuto" } else { "minuti" })
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
        let sentence = |moment: &str, low_minutes, high_minutes| {
            let wait = ExpectedWait { low_minutes, high_minutes };
            format!("{} {}", expected_since(moment, wait), (WORDS.expected)(wait))
        };
        assert_eq!(sentence("9:42", 15, 25), "Dalle 9:42 aspetterà circa 15–25 minuti");
        assert_eq!(sentence("1:05", 10, 10), "Dall’1:05 aspetterà circa 10 minuti");
        assert_eq!(sentence("9:42", 0, 1), "Dalle 9:42 aspetterà fino a 1 minuto");
    }
}
