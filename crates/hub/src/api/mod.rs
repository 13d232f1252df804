//! The API listener: who may ask what. Three doors, each closed by default: open to all, open to devices, open to sessions.

pub mod auth;
pub mod body;
mod casework;
pub mod command;
mod counters;
mod day;
mod devices;
mod doors;
mod events;
mod health;
mod help;
mod holder;
mod openapi;
mod queue;
pub mod refused;
mod route;
mod routes;
mod sessions;
mod statistics;
mod tickets;
mod upload;

use crate::hub::Hub;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::{Router, response::IntoResponse};
use refused::Refused;
use std::time::Instant;
use turno_protocol::problem::MEDIA_TYPE;

/// Everything that the API listener answers.
pub fn router(hub: Hub) -> Router {
    let [(_, open), (_, devices), (_, sessions)] = routes::all();
    let open = route::joined(open);
    let devices = route::joined(devices).route_layer(from_fn_with_state(hub.clone(), auth::device));
    let sessions = route::joined(sessions)
        .route_layer(from_fn(auth::session))
        .route_layer(from_fn_with_state(hub.clone(), auth::device));

    open.merge(devices)
        .merge(sessions)
        .fallback(|| async { Refused::not_found("address") })
        .method_not_allowed_fallback(|| async {
            Refused::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "This address has no such method.",
            )
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
    if response.status() == StatusCode::BAD_REQUEST && !is_problem(&response) {
        // The framework refuses a path or query in plain text that repeats what was sent.
        response = Refused::malformed("the address or its query cannot be read").into_response();
    }
    let status = response.status();
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    hub.inner().counted.request(&route, status.as_u16());
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(%method, route, status = status.as_u16(), ms, "request");
    response.into_response()
}

fn is_problem(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|media| media == MEDIA_TYPE)
}
