//! The register that funders ask for.

use crate::command_key::CommandKey;
use crate::connection::Call;
use crate::error::HubError;
use crate::session::Session;
use turno_domain::ids::SubmissionId;
use turno_protocol::casework::{
    CorrectionView, Page, RegisterAsked, RegisterLine, SubmissionRequest, SubmissionView,
};

impl Session {
    /// A page of the register (`GET /register`); `incomplete`: the lines alone that lack something.
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn register(
        &self,
        asked: &RegisterAsked,
        incomplete: bool,
        after: Option<&str>,
    ) -> Result<Page<RegisterLine>, HubError> {
        let (from, to) = (asked.from.to_string(), asked.to.to_string());
        let call = Call::get(&["register"])
            .query("from", Some(&from))
            .query("to", Some(&to))
            .query("project", asked.project.as_deref())
            .query("service", asked.service.as_deref())
            .query("operator", asked.operator.as_deref())
            .query("municipality", asked.municipality.as_deref())
            .query("incomplete", incomplete.then_some("true"))
            .query("after", after);
        self.connection.json(call).await
    }

    /// Hands a register in (`POST /submissions`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn hand_in(
        &self,
        key: &CommandKey,
        request: &SubmissionRequest,
    ) -> Result<SubmissionView, HubError> {
        self.command_with(key, &["submissions"], request).await
    }

    /// What was handed in, the last first (`GET /submissions`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn submissions(&self) -> Result<Vec<SubmissionView>, HubError> {
        self.connection.json(Call::get(&["submissions"])).await
    }

    /// The lines as they were handed in (`GET /submissions/{id}/lines`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn submitted(
        &self,
        id: SubmissionId,
        after: Option<&str>,
    ) -> Result<Page<RegisterLine>, HubError> {
        let call = Call::get(&["submissions", &id.to_string(), "lines"]).query("after", after);
        self.connection.json(call).await
    }

    /// What was corrected since (`GET /submissions/{id}/corrections`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn corrections(&self, id: SubmissionId) -> Result<Vec<CorrectionView>, HubError> {
        self.connection.json(Call::get(&["submissions", &id.to_string(), "corrections"])).await
    }
}
