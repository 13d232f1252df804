//! The paper in Albanian: formal.

use super::super::{CallManner, ExpectedWait};
use super::{NextStepWords, Words, band};

pub(super) static WORDS: Words = Words {
    reprint: "RISHTYPUR",
    people: |people| format!("Biletë për {people} persona"),
    people_before,
    same_service: "për të njëjtin shërbim",
    expected_since,
    expected: |wait| band(wait, |high| format!("deri në {}", minutes(high)), minutes),
    your_turn: "Është tashmë radha juaj:",
    called: "Numri juaj është thirrur tashmë",
    comma: ", ",
    hold_ready: "Ju lutemi mbani gati:",
    hold_ready_for_other: "Për personin tjetër, edhe:",
    watch: "Shikoni ekranin në sallë:",
    manner: |manner| match manner {
        CallManner::VoiceAndScreen => "Ju thërrasim me zë dhe në ekran:",
        CallManner::ComeToMe => "Kur t’ju vijë radha vijmë ne tek ju: prisni në sallë",
        CallManner::Phone => "Ndiqeni radhën tuaj në telefon",
    },
    we_come: "Vijmë ne tek ju",
    wait_at: "Ku të prisni:",
    page: "Drejtoni telefonin te katrori: aty shihni radhën tuaj dhe mund të prekni «{}».",
    button: "Dal dhe kthehem",
    next_step: NextStepWords {
        title: "Hapi juaj i ardhshëm",
        place: "Ku:",
        bring: "Çfarë të sillni:",
        call: "Kë të telefononi:",
        practice: "Praktika",
        code: "Kur të ktheheni, tregojeni këtë katror te ekrani: ju jep një numër.",
    },
};

fn people_before(people: u32) -> String {
    match people {
        0 => "Askush para jush".to_owned(),
        1 => "1 person para jush".to_owned(),
        n => format!("{n} persona para jush"),
    }
}

fn expected_since(moment: &str, wait: ExpectedWait) -> String {
    let about = if wait.low_minutes == 0 { "" } else { " rreth" };
    format!("Nga ora {moment} do të prisni{about}")
}

fn minutes(minutes: u32) -> String {
    format!("{minutes} {}", if minutes == 1 { "minutë" } else { "minuta" })
}
