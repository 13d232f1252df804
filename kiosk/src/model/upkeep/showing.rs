//! From what is known to what the page shows.

use super::list::{Leaf, List};
use super::pin::{PinAnswer, PinPad};
use super::tray::{AT_MOST, Back};
use super::{
    Page, PageView, PartName, PartWord, PinView, PinWord, RollView, RollWord, TestWord, TrayView, UpkeepView,
};
use crate::model::{Link, Model, times};
use turno_devices::part::PartState;
use turno_devices::printer::{PrinterFault, PrinterState};
use turno_domain::ticket::TicketNumber;

impl Model {
    pub(in crate::model) fn upkeep_view(&self, page: &Page) -> UpkeepView {
        match page {
            Page::Pin(pad) => UpkeepView::Pin(self.pin_view(pad)),
            Page::List(list) => match list.leaf {
                Leaf::All => UpkeepView::Page(Box::new(self.page_view(list))),
                Leaf::Tray => UpkeepView::Tray(Box::new(self.tray_view(list))),
                Leaf::Log => UpkeepView::Log(self.log_lines()),
            },
        }
    }

    fn pin_view(&self, pad: &PinPad) -> PinView {
        let left = pad.wait_left(self.now);
        let word = match pad.tried {
            _ if pad.trying => PinWord::Trying,
            Some(PinAnswer::NotSet) => PinWord::NotSet,
            Some(PinAnswer::Unusable) => PinWord::Unusable,
            Some(PinAnswer::TooSoon(_)) if !left.is_zero() => PinWord::Wait,
            Some(PinAnswer::Wrong(_)) if pad.typed.is_empty() => PinWord::Wrong,
            _ => PinWord::Asked,
        };
        PinView {
            digits: pad.typed.as_str().len(),
            word,
            seconds: u32::try_from((left.num_milliseconds() + 999) / 1000).unwrap_or(0),
            can_go_on: pad.can_try(self.now),
        }
    }

    fn page_view(&self, list: &List) -> PageView {
        let known = &self.upkeep;
        PageView {
            parts: self.part_words(),
            test: list.test.map(|(word, since)| match word {
                TestWord::Printing if self.now.since(&since) >= times::PAPER_PATIENCE => TestWord::Waits,
                word => word,
            }),
            roll: list.roll.as_ref().map(|roll| RollView {
                word: match known.printer {
                    _ if self.now.since(&roll.since) < times::PRINTER_ASKED => RollWord::Asking,
                    Some(PrinterState::Ready) => RollWord::There,
                    Some(PrinterState::PaperNearEnd) => RollWord::NearEnd,
                    _ => RollWord::Stands,
                },
                came: roll.came,
                lost: roll.lost,
            }),
            held: known.held,
            prints: self.prints,
            doors: self.standing.doors,
            doors_word: list.doors,
            hub_is_here: self.link == Link::Here,
            loudspeaker: known.loudspeaker.in_percent(),
            headphones: known.parts.headphones.map(|_| known.headphones.in_percent()),
            brightness: known.machine.brightness,
            addresses: known.machine.addresses.join(" · "),
            hub: known.machine.hub.join(" · "),
            version: env!("CARGO_PKG_VERSION"),
            asks: list.asks,
        }
    }

    /// How the printer, the site's other parts and the hub are.
    fn part_words(&self) -> Vec<(PartName, PartWord)> {
        let parts = &self.upkeep.parts;
        let printer = match self.upkeep.printer {
            _ if !self.prints => PartWord::None,
            None => PartWord::Silent,
            Some(state) => printer_word(state),
        };
        let hub = if self.link == Link::Here { PartWord::Ready } else { PartWord::Away };
        let others = [
            (PartName::Scanner, parts.scanner),
            (PartName::Button, parts.button),
            (PartName::Light, parts.light),
            (PartName::Buzzer, parts.buzzer),
            (PartName::Loudspeaker, parts.loudspeaker),
            (PartName::Headphones, parts.headphones),
        ];
        let others = others.into_iter().filter_map(|(name, state)| {
            Some(match (name, state?) {
                (_, PartState::Ready) => (name, PartWord::Ready),
                (PartName::Headphones, PartState::Absent) => (name, PartWord::Unplugged),
                (_, PartState::Absent) => (name, PartWord::Absent),
                (_, PartState::Failing) => (name, PartWord::Failing),
            })
        });
        [(PartName::Printer, printer), (PartName::Hub, hub)].into_iter().chain(others).collect()
    }

    fn tray_view(&self, list: &List) -> TrayView {
        let tray = &self.upkeep.tray;
        let left = tray.left_over();
        let service = |service: &turno_protocol::site::SiteService| {
            (self.text(&service.names), Some(&service.key) == tray.service.as_ref())
        };
        TrayView {
            services: self.services().map(service).collect(),
            count: tray.count.min(AT_MOST),
            can_print: tray.service.is_some() && !tray.is_running() && self.link == Link::Here && self.prints,
            hub_is_here: self.link == Link::Here,
            prints: self.prints,
            progress: tray.progress(),
            end: tray.end,
            out: numbers(&tray.out()),
            left_over: left
                .first()
                .filter(|_| !tray.is_running())
                .map(|first| (written(*first), u32::try_from(left.len()).unwrap_or(0))),
            back: [Back::OnItsWay, Back::Yes, Back::Refused].map(|back| numbers(&tray.given_back(back))),
            asks: list.asks,
        }
    }

    fn log_lines(&self) -> Vec<String> {
        let lines = self.upkeep.machine.log.iter().rev();
        lines
            .map(|line| {
                format!("{}  {}", line.at.local(self.timezone).format("%-d.%-m. %H:%M:%S"), line.text)
            })
            .collect()
    }
}

/// A number as it stands in a sentence, with a space that does not break.
pub(crate) fn written(number: TicketNumber) -> String {
    format!("{}\u{202f}{:03}", number.letter, number.count)
}

fn numbers(numbers: &[TicketNumber]) -> String {
    numbers.iter().map(|number| written(*number)).collect::<Vec<_>>().join(" · ")
}

fn printer_word(state: PrinterState) -> PartWord {
    match state {
        PrinterState::Ready => PartWord::Ready,
        PrinterState::PaperNearEnd => PartWord::NearEnd,
        PrinterState::PaperOut => PartWord::PaperOut,
        PrinterState::CoverOpen => PartWord::CoverOpen,
        PrinterState::Error(PrinterFault::Cutter) => PartWord::Cutter,
        PrinterState::Error(PrinterFault::Recoverable) => PartWord::Stopped,
        PrinterState::Error(PrinterFault::Unrecoverable) => PartWord::Broken,
        PrinterState::Offline => PartWord::Offline,
        PrinterState::Unknown => PartWord::Silent,
        PrinterState::NoPrinter => PartWord::None,
    }
}
