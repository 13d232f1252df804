//! Refusals on the wire: problem documents (RFC 9457) whose `type` is stable, so that clients put them into words.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What every problem's `type` begins with; the rest is its stable name, e.g. `site-closed`.
pub const TYPE_PREFIX: &str = "https://turno.example/problems/";

/// A problem document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A stable URI; see [`Problem::name`].
    #[serde(rename = "type")]
    pub kind: String,
    /// A short English sentence for logs; never to be shown to operators or citizens.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What was wrong in this case; it repeats no personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Facts that go with the kind, e.g. `next` with `site-closed`.
    #[serde(flatten)]
    pub facts: Map<String, Value>,
}

impl Problem {
    /// A problem of the kind `name`.
    pub fn new(status: u16, name: &str, title: &str) -> Self {
        Self {
            kind: format!("{TYPE_PREFIX}{name}"),
            title: title.to_owned(),
            status,
            detail: None,
            facts: Map::new(),
        }
    }

    /// With words about this case.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With one more fact.
    pub fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    /// The stable name at the end of the type, e.g. `site-closed`.
    pub fn name(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or(&self.kind)
    }
}
