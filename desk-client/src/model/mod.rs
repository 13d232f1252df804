//! The desk without its window: what is known, what may be done, what is shown.
//!
//! [`Desk::handle`] takes what happens (somebody at the screen, the hub, time) and says what is to be done outside;
//! [`Desk::view`](view) says what is on the screen. It knows no Slint, no socket, no file and no clock: time comes in.

mod acting;
pub mod action;
pub mod agenda;
mod aside;
mod calling;
mod case;
mod case_answers;
mod casework;
pub mod citizen;
mod closing;
mod commands;
mod conflict;
mod day;
mod dialog;
pub mod drafts;
mod entry;
mod forgotten;
mod hearing;
mod help;
mod keys;
mod kiosks;
mod left_behind;
mod leftovers;
mod lists;
mod offering;
mod passing;
pub mod person;
pub mod port;
pub mod practice;
mod queue;
mod save;
mod saving;
pub mod view;

pub use action::{Action, Field, Page, Tab};
pub use dialog::{OUTCOMES, PARK_REASONS, PAUSE_REASONS};
pub use help::Goer;
pub use keys::Key;
pub use offering::Server;
pub use port::{Effect, Habits, Input, Update};
pub use queue::{NoShowLock, WaitTone};
pub use save::SaveState;

use agenda::Agenda;
use aside::Aside;
use case::{Case, LeftLink, LeftOpening, PersonCard, PersonDraft, PracticeCard, PracticeDraft};
use chrono::NaiveDate;
use chrono_tz::Tz;
use closing::Closing;
use commands::Held;
use dialog::Dialog;
use entry::Entry;
use forgotten::Usual;
use help::Help;
use kiosks::Kiosks;
use lists::Lists;
use passing::Passing;
use port::{Failure, Reply, Request, SignedIn};
use practice::Section;
use queue::QueueState;
use std::mem::Discriminant;
use turno_domain::ids::{CitizenId, TicketId};
use turno_domain::keys::{CounterKey, OperatorKey, ServiceKey};
use turno_domain::text::Language;
use turno_domain::time::Timestamp;
use turno_protocol::counter::ReasonView;
use turno_protocol::problem::Problem;
use turno_protocol::session::OperatorView;
use turno_protocol::site::SiteView;
use turno_protocol::statistics::Statistics;

/// How long a mistaken step can be taken back, seconds.
const UNDO_SECONDS: i64 = 60;

/// Which screen is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The enrolment file is chosen.
    Enrol,
    /// The hub has not been reached since the start.
    Reaching,
    /// Who is it?
    SignIn,
    /// At which counter?
    Counter,
    /// The main window.
    Work,
}

/// Whether the hub can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The streams run.
    There,
    /// It is being looked for.
    Away,
    /// It does not know this desk any more.
    Revoked,
}

/// A step that can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndoOffer {
    /// Whose.
    pub ticket: TicketId,
    /// Which.
    pub step: port::TicketAct,
    /// Whether the step was a call.
    pub was_call: bool,
    /// Until when.
    pub until: Timestamp,
}

/// Something that must be told once.
#[derive(Clone, Debug)]
pub enum Notice {
    /// The hub said no.
    Problem(Box<Problem>),
    /// Nobody waits whom this counter may call.
    NobodyWaits,
    /// The hub could not be reached just then.
    Away,
    /// Somebody is in hand, and must be finished with first.
    InHand,
    /// Colleagues were asked for a hand, and nobody is there to hear it.
    NobodyHears,
    /// Something that was kept on this PC cannot be read.
    DraftsDamaged,
}

/// What decides which fields are on the screen.
#[derive(PartialEq)]
struct Fields {
    stage: Stage,
    page: Page,
    hand: Option<TicketId>,
    dialog: Option<Discriminant<Dialog>>,
    person: Option<Discriminant<PersonCard>>,
    practice: Option<Discriminant<PracticeCard>>,
    note: bool,
    lists: bool,
    section: Option<Section>,
}

/// The desk.
#[derive(Debug)]
pub struct Desk {
    now: Timestamp,
    run: String,
    keys_made: u64,
    /// The hub's clock ahead of this machine's, milliseconds: waits are measured by the hub's.
    hub_ahead_ms: i64,
    language: Language,
    link: Link,
    enrolled: bool,
    habits: Habits,
    /// Who asks for help at a kiosk.
    help: Help,
    kiosks: Kiosks,
    entry: Entry,
    site: Option<SiteView>,
    zone: Tz,
    operators: Vec<OperatorView>,
    queue: QueueState,
    session: Option<SignedIn>,
    counter: Option<CounterKey>,
    page: Page,
    reserved: bool,
    dialog: Option<Dialog>,
    /// What the hub said to what the open question asks for.
    dialog_notice: Option<Notice>,
    /// Questions that wait until no other is open.
    questions: Vec<Dialog>,
    notice: Option<Notice>,
    selected: Option<TicketId>,
    /// The line of what was found that is pointed at.
    pointed: Option<usize>,
    explaining: bool,
    next: Option<(TicketId, ReasonView)>,
    /// Why whoever was called here last was the next.
    because: Option<(TicketId, ReasonView)>,
    next_asked: Option<Timestamp>,
    undo: Option<UndoOffer>,
    signing_in: bool,
    held: Vec<Held>,
    /// Who did not come and is making way.
    passing: Option<Passing>,
    case: Option<Case>,
    /// Drafts of cases that were left before all of it was stored.
    left_people: Vec<PersonDraft>,
    left_practices: Vec<PracticeDraft>,
    left_openings: Vec<LeftOpening>,
    left_links: Vec<LeftLink>,
    /// Whose those are, and the case's: who is signed in, or was last.
    whose: Option<OperatorKey>,
    /// The same of colleagues, until they sign in.
    aside: Vec<Aside>,
    /// What was kept on this PC last, by whose it is.
    kept: drafts::Kept,
    /// What earlier runs kept, and whose: taken up, and not needed once it is kept anew.
    taken: Option<(OperatorKey, Vec<String>)>,
    lists: Lists,
    /// Version and controller of the privacy notice that was given here last.
    notice_told: Option<(String, String)>,
    /// Records that look alike, and of which somebody here said that they are of two people.
    two_people: Vec<(CitizenId, CitizenId)>,
    agenda: Agenda,
    today: Option<Statistics>,
    today_stale: Option<Timestamp>,
    usual: Usual,
    /// What the last visit without a ticket was for.
    walk_in_service: Option<ServiceKey>,
    /// Whether the window is narrow, beside another program.
    strip: bool,
    /// The window is to be closed.
    closing: Option<Closing>,
    home: u64,
}

impl Desk {
    /// A desk at its start: `enrolled` when an enrolment is at hand.
    ///
    /// `run` is a text that no other run of any desk has: the keys of what it makes begin with it.
    pub fn new(now: Timestamp, language: Language, enrolled: bool, run: &str) -> Self {
        Self {
            now,
            run: run.to_owned(),
            keys_made: 0,
            hub_ahead_ms: 0,
            language,
            link: Link::Away,
            enrolled,
            habits: Habits::default(),
            help: Help::default(),
            kiosks: Kiosks::default(),
            entry: Entry::default(),
            site: None,
            zone: chrono_tz::Europe::Rome,
            operators: Vec::new(),
            queue: QueueState::default(),
            session: None,
            counter: None,
            page: Page::Desk,
            reserved: false,
            dialog: None,
            dialog_notice: None,
            questions: Vec::new(),
            notice: None,
            selected: None,
            pointed: None,
            explaining: false,
            next: None,
            because: None,
            next_asked: None,
            undo: None,
            signing_in: false,
            held: Vec::new(),
            passing: None,
            case: None,
            left_people: Vec::new(),
            left_practices: Vec::new(),
            left_openings: Vec::new(),
            left_links: Vec::new(),
            whose: None,
            aside: Vec::new(),
            kept: drafts::Kept::new(),
            taken: None,
            lists: Lists::default(),
            notice_told: None,
            two_people: Vec::new(),
            agenda: Agenda::default(),
            today: None,
            today_stale: None,
            usual: Usual::default(),
            walk_in_service: None,
            strip: false,
            closing: None,
            home: 0,
        }
    }

    /// The same desk with what it remembers of its last run.
    #[must_use]
    pub fn with_habits(self, habits: Habits) -> Self {
        Self { habits, ..self }
    }

    /// What is to be done at the very start.
    pub fn begin(&self) -> Vec<Effect> {
        if self.enrolled { Vec::new() } else { vec![Effect::FindEnrolments] }
    }

    /// Which screen is shown.
    pub fn stage(&self) -> Stage {
        match (self.enrolled, &self.site, &self.session, &self.counter) {
            (false, ..) => Stage::Enrol,
            (_, None, ..) => Stage::Reaching,
            (.., None, _) => Stage::SignIn,
            (.., None) => Stage::Counter,
            _ => Stage::Work,
        }
    }

    /// Takes in what happened at `now`, and says what is to be done outside.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Effect> {
        self.now = now;
        let mut todo = Vec::new();
        let before = self.fields();
        match input {
            Input::Do(action) => self.act(action, &mut todo),
            Input::Hub(update) => self.told(update, &mut todo),
            Input::Answer(request, answer) => self.answered(request, answer, &mut todo),
            Input::Found(found) => self.entry.found = Some(found),
            Input::Enrolled(result) => self.enrolled_as(result),
            Input::Drafts(found) => self.found_drafts(found, &mut todo),
            Input::Tick => self.save_what_is_due(false, &mut todo),
            Input::Close => self.close(&mut todo),
        }
        self.follow_the_queue(&mut todo);
        self.follow_the_person();
        self.follow_help(&mut todo);
        self.follow_forgotten(&mut todo);
        self.follow_agenda(&mut todo);
        self.keep_figures_fresh(&mut todo);
        self.release_keys();
        self.go_on_closing(&mut todo);
        self.ask_what_waits();
        self.keep_drafts(&mut todo);
        if before != self.fields() {
            self.pointed = None;
            self.go_home();
        }
        todo
    }

    /// The field that had the focus may be gone: the window takes the keys again.
    fn go_home(&mut self) {
        self.home += 1;
    }

    /// Which fields are on the screen. Where that changes, the one with the focus may have gone, and the keys with it.
    fn fields(&self) -> Fields {
        let case = self.case.as_ref();
        Fields {
            stage: self.stage(),
            page: self.page,
            hand: self.case_ticket(),
            dialog: self.dialog.as_ref().map(std::mem::discriminant),
            person: case.map(|case| std::mem::discriminant(&case.person)),
            practice: case.map(|case| std::mem::discriminant(&case.practice)),
            note: case.and_then(Case::open_practice).is_some_and(PracticeDraft::is_open),
            lists: self.lists_are_shut(),
            section: case.and_then(Case::open_practice).map(|draft| draft.face.section),
        }
    }

    /// Opens the next question that waits, where none is open, and forgets what was said in one that is not.
    fn ask_what_waits(&mut self) {
        if self.in_hand().is_some()
            && self.is_in_conflict()
            && !self.dialog.as_ref().is_some_and(|question| self.is_about_the_case(question))
        {
            self.put_question_away();
        }
        if self.dialog.is_none() {
            self.dialog_notice = None;
            // With a person in hand nothing of somebody else's is shown.
            let others = |question: &Dialog| self.in_hand().is_some() && !self.is_about_the_case(question);
            let next = self.questions.iter().position(|question| !others(question));
            if let Some(next) = next.filter(|_| self.stage() == Stage::Work) {
                self.dialog = Some(self.questions.remove(next));
            }
        }
    }

    /// Whether a question is about whom or what is on the desk, not about a case that was left.
    fn is_about_the_case(&self, question: &Dialog) -> bool {
        let Some(case) = &self.case else { return false };
        match question {
            Dialog::CitizenConflict(theirs) => case.citizen() == Some(theirs.id),
            Dialog::PracticeConflict(theirs) => {
                case.open_practice().is_some_and(|draft| draft.id() == theirs.id)
            }
            _ => true,
        }
    }

    /// Puts the open question away. One between two versions only waits: what was typed is still to be stored.
    fn put_question_away(&mut self) {
        if self.is_in_conflict() {
            self.questions.extend(self.dialog.take());
        }
        self.dialog = None;
    }

    /// A key for something that is made once, however often it is asked for.
    fn fresh_key(&mut self) -> String {
        self.keys_made += 1;
        format!("{}-{}", self.run, self.keys_made)
    }

    /// The hub's clock at this moment.
    fn hub_now(&self) -> Timestamp {
        Timestamp::from_millis(self.now.millis().saturating_add(self.hub_ahead_ms))
    }

    /// The calendar day at the site.
    fn today_date(&self) -> NaiveDate {
        self.hub_now().local(self.zone).date_naive()
    }

    fn me(&self) -> Option<&OperatorKey> {
        self.session.as_ref().map(|session| &session.operator)
    }

    fn case_ticket(&self) -> Option<TicketId> {
        self.case.as_ref().and_then(Case::ticket)
    }

    /// Today's figures are asked for again some seconds after the queue moved, not at every step.
    fn keep_figures_fresh(&mut self, todo: &mut Vec<Effect>) {
        const SETTLED_SECONDS: i64 = 3;
        let due = self.today.is_none()
            || self.today_stale.is_some_and(|since| self.now.since(since).num_seconds() >= SETTLED_SECONDS);
        if let (Some(_), Some(day), Link::There, true) = (&self.session, self.queue.day, self.link, due)
            && self.today_stale.take().is_some()
        {
            todo.push(Effect::Ask(Request::Statistics(day)));
        }
    }
}
