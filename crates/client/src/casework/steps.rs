//! What is still to be done, and the agenda.

use crate::command_key::CommandKey;
use crate::connection::Call;
use crate::error::HubError;
use crate::session::Session;
use turno_domain::ids::{PracticeId, StepId};
use turno_domain::time::ServiceDay;
use turno_protocol::casework::{AgendaLine, Page, StepEndRequest, StepFields, StepUpdate, StepView};

/// Whose steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of whoever asks.
    Mine,
    /// Everybody's.
    All,
}

impl Session {
    /// A new step of a practice (`POST /practices/{id}/steps`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn make_step(
        &self,
        key: &CommandKey,
        practice: PracticeId,
        fields: &StepFields,
    ) -> Result<StepView, HubError> {
        self.command_with(key, &["practices", &practice.to_string(), "steps"], fields).await
    }

    /// A step (`GET /steps/{id}`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn step(&self, id: StepId) -> Result<StepView, HubError> {
        self.connection.json(Call::get(&["steps", &id.to_string()])).await
    }

    /// Changes what a step says (`PUT /steps/{id}`).
    ///
    /// # Errors
    /// [`HubError`]; refused with 409 where somebody changed it since the revision that was seen, or where it has ended.
    pub async fn update_step(&self, id: StepId, update: &StepUpdate) -> Result<StepView, HubError> {
        self.update(&["steps", &id.to_string()], update, |stored: &StepView| {
            stored.revision == update.revision + 1 && stored.says(&update.fields)
        })
        .await
    }

    /// A step was taken (`POST /steps/{id}/done`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `step-ended`.
    pub async fn step_done(&self, key: &CommandKey, id: StepId, outcome: &str) -> Result<StepView, HubError> {
        let body = StepEndRequest { outcome: outcome.to_owned() };
        self.command_with(key, &["steps", &id.to_string(), "done"], &body).await
    }

    /// A step is not to be taken any more (`POST /steps/{id}/drop`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `step-ended`.
    pub async fn drop_step(&self, key: &CommandKey, id: StepId, why: &str) -> Result<StepView, HubError> {
        let body = StepEndRequest { outcome: why.to_owned() };
        self.command_with(key, &["steps", &id.to_string(), "drop"], &body).await
    }

    /// A step was ended by mistake (`POST /steps/{id}/reopen`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `step-open`.
    pub async fn reopen_step(&self, key: &CommandKey, id: StepId) -> Result<StepView, HubError> {
        self.command(key, &["steps", &id.to_string(), "reopen"]).await
    }

    /// Open steps by their day (`GET /agenda`), up to `until` where it is given.
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn agenda(
        &self,
        whose: Whose,
        until: Option<ServiceDay>,
        after: Option<&str>,
    ) -> Result<Page<AgendaLine>, HubError> {
        let who = if whose == Whose::Mine { "me" } else { "all" };
        let until = until.map(|until| until.to_string());
        let call = Call::get(&["agenda"])
            .query("who", Some(who))
            .query("until", until.as_deref())
            .query("after", after);
        self.connection.json(call).await
    }
}
