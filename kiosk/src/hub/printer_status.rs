//! What the kiosk tells the hub of itself: its version, and how its printer and the other parts of its shelf are.

use super::HubJoint;
use super::wishes::{may_pass, until_answered};
use std::sync::Arc;
use tokio::sync::watch;
use turno_devices::part::PartStates;
use turno_devices::printer::PrinterState;
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
    let part = |name: &str, state: &str| (name.to_owned(), state.to_owned());
    let own = [part("version", env!("CARGO_PKG_VERSION")), part("printer", printer.word())];
    let shelf = shelf.named().map(|(name, state)| part(name, state.word()));
    DeviceStatusRequest { parts: own.into_iter().chain(shelf).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turno_devices::part::PartState;

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
