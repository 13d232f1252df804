//! The doors, opened or closed by hand for the rest of the service day.

use super::command::{Answer, Asked};
use super::refused::Refused;
use turno_domain::queue::Command;
use turno_domain::roles::DeviceRole;
use turno_protocol::queue::{DoorsAnswer, DoorsRequest};

/// `POST /doors`: by whoever is signed in, or stands in the service pages of a kiosk.
pub async fn set(asked: Asked<DoorsRequest>) -> Result<Answer, Refused> {
    if asked.caller.device.role != DeviceRole::Kiosk {
        asked.session()?;
    }
    asked
        .in_queue(|tx, by, request| {
            by.run(tx, &Command::SetDoors(request.doors), None)?;
            Answer::ok(&DoorsAnswer { doors: tx.queue()?.doors() })
        })
        .await
}
