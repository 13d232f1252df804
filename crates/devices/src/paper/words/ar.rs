//! The paper in Arabic: formal, in the polite plural, with the digits that stand on the board.

use super::super::{CallManner, ExpectedWait};
use super::{NextStepWords, Words, band};

pub(super) static WORDS: Words = Words {
    reprint: "نسخة مُعادة",
    people: |people| format!("تذكرة لـ {}", persons(people, "شخصين")),
    people_before,
    same_service: "للخدمة نفسها",
    expected_since,
    expected,
    your_turn: "حان دوركم:",
    called: "لقد نودي على رقمكم",
    comma: "، ",
    hold_ready: "يرجى تحضير:",
    hold_ready_for_other: "وللشخص الآخر أيضًا:",
    watch: "يرجى متابعة الشاشة في القاعة:",
    manner: |manner| match manner {
        CallManner::VoiceAndScreen => "نناديكم بالصوت وعلى الشاشة:",
        CallManner::ComeToMe => "عندما يحين دوركم نأتي إليكم: انتظروا في القاعة",
        CallManner::Phone => "تابعوا دوركم على الهاتف",
    },
    we_come: "نحن نأتي إليكم",
    wait_at: "مكان الانتظار:",
    page: "وجّهوا الهاتف نحو المربع: ترون دوركم هناك ويمكنكم لمس «{}».",
    button: "أخرج وأعود",
    next_step: NextStepWords {
        title: "خطوتكم التالية",
        place: "المكان:",
        bring: "ما يجب إحضاره:",
        call: "للاتصال:",
        practice: "الملف",
        code: "عند عودتكم، اعرضوا هذا المربع على الشاشة: تعطيكم رقمًا.",
    },
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

/// From one time to another is said without "about", as "to" is.
fn is_range(wait: ExpectedWait) -> bool {
    0 < wait.low_minutes && wait.low_minutes < wait.high_minutes
}

fn expected_since(moment: &str, wait: ExpectedWait) -> String {
    let about = if wait.low_minutes == 0 || is_range(wait) { "" } else { " حوالي" };
    format!("من الساعة {moment} الانتظار{about}")
}

/// In words: a dash between two figures is read from the left by one and from the right by another.
fn expected(wait: ExpectedWait) -> String {
    let ExpectedWait { low_minutes, high_minutes } = wait;
    if !is_range(wait) {
        return band(wait, |high| format!("حتى {}", minutes(high)), minutes);
    }
    // One and two have no figure that could stand before the noun of the other.
    let low = if low_minutes <= 2 { minutes(low_minutes) } else { low_minutes.to_string() };
    format!("من {low} إلى {}", minutes(high_minutes))
}

fn minutes(minutes: u32) -> String {
    counted(minutes, "دقيقة واحدة", "دقيقتين", "دقائق", "دقيقة", "دقيقة")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_said_in_words_and_no_dash_turns_it_round() {
        let say = |low_minutes, high_minutes| {
            let wait = ExpectedWait { low_minutes, high_minutes };
            format!("{} {}", expected_since("9:42", wait), expected(wait))
        };
        assert_eq!(say(15, 25), "من الساعة 9:42 الانتظار من 15 إلى 25 دقيقة");
        assert_eq!(say(5, 10), "من الساعة 9:42 الانتظار من 5 إلى 10 دقائق");
        assert_eq!(say(1, 2), "من الساعة 9:42 الانتظار من دقيقة واحدة إلى دقيقتين");
        assert_eq!(say(10, 10), "من الساعة 9:42 الانتظار حوالي 10 دقائق");
        assert_eq!(say(0, 5), "من الساعة 9:42 الانتظار حتى 5 دقائق");
    }

    #[test]
    fn each_count_has_its_own_form_of_the_noun() {
        assert_eq!([0, 1, 2].map(people_before), ["لا أحد قبلكم", "شخص واحد قبلكم", "شخصان قبلكم"]);
        assert_eq!([3, 10].map(people_before), ["3 أشخاص قبلكم", "10 أشخاص قبلكم"]);
        assert_eq!([11, 99].map(people_before), ["11 شخصًا قبلكم", "99 شخصًا قبلكم"]);
        assert_eq!([100, 103].map(people_before), ["100 شخص قبلكم", "103 أشخاص قبلكم"]);
        assert_eq!([1, 2, 5, 25].map(minutes), ["دقيقة واحدة", "دقيقتين", "5 دقائق", "25 دقيقة"]);
    }
}
