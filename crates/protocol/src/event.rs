//! Events of the live stream: `id: <epoch>-<sequence>`, `event: <kind>`, `data:` one of these as JSON.

use crate::counter::{CounterView, ReasonView};
use crate::ticket::TicketView;
use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use turno_domain::ids::{CitizenId, PracticeId, TicketId};
use turno_domain::keys::OperatorKey;
use turno_domain::time::ServiceDay;
use utoipa::ToSchema;

/// The kind that tells a client to forget what it has and take a new snapshot.
pub const RESET: &str = "reset";

/// What an event carries. Ticket and counter are as they stood just after it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventData {
    /// When it happened.
    #[serde(default)]
    pub at: Option<WireTime>,
    /// The operator who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub operator: Option<OperatorKey>,
    /// The ticket it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketView>,
    /// The counter it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<CounterView>,
    /// Why the ticket was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonView>,
    /// The ticket that the same command ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub finished: Option<TicketId>,
    /// The service day of the hub after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub service_day: Option<ServiceDay>,
    /// Facts of the kind that have no place above.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub facts: Map<String, Value>,
}

/// What an event of the casework stream carries: ids and kinds only, whoever may read asks for the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseworkEventData {
    /// When it happened.
    pub at: WireTime,
    /// Who did it; null: the hub.
    #[schema(value_type = Option<String>)]
    pub operator: Option<OperatorKey>,
    /// `citizen`, `practice` (also for its notes), `visit` or `intake` (also for a ticket's notes).
    pub entity: String,
    /// The entity's id; an intake goes by its ticket's.
    pub id: String,
    /// The ticket that a visit came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub ticket: Option<TicketId>,
    /// The citizens whom a visit is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub citizens: Vec<CitizenId>,
    /// The practices that a visit touched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub practices: Vec<PracticeId>,
}

/// A place in a stream: `<epoch>-<sequence>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Which life of the journal; a restore begins another.
    pub epoch: String,
    /// The sequence of the last event seen.
    pub sequence: u64,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.epoch, self.sequence)
    }
}

/// A text that is no position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPosition;

impl std::str::FromStr for Position {
    type Err = BadPosition;
    fn from_str(text: &str) -> Result<Self, BadPosition> {
        let (epoch, sequence) = text.rsplit_once('-').ok_or(BadPosition)?;
        if epoch.is_empty() {
            return Err(BadPosition);
        }
        Ok(Self { epoch: epoch.to_owned(), sequence: sequence.parse().map_err(|_| BadPosition)? })
    }
}
