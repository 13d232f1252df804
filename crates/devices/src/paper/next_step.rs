//! "Il suo prossimo passo" in short, on the strip: what happens next, where, when and what to bring, and the code that leads back to the
//! practice. No name and nothing of the need stands on it: a strip is soon lost.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use turno_domain::casework::{FormCode, PracticeNumber};

use super::layout::{Align, Block, DOTS_PER_MM, Layout, PaperWidth, Qr, Weight};
use super::strip::{BOLD, LARGE, PLAIN, Said, Say, Strip};
use super::{Language, Logo, Words, drawable, words};

/// Side of the code, in millimetres: a kiosk's scanner reads it off creased paper.
const CODE_MM: u32 = 22;
/// A module of fewer dots runs into its neighbours on worn print heads.
const FEWEST_MODULE_DOTS: u32 = 4;
const GAP: u8 = 12;
const LEADING: u8 = 6;
const LOGO_MM: u32 = 10;
/// Blank dots between the last line and the cut, which may fall a little early.
const FOOT_DOTS: u8 = 16;

/// What the citizen takes home, in short. Texts may come from anywhere: they are cleaned before they are laid out. An empty one leaves
/// its part out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStepPaper {
    /// The site's logo, above its name.
    pub logo: Option<Arc<Logo>>,
    /// Name of the site, e.g. "Sportello PAC".
    pub site: String,
    /// The body that runs the desk, e.g. "Comune di Rovellasca".
    pub body: Option<String>,
    /// Language of the words on the paper: the citizen's.
    pub language: Language,
    /// What happens next, in that language where there is such a text.
    pub step: String,
    /// Where.
    pub place: String,
    /// On which day, and at what time where there is one.
    pub when: Option<(NaiveDate, Option<NaiveTime>)>,
    /// What to bring.
    pub bring: Vec<String>,
    /// Whom to call and at which number.
    pub contact: String,
    /// The practice.
    pub practice: Option<PracticeNumber>,
    /// The code that leads back to it.
    pub code: Option<FormCode>,
}

impl NextStepPaper {
    /// Lays it out for a strip of this width. It is as long as its texts need: nobody queues with it.
    #[must_use]
    pub fn layout(&self, width: PaperWidth) -> Layout {
        let strip = Strip::new(width, Language::It, LEADING);
        let mut paper = Setter { paper: self, words: words(self.language), strip };
        paper.head();
        paper.step();
        paper.part(paper.words.next_step.place, &self.place);
        paper.bring();
        paper.part(paper.words.next_step.call, &self.contact);
        paper.code();
        paper.strip.feed(FOOT_DOTS);
        paper.strip.push(Block::Cut);
        paper.strip.finished()
    }
}

struct Setter<'a> {
    paper: &'a NextStepPaper,
    words: &'static Words,
    strip: Strip,
}

impl Setter<'_> {
    /// The site's names stand there as they stand over its door, in Italian.
    fn head(&mut self) {
        if let Some(logo) = self.paper.logo.as_ref().and_then(|logo| logo.at_most(LOGO_MM)) {
            self.strip.push(Block::Logo(logo.clone()));
            self.strip.feed(GAP);
        }
        self.strip.text(&self.paper.site, BOLD);
        if let Some(body) = &self.paper.body {
            self.strip.text(body, PLAIN);
        }
        self.strip.ruled(Block::Rule, GAP);
        self.strip.speak(self.paper.language);
        let title = self.words.next_step.title;
        if !self.strip.headline(&[title]) && !self.strip.large(title, 2) {
            self.strip.text(title, LARGE);
        }
        self.strip.feed(GAP);
    }

    fn step(&mut self) {
        self.strip.text(&self.paper.step, Say { align: Align::Left, ..BOLD });
        let Some((day, time)) = self.paper.when else { return };
        self.strip.feed(GAP);
        let day = self.paper.language.date(day);
        match time.map(|time| time.format("%-H:%M").to_string()) {
            Some(time) => {
                self.strip.text(&day, BOLD);
                self.strip.text(&time, LARGE);
            }
            None => self.strip.text(&day, BOLD),
        }
    }

    fn part(&mut self, title: &str, text: &str) {
        if !drawable(text).is_empty() {
            self.strip.feed(GAP);
            self.strip.text(title, Say { align: Align::Left, ..PLAIN });
            self.strip.text(text, Say { align: Align::Left, ..BOLD });
        }
    }

    fn bring(&mut self) {
        let things: Vec<&String> =
            self.paper.bring.iter().filter(|text| !drawable(text).is_empty()).collect();
        if things.is_empty() {
            return;
        }
        self.strip.feed(GAP);
        self.strip.text(self.words.next_step.bring, Say { align: Align::Left, ..PLAIN });
        for thing in things {
            self.strip.item(thing, Say { align: Align::Left, ..BOLD });
        }
    }

    fn code(&mut self) {
        self.strip.ruled(Block::DashedRule, GAP);
        if let Some(practice) = &self.paper.practice {
            let line = format!("{} {practice}", self.words.next_step.practice);
            if !self.strip.one_line(&line, Weight::Bold) {
                self.strip.text(&line, BOLD);
            }
            self.strip.feed(GAP);
        }
        let Some(code) = self.paper.code.map(|code| code.text()) else { return };
        let Some(qr) = Qr::at_least(&code, CODE_MM * DOTS_PER_MM, FEWEST_MODULE_DOTS) else { return };
        self.strip.code_beside(&qr, Said { sentence: self.words.next_step.code, button: "" });
    }
}
