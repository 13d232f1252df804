//! Signing in and out. Failures are counted on disk: from the third each doubles the delay before the next try, the tenth locks
//! for 15 minutes.

use super::auth::{AtDesk, SignedIn};
use super::body::Json;
use super::refused::Refused;
use crate::access::{SESSION_MS, Session};
use crate::credentials::{Token, pin_matches};
use crate::hub::Hub;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use turno_domain::ids::{DeviceId, SessionId};
use turno_domain::keys::OperatorKey;
use turno_domain::time::Timestamp;
use turno_protocol::session::{OperatorView, SessionAnswer, SessionRequest};
use turno_protocol::wire_time::WireTime;
use turno_store::queue::NewSession;

/// The failure that locks.
const LOCKING_FAILURE: u32 = 10;
/// For how long, milliseconds.
const LOCK_MS: i64 = 15 * 60_000;

/// How long nobody may try again after the `failures`-th failure, milliseconds.
fn delay_ms(failures: u32) -> i64 {
    match failures {
        0..=2 => 0,
        3..LOCKING_FAILURE => 1_000 << (failures - 3),
        _ => LOCK_MS,
    }
}

/// Whether a lock until then holds at `now`. One that would last longer than any lock was set while the clock was ahead, and would
/// shut its owner out until the true time has caught up.
fn holds(until: Timestamp, now: Timestamp) -> bool {
    (1..=LOCK_MS).contains(&(until.millis() - now.millis()))
}

/// `GET /operators`: who may sign in.
pub async fn operators(State(hub): State<Hub>, _: AtDesk) -> Result<axum::Json<Vec<OperatorView>>, Refused> {
    let operators = hub.read_queue(|reads| reads.operators()).await?;
    let view = |operator: turno_store::queue::OperatorRecord| OperatorView {
        key: operator.key,
        name: operator.name,
        role: operator.role,
    };
    Ok(axum::Json(operators.into_iter().filter(|operator| !operator.retired).map(view).collect()))
}

/// `POST /sessions`
pub async fn sign_in(
    State(hub): State<Hub>,
    AtDesk(caller): AtDesk,
    Json(request, _): Json<SessionRequest>,
) -> Result<(StatusCode, axum::Json<SessionAnswer>), Refused> {
    // What cannot be a key is nobody's, and is answered like any other stranger.
    let key: Option<OperatorKey> = request.operator.parse().ok();
    // The lock is looked at when the turn has come, and the turn ends when a failure is written down: guesses sent at once are not
    // more than guesses sent one by one.
    let _turn = hub.turn_of(key.as_ref().map_or("", OperatorKey::as_str)).await;
    let _check = hub.inner().pin_checks.acquire().await.map_err(|error| Refused::fault(&error))?;
    let record = match key {
        Some(key) => hub.read_queue(move |reads| reads.operator(&key)).await?,
        None => None,
    };
    let record = record.filter(|record| !record.retired);
    let now = hub.now();
    if let Some(until) =
        record.as_ref().and_then(|record| record.locked_until).filter(|until| holds(*until, now.wall))
    {
        return Err(locked(until));
    }
    let stored = record.as_ref().map(|record| record.pin_hash.clone());
    let pin = request.pin;
    let right = tokio::task::spawn_blocking(move || pin_matches(&pin, stored.as_deref()))
        .await
        .map_err(|error| Refused::fault(&error))?;
    let actor = caller.actor();
    let Some(record) = record.as_ref().filter(|_| right).cloned() else {
        if let Some(key) = record.map(|record| record.key) {
            hub.write_queue(move |tx| {
                let failures = tx.reads().operator(&key)?.map_or(0, |record| record.failures) + 1;
                let until = Timestamp::from_millis(now.wall.millis() + delay_ms(failures));
                tx.sign_in_failed(&key, (until > now.wall).then_some(until), now, &actor)
                    .map_err(Refused::from)
            })
            .await?;
        }
        return Err(Refused::new(StatusCode::UNAUTHORIZED, "wrong-pin", "Operator and PIN do not match."));
    };

    let token = Token::fresh();
    let session = NewSession {
        id: hub.fresh(SessionId::from_parts),
        token_hash: token.hash().to_vec(),
        operator: record.key.clone(),
        device: caller.device.id,
        expires_at: Timestamp::from_millis(now.wall.millis() + SESSION_MS),
    };
    let known = Session {
        id: session.id,
        operator: record.key.clone(),
        role: record.role,
        qualifications: record.qualifications,
        device: caller.device.id,
        last_used: now.wall,
        expires_at: session.expires_at,
        known_at: now,
    };
    let expires_at = WireTime(session.expires_at);
    let seen = hub.access().shut_out_so_far();
    let checked = record.pin_hash.clone();
    hub.write_queue(move |tx| {
        // The PIN took its time: meanwhile it may have been changed, its owner retired, or the desk revoked.
        let reads = tx.reads();
        let stands = reads
            .operator(&session.operator)?
            .is_some_and(|record| !record.retired && record.pin_hash == checked);
        let paired = reads.device(session.device)?.is_some_and(|device| device.revoked_at.is_none());
        if !stands || !paired {
            return Err(Refused::unauthorised());
        }
        tx.sign_in(&session, now, &actor).map_err(Refused::from)
    })
    .await?;
    // Where somebody was shut out meanwhile, the first request with the token looks on disk whether it still holds.
    let caller_device = caller.device.id;
    let _ = hub.access().add_session(seen, token.hash(), known, caller.device);
    let draft_key = draft_key(&hub, caller_device, &record.key).await;
    let answer = SessionAnswer {
        token: token.text().to_owned(),
        operator: record.key,
        name: record.name,
        role: record.role,
        expires_at,
        draft_key,
    };
    Ok((StatusCode::CREATED, axum::Json(answer)))
}

/// What opens the drafts that `operator` left at `device`. Whoever signs in is not kept out where the casework cannot be asked: tickets
/// never wait for it.
async fn draft_key(hub: &Hub, device: DeviceId, operator: &OperatorKey) -> Option<String> {
    let operator = operator.clone();
    match hub.write_casework(move |tx| tx.draft_key(device, &operator)).await {
        Ok(key) => Some(STANDARD.encode(key)),
        Err(error) => {
            tracing::warn!(%error, "there is no key for what an operator leaves unsaved");
            None
        }
    }
}

/// `GET /sessions/self`: whose session it is; asking keeps it alive.
pub async fn current(SignedIn { session, .. }: SignedIn) -> axum::Json<serde_json::Value> {
    axum::Json(serde_json::json!({
        "operator": session.operator,
        "role": session.role,
        "expires_at": WireTime(session.expires_at),
    }))
}

/// `DELETE /sessions/self`
pub async fn sign_out(
    State(hub): State<Hub>,
    SignedIn { caller, session }: SignedIn,
) -> Result<StatusCode, Refused> {
    let (now, actor, id) = (hub.now(), caller.actor(), session.id);
    hub.write_queue(move |tx| tx.sign_out(id, now, &actor).map_err(Refused::from)).await?;
    hub.access().end_session(id);
    Ok(StatusCode::NO_CONTENT)
}

fn locked(until: Timestamp) -> Refused {
    let refused =
        Refused::new(StatusCode::FORBIDDEN, "sign-in-locked", "Too many wrong PINs: nobody may try yet.");
    Refused(Box::new(refused.0.fact("until", WireTime(until).text())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_from_the_third_failure_and_the_tenth_locks() {
        let seconds: Vec<i64> = (1..=11).map(|failures| delay_ms(failures) / 1_000).collect();
        assert_eq!(seconds, [0, 0, 1, 2, 4, 8, 16, 32, 64, 900, 900]);
    }

    #[test]
    fn a_lock_of_a_clock_that_was_ahead_holds_nobody() {
        let at = |ms| Timestamp::from_millis(1_795_248_000_000 + ms);
        let found = [0, 1, LOCK_MS, LOCK_MS + 1, 365 * 24 * 3_600_000].map(|until| holds(at(until), at(0)));
        assert_eq!(found, [false, true, true, false, false]);
    }
}
