//! The page of what is due.

use super::super::Desk;
use super::Moment;
use super::practice::step_kind_word;
use turno_domain::casework::Due;
use turno_domain::ids::{PracticeId, StepId};
use turno_protocol::casework::AgendaLine;

/// A line of the agenda.
#[derive(Clone, Debug, PartialEq)]
pub struct AgendaRow {
    /// Of which practice.
    pub practice: PracticeId,
    /// Which step.
    pub step: StepId,
    /// `overdue`, `today`, `this-week` or `later`.
    pub when: &'static str,
    /// Whether it is the first of those.
    pub first: bool,
    /// By which day.
    pub due: Moment,
    /// At what time; empty: not said.
    pub time: String,
    /// A stable word for its kind.
    pub kind: &'static str,
    /// What is to be done.
    pub what: String,
    /// Where.
    pub place: String,
    /// Who it is about; may be empty.
    pub person: String,
    /// The practice's number.
    pub number: String,
    /// The practice's type of service.
    pub service: String,
    /// Who is to do it.
    pub responsible: String,
}

/// What is due.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgendaView {
    /// Whether it stays shut because somebody is in hand.
    pub shut: bool,
    /// Everybody's, not only one's own.
    pub all: bool,
    /// What is known; none while the hub has not answered, or while it is shut.
    pub rows: Option<Vec<AgendaRow>>,
    /// Whether there is more.
    pub more: bool,
}

impl Desk {
    pub(super) fn agenda_view(&self) -> AgendaView {
        if self.lists_are_shut() {
            return AgendaView { shut: true, all: self.agenda.all, ..AgendaView::default() };
        }
        let rows = self.agenda.lines.as_ref().map(|lines| {
            let mut before = None;
            lines
                .iter()
                .map(|line| {
                    let first = before.replace(line.when) != Some(line.when);
                    self.agenda_row(line, first)
                })
                .collect()
        });
        AgendaView { shut: false, all: self.agenda.all, rows, more: self.agenda.more }
    }

    fn agenda_row(&self, line: &AgendaLine, first: bool) -> AgendaRow {
        let fields = &line.step.fields;
        AgendaRow {
            practice: line.step.practice,
            step: line.step.id,
            when: match line.when {
                Due::Overdue => "overdue",
                Due::Today => "today",
                Due::ThisWeek => "this-week",
                Due::Later => "later",
            },
            first,
            due: self.calendar_day(fields.due),
            time: fields.time.clone().unwrap_or_default(),
            kind: step_kind_word(fields.kind),
            what: fields.what.clone(),
            place: fields.place.clone(),
            person: line.citizen_name.clone().unwrap_or_default(),
            number: line.number.clone(),
            service: self.service_name(&line.service),
            responsible: fields.responsible.as_ref().map(|key| self.operator_name(key)).unwrap_or_default(),
        }
    }
}
