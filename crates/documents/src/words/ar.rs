//! "Il suo prossimo passo" in Arabic: formal, in the polite plural, with the digits that stand on the board.

use super::Words;

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
    at: |date, time| format!("{date}، الساعة {time}"),
    by: |date| format!("آخر موعد: {date}"),
};
