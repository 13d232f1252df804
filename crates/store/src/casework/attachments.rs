//! Files of practices and people: the rows. The bytes lie beside the database ([`crate::AttachmentFiles`]).

use super::changes::Entity;
use super::practices::Written;
use super::tx::{CaseworkError, CaseworkTx};
use super::{citizens, practices};
use crate::attachment_files::{FileAddress, SealedFile};
use crate::columns;
use crate::error::StoreError;
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use turno_domain::casework::{
    ArchivedForm, AttachedTo, Attachment, AttachmentTold, EntryKind, FormCode, FormTold, Media, NewForm,
};
use turno_domain::ids::{AttachmentId, CitizenId, PracticeId};

/// A file that is on disk and is to be known.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// What it will be known by.
    pub id: AttachmentId,
    /// Whose it is.
    pub of: AttachedTo,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// How many bytes it has.
    pub bytes: u64,
    /// Where it was made here: as which form.
    pub form: Option<NewForm>,
    /// Its sealed bytes.
    pub file: SealedFile,
}

impl CaseworkTx {
    /// Keeps a file of a practice, ended or not, or of a person.
    ///
    /// # Errors
    /// [`CaseworkError::Missing`], [`CaseworkError::CodeTaken`] for a form whose code another one carries, or what the store could not
    /// do.
    pub fn attach(&mut self, new: NewAttachment, by: &Written<'_>) -> Result<Attachment, CaseworkError> {
        let NewAttachment { id, of, name, media, bytes, form, file } = new;
        let of = match of {
            AttachedTo::Practice(practice) => {
                practices::find(&self.connection, practice)?.ok_or(CaseworkError::Missing("practice"))?;
                of
            }
            AttachedTo::Citizen(citizen) => AttachedTo::Citizen(
                citizens::standing(&self.connection, citizen)?.ok_or(CaseworkError::Missing("citizen"))?,
            ),
        };
        let (practice, citizen) = match of {
            AttachedTo::Practice(practice) => (Some(practice.uuid().into_bytes()), None),
            AttachedTo::Citizen(citizen) => (None, Some(citizen.uuid().into_bytes())),
        };
        self.connection
            .prepare_cached(
                "INSERT INTO attachments
                    (id, practice, citizen, name, media, bytes, address, key, operator, written_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(rusqlite::params![
                id.uuid().into_bytes(),
                practice,
                citizen,
                &name,
                media.text(),
                columns::integer(bytes),
                file.address.0,
                file.key,
                by.operator.as_str(),
                by.at.wall.millis(),
            ])?;
        if let Some(form) = &form {
            self.know_form(id, form)?;
        }
        let form = form.map(|new| ArchivedForm {
            form: new.form,
            language: new.language,
            with_code: new.code.is_some(),
        });
        self.tell_attached(of, id, (&name, media, bytes), form, by)?;
        let (operator, written_at) = (by.operator.clone(), by.at.wall);
        Ok(Attachment { id, of, name, media, bytes, form, operator, written_at })
    }

    fn know_form(&self, id: AttachmentId, form: &NewForm) -> Result<(), CaseworkError> {
        if let Some(code) = form.code
            && practice_of_code(&self.connection, code)?.is_some()
        {
            return Err(CaseworkError::CodeTaken);
        }
        self.connection
            .prepare_cached("INSERT INTO forms (attachment, form, language, code) VALUES (?1, ?2, ?3, ?4)")?
            .execute((
                id.uuid().into_bytes(),
                columns::word(&form.form)?,
                columns::word(&form.language)?,
                form.code.map(code_hash),
            ))?;
        Ok(())
    }

    fn tell_attached(
        &mut self,
        of: AttachedTo,
        attachment: AttachmentId,
        (name, media, bytes): (&str, Media, u64),
        form: Option<ArchivedForm>,
        by: &Written<'_>,
    ) -> Result<(), StoreError> {
        let change = if form.is_some() { "form-archived" } else { "attachment-added" };
        let entity = match of {
            AttachedTo::Practice(practice) => {
                let what = match form {
                    Some(ArchivedForm { form, language, with_code }) => {
                        EntryKind::Form(FormTold { form, language, attachment, with_code })
                    }
                    None => EntryKind::Attachment(AttachmentTold {
                        attachment,
                        name: name.to_owned(),
                        media,
                        bytes,
                    }),
                };
                self.tell(&by.entry(practice, what))?;
                Entity::Practice(practice)
            }
            AttachedTo::Citizen(citizen) => Entity::Citizen(citizen),
        };
        self.changed(change, entity, by.at, by.actor)?;
        Ok(())
    }

    /// The files that rows point to, those of earlier jobs of the group too.
    ///
    /// # Errors
    /// What the store could not do.
    pub fn attached_files(&self) -> Result<HashSet<FileAddress>, StoreError> {
        Ok(files(&self.connection)?.into_iter().map(|(address, _)| address).collect())
    }
}

const ATTACHMENTS: &str =
    "SELECT id, practice, citizen, name, media, bytes, operator, written_at, form, language,
        code IS NOT NULL, address, key
    FROM attachments LEFT JOIN forms ON attachment = id";

fn attachment(row: &Row<'_>) -> rusqlite::Result<Attachment> {
    let practice: Option<PracticeId> = columns::optional_id(row, 1)?;
    let of = match practice {
        Some(practice) => AttachedTo::Practice(practice),
        None => AttachedTo::Citizen(columns::id(row, 2)?),
    };
    let is_form = row.get_ref(8)?.as_str_or_null()?.is_some();
    Ok(Attachment {
        id: columns::id(row, 0)?,
        of,
        name: row.get(3)?,
        media: columns::from_word(row, 4)?,
        bytes: columns::unsigned(row, 5)?,
        form: if is_form {
            let (form, language) = (columns::from_word(row, 8)?, columns::from_word(row, 9)?);
            Some(ArchivedForm { form, language, with_code: row.get(10)? })
        } else {
            None
        },
        operator: columns::key(row, 6)?,
        written_at: columns::time(row, 7)?,
    })
}

/// What is known of a file, and what opens it.
pub(super) fn find(
    connection: &Connection,
    id: AttachmentId,
) -> Result<Option<(Attachment, SealedFile)>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{ATTACHMENTS} WHERE id = ?1"))?;
    let found = statement.query_row([id.uuid().into_bytes()], |row| {
        let file = SealedFile { address: FileAddress(row.get(11)?), key: row.get(12)? };
        Ok((attachment(row)?, file))
    });
    Ok(found.optional()?)
}

/// A person's files, those of practices not among them, the oldest first.
pub(super) fn of_citizen(connection: &Connection, citizen: CitizenId) -> Result<Vec<Attachment>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("{ATTACHMENTS} WHERE citizen = ?1 ORDER BY sequence"))?;
    let rows = statement.query_map([citizen.uuid().into_bytes()], attachment)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every file and how many bytes were sealed in it.
pub(super) fn files(connection: &Connection) -> Result<Vec<(FileAddress, u64)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT address, bytes FROM attachments ORDER BY sequence")?;
    let rows = statement.query_map([], |row| Ok((FileAddress(row.get(0)?), columns::unsigned(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A code is random, so a plain hash keeps it: whoever reads the database cannot print it.
fn code_hash(code: FormCode) -> [u8; 32] {
    Sha256::digest(code.bytes()).into()
}

/// The practice to which a form's code leads.
pub(super) fn practice_of_code(
    connection: &Connection,
    code: FormCode,
) -> Result<Option<PracticeId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT practice FROM forms JOIN attachments ON attachment = id WHERE code = ?1 AND practice IS NOT NULL",
    )?;
    Ok(statement.query_row([code_hash(code)], |row| columns::id(row, 0)).optional()?)
}
