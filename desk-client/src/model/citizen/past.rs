//! All that a person ever came for, on one page: visits and practices in one line of time, the latest first, page by page.

use super::super::action::Tab;
use super::super::case::Case;
use super::super::{Action, Desk, Effect, Page, Request};
use turno_domain::ids::CitizenId;
use turno_domain::time::Timestamp;
use turno_protocol::casework::{PracticeView, VisitView};

/// What is known of it so far.
#[derive(Clone, Debug, Default)]
pub struct Past {
    visits: Vec<VisitView>,
    practices: Vec<PracticeView>,
    /// Where the next page begins; none: there is none.
    pub next: Option<String>,
    /// Whether the hub has answered.
    pub known: bool,
}

/// One thing that the person came for.
#[derive(Clone, Copy, Debug)]
pub enum PastItem<'a> {
    /// A visit.
    Visit(&'a VisitView),
    /// A practice, by the day on which it was opened.
    Practice(&'a PracticeView),
}

impl PastItem<'_> {
    /// When.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Visit(visit) => visit.began_at.0,
            Self::Practice(practice) => practice.opened_at.0,
        }
    }
}

impl Past {
    /// The latest first. What is older than the last practice of these pages comes with theirs.
    pub fn items(&self) -> Vec<PastItem<'_>> {
        let oldest = self.practices.iter().map(|practice| practice.opened_at.0).min();
        let until = oldest.filter(|_| self.next.is_some());
        let visits = self.visits.iter().filter(|visit| until.is_none_or(|until| visit.began_at.0 >= until));
        let mut items: Vec<PastItem<'_>> =
            visits.map(PastItem::Visit).chain(self.practices.iter().map(PastItem::Practice)).collect();
        items.sort_by_key(|item| std::cmp::Reverse(item.at()));
        items
    }
}

impl Desk {
    /// Asks for it from the beginning.
    pub(in crate::model) fn ask_past(&mut self, todo: &mut Vec<Effect>) {
        if let Some(citizen) = self.case.as_ref().and_then(Case::citizen) {
            todo.push(Effect::Ask(Request::Past { citizen, after: None }));
        }
    }

    pub(super) fn ask_older(&mut self, todo: &mut Vec<Effect>) {
        if let Some(case) = &self.case
            && let (Some(citizen), Some(after)) = (case.citizen(), case.past.next.clone())
        {
            todo.push(Effect::Ask(Request::Past { citizen, after: Some(after) }));
        }
    }

    pub(in crate::model) fn past_answered(
        &mut self,
        (citizen, after): (CitizenId, Option<String>),
        visits: Vec<VisitView>,
        practices: Vec<PracticeView>,
        next: Option<String>,
    ) {
        let Some(case) = self.case.as_mut().filter(|case| case.citizen() == Some(citizen)) else { return };
        let past = &mut case.past;
        match after {
            None => *past = Past { visits, practices, next, known: true },
            // A page that was asked for twice comes twice, and counts once.
            after if after == past.next => {
                past.practices.extend(practices);
                past.next = next;
            }
            Some(_) => {}
        }
    }

    /// What can be done with each line.
    pub(in crate::model) fn past_lines(&self) -> Vec<Action> {
        let count = self.case.as_ref().map_or(0, |case| case.past.items().len());
        (0..count).map(Action::OpenPast).collect()
    }

    /// Goes to a practice of the person: with a ticket in hand an open one is continued, with nobody in hand any is looked into.
    pub(super) fn open_past(&mut self, line: usize, todo: &mut Vec<Effect>) {
        let Some(case) = self.case.as_ref().filter(|_| self.page == Page::Person(Tab::Past)) else { return };
        let Some(PastItem::Practice(practice)) = case.past.items().get(line).copied() else { return };
        let (id, open) = (practice.id, practice.state == "open");
        if !self.lists_are_shut() {
            self.act_lists(Action::OpenPracticeFile(id), todo);
        } else if open && case.open_practice().is_none() {
            self.go(Page::Desk, todo);
            self.act_casework(Action::Continue(id), todo);
        }
    }
}
