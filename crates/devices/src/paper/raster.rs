//! Black dots in rows of whole bytes, as `GS v 0` takes them.

use serde::{Deserialize, Serialize};

/// A raster. No sequence in it is one that a printer obeys out of turn: some look for those in the midst of a picture too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raster {
    /// Bytes per row, eight dots each.
    pub across: usize,
    /// Rows.
    pub rows: u32,
    /// `across * rows` bytes, the leftmost dot in the highest bit; 1 is black.
    pub bytes: Vec<u8>,
}

impl Raster {
    /// White dots.
    pub(super) fn blank(width_dots: u32, rows: u32) -> Self {
        let across = width_dots.div_ceil(8) as usize;
        Self { across, rows, bytes: vec![0; across * rows as usize] }
    }

    /// Blackens a dot; says whether it lies inside.
    pub(super) fn blacken(&mut self, x: u32, y: u32) -> bool {
        let (column, row) = ((x / 8) as usize, y as usize);
        let inside = column < self.across && y < self.rows;
        if inside {
            self.bytes[row * self.across + column] |= 0x80 >> (x % 8);
        }
        inside
    }

    /// Whether the dot is black; outside none is.
    #[must_use]
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        let (column, row) = ((x / 8) as usize, y as usize);
        column < self.across
            && y < self.rows
            && self.bytes[row * self.across + column] & (0x80 >> (x % 8)) != 0
    }

    /// Blackens what is black in another, its upper left corner at `x`, `y`.
    pub(super) fn stamp(&mut self, other: &Self, x: u32, y: u32) {
        for row in 0..other.rows {
            for column in 0..other.across as u32 * 8 {
                if other.is_black(column, row) {
                    self.blacken(x + column, y + row);
                }
            }
        }
    }

    /// Leaves out the white at the right edge, and blackens a dot where the bytes would say something to the printer.
    pub(super) fn finished(mut self) -> Self {
        let used = self
            .bytes
            .chunks_exact(self.across.max(1))
            .filter_map(|row| row.iter().rposition(|&byte| byte != 0))
            .max();
        let across = used.map_or(1, |last| last + 1);
        if across < self.across {
            let rows = self.bytes.chunks_exact(self.across);
            self.bytes = rows.flat_map(|row| row[..across].iter().copied()).collect();
            self.across = across;
        }
        defuse(&mut self.bytes);
        self
    }
}

/// `DLE EOT`, `DLE ENQ` and `DLE DC4` are obeyed at once, wherever they stand; `GS r 1` is where a job may be parted.
fn defuse(bytes: &mut [u8]) {
    for at in 0..bytes.len() {
        match bytes[at..] {
            [0x10, 0x04 | 0x05 | 0x14, ..] => bytes[at] = 0x18,
            [0x1D, b'r', 1, ..] => bytes[at] = 0x1F,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_white_at_the_right_edge_is_left_out() {
        let mut raster = Raster::blank(80, 2);
        assert!(raster.blacken(9, 1) && !raster.blacken(80, 0) && !raster.blacken(0, 2));
        let raster = raster.finished();
        assert_eq!((raster.across, raster.bytes.as_slice()), (2, &[0, 0, 0, 0x40][..]));
    }

    proptest! {
        #[test]
        fn no_picture_says_anything_to_a_printer(
            bytes in prop::collection::vec(prop::sample::select(vec![0x10, 0x04, 0x05, 0x14, 0x1D, b'r', 1, 0x18, 0]), 1..200)
        ) {
            let raster = Raster { across: 1, rows: bytes.len() as u32, bytes: bytes.clone() }.finished();
            for pair in raster.bytes.windows(2) {
                prop_assert!(!(pair[0] == 0x10 && [4, 5, 0x14].contains(&pair[1])));
            }
            prop_assert!(!raster.bytes.windows(3).any(|three| three == [0x1D, b'r', 1]));
            for (before, after) in bytes.iter().zip(&raster.bytes) {
                prop_assert_eq!(before & after, *before, "dots are only added");
            }
        }
    }
}
