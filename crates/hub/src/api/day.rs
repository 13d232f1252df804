//! The service day, where a clock that is not believed says another: a person says whether it is right.

use super::body::Json;
use super::command::{Answer, CommandKey};
use super::refused::Refused;
use crate::access::Caller;
use crate::hub::Hub;
use axum::extract::State;
use axum::http::StatusCode;
use turno_domain::queue::{Command, Context, DayChange};
use turno_protocol::queue::{DayAnswer, DayRequest};

/// `POST /day`: yes, the day that the clock says is right. Any other day is an administrator's to set.
pub async fn confirm(
    State(hub): State<Hub>,
    caller: Caller,
    key: CommandKey,
    Json(request, body): Json<DayRequest>,
) -> Result<Answer, Refused> {
    let (now, actor) = (hub.now(), caller.actor());
    key.for_queue(&hub, &caller, &body)
        .in_queue(&hub, move |tx| {
            if tx.queue()?.day_change(&now) != DayChange::Asks(request.to) {
                let title = "The clock does not ask for this day.";
                return Err(Refused::new(StatusCode::CONFLICT, "day-not-asked", title));
            }
            let used = tx.reads().used_numbers(request.to)?;
            let command = Command::OpenDay { day: request.to, used, correction: true };
            tx.run(&command, &Context { now, operator: None }, &actor)?;
            Answer::ok(&DayAnswer { service_day: tx.queue()?.day() })
        })
        .await
}
