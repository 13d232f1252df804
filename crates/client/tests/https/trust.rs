//! Whom the client believes to be its hub.

use crate::site::{Site, dead_address};
use axum::http::header;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use turno_client::{Hub, HubError};
use turno_protocol::HUB_NAME;

fn about() -> Router {
    Router::new().route(
        "/api/v1/hub",
        get(|| async {
            let about = json!({"version": "1.2.3", "api": {"min": 1, "max": 1}, "later": true});
            // Each request needs a connection of its own, and so finds the hub again.
            ([(header::CONNECTION, "close")], Json(about))
        }),
    )
}

async fn refusal(hub: &Hub) -> String {
    match hub.with_patience(Duration::ZERO).about().await {
        Err(HubError::Away { detail, perhaps_done: false }) => detail,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_hub_of_the_site_is_believed() {
    let site = Site::new();
    let server = site.serve(about());
    assert_eq!(site.hub_at(&[server.address]).about().await.unwrap().version, "1.2.3");
}

#[tokio::test]
async fn another_sites_hub_is_refused() {
    let server = Site::new().serve(about());
    let detail = refusal(&Site::new().hub_at(&[server.address])).await;
    assert!(detail.contains("invalid peer certificate"), "{detail}");
}

#[tokio::test]
async fn another_name_of_the_same_site_is_refused() {
    let site = Site::new();
    let server = site.serve_as("other.turno.internal", about());
    let detail = refusal(&site.hub_at(&[server.address])).await;
    assert!(detail.contains("not valid for name"), "{detail}");
}

#[tokio::test]
async fn the_hub_is_found_behind_a_dead_address_and_a_stranger() {
    let site = Site::new();
    let knocks = Arc::new(AtomicUsize::new(0));
    let knocked = knocks.clone();
    let router = about().layer(axum::middleware::map_request(move |request: axum::extract::Request| {
        knocked.fetch_add(1, Ordering::Relaxed);
        async { request }
    }));
    let stranger = Site::new().serve(router);
    let server = site.serve(about());
    let hub = site.hub_at(&[dead_address(), stranger.address, server.address]);
    assert_eq!(hub.about().await.unwrap().version, "1.2.3");
    assert_eq!(knocks.load(Ordering::Relaxed), 0, "the stranger was told something");
}

#[tokio::test]
async fn the_address_that_answered_is_asked_first() {
    let site = Site::new();
    let server = site.serve(about());
    let dead = dead_address();
    let hub = site.hub_at(&[dead, server.address]).with_patience(Duration::ZERO);
    hub.about().await.unwrap();
    let _stranger = Site::new().serve_at(dead, HUB_NAME, about());
    hub.about().await.unwrap();
}

#[tokio::test]
async fn a_hub_that_is_not_there_is_away() {
    assert!(!refusal(&Site::new().hub_at(&[dead_address()])).await.contains("https://"));
}
