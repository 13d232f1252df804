//! Tickets on the wire.

use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};
use turno_domain::casework::FormCode;
use turno_domain::ids::TicketId;
use turno_domain::intake::Answers;
use turno_domain::journal::TransferPosition;
use turno_domain::keys::{CounterKey, ServiceKey};
use turno_domain::text::Language;
use turno_domain::ticket::{CallManner, Channel, Outcome, PaperState, Ticket, TicketNumber, TicketState};
use turno_domain::time::ServiceDay;
use utoipa::ToSchema;

/// A ticket as every device with a token may see it: no name, no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TicketView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: TicketId,
    /// What is printed and called, e.g. `A042`.
    #[schema(value_type = String, example = "A042")]
    pub number: TicketNumber,
    /// The key of the service it waits for.
    #[schema(value_type = String)]
    pub service: ServiceKey,
    /// The day its number belongs to.
    #[schema(value_type = String, format = Date)]
    pub service_day: ServiceDay,
    /// Where it stands.
    #[schema(value_type = String, example = "waiting")]
    pub state: TicketState,
    /// The counter in whose hands it is or was last.
    #[schema(value_type = Option<String>)]
    pub counter: Option<CounterKey>,
    /// The language its holder chose.
    #[schema(value_type = Option<String>)]
    pub language: Option<Language>,
    /// When it was issued.
    pub issued_at: WireTime,
    /// The first call of the present segment.
    pub called_at: Option<WireTime>,
    /// When serving started.
    pub started_at: Option<WireTime>,
    /// When the visit ended.
    pub ended_at: Option<WireTime>,
    /// What became of a ticket that was left over at the close of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub outcome: Option<Outcome>,
    /// How it came.
    #[serde(default)]
    #[schema(value_type = String)]
    pub channel: Channel,
    /// How many people share it.
    #[serde(default = "one")]
    pub people: u32,
    /// How its holder would be called; absent: nobody was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "come-to-me")]
    pub manner: Option<CallManner>,
    /// How often it was called in the present segment.
    #[serde(default)]
    pub calls: u32,
    /// The last call of the present segment.
    #[serde(default)]
    pub last_called_at: Option<WireTime>,
    /// When its present wait began, for the order and the waiting time on screen.
    #[serde(default)]
    pub waiting_since: Option<WireTime>,
    /// Whether it came back after a no-show and goes next.
    #[serde(default)]
    pub goes_next: bool,
    /// The only counter that may call it, after a transfer to a counter.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub bound_to: Option<CounterKey>,
    /// What is known of its paper.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub paper: Option<PaperState>,
}

fn one() -> u32 {
    1
}

impl From<&Ticket> for TicketView {
    fn from(ticket: &Ticket) -> Self {
        let segment = ticket.segment();
        Self {
            id: ticket.id,
            number: ticket.number,
            service: ticket.service.clone(),
            service_day: ticket.day,
            state: ticket.state,
            counter: ticket.counter.clone(),
            language: ticket.language,
            issued_at: ticket.issued_at.into(),
            called_at: segment.called_at.map(WireTime),
            started_at: segment.started_at.map(WireTime),
            ended_at: ticket.ended_at().map(WireTime),
            outcome: ticket.outcome,
            channel: ticket.channel,
            people: ticket.people,
            manner: ticket.manner,
            calls: segment.calls,
            last_called_at: segment.last_called_at.map(WireTime),
            waiting_since: Some(ticket.credit_since.into()),
            goes_next: ticket.goes_next,
            bound_to: ticket.bound_to.clone(),
            paper: ticket.paper,
        }
    }
}

/// A ticket is asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct IssueRequest {
    /// The service's key or letter; needed where there is no `form`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub service: String,
    /// The code of a form that was shown, which leads to a practice and its service, whatever `service` says. For kiosks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub form: Option<FormCode>,
    /// The holder's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What was answered already, by question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub intake: Option<Answers>,
    /// How many people share it; absent: one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// A number printed before the site opens, to be given out at the door: also outside the ticket times. For kiosks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_advance: Option<bool>,
}

/// What a holder says about themselves; what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DetailsRequest {
    /// How many people share the ticket, 1 to 9.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// How they would be called: `voice-and-screen`, `come-to-me` or `phone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub manner: Option<CallManner>,
    /// The language that they chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// A wait that is announced.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Expected {
    /// The band's lower end, minutes.
    pub low_minutes: u32,
    /// The band's upper end, minutes.
    pub high_minutes: u32,
    /// The share of waits that such bands should cover, 0 to 1.
    pub coverage: f64,
}

/// The ticket that was issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IssueAnswer {
    /// The ticket.
    #[serde(flatten)]
    pub ticket: TicketView,
    /// How many waited for the same service at that moment.
    pub people_before: u32,
    /// The wait to announce; null when the data carry none.
    pub expected: Option<Expected>,
    /// The ticket's own page; null when the site has no public address.
    pub page: Option<String>,
}

/// The answers given so far, by question.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub struct IntakeRequest(pub Answers);

/// What is known of a ticket's paper.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PaperRequest {
    /// `queued`, `sent`, `proven`, `failed` or `unknown`.
    #[schema(value_type = String)]
    pub state: PaperState,
    /// Whether it is a second paper, because the first did not come out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reprint: bool,
}

/// That a person was served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FinishRequest {
    /// Whether it was some time ago, nobody knows when: the end is marked estimated, and no service time is made of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub estimated: bool,
}

/// Why a ticket is put aside.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ParkRequest {
    /// A known word (`document`, `phone-call`, `colleague`, `pause`), or a text, which is kept with the casework.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Where a ticket is handed to: a service or a counter.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TransferRequest {
    /// The service's key or letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The counter's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<String>,
    /// First (the credit goes on) or last in line.
    #[schema(value_type = String, example = "first")]
    pub position: TransferPosition,
    /// A note for whoever calls it next; kept with the casework.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What became of a ticket left over at the close of the day.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CloseTicketRequest {
    /// `served-late`, `appointment` or `left`.
    #[schema(value_type = String)]
    pub outcome: Outcome,
}
