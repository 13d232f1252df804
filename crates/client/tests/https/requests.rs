//! What is sent, what is sent again, and what is made of the answers.

use crate::site::{
    DEVICE_TOKEN, SESSION_TOKEN, Server, Site, bearer, dead_address, key, lost_answer, problem, session,
    ticket,
};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use turno_client::{CommandKey, Hub, HubError, Search, Session, TicketAction};
use turno_protocol::casework::{CitizenFields, CitizenUpdate};
use turno_protocol::ticket::IssueRequest;

/// Answers in the order in which they are given, and what was sent for them.
#[derive(Clone, Default)]
struct Script(Arc<Mutex<(VecDeque<Response>, Vec<String>)>>);

impl Script {
    fn of(answers: impl IntoIterator<Item = Response>) -> Self {
        Self(Arc::new(Mutex::new((answers.into_iter().collect(), Vec::new()))))
    }

    fn next(&self, heard: String) -> Response {
        let mut script = self.0.lock().unwrap();
        script.1.push(heard);
        script.0.pop_front().unwrap_or_else(|| problem(500, "off-script"))
    }

    fn heard(&self) -> Vec<String> {
        self.0.lock().unwrap().1.clone()
    }
}

fn issued() -> Response {
    let mut answer = ticket(7, "waiting");
    answer.as_object_mut().unwrap().extend([
        ("people_before".to_owned(), json!(3)),
        ("expected".to_owned(), json!(null)),
        ("page".to_owned(), json!(null)),
    ]);
    (StatusCode::CREATED, Json(answer)).into_response()
}

fn request() -> IssueRequest {
    IssueRequest { service: "A".to_owned(), language: Some("it".to_owned()), ..IssueRequest::default() }
}

/// A hub whose `POST /tickets` follows the script; what is heard are the keys.
fn ticket_hub(script: &Script) -> (Server, Hub) {
    let site = Site::new();
    let router = Router::new()
        .route(
            "/api/v1/tickets",
            post(|State(script): State<Script>, headers: HeaderMap| async move {
                assert_eq!(bearer(&headers), DEVICE_TOKEN);
                script.next(key(&headers))
            }),
        )
        .with_state(script.clone());
    let server = site.serve(router);
    let hub = site.hub_at(&[server.address]);
    (server, hub)
}

#[tokio::test]
async fn a_command_whose_answer_was_lost_is_sent_again_under_its_key() {
    let script = Script::of([lost_answer(), issued(), issued()]);
    let (_server, hub) = ticket_hub(&script);
    let key = CommandKey::fresh();
    let answer = hub.issue(&key, &request()).await.unwrap();
    assert_eq!((answer.ticket.number.to_string().as_str(), answer.people_before), ("A007", 3));
    hub.issue(&key, &request()).await.unwrap();
    assert_eq!(script.heard(), vec![key.to_string(); 3]);
}

#[tokio::test]
async fn after_a_lost_answer_a_failing_hub_does_not_say_that_nothing_was_done() {
    let mut much_later = problem(503, "storage-full");
    much_later.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("3600"));
    let no_document = (StatusCode::BAD_GATEWAY, "<html>").into_response();
    for failing in [problem(500, "internal"), much_later, no_document] {
        let script = Script::of([lost_answer(), failing, issued()]);
        let (_server, hub) = ticket_hub(&script);
        let key = CommandKey::fresh();
        let error = hub.issue(&key, &request()).await.unwrap_err();
        assert!(error.is_perhaps_done(), "{error:?}");
        hub.issue(&key, &request()).await.unwrap();
        assert_eq!(script.heard(), vec![key.to_string(); 3]);
    }
    let script = Script::of([lost_answer(), problem(409, "site-closed")]);
    let (_server, hub) = ticket_hub(&script);
    let error = hub.issue(&CommandKey::fresh(), &request()).await.unwrap_err();
    assert_eq!(error.name(), Some("site-closed"), "the hub's own word about the command");
}

#[tokio::test]
async fn only_a_command_that_left_this_machine_may_have_been_carried_out() {
    let issue = async |hub: &Hub| hub.issue(&CommandKey::fresh(), &request()).await.unwrap_err();
    let dead = Site::new().hub_at(&[dead_address()]).with_patience(Duration::ZERO);
    let error = issue(&dead).await;
    assert!(error.is_away() && !error.is_perhaps_done(), "a refused connection: {error:?}");

    let (_server, hub) = ticket_hub(&Script::of([lost_answer()]));
    let error = issue(&hub.with_patience(Duration::ZERO)).await;
    assert!(error.is_perhaps_done(), "an answer that did not come: {error:?}");
    // What only asks does nothing, whatever became of it.
    let error = hub.with_patience(Duration::ZERO).queue().await.unwrap_err();
    assert!(!error.is_perhaps_done(), "{error:?}");
}

#[tokio::test]
async fn a_hub_that_cannot_at_the_moment_is_asked_again_within_patience_and_one_that_fails_is_not() {
    let mut later = problem(503, "storage-failing");
    later.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("0"));
    let mut much_later = problem(503, "storage-full");
    much_later.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("3600"));
    let script = Script::of([
        later,
        problem(503, "starting"),
        issued(),
        much_later,
        problem(500, "internal"),
        problem(503, "no-site"),
    ]);
    let (_server, hub) = ticket_hub(&script);
    let key = CommandKey::fresh();
    hub.issue(&key, &request()).await.unwrap();
    assert_eq!(script.heard(), vec![key.to_string(); 3]);
    for (name, sent) in [("storage-full", 4), ("internal", 5)] {
        let error = hub.issue(&CommandKey::fresh(), &request()).await.unwrap_err();
        assert_eq!((error.name(), script.heard().len()), (Some(name), sent));
    }
    let impatient = hub.with_patience(Duration::ZERO);
    let error = impatient.issue(&CommandKey::fresh(), &request()).await.unwrap_err();
    assert_eq!((error.name(), script.heard().len()), (Some("no-site"), 6));
}

#[tokio::test]
async fn a_refusal_is_passed_on_by_name_with_its_facts() {
    let body = json!({
        "type": "https://turno.example/problems/site-closed", "title": "The site takes no tickets.", "status": 409,
        "next": "2026-11-23T08:00:00.000Z",
    });
    let script = Script::of([(StatusCode::CONFLICT, Json(body)).into_response()]);
    let (_server, hub) = ticket_hub(&script);
    let error = hub.issue(&CommandKey::fresh(), &request()).await.unwrap_err();
    assert_eq!(error.name(), Some("site-closed"));
    assert_eq!(error.problem().unwrap().facts["next"], "2026-11-23T08:00:00.000Z");
    assert_eq!(script.heard().len(), 1);
}

#[tokio::test]
async fn what_is_not_understood_is_broken_and_not_asked_again() {
    let script = Script::of([
        "no JSON".into_response(),
        (StatusCode::BAD_GATEWAY, "<html>").into_response(),
        (StatusCode::OK, Json(json!({"id": "Mario Rossi"}))).into_response(),
    ]);
    let (_server, hub) = ticket_hub(&script);
    for attempts in 1..=3 {
        let error = hub.issue(&CommandKey::fresh(), &request()).await.unwrap_err();
        assert!(matches!(error, HubError::Broken { .. }), "{error:?}");
        assert!(!error.to_string().contains("Rossi"), "{error}");
        assert_eq!(script.heard().len(), attempts);
    }
}

#[tokio::test]
async fn a_token_that_is_not_taken_tells_a_revoked_device_from_an_ended_session() {
    let script = Script::of([
        problem(401, "unauthorised"),
        problem(401, "session-ended"),
        StatusCode::UNAUTHORIZED.into_response(),
    ]);
    let (_server, hub) = ticket_hub(&script);
    for ended in [false, true, false] {
        let error = hub.issue(&CommandKey::fresh(), &request()).await.unwrap_err();
        assert!(matches!(error, HubError::Unauthorised(_)), "{error:?}");
        assert_eq!(error.is_session_ended(), ended);
    }
}

/// A hub at which Anna signs in, with `more` beside.
async fn signed_in(more: Router) -> (Server, Session) {
    signed_in_with(Duration::from_secs(6), more).await
}

async fn signed_in_with(patience: Duration, more: Router) -> (Server, Session) {
    let site = Site::new();
    let router = more.route(
        "/api/v1/sessions",
        post(|headers: HeaderMap, Json(body): Json<Value>| async move {
            assert_eq!(bearer(&headers), DEVICE_TOKEN);
            assert_eq!(body, json!({"operator": "anna", "pin": "123456"}));
            assert!(!headers.contains_key("idempotency-key"));
            (StatusCode::CREATED, Json(session()))
        }),
    );
    let server = site.serve(router);
    let hub = site.hub_at(&[server.address]).with_patience(patience);
    let session = hub.sign_in("anna", "123456").await.unwrap();
    (server, session)
}

#[tokio::test]
async fn a_sign_in_is_sent_once() {
    let script = Script::of([lost_answer()]);
    let site = Site::new();
    let router = Router::new()
        .route(
            "/api/v1/sessions",
            post(|State(script): State<Script>| async move { script.next(String::new()) }),
        )
        .with_state(script.clone());
    let server = site.serve(router);
    let error = site.hub_at(&[server.address]).sign_in("anna", "123456").await.unwrap_err();
    assert!(error.is_away(), "{error:?}");
    assert_eq!(script.heard().len(), 1);
}

#[tokio::test]
async fn a_session_acts_in_its_own_name_and_its_end_is_no_error_at_sign_out() {
    let script =
        Script::of([StatusCode::NO_CONTENT.into_response(), Json(ticket(1, "called")).into_response()]);
    let heard = |call: &'static str| {
        let script = script.clone();
        move |headers: HeaderMap, Path(path): Path<HashMap<String, String>>| async move {
            assert_eq!(bearer(&headers), SESSION_TOKEN);
            key(&headers);
            script.next(format!("{call} {}", path["which"]))
        }
    };
    let router = Router::new()
        .route("/api/v1/counters/{which}/call-next", post(heard("call-next")))
        .route("/api/v1/tickets/{which}/no-show", post(heard("no-show")))
        .route("/api/v1/sessions/self", delete(|| async { problem(401, "session-ended") }));
    let (_server, session) = signed_in(router).await;
    assert_eq!((session.operator().as_str(), session.name()), ("anna", "Anna"));
    assert!(!format!("{session:?}").contains(SESSION_TOKEN));

    let counter = "così".parse().unwrap();
    assert_eq!(session.call_next(&CommandKey::fresh(), &counter).await, Ok(None));
    let id = "01890000-0000-7000-8000-000000000001".parse().unwrap();
    session.act(&CommandKey::fresh(), id, TicketAction::NoShow).await.unwrap();
    assert_eq!(script.heard(), ["call-next così".to_owned(), format!("no-show {id}")]);
    session.sign_out().await.unwrap();
}

#[tokio::test]
async fn a_search_arrives_as_typed_and_stands_in_no_error() {
    let script = Script::of([Json(json!({"items": [], "next": "b"})).into_response(), lost_answer()]);
    let heard = script.clone();
    let list = move |Query(query): Query<HashMap<String, String>>| async move {
        assert_eq!(query.len(), 1);
        heard.next(query["search"].clone())
    };
    let (_server, session) =
        signed_in_with(Duration::ZERO, Router::new().route("/api/v1/citizens", get(list))).await;
    let search = Search { text: Some("D'Angelò & figli".to_owned()), ..Search::default() };
    assert_eq!(session.citizens(&search).await.unwrap().next.as_deref(), Some("b"));
    assert_eq!(script.heard(), ["D'Angelò & figli"]);

    let error = session.citizens(&search).await.unwrap_err();
    assert!(error.is_away() && !error.to_string().contains("Angel"), "{error}");
}

/// A record that is stored as `stored` says, when a first PUT's answer is lost and the second is refused as stale.
async fn update_over_a_lost_answer(stored: Value) -> Result<u32, HubError> {
    let script = Script::of([lost_answer(), problem(409, "stale")]);
    let change = move || async move { script.next(String::new()) };
    let read = move || async move { Json(stored) };
    let (_server, session) =
        signed_in(Router::new().route("/api/v1/citizens/{id}", put(change).get(read))).await;
    let fields = CitizenFields { family_name: "Rossi".to_owned(), ..CitizenFields::default() };
    let id = "01890000-0000-7000-8000-000000000009".parse().unwrap();
    session.update_citizen(id, &CitizenUpdate { revision: 4, fields }).await.map(|citizen| citizen.revision)
}

fn citizen(revision: u32, family_name: &str) -> Value {
    json!({
        "id": "01890000-0000-7000-8000-000000000009", "revision": revision, "family_name": family_name,
        "created_at": "2026-11-21T08:42:00.000Z",
    })
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_not_taken_for_somebody_elses() {
    assert_eq!(update_over_a_lost_answer(citizen(5, "Rossi")).await, Ok(5));
    for other in [citizen(5, "Bianchi"), citizen(6, "Rossi")] {
        let error = update_over_a_lost_answer(other).await.unwrap_err();
        assert_eq!(error.name(), Some("stale"));
    }
}
