//! The desk in its real window, drawn in memory, beside a hub that answers from the scene.

#![allow(dead_code, reason = "each test uses what it needs")]

use crate::scene;
use i_slint_backend_testing::{AccessibleRole, ElementHandle};
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition, PhysicalSize, SharedString};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::Path;
use std::rc::Rc;
use turno_clock::{Clock, Hands};
use turno_desk::controller::Controller;
use turno_desk::model::port::{Effect, Failure, Input, Reply, Request, Update};
use turno_desk::model::{Action, Desk};
use turno_desk::screen::DeskWindow;
use turno_domain::text::Language;
use turno_protocol::casework::{CitizenView, PracticeView};
use turno_ui_kit::drive::pictures;

pub struct Window {
    pub ui: DeskWindow,
    pub desk: Rc<Controller>,
    pub hands: Hands,
    wishes: Rc<RefCell<VecDeque<Effect>>>,
    /// Answers for what is asked next, before the scene's own.
    pub next: VecDeque<Result<Reply, Failure>>,
    pub asked: Vec<Request>,
    /// What is read of any citizen, in place of the scene's.
    pub citizen: Option<CitizenView>,
    /// The same of any practice.
    pub practice: Option<PracticeView>,
    /// What is said to the next PIN, before the scene's answer.
    pub sign_in: Option<Failure>,
    pub faults: Vec<String>,
    size: (u32, u32),
}

impl Window {
    pub fn new(enrolled: bool) -> Self {
        Self::speaking(Language::It, enrolled)
    }

    /// The same, with screen and site in this language.
    pub fn speaking(language: Language, enrolled: bool) -> Self {
        let (clock, hands) = Clock::stepped(scene::now());
        let ui = DeskWindow::new().unwrap();
        turno_ui_kit::typeface::bundle();
        slint::select_bundled_translation(if language == Language::It { "" } else { language.code() })
            .unwrap();
        let wishes: Rc<RefCell<VecDeque<Effect>>> = Rc::default();
        let out = Rc::clone(&wishes);
        let desk = Desk::new(scene::now(), language, enrolled, "test");
        let desk = Controller::new(
            desk,
            &ui,
            clock,
            Box::new(move |effect, _busy| out.borrow_mut().push_back(effect)),
        );
        let mut window = Self {
            ui,
            desk,
            hands,
            wishes,
            next: VecDeque::new(),
            asked: Vec::new(),
            citizen: None,
            sign_in: None,
            practice: None,
            faults: Vec::new(),
            size: (0, 0),
        };
        window.resize((1366, 768));
        window.ui.show().unwrap();
        window
    }

    pub fn resize(&mut self, size: (u32, u32)) {
        self.size = size;
        self.ui.window().set_size(PhysicalSize::new(size.0, size.1));
    }

    /// The window changed its size by itself.
    pub fn take_size(&mut self) {
        let size = self.ui.window().size();
        self.size = (size.width, size.height);
    }

    /// Something happens, and the hub answers whatever is asked for it.
    pub fn take(&mut self, input: Input) {
        self.desk.take(input);
        self.settle();
    }

    pub fn told(&mut self, update: Update) {
        self.take(Input::Hub(update));
    }

    pub fn act(&mut self, action: Action) {
        self.take(Input::Do(action));
    }

    /// Lets the hub answer until nothing more is asked.
    pub fn settle(&mut self) {
        loop {
            let wish = self.wishes.borrow_mut().pop_front();
            let Some(wish) = wish else { return };
            if let Effect::Ask(request) = wish {
                self.asked.push(request.clone());
                let changed = match (&request, &self.citizen, &self.practice) {
                    (Request::Citizen(_), Some(citizen), _) => {
                        Some(Reply::Citizen(Box::new(citizen.clone())))
                    }
                    (Request::Practice(_), _, Some(practice)) => {
                        Some(Reply::Practice(Box::new(practice.clone())))
                    }
                    _ => None,
                };
                let refused = match request {
                    Request::SignIn { .. } => self.sign_in.take().map(Err),
                    _ => None,
                };
                let scenes = changed.map(Ok).or(refused).or_else(|| scene::answer(&request));
                let own = if scenes.is_none() { self.next.pop_front() } else { None };
                if let Some(answer) = scenes.or(own) {
                    self.desk.take(Input::Answer(request, answer));
                }
            }
        }
    }

    /// Lets time pass, second by second.
    pub fn pass(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.hands.step_millis(1_000);
            self.take(Input::Tick);
        }
    }

    /// Whether the middle of an element lies in the window.
    pub fn is_in_sight(&self, element: &ElementHandle) -> bool {
        let (width, height) = (self.size.0 as f32, self.size.1 as f32);
        let (at, size) = (element.absolute_position(), element.size());
        let middle = (at.x + size.width / 2.0, at.y + size.height / 2.0);
        (0.0..width).contains(&middle.0) && (0.0..height).contains(&middle.1) && size.width > 0.0
    }

    fn visible(&self, label: &str, role: Option<AccessibleRole>) -> Vec<ElementHandle> {
        ElementHandle::find_by_accessible_label(&self.ui, label)
            .filter(|element| role.is_none_or(|role| element.accessible_role() == Some(role)))
            .filter(|element| self.is_in_sight(element))
            .collect()
    }

    /// Whether something with this label can be seen.
    pub fn sees(&self, label: &str) -> bool {
        !self.visible(label, None).is_empty()
    }

    /// Where the one thing with this label stands: left edge, upper edge, right edge, lower edge.
    pub fn place(&self, label: &str) -> [f32; 4] {
        let found = self.visible(label, None);
        assert_eq!(found.len(), 1, "{} things called {label:?}", found.len());
        let (at, size) = (found[0].absolute_position(), found[0].size());
        [at.x, at.y, at.x + size.width, at.y + size.height]
    }

    /// Whether the whole of it lies in the window.
    pub fn sees_whole(&self, label: &str) -> bool {
        let [left, top, right, bottom] = self.place(label);
        left >= 0.0 && top >= 0.0 && right <= self.size.0 as f32 && bottom <= self.size.1 as f32
    }

    /// The same of a field, which may be scrolled out of sight.
    pub fn sees_whole_field(&self, label: &str) -> bool {
        !self.visible(label, Some(AccessibleRole::TextInput)).is_empty() && self.sees_whole(label)
    }

    /// Presses the pointer in the middle of the button with this label.
    pub fn press(&mut self, label: &str) {
        let found = self.visible(label, Some(AccessibleRole::Button));
        assert_eq!(found.len(), 1, "{} buttons called {label:?}", found.len());
        assert_ne!(found[0].accessible_enabled(), Some(false), "{label:?} cannot be pressed");
        self.press_at(&found[0]);
    }

    fn press_at(&mut self, element: &ElementHandle) {
        let (at, size) = (element.absolute_position(), element.size());
        let position = LogicalPosition::new(at.x + size.width / 2.0, at.y + size.height / 2.0);
        let button = PointerEventButton::Left;
        self.ui.window().dispatch_event(WindowEvent::PointerMoved { position });
        self.ui.window().dispatch_event(WindowEvent::PointerPressed { position, button });
        self.ui.window().dispatch_event(WindowEvent::PointerReleased { position, button });
        self.ui.window().dispatch_event(WindowEvent::PointerExited);
        self.settle();
    }

    /// Puts a text into the field with this label, as typed.
    pub fn write(&mut self, label: &str, text: &str) {
        let found = self.visible(label, Some(AccessibleRole::TextInput));
        assert_eq!(found.len(), 1, "{} fields called {label:?}", found.len());
        found[0].set_accessible_value(text);
        self.settle();
    }

    /// Types into whatever has the focus.
    pub fn type_text(&mut self, text: &str) {
        for character in text.chars() {
            self.stroke(SharedString::from(character));
        }
        self.settle();
    }

    pub fn key(&mut self, key: Key) {
        self.stroke(key.into());
        self.settle();
    }

    /// Presses a key and keeps the finger on it.
    pub fn hold(&mut self, key: Key) {
        let text = SharedString::from(key);
        self.ui.window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        // An odd number: what goes to and fro would be back where it was.
        for _ in 0..31 {
            self.settle();
            self.ui.window().dispatch_event(WindowEvent::KeyPressRepeated { text: text.clone() });
        }
        self.ui.window().dispatch_event(WindowEvent::KeyReleased { text });
        self.settle();
    }

    pub fn alt(&mut self, letter: char) {
        self.ui.window().dispatch_event(WindowEvent::KeyPressed { text: Key::Alt.into() });
        self.stroke(SharedString::from(letter));
        self.ui.window().dispatch_event(WindowEvent::KeyReleased { text: Key::Alt.into() });
        self.settle();
    }

    pub fn alt_down(&mut self) {
        self.with(Key::Alt, Key::DownArrow);
    }

    pub fn control_return(&mut self) {
        self.with(Key::Control, Key::Return);
    }

    pub fn control(&mut self, letter: char) {
        self.ui.window().dispatch_event(WindowEvent::KeyPressed { text: Key::Control.into() });
        self.stroke(SharedString::from(letter));
        self.ui.window().dispatch_event(WindowEvent::KeyReleased { text: Key::Control.into() });
        self.settle();
    }

    fn with(&mut self, modifier: Key, key: Key) {
        self.ui.window().dispatch_event(WindowEvent::KeyPressed { text: modifier.into() });
        self.stroke(key.into());
        self.ui.window().dispatch_event(WindowEvent::KeyReleased { text: modifier.into() });
        self.settle();
    }

    /// Presses the pointer in the middle of the field with this label, which then has the focus.
    pub fn press_field(&mut self, label: &str) {
        let found = self.visible(label, Some(AccessibleRole::TextInput));
        assert_eq!(found.len(), 1, "{} fields called {label:?}", found.len());
        self.press_at(&found[0]);
    }

    /// What stands in the field with this label.
    pub fn value(&self, label: &str) -> String {
        let found = self.visible(label, Some(AccessibleRole::TextInput));
        assert_eq!(found.len(), 1, "{} fields called {label:?}", found.len());
        found[0].accessible_value().unwrap_or_default().to_string()
    }

    fn stroke(&self, text: SharedString) {
        self.ui.window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        self.ui.window().dispatch_event(WindowEvent::KeyReleased { text });
    }

    /// Compares the window with the picture that a person looked at.
    pub fn picture(&mut self, name: &str) {
        i_slint_backend_testing::mock_elapsed_time(std::time::Duration::from_millis(400));
        let picture = self.ui.window().take_snapshot().unwrap();
        let file = format!("{name}-{}.png", self.size.0);
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(file);
        self.faults.extend(pictures::compare(&golden, &picture).err());
    }
}
