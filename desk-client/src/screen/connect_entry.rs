//! Enrolment, operator, counter.

use super::DeskWindow;
use super::generated::{CounterLine, EnrolFault, EnrolmentLine, Entry, OperatorLine};
use super::rows::lay;
use crate::controller::Controller;
use crate::model::Action;
use crate::model::port::{EnrolmentFault, Pin};
use crate::model::view::View;
use slint::{ComponentHandle, SharedString};
use std::rc::Rc;

pub(super) fn connect(window: &DeskWindow, controller: &Rc<Controller>) {
    let entry = window.global::<Entry<'_>>();
    let desk = Rc::clone(controller);
    entry.on_find(move || desk.act(Action::FindEnrolments));
    let desk = Rc::clone(controller);
    entry.on_choose_file(move |path| desk.act(Action::ChooseEnrolment(path.as_str().into())));
    let desk = Rc::clone(controller);
    entry.on_choose_operator(move |key| {
        if let Ok(key) = key.parse() {
            desk.act(Action::ChooseOperator(key));
        }
    });
    let desk = Rc::clone(controller);
    entry.on_back(move || desk.act(Action::BackToOperators));
    let desk = Rc::clone(controller);
    entry.on_sign_in(move |pin: SharedString| desk.act(Action::SignIn(Pin(pin.into()))));
    let desk = Rc::clone(controller);
    entry.on_open_counter(move |key| {
        if let Ok(key) = key.parse() {
            desk.act(Action::OpenCounter(key));
        }
    });
}

pub(super) fn show(window: &DeskWindow, view: &View) {
    let entry = window.global::<Entry<'_>>();
    let seen = &view.entry;
    entry.set_looking(seen.found.is_none());
    let files = seen.found.iter().flatten().map(|file| EnrolmentLine {
        path: file.path.to_string_lossy().as_ref().into(),
        device: file.device.as_str().into(),
    });
    lay(&entry.get_found(), files.collect(), |model| entry.set_found(model));
    entry.set_fault(match seen.fault {
        None => EnrolFault::None,
        Some(EnrolmentFault::Unreadable) => EnrolFault::Unreadable,
        Some(EnrolmentFault::NotOne) => EnrolFault::NotOne,
        Some(EnrolmentFault::ForKiosk) => EnrolFault::ForKiosk,
        Some(EnrolmentFault::NotKept) => EnrolFault::NotKept,
        Some(EnrolmentFault::InUse) => EnrolFault::InUse,
    });
    let operators = seen
        .operators
        .iter()
        .map(|row| OperatorLine { key: row.key.as_str().into(), name: row.name.as_str().into() });
    lay(&entry.get_operators(), operators.collect(), |model| entry.set_operators(model));
    entry.set_operator(seen.operator.as_str().into());
    entry.set_again(seen.again);
    entry.set_asking(seen.asking);
    let counters = seen.counters.iter().map(|row| CounterLine {
        key: row.key.as_str().into(),
        label: row.label.as_str().into(),
        operator: row.operator.as_str().into(),
        paused: row.paused,
        pause_reason: row.pause_reason.as_str().into(),
    });
    lay(&entry.get_counters(), counters.collect(), |model| entry.set_counters(model));
}
