//! The open question with several fields: what is typed, and what is said back about it.

use super::super::practice::form::{Form, FormField, FormKind, STEP_TEXTS, text_of};
use super::super::practice::when::{read_minutes, read_time};
use super::super::{Desk, Dialog};
use super::lists::ConflictRow;
use super::practice::{choice_words, step_kind_word};
use super::{ChoiceRow, Moment};
use crate::model::{Key, Server};

/// The open question about a part of the practice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormView {
    /// What is typed, by field.
    pub texts: Vec<(FormField, String)>,
    /// The day that is typed, said back.
    pub day: Option<Moment>,
    /// Why what is typed is no day, in a stable word; empty: it is one, or nothing is typed.
    pub day_fault: &'static str,
    /// The day has passed, where something is to be done.
    pub day_passed: bool,
    /// Whether time or minutes cannot be read.
    pub number_wrong: bool,
    /// Who is to take the step.
    pub responsible: String,
    /// Whether something that exists is changed.
    pub changes: bool,
    /// What a colleague wrote in the same step.
    pub theirs: Vec<ConflictRow>,
}

impl Desk {
    pub(super) fn form_view(&self) -> FormView {
        let Some(Dialog::Form(form)) = &self.dialog else { return FormView::default() };
        let today = self.today_date();
        let day = form.day(today);
        FormView {
            texts: FormField::ALL.map(|field| (field, form.text(field).to_owned())).to_vec(),
            day: day.ok().flatten().map(|day| self.calendar_day(day)),
            day_fault: day.err().map_or("", |fault| fault.word()),
            day_passed: form.kind == FormKind::Step
                && day.is_ok_and(|day| day.is_some_and(|day| day < today)),
            number_wrong: read_time(form.text(FormField::Time)).is_err()
                || read_minutes(form.text(FormField::Minutes)).is_err(),
            responsible: form.responsible.as_ref().map(|key| self.operator_name(key)).unwrap_or_default(),
            changes: form.step.is_some(),
            theirs: self.their_step(form),
        }
    }

    /// The fields that a colleague wrote too, and otherwise.
    fn their_step(&self, form: &Form) -> Vec<ConflictRow> {
        let today = self.today_date();
        let Some((seen, theirs)) =
            form.step.as_ref().and_then(|step| Some((&step.seen, step.theirs.as_ref()?)))
        else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        let mut row = |field, mine: String, base: String, theirs: String| {
            if mine != theirs && theirs != base {
                rows.push(ConflictRow { field, subject: String::new(), mine, theirs });
            }
        };
        for field in STEP_TEXTS {
            let (base, other) = (text_of(&seen.fields, field), text_of(&theirs.fields, field));
            row(field.word(), form.plain(field, today), base, other);
        }
        let kind = choice_words(form.kind).get(form.choice).copied().unwrap_or_default();
        let kind_of = |kind| step_kind_word(kind).to_owned();
        row("step-kind", kind.to_owned(), kind_of(seen.fields.kind), kind_of(theirs.fields.kind));
        let name = |key: &Option<turno_domain::keys::OperatorKey>| {
            key.as_ref().map(|key| self.operator_name(key)).unwrap_or_default()
        };
        row(
            "responsible",
            name(&form.responsible),
            name(&seen.fields.responsible),
            name(&theirs.fields.responsible),
        );
        rows
    }

    /// The choices of the open form.
    pub(super) fn form_choices(form: &Form) -> Vec<ChoiceRow> {
        let words = choice_words(form.kind).into_iter().enumerate();
        words
            .map(|(at, word)| ChoiceRow {
                key: word.to_owned(),
                name: String::new(),
                chosen: at == form.choice,
                key_cap: Key::of_choice(at).map(Key::cap).unwrap_or_default(),
                server: Server::Here,
                shut: false,
            })
            .collect()
    }

    /// The colleagues that the open question may choose.
    pub(super) fn colleague_choices(&self) -> Vec<ChoiceRow> {
        let row = |operator: &turno_protocol::session::OperatorView| ChoiceRow {
            key: operator.key.to_string(),
            name: operator.name.clone(),
            chosen: false,
            key_cap: String::new(),
            server: Server::Here,
            shut: false,
        };
        self.colleagues_to_choose().into_iter().map(row).collect()
    }
}

/// A form's word for its question.
pub(super) fn form_word(kind: FormKind) -> &'static str {
    match kind {
        FormKind::Call => "call",
        FormKind::Protocol => "protocol",
        FormKind::Step => "step",
        FormKind::Presenter => "presenter",
    }
}
