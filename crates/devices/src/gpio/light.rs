//! What the light of the big button says, and when it is lit for it.
//!
//! Told apart without colours: steady for ready, an even slow pulse for busy, a short sign now and then for a fault. Never more than
//! one flash within a second: above three a second flashes can bring on a seizure (EN 301 549, 5.1.3 and 9.2.3.1; WCAG 2.3.1).

use std::time::Duration;

/// What the light says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LightState {
    /// Dark: the kiosk takes nobody at this hour, or does not run.
    #[default]
    Off,
    /// Steady: press me.
    Ready,
    /// A second lit, a second dark: a ticket is on its way.
    Busy,
    /// Half a second lit in every three: something is wrong; ask at the desk.
    Fault,
}

/// Lit and dark, each for as long as it says.
type Beat = [(bool, Duration); 2];

const BUSY: Beat = [(true, Duration::from_secs(1)), (false, Duration::from_secs(1))];
const FAULT: Beat = [(true, Duration::from_millis(500)), (false, Duration::from_millis(2500))];

impl LightState {
    /// Whether the light is lit `since` after it came into this state, and how long it stays so; `None` for ever.
    #[must_use]
    pub fn lit(self, since: Duration) -> (bool, Option<Duration>) {
        let beat = match self {
            Self::Off => return (false, None),
            Self::Ready => return (true, None),
            Self::Busy => BUSY,
            Self::Fault => FAULT,
        };
        let [(first, lasts), (then, rest)] = beat;
        let round = (lasts + rest).as_millis();
        let into = Duration::from_millis(u64::try_from(since.as_millis() % round).unwrap_or(0));
        if into < lasts { (first, Some(lasts - into)) } else { (then, Some(lasts + rest - into)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When the light goes on within half a minute, in milliseconds.
    fn flashes(state: LightState) -> Vec<u64> {
        let lit = |at| state.lit(Duration::from_millis(at)).0;
        (1..30_000).filter(|at| lit(*at) && !lit(at - 1)).collect()
    }

    #[test]
    fn nothing_flashes_more_than_once_a_second() {
        for state in [LightState::Off, LightState::Ready, LightState::Busy, LightState::Fault] {
            let flashes = flashes(state);
            assert!(flashes.windows(2).all(|pair| pair[1] - pair[0] >= 1000), "{state:?}: {flashes:?}");
        }
    }

    #[test]
    fn the_states_are_told_apart_without_colours() {
        let lit_of_a_minute = |state: LightState| {
            (0..60_000).step_by(100).filter(|at| state.lit(Duration::from_millis(*at)).0).count()
        };
        assert_eq!(lit_of_a_minute(LightState::Off), 0);
        assert_eq!(lit_of_a_minute(LightState::Fault), 100);
        assert_eq!(lit_of_a_minute(LightState::Busy), 300);
        assert_eq!(lit_of_a_minute(LightState::Ready), 600);
    }

    #[test]
    fn the_next_change_is_where_the_light_changes() {
        for state in [LightState::Busy, LightState::Fault] {
            for at in (0..6_000).step_by(50).map(Duration::from_millis) {
                let (lit, left) = state.lit(at);
                let left = left.unwrap();
                assert_ne!(state.lit(at + left).0, lit, "{state:?} at {at:?}");
                assert_eq!(state.lit(at + left - Duration::from_millis(1)).0, lit, "{state:?} at {at:?}");
            }
        }
    }
}
