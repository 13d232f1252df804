//! A hub that goes away in the middle and comes back: nothing that was promised is lost, nothing happens twice, and whoever listens
//! has missed nothing. And a hub that finds its data in another's hands.

use crate::two_desks::{MONDAY, issue};
use std::time::Duration;
use tokio::sync::watch;
use turno_client::{CommandKey, Hub, LiveQueue, LiveUpdate, follow};
use turno_protocol::session::DeviceRole;
use turno_protocol::ticket::{IssueAnswer, IssueRequest};
use turno_tests::{Site, SiteOptions, example};

const TICKETS: usize = 160;
/// The hub is killed when so many were issued, each time while more are under way.
const OUTAGES: [usize; 3] = [30, 70, 110];
/// Longer than a hub takes to come back on a machine that compiles beside it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Issues tickets one after the other, each under a key of its own, and says how many it has.
async fn issue_all(kiosk: Hub, service: &'static str, count: watch::Sender<usize>) -> Vec<IssueAnswer> {
    let request = IssueRequest { service: service.to_owned(), ..IssueRequest::default() };
    let mut issued = Vec::new();
    for _ in 0..TICKETS / 2 {
        issued.push(kiosk.issue(&CommandKey::fresh(), &request).await.unwrap());
        count.send_modify(|count| *count += 1);
    }
    issued
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_killed_and_comes_back_has_lost_nothing_and_doubled_nothing() {
    let mut site = Site::start(SiteOptions::new(example("demo"), MONDAY)).await.unwrap();
    let kiosk = site.enrol(DeviceRole::Kiosk, "kiosk").await.unwrap().hub.with_patience(PATIENCE);
    let desk = site.enrol(DeviceRole::Desk, "desk").await.unwrap().hub;
    let mut live = follow(&desk);
    let first = live.next().await.unwrap();
    let mut mirror = LiveQueue::default();
    assert!(mirror.apply(&first) && mirror.tickets().is_empty());

    let (count, mut counted) = watch::channel(0);
    let kiosks = [("spid", count.clone()), ("salute", count)]
        .map(|(service, count)| tokio::spawn(issue_all(kiosk.clone(), service, count)));
    for outage in OUTAGES {
        counted.wait_for(|count| *count >= outage).await.unwrap();
        site.kill_hub().await.unwrap();
        site.start_hub().await.unwrap();
    }
    let mut issued = Vec::new();
    for kiosk in kiosks {
        let of_one = kiosk.await.unwrap();
        let counts: Vec<u32> = of_one.iter().map(|answer| answer.ticket.number.count).collect();
        assert_eq!(counts, (1..=TICKETS as u32 / 2).collect::<Vec<_>>(), "a number is missing or came twice");
        issued.extend(of_one);
    }

    let queue = desk.with_patience(PATIENCE).queue().await.unwrap();
    let mut known: Vec<_> = queue.tickets.iter().map(|ticket| ticket.id).collect();
    let mut promised: Vec<_> = issued.iter().map(|answer| answer.ticket.id).collect();
    known.sort_unstable();
    promised.sort_unstable();
    assert_eq!(known, promised, "the queue holds what was answered, and nothing else");

    // The stream, over three deaths of the hub: resumed each time, never begun anew, line after line.
    let (mut lines, mut cuts, mut last) = (0, 0, None);
    while last.as_ref().map(ToString::to_string).as_ref() != Some(&queue.position) {
        let update = live.next().await.unwrap();
        mirror.apply(&update);
        match update {
            LiveUpdate::Event { kind, position, .. } => {
                lines += usize::from(kind == "ticket-issued");
                if let Some(last) = last.replace(position.clone()) {
                    assert_eq!(position.epoch, last.epoch);
                    assert_eq!(position.sequence, last.sequence + 1, "a line was missed or came twice");
                }
            }
            LiveUpdate::Away => cuts += 1,
            LiveUpdate::Back => {}
            LiveUpdate::Snapshot(_) => panic!("the stream began anew"),
            LiveUpdate::Unauthorised(problem) => panic!("{}", problem.title),
        }
    }
    assert_eq!((lines, cuts), (TICKETS, OUTAGES.len()));
    let mut mirrored: Vec<_> = mirror.tickets().iter().map(|ticket| ticket.id).collect();
    mirrored.sort_unstable();
    assert_eq!(mirrored, known);
    site.stop_hub().await.unwrap();
    assert_eq!(
        site.admin(&["rebuild"]).await.unwrap().err.trim(),
        "the tables are made again from the journal"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_hub_on_the_same_data_names_the_first_and_leaves_it_alone() {
    let site = Site::start(SiteOptions::new(example("demo"), MONDAY)).await.unwrap();
    let kiosk = site.enrol(DeviceRole::Kiosk, "kiosk").await.unwrap().hub;
    issue(&kiosk, "spid").await;
    let settings = example("demo");
    let mut command = site
        .program_command("turno-hub", &["serve", "--api", "127.0.0.1:0", "--public", "127.0.0.1:0"])
        .unwrap();
    command.arg("--site").arg(&settings).arg("--data").arg(site.data());
    let second = command.output().await.unwrap();
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8_lossy(&second.stderr);
    let first = site.hub_process().unwrap().pid().to_string();
    assert!(said.contains(&first), "{said} does not name {first}");
    assert!(second.stdout.is_empty(), "a hub that does not run says nothing on standard output");
    issue(&kiosk, "spid").await;
    assert_eq!(kiosk.queue().await.unwrap().tickets.len(), 2);
}
