//! Lays the desk's view on the globals of the window, and what is pressed there back on the desk. Numbers and stable words go
//! out; the words of the screen are in `ui/`.

mod connect_agenda;
mod connect_casework;
mod connect_citizen;
mod connect_dialog;
mod connect_entry;
mod connect_frame;
mod connect_practice;
mod connect_queue;
mod generated;
mod rows;
mod size;

pub use generated::{
    Ask, CaseFile, Citizen, DeskWindow, Entry, Frame, Hand, Kit, Lists, Person, Practice, Queue, Today,
};

use crate::controller::Controller;
use crate::model::view::{Moment, View};
use generated::When;
pub use size::Size;
use std::rc::Rc;

/// Brings what is pressed to the desk.
pub fn connect(window: &DeskWindow, controller: &Rc<Controller>) {
    connect_frame::connect(window, controller);
    connect_entry::connect(window, controller);
    connect_queue::connect(window, controller);
    connect_casework::connect(window, controller);
    connect_citizen::connect(window, controller);
    connect_practice::connect(window, controller);
    connect_agenda::connect(window, controller);
    connect_dialog::connect(window, controller);
}

/// Shows the desk as it stands.
pub fn show(window: &DeskWindow, view: &View) {
    connect_frame::show(window, view);
    connect_entry::show(window, view);
    connect_queue::show(window, view);
    connect_casework::show(window, view);
    connect_citizen::show(window, view);
    connect_practice::show(window, view);
    connect_agenda::show(window, view);
    connect_dialog::show(window, view);
}

fn when(moment: &Moment) -> When {
    let int = |number: u32| i32::try_from(number).unwrap_or(0);
    When {
        known: true,
        year: moment.year,
        month: int(moment.month),
        day: int(moment.day),
        hour: int(moment.hour),
        minute: int(moment.minute),
        today: moment.today,
        this_year: moment.this_year,
        weekday: int(moment.weekday),
    }
}

fn when_known(moment: Option<&Moment>) -> When {
    moment.map_or_else(When::default, when)
}

/// A count as the screen takes it; what no screen could show is shown as the most it can.
fn int(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}
