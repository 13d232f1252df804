//! The API listener: who may ask what. Three doors, each closed by default: open to all, open to devices, open to sessions.

pub mod auth;
pub mod body;
mod casework;
pub mod command;
mod counters;
mod devices;
mod events;
mod health;
mod openapi;
mod queue;
pub mod refused;
mod sessions;
mod statistics;
mod tickets;

use crate::hub::Hub;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post, put};
use axum::{Router, response::IntoResponse};
use refused::Refused;
use std::time::Instant;

/// Everything that the API listener answers.
pub fn router(hub: Hub) -> Router {
    let open = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/api/openapi.json", get(openapi::document))
        .route("/api/v1/hub", get(health::hub));

    let devices = Router::new()
        .route("/metrics", get(health::metrics))
        .route("/api/v1/site", get(queue::site))
        .route("/api/v1/queue", get(queue::snapshot))
        .route("/api/v1/events", get(events::queue))
        .route("/api/v1/operators", get(sessions::operators))
        .route("/api/v1/tickets", post(tickets::issue))
        .route("/api/v1/tickets/{id}/intake", put(tickets::intake))
        .route("/api/v1/tickets/{id}/paper", post(tickets::paper))
        .route("/api/v1/tickets/{id}/cancel", post(tickets::cancel))
        .route("/api/v1/devices/self/status", put(devices::status))
        .route("/api/v1/sessions", post(sessions::sign_in))
        .route_layer(from_fn_with_state(hub.clone(), auth::device));

    let sessions = Router::new()
        .route("/api/v1/sessions/self", get(sessions::current).delete(sessions::sign_out))
        .route("/api/v1/counters/{key}/open", post(counters::open))
        .route("/api/v1/counters/{key}/pause", post(counters::pause))
        .route("/api/v1/counters/{key}/close", post(counters::close))
        .route("/api/v1/counters/{key}/next", get(counters::preview))
        .route("/api/v1/counters/{key}/call-next", post(counters::call_next))
        .route("/api/v1/counters/{key}/call/{ticket}", post(counters::call_this))
        .route("/api/v1/tickets/{id}/recall", post(tickets::recall))
        .route("/api/v1/tickets/{id}/start", post(tickets::start))
        .route("/api/v1/tickets/{id}/finish", post(tickets::finish))
        .route("/api/v1/tickets/{id}/no-show", post(tickets::no_show))
        .route("/api/v1/tickets/{id}/reinstate", post(tickets::reinstate))
        .route("/api/v1/tickets/{id}/away", post(tickets::away))
        .route("/api/v1/tickets/{id}/back", post(tickets::back))
        .route("/api/v1/tickets/{id}/undo", post(tickets::undo))
        .route("/api/v1/tickets/{id}/park", post(tickets::park))
        .route("/api/v1/tickets/{id}/transfer", post(tickets::transfer))
        .route("/api/v1/tickets/{id}/close", post(tickets::close))
        .route("/api/v1/statistics", get(statistics::statistics))
        .merge(casework::routes())
        .route_layer(from_fn(auth::session))
        .route_layer(from_fn_with_state(hub.clone(), auth::device));

    open.merge(devices)
        .merge(sessions)
        .fallback(|| async { Refused::not_found("address") })
        .method_not_allowed_fallback(|| async {
            Refused::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This address has no such method.")
        })
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(hub.clone(), count))
        .with_state(hub)
}

/// Counts and logs each request by its route's template, never by path, query or body; and tells a stepped clock that the hub
/// is at work meanwhile.
async fn count(State(hub): State<Hub>, request: Request, next: Next) -> Response {
    let _busy = hub.clock().busy();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "none".to_owned());
    let began = Instant::now();
    let mut response = next.run(request).await;
    let status = response.status();
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    hub.inner().counted.request(&route, status.as_u16());
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(%method, route, status = status.as_u16(), ms, "request");
    response.into_response()
}
