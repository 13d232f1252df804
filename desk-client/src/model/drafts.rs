//! What is typed and the hub does not have yet, as it is kept on this PC. After every change it goes out as a value, for whoever
//! typed it; after a sign-in it comes in again where a desk ended without having stored it, and goes on like what was left.

use super::aside::Aside;
use super::case::{Case, LeftLink, LeftOpening, Opening, PersonDraft, PracticeCard, PracticeDraft};
use super::{Desk, Effect, Notice};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use turno_domain::keys::OperatorKey;

/// Everything of one operator that only this desk has.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Unsaved {
    pub(super) people: Vec<PersonDraft>,
    pub(super) practices: Vec<PracticeDraft>,
    pub(super) openings: Vec<LeftOpening>,
    pub(super) links: Vec<LeftLink>,
}

impl Unsaved {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
            && self.practices.is_empty()
            && self.openings.is_empty()
            && self.links.is_empty()
    }

    /// As it is kept; none where it cannot be written down.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        serde_json::to_vec(self).ok()
    }

    /// What was kept; none for what no desk of this kind wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

impl fmt::Debug for Unsaved {
    /// It is about people: no log shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unsaved(…)")
    }
}

/// What is to be kept of one operator, in the place of what was kept before.
#[derive(Clone, Debug)]
pub struct KeepDrafts {
    /// Whose it is.
    pub operator: OperatorKey,
    /// As it is kept; none: nothing is left to keep.
    pub unsaved: Option<Sealable>,
    /// The kept ones of earlier runs that are in it, and not needed any more.
    pub taken: Vec<String>,
}

/// The bytes of what somebody typed.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealable(pub Vec<u8>);

impl fmt::Debug for Sealable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealable(…)")
    }
}

/// What earlier runs of this desk kept of one operator.
#[derive(Clone, Debug)]
pub struct FoundDrafts {
    /// Whose it is.
    pub operator: OperatorKey,
    /// What each is called, and what it holds.
    pub found: Vec<(String, Unsaved)>,
    /// How many could not be read, and were put aside.
    pub damaged: usize,
}

/// What was kept last, by whose it is.
pub(super) type Kept = BTreeMap<OperatorKey, Sealable>;

impl Desk {
    /// Says what is to be kept, where it changed.
    pub(super) fn keep_drafts(&mut self, todo: &mut Vec<Effect>) {
        let aside = self.aside.iter().map(|aside| (aside.operator.clone(), aside.unsaved()));
        let mine = self.whose.clone().map(|operator| (operator, self.unsaved()));
        let standing: Vec<(OperatorKey, Unsaved)> = aside.chain(mine).collect();
        for (operator, unsaved) in standing {
            let bytes = if unsaved.is_empty() { None } else { unsaved.to_bytes().map(Sealable) };
            let taken = match &mut self.taken {
                Some((whose, names)) if *whose == operator => std::mem::take(names),
                _ => Vec::new(),
            };
            if self.kept.get(&operator) == bytes.as_ref() && taken.is_empty() {
                continue;
            }
            match &bytes {
                Some(bytes) => self.kept.insert(operator.clone(), bytes.clone()),
                None => self.kept.remove(&operator),
            };
            todo.push(Effect::KeepDrafts(KeepDrafts { operator, unsaved: bytes, taken }));
        }
    }

    /// What would be left if whoever is signed in left everything at this moment.
    fn unsaved(&self) -> Unsaved {
        let mut unsaved = Unsaved {
            people: self.left_people.clone(),
            practices: self.left_practices.clone(),
            openings: self.left_openings.clone(),
            links: self.left_links.clone(),
        };
        if let Some(case) = &self.case {
            unsaved.openings.extend(Self::left_opening(case));
            unsaved.people.extend(self.left_person(case));
            unsaved.practices.extend(self.left_practice(case));
        }
        unsaved
    }

    /// The practice that a case wants opened. A need that was written down is one, also when nobody pressed the button.
    pub(super) fn left_opening(case: &Case) -> Option<LeftOpening> {
        let PracticeCard::New(new) = &case.practice else { return None };
        if new.opening == Opening::No && new.asked.is_none() && new.need.trim().is_empty() {
            return None;
        }
        let (key, need, flying) = (new.key.clone(), new.need.clone(), new.opening == Opening::Asked);
        Some(LeftOpening { key, request: Self::practice_request(case)?, need, flying, fault: None })
    }

    /// What is typed into a case's record and not stored.
    pub(super) fn left_person(&self, case: &Case) -> Option<PersonDraft> {
        let super::PersonCard::Record(draft) = &case.person else { return None };
        let stays = !draft.save.is_settled() || draft.fields.is_left_out(self.today_date());
        stays.then(|| (**draft).clone())
    }

    /// What is typed into a case's practice and not stored.
    pub(super) fn left_practice(&self, case: &Case) -> Option<PracticeDraft> {
        let mut draft = case.open_practice()?.clone();
        draft.add_typed_document(self.now);
        (!draft.is_settled()).then_some(draft)
    }

    /// Adds what was kept to what was left. A cut between the new file and the end of the old one leaves both.
    fn add_kept(&mut self, unsaved: Unsaved) {
        let Unsaved { people, practices, openings, links } = unsaved;
        for draft in people {
            if !self.left_people.iter().any(|known| known.key == draft.key && known.id() == draft.id()) {
                self.left_people.push(draft);
            }
        }
        for draft in practices {
            if !self.left_practices.iter().any(|known| known.id() == draft.id()) {
                self.left_practices.push(draft);
            }
        }
        for opening in openings {
            if !self.left_openings.iter().any(|known| known.key == opening.key) {
                self.left_openings.push(opening);
            }
        }
        for link in links {
            if !self.left_links.iter().any(|known| known.key == link.key) {
                self.left_links.push(link);
            }
        }
    }

    /// Takes up what an earlier run of this desk had not stored when it ended.
    pub(super) fn found_drafts(&mut self, drafts: FoundDrafts, todo: &mut Vec<Effect>) {
        let FoundDrafts { operator, found, damaged } = drafts;
        // Who signed in meanwhile has others; these are found again at their owner's next sign-in.
        if self.whose.as_ref() != Some(&operator) || self.session.is_none() {
            return;
        }
        let mut names = Vec::new();
        for (name, unsaved) in found {
            let mut mine = Aside::of(operator.clone(), unsaved);
            mine.land(self.now);
            mine.ask_for_the_other_versions(todo);
            self.add_kept(mine.unsaved());
            names.push(name);
        }
        if damaged > 0 {
            self.notice = Some(Notice::DraftsDamaged);
        }
        self.taken = Some((operator, names)).filter(|(_, names)| !names.is_empty());
        self.save_what_is_due(true, todo);
    }
}
