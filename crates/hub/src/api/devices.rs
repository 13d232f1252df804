//! What a device says of itself.

use super::body::Json;
use super::refused::Refused;
use crate::access::Caller;
use crate::hub::Hub;
use axum::extract::State;
use serde_json::json;
use std::collections::BTreeMap;
use turno_domain::text::clean;
use turno_protocol::part::DevicePart;
use turno_protocol::session::DeviceStatusRequest;

/// The most parts that a device may speak of.
const PARTS: usize = 20;
/// The longest name or state of a part, in characters.
const WORD_CHARACTERS: usize = 60;

/// `PUT /devices/self/status`
pub async fn status(
    State(hub): State<Hub>,
    caller: Caller,
    Json(request, _): Json<DeviceStatusRequest>,
) -> Result<axum::Json<serde_json::Value>, Refused> {
    if request.parts.len() > PARTS {
        return Err(Refused::unknown_value("more than 20 parts"));
    }
    let word = |text: String| clean(&text, WORD_CHARACTERS);
    let mut parts: BTreeMap<_, _> =
        request.parts.into_iter().map(|(part, state)| (word(part), word(state))).collect();
    let (now, actor, device) = (hub.now(), caller.actor(), caller.device.id);
    hub.write_queue(move |tx| {
        // Whether it is there is the hub's to say, and stays said until it follows the events again.
        let connection = DevicePart::Connection.word();
        let said = tx.reads().device(device)?.and_then(|device| device.parts.get(connection).cloned());
        match said {
            Some(said) => parts.insert(connection.to_owned(), said),
            None => parts.remove(connection),
        };
        tx.report_status(device, parts, now, &actor).map_err(Refused::from)
    })
    .await?;
    Ok(axum::Json(json!({ "device": caller.device.name })))
}
