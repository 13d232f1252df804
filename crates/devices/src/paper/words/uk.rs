//! The paper in Ukrainian: formal.

use super::super::{CallManner, ExpectedWait};
use super::{NextStepWords, Words, band};

pub(super) static WORDS: Words = Words {
    reprint: "ПОВТОРНИЙ ДРУК",
    people: |people| format!("Талон на {}", counted(people, ["особу", "особи", "осіб"])),
    people_before,
    same_service: "на ту саму послугу",
    expected_since,
    expected: |wait| band(wait, |high| format!("до {}", up_to(high)), minutes),
    your_turn: "Уже Ваша черга:",
    called: "Ваш номер уже викликали",
    comma: ", ",
    hold_ready: "Підготуйте, будь ласка:",
    hold_ready_for_other: "Для іншої особи також:",
    watch: "Дивіться на табло в залі:",
    manner: |manner| match manner {
        CallManner::VoiceAndScreen => "Ми викличемо Вас голосом і на табло:",
        CallManner::ComeToMe => "Коли настане Ваша черга, ми підійдемо до Вас: чекайте в залі",
        CallManner::Phone => "Стежте за своєю чергою на телефоні",
    },
    we_come: "Ми підійдемо до Вас",
    wait_at: "Де чекати:",
    page: "Наведіть телефон на квадрат: там видно Вашу чергу і є кнопка «{}».",
    button: "Вийду й повернуся",
    next_step: NextStepWords {
        title: "Ваш наступний крок",
        place: "Де:",
        bring: "Що взяти із собою:",
        call: "Кому телефонувати:",
        practice: "Справа",
        code: "Коли повернетеся, покажіть цей квадрат екрану: він дасть Вам номер.",
    },
};

/// One (21, 31 …), two to four (22 …), and all others, eleven to fourteen among them.
fn counted(count: u32, [one, few, many]: [&str; 3]) -> String {
    let noun = match (count % 10, count % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    };
    format!("{count} {noun}")
}

fn people_before(people: u32) -> String {
    match people {
        0 => "Перед Вами нікого немає".to_owned(),
        n => format!("Перед Вами {}", counted(n, ["людина", "людини", "людей"])),
    }
}

fn expected_since(moment: &str, wait: ExpectedWait) -> String {
    let about = if wait.low_minutes == 0 { "" } else { " близько" };
    format!("З {moment} чекати{about}")
}

/// After "близько", as after "до", stands the genitive.
fn minutes(minutes: u32) -> String {
    up_to(minutes)
}

fn up_to(minutes: u32) -> String {
    counted(minutes, ["хвилини", "хвилин", "хвилин"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_minutes_are_counted_as_one_does() {
        assert_eq!(
            [1, 21, 101].map(people_before),
            ["Перед Вами 1 людина", "Перед Вами 21 людина", "Перед Вами 101 людина"]
        );
        assert_eq!([2, 24].map(people_before), ["Перед Вами 2 людини", "Перед Вами 24 людини"]);
        assert_eq!(
            [5, 11, 12, 112].map(people_before),
            ["Перед Вами 5 людей", "Перед Вами 11 людей", "Перед Вами 12 людей", "Перед Вами 112 людей"]
        );
        assert_eq!([1, 3, 25].map(minutes), ["1 хвилини", "3 хвилин", "25 хвилин"]);
        assert_eq!((WORDS.people)(3), "Талон на 3 особи");
    }
}
