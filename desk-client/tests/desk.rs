//! What the desk does, without a window: a person at the screen, the hub's news and the passing of time go in, what is to be
//! asked of the hub and what is shown come out.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "desk/agenda.rs"]
mod agenda;
#[path = "desk/alike.rs"]
mod alike;
#[path = "desk/calling.rs"]
mod calling;
#[path = "desk/came.rs"]
mod came;
#[path = "desk/case.rs"]
mod case;
#[path = "desk/citizen.rs"]
mod citizen;
#[path = "desk/closing.rs"]
mod closing;
#[path = "desk/colleagues.rs"]
mod colleagues;
#[path = "desk/drafts.rs"]
mod drafts;
#[path = "desk/entrance.rs"]
mod entrance;
#[path = "desk/forgotten.rs"]
mod forgotten;
#[path = "desk/keys.rs"]
mod keys;
#[path = "desk/left.rs"]
mod left;
#[path = "desk/leftovers.rs"]
mod leftovers;
#[path = "desk/offering.rs"]
mod offering;
#[path = "desk/once.rs"]
mod once;
#[path = "desk/practice.rs"]
mod practice;
#[path = "desk/privacy.rs"]
mod privacy;
#[path = "desk/questions.rs"]
mod questions;
mod scene;
#[path = "desk/session.rs"]
mod session;

use chrono::TimeDelta;
use std::collections::BTreeMap;
use turno_desk::model::port::{Failure, Input, Pin, Reply, Request, Update};
use turno_desk::model::view::PersonView;
use turno_desk::model::{Action, Desk, Effect, Field, Habits, Key, SaveState, Stage};
use turno_domain::keys::OperatorKey;
use turno_domain::text::Language;
use turno_domain::time::Timestamp;
use turno_protocol::casework::PracticeView;
use turno_protocol::event::EventData;
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
    /// What this PC keeps of what operators typed.
    drafts: BTreeMap<OperatorKey, Vec<u8>>,
}

impl Room {
    /// Giulia at counter 3, with these tickets; all that only reads is answered by the scene.
    fn with(tickets: Vec<TicketView>) -> Self {
        Self::begun("run", tickets)
    }

    /// The same in a run of the program that is called so.
    fn begun(run: &str, tickets: Vec<TicketView>) -> Self {
        let mut room = Self {
            desk: Desk::new(scene::now(), Language::It, true, run),
            now: scene::now(),
            asked: Vec::new(),
            quits: false,
            chimes: 0,
            kept: None,
            drafts: BTreeMap::new(),
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
                continue;
            }
            if let Effect::KeepDrafts(keep) = effect {
                match keep.unsaved {
                    Some(unsaved) => self.drafts.insert(keep.operator, unsaved.0),
                    None => self.drafts.remove(&keep.operator),
                };
                continue;
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

    fn press(&mut self, key: Key) {
        let action = self.desk.key(key).unwrap_or_else(|| panic!("{key:?} means nothing"));
        self.act(action);
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

    /// The hub says no, and when it is asked what stands, tells this; not through the scene, whose practice is the old one.
    fn refuse_and_tell(&mut self, request: Request, name: &str, practice: PracticeView) {
        let refused = Err(Failure::Refused(Box::new(Problem::new(409, name, ""))));
        let todo = self.desk.handle(self.now, Input::Answer(request, refused));
        let reads = |effect: &Effect| matches!(effect, Effect::Ask(Request::Practice(_)));
        assert!(todo.iter().any(reads), "what stands is not asked for");
        self.answer(Request::Practice(practice.id), Reply::Practice(Box::new(practice)));
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
