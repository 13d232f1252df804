//! People: what they were told and allowed about their data, and records that are of one person.

use crate::command_key::CommandKey;
use crate::connection::Call;
use crate::error::HubError;
use crate::session::Session;
use turno_domain::ids::{CitizenId, ConsentId};
use turno_domain::time::ServiceDay;
use turno_protocol::casework::{
    CitizenView, ConsentRequest, ConsentView, LikelyView, MergeRequest, MergeView, NoticeRequest, NoticeView,
    WithdrawRequest,
};

impl Session {
    /// A privacy notice was given (`POST /citizens/{id}/notices`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn give_notice(
        &self,
        key: &CommandKey,
        citizen: CitizenId,
        notice: &NoticeRequest,
    ) -> Result<NoticeView, HubError> {
        self.command_with(key, &["citizens", &citizen.to_string(), "notices"], notice).await
    }

    /// Something was allowed (`POST /citizens/{id}/consents`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn give_consent(
        &self,
        key: &CommandKey,
        citizen: CitizenId,
        consent: &ConsentRequest,
    ) -> Result<ConsentView, HubError> {
        self.command_with(key, &["citizens", &citizen.to_string(), "consents"], consent).await
    }

    /// A consent is taken back (`POST /consents/{id}/withdraw`), today where no day is given.
    ///
    /// # Errors
    /// [`HubError`]; refused as `consent-withdrawn` where it was before.
    pub async fn withdraw_consent(
        &self,
        key: &CommandKey,
        consent: ConsentId,
        on: Option<ServiceDay>,
    ) -> Result<ConsentView, HubError> {
        let body = WithdrawRequest { on: on.map(ServiceDay::date) };
        self.command_with(key, &["consents", &consent.to_string(), "withdraw"], &body).await
    }

    /// Records that are likely of the same person (`GET /citizens/{id}/duplicates`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn likely_duplicates(&self, citizen: CitizenId) -> Result<Vec<LikelyView>, HubError> {
        self.connection.json(Call::get(&["citizens", &citizen.to_string(), "duplicates"])).await
    }

    /// Makes a record a part of `survivor` (`POST /citizens/{id}/merge`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `stale` where either was changed since it was seen, as `merged` where either is part of another.
    pub async fn merge_citizens(
        &self,
        key: &CommandKey,
        survivor: CitizenId,
        merge: &MergeRequest,
    ) -> Result<CitizenView, HubError> {
        self.command_with(key, &["citizens", &survivor.to_string(), "merge"], merge).await
    }

    /// The records that became part of a person's (`GET /citizens/{id}/merges`), the last first.
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn merges(&self, citizen: CitizenId) -> Result<Vec<MergeView>, HubError> {
        self.connection.json(Call::get(&["citizens", &citizen.to_string(), "merges"])).await
    }
}
