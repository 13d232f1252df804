//! The service day: how it ends, how it is corrected, and that no number is ever used twice.

use crate::site::client::{Client, id};
use crate::site::{Place, SITE, Scene};
use serde_json::json;

/// Lets time pass until `time` (RFC 3339).
async fn until(scene: &Scene, time: &str) {
    let left = crate::site::instant(time).since(scene.place.driver().now().await);
    scene.place.pass(u64::try_from(left.num_seconds()).unwrap()).await;
}

async fn day(scene: &Scene) -> String {
    scene.place.run(&["day", "show"]).await.done().trim().to_owned()
}

#[tokio::test]
async fn the_day_changes_at_three_and_not_at_midnight() {
    let scene = Scene::at("2026-11-21T23:50:00+01:00").await;
    let ticket = scene.kiosk.issue("A").await;
    assert_eq!(ticket["service_day"], "2026-11-21");
    until(&scene, "2026-11-22T02:59:59+01:00").await;
    let late = scene.kiosk.issue("A").await;
    assert_eq!((&late["service_day"], &late["number"]), (&json!("2026-11-21"), &json!("A002")));
    let at = scene.kiosk.queue().await["position"].as_str().unwrap().to_owned();
    // Nobody asks for anything: the day changes by itself, within a minute.
    scene.place.pass(60).await;
    let events = scene.kiosk.listen("/events", Some(&at)).await.take(3).await;
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["ticket-closed", "ticket-closed", "day-opened"]);
    assert_eq!(events[0].data["ticket"]["outcome"], "expired");
    assert_eq!(events[2].data["service_day"], "2026-11-22");
    let queue = scene.kiosk.queue().await;
    assert_eq!((&queue["service_day"], &queue["tickets"]), (&json!("2026-11-22"), &json!([])));
    let first = scene.kiosk.issue("A").await;
    assert_eq!((&first["service_day"], &first["number"]), (&json!("2026-11-22"), &json!("A001")));
    assert_eq!(day(&scene).await, "2026-11-22");
}

#[tokio::test]
async fn a_ticket_of_yesterday_is_of_a_past_day() {
    let scene = Scene::at("2026-11-21T17:00:00+01:00").await;
    let ticket = id(&scene.kiosk.issue("A").await);
    until(&scene, "2026-11-22T09:00:00+01:00").await;
    let giulia = scene.desk.sign_in("giulia").await;
    giulia.open("1").await;
    for action in
        ["recall", "start", "finish", "no-show", "reinstate", "away", "back", "cancel", "undo", "park"]
    {
        giulia.act(&ticket, action).await.problem(409, "past-day");
    }
    giulia
        .post(&format!("/tickets/{ticket}/transfer"), json!({"service": "B", "position": "last"}))
        .await
        .problem(409, "past-day");
    giulia
        .post(&format!("/tickets/{ticket}/close"), json!({"outcome": "left"}))
        .await
        .problem(409, "past-day");
    giulia.post(&format!("/counters/1/call/{ticket}"), json!({})).await.problem(409, "past-day");
    scene.kiosk.act(&ticket, "cancel").await.problem(409, "past-day");
    scene
        .kiosk
        .post(&format!("/tickets/{ticket}/paper"), json!({"state": "sent"}))
        .await
        .problem(409, "past-day");
    scene.kiosk.put(&format!("/tickets/{ticket}/intake"), json!({})).await.problem(409, "past-day");
    // What was asked at the kiosk can still be worked on.
    giulia.get(&format!("/tickets/{ticket}/casework")).await.ok(200);
    giulia.post("/practices", json!({"service": "A", "ticket": ticket})).await.ok(201);
    let figures = giulia.get("/statistics?from=2026-11-21&to=2026-11-21").await.ok(200);
    assert_eq!((&figures["total"]["arrived"], &figures["total"]["expired"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn the_day_is_as_long_as_it_is_when_the_clocks_change() {
    // In March 2:00 becomes 3:00: the day starts at 3:00 all the same, an hour sooner.
    let scene = Scene::at("2026-03-29T00:30:00+01:00").await;
    until(&scene, "2026-03-29T01:59:59+01:00").await;
    assert_eq!(day(&scene).await, "2026-03-28");
    scene.place.pass(1).await;
    assert_eq!(day(&scene).await, "2026-03-29");
    // In October 3:00 becomes 2:00, and the hour from two to three comes twice.
    let scene = Scene::at("2026-10-25T01:30:00+02:00").await;
    for time in ["2026-10-25T02:59:59+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T02:59:59+01:00"] {
        until(&scene, time).await;
        assert_eq!(day(&scene).await, "2026-10-24", "{time}");
    }
    scene.place.pass(1).await;
    assert_eq!(day(&scene).await, "2026-10-25");
}

#[tokio::test]
async fn a_close_of_day_ends_everything_and_the_next_day_begins_by_itself() {
    let scene = Scene::at("2026-11-21T17:00:00+01:00").await;
    scene.kiosk.issue("A").await;
    let served = id(&scene.kiosk.issue("B").await);
    scene.giulia.open("1").await;
    scene.giulia.post(&format!("/counters/1/call/{served}"), json!({})).await.ok(200);
    scene.giulia.act(&served, "start").await.ok(200);
    let said = scene.place.run(&["day", "close"]).await;
    assert!(said.err.contains("2026-11-21"), "{said:?}");
    assert_eq!(day(&scene).await, "2026-11-21 (closed)");
    let queue = scene.kiosk.queue().await;
    assert_eq!(queue["tickets_open"], false);
    let states: Vec<_> = queue["tickets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|ticket| (ticket["state"].clone(), ticket["outcome"].clone()))
        .collect();
    assert_eq!(states, [(json!("closed"), json!("expired")), (json!("finished"), json!(null))]);
    assert_eq!(queue["counters"][0]["status"], "closed");
    let closed = scene.kiosk.post("/tickets", json!({"service": "A"})).await.problem(409, "day-closed");
    assert_eq!(closed["day"], "2026-11-21");
    scene.giulia.post("/counters/1/open", json!({})).await.problem(409, "day-closed");
    scene.place.run(&["day", "close"]).await.refused("closed");
    let scene = scene.restart().await;
    assert_eq!(day(&scene).await, "2026-11-21 (closed)");
    until(&scene, "2026-11-22T03:00:00+01:00").await;
    assert_eq!(scene.kiosk.issue("A").await["number"], "A001");
}

#[tokio::test]
async fn a_wrong_day_is_corrected_and_no_number_is_used_twice() {
    let scene = Scene::at("2026-11-21T10:00:00+01:00").await;
    assert_eq!(scene.kiosk.issue("A").await["number"], "A001");
    scene.place.run(&["day", "set", "--to", "2026-11-25"]).await.done();
    let ahead = scene.kiosk.issue("A").await;
    assert_eq!((&ahead["service_day"], &ahead["number"]), (&json!("2026-11-25"), &json!("A001")));
    // It never goes back by itself: the queue says what the clock says.
    scene.place.pass(3600).await;
    let queue = scene.kiosk.queue().await;
    assert_eq!((&queue["service_day"], &queue["day_asked"]), (&json!("2026-11-25"), &json!("2026-11-21")));
    scene.place.run(&["day", "set", "--to", "2026-11-21"]).await.done();
    let again = scene.kiosk.issue("A").await;
    assert_eq!((&again["service_day"], &again["number"]), (&json!("2026-11-21"), &json!("A002")));
    scene.place.run(&["day", "set", "--to", "2026-11-21"]).await.refused("2026-11-21");
    until(&scene, "2026-11-25T09:00:00+01:00").await;
    let later = scene.kiosk.issue("A").await;
    assert_eq!((&later["service_day"], &later["number"]), (&json!("2026-11-25"), &json!("A002")));
}

#[tokio::test]
async fn a_kiosk_or_desk_confirms_the_day_that_the_clock_asks_for_and_no_other() {
    let scene = Scene::at("2026-11-21T10:00:00+01:00").await;
    let to = |day: &str| json!({"to": day});
    scene.kiosk.post("/day", to("2026-11-21")).await.problem(409, "day-not-asked");
    scene.place.run(&["day", "set", "--to", "2026-11-25"]).await.done();
    scene.kiosk.post("/day", to("2026-11-22")).await.problem(409, "day-not-asked");
    scene.kiosk.post("/day", to("yesterday")).await.problem(400, "malformed");
    let confirmed = scene.kiosk.post("/day", to("2026-11-21")).await.ok(200);
    assert_eq!(confirmed["service_day"], "2026-11-21");
    assert_eq!(scene.kiosk.queue().await["day_asked"], json!(null));
    scene.desk.post("/day", to("2026-11-21")).await.problem(409, "day-not-asked");
}

#[tokio::test]
async fn days_nobody_came_are_skipped() {
    let scene = Scene::at("2026-11-21T10:00:00+01:00").await;
    scene.kiosk.issue("A").await;
    let (place, kiosk) = (scene.place, scene.kiosk);
    scene.hub.stop().await;
    place.driver().set(crate::site::instant("2026-12-24T09:00:00+01:00")).await.unwrap();
    let hub = place.serve().await;
    let mut kiosk: Client = kiosk;
    kiosk.moved(hub.api);
    let first = kiosk.issue("A").await;
    assert_eq!((&first["service_day"], &first["number"]), (&json!("2026-12-24"), &json!("A001")));
}

#[tokio::test]
async fn a_site_with_hours_takes_tickets_in_its_hours() {
    let hours = "\n[[hours]]\ndays = [\"mon\", \"sat\"]\nopens = \"09:00\"\ncloses = \"12:30\"\ntickets_from = \"08:30\"\ntickets_until = \"12:10\"\n";
    let scene = Scene::of(Place::at(&format!("{SITE}{hours}"), "2026-11-21T08:29:59+01:00")).await;
    let closed = scene.kiosk.post("/tickets", json!({"service": "A"})).await.problem(409, "site-closed");
    assert_eq!(closed["next"], "2026-11-21T07:30:00.000Z");
    assert_eq!(scene.kiosk.queue().await["opens_at"], "2026-11-21T07:30:00.000Z");
    scene.place.pass(1).await;
    scene.kiosk.issue("A").await;
    let queue = scene.kiosk.queue().await;
    assert_eq!(
        (&queue["tickets_open"], &queue["closes_at"]),
        (&json!(true), &json!("2026-11-21T11:30:00.000Z"))
    );
    until(&scene, "2026-11-21T12:09:59+01:00").await;
    scene.kiosk.issue("A").await;
    scene.place.pass(1).await;
    let closed = scene.kiosk.post("/tickets", json!({"service": "A"})).await.problem(409, "site-closed");
    assert_eq!(closed["next"], "2026-11-23T07:30:00.000Z", "Monday");
}

#[tokio::test]
async fn a_clock_that_nobody_vouches_for_moves_the_day_only_after_a_close() {
    let scene = Scene::at("2026-11-21T10:00:00+01:00").await;
    let (place, kiosk, driver) = (&scene.place, &scene.kiosk, scene.place.driver());
    let today = kiosk.queue().await["service_day"].as_str().unwrap().to_owned();
    driver.set_trusted(false).await.unwrap();
    assert_eq!(kiosk.get("//healthz").await.ok(200)["clock_is_trusted"], false);
    place.run(&["day", "set", "--to", "2020-01-01"]).await.done();
    let ticket = kiosk.issue("A").await;
    assert_eq!(ticket["service_day"], "2020-01-01", "numbers go on meanwhile");
    place.pass(3600).await;
    assert_eq!(kiosk.queue().await["service_day"], "2020-01-01", "it does not move by itself");
    assert_eq!(kiosk.queue().await["day_asked"], today);
    assert!(place.run(&["day", "show"]).await.done().contains("not trusted"));
    kiosk.post("/day", json!({"to": "2020-01-05"})).await.problem(409, "day-not-asked");
    assert_eq!(kiosk.post("/day", json!({"to": today})).await.ok(200)["service_day"], today);
    assert_eq!(kiosk.queue().await["day_asked"], json!(null));
    place.run(&["day", "set", "--to", "2020-01-01"]).await.done();
    place.run(&["day", "close"]).await.done();
    assert_eq!(kiosk.issue("A").await["service_day"], "2020-01-02");
    place.run(&["day", "set", "--to", &today]).await.done();
    assert_eq!(kiosk.issue("A").await["service_day"], today);
    // Once the network has told the time, nobody is asked any more.
    place.run(&["day", "set", "--to", "2020-01-01"]).await.done();
    driver.set_trusted(true).await.unwrap();
    driver.idle().await.unwrap();
    let queue = kiosk.queue().await;
    assert_eq!((&queue["service_day"], &queue["day_asked"]), (&json!(today), &json!(null)));
}
