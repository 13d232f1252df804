//! Casework on the wire. Only a desk with a session reads or writes it.

mod attachment;
mod citizen;
mod entry;
mod handbook;
mod person;
mod practice;
mod register;
mod step;
mod visit;

pub use attachment::{ArchivedFormView, AttachmentView};
pub use citizen::{BirthPlaceView, CitizenFields, CitizenUpdate, CitizenView, ContactView, IdentityView};
pub use entry::{EntryRequest, EntryView, NoteRequest, NoteView};
pub use handbook::{
    AnswersAtHour, DirectoryImport, DirectoryImported, HandbookRequest, HandbookView, ReferralRequest,
};
pub use person::{
    ConsentRequest, ConsentView, LikelyView, MergeRequest, MergeView, NoticeRequest, NoticeView,
    WithdrawRequest,
};
pub use practice::{
    DocumentView, MemberRequest, OfferRequest, PracticeRequest, PracticeUpdate, PracticeView, PresenterView,
    ReturnRequest, UnresolvedRequest,
};
pub use register::{CorrectionView, RegisterAsked, RegisterLine, SubmissionRequest, SubmissionView};
pub use step::{AgendaLine, StepEndRequest, StepFields, StepUpdate, StepView};
pub use visit::{ContinueRequest, LinkCitizenRequest, TicketCasework, VisitRequest, VisitView};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of a list. `next` goes into `after` for the page after it; null: the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins.
    pub next: Option<String>,
}
