//! The enrolment file (TOML): what a kiosk or desk needs to reach its hub, and only its hub.

use crate::session::DeviceRole;
use serde::{Deserialize, Serialize};

/// What a device is handed when it is enrolled. It holds a secret: the file is for its owner's eyes.
#[derive(Clone, Serialize, Deserialize)]
pub struct Enrolment {
    /// `https://hub.turno.internal:<port>`.
    pub url: String,
    /// Where the hub may be reached, `ip:port`.
    pub addresses: Vec<String>,
    /// The site's CA, PEM; the only one that is trusted.
    pub certificate: String,
    /// The device's name.
    pub device: String,
    /// Its role.
    pub role: DeviceRole,
    /// Its secret.
    pub token: String,
}
