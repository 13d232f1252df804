//! What is no fault of a site, and yet serves its citizens badly.

use super::Site;
use crate::intake::QuestionKind;
use crate::text::{Language, Texts};

/// As many fields as are named of one language; of the rest the count alone.
const NAMED: usize = 3;

impl Site {
    /// What whoever keeps the site file might do better, a line each, in English: questions that give no reason, and texts that a
    /// citizen of one of the site's languages reads in Italian.
    pub fn advice(&self) -> Vec<String> {
        let mut advice: Vec<String> = self.without_reason().collect();
        for language in self.languages.iter().filter(|language| **language != Language::It) {
            let missing: Vec<String> = self
                .texts()
                .filter(|(_, text)| text.iter().all(|(has, _)| has != *language))
                .map(|(field, _)| field)
                .collect();
            if let Some(line) = untranslated(*language, &missing) {
                advice.push(line);
            }
        }
        advice
    }

    fn without_reason(&self) -> impl Iterator<Item = String> {
        let services = self.services.iter().enumerate();
        services.flat_map(|(s, service)| {
            let questions = service.intake.iter().enumerate();
            let bare = questions.filter(|(_, question)| {
                question.why.is_none() && question.kind != QuestionKind::PrivacyNotice
            });
            bare.map(move |(q, _)| {
                format!("services[{s}].intake[{q}].why: none; people answer sooner when they read why they are asked")
            })
        })
    }

    /// The texts that a citizen reads at the kiosk, with their fields. Names of places are the same in every language.
    fn texts(&self) -> impl Iterator<Item = (String, &Texts)> {
        let services = self.services.iter().enumerate().flat_map(|(s, service)| {
            let own = [
                ("names", Some(&service.names)),
                ("group", service.group.as_ref()),
                ("when", service.when.as_ref()),
            ];
            let own = own
                .into_iter()
                .filter_map(move |(field, text)| Some((format!("services[{s}].{field}"), text?)));
            let documents = service.documents.iter().enumerate();
            let documents = documents.map(move |(d, text)| (format!("services[{s}].documents[{d}]"), text));
            let questions = service.intake.iter().enumerate().flat_map(move |(q, question)| {
                let at = move |field: String| format!("services[{s}].intake[{q}].{field}");
                let own = [("question", Some(&question.question)), ("why", question.why.as_ref())];
                let own =
                    own.into_iter().filter_map(move |(field, text)| Some((at(field.to_owned()), text?)));
                let options = question.options.iter().enumerate();
                let options =
                    options.map(move |(o, option)| (at(format!("options[{o}].names")), &option.names));
                let documents = question.documents.iter().enumerate();
                let documents = documents.map(move |(d, text)| (at(format!("documents[{d}]")), text));
                own.chain(options).chain(documents)
            });
            own.chain(documents).chain(questions)
        });
        let kiosk = [("kiosk.elsewhere", &self.kiosk.elsewhere), ("kiosk.wait_at", &self.kiosk.wait_at)];
        services.chain(kiosk.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text.as_ref()?))))
    }
}

fn untranslated(language: Language, missing: &[String]) -> Option<String> {
    let named = missing.get(..missing.len().min(NAMED)).unwrap_or_default().join(", ");
    let more = missing.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!missing.is_empty()).then(|| {
        format!("{named}{rest}: not in the site's language {:?}; stands in Italian there", language.code())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(languages: &[Language]) -> Site {
        let mut site: Site = serde_json::from_value(serde_json::json!({
            "name": "Sportello", "services": [{
                "key": "spid", "letter": "A", "names": {"it": "SPID", "en": "Digital identity"}, "documents": ["documento"],
                "intake": [
                    {"key": "prima", "kind": "yes-no", "question": {"it": "È la prima volta?", "en": "Is it the first time?"}},
                    {"key": "avviso", "kind": "privacy-notice", "version": "1", "question": "Avviso"},
                    {"key": "che", "kind": "choice", "question": "Che cosa?", "why": "Per prepararci.",
                        "options": [{"key": "uno", "names": "Uno"}]}]}],
        }))
        .unwrap();
        site.languages = languages.to_vec();
        site
    }

    #[test]
    fn a_question_without_a_reason_is_named() {
        let advice = site(&[Language::It]).advice();
        assert_eq!(advice.len(), 1, "{advice:?}");
        assert!(advice[0].starts_with("services[0].intake[0].why: none"), "{advice:?}");
    }

    #[test]
    fn what_stands_in_italian_for_whoever_chose_another_language_is_counted() {
        let advice = site(&[Language::It, Language::En]).advice();
        assert_eq!(
            advice[1],
            "services[0].documents[0], services[0].intake[1].question, services[0].intake[2].question and 2 more: \
             not in the site's language \"en\"; stands in Italian there"
        );
    }

    #[test]
    fn a_site_that_wants_nothing_gets_no_advice() {
        let mut site = site(&[Language::It, Language::En]);
        site.services[0].intake.clear();
        site.services[0].documents.clear();
        assert_eq!(site.advice(), Vec::<String>::new());
    }
}
