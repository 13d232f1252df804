//! The person on the desk, whole: the rest of the record, what they were told and allowed, records that are of the same person, and
//! all that they ever came for.

pub mod alike;
mod code;
pub mod more;
pub(super) mod part;
pub mod past;
pub mod places;
mod privacy;

pub(super) use privacy::day_of;

use super::action::Tab;
use super::case::{Case, Origin, PersonCard};
use super::port::Command;
use super::{Action, Desk, Dialog, Effect, Failure, Page, Reply, Request};
use turno_domain::ids::CitizenId;

impl Desk {
    pub(super) fn act_citizen(&mut self, action: Action, todo: &mut Vec<Effect>) {
        use Action as A;
        match action {
            A::ChooseSex(sex) => self.edit_person(todo, |fields| fields.sex = sex),
            A::AskNotice => self.ask_notice(),
            A::GiveNotice(given) => self.give_notice(given, todo),
            A::AskConsent => self.ask_consent(),
            A::AskWithdraw(consent) => self.ask_withdraw(consent),
            A::CompareAlike => self.compare(todo),
            A::NextAlike => self.next_alike(),
            A::NotAlike => self.not_alike(),
            A::OlderPast => self.ask_older(todo),
            A::OpenPast(line) => self.open_past(line, todo),
            A::OpenCitizenPast(citizen) if !self.lists_are_shut() => {
                self.act_lists(Action::OpenCitizenFile(citizen), todo);
                self.page = Page::Person(Tab::Past);
            }
            _ => {}
        }
    }

    /// Does what the open question asks for, where it is about the person.
    pub(super) fn confirm_of_citizen(&mut self, todo: &mut Vec<Effect>) {
        match &self.dialog {
            Some(Dialog::Consent { .. }) => self.give_consent(todo),
            Some(Dialog::Withdraw { .. }) => self.withdraw(todo),
            Some(Dialog::Alike { .. }) => self.merge(todo),
            _ => {}
        }
    }

    /// Shows the person on the desk, where there is one.
    pub(super) fn go_to_person(&mut self, tab: Tab, todo: &mut Vec<Effect>) {
        let known = self.case.as_mut().and_then(Case::person_draft).map(|draft| draft.id());
        let may = match tab {
            Tab::Record => known.is_some(),
            Tab::Privacy | Tab::Past => known.flatten().is_some(),
        };
        if !may {
            return;
        }
        self.page = Page::Person(tab);
        self.go_home();
        if tab == Tab::Past {
            self.ask_past(todo);
        }
    }

    /// The page of a person who is not on the desk any more gives way to the desk.
    pub(super) fn follow_the_person(&mut self) {
        let Page::Person(_) = self.page else { return };
        let here = self.case.as_ref().is_some_and(|case| match &case.person {
            PersonCard::Record(_) => true,
            // Chosen in the list, and still to come from the hub.
            PersonCard::Search { query, .. } => query.is_empty() && case.origin == Origin::File,
            PersonCard::Anonymous => false,
        });
        if !here {
            self.page = Page::Desk;
        }
    }

    /// What became of a notice, a consent or a merge.
    pub(super) fn citizen_answered(
        &mut self,
        command: &Command,
        answer: Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) {
        match (command, answer) {
            (Command::Merge { survivor, .. }, Ok(Reply::Citizen(citizen))) => {
                self.merged(*survivor, *citizen, todo);
            }
            (Command::Merge { survivor, .. }, Err(Failure::Refused(_))) => {
                // Somebody changed or merged one of the two: both are shown as they stand now.
                todo.push(Effect::Ask(Request::Citizen(*survivor)));
                todo.push(Effect::Ask(Request::Alike(*survivor)));
            }
            (Command::GiveNotice { version, controller, .. }, Ok(Reply::Citizen(citizen))) => {
                self.notice_told = Some((version.clone(), controller.clone()));
                self.citizen_stands(*citizen, todo);
            }
            (_, Ok(Reply::Citizen(citizen))) => self.citizen_stands(*citizen, todo),
            _ => {}
        }
    }

    /// Asks for what is known about a person beside the record.
    pub(super) fn ask_about_person(&mut self, citizen: CitizenId, todo: &mut Vec<Effect>) {
        todo.push(Effect::Ask(Request::Story(citizen)));
        todo.push(Effect::Ask(Request::Alike(citizen)));
        if self.page == Page::Person(Tab::Past) {
            self.ask_past(todo);
        }
    }
}

/// What was typed or pasted, in one line: control characters are no text.
pub(super) fn one_line(text: String) -> String {
    if text.chars().any(char::is_control) {
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
    } else {
        text
    }
}
