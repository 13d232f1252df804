//! casework.db: citizens, visits, practices, what the kiosk asked, and the changes to all of them. It knows tickets by their
//! identifiers alone.

mod attachments;
mod changes;
mod citizens;
mod draft_keys;
mod duplicates;
mod entries;
mod handbook;
mod handover;
mod intake;
mod listing;
mod merging;
mod practices;
mod privacy;
mod reads;
mod register;
mod search;
mod steps;
mod tx;
mod visits;

pub use attachments::NewAttachment;
pub use changes::{Change, Entity};
pub use duplicates::{Likely, Likeness};
pub use handbook::{HandbookFilter, Revision};
pub use intake::{StoredAnswer, TicketNote};
pub use listing::PracticeFilter;
pub use merging::{Merge, Seen};
pub use practices::{NewPractice, PracticeEdit, Written};
pub use reads::{CaseworkReaders, CaseworkReads};
pub use register::{RegisterFilter, RegisterMark, Submission};
pub use steps::{NewStep, StepSays};
pub use tx::{CaseworkError, CaseworkTx};

use crate::attachment_files::AttachmentFiles;
use crate::error::StoreError;
use crate::open::Opened;
use crate::sealed::{OpeningKey, SealingKey};
use crate::writer::{Writer, WriterOptions};
use rusqlite::{Connection, OptionalExtension};

/// The thread that writes casework.db.
pub type CaseworkWriter = Writer<CaseworkTx>;

/// casework.db, open and up to date, before its writer runs.
#[derive(Debug)]
pub struct CaseworkFile(Opened);

/// casework.db at work.
#[derive(Clone, Debug)]
pub struct CaseworkStore {
    /// The only way to change it.
    pub writer: CaseworkWriter,
    /// Readings of what is on disk.
    pub readers: CaseworkReaders,
    /// The bytes of its attachments.
    pub files: AttachmentFiles,
}

impl CaseworkFile {
    /// Makes the key pair where there is none, and what only a program can make of what an earlier version wrote.
    pub(crate) fn open(mut opened: Opened) -> Result<Self, StoreError> {
        if opening_key(&opened.connection)?.is_none() {
            let secret = OpeningKey::generate().to_bytes();
            opened.connection.execute("INSERT INTO keypair (id, secret) VALUES (1, ?1)", [secret])?;
        }
        citizens::key_names(&mut opened.connection)?;
        Ok(Self(opened))
    }

    pub(crate) fn public_key(&self) -> Result<SealingKey, StoreError> {
        let key = opening_key(&self.0.connection)?.ok_or(StoreError::NoSealingKey)?;
        Ok(key.sealing_key())
    }

    /// Starts the writer.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn start(self, options: WriterOptions) -> Result<CaseworkStore, StoreError> {
        let Opened { path, connection } = self.0;
        let writer = Writer::spawn("casework", CaseworkTx::load(connection)?, options)?;
        let files = AttachmentFiles::beside(&path);
        Ok(CaseworkStore { writer, readers: CaseworkReaders::new(path), files })
    }
}

fn opening_key(connection: &Connection) -> Result<Option<OpeningKey>, StoreError> {
    let secret = connection
        .prepare_cached("SELECT secret FROM keypair WHERE id = 1")?
        .query_row([], |row| row.get::<_, [u8; 32]>(0))
        .optional()?;
    Ok(secret.map(OpeningKey::from_bytes))
}
