//! The page of whoever looks after the kiosk, behind a long press in a corner of the screen and the service PIN.
//!
//! It opens only where nobody is in the middle of something, works without a hub, and leaves by itself. What it shows is what the parts
//! said; it knows no file, printer or socket. The tickets printed before opening (`tray`) go on being known when the page is closed.

mod list;
mod pin;
mod showing;
mod tray;
mod view;

pub use pin::{PinAnswer, ServicePin};
pub(crate) use showing::written;
pub use tray::TrayEnd;
pub use view::{
    DoorsWord, PageAsk, PageView, PartName, PartWord, PinView, PinWord, RollView, RollWord, TestWord,
    TrayView, UpkeepView,
};

use super::effect::Effect;
use super::input::{Attempt, Touch};
use super::scene::Scene;
use super::{Model, times};
pub(super) use list::Leaf;
use list::List;
use pin::PinPad;
use tray::Tray;
use turno_devices::part::PartStates;
use turno_devices::printer::PrinterState;
use turno_devices::speech::{SoundOutput, Volume};
use turno_domain::keys::ServiceKey;
use turno_domain::site::Doors;
use turno_domain::text::Language;
use turno_domain::time::{ClockReading, Timestamp};

/// The languages in which the page has words: no other is offered on it, so that none stands on it half translated.
pub(super) const SPOKEN: [Language; 2] = [Language::It, Language::En];

/// What whoever looks after the kiosk touched.
#[derive(Debug, Clone, PartialEq)]
pub enum UpkeepTouch {
    /// A test print, please.
    TestPrint,
    /// There is a new roll of paper.
    PaperChanged,
    /// The doors, for the rest of the day.
    Doors(Doors),
    /// This output louder, or softer.
    Sound(SoundOutput, bool),
    /// This sentence by this output.
    TrySound(SoundOutput, String),
    /// The display brighter, or darker.
    Light(bool),
    /// The tickets before opening.
    Tray,
    /// The service at this place of the site's.
    TrayService(usize),
    /// One ticket more, or fewer.
    TrayCount(bool),
    /// The tickets, please.
    TrayPrint,
    /// No further ticket.
    TrayStop,
    /// Those that were not handed out begin with a later number, or an earlier one.
    TrayFrom(bool),
    /// They are given back.
    TrayGiveBack,
    /// The last lines of the log, as they are now.
    Log,
    /// The program is to begin anew.
    Restart,
    /// Yes, to what is asked.
    Sure,
}

/// What is wished for from the page.
#[derive(Debug, Clone, PartialEq)]
pub enum UpkeepWish {
    /// Is there a service PIN? Answered by [`UpkeepNews::Pin`] where there is none.
    LookForPin,
    /// Is it this? Answered by [`UpkeepNews::Pin`].
    TryPin(ServicePin),
    /// What the machine is and can do. Answered by [`UpkeepNews::Machine`].
    Look,
    /// A test print. Answered by [`UpkeepNews::Test`].
    TestPrint,
    /// The doors. Answered by [`UpkeepNews::Doors`].
    SetDoors(Doors),
    /// So bright, in percent. Answered by [`UpkeepNews::Machine`].
    Brightness(u8),
    /// How loud the outputs are from here on for everybody: loudspeaker, headphones. Nobody answers.
    KeepVolumes(Volume, Volume),
    /// A number before opening. Answered as [`Effect::Issue`] is.
    IssueInAdvance {
        /// Names this wish.
        attempt: Attempt,
        /// For what.
        service: ServiceKey,
    },
    /// The program ends, and is started again by whoever starts it.
    Restart,
}

/// What is heard for the page, whether it is open or not.
#[derive(Debug, Clone, PartialEq)]
pub enum UpkeepNews {
    /// How the printer is.
    Printer(PrinterState),
    /// How many tickets come out by themselves once the printer is well again.
    Held(usize),
    /// What became of the test print.
    Test(TestWord),
    /// About the PIN.
    Pin(PinAnswer),
    /// What became of setting the doors.
    Doors(DoorsWord),
    /// The machine.
    Machine(Machine),
    /// How loud the outputs were left: loudspeaker, headphones.
    Volumes(Volume, Volume),
}

/// What the page says of the machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Machine {
    /// Its addresses, with the names of what they belong to.
    pub addresses: Vec<String>,
    /// Where it looks for the hub.
    pub hub: Vec<String>,
    /// How bright the display is, in percent; `None` where that cannot be set.
    pub brightness: Option<u8>,
    /// The last lines of the program's log, oldest first.
    pub log: Vec<LogLine>,
}

/// A line of the program's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// What is known for the page, whether it is open or not.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Since when a finger lies in the corner.
    corner: Option<ClockReading>,
    printer: Option<PrinterState>,
    held: usize,
    parts: PartStates,
    machine: Machine,
    loudspeaker: Volume,
    headphones: Volume,
    tray: Tray,
}

/// The page, as far as it is open.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Page {
    /// The PIN is asked for.
    Pin(PinPad),
    /// It was right.
    List(Box<List>),
}

impl Known {
    /// How loud this output is for whoever comes next.
    pub(super) fn usual_volume(&self, output: SoundOutput) -> Volume {
        match output {
            SoundOutput::Loudspeaker => self.loudspeaker,
            SoundOutput::Headphones => self.headphones,
        }
    }

    pub(super) fn parts_changed(&mut self, parts: PartStates) {
        self.parts = parts;
    }

    /// Whether the printer stands.
    pub(super) fn no_paper_can_come(&self) -> bool {
        use PrinterState::{CoverOpen, Error, Offline, PaperOut};
        matches!(self.printer, Some(PaperOut | CoverOpen | Offline | Error(_)))
    }

    /// Another day: what was printed before is of no more use.
    pub(super) fn begin_day(&mut self) {
        self.tray = Tray::default();
    }
}

impl Model {
    /// A finger came down in the corner, or left it.
    pub(super) fn corner(&mut self, down: bool) -> Vec<Effect> {
        self.touched = self.now;
        let since = self.upkeep.corner.take();
        if down {
            self.upkeep.corner = self.lets_in().then_some(self.now);
            return Vec::new();
        }
        self.let_in(since)
    }

    /// Whether nobody is in the middle of something.
    fn lets_in(&self) -> bool {
        matches!(self.scene, Scene::Welcome { .. }) && self.over.is_none() && !self.help_is_shown()
    }

    fn let_in(&mut self, since: Option<ClockReading>) -> Vec<Effect> {
        let long = since.is_some_and(|since| self.now.since(&since) >= times::LONG_PRESS);
        if !long || !self.lets_in() {
            return Vec::new();
        }
        self.end();
        self.scene = Scene::Upkeep(Page::Pin(PinPad::default()));
        vec![Effect::Upkeep(UpkeepWish::LookForPin)]
    }

    /// Time passes: the long press becomes one, and a page that nobody touches goes.
    pub(super) fn tick_upkeep(&mut self) -> Vec<Effect> {
        self.tick_tray();
        if self.upkeep.corner.is_some_and(|since| self.now.since(&since) >= times::LONG_PRESS) {
            let since = self.upkeep.corner.take();
            return self.let_in(since);
        }
        let idle = self.now.since(&self.touched) >= times::UPKEEP_IDLE;
        if matches!(self.scene, Scene::Upkeep(_)) && idle && !self.upkeep.tray.is_running() {
            self.end();
        }
        Vec::new()
    }

    pub(super) fn touch_upkeep(&mut self, page: Page, touch: Touch) -> Vec<Effect> {
        match page {
            Page::Pin(pad) => self.touch_pin(pad, touch),
            Page::List(list) => self.touch_list(list, touch),
        }
    }

    pub(super) fn upkeep_news(&mut self, news: UpkeepNews) -> Vec<Effect> {
        match news {
            UpkeepNews::Printer(state) => self.upkeep.printer = Some(state),
            UpkeepNews::Held(held) => self.upkeep.held = held,
            UpkeepNews::Machine(machine) => self.upkeep.machine = machine,
            UpkeepNews::Volumes(loudspeaker, headphones) => return self.set_usual(loudspeaker, headphones),
            UpkeepNews::Pin(answer) => return self.pin_answered(answer),
            UpkeepNews::Test(word) => self.on_list(|list, now| list.test_is(word, now)),
            UpkeepNews::Doors(word) => self.on_list(|list, _| list.doors = word),
        }
        Vec::new()
    }

    /// Changes the page, where it is open.
    fn on_list(&mut self, change: impl FnOnce(&mut List, ClockReading)) {
        let now = self.now;
        if let Scene::Upkeep(Page::List(list)) = &mut self.scene {
            change(list, now);
        }
    }

    fn set_usual(&mut self, loudspeaker: Volume, headphones: Volume) -> Vec<Effect> {
        (self.upkeep.loudspeaker, self.upkeep.headphones) = (loudspeaker, headphones);
        self.voice_is_usual();
        vec![
            Effect::Volume(SoundOutput::Loudspeaker, loudspeaker),
            Effect::Volume(SoundOutput::Headphones, headphones),
        ]
    }
}
