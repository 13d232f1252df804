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
use turno_domain::time::{ClockReading, Timestamp};
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
    /// What the clock said when it began here or was read from the disk: by that clock are the two times above.
    pub known_at: ClockReading,
}

/// Whether a session that was used last at `last_used` and ends at `expires_at` is live at `now`, all by one clock, where `idle_ms`
/// without a use end it. One that would outlast any session, or that was used in time to come, is of a clock that was ahead.
pub fn is_live(now: Timestamp, last_used: Timestamp, expires_at: Timestamp, idle_ms: i64) -> bool {
    let left = expires_at.millis().saturating_sub(now.millis());
    let idle = now.millis().saturating_sub(last_used.millis());
    (1..=SESSION_MS).contains(&left) && (-TOUCH_MS..idle_ms).contains(&idle)
}

impl Session {
    /// Whether it has not run out at `now`.
    pub fn is_live(&self, now: &ClockReading) -> bool {
        is_live(self.by_its_clock(now), self.last_used, self.expires_at, IDLE_MS)
    }

    /// What its clock would read at `now` had it not been set since: in one run of the machine a clock that is set neither ends a
    /// session nor lets one last.
    fn by_its_clock(&self, now: &ClockReading) -> Timestamp {
        now.set_since(&self.known_at).map_or(now.wall, |set| now.wall.plus(-set))
    }

    /// When it ended or will end if nobody uses it.
    fn end_ms(&self) -> i64 {
        let idle = self.last_used.millis().saturating_add(IDLE_MS);
        let longest = self.known_at.wall.millis().saturating_add(SESSION_MS);
        self.expires_at.millis().min(idle).min(longest)
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
        caller: Box<Caller>,
        /// The session, where its use is due to be written down.
        touch: Option<SessionId>,
    },
    /// A session that has run out.
    Ended,
    /// Nobody.
    Unknown,
}

/// A session and when its use was last written down.
struct Used {
    session: Session,
    written: Option<Timestamp>,
}

#[derive(Default)]
struct Known {
    devices: HashMap<TokenHash, Device>,
    /// Desks known by a session alone, after a restart.
    desks: HashMap<DeviceId, Device>,
    sessions: HashMap<TokenHash, Used>,
    /// How often somebody was shut out.
    shut_out: u64,
}

/// The devices and sessions of a hub.
#[derive(Default)]
pub struct Access(RwLock<Known>, watch::Sender<()>);

impl Access {
    /// Who sends `token` at `now`. A session's use counts from then.
    pub fn recognise(&self, token: &str, now: &ClockReading) -> Recognised {
        let hash = hash_token(token);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(device) = known.devices.get(&hash) {
            return Recognised::Caller {
                caller: Box::new(Caller { device: device.clone(), session: None }),
                touch: None,
            };
        }
        let known = &mut *known;
        let Some(Used { session, written }) = known.sessions.get_mut(&hash) else {
            return Recognised::Unknown;
        };
        if !session.is_live(now) {
            return Recognised::Ended;
        }
        let used = session.by_its_clock(now);
        session.last_used = session.last_used.max(used);
        let by_token = known.devices.values().find(|device| device.id == session.device);
        let Some(device) = by_token.or_else(|| known.desks.get(&session.device)).cloned() else {
            return Recognised::Unknown;
        };
        let due = written.is_none_or(|written| used.since(written).num_milliseconds() >= TOUCH_MS);
        if due {
            *written = Some(used);
        }
        let session = session.clone();
        let touch = due.then_some(session.id);
        Recognised::Caller { caller: Box::new(Caller { device, session: Some(session) }), touch }
    }

    /// Whether `operator` has a live session anywhere.
    pub fn is_present(&self, operator: &OperatorKey, now: &ClockReading) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known
            .sessions
            .values()
            .any(|Used { session, .. }| &session.operator == operator && session.is_live(now))
    }

    /// Whether a session has been used since the hub started, so that memory knows better than the disk.
    pub fn knows(&self, id: SessionId) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.sessions.values().any(|used| used.session.id == id)
    }

    /// Whether `caller`, who was let in before, may still ask at `now`.
    pub fn admits(&self, caller: &Caller, now: &ClockReading) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match &caller.session {
            Some(session) => {
                known.sessions.values().any(|used| used.session.id == session.id && used.session.is_live(now))
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
        let ends = known.sessions.iter().any(|(token, old)| *token != hash && same(&old.session));
        known.sessions.retain(|_, old| !same(&old.session));
        known.sessions.insert(hash, Used { session, written: None });
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
        known.sessions.retain(|_, used| used.session.device != id);
        self.tell(known);
    }

    /// Forgets a session.
    pub fn end_session(&self, id: SessionId) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.sessions.retain(|_, used| used.session.id != id);
        self.tell(known);
    }

    /// Forgets every session of an operator (whose PIN changed, or who retired).
    pub fn end_sessions_of(&self, operator: &OperatorKey) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.sessions.retain(|_, used| &used.session.operator != operator);
        self.tell(known);
    }

    /// The sessions that have run out at `now`, forgotten a week after their end: a desk left over lunch, a night or a long weekend
    /// is told that its session has ended, and not that nobody knows it.
    pub fn sweep(&self, now: &ClockReading) -> Vec<Session> {
        const TOLD_MS: i64 = 7 * 24 * 3_600_000;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let gone = |session: &Session| session.by_its_clock(now).millis() - session.end_ms() >= TOLD_MS;
        let all = known.sessions.values().map(|used| &used.session);
        let swept: Vec<Session> = all.filter(|session| gone(session)).cloned().collect();
        known.sessions.retain(|_, used| !gone(&used.session));
        swept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Token;

    /// So many minutes of a run of the machine, by a clock that runs as it should.
    fn at(minutes: i64) -> ClockReading {
        set(minutes, 0)
    }

    /// So many minutes of it, by a clock that was set `by` minutes ahead meanwhile.
    fn set(minutes: i64, by: i64) -> ClockReading {
        ClockReading {
            wall: Timestamp::from_millis((minutes + by) * 60_000),
            boot: uuid::Uuid::nil(),
            monotonic_ms: u64::try_from(minutes * 60_000).unwrap_or(0),
            trusted: true,
        }
    }

    #[test]
    fn a_session_ends_after_fifteen_idle_minutes_and_after_ten_hours() {
        let (device_token, token) = (Token::fresh(), Token::fresh());
        let device = desk();
        let session = session_at(&device);
        let access = knowing(device_token.hash(), device, token.hash(), session);
        let live = |now| matches!(access.recognise(token.text(), &now), Recognised::Caller { .. });
        assert!(live(at(14)));
        assert!(live(at(28)), "a use keeps it alive");
        assert!(!live(at(43)), "fifteen idle minutes end it");
        assert!(matches!(access.recognise(token.text(), &at(43)), Recognised::Ended));
        assert!(matches!(access.recognise("nobody", &at(43)), Recognised::Unknown));
        for minute in (44..600).step_by(10) {
            access.recognise(device_token.text(), &at(minute));
        }
        assert!(!live(at(600)));
    }

    #[test]
    fn a_clock_that_is_set_neither_ends_a_session_nor_lets_one_last() {
        const YEARS: i64 = 30 * 365 * 24 * 60;
        for by in [-YEARS, -60, 60, YEARS] {
            let (device, token) = (desk(), Token::fresh());
            let access = knowing(Token::fresh().hash(), device.clone(), token.hash(), session_at(&device));
            let live = |now| matches!(access.recognise(token.text(), &now), Recognised::Caller { .. });
            assert!(live(at(10)) && live(set(20, by)) && live(set(34, by)), "{by}");
            let Recognised::Caller { caller, .. } = access.recognise(token.text(), &set(35, by)) else {
                panic!()
            };
            assert!(
                access.admits(&caller, &set(49, by))
                    && access.is_present(&session_at(&device).operator, &set(49, by))
            );
            assert!(!access.admits(&caller, &set(50, by)), "fifteen idle minutes end it, set by {by}");
            assert!(!access.is_present(&session_at(&device).operator, &set(50, by)));
            assert!(!live(set(50, by)));
            assert_eq!(access.sweep(&set(7 * 24 * 60, by)), []);
            assert_eq!(access.sweep(&set(8 * 24 * 60, by)).len(), 1);
        }
    }

    /// As a restart finds them on disk.
    #[test]
    fn a_session_of_a_clock_that_was_ahead_is_not_let_in_and_is_forgotten_in_time() {
        for (last_used, expires_at) in [(1_000_000, 1_000_600), (0, 601), (2, 600), (-16, 500), (-700, 0)] {
            let (device, token) = (desk(), Token::fresh());
            let session = Session {
                last_used: at(last_used).wall,
                expires_at: at(expires_at).wall,
                ..session_at(&device)
            };
            let access = knowing(Token::fresh().hash(), device, token.hash(), session);
            let recognised = access.recognise(token.text(), &at(0));
            assert!(matches!(recognised, Recognised::Ended), "{last_used} {expires_at}: {recognised:?}");
            assert_eq!(access.sweep(&at(8 * 24 * 60)).len(), 1);
        }
    }

    #[test]
    fn a_use_is_written_down_once_a_minute_and_nothing_stays_of_who_has_gone() {
        let (device, token) = (desk(), Token::fresh());
        let access = knowing(Token::fresh().hash(), device.clone(), token.hash(), session_at(&device));
        let due = |now| match access.recognise(token.text(), &now) {
            Recognised::Caller { touch, .. } => touch.is_some(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            [due(at(0)), due(at(0)), due(at(1)), due(at(1)), due(set(2, 500))],
            [true, false, true, false, true]
        );
        access.end_sessions_of(&session_at(&device).operator);
        assert!(access.0.read().unwrap().sessions.is_empty());
    }

    #[test]
    fn who_comes_back_after_days_hears_that_the_session_has_ended() {
        let (device_token, token) = (Token::fresh(), Token::fresh());
        let device = desk();
        let session = session_at(&device);
        let access = knowing(device_token.hash(), device, token.hash(), session);
        const DAY: i64 = 24 * 60;
        assert_eq!(access.sweep(&at(4 * DAY)), []);
        assert!(matches!(access.recognise(token.text(), &at(4 * DAY)), Recognised::Ended));
        assert_eq!(access.sweep(&at(8 * DAY)).len(), 1);
        assert!(matches!(access.recognise(token.text(), &at(8 * DAY)), Recognised::Unknown));
    }

    #[test]
    fn a_revoked_device_takes_its_sessions_with_it() {
        let (token, session_token) = (Token::fresh(), Token::fresh());
        let device = desk();
        let access = Access::default();
        assert!(access.add_device(0, token.hash(), device.clone()));
        assert!(access.add_session(0, session_token.hash(), session_at(&device), device.clone()));
        assert!(matches!(access.recognise(session_token.text(), &at(0)), Recognised::Caller { .. }));
        access.revoke_device(device.id);
        for gone in [&token, &session_token] {
            assert!(matches!(access.recognise(gone.text(), &at(0)), Recognised::Unknown));
        }
        // What was looked up before says nothing any more.
        assert!(!access.add_device(0, token.hash(), device.clone()));
        assert!(!access.add_session(0, session_token.hash(), session_at(&device), device.clone()));
        for gone in [&token, &session_token] {
            assert!(matches!(access.recognise(gone.text(), &at(0)), Recognised::Unknown));
        }
        assert!(access.add_device(access.shut_out_so_far(), token.hash(), device));
    }

    fn knowing(device_token: TokenHash, device: Device, token: TokenHash, session: Session) -> Access {
        let access = Access::default();
        assert!(access.add_device(0, device_token, device.clone()));
        assert!(access.add_session(0, token, session, device));
        access
    }

    fn desk() -> Device {
        Device { id: DeviceId::from_parts(0, [1; 10]), name: "desk".into(), role: DeviceRole::Desk }
    }

    fn session_at(device: &Device) -> Session {
        Session {
            id: SessionId::from_parts(0, [2; 10]),
            operator: "giulia".parse().unwrap(),
            role: PersonRole::Operator,
            qualifications: Vec::new(),
            device: device.id,
            last_used: at(0).wall,
            expires_at: at(600).wall,
            known_at: at(0),
        }
    }
}
