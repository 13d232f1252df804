use super::*;
use crate::hub::Hub;
use turno_clock::Clock;
use turno_domain::ids::TicketId;
use turno_domain::journal::Actor;
use turno_domain::queue::{Command, Context, IssueCommand};
use turno_domain::site::Site;
use turno_domain::ticket::Channel;
use turno_domain::time::ServiceDay;
use turno_store::TxError;

fn site(label: &str, letter: char) -> Site {
    let text = format!(
        "name = \"Prova\"\n[[services]]\nkey = \"a\"\nletter = \"{letter}\"\nnames = \"A\"\n[[counters]]\nkey = \"1\"\nlabel = \"{label}\"\n"
    );
    crate::site_file::SiteFile::parse(&text, None).unwrap().site
}

/// A ticket and what an operator does with it, `n` times.
fn some(first: u64, n: u64) -> Vec<Command> {
    let counter = || "1".parse().unwrap();
    let mut commands = vec![Command::OpenCounter { counter: counter(), takeover: false }];
    for n in first..first + n {
        let ticket = TicketId::from_parts(n, [1; 10]);
        commands.push(Command::Issue(IssueCommand {
            ticket,
            service: "a".parse().unwrap(),
            channel: Channel::Kiosk,
            language: None,
            people: 1,
            booked_at: None,
            promise: None,
            in_advance: false,
        }));
        commands.push(Command::CallNext { counter: counter() });
    }
    commands
}

async fn run(hub: &Hub, commands: Vec<Command>) {
    let now = hub.now();
    let done: Result<(), TxError> = hub
        .write_queue(move |tx| {
            let operator =
                turno_domain::queue::Operator { key: "giulia".parse().unwrap(), qualifications: Vec::new() };
            for command in commands {
                tx.run(&command, &Context { now, operator: Some(&operator) }, &Actor::default())?;
            }
            Ok(())
        })
        .await;
    done.unwrap();
}

async fn apply(hub: &Hub, site: Site) {
    let now = hub.now();
    let done: Result<(), StoreError> =
        hub.write_queue(move |tx| tx.apply_site(site, None, now, &Actor::default()).map(|_| ())).await;
    done.unwrap();
}

async fn next_day(hub: &Hub, day: ServiceDay) {
    run(hub, vec![Command::OpenDay { day, used: Default::default(), correction: false }]).await;
}

fn told(events: &[Arc<Rendered>]) -> Vec<(u64, &'static str, &str, bool)> {
    events.iter().map(|event| (event.sequence, event.kind, event.data.as_str(), event.moved_times)).collect()
}

#[tokio::test]
async fn the_past_is_told_as_it_was_told_live_over_batches_days_and_sites() {
    let folder = tempfile::tempdir().unwrap();
    let (clock, hands) = Clock::stepped(turno_domain::time::Timestamp::from_millis(1_795_248_000_000));
    let crate::serve::Opened { hub, .. } = crate::serve::open(folder.path(), clock).unwrap();
    let (now, first) = (hub.now(), site("Sportello 1", 'A'));
    let day = first.service_day(now.wall);
    let begun: Result<(), StoreError> =
        hub.write_queue(move |tx| tx.initialise(first, None, day, now, &Actor::default()).map(|_| ())).await;
    begun.unwrap();
    run(&hub, some(1, 3)).await;
    apply(&hub, site("Stanza 1", 'A')).await;
    run(&hub, some(10, 2)).await;
    next_day(&hub, day.next()).await;
    run(&hub, some(20, 700)).await;
    // The clock is put right in the middle of a day.
    hands.step_millis(-3_600_000);
    apply(&hub, site("Ufficio 1", 'A')).await;
    run(&hub, some(2_000, 700)).await;

    let (live, readers) = (&hub.inner().live, &hub.queue().readers);
    while live.advance(readers).unwrap() {}
    let Following::Events(all) = live.after(0) else { panic!("all are kept") };
    assert!(all.len() > 2 * BATCH as usize);
    assert_eq!(all.iter().filter(|event| event.moved_times).count(), 1);
    for label in ["Sportello 1", "Stanza 1", "Ufficio 1"] {
        assert!(
            all.iter().any(|event| event.kind == "ticket-called" && event.data.contains(label)),
            "{label}"
        );
    }
    let head = all.len() as u64;
    for after in [0, 1, 2, 5, 9, 15, 20, 900, 1_500, head - 1, head] {
        let mut past = Past::up_to(readers, after).unwrap();
        let (mut events, mut batches) = (Vec::new(), 0);
        loop {
            assert_eq!(past.at(), after + events.len() as u64);
            let more = past.next(readers).unwrap();
            if more.is_empty() {
                break;
            }
            assert!(more.len() <= BATCH as usize);
            events.extend(more);
            batches += 1;
        }
        assert_eq!(told(&events), told(&all[usize::try_from(after).unwrap()..]), "after {after}");
        assert_eq!(batches, (head - after).div_ceil(u64::from(BATCH)));
    }
}
