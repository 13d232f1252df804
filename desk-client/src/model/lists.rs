//! The pages beside the desk: all citizens, all practices, today's figures.

use super::case::{Case, Origin};
use super::port::SearchPlace;
use super::{Action, Desk, Effect, Failure, Field, Page, Reply, Request};
use turno_protocol::casework::{CitizenView, PracticeView};

/// What was looked for, and found.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// The search among citizens.
    pub citizen_query: String,
    /// What it found; none while the hub has not answered.
    pub citizens: Option<Vec<CitizenView>>,
    /// The search among practices.
    pub practice_query: String,
    /// What it found.
    pub practices: Option<Vec<PracticeView>>,
}

impl Desk {
    pub(super) fn go(&mut self, page: Page, todo: &mut Vec<Effect>) {
        if let Page::Person(tab) = page {
            return self.go_to_person(tab, todo);
        }
        self.page = page;
        self.go_home();
        match page {
            Page::Citizens => self.refresh_list("citizen", todo),
            Page::Practices => self.refresh_list("practice", todo),
            Page::Today => self.today_stale = Some(chrono::DateTime::UNIX_EPOCH.into()),
            Page::Agenda => self.agenda_is_stale(),
            Page::Desk | Page::Person(_) => {}
        }
    }

    /// With a person in hand nobody else's names are shown, so the lists stay shut.
    pub(super) fn lists_are_shut(&self) -> bool {
        self.in_hand().is_some()
    }

    pub(super) fn refresh_list(&mut self, entity: &str, todo: &mut Vec<Effect>) {
        if self.lists_are_shut() {
            return;
        }
        match (self.page, entity) {
            (Page::Citizens, "citizen") => {
                let text = self.lists.citizen_query.trim().to_owned();
                todo.push(Effect::Ask(Request::SearchCitizens { text, place: SearchPlace::List }));
            }
            (Page::Practices, _) => {
                let text = self.lists.practice_query.trim().to_owned();
                todo.push(Effect::Ask(Request::SearchPractices(text)));
            }
            _ => {}
        }
    }

    pub(super) fn typed_in_list(&mut self, field: Field, text: String, todo: &mut Vec<Effect>) {
        if field == Field::CitizenList {
            self.lists.citizen_query = text;
            self.refresh_list("citizen", todo);
        } else {
            self.lists.practice_query = text;
            self.refresh_list("practice", todo);
        }
    }

    pub(super) fn lists_answered(&mut self, request: Request, answer: Result<Reply, Failure>) {
        match (request, answer) {
            (Request::SearchCitizens { text, .. }, Ok(Reply::Citizens(found)))
                if text == self.lists.citizen_query.trim() =>
            {
                self.lists.citizens = Some(found);
            }
            (Request::SearchPractices(text), Ok(Reply::Practices(found)))
                if text == self.lists.practice_query.trim() =>
            {
                self.lists.practices = Some(found);
            }
            _ => {}
        }
    }

    /// Lays a record from a list on the desk.
    pub(super) fn act_lists(&mut self, action: Action, todo: &mut Vec<Effect>) {
        if self.lists_are_shut() {
            return;
        }
        self.leave_case(todo);
        let service =
            self.site.as_ref().and_then(|site| site.services.first()).map(|first| first.key.clone());
        let key = self.fresh_key();
        self.case = Some(Case::new(Origin::File, service, key));
        self.page = Page::Desk;
        self.go_home();
        match action {
            Action::OpenCitizenFile(id) => todo.push(Effect::Ask(Request::Citizen(id))),
            Action::OpenPracticeFile(id) => todo.push(Effect::Ask(Request::Practice(id))),
            _ => {}
        }
    }
}
