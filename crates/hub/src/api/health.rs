//! Whether the hub is well, who it is, and its metrics.

use super::refused::Refused;
use crate::hub::Hub;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use turno_protocol::API_VERSION;
use turno_protocol::session::{ApiRange, HubAnswer};
use turno_store::StoreError;

/// `GET /healthz`: asks the writer and a reader for a sign of life.
pub async fn healthz(State(hub): State<Hub>) -> Response {
    let writer = hub.write_queue(|tx| tx.queue().map(|queue| queue.day())).await;
    let reader = hub.read_queue(|reads| reads.head()).await;
    let word = |fault: Option<&StoreError>| match fault {
        None => "ok",
        Some(StoreError::StorageFull) => "storage full",
        Some(_) => "not answering",
    };
    let well = writer.is_ok() && reader.is_ok();
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "status": if well { "ok" } else { "failing" },
        "writer": word(writer.as_ref().err()),
        "reader": word(reader.as_ref().err()),
        "data_is_durable": hub.inner().data_is_durable,
        "clock_is_trusted": hub.now().trusted,
    });
    (status, Json(body)).into_response()
}

/// `GET /api/v1/hub`
pub async fn hub() -> Json<HubAnswer> {
    Json(HubAnswer {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        api: ApiRange { min: API_VERSION, max: API_VERSION },
    })
}

/// `GET /metrics`
pub async fn metrics(State(hub): State<Hub>) -> Result<Response, Refused> {
    let devices = hub.read_queue(|reads| reads.devices()).await?;
    let parts: Vec<_> = devices
        .into_iter()
        .filter(|device| device.revoked_at.is_none())
        .map(|device| (device.name, device.parts))
        .collect();
    let written = [("queue", hub.queue().writer.written()), ("casework", hub.casework().writer.written())];
    let text = hub.inner().counted.exposition(hub.queue().committed.read().queue(), &parts, &written);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
