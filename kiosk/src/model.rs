//! What happens at the kiosk: a pure state machine from [`Input`]s to [`Effect`]s, and a [`View`] of where it stands.
//!
//! It knows no window, socket, printer or clock: time comes with each input. The number is given at the touch of the
//! service; questions come after it, and whatever becomes of them the ticket is printed, once. What a citizen answered
//! leaves this memory with the visit.

mod draft;
mod effect;
mod face;
mod input;
mod scene;
mod showing;
pub mod times;
mod view;

#[cfg(test)]
mod tests;

pub use effect::Effect;
pub use input::{Aim, Attempt, Band, HubNews, Input, Issued, Paper, Refusal, Standing, Touch, Waiting};
pub use scene::PaperWord;
pub use view::{
    Answering, Card, CardTarget, DayPart, DayView, Dialog, LanguageChoice, Moment, Opening, QuestionView,
    Screen, Then, TicketView, View,
};

use crate::places::{self, Place};
use chrono::TimeDelta;
use chrono_tz::Tz;
use draft::{After, Draft};
use face::Face;
use scene::{Count, Scene, Visit};
use std::sync::Arc;
use turno_devices::paper::{ExpectedWait, TicketNumber as PaperNumber, TicketPaper, Turn};
use turno_domain::keys::ServiceKey;
use turno_domain::text::Language;
use turno_domain::ticket::PaperState;
use turno_domain::time::ClockReading;
use turno_protocol::site::{SiteService, SiteView};

/// The languages in which this program has words.
pub const SPOKEN: [Language; 2] = [Language::It, Language::En];

/// The kiosk at one moment.
#[derive(Debug)]
pub struct Model {
    site: Option<Arc<SiteView>>,
    timezone: Tz,
    standing: Standing,
    link: Link,
    language: Language,
    scene: Scene,
    /// Where the kiosk stands, as far as the site's name tells.
    home: Option<&'static Place>,
    /// Whether there is a printer, as far as is known.
    prints: bool,
    now: ClockReading,
    touched: ClockReading,
    attempts: u64,
    /// What lies under a finger, how many faces came before it, and since when it is there.
    face: Face,
    faces: u64,
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
            timezone: chrono_tz::Europe::Rome,
            standing: Standing::default(),
            link: Link::Unheard,
            language: Language::It,
            scene: Scene::welcome(),
            home: None,
            prints: true,
            now,
            touched: now,
            attempts: 0,
            face: Face::Nothing,
            faces: 0,
            face_since: now,
        }
    }

    /// Hears something at the moment `now`, and says what is to be done about it.
    #[must_use]
    pub fn hear(&mut self, now: ClockReading, input: Input) -> Vec<Effect> {
        self.now = now;
        let effects = self.hear_now(input);
        self.look_at_face();
        effects
    }

    /// What a finger that comes down at the moment `now` comes down on.
    pub fn aim(&self, now: ClockReading) -> Aim {
        Aim { face: self.faces, at: now }
    }

    fn hear_now(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Touch(aim, touch) => {
                // Somebody is there, whatever the finger meant.
                self.touched = self.now;
                if self.is_meant(aim) { self.touch(touch) } else { Vec::new() }
            }
            Input::Hub(news) => self.hub(news),
            Input::Paper(ticket, paper) => {
                self.paper(ticket, paper);
                Vec::new()
            }
            Input::Printer(exists) => {
                self.prints = exists;
                Vec::new()
            }
            Input::Scan(_) | Input::BigButton | Input::Shelf(_) => Vec::new(),
            Input::Tick => self.tick(),
        }
    }

    fn touch(&mut self, touch: Touch) -> Vec<Effect> {
        if let Touch::Language(language) = touch {
            if self.languages().contains(&language) {
                self.language = language;
            }
            return Vec::new();
        }
        match (std::mem::replace(&mut self.scene, Scene::welcome()), touch) {
            (Scene::Welcome { .. }, Touch::Service(key)) => self.ask_for_number(&key),
            (Scene::Welcome { .. }, Touch::Group(group)) => {
                self.scene = Scene::Welcome { group: Some(group), given_back: None };
                Vec::new()
            }
            (Scene::Welcome { .. }, Touch::Back) => Vec::new(),
            (Scene::Question { visit, at, draft, giving_back }, touch) => {
                self.touch_question(visit, at, draft, giving_back, touch)
            }
            (Scene::Ticket { .. }, Touch::Done)
            | (Scene::Sorry { .. } | Scene::Unsure { .. }, Touch::Understood | Touch::Back) => {
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

    fn ask_for_number(&mut self, key: &ServiceKey) -> Vec<Effect> {
        let service = self.services().find(|service| &service.key == key).cloned();
        let (Some(service), Link::Here, true) = (service, self.link, self.standing.tickets_open) else {
            return Vec::new();
        };
        self.attempts += 1;
        let attempt = Attempt(self.attempts);
        let effect = Effect::Issue { attempt, service: service.key.clone(), language: self.language };
        self.scene = Scene::Asking { attempt, service: Box::new(service), since: self.now };
        vec![effect]
    }

    fn touch_question(
        &mut self,
        visit: Box<Visit>,
        at: usize,
        mut draft: Draft,
        giving_back: bool,
        touch: Touch,
    ) -> Vec<Effect> {
        let mut stay = |draft, giving_back, visit| {
            self.scene = Scene::Question { visit, at, draft, giving_back };
            Vec::new()
        };
        match touch {
            Touch::GiveBack if giving_back => {
                let ticket = visit.ticket.id;
                self.scene = Scene::GivingBack { visit, since: self.now };
                vec![Effect::GiveBack(ticket)]
            }
            Touch::KeepNumber => stay(draft, false, visit),
            // Under the question whether the number is given back nothing else can be touched.
            _ if giving_back => stay(draft, true, visit),
            Touch::GiveUp => stay(draft, true, visit),
            Touch::Back if at > 0 => self.ask(visit, at - 1),
            Touch::Skip => {
                let mut visit = visit;
                let key = visit.questions().nth(at).map(|question| question.key.clone());
                if let Some(key) = key {
                    visit.answers.remove(&key);
                }
                self.ask(visit, at + 1)
            }
            Touch::GoOn => self.answered(visit, at, draft),
            Touch::Option(place) => match draft.choose(place) {
                After::Answered => self.answered(visit, at, draft),
                After::More => stay(draft, false, visit),
            },
            Touch::Key(key) => {
                draft.key(&key);
                stay(draft, false, visit)
            }
            Touch::Erase => {
                draft.erase();
                stay(draft, false, visit)
            }
            _ => stay(draft, false, visit),
        }
    }

    /// Keeps the answer of the question `at` and goes on; without an answer it stays.
    fn answered(&mut self, mut visit: Box<Visit>, at: usize, draft: Draft) -> Vec<Effect> {
        let found = visit
            .questions()
            .nth(at)
            .and_then(|question| Some((question.key.clone(), draft.answer(question)?)));
        match found {
            Some((key, answer)) => {
                visit.answers.insert(key, answer);
                self.ask(visit, at + 1)
            }
            None => {
                self.scene = Scene::Question { visit, at, draft, giving_back: false };
                Vec::new()
            }
        }
    }

    /// Asks the question at this place; after the last, prints.
    fn ask(&mut self, visit: Box<Visit>, at: usize) -> Vec<Effect> {
        let draft = visit
            .questions()
            .nth(at)
            .and_then(|question| Draft::new(question, visit.answers.get(&question.key), self.home));
        match draft {
            Some(draft) => {
                self.scene = Scene::Question { visit, at, draft, giving_back: false };
                Vec::new()
            }
            None => self.conclude(visit),
        }
    }

    /// The questions are over, answered or not: the answers leave, and the ticket is printed. The one way to the paper.
    fn conclude(&mut self, mut visit: Box<Visit>) -> Vec<Effect> {
        let ticket = visit.ticket.id;
        let answers = std::mem::take(&mut visit.answers);
        let mut effects = Vec::new();
        if !answers.is_empty() {
            effects.push(Effect::SendIntake(ticket, answers));
        }
        effects.push(Effect::Print(ticket, Box::new(self.ticket_paper(&visit))));
        self.touched = self.now;
        self.scene = Scene::Ticket {
            visit,
            paper: Paper::State(PaperState::Queued),
            printing: self.now,
            count: Count::NotYet,
        };
        effects
    }

    fn ticket_paper(&self, visit: &Visit) -> TicketPaper {
        let (ticket, service, language) = (&visit.ticket, &visit.service, self.language);
        // "Sportello PAC · Comune di Rovellasca": the desk large, the body that runs it below.
        let name = self.site.as_ref().map(|site| site.name.get(language)).unwrap_or_default();
        let (site, body) = name.split_once(" · ").map_or((name, None), |(site, body)| (site, Some(body)));
        TicketPaper {
            site: site.to_owned(),
            body: body.map(str::to_owned),
            service: (!service.discreet).then(|| service.names.get(language).to_owned()),
            number: PaperNumber { letter: ticket.number.letter, number: ticket.number.count },
            issued: ticket.at.local(self.timezone).naive_local(),
            turn: match self.standing.called.get(&ticket.id) {
                Some(counter) => Turn::CalledTo(counter.get(language).to_owned()),
                None if visit.called => Turn::Called,
                None => Turn::Waits,
            },
            people_before: ticket.people_before,
            expected: ticket
                .expected
                .map(|band| ExpectedWait { low_minutes: band.low, high_minutes: band.high }),
            documents: service.documents.iter().map(|document| document.get(language).to_owned()).collect(),
            page: ticket.page.clone(),
            language: match language {
                Language::En => turno_devices::paper::Language::En,
                _ => turno_devices::paper::Language::It,
            },
            reprint: false,
        }
    }

    fn hub(&mut self, news: HubNews) -> Vec<Effect> {
        match news {
            HubNews::Site(site) => {
                self.timezone = site.timezone.parse().unwrap_or(chrono_tz::Europe::Rome);
                self.home = places::home(site.name.get(Language::It));
                self.site = Some(site);
            }
            HubNews::Queue(standing) => {
                self.standing = standing;
                self.link = Link::Here;
                if let Scene::Ticket { visit, .. } = &mut self.scene
                    && self.standing.called.contains_key(&visit.ticket.id)
                {
                    visit.called = false;
                }
                return self.conclude_if_called();
            }
            HubNews::Away => self.link = Link::Away,
            HubNews::Issued(attempt, issued) => return self.issued(attempt, issued),
            HubNews::NotIssued(attempt, refusal) => {
                if matches!(&self.scene, Scene::Asking { attempt: asked, .. } if *asked == attempt) {
                    self.scene = Scene::Sorry { why: refusal, since: self.now };
                }
            }
            HubNews::Cancelled(ticket) => {
                if let Scene::GivingBack { visit, .. } | Scene::Unsure { visit, .. } = &self.scene
                    && visit.ticket.id == ticket
                {
                    let number = visit.ticket.number;
                    self.end();
                    self.scene = Scene::Welcome { group: None, given_back: Some((number, self.now)) };
                }
            }
            HubNews::NotCancelled(ticket, called) => {
                match std::mem::replace(&mut self.scene, Scene::welcome()) {
                    // Somebody called it meanwhile: the number is alive, so its holder shall have it on paper.
                    Scene::GivingBack { mut visit, .. } | Scene::Unsure { mut visit, .. }
                        if visit.ticket.id == ticket =>
                    {
                        visit.called = called;
                        return self.conclude(visit);
                    }
                    scene => self.scene = scene,
                }
            }
        }
        Vec::new()
    }

    fn issued(&mut self, attempt: Attempt, ticket: Issued) -> Vec<Effect> {
        match std::mem::replace(&mut self.scene, Scene::welcome()) {
            Scene::Asking { attempt: asked, service, .. } if asked == attempt => {
                self.touched = self.now;
                let answers = Default::default();
                let visit = Visit { service: *service, ticket, answers, called: false };
                let mut effects = self.ask(Box::new(visit), 0);
                effects.extend(self.conclude_if_called());
                effects
            }
            // It came after the screen had sent its citizen to the desk: nobody holds it, nobody shall be called by it.
            scene => {
                self.scene = scene;
                vec![Effect::GiveBack(ticket.id)]
            }
        }
    }

    fn paper(&mut self, ticket: turno_domain::ids::TicketId, news: Paper) {
        let now = self.now;
        if let Scene::Ticket { visit, paper, printing, count } = &mut self.scene
            && visit.ticket.id == ticket
        {
            *paper = news;
            begin_count(visit, *paper, *printing, now, count);
        }
    }

    fn tick(&mut self) -> Vec<Effect> {
        let now = self.now;
        let idle = now.since(&self.touched);
        let too_long = idle >= times::IDLE + times::WARNING;
        match &mut self.scene {
            Scene::Asking { since, .. } if now.since(since) >= times::HUB_PATIENCE => {
                self.scene = Scene::Sorry { why: Refusal::Other, since: now };
            }
            // The wish to cancel it goes on being sent, but nobody can tell its holder what becomes of it.
            Scene::GivingBack { visit, since } if now.since(since) >= times::HUB_PATIENCE => {
                self.scene = Scene::Unsure { visit: visit.clone(), since: now };
            }
            Scene::Question { .. } if too_long => {
                if let Scene::Question { visit, at, draft, .. } =
                    std::mem::replace(&mut self.scene, Scene::welcome())
                {
                    return self.conclude_with_draft(visit, at, &draft);
                }
            }
            Scene::Ticket { visit, paper, printing, count } => {
                begin_count(visit, *paper, *printing, now, count);
                let over = match *count {
                    Count::NotYet => false,
                    Count::Runs(since, length) => now.since(&since) >= length,
                    Count::Stopped => too_long,
                };
                if over {
                    self.end();
                }
            }
            Scene::Sorry { since, .. } | Scene::Unsure { since, .. }
                if now.since(since) >= times::MESSAGE =>
            {
                self.end();
            }
            Scene::Welcome { group, given_back } => {
                if given_back.is_some_and(|(_, since)| now.since(&since) >= times::MESSAGE) {
                    *given_back = None;
                }
                if idle >= times::IDLE && (group.is_some() || self.language != Language::It) {
                    self.end();
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// Whoever is called while answering has no time for more questions.
    fn conclude_if_called(&mut self) -> Vec<Effect> {
        match std::mem::replace(&mut self.scene, Scene::welcome()) {
            Scene::Question { visit, at, draft, .. }
                if self.standing.called.contains_key(&visit.ticket.id) =>
            {
                self.conclude_with_draft(visit, at, &draft)
            }
            scene => {
                self.scene = scene;
                Vec::new()
            }
        }
    }

    /// The citizen answers no more in the middle of a question: what stood ticked counts, what was half typed does not.
    fn conclude_with_draft(&mut self, mut visit: Box<Visit>, at: usize, draft: &Draft) -> Vec<Effect> {
        if matches!(draft, Draft::Several(_)) {
            let found = visit
                .questions()
                .nth(at)
                .and_then(|question| Some((question.key.clone(), draft.answer(question)?)));
            if let Some((key, answer)) = found {
                visit.answers.insert(key, answer);
            }
        }
        self.conclude(visit)
    }

    /// Back to the welcome, in Italian, with nothing of the last citizen.
    fn end(&mut self) {
        self.scene = Scene::welcome();
        self.language = Language::It;
    }

    fn services(&self) -> impl Iterator<Item = &SiteService> {
        self.site.iter().flat_map(|site| &site.services)
    }

    /// The languages offered: those of the site in which this program has words.
    fn languages(&self) -> Vec<Language> {
        let offered = self.site.as_ref().map_or(&[Language::It][..], |site| &site.languages);
        SPOKEN.into_iter().filter(|language| offered.contains(language)).collect()
    }

    /// How long the question "are you still there?" goes on standing, where it stands.
    fn warning_left(&self) -> Option<TimeDelta> {
        let idle = self.now.since(&self.touched);
        let asks = match &self.scene {
            Scene::Question { .. } => true,
            Scene::Ticket { count, .. } => *count == Count::Stopped,
            _ => false,
        };
        (asks && idle >= times::IDLE).then(|| times::IDLE + times::WARNING - idle)
    }
}

/// Begins the ticket's count-down once it is known what became of the paper.
fn begin_count(visit: &Visit, paper: Paper, printing: ClockReading, now: ClockReading, count: &mut Count) {
    let length = match PaperWord::of(paper, now.since(&printing)) {
        PaperWord::Printing => return,
        PaperWord::Printed if visit.service.documents.is_empty() => times::TICKET,
        PaperWord::Printed => times::TICKET_WITH_DOCUMENTS,
        PaperWord::NotOut | PaperWord::NoPrinter => times::TICKET_WITHOUT_PAPER,
    };
    if *count == Count::NotYet {
        *count = Count::Runs(now, length);
    }
}
