//! The live streams: nothing missing, nothing twice, or a `reset`.

use crate::site::client::{Client, id};
use crate::site::stream::Event;
use crate::site::{Place, SITE, Scene};
use serde_json::json;

/// The position of the queue as it stands.
async fn position(client: &Client) -> String {
    client.queue().await["position"].as_str().unwrap().to_owned()
}

/// The first position of the journal's life that `position` belongs to.
fn beginning(position: &str) -> String {
    format!("{}-0", position.rsplit_once('-').unwrap().0)
}

fn sequences(events: &[Event]) -> Vec<u64> {
    events.iter().map(Event::sequence).collect()
}

#[tokio::test]
async fn events_go_on_from_the_snapshot() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    scene.kiosk.issue("A").await;
    let snapshot = scene.kiosk.queue().await;
    let at = snapshot["position"].as_str().unwrap();
    let ticket = scene.kiosk.issue("B").await;
    scene.giulia.open("1").await;
    let called = scene.giulia.call_next("1").await.ok(200);
    let mut stream = scene.giulia.listen("/events", Some(at)).await;
    let events = stream.take(3).await;
    assert_eq!(
        events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(),
        ["ticket-issued", "counter-opened", "ticket-called"]
    );
    let head: u64 = at.rsplit_once('-').unwrap().1.parse().unwrap();
    assert_eq!(sequences(&events), [head + 1, head + 2, head + 3]);
    assert!(events[0].id.starts_with(at.rsplit_once('-').unwrap().0));
    assert_eq!(events[0].data["ticket"]["id"], ticket["id"]);
    assert_eq!(events[0].data["at"], "2026-11-21T08:00:00.000Z");
    assert_eq!(
        (&events[1].data["counter"]["key"], &events[1].data["operator"]),
        (&json!("1"), &json!("giulia"))
    );
    assert_eq!(events[2].data["ticket"], called["ticket"]);
    assert_eq!(events[2].data["reason"], called["reason"]);
    assert_eq!(events[2].data["counter"]["ticket"], called["ticket"]["id"]);
    // `?after=` says the same, and the header goes before it.
    let mut by_query = scene.giulia.listen(&format!("/events?after={at}"), None).await;
    assert_eq!(by_query.take(3).await, events);
    let mut both = scene.giulia.listen(&format!("/events?after={at}"), Some(&events[1].id)).await;
    assert_eq!(both.next().await.unwrap(), events[2]);
    // Without either it begins at the head.
    let mut from_head = scene.giulia.listen("/events", None).await;
    let last = scene.kiosk.issue("A").await;
    assert_eq!(from_head.next().await.unwrap().data["ticket"]["id"], last["id"]);
}

#[tokio::test]
async fn a_stream_that_breaks_again_and_again_misses_nothing_and_repeats_nothing() {
    let scene = Scene::new().await;
    let start = position(&scene.kiosk).await;
    let mut seen: Vec<Event> = Vec::new();
    let issuing = {
        let kiosk = scene.kiosk.clone();
        tokio::spawn(async move {
            for _ in 0..60 {
                kiosk.issue("A").await;
            }
        })
    };
    let mut at = start.clone();
    while seen.len() < 60 {
        let mut stream = scene.giulia.listen("/events", Some(&at)).await;
        let n = (1 + seen.len() % 7).min(60 - seen.len());
        seen.extend(stream.take(n).await);
        at.clone_from(&seen.last().unwrap().id);
    }
    issuing.await.unwrap();
    // The same across a restart, from the journal instead of memory, and in one go.
    let scene = scene.restart().await;
    let again = scene.giulia.listen("/events", Some(&start)).await.take(60).await;
    assert_eq!(again, seen);
    let first: u64 = start.rsplit_once('-').unwrap().1.parse().unwrap();
    assert_eq!(sequences(&seen), (first + 1..=first + 60).collect::<Vec<_>>());
    let numbers: Vec<_> =
        seen.iter().map(|event| event.data["ticket"]["number"].as_str().unwrap().to_owned()).collect();
    assert_eq!(numbers, (1..=60).map(|n| format!("A{n:03}")).collect::<Vec<_>>());
    // And a stream that was open all along goes on after what was told again.
    let mut stream = scene.giulia.listen("/events", Some(&at)).await;
    scene.kiosk.issue("B").await;
    assert_eq!(stream.next().await.unwrap().sequence(), first + 61);
}

#[tokio::test]
async fn the_whole_life_of_the_journal_can_be_told_again() {
    let scene = Scene::new().await;
    let ticket = id(&scene.kiosk.issue("A").await);
    scene.giulia.open("1").await;
    scene.giulia.call_next("1").await.ok(200);
    scene.giulia.act(&ticket, "start").await.ok(200);
    scene.giulia.act(&ticket, "finish").await.ok(200);
    let start = beginning(&position(&scene.kiosk).await);
    let live = scene.giulia.listen("/events", Some(&start)).await.until("ticket-finished").await;
    assert_eq!(sequences(&live), (1..=live.len() as u64).collect::<Vec<_>>());
    let kinds: Vec<&str> = live.iter().map(|event| event.kind.as_str()).collect();
    for kind in
        ["site-applied", "day-opened", "device-enrolled", "operator-changed", "signed-in", "ticket-issued"]
    {
        assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
    }
    // Each shows its ticket as it stood just after it, not as it stands at the end.
    let states: Vec<_> = live
        .iter()
        .filter(|event| event.data["ticket"].is_object())
        .map(|event| event.data["ticket"]["state"].clone())
        .collect();
    assert_eq!(states, ["waiting", "called", "serving", "finished"]);
    let scene = scene.restart().await;
    let told_again = scene.giulia.listen("/events", Some(&start)).await.until("ticket-finished").await;
    assert_eq!(told_again, live);
}

#[tokio::test]
async fn a_kiosk_is_not_told_who_may_get_in() {
    let scene = Scene::new().await;
    let start = beginning(&position(&scene.kiosk).await);
    scene.desk.try_sign_in("giulia", "000001").await.problem(401, "wrong-pin");
    scene.desk.sign_in("giulia").await.delete("/sessions/self").await.nothing();
    let giulia = scene.desk.sign_in("giulia").await;
    scene.kiosk.issue("A").await;
    let events = scene.kiosk.listen("/events", Some(&start)).await.until("ticket-issued").await;
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    for hidden in ["device-enrolled", "operator-changed", "signed-in", "signed-out", "sign-in-refused"] {
        assert!(!kinds.contains(&hidden), "{kinds:?}");
    }
    let all = giulia.listen("/events", Some(&start)).await.until("ticket-issued").await;
    assert!(all.iter().any(|event| event.kind == "signed-out"));
    // Resuming past what it was not shown works all the same.
    let last = events.last().unwrap();
    let mut stream = scene.kiosk.listen("/events", Some(&last.id)).await;
    scene.desk.sign_in("giulia").await;
    let next = scene.kiosk.issue("A").await;
    assert_eq!(stream.next().await.unwrap().data["ticket"]["id"], next["id"]);
}

#[tokio::test]
async fn a_position_of_another_life_or_ahead_of_the_head_is_reset() {
    let scene = Scene::new().await;
    let at = position(&scene.kiosk).await;
    let (epoch, sequence) = at.rsplit_once('-').unwrap();
    let ahead = format!("{epoch}-{}", sequence.parse::<u64>().unwrap() + 1);
    for position in [ahead.as_str(), "another-1", "another-0", "nonsense", "-", "", &format!("{epoch}-x")] {
        for path in ["/events", "/casework/events"] {
            let mut stream = scene.giulia.listen(path, Some(position)).await;
            let event = stream.next().await.unwrap();
            assert_eq!((event.kind.as_str(), event.id.as_str()), ("reset", ""), "{path} {position}");
            assert_eq!(stream.next().await, None, "a reset ends the stream");
        }
    }
    // Exactly at the head there is nothing to tell yet, and nothing to reset.
    let mut stream = scene.giulia.listen("/events", Some(&at)).await;
    scene.kiosk.issue("A").await;
    assert_eq!(stream.next().await.unwrap().kind, "ticket-issued");
}

#[tokio::test]
async fn a_silent_stream_says_that_it_lives() {
    let place = Place::new(SITE);
    let _hub = place.serve().await;
    let kiosk = Client::new(&place.enrol("kiosk", "k").await);
    let mut stream = kiosk.listen("/events", None).await;
    // Fifteen seconds of the machine's own time: the comment keeps connections open, which no test clock moves.
    assert_eq!(stream.comment().await.trim(), "");
}

#[tokio::test]
async fn casework_has_a_stream_of_its_own_that_tells_ids_and_kinds() {
    let scene = Scene::new().await;
    let mut live = scene.giulia.listen("/casework/events", None).await;
    let citizen = scene.giulia.post("/citizens", json!({"family_name": "Bianchi"})).await.ok(201);
    let practice =
        scene.giulia.post("/practices", json!({"service": "A", "citizen": id(&citizen)})).await.ok(201);
    scene
        .giulia
        .post(&format!("/practices/{}/notes", id(&practice)), json!({"text": "riservata"}))
        .await
        .ok(201);
    let first = live.next().await.unwrap();
    assert_eq!(
        (&first.data["entity"], &first.data["id"], &first.data["operator"]),
        (&json!("citizen"), &citizen["id"], &json!("giulia"))
    );
    let mut events = vec![first];
    while !events.last().unwrap().kind.contains("note") {
        events.push(live.next().await.unwrap());
    }
    for event in &events {
        let text = event.data.to_string();
        assert!(!text.contains("Bianchi") && !text.contains("riservata"), "{text}");
    }
    let mut resumed = scene.giulia.listen("/casework/events", Some(&events[0].id)).await;
    assert_eq!(resumed.take(events.len() - 1).await, events[1..]);
    let scene = scene.restart().await;
    let mut resumed = scene.giulia.listen("/casework/events", Some(&events[0].id)).await;
    assert_eq!(resumed.take(events.len() - 1).await, events[1..]);
}

#[tokio::test]
async fn a_colleague_is_told_which_practice_a_note_and_which_people_a_visit_is_about() {
    let scene = Scene::new().await;
    let (_, marco) = scene.another_desk("desk-2", "marco").await;
    let citizen = id(&scene.giulia.post("/citizens", json!({"family_name": "Bianchi"})).await.ok(201));
    let ticket = id(&scene.kiosk.issue("A").await);
    let mut live =
        [scene.giulia.listen("/casework/events", None).await, marco.listen("/casework/events", None).await];
    let practice = id(&marco.post("/practices", json!({"service": "A", "citizen": citizen})).await.ok(201));
    marco.post(&format!("/practices/{practice}/notes"), json!({"text": "riservata"})).await.ok(201);
    marco.post(&format!("/tickets/{ticket}/citizens"), json!({"citizen": citizen})).await.ok(200);
    marco.post(&format!("/tickets/{ticket}/practices"), json!({"practice": practice})).await.ok(200);
    scene.giulia.open("1").await;
    scene.giulia.call_next("1").await.ok(200);
    let to = json!({"service": "B", "position": "last", "note": "riservatissima"});
    scene.giulia.post(&format!("/tickets/{ticket}/transfer"), to).await.ok(200);
    let mut told = Vec::new();
    for live in &mut live {
        told.push(live.until("ticket-note-received").await);
    }
    assert_eq!(told[0], told[1]);
    let last = |kind: &str| {
        let found = told[0].iter().rfind(|event| event.kind == kind);
        found.unwrap_or_else(|| panic!("no {kind} in {told:?}")).data.clone()
    };
    let note = last("note-written");
    assert_eq!((&note["entity"], &note["id"]), (&json!("practice"), &json!(practice)));
    let visit = last("visit-linked");
    assert_eq!(visit["entity"], "visit");
    assert_eq!(
        (&visit["ticket"], &visit["citizens"], &visit["practices"]),
        (&json!(ticket), &json!([citizen]), &json!([practice]))
    );
    let note = last("ticket-note-received");
    assert_eq!((&note["entity"], &note["id"]), (&json!("intake"), &json!(ticket)));
    assert!(!format!("{told:?}").contains("riservat"));
}

#[tokio::test]
async fn a_slow_listener_holds_nobody_up() {
    let scene = Scene::new().await;
    let start = position(&scene.kiosk).await;
    let mut slow = scene.kiosk.listen("/events", Some(&start)).await;
    for _ in 0..200 {
        scene.kiosk.issue("A").await;
    }
    let mut quick = scene.kiosk.listen("/events", Some(&start)).await;
    let events = quick.take(200).await;
    assert_eq!(slow.take(200).await, events);
}

#[tokio::test]
async fn a_set_clock_ends_every_stream_whose_listener_was_told_other_times() {
    // A machine whose clock is eight hours ahead, until the network says so.
    let scene = Scene::at("2026-11-21T17:00:00+01:00").await;
    let driver = scene.place.driver();
    let ticket = id(&scene.kiosk.issue("A").await);
    scene.place.pass(600).await;
    let before = scene.kiosk.queue().await;
    let (at, clock) = (before["position"].as_str().unwrap(), before["clock"].as_str().unwrap());
    let with_clock = format!("/events?clock={clock}");
    let mut streams =
        [scene.kiosk.listen(&with_clock, Some(at)).await, scene.desk.listen("/events", None).await];
    // While the clock runs as it should they go on.
    scene.place.pass(3600).await;
    scene.kiosk.issue("B").await;
    for stream in &mut streams {
        assert_eq!(stream.next().await.unwrap().kind, "ticket-issued");
    }
    driver.set(crate::site::instant("2026-11-21T10:10:00+01:00")).await.unwrap();
    for stream in &mut streams {
        let event = stream.next().await.unwrap();
        assert_eq!((event.kind.as_str(), event.id.as_str()), ("reset", ""));
        assert_eq!(stream.next().await, None, "a reset ends the stream");
    }
    let after = scene.kiosk.queue().await;
    assert_eq!(after["at"], "2026-11-21T09:10:00.000Z");
    assert_eq!(
        scene.kiosk.ticket(&ticket).await["issued_at"],
        "2026-11-21T08:00:00.000Z",
        "it waits 70 minutes"
    );
    // Whoever was away meanwhile, and says what times it knows, is not let go on from them; with those of now it is.
    let mut stream = scene.kiosk.listen(&with_clock, Some(at)).await;
    assert_eq!(stream.next().await.unwrap().kind, "reset");
    let mut stream = scene.kiosk.listen("/events?clock=nonsense", Some(at)).await;
    assert_eq!(stream.next().await.unwrap().kind, "reset");
    let (now_at, clock) = (after["position"].as_str().unwrap(), after["clock"].as_str().unwrap());
    let mut knowing = scene.kiosk.listen(&format!("/events?clock={clock}"), Some(now_at)).await;
    // Whoever does not say is let go on until times move that it was not told of.
    let mut old = scene.kiosk.listen("/events", Some(at)).await;
    assert_eq!(old.next().await.unwrap().kind, "ticket-issued");
    let next = scene.kiosk.issue("A").await;
    assert_eq!(knowing.next().await.unwrap().data["ticket"]["id"], next["id"]);
    assert_eq!(old.next().await.unwrap().kind, "reset");
    driver.set_trusted(false).await.unwrap();
    let doubted = scene.kiosk.queue().await["clock"].as_str().unwrap().to_owned();
    // Another run of the machine (each start under a test's clock is one): only a clock that was to be believed in both tells how
    // it stands to the last.
    let scene = scene.restart().await;
    let mut stream = scene.kiosk.listen(&format!("/events?clock={clock}"), Some(now_at)).await;
    assert_eq!(stream.next().await.unwrap().data["ticket"]["id"], next["id"], "nothing is missed");
    let mut stream = scene.kiosk.listen(&format!("/events?clock={doubted}"), Some(now_at)).await;
    assert_eq!(stream.next().await.unwrap().kind, "reset");
    let head = position(&scene.kiosk).await;
    let mut stream = scene.kiosk.listen("/events", Some(&head)).await;
    let last = scene.kiosk.issue("A").await;
    assert_eq!(stream.next().await.unwrap().data["ticket"]["id"], last["id"]);
}
