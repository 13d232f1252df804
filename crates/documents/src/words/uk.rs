//! "Il suo prossimo passo" in Ukrainian: formal.

use chrono::{Datelike, NaiveDate};

use super::{Words, names};

const DAYS: [&str; 7] = ["понеділок", "вівторок", "середа", "четвер", "пʼятниця", "субота", "неділя"];
const MONTHS: [&str; 12] = [
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
];

pub(super) static WORDS: Words = Words {
    title: "Ваш наступний крок",
    done: "Що ми зробили сьогодні",
    step: "Що буде далі",
    place: "Де",
    when: "Коли",
    bring: "Що взяти із собою",
    call: "Кому телефонувати",
    code: "Коли повернетеся, покажіть цей квадрат екрану при вході: Ви отримаєте номер, і ми продовжимо звідси без інших запитань.",
    keep: "Збережіть цей аркуш.",
    date,
    at: |date, time| format!("{date}, {time}"),
    by: |date| format!("Крайній термін: {date}"),
};

fn date(date: NaiveDate) -> String {
    let (day, month) = names(date, &DAYS, &MONTHS);
    format!("{day}, {} {month} {} р.", date.day(), date.year())
}
