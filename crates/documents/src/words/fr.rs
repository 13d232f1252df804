//! "Il suo prossimo passo" in French: formal.

use super::Words;

pub(super) static WORDS: Words = Words {
    title: "Votre prochaine étape",
    done: "Ce que nous avons fait aujourd’hui",
    step: "Ce qui se passe maintenant",
    place: "Où",
    when: "Quand",
    bring: "Ce qu’il faut apporter",
    call: "Qui appeler",
    code: "À votre retour, montrez ce carré à la borne à l’entrée : vous recevez un numéro et nous reprenons ici, sans autre question.",
    keep: "Gardez cette feuille.",
    at: |date, time| format!("{date} à {time}"),
    by: |date| format!("Au plus tard le {date}"),
};
