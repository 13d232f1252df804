//! How far something typed is stored: it is sent when the typing pauses, and again when the hub is back.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use turno_domain::time::Timestamp;

/// How long the typing must pause before what was typed is sent.
pub const PAUSE: TimeDelta = TimeDelta::milliseconds(1_200);

/// Why something is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SaveFault {
    /// The hub is away or fails: it will be sent again.
    Away,
    /// The hub said no, by the problem's name: it will be sent again after the next change.
    Refused(String),
    /// Somebody else changed the same record: a person decides.
    Conflict,
}

/// How far something typed is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "KeptSave", into = "KeptSave")]
pub struct Save {
    /// When it was last changed since it was last sent.
    pub edited: Option<Timestamp>,
    /// Whether it is on its way.
    pub flying: bool,
    /// What went wrong the last time.
    pub fault: Option<SaveFault>,
}

/// What another run of the desk is told of it: whether the hub had all of it, and what it said. When it was typed, and whether it was
/// on its way, means nothing there.
#[derive(Serialize, Deserialize)]
struct KeptSave {
    unsaved: bool,
    fault: Option<SaveFault>,
}

impl From<Save> for KeptSave {
    fn from(save: Save) -> Self {
        let unsaved = save.edited.is_some() || save.flying;
        // That the hub was away is found out again.
        Self { unsaved, fault: save.fault.filter(|fault| *fault != SaveFault::Away) }
    }
}

impl From<KeptSave> for Save {
    fn from(kept: KeptSave) -> Self {
        let edited = kept.unsaved.then_some(Timestamp::from_millis(0));
        Self { edited, flying: false, fault: kept.fault }
    }
}

/// What the screen says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaveState {
    /// The hub has all of it.
    #[default]
    Saved,
    /// Some of it is only here, for a moment.
    Typing,
    /// It is on its way.
    Saving,
    /// It is only here until the hub is back.
    Waiting,
    /// The hub does not take it.
    Refused,
}

impl Save {
    /// Something was typed.
    pub fn touch(&mut self, now: Timestamp) {
        self.edited = Some(now);
        if matches!(self.fault, Some(SaveFault::Refused(_))) {
            self.fault = None;
        }
    }

    /// Whether it is to be sent: the typing paused, nothing is on its way, nobody is being asked.
    pub fn is_due(&self, now: Timestamp, at_once: bool) -> bool {
        !self.flying
            && self.fault != Some(SaveFault::Conflict)
            && self.edited.is_some_and(|edited| at_once || now.since(edited) >= PAUSE)
    }

    /// It is on its way.
    pub fn sent(&mut self) {
        self.edited = None;
        self.flying = true;
        self.fault = None;
    }

    /// The hub has it.
    pub fn arrived(&mut self) {
        self.flying = false;
        self.fault = None;
    }

    /// It did not arrive.
    pub fn failed(&mut self, fault: SaveFault, now: Timestamp) {
        self.flying = false;
        // Where the hub said no, the same again would get the same answer.
        if !matches!(fault, SaveFault::Refused(_)) {
            self.edited = Some(self.edited.unwrap_or(now));
        }
        self.fault = Some(fault);
    }

    /// Whether nothing typed would be lost if it went away.
    pub fn is_settled(&self) -> bool {
        self.edited.is_none() && !self.flying && self.fault.is_none()
    }

    /// What the screen says of it, with the hub there or not.
    pub fn state(&self, hub_is_there: bool) -> SaveState {
        match (&self.fault, self.flying, self.edited) {
            (Some(SaveFault::Refused(_)), ..) => SaveState::Refused,
            (_, true, _) => SaveState::Saving,
            (_, _, None) => SaveState::Saved,
            (Some(SaveFault::Away), ..) => SaveState::Waiting,
            _ if !hub_is_there => SaveState::Waiting,
            _ => SaveState::Typing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn what_is_typed_is_sent_when_the_typing_pauses() {
        let mut save = Save::default();
        assert!(save.is_settled() && !save.is_due(at(0), true));
        save.touch(at(0));
        assert!(!save.is_due(at(1_000), false) && save.is_due(at(1_200), false) && save.is_due(at(0), true));
        save.sent();
        assert!(!save.is_settled() && !save.is_due(at(9_000), true));
        save.touch(at(5_000));
        save.arrived();
        assert_eq!(save.state(true), SaveState::Typing);
    }

    #[test]
    fn what_did_not_arrive_is_sent_again_unless_it_was_refused() {
        let mut save = Save::default();
        save.touch(at(0));
        save.sent();
        save.failed(SaveFault::Away, at(1));
        assert!(save.is_due(at(1), true));
        assert_eq!(save.state(true), SaveState::Waiting);
        save.sent();
        save.failed(SaveFault::Refused("malformed".into()), at(2));
        assert!(!save.is_due(at(99_999), true) && !save.is_settled());
        save.touch(at(3));
        assert!(save.is_due(at(99_999), false));
    }
}
