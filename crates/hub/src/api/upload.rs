//! A file that comes as a body: at most 20 MB of a kind that is taken, told by its first bytes and not by its name. What is said of
//! it travels in headers, since no address may hold a name.

use super::body::read;
use super::refused::Refused;
use crate::hub::Hub;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use percent_encoding::percent_decode_str;
use serde_json::json;
use sha2::{Digest, Sha256};
use turno_domain::casework::{
    ATTACHMENT_BYTES, FormCode, FormKind, Media, NameFault, NewForm, attachment_name,
};
use turno_domain::text::Language;

/// The file's name, percent-encoded UTF-8.
const NAME: HeaderName = HeaderName::from_static("attachment-name");
/// Which form it is.
const FORM: HeaderName = HeaderName::from_static("form-kind");
/// The code that the form carries.
const CODE: HeaderName = HeaderName::from_static("form-code");

/// A file as it came.
pub struct Upload {
    /// Its name, cleaned; empty where none was sent.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// Itself.
    pub bytes: Bytes,
    /// The form that it is said to be.
    pub form: Option<NewForm>,
}

impl Upload {
    /// Reads `body`, a few at a time so that many large ones do not fill the memory.
    pub async fn read(headers: &HeaderMap, body: Body, hub: &Hub) -> Result<Self, Refused> {
        let name = name_of(headers)?;
        let form = form_of(headers)?;
        let said = text_of(headers, &header::CONTENT_TYPE)?;
        let _place = hub.inner().uploads.acquire().await.map_err(|error| Refused::fault(&error))?;
        let bytes = read(body, ATTACHMENT_BYTES, "The file is larger than 20 MB.").await?;
        let media = infer::get(&bytes).and_then(|found| Media::named(found.mime_type()));
        match media {
            Some(media) if said.is_none_or(|said| Media::named(said) == Some(media)) => {
                Ok(Self { name, media, bytes, form })
            }
            Some(media) => {
                Err(wrong_media(format!("the file is {} and is said to be something else", media.text())))
            }
            None => Err(wrong_media("a file is a PDF, a PNG or a JPEG picture")),
        }
    }

    /// What tells this request from another under the same key.
    pub fn fingerprint(&self, headers: &HeaderMap) -> Bytes {
        let hash = Sha256::digest(&self.bytes).to_vec();
        let said = |name: HeaderName| headers.get(name).map(|value| value.as_bytes().to_vec());
        let told = json!({
            "name": self.name,
            "bytes": hash,
            "form": said(FORM),
            "language": said(header::CONTENT_LANGUAGE),
            "code": said(CODE),
        });
        told.to_string().into()
    }
}

fn wrong_media(detail: impl Into<String>) -> Refused {
    Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "The file is of a kind that is not taken.")
        .detail(detail)
}

fn text_of<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Refused> {
    let value = headers.get(name).map(|value| value.to_str());
    value.transpose().map_err(|_| Refused::malformed(format!("the header {name} is not ASCII")))
}

fn name_of(headers: &HeaderMap) -> Result<String, Refused> {
    let Some(text) = text_of(headers, &NAME)? else { return Ok(String::new()) };
    let decoded = percent_decode_str(text).decode_utf8();
    let decoded = decoded.map_err(|_| Refused::malformed("attachment-name is percent-encoded UTF-8"))?;
    attachment_name(&decoded).map_err(|fault| match fault {
        NameFault::Empty => Refused::malformed(fault.to_string()),
        NameFault::TooLong(_) => Refused::unknown_value(fault.to_string()),
    })
}

fn form_of(headers: &HeaderMap) -> Result<Option<NewForm>, Refused> {
    let Some(kind) = text_of(headers, &FORM)? else { return Ok(None) };
    let form: FormKind =
        serde_json::from_value(kind.into()).map_err(|_| Refused::unknown_value("no such form"))?;
    let language = text_of(headers, &header::CONTENT_LANGUAGE)?
        .ok_or_else(|| Refused::malformed("a form needs a Content-Language"))?;
    let language: Language = language.parse().map_err(|_| Refused::unknown_value("no such language"))?;
    let code = text_of(headers, &CODE)?.map(str::parse::<FormCode>).transpose();
    let code = code.map_err(|fault| Refused::unknown_value(fault.to_string()))?;
    Ok(Some(NewForm { form, language, code }))
}
