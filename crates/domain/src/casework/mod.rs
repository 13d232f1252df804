//! Casework: citizens, who presents them, visits, practices, what happened in them and what is to be done. These live apart from the
//! queue, which knows no names; a visit is the only place where a ticket and a practice meet.

mod attachment;
mod checklist;
mod citizen;
mod entry;
mod form_code;
mod practice;
mod presenter;
mod privacy;
mod register;
mod step;
mod team;
mod texts;
mod visit;
mod warning;

pub use attachment::{
    ATTACHMENT_BYTES, ATTACHMENT_NAME_CHARACTERS, ArchivedForm, AttachedTo, Attachment, AttachmentTold,
    FormKind, FormTold, Media, NameFault, NewForm, attachment_name,
};
pub use checklist::{CHECKLIST_ITEMS, ChecklistItem, DocumentState, after_service_change, check_list};
pub use citizen::{BirthPlace, Citizen, CitizenFault, Contact, Identity, PartialDate, Residence, Sex};
pub use entry::{
    CallOutcome, Contacted, Entry, EntryFault, EntryKind, PhoneCall, ProtocolDirection, ProtocolMark,
    Referral, StepTold, with_visits,
};
pub use form_code::{FormCode, NoFormCode};
pub use practice::{Practice, PracticeFault, PracticeNumber, PracticeState, UnresolvedReason};
pub use presenter::{Presenter, Relation};
pub use privacy::{Consent, Notice, NoticeGiven, PrivacyFault};
pub use register::{Correction, Datum, Gap, RegisterRow, corrections};
pub use step::{Due, Step, StepFault, StepKind, StepState, StepTexts, is_plausible_day};
pub use texts::{LINE_CHARACTERS, NOTE_CHARACTERS, TooLong, line, lines};
pub use visit::Visit;
pub use warning::CitizenWarning;
