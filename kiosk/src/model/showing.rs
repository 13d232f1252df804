//! From where the model stands to what a screen shows.

use super::at_printer::PaperWord;
use super::draft::Draft;
use super::holder::Holder;
use super::input::Refusal;
use super::over::Over;
use super::scene::{Count, Note, Scene, Visit};
use super::sessions::Doubt;
use super::view::Sorry;
use super::view::{
    DayPart, DayView, Dialog, LanguageChoice, Moment, Opening, QuestionView, Screen, Then, TicketView, View,
};
use super::{Link, Model};
use chrono::{Datelike, NaiveDate, TimeDelta, Timelike};
use turno_domain::text::{Language, Texts};
use turno_domain::ticket::TicketNumber;
use turno_domain::time::Timestamp;

impl Model {
    /// Where the kiosk stands.
    pub fn view(&self) -> View {
        let screen = self.screen();
        let idle = matches!(screen, Screen::Welcome { .. } | Screen::Closed(_));
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
            can_go_back: self.can_leave_ticket()
                || matches!(
                    &self.scene,
                    Scene::Question { .. }
                        | Scene::Check(_)
                        | Scene::Welcome { group: Some(_), .. }
                        | Scene::Holder(Holder::Typing { .. } | Holder::Looking { .. } | Holder::Found(..))
                        | Scene::Upkeep(_)
                ),
            can_restart: matches!(
                &self.scene,
                Scene::Question { .. }
                    | Scene::Check(_)
                    | Scene::Ticket { .. }
                    | Scene::Welcome { group: Some(_), .. }
                    | Scene::Holder(_)
            ),
            modes: self.modes,
            scanner: self.site.as_ref().is_some_and(|site| site.kiosk.scanner.is_some()),
        }
    }

    pub(super) fn text(&self, texts: &Texts) -> String {
        texts.get(self.language).to_owned()
    }

    fn clock_time(&self, moment: Timestamp) -> String {
        moment.local(self.timezone).format("%-H:%M").to_string()
    }

    fn screen(&self) -> Screen {
        match (&self.scene, self.link) {
            (Scene::Welcome { .. } | Scene::Sorry { .. }, Link::Away) => Screen::Away,
            (Scene::Welcome { .. }, Link::Unheard) => Screen::Moment(Moment::Starting),
            (Scene::Welcome { group, note }, Link::Here) => {
                let note = note.map(|(note, _)| note);
                if !self.standing.tickets_open || self.services().next().is_none() {
                    return Screen::Closed(self.closed());
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
                    given_back: match note {
                        Some(Note::GivenBack(number)) => Some(letter_and_digits(number)),
                        _ => None,
                    },
                    thanks: note == Some(Note::Thanks),
                    // A time that has passed is no promise any more.
                    pause: self.standing.back_at.map(|back| {
                        let back = back.filter(|back| *back > self.now.wall);
                        back.map(|back| self.clock_time(back)).unwrap_or_default()
                    }),
                }
            }
            (Scene::Asking { .. } | Scene::Returning { .. }, _) => Screen::Moment(Moment::Number),
            (Scene::GivingBack { .. }, _) => Screen::Moment(Moment::GivingBack),
            (Scene::Sorry { why: Refusal::Closed(next), .. }, _) => {
                Screen::Sorry { why: Sorry::Closed, opening: next.map(|moment| self.opening(moment)) }
            }
            (Scene::Sorry { why: Refusal::FormUnknown, .. }, _) => {
                Screen::Sorry { why: Sorry::FormUnknown, opening: None }
            }
            (Scene::Sorry { why: Refusal::Other, .. }, _) => {
                Screen::Sorry { why: Sorry::Other, opening: None }
            }
            (Scene::Unsure { visit, .. }, _) => {
                let (letter, digits) = letter_and_digits(visit.ticket.number);
                Screen::Unsure(letter, digits)
            }
            (Scene::Question { visit, at, draft }, _) => self.question(visit, *at, draft),
            (Scene::Check(visit), _) => Screen::Check(self.check_view(visit)),
            (Scene::Holder(holder), _) => Screen::Holder(self.holder(holder)),
            (Scene::Upkeep(page), _) => Screen::Upkeep(self.upkeep_view(page)),
            (Scene::Ticket { visit, paper, printing, count }, _) => {
                let word = self.printer.word(visit.ticket.id, *paper, self.now.since(printing));
                Screen::Ticket(self.ticket(visit, word, *count))
            }
        }
    }

    fn dialog(&self) -> Option<Dialog> {
        if let Some(left) = self.warning_left() {
            return self.still_there(seconds(left));
        }
        if let Some(word) = self.help_shown().filter(|_| !self.asks_languages()) {
            return Some(Dialog::Help(word.clone()));
        }
        Some(match (self.over.as_ref()?, &self.scene) {
            (Over::Languages(_), _) => Dialog::Languages,
            (Over::Access, _) => Dialog::Access,
            (Over::Doubt(_, Doubt::Late(closes)), _) => Dialog::Late(self.clock_time(*closes)),
            (Over::Doubt(_, Doubt::Nobody(when)), _) => {
                let when = when.as_ref().map(|when| self.text(when)).unwrap_or_default();
                Dialog::Nobody { when, talk: self.somebody_to_talk_to().is_some() }
            }
            (Over::Manner, Scene::Ticket { visit, .. }) => {
                Dialog::Manner { chosen: visit.manner, phone: visit.ticket.page.is_some() }
            }
            (Over::GiveBack, _) => {
                let (letter, digits) = self.number_in_hand()?;
                Dialog::GiveBack(letter, digits)
            }
            (Over::Manner, _) => return None,
        })
    }

    fn still_there(&self, seconds: u32) -> Option<Dialog> {
        let then = match &self.scene {
            Scene::Question { .. } | Scene::Check(_) if self.prints => Then::Prints,
            Scene::Question { .. } | Scene::Check(_) => Then::GoesOn,
            _ => Then::Ends,
        };
        Some(Dialog::StillThere { seconds, then, number: self.number_in_hand() })
    }

    /// The number of whoever stands here: letter and digits.
    fn number_in_hand(&self) -> Option<(String, String)> {
        match &self.scene {
            Scene::Question { visit, .. } | Scene::Check(visit) | Scene::Ticket { visit, .. } => {
                Some(letter_and_digits(visit.ticket.number))
            }
            Scene::Holder(holder) => Some(self.number_of(holder.ticket()?)),
            _ => None,
        }
    }

    fn day_part(&self) -> DayPart {
        match self.now.wall.local(self.timezone).hour() {
            4..17 => DayPart::Day,
            _ => DayPart::Evening,
        }
    }

    pub(super) fn opening(&self, moment: Timestamp) -> Opening {
        let (then, today) = (moment.local(self.timezone), self.now.wall.local(self.timezone));
        let days = then.date_naive().signed_duration_since(today.date_naive()).num_days();
        Opening {
            days_ahead: u32::try_from(days).unwrap_or(0),
            day: day_view(then.date_naive()),
            time: self.clock_time(moment),
        }
    }

    fn question(&self, visit: &Visit, at: usize, draft: &Draft) -> Screen {
        let Some(question) = visit.questions().nth(at) else {
            return Screen::Moment(Moment::Number);
        };
        let (letter, digits) = letter_and_digits(visit.ticket.number);
        let label =
            |place: usize| question.options.get(place).map(|o| self.text(&o.names)).unwrap_or_default();
        Screen::Question(QuestionView {
            letter,
            digits,
            step: u32::try_from(at + 1).unwrap_or(1),
            count: u32::try_from(visit.questions().count()).unwrap_or(1),
            question: self.text(&question.question),
            why: question.why.as_ref().map(|why| self.text(why)).unwrap_or_default(),
            answering: draft.answering(question, label),
            can_go_on: draft.can_go_on(question),
        })
    }

    fn ticket(&self, visit: &Visit, paper: PaperWord, count: Count) -> TicketView {
        let (letter, digits) = letter_and_digits(visit.ticket.number);
        let at = visit.ticket.at.local(self.timezone);
        TicketView {
            letter,
            digits,
            service: if visit.service.discreet { String::new() } else { self.text(&visit.service.names) },
            weekday: at.weekday().num_days_from_monday(),
            day: at.day(),
            month: at.month0(),
            time: self.clock_time(visit.ticket.at),
            people_before: visit.ticket.people_before,
            expected: visit.ticket.expected,
            called: self.is_called(visit),
            called_to: self
                .standing
                .called
                .get(&visit.ticket.id)
                .map(|counter| self.text(counter))
                .unwrap_or_default(),
            documents: visit.documents().map(|document| self.text(document)).collect(),
            wait_at: self
                .site
                .as_ref()
                .and_then(|site| site.kiosk.wait_at.as_ref())
                .map(|place| self.text(place))
                .unwrap_or_default(),
            paper,
            drawn: paper.is_without_paper().then(|| Box::new(self.ticket_paper(visit))),
            can_reprint: matches!(paper, PaperWord::Printed | PaperWord::NotOut | PaperWord::Unsure)
                && self.printed.may_reprint(visit.ticket.id),
            manner: visit.manner,
            page: visit.ticket.page.clone(),
            seconds: match count {
                Count::Runs(since, length) => {
                    Some(seconds(length * self.patience(1) - self.now.since(&since)))
                }
                Count::NotYet | Count::Stopped | Count::Remembers => None,
            },
        }
    }
}

/// `A042` in the two parts that a screen sets apart.
pub(super) fn letter_and_digits(number: TicketNumber) -> (String, String) {
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
