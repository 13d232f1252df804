//! Visits on the wire, and what is known of the ticket in hand.

use super::practice::PracticeView;
use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};
use turno_domain::ids::{CitizenId, PracticeId, TicketId, VisitId};
use turno_domain::intake::Answers;
use turno_domain::keys::{OperatorKey, ServiceKey};
use turno_domain::ticket::Channel;
use utoipa::ToSchema;

/// A visit without a ticket (`POST /visits`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct VisitRequest {
    /// `desk`, `appointment`, `phone`, `mail`, `home`, `event` or `third-person`.
    #[schema(value_type = String)]
    pub channel: Channel,
    /// What for, by key or letter.
    pub service: String,
    /// How many people came together; absent: one.
    #[serde(default)]
    pub people: Option<u32>,
    /// The citizen it is about.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub citizen: Option<CitizenId>,
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VisitView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: VisitId,
    /// How it came about.
    #[schema(value_type = String)]
    pub channel: Channel,
    /// What for.
    #[schema(value_type = String)]
    pub service: ServiceKey,
    /// Its ticket.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub ticket: Option<TicketId>,
    /// Who took it.
    #[schema(value_type = String)]
    pub operator: OperatorKey,
    /// When.
    pub began_at: WireTime,
    /// How many people came together.
    pub people: u32,
    /// The citizens it was about.
    #[schema(value_type = Vec<String>)]
    pub citizens: Vec<CitizenId>,
    /// The practices it touched.
    #[schema(value_type = Vec<String>)]
    pub practices: Vec<PracticeId>,
}

/// A visit goes on with a practice that exists (`POST /tickets/{id}/practices`, `POST /visits/{id}/practices`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ContinueRequest {
    /// Which.
    #[schema(value_type = String, format = Uuid)]
    pub practice: PracticeId,
}

/// A visit is about a citizen (`POST /tickets/{id}/citizens`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LinkCitizenRequest {
    /// Whom.
    #[schema(value_type = String, format = Uuid)]
    pub citizen: CitizenId,
}

/// What is known of the ticket in hand (`GET /tickets/{id}/casework`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TicketCasework {
    /// What was answered at the kiosk.
    #[schema(value_type = Object)]
    pub intake: Answers,
    /// What colleagues wrote when they put the ticket aside or handed it on, oldest first.
    pub notes: Vec<String>,
    /// Its visit, once there is one.
    pub visit: Option<VisitView>,
    /// The practices it is linked to.
    pub practices: Vec<PracticeView>,
    /// The practice whose form its holder showed at the kiosk, ended or not: proposed before any other.
    #[serde(default)]
    pub proposed: Option<Box<PracticeView>>,
}
