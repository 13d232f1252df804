//! A kiosk on a test's stand: the real screens in memory, a clock that stands still, and a hub and a printer played by hand.

#![allow(clippy::unwrap_used, dead_code)]

pub mod access;

use chrono::TimeDelta;
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot, mock_elapsed_time};
use serde_json::{Value, json};
use slint::platform::PointerEventButton;
use slint::{ComponentHandle, PhysicalSize};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use turno_clock::{Clock, Hands};
use turno_domain::ids::TicketId;
use turno_domain::text::{Language, Texts};
use turno_domain::ticket::{TicketNumber, TicketState};
use turno_domain::time::Timestamp;
use turno_kiosk::model::{
    Attempt, Band, Effect, Held, HubNews, Input, Issued, Paper, Refusal, Standing, Waiting,
};
use turno_kiosk::screen::Screen;
use turno_ui_kit::drive::{Stage, pictures};

/// The displays that a kiosk has: a portrait one, a landscape one, a small one.
pub const SIZES: [(u32, u32); 3] = [(1080, 1920), (1280, 800), (800, 480)];

/// Saturday 21 November 2026, 9:42 in Rome.
const MORNING: i64 = 1_795_250_520_000;

pub struct Stand {
    pub screen: Screen,
    clock: Clock,
    hands: Hands,
    wishes: Rc<RefCell<Vec<Effect>>>,
    size: (u32, u32),
    faults: Vec<String>,
    tickets: u8,
    /// The address of the pages of the tickets that are given.
    pub page: Option<String>,
}

impl Stand {
    pub fn new() -> Self {
        Stage::Still.set().unwrap();
        let (clock, hands) = Clock::stepped(Timestamp::from_millis(MORNING));
        let wishes: Rc<RefCell<Vec<Effect>>> = Rc::default();
        let outlet = {
            let wishes = Rc::clone(&wishes);
            move |effect| wishes.borrow_mut().push(effect)
        };
        let screen = Screen::new(clock.clone(), outlet).unwrap();
        screen.window().show().unwrap();
        Self { screen, clock, hands, wishes, size: SIZES[0], faults: Vec::new(), tickets: 0, page: None }
    }

    pub fn size(&mut self, size: (u32, u32)) {
        self.size = size;
        self.screen.window().window().set_size(PhysicalSize::new(size.0, size.1));
        mock_elapsed_time(Duration::ZERO);
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now().wall
    }

    pub fn hear(&mut self, input: Input) {
        self.screen.hear(input);
        mock_elapsed_time(Duration::from_millis(500));
    }

    /// The hub says what the site is and how its queue stands.
    pub fn open(&mut self, site: Value, standing: Standing) {
        self.hear(Input::Hub(HubNews::Site(Arc::new(serde_json::from_value(site).unwrap()))));
        self.hear(Input::Hub(HubNews::Queue(standing)));
    }

    pub fn wait(&mut self, time: TimeDelta) {
        self.hands.step(time.to_std().unwrap());
        self.hear(Input::Tick);
    }

    /// Touches a service and plays the hub that gives the number.
    pub fn take(&mut self, service: &str, letter: char, count: u32) {
        self.touch(service);
        self.give(letter, count);
    }

    /// Plays the hub that gives the number that was asked for.
    pub fn give(&mut self, letter: char, count: u32) {
        // The voice speaks after it.
        let asked = self.wishes.borrow().iter().rev().take(3).find_map(|wish| match wish {
            Effect::Issue { attempt, .. } => Some(*attempt),
            _ => None,
        });
        let attempt = asked.expect("a number was asked for");
        self.tickets += 1;
        let issued = Issued {
            id: self.ticket(),
            number: TicketNumber::new(letter, count),
            at: self.now(),
            people_before: 3,
            expected: Some(Band { low: 15, high: 25 }),
            page: self.page.clone(),
        };
        self.hear(Input::Hub(HubNews::Issued(attempt, issued)));
    }

    fn ticket(&self) -> TicketId {
        TicketId::from_parts(1, [self.tickets; 10])
    }

    /// What the model wished for last.
    pub fn wished(&self) -> Option<Effect> {
        self.wishes.borrow().last().cloned()
    }

    /// The hub says that the number in hand was called to this counter.
    pub fn call(&mut self, counter: &str) {
        let called = [(self.ticket(), Texts::italian(counter))].into();
        self.hear(Input::Hub(HubNews::Queue(Standing { called, ..morning_queue() })));
    }

    pub fn paper(&mut self, paper: Paper) {
        assert!(
            matches!(self.wishes.borrow().last(), Some(Effect::Print(ticket, _)) if *ticket == self.ticket())
        );
        self.hear(Input::Paper(self.ticket(), paper));
    }

    /// The printer holds the paper of the ticket in hand.
    pub fn hold(&mut self) {
        self.hear(Input::Held([self.ticket()].into()));
    }

    /// The hub says who heard the call for help, or has done what a holder wished.
    pub fn tell(&mut self, news: impl Fn(Attempt, TicketId) -> HubNews) {
        let wishes = self.wishes.borrow().clone();
        let attempt = wishes.iter().rev().find_map(|wish| match wish {
            Effect::AskHelp { attempt, .. } | Effect::FindPage { attempt, .. } => Some(*attempt),
            _ => None,
        });
        let news = news(attempt.unwrap_or(Attempt(0)), self.ticket());
        self.hear(Input::Hub(news));
    }

    /// The number in hand stands in the queue in this state.
    pub fn held(&mut self, letter: char, count: u32, state: TicketState) {
        let held = Held { id: self.ticket(), number: TicketNumber::new(letter, count), state };
        self.hear(Input::Hub(HubNews::Queue(Standing { tickets: vec![held], ..morning_queue() })));
    }

    pub fn refuse(&mut self, refusal: Refusal) {
        let Some(Effect::Issue { attempt, .. } | Effect::IssueForForm { attempt, .. }) =
            self.wishes.borrow().last().cloned()
        else {
            panic!("no number was asked for");
        };
        self.hear(Input::Hub(HubNews::NotIssued(attempt, refusal)));
    }

    pub fn given_back(&mut self) {
        assert_eq!(self.wishes.borrow().last(), Some(&Effect::GiveBack(self.ticket())));
        self.hear(Input::Hub(HubNews::Cancelled(self.ticket())));
    }

    /// The hub does not cancel the number, for it was called.
    pub fn not_given_back(&mut self) {
        assert_eq!(self.wishes.borrow().last(), Some(&Effect::GiveBack(self.ticket())));
        self.hear(Input::Hub(HubNews::NotCancelled(self.ticket(), true)));
    }

    pub fn language(&self) -> Language {
        match self.wishes.borrow().iter().rev().find(|wish| matches!(wish, Effect::Issue { .. })) {
            Some(Effect::Issue { .. }) => {}
            _ => panic!("no number was asked for"),
        }
        let italian = self.labelled("Italiano");
        if italian[0].accessible_checked() == Some(true) { Language::It } else { Language::En }
    }

    fn labelled(&self, label: &str) -> Vec<ElementHandle> {
        ElementHandle::find_by_accessible_label(self.screen.window(), label).collect()
    }

    /// Something on the screen has this label.
    pub fn find(&self, label: &str) {
        assert!(
            !self.labelled(label).is_empty(),
            "nothing is called {label:?}; there are {:?}",
            self.buttons()
        );
    }

    /// Nothing on the screen has this label.
    pub fn lacks(&self, label: &str) {
        assert!(self.labelled(label).is_empty(), "there is {label:?}");
    }

    /// Whether something on the screen has this label.
    pub fn has(&self, label: &str) -> bool {
        !self.labelled(label).is_empty()
    }

    /// Touches the uppermost of several buttons with this label: that in the dialog.
    pub fn touch_last(&mut self, label: &str) {
        let button = self.labelled(label).pop().unwrap();
        self.hands.step(Duration::from_millis(500));
        button.mock_single_click(PointerEventButton::Left);
        mock_elapsed_time(Duration::from_millis(500));
    }

    /// Presses and releases the pointer on the one button with this label.
    pub fn touch(&mut self, label: &str) {
        let buttons: Vec<ElementHandle> = self
            .labelled(label)
            .into_iter()
            .filter(|element| element.accessible_role() == Some(AccessibleRole::Button))
            .collect();
        assert_eq!(buttons.len(), 1, "buttons called {label:?}; there are {:?}", self.buttons());
        // Whoever touches has seen what is there.
        self.hands.step(Duration::from_millis(500));
        buttons[0].mock_single_click(PointerEventButton::Left);
        mock_elapsed_time(Duration::from_millis(500));
    }

    fn buttons(&self) -> Vec<String> {
        self.button_places().into_iter().map(|(label, _)| label).collect()
    }

    fn button_places(&self) -> Vec<(String, [f32; 4])> {
        let mut places = Vec::new();
        self.screen.window().root_element().visit_descendants(|element| {
            if element.accessible_role() == Some(AccessibleRole::Button)
                && let Some(label) = element.accessible_label()
            {
                let (at, size) = (element.absolute_position(), element.size());
                places.push((label.to_string(), [at.x, at.y, at.x + size.width, at.y + size.height]));
            }
            ControlFlow::<()>::Continue(())
        });
        places
    }

    /// Compares the screen with its blessed picture, and sees that its buttons lie inside it and apart.
    pub fn picture(&mut self, name: &str) {
        let name = format!("{name}-{}x{}", self.size.0, self.size.1);
        let picture = self.screen.window().window().take_snapshot().unwrap();
        let golden =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(&name).with_extension("png");
        self.faults.extend(pictures::compare(&golden, &picture).err());
        self.check_places(&name);
    }

    #[allow(clippy::cast_precision_loss)]
    fn check_places(&mut self, name: &str) {
        let (width, height) = (self.size.0 as f32 + 0.5, self.size.1 as f32 + 0.5);
        let places = self.button_places();
        // Under what is asked lies the screen.
        let asked = name.starts_with("ask-") || name.starts_with("measured-ask");
        for (index, (label, [left, top, right, bottom])) in places.iter().enumerate() {
            if *left < -0.5 || *right > width || *top < -0.5 {
                self.faults.push(format!("{name}: {label:?} stands outside"));
            }
            let scrolls = name.starts_with("group")
                || name.starts_with("large")
                || name.starts_with("question-several")
                || name.starts_with("question-choice")
                || name.starts_with("check")
                || name.starts_with("welcome-arabic")
                || name.starts_with("upkeep");
            if *bottom > height && !scrolls {
                self.faults.push(format!("{name}: {label:?} is cut off below"));
            }
            for (other, [l, t, r, b]) in &places[index + 1..] {
                let across = right.min(*r) - left.max(*l);
                let down = bottom.min(*b) - top.max(*t);
                if across > 1.0 && down > 1.0 && !asked && !scrolls {
                    self.faults.push(format!("{name}: {label:?} and {other:?} overlap"));
                }
            }
        }
    }

    pub fn verdict(self) {
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
    }
}

fn service(key: &str, letter: char, names: Value, documents: Value, intake: Value) -> Value {
    json!({
        "key": key, "letter": letter, "names": names, "group": null, "target_wait_minutes": null, "documents": documents,
        "discreet": false, "qualification": null, "intake": intake,
    })
}

fn site(name: &str, services: Vec<Value>) -> Value {
    json!({
        "name": {"it": name}, "timezone": "Europe/Rome", "languages": ["it", "en"], "no_show_after_minutes": 3,
        "maximum_wait_minutes": 60, "services": services, "counters": [], "kiosk": {"default_service": null, "display_mm": null, "scanner": "serial:///dev/serial/by-id/x?baud=9600"},
        "printer": {"url": null, "width_mm": null, "code_page": null}, "public_url": null,
    })
}

/// The desk of a small municipality.
pub fn pac() -> Value {
    let option = |key: &str, name: &str| json!({"key": key, "names": {"it": name}});
    site(
        "Sportello PAC · Comune di Rovellasca",
        vec![
            service(
                "help",
                'D',
                json!({"it": "Non so, vorrei spiegarlo a voce", "en": "I don’t know, I would rather explain"}),
                json!([]),
                json!([]),
            ),
            service(
                "spid",
                'A',
                json!({"it": "SPID per i siti pubblici", "en": "SPID digital identity"}),
                json!([
                    {"it": "documento d’identità", "en": "identity card"},
                    {"it": "tessera sanitaria", "en": "health card"},
                    {"it": "il suo cellulare", "en": "your mobile phone"},
                ]),
                json!([
                    {"key": "first", "kind": "yes-no", "options": [],
                     "question": {"it": "È la prima volta che fa lo SPID?", "en": "Is this your first SPID?"},
                     "why": {"it": "Così prepariamo i moduli giusti.", "en": "So we get the right forms ready."}},
                    {"key": "town", "kind": "municipality", "options": [], "question": {"it": "In quale comune abita?"},
                     "why": {"it": "Serve per contare da dove vengono le persone."}},
                ]),
            ),
            service(
                "doctor",
                'B',
                json!({"it": "Medico, tessera sanitaria, esenzioni", "en": "Doctor, health card, exemptions"}),
                json!([]),
                json!([
                    {"key": "what", "kind": "choice", "question": {"it": "Di che cosa si tratta?"}, "why": null, "options": [
                        option("doctor", "Cambio del medico"), option("card", "Duplicato della tessera"),
                        option("exemption", "Esenzione"), option("newborn", "Iscrizione di un neonato"),
                        option("abroad", "Assistenza all’estero")]},
                    {"key": "brought", "kind": "choices", "question": {"it": "Che cosa ha con sé?"}, "why": {"it": "Così allo sportello lo sappiamo già."},
                     "options": [option("id", "Documento d’identità"), option("card", "Tessera sanitaria"), option("nothing", "Niente di questo")]},
                    {"key": "people", "kind": "number", "question": {"it": "Per quante persone?"}, "why": null, "options": []},
                ]),
            ),
            service(
                "forms",
                'C',
                json!({"it": "Compilare un modulo o una domanda", "en": "Fill in a form"}),
                json!([]),
                json!([]),
            ),
        ],
    )
}

/// A desk whose one service asks questions of every other kind.
pub fn asking() -> Value {
    let ask = |key: &str, kind: &str, text: &str, why: &str| json!({"key": key, "kind": kind, "question": {"it": text}, "why": {"it": why}, "options": []});
    let mut whom = ask("whom", "for-whom", "È per lei o per un’altra persona?", "Cambia che cosa portare.");
    whom["documents"] = json!([{"it": "delega firmata"}]);
    let text = "Il Comune di Rovellasca usa le risposte solo per preparare il colloquio di oggi. Non le vede nessun altro. "
        .repeat(12);
    let mut notice = ask("notice", "privacy-notice", &text, "");
    notice["version"] = json!("2026-1");
    notice["why"] = Value::Null;
    let questions = vec![
        whom,
        ask("people", "people", "In quanti siete?", "Così teniamo il tempo per tutti."),
        ask("phone", "phone", "A quale numero la possiamo chiamare?", "Solo se manca qualcosa."),
        ask("code", "codice-fiscale", "Qual è il suo codice fiscale?", "Così apriamo subito la sua pratica."),
        ask("name", "name", "Come si chiama?", "Così la chiamiamo per nome."),
        notice,
    ];
    let mut site = site(
        "Sportello PAC · Comune di Rovellasca",
        vec![service(
            "spid",
            'A',
            json!({"it": "SPID per i siti pubblici"}),
            json!([{"it": "documento d’identità"}]),
            json!(questions),
        )],
    );
    site["languages"] = json!(["it", "en", "fr", "es", "ro", "sq", "uk", "ar", "zh"]);
    site
}

/// The same site with the nine languages.
pub fn in_every_language(mut site: Value) -> Value {
    site["languages"] = json!(["it", "en", "fr", "ro", "ar", "es", "sq", "uk", "zh"]);
    site
}

/// The same site with the opening hours of a small desk, and where else to go.
pub fn with_hours(mut site: Value) -> Value {
    let session = |days: &[&str], opens: &str, closes: &str| json!({"days": days, "opens": opens, "closes": closes, "tickets_from": opens, "tickets_until": closes});
    site["hours"] = json!([
        session(&["mon", "tue", "wed", "thu", "fri"], "09:00", "12:30"),
        session(&["tue", "thu"], "14:00", "16:30"),
        session(&["sat"], "09:00", "12:00"),
    ]);
    site["kiosk"]["elsewhere"] =
        json!({"it": "Per le urgenze: Casa di Comunità di Lomazzo, via del Rampanone 1."});
    site
}

/// The same site with a display of this diagonal.
pub fn with_display(mut site: Value, millimetres: u32) -> Value {
    site["kiosk"]["display_mm"] = json!(millimetres);
    site
}

/// A town's desk for every procedure: twelve services, most of them in groups.
pub fn polifunzionale() -> Value {
    let services = [
        ('A', "Informazioni e orientamento", None),
        ('B', "Carta d’identità elettronica", Some("Anagrafe e documenti")),
        ('C', "Cambio di residenza", Some("Anagrafe e documenti")),
        ('D', "Certificati e autentiche", Some("Anagrafe e documenti")),
        ('E', "Nascite, matrimoni, decessi", Some("Anagrafe e documenti")),
        ('F', "Contributi e bonus", Some("Sociale e famiglia")),
        ('G', "Assistente sociale", Some("Sociale e famiglia")),
        ('H', "Scuola e mensa", Some("Sociale e famiglia")),
        ('I', "Tributi: IMU e TARI", Some("Tributi")),
        ('J', "Rateizzazioni e rimborsi", Some("Tributi")),
        ('K', "Sportello edilizia", Some("Casa e territorio")),
        ('L', "Suolo pubblico e passi carrai", Some("Casa e territorio")),
    ];
    let services = services.into_iter().map(|(letter, name, group)| {
        let mut service =
            service(&format!("s-{letter}").to_lowercase(), letter, json!({"it": name}), json!([]), json!([]));
        service["group"] = json!(group.map(|group| json!({"it": group})));
        service
    });
    site("Sportello polifunzionale · Città di Desio", services.collect())
}

/// The moment at which the stand's clock begins.
pub fn morning() -> Timestamp {
    Timestamp::from_millis(MORNING)
}

/// The queue of the drawings' morning.
pub fn morning_queue() -> Standing {
    let waiting = |people, low, high| Waiting { people, expected: (high > 0).then_some(Band { low, high }) };
    Standing {
        services: [
            ("help".parse().unwrap(), waiting(1, 5, 10)),
            ("spid".parse().unwrap(), waiting(3, 15, 25)),
            ("doctor".parse().unwrap(), waiting(5, 30, 40)),
        ]
        .into(),
        tickets_open: true,
        serving: true,
        ..Standing::default()
    }
}
