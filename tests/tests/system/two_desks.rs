//! Two desks at once: whoever calls first gets the person, the other gets the next or hears that nobody waits.

use std::collections::BTreeSet;
use turno_client::{CommandKey, Hub, HubError, Session};
use turno_clock::Timestamp;
use turno_domain::ids::TicketId;
use turno_domain::keys::CounterKey;
use turno_domain::ticket::TicketState;
use turno_protocol::counter::CallAnswer;
use turno_protocol::session::DeviceRole;
use turno_protocol::ticket::IssueRequest;
use turno_tests::{Site, SiteOptions, example};

/// 2026-01-12T09:00Z, a Monday.
pub const MONDAY: Timestamp = Timestamp::from_millis(1_768_208_400_000);
const ROUNDS: usize = 60;
const PIN: &str = "402917";

/// A desk with its operator at `counter`.
async fn desk(site: &Site, counter: &str) -> (Session, CounterKey) {
    let operator = format!("op-{counter}");
    site.add_operator(&operator, PIN, &["rao"]).await.unwrap();
    let device = site.enrol(DeviceRole::Desk, &format!("desk-{counter}")).await.unwrap();
    let session = device.hub.sign_in(&operator, PIN).await.unwrap();
    let counter: CounterKey = counter.parse().unwrap();
    session.open_counter(&CommandKey::fresh(), &counter).await.unwrap();
    (session, counter)
}

pub async fn issue(kiosk: &Hub, service: &str) -> TicketId {
    let request = IssueRequest { service: service.to_owned(), ..IssueRequest::default() };
    kiosk.issue(&CommandKey::fresh(), &request).await.unwrap().ticket.id
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_desks_that_call_at_once_each_gets_another_person() {
    let site = Site::start(SiteOptions::new(example("demo"), MONDAY)).await.unwrap();
    let kiosk = site.enrol(DeviceRole::Kiosk, "kiosk").await.unwrap().hub;
    let (one, other) = (desk(&site, "1").await, desk(&site, "2").await);
    let call = async |(session, counter): &(Session, CounterKey)| {
        session.call_next(&CommandKey::fresh(), counter).await.unwrap()
    };
    let mut called = BTreeSet::new();
    for round in 0..ROUNDS {
        let waiting = round % 4;
        for _ in 0..waiting {
            issue(&kiosk, "spid").await;
        }
        let (a, b) = tokio::join!(call(&one), call(&other));
        let answers: Vec<CallAnswer> = [a, b].into_iter().flatten().collect();
        assert_eq!(answers.len(), waiting.min(2), "round {round}: {waiting} waited");
        for answer in &answers {
            assert!(
                called.insert(answer.ticket.id),
                "round {round}: {} was called twice",
                answer.ticket.number
            );
        }
        if waiting == 3 {
            let last = call(&one).await.unwrap();
            assert!(called.insert(last.ticket.id) && call(&other).await.is_none());
        }
    }
    let queue = kiosk.queue().await.unwrap();
    let hands: Vec<TicketId> = queue.counters.iter().filter_map(|counter| counter.ticket).collect();
    assert_eq!((queue.tickets.len(), called.len(), hands.len()), (ROUNDS / 4 * 6, ROUNDS / 4 * 6, 2));
    let over = queue.tickets.iter().filter(|ticket| ticket.state == TicketState::Finished).count();
    assert_eq!(over, called.len() - 2, "whoever was called and is in no hand is finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_desks_that_call_the_same_person_exactly_one_wins() {
    let site = Site::start(SiteOptions::new(example("demo"), MONDAY)).await.unwrap();
    let kiosk = site.enrol(DeviceRole::Kiosk, "kiosk").await.unwrap().hub;
    let (one, other) = (desk(&site, "1").await, desk(&site, "2").await);
    for round in 0..ROUNDS {
        let ticket = issue(&kiosk, "salute").await;
        let call = async |(session, counter): &(Session, CounterKey)| {
            session.call(&CommandKey::fresh(), counter, ticket).await
        };
        let (a, b) = if round % 2 == 0 {
            tokio::join!(call(&one), call(&other))
        } else {
            let (b, a) = tokio::join!(call(&other), call(&one));
            (a, b)
        };
        let refusal = match (&a, &b) {
            (Ok(_), Err(refusal)) | (Err(refusal), Ok(_)) => refusal,
            both => panic!("round {round}: {both:?}"),
        };
        let HubError::Refused(problem) = refusal else { panic!("round {round}: {refusal:?}") };
        assert_eq!((problem.status, problem.name()), (409, "in-other-hands"), "round {round}");
    }
    let queue = kiosk.queue().await.unwrap();
    assert_eq!(queue.tickets.len(), ROUNDS);
    let held =
        |ticket: &TicketId| queue.counters.iter().filter(|counter| counter.ticket == Some(*ticket)).count();
    for ticket in &queue.tickets {
        let hands = if ticket.state == TicketState::Finished { 0 } else { 1 };
        assert_eq!(held(&ticket.id), hands, "{ticket:?}");
    }
}
