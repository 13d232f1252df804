//! What the kiosk tells the hub of itself: its version, and how its printer and the other parts of its shelf are.

use super::HubJoint;
use super::sending::{may_pass, until_answered};
use std::sync::Arc;
use tokio::sync::watch;
use turno_devices::part::{PartState, PartStates};
use turno_devices::printer::{PrinterFault, PrinterState};
use turno_protocol::part::{DevicePart, PartCondition, PrinterCondition};
use turno_protocol::session::DeviceStatusRequest;
use turno_protocol::site::SiteView;

impl HubJoint {
    /// Tells the hub this program's version and how its parts are: whenever a hub is found, which each snapshot's site in `sites`
    /// shows, and whenever a part is otherwise.
    pub async fn tell_status(
        self,
        printer: watch::Receiver<PrinterState>,
        shelf: watch::Receiver<PartStates>,
        sites: watch::Receiver<Option<Arc<SiteView>>>,
    ) {
        tell_states(printer, shelf, sites, |printer, shelf| {
            let (hub, clock) = (self.hub.clone(), self.clock.clone());
            async move {
                let status = status(printer, shelf);
                let _ = until_answered(&clock, "status", may_pass, || hub.report_status(&status)).await;
            }
        })
        .await;
    }
}

/// Tells how the parts are, at each sign of a hub and at each change, for as long as there can be either. What is still being
/// told when a part changes has grown old and is given up.
async fn tell_states<S, F: Future<Output = ()>>(
    mut printer: watch::Receiver<PrinterState>,
    mut shelf: watch::Receiver<PartStates>,
    mut hub: watch::Receiver<S>,
    tell: impl Fn(PrinterState, PartStates) -> F,
) {
    // Before the first hub there is nobody to tell.
    if hub.changed().await.is_err() {
        return;
    }
    loop {
        let told = tell(*printer.borrow_and_update(), *shelf.borrow_and_update());
        let news = tokio::select! {
            () = told => tokio::select! {
                news = printer.changed() => news,
                news = shelf.changed() => news,
                news = hub.changed() => news,
            },
            news = printer.changed() => news,
            news = shelf.changed() => news,
        };
        if news.is_err() {
            return;
        }
    }
}

/// What the kiosk says of itself.
fn status(printer: PrinterState, shelf: PartStates) -> DeviceStatusRequest {
    let part = |part: DevicePart, state: &str| (part.word().to_owned(), state.to_owned());
    let own = [
        ("version".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
        part(DevicePart::Printer, of_printer(printer).word()),
    ];
    let PartStates { scanner, button, light, buzzer, loudspeaker, headphones } = shelf;
    let shelf = [
        (DevicePart::Scanner, scanner),
        (DevicePart::Button, button),
        (DevicePart::Light, light),
        (DevicePart::Buzzer, buzzer),
        (DevicePart::Loudspeaker, loudspeaker),
        (DevicePart::Headphones, headphones),
    ];
    let shelf = shelf.into_iter().filter_map(|(name, state)| Some(part(name, of_part(state?).word())));
    DeviceStatusRequest { parts: own.into_iter().chain(shelf).collect() }
}

fn of_printer(state: PrinterState) -> PrinterCondition {
    match state {
        PrinterState::Ready => PrinterCondition::Ready,
        PrinterState::PaperNearEnd => PrinterCondition::PaperNearEnd,
        PrinterState::PaperOut => PrinterCondition::PaperOut,
        PrinterState::CoverOpen => PrinterCondition::CoverOpen,
        PrinterState::Error(PrinterFault::Cutter) => PrinterCondition::CutterError,
        PrinterState::Error(PrinterFault::Recoverable) => PrinterCondition::RecoverableError,
        PrinterState::Error(PrinterFault::Unrecoverable) => PrinterCondition::UnrecoverableError,
        PrinterState::Offline => PrinterCondition::Offline,
        PrinterState::Unknown => PrinterCondition::Unknown,
        PrinterState::NoPrinter => PrinterCondition::NoPrinter,
    }
}

fn of_part(state: PartState) -> PartCondition {
    match state {
        PartState::Ready => PartCondition::Ready,
        PartState::Absent => PartCondition::Absent,
        PartState::Failing => PartCondition::Failing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_parts_states_are_told_to_each_hub_that_is_found_and_when_they_change() {
        let (printer, state) = watch::channel(PrinterState::Ready);
        let (parts, shelf) = watch::channel(PartStates::default());
        let (hub, found) = watch::channel(0);
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let work = tokio::spawn(tell_states(state, shelf, found, move |state, shelf| {
            let told = told.clone();
            async move {
                told.send((state, shelf.scanner)).unwrap();
                if state == PrinterState::CoverOpen {
                    // A hub that never answers.
                    std::future::pending::<()>().await;
                }
            }
        }));
        printer.send_replace(PrinterState::PaperNearEnd);
        tokio::task::yield_now().await;
        assert!(heard.try_recv().is_err(), "there is no hub yet");
        hub.send_replace(1);
        assert_eq!(heard.recv().await, Some((PrinterState::PaperNearEnd, None)));
        hub.send_replace(2);
        assert_eq!(
            heard.recv().await,
            Some((PrinterState::PaperNearEnd, None)),
            "another hub, or the same again"
        );
        printer.send_replace(PrinterState::CoverOpen);
        assert_eq!(heard.recv().await, Some((PrinterState::CoverOpen, None)));
        printer.send_replace(PrinterState::Ready);
        assert_eq!(
            heard.recv().await,
            Some((PrinterState::Ready, None)),
            "what was being told has grown old"
        );
        parts.send_modify(|parts| parts.scanner = Some(PartState::Absent));
        assert_eq!(heard.recv().await, Some((PrinterState::Ready, Some(PartState::Absent))));
        drop(printer);
        work.await.unwrap();
    }

    #[test]
    fn a_kiosk_says_its_version_and_how_the_parts_are_that_it_has() {
        let shelf = PartStates { button: Some(PartState::Failing), ..PartStates::default() };
        let said = serde_json::to_value(status(PrinterState::PaperNearEnd, shelf)).unwrap();
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            said,
            serde_json::json!({"parts": {
                "button": "failing", "printer": "paper-near-end", "version": version,
            }})
        );
    }
}
