//! What is still to be done, on the wire.

use crate::wire_time::WireTime;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use turno_domain::casework::{Due, StepKind, StepState};
use turno_domain::ids::{CitizenId, PracticeId, StepId};
use turno_domain::keys::{OperatorKey, ServiceKey};
use utoipa::ToSchema;

/// What a step says (`POST /practices/{id}/steps`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepFields {
    /// `next-step`, `second-appointment`, `follow-up` or `contact-body`.
    #[schema(value_type = String)]
    pub kind: StepKind,
    /// What is to be done.
    pub what: String,
    /// By which day.
    #[schema(value_type = String, format = Date)]
    pub due: NaiveDate,
    /// At what time of that day, `HH:MM` on the site's wall clock.
    #[serde(default)]
    pub time: Option<String>,
    /// Who is to do it; absent: whoever asks, and in a change whoever was to.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub responsible: Option<OperatorKey>,
    /// Where.
    #[serde(default)]
    pub place: String,
    /// What to bring.
    #[serde(default)]
    pub bring: String,
}

/// A change of a step (`PUT /steps/{id}`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepUpdate {
    /// The revision that was seen; another one stored: 409.
    pub revision: u32,
    /// What it is to say.
    #[serde(flatten)]
    pub fields: StepFields,
}

/// A step is taken or dropped (`POST /steps/{id}/done`, `POST /steps/{id}/drop`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepEndRequest {
    /// What came of it, or why it is dropped.
    #[serde(default)]
    pub outcome: String,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StepView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: StepId,
    /// In which practice.
    #[schema(value_type = String, format = Uuid)]
    pub practice: PracticeId,
    /// How often it was changed.
    pub revision: u32,
    /// What it says; `responsible` is always told.
    #[serde(flatten)]
    pub fields: StepFields,
    /// Who said that it is to be done.
    #[schema(value_type = String)]
    pub made_by: OperatorKey,
    /// When.
    pub made_at: WireTime,
    /// `open`, `done` or `dropped`.
    #[schema(value_type = String)]
    pub state: StepState,
    /// When it was taken or dropped.
    pub ended_at: Option<WireTime>,
    /// By whom.
    #[schema(value_type = Option<String>)]
    pub ended_by: Option<OperatorKey>,
    /// What came of it, or why it was dropped.
    pub outcome: String,
}

impl StepView {
    /// Whether `fields` is what it says, so that a change whose answer was lost is known again.
    pub fn says(&self, fields: &StepFields) -> bool {
        let responsible = fields.responsible.clone().or_else(|| self.fields.responsible.clone());
        self.fields == StepFields { responsible, ..fields.clone() }
    }
}

/// An open step as the agenda has it (`GET /agenda`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AgendaLine {
    /// The step.
    #[serde(flatten)]
    pub step: StepView,
    /// `overdue`, `today`, `this-week` (to Sunday) or `later`, by the site's calendar.
    #[schema(value_type = String)]
    pub when: Due,
    /// The practice's number.
    pub number: String,
    /// The practice's type of service.
    #[schema(value_type = String)]
    pub service: ServiceKey,
    /// `open`, `concluded` or `unresolved`: how the practice stands.
    pub practice_state: String,
    /// Whom it is about.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub citizen: Option<CitizenId>,
    /// That person's name.
    pub citizen_name: Option<String>,
}
