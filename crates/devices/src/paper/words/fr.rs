//! The paper in French: formal.

use super::super::{CallManner, ExpectedWait};
use super::{NextStepWords, Words, band};

pub(super) static WORDS: Words = Words {
    reprint: "RÉIMPRESSION",
    people: |people| format!("Ticket pour {people} personnes"),
    people_before,
    same_service: "pour le même service",
    expected_since,
    expected: |wait| band(wait, |high| format!("{} au plus", minutes(high)), minutes),
    your_turn: "C’est déjà votre tour :",
    called: "Votre numéro a déjà été appelé",
    comma: ", ",
    hold_ready: "Préparez, s’il vous plaît :",
    hold_ready_for_other: "Pour l’autre personne, aussi :",
    watch: "Regardez l’écran dans la salle :",
    manner: |manner| match manner {
        CallManner::VoiceAndScreen => "Nous vous appelons à voix haute et à l’écran :",
        CallManner::ComeToMe => "À votre tour, nous venons vers vous : attendez dans la salle",
        CallManner::Phone => "Suivez votre tour sur votre téléphone",
    },
    we_come: "Nous venons vers vous",
    wait_at: "Où attendre :",
    page: "Visez le carré avec votre téléphone : vous y suivez votre tour et pouvez toucher « {} ».",
    button: "Je sors et je reviens",
    next_step: NextStepWords {
        title: "Votre prochaine étape",
        place: "Où :",
        bring: "À apporter :",
        call: "Qui appeler :",
        practice: "Dossier",
        code: "À votre retour, montrez ce carré à la borne : elle vous donne un numéro.",
    },
};

fn people_before(people: u32) -> String {
    match people {
        0 => "Personne avant vous".to_owned(),
        1 => "1 personne avant vous".to_owned(),
        n => format!("{n} personnes avant vous"),
    }
}

fn expected_since(moment: &str, wait: ExpectedWait) -> String {
    let about = if wait.low_minutes == 0 { "" } else { " environ" };
    format!("À partir de {moment} vous attendrez{about}")
}

fn minutes(minutes: u32) -> String {
    format!("{minutes} {}", if minutes <= 1 { "minute" } else { "minutes" })
}
