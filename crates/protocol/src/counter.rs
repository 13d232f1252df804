//! Counters and calls on the wire.

use crate::ticket::TicketView;
use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};
use turno_domain::ids::TicketId;
use turno_domain::keys::{CounterKey, OperatorKey, ServiceKey};
use turno_domain::site::CounterKind;
use turno_domain::text::Texts;
use utoipa::ToSchema;

/// How a counter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CounterStatusView {
    /// Nobody serves there.
    Closed,
    /// An operator serves there.
    Open,
    /// An operator is away for a while.
    Paused,
}

/// A counter as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CounterView {
    /// What it is known by.
    #[schema(value_type = String)]
    pub key: CounterKey,
    /// What people call it.
    #[schema(value_type = Object)]
    pub label: Texts,
    /// What sort of place it is.
    #[schema(value_type = String)]
    pub kind: CounterKind,
    /// The services it serves; null: all.
    #[schema(value_type = Option<Vec<String>>)]
    pub serves: Option<Vec<ServiceKey>>,
    /// What the operator who is there, paused or not, may serve there; empty when closed.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub may_serve: Vec<ServiceKey>,
    /// Whether it is open.
    pub status: CounterStatusView,
    /// Who is there.
    #[schema(value_type = Option<String>)]
    pub operator: Option<OperatorKey>,
    /// The ticket it has in hand.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub ticket: Option<TicketId>,
    /// Why it is paused.
    pub pause_reason: Option<String>,
    /// Until when it is paused.
    pub pause_until: Option<WireTime>,
}

/// A pause.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct PauseRequest {
    /// Why, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<WireTime>,
}

/// Why this ticket was called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReasonView {
    /// A stable word: `maximum-wait`, `reinstated`, `preferred`, `priority`, `fifo`, `ratio`, `chosen`.
    pub rule: String,
    /// How long it had waited, whole minutes.
    pub waited_minutes: u32,
    /// The reason in the site's first language.
    pub text: String,
}

/// Whom `call-next` would call (`GET /counters/{key}/next`; 204: nobody).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NextAnswer {
    /// The ticket.
    pub ticket: TicketView,
    /// Why this one.
    pub reason: ReasonView,
}

/// A ticket was called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CallAnswer {
    /// The called ticket.
    pub ticket: TicketView,
    /// The ticket that was in hand and is finished.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub finished: Option<TicketId>,
    /// Why this one.
    pub reason: ReasonView,
}
