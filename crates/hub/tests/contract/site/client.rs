//! Requests as any program would send them, and what is asserted of every answer.

use super::PIN;
use super::stream::Stream;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use turno_protocol::HUB_NAME;
use turno_protocol::enrolment::Enrolment;

/// The header that makes a command one that may come twice.
pub const KEY: &str = "idempotency-key";

static KEYS: AtomicU64 = AtomicU64::new(0);

/// A key that no other request of this run has.
pub fn fresh_key() -> String {
    format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed))
}

fn trusting(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// A client like a browser in the waiting room: without any token, following nowhere.
pub fn browser() -> reqwest::Client {
    reqwest::Client::builder()
        .tls_backend_preconfigured(trusting(RootCertStore::empty()))
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// Asks a hub with one token.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    certificate: String,
    token: Option<String>,
}

impl Client {
    /// A client of the hub that `enrolment` names, with its device's token.
    pub fn new(enrolment: &Enrolment) -> Self {
        let api = enrolment.addresses[0].parse().unwrap();
        Self::to(api, &enrolment.certificate, Some(enrolment.token.clone()))
    }

    /// A client of the hub at `api` that trusts `certificate` alone.
    pub fn to(api: SocketAddr, certificate: &str, token: Option<String>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()).unwrap();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(trusting(roots))
            .no_proxy()
            .resolve(HUB_NAME, api)
            .build()
            .unwrap();
        let base = format!("https://{HUB_NAME}:{}", api.port());
        Self { http, base, certificate: certificate.to_owned(), token }
    }

    /// The same client with another token.
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// The same client without any.
    pub fn without_token(&self) -> Self {
        Self { token: None, ..self.clone() }
    }

    /// Its token.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap()
    }

    /// The hub is at another address.
    pub fn moved(&mut self, api: SocketAddr) {
        *self = Self::to(api, &self.certificate, self.token.clone());
    }

    /// A request, to be added to; `path` goes below `/api/v1` unless it begins with `//`.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let path = path
            .strip_prefix('/')
            .filter(|rest| rest.starts_with('/'))
            .map_or(format!("/api/v1{path}"), str::to_owned);
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// POST with a key of its own.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_as(&fresh_key(), path, body).await
    }

    /// POST with `key`.
    pub async fn post_as(&self, key: &str, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).header(KEY, key).json(&body)).await
    }

    /// POST of bytes with a key of its own.
    pub async fn post_bytes(&self, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        Answer::of(self.request(Method::POST, path).header(KEY, fresh_key()).body(body)).await
    }

    /// PUT.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).json(&body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    /// A live stream, after a position or from the head.
    pub async fn listen(&self, path: &str, after: Option<&str>) -> Stream {
        let headers: HeaderMap = after
            .map(|after| (HeaderName::from_static("last-event-id"), HeaderValue::from_str(after).unwrap()))
            .into_iter()
            .collect();
        Stream::of(self.request(Method::GET, path).headers(headers).send().await.unwrap())
    }

    /// Signs `operator` in at this desk.
    pub async fn sign_in(&self, operator: &str) -> Client {
        let session = self.try_sign_in(operator, PIN).await.ok(201);
        self.with_token(session["token"].as_str().unwrap())
    }

    /// Tries to sign `operator` in.
    pub async fn try_sign_in(&self, operator: &str, pin: &str) -> Answer {
        Answer::of(self.request(Method::POST, "/sessions").json(&json!({"operator": operator, "pin": pin})))
            .await
    }

    /// Issues a ticket for `service` and gives it.
    pub async fn issue(&self, service: &str) -> Value {
        self.post("/tickets", json!({"service": service})).await.ok(201)
    }

    /// Lets `action` happen to the ticket `id` and gives it.
    pub async fn act(&self, id: &str, action: &str) -> Answer {
        self.post(&format!("/tickets/{id}/{action}"), json!({})).await
    }

    /// Opens the counter `key`.
    pub async fn open(&self, key: &str) -> Value {
        self.post(&format!("/counters/{key}/open"), json!({})).await.ok(200)
    }

    /// Calls the next to the counter `key`.
    pub async fn call_next(&self, key: &str) -> Answer {
        self.post(&format!("/counters/{key}/call-next"), json!({})).await
    }

    /// The queue.
    pub async fn queue(&self) -> Value {
        self.get("/queue").await.ok(200)
    }

    /// The ticket `id` as the queue shows it.
    pub async fn ticket(&self, id: &str) -> Value {
        let queue = self.queue().await;
        let found = queue["tickets"].as_array().unwrap().iter().find(|ticket| ticket["id"] == id).cloned();
        found.unwrap_or_else(|| panic!("no ticket {id}"))
    }
}

/// What a hub answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The media type.
    pub media: String,
    /// The body.
    pub text: String,
}

impl Answer {
    /// Sends `request`.
    pub async fn of(request: reqwest::RequestBuilder) -> Self {
        Self::try_of(request).await.unwrap()
    }

    /// Sends `request` to a hub that may be killed meanwhile.
    pub async fn try_of(request: reqwest::RequestBuilder) -> Result<Self, reqwest::Error> {
        let response = request.send().await?;
        let media =
            response.headers().get("content-type").map_or("", |value| value.to_str().unwrap()).to_owned();
        Ok(Self { status: response.status().as_u16(), media, text: response.text().await? })
    }

    /// Its body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts the status of a JSON answer, and gives its body.
    #[track_caller]
    pub fn ok(self, status: u16) -> Value {
        assert_eq!((self.status, self.media.as_str()), (status, "application/json"), "{}", self.text);
        self.json()
    }

    /// Asserts that it has no body.
    #[track_caller]
    pub fn nothing(self) {
        assert_eq!((self.status, self.text.as_str()), (204, ""));
    }

    /// Asserts that it is a problem document with `status` and the stable name `name`, and gives it.
    #[track_caller]
    pub fn problem(self, status: u16, name: &str) -> Value {
        assert_eq!((self.status, self.media.as_str()), (status, "application/problem+json"), "{}", self.text);
        let problem = self.json();
        assert_eq!(problem["type"], format!("https://turno.example/problems/{name}"), "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert!(!problem["title"].as_str().unwrap().is_empty(), "{problem}");
        problem
    }
}

/// The identifier of a ticket or whatever else has one.
#[track_caller]
pub fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id: {value}")).to_owned()
}
