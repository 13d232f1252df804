//! A kiosk as a program, with a screen that a test touches. It may be killed and started again on what it left.
//!
//! Knows when a touch counts, not what it is for.

use crate::process::Process;
use crate::screen::Screen;
use crate::site::{Enrolled, Site};
use anyhow::{Context, Result, bail, ensure};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

/// A little longer than the kiosk takes no touch for a screen that nobody can have seen yet.
const SETTLED: Duration = Duration::from_millis(500);

/// How a kiosk is started.
#[derive(Clone, Debug)]
pub struct KioskOptions {
    /// Its printer's address; none: the one of the site file, if there is one.
    pub printer: Option<String>,
    /// Width and height of its display.
    pub size: (u32, u32),
}

impl Default for KioskOptions {
    fn default() -> Self {
        Self { printer: None, size: (1080, 1920) }
    }
}

/// A running kiosk.
pub struct Kiosk {
    /// Its screen, by which it can be read at any moment; to touch it use [`touch`](Self::touch).
    pub screen: Screen,
    /// What it is at the hub.
    pub device: Enrolled,
    program: Process,
    options: KioskOptions,
    starts: u32,
    /// The path of a socket may have no more than 107 characters.
    sockets: TempDir,
}

impl Kiosk {
    /// Starts the kiosk that is enrolled as `device`.
    ///
    /// # Errors
    /// A program that is missing or stale, or shows no screen.
    pub async fn start(site: &Site, device: Enrolled, options: KioskOptions) -> Result<Self> {
        let sockets = tempfile::Builder::new().prefix("turno-kiosk-").tempdir()?;
        let (program, screen) = start(site, &device, &options, &sockets, 0).await?;
        Ok(Self { screen, device, program, options, starts: 1, sockets })
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        self.device.enrolment.device()
    }

    /// Ends it in the middle of whatever it does.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn kill(&mut self, site: &Site) -> Result<()> {
        self.program.kill().await?;
        Ok(site.clock()?.gone("turno-kiosk", self.device.enrolment.device()).await?)
    }

    /// Starts it anew after it was killed, on what it had written down.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_again(&mut self, site: &Site) -> Result<()> {
        (self.program, self.screen) =
            start(site, &self.device, &self.options, &self.sockets, self.starts).await?;
        self.starts += 1;
        Ok(())
    }

    /// Touches the button with this label, once it is there and has been for long enough to be seen.
    ///
    /// # Errors
    /// Here and below: what is not on the screen, with all that is.
    pub async fn touch(&mut self, site: &Site, label: &str) -> Result<()> {
        self.screen.sees_button(label).await?;
        site.clock()?.step(SETTLED).await?;
        self.screen.touch(label).await
    }

    /// Touches the screen at this point, whatever is there.
    ///
    /// # Errors
    /// A kiosk that does not answer.
    pub async fn tap(&mut self, x: f32, y: f32) -> Result<()> {
        self.screen.tap(x, y).await
    }

    /// Sets its service PIN, as whoever looks after it does at a terminal of its machine.
    ///
    /// # Errors
    /// A PIN that is refused.
    pub async fn set_service_pin(&self, site: &Site, pin: &str) -> Result<()> {
        let mut command = site.program_command("turno-kiosk", &["service-pin", "--pin-stdin", "--hub"])?;
        command.arg(&self.device.file).env("XDG_STATE_HOME", site.folder().join("state"));
        command.env_remove("STATE_DIRECTORY").stdin(Stdio::piped()).stderr(Stdio::piped());
        let mut program = command.spawn()?;
        let mut words = program.stdin.take().context("no standard input")?;
        words.write_all(format!("{pin}\n").as_bytes()).await?;
        drop(words);
        let ended = program.wait_with_output().await?;
        ensure!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        Ok(())
    }

    /// The process itself.
    pub fn program(&mut self) -> &mut Process {
        &mut self.program
    }
}

async fn start(
    site: &Site,
    device: &Enrolled,
    options: &KioskOptions,
    sockets: &TempDir,
    nth: u32,
) -> Result<(Process, Screen)> {
    let name = device.enrolment.device();
    let (width, height) = options.size;
    let size = format!("{width}x{height}");
    let mut command = site.program_command("turno-kiosk", &["--headless", &size])?;
    let socket = sockets.path().join(format!("screen-{nth}"));
    command.arg("--hub").arg(&device.file).arg("--drive").arg(&socket);
    if let Some(printer) = &options.printer {
        command.arg("--printer").arg(printer);
    }
    if site.clock().is_ok() {
        command.arg("--test-clock").arg(site.clock_socket());
    }
    let state = site.folder().join("state");
    command.env("XDG_STATE_HOME", &state).env("XDG_CONFIG_HOME", &state).env_remove("STATE_DIRECTORY");
    let mut program = Process::start(command, name, &site.logs())?;
    let logs = site.logs();
    let screen = tokio::select! {
        screen = Screen::connect("turno-kiosk", &socket, &logs) => screen?,
        ended = program.ended() => {
            let log = program.log_so_far();
            bail!("the kiosk ended at once ({}): {}", ended?, log.last().map_or("", String::as_str));
        }
    };
    if let Ok(clock) = site.clock() {
        clock.connected("turno-kiosk", name).await?;
    }
    Ok((program, screen))
}
