//! What is done once with the parts of a practice.

use turno_domain::casework::EntryKind;
use turno_domain::ids::StepId;
use turno_domain::keys::OperatorKey;
use turno_protocol::casework::{StepFields, StepUpdate};

/// What is done once with a part of a practice. The answer is the practice as it stands then.
#[derive(Clone, Debug, PartialEq)]
pub enum PracticeCommand {
    /// Something is written into its timeline.
    Write(EntryKind),
    /// Something more is to be done.
    MakeStep(StepFields),
    /// A step is to say something else.
    ChangeStep(StepId, StepUpdate),
    /// A step was taken, or is not to be taken any more.
    EndStep {
        /// Which.
        step: StepId,
        /// Whether it was taken.
        done: bool,
        /// What came of it, or why not; may be empty.
        outcome: String,
    },
    /// A step was ended by mistake.
    ReopenStep(StepId),
    /// It is offered to a colleague.
    Offer(OperatorKey),
    /// Whoever sits here takes it over.
    TakeOver,
    /// Whoever sits here does not, for this reason.
    Return(String),
    /// Somebody works on it too.
    Join(OperatorKey),
    /// Somebody does not work on it any more.
    Leave(OperatorKey),
}
