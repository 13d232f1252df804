//! Everything that can be touched can be worked by four physical keys, and is called something. One test: a process has one
//! Slint platform.

mod gallery;

use gallery::{Controls, Kit};
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot, mock_elapsed_time};
use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, ModelRc, PhysicalSize, SharedString, VecModel};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use turno_ui_kit::drive::Stage;

/// The window, with what it told since it was last asked.
struct Stand {
    ui: Controls,
    focused: Rc<RefCell<Vec<String>>>,
    hits: Rc<RefCell<Vec<String>>>,
}

impl Stand {
    fn new() -> Self {
        Stage::Still.set().expect("the first platform of this process");
        let ui = Controls::new().expect("a window in memory");
        let (focused, hits) = (Rc::new(RefCell::default()), Rc::new(RefCell::default()));
        let heard: Rc<RefCell<Vec<String>>> = Rc::clone(&focused);
        ui.global::<Kit<'_>>().on_focused(move |text| heard.borrow_mut().push(text.into()));
        let heard: Rc<RefCell<Vec<String>>> = Rc::clone(&hits);
        ui.on_hit(move |text| heard.borrow_mut().push(text.into()));
        let window = ui.as_weak();
        ui.global::<Kit<'_>>().on_step_focus(move |forward| {
            let window = window.upgrade().expect("the window that asks");
            turno_ui_kit::four_keys::step(window.window(), forward).expect("an event");
        });
        let said: Vec<SharedString> = (0..17).map(|place| format!("word {place}").into()).collect();
        ui.set_said(ModelRc::from(Rc::new(VecModel::from(said))));
        ui.show().expect("shown in memory");
        ui.window().set_size(PhysicalSize::new(1080, 1920));
        let stand = Self { ui, focused, hits };
        stand.settle();
        stand
    }

    fn settle(&self) {
        mock_elapsed_time(Duration::from_millis(1));
        self.ui.window().take_snapshot().expect("the software renderer draws");
        mock_elapsed_time(Duration::from_millis(1));
    }

    fn press(&self, key: impl Into<SharedString>) {
        let text = key.into();
        for event in [WindowEvent::KeyPressed { text: text.clone() }, WindowEvent::KeyReleased { text }] {
            self.ui.window().dispatch_event_with_result(event).expect("an event");
            mock_elapsed_time(Duration::from_millis(1));
        }
    }

    fn focused(&self) -> Vec<String> {
        self.focused.take()
    }

    fn hits(&self) -> Vec<String> {
        self.hits.take()
    }

    /// How many things that can be touched are called so.
    fn touchable(&self) -> BTreeMap<String, usize> {
        let mut labels = BTreeMap::new();
        let all: Vec<ElementHandle> = [AccessibleRole::Button, AccessibleRole::RadioButton]
            .into_iter()
            .flat_map(|role| {
                self.ui.root_element().query_descendants().match_accessible_role(role).find_all()
            })
            .collect();
        for element in all {
            if element.accessible_enabled() == Some(false) || element.size().width == 0.0 {
                continue;
            }
            let label = element.accessible_label().unwrap_or_default().to_string();
            assert!(!label.is_empty(), "{:?} is called nothing", element.id());
            *labels.entry(label).or_insert(0) += 1;
        }
        labels
    }
}

#[test]
fn four_keys_work_everything() {
    let stand = Stand::new();
    help_is_there_before_anything_is_chosen(&stand);
    next_comes_to_everything_once(&stand);
    yes_does_what_a_finger_does(&stand);
    arrows_go_on_and_back_as_the_line_runs(&stand);
    a_question_keeps_the_keys(&stand);
}

fn help_is_there_before_anything_is_chosen(stand: &Stand) {
    stand.press(Key::F1);
    assert_eq!(stand.hits(), ["F1"]);
}

fn next_comes_to_everything_once(stand: &Stand) {
    let touchable = stand.touchable();
    let count: usize = touchable.values().sum();
    assert!(count > 45, "the keyboard alone has 35 keys: {touchable:?}");
    // The two buttons of a text that is not too long cannot be seen.
    let expected: BTreeMap<String, usize> =
        touchable.into_iter().filter(|(label, _)| !["up", "down"].contains(&label.as_str())).collect();
    let mut came = BTreeMap::new();
    for _ in 0..expected.values().sum() {
        stand.press(Key::Tab);
    }
    for label in stand.focused() {
        // A choice says its second line too.
        let label = label.split(". ").next().unwrap_or_default().to_owned();
        *came.entry(label).or_insert(0) += 1;
    }
    assert_eq!(came, expected);
    stand.press(Key::F1);
    assert_eq!(stand.hits(), ["F1"], "help from wherever one is");
}

fn yes_does_what_a_finger_does(stand: &Stand) {
    // What is there once more is where it began.
    stand.press(Key::Tab);
    assert_eq!(stand.focused(), ["fewer"]);
    stand.press(Key::Return);
    assert_eq!(stand.ui.get_count(), 1, "one person fewer");
    for _ in 0..3 {
        stand.press(Key::Tab);
    }
    assert_eq!(
        stand.focused().last().map(String::as_str),
        Some("word 6"),
        "fewer is off at one: it is passed over"
    );
    stand.press(Key::Tab);
    stand.press(" ");
    assert_eq!(stand.ui.get_chosen(), 1);
    stand.focused();
    // A key that is held comes again and again, and counts once.
    stand.press(Key::Tab);
    stand.press(Key::Tab);
    assert_eq!(stand.focused().last().map(String::as_str), Some("word 7. word 2"));
    for _ in 0..5 {
        let text = Key::Return.into();
        stand.ui.window().dispatch_event_with_result(WindowEvent::KeyPressed { text }).expect("an event");
    }
    stand.press(Key::Return);
    assert_eq!(stand.hits(), ["choice"]);
    stand.press(Key::Tab);
    stand.press(Key::Return);
    assert_eq!(stand.hits(), ["q"]);
    stand.focused();
}

fn arrows_go_on_and_back_as_the_line_runs(stand: &Stand) {
    for (rtl, key, expected) in [
        (false, Key::DownArrow, "w"),
        (false, Key::RightArrow, "e"),
        (false, Key::UpArrow, "w"),
        (false, Key::LeftArrow, "q"),
        (true, Key::LeftArrow, "w"),
        (true, Key::RightArrow, "q"),
    ] {
        stand.ui.global::<Kit<'_>>().set_rtl(rtl);
        stand.press(key);
        assert_eq!(stand.focused(), [expected], "{rtl} {key:?}");
    }
    stand.ui.global::<Kit<'_>>().set_rtl(false);
}

fn a_question_keeps_the_keys(stand: &Stand) {
    stand.ui.set_asking(true);
    stand.settle();
    assert_eq!(stand.focused(), ["word 16 word 2"], "it says what it asks");
    for expected in ["word 6", "word 7", "word 16 word 2", "word 6"] {
        stand.press(Key::DownArrow);
        assert_eq!(stand.focused(), [expected]);
    }
    stand.press(Key::UpArrow);
    stand.press(Key::UpArrow);
    assert_eq!(stand.focused(), ["word 16 word 2", "word 16 word 2"], "nothing behind it");
    stand.press(Key::DownArrow);
    stand.press(Key::DownArrow);
    stand.press(Key::Return);
    assert_eq!(stand.hits(), ["no"]);
    stand.ui.set_asking(false);
    stand.settle();
}
