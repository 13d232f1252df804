//! The doors of the API: a device's token, and a session in its place.

use super::refused::Refused;
use crate::access::{Caller, Session};
use crate::hub::Hub;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use turno_domain::roles::DeviceRole;

/// Lets through whoever has a device's token, or a session's in its place.
pub async fn device(State(hub): State<Hub>, mut request: Request, next: Next) -> Result<Response, Refused> {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(bearer).ok_or_else(Refused::unauthorised)?.to_owned();
    let caller = hub.authenticate(&token).await?;
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

/// Lets through whoever has a session; stands behind [`device`].
pub async fn session(request: Request, next: Next) -> Result<Response, Refused> {
    match request.extensions().get::<Caller>() {
        Some(caller) if caller.session.is_some() => Ok(next.run(request).await),
        Some(caller) if caller.device.role == DeviceRole::Kiosk => {
            Err(Refused::forbidden("a kiosk issues tickets and reads the queue"))
        }
        Some(_) => Err(Refused::forbidden("an operator must sign in first")),
        None => Err(Refused::unauthorised()),
    }
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refused> {
        parts.extensions.get::<Caller>().cloned().ok_or_else(Refused::unauthorised)
    }
}

/// A caller at a desk, signed in or not.
pub struct AtDesk(pub Caller);

impl<S: Send + Sync> FromRequestParts<S> for AtDesk {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let caller = Caller::from_request_parts(parts, state).await?;
        match caller.device.role {
            DeviceRole::Desk => Ok(Self(caller)),
            DeviceRole::Kiosk => Err(Refused::forbidden("operators sign in at desks")),
        }
    }
}

/// A kiosk.
pub struct AtKiosk(pub Caller);

impl<S: Send + Sync> FromRequestParts<S> for AtKiosk {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let caller = Caller::from_request_parts(parts, state).await?;
        match caller.device.role {
            DeviceRole::Kiosk => Ok(Self(caller)),
            DeviceRole::Desk => Err(Refused::forbidden("this is asked at a kiosk")),
        }
    }
}

/// A caller who has a session.
pub struct SignedIn {
    /// The caller.
    pub caller: Caller,
    /// Their session.
    pub session: Session,
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let session = caller.session()?.clone();
        Ok(Self { caller, session })
    }
}
