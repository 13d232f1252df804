//! `turno-kiosk`: puts the kiosk together. Slint has the main thread; hub, printer and time live on a tokio runtime beside it.

use anyhow::{Context, Result, bail};
use clap::Parser;
use slint::ComponentHandle;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use turno_client::{Enrolment, Hub, OnlyOne, state_folder};
use turno_clock::{Busy, Clock, Unproven};
use turno_devices::part::PartStates;
use turno_devices::printer::PrinterState;
use turno_kiosk::arguments::{Arguments, Task};
use turno_kiosk::hub::{HubJoint, OpenWishes};
use turno_kiosk::model::{Effect, Input, UpkeepWish};
use turno_kiosk::paper::{PaperJoint, ToPrint};
use turno_kiosk::port::Mailbox;
use turno_kiosk::printed_today::PrintedToday;
use turno_kiosk::screen::Screen;
use turno_kiosk::selftest::{Part, Trial};
use turno_kiosk::service_pin;
use turno_kiosk::shelf::{Pending, ShelfJoint};
use turno_kiosk::upkeep::{LogTail, SysBacklight, UpkeepJoint};
use turno_protocol::session::DeviceRole;
use turno_protocol::site::{SiteKiosk, SitePrinter};
use turno_protocol::ticket::DetailsRequest;

/// How often the model hears that time has passed: count-downs show seconds.
const TICK: Duration = Duration::from_secs(1);
/// The exit code of a program that asks to be started anew (EX_TEMPFAIL of sysexits.h); the unit starts it again in any case.
const AGAIN: u8 = 75;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.task {
        None => match run(&arguments) {
            Ok(true) => return ExitCode::from(AGAIN),
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        },
        Some(Task::ServicePin { hub, state, pin_stdin }) => {
            set_service_pin(hub, state.as_deref(), *pin_stdin)
        }
        Some(Task::Selftest { part, hub, device, wait }) => {
            match selftest(*part, hub.as_deref(), device.clone(), Duration::from_secs(*wait)) {
                Ok(true) => Ok(()),
                Ok(false) => return ExitCode::FAILURE,
                Err(error) => Err(error),
            }
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("turno-kiosk: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Is a kiosk until it is told to end; says whether to begin anew.
fn run(arguments: &Arguments) -> Result<bool> {
    // A task speaks for itself, to a person; a kiosk to the log.
    let log = log_to_standard_error();
    let file = arguments.hub.as_deref().context("--hub is missing")?;
    let enrolment = Enrolment::read(file, DeviceRole::Kiosk)?;
    let state = state_folder(|name| std::env::var(name).ok())
        .context("no place to keep state: set HOME, XDG_STATE_HOME or STATE_DIRECTORY")?;
    let alone = OnlyOne::take(&state, DeviceRole::Kiosk, enrolment.device())?;
    let clock = clock(arguments, enrolment.device())?;

    set_stage(arguments)?;
    let (effects, wishes) = mpsc::unbounded_channel();
    let marks = clock.clone();
    let outlet = move |effect: Effect| {
        // The mark lasts until the wish is taken up, so that a test's driver never finds nobody at work in between.
        let _ = effects.send((effect, marks.busy()));
    };
    let screen = Screen::new(clock.clone(), outlet).context("the screen cannot be opened")?;

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mailbox = screen.mailbox();
    let open_wishes = OpenWishes::new(&alone.folder().join("wishes"));
    let hub = {
        let _inside = runtime.enter();
        HubJoint::new(Hub::new(&enrolment)?, clock.clone(), mailbox.clone(), open_wishes)
    };
    let (sites, site) = watch::channel(None);
    let (to_print, tickets) = mpsc::unbounded_channel();
    let (state, printer) = watch::channel(PrinterState::Unknown);
    let pending = Pending::default();
    let paper = PaperJoint {
        chosen: arguments.printer.clone(),
        only_here: clock.is_stepped(),
        spool: alone.folder().join("spool"),
        printed: PrintedToday::new(&alone.folder().join("printed")),
        clock: clock.clone(),
        mailbox: pending.listening(mailbox.clone(), clock.clone()),
        state,
        hub: hub.clone(),
    };
    let (to_shelf, shelf_wishes) = mpsc::unbounded_channel();
    let (states, shelf) = watch::channel(PartStates::default());
    let joint = ShelfJoint {
        only_here: clock.is_stepped(),
        clock: clock.clone(),
        mailbox: mailbox.clone(),
        pending,
        states,
    };
    runtime.spawn(joint.serve(shelf_wishes, site.clone()));
    runtime.spawn(hub.clone().tell_status(printer, shelf, site.clone()));
    runtime.spawn(hub.clone().look_after_left_wishes(site.clone()));
    runtime.spawn(hub.clone().follow(sites));
    runtime.spawn(paper.serve(tickets, site));
    let again = Arc::new(AtomicBool::new(false));
    let (to_upkeep, upkeep_wishes) = mpsc::unbounded_channel();
    let upkeep = UpkeepJoint {
        folder: alone.folder().to_owned(),
        hub: enrolment.addresses().iter().map(ToString::to_string).collect(),
        log,
        backlight: Arc::new(SysBacklight::default()),
        again: Arc::clone(&again),
        clock: clock.clone(),
        mailbox: mailbox.clone(),
    };
    runtime.spawn(upkeep.serve(upkeep_wishes));
    runtime.spawn(carry_out(wishes, hub, to_print, to_shelf, to_upkeep));
    runtime.spawn(tell_time(clock, mailbox));
    runtime.spawn(quit_when_told());

    show(arguments, &screen)?;
    // Whatever still waits for a hub or a printer is in the spool, or of no more use.
    runtime.shutdown_timeout(Duration::from_secs(2));
    Ok(again.load(Ordering::SeqCst))
}

/// Tries one part, and says in Italian on standard output how it is.
fn selftest(part: Part, hub: Option<&Path>, device: Option<String>, wait: Duration) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let works = runtime.block_on(async {
        let (mut kiosk, mut printer) = (SiteKiosk::default(), SitePrinter::default());
        if let Some(file) = hub {
            let enrolment = Enrolment::read(file, DeviceRole::Kiosk)?;
            let site =
                Hub::new(&enrolment)?.site().await.context("the hub does not say what the kiosk has")?;
            (kiosk, printer) = (site.kiosk, site.printer);
        }
        let trial = Trial { kiosk, printer, device, wait, clock: Clock::real(Unproven::Trusted) };
        Ok(trial.run(part, &mut std::io::stdout().lock()).await?)
    });
    // A read that still waits for a touch must not hold the end up.
    runtime.shutdown_background();
    works
}

/// Sets the service PIN. It is asked for twice where nobody sees it typed.
fn set_service_pin(file: &Path, state: Option<&Path>, from_stdin: bool) -> Result<()> {
    let enrolment = Enrolment::read(file, DeviceRole::Kiosk)?;
    let state = match state {
        Some(state) => state.to_owned(),
        None => state_folder(|name| std::env::var(name).ok())
            .context("say by --state where the kiosk keeps its state")?,
    };
    let pin = if from_stdin {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("no PIN on standard input")?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    } else {
        let ask = |prompt| rpassword::prompt_password(prompt).context("the PIN cannot be asked for");
        let pin = ask("Service PIN: ")?;
        if ask("The same PIN again: ")? != pin {
            bail!("the two PINs differ; nothing was done");
        }
        pin
    };
    let folder = OnlyOne::folder_of(&state, DeviceRole::Kiosk, enrolment.device());
    Ok(service_pin::set(&folder, &pin)?)
}

/// JSON for the journal of the system, lines for a terminal; `TURNO_LOG` says how much. The last lines are kept.
fn log_to_standard_error() -> LogTail {
    let filter = tracing_subscriber::EnvFilter::try_from_env("TURNO_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let tail = LogTail::default();
    let registry = tracing_subscriber::registry().with(filter).with(tail.clone());
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        registry.with(lines).init();
    } else {
        registry.with(lines.json()).init();
    }
    tail
}

/// The machine's clock, or a test's; a test may drive no real printer.
fn clock(arguments: &Arguments, device: &str) -> Result<Clock> {
    let Some(socket) = &arguments.test_clock else {
        return Ok(Clock::real(Unproven::Trusted));
    };
    if arguments.printer.as_ref().is_some_and(|printer| !printer.stays_on_this_machine()) {
        bail!("--test-clock needs a printer on this machine: file:, tcp: on loopback, or a pseudo-terminal");
    }
    Clock::connect_test(socket, "turno-kiosk", device).context("the test's clock cannot be reached")
}

/// Carries the model's wishes to the hub and the printer, each at its own pace but in their order for one ticket's paper.
async fn carry_out(
    mut wishes: mpsc::UnboundedReceiver<(Effect, Busy)>,
    hub: HubJoint,
    to_print: mpsc::UnboundedSender<ToPrint>,
    to_shelf: mpsc::UnboundedSender<Effect>,
    to_upkeep: mpsc::UnboundedSender<(UpkeepWish, Busy)>,
) {
    while let Some((effect, busy)) = wishes.recv().await {
        let hub = hub.clone();
        match effect {
            Effect::Issue { attempt, service, language } => {
                tokio::spawn(under(busy, hub.issue(attempt, service, language)));
            }
            Effect::IssueForForm { attempt, code, language } => {
                tokio::spawn(under(busy, hub.issue_for_form(attempt, code, language)));
            }
            Effect::SendIntake(ticket, answers) => {
                tokio::spawn(under(busy, hub.send_intake(ticket, answers)));
            }
            Effect::GiveBack(ticket) => {
                tokio::spawn(under(busy, hub.give_back(ticket)));
            }
            Effect::Details { ticket, people, manner, language } => {
                let language = language.map(|language| language.to_string());
                let details = DetailsRequest { people, manner, language };
                tokio::spawn(under(busy, hub.send_details(ticket, details)));
            }
            Effect::GoAway(ticket) => {
                tokio::spawn(under(busy, hub.move_holder(ticket, true)));
            }
            Effect::ComeBack(ticket) => {
                tokio::spawn(under(busy, hub.move_holder(ticket, false)));
            }
            Effect::FindPage { attempt, token } => {
                tokio::spawn(under(busy, hub.find_page(attempt, token)));
            }
            Effect::AskHelp { attempt, ticket, language } => {
                tokio::spawn(under(busy, hub.ask_help(attempt, ticket, language)));
            }
            Effect::Withdraw(ticket) => {
                let _ = to_print.send(ToPrint::Nothing(ticket));
            }
            Effect::Print(ticket, paper) => {
                let _ = to_print.send(ToPrint::Ticket(ticket, paper));
                drop(busy);
            }
            Effect::Upkeep(UpkeepWish::IssueInAdvance { attempt, service }) => {
                tokio::spawn(under(busy, hub.issue_in_advance(attempt, service)));
            }
            Effect::Upkeep(UpkeepWish::SetDoors(doors)) => {
                tokio::spawn(under(busy, hub.set_doors(doors)));
            }
            Effect::Upkeep(UpkeepWish::TestPrint) => {
                let _ = to_print.send(ToPrint::Test);
                drop(busy);
            }
            Effect::Upkeep(wish) => {
                let _ = to_upkeep.send((wish, busy));
            }
            Effect::Light(_)
            | Effect::Buzz
            | Effect::Speak { .. }
            | Effect::Hush
            | Effect::Chime
            | Effect::Volume(..) => {
                let _ = to_shelf.send(effect);
                drop(busy);
            }
        }
    }
}

/// Begins `work`, which holds marks of its own, before the mark of its wish is let go.
async fn under(busy: Busy, work: impl Future<Output = ()>) {
    let mut work = std::pin::pin!(work);
    tokio::select! {
        biased;
        () = &mut work => return,
        () = std::future::ready(()) => drop(busy),
    }
    work.await;
}

async fn tell_time(clock: Clock, mailbox: Mailbox) {
    let mut ticks = clock.every(TICK);
    loop {
        let busy = ticks.next().await;
        mailbox.tell_busy(Input::Tick, busy);
    }
}

/// Ends the event loop at SIGTERM or SIGINT.
async fn quit_when_told() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    let _ = slint::quit_event_loop();
}

#[cfg(not(feature = "drive"))]
fn set_stage(_arguments: &Arguments) -> Result<()> {
    Ok(())
}

#[cfg(feature = "drive")]
fn set_stage(arguments: &Arguments) -> Result<()> {
    use turno_ui_kit::drive::Stage;
    let stage = if arguments.headless.is_some() { Stage::Headless } else { Stage::Display };
    Ok(stage.set()?)
}

/// Shows the window until it is closed (`--windowed`) or the program is told to end.
fn show(arguments: &Arguments, screen: &Screen) -> Result<()> {
    let window = screen.window();
    #[cfg(feature = "drive")]
    {
        if let Some((width, height)) = arguments.headless {
            window.window().set_size(slint::PhysicalSize::new(width, height));
        }
        if let Some(socket) = &arguments.drive {
            turno_ui_kit::drive::serve(window, socket).context("the driver's socket cannot be used")?;
        }
    }
    if arguments.windowed {
        window.run()?;
        return Ok(());
    }
    window.window().set_fullscreen(true);
    window.show()?;
    slint::run_event_loop_until_quit()?;
    Ok(())
}
