//! The steps of the practice on the desk, and the colleagues that it may go to.

use super::super::{Desk, Dialog};
use turno_domain::casework::StepState;
use turno_protocol::casework::StepView;
use turno_protocol::session::OperatorView;

impl Desk {
    /// Open steps by their day, then those that ended, the last first.
    pub(in super::super) fn steps_in_order(&self) -> Vec<&StepView> {
        let Some(draft) = self.practice_here() else { return Vec::new() };
        let (mut open, mut ended): (Vec<&StepView>, Vec<&StepView>) =
            draft.stored.steps.iter().partition(|step| step.state == StepState::Open);
        // No time of the day is the whole day: it comes first.
        open.sort_by_key(|step| (step.fields.due, step.fields.time.clone(), step.made_at.0));
        ended.sort_by_key(|step| std::cmp::Reverse(step.ended_at.map(|at| at.0)));
        open.extend(ended);
        open
    }

    /// Whom the open question may choose.
    pub(in super::super) fn colleagues_to_choose(&self) -> Vec<&OperatorView> {
        let Some(draft) = self.practice_here() else { return Vec::new() };
        let stored = &draft.stored;
        let fits = |operator: &&OperatorView| match self.dialog {
            Some(Dialog::Offer) => stored.responsible.as_ref() != Some(&operator.key),
            _ => !super::is_of_team(stored, &operator.key),
        };
        self.operators.iter().filter(fits).collect()
    }
}
