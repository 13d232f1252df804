//! Who may ask what: every route against every kind of token, closed by default; the document that says so; and that nobody stands in
//! the door for the others.

use crate::site::client::{Answer, Client, KEY, fresh_key};
use crate::site::{Scene, instant};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use turno_hub::listener::{API_PLACES, PUBLIC_PLACES};

/// Who may come through to a route.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Door {
    Open,
    Device,
    Desk,
    Kiosk,
    Session,
}
use Door::{Desk, Device, Kiosk, Open, Session};

/// Every route of the listener.
const ROUTES: [(&str, &str, Door); 121] = [
    ("GET", "/healthz", Open),
    ("GET", "/api/openapi.json", Open),
    ("GET", "/api/v1/hub", Open),
    ("GET", "/metrics", Device),
    ("GET", "/api/v1/site", Device),
    ("GET", "/api/v1/queue", Device),
    ("GET", "/api/v1/events", Device),
    ("GET", "/api/v1/operators", Desk),
    ("POST", "/api/v1/tickets", Device),
    ("PUT", "/api/v1/tickets/{id}/intake", Device),
    ("POST", "/api/v1/tickets/{id}/paper", Device),
    // A desk needs a session, which is looked at once the body is read. See holder.rs and entrance.rs.
    ("POST", "/api/v1/tickets/{id}/away", Device),
    ("POST", "/api/v1/tickets/{id}/back", Device),
    ("POST", "/api/v1/tickets/{id}/details", Device),
    ("POST", "/api/v1/tickets/{id}/cancel", Device),
    ("POST", "/api/v1/doors", Device),
    ("GET", "/api/v1/pages/{token}", Kiosk),
    ("POST", "/api/v1/help", Device),
    ("POST", "/api/v1/help/{id}/answer", Session),
    ("PUT", "/api/v1/devices/self/status", Device),
    ("POST", "/api/v1/day", Device),
    ("POST", "/api/v1/sessions", Desk),
    ("GET", "/api/v1/sessions/self", Session),
    ("DELETE", "/api/v1/sessions/self", Session),
    ("POST", "/api/v1/counters/{key}/open", Session),
    ("POST", "/api/v1/counters/{key}/pause", Session),
    ("POST", "/api/v1/counters/{key}/close", Session),
    ("GET", "/api/v1/counters/{key}/next", Session),
    ("POST", "/api/v1/counters/{key}/call-next", Session),
    ("POST", "/api/v1/counters/{key}/call/{ticket}", Session),
    ("POST", "/api/v1/tickets/{id}/recall", Session),
    ("POST", "/api/v1/tickets/{id}/start", Session),
    ("POST", "/api/v1/tickets/{id}/finish", Session),
    ("POST", "/api/v1/tickets/{id}/no-show", Session),
    ("POST", "/api/v1/tickets/{id}/reinstate", Session),
    ("POST", "/api/v1/tickets/{id}/undo", Session),
    ("POST", "/api/v1/tickets/{id}/park", Session),
    ("POST", "/api/v1/tickets/{id}/transfer", Session),
    ("POST", "/api/v1/tickets/{id}/close", Session),
    ("GET", "/api/v1/statistics", Session),
    ("GET", "/api/v1/casework/events", Session),
    ("GET", "/api/v1/citizens", Session),
    ("POST", "/api/v1/citizens", Session),
    ("GET", "/api/v1/citizens/{id}", Session),
    ("PUT", "/api/v1/citizens/{id}", Session),
    ("GET", "/api/v1/citizens/{id}/practices", Session),
    ("GET", "/api/v1/citizens/{id}/visits", Session),
    ("GET", "/api/v1/citizens/{id}/duplicates", Session),
    ("POST", "/api/v1/citizens/{id}/merge", Session),
    ("GET", "/api/v1/citizens/{id}/merges", Session),
    ("POST", "/api/v1/citizens/{id}/notices", Session),
    ("POST", "/api/v1/citizens/{id}/consents", Session),
    ("POST", "/api/v1/consents/{id}/withdraw", Session),
    ("GET", "/api/v1/citizens/{id}/forms", Session),
    ("POST", "/api/v1/citizens/{id}/forms", Session),
    ("GET", "/api/v1/citizens/{id}/forms/{attachment}", Session),
    ("POST", "/api/v1/practices/{id}/attachments", Session),
    ("GET", "/api/v1/practices/{id}/attachments/{attachment}", Session),
    ("POST", "/api/v1/practices/{id}/forms", Session),
    ("GET", "/api/v1/practices", Session),
    ("POST", "/api/v1/practices", Session),
    ("GET", "/api/v1/practices/{id}", Session),
    ("PUT", "/api/v1/practices/{id}", Session),
    ("POST", "/api/v1/practices/{id}/notes", Session),
    ("POST", "/api/v1/practices/{id}/entries", Session),
    ("POST", "/api/v1/practices/{id}/offer", Session),
    ("POST", "/api/v1/practices/{id}/take-over", Session),
    ("POST", "/api/v1/practices/{id}/return", Session),
    ("POST", "/api/v1/practices/{id}/team", Session),
    ("DELETE", "/api/v1/practices/{id}/team/{operator}", Session),
    ("POST", "/api/v1/practices/{id}/conclude", Session),
    ("POST", "/api/v1/practices/{id}/unresolved", Session),
    ("POST", "/api/v1/practices/{id}/reopen", Session),
    ("POST", "/api/v1/practices/{id}/steps", Session),
    ("GET", "/api/v1/steps/{id}", Session),
    ("PUT", "/api/v1/steps/{id}", Session),
    ("POST", "/api/v1/steps/{id}/done", Session),
    ("POST", "/api/v1/steps/{id}/drop", Session),
    ("POST", "/api/v1/steps/{id}/reopen", Session),
    ("GET", "/api/v1/agenda", Session),
    ("GET", "/api/v1/service-types", Session),
    ("POST", "/api/v1/service-types", Session),
    ("GET", "/api/v1/service-types/{id}", Session),
    ("PUT", "/api/v1/service-types/{id}", Session),
    ("GET", "/api/v1/service-types/{id}/revisions", Session),
    ("GET", "/api/v1/manual", Session),
    ("POST", "/api/v1/manual", Session),
    ("GET", "/api/v1/manual/{id}", Session),
    ("PUT", "/api/v1/manual/{id}", Session),
    ("GET", "/api/v1/manual/{id}/revisions", Session),
    ("GET", "/api/v1/bodies", Session),
    ("POST", "/api/v1/bodies", Session),
    ("GET", "/api/v1/bodies/{id}", Session),
    ("PUT", "/api/v1/bodies/{id}", Session),
    ("GET", "/api/v1/bodies/{id}/revisions", Session),
    ("GET", "/api/v1/projects", Session),
    ("POST", "/api/v1/projects", Session),
    ("GET", "/api/v1/projects/{id}", Session),
    ("PUT", "/api/v1/projects/{id}", Session),
    ("GET", "/api/v1/projects/{id}/revisions", Session),
    ("GET", "/api/v1/outreach", Session),
    ("POST", "/api/v1/outreach", Session),
    ("GET", "/api/v1/outreach/{id}", Session),
    ("PUT", "/api/v1/outreach/{id}", Session),
    ("GET", "/api/v1/outreach/{id}/revisions", Session),
    ("GET", "/api/v1/bodies/{id}/answers", Session),
    ("GET", "/api/v1/directory", Session),
    ("GET", "/api/v1/register", Session),
    ("GET", "/api/v1/submissions", Session),
    ("POST", "/api/v1/submissions", Session),
    ("GET", "/api/v1/submissions/{id}/lines", Session),
    ("GET", "/api/v1/submissions/{id}/corrections", Session),
    ("POST", "/api/v1/directory", Session),
    ("POST", "/api/v1/practices/{id}/referrals", Session),
    ("POST", "/api/v1/visits", Session),
    ("GET", "/api/v1/visits/{id}", Session),
    ("POST", "/api/v1/visits/{id}/practices", Session),
    ("GET", "/api/v1/tickets/{id}/casework", Session),
    ("POST", "/api/v1/tickets/{id}/practices", Session),
    ("POST", "/api/v1/tickets/{id}/citizens", Session),
    ("GET", "/api/v1/nothing", Open),
];

/// Knocks at a route: the body is no JSON, so that who gets through is answered by the handler and changes nothing.
async fn knock(client: &Client, method: &str, template: &str) -> (u16, String) {
    let path = template
        .replace("{id}", "nobody")
        .replace("{key}", "1")
        .replace("{ticket}", "nobody")
        .replace("{token}", "nobody")
        .replace("{attachment}", "nobody");
    let method: Method = method.parse().unwrap();
    let request = client.request(method.clone(), &format!("/{path}"));
    let response = match method {
        Method::POST | Method::PUT => request.header(KEY, fresh_key()).body("{"),
        _ => request,
    };
    let response = response.send().await.unwrap();
    let status = response.status().as_u16();
    // A stream that opens has no end to wait for, and 204 no body.
    let kind = if status < 300 {
        String::new()
    } else {
        let problem: Value = response.json().await.unwrap();
        problem["type"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    };
    (status, kind)
}

#[tokio::test]
async fn every_route_is_closed_to_whoever_has_no_business_there() {
    let scene = Scene::new().await;
    let (ended_desk, ended) = scene.another_desk("desk-2", "marco").await;
    ended.delete("/sessions/self").await.nothing();
    let revoked = Client::new(&scene.place.enrol("desk", "desk-3").await);
    let of_revoked = revoked.sign_in("marco").await;
    scene.place.run(&["device", "revoke", "--name", "desk-3"]).await.done();
    let strangers = [
        scene.desk.without_token(),
        scene.desk.with_token("nobody"),
        scene.desk.with_token(""),
        revoked,
        of_revoked,
        ended,
    ];
    for (method, template, door) in ROUTES {
        for stranger in &strangers {
            let (status, kind) = knock(stranger, method, template).await;
            if door == Open {
                assert_ne!(status, 401, "{method} {template}");
            } else {
                assert_eq!((status, kind.as_str()), (401, "unauthorised"), "{method} {template}");
            }
        }
        for (client, name, lets_in) in [
            (&scene.kiosk, "kiosk", matches!(door, Open | Device | Kiosk)),
            (&ended_desk, "desk", matches!(door, Open | Device | Desk)),
        ] {
            let (status, kind) = knock(client, method, template).await;
            if lets_in {
                assert!(!matches!(status, 401 | 403), "{name} {method} {template}: {status}");
            } else {
                assert_eq!((status, kind.as_str()), (403, "forbidden"), "{name} {method} {template}");
            }
        }
        if method != "DELETE" {
            let (status, _) = knock(&scene.giulia, method, template).await;
            let shut_out = matches!(status, 401 | 403);
            assert_eq!(shut_out, door == Kiosk, "session {method} {template}: {status}");
        }
    }
    let header = reqwest::header::AUTHORIZATION;
    for odd in ["Basic Z2l1bGlh", "Bearer", "bearer", "Bearer\u{a0}x"] {
        let request = scene.kiosk.without_token().request(Method::GET, "/queue").header(&header, odd);
        Answer::of(request).await.problem(401, "unauthorised");
    }
    let request = scene.kiosk.without_token().request(Method::GET, "/queue");
    let small = format!("bearer {}", scene.kiosk.token());
    Answer::of(request.header(&header, small)).await.ok(200);
}

#[tokio::test]
async fn the_document_lists_every_route_and_says_who_may_ask() {
    let scene = Scene::new().await;
    let anybody = scene.kiosk.without_token();
    let document = anybody.get("//api/openapi.json").await.ok(200);
    assert_eq!(document["openapi"], "3.1.0");
    let mut listed = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_uppercase();
            let security: Vec<&str> = operation["security"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|one| one.as_object().unwrap().keys())
                .map(String::as_str)
                .collect();
            listed.insert((method.clone(), path.clone(), security.join(" ")));
            let needs_key = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .any(|parameter| parameter["name"] == "Idempotency-Key" && parameter["required"] == true);
            assert_eq!(needs_key, method == "POST" && path != "/api/v1/sessions", "{method} {path}");
        }
    }
    let expected: BTreeSet<_> = ROUTES
        .iter()
        .filter(|(_, path, _)| *path != "/api/v1/nothing")
        .map(|(method, path, door)| {
            let security = match door {
                Open => "",
                Device | Desk | Kiosk => "device session",
                Session => "session",
            };
            ((*method).to_owned(), (*path).to_owned(), security.to_owned())
        })
        .collect();
    assert_eq!(listed, expected);
    // What an answer holds is what the document says of it.
    let ticket = scene.kiosk.issue("A").await;
    let schema = &document["paths"]["/api/v1/tickets"]["post"]["responses"]["201"]["content"]["application/json"]
        ["schema"];
    assert_eq!(schema["$ref"], "#/components/schemas/IssueAnswer");
    let own = &document["components"]["schemas"]["TicketView"]["properties"];
    let missing: Vec<&String> = ticket
        .as_object()
        .unwrap()
        .keys()
        .filter(|field| own.get(field.as_str()).is_none())
        .filter(|field| !["people_before", "expected", "page"].contains(&field.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn the_hub_says_who_it_is_and_how_it_is() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let anybody = scene.kiosk.without_token();
    let hub = anybody.get("/hub").await.ok(200);
    assert_eq!(hub, json!({"version": env!("CARGO_PKG_VERSION"), "api": {"min": 1, "max": 1}}));
    let health = anybody.get("//healthz").await.ok(200);
    assert_eq!((&health["status"], &health["clock_is_trusted"]), (&json!("ok"), &json!(true)));
    anybody.get("//nowhere").await.problem(404, "not-found");
    scene.kiosk.delete("/queue").await.problem(405, "method-not-allowed");

    scene.kiosk.issue("A").await;
    scene.kiosk.put("/devices/self/status", json!({"parts": {"printer": "paper-low"}})).await.ok(200);
    let metrics = scene.giulia.get("//metrics").await;
    assert_eq!(metrics.status, 200);
    assert!(metrics.media.starts_with("text/plain; version=0.0.4"), "{}", metrics.media);
    for line in [
        "turno_requests_total{route=\"/api/v1/tickets\",status=\"201\"} 1",
        "turno_waiting_tickets{service=\"spid\"} 1",
        "turno_device_part{device=\"kiosk-1\",part=\"printer\",state=\"paper-low\"} 1",
    ] {
        assert!(metrics.text.contains(line), "{line}: {}", metrics.text);
    }
    let snapshot = scene.kiosk.queue().await;
    assert_eq!(snapshot["at"], "2026-11-21T08:00:00.000Z");
    assert!(instant("2026-11-21T09:00:00+01:00") == instant("2026-11-21T08:00:00Z"));
}

#[tokio::test]
async fn devices_are_told_the_site_and_desks_who_may_sign_in() {
    let scene = Scene::new().await;
    let site = scene.kiosk.get("/site").await.ok(200);
    assert_eq!(site["services"][0]["key"], "spid");
    assert_eq!(site["services"][0]["intake"][0]["key"], "prima-volta");
    assert_eq!(site["services"][2]["qualification"], "rao");
    assert_eq!(site["public_url"], "http://turno.example");
    let operators = scene.desk.get("/operators").await.ok(200);
    assert_eq!(operators, json!([{"key": "giulia", "name": "giulia", "role": "operator"}]));
    scene.place.run(&["operator", "retire", "--key", "giulia"]).await.done();
    assert_eq!(scene.desk.get("/operators").await.ok(200), json!([]));
}

/// Connects from another machine of the network and begins to say something.
async fn half_open(to: SocketAddr, first: u8) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut stream = socket.connect(to).await.unwrap();
    // Who is refused may be so before the first byte.
    let _ = stream.write_u8(first).await;
    stream
}

#[tokio::test]
async fn a_machine_that_opens_every_connection_it_can_shuts_nobody_out() {
    let scene = Scene::new().await;
    let browser = crate::site::client::browser();
    // As a request and a TLS handshake (RFC 8446, record type 22) begin.
    for (to, places, first) in [(scene.hub.public, PUBLIC_PLACES, b'G'), (scene.hub.api, API_PLACES, 22)] {
        let mut held = Vec::new();
        for _ in 0..=places / 2 {
            held.push(half_open(to, first).await);
        }
        // One of them found no place: the hub closes it without a word, long before any patience ends.
        let reads = held.iter_mut().map(|stream| Box::pin(stream.read_u8()));
        let (first, refused, _) = futures_util::future::select_all(reads).await;
        assert!(first.is_err(), "{first:?}");
        // The others are still there, and everybody else is heard on connections of their own.
        let fresh = Client::new(&scene.place.enrol("desk", &format!("desk-of-{places}")).await);
        fresh.queue().await;
        scene.kiosk.issue("A").await;
        let board = browser.get(format!("http://{}/board", scene.hub.public)).send().await.unwrap();
        assert_eq!(board.status(), 200);
        drop((held.swap_remove(refused), held));
    }
    assert!(scene.hub.log().contains("too many connections"), "{}", scene.hub.log());
}
