//! The handbook on the wire: types of service, pages of the manual, bodies, projects, outreach.

use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use turno_domain::handbook::HandbookItem;
use turno_domain::ids::HandbookId;
use turno_domain::keys::OperatorKey;
use utoipa::ToSchema;

/// A thing of the handbook, as one of its revisions has it. Beside these it has the fields of its kind:
///
/// - a type of service: `key`, `name`, `group`, `service` (the queue's, by key), `end` (`at-desk`, `passes-on`), `must_come`,
///   `instructions`, `page` (the key of a page of the manual), `documents` (texts), `links` (`{text, address}`), `steps` (`{kind, what,
///   after_days}`), `follow_up` (`{what, after_months}`), `cost_cents`, `contribution_cents`, `retired`
/// - a page of the manual: `key`, `title`, `group`, `text` (Markdown), `review_by` (a date), `retired`
/// - a body: `name`, `sort`, `address`, `municipality`, `phone`, `mail`, `web`, `hours`, `does`, `for_whom`, `needs`, `note`, `retired`
/// - a project: `key`, `name`, `funder`, `from`, `to` (dates), `partners`, `places` (texts), `targets` (`{what, number}`), `retired`
/// - outreach: `what`, `date`, `place`, `municipality`, `with_whom`, `people`, `served`, `material` (`{what, copies}`), `outcome`, `project` (a
///   key), `retired`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HandbookView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: HandbookId,
    /// Which revision, from 1.
    pub revision: u32,
    /// Who wrote it; null: it came with the program.
    #[schema(value_type = Option<String>)]
    pub operator: Option<OperatorKey>,
    /// When.
    pub written_at: WireTime,
    /// What changed, in the author's words.
    pub changed: String,
    /// What it says.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub says: Map<String, Value>,
}

impl HandbookView {
    /// What it says, by its kind.
    ///
    /// # Errors
    /// Fields of another kind.
    pub fn read<T: HandbookItem>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_value(Value::Object(self.says.clone()))
    }
}

/// Something is written into the handbook (`POST` for a new one, `PUT` for another revision): the fields of its kind, as
/// [`HandbookView`] has them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HandbookRequest {
    /// The revision that was seen; of a new one 0.
    #[serde(default)]
    pub revision: u32,
    /// What changed.
    #[serde(default)]
    pub changed: String,
    /// What it is to say.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub says: Map<String, Value>,
}

/// How long a body takes to answer at an hour of the day, from the calls that operators wrote down (`GET /bodies/{id}/answers`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnswersAtHour {
    /// The hour, from 0 to 23, by the site's clock.
    pub hour: u32,
    /// How many calls began in it.
    pub calls: u32,
    /// How many of them were answered.
    pub answered: u32,
    /// The median wait until somebody answered, of the answered calls whose wait is known, in seconds; null: none is known.
    pub median_s: Option<u32>,
}

/// Bodies as CSV (`POST /directory`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DirectoryImport {
    /// A table with a head, separated by semicolons or commas: the columns of `GET /directory`, of which `nome` must be there.
    pub csv: String,
}

/// What came of such a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DirectoryImported {
    /// How many bodies are new.
    pub made: u32,
    /// How many changed.
    pub changed: u32,
    /// How many stood there already, as they are.
    pub same: u32,
}

/// A need is handed to another body (`POST /practices/{id}/referrals`), with the step that this leaves to us: to try again where contact was only
/// attempted, to ask how it went where it was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReferralRequest {
    /// The body's name.
    pub body: String,
    /// The body in the directory.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub in_directory: Option<HandbookId>,
    /// What it is asked for.
    pub need: String,
    /// `made` or `attempted`.
    #[schema(value_type = String)]
    pub contact: turno_domain::casework::Contacted,
    /// With whom.
    #[serde(default)]
    pub whom: String,
    /// What was agreed.
    #[serde(default)]
    pub text: String,
    /// The step: its kind is `contact-body` or `follow-up`.
    pub step: super::StepFields,
}
