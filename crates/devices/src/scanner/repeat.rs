//! The same code held under the scanner is one scan, not five. Pure.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// For so long after it was last seen the same code is not a new scan.
pub const SAME_WITHIN: Duration = Duration::from_secs(2);

/// Tells a new scan from the last one seen again. Of a code it keeps a hash under a random key, never the code: it may be somebody's.
#[derive(Debug, Default)]
pub struct Repeats {
    key: RandomState,
    last: Option<(u64, Duration)>,
}

impl Repeats {
    /// Whether `code`, seen at `at`, is the one that was last seen less than [`SAME_WITHIN`] ago. A code that stays under the scanner
    /// is never new again.
    pub fn is_repeat(&mut self, code: &str, at: Duration) -> bool {
        let hash = self.key.hash_one(code);
        let repeat =
            self.last.is_some_and(|(last, seen)| last == hash && at.saturating_sub(seen) < SAME_WITHIN);
        self.last = Some((hash, at));
        repeat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_new_once_it_was_away_for_two_seconds() {
        let mut repeats = Repeats::default();
        let mut seen = |code: &str, at| repeats.is_repeat(code, Duration::from_millis(at));
        assert!(!seen("one", 0));
        assert!(seen("one", 1_500));
        assert!(seen("one", 3_499), "it never left");
        assert!(!seen("one", 5_499));
        assert!(!seen("two", 5_500), "another one is new at once");
        assert!(!seen("one", 5_600));
    }
}
