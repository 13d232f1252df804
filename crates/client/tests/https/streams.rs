//! What is heard over real streams: snapshot, events, cuts, resets.

use crate::site::{SESSION_TOKEN, Server, Site, bearer, problem, session, snapshot, ticket};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::stream::{StreamExt, iter, pending};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use turno_client::{Hub, Live, LiveQueue, LiveUpdate, Update, follow, follow_casework};
use turno_domain::ticket::TicketState;
use turno_protocol::HUB_NAME;

/// What the hub says next at each of its ends, and the places after which it was asked.
#[derive(Clone)]
struct Script(Arc<Mutex<Parts>>);

struct Parts {
    snapshots: VecDeque<Value>,
    streams: VecDeque<Response>,
    asked: Vec<Option<String>>,
    /// By which setting of its clock the hub was said to have told times.
    clocks: Vec<Option<String>>,
}

impl Script {
    fn asked(&self) -> Vec<Option<String>> {
        self.0.lock().unwrap().asked.clone()
    }
}

fn follow_script(snapshots: Vec<Value>, streams: Vec<Response>) -> (Server, Hub, Script) {
    let (router, script) = scripted(snapshots, streams);
    let site = Site::new();
    let server = site.serve(router);
    let hub = site.hub_at(&[server.address]);
    (server, hub, script)
}

fn scripted(snapshots: Vec<Value>, streams: Vec<Response>) -> (Router, Script) {
    let parts =
        Parts { snapshots: snapshots.into(), streams: streams.into(), asked: Vec::new(), clocks: Vec::new() };
    let script = Script(Arc::new(Mutex::new(parts)));
    let queue = |State(script): State<Script>| async move {
        script.0.lock().unwrap().snapshots.pop_front().map(Json).ok_or(StatusCode::GONE)
    };
    let events = |State(script): State<Script>, uri: Uri, headers: HeaderMap| async move {
        let mut parts = script.0.lock().unwrap();
        parts.clocks.push(uri.query().map(str::to_owned));
        parts.asked.push(headers.get("last-event-id").map(|id| id.to_str().unwrap().to_owned()));
        parts.streams.pop_front().unwrap_or_else(|| stream(&[], true))
    };
    let router = Router::new()
        .route("/api/v1/queue", get(queue))
        .route("/api/v1/events", get(events))
        .with_state(script.clone());
    (router, script)
}

/// A stream of these pieces, which then stays open or ends.
fn stream(pieces: &[String], open: bool) -> Response {
    let pieces = iter(pieces.to_vec()).map(Ok::<_, Infallible>);
    let body = if open { Body::from_stream(pieces.chain(pending())) } else { Body::from_stream(pieces) };
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}

fn event(place: &str, count: u32, state: &str) -> String {
    let data = json!({"at": "2026-11-21T08:43:00.000Z", "ticket": ticket(count, state)});
    format!(":\n\nid: {place}\nevent: ticket-issued\ndata: {data}\n\n")
}

async fn next_place(live: &mut Live<LiveUpdate>) -> String {
    match live.next().await.unwrap() {
        Update::Event { position, .. } => position.to_string(),
        Update::Snapshot(snapshot) => format!("snapshot {}", snapshot.position),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn events_go_on_over_a_cut_with_nothing_missed_and_nothing_twice() {
    let (_server, hub, script) = follow_script(
        vec![snapshot("e-1", &[ticket(1, "waiting")])],
        vec![
            stream(&[event("e-2", 2, "waiting"), event("e-5", 3, "waiting")], false),
            // A hub that tells some of it again.
            stream(&[event("e-5", 3, "waiting"), event("e-6", 2, "cancelled")], true),
        ],
    );
    let mut live = follow(&hub);
    let mut queue = LiveQueue::default();
    let mut places = Vec::new();
    while places.last().map(String::as_str) != Some("e-6") {
        let update = live.next().await.unwrap();
        queue.apply(&update);
        match update {
            Update::Snapshot(snapshot) => places.push(format!("snapshot {}", snapshot.position)),
            Update::Event { position, .. } => places.push(position.to_string()),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(places, ["snapshot e-1", "e-2", "e-5", "e-6"]);
    assert_eq!(script.asked(), [Some("e-1".to_owned()), Some("e-5".to_owned())]);
    assert_eq!(queue.services()[0].waiting, 2);
    assert_eq!(queue.in_state(TicketState::Cancelled).count(), 1);
}

#[tokio::test]
async fn a_reset_or_another_epoch_asks_for_a_new_snapshot() {
    let (_server, hub, script) = follow_script(
        vec![snapshot("e-1", &[]), snapshot("f-1", &[]), snapshot("g-1", &[])],
        vec![
            stream(&[event("e-2", 2, "waiting"), "event: reset\ndata: {}\n\n".to_owned()], false),
            stream(&[event("f-2", 2, "waiting"), event("g-1", 3, "waiting")], true),
        ],
    );
    let mut live = follow(&hub);
    for place in ["snapshot e-1", "e-2", "snapshot f-1", "f-2", "snapshot g-1"] {
        assert_eq!(next_place(&mut live).await, place);
    }
    assert_eq!(script.asked(), ["e-1", "f-1", "g-1"].map(|place| Some(place.to_owned())));
}

#[tokio::test]
async fn the_clock_of_the_last_snapshot_is_said_with_every_stream() {
    let mut timed = snapshot("e-4", &[]);
    timed["clock"] = json!("f00_1_2");
    let reset = || stream(&["event: reset\ndata: {}\n\n".to_owned()], false);
    let (_server, hub, script) = follow_script(
        vec![snapshot("e-1", &[]), timed],
        vec![
            reset(),
            stream(&[event("e-5", 2, "waiting")], false),
            stream(&[event("e-6", 3, "waiting")], true),
        ],
    );
    let mut live = follow(&hub);
    for place in ["snapshot e-1", "snapshot e-4", "e-5", "e-6"] {
        assert_eq!(next_place(&mut live).await, place);
    }
    let clock = Some("clock=f00_1_2".to_owned());
    assert_eq!(script.0.lock().unwrap().clocks, [None, clock.clone(), clock]);
}

#[tokio::test]
async fn a_change_of_the_site_brings_a_new_snapshot() {
    let (_server, hub, _script) = follow_script(
        vec![snapshot("e-1", &[]), snapshot("e-2", &[ticket(4, "waiting")])],
        vec![stream(&["id: e-2\nevent: site-applied\ndata: {}\n\n".to_owned()], true)],
    );
    let mut live = follow(&hub);
    for place in ["snapshot e-1", "e-2", "snapshot e-2"] {
        assert_eq!(next_place(&mut live).await, place);
    }
}

#[tokio::test]
async fn a_hub_that_goes_and_comes_back_is_told_and_what_happened_meanwhile_follows() {
    let site = Site::new();
    let (before, _) = scripted(vec![snapshot("e-1", &[])], vec![stream(&[event("e-2", 2, "waiting")], true)]);
    let server = site.serve(before);
    let address = server.address;
    let mut live = follow(&site.hub_at(&[address]));
    assert_eq!(next_place(&mut live).await, "snapshot e-1");
    assert_eq!(next_place(&mut live).await, "e-2");
    drop(server);
    assert_eq!(live.next().await, Some(Update::Away));
    let (after, script) = scripted(vec![], vec![stream(&[event("e-3", 3, "waiting")], true)]);
    let _server = site.serve_at(address, HUB_NAME, after);
    assert_eq!(live.next().await, Some(Update::Back));
    assert_eq!(next_place(&mut live).await, "e-3");
    assert_eq!(script.asked(), [Some("e-2".to_owned())]);
}

#[tokio::test]
async fn the_casework_is_followed_from_its_head_until_the_session_ends() {
    let events = |State(asked): State<Arc<Mutex<u32>>>, headers: HeaderMap| async move {
        assert_eq!(bearer(&headers), SESSION_TOKEN);
        let mut asked = asked.lock().unwrap();
        *asked += 1;
        let last = headers.get("last-event-id").map(|id| id.to_str().unwrap().to_owned());
        if *asked == 1 {
            assert_eq!(last, None);
            let data =
                json!({"at": "2026-11-21T08:43:00.000Z", "operator": "anna", "entity": "citizen", "id": "1"});
            stream(&[format!("id: c-9\nevent: citizen-changed\ndata: {data}\n\n")], false)
        } else {
            assert_eq!(last.as_deref(), Some("c-9"));
            problem(401, "session-ended")
        }
    };
    let router = Router::new()
        .route("/api/v1/casework/events", get(events))
        .route("/api/v1/sessions", post(|| async { (StatusCode::CREATED, Json(session())) }))
        .with_state(Arc::new(Mutex::new(0)));
    let site = Site::new();
    let server = site.serve(router);
    let session = site.hub_at(&[server.address]).sign_in("anna", "123456").await.unwrap();
    let mut live = follow_casework(&session);
    assert_eq!(live.next().await, Some(Update::Snapshot(())));
    assert!(matches!(live.next().await, Some(Update::Event { data, .. }) if data.entity == "citizen"));
    assert!(
        matches!(live.next().await, Some(Update::Unauthorised(problem)) if problem.name() == "session-ended")
    );
    assert_eq!(live.next().await, None);
}
