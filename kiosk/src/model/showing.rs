//! From where the model stands to what a screen shows.

use super::draft::Draft;
use super::input::Refusal;
use super::scene::{Count, PaperWord, Scene, Visit};
use super::view::{
    Answering, Card, CardTarget, DayPart, DayView, Dialog, LanguageChoice, Moment, Opening, QuestionView,
    Screen, Then, TicketView, View,
};
use super::{Link, Model};
use chrono::{Datelike, NaiveDate, TimeDelta, Timelike};
use turno_domain::text::{Language, Texts};
use turno_domain::ticket::TicketNumber;
use turno_domain::time::Timestamp;
use turno_protocol::site::SiteService;

/// With more services than this, those that have a group stand behind it.
const MANY: usize = 6;
/// So many characters of a group's services a card has room for; the first is named in any case.
const CONTENTS: usize = 72;

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
                Scene::Question { at: 1.., .. } | Scene::Welcome { group: Some(_), .. }
            ),
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
            (Scene::Unsure { visit, .. }, _) => {
                let (letter, digits) = letter_and_digits(visit.ticket.number);
                Screen::Unsure(letter, digits)
            }
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
            called: visit.called || self.standing.called.contains_key(&visit.ticket.id),
            called_to: self
                .standing
                .called
                .get(&visit.ticket.id)
                .map(|counter| self.text(counter))
                .unwrap_or_default(),
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
