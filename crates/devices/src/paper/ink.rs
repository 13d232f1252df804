//! Ink of drawn text, wherever its letters put it: some reach beyond their line, and none of it is lost.

use std::collections::HashMap;

use super::raster::Raster;

/// White dots between the ink of one line and that of the next, at least.
const CLEAR: i32 = 1;

/// Black dots by column and row; the text's own lines begin at row 0.
#[derive(Debug, Default)]
pub(super) struct Ink {
    pub(super) dots: Vec<(i32, i32)>,
}

impl Ink {
    /// Lines one under the other, each where its baseline put it or so much further from the one before, all alike, that no ink touches
    /// that of the next; says how many rows each is further.
    pub(super) fn of_lines(lines: Vec<Self>) -> (Self, u32) {
        let wanting = lines.windows(2).map(|pair| pair[0].wanting_from(&pair[1])).max().unwrap_or(0).max(0);
        let dots = lines
            .into_iter()
            .zip(0..)
            .flat_map(|(line, at)| line.dots.into_iter().map(move |(x, y)| (x, y + at * wanting)));
        (Self { dots: dots.collect() }, wanting as u32)
    }

    /// Rows by which the next line comes too close.
    fn wanting_from(&self, next: &Self) -> i32 {
        let lowest = self.dots.iter().map(|(_, y)| *y).max().unwrap_or(i32::MIN);
        let highest = next.dots.iter().map(|(_, y)| *y).min().unwrap_or(i32::MAX);
        // Only these can be too near one another.
        let of_this = self.dots.iter().filter(|(_, y)| y + CLEAR >= highest);
        let mut under: HashMap<i32, i32> = HashMap::new();
        for (x, y) in of_this.flat_map(|(x, y)| (x - CLEAR..=x + CLEAR).map(move |x| (x, y))) {
            under.entry(x).and_modify(|lowest| *lowest = *y.max(lowest)).or_insert(*y);
        }
        let of_next = next.dots.iter().filter(|(_, y)| lowest.saturating_add(CLEAR) >= *y);
        of_next.filter_map(|(x, y)| Some(under.get(x)? + CLEAR + 1 - y)).max().unwrap_or(0)
    }

    /// Moved, where some of it lies beside the paper, by as little as brings it onto it: an italic tail, a letter that begins before
    /// its own left edge. What is wider than the paper begins at its left edge.
    pub(super) fn onto(mut self, width: u32) -> Self {
        let columns = self.dots.iter().map(|(x, _)| *x);
        let (Some(first), Some(last)) = (columns.clone().min(), columns.max()) else { return self };
        let over = (last - (width as i32 - 1)).max(0);
        let by = (-over).max(-first);
        if first < 0 || over > 0 {
            self.dots.iter_mut().for_each(|(x, _)| *x += by);
        }
        self
    }

    /// In a raster of so many rows, and more above and below where the ink goes beyond them; says how many are above.
    pub(super) fn raster(&self, width: u32, rows: u32) -> (Raster, u32) {
        let of_ink = self.dots.iter().map(|(_, y)| *y);
        let above = of_ink.clone().min().map_or(0, |top| (-top).max(0));
        let rows = of_ink.max().map_or(rows as i32, |bottom| (bottom + 1).max(rows as i32)) + above;
        let mut raster = Raster::blank(width, rows as u32);
        for (x, y) in &self.dots {
            if let (Ok(x), Ok(y)) = (u32::try_from(*x), u32::try_from(y + above)) {
                raster.blacken(x, y);
            }
        }
        (raster, above as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(dots: &[(i32, i32)]) -> Ink {
        Ink { dots: dots.to_vec() }
    }

    #[test]
    fn rows_are_added_where_the_ink_goes_beyond_its_lines_and_only_there() {
        let size = |dots: &[(i32, i32)]| {
            let (raster, above) = ink(dots).raster(8, 10);
            let black = (0..raster.rows).flat_map(|y| (0..8).map(move |x| (x, y)));
            assert_eq!(black.filter(|(x, y)| raster.is_black(*x, *y)).count(), dots.len(), "{dots:?}");
            (raster.rows, above)
        };
        assert_eq!(size(&[(0, 0), (7, 9)]), (10, 0));
        assert_eq!(size(&[(3, 12)]), (13, 0));
        assert_eq!(size(&[(3, -2), (4, 10)]), (13, 2));
        assert_eq!(size(&[]), (10, 0));
    }

    #[test]
    fn lines_that_would_touch_are_set_further_apart_all_alike() {
        let rows = |lines: Vec<Ink>| {
            let (ink, further) = Ink::of_lines(lines);
            (ink.dots.iter().map(|(_, y)| *y).collect::<Vec<_>>(), further)
        };
        assert_eq!(rows(vec![ink(&[(0, 5)]), ink(&[(0, 7)])]), (vec![5, 7], 0));
        assert_eq!(rows(vec![ink(&[(0, 5)]), ink(&[(1, 6)]), ink(&[(0, 20)])]), (vec![5, 7, 22], 1));
        assert_eq!(rows(vec![ink(&[(0, 5)]), ink(&[(2, 4)])]), (vec![5, 4], 0), "beside it there is room");
    }

    #[test]
    fn ink_beside_the_paper_is_moved_onto_it() {
        let columns = |from: i32, to: i32| {
            let moved = ink(&[(from, 0), (to, 0)]).onto(8).dots;
            (moved[0].0, moved[1].0)
        };
        assert_eq!([columns(0, 7), columns(2, 5)], [(0, 7), (2, 5)]);
        assert_eq!([columns(-2, 4), columns(3, 9), columns(1, 8)], [(0, 6), (1, 7), (0, 7)]);
        assert_eq!(columns(-1, 8), (0, 9));
    }
}
