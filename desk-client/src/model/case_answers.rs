//! What the hub answers about persons and practices, laid on the desk where it belongs.

use super::case::{
    Case, NewPractice, Opening, Origin, PersonCard, PersonDraft, PracticeCard, PracticeDraft, SentNote,
};
use super::port::Command;
use super::{Desk, Effect, Failure, Reply, Request};
use turno_domain::ids::PracticeId;
use turno_protocol::casework::{CitizenView, PracticeView, TicketCasework};

impl Desk {
    pub(super) fn casework_answered(
        &mut self,
        request: Request,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        if matches!(request, Request::Citizen(_)) && self.leads_on(&answer, todo) {
            return;
        }
        if matches!(request, Request::Citizen(_) | Request::Practice(_)) && self.settles(&answer, todo) {
            return;
        }
        match (request, answer) {
            (Request::Casework(ticket), Ok(Reply::Casework(known))) if self.case_ticket() == Some(ticket) => {
                self.know(*known, todo);
            }
            (Request::SearchCitizens { text, .. }, Ok(Reply::Citizens(citizens))) => {
                if let Some(PersonCard::Search { query, found }) =
                    self.case.as_mut().map(|case| &mut case.person)
                    && query.trim() == text
                {
                    *found = Some(citizens);
                }
            }
            (Request::Citizen(_), Ok(Reply::Citizen(citizen))) => self.citizen_stands(*citizen, todo),
            (Request::CreateCitizen { key, .. }, answer) => self.citizen_created(&key, answer, todo),
            (Request::UpdateCitizen { id, .. }, answer) => self.citizen_saved(id, answer, todo),
            (Request::Story(id), Ok(Reply::Story(visits, practices))) => {
                if let Some(case) = self.case.as_mut().filter(|case| case.citizen() == Some(id)) {
                    case.visits = visits;
                    case.practices = practices;
                }
            }
            (Request::Alike(id), Ok(Reply::Alike(found))) => self.alike_answered(id, found),
            (Request::Past { citizen, after }, Ok(Reply::Past { visits, practices, next })) => {
                self.past_answered((citizen, after), visits, practices, next);
            }
            (Request::Practice(_), Ok(Reply::Practice(practice))) => self.practice_stands(*practice, todo),
            (Request::OpenPractice { key, .. }, answer) => self.practice_opened(&key, answer, todo),
            (Request::UpdatePractice { id, .. }, answer) => self.practice_saved(id, answer, todo),
            (Request::AddNote { key, practice, .. }, answer) => self.note_added(&key, practice, answer),
            _ => {}
        }
    }

    /// What became of a visit without a ticket, or of a practice that was continued, ended or opened again.
    pub(super) fn practice_command_answered(
        &mut self,
        command: Command,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        match (command, answer) {
            (Command::OpenVisit { service, .. }, Ok(Reply::Visit(visit))) => {
                self.leave_case(todo);
                let key = self.fresh_key();
                self.case = Some(Case::new(Origin::Visit(visit), Some(service), key));
                self.page = super::Page::Desk;
                self.go_home();
            }
            (Command::Continue { occasion, .. }, Ok(Reply::Practice(practice)))
                if self.case.as_ref().and_then(Self::occasion) == Some(occasion) =>
            {
                self.lay_practice(*practice, todo);
            }
            (Command::Continue { .. }, _) => {}
            (Command::Practice(practice, command), answer) => {
                self.part_answered(practice, &command, answer, todo);
            }
            (_, Ok(Reply::Practice(practice))) => self.practice_stands(*practice, todo),
            _ => {}
        }
    }

    /// What is known of the ticket in hand: after a call, and after a restart in the middle of a visit.
    fn know(&mut self, known: TicketCasework, todo: &mut Vec<Effect>) {
        let Some(case) = &mut self.case else { return };
        case.intake = known.intake;
        case.remarks = known.notes;
        let nobody = matches!(&case.person, PersonCard::Search { query, .. } if query.is_empty());
        let citizen = known.visit.as_ref().and_then(|visit| visit.citizens.last().copied());
        let nothing = matches!(&case.practice, PracticeCard::New(new) if new.need.is_empty());
        let last = known.practices.into_iter().last().filter(|_| nothing);
        let citizen = last.as_ref().and_then(|practice| practice.citizen).or(citizen);
        // Whoever showed its form at the kiosk came for this one: the person's practices, it among them, are offered.
        let shown = known.proposed.filter(|_| last.is_none());
        let citizen = citizen.or(shown.as_ref().and_then(|practice| practice.citizen));
        if let Some(shown) = shown.filter(|practice| practice.citizen.is_none() && case.practices.is_empty())
        {
            case.practices.push(*shown);
        }
        if let Some(practice) = last {
            // A list's practice has no notes.
            todo.push(Effect::Ask(Request::Practice(practice.id)));
            case.practice = PracticeCard::Open(Box::new(PracticeDraft::of(practice)));
        }
        if let Some(citizen) = citizen.filter(|_| nobody) {
            todo.push(Effect::Ask(Request::Citizen(citizen)));
        }
    }

    /// A record as the hub has it: laid on the desk where it is looked for, else renewed where it lies.
    pub(super) fn citizen_stands(&mut self, citizen: CitizenView, todo: &mut Vec<Effect>) {
        let today = self.today_date();
        let Some(case) = &mut self.case else { return };
        match &mut case.person {
            PersonCard::Record(draft) if draft.id() == Some(citizen.id) => {
                let newer = draft.stored.as_ref().is_none_or(|known| citizen.revision > known.revision);
                if newer && draft.save.is_settled() {
                    draft.renew(citizen, today);
                } else if let Some(known) =
                    draft.stored.as_mut().filter(|known| citizen.revision >= known.revision)
                {
                    // What the person was told and allowed raises no revision.
                    (known.notices, known.consents) = (citizen.notices, citizen.consents);
                    draft.whole = true;
                }
            }
            PersonCard::Search { query, .. } if query.is_empty() => {
                let id = citizen.id;
                let mut draft = PersonDraft { whole: true, ..PersonDraft::of(citizen) };
                self.put_back_left_out(&mut draft);
                if let Some(case) = &mut self.case {
                    case.person = PersonCard::Record(Box::new(draft));
                }
                self.ask_about_person(id, todo);
                self.go_home();
            }
            _ => {}
        }
    }

    /// A practice as the hub has it: renewed where it lies, or laid on the desk of a looked-up record.
    pub(super) fn practice_stands(&mut self, practice: PracticeView, todo: &mut Vec<Effect>) {
        let Some(case) = &mut self.case else { return };
        if let Some(known) = case.practices.iter_mut().find(|known| known.id == practice.id) {
            *known = PracticeView {
                notes: Vec::new(),
                entries: Vec::new(),
                steps: Vec::new(),
                ..practice.clone()
            };
        }
        match &mut case.practice {
            PracticeCard::Open(draft) if draft.id() == practice.id => {
                if draft.save.is_settled() {
                    draft.renew(practice);
                } else {
                    draft.renew_what_is_told(practice);
                }
                self.meet_steps();
            }
            _ if matches!(case.origin, Origin::File | Origin::Left(_)) => self.lay_practice(practice, todo),
            _ => {}
        }
    }

    fn lay_practice(&mut self, practice: PracticeView, todo: &mut Vec<Effect>) {
        self.leave_practice(todo);
        let Some(case) = &mut self.case else { return };
        let (citizen, id) = (practice.citizen, practice.id);
        let from_a_list = practice.entries.is_empty();
        let mut draft = PracticeDraft::of(practice.clone());
        // The need that was being written for a new practice stays as a note that is not sent yet.
        if let PracticeCard::New(new) = &mut case.practice {
            draft.note = std::mem::take(&mut new.need).trim().to_owned();
        }
        case.practice = PracticeCard::Open(Box::new(draft));
        if from_a_list {
            todo.push(Effect::Ask(Request::Practice(id)));
        }
        let unknown = matches!(&case.person, PersonCard::Search { query, .. } if query.is_empty());
        if let Some(citizen) = citizen.filter(|_| unknown) {
            todo.push(Effect::Ask(Request::Citizen(citizen)));
        }
        self.show_step_of(&practice);
        self.go_home();
    }

    fn practice_opened(&mut self, key: &str, answer: Result<Reply, Failure>, todo: &mut Vec<Effect>) {
        self.left_opening_answered(key, &answer);
        let Some(case) = &mut self.case else { return };
        let PracticeCard::New(NewPractice { key: mine, need, service, opening, asked }) = &mut case.practice
        else {
            return;
        };
        if mine != key {
            return;
        }
        match answer {
            Ok(Reply::Practice(practice)) => {
                // More may have been typed while the hub opened it.
                let typed = std::mem::take(need);
                let mut draft = PracticeDraft::of(*practice);
                let chosen = service
                    .take()
                    .filter(|chosen| asked.as_ref().is_some_and(|asked| asked.service != chosen.as_str()));
                if typed.trim() != draft.need || chosen.is_some() {
                    draft.need = typed;
                    draft.service = chosen.unwrap_or(draft.service);
                    draft.save.touch(self.now);
                }
                case.practice = PracticeCard::Open(Box::new(draft));
                if let Some(citizen) = case.citizen() {
                    todo.push(Effect::Ask(Request::Story(citizen)));
                    self.link_practice_to_person(citizen);
                }
                self.go_home();
            }
            answer => {
                *opening = Opening::No;
                if answer.as_ref().is_err_and(super::saving::is_final) {
                    *asked = None;
                }
                self.refused(&answer);
            }
        }
    }

    fn note_added(&mut self, key: &str, practice: PracticeId, answer: Result<Reply, Failure>) {
        self.refused(&answer);
        let now = self.now;
        let (here, left) = (&mut self.case, &mut self.left_practices);
        let here = here.as_mut().and_then(Case::practice_draft).map(|draft| (draft, true));
        let mut drafts = here.into_iter().chain(left.iter_mut().map(|draft| (draft, false)));
        let Some((draft, here)) = drafts.find(|(draft, _)| {
            draft.id() == practice && draft.sent_note.as_ref().is_some_and(|sent| sent.key == key)
        }) else {
            return;
        };
        let Some(sent) = draft.sent_note.take() else { return };
        match answer {
            // A note raises no revision: a higher one is a colleague's change, which only the conflict may tell.
            Ok(Reply::Practice(stands)) => {
                draft.take_told(stands.notes, stands.entries, stands.steps);
                // Whoever wrote it sees that it is there.
                draft.face.shown += 1;
            }
            Ok(_) => {}
            Err(failure) if super::saving::is_final(&failure) => {
                // Back into the field, before what was typed since.
                draft.note = format!("{} {}", sent.text, draft.note).trim_end().to_owned();
                draft.note_reserved |= sent.reserved;
                if !here {
                    draft.save.failed(super::saving::fault(&failure), now);
                }
            }
            Err(_) => draft.sent_note = Some(SentNote { flying: false, ..sent }),
        }
        self.forget_what_is_stored();
    }
}
