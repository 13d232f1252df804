//! The documents that a practice needs, and which of them were seen.

use super::texts::{TooLong, line};
use serde::{Deserialize, Serialize};

/// The most documents that a practice asks for.
pub const CHECKLIST_ITEMS: usize = 100;

/// How it stands with a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentState {
    /// It was not shown yet.
    #[default]
    Missing,
    /// It was shown.
    Seen,
    /// This person does not need it.
    NotNeeded,
}

/// A document of a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistItem {
    /// Which.
    pub text: String,
    /// How it stands with it.
    #[serde(default)]
    pub state: DocumentState,
}

impl ChecklistItem {
    /// A document that was not shown yet.
    pub fn missing(text: &str) -> Self {
        Self { text: text.to_owned(), state: DocumentState::Missing }
    }
}

/// The list with its texts cleaned, without empty lines.
///
/// # Errors
/// A text that would have to be cut, or more than [`CHECKLIST_ITEMS`].
pub fn check_list(items: Vec<ChecklistItem>) -> Result<Vec<ChecklistItem>, TooLong> {
    if items.len() > CHECKLIST_ITEMS {
        return Err(TooLong(CHECKLIST_ITEMS));
    }
    let mut kept = Vec::with_capacity(items.len());
    for item in items {
        let text = line(&item.text)?;
        if !text.is_empty() {
            kept.push(ChecklistItem { text, ..item });
        }
    }
    Ok(kept)
}

/// The list after the service was changed: what was seen or ruled out stays, and so does what somebody added; what the old service
/// alone asked for goes, what the new one asks for comes.
pub fn after_service_change(items: Vec<ChecklistItem>, old: &[String], new: &[String]) -> Vec<ChecklistItem> {
    let mut kept: Vec<ChecklistItem> = items
        .into_iter()
        .filter(|item| {
            item.state != DocumentState::Missing || new.contains(&item.text) || !old.contains(&item.text)
        })
        .collect();
    for text in new {
        if !kept.iter().any(|item| item.text == *text) {
            kept.push(ChecklistItem::missing(text));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_outlives_a_change_of_service() {
        let old = ["Documento".to_owned(), "Tessera sanitaria".to_owned()];
        let new = ["Documento".to_owned(), "ISEE".to_owned()];
        let items = vec![
            ChecklistItem::missing("Documento"),
            ChecklistItem { text: "Tessera sanitaria".into(), state: DocumentState::Seen },
            ChecklistItem::missing("Verbale di invalidità"),
        ];
        let texts = |items: Vec<ChecklistItem>| items.into_iter().map(|item| item.text).collect::<Vec<_>>();
        let changed = after_service_change(items.clone(), &old, &new);
        assert_eq!(texts(changed), ["Documento", "Tessera sanitaria", "Verbale di invalidità", "ISEE"]);
        let nothing_seen = vec![ChecklistItem::missing("Tessera sanitaria")];
        assert_eq!(texts(after_service_change(nothing_seen, &old, &new)), ["Documento", "ISEE"]);
        assert_eq!(after_service_change(items.clone(), &old, &old), items);
    }

    #[test]
    fn an_endless_list_is_refused_and_empty_lines_go() {
        let items = |n| vec![ChecklistItem::missing("x"); n];
        assert_eq!(check_list(items(CHECKLIST_ITEMS)).unwrap().len(), CHECKLIST_ITEMS);
        assert!(check_list(items(CHECKLIST_ITEMS + 1)).is_err());
        assert_eq!(check_list(vec![ChecklistItem::missing(" \u{7} ")]).unwrap(), []);
    }
}
