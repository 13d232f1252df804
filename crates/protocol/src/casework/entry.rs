//! What happens in a practice, on the wire.

use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};
use turno_domain::casework::EntryKind;
use turno_domain::ids::{EntryId, NoteId};
use turno_domain::keys::OperatorKey;
use utoipa::ToSchema;

/// An entry of a practice's timeline. `kind` says which other fields there are:
///
/// - `note`: `text`, `reserved`
/// - `phone-call`: `body`, `whom`, `outcome` (`answered`, `no-answer`, `call-again`), `waited_s`, `lasted_s`, `text`
/// - `protocol`: `office`, `number`, `date`, `direction` (`in`, `out`)
/// - `offered`: `to`; `taken-over`: `from`; `returned`: `reason`; `joined` and `left`: `member`
/// - `ended`: `state`, `reason`; `reopened`
/// - `step-done` and `step-dropped`: `step`, `what`, `outcome`
/// - `attachment`: `attachment`, `name`, `media`, `bytes`
/// - `form`: `form`, `language`, `attachment`, `with_code`
/// - `visit`: `visit`, `channel`, `service`, `ticket`; its `id` is the visit's
///
/// Others may come; whoever does not know a kind passes it over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EntryView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: EntryId,
    /// Who wrote it, or did what it tells.
    #[schema(value_type = String)]
    pub operator: OperatorKey,
    /// When.
    pub written_at: WireTime,
    /// It is a reserved note, and whoever asks is not of the practice's team: its `text` is empty.
    #[serde(default)]
    pub withheld: bool,
    /// What.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub what: EntryKind,
}

/// An entry is written (`POST /practices/{id}/entries`): `kind` is `note`, `phone-call` or `protocol`, with the fields that such an
/// entry has.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EntryRequest {
    /// What.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub what: EntryKind,
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
    /// Whether the practice's team alone may read it.
    #[serde(default)]
    pub reserved: bool,
}

/// A note is written (`POST /practices/{id}/notes`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NoteRequest {
    /// What.
    pub text: String,
    /// Whether the practice's team alone is to read it; only the team writes such notes.
    #[serde(default)]
    pub reserved: bool,
}
