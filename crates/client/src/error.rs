//! What can come of speaking to a hub, other than an answer.

use turno_protocol::problem::Problem;

/// The problem's name when the session has ended, by time or by sign-out; the desk's own token is still good.
pub const SESSION_ENDED: &str = "session-ended";

/// Why there is no answer. Programs put it into words by kind and by [`HubError::name`]; the English is for logs, and holds nothing
/// personal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HubError {
    /// No hub of this site could be reached in time, or none answered.
    #[error("the hub cannot be reached: {detail}")]
    Away {
        /// What was met at the last attempt.
        detail: String,
        /// Whether a command may have been carried out all the same, because it was sent and its answer did not come back: repeat it
        /// with the same key. Otherwise nothing has left this machine.
        perhaps_done: bool,
    },
    /// The hub said no, and nothing has changed.
    #[error("the hub refused: {} ({})", .0.title, .0.status)]
    Refused(Problem),
    /// The hub does not take the token (401): the device was revoked, the session has ended, or at a sign-in the PIN is wrong.
    #[error("the hub does not take the token: {} ({})", .0.title, .0.name())]
    Unauthorised(Problem),
    /// The answer was not understood.
    #[error("the hub's answer was not understood: {detail}")]
    Broken {
        /// What was met.
        detail: String,
    },
}

impl HubError {
    /// The stable name of the problem, e.g. `site-closed`, where the hub gave one.
    pub fn name(&self) -> Option<&str> {
        self.problem().map(Problem::name)
    }

    /// What the hub said, where it said anything.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            HubError::Refused(problem) | HubError::Unauthorised(problem) => Some(problem),
            HubError::Away { .. } | HubError::Broken { .. } => None,
        }
    }

    /// Whether the hub could not be reached.
    pub fn is_away(&self) -> bool {
        matches!(self, HubError::Away { .. })
    }

    /// Whether the same may be done later: no hub, a hub that fails (its disk is full), or a token that it does not take until
    /// somebody has enrolled the device again or signed in.
    pub fn may_pass(&self) -> bool {
        match self {
            HubError::Away { .. } | HubError::Unauthorised(_) => true,
            HubError::Refused(problem) => problem.status >= 500,
            HubError::Broken { .. } => false,
        }
    }

    /// Whether no answer came back from a command that may have been carried out.
    pub fn is_perhaps_done(&self) -> bool {
        matches!(self, HubError::Away { perhaps_done: true, .. })
    }

    /// Whether the operator must sign in again.
    pub fn is_session_ended(&self) -> bool {
        matches!(self, HubError::Unauthorised(problem) if problem.name() == SESSION_ENDED)
    }

    pub(crate) fn away(detail: impl Into<String>) -> Self {
        HubError::Away { detail: detail.into(), perhaps_done: false }
    }

    pub(crate) fn broken(detail: impl Into<String>) -> Self {
        HubError::Broken { detail: detail.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, name: &str) -> HubError {
        HubError::Refused(Problem::new(status, name, ""))
    }

    #[test]
    fn a_hub_that_fails_or_knows_no_token_may_do_it_later_and_a_no_is_a_no() {
        for passing in [
            HubError::away(""),
            refused(503, "storage-full"),
            refused(500, "internal"),
            HubError::Unauthorised(Problem::new(401, "unauthorised", "")),
        ] {
            assert!(passing.may_pass(), "{passing:?}");
        }
        for last in [refused(409, "wrong-state"), refused(499, "strange"), HubError::broken("")] {
            assert!(!last.may_pass(), "{last:?}");
        }
    }
}
