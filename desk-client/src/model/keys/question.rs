//! The keys of the open question: Alt and a digit or a service's letter are its choices, and nothing under it can be pressed.

use super::super::action::Action;
use super::super::dialog::{PARK_REASONS, PAUSE_REASONS, PEOPLE};
use super::super::person::ResidenceKind;
use super::super::port::Handover;
use super::super::view::{CHANNELS, GIVEN, PAUSES, UNRESOLVED};
use super::super::{Desk, Dialog, Server};
use super::{Key, chosen};
use turno_domain::keys::ServiceKey;

impl Desk {
    pub(super) fn key_in_question(&self, key: Key) -> Option<Action> {
        match key {
            Key::Escape => Some(Action::Cancel),
            Key::ControlReturn => Some(Action::Confirm),
            Key::Up | Key::Down if matches!(self.dialog, Some(Dialog::Leftovers)) => {
                self.key_among_leftovers(key)
            }
            Key::Up | Key::Down | Key::Return => None,
            // Nothing under the veil can be pressed by mistake.
            key => Some(self.choice(key).unwrap_or(Action::Dismiss)),
        }
    }

    /// The choice of the open question that a key makes.
    fn choice(&self, key: Key) -> Option<Action> {
        use Action as A;
        let services = || self.site.iter().flat_map(|site| &site.services);
        let service =
            || services().find(|service| Key::of_service(service) == key).map(|one| one.key.clone());
        match self.dialog.as_ref()? {
            Dialog::Park { .. } => chosen(key, PARK_REASONS.into_iter().map(A::Park)),
            Dialog::Transfer { first, .. } if key == Key::Alt('0') => Some(A::TransferFirst(!first)),
            Dialog::Transfer { .. } => {
                let counters = self
                    .other_counters()
                    .map(|counter| A::TransferTo(Handover::Counter(counter.key.clone())));
                chosen(key, counters).or_else(|| service().map(|key| A::TransferTo(Handover::Service(key))))
            }
            Dialog::WalkIn { .. } => {
                let mine = |key: &ServiceKey| self.server(key) == Server::Here;
                let service = || service().filter(mine).map(A::WalkInFor);
                chosen(key, CHANNELS.into_iter().map(A::WalkInBy)).or_else(service)
            }
            Dialog::Pause { .. } => {
                let times = PAUSES.into_iter().map(Some).chain([None]).map(A::PauseFor);
                let mut reasons = PAUSE_REASONS.into_iter().enumerate();
                let because = reasons.find(|(at, _)| Key::of_pause_reason(*at) == key);
                chosen(key, times).or(because.map(|(_, reason)| A::PauseBecause(reason)))
            }
            Dialog::People => chosen(key, (1..=PEOPLE).map(A::PeopleCame)),
            Dialog::Leftovers => self.key_among_leftovers(key),
            Dialog::Forgotten { .. } => chosen(key, [true, false].map(A::StillHere)),
            Dialog::Counter if key == Key::Alt('3') => Some(A::ToggleChime),
            Dialog::Counter if key == Key::Alt('4') => Some(A::ToggleColleagues),
            Dialog::Counter if self.in_hand().is_some() => None,
            Dialog::Counter => chosen(key, [A::CloseCounter, A::SignOut]),
            Dialog::Service => service().map(A::ChooseService),
            Dialog::Unresolved { .. } => chosen(key, UNRESOLVED.into_iter().map(A::Unresolved)),
            Dialog::Came { .. } => chosen(key, [true, false].map(A::Came)),
            Dialog::Close => chosen(key, [A::CloseAnyway]),
            Dialog::Keys => (key == Key::F(1)).then_some(A::Cancel),
            Dialog::Residence => chosen(key, ResidenceKind::ALL.into_iter().map(A::ChooseResidence)),
            Dialog::Notice { .. } => chosen(key, GIVEN.into_iter().map(A::GiveNotice)),
            Dialog::Consent { .. } | Dialog::Withdraw { .. } => None,
            Dialog::Alike { .. } if self.alike().len() > 1 => chosen(key, [A::NotAlike, A::NextAlike]),
            Dialog::Alike { .. } => chosen(key, [A::NotAlike]),
            Dialog::Form(_)
            | Dialog::StepEnd { .. }
            | Dialog::Offer
            | Dialog::Member
            | Dialog::Return { .. } => self.choice_in_practice(key),
            Dialog::CitizenConflict(_) | Dialog::PracticeConflict(_) => {
                chosen(key, [A::KeepMine, A::TakeTheirs])
            }
        }
    }
}
