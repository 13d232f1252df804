//! The page of what is due.

use super::generated::{Agenda, AgendaEntry};
use super::{DeskWindow, rows::lay, when};
use crate::controller::Controller;
use crate::model::Action;
use crate::model::agenda::AgendaAct;
use crate::model::view::{AgendaRow, View};
use slint::ComponentHandle;
use std::rc::Rc;

pub(super) fn connect(window: &DeskWindow, controller: &Rc<Controller>) {
    let agenda = window.global::<Agenda<'_>>();
    let desk = Rc::clone(controller);
    agenda.on_toggle_whose(move || desk.act(Action::Agenda(AgendaAct::Whose)));
    let desk = Rc::clone(controller);
    agenda.on_show_more(move || desk.act(Action::Agenda(AgendaAct::More)));
    let desk = Rc::clone(controller);
    agenda.on_open(move |practice, step| {
        if let (Ok(practice), Ok(step)) = (practice.parse(), step.parse()) {
            desk.act(Action::Agenda(AgendaAct::Open(practice, step)));
        }
    });
}

pub(super) fn show(window: &DeskWindow, view: &View) {
    let agenda = window.global::<Agenda<'_>>();
    let seen = &view.agenda;
    agenda.set_shut(seen.shut);
    agenda.set_all(seen.all);
    agenda.set_known(seen.rows.is_some());
    agenda.set_more(seen.more);
    let lines = seen.rows.iter().flatten().map(agenda_entry).collect();
    lay(&agenda.get_lines(), lines, |model| agenda.set_lines(model));
}

fn agenda_entry(row: &AgendaRow) -> AgendaEntry {
    AgendaEntry {
        practice: slint::format!("{}", row.practice),
        step: slint::format!("{}", row.step),
        when: row.when.into(),
        first: row.first,
        due: when(&row.due),
        time: row.time.as_str().into(),
        kind: row.kind.into(),
        what: row.what.as_str().into(),
        place: row.place.as_str().into(),
        person: row.person.as_str().into(),
        number: row.number.as_str().into(),
        service: row.service.as_str().into(),
        responsible: row.responsible.as_str().into(),
    }
}
