//! The agenda: open steps of all practices by their day. It names people, so it is shut while somebody is in hand.

use super::action::Page;
use super::practice::{Pick, Section};
use super::{Action, Desk, Effect, Failure, Link, Reply, Request};
use chrono::NaiveDate;
use turno_domain::ids::{PracticeId, StepId};
use turno_protocol::casework::{AgendaLine, PracticeView};

/// What is due.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    /// Everybody's, not only one's own.
    pub all: bool,
    /// What is known; none while the hub has not answered.
    pub lines: Option<Vec<AgendaLine>>,
    /// Whether there is more than that.
    pub more: bool,
    /// Whether it is to be asked for again.
    stale: bool,
    /// What is being read: whose it is, and what came so far.
    reading: Option<Reading>,
    /// How many pages are shown.
    pages: usize,
    /// The calendar day on which it was read.
    day: Option<NaiveDate>,
    /// The step whose practice is being opened.
    opening: Option<(PracticeId, StepId)>,
}

#[derive(Clone, Debug)]
struct Reading {
    lines: Vec<AgendaLine>,
    pages: usize,
}

/// What is done with the agenda.
#[derive(Clone, Debug)]
pub enum AgendaAct {
    /// One's own, or everybody's.
    Whose,
    /// The lines after the last one.
    More,
    /// The practice of this step.
    Open(PracticeId, StepId),
}

impl Desk {
    pub(super) fn act_agenda(&mut self, act: AgendaAct, todo: &mut Vec<Effect>) {
        match act {
            AgendaAct::Whose => {
                self.agenda = Agenda { all: !self.agenda.all, stale: true, ..Agenda::default() };
            }
            AgendaAct::More if self.agenda.more => {
                self.agenda.pages += 1;
                self.agenda.stale = true;
            }
            AgendaAct::More => {}
            AgendaAct::Open(practice, step) => {
                if !self.lists_are_shut() {
                    self.agenda.opening = Some((practice, step));
                    self.act_lists(Action::OpenPracticeFile(practice), todo);
                }
            }
        }
    }

    /// It may look otherwise than it is shown.
    pub(super) fn agenda_is_stale(&mut self) {
        self.agenda.stale = true;
    }

    /// Reads the agenda where it is on the screen and not known as it stands.
    pub(super) fn follow_agenda(&mut self, todo: &mut Vec<Effect>) {
        if self.page != Page::Agenda
            || self.session.is_none()
            || self.link != Link::There
            || self.lists_are_shut()
        {
            return;
        }
        let today = self.today_date();
        let agenda = &mut self.agenda;
        if agenda.reading.is_some() || !(agenda.stale || agenda.day != Some(today)) {
            return;
        }
        agenda.stale = false;
        agenda.day = Some(today);
        agenda.reading = Some(Reading { lines: Vec::new(), pages: 0 });
        todo.push(Effect::Ask(Request::Agenda { all: agenda.all, after: None }));
    }

    pub(super) fn agenda_answered(
        &mut self,
        all: bool,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        let agenda = &mut self.agenda;
        if agenda.all != all {
            return;
        }
        let Some(mut reading) = agenda.reading.take() else { return };
        let Ok(Reply::Agenda(page)) = answer else {
            // It is read again when the hub is back or something changes.
            return;
        };
        reading.lines.extend(page.items);
        reading.pages += 1;
        match page.next {
            Some(after) if reading.pages < agenda.pages.max(1) => {
                todo.push(Effect::Ask(Request::Agenda { all, after: Some(after) }));
                agenda.reading = Some(reading);
            }
            next => {
                agenda.more = next.is_some();
                agenda.pages = reading.pages;
                if agenda.lines.as_ref() != Some(&reading.lines) {
                    agenda.lines = Some(reading.lines);
                    self.pointed = None;
                }
            }
        }
    }

    /// A practice that was opened from the agenda shows the step that it was opened for.
    pub(super) fn show_step_of(&mut self, practice: &PracticeView) {
        let opening = self.agenda.opening.take();
        if let Some((_, step)) = opening.filter(|(of, _)| *of == practice.id)
            && let Some(draft) = self.practice_on_desk()
        {
            draft.face.section = Section::Steps;
            draft.face.pick = Some(Pick::Step(step));
            draft.face.shown += 1;
        }
    }
}
