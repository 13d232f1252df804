//! A practice on the wire.

use super::entry::{EntryView, NoteView};
use super::step::StepView;
use crate::wire_time::WireTime;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use turno_domain::casework::{DocumentState, Relation, UnresolvedReason};
use turno_domain::ids::{CitizenId, PracticeId, TicketId, VisitId};
use turno_domain::keys::{OperatorKey, ServiceKey};
use utoipa::ToSchema;

/// Who came on the citizen's behalf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PresenterView {
    /// `himself`, `parent`, `relative`, `carer`, `guardian`, `delegate` or `social-worker`.
    #[schema(value_type = String)]
    pub relation: Relation,
    /// Their name.
    #[serde(default)]
    pub name: String,
    /// The document by which they act; absent in a change: as it is, where their name is the same.
    #[serde(default)]
    pub delegation: Option<String>,
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
    /// The need as the operator recognised it.
    #[serde(default)]
    pub need_recognised: String,
    /// The project that it counts under, by its key; absent: the one that there is for the day, where there is one alone.
    #[serde(default)]
    pub project: Option<String>,
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
    /// The need as the operator recognised it; absent: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need_recognised: Option<String>,
    /// The documents that it needs, all of them; absent: as they are, or as another service asks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<Vec<DocumentView>>,
    /// The project that it counts under, by its key, empty for none; absent: as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
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
    /// The need as the operator recognised it.
    #[serde(default)]
    pub need_recognised: String,
    /// The documents that it needs.
    #[serde(default)]
    pub documents: Vec<DocumentView>,
    /// The project that it counts under, by its key.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub project: Option<ServiceKey>,
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
    /// Who answers for it; null from a hub that did not know.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub responsible: Option<OperatorKey>,
    /// To whom it was offered, who did not answer yet.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub offered_to: Option<OperatorKey>,
    /// Who was added to work on it.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub team: Vec<OperatorKey>,
    /// Those of its notes that whoever asks may read, oldest first; empty in lists. `entries` has them too.
    #[serde(default)]
    pub notes: Vec<NoteView>,
    /// Everything that happened in it, oldest first; empty in lists.
    #[serde(default)]
    pub entries: Vec<EntryView>,
    /// Its steps, ended ones too, in the order in which they were made; empty in lists.
    #[serde(default)]
    pub steps: Vec<StepView>,
}

impl PracticeView {
    /// Whether `update` is what it says, so that a change whose answer was lost is known again. The service may have been asked
    /// for by its letter, and so is not compared.
    pub fn says(&self, update: &PracticeUpdate) -> bool {
        let same_presenter = match (&self.presenter, &update.presenter) {
            (Some(own), Some(theirs)) => {
                let delegation = theirs.delegation.clone().or_else(|| own.delegation.clone());
                *own == PresenterView { delegation, ..theirs.clone() }
            }
            (own, theirs) => own.is_none() && theirs.is_none(),
        };
        same_presenter
            && self.citizen == update.citizen
            && self.need == update.need
            && update.need_recognised.as_ref().is_none_or(|need| self.need_recognised == *need)
            && update.documents.as_ref().is_none_or(|documents| self.documents == *documents)
    }
}

/// A document that a practice needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentView {
    /// Which.
    pub text: String,
    /// `missing`, `seen` or `not-needed`.
    #[serde(default)]
    #[schema(value_type = String)]
    pub state: DocumentState,
}

/// A practice is offered to a colleague (`POST /practices/{id}/offer`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct OfferRequest {
    /// To whom.
    #[schema(value_type = String)]
    pub to: OperatorKey,
}

/// A practice that was offered is not taken over (`POST /practices/{id}/return`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReturnRequest {
    /// Why.
    pub reason: String,
}

/// Somebody is added to a practice's team (`POST /practices/{id}/team`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MemberRequest {
    /// Whom.
    #[schema(value_type = String)]
    pub operator: OperatorKey,
}

/// A practice ends without a solution (`POST /practices/{id}/unresolved`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct UnresolvedRequest {
    /// Why: `given-up`, `unreachable`, `requirements-missing`, `handed-on`, `refused`, `deceased` or `other`.
    #[schema(value_type = String)]
    pub reason: UnresolvedReason,
}
