//! Records that are likely of the same person: said in a quiet line, laid side by side, made one where a person says so. A record that
//! became part of another leads to that one.

use super::super::case::{Case, PersonDraft};
use super::super::person::PersonFields;
use super::super::port::Command;
use super::super::save::Save;
use super::super::{Desk, Dialog, Effect, Failure, Reply, Request};
use super::part::Part;
use chrono::NaiveDate;
use turno_domain::ids::CitizenId;
use turno_domain::time::Timestamp;
use turno_protocol::casework::{CitizenFields, CitizenView, LikelyView};

/// The problem's name when a record became part of another since it was read.
pub(in crate::model) const MERGED: &str = "merged";

/// What becomes of one part of two records when they are made one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Both say the same, or only the one that stays says anything.
    Stays,
    /// The one that stays says nothing: the other's is taken over.
    Filled,
    /// What both say is kept.
    Joined,
    /// They say different things: the one that stays keeps its own, the other's is kept with the record that was merged.
    Kept,
}

/// Whether a record is proposed as one of the same person. A phone is shared by a family: with a phone and a family name alone the
/// given names and the birth dates must go together too, so that twins are two.
pub fn is_proposed(mine: &CitizenFields, likely: &LikelyView) -> bool {
    if likely.reasons.iter().any(|reason| reason != "same-phone") {
        return true;
    }
    let theirs = &likely.citizen.fields;
    let first = |fields: &CitizenFields| {
        fields.given_names.split_whitespace().next().map(str::to_lowercase).unwrap_or_default()
    };
    let (one, other) = (first(mine), first(theirs));
    let names = one.is_empty() || other.is_empty() || one == other;
    let born = mine.birth_date.zip(theirs.birth_date).is_none_or(|(mine, theirs)| mine.year == theirs.year);
    names && born && !likely.reasons.is_empty()
}

/// What becomes of a part when `mine` stays and `theirs` becomes part of it, as the hub does it.
pub(in crate::model) fn outcome(part: Part, mine: &PersonFields, theirs: &PersonFields) -> Outcome {
    let says = |fields: &PersonFields| part.of(fields) != part.of(&PersonFields::default());
    if part.of(mine) == part.of(theirs) || !says(theirs) {
        Outcome::Stays
    } else if matches!(part, Part::Languages | Part::Contacts) {
        if says(mine) { Outcome::Joined } else { Outcome::Filled }
    } else if says(mine) {
        Outcome::Kept
    } else {
        Outcome::Filled
    }
}

impl Desk {
    /// The records that may be of the person on the desk, but those that somebody here said are of another.
    pub(in crate::model) fn alike(&self) -> Vec<&LikelyView> {
        let Some(case) = &self.case else { return Vec::new() };
        let Some(stored) = case.person().and_then(|draft| draft.stored.as_ref()) else { return Vec::new() };
        let two = |other: CitizenId| self.two_people.contains(&(stored.id, other));
        case.alike
            .iter()
            .filter(|likely| likely.citizen.id != stored.id && !two(likely.citizen.id))
            .filter(|likely| is_proposed(&stored.fields, likely))
            .collect()
    }

    /// The one that the open question is about.
    pub(in crate::model) fn compared(&self) -> Option<&LikelyView> {
        let Some(Dialog::Alike { other }) = &self.dialog else { return None };
        self.alike().into_iter().find(|likely| likely.citizen.id == *other)
    }

    pub(super) fn compare(&mut self, todo: &mut Vec<Effect>) {
        if let Some(other) = self.alike().first().map(|likely| likely.citizen.id) {
            // What is being typed is stored first: what is shown is what is merged.
            self.save_what_is_due(true, todo);
            self.dialog = Some(Dialog::Alike { other });
        }
    }

    pub(super) fn next_alike(&mut self) {
        let ids: Vec<CitizenId> = self.alike().into_iter().map(|likely| likely.citizen.id).collect();
        if let Some(Dialog::Alike { other }) = &mut self.dialog
            && let Some(here) = ids.iter().position(|id| id == other)
        {
            *other = ids[(here + 1) % ids.len()];
        }
    }

    pub(super) fn not_alike(&mut self) {
        if let (Some(Dialog::Alike { other }), Some(mine)) =
            (&self.dialog, self.case.as_ref().and_then(Case::citizen))
        {
            self.two_people.extend([(mine, *other), (*other, mine)]);
            self.dialog = None;
        }
    }

    /// Whether the two can be made one now: what was typed into the one on the desk is stored.
    pub(in crate::model) fn may_merge(&self) -> bool {
        let stored = self.case.as_ref().and_then(Case::person).is_some_and(|draft| draft.save.is_settled());
        stored && self.compared().is_some()
    }

    pub(super) fn merge(&mut self, todo: &mut Vec<Effect>) {
        if !self.may_merge() {
            return;
        }
        let stays = self.case.as_ref().and_then(Case::person).and_then(|draft| draft.stored.as_ref());
        if let (Some(stays), Some(goes)) = (stays, self.compared()) {
            let merge = Command::Merge {
                survivor: stays.id,
                revision: stays.revision,
                other: goes.citizen.id,
                other_revision: goes.citizen.revision,
            };
            self.command(merge, todo);
        }
    }

    /// The two are one.
    pub(super) fn merged(&mut self, survivor: CitizenId, stands: CitizenView, todo: &mut Vec<Effect>) {
        let today = self.today_date();
        let Some(case) = self.case.as_mut().filter(|case| case.citizen() == Some(survivor)) else { return };
        case.alike.clear();
        if let Some(draft) = case.person_draft() {
            take_over(draft, stands, today);
        }
        self.ask_about_person(survivor, todo);
    }

    pub(in crate::model) fn alike_answered(&mut self, citizen: CitizenId, found: Vec<LikelyView>) {
        if let Some(case) = self.case.as_mut().filter(|case| case.citizen() == Some(citizen)) {
            case.alike = found;
        }
        // Whoever is not alike any more, or was merged by a colleague meanwhile, is not asked about.
        if matches!(self.dialog, Some(Dialog::Alike { .. })) && self.compared().is_none() {
            self.dialog = None;
            self.notice = self.dialog_notice.take().or(self.notice.take());
        }
    }

    /// Whether a record that arrives became part of another: then that one is asked for, and takes its place wherever it lies.
    pub(in crate::model) fn leads_on(
        &mut self,
        answer: &Result<Reply, Failure>,
        todo: &mut Vec<Effect>,
    ) -> bool {
        let Ok(Reply::Citizen(citizen)) = answer else { return false };
        if let Some(into) = citizen.merged_into {
            for draft in self.person_drafts().filter(|draft| draft.id() == Some(citizen.id)) {
                if let Some(stored) = &mut draft.stored {
                    stored.merged_into = Some(into);
                }
            }
            todo.push(Effect::Ask(Request::Citizen(into)));
            return true;
        }
        let (now, mut led) = (self.now, None);
        for draft in self.person_drafts() {
            let before = draft.stored.as_ref().filter(|stored| stored.merged_into == Some(citizen.id));
            if let Some(before) = before.map(|stored| stored.id) {
                lead(draft, citizen, now);
                led = Some(before);
            }
        }
        let Some(before) = led else { return false };
        if let Some(case) = self.case.as_mut().filter(|case| case.citizen() == Some(citizen.id)) {
            case.alike.clear();
            // The hub moved the practice with the record.
            if let Some(practice) = case.practice_draft().filter(|draft| draft.citizen == Some(before)) {
                practice.citizen = Some(citizen.id);
                practice.stored.citizen = Some(citizen.id);
            }
            self.ask_about_person(citizen.id, todo);
        }
        self.save_what_is_due(true, todo);
        self.forget_what_is_stored();
        true
    }
}

/// The record that stays takes the place of one that became part of it; what was typed into that one goes on into this.
fn lead(draft: &mut PersonDraft, survivor: &CitizenView, now: Timestamp) {
    let before = draft.stored.as_ref().map(|stored| PersonFields::of(&stored.fields)).unwrap_or_default();
    let theirs = PersonFields::of(&survivor.fields);
    let mut typed = false;
    for part in Part::ALL {
        if part.of(&draft.fields) == part.of(&before) {
            part.take(&theirs, &mut draft.fields);
        } else {
            typed = true;
        }
    }
    draft.stored = Some(survivor.clone());
    draft.whole = true;
    draft.save = Save::default();
    if typed {
        draft.save.touch(now);
    }
}

/// The record that both became; what was typed meanwhile is typed still.
fn take_over(draft: &mut PersonDraft, stands: CitizenView, today: NaiveDate) {
    if draft.save.is_settled() {
        draft.renew(stands, today);
    } else {
        let (edited, flying) = (draft.save.edited, draft.save.flying);
        lead(draft, &stands, edited.unwrap_or_default());
        draft.save = Save { edited, flying, fault: None };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turno_domain::casework::PartialDate;

    fn fields(family: &str, given: &str, year: i32) -> CitizenFields {
        CitizenFields {
            family_name: family.to_owned(),
            given_names: given.to_owned(),
            birth_date: Some(PartialDate { year, month: Some(4), day: Some(12) }),
            ..CitizenFields::default()
        }
    }

    fn likely(fields: CitizenFields, reasons: &[&str]) -> LikelyView {
        let citizen = CitizenView {
            id: CitizenId::from_parts(1, [2; 10]),
            revision: 1,
            created_at: Timestamp::default().into(),
            fields,
            merged_into: None,
            warnings: Vec::new(),
            notices: Vec::new(),
            consents: Vec::new(),
        };
        LikelyView { citizen, reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect() }
    }

    #[test]
    fn twins_are_two_and_so_are_mother_and_daughter() {
        let mine = fields("Bianchi", "Maria", 1946);
        let shared = |given, year| likely(fields("Bianchi", given, year), &["same-phone"]);
        assert!(!is_proposed(&mine, &shared("Marta", 1946)), "twins with one phone");
        assert!(!is_proposed(&mine, &shared("Maria", 1972)), "a daughter who is called after her");
        assert!(!is_proposed(&mine, &likely(fields("Bianchi", "Marta", 1946), &[])));
        assert!(is_proposed(&mine, &shared("MARIA Teresa", 1946)));
        assert!(is_proposed(&mine, &shared("", 1946)));
        assert!(is_proposed(&mine, &likely(fields("Bianchi", "Marta", 1972), &["same-code"])));
    }

    #[test]
    fn what_goes_where_is_said_part_by_part() {
        let mine = PersonFields { family: "Bianchi".into(), phone: "1".into(), ..PersonFields::default() };
        let theirs = PersonFields {
            family: "Bianchi".into(),
            phone: "2".into(),
            mail: "m".into(),
            languages: "arabo".into(),
            ..PersonFields::default()
        };
        let of = |part| outcome(part, &mine, &theirs);
        assert_eq!((of(Part::Family), of(Part::Phone)), (Outcome::Stays, Outcome::Kept));
        assert_eq!((of(Part::Mail), of(Part::Languages)), (Outcome::Filled, Outcome::Filled));
        let both = PersonFields { languages: "italiano".into(), ..mine.clone() };
        assert_eq!(outcome(Part::Languages, &both, &theirs), Outcome::Joined);
        assert_eq!(outcome(Part::Mail, &theirs, &mine), Outcome::Stays);
    }
}
