//! The parts of a practice: the diary, the steps, the documents, whose it is. All of it is stored once, seen live, and not lost where two
//! write.

use crate::scene::practice as part;
use crate::{Room, scene};
use turno_desk::model::port::{Command, Failure, PracticeCommand, Reply, Request, Update};
use turno_desk::model::practice::form::FormField;
use turno_desk::model::practice::{Pick, PracticeAct, Section};
use turno_desk::model::view::DossierView;
use turno_desk::model::{Action, Field, Key, SaveState};
use turno_domain::casework::{CallOutcome, DocumentState, EntryKind, Relation, StepState};
use turno_domain::ticket::TicketState;
use turno_protocol::casework::{DocumentView, PracticeUpdate, PracticeView, StepFields, StepView};
use turno_protocol::event::CaseworkEventData;
use turno_protocol::ticket::TicketView;

/// A042 in hand, Maria Teresa on the card, this practice of hers on the desk.
fn with(practice: PracticeView) -> Room {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.write(Field::Need, &practice.need);
    room.act(Action::OpenPractice);
    let asked = room.asks();
    room.answer(asked, Reply::Practice(Box::new(practice)));
    room
}

fn with_412() -> Room {
    with(scene::practice_412())
}

fn dossier(room: &Room) -> DossierView {
    room.desk.view().dossier
}

/// The hub tells the practice as it stands.
fn stands(room: &mut Room, practice: PracticeView) {
    room.answer(Request::Practice(practice.id), Reply::Practice(Box::new(practice)));
}

fn act(room: &mut Room, act: PracticeAct) {
    room.act(Action::Practice(act));
}

fn fill(room: &mut Room, field: FormField, text: &str) {
    room.write(Field::Form(field), text);
}

/// What was asked of a part of the practice, with its key.
fn command(request: &Request) -> (&str, &PracticeCommand) {
    match request {
        Request::Once { key, command: Command::Practice(id, command) } => {
            assert_eq!(*id, scene::practice_id(412));
            (key, command)
        }
        other => panic!("{other:?}"),
    }
}

fn update(room: &mut Room) -> PracticeUpdate {
    match room.asks() {
        Request::UpdatePractice { update, .. } => update,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_diary_tells_everything_latest_first_and_what_it_does_not_know_too() {
    let room = with(PracticeView { entries: part::long_story(), ..scene::practice_412() });
    let view = dossier(&room);
    let kinds: Vec<&str> = view.entries.iter().map(|entry| entry.kind).collect();
    let expected = [
        "note",
        "visit",
        "other",
        "note",
        "step-done",
        "taken-over",
        "offered",
        "protocol",
        "phone-call",
        "note",
        "note",
    ];
    assert_eq!(kinds, expected);
    let call = &view.entries[8];
    assert_eq!(
        (call.one.as_str(), call.word, call.minutes),
        ("ASST Lariana (scelta e revoca)", "call-again", 12)
    );
    assert_eq!(view.entries[6].one, "Giulia R.");
    // Of a note that is kept back only that there is one.
    assert!(view.entries[9].withheld && view.entries[9].one.is_empty());
    assert!(view.entries[3].reserved && !view.entries[3].one.is_empty());
}

#[test]
fn a_reserved_note_is_sent_as_such_and_stays_so_when_it_comes_back() {
    let mut room = with_412();
    room.press(Key::ControlDigit(4));
    room.write(Field::Note, "In famiglia nessuno l’aiuta.");
    room.act(Action::AddNote);
    let asked = room.asks();
    assert!(matches!(&asked, Request::AddNote { reserved: true, .. }), "{asked:?}");
    // Switched off meanwhile: what comes back is not made public by it.
    room.press(Key::ControlDigit(4));
    room.refuse(asked, "forbidden");
    assert!(dossier(&room).reserved);
    room.act(Action::AddNote);
    assert!(matches!(room.asks(), Request::AddNote { reserved: true, .. }));
    // Whoever is not of the team writes none.
    let mut carlos = PracticeView { opened_by: "carlo".parse().unwrap(), ..scene::practice_412() };
    carlos.responsible = Some("carlo".parse().unwrap());
    let mut room = with(carlos);
    assert!(room.desk.key(Key::ControlDigit(4)).is_none());
    act(&mut room, PracticeAct::Reserve);
    assert!(!dossier(&room).reserved);
}

#[test]
fn a_call_is_written_once_however_often_it_is_sent() {
    let mut room = with_412();
    room.press(Key::ControlDigit(1));
    assert_eq!(room.desk.view().dialog.kind, "call");
    assert!(!room.desk.view().dialog.ready);
    fill(&mut room, FormField::Body, "ASST Lariana");
    fill(&mut room, FormField::Minutes, "dodici");
    assert!(!room.desk.view().dialog.ready && room.desk.view().form.number_wrong);
    fill(&mut room, FormField::Minutes, "12");
    room.press(Key::Alt('3'));
    room.press(Key::ControlReturn);
    let asked = room.asks();
    let (key, sent) = command(&asked);
    let key = key.to_owned();
    let PracticeCommand::Write(EntryKind::PhoneCall(call)) = sent else { panic!("{sent:?}") };
    assert_eq!((call.outcome, call.lasted_s), (CallOutcome::CallAgain, Some(720)));
    room.fail(asked, Failure::Away);
    // It stays open with what was typed, and goes again under the same key.
    assert_eq!(room.desk.view().dialog.kind, "call");
    room.press(Key::ControlReturn);
    let again = room.asks();
    assert_eq!(command(&again).0, key);
    let mut told = scene::practice_412();
    told.entries = part::long_story();
    room.answer(again, Reply::Practice(Box::new(told)));
    assert_eq!(room.desk.view().dialog.kind, "");
    assert_eq!(dossier(&room).entries.len(), part::long_story().len());
}

#[test]
fn a_mark_of_a_register_says_its_day_back() {
    let mut room = with_412();
    room.press(Key::ControlDigit(2));
    fill(&mut room, FormField::Office, "Comune di Rovellasca");
    fill(&mut room, FormField::Number, "12345");
    fill(&mut room, FormField::Date, "22/4/2026");
    assert_eq!(room.desk.view().form.day_fault, "not-then", "it has not come yet");
    fill(&mut room, FormField::Date, "20/4");
    let day = room.desk.view().form.day.unwrap();
    assert_eq!((day.year, day.month, day.day, day.weekday), (2026, 4, 20, 1));
    room.press(Key::Alt('2'));
    room.press(Key::ControlReturn);
    let asked = room.asks();
    assert!(matches!(command(&asked).1, PracticeCommand::Write(EntryKind::Protocol(_))));
}

#[test]
fn one_touch_or_key_changes_a_document_and_all_of_it_is_stored() {
    let mut room = with_412();
    room.press(Key::Alt('7'));
    assert_eq!((dossier(&room).section, dossier(&room).missing), (Section::Documents, 2));
    room.press(Key::Down);
    room.press(Key::Down);
    for state in ["seen", "not-needed", "missing", "seen"] {
        room.press(Key::Return);
        assert_eq!(dossier(&room).documents[1].state, state);
    }
    room.write(Field::Document, "Certificato del medico");
    // Return is the field's now.
    assert!(room.desk.key(Key::Return).is_none());
    room.press(Key::ControlDigit(1));
    room.pass(2);
    let sent = update(&mut room);
    let states: Vec<(String, DocumentState)> =
        sent.documents.clone().unwrap().into_iter().map(|document| (document.text, document.state)).collect();
    assert_eq!(states.len(), 4);
    assert_eq!(states[1].1, DocumentState::Seen);
    assert_eq!(states[3], ("Certificato del medico".to_owned(), DocumentState::Missing));
    // While that is on its way one more is taken off: it follows.
    room.press(Key::Down);
    room.press(Key::ControlDigit(4));
    let stored =
        PracticeView { revision: 2, documents: sent.documents.clone().unwrap(), ..scene::practice_412() };
    let asked = Request::UpdatePractice { id: scene::practice_id(412), update: sent };
    room.answer(asked, Reply::Practice(Box::new(stored)));
    room.pass(2);
    let sent = update(&mut room);
    assert_eq!((sent.revision, sent.documents.unwrap().len()), (2, 3));
}

#[test]
fn nothing_typed_for_a_document_is_lost_when_the_visit_ends() {
    let mut room = with_412();
    room.press(Key::Alt('7'));
    room.write(Field::Document, "Certificato del medico");
    room.act(Action::Finish);
    assert_eq!(update(&mut room).documents.unwrap().len(), 4);
}

#[test]
fn two_lists_of_documents_are_joined_and_only_what_both_changed_is_asked() {
    let mut room = with_412();
    act(&mut room, PracticeAct::Cycle("Tessera sanitaria".into()));
    room.write(Field::Recognised, "Accesso al fascicolo");
    room.pass(2);
    let save = room.asks();
    let Request::UpdatePractice { update: sent, .. } = &save else { panic!("{save:?}") };
    assert_eq!(sent.need_recognised.as_deref(), Some("Accesso al fascicolo"));
    let document = |text: &str, state| DocumentView { text: text.to_owned(), state };
    let theirs = PracticeView {
        revision: 5,
        service: "salute".parse().unwrap(),
        documents: vec![
            document("Documento d’identità", DocumentState::Seen),
            document("Tessera sanitaria", DocumentState::NotNeeded),
            document("ISEE", DocumentState::Missing),
        ],
        ..scene::practice_412()
    };
    room.refuse_and_tell(save, "stale", theirs);
    let dialog = room.desk.view().dialog;
    assert_eq!(dialog.kind, "conflict");
    let rows: Vec<(&str, &str, &str, &str)> = dialog
        .conflict
        .rows
        .iter()
        .map(|row| (row.field, row.subject.as_str(), row.mine.as_str(), row.theirs.as_str()))
        .collect();
    assert_eq!(rows, [("document", "Tessera sanitaria", "seen", "not-needed")]);
    room.act(Action::KeepMine);
    let sent = update(&mut room);
    let documents = sent.documents.unwrap();
    assert_eq!(
        (sent.revision, sent.service.as_str()),
        (5, "salute"),
        "what the colleague alone changed stays"
    );
    let state = |text: &str| documents.iter().find(|one| one.text == text).map(|one| one.state);
    assert_eq!(state("Tessera sanitaria"), Some(DocumentState::Seen));
    assert_eq!((state("ISEE"), state("Cellulare che riceve gli SMS")), (Some(DocumentState::Missing), None));
    assert_eq!(sent.need_recognised.as_deref(), Some("Accesso al fascicolo"));
}

#[test]
fn a_step_is_made_with_its_day_said_back() {
    let mut room = with_412();
    room.press(Key::Alt('6'));
    room.press(Key::ControlDigit(1));
    room.press(Key::Alt('2'));
    fill(&mut room, FormField::What, "Torna con il cellulare");
    assert!(!room.desk.view().dialog.ready, "no day yet");
    fill(&mut room, FormField::Due, "20/4/2026");
    assert!(room.desk.view().form.day_passed, "and yet it may be written");
    fill(&mut room, FormField::Due, "24/4");
    fill(&mut room, FormField::Time, "9.30");
    let form = room.desk.view().form;
    assert_eq!((form.day.unwrap().weekday, form.responsible.as_str()), (5, "Giulia R."));
    room.press(Key::Alt('0'));
    room.press(Key::ControlReturn);
    let asked = room.asks();
    let PracticeCommand::MakeStep(fields) = command(&asked).1 else { panic!("{asked:?}") };
    assert_eq!((fields.due.to_string().as_str(), fields.time.as_deref()), ("2026-04-24", Some("09:30")));
    assert_eq!(fields.responsible.as_ref().unwrap().as_str(), "carlo");
}

#[test]
fn steps_are_taken_dropped_and_opened_again_by_key() {
    let mut room = with_412();
    room.press(Key::Alt('6'));
    let order: Vec<&str> = dossier(&room).steps.iter().map(|step| step.state).collect();
    assert_eq!(order, ["open", "open", "done"]);
    assert!(dossier(&room).steps[0].overdue, "the late one is first");
    assert!(room.desk.key(Key::ControlDigit(3)).is_none(), "none is chosen");
    room.press(Key::Down);
    room.press(Key::ControlDigit(3));
    room.write(Field::Dialog, "è aperto");
    room.press(Key::ControlReturn);
    let asked = room.asks();
    let (_, sent) = command(&asked);
    let expected =
        PracticeCommand::EndStep { step: part::step_id(2), done: true, outcome: "è aperto".to_owned() };
    assert_eq!(*sent, expected);
    // A colleague was there first: what stands now is read, and what was typed is still here.
    room.refuse(asked, "step-ended");
    assert_eq!(room.desk.view().dialog.text, "è aperto");
    assert_eq!(room.desk.view().dialog.notice.name, "step-ended");
    room.act(Action::Cancel);
    room.press(Key::ControlDigit(4));
    assert_eq!(room.desk.view().dialog.kind, "step-dropped");
    room.act(Action::Cancel);
    room.press(Key::Up);
    room.press(Key::ControlDigit(3));
    let asked = room.asks();
    assert_eq!(*command(&asked).1, PracticeCommand::ReopenStep(part::step_id(3)));
    // A line stays chosen by what it is, not by its place.
    let mut moved = scene::practice_412();
    moved.steps.insert(0, part::step(6, turno_domain::casework::StepKind::NextStep, "Prima", "2026-04-01"));
    stands(&mut room, moved);
    let picked = dossier(&room).steps.iter().find(|step| step.picked).map(|step| step.id);
    assert_eq!(picked, Some(part::step_id(3)));
}

/// The appointment, changed by a colleague to this.
fn changed(change: impl FnOnce(&mut StepFields)) -> PracticeView {
    let mut practice = scene::practice_412();
    let step: &mut StepView = &mut practice.steps[0];
    step.revision += 1;
    change(&mut step.fields);
    practice
}

#[test]
fn two_versions_of_a_step_are_shown_and_neither_is_lost() {
    let mut room = with_412();
    room.press(Key::Alt('6'));
    act(&mut room, PracticeAct::Pick(Pick::Step(part::step_id(1))));
    room.press(Key::ControlDigit(5));
    fill(&mut room, FormField::Place, "Sala colloqui");
    // What only the colleague changed is taken while the form is open.
    stands(&mut room, changed(|fields| fields.bring = "cellulare".into()));
    let text = |room: &Room, field| {
        let texts = room.desk.view().form.texts;
        texts.into_iter().find(|(known, _)| *known == field).unwrap().1
    };
    assert_eq!(text(&room, FormField::Bring), "cellulare");
    assert!(room.desk.view().form.theirs.is_empty());
    room.press(Key::ControlReturn);
    let asked = room.asks();
    let PracticeCommand::ChangeStep(_, sent) = command(&asked).1 else { panic!() };
    assert_eq!((sent.revision, sent.fields.place.as_str()), (2, "Sala colloqui"));
    // The same field, meanwhile: the hub says no, and both are on the screen.
    let mut theirs = changed(|fields| fields.place = "Sportello 1".into());
    theirs.steps[0].revision = 3;
    room.refuse_and_tell(asked, "stale", theirs);
    let form = room.desk.view().form;
    assert_eq!(room.desk.view().dialog.kind, "step");
    assert_eq!(text(&room, FormField::Place), "Sala colloqui");
    let rows: Vec<(&str, &str)> = form.theirs.iter().map(|row| (row.field, row.theirs.as_str())).collect();
    assert_eq!(rows, [("place", "Sportello 1")]);
    // Confirmed over the version that was shown, or given up for it.
    room.press(Key::ControlReturn);
    let asked = room.asks();
    let PracticeCommand::ChangeStep(_, sent) = command(&asked).1 else { panic!() };
    assert_eq!((sent.revision, sent.fields.place.as_str()), (3, "Sala colloqui"));
    room.fail(asked, Failure::Away);
    room.press(Key::Alt('9'));
    assert_eq!(text(&room, FormField::Place), "Sportello 1");
    assert!(room.desk.view().form.theirs.is_empty());
}

#[test]
fn a_practice_goes_to_whoever_says_yes() {
    let mut room = with_412();
    room.press(Key::Alt('8'));
    room.press(Key::ControlDigit(1));
    let choices = room.desk.view().dialog.first;
    assert_eq!(choices.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Carlo F.", "Anna P."]);
    room.press(Key::Alt('1'));
    let asked = room.asks();
    assert_eq!(*command(&asked).1, PracticeCommand::Offer("carlo".parse().unwrap()));
    let offered = PracticeView { offered_to: Some("carlo".parse().unwrap()), ..scene::practice_412() };
    room.answer(asked, Reply::Practice(Box::new(offered)));
    assert_eq!((dossier(&room).offered_to.as_str(), dossier(&room).offered_by.as_str()), ("Carlo F.", ""));
    assert!(room.desk.key(Key::Alt('9')).is_none(), "it was not offered to her");

    // And the other way round: the banner says by whom.
    let mut mine = PracticeView { offered_to: Some("giulia".parse().unwrap()), ..scene::practice_412() };
    mine.responsible = Some("carlo".parse().unwrap());
    mine.entries.push(part::entry(
        20,
        "anna",
        scene::at("10:00"),
        EntryKind::Offered { to: "giulia".parse().unwrap() },
    ));
    let mut room = with(mine.clone());
    assert_eq!(dossier(&room).offered_by, "Anna P.");
    room.press(Key::Alt('9'));
    assert!(!room.desk.view().dialog.ready, "whoever returns it says why");
    room.write(Field::Dialog, "ferie");
    room.press(Key::ControlReturn);
    let asked = room.asks();
    assert_eq!(*command(&asked).1, PracticeCommand::Return("ferie".into()));
    let mut room = with(mine);
    room.press(Key::Alt('c'));
    let asked = room.asks();
    assert_eq!(*command(&asked).1, PracticeCommand::TakeOver);
    room.answer(asked, Reply::Practice(Box::new(scene::practice_412())));
    assert_eq!(dossier(&room).offered_by, "");
}

#[test]
fn the_team_is_said_by_whoever_is_of_it() {
    let mut room = with(PracticeView { team: vec!["carlo".parse().unwrap()], ..scene::practice_412() });
    room.press(Key::Alt('8'));
    assert_eq!(dossier(&room).people, 2);
    room.press(Key::ControlDigit(2));
    let names: Vec<String> = room.desk.view().dialog.first.into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["Anna P."], "who is of it already is not offered");
    room.press(Key::Alt('1'));
    let asked = room.asks();
    assert_eq!(*command(&asked).1, PracticeCommand::Join("anna".parse().unwrap()));
    room.refuse(asked, "forbidden");
    room.act(Action::Cancel);
    room.press(Key::Down);
    room.press(Key::ControlDigit(3));
    let asked = room.asks();
    assert_eq!(*command(&asked).1, PracticeCommand::Leave("carlo".parse().unwrap()));
    let mut annas = PracticeView { opened_by: "anna".parse().unwrap(), ..scene::practice_412() };
    annas.responsible = Some("anna".parse().unwrap());
    let mut room = with(annas);
    room.press(Key::Alt('8'));
    assert!(!dossier(&room).may_share);
    for digit in [1, 2] {
        assert!(room.desk.key(Key::ControlDigit(digit)).is_none());
    }
}

#[test]
fn who_presents_themself_is_stored_with_the_practice() {
    let mut room = with_412();
    room.press(Key::Alt('8'));
    room.press(Key::ControlDigit(4));
    room.press(Key::Alt('6'));
    fill(&mut room, FormField::Name, "Luca Bianchi");
    fill(&mut room, FormField::Delegation, "delega scritta");
    fill(&mut room, FormField::Until, "31/2/2027");
    assert!(!room.desk.view().dialog.ready);
    fill(&mut room, FormField::Until, "3/5/2027");
    room.press(Key::ControlReturn);
    assert_eq!(room.desk.view().dialog.kind, "");
    let presenter = update(&mut room).presenter.unwrap();
    assert_eq!((presenter.relation, presenter.name.as_str()), (Relation::Delegate, "Luca Bianchi"));
    assert_eq!(presenter.delegation_until.unwrap().to_string(), "2027-05-03");
    let view = dossier(&room).presenter;
    assert!(!view.expired && view.relation == "delegate");
}

#[test]
fn what_a_colleague_does_is_seen_while_somebody_types() {
    let mut room = with_412();
    room.write(Field::Need, "Deve vedere i referti, e non ha lo SPID");
    let change = CaseworkEventData {
        at: scene::now().into(),
        operator: None,
        entity: "practice".into(),
        id: scene::practice_id(412).to_string(),
        ticket: None,
        citizens: Vec::new(),
        practices: Vec::new(),
    };
    // A visit that touches it is told as the visit's.
    let visit = CaseworkEventData {
        entity: "visit".into(),
        practices: vec![scene::practice_id(412)],
        ..change.clone()
    };
    let todo = room.desk.handle(room.now, turno_desk::model::port::Input::Hub(Update::Casework(visit)));
    assert!(matches!(todo.as_slice(), [turno_desk::model::Effect::Ask(Request::Practice(_))]), "{todo:?}");
    let todo = room.desk.handle(room.now, turno_desk::model::port::Input::Hub(Update::Casework(change)));
    let asks = |wanted: &dyn Fn(&Request) -> bool| {
        todo.iter().any(|effect| matches!(effect, turno_desk::model::Effect::Ask(request) if wanted(request)))
    };
    assert!(asks(&|request| matches!(request, Request::Practice(_))));
    let mut theirs = scene::practice_412();
    theirs.entries = part::long_story();
    theirs.steps.clear();
    theirs.team = vec!["carlo".parse().unwrap()];
    stands(&mut room, theirs);
    let view = dossier(&room);
    assert_eq!((view.entries.len(), view.steps.len(), view.people), (part::long_story().len(), 0, 2));
    let turno_desk::model::view::PracticeCardView::Open { need, save, .. } = room.desk.view().card.practice
    else {
        panic!()
    };
    assert_eq!((need.as_str(), save), ("Deve vedere i referti, e non ha lo SPID", SaveState::Typing));
}

#[test]
fn a_part_stays_shown_until_the_practice_goes() {
    let mut room = with_412();
    room.press(Key::Alt('6'));
    stands(&mut room, PracticeView { revision: 2, ..scene::practice_412() });
    assert_eq!(dossier(&room).section, Section::Steps);
    room.event(TicketView {
        state: TicketState::Finished,
        ..scene::serving("A042", "09:42", "09:57", "09:58")
    });
    assert_eq!(dossier(&room), DossierView::default(), "nothing of it is left on the desk");
    assert_eq!(part::steps()[2].state, StepState::Done);
}
