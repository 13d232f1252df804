//! What happens at the kiosk: a pure state machine from [`Input`]s to [`Effect`]s, and a [`View`] of where it stands.
//!
//! It knows no window, socket, printer or clock: time comes with each input. The number is given at the touch of the
//! service; questions come after it (`asking`), and whatever becomes of them the ticket is printed, once (`printing`). Whoever has
//! a number already is served by `holder`. What a citizen typed leaves this memory with the visit.

mod asking;
mod at_printer;
mod cards;
mod draft;
mod effect;
mod face;
mod help;
mod holder;
mod holder_view;
mod input;
mod issued;
mod modes;
mod news;
mod over;
mod passing;
mod printing;
mod returning;
mod scene;
mod sessions;
mod shelf;
mod showing;
mod speaking;
pub mod times;
mod typed;
mod upkeep;
mod view;

#[cfg(test)]
mod tests;

pub use at_printer::PaperWord;
pub use effect::Effect;
pub use help::HelpWord;
pub use holder::HolderWish;
pub use input::{
    Aim, Attempt, Band, Held, HubNews, Input, Issued, Paper, Refusal, Standing, Told, Touch, Waiting,
};
pub use modes::{Mode, Modes};
pub use speaking::{Aside, News, Sentence, Words};
pub(crate) use upkeep::written;
pub use upkeep::{
    DoorsWord, LogLine, Machine, PageAsk, PageView, PartName, PartWord, PinAnswer, PinView, PinWord,
    RollView, RollWord, ServicePin, TestWord, TrayEnd, TrayView, UpkeepNews, UpkeepTouch, UpkeepView,
    UpkeepWish,
};
pub use view::{
    Answering, Card, CardTarget, CheckRow, CheckView, ClosedView, ClosedWhy, DayPart, DayView, Dialog,
    HeldWord, HolderView, HoursRow, LanguageChoice, Moment, Opening, QuestionView, Screen, Sorry, Then,
    TicketView, View,
};

use crate::places::Place;
use at_printer::AtPrinter;
use chrono_tz::Tz;
use face::Face;
use help::Help;
use holder::Holder;
use issued::Printed;
use over::Over;
use scene::{Count, Scene};
use speaking::Voice;
use std::sync::Arc;
use turno_devices::gpio::LightState;
use turno_devices::paper::Logo;
use turno_domain::text::Language;
use turno_domain::time::ClockReading;
use turno_protocol::site::{SiteService, SiteView};

/// The languages in which this program has words.
pub const SPOKEN: [Language; 9] = Language::ALL;

/// The kiosk at one moment.
#[derive(Debug)]
pub struct Model {
    site: Option<Arc<SiteView>>,
    /// Its logo, for the paper.
    logo: Option<Arc<Logo>>,
    timezone: Tz,
    standing: Standing,
    link: Link,
    language: Language,
    modes: Modes,
    voice: Voice,
    scene: Scene,
    /// What is asked over the scene.
    over: Option<Over>,
    /// The last call for help.
    help: Option<Help>,
    /// What this kiosk printed today.
    printed: Printed,
    /// What the light of the big button was last told.
    light: LightState,
    /// What the page of whoever looks after the kiosk knows.
    upkeep: upkeep::Known,
    /// Where the kiosk stands, as far as the site's name tells.
    home: Option<&'static Place>,
    /// Whether there is a printer, as far as is known.
    prints: bool,
    /// How it stands.
    printer: AtPrinter,
    now: ClockReading,
    touched: ClockReading,
    attempts: u64,
    /// What lies under a finger, how many faces came before it, and since when it is there.
    face: Face,
    faces: u64,
    /// How many screens and questions over them came before this one.
    places: u64,
    face_since: ClockReading,
}

/// What is known of the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// Nothing was heard yet.
    Unheard,
    Here,
    Away,
}

impl Model {
    /// A kiosk that has heard nothing yet.
    pub fn new(now: ClockReading) -> Self {
        Self {
            site: None,
            logo: None,
            timezone: chrono_tz::Europe::Rome,
            standing: Standing::default(),
            link: Link::Unheard,
            language: Language::It,
            modes: Modes::default(),
            voice: Voice::default(),
            scene: Scene::welcome(),
            over: None,
            help: None,
            printed: Printed::default(),
            light: LightState::Off,
            upkeep: upkeep::Known::default(),
            home: None,
            prints: true,
            printer: AtPrinter::default(),
            now,
            touched: now,
            attempts: 0,
            face: Face::nothing(),
            faces: 0,
            places: 0,
            face_since: now,
        }
    }

    /// Hears something at the moment `now`, and says what is to be done about it.
    #[must_use]
    pub fn hear(&mut self, now: ClockReading, input: Input) -> Vec<Effect> {
        self.now = now;
        let mut effects = self.hear_now(input);
        self.look_at_face();
        effects.extend(self.look_at_light());
        effects
    }

    /// Tells one screen, or question over it, from the next: the keys begin anew there.
    pub fn arrivals(&self) -> u64 {
        self.places
    }

    /// What a finger that comes down at the moment `now` comes down on.
    pub fn aim(&self, now: ClockReading) -> Aim {
        Aim { face: self.faces, at: now }
    }

    fn hear_now(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Touch(aim, touch) => {
                // Whatever the finger meant.
                self.somebody_is_there();
                if self.is_meant(aim) {
                    self.greet_whoever_comes();
                    self.answer_aloud(&touch);
                    self.touch(touch)
                } else {
                    Vec::new()
                }
            }
            Input::Hub(news) => self.hub(news),
            Input::Paper(ticket, paper) => {
                self.paper(ticket, paper, false);
                self.count_paper(paper);
                self.tray_paper(ticket, paper)
            }
            Input::Copy(ticket, paper) => {
                self.paper(ticket, paper, true);
                Vec::new()
            }
            Input::StillComing(ticket, copy) => {
                self.still_coming(ticket, copy);
                Vec::new()
            }
            Input::DrawnBack => {
                self.drawn_back();
                Vec::new()
            }
            Input::Printer(exists) => {
                self.prints = exists;
                Vec::new()
            }
            Input::PaperOut(out) => {
                self.printer.paper_out = out;
                Vec::new()
            }
            Input::Held(tickets) => {
                self.printer.held = tickets;
                Vec::new()
            }
            Input::PrintedToday(papers) => {
                self.printed.remember(papers);
                Vec::new()
            }
            Input::Scan(scan) => self.scanned(scan),
            Input::BigButton => self.press(),
            Input::Corner(down) => self.corner(down),
            Input::Upkeep(news) => self.upkeep_news(news),
            Input::Shelf(parts) => {
                self.upkeep.parts_changed(parts);
                self.shelf_changed(parts);
                Vec::new()
            }
            Input::Key => {
                self.somebody_is_there();
                Vec::new()
            }
            Input::Speaking(speaks) => {
                self.speaks(speaks);
                Vec::new()
            }
            Input::Focused(label) => {
                self.focused(label);
                Vec::new()
            }
            Input::Tick => self.tick(),
        }
    }

    fn touch(&mut self, touch: Touch) -> Vec<Effect> {
        // What stands on the bar works whatever is asked over the screen.
        match touch {
            Touch::Mode(mode) => {
                self.modes.toggle(mode);
                return Vec::new();
            }
            Touch::SayAgain => return Vec::new(),
            Touch::Louder => return self.set_volume(true),
            Touch::Softer => return self.set_volume(false),
            Touch::Language(language) => return self.speak(language),
            Touch::Languages => return self.ask_languages(),
            _ => {}
        }
        if self.help_is_shown() && !self.asks_languages() {
            self.touch_help(&touch);
            return Vec::new();
        }
        if touch == Touch::Help {
            return self.ask_help();
        }
        match self.over.take() {
            Some(over) => self.touch_over(over, touch),
            None => self.touch_scene(touch),
        }
    }

    fn touch_scene(&mut self, touch: Touch) -> Vec<Effect> {
        match (std::mem::replace(&mut self.scene, Scene::welcome()), touch) {
            (scene, Touch::Access) => self.ask_over(scene, Over::Access),
            (Scene::Upkeep(page), touch) => self.touch_upkeep(page, touch),
            (scene @ Scene::Welcome { .. }, Touch::Service(key)) => self.ask_for_number(scene, &key),
            (Scene::Welcome { .. }, Touch::HaveNumber) => {
                self.enter(Scene::Holder(Holder::typing()));
                Vec::new()
            }
            (Scene::Welcome { .. }, Touch::Group(group)) => {
                self.scene = Scene::Welcome { group: Some(group), note: None };
                Vec::new()
            }
            (Scene::Welcome { .. }, Touch::Back | Touch::Restart) => Vec::new(),
            (Scene::Question { visit, at, draft }, touch) => self.touch_question(visit, at, draft, touch),
            (Scene::Check(visit), touch) => self.touch_check(visit, touch),
            (Scene::Holder(holder), touch) => self.touch_holder(holder, touch),
            (scene @ Scene::Ticket { .. }, Touch::NotOut) => {
                self.scene = scene;
                self.print_again()
            }
            (scene @ Scene::Ticket { .. }, Touch::HowToCall) => self.ask_over(scene, Over::Manner),
            (Scene::Ticket { visit, paper, printing, count }, touch @ (Touch::Back | Touch::Restart)) => {
                let asks = if touch == Touch::Back {
                    self.may_go_back(&visit, paper, printing)
                } else {
                    !self.is_called(&visit)
                };
                let scene = Scene::Ticket { visit, paper, printing, count };
                match (asks, touch) {
                    (true, _) => self.ask_over(scene, Over::GiveBack),
                    // Nothing can be given back, and the way to the beginning stays open.
                    (false, Touch::Restart) => {
                        self.end();
                        Vec::new()
                    }
                    (false, _) => {
                        self.scene = scene;
                        Vec::new()
                    }
                }
            }
            (Scene::Ticket { .. }, Touch::Done) => {
                self.end_with_thanks();
                Vec::new()
            }
            (
                Scene::Sorry { .. } | Scene::Unsure { .. },
                Touch::Understood | Touch::Back | Touch::Restart,
            ) => {
                self.end();
                Vec::new()
            }
            (Scene::Ticket { visit, paper, printing, count: Count::Runs(..) }, Touch::MoreTime) => {
                self.scene = Scene::Ticket { visit, paper, printing, count: Count::Stopped };
                Vec::new()
            }
            // A touch that means nothing here (a second tap, a question whose time had passed) changes nothing.
            (scene, _) => {
                self.scene = scene;
                Vec::new()
            }
        }
    }

    /// Goes where the citizen goes next; what was asked over the last scene is of no more interest.
    fn enter(&mut self, scene: Scene) {
        self.scene = scene;
        self.over = None;
    }

    /// Back to the welcome, in Italian, with nothing of the last citizen.
    fn end(&mut self) {
        self.enter(Scene::welcome());
        self.language = Language::It;
        self.modes = Modes::default();
        self.leave_help();
    }

    /// Another language; where the ticket is given already, whoever calls shall know it.
    fn speak(&mut self, language: Language) -> Vec<Effect> {
        if self.languages().contains(&language) {
            self.language = language;
        }
        self.close_languages();
        match &mut self.scene {
            Scene::Ticket { visit, .. } if visit.language != self.language => {
                visit.language = self.language;
                let language = Some(self.language);
                vec![Effect::Details { ticket: visit.ticket.id, people: None, manner: None, language }]
            }
            _ => Vec::new(),
        }
    }

    fn services(&self) -> impl Iterator<Item = &SiteService> {
        self.site.iter().flat_map(|site| &site.services)
    }

    /// The languages offered: those of the site in which this screen has words, the site's first ones first.
    fn languages(&self) -> Vec<Language> {
        let offered = self.site.as_ref().map_or(&[Language::It][..], |site| &site.languages);
        let spoken = if matches!(self.scene, Scene::Upkeep(_)) { &upkeep::SPOKEN[..] } else { &SPOKEN };
        offered.iter().copied().filter(|language| spoken.contains(language)).collect()
    }

    /// Whether nothing that a citizen answered is in this memory.
    #[cfg(test)]
    fn holds_no_answer(&self) -> bool {
        match &self.scene {
            Scene::Question { .. } | Scene::Check(_) => false,
            Scene::GivingBack { visit, .. } | Scene::Unsure { visit, .. } | Scene::Ticket { visit, .. } => {
                visit.answers.is_empty()
            }
            _ => true,
        }
    }
}
