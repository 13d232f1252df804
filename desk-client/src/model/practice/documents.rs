//! The documents that a practice needs: their states, and two versions of the list.

use super::super::case::PracticeDraft;
use super::super::{Desk, Effect};
use super::Pick;
use turno_domain::casework::DocumentState;
use turno_domain::time::Timestamp;
use turno_protocol::casework::DocumentView;

/// The state that one touch leads to.
pub fn next_state(state: DocumentState) -> DocumentState {
    match state {
        DocumentState::Missing => DocumentState::Seen,
        DocumentState::Seen => DocumentState::NotNeeded,
        DocumentState::NotNeeded => DocumentState::Missing,
    }
}

/// One list out of two that began as `base`: what one of them alone changed, added or took off is so; where both changed a document to
/// different states it is as in `mine`, and its text is told.
pub fn join_documents(
    base: &[DocumentView],
    mine: &[DocumentView],
    theirs: &[DocumentView],
) -> (Vec<DocumentView>, Vec<String>) {
    let state = |list: &[DocumentView], text: &str| {
        list.iter().find(|document| document.text == text).map(|document| document.state)
    };
    let mut joined: Vec<DocumentView> = Vec::new();
    let mut clashes = Vec::new();
    for text in theirs.iter().chain(mine).map(|document| &document.text) {
        if joined.iter().any(|known| known.text == *text) {
            continue;
        }
        let (was, here, there) = (state(base, text), state(mine, text), state(theirs, text));
        if here != was && there != was && here != there {
            clashes.push(text.clone());
        }
        if let Some(state) = if here == was { there } else { here } {
            joined.push(DocumentView { text: text.clone(), state });
        }
    }
    (joined, clashes)
}

impl PracticeDraft {
    /// The document that is typed becomes one of the list.
    pub fn add_typed_document(&mut self, now: Timestamp) {
        let text = std::mem::take(&mut self.face.document).trim().to_owned();
        if !text.is_empty() && self.documents.iter().all(|document| document.text != text) {
            self.documents.push(DocumentView { text, state: DocumentState::Missing });
            self.save.touch(now);
        }
    }
}

impl Desk {
    pub(super) fn cycle_document(&mut self, text: &str, todo: &mut Vec<Effect>) {
        self.edit_documents(todo, |draft| {
            let Some(document) = draft.documents.iter_mut().find(|document| document.text == text) else {
                return false;
            };
            document.state = next_state(document.state);
            draft.face.pick = Some(Pick::Document(text.to_owned()));
            true
        });
    }

    pub(super) fn add_document(&mut self, todo: &mut Vec<Effect>) {
        let now = self.now;
        self.edit_documents(todo, |draft| {
            draft.add_typed_document(now);
            false
        });
    }

    pub(super) fn remove_document(&mut self, todo: &mut Vec<Effect>) {
        self.edit_documents(todo, |draft| {
            let Some(Pick::Document(text)) = draft.face.pick.take() else { return false };
            draft.documents.retain(|document| document.text != text);
            true
        });
    }

    /// Whoever types means the field, not the line that was chosen before: Return is the field's.
    pub(in super::super) fn unpick_document(&mut self) {
        if let Some(draft) = self.practice_on_desk()
            && matches!(draft.face.pick, Some(Pick::Document(_)))
        {
            draft.face.pick = None;
        }
    }

    fn edit_documents(&mut self, todo: &mut Vec<Effect>, change: impl FnOnce(&mut PracticeDraft) -> bool) {
        let now = self.now;
        let Some(draft) = self.practice_on_desk().filter(|draft| draft.is_open()) else { return };
        if change(draft) {
            draft.save.touch(now);
        }
        self.start_by_working(todo);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list() -> impl Strategy<Value = Vec<DocumentView>> {
        use DocumentState as S;
        let state = prop::sample::select(vec![None, Some(S::Missing), Some(S::Seen), Some(S::NotNeeded)]);
        prop::collection::vec(state, 3).prop_map(|states| {
            let named = ["Documento", "Tessera sanitaria", "ISEE"].into_iter().zip(states);
            named
                .filter_map(|(text, state)| Some(DocumentView { text: text.to_owned(), state: state? }))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn what_one_side_alone_did_to_a_document_is_never_lost(base in list(), mine in list(), theirs in list()) {
            let state = |list: &[DocumentView], text: &str| {
                list.iter().find(|document| document.text == text).map(|document| document.state)
            };
            let (joined, clashes) = join_documents(&base, &mine, &theirs);
            for text in ["Documento", "Tessera sanitaria", "ISEE"] {
                let (was, here, there) = (state(&base, text), state(&mine, text), state(&theirs, text));
                let expected = if here == was { there } else { here };
                prop_assert_eq!(state(&joined, text), expected);
                let clash = here != was && there != was && here != there;
                // What both took off is on no list, and so is no question.
                prop_assert_eq!(clashes.iter().any(|one| one == text), clash);
            }
        }
    }

    #[test]
    fn three_touches_are_a_round() {
        let mut state = DocumentState::Missing;
        let mut seen = Vec::new();
        for _ in 0..3 {
            state = next_state(state);
            seen.push(state);
        }
        assert_eq!(seen, [DocumentState::Seen, DocumentState::NotNeeded, DocumentState::Missing]);
    }
}
