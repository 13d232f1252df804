//! The paper in Romanian: formal, letters with the comma below.

use super::super::{CallManner, ExpectedWait};
use super::{NextStepWords, Words, band};

pub(super) static WORDS: Words = Words {
    reprint: "RETIPĂRIRE",
    people: |people| format!("Bon pentru {}", counted(people, "persoană", "persoane")),
    people_before,
    same_service: "pentru același serviciu",
    expected_since,
    expected: |wait| band(wait, |high| format!("cel mult {}", minutes(high)), minutes),
    your_turn: "Este deja rândul dumneavoastră:",
    called: "Numărul dumneavoastră a fost deja chemat",
    comma: ", ",
    hold_ready: "Vă rugăm să aveți pregătite:",
    hold_ready_for_other: "Pentru cealaltă persoană, în plus:",
    watch: "Urmăriți panoul din sală:",
    manner: |manner| match manner {
        CallManner::VoiceAndScreen => "Vă chemăm cu voce tare și pe panou:",
        CallManner::ComeToMe => "Când vă vine rândul venim noi la dumneavoastră: așteptați în sală",
        CallManner::Phone => "Urmăriți-vă rândul pe telefon",
    },
    we_come: "Venim noi la dumneavoastră",
    wait_at: "Unde așteptați:",
    page: "Îndreptați telefonul spre pătrat: acolo vă vedeți rândul și puteți atinge „{}”.",
    button: "Ies și revin",
    next_step: NextStepWords {
        title: "Următorul dumneavoastră pas",
        place: "Unde:",
        bring: "Ce să aduceți:",
        call: "Pe cine să sunați:",
        practice: "Dosar",
        code: "Când reveniți, arătați acest pătrat ecranului: vă dă un număr.",
    },
};

/// From twenty on, and after each hundred, the noun comes with "de": 19 persoane, 20 de persoane, 101 persoane.
fn counted(count: u32, one: &str, many: &str) -> String {
    match (count, count % 100) {
        (1, _) => format!("1 {one}"),
        (0, _) | (_, 1..=19) => format!("{count} {many}"),
        _ => format!("{count} de {many}"),
    }
}

fn people_before(people: u32) -> String {
    match people {
        0 => "Nimeni înaintea dumneavoastră".to_owned(),
        n => format!("{} înaintea dumneavoastră", counted(n, "persoană", "persoane")),
    }
}

fn expected_since(moment: &str, wait: ExpectedWait) -> String {
    let about = if wait.low_minutes == 0 { "" } else { " circa" };
    format!("De la {moment} veți aștepta{about}")
}

fn minutes(minutes: u32) -> String {
    counted(minutes, "minut", "minute")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_twenty_on_a_noun_comes_with_de() {
        let say = |count| counted(count, "minut", "minute");
        assert_eq!([1, 2, 19].map(say), ["1 minut", "2 minute", "19 minute"]);
        assert_eq!([20, 25, 100].map(say), ["20 de minute", "25 de minute", "100 de minute"]);
        assert_eq!([101, 119, 120].map(say), ["101 minute", "119 minute", "120 de minute"]);
    }

    #[test]
    fn a_band_is_counted_by_its_end() {
        let band = |low_minutes, high_minutes| (WORDS.expected)(ExpectedWait { low_minutes, high_minutes });
        assert_eq!([band(15, 25), band(15, 19)], ["15–25 de minute", "15–19 minute"]);
    }
}
