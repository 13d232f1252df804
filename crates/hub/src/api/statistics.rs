//! `GET /statistics?from=&to=&by=`

use super::refused::Refused;
use crate::hub::Hub;
use crate::statistics::{Present, statistics as figures};
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use turno_domain::figures::By;
use turno_domain::time::ServiceDay;
use turno_protocol::statistics::Statistics;

/// The longest period that one request reads, in days: each reads a row for each visit, beside the people who wait.
const LONGEST_DAYS: i32 = 3_660;

/// The period and what its rows stand for; absent: today, by service.
#[derive(Deserialize)]
pub struct Period {
    from: Option<String>,
    to: Option<String>,
    by: Option<String>,
}

/// `GET /statistics`
pub async fn statistics(
    State(hub): State<Hub>,
    Query(period): Query<Period>,
) -> Result<Json<Statistics>, Refused> {
    let today = hub.with_queue(|queue| queue.day())?;
    let day = |text: Option<String>| {
        let Some(text) = text else { return Ok(today) };
        text.parse::<ServiceDay>().map_err(|_| Refused::malformed("a day looks like 2026-11-21"))
    };
    let (from, to) = (day(period.from)?, day(period.to)?);
    if from > to {
        return Err(Refused::malformed("the period ends before it begins"));
    }
    if to.number() - from.number() > LONGEST_DAYS {
        let title = format!("a period is at most {LONGEST_DAYS} days long, ten years; ask for it in parts");
        return Err(Refused::malformed(title));
    }
    let by: By = period
        .by
        .as_deref()
        .unwrap_or("service")
        .parse()
        .map_err(|_| Refused::malformed("by is service, counter, hour or day"))?;
    let present = Present::of(&hub.queue().committed.read(), &hub.now());
    let found = hub.read_queue(move |reads| figures(reads, &present, from, to, by)).await?;
    Ok(Json(found))
}
