//! The service day, where a clock that is not believed says another: a person says whether it is right.

use super::command::{Answer, Asked};
use super::refused::Refused;
use axum::http::StatusCode;
use turno_domain::queue::{Command, DayChange};
use turno_protocol::queue::{DayAnswer, DayRequest};

/// `POST /day`: yes, the day that the clock says is right. Any other day is an administrator's to set.
pub async fn confirm(asked: Asked<DayRequest>) -> Result<Answer, Refused> {
    asked
        .in_queue(|tx, by, request| {
            if tx.queue()?.day_change(&by.now) != DayChange::Asks(request.to) {
                let title = "The clock does not ask for this day.";
                return Err(Refused::new(StatusCode::CONFLICT, "day-not-asked", title));
            }
            let used = tx.reads().used_numbers(request.to)?;
            let command = Command::OpenDay { day: request.to, used, correction: true };
            by.run(tx, &command, None)?;
            Answer::ok(&DayAnswer { service_day: tx.queue()?.day() })
        })
        .await
}
