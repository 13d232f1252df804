//! Questions over the screen.

use super::port::Handover;
use super::practice::form::Form;
use turno_domain::ids::{CitizenId, ConsentId, StepId, TicketId};
use turno_domain::keys::ServiceKey;
use turno_domain::ticket::{Channel, Outcome};
use turno_protocol::casework::{CitizenView, PracticeView};

/// The known reasons for which a ticket is put aside, as the hub knows them.
pub const PARK_REASONS: [&str; 4] = ["document", "phone-call", "colleague", "pause"];

/// The known reasons for a pause, as the hub knows them.
pub const PAUSE_REASONS: [&str; 5] = ["break", "lunch", "phone-call", "meeting", "colleague"];

/// What can have become of whoever is left over at the close.
pub const OUTCOMES: [Outcome; 3] = [Outcome::ServedLate, Outcome::Appointment, Outcome::Left];

/// The most people who are said to have come with one number.
pub(super) const PEOPLE: u32 = 9;

/// The question that is open.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// Why is the person put aside?
    Park {
        /// Another reason than the known ones.
        text: String,
    },
    /// To whom is the ticket handed?
    Transfer {
        /// The choice.
        to: Option<Handover>,
        /// First in line there, or last.
        first: bool,
        /// For whoever calls it next.
        note: String,
    },
    /// Which visit without a ticket?
    WalkIn {
        /// How it came.
        channel: Channel,
        /// What for.
        service: Option<ServiceKey>,
    },
    /// How long is the pause?
    Pause {
        /// Minutes; none: not said.
        minutes: Option<u32>,
        /// One of [`PAUSE_REASONS`]; none: not said.
        reason: Option<&'static str>,
    },
    /// What is to be done with the counter?
    Counter,
    /// What type of service is it?
    Service,
    /// Why does the practice end without a solution?
    Unresolved {
        /// Another reason than the known ones.
        text: String,
    },
    /// Did whoever was called, and has not started, come at all? Asked before somebody else is called.
    Came {
        /// Who was called.
        ticket: TicketId,
        /// Whom to call then; none: whom the rule says.
        then: Option<TicketId>,
    },
    /// What becomes of whoever would be left over, before the counter is closed?
    Leftovers,
    /// Is whoever has been in hand for so long still here?
    Forgotten {
        /// Who.
        ticket: TicketId,
    },
    /// How many came with the number in hand?
    People,
    /// Nothing is asked: the list of the keys.
    Keys,
    /// Is the program closed, although something is not stored?
    Close,
    /// What sort of place does the person live in?
    Residence,
    /// How was the privacy notice given?
    Notice {
        /// Which version of its text.
        version: String,
        /// Who answers for the data.
        controller: String,
        /// On which day, as it is typed.
        day: String,
    },
    /// What does the person allow?
    Consent {
        /// For what.
        purpose: String,
        /// On which day, as it is typed.
        day: String,
    },
    /// Since when is the consent taken back?
    Withdraw {
        /// Which.
        consent: ConsentId,
        /// On which day, as it is typed.
        day: String,
    },
    /// Is the record on the desk of the same person as this one?
    Alike {
        /// Which.
        other: CitizenId,
    },
    /// A question with several fields about the practice.
    Form(Box<Form>),
    /// What came of a step, or why is it not to be taken any more?
    StepEnd {
        /// Which.
        step: StepId,
        /// What was to be done.
        what: String,
        /// Whether it was taken.
        done: bool,
        /// What is typed; may be empty.
        text: String,
    },
    /// Whose is the practice to be?
    Offer,
    /// Who works on the practice too?
    Member,
    /// Why is a practice that was offered not taken over?
    Return {
        /// What is typed.
        text: String,
    },
    /// Which version of a record stays?
    CitizenConflict(Box<CitizenView>),
    /// Which version of a practice stays?
    PracticeConflict(Box<PracticeView>),
}
