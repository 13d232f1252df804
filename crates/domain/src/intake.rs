//! Intake: what the kiosk asks, and only what shortens the visit.

use crate::codice_fiscale::PersonCode;
use crate::keys::QuestionKey;
use crate::text::{Texts, clean};
use crate::typed::Typed;
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// The longest answer taken, in characters.
pub const ANSWER_CHARACTERS: usize = 200;
/// The most answers one ticket may carry.
pub const ANSWERS: usize = 50;
/// The most people who come with one ticket, as a kiosk asks it.
pub const PEOPLE_WHO_COME: u32 = 9;
/// The answers to [`QuestionKind::ForWhom`]: for oneself, for somebody else.
pub const FOR_WHOM: [&str; 2] = ["self", "other"];

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// One of the options.
    Choice,
    /// Any of the options.
    Choices,
    /// Yes or no.
    YesNo,
    /// A whole number.
    Number,
    /// One of the site's age bands.
    AgeBand,
    /// A municipality of the register.
    Municipality,
    /// A phone number.
    Phone,
    /// A codice fiscale, or what stands in its place ([`PersonCode`]).
    CodiceFiscale,
    /// Whether it is for oneself or somebody else, where that changes what to bring.
    ForWhom,
    /// How many people come.
    People,
    /// How answers are used, to be agreed to: the answer is the notice's version.
    PrivacyNotice,
    /// Free text, where the site allows it.
    Text,
    /// A name, where the site allows free text.
    Name,
}

impl QuestionKind {
    /// Whether the question needs options in the site file.
    pub fn has_options(self) -> bool {
        matches!(self, QuestionKind::Choice | QuestionKind::Choices | QuestionKind::AgeBand)
    }

    /// Whether anything can be typed in answer, so that the site must allow free text.
    pub fn is_free_text(self) -> bool {
        matches!(self, QuestionKind::Text | QuestionKind::Name)
    }
}

/// One option of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What it is known by.
    pub key: QuestionKey,
    /// What it is called.
    pub names: Texts,
}

/// One question of a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What it is known by.
    pub key: QuestionKey,
    /// How it is answered.
    pub kind: QuestionKind,
    /// The question, as a grandmother would ask it.
    pub question: Texts,
    /// One line saying why it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Texts>,
    /// What can be chosen.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// What to bring in addition for somebody else ([`QuestionKind::ForWhom`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Texts>,
    /// Which version of the notice this is ([`QuestionKind::PrivacyNotice`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// One answer. Its Debug shows of which form it is, and nothing of what somebody said.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// Yes or no.
    YesNo(bool),
    /// A number.
    #[serde(serialize_with = "whole_if_whole")]
    Number(f64),
    /// A text, or an option's key.
    Text(Typed),
    /// Several options' keys.
    List(Vec<String>),
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Answer::YesNo(_) => "YesNo(…)",
            Answer::Number(_) => "Number(…)",
            Answer::Text(_) => "Text(…)",
            Answer::List(_) => "List(…)",
        })
    }
}

/// A whole number goes back as it came, without a point.
fn whole_if_whole<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if is_whole(*number) {
        serializer.serialize_i64(*number as i64)
    } else {
        serializer.serialize_f64(*number)
    }
}

fn is_whole(number: f64) -> bool {
    /// Beyond this a double does not hold every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    number.fract() == 0.0 && number.abs() <= EXACT
}

/// What was answered, by question.
pub type Answers = BTreeMap<QuestionKey, Answer>;

/// An answer that does not fit its question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    /// The service asks no such question.
    #[error("this service asks no question {0:?}")]
    UnknownQuestion(String),
    /// The answer is of another form.
    #[error("the answer to {question:?} must be {expected}")]
    WrongForm {
        /// The question's key.
        question: String,
        /// The form it should have.
        expected: &'static str,
    },
    /// Too many answers.
    #[error("more than {ANSWERS} answers")]
    TooMany,
}

/// `answers` checked against `questions` and cleaned.
///
/// # Errors
/// The first answer that belongs to no question, has the wrong form, is too long or names an unknown option.
pub fn check_answers(questions: &[Question], answers: Answers) -> Result<Answers, BadAnswer> {
    if answers.len() > ANSWERS {
        return Err(BadAnswer::TooMany);
    }
    let check = |(key, answer): (QuestionKey, Answer)| {
        let question = questions
            .iter()
            .find(|question| question.key == key)
            .ok_or_else(|| BadAnswer::UnknownQuestion(key.to_string()))?;
        check_answer(question, answer).map(|answer| (key, answer))
    };
    answers.into_iter().map(check).collect()
}

/// The form of an answer that somebody types.
const TEXT: &str = "a text of at most 200 characters";

fn check_answer(question: &Question, answer: Answer) -> Result<Answer, BadAnswer> {
    let wrong = |expected| BadAnswer::WrongForm { question: question.key.to_string(), expected };
    let is_option = |text: &str| question.options.iter().any(|option| option.key.as_str() == text);
    match (question.kind, answer) {
        (QuestionKind::YesNo, Answer::YesNo(yes)) => Ok(Answer::YesNo(yes)),
        (QuestionKind::YesNo, _) => Err(wrong("true or false")),
        (QuestionKind::Number, Answer::Number(number)) if is_whole(number) => Ok(Answer::Number(number)),
        (QuestionKind::Number, _) => Err(wrong("a whole number")),
        (QuestionKind::Choice | QuestionKind::AgeBand, Answer::Text(text)) if is_option(&text) => {
            Ok(Answer::Text(text))
        }
        (QuestionKind::Choice | QuestionKind::AgeBand, _) => Err(wrong("one of the question's options")),
        (QuestionKind::Choices, Answer::List(list))
            if list.len() <= question.options.len() && list.iter().all(|text| is_option(text)) =>
        {
            Ok(Answer::List(list))
        }
        (QuestionKind::Choices, _) => Err(wrong("a list of the question's options")),
        (QuestionKind::CodiceFiscale, Answer::Text(text)) => PersonCode::parse(&text)
            .map(|code| Answer::Text(code.as_str().into()))
            .map_err(|_| wrong("a codice fiscale whose check character is right")),
        (QuestionKind::CodiceFiscale, _) => Err(wrong("a codice fiscale whose check character is right")),
        (QuestionKind::ForWhom, Answer::Text(text)) if FOR_WHOM.contains(&text.as_str()) => {
            Ok(Answer::Text(text))
        }
        (QuestionKind::ForWhom, _) => Err(wrong("self or other")),
        (QuestionKind::People, Answer::Number(number))
            if is_whole(number) && (1.0..=f64::from(PEOPLE_WHO_COME)).contains(&number) =>
        {
            Ok(Answer::Number(number))
        }
        (QuestionKind::People, _) => Err(wrong("a whole number from 1 to 9")),
        (QuestionKind::PrivacyNotice, Answer::Text(text))
            if question.version.as_deref() == Some(text.as_str()) =>
        {
            Ok(Answer::Text(text))
        }
        (QuestionKind::PrivacyNotice, _) => Err(wrong("the version of the notice that was agreed to")),
        (
            QuestionKind::Municipality | QuestionKind::Phone | QuestionKind::Text | QuestionKind::Name,
            Answer::Text(text),
        ) => {
            let text = clean(&text, text.len());
            if text.chars().count() > ANSWER_CHARACTERS {
                return Err(wrong(TEXT));
            }
            Ok(Answer::Text(text.into()))
        }
        (QuestionKind::Municipality | QuestionKind::Phone | QuestionKind::Text | QuestionKind::Name, _) => {
            Err(wrong(TEXT))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_goes_back_without_a_point() {
        for text in ["3", "-2", "2.5", "0"] {
            let answer: Answer = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&answer).unwrap(), text);
        }
    }

    fn questions() -> Vec<Question> {
        serde_json::from_value(serde_json::json!([
            {"key": "first", "kind": "yes-no", "question": "È la prima volta?"},
            {"key": "who", "kind": "choice", "question": "Per chi?", "options": [{"key": "me", "names": "Per me"}]},
            {"key": "town", "kind": "municipality", "question": "Dove abita?"},
            {"key": "phone", "kind": "phone", "question": "A che numero la chiamiamo?"},
            {"key": "need", "kind": "choices", "question": "Che cosa serve?", "options": [
                {"key": "a", "names": "Medico"}, {"key": "b", "names": "Esenzione"}]},
            {"key": "age", "kind": "number", "question": "Quanti anni?"},
            {"key": "code", "kind": "codice-fiscale", "question": "Il suo codice fiscale?"},
            {"key": "for", "kind": "for-whom", "question": "Per chi?", "documents": ["delega"]},
            {"key": "people", "kind": "people", "question": "Quanti siete?"},
            {"key": "notice", "kind": "privacy-notice", "question": "Usiamo le risposte …", "version": "2026-03"},
            {"key": "text", "kind": "text", "question": "Che cosa serve?"},
            {"key": "called", "kind": "name", "question": "Come si chiama?"},
        ]))
        .unwrap()
    }

    fn check(answers: serde_json::Value) -> Result<Answers, BadAnswer> {
        check_answers(&questions(), serde_json::from_value(answers).unwrap())
    }

    #[test]
    fn no_log_holds_what_somebody_said() {
        let said = serde_json::json!({"first": true, "town": "segreto", "age": 4711, "need": ["segreto"], "who": "me"});
        let answers: Answers = serde_json::from_value(said).unwrap();
        let shown = format!("{answers:?}");
        assert!(!shown.contains("segreto") && !shown.contains("4711") && !shown.contains("true"), "{shown}");
    }

    #[test]
    fn fitting_answers_are_cleaned_and_kept() {
        let answers =
            check(serde_json::json!({"first": true, "who": "me", "town": " Lomazzo\u{7} "})).unwrap();
        assert_eq!(answers[&"town".parse().unwrap()], Answer::Text("Lomazzo".into()));
        assert_eq!(answers.len(), 3);
    }

    #[test]
    fn a_typed_answer_is_kept_whole_or_refused() {
        const { assert!(ANSWER_CHARACTERS == 200, "as the refusal says") };
        let two_words = |last: usize| format!("  {}\u{7} {} ", "è".repeat(150), "à".repeat(last));
        let whole = two_words(49);
        let answers = check(serde_json::json!({"town": whole, "phone": whole})).unwrap();
        let cleaned = Answer::Text(format!("{} {}", "è".repeat(150), "à".repeat(49)).into());
        assert_eq!(answers.values().collect::<Vec<_>>(), [&cleaned, &cleaned]);
        // The last is longer by a word alone, which a cut at a word's end would drop unseen.
        for long in [two_words(50), "5".repeat(201), format!("{} b", "a".repeat(200))] {
            for question in ["town", "phone"] {
                let refused = check(serde_json::json!({question: long})).unwrap_err();
                assert!(refused.to_string().contains("200 characters"), "{refused}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        assert_eq!(check(serde_json::json!({"name": "x"})), Err(BadAnswer::UnknownQuestion("name".into())));
        assert!(matches!(check(serde_json::json!({"first": "yes"})), Err(BadAnswer::WrongForm { .. })));
        for wrong in [
            serde_json::json!({"who": "him"}),
            serde_json::json!({"who": ["me"]}),
            serde_json::json!({"town": true}),
            serde_json::json!({"age": "70"}),
            serde_json::json!({"age": 2.5}),
            serde_json::json!({"age": 1e300}),
            serde_json::json!({"need": "a"}),
            serde_json::json!({"need": ["a", "c"]}),
            serde_json::json!({"need": ["a", "b", "a"]}),
        ] {
            assert!(matches!(check(wrong.clone()), Err(BadAnswer::WrongForm { .. })), "{wrong}");
        }
        assert!(check(serde_json::json!({"need": ["b", "a"], "age": 70})).is_ok());
    }

    #[test]
    fn a_code_is_kept_as_it_is_printed_and_only_where_its_check_character_is_right() {
        let code = |text: &str| check(serde_json::json!({"code": text}));
        let kept = Answer::Text("RSSMRA85T10A562S".into());
        assert_eq!(code(" rssmra 85t10 a562s ").unwrap().values().collect::<Vec<_>>(), [&kept]);
        for wrong in ["RSSMRA85T10A562T", "RSSMRA85T10A562", "", "12345678901", "R"] {
            let refused = code(wrong).unwrap_err().to_string();
            assert!(refused.contains("check character"), "{refused}");
            assert!(
                wrong.is_empty() || wrong.len() < 2 || !refused.contains(wrong),
                "no code stands in a refusal"
            );
        }
    }

    #[test]
    fn what_a_kiosk_asks_has_its_own_answers() {
        for fine in [
            serde_json::json!({"for": "self"}),
            serde_json::json!({"for": "other"}),
            serde_json::json!({"people": 1}),
            serde_json::json!({"people": 9}),
            serde_json::json!({"notice": "2026-03"}),
            serde_json::json!({"text": "è".repeat(200), "called": " Ada "}),
        ] {
            assert!(check(fine.clone()).is_ok(), "{fine}");
        }
        for wrong in [
            serde_json::json!({"for": "me"}),
            serde_json::json!({"for": true}),
            serde_json::json!({"people": 0}),
            serde_json::json!({"people": 10}),
            serde_json::json!({"people": 1.5}),
            serde_json::json!({"people": "2"}),
            serde_json::json!({"notice": "2025-01"}),
            serde_json::json!({"notice": true}),
            serde_json::json!({"text": "è".repeat(201)}),
            serde_json::json!({"called": "è".repeat(201)}),
            serde_json::json!({"code": 12}),
        ] {
            assert!(matches!(check(wrong.clone()), Err(BadAnswer::WrongForm { .. })), "{wrong}");
        }
    }
}
