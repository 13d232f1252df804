//! "Il suo prossimo passo" in Ukrainian: formal.

use super::Words;

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
    at: |date, time| format!("{date}, {time}"),
    by: |date| format!("Крайній термін: {date}"),
};
