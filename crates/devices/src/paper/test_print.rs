//! A strip that shows what a printer can and cannot say, for whoever sets one up.

use chrono::NaiveDateTime;

use super::layout::{Align, Block, Drawn, Layout, PaperWidth, Qr, Size};
use super::raster::Raster;
use super::strip::{BOLD, LARGE, PLAIN, Said, Say, Strip};
use super::{DOTS_PER_MM, Language, TicketNumber};

/// The test print, in Italian: every accented letter that Windows-1252 has of the nine languages, the euro, drawn letters of the
/// others, a ruler, a code made by the printer and one that is drawn, and the cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestPrint {
    /// Number by which the printer is told to know Windows-1252.
    pub code_page: u8,
    /// The printer's address and whatever else tells it from others.
    pub printer: String,
    /// When it was asked for, in the site's own time.
    pub asked: NaiveDateTime,
}

/// Letters of Italian, French, Spanish, Romanian and Albanian that are on the page; the others are drawn.
const LETTERS: [&str; 8] = [
    "à è é ì ò ù À È É Ì Ò Ù",
    "€ « » “ ” ’ – … • · °",
    "â æ ç è ê ë î ï ô œ û ü ÿ",
    "Â Æ Ç È Ê Ë Î Ï Ô Œ Û Ü Ÿ",
    "á é í ó ú ñ ü ¿",
    "Á É Í Ó Ú Ñ Ü ¡",
    "ë ç Ë Ç",
    "â î Â Î",
];
const DRAWN: [(Language, &str); 4] = [
    (Language::Ro, "ă ș ț  Ă Ș Ț"),
    (Language::Uk, "Українська: ґ є і ї Ґ Є І Ї"),
    (Language::Ar, "العربية: يرجى الانتظار"),
    (Language::Zh, "中文：请在大厅等候"),
];
const ADDRESS: &str = "https://example.org/t/prova-di-stampa";

impl TestPrint {
    /// Lays the test print out for a strip of this width.
    #[must_use]
    pub fn layout(&self, width: PaperWidth) -> Layout {
        let left = Say { align: Align::Left, ..PLAIN };
        let mut strip = Strip::new(width, Language::It, 6);
        strip.text("Prova di stampa", LARGE);
        strip.text(&self.printer, PLAIN);
        strip.text(&self.asked.format("%-d.%-m.%Y · %-H:%M").to_string(), PLAIN);
        strip.ruled(Block::Rule, 8);
        strip.text(
            &format!("Pagina dei caratteri: {} (Windows-1252)", self.code_page),
            Say { align: Align::Left, ..BOLD },
        );
        for letters in LETTERS {
            strip.text(letters, left);
        }
        strip.text(
            "Se vede una lettera sbagliata o un segno strano, il numero di pagina va cambiato: chiami chi ha installato il totem.",
            left,
        );
        strip.ruled(Block::DashedRule, 8);
        strip.text("Lettere disegnate:", Say { align: Align::Left, ..BOLD });
        for (language, letters) in DRAWN {
            strip.speak(language);
            strip.text(letters, left);
        }
        strip.speak(Language::It);
        strip.ruled(Block::DashedRule, 8);
        strip.text(
            &format!("Larghezza: {} mm stampabili", width.dots() / DOTS_PER_MM),
            Say { align: Align::Left, ..BOLD },
        );
        strip.push(Block::Drawn(ruler(width)));
        strip.feed(8);
        strip.number(TicketNumber { letter: 'A', number: 42 }, 4);
        if let Some(code) = Qr::new(ADDRESS, 4) {
            strip.text("Codice della stampante e codice disegnato: il telefono li legge tutti e due.", PLAIN);
            strip.feed(8);
            strip.push(Block::Qr(code.clone()));
            strip.feed(16);
            strip.code_beside(&code, Said { sentence: "https://example.org", button: "" });
        }
        strip.feed(8);
        strip.text("Qui sotto deve tagliare.", Say { size: Size::PLAIN, ..BOLD });
        strip.feed(16);
        strip.push(Block::Cut);
        strip.finished()
    }
}

/// A mark every millimetre, longer ones every five and ten, from edge to edge of the print head.
fn ruler(width: PaperWidth) -> Drawn {
    const ROWS: u32 = 3 * DOTS_PER_MM;
    let across = width.dots();
    let mut raster = Raster::blank(across, ROWS);
    for x in 0..across {
        raster.blacken(x, 0);
        raster.blacken(x, 1);
    }
    for millimetre in 0..=across / DOTS_PER_MM {
        let rows = match millimetre {
            n if n % 10 == 0 => ROWS,
            n if n % 5 == 0 => ROWS * 2 / 3,
            _ => ROWS / 3,
        };
        let left = (millimetre * DOTS_PER_MM).min(across - 2);
        for y in 0..rows {
            raster.blacken(left, y);
            raster.blacken(left + 1, y);
        }
    }
    Drawn { lines: Vec::new(), code: None, raster: raster.finished() }
}
