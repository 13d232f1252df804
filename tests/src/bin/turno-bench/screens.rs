//! Kiosk and desk: from the start to the first frame, the memory they stay in, and what they cost when nobody touches them. They draw
//! into an X server without a monitor, whose picture is read from its memory.

use crate::report::{Section, millis};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use turno_protocol::session::DeviceRole;
use turno_tests::{Process, Programs, Site, SiteOptions, example};

const SCREEN: &str = "1280x800x24";
const TIMES: usize = 5;
/// Between two looks at the picture; the figure is no finer than this.
const LOOK_EVERY: Duration = Duration::from_millis(2);
const PATIENCE: Duration = Duration::from_secs(30);
/// After the first frame, before a program counts as idle.
const SETTLE: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(20);

pub async fn measure(folder: &Path) -> Result<Section> {
    let mut section = Section::new(
        "Screens",
        "On an X server without a monitor (1280×800), drawn without a graphics card; the first frame is the first picture in which \
         anything stands, seen from outside. Yardstick: the same program asked for its version. Medians of 5 starts; idle for 20 s.",
        &["program", "start to first frame", "start to `--version`", "resident memory", "idle CPU"],
    );
    let programs = Programs::from_environment()?;
    let folder = folder.join("screens");
    fs::create_dir_all(&folder)?;
    let site = Site::start(SiteOptions::on_real_time(example("demo"), &folder)).await?;
    for (program, role) in [("turno-kiosk", DeviceRole::Kiosk), ("turno-desk", DeviceRole::Desk)] {
        let found = match programs.has(program) {
            true => one(&site, program, role).await,
            false => Err(anyhow::anyhow!("not built")),
        };
        match found {
            Ok(found) => section.row([
                program.into(),
                millis(found.first_frame),
                millis(found.version),
                format!("{:.0} MiB", found.resident_kib as f64 / 1_024.0),
                format!("{:.2} % of a core", found.idle * 100.0),
            ]),
            Err(error) => {
                eprintln!("{program} is not measured: {error:#}");
                let not = || "not measured".to_owned();
                section.row([program.into(), not(), not(), not(), not()]);
            }
        }
    }
    Ok(section)
}

struct Found {
    first_frame: Duration,
    version: Duration,
    resident_kib: u64,
    idle: f64,
}

async fn one(site: &Site, program: &str, role: DeviceRole) -> Result<Found> {
    let device = format!("{program}-device");
    let enrolled = site.enrol(role, &device).await?;
    let hub = enrolled.file.to_string_lossy().into_owned();
    let mut arguments = vec!["--hub", &hub];
    if role == DeviceRole::Kiosk {
        arguments.push("--windowed");
    }
    let (mut frames, mut versions, mut last) = (Vec::new(), Vec::new(), None);
    for nth in 0..TIMES {
        let began = Instant::now();
        let asked = site.program_command(program, &["--version"])?.stdout(Stdio::null()).status().await?;
        anyhow::ensure!(asked.success(), "{program} --version ended with {asked}");
        versions.push(began.elapsed());
        // A server of its own each time, so that no picture of the one before is taken for this one's.
        let screen = Screen::start(&site.folder().join(format!("{program}-screen-{nth}"))).await?;
        let home = site.folder().join(format!("{program}-home"));
        fs::create_dir_all(&home)?;
        let mut command = site.program_command(program, &arguments)?;
        command.env("DISPLAY", &screen.display).env_remove("WAYLAND_DISPLAY").env("HOME", &home);
        command.env("XDG_STATE_HOME", home.join("state")).env("XDG_CONFIG_HOME", home.join("config"));
        let began = Instant::now();
        let mut process = Process::start(command, &format!("{program}-{nth}"), &site.logs())?;
        screen.first_frame(&mut process, began).await?;
        frames.push(began.elapsed());
        if nth + 1 < TIMES {
            process.stop().await?;
        } else {
            last = Some((process, screen));
        }
    }
    let (mut process, _screen) = last.context("never started")?;
    tokio::time::sleep(SETTLE).await;
    let (before, began) = (cpu_seconds(process.pid())?, Instant::now());
    tokio::time::sleep(IDLE).await;
    let idle = (cpu_seconds(process.pid())? - before) / began.elapsed().as_secs_f64();
    let resident_kib = resident_kib(process.pid())?;
    process.stop().await?;
    Ok(Found { first_frame: middle(frames), version: middle(versions), resident_kib, idle })
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// An X server that draws into a file.
struct Screen {
    _server: Child,
    display: String,
    picture: PathBuf,
}

impl Screen {
    async fn start(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-fbdir"]).arg(folder);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut server = command.spawn().context("Xvfb cannot be started")?;
        let out = server.stdout.take().context("Xvfb without an output")?;
        let mut number = String::new();
        BufReader::new(out).read_line(&mut number).await?;
        let display = format!(":{}", number.trim());
        Ok(Self { _server: server, display, picture: folder.join("Xvfb_screen0") })
    }

    /// Waits until something other than the empty screen is drawn, over most of the picture.
    async fn first_frame(&self, process: &mut Process, began: Instant) -> Result<()> {
        while began.elapsed() < PATIENCE {
            if is_drawn(&fs::read(&self.picture)?) {
                return Ok(());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        process.stop().await?;
        anyhow::bail!("nothing was drawn within {} s", PATIENCE.as_secs());
    }
}

/// Whether a third of the picture (XWD: a header whose first word is its length, colours, pixels) is not black.
fn is_drawn(picture: &[u8]) -> bool {
    const SAMPLES: usize = 1_000;
    let (width, height, bytes) = (1_280, 800, 4);
    let pixels = &picture[picture.len().saturating_sub(width * height * bytes)..];
    let every = (pixels.len() / bytes / SAMPLES).max(1);
    let lit =
        pixels.chunks_exact(bytes).step_by(every).filter(|pixel| pixel[..3].iter().any(|part| *part > 0));
    lit.count() > SAMPLES / 3
}

/// Processor time that a process took so far.
fn cpu_seconds(pid: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name, in brackets, may hold anything.
    let after = stat.rsplit_once(')').context("an odd /proc")?.1;
    let ticks: Vec<u64> =
        after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    Ok(ticks.iter().sum::<u64>() as f64 / rustix::param::clock_ticks_per_second() as f64)
}

fn resident_kib(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.split_whitespace().next().context("no VmRSS")?.parse()?)
}
