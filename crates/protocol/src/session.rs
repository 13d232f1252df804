//! Signing in, and what a device says of itself.

use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use turno_domain::keys::OperatorKey;
use utoipa::ToSchema;

pub use turno_domain::roles::{DeviceRole, PersonRole};

/// A sign-in.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionRequest {
    /// The operator's key.
    pub operator: String,
    /// The operator's PIN.
    pub pin: String,
}

impl std::fmt::Debug for SessionRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionRequest").field("operator", &self.operator).finish_non_exhaustive()
    }
}

/// A session.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionAnswer {
    /// To be sent in place of the device's token.
    pub token: String,
    /// The operator's key.
    #[schema(value_type = String)]
    pub operator: OperatorKey,
    /// What the operator is called.
    pub name: String,
    /// What the operator may do.
    #[schema(value_type = String, example = "operator")]
    pub role: PersonRole,
    /// When the session ends at the latest; it ends earlier after 15 idle minutes.
    pub expires_at: WireTime,
    /// What opens the drafts that this operator left at this desk: 32 bytes, base64 (RFC 4648). Null: the hub cannot say at the moment.
    #[serde(default)]
    pub draft_key: Option<String>,
}

/// What a device says of itself: its parts and their states, e.g. `printer: ready`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeviceStatusRequest {
    /// Parts and states, short words both.
    #[serde(default)]
    pub parts: BTreeMap<String, String>,
}

/// An enrolled kiosk or desk, and what it last said of its parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeviceView {
    /// What people call it.
    pub name: String,
    /// `kiosk` or `desk`.
    #[schema(value_type = String, example = "kiosk")]
    pub role: DeviceRole,
    /// Its parts and their states, e.g. `printer: ready`.
    pub parts: BTreeMap<String, String>,
    /// When it last said so; null: never.
    pub at: Option<WireTime>,
}

/// The hub, told to anybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HubAnswer {
    /// The hub's version.
    pub version: String,
    /// The interface versions it speaks.
    pub api: ApiRange,
}

/// Interface versions, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApiRange {
    /// The lowest.
    pub min: u32,
    /// The highest.
    pub max: u32,
}

/// Who may sign in, as the desk's list shows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OperatorView {
    /// The key.
    #[schema(value_type = String)]
    pub key: OperatorKey,
    /// What the operator is called.
    pub name: String,
    /// What the operator may do.
    #[schema(value_type = String, example = "operator")]
    pub role: PersonRole,
}
