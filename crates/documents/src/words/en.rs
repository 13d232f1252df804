//! "Il suo prossimo passo" in English: plain and polite.

use super::Words;

pub(super) static WORDS: Words = Words {
    title: "Your next step",
    done: "What we did today",
    step: "What happens now",
    place: "Where",
    when: "When",
    bring: "What to bring",
    call: "Who to call",
    code: "When you come back, show this square to the screen at the entrance: you get a number and we go on from here, with no more questions.",
    keep: "Please keep this sheet.",
    at: |date, time| format!("{date} at {time}"),
    by: |date| format!("By {date} at the latest"),
};
