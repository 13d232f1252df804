//! Casework: citizens, who presents them, visits, practices. These live apart from the queue, which knows no names; a visit
//! is the only place where a ticket and a practice meet.

mod citizen;
mod practice;
mod visit;

pub use citizen::{Citizen, CitizenFault, Identity, PartialDate, Presenter, Relation, Residence, Sex};
pub use practice::{Note, Practice, PracticeFault, PracticeNumber, PracticeState, UnresolvedReason};
pub use visit::Visit;

/// The longest single line that a record keeps (names, phone …), in characters.
pub const LINE_CHARACTERS: usize = 500;
/// The longest note or need, in characters.
pub const NOTE_CHARACTERS: usize = 10_000;
