//! What can be read from casework.db, inside a job or from a snapshot of what is on disk.

use super::changes::{self, Change};
use super::duplicates::{self, Likely};
use super::handbook::{self, HandbookFilter, Revision};
use super::intake::{self, StoredAnswer, TicketNote};
use super::listing::{self, PracticeFilter};
use super::merging::{self, Merge};
use super::register::{self, RegisterFilter, RegisterMark, Submission};
use super::{attachments, citizens, entries, practices, privacy, steps, visits};
use crate::attachment_files::{FileAddress, SealedFile};
use crate::error::StoreError;
use crate::queue::{Remembered, remembered};
use crate::readers::Pool;
use chrono::NaiveDate;
use chrono_tz::Tz;
use rusqlite::Connection;
use std::path::PathBuf;
use turno_domain::casework::{
    Attachment, Citizen, Consent, Entry, FormCode, Notice, PhoneCall, Practice, RegisterRow, Step, Visit,
};
use turno_domain::handbook::HandbookItem;
use turno_domain::ids::{
    AttachmentId, CitizenId, ConsentId, DeviceId, HandbookId, PracticeId, StepId, SubmissionId, TicketId,
    VisitId,
};
use turno_domain::keys::OperatorKey;
use turno_domain::time::Timestamp;

/// Readings of what is on disk; clones share a few connections. They block: not on an async thread.
#[derive(Clone, Debug)]
pub struct CaseworkReaders(Pool);

impl CaseworkReaders {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(Pool::new(path))
    }

    /// Reads from one snapshot.
    ///
    /// # Errors
    /// Those of `read`, and a connection that cannot be opened.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&CaseworkReads<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.0.read(|connection| read(&CaseworkReads::new(connection)))
    }
}

/// One consistent state of casework.db.
#[derive(Clone, Copy, Debug)]
pub struct CaseworkReads<'c>(&'c Connection);

impl<'c> CaseworkReads<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self(connection)
    }

    /// A citizen's record.
    ///
    /// # Errors
    /// As every reading: a file that refuses, or a value that cannot be read.
    pub fn citizen(&self, id: CitizenId) -> Result<Option<Citizen>, StoreError> {
        citizens::find(self.0, id)
    }

    /// The records that are likely of the same person as `citizen`.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn likely_duplicates(&self, citizen: &Citizen) -> Result<Vec<Likely>, StoreError> {
        duplicates::likely(self.0, citizen)
    }

    /// The records that became part of a citizen's, the last first.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn merges(&self, survivor: CitizenId) -> Result<Vec<Merge>, StoreError> {
        merging::of_survivor(self.0, survivor)
    }

    /// The privacy notices that a citizen was given, the oldest first.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn notices(&self, citizen: CitizenId) -> Result<Vec<Notice>, StoreError> {
        privacy::notices(self.0, citizen)
    }

    /// What a citizen allowed, the oldest first.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn consents(&self, citizen: CitizenId) -> Result<Vec<Consent>, StoreError> {
        privacy::consents(self.0, citizen)
    }

    /// What is known of a file, and what opens it.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn attachment(&self, id: AttachmentId) -> Result<Option<(Attachment, SealedFile)>, StoreError> {
        attachments::find(self.0, id)
    }

    /// A citizen's files, those of practices not among them, the oldest first.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn attachments_of_citizen(&self, citizen: CitizenId) -> Result<Vec<Attachment>, StoreError> {
        attachments::of_citizen(self.0, citizen)
    }

    /// Every attachment's file and how many bytes were sealed in it.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn attached_files(&self) -> Result<Vec<(FileAddress, u64)>, StoreError> {
        attachments::files(self.0)
    }

    /// The practice to which the code of a form leads.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn practice_of_code(&self, code: FormCode) -> Result<Option<PracticeId>, StoreError> {
        attachments::practice_of_code(self.0, code)
    }

    /// The practice whose form was shown for a ticket.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn practice_shown(&self, ticket: TicketId) -> Result<Option<PracticeId>, StoreError> {
        intake::practice_shown(self.0, ticket)
    }

    /// A consent.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn consent(&self, id: ConsentId) -> Result<Option<Consent>, StoreError> {
        privacy::find_consent(self.0, id)
    }

    /// The citizens that `text` may mean, by name, at most `limit`: a practice's number, with its year or its six digits alone; a phone
    /// number of four digits or more; or the beginnings of names or of an identity code and years of birth, in any order. An empty
    /// text means everybody. Who became part of another is not among them, and is found as that one.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn search_citizens(&self, text: &str, limit: u32) -> Result<Vec<Citizen>, StoreError> {
        citizens::search(self.0, text, limit)
    }

    /// A practice.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn practice(&self, id: PracticeId) -> Result<Option<Practice>, StoreError> {
        practices::find(self.0, id)
    }

    /// The practices that fit, the last opened first, at most `limit` after the first `offset`.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn practices(
        &self,
        filter: &PracticeFilter,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<Practice>, StoreError> {
        listing::list(self.0, filter, limit, offset)
    }

    /// A practice's entries, the oldest first; reserved ones with them.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn entries(&self, practice: PracticeId) -> Result<Vec<Entry>, StoreError> {
        entries::of_practice(self.0, practice)
    }

    /// The calls to a body of the directory, each with the moment at which it was written down, the oldest first.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn calls_to(&self, body: HandbookId) -> Result<Vec<(Timestamp, PhoneCall)>, StoreError> {
        entries::calls_to(self.0, body)
    }

    /// A step.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn step(&self, id: StepId) -> Result<Option<Step>, StoreError> {
        steps::find(self.0, id)
    }

    /// A practice's steps, in the order in which they were made.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn steps(&self, practice: PracticeId) -> Result<Vec<Step>, StoreError> {
        steps::of_practice(self.0, practice)
    }

    /// The open steps of one operator, or of all, due up to `until`: by day and time, at most `limit` after the first `offset`.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn agenda(
        &self,
        of: Option<&OperatorKey>,
        until: Option<NaiveDate>,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<Step>, StoreError> {
        steps::agenda(self.0, of, until, limit, offset)
    }

    /// What a thing of the handbook says.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn handbook<T: HandbookItem>(&self, id: HandbookId) -> Result<Option<Revision<T>>, StoreError> {
        handbook::latest(self.0, id)
    }

    /// What the thing of the handbook with this key says.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn handbook_with_key<T: HandbookItem>(&self, key: &str) -> Result<Option<Revision<T>>, StoreError> {
        handbook::with_key(self.0, key)
    }

    /// Everything that a thing of the handbook ever said, the last first.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn handbook_revisions<T: HandbookItem>(
        &self,
        id: HandbookId,
    ) -> Result<Vec<Revision<T>>, StoreError> {
        handbook::revisions(self.0, id)
    }

    /// The things of a kind of the handbook that fit, in their order, at most `limit` after the first `offset`.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn handbook_list<T: HandbookItem>(
        &self,
        filter: &HandbookFilter,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<Revision<T>>, StoreError> {
        handbook::list(self.0, filter, limit, offset)
    }

    /// The register's lines after `after`, in the order in which the practices were opened, at most `limit`; days are those of `zone`. What
    /// is a name in a line of the register is a key here.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn register(
        &self,
        asked: &RegisterFilter,
        zone: Tz,
        after: RegisterMark,
        limit: u32,
    ) -> Result<Vec<(RegisterMark, RegisterRow)>, StoreError> {
        register::lines(self.0, asked, zone, after, limit)
    }

    /// The registers that were handed in, the last first.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn submissions(&self) -> Result<Vec<Submission>, StoreError> {
        register::submissions(self.0)
    }

    /// A register that was handed in.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn submission(&self, id: SubmissionId) -> Result<Option<Submission>, StoreError> {
        register::find(self.0, id)
    }

    /// The lines that were handed in, as they were: at most `limit` from the place `from` on.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn submitted(&self, id: SubmissionId, from: u32, limit: u32) -> Result<Vec<RegisterRow>, StoreError> {
        register::submitted(self.0, id, from, limit)
    }

    /// A visit.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn visit(&self, id: VisitId) -> Result<Option<Visit>, StoreError> {
        visits::find(self.0, id)
    }

    /// The visit that a ticket became.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn visit_of_ticket(&self, ticket: TicketId) -> Result<Option<Visit>, StoreError> {
        visits::of_ticket(self.0, ticket)
    }

    /// The visits that touched a practice, the last first.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn visits_of_practice(&self, practice: PracticeId) -> Result<Vec<Visit>, StoreError> {
        visits::of_practice(self.0, practice)
    }

    /// The visits that were about a citizen, the last first.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn visits_of_citizen(&self, citizen: CitizenId) -> Result<Vec<Visit>, StoreError> {
        visits::of_citizen(self.0, citizen)
    }

    /// What the kiosk asked a ticket's holder, and what was answered.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn answers(&self, ticket: TicketId) -> Result<Vec<StoredAnswer>, StoreError> {
        intake::answers(self.0, ticket)
    }

    /// What was written about a ticket, the oldest first.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn ticket_notes(&self, ticket: TicketId) -> Result<Vec<TicketNote>, StoreError> {
        intake::notes(self.0, ticket)
    }

    /// The lines of `changes` after `sequence`, at most `limit`.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn changes_after(&self, sequence: u64, limit: u32) -> Result<Vec<Change>, StoreError> {
        changes::after(self.0, sequence, limit)
    }

    /// The sequence of the last line of `changes`, 0 where there is none.
    ///
    /// # Errors
    /// A file that refuses.
    pub fn head(&self) -> Result<u64, StoreError> {
        changes::head(self.0)
    }

    /// The answer that is remembered for a device's idempotency key.
    ///
    /// # Errors
    /// A file that refuses, or a value that cannot be read.
    pub fn remembered(&self, device: DeviceId, key: &str) -> Result<Option<Remembered>, StoreError> {
        remembered(self.0, device, key)
    }
}
