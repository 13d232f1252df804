//! The layout of tickets: what stands on them, how large, and that nothing makes one too long or too wide.

mod anything;
mod code;
mod languages;
mod lengths;
mod said;
mod sizes;
#[path = "../tickets/mod.rs"]
mod tickets;

use turno_devices::paper::{Block, DOTS_PER_MM, Layout, PaperWidth, printable};

const WIDTHS: [PaperWidth; 2] = [PaperWidth::Mm80, PaperWidth::Mm58];

/// What holds for every ticket.
fn assert_fits(layout: &Layout) {
    for line in layout.lines() {
        assert!(line.width_dots() <= layout.width.dots(), "too wide: {line:?}");
        assert!(line.text.chars().all(printable), "not printable: {line:?}");
        assert!((1..=8).contains(&line.size.width) && (1..=8).contains(&line.size.height), "{line:?}");
    }
    for block in &layout.blocks {
        if let Block::Drawn(drawn) = block {
            assert!(drawn.raster.across * 8 <= layout.width.dots() as usize, "too wide: {:?}", drawn.lines);
        }
    }
    let number = layout.number().expect("the number");
    assert!(number.width_dots() <= layout.width.dots() && number.text().chars().all(printable), "{number:?}");
    assert!((1..=8).contains(&number.size.width) && (1..=8).contains(&number.space), "{number:?}");
    let longest = layout.width.longest_ticket_mm() * DOTS_PER_MM;
    assert!(layout.paper_dots() <= longest, "{} dots of paper", layout.paper_dots());
    assert_eq!(layout.blocks.iter().filter(|block| matches!(block, Block::Cut)).count(), 1);
    assert_eq!(layout.blocks.last(), Some(&Block::Cut));
}
