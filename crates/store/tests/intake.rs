//! What the kiosk asks never lies open in the queue's file, and crosses over exactly once.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod desk;

use desk::{Desk, clock, new_practice, nobody, open_on_monday, ticket};
use std::path::Path;
use turno_domain::casework::Visit;
use turno_domain::ids::{NoteId, VisitId};
use turno_domain::intake::{Answer, Answers};
use turno_domain::ticket::Channel;
use turno_domain::time::Timestamp;
use turno_store::casework::NewPractice;
use turno_store::{BoxContent, CaseworkError, Moved, QueueStore, QueueTx, StoreError, move_boxes};

const SECRET: &str = "Rovellasca-segretissima";
const WEEK_MS: i64 = 7 * 86_400_000;

fn intake(text: &str) -> BoxContent {
    BoxContent::Intake { answers: Answers::from([("town".parse().unwrap(), Answer::Text(text.into()))]) }
}

fn put(queue: &QueueStore, n: u64, content: BoxContent, ms: i64) {
    queue.writer.run(move |tx| tx.add_box(ticket(n), &content, clock(ms).wall)).unwrap();
}

fn moved(moved: usize) -> Moved {
    Moved { moved, ..Moved::default() }
}

/// Whether any file of the folder whose name begins with `name` contains `text`.
fn lies_open(folder: &Path, name: &str, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).any(|path| {
        path.file_name().unwrap().to_string_lossy().starts_with(name)
            && std::fs::read(&path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn no_answer_lies_open_in_the_queue_file() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, casework } = open_on_monday(folder.path());
    put(&queue, 1, intake(SECRET), 1);
    assert!(!lies_open(folder.path(), "queue.db", SECRET), "before the move");
    assert_eq!(move_boxes(&queue, &casework.writer, clock(2)).unwrap(), moved(1));
    assert!(!lies_open(folder.path(), "queue.db", SECRET), "after the move");
    assert!(lies_open(folder.path(), "casework.db", SECRET), "the test can see an open answer");
    let answers = casework.readers.read(|reads| reads.answers(ticket(1))).unwrap();
    assert_eq!(answers[0].answer, Answer::Text(SECRET.into()));
    assert_eq!(queue.readers.read(|reads| reads.counts()).unwrap().boxes, 0);
}

#[test]
fn later_answers_replace_earlier_ones_question_by_question() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, casework } = open_on_monday(folder.path());
    let yes = |key: &str| (key.parse().unwrap(), Answer::YesNo(true));
    put(&queue, 1, BoxContent::Intake { answers: Answers::from([yes("first"), yes("alone")]) }, 1);
    let no = Answers::from([("alone".parse().unwrap(), Answer::YesNo(false))]);
    put(&queue, 1, BoxContent::Intake { answers: no }, 2);
    assert_eq!(move_boxes(&queue, &casework.writer, clock(3)).unwrap(), moved(2));
    let answers = casework.readers.read(|reads| reads.answers(ticket(1))).unwrap();
    let answers: Vec<_> = answers.iter().map(|a| (a.question.as_str(), a.answer.clone())).collect();
    assert_eq!(answers, [("alone", Answer::YesNo(false)), ("first", Answer::YesNo(true))]);
}

#[test]
fn what_was_answered_last_stands_though_the_clock_jumped_back() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, casework } = open_on_monday(folder.path());
    let note = |n: u8, text: &str| BoxContent::Note {
        note: NoteId::from_parts(u64::from(9 - n), [n; 10]),
        operator: None,
        written_at: clock(50_000 - 10_000 * i64::from(n)).wall,
        text: text.into(),
    };
    put(&queue, 1, intake("prima"), 50_000);
    put(&queue, 1, note(1, "la prima"), 40_000);
    put(&queue, 1, intake("dopo"), 30_000);
    put(&queue, 1, note(2, "la seconda"), 20_000);
    assert_eq!(move_boxes(&queue, &casework.writer, clock(3)).unwrap(), moved(4));
    casework
        .readers
        .read(|reads| {
            assert_eq!(reads.answers(ticket(1))?[0].answer, Answer::Text("dopo".into()));
            let notes: Vec<String> =
                reads.ticket_notes(ticket(1))?.into_iter().map(|note| note.text).collect();
            assert_eq!(notes, ["la prima", "la seconda"]);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn a_cut_between_commit_and_delete_moves_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, casework } = open_on_monday(folder.path());
    put(&queue, 1, intake("prima"), 1);
    let note = BoxContent::Note {
        note: NoteId::from_parts(1, [1; 10]),
        operator: Some("anna".parse().unwrap()),
        written_at: clock(2).wall,
        text: "🙂".repeat(400),
    };
    put(&queue, 1, note, 2);
    // The first half of a move: opened and committed in casework.db, not yet deleted here.
    let boxes = queue.readers.read(|reads| reads.boxes(0, 10)).unwrap();
    for sealed in boxes {
        assert!(casework.writer.run(move |tx| tx.take_in(&sealed, &clock(3), &nobody())).unwrap());
    }
    // Meanwhile a later answer arrives, which the repeated box must not undo.
    put(&queue, 1, intake("dopo"), 4);
    let expected = Moved { moved: 1, repeated: 2, unreadable: 0 };
    assert_eq!(move_boxes(&queue, &casework.writer, clock(5)).unwrap(), expected);
    assert_eq!(move_boxes(&queue, &casework.writer, clock(6)).unwrap(), Moved::default());
    casework
        .readers
        .read(|reads| {
            assert_eq!(reads.answers(ticket(1))?[0].answer, Answer::Text("dopo".into()));
            let notes = reads.ticket_notes(ticket(1))?;
            assert_eq!((notes.len(), notes[0].text.chars().count()), (1, 400));
            assert_eq!(reads.changes_after(0, 10)?.len(), 3);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn many_boxes_cross_and_one_that_cannot_be_opened_holds_up_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, casework } = open_on_monday(folder.path());
    let put_all =
        |tx: &mut QueueTx| (1..=120).try_for_each(|n| tx.add_box(ticket(n), &intake("x"), clock(1).wall));
    queue.writer.run(put_all).unwrap();
    let raw = rusqlite::Connection::open(folder.path().join("queue.db")).unwrap();
    let spoilt = "UPDATE intake_box SET sealed = zeroblob(90) WHERE id IN (SELECT id FROM intake_box ORDER BY id LIMIT 2)";
    assert_eq!(raw.execute(spoilt, []).unwrap(), 2);
    let expected = Moved { moved: 118, repeated: 0, unreadable: 2 };
    assert_eq!(move_boxes(&queue, &casework.writer, clock(2)).unwrap(), expected);
    let expected = Moved { unreadable: 2, ..Moved::default() };
    assert_eq!(move_boxes(&queue, &casework.writer, clock(2)).unwrap(), expected);
    let week = Timestamp::from_millis(desk::MORNING + WEEK_MS);
    assert_eq!(queue.writer.run(move |tx| tx.purge_boxes(week)).unwrap(), 2);
}

#[test]
fn unlinked_intake_is_erased_after_a_week_and_linked_intake_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let Desk { queue, casework } = open_on_monday(folder.path());
    put(&queue, 1, intake(SECRET), 1);
    put(&queue, 2, intake("Lomazzo"), 1);
    put(&queue, 3, intake("Turate"), 1_000);
    move_boxes(&queue, &casework.writer, clock(2_000)).unwrap();
    casework
        .writer
        .run(|tx| -> Result<(), CaseworkError> {
            let visit = Visit {
                id: VisitId::from_parts(1, [1; 10]),
                channel: Channel::Kiosk,
                service: "spid".parse().unwrap(),
                ticket: Some(ticket(2)),
                operator: "anna".parse().unwrap(),
                began_at: clock(0).wall,
                people: 1,
                citizens: Vec::new(),
                practices: Vec::new(),
            };
            let visit = tx.record_visit(&visit, &clock(3), &nobody())?;
            tx.open_practice(NewPractice { visit: Some(visit.id), ..new_practice(1) }, &clock(3), &nobody())?;
            Ok(())
        })
        .unwrap();
    let a_week_before = clock(500).wall;
    let at = clock(WEEK_MS + 500);
    let erased =
        casework.writer.run(move |tx| tx.erase_unlinked_intake(a_week_before, &at, &nobody())).unwrap();
    assert_eq!(erased, 1);
    let kept = |n| casework.readers.read(|reads| reads.answers(ticket(n))).unwrap().len();
    assert_eq!((kept(1), kept(2), kept(3)), (0, 1, 1));
    casework.writer.close();
    assert!(!lies_open(folder.path(), "casework.db", SECRET), "what is erased is overwritten");
    assert!(lies_open(folder.path(), "casework.db", "Lomazzo"));
}
