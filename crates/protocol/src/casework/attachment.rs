//! Files of practices and people on the wire: what is known of them. Their bytes travel as bodies.

use crate::wire_time::WireTime;
use serde::{Deserialize, Serialize};
use turno_domain::casework::{FormKind, Media};
use turno_domain::ids::{AttachmentId, CitizenId, PracticeId};
use turno_domain::keys::OperatorKey;
use turno_domain::text::Language;
use utoipa::ToSchema;

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttachmentView {
    /// What it is known by.
    #[schema(value_type = String, format = Uuid)]
    pub id: AttachmentId,
    /// Whose it is, where it is a practice's.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub practice: Option<PracticeId>,
    /// Whose it is, where it goes with a citizen and no practice.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub citizen: Option<CitizenId>,
    /// What people call it.
    pub name: String,
    /// What it is.
    #[schema(value_type = String, example = "application/pdf")]
    pub media: Media,
    /// How many bytes it has.
    pub bytes: u64,
    /// Where it was made at the desk: as which form.
    pub form: Option<ArchivedFormView>,
    /// Who brought it.
    #[schema(value_type = String)]
    pub operator: OperatorKey,
    /// When.
    pub written_at: WireTime,
}

/// A form that was made at the desk and is kept byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArchivedFormView {
    /// `next-step`, `privacy-notice`, `citizen-sheet` or `attendance`.
    #[schema(value_type = String)]
    pub form: FormKind,
    /// In which language.
    #[schema(value_type = String)]
    pub language: Language,
    /// Whether it carries a code that leads back to its practice.
    pub with_code: bool,
}
