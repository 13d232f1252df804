//! How a ticket is laid out: the number is the hero, the rest is as large as the longest ticket allows.

use super::layout::{Align, Block, DOTS_PER_MM, Layout, PaperWidth, Qr, Weight};
use super::strip::{BOLD, LARGE, PLAIN, Said, Say, Strip};
use super::{CallManner, InItalian, Language, TicketPaper, Turn, Words, drawable, words};

/// How roomy a ticket is set; the first that keeps it within its longest is taken.
///
/// Letters of double height alone are hard to read for weak eyes: what matters is large (twice each way) or bold, the rest
/// stands as the printer's font does.
#[derive(Clone, Copy)]
struct Setting {
    /// The logo's height, at most, in millimetres; 0: no room.
    logo: u32,
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
    /// Most lines for what to bring: it is told whole, and only texts that no site means are cut.
    document_lines: usize,
    /// Most lines of Italian under another language, and what they tell.
    italian: (usize, Summary),
    /// Blank dots around the parts.
    gap: u8,
    /// Blank dots under a line of plain size; magnified ones have half of it.
    leading: u8,
    /// Where the code stands.
    code: Code,
}

/// What an Italian reader is told besides the service and how the holder is called: what is least missed goes first. Numbers of
/// people and minutes are read in every language above; what to bring is not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Summary {
    /// The service alone.
    Service,
    /// Also what to bring.
    Documents,
    /// Also the people before.
    People,
    /// Also the announced wait.
    Whole,
}

/// The code of the ticket's own page, by the length of its side, at least, in millimetres.
#[derive(Clone, Copy)]
enum Code {
    /// Under its words, made by the printer: few bytes.
    Below(u32),
    /// Beside its words, drawn: little paper.
    Beside(u32),
    /// No room.
    Nowhere,
}

/// A code of at least so many millimetres is read by cheap telephones, in poor light, at the first try.
const READABLE_CODE_MM: u32 = 15;
/// A module of fewer dots runs into its neighbours on worn print heads.
const FEWEST_MODULE_DOTS: u32 = 3;

const ROOMY: Setting = Setting {
    logo: 12,
    name_lines: 2,
    heading_lines: 4,
    names_joined: false,
    number: 8,
    large_lines: 2,
    wait_large: true,
    list: true,
    document_lines: usize::MAX,
    italian: (usize::MAX, Summary::Whole),
    gap: 14,
    leading: 8,
    code: Code::Below(20),
};
const CLOSE: Setting = Setting { gap: 10, leading: 6, code: Code::Below(16), ..ROOMY };
const BESIDE: Setting = Setting { code: Code::Beside(READABLE_CODE_MM), ..CLOSE };
const CLOSER: Setting = Setting { logo: 8, number: 7, gap: 8, leading: 4, ..BESIDE };
const TIGHT: Setting = Setting { logo: 6, names_joined: true, wait_large: false, gap: 6, ..CLOSER };
const TIGHTER: Setting = Setting { number: 6, list: false, gap: 4, leading: 3, ..TIGHT };
const SMALL: Setting = Setting { logo: 0, large_lines: 1, gap: 3, leading: 2, ..TIGHTER };
const BARE: Setting = Setting { large_lines: 0, gap: 2, italian: (usize::MAX, Summary::Documents), ..SMALL };
const CUT: Setting = Setting {
    name_lines: 1,
    heading_lines: 2,
    document_lines: 6,
    italian: (2, Summary::Service),
    code: Code::Nowhere,
    ..BARE
};
/// The last one fits whatever it is given.
const LEAST: Setting = Setting {
    heading_lines: 1,
    number: 5,
    document_lines: 1,
    italian: (0, Summary::Service),
    gap: 1,
    leading: 1,
    ..CUT
};

const SETTINGS: [Setting; 24] = [
    ROOMY,
    CLOSE,
    Setting { code: Code::Beside(20), ..ROOMY },
    BESIDE,
    Setting { number: 7, ..BESIDE },
    CLOSER,
    Setting { names_joined: true, ..CLOSER },
    TIGHT,
    Setting { number: 6, ..TIGHT },
    Setting { logo: 0, ..TIGHT },
    Setting { logo: 0, number: 6, ..TIGHT },
    Setting { number: 6, list: false, ..TIGHT },
    TIGHTER,
    Setting { logo: 0, ..TIGHTER },
    Setting { logo: 0, large_lines: 1, ..TIGHTER },
    SMALL,
    Setting { italian: (usize::MAX, Summary::People), ..SMALL },
    Setting { italian: (usize::MAX, Summary::Documents), ..SMALL },
    BARE,
    Setting { italian: (usize::MAX, Summary::Service), ..BARE },
    Setting { italian: (usize::MAX, Summary::Service), code: Code::Nowhere, ..BARE },
    CUT,
    Setting { document_lines: 2, italian: (1, Summary::Service), ..CUT },
    LEAST,
];

/// A list longer than this is set as running text.
const LISTED_DOCUMENTS: usize = 4;
/// Blank dots between the last line and the cut, which may fall a little early.
const FOOT_DOTS: u8 = 16;

pub(super) fn lay_out(paper: &TicketPaper, width: PaperWidth) -> Layout {
    let longest = width.longest_ticket_mm() * DOTS_PER_MM;
    let mut layout = Layout { width, blocks: Vec::new() };
    for setting in &SETTINGS {
        layout = set(paper, width, setting);
        if layout.paper_dots() <= longest {
            return spread(layout, paper, setting, longest);
        }
    }
    layout
}

/// Gives what is left of the longest ticket to the gaps: parts that stand apart are found more easily.
fn spread(layout: Layout, paper: &TicketPaper, setting: &Setting, longest: u32) -> Layout {
    let room = longest - layout.paper_dots();
    let with_gap = |gap: u8| set(paper, layout.width, &Setting { gap, ..*setting });
    let a_dot_more = with_gap(setting.gap + 1).paper_dots() - layout.paper_dots();
    let dots = u8::try_from(room.checked_div(a_dot_more).unwrap_or(0)).unwrap_or(u8::MAX);
    match setting.gap.saturating_add(dots).min(ROOMY.gap) {
        gap if gap > setting.gap => with_gap(gap),
        _ => layout,
    }
}

fn set(paper: &TicketPaper, width: PaperWidth, setting: &Setting) -> Layout {
    let mut ticket = Ticket {
        paper,
        setting,
        words: words(paper.language),
        time: paper.issued.format("%-H:%M").to_string(),
        strip: Strip::new(width, paper.language, setting.leading),
    };
    ticket.head();
    ticket.number();
    ticket.turn();
    ticket.what_to_bring();
    ticket.where_to_wait();
    ticket.in_italian();
    ticket.page();
    ticket.strip.feed(FOOT_DOTS);
    ticket.strip.push(Block::Cut);
    ticket.strip.finished()
}

struct Ticket<'a> {
    paper: &'a TicketPaper,
    setting: &'a Setting,
    words: &'static Words,
    /// Of issue.
    time: String,
    strip: Strip,
}

impl Ticket<'_> {
    /// The site's names stand there as they stand over its door, in Italian.
    fn head(&mut self) {
        let italian = words(Language::It);
        self.strip.speak(Language::It);
        if self.paper.reprint {
            self.strip.text(italian.reprint, Say { most_lines: 1, ..LARGE });
            if self.paper.language != Language::It {
                self.strip.speak(self.paper.language);
                self.strip.text(self.words.reprint, Say { most_lines: 1, ..PLAIN });
                self.strip.speak(Language::It);
            }
        }
        if let Some(logo) = self.paper.logo.as_ref().and_then(|logo| logo.at_most(self.setting.logo)) {
            self.strip.push(Block::Logo(logo.clone()));
            self.strip.feed(self.setting.gap);
        }
        self.names();
        self.strip.ruled(Block::Rule, self.setting.gap);
        self.strip.speak(self.paper.language);
    }

    fn names(&mut self) {
        let TicketPaper { site, body, .. } = self.paper;
        let joined = format!("{site} · {}", body.as_deref().unwrap_or_default());
        let most_lines = self.setting.name_lines;
        if self.setting.names_joined && body.is_some() && self.strip.lines_of(&joined, BOLD) <= 1 {
            return self.strip.text(&joined, BOLD);
        }
        self.strip.text(site, Say { most_lines, ..BOLD });
        if let Some(body) = body {
            self.strip.text(body, Say { most_lines, ..PLAIN });
        }
    }

    fn number(&mut self) {
        if let Some(service) = &self.paper.service {
            self.heading(service);
        }
        if self.paper.people > 1 {
            self.strip.text(&(self.words.people)(self.paper.people), Say { most_lines: 1, ..BOLD });
        }
        self.strip.feed(self.setting.gap);
        self.strip.number(self.paper.number, self.setting.number);
        let day = (self.words.day)(self.paper.issued.date());
        self.strip.pair(&day, " · ", &self.time, Weight::Regular);
        self.strip.ruled(Block::DashedRule, self.setting.gap);
    }

    fn turn(&mut self) {
        match &self.paper.turn {
            Turn::Waits => {
                self.heading(&(self.words.people_before)(self.paper.people_before));
                self.strip.text(self.words.same_service, Say { most_lines: 1, ..PLAIN });
                self.wait();
            }
            Turn::Called => self.heading(self.words.called),
            Turn::CalledTo(counter) => {
                self.heading(self.words.your_turn);
                self.heading(counter);
            }
        }
    }

    /// The announced wait, large under the moment at which it was announced, or both small.
    fn wait(&mut self) {
        let Some(wait) = self.paper.expected else { return };
        let (since, band) = ((self.words.expected_since)(&self.time, wait), (self.words.expected)(wait));
        if self.setting.wait_large && self.strip.lines_of(&band, LARGE) <= 1 {
            self.strip.text(&since, Say { most_lines: 2, ..PLAIN });
            self.strip.text(&band, LARGE);
        } else {
            self.strip.pair(&since, " ", &band, Weight::Bold);
        }
    }

    /// A text of weight: large where that takes few lines.
    fn heading(&mut self, text: &str) {
        let large = self.strip.lines_of(text, LARGE) <= self.setting.large_lines;
        let say = if large { LARGE } else { Say { most_lines: self.setting.heading_lines, ..BOLD } };
        self.strip.text(text, say);
    }

    fn what_to_bring(&mut self) {
        self.documents(self.words.hold_ready, &self.paper.documents);
        self.documents(self.words.hold_ready_for_other, &self.paper.documents_for_other);
    }

    fn documents(&mut self, title: &str, documents: &[String]) {
        let documents = readable(documents);
        if documents.is_empty() {
            return;
        }
        self.strip.feed(self.setting.gap);
        self.strip.text(title, Say { align: Align::Left, most_lines: 1, ..PLAIN });
        let say = Say { align: Align::Left, most_lines: self.setting.document_lines, ..BOLD };
        if self.setting.list && documents.len() <= LISTED_DOCUMENTS {
            for document in documents {
                self.strip.text(&format!("• {document}"), say);
            }
        } else {
            self.strip.text(&documents.join(self.words.comma), say);
        }
    }

    /// Somebody who is called to a counter goes there; somebody who is fetched looks at no board.
    fn where_to_wait(&mut self) {
        if matches!(self.paper.turn, Turn::CalledTo(_)) {
            return;
        }
        self.strip.feed(self.setting.gap);
        let number = self.paper.number.to_string();
        match self.paper.manner {
            None => self.strip.pair(self.words.watch, " ", &number, Weight::Bold),
            Some(CallManner::VoiceAndScreen) => {
                self.strip.pair((self.words.manner)(CallManner::VoiceAndScreen), " ", &number, Weight::Bold);
            }
            Some(manner) => self.strip.text((self.words.manner)(manner), Say { most_lines: 4, ..BOLD }),
        }
        if let Some(place) = self.paper.wait_at.as_deref().map(drawable).filter(|place| !place.is_empty()) {
            let text = format!("{} {place}", self.words.wait_at);
            self.strip.text(&text, Say { most_lines: 2, ..PLAIN });
        }
    }

    /// For who helps: operators, a neighbour, a daughter-in-law.
    fn in_italian(&mut self) {
        let (most_lines, summary) = self.setting.italian;
        let Some(italian) = self.paper.italian.as_ref().filter(|_| most_lines > 0) else { return };
        self.strip.ruled(Block::DashedRule, self.setting.gap);
        self.strip.speak(Language::It);
        let text = self.italian_sentences(italian, summary);
        self.strip.text(&text, Say { align: Align::Left, most_lines, ..PLAIN });
        self.strip.speak(self.paper.language);
    }

    fn italian_sentences(&self, italian: &InItalian, summary: Summary) -> String {
        let words = words(Language::It);
        let mut sentences: Vec<String> = italian.service.iter().cloned().collect();
        if self.paper.people > 1 {
            sentences.push((words.people)(self.paper.people));
        }
        match (&self.paper.turn, &italian.counter) {
            (Turn::Waits, _) => {
                if summary >= Summary::People {
                    sentences.push((words.people_before)(self.paper.people_before));
                }
                if let Some(wait) = self.paper.expected.filter(|_| summary >= Summary::Whole) {
                    let since = (words.expected_since)(&self.time, wait);
                    sentences.push(format!("{since} {}", (words.expected)(wait)));
                }
            }
            (Turn::CalledTo(_), Some(counter)) => sentences.push(format!("{} {counter}", words.your_turn)),
            (Turn::Called | Turn::CalledTo(_), _) => sentences.push(words.called.to_owned()),
        }
        if let Some(manner @ (CallManner::ComeToMe | CallManner::Phone)) = self.paper.manner {
            sentences.push((words.manner)(manner).to_owned());
        }
        let documents = if summary >= Summary::Documents { readable(&italian.documents) } else { Vec::new() };
        if !documents.is_empty() {
            sentences.push(format!("{} {}", words.hold_ready, documents.join(", ")));
        }
        sentences.iter().map(|sentence| format!("{sentence}.")).collect::<Vec<_>>().join(" ")
    }

    /// Whoever is called has nothing to follow there, and cannot go out and come back.
    fn page(&mut self) {
        let (Turn::Waits, Some(address)) = (&self.paper.turn, &self.paper.page) else { return };
        let (below, millimetres) = match self.setting.code {
            Code::Below(millimetres) => (true, millimetres),
            Code::Beside(millimetres) => (false, millimetres),
            Code::Nowhere => return,
        };
        let Some(qr) = Qr::at_least(address, millimetres * DOTS_PER_MM, FEWEST_MODULE_DOTS) else { return };
        let said = Said { sentence: self.words.page, button: self.words.button };
        self.strip.ruled(Block::Rule, self.setting.gap);
        if below && !self.strip.draws(said.sentence) {
            self.strip.code_below(qr, said, self.setting.gap);
        } else {
            self.strip.code_beside(&qr, said);
        }
    }
}

fn readable(documents: &[String]) -> Vec<String> {
    documents.iter().map(|text| drawable(text)).filter(|text| !text.is_empty()).collect()
}
