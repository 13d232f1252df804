//! The paper in Arabic: formal, in the polite plural, with the digits that stand on the board.

use chrono::{Datelike, NaiveDate};

use super::super::{CallManner, ExpectedWait};
use super::{Words, band, names};

const DAYS: [&str; 7] = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"];
const MONTHS: [&str; 12] = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];

pub(super) static WORDS: Words = Words {
    reprint: "نسخة مُعادة",
    people: |people| format!("تذكرة لـ {}", persons(people, "شخصين")),
    people_before,
    same_service: "للخدمة نفسها",
    expected_since,
    expected: |wait| band(wait, |high| format!("حتى {}", minutes(high)), minutes),
    your_turn: "حان دوركم:",
    called: "لقد نودي على رقمكم",
    day,
    comma: "، ",
    hold_ready: "يرجى تحضير:",
    hold_ready_for_other: "وللشخص الآخر أيضًا:",
    watch: "يرجى متابعة الشاشة في القاعة:",
    manner: |manner| match manner {
        CallManner::VoiceAndScreen => "نناديكم بالصوت وعلى الشاشة:",
        CallManner::ComeToMe => "عندما يحين دوركم نأتي إليكم: انتظروا في القاعة",
        CallManner::Phone => "تابعوا دوركم على الهاتف",
    },
    wait_at: "انتظروا هنا:",
    page: "وجّهوا الهاتف نحو المربع: ترون دوركم هناك ويمكنكم لمس «{}».",
    button: "أخرج وأعود",
};

/// A count and its noun: two has a form of its own without a digit, three to ten the plural, eleven to ninety-nine the singular
/// in the accusative, whole hundreds (and one or two above them) the plain singular.
fn counted(count: u32, one: &str, two: &str, few: &str, many: &str, hundreds: &str) -> String {
    match (count, count % 100) {
        (1, _) => one.to_owned(),
        (2, _) => two.to_owned(),
        (_, 3..=10) => format!("{count} {few}"),
        (_, 11..=99) => format!("{count} {many}"),
        _ => format!("{count} {hundreds}"),
    }
}

fn persons(people: u32, two: &str) -> String {
    counted(people, "شخص واحد", two, "أشخاص", "شخصًا", "شخص")
}

fn people_before(people: u32) -> String {
    match people {
        0 => "لا أحد قبلكم".to_owned(),
        n => format!("{} قبلكم", persons(n, "شخصان")),
    }
}

fn expected_since(moment: &str, wait: ExpectedWait) -> String {
    let about = if wait.low_minutes == 0 { "" } else { " حوالي" };
    format!("من الساعة {moment} الانتظار{about}")
}

fn minutes(minutes: u32) -> String {
    counted(minutes, "دقيقة واحدة", "دقيقتين", "دقائق", "دقيقة", "دقيقة")
}

fn day(date: NaiveDate) -> String {
    let (day, month) = names(date, &DAYS, &MONTHS);
    format!("{day} {} {month} {}", date.day(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_count_has_its_own_form_of_the_noun() {
        assert_eq!([0, 1, 2].map(people_before), ["لا أحد قبلكم", "شخص واحد قبلكم", "شخصان قبلكم"]);
        assert_eq!([3, 10].map(people_before), ["3 أشخاص قبلكم", "10 أشخاص قبلكم"]);
        assert_eq!([11, 99].map(people_before), ["11 شخصًا قبلكم", "99 شخصًا قبلكم"]);
        assert_eq!([100, 103].map(people_before), ["100 شخص قبلكم", "103 أشخاص قبلكم"]);
        assert_eq!([1, 2, 5, 25].map(minutes), ["دقيقة واحدة", "دقيقتين", "5 دقائق", "25 دقيقة"]);
    }
}
