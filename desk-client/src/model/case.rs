//! The case on the desk: a ticket in hand, a visit without a ticket or a record looked into, with the person and the practice.

use super::citizen::past::Past;
use super::person::PersonFields;
use super::port::Occasion;
use super::practice::Face;
use super::save::{Save, SaveFault};
use super::saving::is_refused;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use turno_domain::ids::{CitizenId, PracticeId, TicketId};
use turno_domain::intake::Answers;
use turno_domain::keys::ServiceKey;
use turno_protocol::casework::{
    CitizenFields, CitizenView, DocumentView, LikelyView, PracticeRequest, PracticeView, PresenterView,
    VisitView,
};

/// Where a case comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// The ticket in hand.
    Ticket(TicketId),
    /// A visit without a ticket.
    Visit(Box<VisitView>),
    /// A record that was looked up in a list.
    File,
    /// It was left, the hub did not take what was typed, and it is back: with the visit that it was left from.
    Left(Option<Occasion>),
}

/// What is on the desk.
#[derive(Clone, Debug)]
pub struct Case {
    /// Where it comes from.
    pub origin: Origin,
    /// What was answered at the kiosk.
    pub intake: Answers,
    /// What colleagues wrote when they handed the ticket on.
    pub remarks: Vec<String>,
    /// Who it is about.
    pub person: PersonCard,
    /// What it is about.
    pub practice: PracticeCard,
    /// The person's past visits, latest first.
    pub visits: Vec<VisitView>,
    /// The person's practices, latest first.
    pub practices: Vec<PracticeView>,
    /// Records that are likely of the same person.
    pub alike: Vec<LikelyView>,
    /// All that the person ever came for, once it was asked for.
    pub past: Past,
    /// Whether the hub was told that serving has started.
    pub start_asked: bool,
}

/// The card of the person.
#[derive(Clone, Debug)]
pub enum PersonCard {
    /// Who is it?
    Search {
        /// What is typed.
        query: String,
        /// What is found for it; none while the hub has not answered.
        found: Option<Vec<CitizenView>>,
    },
    /// Not told, and that is no obstacle.
    Anonymous,
    /// This person.
    Record(Box<PersonDraft>),
}

/// A record and what is typed into it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PersonDraft {
    /// The key under which a new record is made.
    pub key: String,
    /// The record as the hub has it; none: it is new.
    pub stored: Option<CitizenView>,
    /// Whether what the person was told and allowed is known: a list does not tell.
    pub whole: bool,
    /// What is typed.
    pub fields: PersonFields,
    /// What a new record was last asked for with: the same key again must bring the same.
    pub asked: Option<CitizenFields>,
    /// How far it is stored.
    pub save: Save,
}

impl PersonDraft {
    /// A record that exists.
    pub fn of(stored: CitizenView) -> Self {
        Self {
            key: String::new(),
            fields: PersonFields::of(&stored.fields),
            stored: Some(stored),
            whole: false,
            asked: None,
            save: Save::default(),
        }
    }

    /// A record that does not exist yet, made under `key`.
    pub fn new(key: String, fields: PersonFields, save: Save) -> Self {
        Self { key, stored: None, whole: true, fields, asked: None, save }
    }

    /// Which record.
    pub fn id(&self) -> Option<CitizenId> {
        self.stored.as_ref().map(|stored| stored.id)
    }

    /// A newer version of the record; what was typed here and cannot be stored stays.
    pub fn renew(&mut self, stored: CitizenView, today: NaiveDate) {
        let typed = std::mem::take(&mut self.fields);
        *self = Self { whole: true, ..Self::of(stored) };
        self.fields.keep_left_out(&typed, today);
    }

    /// Whether it holds what no hub will ever store: only a person can put it right.
    pub fn needs_a_person(&self, today: NaiveDate) -> bool {
        is_refused(&self.save.fault) || (self.save.is_settled() && self.fields.is_left_out(today))
    }
}

/// The card of the practice.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one stands on the desk at a time")]
pub enum PracticeCard {
    /// None is open yet.
    New(NewPractice),
    /// This one.
    Open(Box<PracticeDraft>),
}

/// A practice that may be opened.
#[derive(Clone, Debug)]
pub struct NewPractice {
    /// The key under which it is opened.
    pub key: String,
    /// The type of service.
    pub service: Option<ServiceKey>,
    /// The need in the person's words.
    pub need: String,
    /// Whether the hub was asked to open it, or waits for the person's record first.
    pub opening: Opening,
    /// What the hub was asked for without a final answer: the same key again must bring the same.
    pub asked: Option<PracticeRequest>,
}

/// How far the opening of a practice is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opening {
    /// Not asked for.
    #[default]
    No,
    /// Asked for; the new person's record must be stored first.
    AfterPerson,
    /// The hub was asked.
    Asked,
}

/// A note that the hub was given and has not answered for yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentNote {
    /// The key under which it is written.
    pub key: String,
    /// What.
    pub text: String,
    /// Whether the practice's team alone is to read it.
    pub reserved: bool,
    /// Whether it is on its way; otherwise it waits for the hub to be back.
    #[serde(skip)]
    pub flying: bool,
}

/// A practice that was to be opened when its case was left.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LeftOpening {
    /// The key under which it is opened.
    pub key: String,
    /// What the hub is asked for.
    pub request: PracticeRequest,
    /// The need as it was typed last.
    pub need: String,
    /// Whether it is on its way.
    #[serde(skip)]
    pub flying: bool,
    /// What went wrong the last time.
    pub fault: Option<SaveFault>,
}

/// A visit that is about a person, which the hub has not heard yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LeftLink {
    /// The key under which it is told.
    pub key: String,
    /// Of which ticket.
    pub ticket: TicketId,
    /// About whom.
    pub citizen: CitizenId,
    /// Whether it is on its way.
    #[serde(skip)]
    pub flying: bool,
}

/// A practice and what is typed into it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PracticeDraft {
    /// As the hub has it.
    pub stored: PracticeView,
    /// The person it is to be about, once one was chosen.
    pub citizen: Option<CitizenId>,
    /// The type of service.
    pub service: ServiceKey,
    /// The need in the person's words.
    pub need: String,
    /// The need as the operator recognised it.
    pub recognised: String,
    /// Who presents themself.
    pub presenter: Option<PresenterView>,
    /// The documents that it needs.
    pub documents: Vec<DocumentView>,
    /// The note that is being typed.
    pub note: String,
    /// Whether the team alone is to read it.
    pub note_reserved: bool,
    /// The note on its way.
    pub sent_note: Option<SentNote>,
    /// How far it is stored.
    pub save: Save,
    /// How it lies on the desk.
    #[serde(skip)]
    pub face: Face,
}

impl PracticeCard {
    /// One that is not opened yet.
    pub fn new(service: Option<ServiceKey>, key: String) -> Self {
        Self::New(NewPractice { key, service, need: String::new(), opening: Opening::No, asked: None })
    }
}

impl PracticeDraft {
    /// A practice that exists.
    pub fn of(stored: PracticeView) -> Self {
        Self {
            citizen: stored.citizen,
            service: stored.service.clone(),
            need: stored.need.clone(),
            recognised: stored.need_recognised.clone(),
            presenter: stored.presenter.clone(),
            documents: stored.documents.clone(),
            note: String::new(),
            note_reserved: false,
            sent_note: None,
            save: Save::default(),
            face: Face::default(),
            stored,
        }
    }

    /// Whether all of it is stored.
    pub fn is_settled(&self) -> bool {
        self.save.is_settled()
            && self.sent_note.is_none()
            && self.note.trim().is_empty()
            && self.face.document.trim().is_empty()
    }

    /// Whether a field of it, a note apart, is to say something else than is stored.
    pub fn says_something_else(&self) -> bool {
        self.need.trim() != self.stored.need
            || self.service != self.stored.service
            || self.recognised.trim() != self.stored.need_recognised
            || self.presenter != self.stored.presenter
            || self.documents != self.stored.documents
    }

    /// Which.
    pub fn id(&self) -> PracticeId {
        self.stored.id
    }

    /// Whether it can still be worked on.
    pub fn is_open(&self) -> bool {
        self.stored.state == "open"
    }
}

impl Case {
    /// A case with nothing known of it yet; a practice of it is opened under `key`.
    pub fn new(origin: Origin, service: Option<ServiceKey>, key: String) -> Self {
        Self {
            origin,
            intake: Answers::new(),
            remarks: Vec::new(),
            person: PersonCard::Search { query: String::new(), found: None },
            practice: PracticeCard::new(service, key),
            visits: Vec::new(),
            practices: Vec::new(),
            alike: Vec::new(),
            past: Past::default(),
            start_asked: false,
        }
    }

    /// The ticket, where it has one.
    pub fn ticket(&self) -> Option<TicketId> {
        match self.origin {
            Origin::Ticket(id) => Some(id),
            _ => None,
        }
    }

    /// The person's draft, where there is one.
    pub fn person_draft(&mut self) -> Option<&mut PersonDraft> {
        match &mut self.person {
            PersonCard::Record(draft) => Some(draft),
            _ => None,
        }
    }

    /// The same, to be looked at.
    pub fn person(&self) -> Option<&PersonDraft> {
        match &self.person {
            PersonCard::Record(draft) => Some(draft),
            _ => None,
        }
    }

    /// The practice's draft, where there is one.
    pub fn practice_draft(&mut self) -> Option<&mut PracticeDraft> {
        match &mut self.practice {
            PracticeCard::Open(draft) => Some(draft),
            PracticeCard::New(_) => None,
        }
    }

    /// The practice, where one is open or was.
    pub fn open_practice(&self) -> Option<&PracticeDraft> {
        match &self.practice {
            PracticeCard::Open(draft) => Some(draft),
            PracticeCard::New(_) => None,
        }
    }

    /// Whose case it is, where known to the hub.
    pub fn citizen(&self) -> Option<CitizenId> {
        match &self.person {
            PersonCard::Record(draft) => draft.id(),
            _ => None,
        }
    }

    /// The person's open practices other than the one on the desk: offered to be continued.
    pub fn offers(&self) -> impl Iterator<Item = &PracticeView> {
        let current = match &self.practice {
            PracticeCard::Open(draft) => Some(draft.id()),
            PracticeCard::New(_) => None,
        };
        self.practices.iter().filter(move |practice| practice.state == "open" && Some(practice.id) != current)
    }
}
