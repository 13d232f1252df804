//! Files of practices and of people: brought, made here as forms, and given back byte for byte.

use super::super::auth::SignedIn;
use super::super::command::{Answer, AskedWithFile};
use super::super::upload::Upload;
use super::{Refused, id, wire};
use crate::hub::Hub;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use turno_domain::casework::{AttachedTo, Attachment, FormKind, Media, NewForm};
use turno_domain::ids::{AttachmentId, CitizenId, EntryId, PracticeId};
use turno_protocol::casework::AttachmentView;
use turno_store::StoreError;
use turno_store::casework::{NewAttachment, Written};

/// `POST /practices/{id}/attachments`
pub async fn attach(
    Path(path): Path<String>,
    AskedWithFile(asked): AskedWithFile,
) -> Result<Answer, Refused> {
    let practice: PracticeId = id(&path, "practice")?;
    if asked.request.name.is_empty() {
        return Err(Refused::malformed("the header attachment-name says what the file is called"));
    }
    keep(AskedWithFile(asked), AttachedTo::Practice(practice), false).await
}

/// `POST /practices/{id}/forms`
pub async fn archive(Path(path): Path<String>, asked: AskedWithFile) -> Result<Answer, Refused> {
    let practice: PracticeId = id(&path, "practice")?;
    form_in(&asked.0.request)?;
    keep(asked, AttachedTo::Practice(practice), true).await
}

/// `POST /citizens/{id}/forms`
pub async fn archive_of_citizen(Path(path): Path<String>, asked: AskedWithFile) -> Result<Answer, Refused> {
    let citizen: CitizenId = id(&path, "citizen")?;
    if form_in(&asked.0.request)?.code.is_some() {
        return Err(Refused::unknown_value("a code leads to a practice: this form belongs to none"));
    }
    keep(asked, AttachedTo::Citizen(citizen), true).await
}

/// The form that was sent. It is a PDF, and only the one that is taken home carries a code.
fn form_in(upload: &Upload) -> Result<NewForm, Refused> {
    let form = upload.form.ok_or_else(|| Refused::malformed("the header form-kind says which form it is"))?;
    if upload.media != Media::Pdf {
        return Err(Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "A form is a PDF."));
    }
    if form.code.is_some() && form.form != FormKind::NextStep {
        return Err(Refused::unknown_value("this form carries no code"));
    }
    Ok(form)
}

/// Keeps the file, then the row that knows it. Until the row is written nobody sweeps: see [`crate::attached`].
async fn keep(AskedWithFile(asked): AskedWithFile, of: AttachedTo, is_form: bool) -> Result<Answer, Refused> {
    let operator = asked.session()?.operator.clone();
    known(&asked.hub, of).await?;
    let (hub, bytes) = (asked.hub.clone(), asked.request.bytes.clone());
    let length = bytes.len() as u64;
    let no_sweep = hub.inner().sweeping.clone().read_owned().await;
    let files = hub.casework().files.clone();
    let file =
        tokio::task::spawn_blocking(move || files.keep(&bytes)).await.unwrap_or(Err(StoreError::Panicked))?;
    let (id, entry) = (hub.fresh(AttachmentId::from_parts), hub.fresh(EntryId::from_parts));
    asked
        .in_casework(move |tx, by, request| {
            let _no_sweep = no_sweep;
            let form = request.form.filter(|_| is_form);
            let name = match &form {
                Some(form) if request.name.is_empty() => wire::form_name(form),
                _ => request.name,
            };
            let written = Written { entry, operator: &operator, at: &by.now, actor: &by.actor };
            let new = NewAttachment { id, of, name, media: request.media, bytes: length, form, file };
            Answer::created(&wire::attachment(&tx.attach(new, &written)?))
        })
        .await
}

/// 404 before anything is written for somebody or something that is not there.
async fn known(hub: &Hub, of: AttachedTo) -> Result<(), Refused> {
    let found = hub
        .read_casework(move |reads| match of {
            AttachedTo::Practice(practice) => Ok(reads.practice(practice)?.map(drop)),
            AttachedTo::Citizen(citizen) => Ok(reads.citizen(citizen)?.map(drop)),
        })
        .await?;
    let what = if matches!(of, AttachedTo::Practice(_)) { "practice" } else { "citizen" };
    found.ok_or_else(|| Refused::not_found(what))
}

/// `GET /practices/{id}/attachments/{attachment}`, forms too.
pub async fn read(
    State(hub): State<Hub>,
    _: SignedIn,
    Path((path, attachment)): Path<(String, String)>,
) -> Result<Response, Refused> {
    let practice: PracticeId = id(&path, "practice")?;
    bytes(&hub, AttachedTo::Practice(practice), &attachment).await
}

/// `GET /citizens/{id}/forms/{attachment}`
pub async fn read_of_citizen(
    State(hub): State<Hub>,
    _: SignedIn,
    Path((path, attachment)): Path<(String, String)>,
) -> Result<Response, Refused> {
    let citizen: CitizenId = id(&path, "citizen")?;
    // Under the id of a record that became part of another the survivor's are found.
    let standing = hub.read_casework(move |reads| reads.citizen(citizen)).await?;
    let standing = standing.map(|citizen| citizen.merged_into.unwrap_or(citizen.id));
    let citizen = standing.ok_or_else(|| Refused::not_found("citizen"))?;
    bytes(&hub, AttachedTo::Citizen(citizen), &attachment).await
}

/// `GET /citizens/{id}/forms`
pub async fn of_citizen(
    State(hub): State<Hub>,
    _: SignedIn,
    Path(path): Path<String>,
) -> Result<axum::Json<Vec<AttachmentView>>, Refused> {
    let citizen: CitizenId = id(&path, "citizen")?;
    let found = hub
        .read_casework(move |reads| {
            let Some(citizen) = reads.citizen(citizen)? else { return Ok(None) };
            reads.attachments_of_citizen(citizen.merged_into.unwrap_or(citizen.id)).map(Some)
        })
        .await?;
    let found = found.ok_or_else(|| Refused::not_found("citizen"))?;
    Ok(axum::Json(found.iter().map(wire::attachment).collect()))
}

async fn bytes(hub: &Hub, of: AttachedTo, attachment: &str) -> Result<Response, Refused> {
    let id: AttachmentId = id(attachment, "attachment")?;
    let found = hub.read_casework(move |reads| reads.attachment(id)).await?;
    let found = found.filter(|(attachment, _)| attachment.of == of);
    let (attachment, file) = found.ok_or_else(|| Refused::not_found("attachment"))?;
    // No connection of the readers is held while megabytes are read and opened.
    let files = hub.casework().files.clone();
    let read = tokio::task::spawn_blocking(move || files.read(&file));
    Ok(sent(&attachment, read.await.unwrap_or(Err(StoreError::Panicked))?))
}

/// A file on its way out: to be kept under its name, and never taken for anything but what it is.
fn sent(attachment: &Attachment, bytes: Vec<u8>) -> Response {
    let name = utf8_percent_encode(&attachment.name, NON_ALPHANUMERIC);
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(attachment.media.text()));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{name}")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
