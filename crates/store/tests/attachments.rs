//! Files of practices and people: whole on disk before anybody knows of them, swept where nobody does, and named where one is lost.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod desk;

use desk::{Desk, citizen, clock, device, hand, new_practice, nobody, open, open_on_monday, ticket};
use std::path::Path;
use turno_domain::casework::{
    AttachedTo, AttachmentTold, EntryKind, FormCode, FormKind, FormTold, Media, NewForm,
};
use turno_domain::ids::{AttachmentId, DeviceId};
use turno_domain::text::Language;
use turno_domain::time::Timestamp;
use turno_store::casework::{NewAttachment, Seen};
use turno_store::{BoxContent, CaseworkError, CaseworkStore, Moved, SealedFile, StoreError, move_boxes};

const PLAIN: &[u8] = b"%PDF-1.7 il referto di Maria Rossi";

fn id(n: u64) -> AttachmentId {
    AttachmentId::from_parts(n, [2; 10])
}

fn new(n: u64, of: AttachedTo, form: Option<NewForm>, file: SealedFile) -> NewAttachment {
    let (name, bytes) = ("referto.pdf".to_owned(), PLAIN.len() as u64);
    NewAttachment { id: id(n), of, name, media: Media::Pdf, bytes, form, file }
}

fn practice(store: &CaseworkStore, n: u64) -> AttachedTo {
    store.writer.run(move |tx| tx.open_practice(new_practice(n), &clock(1), &nobody())).unwrap();
    AttachedTo::Practice(new_practice(n).id)
}

fn attach(store: &CaseworkStore, n: u64, of: AttachedTo, form: Option<NewForm>) -> Result<(), CaseworkError> {
    let file = store.files.keep(PLAIN).unwrap();
    let ms = i64::try_from(n).unwrap();
    store.writer.run(move |tx| tx.attach(new(n, of, form, file), &hand("anna", ms).writes()).map(drop))
}

fn sweep(store: &CaseworkStore) -> usize {
    let known = store.writer.run(|tx| tx.attached_files()).unwrap();
    store.files.sweep(&known).unwrap()
}

fn bytes_of(store: &CaseworkStore, n: u64) -> Result<Vec<u8>, StoreError> {
    let (_, file) = store.readers.read(|reads| reads.attachment(id(n))).unwrap().unwrap();
    store.files.read(&file)
}

fn next_step(code: FormCode) -> Option<NewForm> {
    Some(NewForm { form: FormKind::NextStep, language: Language::Ro, code: Some(code) })
}

#[test]
fn a_file_is_told_in_the_timeline_and_read_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, casework } = open(folder.path());
    let of = practice(&casework, 1);
    attach(&casework, 1, of, None).unwrap();
    queue.writer.close();
    casework.writer.close();
    let Desk { casework, .. } = open(folder.path());
    assert_eq!(bytes_of(&casework, 1).unwrap(), PLAIN);
    let entries = casework.readers.read(|reads| reads.entries(new_practice(1).id)).unwrap();
    let told = AttachmentTold {
        attachment: id(1),
        name: "referto.pdf".into(),
        media: Media::Pdf,
        bytes: PLAIN.len() as u64,
    };
    assert_eq!(entries[0].what, EntryKind::Attachment(told));
    assert_eq!(sweep(&casework), 0);
    assert!(!lies_open(folder.path(), b"Maria Rossi"));
}

/// Whether any file below `folder` contains `text`.
fn lies_open(folder: &Path, text: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return lies_open(&path, text);
        }
        std::fs::read(&path).unwrap().windows(text.len()).any(|window| window == text)
    })
}

#[test]
fn what_a_cut_or_a_refusal_left_without_a_row_is_swept() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, casework } = open(folder.path());
    let of = practice(&casework, 1);
    attach(&casework, 1, of, None).unwrap();
    // A cut between the file and its row, and a job that is given up after its row.
    casework.files.keep(PLAIN).unwrap();
    let file = casework.files.keep(PLAIN).unwrap();
    let given_up = casework.writer.run(move |tx| -> Result<(), CaseworkError> {
        tx.attach(new(2, of, None, file), &hand("anna", 2).writes())?;
        assert_eq!(tx.attached_files()?.len(), 2, "the writer knows it at once: nobody sweeps it meanwhile");
        Err(CaseworkError::SamePerson)
    });
    assert!(given_up.is_err());
    let nobody_s = AttachedTo::Practice(new_practice(9).id);
    assert!(matches!(attach(&casework, 3, nobody_s, None), Err(CaseworkError::Missing("practice"))));
    queue.writer.close();
    casework.writer.close();
    let Desk { casework, .. } = open(folder.path());
    assert_eq!((sweep(&casework), sweep(&casework)), (3, 0));
    assert_eq!(bytes_of(&casework, 1).unwrap(), PLAIN);
}

#[test]
fn a_row_whose_file_is_gone_is_an_error_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { casework, .. } = open(folder.path());
    let of = practice(&casework, 1);
    attach(&casework, 1, of, None).unwrap();
    attach(&casework, 2, of, None).unwrap();
    std::fs::remove_dir_all(folder.path().join("attachments")).unwrap();
    let error = bytes_of(&casework, 1).unwrap_err();
    assert!(error.to_string().ends_with("is missing: restore it from the last backup"), "{error}");
    let files = casework.readers.read(|reads| reads.attached_files()).unwrap();
    assert_eq!(files.len(), 2);
    assert!(files.iter().all(|(address, bytes)| casework.files.look(*address, *bytes).is_err()));
    // The timeline still tells of it, and new ones are taken.
    attach(&casework, 3, of, None).unwrap();
    assert_eq!(bytes_of(&casework, 3).unwrap(), PLAIN);
}

#[test]
fn a_form_s_code_leads_to_one_practice_and_lies_nowhere_in_the_open() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { casework, .. } = open(folder.path());
    let (first, second) = (practice(&casework, 1), practice(&casework, 2));
    let code = FormCode::from_bytes(*b"sixteen of these");
    attach(&casework, 1, first, next_step(code)).unwrap();
    let led = |code| casework.readers.read(|reads| reads.practice_of_code(code)).unwrap();
    assert_eq!(led(code), Some(new_practice(1).id));
    assert_eq!(led(FormCode::from_bytes([0; 16])), None);
    for again in [first, second] {
        assert!(matches!(attach(&casework, 2, again, next_step(code)), Err(CaseworkError::CodeTaken)));
    }
    let told =
        FormTold { form: FormKind::NextStep, language: Language::Ro, attachment: id(1), with_code: true };
    let entries = casework.readers.read(|reads| reads.entries(new_practice(1).id)).unwrap();
    assert_eq!(entries.iter().map(|entry| &entry.what).collect::<Vec<_>>(), [&EntryKind::Form(told)]);
    let stored = casework.readers.read(|reads| reads.attachment(id(1))).unwrap().unwrap().0.form.unwrap();
    assert_eq!((stored.form, stored.language, stored.with_code), (FormKind::NextStep, Language::Ro, true));
    for written in [&code.bytes()[..], code.text().as_bytes()] {
        assert!(!lies_open(folder.path(), written));
    }
}

#[test]
fn a_person_s_forms_go_along_when_records_become_one() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { casework, .. } = open(folder.path());
    let create = |n| {
        let one = citizen(n, "Rossi", "Maria");
        casework.writer.run(move |tx| tx.create_citizen(one, &clock(1), &nobody())).unwrap()
    };
    let (survivor, other) = (create(1), create(2));
    let sheet = NewForm { form: FormKind::CitizenSheet, language: Language::It, code: None };
    attach(&casework, 1, AttachedTo::Citizen(other.id), Some(sheet)).unwrap();
    let seen =
        |citizen: &turno_domain::casework::Citizen| Seen { id: citizen.id, revision: citizen.revision };
    let (to, from) = (seen(&survivor), seen(&other));
    casework.writer.run(move |tx| tx.merge_citizens(to, from, &clock(2), &nobody())).unwrap();
    let of = |id| casework.readers.read(|reads| reads.attachments_of_citizen(id)).unwrap();
    assert_eq!((of(survivor.id).len(), of(other.id).len()), (1, 0));
    let merges = casework.readers.read(|reads| reads.merges(survivor.id)).unwrap();
    assert_eq!(merges[0].attachments, [id(1)]);
    // What comes later under the other's id is the survivor's too.
    attach(&casework, 2, AttachedTo::Citizen(other.id), Some(sheet)).unwrap();
    assert_eq!(of(survivor.id).len(), 2);
}

#[test]
fn whose_form_was_shown_crosses_sealed_and_is_forgotten_like_the_answers() {
    const WEEK_MS: i64 = 7 * 86_400_000;
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, casework } = open_on_monday(folder.path());
    practice(&casework, 1);
    let shown = new_practice(1).id;
    let put = |n, practice| {
        let content = BoxContent::Form { practice };
        queue.writer.run(move |tx| tx.add_box(ticket(n), &content, clock(1).wall)).unwrap();
    };
    put(1, shown);
    put(2, new_practice(7).id);
    let queue_file = std::fs::read(folder.path().join("queue.db-wal")).unwrap();
    let id = shown.uuid().into_bytes();
    assert!(!queue_file.windows(16).any(|window| window == id), "the queue knows of no practice");
    let moved = Moved { moved: 2, ..Moved::default() };
    assert_eq!(move_boxes(&queue, &casework.writer, clock(2)).unwrap(), moved);
    let read = |n| casework.readers.read(|reads| reads.practice_shown(ticket(n))).unwrap();
    assert_eq!((read(1), read(2), read(3)), (Some(shown), None, None));
    for (ms, left) in [(WEEK_MS, Some(shown)), (WEEK_MS + 2, None)] {
        let before = Timestamp::from_millis(clock(ms).wall.millis() - WEEK_MS);
        casework.writer.run(move |tx| tx.erase_unlinked_intake(before, &clock(ms), &nobody())).unwrap();
        assert_eq!(read(1), left);
    }
}

#[test]
fn a_desk_and_an_operator_have_one_draft_key_until_the_desk_is_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { casework, queue } = open(folder.path());
    let other = DeviceId::from_parts(1, [9; 10]);
    let key = |casework: &CaseworkStore, device, operator: &str| {
        let operator = operator.parse().unwrap();
        casework.writer.run(move |tx| tx.draft_key(device, &operator)).unwrap()
    };
    let anna = key(&casework, device(), "anna");
    let others = [key(&casework, device(), "bruno"), key(&casework, other, "anna")];
    assert!(others[0] != anna && others[1] != anna && others[0] != others[1]);
    queue.writer.close();
    casework.writer.close();
    let Desk { casework, .. } = open(folder.path());
    assert_eq!(key(&casework, device(), "anna"), anna);
    assert_eq!(casework.writer.run(move |tx| tx.forget_draft_keys(device())).unwrap(), 2);
    assert_ne!(key(&casework, device(), "anna"), anna);
    assert_eq!(key(&casework, other, "anna"), others[1]);
}
