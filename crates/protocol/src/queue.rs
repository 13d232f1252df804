//! The queue on the wire: a snapshot, and the position in the event stream that it stands for.

use crate::counter::CounterView;
use crate::help::HelpView;
use crate::session::DeviceView;
use crate::ticket::{Expected, TicketView};
use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};
use turno_domain::keys::ServiceKey;
use turno_domain::site::Doors;
use turno_domain::text::Texts;
use turno_domain::time::ServiceDay;
use utoipa::ToSchema;

/// A service with its queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceView {
    /// What it is known by.
    #[schema(value_type = String)]
    pub key: ServiceKey,
    /// The letter of its numbers.
    #[schema(value_type = String)]
    pub letter: char,
    /// What it is called.
    #[schema(value_type = Object)]
    pub names: Texts,
    /// How many wait for it.
    pub waiting: u32,
    /// The wait to announce; null when the data carry none.
    pub expected: Option<Expected>,
}

/// The day that the hub's clock asks for is right (`POST /day`).
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct DayRequest {
    /// The day as asked for in [`QueueSnapshot::day_asked`].
    #[schema(value_type = String, format = Date)]
    pub to: ServiceDay,
}

/// The service day that stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct DayAnswer {
    /// Which.
    #[schema(value_type = String, format = Date)]
    pub service_day: ServiceDay,
}

/// How the doors are to stand (`POST /doors`).
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct DoorsRequest {
    /// `hours` (as the opening hours say), `open` or `closed`, until the service day ends.
    #[schema(value_type = String, example = "open")]
    pub doors: Doors,
}

/// How the doors stand.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DoorsAnswer {
    /// `hours`, `open` or `closed`.
    #[schema(value_type = String, example = "open")]
    pub doors: Doors,
}

/// The queue of the service day. After it, events continue from `position`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueSnapshot {
    /// `<epoch>-<sequence>` of the last event that the snapshot contains.
    pub position: String,
    /// The service day.
    #[schema(value_type = String, format = Date)]
    pub service_day: ServiceDay,
    /// The hub's clock when it was taken.
    pub at: WireTime,
    /// By which setting of the hub's clock these times are told; absent from an older hub. To be sent back as `?clock=` where the
    /// events after `position` are asked for: where the clock was set since, `reset` comes first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// Whether tickets may be taken at that moment.
    pub tickets_open: bool,
    /// When tickets may be taken again, where they may not.
    pub opens_at: Option<WireTime>,
    /// When the present session closes.
    pub closes_at: Option<WireTime>,
    /// The day that the hub's clock says, where it is not believed without a person.
    #[schema(value_type = Option<String>, format = Date)]
    pub day_asked: Option<ServiceDay>,
    /// Whether somebody opened or closed the doors by hand today: `hours`, `open` or `closed`.
    #[serde(default)]
    #[schema(value_type = String)]
    pub doors: Doors,
    /// The calls for help to which nobody goes yet, by order of asking.
    #[serde(default)]
    pub help: Vec<HelpView>,
    /// The enrolled kiosks and desks, with what they last said of their parts, by name.
    #[serde(default)]
    pub devices: Vec<DeviceView>,
    /// The services, in the order of the site file.
    pub services: Vec<ServiceView>,
    /// The counters, in the order of the site file.
    pub counters: Vec<CounterView>,
    /// The tickets of the day, by order of issue.
    pub tickets: Vec<TicketView>,
}
