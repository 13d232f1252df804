//! How a ticket is laid out: the number is the hero, the rest is as large as the longest ticket allows.

use super::layout::{
    Align, Block, DOTS_PER_MM, LONGEST_TICKET_MM, Layout, Line, PaperWidth, Qr, Size, Weight,
};
use super::wrap::wrap;
use super::{TicketNumber, TicketPaper, clean};

/// How roomy a ticket is set. The first that keeps the ticket within its length is taken.
struct Setting {
    /// Most lines for each of the site's two names and for the service.
    name_lines: usize,
    /// Height of the number, in font heights.
    number: u8,
    /// The service and the people before are large where that takes at most so many lines, else tall.
    large_lines: usize,
    /// For the announced wait.
    wait: Size,
    /// For date, time and how one is called.
    aside: Size,
    /// For what to bring.
    documents: Size,
    /// Most lines of what to bring.
    document_lines: usize,
    /// Every document on a line of its own, as long as there are few.
    list: bool,
    /// Blank dots around the parts.
    gap: u8,
    /// Dots per module of the QR; none where there is no room for it.
    qr: Option<u8>,
}

const ROOMY: Setting = Setting {
    name_lines: 2,
    number: 8,
    large_lines: 2,
    wait: Size::TALL,
    aside: Size::TALL,
    documents: Size::TALL,
    document_lines: 6,
    list: true,
    gap: 14,
    qr: Some(5),
};

const CLOSE: Setting =
    Setting { large_lines: 1, aside: Size::PLAIN, list: false, gap: 8, qr: Some(4), ..ROOMY };

const CLOSER: Setting = Setting { number: 7, documents: Size::PLAIN, gap: 4, ..CLOSE };

const CLOSEST: Setting =
    Setting { name_lines: 1, number: 6, wait: Size::PLAIN, document_lines: 4, qr: None, ..CLOSER };

const SETTINGS: [Setting; 9] = [
    ROOMY,
    Setting { gap: 10, ..ROOMY },
    Setting { list: false, large_lines: 1, gap: 10, ..ROOMY },
    Setting { gap: 10, ..CLOSE },
    CLOSE,
    CLOSER,
    Setting { number: 6, wait: Size::PLAIN, ..CLOSER },
    Setting { number: 6, wait: Size::PLAIN, qr: None, ..CLOSER },
    CLOSEST,
];

/// A list longer than this is set as running text.
const LISTED_DOCUMENTS: usize = 4;

pub(super) fn lay_out(paper: &TicketPaper, width: PaperWidth) -> Layout {
    let mut layout = Layout { width, blocks: Vec::new() };
    for setting in &SETTINGS {
        layout = set(paper, width, setting);
        if layout.paper_dots() <= LONGEST_TICKET_MM * DOTS_PER_MM {
            break;
        }
    }
    layout
}

fn set(paper: &TicketPaper, width: PaperWidth, setting: &Setting) -> Layout {
    let words = paper.language.words();
    let mut strip = Strip { width, blocks: Vec::new() };

    if paper.reprint {
        strip.text(words.reprint, Size::LARGE, Weight::Bold, Align::Centre, 1);
    }
    strip.text(&paper.site, Size::PLAIN, Weight::Bold, Align::Centre, setting.name_lines);
    if let Some(body) = &paper.body {
        strip.text(body, Size::PLAIN, Weight::Regular, Align::Centre, setting.name_lines);
    }
    strip.ruled(Block::Rule, setting.gap);

    if let Some(service) = &paper.service {
        strip.heading(service, setting.large_lines, setting.name_lines);
    }
    strip.feed(setting.gap);
    strip.number(paper.number, setting.number);
    strip.feed(setting.gap);
    strip.text(&(words.moment)(paper.issued), setting.aside, Weight::Regular, Align::Centre, 2);
    strip.ruled(Block::DashedRule, setting.gap);

    strip.heading(&(words.people_before)(paper.people_before), setting.large_lines, 1);
    if let Some(wait) = paper.expected {
        let since = paper.issued.format("%-H:%M").to_string();
        strip.text(&(words.expected)(wait, &since), setting.wait, Weight::Regular, Align::Centre, 2);
    }
    strip.documents(words.hold_ready, &paper.documents, setting);
    strip.feed(setting.gap);
    strip.text(&(words.listen)(paper.number), setting.aside, Weight::Regular, Align::Centre, 2);

    if let (Some(address), Some(module_dots)) = (&paper.page, setting.qr) {
        strip.page(address, module_dots, words.follow, setting.gap);
    }
    strip.feed(setting.gap);
    strip.blocks.push(Block::Cut);
    Layout { width, blocks: strip.blocks }
}

struct Strip {
    width: PaperWidth,
    blocks: Vec<Block>,
}

impl Strip {
    fn text(&mut self, text: &str, size: Size, weight: Weight, align: Align, most_lines: usize) {
        let leading = if size.height > 1 { 4 } else { 6 };
        let lines = wrap(&clean(text), self.columns(size), most_lines);
        self.blocks
            .extend(lines.into_iter().map(|text| Block::Text(Line { text, size, weight, align, leading })));
    }

    /// A text of weight: large where that takes at most `large_lines`, else tall in at most `tall_lines`.
    fn heading(&mut self, text: &str, large_lines: usize, tall_lines: usize) {
        let fits_large = wrap(&clean(text), self.columns(Size::LARGE), usize::MAX).len() <= large_lines;
        let (size, lines) = if fits_large { (Size::LARGE, large_lines) } else { (Size::TALL, tall_lines) };
        self.text(text, size, Weight::Bold, Align::Centre, lines);
    }

    /// The number, as wide as the strip allows.
    fn number(&mut self, number: TicketNumber, height: u8) {
        let text = clean(&number.to_string());
        let cells = text.chars().count().max(1);
        let width = (self.width.columns() / cells).clamp(1, 8) as u8;
        let size = Size { width, height };
        self.text(&text, size, Weight::Bold, Align::Centre, 1);
    }

    fn documents(&mut self, title: &str, documents: &[String], setting: &Setting) {
        let documents: Vec<String> =
            documents.iter().map(|text| clean(text)).filter(|text| !text.is_empty()).collect();
        if documents.is_empty() {
            return;
        }
        self.feed(setting.gap);
        self.text(title, setting.documents, Weight::Bold, Align::Left, 1);
        if setting.list && documents.len() <= LISTED_DOCUMENTS {
            for document in documents {
                self.text(&format!("• {document}"), setting.documents, Weight::Regular, Align::Left, 2);
            }
        } else {
            self.text(
                &documents.join(", "),
                setting.documents,
                Weight::Regular,
                Align::Left,
                setting.document_lines,
            );
        }
    }

    fn page(&mut self, address: &str, module_dots: u8, follow: &str, gap: u8) {
        let Some(qr) = Qr::new(address, module_dots) else { return };
        self.ruled(Block::Rule, gap);
        self.text(follow, Size::PLAIN, Weight::Regular, Align::Centre, 2);
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
