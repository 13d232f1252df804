//! Reading a request's body: at most 1 MiB of JSON, refused with the status that says what is wrong with it.

use super::refused::Refused;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

/// The longest body, in bytes.
pub const BODY_BYTES: usize = 1024 * 1024;

/// A JSON body, and the bytes it was read from (for the fingerprint of a command).
pub struct Json<T>(pub T, pub Bytes);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refused> {
        let bytes = read(request.into_body()).await?;
        let value = if bytes.iter().all(u8::is_ascii_whitespace) {
            // Commands without fields may come without a body.
            serde_json::from_slice(b"{}")
        } else {
            serde_json::from_slice(&bytes)
        };
        Ok(Self(value.map_err(|error| refuse(&error))?, bytes))
    }
}

async fn read(body: Body) -> Result<Bytes, Refused> {
    axum::body::to_bytes(body, BODY_BYTES).await.map_err(|error| {
        let too_long = std::error::Error::source(&error)
            .is_some_and(|source| source.to_string().contains("length limit"));
        if too_long {
            Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is longer than 1 MiB.")
        } else {
            Refused::malformed("the body did not arrive whole")
        }
    })
}

/// 400 for what is no JSON of this shape, 422 for a word that the hub does not know. What was sent is not repeated.
fn refuse(error: &serde_json::Error) -> Refused {
    let place = format!("line {}, column {}", error.line(), error.column());
    let text = error.to_string();
    if error.is_data() && (text.starts_with("unknown variant") || text.starts_with("unknown language")) {
        return Refused::unknown_value(format!("a word that the hub does not know at {place}"));
    }
    if let Some(rest) = text.strip_prefix("missing field ") {
        let field: String = rest.chars().take_while(|c| *c != ' ').collect();
        return Refused::malformed(format!("the field {field} is missing"));
    }
    let what = if error.is_data() { "a value of another form" } else { "not JSON" };
    Refused::malformed(format!("{what} at {place}"))
}
