//! turno-desk: the program. Slint has the main thread, the hub is spoken to beside it.

use anyhow::Context;
use clap::Parser;
use slint::{CloseRequestResponse, ComponentHandle};
use std::cell::RefCell;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tracing_subscriber::EnvFilter;
use turno_client::{Enrolment, OnlyOne};
use turno_clock::{Busy, Clock, Unproven};
use turno_desk::chime::Chime;
use turno_desk::controller::Controller;
use turno_desk::drafts::{DraftFiles, DraftKey, Keeper, Keeping};
use turno_desk::enrolment::{self, Folders};
use turno_desk::habits;
use turno_desk::link::{self, Asked, SatDown, Tell};
use turno_desk::model::port::{Effect, Input};
use turno_desk::model::{Desk, port::EnrolmentFault};
use turno_desk::screen::DeskWindow;
use turno_domain::text::Language;
use turno_protocol::session::DeviceRole;

/// How often the desk looks at the time.
const TICK: Duration = Duration::from_secs(1);

/// What the operator works with: calls people, opens and closes their practices.
#[derive(Parser)]
#[command(name = "turno-desk", version)]
struct Arguments {
    /// The enrolment file of this desk; without it the one chosen at the first start.
    #[arg(long, value_name = "FILE")]
    hub: Option<PathBuf>,
    /// The language of the screens: it or en.
    #[arg(long, default_value = "it", value_parser = ["it", "en"])]
    language: String,
    /// Takes the time from a test's driver.
    #[arg(long, value_name = "SOCKET", hide = true)]
    test_clock: Option<PathBuf>,
    /// Serves a test's driver of this window.
    #[cfg(feature = "drive")]
    #[arg(long, value_name = "SOCKET", hide = true)]
    drive: Option<PathBuf>,
    /// Shows the window nowhere: it is drawn in memory, for a driver.
    #[cfg(feature = "drive")]
    #[arg(long, hide = true, requires = "drive")]
    headless: bool,
}

/// The controller, on the thread of the window; and what must live as long as it.
struct Here {
    controller: Rc<Controller>,
    lock: Option<OnlyOne>,
}

thread_local! {
    static HERE: RefCell<Option<Here>> = const { RefCell::new(None) };
}

/// What the effects need.
#[derive(Clone)]
struct Outside {
    runtime: Arc<Runtime>,
    folders: Folders,
    chime: Chime,
    drafts: Keeping,
    clock: Clock,
    asked: mpsc::UnboundedSender<Asked>,
    waiting: Arc<std::sync::Mutex<Option<mpsc::UnboundedReceiver<Asked>>>>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The first words that a person meets; the log says more.
            let _ = writeln!(std::io::stderr(), "turno-desk: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_env("TURNO_LOG").unwrap_or_else(|_| EnvFilter::new("info")))
        .with_writer(std::io::stderr)
        .init();
    let folders =
        Folders::of(|name| std::env::var(name).ok()).context("there is no home folder: HOME is not set")?;

    let file = arguments.hub.clone().or_else(|| folders.kept());
    let enrolled = match &file {
        Some(file) => Some(Enrolment::read(file, DeviceRole::Desk)?),
        None => None,
    };
    let only_one = match &enrolled {
        Some(enrolment) => Some(OnlyOne::take(&folders.state, DeviceRole::Desk, enrolment.device())?),
        None => None,
    };
    let device = enrolled.as_ref().map_or("", Enrolment::device);
    let clock = match &arguments.test_clock {
        Some(socket) => Clock::connect_test(socket, "turno-desk", device)?,
        None => Clock::real(Unproven::Trusted),
    };

    stage(arguments)?;
    let window = DeskWindow::new().context("there is no window to be had")?;
    turno_ui_kit::typeface::bundle();
    speak(&arguments.language)?;
    let (asked, waiting) = mpsc::unbounded_channel();
    let keeper = Keeper::start(DraftFiles::in_folder(folders.state.join("drafts")), clock.clone())?;
    let outside = Outside {
        drafts: keeper.keeping(),
        runtime: Arc::new(tokio::runtime::Builder::new_multi_thread().enable_all().build()?),
        chime: Chime::new(&folders.state),
        folders,
        clock: clock.clone(),
        asked,
        waiting: Arc::new(std::sync::Mutex::new(Some(waiting))),
    };
    let language = arguments.language.parse().unwrap_or(Language::It);
    let run = turno_client::CommandKey::fresh();
    let desk = Desk::new(clock.now().wall, language, enrolled.is_some(), run.as_str())
        .with_habits(habits::read(&outside.folders.state));
    let effects = outside.clone();
    let controller = Controller::new(
        desk,
        &window,
        clock.clone(),
        Box::new(move |effect, busy| effects.carry_out(effect, busy)),
    );
    HERE.with_borrow_mut(|here| *here = Some(Here { controller, lock: only_one }));
    if let Some(enrolment) = enrolled {
        outside.connect(enrolment);
    }
    outside.runtime.spawn(tick(clock.clone()));
    window.window().on_close_requested(move || {
        tell(Input::Close, clock.busy());
        CloseRequestResponse::KeepWindowShown
    });
    window.show()?;
    serve_driver(arguments, &window)?;
    slint::run_event_loop()?;
    HERE.with_borrow_mut(Option::take);
    keeper.finish();
    Ok(())
}

#[cfg(feature = "drive")]
fn stage(arguments: &Arguments) -> anyhow::Result<()> {
    use turno_ui_kit::drive::Stage;
    Ok(if arguments.headless { Stage::Headless } else { Stage::Display }.set()?)
}

#[cfg(not(feature = "drive"))]
fn stage(_: &Arguments) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(feature = "drive")]
fn serve_driver(arguments: &Arguments, window: &DeskWindow) -> anyhow::Result<()> {
    if let Some(socket) = &arguments.drive {
        turno_ui_kit::drive::serve(window, socket)?;
    }
    Ok(())
}

#[cfg(not(feature = "drive"))]
fn serve_driver(_: &Arguments, _: &DeskWindow) -> anyhow::Result<()> {
    Ok(())
}

/// Italian is what the screens are written in; the system's language decides nothing.
fn speak(language: &str) -> anyhow::Result<()> {
    let catalogue = if language == "it" { "" } else { language };
    slint::select_bundled_translation(catalogue).context("the language cannot be spoken")
}

/// Brings something to the desk, on the window's thread.
fn tell(input: Input, busy: Busy) {
    let told = slint::invoke_from_event_loop(move || {
        let controller = HERE.with_borrow(|here| here.as_ref().map(|here| Rc::clone(&here.controller)));
        if let Some(controller) = controller {
            controller.take(input);
        }
        drop(busy);
    });
    if told.is_err() {
        tracing::debug!("the window is gone");
    }
}

async fn tick(clock: Clock) {
    let mut ticks = clock.every(TICK);
    loop {
        let busy = ticks.next().await;
        tell(Input::Tick, busy);
    }
}

impl Outside {
    fn carry_out(&self, effect: Effect, busy: Busy) {
        match effect {
            Effect::Ask(request) => {
                // Nobody listens only while the program ends.
                let _ = self.asked.send((request, busy));
            }
            Effect::FindEnrolments => {
                let folders = self.folders.clone();
                self.runtime.spawn_blocking(move || tell(Input::Found(enrolment::find(&folders)), busy));
            }
            Effect::KeepDrafts(keep) => self.drafts.keep(keep, busy),
            Effect::Quit => {
                if let Err(error) = slint::quit_event_loop() {
                    tracing::warn!(%error, "the window does not close");
                }
            }
            Effect::Chime => {
                let chime = self.chime.clone();
                // Nobody waits for it: the mark of work is given back at once.
                self.runtime.spawn(async move { chime.play().await });
            }
            Effect::Remember(kept) => {
                let folder = self.folders.state.clone();
                self.runtime.spawn_blocking(move || {
                    if let Err(error) = habits::keep(&folder, kept) {
                        tracing::warn!(%error, "what was switched is forgotten at the end of the program");
                    }
                    drop(busy);
                });
            }
            Effect::Adopt(path) => {
                let outside = self.clone();
                self.runtime.spawn_blocking(move || outside.adopt(&path, busy));
            }
        }
    }

    /// Takes an enrolment over: a copy, a lock, a connection.
    fn adopt(&self, path: &Path, busy: Busy) {
        let result = enrolment::adopt(path, &self.folders).and_then(|enrolment| {
            let only_one = OnlyOne::take(&self.folders.state, DeviceRole::Desk, enrolment.device()).map_err(
                |error| {
                    tracing::error!(%error, "this enrolment cannot be used");
                    EnrolmentFault::InUse
                },
            )?;
            let _ = slint::invoke_from_event_loop(move || {
                HERE.with_borrow_mut(|here| {
                    if let Some(here) = here {
                        here.lock = Some(only_one);
                    }
                });
            });
            self.connect(enrolment);
            Ok(())
        });
        tell(Input::Enrolled(result), busy);
    }

    fn connect(&self, enrolment: Enrolment) {
        let waiting = self.waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        let Some(waiting) = waiting else { return };
        let clock = self.clock.clone();
        let (drafts, marks) = (self.drafts.clone(), self.clock.clone());
        let sat_down: SatDown = Arc::new(move |session| {
            let Some(key) = session.draft_key().and_then(|key| DraftKey::from_text(key.text())) else {
                tracing::warn!("the hub gave no key for drafts: what is typed is not kept on this PC");
                return;
            };
            let busy = marks.busy();
            let found = Box::new(move |found| self::tell(Input::Drafts(found), busy));
            drafts.sit_down(session.operator().clone(), key, found);
        });
        let tell: Tell = Arc::new(tell);
        self.runtime.spawn(async move {
            if let Err(error) = link::run(&enrolment, clock, waiting, tell, sat_down).await {
                tracing::error!(%error, "the hub cannot be spoken to");
            }
        });
    }
}
