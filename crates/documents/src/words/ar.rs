//! "Il suo prossimo passo" in Arabic: formal, in the polite plural, with the digits that stand on the board.

use chrono::{Datelike, NaiveDate};

use super::{Words, names};

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
    title: "خطوتكم التالية",
    done: "ما قمنا به اليوم",
    step: "ما الذي سيحدث الآن",
    place: "أين",
    when: "متى",
    bring: "ما يجب إحضاره",
    call: "بمن تتصلون",
    code: "عند عودتكم، اعرضوا هذا المربع على الشاشة عند المدخل: تحصلون على رقم ونتابع من هنا، دون أسئلة أخرى.",
    keep: "احتفظوا بهذه الورقة.",
    date,
    at: |date, time| format!("{date}، الساعة {time}"),
    by: |date| format!("آخر موعد: {date}"),
};

fn date(date: NaiveDate) -> String {
    let (day, month) = names(date, &DAYS, &MONTHS);
    format!("{day} {} {month} {}", date.day(), date.year())
}
