//! Kiosk and desk: from the start to the first frame, the memory they stay in, what they cost when nobody touches them, and how long
//! the kiosk takes to draw its whole screen anew. They draw into an X server without a monitor, whose picture is read from its memory.

use crate::display::Display;
use crate::report::{Aim, Section, millis};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use turno_protocol::session::DeviceRole;
use turno_tests::{Process, Programs, Site, SiteOptions, example};

const SCREEN: (u16, u16) = (1_280, 800);
/// A kiosk's display that stands upright.
const UPRIGHT: (u16, u16) = (1_080, 1_920);
const TIMES: usize = 5;
/// After the first frame, before a program counts as idle.
const SETTLE: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(20);

/// How long each screen is drawn anew without a pause.
const DRAWN_FOR: Duration = Duration::from_secs(6);
/// Where a finger opens a question and then some others: points of the upright screen, in hundredths.
const TOUCHES: [(i16, i16); 5] = [(50, 30), (50, 40), (50, 50), (50, 60), (50, 45)];
const AIM_MIB: f64 = 120.0;
const AIM_IDLE_PER_CENT: f64 = 1.0;
const AIM_FRAME_MS: f64 = 33.0;
/// Slint's renderers: the one that it takes by itself, and the one that needs no graphics card.
const RENDERERS: [(&str, Option<&str>); 2] = [("", None), (", drawn in software", Some("winit-software"))];

pub async fn measure(folder: &Path) -> Result<Section> {
    let mut section = Section::new(
        "Screens",
        "On an X server without a monitor (1280×800), drawn without a graphics card; the first frame is the first picture in which \
         anything stands, seen from outside. Yardstick: the same program asked for its version. Medians of 5 starts; idle for 20 s. A \
         frame is the whole screen of an upright kiosk (1080×1920) drawn anew again and again in software, which is more than any \
         transition draws; the slowest second of several screens and of the touches between them counts.",
        &["program", "start to first frame", "start to `--version`", "resident memory", "idle CPU"],
    );
    let programs = Programs::from_environment()?;
    let folder = folder.join("screens");
    fs::create_dir_all(&folder)?;
    let site = Site::start(SiteOptions::on_real_time(example("demo"), &folder)).await?;
    for (program, role) in [("turno-kiosk", DeviceRole::Kiosk), ("turno-desk", DeviceRole::Desk)] {
        let device = site.enrol(role, &format!("{program}-device")).await?.file;
        for (how, renderer) in RENDERERS {
            if renderer.is_some() && role != DeviceRole::Kiosk {
                continue;
            }
            let shown = format!("{program}{how}");
            let found = match programs.has(program) {
                true => one(&site, program, &device, renderer).await,
                false => Err(anyhow::anyhow!("not built")),
            };
            match found {
                Ok(found) => tell(&mut section, shown, role, &found),
                Err(error) => {
                    eprintln!("{shown} is not measured: {error:#}");
                    let not = || "not measured".to_owned();
                    section.row([shown, not(), not(), not(), not()]);
                }
            }
        }
        if role == DeviceRole::Kiosk {
            let slowest = frame(&site, &device).await?;
            let said =
                format!("the slowest frame of the whole upright screen in software: at most {slowest:.1} ms");
            section.aim(Aim::at_most(said, slowest, AIM_FRAME_MS));
        }
    }
    Ok(section)
}

fn tell(section: &mut Section, shown: String, role: DeviceRole, found: &Found) {
    let (mib, idle) = (found.resident_kib as f64 / 1_024.0, found.idle * 100.0);
    if role == DeviceRole::Kiosk {
        section.aim(Aim::at_most(format!("{shown}: {mib:.0} MiB resident"), mib, AIM_MIB));
        section.aim(Aim::at_most(
            format!("{shown}: {idle:.2} % of a core when idle"),
            idle,
            AIM_IDLE_PER_CENT,
        ));
    }
    section.row([
        shown,
        millis(found.first_frame),
        millis(found.version),
        format!("{mib:.0} MiB"),
        format!("{idle:.2} % of a core"),
    ]);
}

/// The milliseconds of a frame in the slowest second: the kiosk draws its whole screen anew without a pause, and says once a second
/// how often it did.
async fn frame(site: &Site, device: &Path) -> Result<f64> {
    let mut display = Display::start(&site.folder().join("upright"), UPRIGHT).await?;
    let mut command = site.program_command("turno-kiosk", &["--windowed", "--hub"])?;
    command.arg(device).env("SLINT_BACKEND", "winit-software");
    command.env("SLINT_DEBUG_PERFORMANCE", "refresh_full_speed,console");
    display.shows(&mut command, &site.folder().join("upright-home"))?;
    let began = Instant::now();
    let mut kiosk = Process::start(command, "turno-kiosk-frames", &site.logs())?;
    display.first_frame(&mut kiosk, began).await?;
    tokio::time::sleep(DRAWN_FOR).await;
    // What was drawn while it started says nothing.
    let from = frames_a_second(&kiosk).len();
    for (across, down) in TOUCHES {
        let (width, height) = UPRIGHT;
        display.touch((width as i16 / 100 * across, height as i16 / 100 * down))?;
        tokio::time::sleep(DRAWN_FOR).await;
    }
    let seconds = frames_a_second(&kiosk);
    kiosk.stop().await?;
    let slowest = seconds[from..].iter().copied().min().context("the renderer says nothing of its frames")?;
    Ok(1_000.0 / f64::from(slowest.max(1)))
}

fn frames_a_second(kiosk: &Process) -> Vec<u32> {
    let said =
        |line: &String| line.split_once("average frames per second: ")?.1.split(' ').next()?.parse().ok();
    kiosk.log_so_far().iter().filter_map(said).collect()
}

struct Found {
    first_frame: Duration,
    version: Duration,
    resident_kib: u64,
    idle: f64,
}

async fn one(site: &Site, program: &str, device: &Path, renderer: Option<&str>) -> Result<Found> {
    let hub = device.to_string_lossy().into_owned();
    let mut arguments = vec!["--hub", &hub];
    if program == "turno-kiosk" {
        arguments.push("--windowed");
    }
    let how = renderer.unwrap_or("own");
    let (mut frames, mut versions, mut last) = (Vec::new(), Vec::new(), None);
    for nth in 0..TIMES {
        let began = Instant::now();
        let asked = site.program_command(program, &["--version"])?.stdout(Stdio::null()).status().await?;
        anyhow::ensure!(asked.success(), "{program} --version ended with {asked}");
        versions.push(began.elapsed());
        // A server of its own each time, so that no picture of the one before is taken for this one's.
        let screen = Display::start(&site.folder().join(format!("{program}-{how}-{nth}")), SCREEN).await?;
        let mut command = site.program_command(program, &arguments)?;
        screen.shows(&mut command, &site.folder().join(format!("{program}-home")))?;
        if let Some(renderer) = renderer {
            command.env("SLINT_BACKEND", renderer);
        }
        let began = Instant::now();
        let mut process = Process::start(command, &format!("{program}-{how}-{nth}"), &site.logs())?;
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

/// Processor time that a process took so far.
fn cpu_seconds(pid: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name, in brackets, may hold anything.
    let after = stat.rsplit_once(')').context("an odd /proc")?.1;
    let ticks: Vec<u64> =
        after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    Ok(ticks.iter().sum::<u64>() as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// What a process holds in memory.
pub fn resident_kib(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.split_whitespace().next().context("no VmRSS")?.parse()?)
}
