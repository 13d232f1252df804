//! The parts of the practice on the desk: its diary, its steps, its documents, and whose it is. What is typed into them is stored
//! with the practice or asked in a question; what colleagues change in them is seen at once.

mod answers;
mod asking;
mod documents;
pub mod form;
mod keys;
mod steps;
pub mod when;

pub(super) use asking::asks_for;
pub use documents::{join_documents, next_state};

use super::case::{Case, PracticeDraft};
use super::{Desk, Dialog, Effect, Page};
use turno_domain::ids::StepId;
use turno_domain::keys::OperatorKey;
use turno_domain::roles::PersonRole;
use turno_protocol::casework::PracticeView;

/// Which part is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// What happened in it.
    #[default]
    Diary,
    /// What is still to be done.
    Steps,
    /// The documents that it needs.
    Documents,
    /// Who works on it, and who presents themself.
    Whose,
}

impl Section {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 4] = [Self::Diary, Self::Steps, Self::Documents, Self::Whose];
}

/// A line of the shown part that is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// A step.
    Step(StepId),
    /// A document, by its text.
    Document(String),
    /// Somebody of the team.
    Member(OperatorKey),
}

/// How a practice lies on the desk: nothing of it is the hub's.
#[derive(Clone, Debug, Default)]
pub struct Face {
    /// Which part is shown.
    pub section: Section,
    /// The line that is chosen.
    pub pick: Option<Pick>,
    /// The document that is being typed.
    pub document: String,
    /// Grows when a part is to be brought into sight.
    pub shown: u32,
}

/// What is done with a part of the practice.
#[derive(Clone, Debug)]
pub enum PracticeAct {
    /// Show this part.
    Show(Section),
    /// Choose this line; once more: none.
    Pick(Pick),
    /// The next note is for the team alone, or not.
    Reserve,
    /// A phone call was made: ask which.
    AskCall,
    /// It has a mark of an office's register: ask which.
    AskProtocol,
    /// Something more is to be done: ask what.
    AskStep,
    /// The chosen step is changed: ask how.
    AskChange,
    /// The chosen step was taken, or is not to be taken any more: ask what came of it.
    AskEnd {
        /// Whether it was taken.
        done: bool,
    },
    /// The chosen step was ended by mistake.
    ReopenStep,
    /// The next state of this document.
    Cycle(String),
    /// The document that is typed belongs to it.
    AddDocument,
    /// The chosen document does not belong to it.
    RemoveDocument,
    /// It is to be a colleague's: ask whose.
    AskOffer,
    /// This one's.
    Offer(OperatorKey),
    /// Somebody works on it too: ask who.
    AskMember,
    /// This one.
    Member(OperatorKey),
    /// The chosen one does not work on it any more.
    RemoveMember,
    /// I take over what was offered to me.
    TakeOver,
    /// I do not: ask why.
    AskReturn,
    /// Who presents themself? Ask.
    AskPresenter,
    /// The choice at this place in the open form.
    Choose(usize),
    /// The next colleague, for the step in the open form.
    NextResponsible,
    /// What a colleague wrote in the same step stays.
    TakeTheirs,
}

impl Desk {
    pub(super) fn act_practice(&mut self, act: PracticeAct, todo: &mut Vec<Effect>) {
        use PracticeAct as A;
        match act {
            A::Show(section) => self.show_section(section),
            A::Pick(line) => {
                if let Some(face) = self.face() {
                    face.pick = Some(line).filter(|line| face.pick.as_ref() != Some(line));
                }
            }
            A::Reserve => {
                let may = self.may_write_reserved();
                if let Some(draft) = self.practice_on_desk() {
                    draft.note_reserved = may && !draft.note_reserved;
                }
            }
            A::AskCall | A::AskProtocol | A::AskStep | A::AskChange | A::AskPresenter => self.ask_form(&act),
            A::AskEnd { done } => self.ask_end(done),
            A::AskOffer if self.may_share() && self.works_on() => self.dialog = Some(Dialog::Offer),
            A::AskMember if self.may_share() => self.dialog = Some(Dialog::Member),
            A::AskReturn if self.is_offered_to_me() => {
                self.dialog = Some(Dialog::Return { text: String::new() });
            }
            A::ReopenStep => self.reopen_step(todo),
            A::Cycle(text) => self.cycle_document(&text, todo),
            A::AddDocument => self.add_document(todo),
            A::RemoveDocument => self.remove_document(todo),
            A::Offer(to) if matches!(self.dialog, Some(Dialog::Offer)) => self.offer_practice(to, todo),
            A::Member(member) if matches!(self.dialog, Some(Dialog::Member)) => {
                self.join_team(member, todo);
            }
            A::RemoveMember => self.leave_team(todo),
            A::TakeOver => self.take_over(todo),
            A::Choose(at) => self.choose_in_form(at),
            A::NextResponsible => self.next_responsible(),
            A::TakeTheirs => self.take_their_step(),
            _ => {}
        }
    }

    /// The practice on the desk.
    pub(super) fn practice_on_desk(&mut self) -> Option<&mut PracticeDraft> {
        self.case.as_mut().and_then(Case::practice_draft)
    }

    /// The same, only to be read.
    pub(super) fn practice_here(&self) -> Option<&PracticeDraft> {
        self.case.as_ref().and_then(Case::open_practice)
    }

    fn face(&mut self) -> Option<&mut Face> {
        self.practice_on_desk().map(|draft| &mut draft.face)
    }

    /// Whether the parts of a practice are on the screen.
    pub(super) fn shows_sections(&self) -> bool {
        self.page == Page::Desk && self.practice_here().is_some()
    }

    fn show_section(&mut self, section: Section) {
        let Some(face) = self.face() else { return };
        if face.section != section {
            face.pick = None;
        }
        face.section = section;
        face.shown += 1;
        self.go_home();
    }

    /// Whether the practice on the desk can be worked on.
    pub(super) fn works_on(&self) -> bool {
        self.practice_here().is_some_and(PracticeDraft::is_open)
    }

    /// Whether whoever sits here may write and read the reserved notes of the practice on the desk.
    pub(super) fn may_write_reserved(&self) -> bool {
        self.me().zip(self.practice_here()).is_some_and(|(me, draft)| is_of_team(&draft.stored, me))
    }

    /// Whether whoever sits here may say who works on the practice on the desk.
    pub(super) fn may_share(&self) -> bool {
        let Some((me, draft)) = self.me().zip(self.practice_here()) else { return false };
        let role = self.operators.iter().find(|operator| operator.key == *me).map(|operator| operator.role);
        is_of_team(&draft.stored, me) || role.is_some_and(|role| role >= PersonRole::Coordinator)
    }

    /// Whether the practice on the desk was offered to whoever sits here.
    pub(super) fn is_offered_to_me(&self) -> bool {
        self.practice_here().is_some_and(|draft| {
            draft.stored.offered_to.is_some() && draft.stored.offered_to.as_ref() == self.me()
        })
    }
}

/// Whether somebody is of a practice's team, as the hub counts it.
pub(super) fn is_of_team(practice: &PracticeView, operator: &OperatorKey) -> bool {
    practice.opened_by == *operator
        || practice.responsible.as_ref() == Some(operator)
        || practice.team.contains(operator)
}
