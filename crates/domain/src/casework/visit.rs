//! A visit: one contact of somebody with the desk, with or without a ticket. It may touch several people and practices.

use crate::ids::{CitizenId, PracticeId, TicketId, VisitId};
use crate::keys::{OperatorKey, ServiceKey};
use crate::ticket::Channel;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One contact of somebody with the desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// What it is known by.
    pub id: VisitId,
    /// How it came about.
    pub channel: Channel,
    /// What for.
    pub service: ServiceKey,
    /// The ticket, where there was one.
    pub ticket: Option<TicketId>,
    /// The operator who took it.
    pub operator: OperatorKey,
    /// When.
    pub began_at: Timestamp,
    /// How many people came together.
    pub people: u32,
    /// The citizens it was about.
    pub citizens: Vec<CitizenId>,
    /// The practices it touched.
    pub practices: Vec<PracticeId>,
}
