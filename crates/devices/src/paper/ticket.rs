//! How a ticket is laid out: the number is the hero, the rest is as large as the longest ticket allows.

mod setting;

use super::layout::{Align, Block, DOTS_PER_MM, Layout, PaperWidth, Qr, Weight};
use super::strip::{BOLD, LARGE, PLAIN, Said, Say, Strip};
use super::{CallManner, InItalian, Language, TICKET_MM, TicketPaper, Turn, Words, drawable, words};
use setting::{CROWDED, Code, LEAST, PLAINEST, READABLE, ROOMY, Setting, Summary};

/// A module of fewer dots runs into its neighbours on worn print heads.
const FEWEST_MODULE_DOTS: u32 = 3;
/// A list longer than this is set as running text.
const LISTED_DOCUMENTS: usize = 4;
/// Blank dots between the last line and the cut, which may fall a little early.
const FOOT_DOTS: u8 = 16;

/// The roomiest of the readable settings within [`TICKET_MM`]. What those cannot make so short takes what it needs in the closest of
/// them, up to the longest of its paper; and only what is longer still is crowded, and at last cut.
pub(super) fn lay_out(paper: &TicketPaper, width: PaperWidth) -> Layout {
    let longest = width.longest_ticket_mm() * DOTS_PER_MM;
    let meant = (TICKET_MM * DOTS_PER_MM).min(longest);
    let first_within = |settings: &[Setting], most: u32| {
        settings
            .iter()
            .map(|setting| (set(paper, width, setting), *setting))
            .find(|(layout, _)| layout.paper_dots() <= most)
    };
    if let Some((layout, setting)) = first_within(&READABLE, meant) {
        return spread(layout, paper, &setting, meant);
    }
    let found = first_within(&[PLAINEST], longest).or_else(|| first_within(&CROWDED, longest));
    match found {
        Some((layout, setting)) if layout.paper_dots() < meant => spread(layout, paper, &setting, meant),
        Some((layout, _)) => layout,
        None => set(paper, width, &LEAST),
    }
}

/// Gives what is left of the paper to the gaps: parts that stand apart are found more easily.
fn spread(layout: Layout, paper: &TicketPaper, setting: &Setting, most: u32) -> Layout {
    let room = most - layout.paper_dots();
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
    ticket.page();
    ticket.in_italian();
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
            self.reprint(italian.reprint);
        }
        if let Some(logo) = self.paper.logo.as_ref().and_then(|logo| logo.at_most(self.setting.logo)) {
            self.strip.push(Block::Logo(logo.clone()));
            self.strip.feed(self.setting.gap);
        }
        self.names();
        self.strip.ruled(Block::Rule, self.setting.gap);
        self.strip.speak(self.paper.language);
    }

    /// For operators in Italian, and for its holder.
    fn reprint(&mut self, in_italian: &str) {
        let own = self.words.reprint;
        if self.paper.language == Language::It {
            self.strip.text(in_italian, Say { most_lines: 1, ..LARGE });
        } else if !self.strip.headline(&[&format!("{in_italian} · {own}")]) {
            self.strip.text(in_italian, Say { most_lines: 1, ..LARGE });
            self.strip.speak(self.paper.language);
            self.strip.text(own, Say { most_lines: 1, ..PLAIN });
            self.strip.speak(Language::It);
        }
    }

    fn names(&mut self) {
        let TicketPaper { site, body, .. } = self.paper;
        let joined = format!("{site} · {}", body.as_deref().unwrap_or_default());
        let most_lines = self.setting.name_lines;
        if self.setting.names_joined && body.is_some() && self.strip.one_line(&joined, Weight::Bold) {
            return;
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
        let day = self.paper.language.date(self.paper.issued.date());
        self.strip.pair(&day, &self.time);
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
                if !self.strip.headline(&[self.words.your_turn, counter]) {
                    self.heading(self.words.your_turn);
                    self.heading(counter);
                }
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
            self.bold(&format!("{since} {band}"), usize::MAX);
        }
    }

    /// A sentence that must be seen: on one line where it can be read so.
    fn bold(&mut self, sentence: &str, most_lines: usize) {
        if !self.strip.one_line(sentence, Weight::Bold) {
            self.strip.text(sentence, Say { most_lines, ..BOLD });
        }
    }

    /// A text of weight: large where that takes few lines.
    fn heading(&mut self, text: &str) {
        let most_lines = self.setting.large_lines;
        let seen_first =
            most_lines > 0 && (self.strip.headline(&[text]) || self.strip.large(text, most_lines));
        if !seen_first {
            self.strip.text(text, Say { most_lines: self.setting.heading_lines, ..BOLD });
        }
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
        let say = Say { align: Align::Left, most_lines: self.setting.document_lines, ..BOLD };
        if self.setting.list && documents.len() <= LISTED_DOCUMENTS {
            self.strip.text(title, Say { align: Align::Left, most_lines: 1, ..PLAIN });
            for document in &documents {
                self.strip.item(document, say);
            }
        } else {
            let comma = self.words.comma;
            let last = documents.len() - 1;
            let listed = documents.iter().enumerate().map(|(at, document)| {
                let comma = if at < last { comma.trim_end() } else { "" };
                format!("{document}{comma}")
            });
            let parts: Vec<String> = std::iter::once(title.to_owned()).chain(listed).collect();
            self.strip.parts(&parts, if comma.ends_with(' ') { " " } else { "" }, say);
        }
    }

    /// Somebody who is called to a counter goes there; somebody who is fetched looks at no board.
    fn where_to_wait(&mut self) {
        if matches!(self.paper.turn, Turn::CalledTo(_)) {
            return;
        }
        self.strip.feed(self.setting.gap);
        let number = self.paper.number.to_string();
        let watch = match self.paper.manner {
            None => behind(self.words.watch, &number),
            Some(manner @ CallManner::VoiceAndScreen) => behind((self.words.manner)(manner), &number),
            Some(manner) => self.called_apart(manner, self.words).to_owned(),
        };
        self.bold(&watch, 4);
        if let Some(place) = self.wait_at() {
            let sentence = behind(self.words.wait_at, &place);
            if !self.strip.one_line(&sentence, Weight::Regular) {
                self.strip.text(&sentence, Say { most_lines: 2, ..PLAIN });
            }
        }
    }

    /// How a holder is called who looks at no board. Who is fetched from a place that the site names is sent to no other.
    fn called_apart(&self, manner: CallManner, words: &Words) -> &'static str {
        match (manner, self.wait_at()) {
            (CallManner::ComeToMe, Some(_)) => words.we_come,
            _ => (words.manner)(manner),
        }
    }

    /// Where to wait, as the site names it.
    fn wait_at(&self) -> Option<String> {
        self.paper.wait_at.as_deref().map(drawable).filter(|place| !place.is_empty())
    }

    /// For who helps: operators, a neighbour, a daughter-in-law.
    fn in_italian(&mut self) {
        let (most_lines, summary) = self.setting.italian;
        let Some(italian) = self.paper.italian.as_ref().filter(|_| most_lines > 0) else { return };
        self.strip.ruled(Block::DashedRule, self.setting.gap);
        self.strip.speak(Language::It);
        let text = self.italian_sentences(italian, summary);
        if self.setting.italian_drawn {
            self.strip.narrow(&text, most_lines);
        } else {
            self.strip.text(&text, Say { align: Align::Left, balanced: false, most_lines, ..PLAIN });
        }
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
            sentences.push(self.called_apart(manner, words).to_owned());
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

/// What stands behind a colon. That of Chinese brings its own space.
fn behind(says: &str, what: &str) -> String {
    let space = if says.ends_with('：') { "" } else { " " };
    format!("{says}{space}{what}")
}

fn readable(documents: &[String]) -> Vec<String> {
    documents.iter().map(|text| drawable(text)).filter(|text| !text.is_empty()).collect()
}
