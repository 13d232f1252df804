//! The hub's own words for people: why a ticket was called, in the languages of a site. One catalogue; English stands in where
//! a language has no words yet.

use turno_domain::journal::{CallRule, Reason};
use turno_domain::text::Language;
use turno_domain::ticket::TicketNumber;

/// Why `number` was called, as an operator would say it.
pub fn reason_text(number: TicketNumber, reason: &Reason, language: Language) -> String {
    let minutes = reason.waited_minutes;
    match language {
        Language::It => {
            let waited = match minutes {
                0 => "è appena arrivato".to_owned(),
                1 => "aspetta da 1 minuto".to_owned(),
                n => format!("aspetta da {n} minuti"),
            };
            let why = match reason.rule {
                CallRule::MaximumWait => "ha superato l'attesa massima e aspetta da più tempo di tutti",
                CallRule::Reinstated => "era stato chiamato, è tornato e passa per primo",
                CallRule::Preferred => "questo sportello dà la precedenza al suo servizio",
                CallRule::Priority if reason.weight > 1 => "il suo servizio ha la precedenza",
                CallRule::Priority => "tocca a chi aspetta da più tempo",
                CallRule::Fifo => "è arrivato prima degli altri",
                CallRule::Ratio => "è il turno del suo servizio a questo sportello",
                CallRule::Chosen => "lo ha scelto l'operatore",
            };
            format!("{number}: {waited}, {why}.")
        }
        _ => {
            let waited = match minutes {
                0 => "has just arrived".to_owned(),
                1 => "waited 1 minute".to_owned(),
                n => format!("waited {n} minutes"),
            };
            let why = match reason.rule {
                CallRule::MaximumWait => "past the maximum wait and longest of all",
                CallRule::Reinstated => "called before, came back and goes first",
                CallRule::Preferred => "this counter prefers its service",
                CallRule::Priority if reason.weight > 1 => "its service has priority",
                CallRule::Priority => "longest of ordinary",
                CallRule::Fifo => "came before the others",
                CallRule::Ratio => "its service's turn at this counter",
                CallRule::Chosen => "chosen by the operator",
            };
            format!("{number}: {waited}, {why}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_said_in_plain_words() {
        let reason = Reason { rule: CallRule::Priority, waited_minutes: 31, weight: 1 };
        let number = TicketNumber::new('A', 42);
        assert_eq!(
            reason_text(number, &reason, Language::It),
            "A042: aspetta da 31 minuti, tocca a chi aspetta da più tempo."
        );
        assert_eq!(
            reason_text(number, &reason, Language::En),
            "A042: waited 31 minutes, longest of ordinary."
        );
    }

    #[test]
    fn every_rule_has_its_own_words() {
        const RULES: [CallRule; 7] = [
            CallRule::MaximumWait,
            CallRule::Reinstated,
            CallRule::Preferred,
            CallRule::Priority,
            CallRule::Fifo,
            CallRule::Ratio,
            CallRule::Chosen,
        ];
        for language in [Language::It, Language::En] {
            let texts: std::collections::BTreeSet<String> = RULES
                .iter()
                .map(|&rule| {
                    reason_text(
                        TicketNumber::new('A', 1),
                        &Reason { rule, waited_minutes: 1, weight: 1 },
                        language,
                    )
                })
                .collect();
            assert_eq!(texts.len(), RULES.len());
        }
    }
}
