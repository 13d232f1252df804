//! Reading a request's body: at most 1 MiB of JSON, or a file, refused with the status that says what is wrong with it.

use super::refused::Refused;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

/// The longest body, in bytes.
pub const BODY_BYTES: usize = 1024 * 1024;
/// How much of a longer one is heard out before the answer, in bytes.
const HEARD_OUT_BYTES: usize = 64 * BODY_BYTES;

/// A JSON body, and the bytes it was read from (for the fingerprint of a command).
pub struct Json<T>(pub T, pub Bytes);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refused> {
        let bytes = read(request.into_body(), BODY_BYTES, "The body is longer than 1 MiB.").await?;
        let value = if bytes.iter().all(u8::is_ascii_whitespace) {
            // Commands without fields may come without a body.
            serde_json::from_slice(b"{}")
        } else {
            serde_json::from_slice(&bytes)
        };
        Ok(Self(value.map_err(|error| refuse(&error))?, bytes))
    }
}

/// The body, where it has at most `most` bytes; of a longer one no more than those are ever held.
pub async fn read(body: Body, most: usize, too_large: &str) -> Result<Bytes, Refused> {
    let mut chunks = body.into_data_stream();
    let (mut whole, mut length) = (Vec::new(), 0);
    // Whoever is cut off while still sending sees a broken connection and not why, so a long body is heard out.
    while length <= HEARD_OUT_BYTES
        && let Some(chunk) = chunks.next().await
    {
        let chunk = chunk.map_err(|_| Refused::malformed("the body did not arrive whole"))?;
        length += chunk.len();
        if length <= most {
            whole.extend_from_slice(&chunk);
        } else {
            whole = Vec::new();
        }
    }
    if length > most {
        return Err(Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", too_large));
    }
    Ok(whole.into())
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
