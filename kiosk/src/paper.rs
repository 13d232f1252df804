//! The joint to the printer: hands tickets to `turno-devices`, and tells model and hub what became of their paper.

use crate::hub::{HubJoint, may_pass};
use crate::model::{Input, Paper, TestWord, UpkeepNews};
use crate::port::Mailbox;
use crate::printed_today::PrintedToday;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use turno_clock::Clock;
use turno_devices::escpos::{self, PrinterProfile};
use turno_devices::paper::{TestPrint, TicketPaper};
use turno_devices::printer::{
    HeldTicket, Mouth, PaperEvent, PaperEvents, Printer, PrinterHandle, PrinterState, PrinterTimes,
};
use turno_devices::spool::{FailReason, Job, JobState, Spool, SpoolError};
use turno_devices::transport::PrinterUrl;
use turno_domain::ids::TicketId;
use turno_domain::ticket::PaperState;
use turno_domain::time::Timestamp;
use turno_protocol::site::{SitePrinter, SiteView};

/// What the spool calls a test print, before its moment: it is nobody's ticket.
const TEST: &str = "test-print-";

/// Something to be printed.
#[derive(Debug)]
pub enum ToPrint {
    /// A ticket.
    Ticket(TicketId, Box<TicketPaper>),
    /// Nothing more of this ticket: its number was given back.
    Nothing(TicketId),
    /// A test print.
    Test,
}

/// What the printer's task needs to begin.
#[derive(Debug)]
pub struct PaperJoint {
    /// The printer named on the command line; it goes before the site's.
    pub chosen: Option<PrinterUrl>,
    /// Whether only a printer on this machine may be used, because a test moves the clock.
    pub only_here: bool,
    /// The folder of the spool.
    pub spool: PathBuf,
    /// The papers of the day.
    pub printed: PrintedToday,
    /// The clock.
    pub clock: Clock,
    /// The model.
    pub mailbox: Mailbox,
    /// Where it is said how the printer is.
    pub state: watch::Sender<PrinterState>,
    /// The hub.
    pub hub: HubJoint,
}

impl PaperJoint {
    /// Prints what comes, for as long as something can come.
    pub async fn serve(
        self,
        mut tickets: mpsc::UnboundedReceiver<ToPrint>,
        mut sites: watch::Receiver<Option<Arc<SiteView>>>,
    ) {
        let printed = tokio::task::block_in_place(|| self.printed.read());
        self.mailbox.tell_busy(Input::PrintedToday(printed), self.clock.busy());
        let mut settings = SitePrinter::default();
        // With a printer of one's own there is no reason to wait for the site.
        let mut printing = if self.chosen.is_some() { self.start(&settings) } else { None };
        loop {
            tokio::select! {
                changed = sites.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let new = sites.borrow_and_update().as_ref().map(|site| site.printer.clone());
                    let Some(new) = new else { continue };
                    let other_url = self.chosen.is_none() && new.url != settings.url;
                    let other_printer = other_url || new.presenter != settings.presenter;
                    settings = new;
                    if other_printer && let Some(printing) = printing.take() {
                        printing.stop().await;
                    }
                    if printing.is_none() {
                        printing = self.start(&settings);
                    }
                }
                ticket = tickets.recv() => {
                    let Some(to_print) = ticket else { return };
                    let busy = self.clock.busy();
                    if printing.is_none() {
                        printing = self.start(&settings);
                    }
                    match (&printing, to_print) {
                        (Some(printing), ToPrint::Ticket(ticket, paper)) => {
                            self.print(&printing.handle, &settings, ticket, &paper).await;
                        }
                        (Some(printing), ToPrint::Nothing(ticket)) => withdraw(&printing.handle, ticket).await,
                        (None, ToPrint::Nothing(_)) => {}
                        (Some(printing), ToPrint::Test) => self.test(&printing.handle, &settings).await,
                        (None, ToPrint::Ticket(ticket, _)) => self.not_printed(ticket).await,
                        (None, ToPrint::Test) => self.tell_test(TestWord::NotOut),
                    }
                    drop(busy);
                }
            }
        }
    }

    /// The printer that the site file names, if it may be used.
    fn site_printer(&self, settings: &SitePrinter) -> Option<PrinterUrl> {
        let url = match settings.url.as_deref().map(str::parse::<PrinterUrl>) {
            None => return None,
            Some(Ok(url)) => url,
            Some(Err(error)) => {
                tracing::error!(%error, "the site's printer cannot be used");
                return None;
            }
        };
        if self.only_here && !url.stays_on_this_machine() {
            tracing::error!("a test's clock drives no real printer: there is none");
            return None;
        }
        Some(url)
    }

    /// Starts the printer that is meant. A spool that cannot be used (a full disk) stops no citizen: numbers go on, and each
    /// ticket tries again.
    fn start(&self, settings: &SitePrinter) -> Option<Printing> {
        let url = self.chosen.clone().or_else(|| self.site_printer(settings));
        let exists = url.is_some();
        self.mailbox.tell_busy(Input::Printer(exists), self.clock.busy());
        let started = open_spool(&self.spool, self.clock.now().wall).and_then(|spool| {
            Printer::start(url, settings.presenter, PrinterTimes::default(), spool)
                .map_err(PaperError::Thread)
        });
        let (printer, events) =
            started.inspect_err(|error| tracing::error!(%error, "nothing can be printed")).ok()?;
        let handle = printer.handle();
        let (to_hub, line) = mpsc::unbounded_channel();
        let telling = [
            tokio::spawn(tell_model(
                events,
                to_hub,
                handle.clone(),
                exists,
                self.mailbox.clone(),
                self.clock.clone(),
            )),
            tokio::spawn(tell_hub(line, handle.clone(), self.hub.clone())),
            tokio::spawn(tell_state(handle.clone(), self.state.clone(), self.mailbox.clone())),
        ];
        Some(Printing { printer, handle, telling })
    }

    async fn print(
        &self,
        printer: &PrinterHandle,
        settings: &SitePrinter,
        ticket: TicketId,
        paper: &TicketPaper,
    ) {
        let profile = profile(settings);
        let bytes = match escpos::job(&paper.layout(profile.width), &profile) {
            Ok(bytes) => bytes,
            Err(error) => {
                tracing::error!(%error, "a ticket cannot be laid out");
                return self.not_printed(ticket).await;
            }
        };
        if paper.reprint && !self.makes_way(printer, ticket).await {
            return;
        }
        let taken = self.clock.now().wall;
        let job = Job { ticket: ticket.to_string(), reprint: paper.reprint, taken, bytes };
        let (printer, printed, paper) = (printer.clone(), self.printed.clone(), paper.clone());
        // It syncs the disk.
        let submitted = tokio::task::spawn_blocking(move || {
            if let Err(error) = printed.keep(ticket, &paper) {
                tracing::warn!(%error, "a ticket's paper is not kept: after a restart it cannot be printed again");
            }
            printer.submit(&job)
        });
        match submitted.await {
            // Where a wish that an earlier run left is on paper already, its end is told as any other.
            Ok(Ok(_) | Err(SpoolError::AlreadyThere { .. })) => self.struck_out(ticket).await,
            refused => {
                tracing::error!(?refused, "the spool did not take a ticket");
                self.not_printed(ticket).await;
            }
        }
    }

    /// Takes back what stands in line of a ticket before a copy of it; says whether the copy may be printed. While the printer has a
    /// paper of it there is none: two good papers are two people with one number.
    async fn makes_way(&self, printer: &PrinterHandle, ticket: TicketId) -> bool {
        let printer = printer.clone();
        // It syncs the disk.
        let withdrawn =
            tokio::task::spawn_blocking(move || printer.withdraw_papers(&ticket.to_string())).await;
        match withdrawn {
            Ok(Ok(None)) => true,
            Ok(Ok(Some(coming))) => {
                self.mailbox.tell_busy(Input::StillComing(ticket, coming.reprint), self.clock.busy());
                false
            }
            error => {
                tracing::error!(?error, "no copy is printed: the first paper cannot be taken back");
                self.mailbox
                    .tell_busy(Input::Copy(ticket, Paper::State(PaperState::Failed)), self.clock.busy());
                false
            }
        }
    }

    /// No paper comes of it, and no spool tells of that: model and hub hear it from here.
    async fn not_printed(&self, ticket: TicketId) {
        self.tell(ticket, Paper::State(PaperState::Failed));
        let hub = self.hub.clone();
        tokio::spawn(async move {
            let _ = hub.report_paper(ticket, PaperState::Failed, false).await;
        });
        self.struck_out(ticket).await;
    }

    /// The wish for this number is carried out. It syncs the disk.
    async fn struck_out(&self, ticket: TicketId) {
        let hub = self.hub.clone();
        let _ = tokio::task::spawn_blocking(move || hub.is_on_its_way(ticket)).await;
    }

    async fn test(&self, printer: &PrinterHandle, settings: &SitePrinter) {
        let profile = profile(settings);
        let taken = self.clock.now().wall;
        let test = TestPrint {
            code_page: profile.code_page,
            printer: self
                .chosen
                .as_ref()
                .map(PrinterUrl::to_string)
                .or(settings.url.clone())
                .unwrap_or_default(),
            asked: taken.local(chrono_tz::Europe::Rome).naive_local(),
        };
        let Ok(bytes) = escpos::job(&test.layout(profile.width), &profile) else {
            return self.tell_test(TestWord::NotOut);
        };
        let job = Job { ticket: format!("{TEST}{}", taken.millis()), reprint: true, taken, bytes };
        let printer = printer.clone();
        let submitted = tokio::task::spawn_blocking(move || printer.submit(&job)).await;
        if !matches!(submitted, Ok(Ok(_))) {
            tracing::error!(?submitted, "the spool did not take a test print");
            self.tell_test(TestWord::NotOut);
        }
    }

    fn tell_test(&self, word: TestWord) {
        self.mailbox.tell_busy(Input::Upkeep(UpkeepNews::Test(word)), self.clock.busy());
    }

    fn tell(&self, ticket: TicketId, paper: Paper) {
        self.mailbox.tell_busy(Input::Paper(ticket, paper), self.clock.busy());
    }
}

/// Takes back what was not sent of this ticket's paper.
async fn withdraw(printer: &PrinterHandle, ticket: TicketId) {
    let printer = printer.clone();
    // It syncs the disk.
    let withdrawn = tokio::task::spawn_blocking(move || printer.withdraw_papers(&ticket.to_string())).await;
    if !matches!(withdrawn, Ok(Ok(_))) {
        tracing::error!(?withdrawn, "the paper of a number that was given back may still come out");
    }
}

/// A printer at work, and who tells of it.
struct Printing {
    printer: Printer,
    handle: PrinterHandle,
    telling: [JoinHandle<()>; 3],
}

impl Printing {
    /// Ends it and lets go of the spool. What the hub was not told yet stays in the spool and is told by the next.
    async fn stop(self) {
        for task in self.telling {
            task.abort();
            let _ = task.await;
        }
        drop(self.handle);
        let _ = tokio::task::spawn_blocking(move || self.printer.stop()).await;
    }
}

/// Tells the model what becomes of tickets. The hub's patience must not hold the screen up, so its news stand in a line.
async fn tell_model(
    mut events: PaperEvents,
    to_hub: mpsc::UnboundedSender<(PaperEvent, TicketId)>,
    printer: PrinterHandle,
    exists: bool,
    mailbox: Mailbox,
    clock: Clock,
) {
    while let Some(event) = events.recv().await {
        let busy = clock.busy();
        if event.ticket.starts_with(TEST) {
            mailbox.tell_busy(Input::Upkeep(UpkeepNews::Test(test_word(event.state))), busy);
            settle_test(&printer, &event);
            continue;
        }
        let Ok(ticket) = event.ticket.parse::<TicketId>() else {
            tracing::error!("a job of the spool names no ticket");
            continue;
        };
        let input = if event.reprint { Input::Copy } else { Input::Paper };
        match event.state {
            JobState::Failed(FailReason::NoPrinter) => {
                mailbox.tell_busy(input(ticket, Paper::NoPrinter), busy)
            }
            // A moment later it fails for want of a printer: not worth a flicker.
            JobState::Queued if !exists => {}
            state => mailbox.tell_busy(input(ticket, Paper::State(word(state))), busy),
        }
        let _ = to_hub.send((event, ticket));
    }
}

/// A test print that has come to its end is nobody's any more.
fn settle_test(printer: &PrinterHandle, event: &PaperEvent) {
    if matches!(event.state, JobState::Queued | JobState::Sent) {
        return;
    }
    if let Err(error) = tokio::task::block_in_place(|| printer.settle(event.job)) {
        tracing::warn!(%error, "the spool does not forget a test print");
    }
}

fn test_word(state: JobState) -> TestWord {
    match state {
        JobState::Queued | JobState::Sent => TestWord::Printing,
        JobState::Proven => TestWord::Printed,
        JobState::Failed(_) => TestWord::NotOut,
        JobState::Unknown => TestWord::Unsure,
    }
}

/// Tells the hub, in order; forgets a ticket's end once the hub knows it or does not want to.
async fn tell_hub(
    mut line: mpsc::UnboundedReceiver<(PaperEvent, TicketId)>,
    printer: PrinterHandle,
    hub: HubJoint,
) {
    while let Some((event, ticket)) = line.recv().await {
        let told = match hub.report_paper(ticket, word(event.state), event.reprint).await {
            Ok(()) => true,
            Err(error) => !may_pass(&error),
        };
        if told && !matches!(event.state, JobState::Queued | JobState::Sent) {
            // In place, so that whoever stops this task has stopped the settling, too.
            if let Err(error) = tokio::task::block_in_place(|| printer.settle(event.job)) {
                tracing::warn!(%error, "the spool does not forget a ticket");
            }
        }
    }
}

/// Says how this printer is, for as long as it is the one in use.
async fn tell_state(handle: PrinterHandle, told: watch::Sender<PrinterState>, mailbox: Mailbox) {
    let (mut printer, mut held, mut mouth) = (handle.state(), handle.held(), handle.mouth());
    // Whoever ends the printer waits for every handle.
    drop(handle);
    let mut without_paper = false;
    loop {
        let state = *printer.borrow_and_update();
        mailbox.tell(Input::Upkeep(UpkeepNews::Printer(state)));
        let holds = held.borrow_and_update().clone();
        mailbox.tell(Input::Upkeep(UpkeepNews::Held(holds.len())));
        // A test print is nobody's ticket.
        mailbox.tell(Input::Held(in_printer(&holds)));
        if without_paper != (state == PrinterState::PaperOut) {
            without_paper = !without_paper;
            mailbox.tell(Input::PaperOut(without_paper));
        }
        told.send_if_modified(|known| std::mem::replace(known, state) != state);
        let changed = tokio::select! {
            changed = printer.changed() => changed,
            changed = held.changed() => changed,
            changed = mouth.changed() => {
                if *mouth.borrow_and_update() == Mouth::DrawnBack {
                    mailbox.tell(Input::DrawnBack);
                }
                changed
            }
        };
        if changed.is_err() {
            return;
        }
    }
}

/// The tickets that the printer has in its memory; what only stands in line is given up before long.
fn in_printer(holds: &[HeldTicket]) -> BTreeSet<TicketId> {
    holds.iter().filter(|held| held.in_printer).filter_map(|held| held.ticket.parse().ok()).collect()
}

fn profile(settings: &SitePrinter) -> PrinterProfile {
    let SitePrinter { width_mm, code_page, cutter, presenter, .. } = *settings;
    PrinterProfile::of_site(width_mm, code_page, cutter, presenter)
}

fn word(state: JobState) -> PaperState {
    match state {
        JobState::Queued => PaperState::Queued,
        JobState::Sent => PaperState::Sent,
        JobState::Proven => PaperState::Proven,
        JobState::Failed(_) => PaperState::Failed,
        JobState::Unknown => PaperState::Unknown,
    }
}

fn open_spool(folder: &Path, now: Timestamp) -> Result<Spool, PaperError> {
    std::fs::create_dir_all(folder).map_err(|source| PaperError::Folder(folder.to_owned(), source))?;
    Ok(Spool::open(folder, now)?)
}

/// Why nothing can be printed at the moment.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The spool's folder cannot be made.
    #[error("the folder of the print spool, {}, cannot be made: {}", .0.display(), .1)]
    Folder(PathBuf, #[source] std::io::Error),
    /// The spool cannot be used.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// No thread.
    #[error("the printer's task cannot start: {0}")]
    Thread(#[source] std::io::Error),
}
