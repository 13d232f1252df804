//! What happens in a practice, and whose it is.

use crate::command_key::CommandKey;
use crate::connection::Call;
use crate::error::HubError;
use crate::session::Session;
use turno_domain::casework::EntryKind;
use turno_domain::ids::PracticeId;
use turno_domain::keys::OperatorKey;
use turno_protocol::casework::{
    EntryRequest, EntryView, MemberRequest, NoteRequest, NoteView, OfferRequest, PracticeView, ReturnRequest,
};

impl Session {
    /// Writes a note (`POST /practices/{id}/notes`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn write_note(
        &self,
        key: &CommandKey,
        practice: PracticeId,
        text: &str,
    ) -> Result<NoteView, HubError> {
        let body = NoteRequest { text: text.to_owned(), reserved: false };
        self.command_with(key, &["practices", &practice.to_string(), "notes"], &body).await
    }

    /// Writes a note, a phone call or a protocol mark into a practice's timeline (`POST /practices/{id}/entries`).
    ///
    /// # Errors
    /// [`HubError`]; a reserved note of whoever is not of the team is refused with 403.
    pub async fn write_entry(
        &self,
        key: &CommandKey,
        practice: PracticeId,
        what: EntryKind,
    ) -> Result<EntryView, HubError> {
        let body = EntryRequest { what };
        self.command_with(key, &["practices", &practice.to_string(), "entries"], &body).await
    }

    /// Offers a practice to a colleague (`POST /practices/{id}/offer`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `already-responsible`, `practice-ended` …
    pub async fn offer_practice(
        &self,
        key: &CommandKey,
        practice: PracticeId,
        to: &OperatorKey,
    ) -> Result<PracticeView, HubError> {
        let body = OfferRequest { to: to.clone() };
        self.command_with(key, &["practices", &practice.to_string(), "offer"], &body).await
    }

    /// Takes over a practice that was offered (`POST /practices/{id}/take-over`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `practice-not-offered`.
    pub async fn take_practice_over(
        &self,
        key: &CommandKey,
        practice: PracticeId,
    ) -> Result<PracticeView, HubError> {
        self.command(key, &["practices", &practice.to_string(), "take-over"]).await
    }

    /// Does not take over a practice that was offered (`POST /practices/{id}/return`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `practice-not-offered`.
    pub async fn return_practice(
        &self,
        key: &CommandKey,
        practice: PracticeId,
        reason: &str,
    ) -> Result<PracticeView, HubError> {
        let body = ReturnRequest { reason: reason.to_owned() };
        self.command_with(key, &["practices", &practice.to_string(), "return"], &body).await
    }

    /// Adds somebody to a practice's team (`POST /practices/{id}/team`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn join_team(
        &self,
        key: &CommandKey,
        practice: PracticeId,
        operator: &OperatorKey,
    ) -> Result<PracticeView, HubError> {
        let body = MemberRequest { operator: operator.clone() };
        self.command_with(key, &["practices", &practice.to_string(), "team"], &body).await
    }

    /// Takes somebody who was added out of a practice's team (`DELETE /practices/{id}/team/{operator}`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn leave_team(
        &self,
        practice: PracticeId,
        operator: &OperatorKey,
    ) -> Result<PracticeView, HubError> {
        let practice = practice.to_string();
        self.connection.json(Call::delete(&["practices", &practice, "team", operator.as_str()])).await
    }
}
