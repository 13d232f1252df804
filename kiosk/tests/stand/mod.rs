//! A kiosk on a test's stand: the real screens in memory, a clock that stands still, and a hub and a printer played by hand.

#![allow(clippy::unwrap_used, dead_code)]

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
use turno_domain::ticket::TicketNumber;
use turno_domain::time::Timestamp;
use turno_kiosk::model::{Band, Effect, HubNews, Input, Issued, Paper, Refusal, Standing, Waiting};
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
        Self { screen, clock, hands, wishes, size: SIZES[0], faults: Vec::new(), tickets: 0 }
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
        let Some(Effect::Issue { attempt, .. }) = self.wishes.borrow().last().cloned() else {
            panic!("{service} asked for no number");
        };
        self.tickets += 1;
        let issued = Issued {
            id: self.ticket(),
            number: TicketNumber::new(letter, count),
            at: self.now(),
            people_before: 3,
            expected: Some(Band { low: 15, high: 25 }),
            page: None,
        };
        self.hear(Input::Hub(HubNews::Issued(attempt, issued)));
    }

    fn ticket(&self) -> TicketId {
        TicketId::from_parts(1, [self.tickets; 10])
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

    pub fn refuse(&mut self, refusal: Refusal) {
        let Some(Effect::Issue { attempt, .. }) = self.wishes.borrow().last().cloned() else {
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
        let asked = self.labelled("Vuole annullare il numero A\u{202f}042?").len()
            + self.labelled("È ancora qui?").len()
            > 0;
        for (index, (label, [left, top, right, bottom])) in places.iter().enumerate() {
            if *left < -0.5 || *right > width || *top < -0.5 {
                self.faults.push(format!("{name}: {label:?} stands outside"));
            }
            let scrolls = name.starts_with("group")
                || name.starts_with("question-several")
                || name.starts_with("question-choice");
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
        "maximum_wait_minutes": 60, "services": services, "counters": [], "kiosk": {"default_service": null, "display_mm": null},
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
        called: Default::default(),
        tickets_open: true,
        serving: true,
        opens_at: None,
        day_asked: None,
    }
}
