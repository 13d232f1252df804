//! What an event says of the entrance: calls for help, doors, and how the devices are. What cannot be understood comes with the
//! next snapshot.

use serde::de::DeserializeOwned;
use turno_domain::ids::HelpId;
use turno_domain::queue::HELP_OPEN_FOR;
use turno_protocol::event::EventData;
use turno_protocol::help::HelpView;
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::session::DeviceView;

/// Takes in an event of `kind`; whether anything of the entrance has changed.
pub(super) fn happened(queue: &mut QueueSnapshot, kind: &str, data: &EventData) -> bool {
    let open = queue.help.len();
    if let Some(now) = data.at {
        queue.help.retain(|help| now.0.since(help.asked_at.0) < HELP_OPEN_FOR);
    }
    let past = queue.help.len() < open;
    let changed = match kind {
        "help-asked" => asked(queue, data),
        "help-answered" => fact::<HelpId>(data, "help").map(|id| queue.help.retain(|help| help.id != id)),
        "doors-set" => fact(data, "doors").map(|doors| queue.doors = doors),
        "device-status" | "device-enrolled" => told(queue, data),
        "device-revoked" => {
            fact::<String>(data, "device_name").map(|name| queue.devices.retain(|device| device.name != name))
        }
        _ => None,
    };
    past || changed.is_some()
}

fn fact<T: DeserializeOwned>(data: &EventData, name: &str) -> Option<T> {
    serde_json::from_value(data.facts.get(name)?.clone()).ok()
}

/// Who asks once more is the same call, and stands where a new one would.
fn asked(queue: &mut QueueSnapshot, data: &EventData) -> Option<()> {
    let help = HelpView {
        id: fact(data, "help")?,
        device_name: fact(data, "device_name").unwrap_or_default(),
        operator: data.operator.clone(),
        counter: data.counter.as_ref().map(|counter| counter.key.clone()),
        asked_at: data.at?,
        language: fact(data, "language").flatten(),
        ticket: data.ticket.as_ref().map(|ticket| ticket.id),
    };
    queue.help.retain(|known| known.id != help.id);
    queue.help.push(help);
    Some(())
}

fn told(queue: &mut QueueSnapshot, data: &EventData) -> Option<()> {
    let name: String = fact(data, "device_name")?;
    let parts = fact(data, "parts");
    let at = data.at.filter(|_| parts.is_some());
    let parts = parts.unwrap_or_default();
    match queue.devices.iter_mut().find(|device| device.name == name) {
        Some(known) => (known.parts, known.at) = (parts, at),
        None => queue.devices.push(DeviceView { name, role: fact(data, "device_role")?, parts, at }),
    }
    Some(())
}
