//! Reading the queue and the site.

use super::refused::Refused;
use crate::hub::Hub;
use crate::views;
use axum::Json;
use axum::extract::State;
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::site::SiteView;

/// `GET /queue`
pub async fn snapshot(State(hub): State<Hub>) -> Result<Json<QueueSnapshot>, Refused> {
    let now = hub.now();
    let view = hub.queue().committed.read();
    let queue = view.queue().ok_or_else(|| Refused::fault(&"no site was applied"))?;
    Ok(Json(views::snapshot(&queue.as_of(&now), view.position().to_string(), &now)))
}

/// `GET /site`
pub async fn site(State(hub): State<Hub>) -> Result<Json<SiteView>, Refused> {
    hub.with_queue(|queue| Json(SiteView::from(queue.site())))
}
