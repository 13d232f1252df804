//! What the model wishes for.

use super::input::Attempt;
use super::upkeep::UpkeepWish;
use turno_devices::gpio::LightState;
use turno_devices::paper::TicketPaper;
use turno_devices::speech::{SoundOutput, Utterance, Volume};
use turno_domain::casework::FormCode;
use turno_domain::ids::TicketId;
use turno_domain::intake::Answers;
use turno_domain::keys::ServiceKey;
use turno_domain::text::Language;
use turno_domain::ticket::CallManner;

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A number from the hub. Answered by `Issued` or `NotIssued` with the same attempt; asked once, however often it must be sent.
    Issue {
        /// Names this wish.
        attempt: Attempt,
        /// For what.
        service: ServiceKey,
        /// The citizen's language.
        language: Language,
    },
    /// A number for the practice to which the code of a form leads. Answered by `Returned` or `NotIssued` with the same attempt; asked
    /// once, however often it must be sent.
    IssueForForm {
        /// Names this wish.
        attempt: Attempt,
        /// The code.
        code: FormCode,
        /// The citizen's language.
        language: Language,
    },
    /// The answers given so far, to the hub. Nobody waits for it.
    SendIntake(TicketId, Answers),
    /// The ticket, to the printer. Answered by the states of its paper.
    Print(TicketId, Box<TicketPaper>),
    /// Whatever of a ticket's paper was not sent to the printer yet is not to come out. Answered by the states of its paper.
    Withdraw(TicketId),
    /// The number, back to the hub. Answered by `Cancelled` or `NotCancelled`.
    GiveBack(TicketId),
    /// What the holder of a ticket said of themselves, to the hub; what is absent stays as it was. Nobody waits for it.
    Details {
        /// Whose.
        ticket: TicketId,
        /// How many share it.
        people: Option<u32>,
        /// How they would be called.
        manner: Option<CallManner>,
        /// Their language.
        language: Option<Language>,
    },
    /// The holder goes out and keeps the place. Answered by `Done` or `NotDone`.
    GoAway(TicketId),
    /// The holder is back. Answered by `Done` or `NotDone`.
    ComeBack(TicketId),
    /// Whose page has this token? Answered by `Page` with the same attempt.
    FindPage {
        /// Names this wish.
        attempt: Attempt,
        /// The token.
        token: String,
    },
    /// Somebody is wanted here. Answered by `HelpTold` or `HelpUnheard`, and later perhaps by `HelpAnswered`, with the same attempt.
    AskHelp {
        /// Names this wish.
        attempt: Attempt,
        /// The ticket of whoever calls, where there is one.
        ticket: Option<TicketId>,
        /// Their language.
        language: Language,
    },
    /// What the light of the big button says from here on. Nobody answers.
    Light(LightState),
    /// A short tone of the buzzer: the press was heard.
    Buzz,
    /// Says something; what is `private` only by headphones, and not at all where none are plugged in.
    Speak {
        /// What.
        utterance: Utterance,
        /// Whether only who stands there may hear it.
        private: bool,
        /// Whether it waits for the end of what is being said; else it takes its place.
        after: bool,
    },
    /// Ends whatever is being said.
    Hush,
    /// Two soft tones: somebody was asked to come and help.
    Chime,
    /// How loud this output is from here on.
    Volume(SoundOutput, Volume),
    /// For the page of whoever looks after the kiosk.
    Upkeep(UpkeepWish),
}
