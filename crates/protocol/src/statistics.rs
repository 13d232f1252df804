//! Statistics on the wire (CONTRACT: "Statistics JSON").

use serde::{Deserialize, Serialize};
use turno_domain::time::ServiceDay;
use utoipa::ToSchema;

/// A figure over `n` cases, in seconds; null where `n` is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Figure {
    /// How many cases.
    pub n: u64,
    /// Their mean.
    pub mean_s: Option<f64>,
    /// Their median, nearest rank.
    pub median_s: Option<f64>,
    /// Their 90th percentile, nearest rank.
    pub p90_s: Option<f64>,
    /// The longest.
    pub longest_s: Option<f64>,
}

/// How many of the served were called within their target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceLevel {
    /// The served whose service has a target.
    pub n: u64,
    /// Those called within it.
    pub within: u64,
    /// The target, where all have the same.
    pub target_minutes: Option<u32>,
}

/// How much of the time for which counters were open somebody was served.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Occupancy {
    /// Seconds of serving.
    pub serving_s: f64,
    /// Seconds for which counters were open.
    pub open_s: f64,
    /// Serving / open.
    pub share: f64,
}

/// How true the announced waits were.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ForecastError {
    /// How many waits were announced and have ended.
    pub n: u64,
    /// Mean of announced − real, seconds.
    pub bias_s: f64,
    /// Mean of |announced − real|, seconds.
    pub mean_absolute_s: f64,
    /// The share of waits inside their band.
    pub coverage: f64,
}

/// One row of figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StatisticsRow {
    /// The service, counter, hour (`09`) or day; `total`; null: never called to a counter.
    pub key: Option<String>,
    /// Tickets, each once, where it was last.
    pub arrived: u64,
    /// Of these, served.
    pub served: u64,
    /// Of these, called and not come.
    pub no_show: u64,
    /// Of these, given up.
    pub cancelled: u64,
    /// Of these, left over at the close without an answer.
    pub expired: u64,
    /// Of these, left over at the close and known to have left.
    #[serde(default)]
    pub left: u64,
    /// Of these, left over at the close and given an appointment.
    #[serde(default)]
    pub appointment: u64,
    /// C − A of each called segment.
    pub wait: Figure,
    /// C − max(A, O), or of an appointment C − max(A, B).
    pub wait_from_opening: Figure,
    /// S − last call, inferred starts left out.
    pub walk: Figure,
    /// E − S without parked time, inferred times left out.
    pub service: Figure,
    /// E − A of each served ticket.
    pub visit: Figure,
    /// Served whose start or end was inferred.
    #[serde(default)]
    pub estimated: u64,
    /// Called within the target.
    pub service_level: Option<ServiceLevel>,
    /// Serving time / open time; only by counter and in the total.
    pub occupancy: Option<Occupancy>,
    /// How true the announced waits were.
    pub forecast_error: Option<ForecastError>,
}

/// Figures of a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Statistics {
    /// The first service day.
    #[schema(value_type = String, format = Date)]
    pub from: ServiceDay,
    /// The last service day.
    #[schema(value_type = String, format = Date)]
    pub to: ServiceDay,
    /// `service`, `counter`, `hour` or `day`.
    pub by: String,
    /// A row per key.
    pub rows: Vec<StatisticsRow>,
    /// All of them.
    pub total: StatisticsRow,
}
