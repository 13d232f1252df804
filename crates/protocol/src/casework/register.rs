//! The register that funders ask for, on the wire.

use crate::wire_time::WireTime;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use turno_domain::casework::{Correction, Gap, RegisterRow};
use turno_domain::ids::SubmissionId;
use turno_domain::keys::OperatorKey;
use utoipa::ToSchema;

/// What a register is of: practices that were opened in a period. What is absent does not narrow it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegisterAsked {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub from: NaiveDate,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    pub to: NaiveDate,
    /// Under which project, by its key.
    #[serde(default)]
    pub project: Option<String>,
    /// Of which type of service, by its key.
    #[serde(default)]
    pub service: Option<String>,
    /// Whose, by the operator's key.
    #[serde(default)]
    pub operator: Option<String>,
    /// Of whoever lives in this municipality.
    #[serde(default)]
    pub municipality: Option<String>,
}

/// A line of the register: `id`, `practice` (its number), `operator_key`, `operator`, `started`, `first_name`, `last_name`, `service_key`,
/// `service`, `state`, `reason`, `age`, `residence {kind, value}`, `project_key`, `project`, `ended`, `channel`, `citizen`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RegisterLine {
    /// What it says.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub row: RegisterRow,
    /// What it lacks: `name`, `birth-date`, `residence`, `project`. Of a line that was handed in nothing is told.
    #[schema(value_type = Vec<String>)]
    pub gaps: Vec<Gap>,
}

/// A register is handed in (`POST /submissions`): its lines are kept as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubmissionRequest {
    /// What it is of.
    #[serde(flatten)]
    pub asked: RegisterAsked,
    /// To whom, and what else is to be known of it.
    #[serde(default)]
    pub note: String,
}

/// A register that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubmissionView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: SubmissionId,
    /// What it was of.
    #[serde(flatten)]
    pub asked: RegisterAsked,
    /// How many lines it had.
    pub lines: u32,
    /// What was written about it.
    pub note: String,
    /// Who handed it in.
    #[schema(value_type = String)]
    pub operator: OperatorKey,
    /// When.
    pub written_at: WireTime,
}

/// A line that is no longer as it was handed in: `handed_in` (null: it came later), `now` (null: it is no longer of the period), `data`
/// (`operator`, `started`, `name`, `service`, `state`, `age`, `residence`, `project`, `channel`: in what they differ).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CorrectionView {
    /// What was corrected.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub what: Correction,
}
