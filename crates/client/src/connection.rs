//! Requests over HTTPS to the hub and to nobody else: its CA, its name, its addresses, a deadline each, and patience.

use crate::addresses::Addresses;
use crate::command_key::CommandKey;
use crate::enrolment::Enrolment;
use crate::error::HubError;
use crate::pace::{self, Failure, persist};
use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Method, Request, Response, StatusCode, Url};
use rustls::{ClientConfig, RootCertStore};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use turno_protocol::event::Position;
use turno_protocol::problem::Problem;
use turno_protocol::{API_VERSION, HUB_NAME};

/// How a program speaks to the hub, with one token. Clones share connections.
#[derive(Clone)]
pub(crate) struct Connection {
    client: Client,
    addresses: Addresses,
    bearer: HeaderValue,
    patience: Duration,
}

/// Whether an attempt whose answer was lost may be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Repeat {
    /// The hub carries it out once, or once more changes nothing.
    Safe,
    /// Only if it never left.
    Unsent,
}

/// One request, and how often it may be made.
pub(crate) struct Call<'a> {
    method: Method,
    path: Vec<String>,
    query: Vec<(&'static str, String)>,
    body: Option<serde_json::Result<Bytes>>,
    /// What the body is.
    media: &'static str,
    headers: Vec<(&'static str, String)>,
    key: Option<&'a CommandKey>,
    repeat: Repeat,
    deadline: Duration,
}

impl<'a> Call<'a> {
    fn new(method: Method, path: &[&str], repeat: Repeat) -> Self {
        Self {
            method,
            path: path.iter().map(|&segment| segment.to_owned()).collect(),
            query: Vec::new(),
            body: None,
            media: "application/json",
            headers: Vec::new(),
            key: None,
            repeat,
            deadline: pace::ATTEMPT,
        }
    }

    pub(crate) fn get(path: &[&str]) -> Self {
        Self::new(Method::GET, path, Repeat::Safe)
    }

    pub(crate) fn put(path: &[&str]) -> Self {
        Self::new(Method::PUT, path, Repeat::Safe)
    }

    pub(crate) fn delete(path: &[&str]) -> Self {
        Self::new(Method::DELETE, path, Repeat::Safe)
    }

    /// A command: carried out once for its key.
    pub(crate) fn post(key: &'a CommandKey, path: &[&str]) -> Self {
        Self { key: Some(key), ..Self::new(Method::POST, path, Repeat::Safe) }
    }

    /// A POST that takes no key: sent at most once.
    pub(crate) fn post_once(path: &[&str]) -> Self {
        Self::new(Method::POST, path, Repeat::Unsent)
    }

    pub(crate) fn body(mut self, body: &impl Serialize) -> Self {
        self.body = Some(serde_json::to_vec(body).map(Bytes::from));
        self
    }

    /// A file as the body.
    pub(crate) fn file(mut self, media: &'static str, bytes: Bytes) -> Self {
        (self.body, self.media) = (Some(Ok(bytes)), media);
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.headers.extend(value.map(|value| (name, value.to_string())));
        self
    }

    pub(crate) fn query(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.query.extend(value.map(|value| (name, value.to_string())));
        self
    }

    pub(crate) fn long(mut self) -> Self {
        self.deadline = pace::LONG_ATTEMPT;
        self
    }
}

/// What the hub answered: something with a status of success.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.body
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, HubError> {
        // The error names a place and a type, and may name a value only where it is of a wrong type.
        serde_json::from_slice(&self.body).map_err(|error| {
            HubError::broken(format!("line {} column {} of the JSON", error.line(), error.column()))
        })
    }
}

/// What came of a call, and whether an earlier attempt may have been carried out without its answer coming back.
pub(crate) struct Outcome {
    pub(crate) result: Result<Answer, HubError>,
    pub(crate) answer_lost: bool,
}

impl Connection {
    pub(crate) fn new(enrolment: &Enrolment) -> Result<Self, HubError> {
        let mut roots = RootCertStore::empty();
        roots
            .add(enrolment.authority().clone())
            .map_err(|error| HubError::broken(format!("the site's certificate: {error}")))?;
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| HubError::broken(format!("TLS: {error}")))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let addresses = Addresses::new(enrolment.addresses());
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(true)
            // A proxy of the machine's must not see, or be asked for, what stays inside the site.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(addresses.clone()))
            .connect_timeout(pace::CONNECT)
            .pool_idle_timeout(pace::IDLE)
            .user_agent(concat!("turno-client/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| HubError::broken(format!("HTTPS: {}", story(&error))))?;
        Ok(Self { client, addresses, bearer: bearer(enrolment.token())?, patience: pace::PATIENCE })
    }

    /// The same connections with another token.
    pub(crate) fn with_token(&self, token: &str) -> Result<Self, HubError> {
        Ok(Self { bearer: bearer(token)?, ..self.clone() })
    }

    pub(crate) fn with_patience(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    pub(crate) async fn send(&self, call: Call<'_>) -> Result<Answer, HubError> {
        self.carry_out(call).await.result
    }

    pub(crate) async fn json<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, HubError> {
        self.send(call).await?.json()
    }

    pub(crate) async fn carry_out(&self, call: Call<'_>) -> Outcome {
        let answer_lost = AtomicBool::new(false);
        let result = match self.request(&call) {
            Ok(request) => persist(self.patience, || self.attempt(&request, call.repeat, &answer_lost)).await,
            Err(error) => Err(error),
        };
        let answer_lost = answer_lost.into_inner();
        let unsettled = answer_lost && call.method != Method::GET;
        Outcome {
            result: result.map_err(|error| if unsettled { unknown_end(error) } else { error }),
            answer_lost,
        }
    }

    /// What the hub says at `path`, from after a place in that stream on, until it is cut.
    pub(crate) async fn listen(
        &self,
        call: Call<'_>,
        after: Option<&Position>,
    ) -> Result<BoxStream<'static, Bytes>, HubError> {
        let mut request = self.request(&call)?;
        // The deadline would be for the whole stream; that it goes on is watched by whoever reads it.
        *request.timeout_mut() = None;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        if let Some(after) = after {
            let id = HeaderValue::from_str(&after.to_string())
                .map_err(|_| HubError::broken("a position beyond ASCII"))?;
            request.headers_mut().insert("last-event-id", id);
        }
        let response = match tokio::time::timeout(pace::ATTEMPT, self.client.execute(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(self.lost(error)),
            Err(_) => return Err(HubError::away("no answer in time")),
        };
        self.heard(&response);
        if response.status() != StatusCode::OK {
            return Err(refusal(response).await);
        }
        Ok(response
            .bytes_stream()
            .take_while(|chunk| ready(chunk.is_ok()))
            .filter_map(|chunk| ready(chunk.ok()))
            .boxed())
    }

    fn request(&self, call: &Call<'_>) -> Result<Request, HubError> {
        // Without a port, so that each address keeps its own.
        let mut url = Url::parse(&format!("https://{HUB_NAME}/api/v{API_VERSION}"))
            .map_err(|error| HubError::broken(error.to_string()))?;
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.extend(&call.path);
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let mut request = Request::new(call.method.clone(), url);
        *request.timeout_mut() = Some(call.deadline);
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.bearer.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(key) = call.key {
            let key =
                HeaderValue::from_str(key.as_str()).map_err(|_| HubError::broken("a key beyond ASCII"))?;
            headers.insert("idempotency-key", key);
        }
        for (name, value) in &call.headers {
            let value = HeaderValue::from_str(value)
                .map_err(|_| HubError::broken("a header beyond visible ASCII"))?;
            headers.insert(*name, value);
        }
        if let Some(body) = &call.body {
            let body = body.as_ref().map_err(|_| HubError::broken("a request that is no JSON"))?;
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(call.media));
            *request.body_mut() = Some(body.clone().into());
        }
        Ok(request)
    }

    async fn attempt(
        &self,
        request: &Request,
        repeat: Repeat,
        answer_lost: &AtomicBool,
    ) -> Result<Answer, Failure> {
        let again =
            request.try_clone().ok_or_else(|| Failure::Final(HubError::broken("a request in a stream")))?;
        let lost = |error: reqwest::Error| {
            let unsent = error.is_connect();
            if !unsent {
                answer_lost.store(true, Ordering::Relaxed);
            }
            let error = self.lost(error);
            match repeat {
                Repeat::Unsent if !unsent => Failure::Final(error),
                _ => Failure::Passing { error, wait: None },
            }
        };
        let response = self.client.execute(again).await.map_err(lost)?;
        self.heard(&response);
        let status = response.status();
        if status.is_success() {
            let body = response.bytes().await.map_err(lost)?.to_vec();
            return Ok(Answer { status, body });
        }
        // A hub that cannot do it at the moment, its disk being full or its site not read, may be able to a moment later.
        let unavailable = status == StatusCode::SERVICE_UNAVAILABLE;
        let wait = unavailable.then(|| retry_after(response.headers())).flatten();
        let error = refusal(response).await;
        // A refusal that could not be read to its end says no more than silence.
        let unread = error.is_away();
        if unread {
            answer_lost.store(true, Ordering::Relaxed);
        }
        Err(if unavailable || (unread && repeat == Repeat::Safe) {
            Failure::Passing { error, wait }
        } else {
            Failure::Final(error)
        })
    }

    fn heard(&self, response: &Response) {
        if let Some(address) = response.remote_addr() {
            self.addresses.answered(address);
        }
    }

    fn lost(&self, error: reqwest::Error) -> HubError {
        if error.is_connect() {
            self.addresses.failed();
        }
        HubError::away(story(&error.without_url()))
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

/// What is to be said of a command when an earlier attempt's answer was lost: a hub that fails, or is not understood, says nothing
/// of that attempt, so it may have been carried out.
fn unknown_end(error: HubError) -> HubError {
    let detail = match error {
        HubError::Refused(problem) if problem.status >= 500 => {
            format!("an answer was lost, and then {} ({})", problem.title, problem.status)
        }
        HubError::Broken { detail } => format!("an answer was lost, and then {detail}"),
        HubError::Away { detail, .. } => detail,
        said => return said,
    };
    HubError::Away { detail, perhaps_done: true }
}

fn bearer(token: &str) -> Result<HeaderValue, HubError> {
    let mut bearer = HeaderValue::from_str(&format!("Bearer {token}"))
        .map_err(|_| HubError::broken("a token beyond visible ASCII"))?;
    bearer.set_sensitive(true);
    Ok(bearer)
}

/// The wait that a hub asks for, in seconds; it gives no dates.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

async fn refusal(response: Response) -> HubError {
    let status = response.status();
    let problem = match response.bytes().await {
        Ok(body) => serde_json::from_slice::<Problem>(&body).ok(),
        Err(error) => return HubError::away(story(&error.without_url())),
    };
    match problem {
        Some(problem) if status == StatusCode::UNAUTHORIZED => HubError::Unauthorised(problem),
        Some(problem) => HubError::Refused(problem),
        None if status == StatusCode::UNAUTHORIZED => {
            HubError::Unauthorised(Problem::new(401, "unauthorised", "no reason was given"))
        }
        None => HubError::broken(format!("status {status} without a problem document")),
    }
}

/// An error with what lies under it; the layers' own words say only that something failed.
fn story(error: &dyn std::error::Error) -> String {
    let mut story = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        story.push_str(": ");
        story.push_str(&error.to_string());
        cause = error.source();
    }
    story
}
