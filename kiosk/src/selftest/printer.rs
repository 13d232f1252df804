//! The printer: how it says that it is, and a test print that it must vouch for.

use super::Trial;
use std::io::{self, Write};
use std::time::Duration;
use tokio::time::timeout;
use turno_devices::escpos::{self, PrinterProfile};
use turno_devices::paper::TestPrint;
use turno_devices::printer::{Printer, PrinterTimes};
use turno_devices::spool::{Job, JobState, Spool};
use turno_devices::transport::PrinterUrl;

impl Trial {
    pub(super) async fn printer(&self, out: &mut dyn Write) -> io::Result<bool> {
        let Some(url) = self.address::<PrinterUrl>(self.printer.url.as_deref(), out)? else {
            return Ok(false);
        };
        writeln!(out, "Stampante: {url}")?;
        // Nobody else knows its name before it is there, and nobody else may look in.
        let folder = tempfile::Builder::new().prefix("turno-selftest-").tempdir()?;
        self.print(url, folder.path(), out).await
    }

    async fn print(
        &self,
        url: PrinterUrl,
        folder: &std::path::Path,
        out: &mut dyn Write,
    ) -> io::Result<bool> {
        let site = &self.printer;
        let profile = PrinterProfile::of_site(site.width_mm, site.code_page, site.cutter, site.presenter);
        let test = TestPrint {
            code_page: profile.code_page,
            printer: url.to_string(),
            asked: self.clock.now().wall.local(chrono_tz::Europe::Rome).naive_local(),
        };
        let bytes = escpos::job(&test.layout(profile.width), &profile).map_err(io::Error::other)?;
        let now = self.clock.now().wall;
        let spool = Spool::open(folder, now).map_err(io::Error::other)?;
        let (printer, mut events) =
            Printer::start(Some(url), profile.presenter, PrinterTimes::default(), spool)?;
        let job = Job { ticket: "selftest".to_owned(), reprint: false, taken: now, bytes };
        let handle = printer.handle();
        let handed = handle.clone();
        tokio::task::spawn_blocking(move || handed.submit(&job))
            .await
            .map_err(io::Error::other)?
            .map_err(io::Error::other)?;
        let ended = async {
            while let Some(event) = events.recv().await {
                if !matches!(event.state, JobState::Queued | JobState::Sent) {
                    return Some(event.state);
                }
            }
            None
        };
        let ended = timeout(self.wait.max(Duration::from_secs(1)), ended).await.ok().flatten();
        let state = *handle.state().borrow();
        writeln!(out, "La stampante dice: {}.", state.title())?;
        if let Some(advice) = state.what_to_do() {
            writeln!(out, "{advice}")?;
        }
        let works = match ended {
            Some(JobState::Proven) => {
                writeln!(out, "La prova è stampata. Guardi le lettere accentate, il codice e il taglio.")?;
                true
            }
            Some(JobState::Unknown) => {
                writeln!(
                    out,
                    "La stampante non conferma. Se la prova è uscita, stampa ma non sa dirlo: il totem mostrerà sempre il numero grande."
                )?;
                false
            }
            _ => {
                writeln!(
                    out,
                    "La prova non è stampata. Se il totem è in funzione lo fermi (sudo systemctl stop turno-kiosk) e riprovi."
                )?;
                false
            }
        };
        tokio::task::spawn_blocking(move || printer.stop()).await.map_err(io::Error::other)?;
        Ok(works)
    }
}
