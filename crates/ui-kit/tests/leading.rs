//! A text is cut off below its last line: the line heights of the tokens leave room for the letters that reach deepest.

use ab_glyph::{Font, FontVec, ScaleFont};
use std::fs;
use std::path::Path;

/// The last number of this token's line: what holds where the language needs nothing more, at the kiosk before the desk.
fn shares(tokens: &str, name: &str) -> Vec<f32> {
    let line = tokens
        .lines()
        .find(|line| line.contains(&format!("<float> {name}:")))
        .unwrap_or_else(|| panic!("no token is called {name}"));
    line.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|part| part.parse().ok()).collect()
}

/// How deep this letter reaches below the line on which it stands, in em.
fn depth(typeface: &FontVec, letter: char) -> f32 {
    let units = typeface.units_per_em().expect("its units");
    let id = typeface.glyph_id(letter);
    assert!(id.0 != 0, "{letter} has a glyph");
    let outline = typeface.outline(id).expect("its outline");
    // Whichever way its axis runs, a letter with a descender reaches below zero by the smaller of the two.
    -outline.bounds.min.y.min(outline.bounds.max.y) / units
}

#[test]
fn no_letter_is_cut_off_below_its_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tokens = fs::read_to_string(root.join("ui/tokens.slint")).expect("the tokens");
    for weight in ["Regular", "SemiBold", "Bold"] {
        let path = root.join(format!("../../assets/fonts/TitilliumWeb-{weight}.ttf"));
        let typeface = FontVec::try_from_vec(fs::read(path).expect("a typeface")).expect("it can be read");
        let scaled = typeface.as_scaled(typeface.height_unscaled());
        let units = typeface.units_per_em().expect("its units");
        let (up, down) = (scaled.ascent() / units, -scaled.descent() / units);
        // What the line is lower than the typeface's own goes from both of its sides.
        let room = |share: f32| down - (up + down) * (1.0 - share) / 2.0;
        let deepest = |letters: &str| letters.chars().map(|l| depth(&typeface, l)).fold(0.0, f32::max);
        let [rtl, romanian, kiosk, _desk] = shares(&tokens, "tight")[..] else { panic!("four values") };
        assert!(deepest("gjpqyçQ,") > 0.2, "the letters reach below the line");
        assert!(room(kiosk) >= deepest("gjpqyçQ,"), "{weight}: {} for {}", room(kiosk), deepest("gjpqyçQ,"));
        assert!(
            room(romanian) >= deepest("gjșțȘȚ"),
            "{weight}: {} for {}",
            room(romanian),
            deepest("gjșțȘȚ")
        );
        assert!(room(rtl) >= 0.46, "{weight}: {} for Arabic", room(rtl));
        let easy = shares(&tokens, "easy");
        assert!(room(easy[easy.len() - 1]) >= deepest("gjpqyçQ,"), "{weight}: running text");
    }
}
