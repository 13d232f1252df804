//! The desk ends without a goodbye, and what was typed is there again.

use crate::{Room, scene};
use turno_desk::model::drafts::{FoundDrafts, Unsaved};
use turno_desk::model::port::{Input, Pin, Reply, Request, Update};
use turno_desk::model::view::PracticeCardView;
use turno_desk::model::{Action, Effect, Field};
use turno_domain::ticket::TicketState;
use turno_protocol::ticket::TicketView;

impl Room {
    /// The program is gone from one moment to the next; another run of it begins, and Giulia signs in.
    fn crashes(self) -> Self {
        self.crashes_with(scene::morning_with_a042())
    }

    fn crashes_with(self, tickets: Vec<TicketView>) -> Self {
        let mut room = Room { drafts: self.drafts, ..Room::begun("again", tickets) };
        room.finds("giulia");
        room
    }

    /// What this PC keeps of an operator is found.
    fn finds(&mut self, operator: &str) {
        let operator = operator.parse().unwrap();
        let found =
            self.drafts.get(&operator).map(|kept| ("1.draft".to_owned(), Unsaved::from_bytes(kept).unwrap()));
        self.take(Input::Drafts(FoundDrafts { operator, found: found.into_iter().collect(), damaged: 0 }));
    }

    fn kept_of(&self, operator: &str) -> String {
        let kept = self.drafts.get(&operator.parse().unwrap());
        kept.map(|kept| String::from_utf8(kept.clone()).unwrap()).unwrap_or_default()
    }
}

#[test]
fn every_letter_is_kept_at_once_and_what_is_stored_is_kept_no_more() {
    let mut room = Room::with(scene::morning_with_a042());
    assert!(room.drafts.is_empty());
    room.choose_maria();
    for typed in ["0", "03", "031"] {
        room.write(Field::Phone, typed);
        assert!(
            room.kept_of("giulia").contains(&format!("\"phone\":\"{typed}\"")),
            "{}",
            room.kept_of("giulia")
        );
    }
    // Nothing new is kept while nothing new is typed, however often the clock ticks.
    let todo = room.desk.handle(room.now, Input::Tick);
    assert!(!todo.iter().any(|effect| matches!(effect, Effect::KeepDrafts(_))));
    room.pass(2);
    let save = room.asks();
    assert!(!room.drafts.is_empty(), "on its way is not stored");
    let Request::UpdateCitizen { update, .. } = &save else { panic!() };
    let mut stored = scene::maria();
    (stored.fields, stored.revision) = (update.fields.clone(), stored.revision + 1);
    room.answer(save, Reply::Citizen(Box::new(stored)));
    let links: Vec<Request> = std::mem::take(&mut room.asked);
    for link in links {
        room.answer(link, Reply::Done);
    }
    assert!(room.drafts.is_empty(), "{}", room.kept_of("giulia"));
}

#[test]
fn a_new_person_is_made_under_the_key_that_was_theirs() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Query, "verdi anna");
    room.act(Action::NewCitizen);
    room.write(Field::Phone, "333 1");
    room.pass(2);
    let Request::CreateCitizen { key, fields } = room.asks() else { panic!("not asked for") };
    room.write(Field::Phone, "333 12");
    let mut room = room.crashes();
    let Request::CreateCitizen { key: same, fields: as_before } = room.asks() else { panic!("lost") };
    // The hub may have made it before the answer was lost: the same key brings the same, and the rest follows.
    assert_eq!((&same, &as_before), (&key, &fields));
    let mut stored = scene::maria();
    stored.fields = fields;
    room.answer(Request::CreateCitizen { key, fields: as_before }, Reply::Citizen(Box::new(stored)));
    room.pass(2);
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("the last letters are lost") };
    assert_eq!(update.fields.phone, "333 12");
}

#[test]
fn a_need_a_note_and_a_change_that_were_being_typed_are_stored_by_the_next_run() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Need, "Deve vedere i re");
    let mut room = room.crashes();
    let Request::OpenPractice { request, .. } = room.asks() else { panic!("lost") };
    assert_eq!((request.need.as_str(), request.ticket), ("Deve vedere i re", Some(scene::ticket_id("A042"))));

    let mut room = Room::with(scene::morning_with_a042());
    room.open_412();
    room.write(Field::Note, "Ha il docu");
    room.write(Field::Need, "Un altro bisogno");
    let mut room = room.crashes();
    let Request::AddNote { key, text, practice, .. } = room.asks() else { panic!("lost") };
    assert_eq!((text.as_str(), practice), ("Ha il docu", scene::practice_412().id));
    let Request::UpdatePractice { update, .. } = room.asks() else { panic!("lost") };
    assert_eq!(update.need, "Un altro bisogno");
    // And once more, before anybody answered: under the same key.
    let mut room = room.crashes();
    assert!(matches!(room.asks(), Request::AddNote { key: same, .. } if same == key));
}

#[test]
fn what_the_hub_does_not_take_is_offered_again_by_the_next_run() {
    let mut room = Room::with(scene::morning_with_a042());
    room.write(Field::Need, "Deve vedere i referti");
    room.act(Action::Finish);
    let open = room.asks();
    let finish = room.asks();
    let finished =
        TicketView { state: TicketState::Finished, ..scene::serving("A042", "09:42", "09:57", "09:58") };
    room.answer(finish, Reply::Ticket(Box::new(finished)));
    room.refuse(open, "unknown-service");
    let mut room = room.crashes_with(scene::morning());
    room.pass(5);
    assert!(room.asked.is_empty(), "the same again would get the same answer");
    assert_eq!(room.desk.view().frame.left_refused, 1);
    room.act(Action::TakeBack);
    let PracticeCardView::New { need, .. } = room.desk.view().card.practice else { panic!() };
    assert_eq!(need, "Deve vedere i referti");
    assert!(room.kept_of("giulia").contains("Deve vedere i referti"), "on the desk again, and kept still");
}

#[test]
fn two_operators_at_one_desk_have_each_their_own() {
    let mut room = Room::with(scene::morning_with_a042());
    room.choose_maria();
    room.told(Update::Lost);
    room.write(Field::Phone, "031 1");
    room.told(Update::Back);
    let save = room.asks();
    room.refuse(save, "session-ended");
    room.act(Action::BackToOperators);
    room.act(Action::ChooseOperator("anna".parse().unwrap()));
    room.act(Action::SignIn(Pin("654321".into())));
    assert!(room.kept_of("giulia").contains("031 1") && room.kept_of("anna").is_empty());
    // Anna's run ends; Giulia's is not Anna's to find, and Anna's sign-in takes nothing of it.
    let drafts = room.drafts;
    let mut room = Room { drafts, ..Room::begun("again", scene::morning()) };
    room.act(Action::SignOut);
    room.asked.clear();
    room.act(Action::ChooseOperator("anna".parse().unwrap()));
    room.act(Action::SignIn(Pin("654321".into())));
    room.finds("anna");
    room.pass(5);
    assert!(room.asked.is_empty(), "sent as Anna's: {:?}", room.asked);
    // What is found for who is gone meanwhile waits for them.
    room.finds("giulia");
    room.pass(5);
    assert!(room.asked.is_empty(), "sent as Anna's: {:?}", room.asked);
    assert!(room.kept_of("giulia").contains("031 1"));
    let mut room = room.crashes();
    let Request::UpdateCitizen { update, .. } = room.asks() else { panic!("lost") };
    assert_eq!(update.fields.phone, "031 1");
}

#[test]
fn what_was_found_is_kept_anew_before_the_old_one_goes() {
    let mut room = Room::with(scene::morning_with_a042());
    room.told(Update::Lost);
    room.write(Field::Need, "Lo SPID");
    let kept = room.drafts.values().next().unwrap().clone();
    let mut room = Room::begun("again", scene::morning());
    let found = vec![("old.draft".to_owned(), Unsaved::from_bytes(&kept).unwrap())];
    let operator = "giulia".parse().unwrap();
    let todo = room.desk.handle(room.now, Input::Drafts(FoundDrafts { operator, found, damaged: 0 }));
    let keep = |effect: &Effect| match effect {
        Effect::KeepDrafts(keep) => Some(keep.clone()),
        _ => None,
    };
    let keeps: Vec<_> = todo.iter().filter_map(keep).collect();
    assert_eq!(keeps.len(), 1);
    assert!(keeps[0].unsaved.is_some());
    assert_eq!(keeps[0].taken, ["old.draft"]);
}

#[test]
fn what_lies_there_twice_is_stored_once() {
    let mut room = Room::with(scene::morning_with_a042());
    room.told(Update::Lost);
    room.write(Field::Need, "Lo SPID");
    let kept = room.drafts.values().next().unwrap().clone();
    let mut room = Room::begun("again", scene::morning());
    let found = ["1.draft", "2.draft"].map(|name| (name.to_owned(), Unsaved::from_bytes(&kept).unwrap()));
    let operator = "giulia".parse().unwrap();
    room.take(Input::Drafts(FoundDrafts { operator, found: found.into(), damaged: 0 }));
    assert!(matches!(room.asks(), Request::OpenPractice { .. }) && room.asked.is_empty());
}

#[test]
fn one_that_cannot_be_read_is_told_and_stops_nothing() {
    let mut room = Room::with(scene::morning());
    let operator = "giulia".parse().unwrap();
    room.take(Input::Drafts(FoundDrafts { operator, found: Vec::new(), damaged: 1 }));
    assert_eq!(room.desk.view().frame.notice.name, "drafts-damaged");
    room.act(Action::Dismiss);
    assert_eq!(room.desk.view().frame.notice.name, "");
    for nonsense in [&b""[..], b"{", b"[1]", b"{\"openings\": [1]}"] {
        assert!(Unsaved::from_bytes(nonsense).is_none());
    }
    // What a later version knows more is passed over, what an earlier one did not know is empty.
    assert!(Unsaved::from_bytes(b"{\"dreams\": [1]}").is_some_and(|unsaved| unsaved.is_empty()));
}
