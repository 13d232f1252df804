//! A journal that no hub would write: events in any order, about anything, at any time. The queue may make no sense of it,
//! but must stand.

use crate::desk::site_with_counter;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use turno_domain::ids::{DeviceId, HelpId, TicketId};
use turno_domain::journal::{Actor, CallRule, Entry, Event, Reason, TransferPosition};
use turno_domain::queue::{Command, Context, IssueCommand, Operator, Queue, TransferTarget};
use turno_domain::site::Doors;
use turno_domain::site::Site;
use turno_domain::ticket::{
    CallManner, Channel, Outcome, PaperState, TicketNumber, TicketState, UndoableStep,
};
use turno_domain::time::{ClockReading, ServiceDay, Timestamp};
use uuid::Uuid;

fn ticket() -> impl Strategy<Value = TicketId> {
    (0..4_u8).prop_map(|n| TicketId::from_parts(0, [n; 10]))
}

fn key<K: std::str::FromStr<Err: std::fmt::Debug> + std::fmt::Debug>(
    keys: &'static [&'static str],
) -> impl Strategy<Value = K> {
    prop::sample::select(keys).prop_map(|key| key.parse().unwrap())
}

const SERVICES: &[&str] = &["spid", "cie", "asl", "gone"];
const COUNTERS: &[&str] = &["1", "2", "9"];

fn time() -> impl Strategy<Value = Timestamp> {
    prop_oneof![any::<i64>(), 0..10_000_000_i64, Just(i64::MAX), Just(i64::MIN),]
        .prop_map(Timestamp::from_millis)
}

fn clock() -> impl Strategy<Value = ClockReading> {
    let monotonic = prop_oneof![any::<u64>(), 0..10_000_000_u64, Just(u64::MAX)];
    (time(), 0..2_u128, monotonic, any::<bool>()).prop_map(|(wall, boot, monotonic_ms, trusted)| {
        ClockReading { wall, boot: Uuid::from_u128(boot), monotonic_ms, trusted }
    })
}

fn count() -> impl Strategy<Value = u32> {
    prop_oneof![0..5_u32, Just(u32::MAX), any::<u32>()]
}

fn position() -> impl Strategy<Value = TransferPosition> {
    prop_oneof![Just(TransferPosition::First), Just(TransferPosition::Last)]
}

fn day() -> impl Strategy<Value = ServiceDay> {
    prop::sample::select(&[i32::MIN, -1, 739_000, 739_001][..])
        .prop_map(|number| ServiceDay::from_number(number).unwrap_or(ServiceDay::new(chrono::NaiveDate::MAX)))
}

fn about_a_ticket() -> impl Strategy<Value = Event> {
    (ticket(), 0..12_u8, count(), any::<bool>(), prop::option::of(time())).prop_map(
        |(ticket, which, n, estimated, inferred_start)| match which {
            0 => Event::TicketRecalled { ticket },
            1 => Event::TicketFinished { ticket, estimated, inferred_start },
            2 => Event::TicketNoShow { ticket },
            3 => Event::TicketReinstated { ticket },
            4 => Event::TicketAway { ticket },
            5 => Event::TicketBack { ticket },
            6 => Event::TicketParked { ticket, reason: n.to_string() },
            7 => Event::TicketCancelled { ticket },
            8 => Event::TicketClosed { ticket, outcome: Outcome::Left },
            9 => Event::TicketUndone { ticket, step: UndoableStep::Call },
            10 => Event::TicketDetailed {
                ticket,
                people: Some(n),
                manner: Some(CallManner::Phone),
                language: None,
            },
            _ => Event::TicketPaper { ticket, state: PaperState::Unknown, reprint: estimated },
        },
    )
}

fn issued() -> impl Strategy<Value = Event> {
    (
        ticket(),
        key(SERVICES),
        day(),
        [count(), count(), count(), count()],
        prop::array::uniform2(prop::option::of(time())),
    )
        .prop_map(
            |(ticket, service, day, [number, people, weight, people_before], [opening_at, booked_at])| {
                Event::TicketIssued {
                    ticket,
                    number: TicketNumber::new('B', number),
                    service,
                    day,
                    channel: Channel::Kiosk,
                    language: None,
                    people,
                    weight,
                    opening_at,
                    booked_at,
                    people_before,
                    promise: None,
                    in_advance: number % 2 == 0,
                }
            },
        )
}

fn event() -> impl Strategy<Value = Event> {
    let called = (ticket(), key(COUNTERS), count(), count(), prop::option::of(ticket())).prop_map(
        |(ticket, counter, weight, ratio_run, finished)| Event::TicketCalled {
            ticket,
            counter,
            operator: "anna".parse().unwrap(),
            reason: Reason { rule: CallRule::Ratio, waited_minutes: weight, weight },
            ratio_run,
            finished,
        },
    );
    let transferred = (ticket(), key(SERVICES), prop::option::of(key(COUNTERS)), position(), count())
        .prop_map(|(ticket, service, counter, position, weight)| Event::TicketTransferred {
            ticket,
            service,
            counter,
            position,
            weight,
        });
    let operators: &[&str] = &["anna", "bruno"];
    prop_oneof![
        4 => issued(),
        4 => called,
        2 => (ticket(), key(COUNTERS)).prop_map(|(ticket, counter)| Event::TicketStarted { ticket, counter }),
        2 => transferred,
        8 => about_a_ticket(),
        2 => (key(COUNTERS), key(operators)).prop_map(|(counter, operator)| Event::CounterOpened { counter, operator, qualifications: Vec::new() }),
        1 => key(COUNTERS).prop_map(|counter| Event::CounterPaused { counter, reason: None, until: None }),
        1 => key(COUNTERS).prop_map(|counter| Event::CounterClosed { counter }),
        1 => day().prop_map(|day| Event::DayClosed { day }),
        1 => (prop::option::of(ticket()), 0..3_u64).prop_map(|(ticket, help)| Event::HelpAsked { help: HelpId::from_parts(help, [0; 10]), ticket, language: None }),
        1 => (key(operators), 0..3_u64).prop_map(|(operator, help)| Event::HelpAnswered { help: HelpId::from_parts(help, [0; 10]), operator }),
        1 => prop::sample::select(vec![Doors::Hours, Doors::Open, Doors::Closed]).prop_map(|doors| Event::DoorsSet { doors }),
        1 => (day(), key(SERVICES), count(), prop::option::of(day()))
            .prop_map(|(day, service, count, closed)| Event::DayOpened { day, used: BTreeMap::from([(service, count)]), closed }),
    ]
}

fn commands(ticket: TicketId) -> Vec<Command> {
    let counter = || "1".parse().unwrap();
    let service = || "cie".parse().unwrap();
    let position = TransferPosition::Last;
    let issue = IssueCommand {
        ticket,
        service: service(),
        channel: Channel::Kiosk,
        language: None,
        people: 1,
        booked_at: None,
        promise: None,
        in_advance: false,
    };
    vec![
        Command::Issue(issue),
        Command::OpenCounter { counter: counter(), takeover: true },
        Command::PauseCounter { counter: counter(), reason: None, until: None },
        Command::CloseCounter { counter: counter() },
        Command::CallNext { counter: counter() },
        Command::CallThis { counter: counter(), ticket },
        Command::Recall(ticket),
        Command::Start(ticket),
        Command::Finish(ticket),
        Command::NoShow(ticket),
        Command::Reinstate(ticket),
        Command::Park { ticket, reason: String::new() },
        Command::Detail { ticket, people: Some(9), manner: None, language: None },
        Command::AskHelp {
            help: HelpId::from_parts(1, [0; 10]),
            device: DeviceId::from_parts(1, [0; 10]),
            ticket: Some(ticket),
            language: None,
        },
        Command::AnswerHelp(HelpId::from_parts(1, [0; 10])),
        Command::SetDoors(Doors::Open),
        Command::Away(ticket),
        Command::Back(ticket),
        Command::Cancel(ticket),
        Command::Transfer { ticket, to: TransferTarget::Service(service()), position },
        Command::Transfer { ticket, to: TransferTarget::Counter(counter()), position },
        Command::Undo(ticket),
        Command::CloseTicket { ticket, outcome: Outcome::Left },
        Command::CloseDay,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_journal_can_be_read(entries in prop::collection::vec((event(), clock()), 0..60), now in clock()) {
        let ratio = json!({"rule": "ratio", "ratio": 2, "prefer": ["cie"]});
        let site: Site = serde_json::from_value(site_with_counter(0, ratio)).unwrap();
        let mut queue = Queue::new(site, ServiceDay::from_number(739_000).unwrap(), BTreeMap::new());
        for (place, (event, at)) in entries.into_iter().enumerate() {
            let entry = Entry { sequence: place as u64 + 1, at, actor: Actor::default(), event };
            queue.apply(&entry);
            for service in SERVICES {
                let waits = |ticket: &&turno_domain::ticket::Ticket| {
                    ticket.state == TicketState::Waiting && ticket.service.as_str() == *service
                };
                let recount = queue.tickets().filter(waits).count();
                prop_assert_eq!(queue.waiting(&service.parse().unwrap()) as usize, recount, "waiting for {}", service);
            }
            for ticket in queue.tickets() {
                prop_assert!(!ticket.segments.is_empty());
            }
        }
        let operator = Operator { key: "anna".parse().unwrap(), qualifications: Vec::new() };
        let tickets = (0..5_u8).map(|n| TicketId::from_parts(0, [n; 10]));
        for command in tickets.flat_map(commands) {
            for operator in [None, Some(&operator)] {
                let _ = queue.decide(&command, &Context { now, operator });
            }
        }
        queue.day_change(&now);
    }
}
