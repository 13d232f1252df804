//! Points, to the hundredth: calls for applications give halves and tenths, and a sum of binary fractions would not be theirs.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// A number of points, in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(i64);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);

    /// So many hundredths of a point.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// So many whole points.
    pub const fn whole(points: i32) -> Self {
        Self(points as i64 * 100)
    }

    /// In hundredths of a point.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// `hundredths` / 100 times as many, rounded towards zero to the hundredth.
    pub(super) fn times_hundredths(self, hundredths: i64) -> Self {
        let product = i128::from(self.0) * i128::from(hundredths) / 100;
        Self(i64::try_from(product).unwrap_or(if product < 0 { i64::MIN } else { i64::MAX }))
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, Add::add)
    }
}

/// As many decimals as it has: `12`, `12.5`, `0.25`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match part {
            0 => write!(f, "{sign}{whole}"),
            tenths if tenths % 10 == 0 => write!(f, "{sign}{whole}.{}", tenths / 10),
            _ => write!(f, "{sign}{whole}.{part:02}"),
        }
    }
}
