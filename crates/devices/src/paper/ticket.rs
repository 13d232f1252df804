//! How a ticket is laid out: the number is the hero, the rest is as large as the longest ticket allows.

use super::layout::{Align, Block, DOTS_PER_MM, Layout, Line, Number, PaperWidth, Qr, Size, Weight};
use super::wrap::wrap;
use super::{TicketNumber, TicketPaper, Turn, Words, clean};

/// How roomy a ticket is set. The first that keeps the ticket within its usual length is taken; where none does, the first within
/// the longest.
///
/// Letters of double height alone are hard to read for weak eyes: what matters is large (twice each way) or bold, the rest
/// stands as the printer's font does.
struct Setting {
    /// Most lines for each of the site's two names.
    name_lines: usize,
    /// Most lines for the service and for the people before, when they are not large.
    heading_lines: usize,
    /// The site's two names share a line where they fit.
    names_joined: bool,
    /// Height of the number, in font heights.
    number: u8,
    /// The service and the people before are large where that takes at most so many lines, else bold.
    large_lines: usize,
    /// The announced wait is large.
    wait_large: bool,
    /// Every document on a line of its own, as long as there are few.
    list: bool,
    /// Blank dots around the parts.
    gap: u8,
    /// Blank dots under a line of plain size; magnified ones have half of it.
    leading: u8,
    /// Dots per module of the QR, under the words that say what it is for; none where there is no room for both.
    qr: Option<u8>,
}

const ROOMY: Setting = Setting {
    name_lines: 2,
    heading_lines: 4,
    names_joined: false,
    number: 8,
    large_lines: 2,
    wait_large: true,
    list: true,
    gap: 14,
    leading: 8,
    qr: Some(5),
};

const CLOSE: Setting = Setting { large_lines: 1, gap: 8, leading: 6, qr: Some(4), ..ROOMY };

const CLOSER: Setting = Setting { names_joined: true, number: 7, gap: 4, leading: 4, ..CLOSE };

const SMALL: Setting = Setting { number: 6, wait_large: false, list: false, qr: None, ..CLOSER };

const SETTINGS: [Setting; 17] = [
    ROOMY,
    Setting { gap: 10, leading: 6, ..ROOMY },
    Setting { gap: 10, leading: 6, qr: Some(4), ..ROOMY },
    Setting { large_lines: 2, ..CLOSE },
    Setting { large_lines: 2, ..CLOSER },
    Setting { large_lines: 1, gap: 10, leading: 6, ..ROOMY },
    CLOSE,
    Setting { names_joined: true, gap: 6, ..CLOSE },
    CLOSER,
    Setting { gap: 2, ..CLOSER },
    Setting { number: 6, ..CLOSER },
    Setting { number: 6, wait_large: false, ..CLOSER },
    Setting { number: 6, wait_large: false, list: false, ..CLOSER },
    Setting { number: 6, list: false, qr: None, ..CLOSER },
    SMALL,
    Setting { name_lines: 1, ..SMALL },
    Setting { name_lines: 1, heading_lines: 2, ..SMALL },
];

/// What to bring is told whole; only texts that no site means are cut, to so many lines.
const CUT_DOCUMENT_LINES: usize = 4;
/// A list longer than this is set as running text.
const LISTED_DOCUMENTS: usize = 4;
/// Blank dots between the last line and the cut, which may fall a little early.
const FOOT_DOTS: u8 = 16;

pub(super) fn lay_out(paper: &TicketPaper, width: PaperWidth) -> Layout {
    let (usual, longest) = (width.usual_ticket_mm(), width.longest_ticket_mm());
    let tries = [(usual, usize::MAX), (longest, usize::MAX), (longest, CUT_DOCUMENT_LINES)];
    let mut layout = Layout { width, blocks: Vec::new() };
    for (length, document_lines) in tries {
        for setting in &SETTINGS {
            layout = set(paper, width, setting, document_lines);
            if layout.paper_dots() <= length * DOTS_PER_MM {
                return layout;
            }
        }
    }
    layout
}

fn set(paper: &TicketPaper, width: PaperWidth, setting: &Setting, document_lines: usize) -> Layout {
    let words = paper.language.words();
    let time = paper.issued.format("%-H:%M").to_string();
    let mut strip = Strip { width, leading: setting.leading, blocks: Vec::new() };

    if paper.reprint {
        strip.text(words.reprint, Size::LARGE, Weight::Bold, Align::Centre, 1);
    }
    strip.names(&paper.site, paper.body.as_deref(), setting);
    strip.ruled(Block::Rule, setting.gap);

    if let Some(service) = &paper.service {
        strip.heading(service, setting);
    }
    strip.feed(setting.gap);
    strip.number(paper.number, setting.number);
    strip.pair(&(words.day)(paper.issued.date()), " · ", &time, Weight::Regular);
    strip.ruled(Block::DashedRule, setting.gap);

    match &paper.turn {
        Turn::Waits => {
            strip.heading(&(words.people_before)(paper.people_before), setting);
            strip.text(words.same_service, Size::PLAIN, Weight::Regular, Align::Centre, 1);
            if let Some(wait) = paper.expected {
                strip.wait(&(words.expected_since)(&time, wait), &(words.expected)(wait), setting.wait_large);
            }
        }
        Turn::Called => strip.heading(words.called, setting),
        Turn::CalledTo(counter) => {
            strip.heading(words.your_turn, setting);
            strip.heading(counter, setting);
        }
    }
    strip.documents(words.hold_ready, &paper.documents, setting, document_lines);
    if !matches!(paper.turn, Turn::CalledTo(_)) {
        strip.feed(setting.gap);
        strip.pair(words.watch, " ", &paper.number.to_string(), Weight::Bold);
    }

    // Whoever is called has nothing to follow there, and cannot go out and come back.
    if let (Turn::Waits, Some(address), Some(module_dots)) = (&paper.turn, &paper.page, setting.qr) {
        strip.page(address, module_dots, words, setting.gap);
    }
    strip.feed(FOOT_DOTS);
    strip.blocks.push(Block::Cut);
    Layout { width, blocks: strip.blocks }
}

struct Strip {
    width: PaperWidth,
    leading: u8,
    blocks: Vec<Block>,
}

impl Strip {
    fn text(&mut self, text: &str, size: Size, weight: Weight, align: Align, most_lines: usize) {
        let leading = if size == Size::PLAIN { self.leading } else { self.leading / 2 };
        let lines = wrap(&clean(text), self.columns(size), most_lines);
        self.blocks
            .extend(lines.into_iter().map(|text| Block::Text(Line { text, size, weight, align, leading })));
    }

    /// Two plain texts: on one line where they fit, else the second on a line of its own.
    fn pair(&mut self, first: &str, between: &str, second: &str, weight: Weight) {
        let joined = format!("{first}{between}{second}");
        if clean(&joined).chars().count() <= self.columns(Size::PLAIN) {
            self.text(&joined, Size::PLAIN, weight, Align::Centre, 1);
        } else {
            self.text(first, Size::PLAIN, weight, Align::Centre, 2);
            self.text(second, Size::PLAIN, weight, Align::Centre, 1);
        }
    }

    /// The announced wait, large under the moment at which it was announced, or both small.
    fn wait(&mut self, since: &str, wait: &str, large: bool) {
        if large && clean(wait).chars().count() <= self.columns(Size::LARGE) {
            self.text(since, Size::PLAIN, Weight::Regular, Align::Centre, 1);
            self.text(wait, Size::LARGE, Weight::Bold, Align::Centre, 1);
        } else {
            self.pair(since, " ", wait, Weight::Bold);
        }
    }

    fn names(&mut self, site: &str, body: Option<&str>, setting: &Setting) {
        let joined = format!("{site} · {}", body.unwrap_or_default());
        if setting.names_joined
            && body.is_some()
            && clean(&joined).chars().count() <= self.columns(Size::PLAIN)
        {
            self.text(&joined, Size::PLAIN, Weight::Bold, Align::Centre, 1);
            return;
        }
        self.text(site, Size::PLAIN, Weight::Bold, Align::Centre, setting.name_lines);
        if let Some(body) = body {
            self.text(body, Size::PLAIN, Weight::Regular, Align::Centre, setting.name_lines);
        }
    }

    /// A text of weight: large where that takes few lines.
    fn heading(&mut self, text: &str, setting: &Setting) {
        let large = wrap(&clean(text), self.columns(Size::LARGE), usize::MAX).len() <= setting.large_lines;
        let (size, lines) =
            if large { (Size::LARGE, setting.large_lines) } else { (Size::PLAIN, setting.heading_lines) };
        self.text(text, size, Weight::Bold, Align::Centre, lines);
    }

    /// The number, as wide as the strip allows.
    fn number(&mut self, number: TicketNumber, height: u8) {
        let letter = clean(&number.letter.to_string());
        let digits = format!("{:03}", number.number);
        let characters = letter.chars().count() + digits.chars().count();
        // The space takes a third of a character: find the widest that leaves room for both.
        let fits =
            |width: &u8| usize::from(*width) * characters + usize::from(thin(*width)) <= self.width.columns();
        let width = (1..=8).rev().find(fits).unwrap_or(1);
        let size = Size { width, height };
        self.blocks.push(Block::Number(Number { letter, digits, size, space: thin(width) }));
    }

    fn documents(&mut self, title: &str, documents: &[String], setting: &Setting, most_lines: usize) {
        let documents: Vec<String> =
            documents.iter().map(|text| clean(text)).filter(|text| !text.is_empty()).collect();
        if documents.is_empty() {
            return;
        }
        self.feed(setting.gap);
        self.text(title, Size::PLAIN, Weight::Regular, Align::Left, 1);
        if setting.list && documents.len() <= LISTED_DOCUMENTS {
            for document in documents {
                self.text(&format!("• {document}"), Size::PLAIN, Weight::Bold, Align::Left, most_lines);
            }
        } else {
            let running = documents.join(", ");
            self.text(&running, Size::PLAIN, Weight::Bold, Align::Left, most_lines);
        }
    }

    /// The code, and above it what it is for. The button's name is one word to the wrapping.
    fn page(&mut self, address: &str, module_dots: u8, words: &Words, gap: u8) {
        const UNBROKEN: char = '\u{A0}';
        let Some(qr) = Qr::new(address, module_dots) else { return };
        self.ruled(Block::Rule, gap);
        let button = clean(words.button).replace(' ', &UNBROKEN.to_string());
        let sentence = format!("{} {button}.", clean(words.page));
        for line in wrap(&sentence, self.columns(Size::PLAIN), usize::MAX) {
            self.text(&line.replace(UNBROKEN, " "), Size::PLAIN, Weight::Regular, Align::Centre, 1);
        }
        self.feed(gap);
        self.blocks.push(Block::Qr(qr));
    }

    fn ruled(&mut self, rule: Block, gap: u8) {
        self.feed(gap);
        self.blocks.push(rule);
        self.feed(gap);
    }

    fn feed(&mut self, dots: u8) {
        self.blocks.push(Block::Feed(dots));
    }

    fn columns(&self, size: Size) -> usize {
        self.width.columns() / usize::from(size.width.max(1))
    }
}

fn thin(width: u8) -> u8 {
    width.div_ceil(3)
}
