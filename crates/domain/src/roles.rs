//! Roles: what a device and a person may do.

use serde::{Deserialize, Serialize};

/// What a device may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceRole {
    /// Issues tickets, reads the queue, writes intake and never reads it back.
    Kiosk,
    /// Likewise; calls and casework with a session.
    Desk,
}

/// What a person may do; each may do what those before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonRole {
    /// Serves people.
    Operator,
    /// Reads aggregates and answers for the desks.
    Coordinator,
    /// Sets up the site.
    Administrator,
}
