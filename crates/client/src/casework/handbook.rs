//! The handbook: types of service, the operators' manual, the directory of bodies.

use crate::command_key::CommandKey;
use crate::connection::Call;
use crate::error::HubError;
use crate::session::Session;
use turno_domain::ids::{HandbookId, PracticeId};
use turno_protocol::casework::{
    AnswersAtHour, DirectoryImport, DirectoryImported, EntryView, HandbookRequest, HandbookView, Page,
    ReferralRequest,
};

/// A kind of thing in the handbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandbookKind {
    /// Types of service.
    ServiceTypes,
    /// Pages of the manual.
    Manual,
    /// Bodies to which people are referred.
    Bodies,
    /// Projects.
    Projects,
    /// What was done to make the desk known.
    Outreach,
}

impl HandbookKind {
    fn path(self) -> &'static str {
        match self {
            Self::ServiceTypes => "service-types",
            Self::Manual => "manual",
            Self::Bodies => "bodies",
            Self::Projects => "projects",
            Self::Outreach => "outreach",
        }
    }
}

impl Session {
    /// Things of a kind by title, those that have the beginnings of `text`'s words (`GET /service-types` and so on).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn handbook(
        &self,
        kind: HandbookKind,
        text: &str,
        after: Option<&str>,
    ) -> Result<Page<HandbookView>, HubError> {
        let call = Call::get(&[kind.path()])
            .query("search", Some(text).filter(|text| !text.is_empty()))
            .query("limit", Some("100"))
            .query("after", after);
        self.connection.json(call).await
    }

    /// Everything that a thing ever said, the last first (`GET /service-types/{id}/revisions` and so on).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn handbook_revisions(
        &self,
        kind: HandbookKind,
        id: HandbookId,
    ) -> Result<Vec<HandbookView>, HubError> {
        self.connection.json(Call::get(&[kind.path(), &id.to_string(), "revisions"])).await
    }

    /// A new thing (`POST /service-types` and so on).
    ///
    /// # Errors
    /// [`HubError`]; refused as `key-taken`, and for whoever is no coordinator.
    pub async fn add_to_handbook(
        &self,
        key: &CommandKey,
        kind: HandbookKind,
        request: &HandbookRequest,
    ) -> Result<HandbookView, HubError> {
        self.command_with(key, &[kind.path()], request).await
    }

    /// The next revision of a thing (`PUT /service-types/{id}` and so on).
    ///
    /// # Errors
    /// [`HubError`]; refused with 409 where somebody changed it since the revision that was seen.
    pub async fn change_handbook(
        &self,
        kind: HandbookKind,
        id: HandbookId,
        request: &HandbookRequest,
    ) -> Result<HandbookView, HubError> {
        self.update(&[kind.path(), &id.to_string()], request, |stored: &HandbookView| {
            let says = request.says.iter().all(|(field, value)| stored.says.get(field) == Some(value));
            stored.revision == request.revision + 1 && stored.changed == request.changed && says
        })
        .await
    }

    /// How long a body takes to answer, by hour (`GET /bodies/{id}/answers`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn answers_of(&self, body: HandbookId) -> Result<Vec<AnswersAtHour>, HubError> {
        self.connection.json(Call::get(&["bodies", &body.to_string(), "answers"])).await
    }

    /// Bodies from a table (`POST /directory`).
    ///
    /// # Errors
    /// [`HubError`]; refused with `line` where the table is wrong.
    pub async fn import_directory(&self, key: &CommandKey, csv: &str) -> Result<DirectoryImported, HubError> {
        self.command_with(key, &["directory"], &DirectoryImport { csv: csv.to_owned() }).await
    }

    /// A need is handed to another body (`POST /practices/{id}/referrals`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn refer(
        &self,
        key: &CommandKey,
        practice: PracticeId,
        request: &ReferralRequest,
    ) -> Result<EntryView, HubError> {
        self.command_with(key, &["practices", &practice.to_string(), "referrals"], request).await
    }
}
