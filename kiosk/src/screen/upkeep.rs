//! The page of whoever looks after the kiosk, put into the properties of its screen; its touches.

use super::shown::{set_rows, signed};
use super::ui::{
    DoorsKind, DoorsWord as Set, KioskWindow, PartData, PartName as Name, PartWord as Part, PinWord as Pin,
    RollWord as Roll, ServiceData, TestWord as Test, TrayEnd as End, Upkeep, UpkeepAsk, UpkeepLeaf,
    UpkeepTouch as Finger,
};
use crate::model::{
    DoorsWord, PageAsk, PageView, PartName, PartWord, PinView, PinWord, RollWord, TestWord, Touch, TrayEnd,
    TrayView, UpkeepTouch, UpkeepView,
};
use slint::{ComponentHandle, ModelRc, SharedString, VecModel};
use std::rc::Rc;
use turno_devices::speech::SoundOutput;
use turno_domain::site::Doors;
use turno_domain::ticket::TicketNumber;

/// The rows of the page.
#[derive(Default)]
pub(super) struct Rows {
    parts: Rc<VecModel<PartData>>,
    services: Rc<VecModel<ServiceData>>,
    lines: Rc<VecModel<SharedString>>,
}

impl Rows {
    /// Joins the rows to the screen, once.
    pub(super) fn join(&self, window: &KioskWindow) {
        let upkeep = window.global::<Upkeep<'_>>();
        upkeep.set_parts(ModelRc::from(Rc::clone(&self.parts)));
        upkeep.set_services(ModelRc::from(Rc::clone(&self.services)));
        upkeep.set_lines(ModelRc::from(Rc::clone(&self.lines)));
    }

    /// Puts the page on the screen.
    pub(super) fn push(&self, window: &KioskWindow, view: &UpkeepView) {
        let upkeep = window.global::<Upkeep<'_>>();
        match view {
            UpkeepView::Pin(pin) => push_pin(&upkeep, *pin),
            UpkeepView::Page(page) => self.push_page(&upkeep, page),
            UpkeepView::Tray(tray) => self.push_tray(&upkeep, tray),
            UpkeepView::Log(lines) => {
                set_rows(&self.lines, lines.iter().map(SharedString::from));
                upkeep.set_asks(UpkeepAsk::Nothing);
                upkeep.set_leaf(UpkeepLeaf::Log);
            }
        }
    }

    fn push_page(&self, upkeep: &Upkeep<'_>, page: &PageView) {
        let parts = page.parts.iter();
        set_rows(
            &self.parts,
            parts.map(|(name, word)| PartData { name: name_of(*name), word: part_word(*word) }),
        );
        upkeep.set_test(match page.test {
            None => Test::Nothing,
            Some(TestWord::Printing) => Test::Printing,
            Some(TestWord::Waits) => Test::Waits,
            Some(TestWord::Printed) => Test::Printed,
            Some(TestWord::Unsure) => Test::Unsure,
            Some(TestWord::NotOut) => Test::NotOut,
        });
        upkeep.set_roll(match page.roll.map(|roll| roll.word) {
            None => Roll::Nothing,
            Some(RollWord::Asking) => Roll::Asking,
            Some(RollWord::There) => Roll::There,
            Some(RollWord::NearEnd) => Roll::NearEnd,
            Some(RollWord::Stands) => Roll::Stands,
        });
        let (came, lost) = page.roll.map_or((0, 0), |roll| (roll.came, roll.lost));
        upkeep.set_came(count(came));
        upkeep.set_lost(count(lost));
        upkeep.set_held(count(page.held));
        upkeep.set_prints(page.prints);
        upkeep.set_hub_is_here(page.hub_is_here);
        upkeep.set_doors(match page.doors {
            Doors::Hours => DoorsKind::Hours,
            Doors::Open => DoorsKind::Open,
            Doors::Closed => DoorsKind::Closed,
        });
        upkeep.set_doors_word(match page.doors_word {
            DoorsWord::Nothing => Set::Nothing,
            DoorsWord::Asking => Set::Asking,
            DoorsWord::Done => Set::Done,
            DoorsWord::Unsure => Set::Unsure,
            DoorsWord::NotDone => Set::NotDone,
        });
        upkeep.set_loudspeaker(page.loudspeaker.into());
        upkeep.set_headphones(page.headphones.map_or(-1, i32::from));
        upkeep.set_brightness(page.brightness.map_or(-1, i32::from));
        upkeep.set_addresses(page.addresses.as_str().into());
        upkeep.set_hub(page.hub.as_str().into());
        upkeep.set_version(page.version.into());
        upkeep.set_asks(asked(page.asks));
        upkeep.set_leaf(UpkeepLeaf::Page);
    }

    fn push_tray(&self, upkeep: &Upkeep<'_>, tray: &TrayView) {
        let services = tray.services.iter();
        set_rows(
            &self.services,
            services.map(|(name, chosen)| ServiceData { name: name.into(), chosen: *chosen }),
        );
        upkeep.set_count(signed(tray.count));
        upkeep.set_can_print(tray.can_print);
        upkeep.set_hub_is_here(tray.hub_is_here);
        upkeep.set_prints(tray.prints);
        upkeep.set_running(tray.progress.is_some());
        let (done, of) = tray.progress.unwrap_or_default();
        upkeep.set_done(signed(done));
        upkeep.set_of(signed(of));
        let (end, number) = tray_end(tray.end);
        upkeep.set_end(end);
        upkeep.set_end_number(number.map(crate::model::written).unwrap_or_default().into());
        upkeep.set_out(tray.out.as_str().into());
        let (first, left) = tray.left_over.clone().unwrap_or_default();
        upkeep.set_first_left(first.into());
        upkeep.set_left(signed(left));
        let [going, gone, refused] = &tray.back;
        upkeep.set_going(going.into());
        upkeep.set_gone(gone.into());
        upkeep.set_refused(refused.into());
        upkeep.set_asks(asked(tray.asks));
        upkeep.set_leaf(UpkeepLeaf::Tray);
    }
}

fn push_pin(upkeep: &Upkeep<'_>, pin: PinView) {
    upkeep.set_dots("•".repeat(pin.digits).into());
    upkeep.set_pin(match pin.word {
        PinWord::Asked => Pin::Asked,
        PinWord::Trying => Pin::Trying,
        PinWord::Wrong => Pin::Wrong,
        PinWord::Wait => Pin::Wait,
        PinWord::NotSet => Pin::NotSet,
        PinWord::Unusable => Pin::Unusable,
    });
    upkeep.set_pin_seconds(signed(pin.seconds));
    upkeep.set_can_go_on(pin.can_go_on);
    upkeep.set_asks(UpkeepAsk::Nothing);
    upkeep.set_leaf(UpkeepLeaf::Pin);
}

/// What a finger on the page meant, but for what needs a word more.
pub(super) fn meant(finger: Finger) -> Touch {
    use SoundOutput::{Headphones, Loudspeaker};
    Touch::Upkeep(match finger {
        Finger::TestPrint => UpkeepTouch::TestPrint,
        Finger::PaperChanged => UpkeepTouch::PaperChanged,
        Finger::Hours => UpkeepTouch::Doors(Doors::Hours),
        Finger::Open => UpkeepTouch::Doors(Doors::Open),
        Finger::Close => UpkeepTouch::Doors(Doors::Closed),
        Finger::Louder => UpkeepTouch::Sound(Loudspeaker, true),
        Finger::Softer => UpkeepTouch::Sound(Loudspeaker, false),
        Finger::NearLouder => UpkeepTouch::Sound(Headphones, true),
        Finger::NearSofter => UpkeepTouch::Sound(Headphones, false),
        Finger::Brighter => UpkeepTouch::Light(true),
        Finger::Darker => UpkeepTouch::Light(false),
        Finger::Tray => UpkeepTouch::Tray,
        Finger::More => UpkeepTouch::TrayCount(true),
        Finger::Fewer => UpkeepTouch::TrayCount(false),
        Finger::Print => UpkeepTouch::TrayPrint,
        Finger::Stop => UpkeepTouch::TrayStop,
        Finger::FromLater => UpkeepTouch::TrayFrom(true),
        Finger::FromEarlier => UpkeepTouch::TrayFrom(false),
        Finger::GiveBack => UpkeepTouch::TrayGiveBack,
        Finger::Log => UpkeepTouch::Log,
        Finger::Restart => UpkeepTouch::Restart,
        Finger::Sure => UpkeepTouch::Sure,
    })
}

/// A sentence to be tried, by headphones or not.
pub(super) fn tried(near: bool, sentence: &str) -> Touch {
    let output = if near { SoundOutput::Headphones } else { SoundOutput::Loudspeaker };
    Touch::Upkeep(UpkeepTouch::TrySound(output, sentence.to_owned()))
}

fn asked(asks: Option<PageAsk>) -> UpkeepAsk {
    match asks {
        None => UpkeepAsk::Nothing,
        Some(PageAsk::Restart) => UpkeepAsk::Restart,
        Some(PageAsk::GiveBack) => UpkeepAsk::GiveBack,
    }
}

fn tray_end(end: Option<TrayEnd>) -> (End, Option<TicketNumber>) {
    match end {
        None => (End::Nothing, None),
        Some(TrayEnd::Done) => (End::Done, None),
        Some(TrayEnd::Stopped) => (End::Stopped, None),
        Some(TrayEnd::NotOut(number)) => (End::NotOut, Some(number)),
        Some(TrayEnd::Unsure(number)) => (End::Unsure, Some(number)),
        Some(TrayEnd::Stands(number)) => (End::Stands, Some(number)),
        Some(TrayEnd::Refused) => (End::Refused, None),
    }
}

fn name_of(name: PartName) -> Name {
    match name {
        PartName::Printer => Name::Printer,
        PartName::Scanner => Name::Scanner,
        PartName::Button => Name::Button,
        PartName::Light => Name::Light,
        PartName::Buzzer => Name::Buzzer,
        PartName::Loudspeaker => Name::Loudspeaker,
        PartName::Headphones => Name::Headphones,
        PartName::Hub => Name::Hub,
    }
}

fn part_word(word: PartWord) -> Part {
    match word {
        PartWord::Ready => Part::Ready,
        PartWord::NearEnd => Part::NearEnd,
        PartWord::PaperOut => Part::PaperOut,
        PartWord::CoverOpen => Part::CoverOpen,
        PartWord::Cutter => Part::Cutter,
        PartWord::Stopped => Part::Stopped,
        PartWord::Broken => Part::Broken,
        PartWord::Offline => Part::Offline,
        PartWord::Silent => Part::Silent,
        PartWord::None => Part::None,
        PartWord::Absent => Part::Absent,
        PartWord::Unplugged => Part::Unplugged,
        PartWord::Failing => Part::Failing,
        PartWord::Away => Part::Away,
    }
}

fn count(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
