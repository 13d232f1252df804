//! The only crate that knows rusqlite: schema, migrations, queries, journal, backup.
//!
//! Two files, each with one writing thread ([`Writer`]) and a few read-only connections: `queue.db` ([`queue`]) with the
//! journal and whatever is made from it, and `casework.db` ([`casework`]) with whatever names a person, the sealed files of its
//! attachments beside it ([`AttachmentFiles`]). Intake crosses from the first to the second in sealed boxes ([`move_boxes`]). Time and identifiers come in as values; the crate knows no
//! network, and no clock but the one that says how long ago it wrote.

// The tests of both kinds share one desk, which names this crate from outside.
#[cfg(test)]
extern crate self as turno_store;

mod attachment_files;
mod backup;
pub mod casework;
mod columns;
mod error;
mod leap;
mod migrations;
mod moving;
mod open;
pub mod queue;
mod readers;
mod sealed;
mod sqlite;
mod writer;
pub mod yardstick;

pub use attachment_files::{AttachmentFiles, FileAddress, SealedFile};
pub use backup::erase_casework_copies;
pub use casework::{CaseworkError, CaseworkReaders, CaseworkStore, CaseworkTx, CaseworkWriter};
pub use error::{Cause, StoreError};
pub use leap::Leap;
pub use migrations::{CASEWORK, QUEUE, Schema};
pub use moving::{Moved, move_boxes};
pub use open::{OpenOptions, Opened, Stores, open_database};
pub use queue::{
    Committed, Position, QueueReaders, QueueReads, QueueStore, QueueTx, QueueWriter, Remembered, TxError,
};
pub use sealed::{BoxContent, SealingKey, seal};
pub use writer::{Announcement, Proof, Writer, WriterOptions, Written};
