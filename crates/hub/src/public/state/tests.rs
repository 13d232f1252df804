use super::*;
use std::collections::BTreeMap;
use turno_domain::journal::{Actor, Entry, TransferPosition};
use turno_domain::queue::{Command, Context, IssueCommand, Operator, TransferTarget};
use turno_domain::ticket::Channel;
use turno_domain::time::ClockReading;
use uuid::Uuid;

/// A queue with a clock in hand: Monday 23 November 2026, Rome is UTC+1.
struct Morning {
    queue: Queue,
    now: ClockReading,
    issued: u8,
}

impl Morning {
    fn begin() -> Self {
        let site: Site = serde_json::from_value(serde_json::json!({
            "name": "Sportello PAC",
            "languages": ["it", "en"],
            "hours": [
                {"days": ["mon"], "opens": "09:00", "closes": "12:30", "tickets_from": "08:30", "tickets_until": "12:10"},
                {"days": ["mon"], "opens": "14:00", "closes": "16:30"},
            ],
            "services": [
                {"key": "orientamento", "letter": "D", "names": "Non so"},
                {"key": "spid", "letter": "A", "names": {"it": "SPID", "en": "Digital identity"}},
                {"key": "colloquio", "letter": "E", "names": "Antiviolenza", "discreet": true},
            ],
            "counters": [
                {"key": "1", "label": {"it": "Sportello 1", "en": "Desk 1"}},
                {"key": "2", "label": "Sportello 2"},
                {"key": "sala", "label": "Sala colloqui"},
            ],
            "board": {"messages": [{"it": "Chiuso l'8 dicembre", "en": "Closed on 8 December"}]},
        }))
        .unwrap();
        let wall = at("2026-11-23T08:00:00Z");
        let day = site.service_day(wall);
        let mut morning = Self {
            queue: Queue::new(site, day, BTreeMap::new()),
            now: ClockReading { wall, boot: Uuid::nil(), monotonic_ms: 0, trusted: true },
            issued: 0,
        };
        for counter in ["1", "2", "sala"] {
            morning.at_counter(
                counter,
                Command::OpenCounter { counter: counter.parse().unwrap(), takeover: false },
            );
        }
        morning
    }

    fn minutes(&mut self, minutes: u64) {
        self.now.monotonic_ms += minutes * 60_000;
        self.now.wall = self.now.wall.plus(chrono::TimeDelta::minutes(minutes as i64));
    }

    fn order(&mut self, command: Command, operator: Option<&Operator>) {
        let context = Context { now: self.now, operator };
        for event in self.queue.decide(&command, &context).unwrap() {
            self.queue.apply(&Entry { sequence: 0, at: self.now, actor: Actor::default(), event });
        }
    }

    /// An order of the operator of that counter; a minute passes before it.
    fn at_counter(&mut self, counter: &str, command: Command) {
        self.minutes(1);
        let operator =
            Operator { key: format!("operator-{counter}").parse().unwrap(), qualifications: Vec::new() };
        self.order(command, Some(&operator));
    }

    fn call(&mut self, counter: &str, ticket: TicketId) {
        self.at_counter(counter, Command::CallThis { counter: counter.parse().unwrap(), ticket });
    }

    fn issue(&mut self, service: &str) -> TicketId {
        self.issued += 1;
        let ticket = TicketId::from(Uuid::from_u128(u128::from(self.issued)));
        self.order(
            Command::Issue(IssueCommand {
                ticket,
                service: service.parse().unwrap(),
                channel: Channel::Kiosk,
                language: None,
                people: 1,
                booked_at: None,
                promise: None,
                in_advance: false,
            }),
            None,
        );
        ticket
    }

    fn board(&self) -> BoardState {
        board_state(&self.queue, self.now.wall)
    }

    fn page(&self, ticket: TicketId) -> TicketPageState {
        ticket_state(&self.queue, &Places::of(&self.queue), ticket).unwrap()
    }
}

fn at(text: &str) -> Timestamp {
    text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().into()
}

fn shown(calls: &[BoardCall]) -> Vec<(&str, &str, u32)> {
    calls.iter().map(|call| (call.number.as_str(), call.counter.as_str(), call.calls)).collect()
}

#[test]
fn the_last_call_stands_first_and_a_recall_brings_a_number_back_up() {
    let mut morning = Morning::begin();
    let (first, second) = (morning.issue("spid"), morning.issue("orientamento"));
    morning.call("1", first);
    morning.call("2", second);
    assert_eq!(shown(&morning.board().current), [("D001", "Sportello 2", 1), ("A001", "Sportello 1", 1)]);
    morning.at_counter("1", Command::Recall(first));
    assert_eq!(shown(&morning.board().current), [("A001", "Sportello 1", 2), ("D001", "Sportello 2", 1)]);
    assert!(morning.board().earlier.is_empty());
}

#[test]
fn a_number_that_is_served_moves_to_those_called_before() {
    let mut morning = Morning::begin();
    let tickets: Vec<TicketId> = (0..8).map(|_| morning.issue("spid")).collect();
    for ticket in &tickets {
        morning.call("1", *ticket);
    }
    morning.at_counter("1", Command::Start(tickets[7]));
    let board = morning.board();
    assert!(board.current.is_empty());
    let numbers: Vec<&str> = board.earlier.iter().map(|call| call.number.as_str()).collect();
    assert_eq!(numbers, ["A008", "A007", "A006", "A005", "A004", "A003"]);
}

#[test]
fn a_call_that_is_undone_was_never_on_the_board() {
    let mut morning = Morning::begin();
    let ticket = morning.issue("spid");
    morning.call("1", ticket);
    let operator = Operator { key: "operator-1".parse().unwrap(), qualifications: Vec::new() };
    morning.order(Command::Undo(ticket), Some(&operator));
    let board = morning.board();
    assert!(board.current.is_empty() && board.earlier.is_empty());
}

#[test]
fn a_transferred_number_was_called_before_and_waits_elsewhere() {
    let mut morning = Morning::begin();
    let ticket = morning.issue("spid");
    morning.call("1", ticket);
    let to = TransferTarget::Service("orientamento".parse().unwrap());
    morning.at_counter("1", Command::Transfer { ticket, to, position: TransferPosition::First });
    let board = morning.board();
    assert_eq!(shown(&board.earlier), [("A001", "Sportello 1", 1)]);
    assert_eq!(
        board.services.iter().map(|s| (s.letter, s.waiting)).collect::<Vec<_>>(),
        [('D', 1), ('A', 0), ('E', 0)]
    );
}

#[test]
fn no_number_stands_on_the_board_twice() {
    let mut morning = Morning::begin();
    let tickets: Vec<TicketId> = (0..5).map(|_| morning.issue("spid")).collect();
    let once = |morning: &mut Morning, counter: &str, command: Command| {
        morning.at_counter(counter, command);
        let board = morning.board();
        let mut numbers: Vec<&str> =
            board.current.iter().chain(&board.earlier).map(|call| call.number.as_str()).collect();
        let all = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), all, "{board:?}");
    };
    let call = |counter: &str, ticket| Command::CallThis { counter: counter.parse().unwrap(), ticket };
    let to = |counter: &str| TransferTarget::Counter(counter.parse().unwrap());
    once(&mut morning, "1", call("1", tickets[0]));
    once(&mut morning, "2", call("2", tickets[1]));
    once(&mut morning, "1", Command::Start(tickets[0]));
    // Called once before, and now again: at another counter, after a pause of its own, after not having come.
    let position = TransferPosition::First;
    once(&mut morning, "1", Command::Transfer { ticket: tickets[0], to: to("sala"), position });
    once(&mut morning, "sala", call("sala", tickets[0]));
    once(&mut morning, "2", Command::Recall(tickets[1]));
    morning.minutes(3);
    once(&mut morning, "2", Command::NoShow(tickets[1]));
    once(&mut morning, "2", Command::Reinstate(tickets[1]));
    once(&mut morning, "2", call("2", tickets[1]));
    once(&mut morning, "1", call("1", tickets[2]));
    assert_eq!(morning.board().current.len(), 3);
}

#[test]
fn a_discreet_service_shows_its_letter_alone() {
    let mut morning = Morning::begin();
    morning.issue("colloquio");
    let board = morning.board();
    let names: Vec<Option<&str>> = board.services.iter().map(|service| service.name.as_deref()).collect();
    assert_eq!(names, [Some("Non so"), Some("SPID"), None]);
    assert_eq!(board.services[2].waiting, 1);
    assert!(!serde_json::to_string(&board).unwrap().contains("Antiviolenza"));
}

#[test]
fn the_board_carries_the_words_of_the_site_and_never_an_operator() {
    let mut morning = Morning::begin();
    let ticket = morning.issue("spid");
    morning.call("1", ticket);
    let until = Some(at("2026-11-23T09:20:00Z"));
    morning.at_counter(
        "2",
        Command::PauseCounter { counter: "2".parse().unwrap(), reason: Some("dentista".into()), until },
    );
    let board = morning.board();
    assert_eq!(board.site, "Sportello PAC");
    assert_eq!(board.messages, ["Chiuso l'8 dicembre"]);
    assert_eq!(board.pauses, [BoardPause { counter: "Sportello 2".into(), until: Some("10:20".into()) }]);
    let wire = serde_json::to_string(&board).unwrap();
    assert!(!wire.contains("operator") && !wire.contains("dentista"), "{wire}");
}

#[test]
fn the_session_lasts_from_its_first_ticket_until_its_desks_close() {
    let site = Morning::begin().queue.site().clone();
    for (now, expected) in [
        ("2026-11-23T07:29:00Z", None),
        ("2026-11-23T07:30:00Z", Some("12:30")),
        ("2026-11-23T11:20:00Z", Some("12:30")),
        ("2026-11-23T11:30:00Z", None),
        ("2026-11-23T13:00:00Z", Some("16:30")),
        ("2026-11-24T09:00:00Z", None),
    ] {
        assert_eq!(open_until(&site, at(now)).as_deref(), expected, "{now}");
    }
}

#[test]
fn the_wall_clock_follows_daylight_saving() {
    let queue = Morning::begin().queue;
    assert_eq!(board_state(&queue, at("2026-11-23T08:00:00Z")).utc_offset_minutes, 60);
    assert_eq!(board_state(&queue, at("2026-07-23T08:00:00Z")).utc_offset_minutes, 120);
}

#[test]
fn a_closed_day_calls_nobody() {
    let mut morning = Morning::begin();
    let ticket = morning.issue("spid");
    morning.call("1", ticket);
    morning.order(Command::CloseDay, None);
    let board = morning.board();
    assert!(board.current.is_empty() && board.earlier.is_empty());
}

#[test]
fn a_ticket_knows_how_many_of_its_service_stand_before_it() {
    let mut morning = Morning::begin();
    let first = morning.issue("spid");
    let other = morning.issue("orientamento");
    morning.minutes(1);
    let (second, third) = (morning.issue("spid"), morning.issue("spid"));
    assert_eq!(morning.page(third).people_before, Some(2));
    assert_eq!(morning.page(other).people_before, Some(0));

    morning.order(Command::Away(first), None);
    assert_eq!(morning.page(third).people_before, Some(1), "who is out would be passed over");
    assert_eq!(morning.page(first).people_before, Some(0), "and keeps the place");
    assert_eq!(morning.page(first).state, "away");

    morning.call("1", second);
    let page = morning.page(second);
    assert_eq!(
        (page.state.as_str(), page.counter.as_deref(), page.people_before),
        ("called", Some("Sportello 1"), None)
    );
}

#[test]
fn a_ticket_that_is_over_names_no_counter() {
    let mut morning = Morning::begin();
    let ticket = morning.issue("spid");
    morning.call("1", ticket);
    morning.at_counter("1", Command::Start(ticket));
    assert_eq!(morning.page(ticket).counter.as_deref(), Some("Sportello 1"));
    morning.at_counter("1", Command::Finish(ticket));
    let page = morning.page(ticket);
    assert_eq!((page.state.as_str(), page.counter, page.people_before), ("finished", None, None));
    assert!(
        ticket_state(&morning.queue, &Places::of(&morning.queue), TicketId::from(Uuid::from_u128(99)))
            .is_none()
    );
}
