//! What counts as one press of the big button. Pure.

use std::time::Duration;

use super::Edge;

/// The button must have been left alone for so long before it counts again: a shaking hand, a child and an impatient citizen get one
/// ticket.
pub const LOCK_OUT: Duration = Duration::from_millis(1500);

/// Tells presses from everything else that a button does.
#[derive(Debug, Default)]
pub struct Presses {
    moved: Option<Duration>,
}

impl Presses {
    /// Whether this edge, at `at` on any clock that only goes on, is a press that counts. `pending` says that paper is still to come.
    ///
    /// Only going down counts, so that a button held down is one press. What comes within [`LOCK_OUT`] of the last movement does not
    /// count, nor what comes while paper is pending; both begin the lock-out anew.
    pub fn edge(&mut self, edge: Edge, at: Duration, pending: bool) -> bool {
        let calm = self.moved.is_none_or(|moved| at.saturating_sub(moved) >= LOCK_OUT);
        self.moved = Some(at);
        edge == Edge::Down && calm && !pending
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::Edge::{Down, Up};
    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn one_press_is_one_however_long_it_is_held() {
        let mut presses = Presses::default();
        assert!(presses.edge(Down, ms(0), false));
        assert!(!presses.edge(Up, ms(60_000), false));
        assert!(!presses.edge(Down, ms(61_499), false), "too soon after it was let go");
        assert!(!presses.edge(Up, ms(61_600), false));
        assert!(presses.edge(Down, ms(63_100), false));
    }

    #[test]
    fn a_bouncing_contact_and_a_hammering_hand_get_one() {
        let mut presses = Presses::default();
        let counted = (0..200)
            .filter(|at| presses.edge(if at % 2 == 0 { Down } else { Up }, ms(at * 100), false))
            .count();
        assert_eq!(counted, 1);
        assert!(presses.edge(Down, ms(19_900 + 1_500), false), "and the next who waits a moment");
    }

    #[test]
    fn while_paper_is_to_come_nothing_counts() {
        let mut presses = Presses::default();
        assert!(!presses.edge(Down, ms(0), true));
        assert!(!presses.edge(Up, ms(200), true));
        assert!(!presses.edge(Down, ms(1_000), false), "it was not left alone");
        assert!(presses.edge(Down, ms(2_500), false));
    }

    proptest! {
        #[test]
        fn presses_are_never_closer_than_the_lock_out(edges in vec((any::<bool>(), 0_u64..3_000), 0..200)) {
            let (mut presses, mut at, mut last) = (Presses::default(), 0, None);
            for (down, later) in edges {
                at += later;
                if presses.edge(if down { Down } else { Up }, ms(at), false) {
                    prop_assert!(down);
                    prop_assert!(last.is_none_or(|last| at - last >= 1_500));
                    last = Some(at);
                }
            }
        }
    }
}
