//! Where the kiosk stands, as plain data: what a screen shows, in the words of the site; the screen has its own for the rest.

use super::draft::Draft;
use super::input::{Band, Refusal};
use super::scene::{Count, PaperWord, Scene, Visit};
use super::{Link, Model};
use chrono::{Datelike, NaiveDate, TimeDelta, Timelike};
use turno_domain::keys::ServiceKey;
use turno_domain::text::{Language, Texts};
use turno_domain::ticket::TicketNumber;
use turno_domain::time::Timestamp;
use turno_protocol::site::SiteService;

/// With more services than this, those that have a group stand behind it.
const MANY: usize = 6;
/// So many characters of a group's services a card has room for; the first is named in any case.
const CONTENTS: usize = 72;

/// Everything that a screen shows.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The language of the moment.
    pub language: Language,
    /// The languages that can be chosen.
    pub languages: Vec<LanguageChoice>,
    /// What the site is called.
    pub site: String,
    /// The site's wall clock, `9:42`; empty while the site is unknown.
    pub clock: String,
    /// The display's diagonal in millimetres, where the site file tells.
    pub display_mm: Option<u32>,
    /// The screen.
    pub screen: Screen,
    /// The day that the staff is asked to confirm, where nobody is in the middle of something.
    pub day_asked: Option<DayView>,
    /// A question over the screen.
    pub dialog: Option<Dialog>,
    /// Whether one step back is possible.
    pub can_go_back: bool,
    /// Whether beginning again means something.
    pub can_start_again: bool,
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayView {
    /// The day of the week, Monday is 0.
    pub weekday: u32,
    /// The day of the month, from 1.
    pub day: u32,
    /// The month, January is 0.
    pub month: u32,
}

/// A language that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageChoice {
    /// Which.
    pub language: Language,
    /// What its speakers call it.
    pub name: &'static str,
    /// Whether it is the one of the moment.
    pub chosen: bool,
}

/// One screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Screen {
    /// Something is being waited for.
    Moment(Moment),
    /// What do you need?
    Welcome {
        /// How one greets at this hour.
        greeting: DayPart,
        /// The group that is open.
        group: Option<String>,
        /// What can be touched.
        cards: Vec<Card>,
        /// The number that was given back just now: letter and digits.
        given_back: Option<(String, String)>,
    },
    /// No numbers at this hour.
    Closed {
        /// Others are still being served: only the numbers are over.
        serving: bool,
        /// When again, where it is known.
        opening: Option<Opening>,
    },
    /// No hub: what to do instead.
    Away,
    /// There was no number for this wish.
    Sorry {
        /// The last number has been given; else nobody here knows why.
        closed: bool,
        /// When again, where it is known.
        opening: Option<Opening>,
    },
    /// A question.
    Question(QuestionView),
    /// The ticket.
    Ticket(TicketView),
}

/// What is being waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The first word of the hub.
    Starting,
    /// The number.
    Number,
    /// The number's way back.
    GivingBack,
}

/// The part of the day, for the greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayPart {
    /// Until five in the afternoon: buongiorno.
    Day,
    /// After: buonasera.
    Evening,
}

/// A question over the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialog {
    /// Is somebody still there?
    StillThere {
        /// The seconds left.
        seconds: u32,
        /// What happens then.
        then: Then,
        /// The number of whoever was there: letter and digits.
        number: (String, String),
    },
    /// Is the number (letter and digits) to be given back?
    GiveBack(String, String),
}

/// What happens when nobody is there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The ticket is printed.
    Prints,
    /// The number is shown: there is no printer.
    GoesOn,
    /// The screen is for the next.
    Ends,
}

/// Something that can be touched on the welcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What a touch means.
    pub target: CardTarget,
    /// The letters, in order: one for a service.
    pub letters: Vec<char>,
    /// What it is called.
    pub title: String,
    /// What is in it, for a group: as many names as a card has room for.
    pub contents: String,
    /// Whether there is more in it than [`Card::contents`] names.
    pub more: bool,
    /// How many people wait; of a group it is not said.
    pub people: u32,
    /// The wait to announce.
    pub expected: Option<Band>,
}

/// What a touch on a card means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardTarget {
    /// A number for this service.
    Service(ServiceKey),
    /// The services of this group, by its Italian name.
    Group(String),
}

/// When numbers may be taken again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Days from today: 0 today, 1 tomorrow.
    pub days_ahead: u32,
    /// The day.
    pub day: DayView,
    /// `14:00`.
    pub time: String,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionView {
    /// The letter of the citizen's number.
    pub letter: String,
    /// Its digits.
    pub digits: String,
    /// Which question this is, from 1.
    pub step: u32,
    /// How many there are.
    pub count: u32,
    /// The question.
    pub question: String,
    /// Why it is asked; may be empty.
    pub why: String,
    /// How it is answered.
    pub answering: Answering,
    /// Whether "Avanti" has something to go on with.
    pub can_go_on: bool,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answering {
    /// By a touch on one of these, or on any of them and then "Avanti".
    Options {
        /// What can be chosen, and whether it is.
        options: Vec<(String, bool)>,
        /// Whether several may be.
        several: bool,
    },
    /// By yes or no; the answer given before.
    YesNo(Option<bool>),
    /// By digits.
    Digits(String),
    /// By letters and a touch on a proposal.
    Town {
        /// What is typed, or the place that was chosen before.
        typed: String,
        /// The municipalities that it may mean.
        proposals: Vec<String>,
    },
}

/// The ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketView {
    /// The number's letter.
    pub letter: String,
    /// Its digits.
    pub digits: String,
    /// The service.
    pub service: String,
    /// When it was given: the day of the week, Monday is 0.
    pub weekday: u32,
    /// The day of the month, from 1.
    pub day: u32,
    /// The month, January is 0.
    pub month: u32,
    /// `9:42`.
    pub time: String,
    /// How many waited at that moment.
    pub people_before: u32,
    /// The wait announced.
    pub expected: Option<Band>,
    /// What to hold ready.
    pub documents: Vec<String>,
    /// What may be said of the paper.
    pub paper: PaperWord,
    /// The seconds left of the count-down, while one runs.
    pub seconds: Option<u32>,
}

impl Model {
    /// Where the kiosk stands.
    pub fn view(&self) -> View {
        let screen = self.screen();
        let idle = matches!(screen, Screen::Welcome { .. } | Screen::Closed { .. });
        View {
            language: self.language,
            languages: self
                .languages()
                .into_iter()
                .map(|language| LanguageChoice {
                    language,
                    name: name_of(language),
                    chosen: language == self.language,
                })
                .collect(),
            site: self.site.as_ref().map(|site| self.text(&site.name)).unwrap_or_default(),
            clock: if self.site.is_some() { self.clock_time(self.now.wall) } else { String::new() },
            display_mm: self.site.as_ref().and_then(|site| site.kiosk.display_mm),
            screen,
            day_asked: self.standing.day_asked.filter(|_| idle).map(|day| day_view(day.date())),
            dialog: self.dialog(),
            can_go_back: matches!(
                &self.scene,
                Scene::Question { .. } | Scene::Welcome { group: Some(_), .. }
            ),
            can_start_again: matches!(&self.scene, Scene::Question { .. }),
        }
    }

    fn text(&self, texts: &Texts) -> String {
        texts.get(self.language).to_owned()
    }

    fn clock_time(&self, moment: Timestamp) -> String {
        moment.local(self.timezone).format("%-H:%M").to_string()
    }

    fn screen(&self) -> Screen {
        match (&self.scene, self.link) {
            (Scene::Welcome { .. } | Scene::Sorry { .. }, Link::Away) => Screen::Away,
            (Scene::Welcome { .. }, Link::Unheard) => Screen::Moment(Moment::Starting),
            (Scene::Welcome { group, given_back }, Link::Here) => {
                if !self.standing.tickets_open || self.services().next().is_none() {
                    let opening = self.standing.opens_at.map(|moment| self.opening(moment));
                    return Screen::Closed { serving: self.standing.serving, opening };
                }
                let open = group.as_ref().filter(|name| self.group(name).next().is_some());
                Screen::Welcome {
                    greeting: self.day_part(),
                    group: open
                        .and_then(|name| self.group(name).next()?.group.as_ref().map(|g| self.text(g))),
                    cards: match open {
                        Some(name) => self.group(name).map(|service| self.service_card(service)).collect(),
                        None => self.cards(),
                    },
                    given_back: given_back.map(|(number, _)| letter_and_digits(number)),
                }
            }
            (Scene::Asking { .. }, _) => Screen::Moment(Moment::Number),
            (Scene::GivingBack { .. }, _) => Screen::Moment(Moment::GivingBack),
            (Scene::Sorry { why: Refusal::Closed(next), .. }, _) => {
                Screen::Sorry { closed: true, opening: next.map(|moment| self.opening(moment)) }
            }
            (Scene::Sorry { why: Refusal::Other, .. }, _) => Screen::Sorry { closed: false, opening: None },
            (Scene::Question { visit, at, draft, .. }, _) => self.question(visit, *at, draft),
            (Scene::Ticket { visit, paper, printing, count }, _) => {
                let word = PaperWord::of(*paper, self.now.since(printing));
                Screen::Ticket(self.ticket(visit, word, *count))
            }
        }
    }

    fn dialog(&self) -> Option<Dialog> {
        if let Some(left) = self.warning_left() {
            return self.still_there(seconds(left));
        }
        match &self.scene {
            Scene::Question { visit, giving_back: true, .. } => {
                let (letter, digits) = letter_and_digits(visit.ticket.number);
                Some(Dialog::GiveBack(letter, digits))
            }
            _ => None,
        }
    }

    fn still_there(&self, seconds: u32) -> Option<Dialog> {
        let (visit, then) = match &self.scene {
            Scene::Question { visit, .. } if self.prints => (visit, Then::Prints),
            Scene::Question { visit, .. } => (visit, Then::GoesOn),
            Scene::Ticket { visit, .. } => (visit, Then::Ends),
            _ => return None,
        };
        Some(Dialog::StillThere { seconds, then, number: letter_and_digits(visit.ticket.number) })
    }

    fn day_part(&self) -> DayPart {
        match self.now.wall.local(self.timezone).hour() {
            4..17 => DayPart::Day,
            _ => DayPart::Evening,
        }
    }

    fn opening(&self, moment: Timestamp) -> Opening {
        let (then, today) = (moment.local(self.timezone), self.now.wall.local(self.timezone));
        let days = then.date_naive().signed_duration_since(today.date_naive()).num_days();
        Opening {
            days_ahead: u32::try_from(days).unwrap_or(0),
            day: day_view(then.date_naive()),
            time: self.clock_time(moment),
        }
    }

    /// The services of the group with this Italian name.
    fn group(&self, name: &str) -> impl Iterator<Item = &SiteService> {
        self.services().filter(move |service| group_name(service) == Some(name))
    }

    /// The first cards: every service, or with many of them the groups and what stands in none.
    fn cards(&self) -> Vec<Card> {
        if self.services().count() <= MANY {
            return self.services().map(|service| self.service_card(service)).collect();
        }
        let mut cards: Vec<Card> = Vec::new();
        for service in self.services() {
            match group_name(service) {
                None => cards.push(self.service_card(service)),
                Some(name) => {
                    let target = CardTarget::Group(name.to_owned());
                    if !cards.iter().any(|card| card.target == target) {
                        cards.push(self.group_card(name, target));
                    }
                }
            }
        }
        cards
    }

    fn group_card(&self, name: &str, target: CardTarget) -> Card {
        let services: Vec<&SiteService> = self.group(name).collect();
        // A group of one is a detour.
        if let [only] = services[..] {
            return self.service_card(only);
        }
        let names: Vec<&str> = services.iter().map(|service| service.names.get(self.language)).collect();
        let (contents, more) = contents(&names);
        Card {
            target,
            letters: services.iter().map(|service| service.letter).collect(),
            title: services.first().and_then(|s| s.group.as_ref()).map(|g| self.text(g)).unwrap_or_default(),
            contents,
            more,
            people: 0,
            expected: None,
        }
    }

    fn service_card(&self, service: &SiteService) -> Card {
        let waiting = self.waiting(service);
        Card {
            target: CardTarget::Service(service.key.clone()),
            letters: vec![service.letter],
            title: self.text(&service.names),
            contents: String::new(),
            more: false,
            people: waiting.people,
            expected: waiting.expected,
        }
    }

    fn waiting(&self, service: &SiteService) -> super::Waiting {
        self.standing.services.get(&service.key).copied().unwrap_or_default()
    }

    fn question(&self, visit: &Visit, at: usize, draft: &Draft) -> Screen {
        let Some(question) = visit.questions().nth(at) else {
            return Screen::Moment(Moment::Number);
        };
        let (letter, digits) = letter_and_digits(visit.ticket.number);
        let label =
            |place: usize| question.options.get(place).map(|o| self.text(&o.names)).unwrap_or_default();
        let options = |chosen: &dyn Fn(usize) -> bool| {
            (0..question.options.len()).map(|place| (label(place), chosen(place))).collect()
        };
        let answering = match draft {
            Draft::One(chosen) => {
                Answering::Options { options: options(&|place| *chosen == Some(place)), several: false }
            }
            Draft::Several(chosen) => Answering::Options {
                options: options(&|place| chosen.get(place).copied().unwrap_or(false)),
                several: true,
            },
            Draft::YesNo(answer) => Answering::YesNo(*answer),
            Draft::Digits { typed, .. } => Answering::Digits(typed.clone()),
            Draft::Town { typed, .. } => Answering::Town {
                typed: typed.clone(),
                proposals: draft.proposals().into_iter().map(crate::places::Place::label).collect(),
            },
        };
        Screen::Question(QuestionView {
            letter,
            digits,
            step: u32::try_from(at + 1).unwrap_or(1),
            count: u32::try_from(visit.questions().count()).unwrap_or(1),
            question: self.text(&question.question),
            why: question.why.as_ref().map(|why| self.text(why)).unwrap_or_default(),
            answering,
            can_go_on: draft.can_go_on(question),
        })
    }

    fn ticket(&self, visit: &Visit, paper: PaperWord, count: Count) -> TicketView {
        let (letter, digits) = letter_and_digits(visit.ticket.number);
        let at = visit.ticket.at.local(self.timezone);
        TicketView {
            letter,
            digits,
            service: self.text(&visit.service.names),
            weekday: at.weekday().num_days_from_monday(),
            day: at.day(),
            month: at.month0(),
            time: self.clock_time(visit.ticket.at),
            people_before: visit.ticket.people_before,
            expected: visit.ticket.expected,
            documents: visit.service.documents.iter().map(|document| self.text(document)).collect(),
            paper,
            seconds: match count {
                Count::Runs(since, length) => Some(seconds(length - self.now.since(&since))),
                Count::NotYet | Count::Stopped => None,
            },
        }
    }
}

/// The first of `names`, as many as a card has room for, and whether there are more.
fn contents(names: &[&str]) -> (String, bool) {
    const BETWEEN: &str = " · ";
    let mut contents = String::new();
    for (place, name) in names.iter().enumerate() {
        if place > 0 {
            if contents.chars().count() + BETWEEN.len() + name.chars().count() > CONTENTS {
                return (contents, true);
            }
            contents.push_str(BETWEEN);
        }
        contents.push_str(name);
    }
    (contents, false)
}

fn group_name(service: &SiteService) -> Option<&str> {
    service.group.as_ref().map(|group| group.get(Language::It))
}

/// `A042` in the two parts that a screen sets apart.
fn letter_and_digits(number: TicketNumber) -> (String, String) {
    (number.letter.to_string(), format!("{:03}", number.count))
}

/// The seconds to show: the last one shown is 1.
fn seconds(left: TimeDelta) -> u32 {
    u32::try_from((left.num_milliseconds() + 999) / 1000).unwrap_or(0)
}

fn name_of(language: Language) -> &'static str {
    match language {
        Language::It => "Italiano",
        Language::En => "English",
        Language::Fr => "Français",
        Language::Es => "Español",
        Language::Ro => "Română",
        Language::Sq => "Shqip",
        Language::Uk => "Українська",
        Language::Ar => "العربية",
        Language::Zh => "中文",
    }
}

fn day_view(date: NaiveDate) -> DayView {
    DayView { weekday: date.weekday().num_days_from_monday(), day: date.day(), month: date.month0() }
}
