//! Who it is and what it is about: from the search to the closed practice.

use super::case::{Case, LeftLink, Opening, Origin, PersonCard, PersonDraft, PracticeCard, PracticeDraft};
use super::citizen::more::ContactFields;
use super::citizen::past::Past;
use super::person::PersonFields;
use super::port::{Command, Occasion, SearchPlace};
use super::save::Save;
use super::{Action, Desk, Dialog, Effect, Field, Request};
use turno_domain::casework::UnresolvedReason;
use turno_domain::ids::{CitizenId, PracticeId};
use turno_domain::keys::ServiceKey;
use turno_protocol::casework::PracticeRequest;

/// The fewest characters that are searched for.
const SEARCH_FROM: usize = 2;

impl Desk {
    pub(super) fn act_casework(&mut self, action: Action, todo: &mut Vec<Effect>) {
        use Action as A;
        match action {
            A::ChooseCitizen(id) => self.choose_citizen(id, todo),
            A::NewCitizen => self.new_citizen(todo),
            A::Anonymous => self.become_card(PersonCard::Anonymous, todo),
            A::ChangeCitizen => {
                self.become_card(PersonCard::Search { query: String::new(), found: None }, todo);
            }
            A::AskResidence if self.case.as_mut().and_then(Case::person_draft).is_some() => {
                self.dialog = Some(Dialog::Residence);
            }
            A::ChooseResidence(kind) if matches!(self.dialog, Some(Dialog::Residence)) => {
                self.dialog = None;
                self.edit_person(todo, |fields| fields.residence_kind = kind);
            }
            A::ForeignDocument => self.edit_person(todo, |fields| fields.foreign = !fields.foreign),
            A::OpenPractice => self.open_practice(todo),
            A::AnotherPractice => self.another_practice(todo),
            A::Continue(practice) => self.continue_practice(practice, todo),
            A::AskService if self.case.is_some() => self.dialog = Some(Dialog::Service),
            A::ChooseService(service) => self.choose_service(service, todo),
            A::AddNote => self.add_note(todo),
            A::Conclude => self.with_open_practice(todo, Command::Conclude),
            A::AskUnresolved if self.open_practice_id().is_some() => {
                self.dialog = Some(Dialog::Unresolved { text: String::new() });
            }
            A::Unresolved(reason) => self.end_unresolved(reason, String::new(), todo),
            A::Reopen => {
                let ended =
                    self.case.as_mut().and_then(Case::practice_draft).filter(|draft| !draft.is_open());
                if let Some(practice) = ended.map(|draft| draft.id()) {
                    self.command(Command::Reopen(practice), todo);
                }
            }
            A::KeepMine => self.keep_mine(todo),
            A::TakeTheirs => self.take_theirs(todo),
            _ => {}
        }
    }

    /// Something was typed somewhere.
    pub(super) fn typed(&mut self, field: Field, text: String, todo: &mut Vec<Effect>) {
        let text = super::citizen::one_line(text);
        self.unpick_document();
        match field {
            Field::CitizenList | Field::PracticeList => self.typed_in_list(field, text, todo),
            Field::Dialog => self.typed_in_dialog(text),
            Field::NoticeVersion | Field::NoticeController | Field::Day => {
                self.typed_of_privacy(field, text);
            }
            Field::Query => self.search(text, todo),
            Field::Family => self.edit_person(todo, |person| person.family = text),
            Field::Given => self.edit_person(todo, |person| person.given = text),
            Field::Code => {
                let today = self.today_date();
                self.edit_person(todo, |person| {
                    person.code = if person.foreign { text } else { text.to_uppercase() };
                    person.fill_from_code(today);
                });
            }
            Field::Birth => self.edit_person(todo, |person| person.birth = text),
            Field::Residence => self.edit_person(todo, |person| person.residence = text),
            Field::Phone => self.edit_person(todo, |person| person.phone = text),
            Field::BirthPlace => self.edit_person(todo, |person| person.birth_place = text),
            Field::Domicile => self.edit_person(todo, |person| person.domicile = text),
            Field::Mail => self.edit_person(todo, |person| person.mail = text),
            Field::Remark => self.edit_person(todo, |person| person.remark = text),
            Field::Languages => self.edit_person(todo, |person| person.languages = text),
            Field::Contact(line, part) => {
                self.edit_person(todo, |person| ContactFields::write(&mut person.contacts, line, part, text));
            }
            Field::Need => self.type_need(text, todo),
            Field::Recognised => self.edit_practice(todo, |draft| draft.recognised = text),
            Field::Form(field) => self.type_in_form(field, text),
            Field::Document => {
                if let Some(draft) = self.practice_on_desk() {
                    draft.face.document = text;
                    self.start_by_working(todo);
                }
            }
            Field::Note => {
                if let Some(draft) = self.case.as_mut().and_then(Case::practice_draft) {
                    draft.note = text;
                    self.start_by_working(todo);
                }
            }
        }
    }

    fn typed_in_dialog(&mut self, typed: String) {
        match &mut self.dialog {
            Some(
                Dialog::Park { text }
                | Dialog::Unresolved { text }
                | Dialog::StepEnd { text, .. }
                | Dialog::Return { text },
            ) => *text = typed,
            Some(Dialog::Transfer { note, .. }) => *note = typed,
            Some(Dialog::Consent { purpose, .. }) => *purpose = typed,
            _ => {}
        }
    }

    fn search(&mut self, text: String, todo: &mut Vec<Effect>) {
        let Some(case) = &mut self.case else { return };
        let PersonCard::Search { query, found } = &mut case.person else { return };
        if text.trim().chars().count() >= SEARCH_FROM {
            let request = Request::SearchCitizens { text: text.trim().to_owned(), place: SearchPlace::Hand };
            todo.push(Effect::Ask(request));
        } else {
            *found = None;
        }
        *query = text;
        self.start_by_working(todo);
    }

    pub(super) fn edit_person(&mut self, todo: &mut Vec<Effect>, change: impl FnOnce(&mut PersonFields)) {
        let now = self.now;
        let Some(draft) = self.case.as_mut().and_then(Case::person_draft) else { return };
        change(&mut draft.fields);
        draft.save.touch(now);
        self.start_by_working(todo);
    }

    fn type_need(&mut self, text: String, todo: &mut Vec<Effect>) {
        let now = self.now;
        let Some(case) = &mut self.case else { return };
        match &mut case.practice {
            PracticeCard::New(new) => new.need = text,
            PracticeCard::Open(draft) => {
                draft.need = text;
                draft.save.touch(now);
            }
        }
        self.start_by_working(todo);
    }

    fn edit_practice(&mut self, todo: &mut Vec<Effect>, change: impl FnOnce(&mut PracticeDraft)) {
        let now = self.now;
        let Some(draft) = self.practice_on_desk() else { return };
        change(draft);
        draft.save.touch(now);
        self.start_by_working(todo);
    }

    /// Another person card; a record that was on it is stored first.
    fn become_card(&mut self, card: PersonCard, todo: &mut Vec<Effect>) {
        if self.case.is_none() || self.page != super::Page::Desk {
            return;
        }
        self.leave_person(todo);
        if let Some(case) = &mut self.case {
            case.person = card;
            case.visits.clear();
            case.practices.clear();
            case.alike.clear();
            case.past = Past::default();
            self.go_home();
            self.start_by_working(todo);
        }
    }

    fn choose_citizen(&mut self, id: CitizenId, todo: &mut Vec<Effect>) {
        let chosen = self.case.as_ref().and_then(|case| match &case.person {
            PersonCard::Search { found: Some(found), .. } => {
                found.iter().find(|person| person.id == id).cloned()
            }
            _ => None,
        });
        if let Some(chosen) = chosen {
            let mut draft = PersonDraft::of(chosen);
            self.put_back_left_out(&mut draft);
            self.become_card(PersonCard::Record(Box::new(draft)), todo);
            self.link_practice_to_person(id);
            self.link_citizen(id, todo);
            // A list's record does not tell what the person was told and allowed.
            todo.push(Effect::Ask(Request::Citizen(id)));
            self.ask_about_person(id, todo);
        }
    }

    /// The visit of the ticket in hand is about this person, also when no practice is opened.
    pub(super) fn link_citizen(&mut self, citizen: CitizenId, todo: &mut Vec<Effect>) {
        if let Some(ticket) = self.case_ticket() {
            let key = self.fresh_key();
            self.left_links.retain(|link| link.ticket != ticket);
            self.left_links.push(LeftLink { key, ticket, citizen, flying: false });
            self.tell_links(todo);
        }
    }

    fn new_citizen(&mut self, todo: &mut Vec<Effect>) {
        let Some(PersonCard::Search { query, .. }) = self.case.as_ref().map(|case| &case.person) else {
            return;
        };
        let fields = PersonFields::from_search(query, self.today_date());
        let mut save = Save::default();
        if fields != PersonFields::default() {
            save.touch(self.now);
        }
        let key = self.fresh_key();
        self.become_card(PersonCard::Record(Box::new(PersonDraft::new(key, fields, save))), todo);
    }

    /// A practice that is open without a person becomes this person's.
    pub(super) fn link_practice_to_person(&mut self, id: CitizenId) {
        let now = self.now;
        if let Some(draft) = self.case.as_mut().and_then(Case::practice_draft)
            && draft.citizen != Some(id)
        {
            draft.citizen = Some(id);
            draft.save.touch(now);
        }
    }

    pub(super) fn occasion(case: &Case) -> Option<Occasion> {
        match &case.origin {
            Origin::Ticket(id) => Some(Occasion::Ticket(*id)),
            Origin::Visit(visit) => Some(Occasion::Visit(visit.id)),
            Origin::Left(occasion) => *occasion,
            Origin::File => None,
        }
    }

    pub(super) fn open_practice(&mut self, todo: &mut Vec<Effect>) {
        if self.link != super::Link::There {
            return;
        }
        let Some(case) = &mut self.case else { return };
        let PracticeCard::New(new) = &mut case.practice else { return };
        let unstored = matches!(&case.person, PersonCard::Record(draft)
            if draft.stored.is_none() && (draft.save.edited.is_some() || draft.save.flying));
        if new.opening == Opening::Asked || new.service.is_none() {
            return;
        }
        if unstored {
            new.opening = Opening::AfterPerson;
            self.save_what_is_due(true, todo);
        } else if let Some(request) = Self::practice_request(case)
            && let PracticeCard::New(new) = &mut case.practice
        {
            new.opening = Opening::Asked;
            new.asked = Some(request.clone());
            todo.push(Effect::Ask(Request::OpenPractice { key: new.key.clone(), request }));
        }
        self.start_by_working(todo);
    }

    /// One visit, several practices: the one on the desk is stored and stays as it is, and another is begun for the same person.
    fn another_practice(&mut self, todo: &mut Vec<Effect>) {
        let Some(service) =
            self.case.as_ref().and_then(Case::open_practice).map(|draft| draft.service.clone())
        else {
            return;
        };
        self.settle_case(todo);
        self.leave_practice(todo);
        let key = self.fresh_key();
        if let Some(case) = &mut self.case {
            case.practice = PracticeCard::new(Some(service), key);
        }
        self.save_what_is_due(true, todo);
    }

    pub(super) fn practice_request(case: &Case) -> Option<PracticeRequest> {
        let PracticeCard::New(new) = &case.practice else { return None };
        if let Some(asked) = &new.asked {
            return Some(asked.clone());
        }
        let (ticket, visit) = match Self::occasion(case) {
            Some(Occasion::Ticket(ticket)) => (Some(ticket), None),
            Some(Occasion::Visit(visit)) => (None, Some(visit)),
            None => (None, None),
        };
        Some(PracticeRequest {
            citizen: case.citizen(),
            presenter: None,
            service: new.service.as_ref()?.to_string(),
            need: new.need.trim().to_owned(),
            need_recognised: String::new(),
            project: None,
            ticket,
            visit,
        })
    }

    fn continue_practice(&mut self, practice: PracticeId, todo: &mut Vec<Effect>) {
        match self.case.as_ref().and_then(Self::occasion) {
            Some(occasion) => {
                self.command(Command::Continue { occasion, practice }, todo);
            }
            None => todo.push(Effect::Ask(Request::Practice(practice))),
        }
        self.start_by_working(todo);
    }

    fn choose_service(&mut self, service: ServiceKey, todo: &mut Vec<Effect>) {
        if !matches!(self.dialog, Some(Dialog::Service)) {
            return;
        }
        self.dialog = None;
        let now = self.now;
        match self.case.as_mut().map(|case| &mut case.practice) {
            Some(PracticeCard::New(new)) => new.service = Some(service),
            Some(PracticeCard::Open(draft)) if draft.service != service => {
                draft.service = service;
                draft.save.touch(now);
            }
            _ => {}
        }
        self.start_by_working(todo);
    }

    fn add_note(&mut self, todo: &mut Vec<Effect>) {
        let key = self.fresh_key();
        if let Some(draft) = self.case.as_mut().and_then(Case::practice_draft) {
            super::saving::send_note(draft, key, todo);
        }
    }

    fn open_practice_id(&mut self) -> Option<PracticeId> {
        let draft = self.case.as_mut().and_then(Case::practice_draft).filter(|draft| draft.is_open());
        draft.map(|draft| draft.id())
    }

    /// Ends the practice on the desk without a solution, and says why.
    pub(super) fn end_unresolved(&mut self, reason: UnresolvedReason, words: String, todo: &mut Vec<Effect>) {
        self.with_open_practice(todo, |practice| Command::Unresolved { practice, reason, words });
    }

    /// Ends the practice on the desk; what was typed into it goes first.
    fn with_open_practice(&mut self, todo: &mut Vec<Effect>, end: impl FnOnce(PracticeId) -> Command) {
        if let Some(practice) = self.open_practice_id() {
            let now = self.now;
            if let Some(draft) = self.practice_on_desk() {
                draft.add_typed_document(now);
            }
            if self.link == super::Link::There {
                self.add_note(todo);
            }
            self.save_what_is_due(true, todo);
            self.command(end(practice), todo);
        }
    }
}
