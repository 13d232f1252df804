//! The stand for whoever works it by keys, listens, or sits: what is said, where the keys are, and where things stand.

use super::Stand;
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot, mock_elapsed_time};
use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, SharedString};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::time::Duration;
use turno_domain::ticket::PaperState;
use turno_domain::ticket::TicketState;
use turno_kiosk::model::{Effect, HubNews, Input, Paper, Standing, times};
use turno_kiosk::screen::ui::{Kit, Mode, Touches};

/// Something on the screen: what it is called, and its left, top, right and bottom.
pub type Place = (String, [f32; 4]);

impl Stand {
    /// Switches ways of reading, as a touch on their signs does.
    pub fn switch(&mut self, modes: &[Mode]) {
        for mode in modes {
            self.hands.step(Duration::from_millis(500));
            self.screen.window().global::<Touches<'_>>().invoke_mode(*mode);
            mock_elapsed_time(Duration::from_millis(500));
        }
    }

    /// Presses and releases a key.
    pub fn key(&mut self, key: impl Into<SharedString>) {
        self.hands.step(Duration::from_millis(500));
        let text = key.into();
        let window = self.screen.window().window();
        for event in [WindowEvent::KeyPressed { text: text.clone() }, WindowEvent::KeyReleased { text }] {
            window.dispatch_event_with_result(event).unwrap();
            mock_elapsed_time(Duration::from_millis(5));
        }
        // What was made by the key is laid out before the next, and the kiosk looks at its clock.
        window.take_snapshot().unwrap();
        mock_elapsed_time(Duration::from_millis(500));
        self.hear(Input::Tick);
    }

    /// What was said since this was last asked: the text, and whether by headphones alone.
    pub fn said(&self) -> Vec<(String, bool)> {
        let mut wishes = self.wishes.borrow_mut();
        let said = wishes
            .iter()
            .filter_map(|wish| match wish {
                Effect::Speak { utterance, private, .. } => Some((utterance.text.clone(), *private)),
                _ => None,
            })
            .collect();
        wishes.retain(|wish| !matches!(wish, Effect::Speak { .. }));
        said
    }

    /// Whether the voice was ended since this was last asked.
    pub fn was_hushed(&self) -> bool {
        let mut wishes = self.wishes.borrow_mut();
        let before = wishes.len();
        wishes.retain(|wish| !matches!(wish, Effect::Hush | Effect::Volume(..)));
        wishes.len() < before
    }

    /// Forgets what the voice was asked for.
    pub fn forget_voice(&self) {
        self.said();
        self.was_hushed();
    }

    /// Everything that can be touched and stands in the tree, in the order of the keys.
    pub fn touchable(&self) -> Vec<Place> {
        self.button_places().into_iter().filter(|(_, [l, t, r, b])| r - l > 1.0 && b - t > 1.0).collect()
    }

    /// Every text that is read, as far as it is not scrolled out of its place.
    pub fn texts(&self) -> Vec<Place> {
        let place = |element: &ElementHandle| {
            let (at, size) = (element.absolute_position(), element.size());
            [at.x, at.y, at.x + size.width, at.y + size.height]
        };
        let root = self.screen.window().root_element();
        let mut scrolled = Vec::new();
        for area in root.query_descendants().match_id("ScrollArea::flick").find_all() {
            let [_, above, _, below] = place(&area);
            let texts = area.query_descendants().match_accessible_role(AccessibleRole::Text).find_all();
            scrolled.extend(texts.iter().map(|text| (place(text), above, below)));
        }
        let mut places = Vec::new();
        self.screen.window().root_element().visit_descendants(|element| {
            if element.accessible_role() == Some(AccessibleRole::Text)
                && let Some(label) = element.accessible_label()
                && !label.is_empty()
            {
                let [left, top, right, bottom] = place(&element);
                let area = scrolled.iter().find(|(text, ..)| *text == [left, top, right, bottom]);
                let (above, below) = area.map_or((f32::MIN, f32::MAX), |(_, above, below)| (*above, *below));
                places.push((label.to_string(), [left, top.max(above), right, bottom.min(below)]));
            }
            ControlFlow::<()>::Continue(())
        });
        places
    }

    /// Notes something that is not as it should be.
    pub fn fault(&mut self, fault: String) {
        // Told at once: a test that ends early says nothing of what it noted.
        eprintln!("{fault}");
        self.faults.push(fault);
    }

    pub fn size_now(&self) -> (u32, u32) {
        self.size
    }

    /// The pixels of the screen, row by row.
    pub fn pixels(&self) -> (usize, Vec<[u8; 3]>) {
        let picture = self.screen.window().window().take_snapshot().unwrap();
        let pixels = picture.as_slice().iter().map(|p| [p.r, p.g, p.b]).collect();
        (picture.width() as usize, pixels)
    }

    /// Draws the screen into the folder of `TURNO_GLANCE`, where somebody wants to look at it.
    pub fn glance(&self, name: &str) {
        if let Some(folder) = std::env::var_os("TURNO_GLANCE") {
            let picture = self.screen.window().window().take_snapshot().unwrap();
            let file = format!("{name}-{}x{}.png", self.size.0, self.size.1);
            turno_ui_kit::drive::pictures::write(&std::path::Path::new(&folder).join(file), &picture)
                .unwrap();
        }
    }

    pub fn answer_paper(&mut self, paper: Paper) {
        self.hear(Input::Paper(self.ticket(), paper));
    }
}

/// Where the keys are, told by the kit.
pub struct Keys {
    at: Rc<RefCell<Vec<String>>>,
}

impl Keys {
    /// Listens instead of the voice.
    pub fn follow(stand: &Stand) -> Self {
        let at: Rc<RefCell<Vec<String>>> = Rc::default();
        let told = Rc::clone(&at);
        stand
            .screen
            .window()
            .global::<Kit<'_>>()
            .on_focused(move |label| told.borrow_mut().push(label.into()));
        Self { at }
    }

    /// Presses "next" until the keys are on what is called so, and says past how many.
    pub fn go_to(&self, stand: &mut Stand, label: &str) -> usize {
        self.at.take();
        for steps in 1..130 {
            stand.key(Key::DownArrow);
            if self.at.borrow().last().is_some_and(|at| at.starts_with(label)) {
                return steps;
            }
        }
        panic!("the keys never come to {label:?}; they came to {:?}", self.at.borrow());
    }

    /// Goes there and presses OK.
    pub fn choose(&self, stand: &mut Stand, label: &str) {
        self.go_to(stand, label);
        stand.key(Key::Return);
    }

    /// Everything that "next" comes to, once round.
    pub fn round(&self, stand: &mut Stand) -> Vec<String> {
        self.at.take();
        for _ in 0..130 {
            stand.key(Key::DownArrow);
            let came = self.at.borrow();
            // The first again: once round. A key's name may come twice ("a" of two keyboards does not).
            if came.len() > 2 && came[came.len() - 2..] == came[..2] {
                break;
            }
        }
        let mut came = self.at.take();
        came.truncate(came.len().saturating_sub(2));
        came
    }
}

/// Lets time pass until something is called so: whoever listens is given twice as much.
fn until(stand: &mut Stand, label: &str) {
    let step = times::IDLE / 9;
    for _ in 0..30 {
        if stand.has(label) {
            return;
        }
        stand.wait(step);
    }
    panic!("nothing comes to be called {label:?}");
}

/// Brings a card into sight by the keys, above what stands below the cards.
fn bring(stand: &mut Stand, label: &str) {
    for _ in 0..60 {
        let places = stand.touchable();
        let of = |label: &str| places.iter().find(|(name, _)| name == label).map(|(_, place)| *place);
        let end = ["Ho già un numero", "Ho bisogno di aiuto"]
            .into_iter()
            .filter_map(of)
            .map(|[_, top, ..]| top)
            .filter(|top| *top > stand.size_now().1 as f32 / 2.0)
            .fold(f32::MAX, f32::min);
        if of(label).is_some_and(|[_, _, _, bottom]| bottom <= end) {
            return;
        }
        stand.wait(chrono::TimeDelta::seconds(1));
        stand.key(Key::DownArrow);
    }
    panic!("the keys never bring {label:?} into sight");
}

/// Goes through the screens of the whole way, with these ways of reading on, and looks at each.
pub fn every_screen(
    stand: &mut Stand,
    display_mm: u32,
    modes: &[Mode],
    mut look: impl FnMut(&mut Stand, &str),
) {
    let site = |site| if display_mm > 0 { super::with_display(site, display_mm) } else { site };
    let open = |stand: &mut Stand, value, standing| {
        stand.open(site(value), standing);
        stand.switch(modes);
    };
    let morning = super::morning_queue;
    open(stand, super::pac(), morning());
    look(stand, "welcome");
    bring(stand, "SPID per i siti pubblici");
    stand.take("SPID per i siti pubblici", 'A', 42);
    look(stand, "question-yes-no");
    stand.touch("Ricomincia");
    look(stand, "ask-give-back");
    stand.touch("Lo tengo");
    until(stand, "Sì, sono qui");
    look(stand, "ask-still-there");
    stand.touch("Sì, sono qui");
    stand.touch("Sì");
    look(stand, "question-town-empty");
    ["r", "o", "v"].into_iter().for_each(|letter| stand.touch(letter));
    look(stand, "question-town");
    stand.touch("Salta la domanda");
    stand.answer_paper(Paper::State(PaperState::Proven));
    look(stand, "ticket-printed");
    stand.touch("Come mi avvisate?");
    look(stand, "ask-manner");
    stand.touch("Chiudi");
    stand.touch("Fatto");

    open(stand, super::asking(), morning());
    bring(stand, "SPID per i siti pubblici");
    stand.take("SPID per i siti pubblici", 'A', 42);
    look(stand, "question-whom");
    stand.touch("Per un’altra persona");
    look(stand, "question-people");
    stand.touch("Avanti");
    look(stand, "question-notice");
    stand.touch("Ho letto");
    ["3", "3", "3", "1", "2", "3", "4"].into_iter().for_each(|digit| stand.touch(digit));
    look(stand, "question-phone");
    stand.touch("Avanti");
    ["R", "S", "S"].into_iter().for_each(|letter| stand.touch(letter));
    look(stand, "question-code");
    stand.touch("Salta la domanda");
    look(stand, "question-name");
    stand.touch("Salta la domanda");
    look(stand, "check");
    stand.touch("Lingue · Languages");
    look(stand, "ask-languages");
    stand.touch("Chiudi");
    stand.touch("Sì, va bene");
    stand.answer_paper(Paper::State(PaperState::Unknown));
    look(stand, "ticket-not-out");
    stand.touch("Me lo ricordo");

    open(stand, super::pac(), morning());
    bring(stand, "Medico, tessera sanitaria, esenzioni");
    stand.take("Medico, tessera sanitaria, esenzioni", 'B', 7);
    look(stand, "question-choice");
    stand.touch("Salta la domanda");
    look(stand, "question-several");
    stand.touch("Salta la domanda");
    look(stand, "question-digits");
    stand.touch("Salta la domanda");
    stand.touch("Fatto");

    open(stand, super::pac(), morning());
    stand.touch("Ho già un numero");
    look(stand, "holder-typing");
    stand.held('A', 42, TicketState::Waiting);
    stand.touch("A");
    stand.touch("4");
    stand.touch("2");
    stand.touch("Avanti");
    look(stand, "holder-waits");
    stand.touch("Ricomincia");
    stand.key(Key::F1);
    look(stand, "ask-help");
    stand.touch("Ho capito");
    stand.wait(times::HELP_LASTS);
    stand.wait(times::HELP_LASTS);

    open(stand, super::polifunzionale(), Standing { tickets_open: true, ..Standing::default() });
    look(stand, "groups");
    bring(stand, "Anagrafe e documenti");
    stand.touch("Anagrafe e documenti");
    look(stand, "group");
    stand.touch("Indietro");
    stand.wait(times::HELP_LASTS);

    let closed = Standing { tickets_open: false, serving: false, opens_at: None, ..Standing::default() };
    open(stand, super::with_hours(super::pac()), closed);
    look(stand, "closed-with-hours");
    stand.wait(times::HELP_LASTS);
    open(stand, super::pac(), morning());
    stand.hear(Input::Hub(HubNews::Away));
    look(stand, "away");
    stand.open(site(super::pac()), morning());
    bring(stand, "SPID per i siti pubblici");
    stand.take("SPID per i siti pubblici", 'A', 42);
    stand.touch("Ricomincia");
    stand.touch("Lo annullo");
    stand.wait(times::HUB_PATIENCE);
    look(stand, "unsure");
    stand.touch("Ho capito");
}
