//! An X server without a monitor: what it shows is read from its memory, and a finger touches it (XTEST).

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use turno_tests::Process;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, MOTION_NOTIFY_EVENT, Window};
use x11rb::protocol::xtest::ConnectionExt;
use x11rb::rust_connection::RustConnection;

/// Between two looks at the picture; no time taken from a picture is finer than this.
pub const LOOK_EVERY: Duration = Duration::from_millis(2);
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of a pixel.
const PIXEL: usize = 4;
/// Of so many pixels one is looked at.
const SAMPLE: usize = 61;

/// A display of its own.
pub struct Display {
    _server: Child,
    name: String,
    picture: PathBuf,
    pixels: usize,
    finger: Option<(RustConnection, Window)>,
}

impl Display {
    /// Starts one of `width` by `height`; its picture goes to `folder`.
    pub async fn start(folder: &Path, (width, height): (u16, u16)) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let mut command = Command::new("Xvfb");
        let screen = format!("{width}x{height}x24");
        command.args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp", "-fbdir"]).arg(folder);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut server = command.spawn().context("Xvfb cannot be started")?;
        let out = server.stdout.take().context("Xvfb without an output")?;
        let mut number = String::new();
        BufReader::new(out).read_line(&mut number).await?;
        let name = format!(":{}", number.trim());
        let picture = folder.join("Xvfb_screen0");
        let pixels = usize::from(width) * usize::from(height);
        Ok(Self { _server: server, name, picture, pixels, finger: None })
    }

    /// Shows the windows of `command` here, with `home` as its user's folder.
    pub fn shows(&self, command: &mut Command, home: &Path) -> Result<()> {
        fs::create_dir_all(home)?;
        command.env("DISPLAY", &self.name).env_remove("WAYLAND_DISPLAY").env("HOME", home);
        command.env("XDG_STATE_HOME", home.join("state")).env("XDG_CONFIG_HOME", home.join("config"));
        Ok(())
    }

    /// The pixels as they stand (XWD: a header whose first word is its length, colours, pixels), one of many.
    pub fn picture(&self) -> Result<Vec<[u8; 3]>> {
        let bytes = fs::read(&self.picture)?;
        let pixels = &bytes[bytes.len().saturating_sub(self.pixels * PIXEL)..];
        let sampled = pixels.chunks_exact(PIXEL).step_by(SAMPLE);
        Ok(sampled.filter_map(|pixel| pixel[..3].try_into().ok()).collect())
    }

    /// Waits until something other than the empty screen is drawn, over a third of the picture.
    pub async fn first_frame(&self, process: &mut Process, began: Instant) -> Result<()> {
        while began.elapsed() < PATIENCE {
            let picture = self.picture()?;
            if picture.iter().filter(|pixel| **pixel != [0; 3]).count() > picture.len() / 3 {
                return Ok(());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        process.stop().await?;
        anyhow::bail!("nothing was drawn within {} s", PATIENCE.as_secs());
    }

    /// A finger comes down at this point and is lifted at once.
    pub fn touch(&mut self, (x, y): (i16, i16)) -> Result<()> {
        if self.finger.is_none() {
            let (connection, screen) = x11rb::connect(Some(&self.name))?;
            let root = connection.setup().roots.get(screen).context("a display without a screen")?.root;
            self.finger = Some((connection, root));
        }
        let (connection, root) = self.finger.as_ref().context("no finger")?;
        for (event, button) in [(MOTION_NOTIFY_EVENT, 0), (BUTTON_PRESS_EVENT, 1), (BUTTON_RELEASE_EVENT, 1)]
        {
            connection.xtest_fake_input(event, button, 0, *root, x, y, 0)?;
        }
        Ok(connection.flush()?)
    }

    /// Waits until at least a share of the picture (0 to 1) is other than `before`; how long that took from `began`.
    pub async fn changes(&self, before: &[[u8; 3]], share: f64, began: Instant) -> Result<Duration> {
        let mut most = 0.0;
        loop {
            let now = self.picture()?;
            let other = now.iter().zip(before).filter(|(now, before)| now != before).count();
            let changed = other as f64 / before.len().max(1) as f64;
            if changed >= share {
                return Ok(began.elapsed());
            }
            most = f64::max(most, changed);
            anyhow::ensure!(
                began.elapsed() < PATIENCE,
                "only {:.1} % of the picture changed within {} s",
                most * 100.0,
                PATIENCE.as_secs()
            );
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until nothing moved for a moment.
    pub async fn rests(&self) -> Result<Vec<[u8; 3]>> {
        const MOMENT: Duration = Duration::from_millis(150);
        let (mut last, deadline) = (self.picture()?, Instant::now() + PATIENCE);
        loop {
            tokio::time::sleep(MOMENT).await;
            let now = self.picture()?;
            if now == last {
                return Ok(now);
            }
            anyhow::ensure!(Instant::now() < deadline, "the screen never rests");
            last = now;
        }
    }
}
