//! The paper in Spanish: formal.

use super::super::{CallManner, ExpectedWait};
use super::{NextStepWords, Words, band};

pub(super) static WORDS: Words = Words {
    reprint: "REIMPRESIÓN",
    people: |people| format!("Tique para {people} personas"),
    people_before,
    same_service: "para el mismo servicio",
    expected_since,
    expected: |wait| band(wait, |high| format!("hasta {}", minutes(high)), minutes),
    your_turn: "Ya es su turno:",
    called: "Ya han llamado su número",
    comma: ", ",
    hold_ready: "Tenga preparado:",
    hold_ready_for_other: "Para la otra persona, también:",
    watch: "Mire la pantalla de la sala:",
    manner: |manner| match manner {
        CallManner::VoiceAndScreen => "Le llamamos en voz alta y en la pantalla:",
        CallManner::ComeToMe => "Cuando sea su turno vamos nosotros: espere en la sala",
        CallManner::Phone => "Siga su turno en el teléfono",
    },
    we_come: "Iremos nosotros a buscarle",
    wait_at: "Dónde esperar:",
    page: "Enfoque el cuadrado con su teléfono: ahí sigue su turno y puede tocar «{}».",
    button: "Salgo y vuelvo",
    next_step: NextStepWords {
        title: "Su próximo paso",
        place: "Dónde:",
        bring: "Qué traer:",
        call: "A quién llamar:",
        practice: "Expediente",
        code: "Cuando vuelva, muestre este cuadrado en la pantalla: le da un número.",
    },
};

fn people_before(people: u32) -> String {
    match people {
        0 => "Nadie antes que usted".to_owned(),
        1 => "1 persona antes que usted".to_owned(),
        n => format!("{n} personas antes que usted"),
    }
}

fn expected_since(moment: &str, wait: ExpectedWait) -> String {
    let from = if moment.starts_with("1:") { "Desde la" } else { "Desde las" };
    // "Unos" stands with no singular.
    let about = if wait.low_minutes == 0 || wait.high_minutes == 1 { "" } else { " unos" };
    format!("{from} {moment} esperará{about}")
}

fn minutes(minutes: u32) -> String {
    format!("{minutes} {}", if minutes == 1 { "minuto" } else { "minutos" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_so_many_minutes_is_unos() {
        let sentence = |low_minutes, high_minutes| {
            let wait = ExpectedWait { low_minutes, high_minutes };
            format!("{} {}", expected_since("9:42", wait), (WORDS.expected)(wait))
        };
        assert_eq!(sentence(15, 25), "Desde las 9:42 esperará unos 15–25 minutos");
        assert_eq!(sentence(1, 1), "Desde las 9:42 esperará 1 minuto");
        assert_eq!(sentence(0, 5), "Desde las 9:42 esperará hasta 5 minutos");
    }
}
