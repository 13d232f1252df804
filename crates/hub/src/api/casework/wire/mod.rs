//! Between the domain's records and what travels.

mod attachment;
mod citizen;
mod practice;
mod step;

pub use attachment::{attachment, form_name};
pub use citizen::{citizen, citizen_from, consent, likely, merge, notice};
pub use practice::{documents_from, entry, lines_from, note, practice, presenter_from};
pub use step::{step, step_from};

use turno_domain::casework::Visit;
use turno_protocol::casework::VisitView;

/// A visit as it travels.
pub fn visit(visit: &Visit) -> VisitView {
    VisitView {
        id: visit.id,
        channel: visit.channel,
        service: visit.service.clone(),
        ticket: visit.ticket,
        operator: visit.operator.clone(),
        began_at: visit.began_at.into(),
        people: visit.people,
        citizens: visit.citizens.clone(),
        practices: visit.practices.clone(),
    }
}
