//! Every action by key too.

use crate::{Room, scene};
use std::collections::BTreeSet;
use turno_desk::model::agenda::AgendaAct;
use turno_desk::model::port::{FoundEnrolment, Handover, Input, Pin, Reply, Request, Update};
use turno_desk::model::practice::{Pick, PracticeAct, Section};
use turno_desk::model::view::ChoiceRow;
use turno_desk::model::{Action, Desk, Field, Key, Page, Stage, Tab};
use turno_domain::text::Language;
use turno_domain::ticket::TicketState;
use turno_protocol::ticket::TicketView;

/// Every key that there is.
fn keyboard() -> impl Iterator<Item = Key> {
    use Key as K;
    let plain = [K::Escape, K::ControlReturn, K::ControlH, K::Return, K::Up, K::Down, K::AltUp, K::AltDown];
    let alt = ('a'..='z').chain('0'..='9').map(Key::Alt);
    let digits = (1..=9).map(Key::ControlDigit);
    plain.into_iter().chain((1..=12).map(Key::F)).chain(alt).chain(digits)
}

/// What an action is called, and whether it has a key. No variant is left out: a new one does not compile until it stands here.
fn word(action: &Action) -> (&'static str, bool) {
    use Action as A;
    use PracticeAct as P;
    match action {
        // What is typed into a field, and the field's own Return, which sends it.
        A::Type(..) => ("Type", false),
        A::SignIn(_) => ("SignIn", false),
        A::FindEnrolments => ("FindEnrolments", true),
        A::ChooseEnrolment(_) => ("ChooseEnrolment", true),
        A::ChooseOperator(_) => ("ChooseOperator", true),
        A::BackToOperators => ("BackToOperators", true),
        A::SignOut => ("SignOut", true),
        A::OpenCounter(_) => ("OpenCounter", true),
        A::Go(_) => ("Go", true),
        A::Reserved => ("Reserved", true),
        A::Dismiss => ("Dismiss", true),
        A::CallNext => ("CallNext", true),
        A::CallThis(_) => ("CallThis", true),
        A::Recall => ("Recall", true),
        A::NoShow => ("NoShow", true),
        A::Select(_) => ("Select", true),
        A::Explain => ("Explain", true),
        A::Reinstate(_) => ("Reinstate", true),
        A::TakeUp(_) => ("TakeUp", true),
        A::BackInLine(_) => ("BackInLine", true),
        A::Away(_) => ("Away", true),
        A::Start => ("Start", true),
        A::Finish => ("Finish", true),
        A::Undo => ("Undo", true),
        A::AskPark => ("AskPark", true),
        A::Park(_) => ("Park", true),
        A::AskTransfer => ("AskTransfer", true),
        A::TransferTo(Handover::Service(_)) => ("TransferTo a service", true),
        A::TransferTo(Handover::Counter(_)) => ("TransferTo a counter", true),
        A::TransferFirst(_) => ("TransferFirst", true),
        A::AskPeople => ("AskPeople", true),
        A::PeopleCame(_) => ("PeopleCame", true),
        A::WalkIn(_) => ("WalkIn", true),
        A::AskWalkIn => ("AskWalkIn", true),
        A::WalkInBy(_) => ("WalkInBy", true),
        A::WalkInFor(_) => ("WalkInFor", true),
        A::Pause => ("Pause", true),
        A::PauseFor(_) => ("PauseFor", true),
        A::PauseBecause(_) => ("PauseBecause", true),
        A::AskCounter => ("AskCounter", true),
        A::CloseCounter => ("CloseCounter", true),
        A::LeftOver(_) => ("LeftOver", true),
        A::StillHere(_) => ("StillHere", true),
        A::Confirm => ("Confirm", true),
        A::Cancel => ("Cancel", true),
        A::Came(_) => ("Came", true),
        A::CloseAnyway => ("CloseAnyway", true),
        A::ShowKeys => ("ShowKeys", true),
        A::AskHelp => ("AskHelp", true),
        A::ToggleColleagues => ("ToggleColleagues", true),
        A::ToggleStrip => ("ToggleStrip", true),
        A::AnswerHelp => ("AnswerHelp", true),
        A::ToggleChime => ("ToggleChime", true),
        A::ConfirmDay => ("ConfirmDay", true),
        A::TakeBack => ("TakeBack", true),
        A::PointAt(_) => ("PointAt", true),
        A::ChooseCitizen(_) => ("ChooseCitizen", true),
        A::NewCitizen => ("NewCitizen", true),
        A::Anonymous => ("Anonymous", true),
        A::ChangeCitizen => ("ChangeCitizen", true),
        A::AskResidence => ("AskResidence", true),
        A::ChooseResidence(_) => ("ChooseResidence", true),
        A::ForeignDocument => ("ForeignDocument", true),
        // Chosen with the keys that go from field to field.
        A::ChooseSex(_) => ("ChooseSex", false),
        A::AskNotice => ("AskNotice", true),
        A::GiveNotice(_) => ("GiveNotice", true),
        A::AskConsent => ("AskConsent", true),
        A::AskWithdraw(_) => ("AskWithdraw", true),
        A::CompareAlike => ("CompareAlike", true),
        A::NextAlike => ("NextAlike", true),
        A::NotAlike => ("NotAlike", true),
        A::OlderPast => ("OlderPast", true),
        A::OpenPast(_) => ("OpenPast", true),
        A::OpenCitizenPast(_) => ("OpenCitizenPast", true),
        A::OpenPractice => ("OpenPractice", true),
        A::AnotherPractice => ("AnotherPractice", true),
        A::Continue(_) => ("Continue", true),
        A::AskService => ("AskService", true),
        A::ChooseService(_) => ("ChooseService", true),
        A::AddNote => ("AddNote", true),
        A::Conclude => ("Conclude", true),
        A::AskUnresolved => ("AskUnresolved", true),
        A::Unresolved(_) => ("Unresolved", true),
        A::Reopen => ("Reopen", true),
        A::OpenCitizenFile(_) => ("OpenCitizenFile", true),
        A::OpenPracticeFile(_) => ("OpenPracticeFile", true),
        A::Practice(P::Show(_)) => ("Show a part", true),
        A::Practice(P::Pick(_)) => ("Pick a line", true),
        A::Practice(P::Reserve) => ("Reserve", true),
        A::Practice(P::AskCall) => ("AskCall", true),
        A::Practice(P::AskProtocol) => ("AskProtocol", true),
        A::Practice(P::AskStep) => ("AskStep", true),
        A::Practice(P::AskChange) => ("AskChange", true),
        A::Practice(P::AskEnd { done: true }) => ("AskEnd, taken", true),
        A::Practice(P::AskEnd { done: false }) => ("AskEnd, dropped", true),
        A::Practice(P::ReopenStep) => ("ReopenStep", true),
        A::Practice(P::Cycle(_)) => ("Cycle", true),
        A::Practice(P::AddDocument) => ("AddDocument", true),
        A::Practice(P::RemoveDocument) => ("RemoveDocument", true),
        A::Practice(P::AskOffer) => ("AskOffer", true),
        A::Practice(P::Offer(_)) => ("Offer", true),
        A::Practice(P::AskMember) => ("AskMember", true),
        A::Practice(P::Member(_)) => ("Member", true),
        A::Practice(P::RemoveMember) => ("RemoveMember", true),
        A::Practice(P::TakeOver) => ("TakeOver", true),
        A::Practice(P::AskReturn) => ("AskReturn", true),
        A::Practice(P::AskPresenter) => ("AskPresenter", true),
        A::Practice(P::Choose(_)) => ("Choose in a form", true),
        A::Practice(P::NextResponsible) => ("NextResponsible", true),
        A::Practice(P::TakeTheirs) => ("TakeTheirs of a step", true),
        A::Agenda(AgendaAct::Whose) => ("Agenda, whose", true),
        A::Agenda(AgendaAct::More) => ("Agenda, more", true),
        A::Agenda(AgendaAct::Open(..)) => ("Agenda, open", true),
        A::KeepMine => ("KeepMine", true),
        A::TakeTheirs => ("TakeTheirs", true),
    }
}

/// All the words above, from this file's own text.
fn words() -> BTreeSet<&'static str> {
    let table = include_str!("keys.rs").split("fn word(").nth(1).unwrap();
    let table = table.split("\n}\n").next().unwrap();
    let lines = table.lines().filter(|line| line.contains(", true)"));
    lines.map(|line| line.split('"').nth(1).unwrap()).collect()
}

/// What was found to mean something.
#[derive(Default)]
struct Reached {
    actions: BTreeSet<&'static str>,
    /// The keys that act in the main window while nothing is asked, as they are printed.
    at_work: BTreeSet<String>,
}

/// What the keys mean, as things stand.
fn reach(desk: &Desk, reached: &mut Reached) {
    let at_work = desk.stage() == Stage::Work && desk.view().dialog.kind.is_empty();
    for (key, action) in keyboard().filter_map(|key| Some((key, desk.key(key)?))) {
        let (word, has_a_key) = word(&action);
        assert!(has_a_key, "{word} has a key and is said to have none");
        reached.actions.insert(word);
        if at_work {
            reached.at_work.insert(printed(key));
        }
    }
}

/// A key as it is printed in Italian.
fn printed(key: Key) -> String {
    match key {
        Key::Escape => "Esc".to_owned(),
        Key::ControlReturn => "Ctrl Invio".to_owned(),
        Key::ControlH => "Ctrl H".to_owned(),
        Key::ControlDigit(digit) => format!("Ctrl {digit}"),
        Key::Return => "Invio".to_owned(),
        Key::Up => "Su".to_owned(),
        Key::Down => "Giù".to_owned(),
        Key::AltUp => "Alt Su".to_owned(),
        Key::AltDown => "Alt Giù".to_owned(),
        key => key.cap(),
    }
}

/// The keys that the list behind F1 names.
fn listed() -> BTreeSet<String> {
    let screen = include_str!("../../ui/dialogs/keys.slint");
    let lines = screen.lines().filter_map(|line| line.trim().strip_prefix("KeyLine { key: "));
    let caps = lines.map(|line| line.split('"').nth(1).unwrap());
    let mut listed = BTreeSet::new();
    for cap in caps {
        match cap {
            "Alt 1–4" => listed.extend((1..=4).map(|digit| format!("Alt {digit}"))),
            "Alt 5–9" => listed.extend((5..=9).map(|digit| format!("Alt {digit}"))),
            "Alt 5–8" => listed.extend((5..=8).map(|digit| format!("Alt {digit}"))),
            "Alt W, J, Y" => listed.extend(["Alt W", "Alt J", "Alt Y"].map(str::to_owned)),
            "Ctrl 1–5" => listed.extend((1..=5).map(|digit| format!("Ctrl {digit}"))),
            "Alt Giù" => listed.extend(["Alt Giù", "Alt Su"].map(str::to_owned)),
            "Giù, Su" => listed.extend(["Giù", "Su", "Invio"].map(str::to_owned)),
            cap => drop(listed.insert(cap.to_owned())),
        }
    }
    assert!(listed.len() > 40);
    listed
}

/// A day with somebody in every list.
fn everywhere() -> Vec<TicketView> {
    let mut tickets = scene::morning();
    tickets.push(TicketView { state: TicketState::Away, ..scene::waiting("B017", "09:31") });
    tickets.push(TicketView { state: TicketState::Parked, ..scene::waiting("A040", "09:20") });
    tickets.push(TicketView { state: TicketState::NoShow, ..scene::waiting("D007", "09:25") });
    tickets
}

/// The pages and the questions of the person on the desk.
fn the_person(room: &mut Room, reached: &mut Reached) {
    let alike = vec![scene::likely(2, &["same-code"]), scene::likely(3, &["same-names"])];
    room.answer(Request::Alike(scene::citizen_id()), Reply::Alike(alike));
    room.answer(Request::Citizen(scene::citizen_id()), Reply::Citizen(Box::new(scene::maria_told())));
    for page in [Tab::Record, Tab::Privacy, Tab::Past].map(Page::Person) {
        room.act(Action::Go(page));
        if page == Page::Person(Tab::Past) {
            let past = Request::Past { citizen: scene::citizen_id(), after: None };
            let practices = vec![scene::practice_98("concluded")];
            room.answer(past, Reply::Past { visits: Vec::new(), practices, next: Some("50".into()) });
        }
        if let Some(point) = room.desk.key(Key::Down) {
            room.act(point);
        }
        reach(&room.desk, reached);
    }
    for question in [Action::AskNotice, Action::AskConsent, Action::CompareAlike] {
        room.act(question);
        assert!(!room.desk.view().dialog.kind.is_empty());
        reach(&room.desk, reached);
        room.act(Action::Cancel);
    }
    room.act(Action::Go(Page::Desk));
}

#[test]
fn every_action_has_a_key_and_every_key_of_the_work_stands_in_the_list() {
    let mut reached = Reached::default();
    let mut desk = Desk::new(scene::now(), Language::It, false, "run");
    let file = FoundEnrolment { path: "/media/sportello-3.toml".into(), device: "sportello-3".into() };
    desk.handle(scene::now(), Input::Found(vec![file]));
    reach(&desk, &mut reached);
    desk.handle(scene::now(), Input::Enrolled(Ok(())));
    desk.handle(scene::now(), Input::Hub(scene::reached(None, Vec::new())));
    reach(&desk, &mut reached);
    desk.handle(scene::now(), Input::Do(Action::ChooseOperator("giulia".parse().unwrap())));
    reach(&desk, &mut reached);

    // At the counters: taken over by a colleague.
    let mut room = Room::with(scene::morning());
    let counter = Some(scene::counter("3", Some("carlo")));
    room.told(Update::Event(Box::new(turno_protocol::event::EventData { counter, ..Default::default() })));
    reach(&room.desk, &mut reached);

    // At work with nobody in hand: each line of the queue, the lists, what is asked.
    let mut room = Room::with(everywhere());
    room.told(Update::DayAsked(Some("2026-11-22".parse().unwrap())));
    room.told(scene::help_asked(1, "10:01", None));
    for _ in 0..everywhere().len() {
        let next = room.desk.key(Key::AltDown).unwrap();
        room.act(next);
        reach(&room.desk, &mut reached);
    }
    for page in [Page::Citizens, Page::Practices, Page::Today, Page::Agenda] {
        room.act(Action::Go(page));
        if let Some(point) = room.desk.key(Key::Down) {
            room.act(point);
        }
        reach(&room.desk, &mut reached);
    }
    let first = scene::practice::due()[..1].to_vec();
    let page = turno_protocol::casework::Page { items: first, next: Some("1".to_owned()) };
    let go = room.desk.handle(room.now, Input::Do(Action::Go(Page::Agenda)));
    assert!(!go.is_empty());
    room.answer(Request::Agenda { all: false, after: None }, Reply::Agenda(page));
    reach(&room.desk, &mut reached);
    room.act(Action::Go(Page::Desk));
    for question in [Action::AskWalkIn, Action::Pause, Action::AskCounter] {
        room.act(question);
        reach(&room.desk, &mut reached);
        room.act(Action::Cancel);
    }

    room.told(scene::counter_event(scene::counter("1", None)));
    room.act(Action::AskCounter);
    room.act(Action::CloseCounter);
    reach(&room.desk, &mut reached);

    // With somebody called who has not started.
    let mut room = crate::with_called();
    room.act(Action::CallNext);
    reach(&room.desk, &mut reached);

    // With somebody in hand, for long.
    let mut room = Room::with(scene::morning_with_a042());
    room.pass(15 * 60);
    reach(&room.desk, &mut reached);
    let mut room = Room::with(scene::morning_with_a042());
    room.act(Action::AskPeople);
    reach(&room.desk, &mut reached);
    room.act(Action::Cancel);
    room.write(Field::Query, "bianchi");
    let point = room.desk.key(Key::Down).unwrap();
    room.act(point);
    reach(&room.desk, &mut reached);
    room.choose_maria();
    room.answer(
        Request::Story(scene::citizen_id()),
        Reply::Story(Vec::new(), vec![scene::practice_98("open")]),
    );
    room.write(Field::Code, "X12345678901234Z");
    reach(&room.desk, &mut reached);
    room.write(Field::Code, &scene::maria().fields.identity.value.unwrap());
    room.open_412();
    reach(&room.desk, &mut reached);
    for question in [
        Action::AskPark,
        Action::AskTransfer,
        Action::AskService,
        Action::AskUnresolved,
        Action::AskResidence,
    ] {
        room.act(question);
        reach(&room.desk, &mut reached);
        room.act(Action::Cancel);
    }
    the_person(&mut room, &mut reached);
    the_parts_of_a_practice(&mut room, &mut reached);
    // The window is closed while something is not stored.
    room.told(Update::Lost);
    room.write(Field::Phone, "031 1");
    room.take(Input::Close);
    reach(&room.desk, &mut reached);
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    // Two versions of one record.
    room.write(Field::Phone, "031 1");
    room.pass(2);
    while !matches!(room.asked[0], Request::UpdateCitizen { .. }) {
        room.asked.remove(0);
    }
    let save = room.asks();
    let problem = Box::new(turno_protocol::problem::Problem::new(409, "stale", ""));
    let refused = Err(turno_desk::model::port::Failure::Refused(problem));
    room.desk.handle(room.now, Input::Answer(save, refused));
    let fields = turno_protocol::casework::CitizenFields { phone: "031 2".into(), ..scene::maria().fields };
    let theirs = turno_protocol::casework::CitizenView { revision: 5, fields, ..scene::maria() };
    room.answer(Request::Citizen(scene::citizen_id()), Reply::Citizen(Box::new(theirs)));
    reach(&room.desk, &mut reached);
    room.act(Action::KeepMine);
    // Left, and not taken.
    room.event(TicketView {
        state: TicketState::Finished,
        ..scene::serving("A042", "09:42", "09:57", "09:58")
    });
    let save = room.asks();
    room.refuse(save, "out-of-range");
    reach(&room.desk, &mut reached);

    let without: Vec<_> = words().difference(&reached.actions).copied().collect();
    assert!(without.is_empty(), "without a key: {without:?}");
    assert_eq!(
        listed(),
        reached.at_work,
        "on the left what the list behind F1 names, on the right what acts"
    );
}

/// Each part of the practice on the desk, with each of its lines chosen and each of its questions open.
fn the_parts_of_a_practice(room: &mut Room, reached: &mut Reached) {
    use PracticeAct as P;
    let stands = |room: &mut Room, practice| {
        room.answer(Request::Practice(scene::practice_id(412)), Reply::Practice(Box::new(practice)));
    };
    let shared = || turno_protocol::casework::PracticeView {
        team: vec!["carlo".parse().unwrap()],
        offered_to: Some("giulia".parse().unwrap()),
        ..scene::practice_412()
    };
    stands(room, shared());
    for section in Section::ALL {
        room.act(Action::Practice(P::Show(section)));
        reach(&room.desk, reached);
        while let Some(next) = room.desk.key(Key::Down) {
            room.act(next);
            reach(&room.desk, reached);
            let view = room.desk.view().dossier;
            let last = [
                view.steps.last().is_none_or(|step| step.picked),
                view.documents.last().is_none_or(|document| document.picked),
                view.team.last().is_none_or(|member| member.picked),
            ];
            if last.contains(&true) {
                break;
            }
        }
    }
    for question in [P::AskCall, P::AskStep, P::AskOffer, P::AskMember, P::AskPresenter, P::AskReturn] {
        room.act(Action::Practice(question));
        reach(&room.desk, reached);
        room.act(Action::Cancel);
    }
    // A colleague changed the step that is being changed.
    room.act(Action::Practice(P::Show(Section::Steps)));
    room.act(Action::Practice(P::Pick(Pick::Step(scene::practice::step_id(1)))));
    room.act(Action::Practice(P::AskChange));
    room.write(Field::Form(turno_desk::model::practice::form::FormField::Place), "Sala colloqui");
    let mut theirs = shared();
    theirs.steps[0].revision = 2;
    theirs.steps[0].fields.place = "Sportello 1".to_owned();
    stands(room, theirs);
    reach(&room.desk, reached);
    room.act(Action::Cancel);
    stands(room, scene::practice_412());
}

#[test]
fn the_key_on_a_choice_makes_that_choice() {
    let mut room = Room::with(scene::morning_with_a042());
    let made = |room: &Room, row: &ChoiceRow| {
        let letter = row.key_cap.strip_prefix("Alt ").unwrap_or_else(|| panic!("{row:?}"));
        room.desk.key(Key::Alt(letter.to_lowercase().chars().next().unwrap())).unwrap()
    };
    room.act(Action::AskTransfer);
    let dialog = room.desk.view().dialog;
    assert!(dialog.first.len() > 3 && !dialog.second.is_empty());
    for row in &dialog.first {
        assert!(
            matches!(made(&room, row), Action::TransferTo(Handover::Service(key)) if key.as_str() == row.key)
        );
    }
    for row in &dialog.second {
        assert!(
            matches!(made(&room, row), Action::TransferTo(Handover::Counter(key)) if key.as_str() == row.key)
        );
    }
    assert!(matches!(room.desk.key(Key::Alt('0')), Some(Action::TransferFirst(false))));
    room.act(Action::Cancel);
    room.act(Action::AskService);
    for row in &room.desk.view().dialog.first {
        assert!(matches!(made(&room, row), Action::ChooseService(key) if key.as_str() == row.key));
    }
    let mut room = Room::with(scene::morning());
    room.act(Action::Pause);
    for row in &room.desk.view().dialog.first {
        let minutes = row.key.parse().ok().filter(|minutes| *minutes > 0);
        assert!(matches!(made(&room, row), Action::PauseFor(time) if time == minutes));
    }
}

#[test]
fn what_is_held_down_is_done_once() {
    for key in keyboard() {
        let moves = [Key::Up, Key::Down, Key::AltUp, Key::AltDown].contains(&key);
        assert_eq!(key.repeats(), moves, "{key:?}");
    }
}

#[test]
fn the_list_of_keys_opens_and_closes_with_the_same_key() {
    let mut room = Room::with(scene::morning());
    for kind in ["keys", ""] {
        let press = room.desk.key(Key::F(1)).unwrap();
        room.act(press);
        assert_eq!(room.desk.view().dialog.kind, kind);
    }
}

#[test]
fn nothing_under_a_question_or_a_hidden_screen_is_pressed_by_mistake() {
    let mut room = Room::with(scene::morning_with_a042());
    let means = |room: &Room, key: Key| room.desk.key(key).map(|action| format!("{action:?}"));
    assert_eq!(means(&room, Key::Alt('x')), None);
    assert_eq!(means(&room, Key::Escape), None);
    room.act(Action::AskTransfer);
    assert_eq!(means(&room, Key::F(8)).as_deref(), Some("Dismiss"));
    assert_eq!(means(&room, Key::Escape).as_deref(), Some("Cancel"));
    assert_eq!(means(&room, Key::Return), None, "it is the field's");
    room.act(Action::Cancel);
    room.act(Action::Reserved);
    assert_eq!(means(&room, Key::F(8)), None);
    assert_eq!(means(&room, Key::F(6)).as_deref(), Some("Reserved"));
}

#[test]
fn a_practice_on_the_desk_is_not_exchanged_by_a_key_that_stands_on_no_button() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    let story = || Reply::Story(Vec::new(), vec![scene::practice_98("open")]);
    room.answer(Request::Story(scene::citizen_id()), story());
    assert!(matches!(room.desk.key(Key::Alt('c')), Some(Action::Continue(_))));
    room.open_412();
    room.answer(Request::Story(scene::citizen_id()), story());
    assert!(room.desk.key(Key::Alt('c')).is_none());
}

#[test]
fn with_somebody_in_hand_no_key_closes_the_counter_or_signs_out() {
    let mut room = Room::with(scene::morning_with_a042());
    room.act(Action::AskCounter);
    for digit in ['1', '2'] {
        assert!(matches!(room.desk.key(Key::Alt(digit)), Some(Action::Dismiss)));
    }
}

#[test]
fn the_arrows_go_round_the_lines_of_the_queue() {
    let mut room = Room::with(everywhere());
    let selected = |room: &Room| {
        let queue = room.desk.view().queue;
        let rows = [queue.waiting, queue.parked, queue.away, queue.no_shows].concat();
        rows.iter().position(|row| row.selected)
    };
    let last = everywhere().len() - 1;
    for at in (0..=last).chain([0]) {
        let next = room.desk.key(Key::AltDown).unwrap();
        room.act(next);
        assert_eq!(selected(&room), Some(at));
    }
    let before = room.desk.key(Key::AltUp).unwrap();
    room.act(before);
    assert_eq!(selected(&room), Some(last));
    // D007 did not come: the one thing to do with it.
    assert!(matches!(room.desk.key(Key::Alt('q')), Some(Action::Reinstate(_))));
    assert!(room.desk.key(Key::Alt('u')).is_none());
}

#[test]
fn what_was_found_is_pointed_at_and_opened() {
    let mut room = Room::with(scene::morning_with_a042());
    assert!(room.desk.key(Key::Down).is_none() && room.desk.key(Key::Return).is_none());
    room.write(Field::Query, "bianchi");
    assert!(room.desk.key(Key::Return).is_none(), "nothing is pointed at");
    for expected in [0, 1] {
        let down = room.desk.key(Key::Down).unwrap();
        room.act(down);
        assert_eq!(room.desk.view().lists.pointed, Some(expected));
    }
    let up = room.desk.key(Key::Up).unwrap();
    room.act(up);
    assert!(
        matches!(room.desk.key(Key::Return), Some(Action::ChooseCitizen(id)) if id == scene::citizen_id())
    );
    // Whoever goes on typing points at nothing.
    room.write(Field::Query, "bianch");
    assert_eq!(room.desk.view().lists.pointed, None);
    let down = room.desk.key(Key::Down).unwrap();
    room.act(down);
    let open = room.desk.key(Key::Return).unwrap();
    room.act(open);
    assert_eq!(room.person().0.family, "Bianchi");
    // A list that is shut has no lines.
    room.act(Action::Go(Page::Citizens));
    assert!(room.desk.key(Key::Down).is_none());
}

#[test]
fn a_second_press_of_the_pin_is_no_second_sign_in() {
    let mut desk = Desk::new(scene::now(), Language::It, true, "run");
    desk.handle(scene::now(), Input::Hub(scene::reached(Some("giulia"), Vec::new())));
    desk.handle(scene::now(), Input::Do(Action::ChooseOperator("giulia".parse().unwrap())));
    let press = || Input::Do(Action::SignIn(Pin("123456".into())));
    assert_eq!(desk.handle(scene::now(), press()).len(), 1);
    assert!(desk.handle(scene::now(), press()).is_empty());
}
