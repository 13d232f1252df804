//! Casework on the wire. Only a desk with a session reads or writes it.

use crate::wire_time::WireTime;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use turno_domain::casework::{PartialDate, Relation, Residence, Sex, UnresolvedReason};
use turno_domain::ids::{CitizenId, NoteId, PracticeId, TicketId, VisitId};
use turno_domain::intake::Answers;
use turno_domain::keys::{OperatorKey, ServiceKey};
use turno_domain::ticket::Channel;
use utoipa::ToSchema;

/// What a person is identified by: `kind` is `none`, `codice-fiscale`, `as-told` (a codice fiscale that
/// does not check, kept as it was told), `provisional`, `stp-eni` or `foreign-document`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IdentityView {
    /// By what.
    pub kind: String,
    /// Its value; absent with `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What a citizen's record says; everything may be left empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CitizenFields {
    /// Family name.
    #[serde(default)]
    pub family_name: String,
    /// Given names.
    #[serde(default)]
    pub given_names: String,
    /// What they are identified by.
    #[serde(default = "no_identity")]
    pub identity: IdentityView,
    /// When they were born; month and day may be unknown.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub birth_date: Option<PartialDate>,
    /// `female` or `male`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub sex: Option<Sex>,
    /// Where they live.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub residence: Residence,
    /// A phone number.
    #[serde(default)]
    pub phone: String,
    /// A mail address.
    #[serde(default)]
    pub mail: String,
    /// What to know at once.
    #[serde(default)]
    pub remark: String,
}

fn no_identity() -> IdentityView {
    IdentityView { kind: "none".to_owned(), value: None }
}

impl Default for CitizenFields {
    fn default() -> Self {
        Self {
            family_name: String::new(),
            given_names: String::new(),
            identity: no_identity(),
            birth_date: None,
            sex: None,
            residence: Residence::default(),
            phone: String::new(),
            mail: String::new(),
            remark: String::new(),
        }
    }
}

/// A citizen's record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CitizenView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: CitizenId,
    /// How often it was changed.
    pub revision: u32,
    /// When it was made.
    pub created_at: WireTime,
    /// What it says.
    #[serde(flatten)]
    pub fields: CitizenFields,
}

/// A change of a citizen's record (`PUT /citizens/{id}`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CitizenUpdate {
    /// The revision that was seen; another one stored: 409.
    pub revision: u32,
    /// What it is to say.
    #[serde(flatten)]
    pub fields: CitizenFields,
}

/// Who came on the citizen's behalf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PresenterView {
    /// `himself`, `parent`, `relative`, `carer`, `guardian`, `delegate` or `social-worker`.
    #[schema(value_type = String)]
    pub relation: Relation,
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// Until when their delegation holds.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub delegation_until: Option<NaiveDate>,
}

/// A practice is opened (`POST /practices`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PracticeRequest {
    /// Whom it is about; absent: identity was not told.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub citizen: Option<CitizenId>,
    /// Who came, where not the citizen.
    #[serde(default)]
    pub presenter: Option<PresenterView>,
    /// The type of service, by key or letter.
    pub service: String,
    /// The need in the person's words.
    #[serde(default)]
    pub need: String,
    /// The ticket in hand, which it is linked to.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub ticket: Option<TicketId>,
    /// The visit without a ticket, which it is linked to.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub visit: Option<VisitId>,
}

/// A change of a practice (`PUT /practices/{id}`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PracticeUpdate {
    /// The revision that was seen; another one stored: 409.
    pub revision: u32,
    /// Whom it is about.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub citizen: Option<CitizenId>,
    /// Who came.
    #[serde(default)]
    pub presenter: Option<PresenterView>,
    /// The type of service, by key or letter.
    pub service: String,
    /// The need in the person's words.
    #[serde(default)]
    pub need: String,
}

/// A practice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PracticeView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: PracticeId,
    /// What people call it, e.g. `2026/000123`.
    pub number: String,
    /// How often it was changed.
    pub revision: u32,
    /// Whom it is about.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub citizen: Option<CitizenId>,
    /// That person's name, for lists.
    pub citizen_name: Option<String>,
    /// Who came.
    pub presenter: Option<PresenterView>,
    /// The type of service.
    #[schema(value_type = String)]
    pub service: ServiceKey,
    /// The need in the person's words.
    pub need: String,
    /// `open`, `concluded` or `unresolved`.
    pub state: String,
    /// Why it is unresolved.
    #[schema(value_type = Option<String>)]
    pub reason: Option<UnresolvedReason>,
    /// Who opened it.
    #[schema(value_type = String)]
    pub opened_by: OperatorKey,
    /// When.
    pub opened_at: WireTime,
    /// When it ended.
    pub ended_at: Option<WireTime>,
    /// Its notes, oldest first; empty in lists.
    #[serde(default)]
    pub notes: Vec<NoteView>,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NoteView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: NoteId,
    /// Who wrote it.
    #[schema(value_type = String)]
    pub operator: OperatorKey,
    /// When.
    pub written_at: WireTime,
    /// What.
    pub text: String,
}

/// A note is written (`POST /practices/{id}/notes`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NoteRequest {
    /// What.
    pub text: String,
}

/// A practice ends without a solution (`POST /practices/{id}/unresolved`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct UnresolvedRequest {
    /// Why: `given-up`, `unreachable`, `requirements-missing`, `handed-on`, `refused`, `deceased` or `other`.
    #[schema(value_type = String)]
    pub reason: UnresolvedReason,
}

/// A visit without a ticket (`POST /visits`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct VisitRequest {
    /// `desk`, `appointment`, `phone`, `mail`, `home`, `event` or `third-person`.
    #[schema(value_type = String)]
    pub channel: Channel,
    /// What for, by key or letter.
    pub service: String,
    /// How many people came together; absent: one.
    #[serde(default)]
    pub people: Option<u32>,
    /// The citizen it is about.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub citizen: Option<CitizenId>,
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VisitView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: VisitId,
    /// How it came about.
    #[schema(value_type = String)]
    pub channel: Channel,
    /// What for.
    #[schema(value_type = String)]
    pub service: ServiceKey,
    /// Its ticket.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub ticket: Option<TicketId>,
    /// Who took it.
    #[schema(value_type = String)]
    pub operator: OperatorKey,
    /// When.
    pub began_at: WireTime,
    /// How many people came together.
    pub people: u32,
    /// The citizens it was about.
    #[schema(value_type = Vec<String>)]
    pub citizens: Vec<CitizenId>,
    /// The practices it touched.
    #[schema(value_type = Vec<String>)]
    pub practices: Vec<PracticeId>,
}

/// A visit goes on with a practice that exists (`POST /tickets/{id}/practices`, `POST /visits/{id}/practices`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ContinueRequest {
    /// Which.
    #[schema(value_type = String, format = Uuid)]
    pub practice: PracticeId,
}

/// A visit is about a citizen (`POST /tickets/{id}/citizens`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LinkCitizenRequest {
    /// Whom.
    #[schema(value_type = String, format = Uuid)]
    pub citizen: CitizenId,
}

/// What is known of the ticket in hand (`GET /tickets/{id}/casework`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TicketCasework {
    /// What was answered at the kiosk.
    #[schema(value_type = Object)]
    pub intake: Answers,
    /// What colleagues wrote when they put the ticket aside or handed it on, oldest first.
    pub notes: Vec<String>,
    /// Its visit, once there is one.
    pub visit: Option<VisitView>,
    /// The practices it is linked to.
    pub practices: Vec<PracticeView>,
}

/// A page of a list. `next` goes into `after` for the page after it; null: the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins.
    pub next: Option<String>,
}
