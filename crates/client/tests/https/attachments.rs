//! Files on their way: their bytes as bodies, what is said of them in headers, and nothing of either in an address.

use crate::site::{SESSION_TOKEN, Server, Site, bearer, key, session};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use std::sync::{Arc, Mutex};
use turno_client::{CommandKey, HubError, Session};
use turno_domain::casework::{ATTACHMENT_BYTES, FormCode, FormKind, Media, NewForm};
use turno_domain::ids::{AttachmentId, CitizenId, PracticeId};
use turno_domain::text::Language;

type Heard = Arc<Mutex<Vec<(String, HeaderMap, Bytes)>>>;

fn kept() -> Response {
    let view = json!({
        "id": "01890000-0000-7000-8000-000000000009", "practice": null, "citizen": null, "name": "a.pdf",
        "media": "application/pdf", "bytes": 3, "form": null, "operator": "anna",
        "written_at": "2026-11-21T08:42:00.000Z",
    });
    (StatusCode::CREATED, Json(view)).into_response()
}

async fn take(State(heard): State<Heard>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    assert_eq!(bearer(&headers), SESSION_TOKEN);
    heard.lock().unwrap().push((uri.to_string(), headers, body));
    kept()
}

async fn signed_in(heard: &Heard) -> (Server, Session) {
    let site = Site::new();
    let router = Router::new()
        .route("/api/v1/sessions", post(|| async { (StatusCode::CREATED, Json(session())) }))
        .route("/api/v1/practices/{id}/attachments", post(take))
        .route("/api/v1/practices/{id}/forms", post(take))
        .route("/api/v1/citizens/{id}/forms", post(take))
        .route("/api/v1/practices/{id}/attachments/{attachment}", get(|| async { vec![0u8, 255, 10] }))
        .with_state(heard.clone());
    let server = site.serve(router);
    let session = site.hub_at(&[server.address]).sign_in("anna", "402917").await.unwrap();
    (server, session)
}

#[tokio::test]
async fn a_file_travels_as_it_is_and_its_name_in_a_header() {
    let heard = Heard::default();
    let (_server, session) = signed_in(&heard).await;
    let command = CommandKey::fresh();
    let practice = PracticeId::from_parts(1, [1; 10]);
    let bytes = Bytes::from_static(b"%PDF-1.7 \x00\xff");
    let name = "Carta d'identità\n\"1\".pdf";
    let view = session.attach(&command, practice, name, Media::Pdf, bytes.clone()).await.unwrap();
    assert_eq!(view.media, Media::Pdf);
    let read = session.attachment(practice, AttachmentId::from_parts(1, [2; 10])).await.unwrap();
    assert_eq!(read, [0, 255, 10]);
    let (uri, headers, body) = heard.lock().unwrap().remove(0);
    assert_eq!((uri, body), (format!("/api/v1/practices/{practice}/attachments"), bytes));
    assert_eq!(
        (key(&headers), &headers["content-type"]),
        (command.to_string(), &"application/pdf".parse().unwrap())
    );
    assert_eq!(headers["attachment-name"], "Carta%20d%27identit%C3%A0%0A%221%22%2Epdf");
}

#[tokio::test]
async fn a_form_says_what_it_is_in_headers() {
    let heard = Heard::default();
    let (_server, session) = signed_in(&heard).await;
    let (practice, citizen) = (PracticeId::from_parts(1, [1; 10]), CitizenId::from_parts(1, [3; 10]));
    let code = FormCode::from_bytes([7; 16]);
    let pdf = Bytes::from_static(b"%PDF-1.7");
    let form = NewForm { form: FormKind::NextStep, language: Language::Ar, code: Some(code) };
    session.archive_form(&CommandKey::fresh(), practice, &form, pdf.clone()).await.unwrap();
    let form = NewForm { form: FormKind::PrivacyNotice, code: None, ..form };
    session.archive_form_of_citizen(&CommandKey::fresh(), citizen, &form, pdf).await.unwrap();
    let heard = heard.lock().unwrap();
    let said =
        |place: usize, name: &str| heard[place].1.get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(said(0, "form-kind").as_deref(), Some("next-step"));
    assert_eq!(
        (said(0, "content-language").as_deref(), said(0, "form-code")),
        (Some("ar"), Some(code.text()))
    );
    assert!(!heard[0].0.contains(&code.text()));
    assert_eq!((said(1, "form-kind").as_deref(), said(1, "form-code")), (Some("privacy-notice"), None));
    assert_eq!(heard[1].0, format!("/api/v1/citizens/{citizen}/forms"));
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_even_sent() {
    let heard = Heard::default();
    let (_server, session) = signed_in(&heard).await;
    let practice = PracticeId::from_parts(1, [1; 10]);
    let bytes = Bytes::from(vec![0; ATTACHMENT_BYTES + 1]);
    let refused = session.attach(&CommandKey::fresh(), practice, "a.pdf", Media::Pdf, bytes).await;
    assert!(
        matches!(&refused, Err(HubError::Refused(problem)) if problem.name() == "too-large"),
        "{refused:?}"
    );
    assert!(heard.lock().unwrap().is_empty());
}
