//! From the domain's queue to what travels.

use crate::told_by::ToldBy;
use crate::words::reason_text;
use turno_domain::journal::{Entry, Event, Reason};
use turno_domain::keys::CounterKey;
use turno_domain::queue::{CounterStatus, DayChange, Help, Queue};
use turno_domain::site::{CounterKind, OpeningStatus};
use turno_domain::text::Texts;
use turno_domain::ticket::TicketNumber;
use turno_domain::time::ClockReading;
use turno_protocol::counter::{CounterStatusView, CounterView, ReasonView};
use turno_protocol::event::EventData;
use turno_protocol::help::HelpView;
use turno_protocol::queue::{QueueSnapshot, ServiceView};
use turno_protocol::session::DeviceView;
use turno_protocol::ticket::TicketView;
use turno_protocol::wire_time::WireTime;
use turno_store::queue::Device;
use turno_store::{QueueReads, StoreError};

/// A counter as it travels; one that was retired meanwhile goes by its key.
pub fn counter(queue: &Queue, key: &CounterKey) -> CounterView {
    let state = queue.counter(key);
    let settings = queue.site().counter(key);
    let (status, pause_reason, pause_until) = match &state.status {
        CounterStatus::Closed => (CounterStatusView::Closed, None, None),
        CounterStatus::Open { .. } => (CounterStatusView::Open, None, None),
        CounterStatus::Paused { reason, until, .. } => (CounterStatusView::Paused, reason.clone(), *until),
    };
    CounterView {
        key: key.clone(),
        label: settings.map_or_else(|| Texts::italian(key.as_str()), |settings| settings.label.clone()),
        kind: settings.map_or(CounterKind::Counter, |settings| settings.kind),
        serves: settings.and_then(|settings| settings.serves.clone()),
        may_serve: queue.services_served_at(key),
        status,
        operator: state.operator().cloned(),
        ticket: state.in_hand,
        pause_reason,
        pause_until: pause_until.map(WireTime),
    }
}

/// Why a ticket was called, in the site's first language.
pub fn reason(queue: &Queue, number: TicketNumber, reason: &Reason) -> ReasonView {
    ReasonView {
        rule: reason.rule.word().to_owned(),
        waited_minutes: reason.waited_minutes,
        text: reason_text(number, reason, queue.site().first_language()),
    }
}

/// The queue as it stands at `position`, looked at when the clock reads `now`; help and devices are called by names that stand
/// elsewhere, and are added by whoever knows those.
pub fn snapshot(queue: &Queue, position: String, now: &ClockReading) -> QueueSnapshot {
    let site = queue.site();
    let (tickets_open, opens_at, closes_at) = match queue.opening_status(now.wall) {
        OpeningStatus::Open { closes_at, .. } => (!queue.is_day_closed(), None, closes_at),
        OpeningStatus::Closed { next } => (false, next, None),
    };
    let mut tickets: Vec<_> = queue.tickets().collect();
    tickets.sort_by_key(|ticket| ticket.order);
    QueueSnapshot {
        position,
        service_day: queue.day(),
        at: now.wall.into(),
        clock: Some(ToldBy(*now).to_string()),
        tickets_open,
        opens_at: opens_at.map(WireTime),
        closes_at: closes_at.map(WireTime),
        day_asked: match queue.day_change(now) {
            DayChange::Asks(day) => Some(day),
            DayChange::Stays | DayChange::Advances(_) => None,
        },
        doors: queue.doors(),
        help: Vec::new(),
        devices: Vec::new(),
        services: site
            .services
            .iter()
            .map(|service| ServiceView {
                key: service.key.clone(),
                letter: service.letter,
                names: service.names.clone(),
                waiting: queue.waiting(&service.key),
                expected: None,
            })
            .collect(),
        counters: site.counters.iter().map(|settings| counter(queue, &settings.key)).collect(),
        tickets: tickets.into_iter().map(TicketView::from).collect(),
    }
}

/// A call for help as it travels, with the counter of the operator who asks.
pub fn help(help: &Help, counter: Option<CounterKey>, devices: &[Device]) -> HelpView {
    let device = devices.iter().find(|device| Some(device.id) == help.device);
    HelpView {
        id: help.id,
        device_name: device.map(|device| device.name.clone()).unwrap_or_default(),
        operator: help.operator.clone(),
        counter,
        asked_at: help.asked.wall.into(),
        language: help.language,
        ticket: help.ticket,
    }
}

/// A device as it travels.
pub fn device(device: &Device) -> DeviceView {
    DeviceView {
        name: device.name.clone(),
        role: device.role,
        parts: device.parts.clone(),
        at: device.last_seen.map(WireTime),
    }
}

/// What a person is called to their face: the first word of the name.
pub fn first_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or_default().to_owned()
}

/// What stands beside the journal and belongs to an event: how its device and its operator are called. The journal knows neither.
#[derive(Clone, Debug, Default)]
pub struct Called {
    /// The device that the event is about, or where it was done.
    pub device: Option<Device>,
    /// The first name of the operator who goes to help.
    pub operator: Option<String>,
}

impl Called {
    /// Looks up what is called for by `entry`, which for most entries is nothing.
    ///
    /// # Errors
    /// What the store could not read.
    pub fn for_entry(entry: &Entry, reads: &QueueReads<'_>) -> Result<Self, StoreError> {
        let device = match &entry.event {
            Event::DeviceStatus { device, .. }
            | Event::DeviceEnrolled { device, .. }
            | Event::DeviceRevoked { device } => Some(*device),
            Event::HelpAsked { .. } => entry.actor.device,
            _ => None,
        };
        let device = device.map(|device| reads.device(device)).transpose()?.flatten();
        let operator = match &entry.event {
            Event::HelpAnswered { operator, .. } => reads.operator(operator)?,
            _ => None,
        };
        Ok(Self { device, operator: operator.map(|operator| first_name(&operator.name)) })
    }
}

/// What an event carries, with `queue` as it stands just after it.
pub fn event_data(queue: &Queue, entry: &Entry, called: &Called) -> EventData {
    let event = &entry.event;
    let ticket = event.ticket().and_then(|id| queue.ticket(id));
    let counter_key = event.counter().or_else(|| ticket.and_then(|ticket| ticket.counter.as_ref()));
    let mut data = EventData {
        at: Some(entry.at.wall.into()),
        operator: entry.actor.operator.clone(),
        ticket: ticket.map(TicketView::from),
        counter: counter_key.map(|key| counter(queue, key)),
        ..EventData::default()
    };
    let mut fact = |name: &str, value: serde_json::Value| {
        data.facts.insert(name.to_owned(), value);
    };
    match event {
        Event::TicketCalled { reason: why, finished, .. } => {
            data.reason = ticket.map(|ticket| reason(queue, ticket.number, why));
            data.finished = *finished;
        }
        Event::TicketParked { reason, .. } => fact("parked_because", reason.clone().into()),
        Event::TicketUndone { step, .. } => fact("step", serde_json::json!(step)),
        Event::DayOpened { .. } | Event::DayClosed { .. } => data.service_day = Some(queue.day()),
        Event::DeviceStatus { device, parts } => {
            fact("device", device.to_string().into());
            fact("parts", serde_json::json!(parts));
        }
        Event::DeviceEnrolled { device, .. } | Event::DeviceRevoked { device } => {
            fact("device", device.to_string().into());
        }
        Event::HelpAsked { help, language, .. } => {
            fact("help", help.to_string().into());
            fact("language", serde_json::json!(language));
            // About somebody at the entrance, or about the counter of the operator who asks.
            let asks = entry.actor.operator.as_ref().and_then(|operator| queue.counter_of(operator));
            data.counter = asks.map(|key| counter(queue, key));
        }
        Event::HelpAnswered { help, .. } => {
            fact("help", help.to_string().into());
            fact("name", serde_json::json!(called.operator));
            if queue.help(*help).is_some_and(Help::is_withdrawn) {
                fact("withdrawn", true.into());
            }
            // Kiosks hear it too, and say no more than the first name.
            data.operator = None;
        }
        Event::DoorsSet { doors } => fact("doors", doors.word().into()),
        _ => {}
    }
    if let Some(device) = &called.device {
        data.facts.insert("device_name".to_owned(), device.name.clone().into());
        data.facts.insert("device_role".to_owned(), serde_json::json!(device.role));
    }
    data
}

/// Whether an event is about who may get in: kiosks are not told.
pub fn is_about_access(event: &Event) -> bool {
    matches!(
        event,
        Event::DeviceEnrolled { .. }
            | Event::DeviceRevoked { .. }
            | Event::OperatorChanged { .. }
            | Event::SignedIn { .. }
            | Event::SignInRefused { .. }
            | Event::SignedOut { .. }
    )
}
