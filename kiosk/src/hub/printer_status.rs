//! What the kiosk tells the hub of itself: its version, and how its printer is.

use super::HubJoint;
use super::wishes::{may_pass, until_answered};
use std::sync::Arc;
use tokio::sync::watch;
use turno_devices::printer::PrinterState;
use turno_protocol::session::DeviceStatusRequest;
use turno_protocol::site::SiteView;

impl HubJoint {
    /// Tells the hub this program's version and how its printer is: whenever a hub is found, which each snapshot's site in `sites`
    /// shows, and whenever the printer is otherwise.
    pub async fn tell_status(
        self,
        printer: watch::Receiver<PrinterState>,
        sites: watch::Receiver<Option<Arc<SiteView>>>,
    ) {
        tell_states(printer, sites, |state| {
            let (hub, clock) = (self.hub.clone(), self.clock.clone());
            async move {
                let status = status(state);
                let _ = until_answered(&clock, "status", may_pass, || hub.report_status(&status)).await;
            }
        })
        .await;
    }
}

/// Tells how the printer is, at each sign of a hub and at each change, for as long as there can be either. What is still being
/// told when the printer changes has grown old and is given up.
async fn tell_states<S, F: Future<Output = ()>>(
    mut printer: watch::Receiver<PrinterState>,
    mut hub: watch::Receiver<S>,
    tell: impl Fn(PrinterState) -> F,
) {
    // Before the first hub there is nobody to tell.
    if hub.changed().await.is_err() {
        return;
    }
    loop {
        let told = tell(*printer.borrow_and_update());
        let news = tokio::select! {
            () = told => tokio::select! {
                news = printer.changed() => news,
                news = hub.changed() => news,
            },
            news = printer.changed() => news,
        };
        if news.is_err() {
            return;
        }
    }
}

/// What the kiosk says of itself.
fn status(printer: PrinterState) -> DeviceStatusRequest {
    let part = |name: &str, state: &str| (name.to_owned(), state.to_owned());
    DeviceStatusRequest {
        parts: [part("version", env!("CARGO_PKG_VERSION")), part("printer", printer.word())].into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_printers_state_is_told_to_each_hub_that_is_found_and_when_it_changes() {
        let (printer, state) = watch::channel(PrinterState::Ready);
        let (hub, found) = watch::channel(0);
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let work = tokio::spawn(tell_states(state, found, move |state| {
            let told = told.clone();
            async move {
                told.send(state).unwrap();
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
        assert_eq!(heard.recv().await, Some(PrinterState::PaperNearEnd));
        hub.send_replace(2);
        assert_eq!(heard.recv().await, Some(PrinterState::PaperNearEnd), "another hub, or the same again");
        printer.send_replace(PrinterState::CoverOpen);
        assert_eq!(heard.recv().await, Some(PrinterState::CoverOpen));
        printer.send_replace(PrinterState::Ready);
        assert_eq!(heard.recv().await, Some(PrinterState::Ready), "what was being told has grown old");
        drop(printer);
        work.await.unwrap();
    }

    #[test]
    fn a_kiosk_says_its_version_and_how_its_printer_is() {
        let said = serde_json::to_value(status(PrinterState::PaperNearEnd)).unwrap();
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(said, serde_json::json!({"parts": {"printer": "paper-near-end", "version": version}}));
    }
}
