//! Calling, the counter, visits without a ticket, and what is shown of others meanwhile.

use crate::{Room, called, scene, with_called};
use turno_desk::model::port::{Command, Reply, Request, TicketAct, Update};
use turno_desk::model::view::{PersonView, PracticeCardView};
use turno_desk::model::{Action, Field, NoShowLock, Page, Stage};
use turno_domain::ticket::{Channel, TicketState};
use turno_protocol::counter::CounterStatusView;
use turno_protocol::event::EventData;
use turno_protocol::ticket::TicketView;

#[test]
fn a_call_brings_the_answers_and_one_key_is_enough() {
    let mut room = Room::with(scene::morning());
    room.act(Action::CallNext);
    // A second press before the answer does nothing.
    room.act(Action::CallNext);
    let call = room.asks();
    assert!(room.asked.is_empty());
    room.answer(call, scene::called_answer(called()));
    let view = room.desk.view();
    assert_eq!(view.hand.ticket.unwrap().to_string(), "A042");
    assert_eq!(view.card.answers.len(), 2);
    assert_eq!((view.card.answers[0].yes, view.card.answers[1].yes), (Some(true), Some(false)));
    // The first letter typed starts the service, and only the first.
    room.write(Field::Need, "D");
    assert!(matches!(room.asks(), Request::Once { command: Command::Act { act: TicketAct::Start, .. }, .. }));
    room.write(Field::Need, "De");
    assert!(room.asked.is_empty());
}

#[test]
fn an_open_practice_starts_the_service_too() {
    let mut room = with_called();
    room.act(Action::OpenPractice);
    assert!(matches!(room.asks(), Request::OpenPractice { .. }));
    assert!(matches!(room.asks(), Request::Once { command: Command::Act { act: TicketAct::Start, .. }, .. }));
}

#[test]
fn not_here_unlocks_at_the_second_call_after_the_delay() {
    let mut room = with_called();
    assert_eq!(room.desk.view().queue.no_show, NoShowLock::SecondCall(120));
    room.act(Action::NoShow);
    assert!(room.asked.is_empty());
    let again = TicketView { calls: 2, last_called_at: Some(scene::at("10:01").into()), ..called() };
    room.event(again);
    room.pass(100);
    assert_eq!(room.desk.view().queue.no_show, NoShowLock::Seconds(20));
    room.pass(20);
    assert_eq!(room.desk.view().queue.no_show, NoShowLock::Unlocked);
    room.act(Action::NoShow);
    let asked = room.asks();
    assert!(matches!(asked, Request::Once { command: Command::Act { act: TicketAct::NoShow, .. }, .. }));
    room.answer(asked, Reply::Ticket(Box::new(TicketView { state: TicketState::NoShow, ..called() })));
    let undo = room.desk.view().queue.undo.unwrap();
    assert_eq!((undo.step, undo.seconds, undo.number.as_str()), ("no-show", 60, "A042"));
    room.pass(59);
    assert!(room.desk.view().queue.undo.is_some());
    room.pass(1);
    assert!(room.desk.view().queue.undo.is_none());
}

#[test]
fn a_counter_that_was_taken_over_is_left() {
    let mut room = Room::with(scene::morning_with_a042());
    // Also while something is being asked.
    room.act(Action::CallNext);
    let taken = scene::counter("3", Some("carlo"));
    room.told(Update::Event(Box::new(EventData { counter: Some(taken), ..EventData::default() })));
    assert_eq!(room.desk.stage(), Stage::Counter);
    let row = room.desk.view().entry.counters.into_iter().find(|row| row.key.as_str() == "3").unwrap();
    assert_eq!(row.operator, "Carlo F.");
}

#[test]
fn a_visit_without_a_ticket_is_opened_and_ended_here() {
    let mut room = Room::with(scene::morning());
    room.act(Action::AskWalkIn);
    room.act(Action::WalkInBy(Channel::Phone));
    assert!(room.desk.view().dialog.ready, "the usual service is chosen already");
    room.act(Action::WalkInFor("spid".parse().unwrap()));
    room.act(Action::Confirm);
    let asked = room.asks();
    assert!(matches!(
        asked,
        Request::Once { command: Command::OpenVisit { channel: Channel::Phone, .. }, .. }
    ));
    room.answer(asked, Reply::Visit(Box::new(scene::february_visit())));
    assert_eq!(room.desk.view().hand.channel, Some(Channel::Desk));
    room.open_412();
    assert!(matches!(room.desk.view().card.practice, PracticeCardView::Open { .. }));
    room.act(Action::Finish);
    assert!(!room.desk.view().hand.busy);
}

#[test]
fn a_pause_tells_until_when_and_ends_with_the_same_key() {
    let mut room = Room::with(scene::morning());
    room.act(Action::Pause);
    room.act(Action::PauseFor(Some(15)));
    room.act(Action::Confirm);
    let asked = room.asks();
    let Request::Once { command: Command::PauseCounter { until, .. }, .. } = &asked else {
        panic!("{asked:?}")
    };
    assert_eq!(*until, Some(scene::at("10:16")));
    let mut paused = scene::counter("3", Some("giulia"));
    paused.status = CounterStatusView::Paused;
    room.answer(asked, Reply::Counter(Box::new(paused)));
    assert!(room.desk.view().queue.paused && !room.desk.view().queue.may_call);
    room.act(Action::CallNext);
    assert!(room.asked.is_empty());
    room.act(Action::Pause);
    assert!(!room.desk.view().queue.paused, "the scene opens the counter again");
}

#[test]
fn the_figures_follow_the_sites_order_and_count_who_waits() {
    let mut room = Room::with(scene::morning());
    room.pass(4);
    let today = room.desk.view().today;
    // The hub answers by key; the site lists D, A, B, C, E. A service that nobody asked for is there all the same.
    let rows: Vec<_> = today.rows.iter().map(|row| (row.letter.unwrap(), row.waiting, row.arrived)).collect();
    assert_eq!(rows, [('D', 1, 4), ('A', 3, 9), ('B', 3, 9), ('C', 0, 0), ('E', 0, 0)]);
    assert_eq!((today.total.waiting, today.total.arrived), (7, 22));
    assert!(today.rows.iter().all(|row| !row.name.is_empty() && !row.discreet));
    // With somebody at the counter the discreet service has no name, here as in the queue.
    let mut room = Room::with(scene::morning_with_a042());
    room.pass(4);
    let kept_back: Vec<_> = room
        .desk
        .view()
        .today
        .rows
        .into_iter()
        .filter(|row| row.discreet)
        .map(|row| (row.letter, row.name))
        .collect();
    assert_eq!(kept_back, [(Some('E'), String::new())]);
}

#[test]
fn with_a_person_in_hand_nothing_of_the_others_is_shown() {
    let mut tickets = scene::morning();
    tickets.push(scene::waiting("E001", "09:55"));
    let mut room = Room::with(tickets.clone());
    let row = |room: &Room, number: &str| {
        let rows = room.desk.view().queue.waiting;
        rows.into_iter().find(|row| row.number.to_string() == number).unwrap()
    };
    assert_eq!(row(&room, "B018").language, Some("fr"));
    assert_eq!(row(&room, "E001").service, "Un colloquio riservato");
    room.act(Action::Go(Page::Citizens));
    assert!(room.desk.view().lists.citizens.is_some());
    tickets.push(scene::serving("A042", "09:42", "09:57", "09:58"));
    room.told(scene::reached(Some("giulia"), tickets));
    assert_eq!(row(&room, "B018").language, None);
    assert_eq!((row(&room, "E001").service.as_str(), row(&room, "E001").discreet), ("", true));
    let lists = room.desk.view().lists;
    assert!(lists.shut && lists.citizens.is_none() && lists.practices.is_none());
    room.act(Action::Go(Page::Citizens));
    room.act(Action::OpenCitizenFile(scene::citizen_id()));
    assert!(!matches!(room.desk.view().card.person, PersonView::Record { .. }));
}
