//! Whose a practice is: who answers for it, who works on it with them, and how it goes to somebody else. It is handed over only
//! to whoever says yes, so that no practice is ever with nobody.

use super::entry::EntryKind;
use super::practice::{Practice, PracticeFault, PracticeState};
use crate::keys::OperatorKey;
use crate::roles::PersonRole;

impl Practice {
    /// Whether `operator` works on it: who opened it, who answers for it, who was added.
    pub fn is_of_team(&self, operator: &OperatorKey) -> bool {
        self.opened_by == *operator || self.responsible == *operator || self.team.contains(operator)
    }

    /// Whether `operator` may say who works on it: its team; and, so that nothing stays with somebody who is gone, who answers for the
    /// desks.
    pub fn may_be_shared_by(&self, operator: &OperatorKey, role: PersonRole) -> bool {
        self.is_of_team(operator) || role >= PersonRole::Coordinator
    }

    /// Offers it to a colleague, who takes it over or returns it; an offer to somebody else takes an earlier one's place.
    ///
    /// # Errors
    /// [`PracticeFault::Ended`], or [`PracticeFault::AlreadyResponsible`].
    pub fn offer(&mut self, to: &OperatorKey) -> Result<EntryKind, PracticeFault> {
        if self.state != PracticeState::Open {
            return Err(PracticeFault::Ended);
        }
        if self.responsible == *to {
            return Err(PracticeFault::AlreadyResponsible);
        }
        self.offered_to = Some(to.clone());
        Ok(EntryKind::Offered { to: to.clone() })
    }

    /// Whoever it was offered to takes it over.
    ///
    /// # Errors
    /// [`PracticeFault::NotOffered`]
    pub fn take_over(&mut self, by: &OperatorKey) -> Result<EntryKind, PracticeFault> {
        self.answered_by(by)?;
        let from = std::mem::replace(&mut self.responsible, by.clone());
        Ok(EntryKind::TakenOver { from })
    }

    /// Whoever it was offered to does not take it.
    ///
    /// # Errors
    /// [`PracticeFault::NotOffered`]
    pub fn give_back(&mut self, by: &OperatorKey, reason: String) -> Result<EntryKind, PracticeFault> {
        self.answered_by(by)?;
        Ok(EntryKind::Returned { reason })
    }

    fn answered_by(&mut self, by: &OperatorKey) -> Result<(), PracticeFault> {
        if self.offered_to.as_ref() != Some(by) {
            return Err(PracticeFault::NotOffered);
        }
        self.offered_to = None;
        Ok(())
    }

    /// Adds somebody to the team; none where they are of it.
    pub fn join(&mut self, member: &OperatorKey) -> Option<EntryKind> {
        if self.is_of_team(member) {
            return None;
        }
        self.team.push(member.clone());
        Some(EntryKind::Joined { member: member.clone() })
    }

    /// Takes somebody who was added out of the team; none where nobody had added them.
    pub fn leave(&mut self, member: &OperatorKey) -> Option<EntryKind> {
        let before = self.team.len();
        self.team.retain(|one| one != member);
        (self.team.len() < before).then(|| EntryKind::Left { member: member.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PracticeId;
    use crate::time::Timestamp;
    use proptest::prelude::*;

    fn key(text: &str) -> OperatorKey {
        text.parse().unwrap()
    }

    fn practice() -> Practice {
        Practice {
            id: PracticeId::from_parts(1, [1; 10]),
            number: "2026/000001".parse().unwrap(),
            citizen: None,
            presenter: None,
            service: "spid".parse().unwrap(),
            need: String::new(),
            need_recognised: String::new(),
            documents: Vec::new(),
            project: None,
            state: PracticeState::Open,
            opened_by: key("anna"),
            opened_at: Timestamp::from_millis(0),
            ended_at: None,
            responsible: key("anna"),
            offered_to: None,
            team: Vec::new(),
            revision: 1,
        }
    }

    #[test]
    fn a_practice_goes_only_to_whoever_says_yes() {
        let mut practice = practice();
        assert_eq!(practice.take_over(&key("bruno")), Err(PracticeFault::NotOffered));
        assert_eq!(practice.offer(&key("anna")), Err(PracticeFault::AlreadyResponsible));
        practice.offer(&key("bruno")).unwrap();
        practice.offer(&key("carla")).unwrap();
        assert_eq!(practice.take_over(&key("bruno")), Err(PracticeFault::NotOffered), "offered on to Carla");
        assert_eq!(practice.responsible, key("anna"));
        practice.give_back(&key("carla"), "ferie".into()).unwrap();
        assert_eq!(practice.give_back(&key("carla"), String::new()), Err(PracticeFault::NotOffered));
        practice.offer(&key("bruno")).unwrap();
        assert!(!practice.is_of_team(&key("bruno")), "an offer opens nothing");
        assert_eq!(practice.take_over(&key("bruno")), Ok(EntryKind::TakenOver { from: key("anna") }));
        assert!(practice.is_of_team(&key("bruno")) && practice.is_of_team(&key("anna")));
        practice.state = PracticeState::Concluded;
        assert_eq!(practice.offer(&key("anna")), Err(PracticeFault::Ended));
    }

    #[test]
    fn who_works_on_it_or_answers_for_the_desks_says_who_else_does() {
        let mut practice = practice();
        assert!(practice.may_be_shared_by(&key("anna"), PersonRole::Operator));
        assert!(!practice.may_be_shared_by(&key("bruno"), PersonRole::Operator));
        assert!(practice.may_be_shared_by(&key("bruno"), PersonRole::Coordinator));
        assert!(
            !practice.is_of_team(&key("bruno")),
            "to answer for the desks is not to read what is reserved"
        );
        assert!(practice.join(&key("bruno")).is_some() && practice.join(&key("bruno")).is_none());
        assert!(practice.join(&key("anna")).is_none() && practice.leave(&key("anna")).is_none());
        assert!(practice.is_of_team(&key("anna")), "who opened it stays");
        assert!(practice.leave(&key("bruno")).is_some() && !practice.is_of_team(&key("bruno")));
    }

    proptest! {
        #[test]
        fn somebody_always_answers_for_it_and_only_who_was_asked_does(
            steps in prop::collection::vec((0usize..3, 0usize..4), 0..20),
        ) {
            let people = ["anna", "bruno", "carla", "dino"].map(key);
            let mut practice = practice();
            for (what, who) in steps {
                let (before, who) = (practice.clone(), &people[who]);
                let moved = match what {
                    0 => practice.offer(who).is_ok(),
                    1 => practice.take_over(who).is_ok(),
                    _ => practice.give_back(who, String::new()).is_ok(),
                };
                let took = moved && what == 1;
                prop_assert_eq!(took, practice.responsible != before.responsible);
                prop_assert!(!took || before.offered_to.as_ref() == Some(&practice.responsible));
                prop_assert!(practice.offered_to.as_ref() != Some(&practice.responsible));
                prop_assert!(moved || practice == before);
            }
        }
    }
}
