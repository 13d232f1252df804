//! Files of practices and people: brought, archived as forms, and read again.

use crate::command_key::CommandKey;
use crate::connection::Call;
use crate::error::HubError;
use crate::session::Session;
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use turno_domain::casework::{ATTACHMENT_BYTES, Media, NewForm};
use turno_domain::ids::{AttachmentId, CitizenId, PracticeId};
use turno_protocol::casework::AttachmentView;
use turno_protocol::problem::Problem;

impl Session {
    /// Puts a file to a practice (`POST /practices/{id}/attachments`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `too-large`, where it is of more than 20 MB without having been sent, or as `media-type`.
    pub async fn attach(
        &self,
        key: &CommandKey,
        practice: PracticeId,
        name: &str,
        media: Media,
        bytes: Bytes,
    ) -> Result<AttachmentView, HubError> {
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
        let call = Call::post(key, &["practices", &practice.to_string(), "attachments"])
            .header("attachment-name", Some(name));
        self.send_file(call, media, bytes).await
    }

    /// A file of a practice, an archived form too (`GET /practices/{id}/attachments/{attachment}`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn attachment(
        &self,
        practice: PracticeId,
        attachment: AttachmentId,
    ) -> Result<Vec<u8>, HubError> {
        let path = ["practices", &practice.to_string(), "attachments", &attachment.to_string()];
        Ok(self.connection.send(Call::get(&path).long()).await?.bytes())
    }

    /// Archives a form with a practice (`POST /practices/{id}/forms`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `form-code-taken`.
    pub async fn archive_form(
        &self,
        key: &CommandKey,
        practice: PracticeId,
        form: &NewForm,
        pdf: Bytes,
    ) -> Result<AttachmentView, HubError> {
        self.archive(key, ["practices", &practice.to_string(), "forms"], form, pdf).await
    }

    /// Archives a form that goes with a citizen and no practice (`POST /citizens/{id}/forms`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn archive_form_of_citizen(
        &self,
        key: &CommandKey,
        citizen: CitizenId,
        form: &NewForm,
        pdf: Bytes,
    ) -> Result<AttachmentView, HubError> {
        self.archive(key, ["citizens", &citizen.to_string(), "forms"], form, pdf).await
    }

    /// The forms that go with a citizen and no practice (`GET /citizens/{id}/forms`), the oldest first.
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn forms_of_citizen(&self, citizen: CitizenId) -> Result<Vec<AttachmentView>, HubError> {
        self.connection.json(Call::get(&["citizens", &citizen.to_string(), "forms"])).await
    }

    /// Such a form, byte for byte (`GET /citizens/{id}/forms/{attachment}`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn form_of_citizen(
        &self,
        citizen: CitizenId,
        attachment: AttachmentId,
    ) -> Result<Vec<u8>, HubError> {
        let path = ["citizens", &citizen.to_string(), "forms", &attachment.to_string()];
        Ok(self.connection.send(Call::get(&path).long()).await?.bytes())
    }

    async fn archive(
        &self,
        key: &CommandKey,
        path: [&str; 3],
        form: &NewForm,
        pdf: Bytes,
    ) -> Result<AttachmentView, HubError> {
        let kind = serde_json::to_value(form.form).ok();
        let call = Call::post(key, &path)
            .header("form-kind", kind.as_ref().and_then(|kind| kind.as_str()))
            .header("content-language", Some(form.language.code()))
            .header("form-code", form.code.map(|code| code.text()));
        self.send_file(call, Media::Pdf, pdf).await
    }

    async fn send_file(
        &self,
        call: Call<'_>,
        media: Media,
        bytes: Bytes,
    ) -> Result<AttachmentView, HubError> {
        if bytes.len() > ATTACHMENT_BYTES {
            let problem = Problem::new(413, "too-large", "The file is larger than 20 MB.");
            return Err(HubError::Refused(problem));
        }
        self.connection.json(call.file(media.text(), bytes).long()).await
    }
}
