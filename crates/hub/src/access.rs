//! Who is asking: devices and sessions by the hash of their token, kept in memory so that a request costs no database read.

use crate::api::refused::Refused;
use crate::credentials::{TokenHash, hash_token};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockWriteGuard};
use tokio::sync::watch;
use turno_domain::ids::{DeviceId, SessionId};
use turno_domain::journal::Actor;
use turno_domain::keys::{OperatorKey, Qualification};
use turno_domain::queue::Operator;
use turno_domain::time::Timestamp;
use turno_protocol::session::{DeviceRole, PersonRole};

/// How long a session may lie idle, milliseconds.
pub const IDLE_MS: i64 = 15 * 60_000;
/// How long a session may last, milliseconds.
pub const SESSION_MS: i64 = 10 * 3_600_000;
/// How much newer a use must be before it is written down, milliseconds: a write per request would wear the card.
pub const TOUCH_MS: i64 = 60_000;

/// A paired device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Which.
    pub id: DeviceId,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub role: DeviceRole,
}

/// A signed-in operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which session.
    pub id: SessionId,
    /// Who.
    pub operator: OperatorKey,
    /// What they may do.
    pub role: PersonRole,
    /// What they are qualified for.
    pub qualifications: Vec<Qualification>,
    /// At which device.
    pub device: DeviceId,
    /// When it was last used.
    pub last_used: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

impl Session {
    /// Whether it has not run out at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at && now.since(self.last_used).num_milliseconds() < IDLE_MS
    }

    /// The operator as the call rule sees one.
    pub fn as_operator(&self) -> Operator {
        Operator { key: self.operator.clone(), qualifications: self.qualifications.clone() }
    }
}

/// Whoever sent a request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// From which device.
    pub device: Device,
    /// With which session.
    pub session: Option<Session>,
}

impl Caller {
    /// The session of whoever asks.
    ///
    /// # Errors
    /// 403 for a device alone.
    pub fn session(&self) -> Result<&Session, Refused> {
        self.session.as_ref().ok_or_else(|| Refused::forbidden("an operator must sign in first"))
    }

    /// The caller as the journal names one.
    pub fn actor(&self) -> Actor {
        Actor {
            device: Some(self.device.id),
            operator: self.session.as_ref().map(|session| session.operator.clone()),
        }
    }
}

/// What a token came to.
#[derive(Clone, Debug)]
pub enum Recognised {
    /// A device, or a session at one.
    Caller {
        /// Who.
        caller: Caller,
        /// The session, where its use is due to be written down.
        touch: Option<SessionId>,
    },
    /// A session that has run out.
    Ended,
    /// Nobody.
    Unknown,
}

#[derive(Default)]
struct Known {
    devices: HashMap<TokenHash, Device>,
    /// Desks known by a session alone, after a restart.
    desks: HashMap<DeviceId, Device>,
    sessions: HashMap<TokenHash, Session>,
    written: HashMap<SessionId, Timestamp>,
    /// How often somebody was shut out.
    shut_out: u64,
}

/// The devices and sessions of a hub.
#[derive(Default)]
pub struct Access(RwLock<Known>, watch::Sender<()>);

impl Access {
    /// Who sends `token` at `now`. A session's use counts from then.
    pub fn recognise(&self, token: &str, now: Timestamp) -> Recognised {
        let hash = hash_token(token);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(device) = known.devices.get(&hash) {
            return Recognised::Caller {
                caller: Caller { device: device.clone(), session: None },
                touch: None,
            };
        }
        let Some(session) = known.sessions.get_mut(&hash) else { return Recognised::Unknown };
        if !session.is_live(now) {
            return Recognised::Ended;
        }
        session.last_used = session.last_used.max(now);
        let session = session.clone();
        let by_token = known.devices.values().find(|device| device.id == session.device);
        let Some(device) = by_token.or_else(|| known.desks.get(&session.device)).cloned() else {
            return Recognised::Unknown;
        };
        let due = known
            .written
            .get(&session.id)
            .is_none_or(|written| now.since(*written).num_milliseconds() >= TOUCH_MS);
        if due {
            known.written.insert(session.id, now);
        }
        let touch = due.then_some(session.id);
        Recognised::Caller { caller: Caller { device, session: Some(session) }, touch }
    }

    /// Whether `operator` has a live session anywhere.
    pub fn is_present(&self, operator: &OperatorKey, now: Timestamp) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.sessions.values().any(|session| &session.operator == operator && session.is_live(now))
    }

    /// Whether a session has been used since the hub started, so that memory knows better than the disk.
    pub fn knows(&self, id: SessionId) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.sessions.values().any(|session| session.id == id)
    }

    /// Whether `caller`, who was let in before, may still ask at `now`.
    pub fn admits(&self, caller: &Caller, now: Timestamp) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match &caller.session {
            Some(session) => {
                known.sessions.values().any(|other| other.id == session.id && other.is_live(now))
            }
            None => known.devices.values().any(|device| device.id == caller.device.id),
        }
    }

    /// Wakes whenever somebody was shut out.
    pub fn shut_out(&self) -> watch::Receiver<()> {
        self.1.subscribe()
    }

    /// How often somebody was shut out so far. Whoever looks in the store for what may be let in asks this before, and says it with what
    /// was found: what was found before somebody was shut out may have been true of them.
    pub fn shut_out_so_far(&self) -> u64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).shut_out
    }

    /// Knows one device more, looked up when `seen` had been shut out; not where more were since.
    #[must_use = "what was not kept must be looked up again"]
    pub fn add_device(&self, seen: u64, hash: TokenHash, device: Device) -> bool {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let holds = known.shut_out == seen;
        if holds {
            known.devices.insert(hash, device);
        }
        holds
    }

    /// Knows one session more, and the desk where it is, looked up when `seen` had been shut out; not where more were since. An
    /// earlier session of the same operator at the same device ends.
    #[must_use = "what was not kept must be looked up again"]
    pub fn add_session(&self, seen: u64, hash: TokenHash, session: Session, desk: Device) -> bool {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.shut_out != seen {
            return false;
        }
        let same = |old: &Session| old.operator == session.operator && old.device == session.device;
        let ends = known.sessions.iter().any(|(token, old)| *token != hash && same(old));
        known.sessions.retain(|_, old| !same(old));
        known.sessions.insert(hash, session);
        known.desks.insert(desk.id, desk);
        if ends {
            self.tell(known);
        }
        true
    }

    /// Somebody was shut out: what others looked up before is looked up again, and open streams look whether they may go on.
    fn tell(&self, mut known: RwLockWriteGuard<'_, Known>) {
        known.shut_out += 1;
        drop(known);
        self.1.send_replace(());
    }

    /// Forgets a device and its sessions.
    pub fn revoke_device(&self, id: DeviceId) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.devices.retain(|_, device| device.id != id);
        known.desks.remove(&id);
        known.sessions.retain(|_, session| session.device != id);
        self.tell(known);
    }

    /// Forgets a session.
    pub fn end_session(&self, id: SessionId) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.sessions.retain(|_, session| session.id != id);
        known.written.remove(&id);
        self.tell(known);
    }

    /// Forgets every session of an operator (whose PIN changed, or who retired).
    pub fn end_sessions_of(&self, operator: &OperatorKey) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.sessions.retain(|_, session| &session.operator != operator);
        self.tell(known);
    }

    /// The sessions that have run out at `now`, forgotten a week after their end: a desk left over lunch, a night or a long weekend
    /// is told that its session has ended, and not that nobody knows it.
    pub fn sweep(&self, now: Timestamp) -> Vec<Session> {
        const TOLD_MS: i64 = 7 * 24 * 3_600_000;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let gone = |session: &Session| {
            let end = session.expires_at.millis().min(session.last_used.millis() + IDLE_MS);
            now.millis() - end >= TOLD_MS
        };
        let swept: Vec<Session> = known.sessions.values().filter(|session| gone(session)).cloned().collect();
        known.sessions.retain(|_, session| !gone(session));
        swept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Token;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_millis(minutes * 60_000)
    }

    #[test]
    fn a_session_ends_after_fifteen_idle_minutes_and_after_ten_hours() {
        let (device_token, token) = (Token::fresh(), Token::fresh());
        let device =
            Device { id: DeviceId::from_parts(0, [1; 10]), name: "desk".into(), role: DeviceRole::Desk };
        let session = session_at(&device);
        let access = knowing(device_token.hash(), device, token.hash(), session);
        let live = |now| matches!(access.recognise(token.text(), now), Recognised::Caller { .. });
        assert!(live(at(14)));
        assert!(live(at(28)), "a use keeps it alive");
        assert!(!live(at(43)), "fifteen idle minutes end it");
        assert!(matches!(access.recognise(token.text(), at(43)), Recognised::Ended));
        assert!(matches!(access.recognise("nobody", at(43)), Recognised::Unknown));
        for minute in (44..600).step_by(10) {
            access.recognise(device_token.text(), at(minute));
        }
        assert!(!live(at(600)));
    }

    #[test]
    fn who_comes_back_after_days_hears_that_the_session_has_ended() {
        let (device_token, token) = (Token::fresh(), Token::fresh());
        let device =
            Device { id: DeviceId::from_parts(0, [1; 10]), name: "desk".into(), role: DeviceRole::Desk };
        let session = Session {
            id: SessionId::from_parts(0, [2; 10]),
            operator: "giulia".parse().unwrap(),
            role: PersonRole::Operator,
            qualifications: Vec::new(),
            device: device.id,
            last_used: at(0),
            expires_at: at(600),
        };
        let access = knowing(device_token.hash(), device, token.hash(), session);
        const DAY: i64 = 24 * 60;
        assert_eq!(access.sweep(at(4 * DAY)), []);
        assert!(matches!(access.recognise(token.text(), at(4 * DAY)), Recognised::Ended));
        assert_eq!(access.sweep(at(8 * DAY)).len(), 1);
        assert!(matches!(access.recognise(token.text(), at(8 * DAY)), Recognised::Unknown));
    }

    #[test]
    fn a_revoked_device_takes_its_sessions_with_it() {
        let (token, session_token) = (Token::fresh(), Token::fresh());
        let device =
            Device { id: DeviceId::from_parts(0, [1; 10]), name: "desk".into(), role: DeviceRole::Desk };
        let access = Access::default();
        assert!(access.add_device(0, token.hash(), device.clone()));
        assert!(access.add_session(0, session_token.hash(), session_at(&device), device.clone()));
        assert!(matches!(access.recognise(session_token.text(), at(0)), Recognised::Caller { .. }));
        access.revoke_device(device.id);
        for gone in [&token, &session_token] {
            assert!(matches!(access.recognise(gone.text(), at(0)), Recognised::Unknown));
        }
        // What was looked up before says nothing any more.
        assert!(!access.add_device(0, token.hash(), device.clone()));
        assert!(!access.add_session(0, session_token.hash(), session_at(&device), device.clone()));
        for gone in [&token, &session_token] {
            assert!(matches!(access.recognise(gone.text(), at(0)), Recognised::Unknown));
        }
        assert!(access.add_device(access.shut_out_so_far(), token.hash(), device));
    }

    fn knowing(device_token: TokenHash, device: Device, token: TokenHash, session: Session) -> Access {
        let access = Access::default();
        assert!(access.add_device(0, device_token, device.clone()));
        assert!(access.add_session(0, token, session, device));
        access
    }

    fn session_at(device: &Device) -> Session {
        Session {
            id: SessionId::from_parts(0, [2; 10]),
            operator: "giulia".parse().unwrap(),
            role: PersonRole::Operator,
            qualifications: Vec::new(),
            device: device.id,
            last_used: at(0),
            expires_at: at(600),
        }
    }
}
