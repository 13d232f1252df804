//! What the desk does, without a window: a person at the screen, the hub's news and the passing of time go in, what is to be
//! asked of the hub and what is shown come out.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "desk/came.rs"]
mod came;
#[path = "desk/closing.rs"]
mod closing;
#[path = "desk/entrance.rs"]
mod entrance;
#[path = "desk/keys.rs"]
mod keys;
#[path = "desk/left.rs"]
mod left;
#[path = "desk/once.rs"]
mod once;
#[path = "desk/questions.rs"]
mod questions;
mod scene;

use chrono::TimeDelta;
use turno_desk::model::person::ResidenceKind;
use turno_desk::model::port::{Command, Failure, Input, Pin, Reply, Request, SignedIn, TicketAct, Update};
use turno_desk::model::view::{PersonView, PracticeCardView};
use turno_desk::model::{Action, Desk, Effect, Field, Habits, Key, NoShowLock, Page, SaveState, Stage};
use turno_domain::casework::Residence;
use turno_domain::text::Language;
use turno_domain::ticket::{Channel, TicketState};
use turno_domain::time::Timestamp;
use turno_protocol::casework::{CitizenFields, CitizenView, PracticeView};
use turno_protocol::counter::CounterStatusView;
use turno_protocol::event::{CaseworkEventData, EventData};
use turno_protocol::problem::Problem;
use turno_protocol::ticket::TicketView;

struct Room {
    desk: Desk,
    now: Timestamp,
    /// What was asked and not answered yet.
    asked: Vec<Request>,
    /// Whether the program ends.
    quits: bool,
    /// How often it sounded.
    chimes: usize,
    /// What is kept for the next start.
    kept: Option<Habits>,
}

impl Room {
    /// Giulia at counter 3, with these tickets; all that only reads is answered by the scene.
    fn with(tickets: Vec<TicketView>) -> Self {
        let mut room = Self {
            desk: Desk::new(scene::now(), Language::It, true, "run"),
            now: scene::now(),
            asked: Vec::new(),
            quits: false,
            chimes: 0,
            kept: None,
        };
        room.told(scene::reached(Some("giulia"), tickets));
        room.act(Action::ChooseOperator("giulia".parse().unwrap()));
        room.act(Action::SignIn(Pin("123456".into())));
        assert_eq!(room.desk.stage(), Stage::Work);
        room
    }

    fn take(&mut self, input: Input) {
        let mut todo = self.desk.handle(self.now, input);
        while !todo.is_empty() {
            let effect = todo.remove(0);
            self.quits |= matches!(effect, Effect::Quit);
            self.chimes += usize::from(matches!(effect, Effect::Chime));
            if let Effect::Remember(kept) = effect {
                self.kept = Some(kept);
            }
            let Effect::Ask(request) = effect else { continue };
            match scene::answer(&request) {
                Some(answer) => todo.extend(self.desk.handle(self.now, Input::Answer(request, answer))),
                None => self.asked.push(request),
            }
        }
    }

    fn act(&mut self, action: Action) {
        self.take(Input::Do(action));
    }

    fn write(&mut self, field: Field, text: &str) {
        self.act(Action::Type(field, text.to_owned()));
    }

    fn told(&mut self, update: Update) {
        self.take(Input::Hub(update));
    }

    fn pass(&mut self, seconds: i64) {
        for _ in 0..seconds {
            self.now = self.now.plus(TimeDelta::seconds(1));
            self.take(Input::Tick);
        }
    }

    /// The oldest thing that was asked and not answered.
    fn asks(&mut self) -> Request {
        assert!(!self.asked.is_empty(), "nothing was asked");
        self.asked.remove(0)
    }

    fn answer(&mut self, request: Request, reply: Reply) {
        self.take(Input::Answer(request, Ok(reply)));
    }

    fn fail(&mut self, request: Request, failure: Failure) {
        self.take(Input::Answer(request, Err(failure)));
    }

    fn refuse(&mut self, request: Request, name: &str) {
        self.fail(request, Failure::Refused(Box::new(Problem::new(409, name, ""))));
    }

    /// The hub's disk is full.
    fn storage_is_full(&mut self, request: Request) {
        self.fail(request, Failure::Refused(Box::new(Problem::new(503, "storage-full", ""))));
    }

    fn event(&mut self, ticket: TicketView) {
        self.told(Update::Event(Box::new(EventData { ticket: Some(ticket), ..EventData::default() })));
    }

    fn person(&self) -> (turno_desk::model::person::PersonFields, SaveState) {
        match self.desk.view().card.person {
            PersonView::Record { fields, save, .. } => (fields, save),
            other => panic!("{other:?}"),
        }
    }

    fn choose_maria(&mut self) {
        self.write(Field::Query, "bianchi");
        self.act(Action::ChooseCitizen(scene::citizen_id()));
    }

    fn open_412(&mut self) {
        self.write(Field::Need, &scene::practice_412().need);
        self.act(Action::OpenPractice);
        let asked = self.asks();
        assert!(matches!(asked, Request::OpenPractice { .. }));
        self.answer(asked, Reply::Practice(Box::new(scene::practice_412())));
    }
}

fn called() -> TicketView {
    scene::called("A042", "09:42", "10:00")
}

fn with_called() -> Room {
    let mut tickets = scene::morning();
    tickets.push(called());
    Room::with(tickets)
}

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
fn what_is_typed_while_the_hub_is_away_stays_and_is_stored_when_it_is_back() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.told(Update::Lost);
    room.write(Field::Phone, "031 555 0199");
    room.pass(60);
    assert!(room.asked.is_empty());
    assert_eq!(room.person().1, SaveState::Waiting);
    assert!(!room.desk.view().queue.may_call);
    room.act(Action::CallNext);
    assert!(room.asked.is_empty());
    assert_eq!(room.desk.view().frame.notice.name, "away");
    assert_eq!(room.person().0.phone, "031 555 0199");
    room.told(Update::Back);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not stored") };
    assert_eq!((update.revision, update.fields.phone.as_str()), (4, "031 555 0199"));
    assert_eq!(room.desk.view().frame.notice.name, "");
}

#[test]
fn a_new_record_whose_answer_was_lost_is_made_once() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Query, "verdi anna");
    room.act(Action::NewCitizen);
    room.pass(2);
    let first = room.asks();
    let Request::CreateCitizen { key, fields } = &first else { panic!("{first:?}") };
    let (key, made) = (key.clone(), fields.clone());
    assert_eq!((made.family_name.as_str(), made.given_names.as_str()), ("Verdi", "Anna"));
    room.fail(first, Failure::Away);
    room.write(Field::Phone, "347 1");
    room.pass(2);
    let again = room.asks();
    // With another body the hub would take the key for another request's.
    assert!(
        matches!(&again, Request::CreateCitizen { key: same, fields } if *same == key && *fields == made)
    );
    // The hub had made it the first time: what was typed since follows as a change.
    let stored = CitizenView {
        id: scene::citizen_id(),
        revision: 1,
        created_at: scene::at("10:01").into(),
        fields: made,
        merged_into: None,
        warnings: Vec::new(),
        notices: Vec::new(),
        consents: Vec::new(),
    };
    room.answer(again, Reply::Citizen(Box::new(stored)));
    room.pass(2);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not stored") };
    assert_eq!((update.revision, update.fields.phone.as_str()), (1, "347 1"));
}

#[test]
fn a_practice_of_a_new_person_waits_for_their_record() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Query, "verdi anna");
    room.act(Action::NewCitizen);
    room.write(Field::Need, "Lo SPID");
    room.act(Action::OpenPractice);
    let create = room.asks();
    assert!(matches!(create, Request::CreateCitizen { .. }) && room.asked.is_empty());
    room.answer(create, Reply::Citizen(Box::new(scene::maria())));
    let open = loop {
        match room.asks() {
            Request::OpenPractice { request, .. } => break request,
            Request::UpdateCitizen { .. } => {}
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((open.citizen, open.need.as_str()), (Some(scene::citizen_id()), "Lo SPID"));
    assert_eq!(open.ticket, Some(scene::ticket_id("A042")));
}

#[test]
fn two_versions_are_brought_together_and_only_what_both_changed_is_asked() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.pass(2);
    let save = room.asks();
    room.refuse(save, "stale");
    // The scene's record has come: only this desk had changed the phone, so it goes again by itself.
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not joined") };
    assert_eq!(update.fields.phone, "031 1");
    assert_eq!(room.desk.view().dialog.kind, "");

    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.write(Field::Given, "Maria T.");
    room.pass(2);
    let save = room.asks();
    let theirs = CitizenFields {
        phone: "031 2".to_owned(),
        residence: Residence::Municipality("Turate (CO)".to_owned()),
        ..scene::maria().fields
    };
    let theirs = CitizenView { revision: 5, fields: theirs, ..scene::maria() };
    // Not through the scene, whose record is the old one.
    let problem = Box::new(Problem::new(409, "stale", ""));
    let todo = room.desk.handle(room.now, Input::Answer(save, Err(Failure::Refused(problem))));
    assert!(matches!(todo.as_slice(), [Effect::Ask(Request::Citizen(_))]));
    room.answer(Request::Citizen(scene::citizen_id()), Reply::Citizen(Box::new(theirs)));
    let dialog = room.desk.view().dialog;
    assert_eq!(dialog.kind, "conflict");
    let shown: Vec<&str> = dialog.conflict.rows.iter().map(|row| row.field).collect();
    assert_eq!(shown, ["phone"]);
    // No key puts the question away.
    room.act(Action::Cancel);
    assert_eq!(room.desk.view().dialog.kind, "conflict");
    room.act(Action::TakeTheirs);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not stored") };
    assert_eq!(update.revision, 5);
    assert_eq!((update.fields.phone.as_str(), update.fields.given_names.as_str()), ("031 2", "Maria T."));
    assert_eq!(update.fields.residence, Residence::Municipality("Turate (CO)".to_owned()));
}

#[test]
fn calling_the_next_stores_what_was_typed_for_the_one_before() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.open_412();
    room.write(Field::Phone, "031 1");
    room.write(Field::Note, "Torna con il cellulare.");
    room.act(Action::CallNext);
    let asked: Vec<Request> = std::mem::take(&mut room.asked);
    assert!(
        matches!(&asked[0], Request::AddNote { text, .. } if text == "Torna con il cellulare."),
        "{asked:?}"
    );
    assert!(matches!(asked[1], Request::UpdateCitizen { .. }), "{asked:?}");
    assert!(matches!(asked.last(), Some(Request::Once { command: Command::CallNext(_), .. })));
    // Perhaps nobody waits: until the hub has called somebody the case stays.
    assert_eq!(room.person().0.phone, "031 1");
    for request in asked {
        match request {
            Request::UpdateCitizen { .. } => room.fail(request, Failure::Away),
            Request::AddNote { .. } => {
                room.answer(request, Reply::Practice(Box::new(scene::practice_412())));
            }
            other => room.answer(other, scene::called_answer(scene::called("B018", "09:44", "10:01"))),
        }
    }
    assert_eq!(room.desk.view().frame.left_behind, 1);
    // It is tried again until the hub has it.
    room.pass(1);
    let again =
        room.asked.iter().position(|request| matches!(request, Request::UpdateCitizen { .. })).unwrap();
    let again = room.asked.remove(again);
    room.answer(again, Reply::Citizen(Box::new(scene::maria())));
    assert_eq!(room.desk.view().frame.left_behind, 0);
}

#[test]
fn a_need_written_down_becomes_a_practice_when_the_visit_ends() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Need, "Deve vedere i referti");
    room.act(Action::Finish);
    let Request::OpenPractice { request, key } = room.asks() else { panic!("lost") };
    let finish = room.asks();
    let ended =
        TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    room.answer(finish, Reply::Ticket(Box::new(ended)));
    assert_eq!(
        (request.need.as_str(), request.ticket),
        ("Deve vedere i referti", Some(scene::ticket_id("A042")))
    );
    assert_eq!(room.desk.view().frame.left_behind, 1);
    room.fail(Request::OpenPractice { key: key.clone(), request }, Failure::Away);
    room.pass(1);
    let again = room.asks();
    assert!(matches!(&again, Request::OpenPractice { key: same, .. } if *same == key));
    let opened = PracticeView { need: "Deve vedere i referti".into(), ..scene::practice_412() };
    room.answer(again, Reply::Practice(Box::new(opened)));
    assert_eq!(room.desk.view().frame.left_behind, 0);
}

#[test]
fn after_a_restart_in_mid_visit_person_and_practice_are_there_again() {
    let mut desk = Desk::new(scene::now(), Language::It, true, "run");
    let take = |desk: &mut Desk, input| desk.handle(scene::now(), input);
    take(&mut desk, Input::Hub(scene::reached(Some("giulia"), scene::morning_with_a042())));
    take(&mut desk, Input::Do(Action::ChooseOperator("giulia".parse().unwrap())));
    take(&mut desk, Input::Do(Action::SignIn(Pin("123456".into()))));
    let operator = "giulia".parse().unwrap();
    let sign_in = Request::SignIn { operator, pin: Pin("123456".into()) };
    let me = SignedIn { operator: "giulia".parse().unwrap(), name: "Giulia R.".into() };
    let todo = take(&mut desk, Input::Answer(sign_in, Ok(Reply::Session(me))));
    assert!(todo.iter().any(|effect| matches!(effect, Effect::Ask(Request::Casework(_)))));
    let todo = take(
        &mut desk,
        Input::Answer(
            Request::Casework(scene::ticket_id("A042")),
            Ok(scene::casework(vec![scene::practice_412()])),
        ),
    );
    let asks = |wanted: fn(&Request) -> bool| {
        todo.iter().any(|effect| matches!(effect, Effect::Ask(r) if wanted(r)))
    };
    assert!(asks(|request| matches!(request, Request::Practice(_))));
    assert!(asks(|request| matches!(request, Request::Citizen(_))));
    take(
        &mut desk,
        Input::Answer(Request::Citizen(scene::citizen_id()), Ok(Reply::Citizen(Box::new(scene::maria())))),
    );
    let view = desk.view();
    assert!(matches!(view.card.person, PersonView::Record { ref fields, .. } if fields.family == "Bianchi"));
    assert!(
        matches!(view.card.practice, PracticeCardView::Open { ref number, .. } if number == "2026/000412")
    );
}

#[test]
fn a_session_that_ends_keeps_what_the_same_operator_typed() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.pass(2);
    let save = room.asks();
    room.refuse(save, "session-ended");
    assert_eq!(room.desk.stage(), Stage::SignIn);
    let entry = room.desk.view().entry;
    assert_eq!((entry.operator.as_str(), entry.again), ("Giulia R.", true));
    room.pass(5);
    assert!(room.asked.is_empty());
    room.act(Action::SignIn(Pin("123456".into())));
    assert_eq!(room.desk.stage(), Stage::Work);
    assert_eq!(room.person().0.phone, "031 1");
    room.pass(2);
    assert!(matches!(room.asks(), Request::UpdateCitizen { .. }));
}

#[test]
fn a_session_that_ended_unasked_is_told_at_once_and_keeps_what_was_typed() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Phone, "031 1");
    room.told(Update::SessionEnded);
    assert_eq!(room.desk.stage(), Stage::SignIn);
    let entry = room.desk.view().entry;
    assert_eq!((entry.operator.as_str(), entry.again), ("Giulia R.", true));
    room.act(Action::SignIn(Pin("123456".into())));
    assert_eq!(room.person().0.phone, "031 1");
}

#[test]
fn another_operator_sees_nothing_of_the_session_before() {
    let mut room = Room::with(scene::morning());
    room.act(Action::OpenCitizenFile(scene::citizen_id()));
    assert!(matches!(room.desk.view().card.person, PersonView::Record { .. }));
    room.refuse(Request::Statistics("2026-04-21".parse().unwrap()), "session-ended");
    room.act(Action::BackToOperators);
    room.act(Action::ChooseOperator("anna".parse().unwrap()));
    room.act(Action::SignIn(Pin("654321".into())));
    assert_eq!(room.desk.stage(), Stage::Counter);
    assert_eq!(room.desk.view().card.person, PersonView::Nobody);
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

#[test]
fn a_colleagues_change_is_seen_where_nobody_types() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    let change = |entity: &str, id: String| {
        Update::Casework(CaseworkEventData {
            at: scene::now().into(),
            operator: None,
            entity: entity.into(),
            id,
            ticket: None,
            citizens: Vec::new(),
            practices: Vec::new(),
        })
    };
    let todo = room.desk.handle(room.now, Input::Hub(change("citizen", scene::citizen_id().to_string())));
    assert!(matches!(todo.as_slice(), [Effect::Ask(Request::Citizen(_))]));
    let newer = |revision, phone: &str| {
        let fields = CitizenFields { phone: phone.to_owned(), ..scene::maria().fields };
        Reply::Citizen(Box::new(CitizenView { revision, fields, ..scene::maria() }))
    };
    room.answer(Request::Citizen(scene::citizen_id()), newer(5, "031 2"));
    assert_eq!(room.person().0.phone, "031 2");
    // Where somebody types, what they typed stays.
    room.write(Field::Phone, "031 3");
    room.answer(Request::Citizen(scene::citizen_id()), newer(6, "031 4"));
    assert_eq!(room.person().0.phone, "031 3");
    // Nobody else's record is asked for.
    let todo = room.desk.handle(room.now, Input::Hub(change("citizen", "someone".into())));
    assert!(todo.is_empty());
    // A visit is known by whom it is about.
    let visit = |citizens| match change("visit", "a-visit".into()) {
        Update::Casework(data) => Update::Casework(CaseworkEventData { citizens, ..data }),
        other => other,
    };
    let todo = room.desk.handle(room.now, Input::Hub(visit(vec![scene::citizen_id()])));
    assert!(matches!(todo.as_slice(), [Effect::Ask(Request::Story(_))]));
    assert!(room.desk.handle(room.now, Input::Hub(visit(Vec::new()))).is_empty());
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
    room.act(Action::Confirm);
    assert!(room.asked.is_empty(), "no service was chosen");
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
fn a_persons_open_practice_is_proposed_first() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.answer(
        Request::Story(scene::citizen_id()),
        Reply::Story(vec![scene::february_visit()], vec![scene::practice_98("open")]),
    );
    let view = room.desk.view();
    let PracticeCardView::New { offers, .. } = &view.card.practice else { panic!() };
    assert_eq!(offers[0].number, "2026/000098");
    assert_eq!(view.card.known_since.map(|since| (since.day, since.month)), Some((20, 2)));
    assert!(matches!(room.desk.key(Key::Alt('c')), Some(Action::Continue(_))));
    room.act(Action::Continue(scene::practice_id(98)));
    let asked = room.asks();
    room.answer(asked, Reply::Practice(Box::new(scene::practice_98("open"))));
    assert!(
        matches!(room.desk.view().card.practice, PracticeCardView::Open { ref number, .. } if number == "2026/000098")
    );
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
fn where_somebody_lives_is_asked_with_what_stands_marked() {
    let mut room = Room::with(scene::morning_with_a042());
    room.act(Action::AskResidence);
    assert_eq!(room.desk.view().dialog.kind, "", "there is no record yet");
    room.choose_maria();
    room.act(Action::AskResidence);
    let dialog = room.desk.view().dialog;
    let chosen: Vec<&str> =
        dialog.first.iter().filter(|row| row.chosen).map(|row| row.key.as_str()).collect();
    assert_eq!((dialog.kind, chosen), ("residence", vec!["municipality"]));
    room.act(Action::ChooseResidence(ResidenceKind::NoFixedAbode));
    assert_eq!(room.desk.view().dialog.kind, "");
    room.pass(2);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("not stored") };
    assert_eq!(update.fields.residence, Residence::NoFixedAbode);
}
