//! What a question must have in the site file, by its kind.

use crate::intake::{Question, QuestionKind};
use crate::text::Language;

/// The longest version of a notice, in characters.
const VERSION_CHARACTERS: usize = 40;

/// The rules that a question breaks: the field, what stands there, what should.
pub(super) fn faults(question: &Question, free_text: bool) -> Vec<(&'static str, String, &'static str)> {
    use QuestionKind::{ForWhom, PrivacyNotice};
    let mut faults = Vec::new();
    if question.kind.is_free_text() && !free_text {
        let kind = if question.kind == QuestionKind::Name { "name" } else { "text" };
        faults.push((
            "kind",
            format!("{kind:?}"),
            "a kind that needs no free text, or free_text = true under [kiosk]",
        ));
    }
    if question.kind.has_options() && question.options.is_empty() {
        faults.push(("options", "none".to_owned(), "at least one option to choose"));
    }
    if question.kind == ForWhom && !question.options.is_empty() {
        let expected = "none: it is answered with \"for me\" or \"for somebody else\"";
        faults.push(("options", format!("{} of them", question.options.len()), expected));
    }
    match (question.kind, question.documents.as_slice()) {
        (ForWhom, []) => faults.push((
            "documents",
            "none".to_owned(),
            "what to bring in addition for somebody else; where nothing changes, this is not to be asked",
        )),
        (ForWhom, documents) if documents.iter().any(|text| text.get(Language::It).trim().is_empty()) => {
            faults.push(("documents", "an empty text".to_owned(), "what to bring in addition"));
        }
        (ForWhom, _) | (_, []) => {}
        (_, documents) => faults.push((
            "documents",
            format!("{} of them", documents.len()),
            "none: they belong to the service, or to a question of the kind for-whom",
        )),
    }
    match (question.kind, question.version.as_deref()) {
        (PrivacyNotice, Some(version)) => {
            let fits = (1..=VERSION_CHARACTERS).contains(&version.chars().count())
                && version.trim() == version
                && !version.chars().any(char::is_control);
            if !fits {
                faults.push(("version", format!("{version:?}"), "1 to 40 characters, such as \"2026-03\""));
            }
        }
        (PrivacyNotice, None) => faults.push((
            "version",
            "none".to_owned(),
            "the version of the notice, such as \"2026-03\", so that it is known what was agreed to",
        )),
        (_, Some(version)) => {
            faults.push(("version", format!("{version:?}"), "none: only a privacy-notice has one"));
        }
        (_, None) => {}
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn faults_of(question: Value, free_text: bool) -> Vec<String> {
        let mut with = json!({"key": "q", "question": "Che cosa?"});
        with.as_object_mut().unwrap().extend(question.as_object().unwrap().clone());
        let question: Question = serde_json::from_value(with).unwrap();
        faults(&question, free_text).into_iter().map(|(name, found, _)| format!("{name}: {found}")).collect()
    }

    #[test]
    fn a_question_has_what_its_kind_needs_and_nothing_else() {
        let delega = json!(["delega firmata", "documento di chi la delega"]);
        for fine in [
            json!({"kind": "codice-fiscale"}),
            json!({"kind": "people"}),
            json!({"kind": "for-whom", "documents": delega}),
            json!({"kind": "privacy-notice", "version": "2026-03"}),
        ] {
            assert_eq!(faults_of(fine.clone(), false), [""; 0], "{fine}");
        }
        for (wrong, fault) in [
            (json!({"kind": "for-whom"}), "documents: none"),
            (json!({"kind": "for-whom", "documents": [" "]}), "documents: an empty text"),
            (
                json!({"kind": "for-whom", "documents": delega, "options": [{"key": "me", "names": "Io"}]}),
                "options: 1 of them",
            ),
            (json!({"kind": "yes-no", "documents": delega}), "documents: 2 of them"),
            (json!({"kind": "privacy-notice"}), "version: none"),
            (json!({"kind": "privacy-notice", "version": " "}), "version: \" \""),
            (
                json!({"kind": "privacy-notice", "version": "1".repeat(41)}),
                &format!("version: {:?}", "1".repeat(41)),
            ),
            (json!({"kind": "phone", "version": "1"}), "version: \"1\""),
            (json!({"kind": "choice"}), "options: none"),
        ] {
            assert_eq!(faults_of(wrong.clone(), true), [fault], "{wrong}");
        }
    }

    #[test]
    fn nobody_is_asked_for_free_text_unless_the_site_says_so() {
        for kind in ["text", "name"] {
            assert_eq!(faults_of(json!({"kind": kind}), false), [format!("kind: {kind:?}")]);
            assert_eq!(faults_of(json!({"kind": kind}), true), [""; 0]);
        }
    }
}
