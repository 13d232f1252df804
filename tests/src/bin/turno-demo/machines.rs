//! The machines of one site, started as programs: hub, printer, kiosk, desk. Where they stand and what their people are called;
//! not what anybody does with them.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use turno_clock::Timestamp;
use turno_protocol::session::DeviceRole;
use turno_tests::{Enrolled, Printer, PrinterOptions, Process, Screen, Site, SiteOptions, example};

/// Who works at the site.
pub struct Person {
    /// What they sign in with.
    pub key: &'static str,
    /// What they are called.
    pub name: &'static str,
    /// Whether they may recognise people for SPID.
    pub rao: bool,
}

/// Works at counter 3, at the desk that can be seen.
pub const GIULIA: Person = Person { key: "giulia", name: "Giulia R.", rao: true };
/// Counter 1.
pub const CARLO: Person = Person { key: "carlo", name: "Carlo F.", rao: true };
/// Counter 2.
pub const ANNA: Person = Person { key: "anna", name: "Anna B.", rao: false };
/// Everybody's PIN: a demo hides nothing.
pub const PIN: &str = "246810";

/// Width and height of the kiosk's display.
pub const KIOSK: (u32, u32) = (1080, 1920);
/// Width and height of the desk's.
pub const DESK: (u32, u32) = (1366, 768);

/// Where the programs show their windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// On the display, the kiosk this large.
    Display(u32, u32),
    /// In memory.
    Memory,
}

/// A site whose machines run. Dropping it ends them.
pub struct Machines {
    /// Hub, clock and folder.
    pub site: Site,
    /// The device at the entrance.
    pub entrance: Enrolled,
    /// The kiosk's screen.
    pub kiosk: Screen,
    /// The desk's screen, at counter 3.
    pub desk: Screen,
    /// Where the printer leaves its tickets: `0001.png` and on.
    pub tickets: PathBuf,
    kiosk_program: Process,
    desk_program: Process,
    /// The printer at the entrance, to which anything may happen.
    pub printer: Printer,
    /// Sockets stand here, because the path of one may have no more than 107 characters.
    _sockets: TempDir,
}

impl Machines {
    /// Starts the demo's site in `folder`; with `starts_at` on a clock of its own.
    ///
    /// # Errors
    /// A program that is missing, stale, or does not come up.
    pub async fn start(folder: &Path, starts_at: Option<Timestamp>, stage: Stage) -> Result<Self> {
        let file = folder.join("site.toml");
        std::fs::copy(example("demo"), &file).with_context(|| file.display().to_string())?;
        let site = Site::start(SiteOptions {
            site: file.clone(),
            starts_at,
            folder: Some(folder.to_owned()),
            log: "info".to_owned(),
        })
        .await?;
        tell_public_address(&site, &file).await?;
        site.admin(&["manual", "import", &manual().to_string_lossy()]).await?.done()?;
        for person in [GIULIA, CARLO, ANNA] {
            add_operator(&site, &person).await?;
        }
        let entrance = site.enrol(DeviceRole::Kiosk, "ingresso").await?;
        let counter = site.enrol(DeviceRole::Desk, "sportello-3").await?;

        let tickets = folder.join("tickets");
        let options = PrinterOptions { pictures: Some(tickets.clone()), ..PrinterOptions::default() };
        let printer = Printer::start(&site, "printer", &options).await?;
        let url = printer.url().to_owned();

        let sockets = tempfile::Builder::new().prefix("turno-demo-").tempdir()?;
        let stand = Stand { site: &site, stage, sockets: sockets.path() };
        let size = format!("{}x{}", KIOSK.0, KIOSK.1);
        let (kiosk_program, mut kiosk) = match stage {
            Stage::Memory => {
                stand.program("turno-kiosk", &entrance, &["--printer", &url, "--headless", &size]).await?
            }
            Stage::Display(..) => {
                stand.program("turno-kiosk", &entrance, &["--printer", &url, "--windowed"]).await?
            }
        };
        if let Stage::Display(width, height) = stage {
            kiosk.size(width, height).await?;
        }
        let (desk_program, mut desk) = match stage {
            Stage::Memory => stand.program("turno-desk", &counter, &["--headless"]).await?,
            Stage::Display(..) => stand.program("turno-desk", &counter, &[]).await?,
        };
        if stage == Stage::Memory {
            desk.size(DESK.0, DESK.1).await?;
        }
        Ok(Self {
            site,
            entrance,
            kiosk,
            desk,
            tickets,
            kiosk_program,
            desk_program,
            printer,
            _sockets: sockets,
        })
    }

    /// Waits until a window was closed or a program ended by itself; says which.
    pub async fn first_to_end(&mut self) -> &'static str {
        tokio::select! {
            () = over(&mut self.kiosk_program) => "the kiosk was closed",
            () = over(&mut self.desk_program) => "the desk was closed",
        }
    }

    /// Ends everything in the order in which a site is closed; the hub must end well.
    ///
    /// # Errors
    /// A program that does not end.
    pub async fn stop(mut self) -> Result<()> {
        // A window that somebody closed is no fault.
        let _ = self.desk.quit().await;
        let _ = self.kiosk.quit().await;
        self.desk_program.ended().await?;
        self.kiosk_program.ended().await?;
        self.printer.stop().await?;
        self.site.stop_hub().await
    }
}

/// Waits for a program's end for as long as it takes.
async fn over(process: &mut Process) {
    while process.ended().await.is_err() {}
}

/// How programs with a screen are started.
struct Stand<'a> {
    site: &'a Site,
    stage: Stage,
    sockets: &'a Path,
}

impl Stand<'_> {
    async fn program(
        &self,
        program: &'static str,
        device: &Enrolled,
        arguments: &[&str],
    ) -> Result<(Process, Screen)> {
        let mut command = self.site.program_command(program, arguments)?;
        let socket = self.sockets.join(format!("{program}.sock"));
        command.arg("--hub").arg(&device.file).arg("--drive").arg(&socket);
        if self.site.clock().is_ok() {
            command.arg("--test-clock").arg(self.site.clock_socket());
        }
        // What they remember stays with the demo, away from what a real kiosk of this user keeps.
        let state = self.site.folder().join("state");
        command.env("XDG_STATE_HOME", &state).env("XDG_CONFIG_HOME", &state).env_remove("STATE_DIRECTORY");
        if self.stage != Stage::Memory {
            // Ctrl-C reaches everybody in the terminal's group; here one ends the others, in order.
            command.process_group(0);
        }
        let mut process = Process::start(command, program, &self.site.logs())?;
        let logs = self.site.logs();
        let screen = tokio::select! {
            screen = Screen::connect(program, &socket, &logs) => screen?,
            ended = process.ended() => {
                let log = process.log_so_far();
                bail!("{program} ended at once ({}): {}", ended?, log.iter().rfind(|line| !line.trim().is_empty()).map_or("", String::as_str));
            }
        };
        if let Ok(clock) = self.site.clock() {
            clock.connected(program, device.enrolment.device()).await?;
        }
        Ok((process, screen))
    }
}

/// Completes the site file with the address that the hub got: tickets then have a page, and paper a code that leads there.
async fn tell_public_address(site: &Site, file: &Path) -> Result<()> {
    let mut text = std::fs::read_to_string(file)?;
    text.push_str(&format!("\n[public]\nurl = \"{}\"\n", site.public_url()));
    std::fs::write(file, text).with_context(|| file.display().to_string())?;
    site.admin(&["site", "apply", "--site", &file.to_string_lossy()]).await?.done().map(drop)
}

/// The operators' manual that comes with the program.
fn manual() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/manual")
}

async fn add_operator(site: &Site, person: &Person) -> Result<()> {
    let mut arguments = vec!["operator", "add", "--key", person.key, "--name", person.name];
    arguments.extend(["--role", "operator", "--pin-stdin"]);
    if person.rao {
        arguments.extend(["--qualification", "rao"]);
    }
    let mut command = site.program_command("turno-hub", &arguments)?;
    command.arg("--data").arg(site.data());
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn()?;
    if let Some(mut pipe) = child.stdin.take() {
        pipe.write_all(format!("{PIN}\n").as_bytes()).await?;
    }
    let output = child.wait_with_output().await?;
    if !output.status.success() {
        bail!("{} is not added: {}", person.name, String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
