//! The words on the wire between the hub and its clients: requests, answers, events and problems of `/api/v1`.
//!
//! Shapes only: what may be asked when stands in the domain, how it travels in hub and client. Within v1 fields are only
//! added; whoever reads ignores what it does not know. Times are RFC 3339 UTC, absent ones null.

pub mod board;
pub mod casework;
pub mod counter;
pub mod enrolment;
pub mod event;
pub mod help;
pub mod part;
pub mod problem;
pub mod queue;
pub mod session;
pub mod site;
pub mod statistics;
pub mod ticket;
pub mod wire_time;

/// The interface version that this crate speaks.
pub const API_VERSION: u32 = 1;

/// The name that the hub's certificate is for and that every client asks for.
pub const HUB_NAME: &str = "hub.turno.internal";
