//! How a question is answered, put into the properties of its screen.

use super::shown::signed;
use super::ui::{AnswerKind, OptionData, QuestionData};
use crate::model::Answering;

/// Fills in what the screen of the question needs, and gives back what stands in its list.
pub(super) fn push_answering(data: &mut QuestionData, answering: &Answering) -> Vec<OptionData> {
    let option = |text: &String, chosen| OptionData { text: text.into(), chosen };
    match answering {
        Answering::Options { options, several } => {
            data.goes_on = *several;
            data.kind = if *several { AnswerKind::Several } else { AnswerKind::Options };
            return options.iter().map(|(text, chosen)| option(text, *chosen)).collect();
        }
        Answering::Town { typed, proposals } => {
            data.kind = AnswerKind::Town;
            data.typed = typed.into();
            return proposals.iter().map(|text| option(text, false)).collect();
        }
        Answering::YesNo(answer) => {
            data.kind = AnswerKind::YesNo;
            data.yes = answer.map_or(-1, i32::from);
        }
        Answering::Whom(other) => {
            data.kind = AnswerKind::Whom;
            data.whom = other.map_or(-1, i32::from);
        }
        Answering::People { people, most } => {
            data.kind = AnswerKind::People;
            (data.people, data.most_people) = (signed(*people), signed(*most));
        }
        Answering::Digits(typed) => typing(data, AnswerKind::Digits, typed),
        Answering::Phone(typed) => typing(data, AnswerKind::Phone, typed),
        Answering::Words(typed) => typing(data, AnswerKind::Words, typed),
        Answering::Code { typed, shown, wrong } => {
            typing(data, AnswerKind::Code, typed);
            (data.shown, data.wrong) = (*shown, *wrong);
        }
        Answering::Notice(version) => {
            data.kind = AnswerKind::Notice;
            data.version = version.into();
        }
    }
    Vec::new()
}

/// "Avanti" stands there from the first, so that nothing moves when there is something to go on with.
fn typing(data: &mut QuestionData, kind: AnswerKind, typed: &str) {
    data.goes_on = true;
    data.kind = kind;
    data.typed = typed.into();
}
