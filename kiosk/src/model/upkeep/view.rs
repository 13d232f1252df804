//! The page as plain data: what a screen shows of it. The words are the screen's own.

use super::tray::TrayEnd;
use turno_domain::site::Doors;

/// What stands on the page.
#[derive(Debug, Clone, PartialEq)]
pub enum UpkeepView {
    /// The PIN is asked for.
    Pin(PinView),
    /// Everything in one list.
    Page(Box<PageView>),
    /// The tickets before opening.
    Tray(Box<TrayView>),
    /// The last lines of the log.
    Log(Vec<String>),
}

/// The PIN is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinView {
    /// How many digits are typed.
    pub digits: usize,
    /// What is said of it.
    pub word: PinWord,
    /// For so many seconds nobody may try.
    pub seconds: u32,
    /// Whether "Avanti" can be touched.
    pub can_go_on: bool,
}

/// What is said of the PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinWord {
    /// It is asked for.
    Asked,
    /// It is looked at.
    Trying,
    /// It was wrong.
    Wrong,
    /// Nobody may try.
    Wait,
    /// There is none.
    NotSet,
    /// It cannot be used.
    Unusable,
}

/// The page.
#[derive(Debug, Clone, PartialEq)]
pub struct PageView {
    /// How each part is that the site has.
    pub parts: Vec<(PartName, PartWord)>,
    /// What became of the test print.
    pub test: Option<TestWord>,
    /// What became of the new roll.
    pub roll: Option<RollView>,
    /// How many tickets wait for the printer and come out by themselves.
    pub held: usize,
    /// Whether there is a printer.
    pub prints: bool,
    /// The doors.
    pub doors: Doors,
    /// What became of setting them.
    pub doors_word: DoorsWord,
    /// Whether there is a hub.
    pub hub_is_here: bool,
    /// How loud the loudspeaker is, percent.
    pub loudspeaker: u8,
    /// How loud the headphones are, percent; `None` where the site has none.
    pub headphones: Option<u8>,
    /// How bright the display is, percent; `None` where that cannot be set.
    pub brightness: Option<u8>,
    /// The addresses of this machine.
    pub addresses: String,
    /// Where it looks for the hub.
    pub hub: String,
    /// The program's version.
    pub version: &'static str,
    /// What is asked over the page.
    pub asks: Option<PageAsk>,
}

/// A part of the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum PartName {
    Printer,
    Scanner,
    Button,
    Light,
    Buzzer,
    Loudspeaker,
    Headphones,
    Hub,
}

/// How a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartWord {
    /// It works.
    Ready,
    /// Little paper is left.
    NearEnd,
    /// No paper is left.
    PaperOut,
    /// The printer's cover is open.
    CoverOpen,
    /// The cutter is jammed.
    Cutter,
    /// The printer has stopped.
    Stopped,
    /// The printer is broken.
    Broken,
    /// It is off, or the cable is.
    Offline,
    /// It says nothing.
    Silent,
    /// The site has none.
    None,
    /// It is not there.
    Absent,
    /// No headphones are plugged in, which is as it should be.
    Unplugged,
    /// It is there and cannot be used.
    Failing,
    /// It cannot be reached.
    Away,
}

/// What became of a test print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestWord {
    /// It is on its way.
    Printing,
    /// The printer stands; it comes out later, or not.
    Waits,
    /// It is proven.
    Printed,
    /// Nobody knows.
    Unsure,
    /// It did not come out.
    NotOut,
}

/// What became of a new roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollView {
    /// What the printer says of it.
    pub word: RollWord,
    /// So many papers came out since.
    pub came: usize,
    /// So many did not.
    pub lost: usize,
}

/// What the printer says of a new roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RollWord {
    /// It is being asked.
    Asking,
    /// There is paper.
    There,
    /// There is little.
    NearEnd,
    /// It still stands.
    Stands,
}

/// What became of setting the doors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DoorsWord {
    /// Nobody touched them.
    #[default]
    Nothing,
    /// The hub is asked.
    Asking,
    /// Done.
    Done,
    /// The hub's answer was lost: nobody knows.
    Unsure,
    /// Not done.
    NotDone,
}

/// What is asked over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageAsk {
    /// Shall the program begin anew?
    Restart,
    /// Shall the tickets that were not handed out be given back?
    GiveBack,
}

/// The tickets before opening.
#[derive(Debug, Clone, PartialEq)]
pub struct TrayView {
    /// The site's services, and whether it is the chosen one.
    pub services: Vec<(String, bool)>,
    /// How many are printed.
    pub count: u32,
    /// Whether they can be printed: a service is chosen, hub and printer are there.
    pub can_print: bool,
    /// Whether there is a hub.
    pub hub_is_here: bool,
    /// Whether there is a printer.
    pub prints: bool,
    /// So many came out of so many, while they are printed.
    pub progress: Option<(u32, u32)>,
    /// How it ended.
    pub end: Option<TrayEnd>,
    /// The numbers that came out and are alive.
    pub out: String,
    /// The first that is given back, and how many are.
    pub left_over: Option<(String, u32)>,
    /// Those on their way back, those that are cancelled, those that the hub would not cancel.
    pub back: [String; 3],
    /// What is asked over the page.
    pub asks: Option<PageAsk>,
}
