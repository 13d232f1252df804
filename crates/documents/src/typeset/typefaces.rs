//! The bundled typefaces: the same on every machine, so that the same form gives the same page.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// In the order in which they are asked for a letter.
const FAMILIES: [&str; 4] = ["Titillium Web", "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC"];

static FILES: [&[u8]; 9] = [
    include_bytes!("../../../../assets/fonts/TitilliumWeb-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/TitilliumWeb-SemiBold.ttf"),
    include_bytes!("../../../../assets/fonts/TitilliumWeb-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansSC-Regular.otf"),
    include_bytes!("../../../../assets/fonts/NotoSansSC-Bold.otf"),
];

static TYPEFACES: LazyLock<Typefaces> = LazyLock::new(|| {
    let faces: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
    Typefaces { book: LazyHash::new(FontBook::from_fonts(&faces)), faces }
});

/// The typefaces and what is known of them.
pub(super) struct Typefaces {
    pub book: LazyHash<FontBook>,
    pub faces: Vec<Font>,
}

pub(super) fn typefaces() -> &'static Typefaces {
    &TYPEFACES
}

/// The families, for a template that names none.
pub(super) fn families() -> impl Iterator<Item = &'static str> {
    FAMILIES.into_iter()
}

/// Whether some typeface has a sign for the letter; white space needs none.
pub(super) fn has(letter: char) -> bool {
    let known =
        |index| TYPEFACES.book.info(index).is_some_and(|face| face.coverage.contains(u32::from(letter)));
    letter.is_whitespace() || (0..TYPEFACES.faces.len()).any(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_typeface_and_every_family_is_there() {
        assert_eq!(TYPEFACES.faces.len(), FILES.len());
        for family in FAMILIES {
            assert!(TYPEFACES.book.contains_family(&family.to_lowercase()), "{family}");
        }
    }

    #[test]
    fn the_letters_of_the_nine_languages_are_there_and_pictograms_are_not() {
        for letter in "àèșțëçґїўعربية中文€–’".chars() {
            assert!(has(letter), "{letter}");
        }
        assert!(!has('🙂'));
    }
}
