//! Casework, asked for in an operator's name: citizens, practices, visits, and what is known of a ticket in hand.

mod attachments;
mod handbook;
mod people;
mod register;
mod steps;
mod timeline;

pub use handbook::HandbookKind;
pub use steps::Whose;

use crate::command_key::CommandKey;
use crate::connection::Call;
use crate::error::HubError;
use crate::session::Session;
use serde::Serialize;
use serde::de::DeserializeOwned;
use turno_domain::casework::UnresolvedReason;
use turno_domain::ids::{CitizenId, PracticeId, TicketId, VisitId};
use turno_protocol::casework::{
    CitizenFields, CitizenUpdate, CitizenView, ContinueRequest, LinkCitizenRequest, Page, PracticeRequest,
    PracticeUpdate, PracticeView, TicketCasework, UnresolvedRequest, VisitRequest, VisitView,
};

/// Which citizens or practices; everything absent: all of them, from the beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What was typed.
    pub text: Option<String>,
    /// `open` or `ended`, which are the concluded and the unresolved ones; only of practices.
    pub state: Option<String>,
    /// Where the page begins: the `next` of the page before.
    pub after: Option<String>,
}

impl Session {
    /// Citizens (`GET /citizens`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn citizens(&self, search: &Search) -> Result<Page<CitizenView>, HubError> {
        let call = Call::get(&["citizens"])
            .query("search", search.text.as_deref())
            .query("after", search.after.as_deref());
        self.connection.json(call).await
    }

    /// A new citizen's record (`POST /citizens`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn create_citizen(
        &self,
        key: &CommandKey,
        fields: &CitizenFields,
    ) -> Result<CitizenView, HubError> {
        self.command_with(key, &["citizens"], fields).await
    }

    /// A citizen's record (`GET /citizens/{id}`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn citizen(&self, id: CitizenId) -> Result<CitizenView, HubError> {
        self.connection.json(Call::get(&["citizens", &id.to_string()])).await
    }

    /// Changes a citizen's record (`PUT /citizens/{id}`).
    ///
    /// # Errors
    /// [`HubError`]; refused with 409 where somebody changed it since the revision that was seen.
    pub async fn update_citizen(
        &self,
        id: CitizenId,
        update: &CitizenUpdate,
    ) -> Result<CitizenView, HubError> {
        self.update(&["citizens", &id.to_string()], update, |stored: &CitizenView| {
            stored.revision == update.revision + 1
                && stored.fields == update.fields.clone().over(&stored.fields)
        })
        .await
    }

    /// A citizen's practices (`GET /citizens/{id}/practices`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn practices_of(
        &self,
        citizen: CitizenId,
        after: Option<&str>,
    ) -> Result<Page<PracticeView>, HubError> {
        let call = Call::get(&["citizens", &citizen.to_string(), "practices"]).query("after", after);
        self.connection.json(call).await
    }

    /// Practices (`GET /practices`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn practices(&self, search: &Search) -> Result<Page<PracticeView>, HubError> {
        let call = Call::get(&["practices"])
            .query("search", search.text.as_deref())
            .query("state", search.state.as_deref())
            .query("after", search.after.as_deref());
        self.connection.json(call).await
    }

    /// Opens a practice (`POST /practices`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn open_practice(
        &self,
        key: &CommandKey,
        request: &PracticeRequest,
    ) -> Result<PracticeView, HubError> {
        self.command_with(key, &["practices"], request).await
    }

    /// A practice with everything that happened in it (`GET /practices/{id}`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn practice(&self, id: PracticeId) -> Result<PracticeView, HubError> {
        self.connection.json(Call::get(&["practices", &id.to_string()])).await
    }

    /// Changes a practice (`PUT /practices/{id}`).
    ///
    /// # Errors
    /// [`HubError`]; refused with 409 where somebody changed it since the revision that was seen.
    pub async fn update_practice(
        &self,
        id: PracticeId,
        update: &PracticeUpdate,
    ) -> Result<PracticeView, HubError> {
        self.update(&["practices", &id.to_string()], update, |stored: &PracticeView| {
            stored.revision == update.revision + 1 && stored.says(update)
        })
        .await
    }

    /// Concludes a practice (`POST /practices/{id}/conclude`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn conclude_practice(
        &self,
        key: &CommandKey,
        practice: PracticeId,
    ) -> Result<PracticeView, HubError> {
        self.command(key, &["practices", &practice.to_string(), "conclude"]).await
    }

    /// Ends a practice without a solution (`POST /practices/{id}/unresolved`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn leave_practice_unresolved(
        &self,
        key: &CommandKey,
        practice: PracticeId,
        reason: UnresolvedReason,
    ) -> Result<PracticeView, HubError> {
        let body = UnresolvedRequest { reason };
        self.command_with(key, &["practices", &practice.to_string(), "unresolved"], &body).await
    }

    /// Opens an ended practice again (`POST /practices/{id}/reopen`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn reopen_practice(
        &self,
        key: &CommandKey,
        practice: PracticeId,
    ) -> Result<PracticeView, HubError> {
        self.command(key, &["practices", &practice.to_string(), "reopen"]).await
    }

    /// A visit without a ticket (`POST /visits`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn begin_visit(&self, key: &CommandKey, visit: &VisitRequest) -> Result<VisitView, HubError> {
        self.command_with(key, &["visits"], visit).await
    }

    /// A visit (`GET /visits/{id}`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn visit(&self, id: VisitId) -> Result<VisitView, HubError> {
        self.connection.json(Call::get(&["visits", &id.to_string()])).await
    }

    /// A citizen's visits (`GET /citizens/{id}/visits`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn visits_of(&self, citizen: CitizenId) -> Result<Page<VisitView>, HubError> {
        self.connection.json(Call::get(&["citizens", &citizen.to_string(), "visits"])).await
    }

    /// The visit of the ticket in hand is about this citizen (`POST /tickets/{id}/citizens`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn link_citizen(
        &self,
        key: &CommandKey,
        ticket: TicketId,
        citizen: CitizenId,
    ) -> Result<VisitView, HubError> {
        let body = LinkCitizenRequest { citizen };
        self.command_with(key, &["tickets", &ticket.to_string(), "citizens"], &body).await
    }

    /// What is known of the ticket in hand (`GET /tickets/{id}/casework`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn ticket_casework(&self, ticket: TicketId) -> Result<TicketCasework, HubError> {
        self.connection.json(Call::get(&["tickets", &ticket.to_string(), "casework"])).await
    }

    /// Goes on with a practice for the ticket in hand (`POST /tickets/{id}/practices`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn continue_with_ticket(
        &self,
        key: &CommandKey,
        ticket: TicketId,
        practice: PracticeId,
    ) -> Result<VisitView, HubError> {
        let body = ContinueRequest { practice };
        self.command_with(key, &["tickets", &ticket.to_string(), "practices"], &body).await
    }

    /// Goes on with a practice in a visit without a ticket (`POST /visits/{id}/practices`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn continue_with_visit(
        &self,
        key: &CommandKey,
        visit: VisitId,
        practice: PracticeId,
    ) -> Result<VisitView, HubError> {
        let body = ContinueRequest { practice };
        self.command_with(key, &["visits", &visit.to_string(), "practices"], &body).await
    }

    /// A PUT carries no key: when the answer to a first attempt was lost, the second may be refused for the very change that the
    /// first made. What is stored then tells.
    async fn update<T: DeserializeOwned>(
        &self,
        path: &[&str],
        update: &impl Serialize,
        is_ours: impl FnOnce(&T) -> bool,
    ) -> Result<T, HubError> {
        let outcome = self.connection.carry_out(Call::put(path).body(update)).await;
        match outcome.result {
            Err(HubError::Refused(problem)) if problem.status == 409 && outcome.answer_lost => {
                let stored = self.connection.json(Call::get(path)).await?;
                if is_ours(&stored) { Ok(stored) } else { Err(HubError::Refused(problem)) }
            }
            result => result?.json(),
        }
    }
}
