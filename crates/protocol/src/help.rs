//! Calls for help on the wire: somebody at a kiosk asks, or an operator at a desk, and an operator goes.

use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};
use turno_domain::ids::{HelpId, TicketId};
use turno_domain::keys::{CounterKey, OperatorKey};
use turno_domain::text::Language;
use utoipa::ToSchema;

/// Somebody at this kiosk, or the operator at this desk, asks for help (`POST /help`).
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct HelpRequest {
    /// The language that they chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Their ticket, where they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub ticket: Option<TicketId>,
}

/// Who was told of a call for help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HelpAnswer {
    /// What the call is known by; of somebody who asks once more, what it was known by before.
    #[schema(value_type = String, format = Uuid)]
    pub id: HelpId,
    /// How many desks follow the queue at this moment, and so show it.
    pub desks: u32,
    /// The operators of the counters that are open or paused, but for who asks.
    pub told: Vec<Told>,
}

/// An operator who was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Told {
    /// The first word of what they are called, e.g. `Giulia`.
    pub name: String,
    /// Whether they have somebody in hand, or a pause.
    pub busy: bool,
}

/// A call for help that an operator goes to (`POST /help/{id}/answer`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HelpAnswered {
    /// Which.
    #[schema(value_type = String, format = Uuid)]
    pub id: HelpId,
}

/// A call for help to which nobody goes yet. It is past half an hour after `asked_at`; no event says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HelpView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: HelpId,
    /// What people call the kiosk or desk where it was asked.
    pub device_name: String,
    /// The operator who asked, where it was asked at a desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub operator: Option<OperatorKey>,
    /// The counter at which that operator is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub counter: Option<CounterKey>,
    /// When it was asked, for the last time.
    pub asked_at: WireTime,
    /// The language of whoever asked.
    #[schema(value_type = Option<String>)]
    pub language: Option<Language>,
    /// The ticket of whoever asked.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub ticket: Option<TicketId>,
}
