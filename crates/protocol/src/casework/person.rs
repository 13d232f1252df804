//! What a person was told about their data and allowed, records likely of one person, and merged ones, on the wire.

use super::citizen::CitizenView;
use crate::wire_time::WireTime;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use turno_domain::casework::NoticeGiven;
use turno_domain::ids::{AttachmentId, CitizenId, ConsentId, NoticeId, PracticeId, VisitId};
use turno_domain::keys::OperatorKey;
use utoipa::ToSchema;

/// A privacy notice was given (`POST /citizens/{id}/notices`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticeRequest {
    /// Which version of its text.
    pub version: String,
    /// Who answers for the data.
    pub controller: String,
    /// On which day; absent: today.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub given_on: Option<NaiveDate>,
    /// `signed`, `read-aloud` or `refused`.
    #[schema(value_type = String)]
    pub given: NoticeGiven,
}

/// A privacy notice that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticeView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: NoticeId,
    /// Which version of its text.
    pub version: String,
    /// Who answers for the data.
    pub controller: String,
    /// On which day.
    #[schema(value_type = String, format = Date)]
    pub given_on: NaiveDate,
    /// `signed`, `read-aloud` or `refused`.
    #[schema(value_type = String)]
    pub given: NoticeGiven,
    /// Who gave it.
    #[schema(value_type = String)]
    pub operator: OperatorKey,
    /// When that was written down.
    pub written_at: WireTime,
}

/// Something was allowed (`POST /citizens/{id}/consents`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentRequest {
    /// For what.
    pub purpose: String,
    /// On which day; absent: today.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub given_on: Option<NaiveDate>,
}

/// A consent is taken back (`POST /consents/{id}/withdraw`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WithdrawRequest {
    /// On which day; absent: today.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
}

/// What a person allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: ConsentId,
    /// For what.
    pub purpose: String,
    /// On which day.
    #[schema(value_type = String, format = Date)]
    pub given_on: NaiveDate,
    /// On which day they took it back.
    #[schema(value_type = Option<String>, format = Date)]
    pub withdrawn_on: Option<NaiveDate>,
    /// Who asked.
    #[schema(value_type = String)]
    pub operator: OperatorKey,
    /// When that was written down.
    pub written_at: WireTime,
}

/// A record that is likely of the same person (`GET /citizens/{id}/duplicates`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LikelyView {
    /// The record.
    pub citizen: CitizenView,
    /// Why: `same-code`, `same-names` (and the birth dates agree), `names-swapped`, `same-phone` (and family name).
    pub reasons: Vec<String>,
}

/// A record becomes part of another (`POST /citizens/{id}/merge`, where the path names the one that stays).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MergeRequest {
    /// The revision at which the one that stays was seen; another one stored: 409.
    pub revision: u32,
    /// The record that becomes part of it.
    #[schema(value_type = String, format = Uuid)]
    pub other: CitizenId,
    /// The revision at which that was seen; likewise.
    pub other_revision: u32,
}

/// A record that became part of another (`GET /citizens/{id}/merges`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MergeView {
    /// The record as it was.
    pub citizen: CitizenView,
    /// Who merged them.
    #[schema(value_type = Option<String>)]
    pub operator: Option<OperatorKey>,
    /// When.
    pub merged_at: WireTime,
    /// The visits that came with it.
    #[schema(value_type = Vec<String>)]
    pub visits: Vec<VisitId>,
    /// The practices that came with it.
    #[schema(value_type = Vec<String>)]
    pub practices: Vec<PracticeId>,
    /// The privacy notices that came with it.
    #[schema(value_type = Vec<String>)]
    pub notices: Vec<NoticeId>,
    /// The consents that came with it.
    #[schema(value_type = Vec<String>)]
    pub consents: Vec<ConsentId>,
    /// The files that came with it.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub attachments: Vec<AttachmentId>,
}
