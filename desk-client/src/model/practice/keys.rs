//! The keys of a practice's parts. Alt and a digit change the part; Control and a digit do what the shown part is for.

use super::super::action::Action;
use super::super::keys::{Key, stepped};
use super::super::{Desk, Dialog};
use super::{Pick, PracticeAct, Section};
use turno_domain::casework::StepState;

impl Desk {
    /// What a key means while a practice is on the screen and no question is.
    pub(in super::super) fn key_in_practice(&self, key: Key) -> Option<Action> {
        if !self.shows_sections() {
            return None;
        }
        let draft = self.practice_here()?;
        let (face, open) = (&draft.face, draft.is_open());
        let act = match (key, face.section) {
            (Key::Alt(digit @ '5'..='8'), _) => {
                let at = digit.to_digit(10)?.checked_sub(5)? as usize;
                PracticeAct::Show(*Section::ALL.get(at)?)
            }
            (Key::Alt('c'), _) if self.is_offered_to_me() => PracticeAct::TakeOver,
            (Key::Alt('9'), _) if self.is_offered_to_me() => PracticeAct::AskReturn,
            (Key::ControlDigit(1), Section::Diary) if open => PracticeAct::AskCall,
            (Key::ControlDigit(2), Section::Diary) if open => PracticeAct::AskProtocol,
            (Key::ControlDigit(4), Section::Diary) if open && self.may_write_reserved() => {
                PracticeAct::Reserve
            }
            (Key::ControlDigit(1), Section::Steps) => PracticeAct::AskStep,
            (Key::ControlDigit(3), Section::Steps) => match self.picked_step()?.state {
                StepState::Open => PracticeAct::AskEnd { done: true },
                StepState::Done | StepState::Dropped => PracticeAct::ReopenStep,
            },
            (Key::ControlDigit(4), Section::Steps) if self.picked_step()?.state == StepState::Open => {
                PracticeAct::AskEnd { done: false }
            }
            (Key::ControlDigit(5), Section::Steps) if self.picked_step()?.state == StepState::Open => {
                PracticeAct::AskChange
            }
            (Key::ControlDigit(1), Section::Documents) if open => PracticeAct::AddDocument,
            (Key::ControlDigit(4), Section::Documents) if open => {
                matches!(face.pick, Some(Pick::Document(_))).then_some(PracticeAct::RemoveDocument)?
            }
            (Key::Return, Section::Documents) if open && self.pointed.is_none() => match &face.pick {
                // The field's own: what is typed there is added.
                Some(Pick::Document(text)) if face.document.is_empty() => PracticeAct::Cycle(text.clone()),
                _ => return None,
            },
            (Key::ControlDigit(1), Section::Whose) if open && self.may_share() => PracticeAct::AskOffer,
            (Key::ControlDigit(2), Section::Whose) if self.may_share() => PracticeAct::AskMember,
            (Key::ControlDigit(3), Section::Whose) if self.may_share() => {
                matches!(face.pick, Some(Pick::Member(_))).then_some(PracticeAct::RemoveMember)?
            }
            (Key::ControlDigit(4), Section::Whose) if open => PracticeAct::AskPresenter,
            (Key::Down, _) => PracticeAct::Pick(self.line_from_here(1)?),
            (Key::Up, _) => PracticeAct::Pick(self.line_from_here(-1)?),
            _ => return None,
        };
        Some(Action::Practice(act))
    }

    /// The lines of the shown part, in the order of the screen.
    pub(in super::super) fn lines_of_section(&self) -> Vec<Pick> {
        let Some(draft) = self.practice_here() else { return Vec::new() };
        match draft.face.section {
            Section::Diary => Vec::new(),
            Section::Steps => self.steps_in_order().into_iter().map(|step| Pick::Step(step.id)).collect(),
            Section::Documents => {
                draft.documents.iter().map(|document| Pick::Document(document.text.clone())).collect()
            }
            Section::Whose => draft.stored.team.iter().cloned().map(Pick::Member).collect(),
        }
    }

    fn line_from_here(&self, step: isize) -> Option<Pick> {
        // What was found for a name comes first.
        if self.found().is_some() {
            return None;
        }
        let lines = self.lines_of_section();
        let pick = self.practice_here()?.face.pick.as_ref();
        let here = pick.and_then(|pick| lines.iter().position(|line| line == pick));
        let at = stepped(here, step, lines.len())?;
        (here != Some(at)).then(|| lines[at].clone())
    }

    /// What a key chooses in the open question about a practice's part.
    pub(in super::super) fn choice_in_practice(&self, key: Key) -> Option<Action> {
        let act = match (self.dialog.as_ref()?, key) {
            (Dialog::Form(form), Key::Alt('9'))
                if form.step.as_ref().is_some_and(|step| step.theirs.is_some()) =>
            {
                PracticeAct::TakeTheirs
            }
            (Dialog::Form(form), Key::Alt('0')) if form.kind == super::form::FormKind::Step => {
                PracticeAct::NextResponsible
            }
            (Dialog::Form(form), key) => {
                let at = (0..form.choices()).find(|at| Key::of_choice(*at) == Some(key))?;
                PracticeAct::Choose(at)
            }
            (Dialog::Offer, key) => self.colleague(key).map(PracticeAct::Offer)?,
            (Dialog::Member, key) => self.colleague(key).map(PracticeAct::Member)?,
            _ => return None,
        };
        Some(Action::Practice(act))
    }

    fn colleague(&self, key: Key) -> Option<turno_domain::keys::OperatorKey> {
        let all = self.colleagues_to_choose().into_iter().enumerate();
        all.into_iter()
            .find(|(at, _)| Key::of_choice(*at) == Some(key))
            .map(|(_, operator)| operator.key.clone())
    }
}
