//! Between the desk and its window, on the window's thread: what happens goes into the desk, what it shows goes onto the screen,
//! what it wants done goes out.

use crate::model::port::{Effect, Input};
use crate::model::{Action, Desk, Key};
use crate::screen::{self, DeskWindow, Size};
use slint::{ComponentHandle, Weak};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use turno_clock::{Busy, Clock};

/// Where the desk's wishes go, with the mark that work is under way.
pub type Out = Box<dyn Fn(Effect, Busy)>;

/// The desk and its window.
pub struct Controller {
    desk: RefCell<Desk>,
    window: Weak<DeskWindow>,
    clock: Clock,
    out: Out,
    home: Cell<u64>,
    size: Size,
}

impl Controller {
    /// Joins a desk and a window, and shows the desk as it stands.
    pub fn new(desk: Desk, window: &DeskWindow, clock: Clock, out: Out) -> Rc<Self> {
        let controller = Rc::new(Self {
            desk: RefCell::new(desk),
            window: window.as_weak(),
            clock,
            out,
            home: Cell::new(0),
            size: Size::default(),
        });
        let begin = controller.desk.borrow().begin();
        controller.send(begin);
        screen::connect(window, &controller);
        controller.show();
        controller
    }

    /// Somebody at the screen did something.
    pub fn act(&self, action: Action) {
        self.take(Input::Do(action));
    }

    /// Something happened.
    pub fn take(&self, input: Input) {
        let todo = self.desk.borrow_mut().handle(self.clock.now().wall, input);
        self.send(todo);
        self.show();
    }

    /// A key was pressed. True: it meant something, so the field that has the focus does not get it.
    pub fn key(&self, key: Key) -> bool {
        let action = self.desk.borrow().key(key);
        match action {
            Some(action) => {
                self.act(action);
                true
            }
            None => false,
        }
    }

    /// A key is held down. True: it means something, which was done when it was pressed.
    pub fn holds(&self, key: Key) -> bool {
        self.desk.borrow().key(key).is_some()
    }

    fn send(&self, todo: Vec<Effect>) {
        for effect in todo {
            (self.out)(effect, self.clock.busy());
        }
    }

    fn show(&self) {
        let Some(window) = self.window.upgrade() else { return };
        let view = self.desk.borrow().view();
        screen::show(&window, &view);
        self.size.make(&window, view.frame.strip);
        if self.home.replace(view.frame.home) != view.frame.home {
            window.invoke_take_keys();
        }
    }
}
