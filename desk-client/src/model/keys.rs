//! The keyboard: every action has a key, and the key stands on its button.
//!
//! Function keys are the verbs of the queue. Alt and a letter are the rest of the window's buttons; within a question, Alt and
//! a digit or a service's letter are its choices; Control and a digit do what the shown part of a practice is for. Arrows point at what was found, and Return opens it.

mod question;

use super::action::{Action, Page, Tab};
use super::agenda::AgendaAct;
use super::case::{Case, PersonCard};
use super::person::CodeNote;
use super::view::ONE_KEY;
use super::{Desk, Dialog, Stage};
use turno_domain::codice_fiscale::CodeError;
use turno_domain::ids::TicketId;
use turno_domain::ticket::TicketState;
use turno_protocol::site::SiteService;

/// A key that means something everywhere in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// F1 to F12.
    F(u8),
    /// Alt and a letter or a digit, in lower case.
    Alt(char),
    /// Alt and the arrow up.
    AltUp,
    /// Alt and the arrow down.
    AltDown,
    /// The arrow up.
    Up,
    /// The arrow down.
    Down,
    /// Return.
    Return,
    /// Control and Return.
    ControlReturn,
    /// Control and H, which answers whoever asks for help: no question has a choice under it.
    ControlH,
    /// Control and a digit, from 1: what the shown part of a practice, or the page of what is due, is for.
    ControlDigit(u8),
    /// Escape.
    Escape,
}

impl Key {
    /// The key of the choice at `at`, from 0; none from the tenth on.
    pub(super) fn of_choice(at: usize) -> Option<Self> {
        u32::try_from(at + 1).ok().and_then(|number| char::from_digit(number, 10)).map(Self::Alt)
    }

    /// The key of the reason for a pause at `at`, from 0: the digits after those of its length.
    pub(super) fn of_pause_reason(at: usize) -> Self {
        Self::Alt(['6', '7', '8', '9', '0'].get(at).copied().unwrap_or('0'))
    }

    /// The key of a service: its letter.
    pub(super) fn of_service(service: &SiteService) -> Self {
        Self::Alt(service.letter.to_ascii_lowercase())
    }

    /// Whether it goes on meaning something while it is held down. An arrow moves on; whatever does something does it once, or a
    /// finger that rests on F8 would call person after person.
    pub fn repeats(self) -> bool {
        matches!(self, Self::Up | Self::Down | Self::AltUp | Self::AltDown)
    }

    /// What is printed on a choice for it, where that is no word of a language.
    pub fn cap(self) -> String {
        match self {
            Self::F(number) => format!("F{number}"),
            Self::Alt(letter) => format!("Alt {}", letter.to_ascii_uppercase()),
            _ => String::new(),
        }
    }
}

impl Desk {
    /// What a key means as things stand; none: it goes to the field that has the focus.
    pub fn key(&self, key: Key) -> Option<Action> {
        if key == Key::F(6) && self.session.is_some() {
            return Some(Action::Reserved);
        }
        // Whatever is on the screen, also nothing.
        if key == Key::ControlH {
            return self.help_to_answer().map(|_| Action::AnswerHelp);
        }
        if self.reserved {
            return None;
        }
        match self.stage() {
            _ if matches!(self.dialog, Some(Dialog::Close)) => self.key_in_question(key),
            Stage::Enrol => self.key_at_enrolment(key),
            Stage::Reaching => None,
            Stage::SignIn => self.key_at_sign_in(key),
            Stage::Counter => self.key_at_counters(key),
            Stage::Work if self.dialog.is_some() => self.key_in_question(key),
            Stage::Work => self.key_at_work(key),
        }
    }

    fn key_at_enrolment(&self, key: Key) -> Option<Action> {
        if key == Key::F(5) {
            return Some(Action::FindEnrolments);
        }
        let found = self.entry.found.iter().flatten().map(|file| Action::ChooseEnrolment(file.path.clone()));
        chosen(key, found)
    }

    fn key_at_sign_in(&self, key: Key) -> Option<Action> {
        if key == Key::Escape && self.notice.is_some() {
            return Some(Action::Dismiss);
        }
        if self.entry.operator.is_some() {
            return (key == Key::Escape).then_some(Action::BackToOperators);
        }
        chosen(key, self.operators.iter().map(|operator| Action::ChooseOperator(operator.key.clone())))
    }

    fn key_at_counters(&self, key: Key) -> Option<Action> {
        match key {
            Key::Escape if self.notice.is_some() => Some(Action::Dismiss),
            Key::Escape => Some(Action::SignOut),
            Key::Alt('g') => self.queue.day_asked.map(|_| Action::ConfirmDay),
            key => chosen(
                key,
                self.queue.counters.iter().map(|counter| Action::OpenCounter(counter.key.clone())),
            ),
        }
    }

    fn key_at_work(&self, key: Key) -> Option<Action> {
        if let Some(action) = self.key_in_practice(key).or_else(|| self.key_in_agenda(key)) {
            return Some(action);
        }
        let action = match key {
            Key::F(1) => Action::ShowKeys,
            Key::F(2) => Action::AskWalkIn,
            Key::F(3) => Action::ChangeCitizen,
            Key::F(4) => Action::OpenPractice,
            Key::F(5) => Action::Pause,
            Key::F(7) => Action::Start,
            Key::F(8) => Action::CallNext,
            Key::F(9) => Action::Recall,
            Key::F(10) => Action::NoShow,
            Key::F(11) => Action::AskPark,
            Key::F(12) => Action::Finish,
            Key::Alt('1') => Action::Go(Page::Desk),
            Key::Alt('2') => Action::Go(Page::Citizens),
            Key::Alt('3') => Action::Go(Page::Practices),
            Key::Alt('4') => Action::Go(Page::Today),
            Key::Alt('0') => Action::Go(Page::Agenda),
            Key::Alt('s') => Action::AskCounter,
            Key::Alt('g') => self.queue.day_asked.map(|_| Action::ConfirmDay)?,
            Key::Alt('f') => Action::ToggleStrip,
            Key::Alt('h') => Action::AskHelp,
            Key::Alt('m') => Action::AskPeople,
            Key::Alt('b') if self.left_refused() > 0 => Action::TakeBack,
            Key::Alt('p') => Action::Explain,
            Key::Alt('q') => self.first_on_line()?,
            Key::Alt('u') => self.second_on_line()?,
            Key::Alt('t') => Action::AskTransfer,
            Key::Alt('a') => Action::Undo,
            Key::Alt('i') => Action::NewCitizen,
            Key::Alt('z') => Action::Anonymous,
            Key::Alt('e') => Action::AskResidence,
            Key::Alt('d') if self.may_be_foreign() => Action::ForeignDocument,
            Key::Alt(letter @ ('w' | 'j' | 'k' | 'x' | 'y')) => self.key_of_person(letter)?,
            Key::Alt(digit @ '5'..='9') if self.case.is_none() => self.without_a_ticket(digit)?,
            Key::Alt(letter @ ('c' | '5'..='9')) => self.offer(letter)?,
            Key::Alt('l') => {
                self.case.as_ref().and_then(Case::open_practice).map(|_| Action::AnotherPractice)?
            }
            Key::Alt('v') => Action::AskService,
            Key::Alt('r') => Action::Conclude,
            Key::Alt('n') => Action::AskUnresolved,
            Key::Alt('o') => Action::Reopen,
            Key::AltDown => self.line_from_selected(1)?,
            Key::AltUp => self.line_from_selected(-1)?,
            Key::Down => self.point_from_here(1)?,
            Key::Up => self.point_from_here(-1)?,
            Key::Return => self.found()?.get(self.pointed?)?.clone(),
            Key::ControlReturn => Action::AddNote,
            Key::Escape if self.page != Page::Desk => Action::Go(Page::Desk),
            Key::Escape if self.notice.is_some() => Action::Dismiss,
            _ => return None,
        };
        Some(action)
    }

    /// The first button of the line of the queue that is opened.
    fn first_on_line(&self) -> Option<Action> {
        let ticket = self.queue.ticket(self.selected?)?;
        Some(match ticket.state {
            TicketState::Waiting => Action::CallThis(ticket.id),
            TicketState::Parked => Action::TakeUp(ticket.id),
            TicketState::Away => Action::BackInLine(ticket.id),
            TicketState::NoShow => Action::Reinstate(ticket.id),
            _ => return None,
        })
    }

    /// The second one, where there is one.
    fn second_on_line(&self) -> Option<Action> {
        let ticket = self.queue.ticket(self.selected?)?;
        Some(match ticket.state {
            TicketState::Waiting => Action::Away(ticket.id),
            TicketState::Parked => Action::BackInLine(ticket.id),
            _ => return None,
        })
    }

    /// The line of the queue before or after the one that is opened, round and round.
    fn line_from_selected(&self, step: isize) -> Option<Action> {
        let elsewhere = [TicketState::Parked, TicketState::Away, TicketState::NoShow];
        let waiting = self.queue.waiting().into_iter().map(|ticket| ticket.id);
        let others =
            elsewhere.into_iter().flat_map(|state| self.queue.in_state(state)).map(|ticket| ticket.id);
        let lines: Vec<TicketId> = waiting.chain(others).collect();
        let here = self.selected.and_then(|id| lines.iter().position(|line| *line == id));
        let at = stepped(here, step, lines.len())?;
        (here != Some(at)).then(|| Action::Select(lines[at]))
    }

    /// The line of what was found before or after the one that is pointed at.
    fn point_from_here(&self, step: isize) -> Option<Action> {
        stepped(self.pointed, step, self.found()?.len()).map(Action::PointAt)
    }

    /// What was found and can be opened, in the order of the screen; none: nothing is looked for.
    pub(super) fn found(&self) -> Option<Vec<Action>> {
        match self.open_page() {
            Page::Desk => match &self.case.as_ref()?.person {
                PersonCard::Search { found: Some(found), .. } => {
                    Some(found.iter().map(|citizen| Action::ChooseCitizen(citizen.id)).collect())
                }
                _ => None,
            },
            Page::Citizens => {
                let found = self.lists.citizens.as_ref()?;
                Some(found.iter().map(|citizen| Action::OpenCitizenFile(citizen.id)).collect())
            }
            Page::Practices => {
                let found = self.lists.practices.as_ref()?;
                Some(found.iter().map(|practice| Action::OpenPracticeFile(practice.id)).collect())
            }
            Page::Agenda => {
                let lines = self.agenda.lines.as_ref()?.iter();
                Some(
                    lines
                        .map(|line| Action::Agenda(AgendaAct::Open(line.step.practice, line.step.id)))
                        .collect(),
                )
            }
            Page::Person(Tab::Privacy) => {
                let held = self.consents().filter(|consent| consent.withdrawn_on.is_none());
                Some(held.map(|consent| Action::AskWithdraw(consent.id)).collect())
            }
            Page::Person(Tab::Past) => Some(self.past_lines()),
            Page::Today | Page::Person(Tab::Record) => None,
        }
    }

    /// What a key of the person's own means.
    fn key_of_person(&self, letter: char) -> Option<Action> {
        let pointed_at = |page: Page| self.pointed.filter(|_| self.open_page() == page);
        if let ('y', Some(line)) = (letter, pointed_at(Page::Citizens)) {
            let found = self.lists.citizens.as_ref()?;
            return found.get(line).map(|citizen| Action::OpenCitizenPast(citizen.id));
        }
        let draft = self.case.as_ref()?.person()?;
        if letter == 'w' {
            return Some(Action::Go(Page::Person(Tab::Record)));
        }
        draft.id()?;
        Some(match (letter, self.page) {
            ('j', Page::Person(Tab::Privacy)) => Action::AskConsent,
            ('j', _) => Action::Go(Page::Person(Tab::Privacy)),
            ('k', _) => Action::AskNotice,
            ('x', _) => self.alike().first().map(|_| Action::CompareAlike)?,
            (_, Page::Person(Tab::Past)) => {
                self.case.as_ref()?.past.next.as_ref().map(|_| Action::OlderPast)?
            }
            _ => Action::Go(Page::Person(Tab::Past)),
        })
    }

    /// The page whose lines the arrows move in: a list that is shut has none.
    fn open_page(&self) -> Page {
        match self.page {
            Page::Citizens | Page::Practices | Page::Agenda if self.lists_are_shut() => Page::Today,
            page => page,
        }
    }

    /// What a key means on the page of what is due.
    fn key_in_agenda(&self, key: Key) -> Option<Action> {
        if self.open_page() != Page::Agenda {
            return None;
        }
        match key {
            Key::ControlDigit(1) => Some(Action::Agenda(AgendaAct::Whose)),
            Key::ControlDigit(2) if self.agenda.more => Some(Action::Agenda(AgendaAct::More)),
            _ => None,
        }
    }

    /// The person's open practice that a key continues: Alt C the first, Alt 5 and on the others.
    fn offer(&self, letter: char) -> Option<Action> {
        let at = if letter == 'c' { 0 } else { letter.to_digit(10)?.checked_sub(4)? as usize };
        let case = self.case.as_ref().filter(|case| case.open_practice().is_none())?;
        let offer = case.offers().nth(at)?;
        Some(Action::Continue(offer.id))
    }

    /// The visit without a ticket that a key opens at once, while nobody is on the desk: Alt 5 the first, and on.
    fn without_a_ticket(&self, digit: char) -> Option<Action> {
        let at = digit.to_digit(10)?.checked_sub(5)? as usize;
        ONE_KEY.get(at).filter(|_| self.in_hand().is_none()).copied().map(Action::WalkIn)
    }

    /// Whether the code on the card is, or may be, a foreign document's number.
    fn may_be_foreign(&self) -> bool {
        let Some(PersonCard::Record(draft)) = self.case.as_ref().map(|case: &Case| &case.person) else {
            return false;
        };
        let note = draft.fields.code_note(self.today_date());
        draft.fields.foreign
            || self.page == Page::Person(Tab::Record)
            || matches!(
                note,
                CodeNote::Fault(CodeError::NoKnownCode | CodeError::Letter { .. } | CodeError::Digit { .. })
            )
    }

    /// Whether a dialog is open that asks between two versions, which no key may put away.
    pub(super) fn is_in_conflict(&self) -> bool {
        matches!(self.dialog, Some(Dialog::CitizenConflict(_) | Dialog::PracticeConflict(_)))
    }
}

/// The action of those in a row whose key this is.
pub(super) fn chosen(key: Key, actions: impl IntoIterator<Item = Action>) -> Option<Action> {
    actions.into_iter().enumerate().find(|(at, _)| Key::of_choice(*at) == Some(key)).map(|(_, action)| action)
}

/// The place `step` after `here` among `count`, round and round; from nowhere the first or the last.
pub(super) fn stepped(here: Option<usize>, step: isize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (here.filter(|here| *here <= last), step > 0) {
        (None, true) => 0,
        (None, false) => last,
        (Some(here), true) => (here + 1) % count,
        (Some(here), false) => here.checked_sub(1).unwrap_or(last),
    })
}
