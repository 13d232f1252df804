//! The operators' manual: pages in Markdown. Author, date and what changed belong to the revision that is kept.

use super::{HandbookFault, HandbookItem, said};
use crate::casework::TooLong;
use crate::keys::ServiceKey;
use crate::text::clean_indented;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The longest page, in characters: some forty sheets of paper.
pub const PAGE_CHARACTERS: usize = 100_000;

/// A page of the manual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualPage {
    /// What types of service and other pages know it by.
    pub key: ServiceKey,
    /// Its title.
    pub title: String,
    /// The chapter in which it stands.
    #[serde(default)]
    pub group: String,
    /// The page, in Markdown.
    #[serde(default)]
    pub text: String,
    /// By when somebody is to look whether it is still true.
    #[serde(default)]
    pub review_by: Option<NaiveDate>,
    /// Whether it was taken out; its revisions stay.
    #[serde(default)]
    pub retired: bool,
}

impl ManualPage {
    /// Whether somebody should have looked at it by now.
    pub fn is_due_for_review(&self, today: NaiveDate) -> bool {
        self.review_by.is_some_and(|day| day <= today)
    }
}

impl HandbookItem for ManualPage {
    const KIND: &'static str = "manual-page";

    fn checked(self) -> Result<Self, HandbookFault> {
        let text = clean_indented(&self.text);
        if text.chars().count() > PAGE_CHARACTERS {
            return Err(TooLong(PAGE_CHARACTERS).into());
        }
        Ok(Self {
            title: said(&self.title, "the title")?,
            group: crate::casework::line(&self.group)?,
            text,
            ..self
        })
    }

    fn key(&self) -> Option<&str> {
        Some(self.key.as_str())
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn words(&self) -> Vec<&str> {
        vec![&self.title, &self.group, &self.text]
    }

    fn is_retired(&self) -> bool {
        self.retired
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_its_lines_and_loses_what_is_no_text() {
        let page: ManualPage = serde_json::from_value(
            serde_json::json!({"key": "spid", "title": "SPID", "text": "# Prima\r\n\n- una\u{1b}\n  - due"}),
        )
        .unwrap();
        let page = page.checked().unwrap();
        assert_eq!(page.text, "# Prima\n\n- una\n  - due");
        let endless = ManualPage { text: "è".repeat(PAGE_CHARACTERS + 1), ..page.clone() };
        assert_eq!(endless.checked(), Err(TooLong(PAGE_CHARACTERS).into()));
        assert!(ManualPage { title: "\u{7}".into(), ..page }.checked().is_err());
    }

    #[test]
    fn a_page_is_looked_at_again_from_its_day_on() {
        let page = |review_by: Option<&str>| ManualPage {
            key: "x".parse().unwrap(),
            title: "x".into(),
            group: String::new(),
            text: String::new(),
            review_by: review_by.map(|day| day.parse().unwrap()),
            retired: false,
        };
        let today = "2026-11-22".parse().unwrap();
        assert!(page(Some("2026-11-22")).is_due_for_review(today));
        assert!(!page(Some("2026-11-23")).is_due_for_review(today));
        assert!(!page(None).is_due_for_review(today));
    }
}
