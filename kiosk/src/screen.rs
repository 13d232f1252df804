//! The thin layer between the model's [`View`] and the screens in Slint: pushes what changed, reports touches.
//!
//! It decides nothing. It lives on Slint's thread together with the model, so that a touch is answered on the screen before
//! anybody else is asked.

mod answers;
mod pictured;
mod shown;
mod spoken;
mod upkeep;

use crate::model::{
    Aim, Card, CardTarget, Effect, Input, LanguageChoice, Mode, Model, Screen as Shown, Touch, UpkeepTouch,
    View,
};
use crate::port::{Mailbox, Outlet};
use slint::{ComponentHandle, SharedString};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use turno_clock::{Busy, Clock};
use turno_domain::ticket::CallManner;

/// The screens as build.rs compiled them.
#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::unwrap_used,
    clippy::pedantic,
    clippy::todo,
    rust_2018_idioms
)]
pub mod ui {
    slint::include_modules!();
}

use ui::{KioskWindow, Kit, Touches, Upkeep};

/// The window, with the model behind it.
pub struct Screen {
    window: KioskWindow,
    counter: Rc<Counter>,
}

/// The model and where its wishes go: what every touch needs.
struct Counter {
    clock: Clock,
    model: RefCell<Model>,
    outlet: Box<dyn Outlet>,
    shown: RefCell<shown::Pushed>,
    /// What the finger that is down came down on.
    down: Cell<Option<Aim>>,
    /// The screen on which the keys were put on nothing, and whether the last key moves them.
    arrived: Cell<u64>,
    moves: Cell<bool>,
    window: slint::Weak<KioskWindow>,
}

thread_local! {
    /// The counter of this thread's window, for news that come from other threads.
    static HERE: RefCell<Option<Rc<Counter>>> = const { RefCell::new(None) };
}

impl Screen {
    /// Makes the window of a kiosk that has heard nothing yet. What it wishes for goes to `outlet`. One for each thread.
    ///
    /// # Errors
    /// When there is no display.
    pub fn new(clock: Clock, outlet: impl Outlet + 'static) -> Result<Self, slint::PlatformError> {
        let window = KioskWindow::new()?;
        turno_ui_kit::typeface::bundle();
        let counter = Rc::new(Counter {
            model: RefCell::new(Model::new(clock.now())),
            clock,
            outlet: Box::new(outlet),
            shown: RefCell::default(),
            down: Cell::default(),
            arrived: Cell::default(),
            moves: Cell::default(),
            window: window.as_weak(),
        });
        connect(&window, &counter);
        counter.show();
        HERE.set(Some(Rc::clone(&counter)));
        Ok(Self { window, counter })
    }

    /// The window.
    pub fn window(&self) -> &KioskWindow {
        &self.window
    }

    /// Where other threads put news for the model.
    pub fn mailbox(&self) -> Mailbox {
        Mailbox::new(|input, busy: Option<Busy>| {
            let hear = move || {
                let counter = HERE.with_borrow(Clone::clone);
                if let Some(counter) = counter {
                    counter.hear(input);
                }
                drop(busy);
            };
            // An error means that the event loop has ended, and the program with it.
            let _ = slint::invoke_from_event_loop(hear);
        })
    }

    /// Tells the model something on this thread.
    pub fn hear(&self, input: Input) {
        self.counter.hear(input);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        HERE.set(None);
    }
}

impl Counter {
    fn hear(&self, input: Input) {
        let _busy = self.clock.busy();
        if matches!(input, Input::Tick)
            && let Some(window) = self.window.upgrade()
        {
            window.invoke_keep_keys();
        }
        let effects: Vec<Effect> = self.model.borrow_mut().hear(self.clock.now(), input);
        // What the citizen sees comes first.
        self.show();
        for effect in effects.into_iter().chain(self.narrate()) {
            self.outlet.send(effect);
        }
    }

    /// What is said of the screen as it stands.
    fn narrate(&self) -> Vec<Effect> {
        let shown = self.shown.borrow();
        match (self.window.upgrade(), shown.view()) {
            (Some(window), Some(view)) => {
                self.model.borrow_mut().narrate(&spoken::Reading { window: &window, view })
            }
            _ => Vec::new(),
        }
    }

    fn show(&self) {
        if let Some(window) = self.window.upgrade() {
            let view = self.model.borrow().view();
            let asks = view.dialog.is_some();
            self.shown.borrow_mut().push(&window, view);
            let arrivals = self.model.borrow().arrivals();
            // A question over the screen takes the keys by itself.
            if self.arrived.replace(arrivals) != arrivals && !asks {
                window.invoke_home();
            }
        }
    }

    fn touch(&self, touch: Touch) {
        // A key of a keyboard, or somebody's reader, comes down on nothing: it means what is there.
        let aim = self.down.take().unwrap_or_else(|| self.aim());
        self.hear(Input::Touch(aim, touch));
    }

    fn aim(&self) -> Aim {
        self.model.borrow().aim(self.clock.now())
    }

    /// The card at this place of what is shown.
    fn card(&self, place: i32) -> Option<Touch> {
        let shown = self.shown.borrow();
        let card: &Card = match &shown.view()?.screen {
            Shown::Welcome { cards, .. } => cards.get(usize::try_from(place).ok()?)?,
            _ => return None,
        };
        Some(match &card.target {
            CardTarget::Service(key) => Touch::Service(key.clone()),
            CardTarget::Group(name) => Touch::Group(name.clone()),
        })
    }

    fn language(&self, place: i32) -> Option<Touch> {
        let shown = self.shown.borrow();
        let view: &View = shown.view()?;
        let choice: &LanguageChoice = view.languages.get(usize::try_from(place).ok()?)?;
        Some(Touch::Language(choice.language))
    }
}

/// Joins every touch of the screens to the counter.
fn connect(window: &KioskWindow, counter: &Rc<Counter>) {
    let here = Rc::downgrade(counter);
    window.global::<Kit<'_>>().on_finger_down(move || {
        if let Some(counter) = here.upgrade() {
            counter.down.set(Some(counter.aim()));
        }
    });
    connect_keys(window, counter);
    connect_upkeep(window, counter);
    let touches = window.global::<Touches<'_>>();
    let means = |touch: Touch| {
        let counter = Rc::downgrade(counter);
        move || {
            if let Some(counter) = counter.upgrade() {
                counter.touch(touch.clone());
            }
        }
    };
    touches.on_back(means(Touch::Back));
    touches.on_languages(means(Touch::Languages));
    touches.on_access(means(Touch::Access));
    touches.on_help(means(Touch::Help));
    touches.on_say_again(means(Touch::SayAgain));
    touches.on_louder(means(Touch::Louder));
    touches.on_softer(means(Touch::Softer));
    touches.on_close(means(Touch::Close));
    touches.on_restart(means(Touch::Restart));
    touches.on_have_number(means(Touch::HaveNumber));
    touches.on_go_out(means(Touch::GoOut));
    touches.on_come_back(means(Touch::ComeBack));
    touches.on_not_needed(means(Touch::NotNeeded));
    touches.on_not_out(means(Touch::NotOut));
    touches.on_how_to_call(means(Touch::HowToCall));
    touches.on_take_anyway(means(Touch::TakeAnyway));
    touches.on_talk(means(Touch::TalkToSomebody));
    touches.on_more(means(Touch::More));
    touches.on_fewer(means(Touch::Fewer));
    touches.on_reveal(means(Touch::Reveal));
    touches.on_skip(means(Touch::Skip));
    touches.on_go_on(means(Touch::GoOn));
    touches.on_erase(means(Touch::Erase));
    touches.on_keep_number(means(Touch::KeepNumber));
    touches.on_give_back(means(Touch::GiveBack));
    touches.on_still_here(means(Touch::StillHere));
    touches.on_more_time(means(Touch::MoreTime));
    touches.on_done(means(Touch::Done));
    touches.on_understood(means(Touch::Understood));

    let weak = || Rc::downgrade(counter);
    let here = weak();
    touches.on_mode(move |mode| {
        if let Some(counter) = here.upgrade() {
            counter.touch(Touch::Mode(meant(mode)));
        }
    });
    let here = weak();
    touches.on_manner(move |manner| {
        if let (Some(counter), Some(manner)) = (here.upgrade(), wished(manner)) {
            counter.touch(Touch::Manner(manner));
        }
    });
    let here = weak();
    touches.on_letter(move |letter: SharedString| {
        if let (Some(counter), Some(letter)) = (here.upgrade(), letter.chars().next()) {
            counter.touch(Touch::Letter(letter));
        }
    });
    let here = weak();
    touches.on_show(move |place| {
        if let (Some(counter), Ok(place)) = (here.upgrade(), usize::try_from(place)) {
            counter.touch(Touch::Show(place));
        }
    });
    let here = weak();
    touches.on_correct(move |place| {
        if let (Some(counter), Ok(place)) = (here.upgrade(), usize::try_from(place)) {
            counter.touch(Touch::Correct(place));
        }
    });
    let here = weak();
    touches.on_key(move |key: SharedString| {
        if let Some(counter) = here.upgrade() {
            counter.touch(Touch::Key(key.as_str().into()));
        }
    });
    let here = weak();
    touches.on_option(move |place| {
        if let (Some(counter), Ok(place)) = (here.upgrade(), usize::try_from(place)) {
            counter.touch(Touch::Option(place));
        }
    });
    let here = weak();
    touches.on_card(move |place| {
        if let Some(counter) = here.upgrade()
            && let Some(touch) = counter.card(place)
        {
            counter.touch(touch);
        }
    });
    let here = weak();
    touches.on_language(move |place| {
        if let Some(counter) = here.upgrade()
            && let Some(touch) = counter.language(place)
        {
            counter.touch(touch);
        }
    });
}

/// Joins the page of whoever looks after the kiosk, and the corner behind which it lies, to the counter.
fn connect_upkeep(window: &KioskWindow, counter: &Rc<Counter>) {
    let touches = window.global::<Upkeep<'_>>();
    let here = Rc::downgrade(counter);
    touches.on_corner(move |down| {
        if let Some(counter) = here.upgrade() {
            counter.hear(Input::Corner(down));
        }
    });
    let here = Rc::downgrade(counter);
    touches.on_touched(move |finger| {
        if let Some(counter) = here.upgrade() {
            counter.touch(upkeep::meant(finger));
        }
    });
    let here = Rc::downgrade(counter);
    touches.on_service(move |place| {
        if let (Some(counter), Ok(place)) = (here.upgrade(), usize::try_from(place)) {
            counter.touch(Touch::Upkeep(UpkeepTouch::TrayService(place)));
        }
    });
    let here = Rc::downgrade(counter);
    touches.on_try_sound(move |near, sentence| {
        if let Some(counter) = here.upgrade() {
            counter.touch(upkeep::tried(near, &sentence));
        }
    });
}

/// Joins the four keys of a keypad, or a keyboard's, to the counter.
fn connect_keys(window: &KioskWindow, counter: &Rc<Counter>) {
    let kit = window.global::<Kit<'_>>();
    let weak = window.as_weak();
    kit.on_step_focus(move |forward| {
        if let Some(window) = weak.upgrade() {
            // Fails only where the window takes no events, and then none came.
            let _ = turno_ui_kit::four_keys::step(window.window(), forward);
        }
    });
    let here = Rc::downgrade(counter);
    kit.on_focused(move |label| {
        // What takes the keys by itself is said with its screen.
        if let Some(counter) = here.upgrade()
            && counter.moves.get()
        {
            counter.hear(Input::Focused(label.as_str().into()));
        }
    });
    let here = Rc::downgrade(counter);
    window.global::<Touches<'_>>().on_pressed(move |moves| {
        if let Some(counter) = here.upgrade() {
            counter.moves.set(moves);
            counter.hear(Input::Key);
        }
    });
}

fn meant(mode: ui::Mode) -> Mode {
    match mode {
        ui::Mode::Large => Mode::Large,
        ui::Mode::Contrast => Mode::Contrast,
        ui::Mode::Low => Mode::Low,
        ui::Mode::Speech => Mode::Speech,
    }
}

fn wished(manner: ui::Manner) -> Option<CallManner> {
    match manner {
        ui::Manner::Nothing => None,
        ui::Manner::VoiceAndScreen => Some(CallManner::VoiceAndScreen),
        ui::Manner::ComeToMe => Some(CallManner::ComeToMe),
        ui::Manner::Phone => Some(CallManner::Phone),
    }
}
