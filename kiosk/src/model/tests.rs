//! The way of a citizen, without a window.

mod asking;
mod giving_back;
mod help;
mod holder;
mod hub;
mod kinds;
mod printing;
mod random;
mod returning;
mod sessions;
mod shelf;
mod speaking;
mod time;
mod upkeep;
mod welcome;

use super::draft::Draft;
use super::scene::Note;
use super::*;
use chrono::TimeDelta;
use serde_json::json;
use turno_devices::paper::{TicketPaper, Turn};
use turno_domain::ids::TicketId;
use turno_domain::intake::Answer;
use turno_domain::text::Texts;
use turno_domain::ticket::{CallManner, PaperState, TicketNumber};
use turno_domain::time::Timestamp;
use uuid::Uuid;

/// Saturday 21 November 2026, 9:42 in Rome.
const MORNING: i64 = 1_795_250_520_000;

/// The day of the tests.
const SATURDAY: DayView = DayView { weekday: 5, day: 21, month: 10 };

/// A kiosk on the desk of a test: what it wished for is kept, time is moved by hand.
struct Kiosk {
    model: Model,
    now: ClockReading,
    wishes: Vec<Effect>,
    numbers: u32,
}

impl Kiosk {
    fn unheard() -> Self {
        let now = ClockReading {
            wall: Timestamp::from_millis(MORNING),
            boot: Uuid::nil(),
            monotonic_ms: 1_000,
            trusted: true,
        };
        Self { model: Model::new(now), now, wishes: Vec::new(), numbers: 41 }
    }

    fn open() -> Self {
        Self::with_site(pac())
    }

    fn with_site(site: serde_json::Value) -> Self {
        let mut kiosk = Self::unheard();
        kiosk.news(HubNews::Site(Arc::new(serde_json::from_value(site).unwrap())));
        kiosk.news(HubNews::Queue(standing()));
        kiosk
    }

    fn hear(&mut self, input: Input) -> Vec<Effect> {
        let effects = self.model.hear(self.now, input);
        self.wishes.extend(effects.clone());
        effects
    }

    /// A touch of somebody who has seen what is there.
    fn touch(&mut self, touch: Touch) -> Vec<Effect> {
        self.pass(times::SETTLING);
        self.tap(touch)
    }

    /// A touch at once.
    fn tap(&mut self, touch: Touch) -> Vec<Effect> {
        self.hear(Input::Touch(self.model.aim(self.now), touch))
    }

    fn pass(&mut self, time: TimeDelta) {
        self.now.wall = self.now.wall.plus(time);
        self.now.monotonic_ms += u64::try_from(time.num_milliseconds()).unwrap();
    }

    fn news(&mut self, news: HubNews) -> Vec<Effect> {
        self.hear(Input::Hub(news))
    }

    /// Time passes, a tick a second, as the program makes them.
    fn wait(&mut self, seconds: i64) -> Vec<Effect> {
        let mut effects = Vec::new();
        for _ in 0..seconds {
            self.pass(TimeDelta::seconds(1));
            effects.extend(self.hear(Input::Tick));
        }
        effects
    }

    fn ask(&mut self, service: &str) -> Attempt {
        match self.touch(Touch::Service(service.parse().unwrap())).as_slice() {
            [Effect::Issue { attempt, service: asked, .. }] if asked.as_str() == service => *attempt,
            other => panic!("no number was asked for: {other:?}"),
        }
    }

    /// The same where the light of a button speaks, too.
    fn ask_first(&mut self, service: &str) -> Attempt {
        match self.touch(Touch::Service(service.parse().unwrap())).first() {
            Some(Effect::Issue { attempt, .. }) => *attempt,
            other => panic!("no number was asked for: {other:?}"),
        }
    }

    fn give(&mut self, attempt: Attempt, letter: char) -> (TicketId, Vec<Effect>) {
        let issued = self.next_number(letter);
        (issued.id, self.news(HubNews::Issued(attempt, issued)))
    }

    /// The same for a form that was shown, whose practice is of this service.
    fn give_for_form(&mut self, attempt: Attempt, letter: char, service: &str) -> (TicketId, Vec<Effect>) {
        let issued = self.next_number(letter);
        (issued.id, self.news(HubNews::Returned(attempt, issued, service.parse().unwrap())))
    }

    fn next_number(&mut self, letter: char) -> Issued {
        self.numbers += 1;
        Issued {
            id: TicketId::from_parts(1, [self.numbers.to_be_bytes()[3]; 10]),
            number: TicketNumber::new(letter, self.numbers),
            at: self.now.wall,
            people_before: 3,
            expected: Some(Band { low: 15, high: 25 }),
            page: None,
        }
    }

    /// At the first question of the service with questions.
    fn questioned() -> (Self, TicketId) {
        let mut kiosk = Self::open();
        let attempt = kiosk.ask("spid");
        let (ticket, effects) = kiosk.give(attempt, 'A');
        assert!(effects.is_empty(), "the paper waits for the questions: {effects:?}");
        (kiosk, ticket)
    }

    /// At the ticket, on its way to the printer.
    fn printing() -> (Self, TicketId) {
        let mut kiosk = Self::open();
        let attempt = kiosk.ask("forms");
        let (ticket, _) = kiosk.give(attempt, 'C');
        (kiosk, ticket)
    }

    fn screen(&self) -> Screen {
        self.model.view().screen
    }

    fn question(&self) -> QuestionView {
        match self.screen() {
            Screen::Question(question) => question,
            other => panic!("no question: {other:?}"),
        }
    }

    fn ticket(&self) -> TicketView {
        match self.screen() {
            Screen::Ticket(ticket) => ticket,
            other => panic!("no ticket: {other:?}"),
        }
    }

    fn cards(&self) -> Vec<Card> {
        match self.screen() {
            Screen::Welcome { cards, .. } => cards,
            other => panic!("no welcome: {other:?}"),
        }
    }

    fn is_fresh(&self) -> bool {
        let at_welcome = match self.model.scene {
            Scene::Welcome { group: None, note } => !note.is_some_and(|(note, _)| note != Note::Thanks),
            _ => false,
        };
        self.model.language == Language::It && at_welcome
    }

    fn printed(&self) -> usize {
        self.wishes.iter().filter(|wish| matches!(wish, Effect::Print(..))).count()
    }
}

fn answers(effects: &[Effect]) -> serde_json::Value {
    effects
        .iter()
        .find_map(|effect| match effect {
            Effect::SendIntake(_, answers) => Some(serde_json::to_value(answers).unwrap()),
            _ => None,
        })
        .unwrap_or(json!(null))
}

fn paper(effects: &[Effect]) -> TicketPaper {
    match effects.last() {
        Some(Effect::Print(_, paper)) => (**paper).clone(),
        other => panic!("nothing is printed: {other:?}"),
    }
}

fn service(key: &str, letter: char, name: &str, intake: serde_json::Value) -> serde_json::Value {
    json!({
        "key": key, "letter": letter, "names": {"it": name, "en": format!("{name} (en)")}, "group": null,
        "target_wait_minutes": null, "documents": [{"it": "documento d’identità", "en": "identity card"}],
        "discreet": false, "qualification": null, "intake": intake,
    })
}

fn site(services: Vec<serde_json::Value>) -> serde_json::Value {
    json!({
        "name": {"it": "Sportello PAC", "en": "PAC desk"}, "timezone": "Europe/Rome", "languages": ["it", "en"],
        "no_show_after_minutes": 3, "maximum_wait_minutes": 60, "services": services, "counters": [],
        "kiosk": {"default_service": null, "display_mm": null},
        "printer": {"url": null, "width_mm": null, "code_page": null}, "public_url": null,
    })
}

fn questions() -> serde_json::Value {
    json!([
        {"key": "first", "kind": "yes-no", "question": {"it": "È la prima volta?"}, "why": {"it": "Così prepariamo i moduli."}, "options": []},
        {"key": "mood", "kind": "horoscope", "question": {"it": "?"}, "why": null, "options": []},
        {"key": "town", "kind": "municipality", "question": {"it": "In quale comune abita?"}, "why": null, "options": []},
    ])
}

fn pac() -> serde_json::Value {
    site(vec![
        service("spid", 'A', "SPID", questions()),
        service(
            "doctor",
            'B',
            "Medico",
            json!([
                {"key": "who", "kind": "choice", "question": {"it": "Per chi?"}, "why": null, "options": [
                    {"key": "me", "names": {"it": "Per me"}}, {"key": "child", "names": {"it": "Per un figlio"}}]},
                {"key": "what", "kind": "choices", "question": {"it": "Che cosa?"}, "why": null, "options": [
                    {"key": "card", "names": {"it": "Tessera"}}, {"key": "exemption", "names": {"it": "Esenzione"}}]},
                {"key": "people", "kind": "number", "question": {"it": "Quanti siete?"}, "why": null, "options": []},
                {"key": "phone", "kind": "phone", "question": {"it": "Il suo telefono?"}, "why": null, "options": []},
            ]),
        ),
        service("forms", 'C', "Moduli", json!([])),
    ])
}

fn standing() -> Standing {
    let waiting = |people, expected| Waiting { people, expected };
    Standing {
        services: [
            ("spid".parse().unwrap(), waiting(3, Some(Band { low: 15, high: 25 }))),
            ("doctor".parse().unwrap(), waiting(1, None)),
        ]
        .into(),
        tickets_open: true,
        ..Standing::default()
    }
}
