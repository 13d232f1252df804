//! Times on the wire: RFC 3339 in UTC, with milliseconds.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use turno_domain::time::Timestamp;
use utoipa::ToSchema;

/// An instant as it travels: `2026-11-21T08:42:00.000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-21T08:42:00.000Z")]
pub struct WireTime(pub Timestamp);

impl WireTime {
    /// The text that travels.
    pub fn text(self) -> String {
        self.0.utc().to_rfc3339_opts(SecondsFormat::Millis, true)
    }
}

impl From<Timestamp> for WireTime {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp)
    }
}

impl Serialize for WireTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for WireTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = DateTime::parse_from_rfc3339(&text).map_err(de::Error::custom)?;
        Ok(Self(time.with_timezone(&Utc).into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_travel_in_utc_with_milliseconds() {
        let time = WireTime(Timestamp::from_millis(1_795_250_520_007));
        let text = serde_json::to_string(&time).unwrap();
        assert_eq!(text, "\"2026-11-21T08:42:00.007Z\"");
        assert_eq!(serde_json::from_str::<WireTime>(&text).unwrap(), time);
        assert_eq!(serde_json::from_str::<WireTime>("\"2026-11-21T09:42:00.007+01:00\"").unwrap(), time);
    }
}
