//! Reading the queue and the site.

use super::refused::Refused;
use crate::hub::Hub;
use crate::views;
use axum::Json;
use axum::extract::State;
use turno_domain::queue::Help;
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::site::SiteView;

/// `GET /queue`
pub async fn snapshot(State(hub): State<Hub>) -> Result<Json<QueueSnapshot>, Refused> {
    let now = hub.now();
    let (mut snapshot, help) = {
        let view = hub.queue().committed.read();
        let queue = view.queue().ok_or_else(|| Refused::fault(&"no site was applied"))?.as_of(&now);
        let counter_of = |help: &Help| queue.counter_of(help.operator.as_ref()?).cloned();
        let help: Vec<_> = queue.open_help(&now).map(|help| (help.clone(), counter_of(help))).collect();
        (views::snapshot(&queue, view.position().to_string(), &now), help)
    };
    // Read after the queue: what changed between the two is told once more by the events after the position, and not missed.
    let devices = hub.read_queue(|reads| reads.devices()).await?;
    snapshot.help = help.into_iter().map(|(help, counter)| views::help(&help, counter, &devices)).collect();
    let enrolled = devices.iter().filter(|device| device.revoked_at.is_none());
    snapshot.devices = enrolled.map(views::device).collect();
    snapshot.devices.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Json(snapshot))
}

/// `GET /site`
pub async fn site(State(hub): State<Hub>) -> Result<Json<SiteView>, Refused> {
    hub.with_queue(|queue| Json(SiteView::from(queue.site())))
}
