//! "Il suo prossimo passo" in Albanian: formal.

use super::Words;

pub(super) static WORDS: Words = Words {
    title: "Hapi juaj i ardhshëm",
    done: "Çfarë bëmë sot",
    step: "Çfarë ndodh tani",
    place: "Ku",
    when: "Kur",
    bring: "Çfarë të sillni",
    call: "Kë të telefononi",
    code: "Kur të ktheheni, tregojeni këtë katror te ekrani në hyrje: merrni një numër dhe vazhdojmë nga këtu, pa pyetje të tjera.",
    keep: "Ruajeni këtë fletë.",
    at: |date, time| format!("{date}, ora {time}"),
    by: |date| format!("Afati: {date}"),
};
