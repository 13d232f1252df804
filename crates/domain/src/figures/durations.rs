//! One figure over many durations.

/// A figure over `n` durations; nothing but `n` where `n` is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figure {
    /// How many.
    pub n: u64,
    /// Their sum, milliseconds.
    pub sum_ms: i64,
    /// Their mean, milliseconds.
    pub mean_ms: Option<f64>,
    /// Their median, milliseconds, nearest rank.
    pub median_ms: Option<i64>,
    /// Their 90th percentile, milliseconds, nearest rank.
    pub p90_ms: Option<i64>,
    /// The longest, milliseconds.
    pub longest_ms: Option<i64>,
}

/// The ⌈`percent`/100 · n⌉-th smallest of `sorted`; none of an empty slice. `percent` counts from 1 to 100.
pub fn nearest_rank(sorted: &[i64], percent: u32) -> Option<i64> {
    // Whole numbers, because ⌈0.9 · 10⌉ in floating point may be 10.
    let percent = usize::try_from(percent).unwrap_or(100);
    let rank = sorted.len().saturating_mul(percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// The durations of one figure, milliseconds, in the order in which they were taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Durations(Vec<i64>);

impl Durations {
    /// Takes a duration; one below zero counts as zero.
    pub(super) fn take(&mut self, ms: i64) {
        self.0.push(ms.max(0));
    }

    pub(super) fn absorb(&mut self, other: Durations) {
        if self.0.is_empty() {
            self.0 = other.0;
        } else {
            self.0.extend(other.0);
        }
    }

    /// Sorts the durations in place, which changes no figure.
    pub(super) fn figure(&mut self) -> Figure {
        let sorted = &mut self.0;
        sorted.sort_unstable();
        let sum_ms = sorted.iter().fold(0_i64, |sum, ms| sum.saturating_add(*ms));
        let n = u64::try_from(sorted.len()).unwrap_or(u64::MAX);
        Figure {
            n,
            sum_ms,
            mean_ms: (n > 0).then(|| sum_ms as f64 / n as f64),
            median_ms: nearest_rank(sorted, 50),
            p90_ms: nearest_rank(sorted, 90),
            longest_ms: sorted.last().copied(),
        }
    }
}
