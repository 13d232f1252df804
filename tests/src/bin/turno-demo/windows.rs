//! The demo on a display: real windows and a short text that says what to touch, until Ctrl-C or until a window is closed.

use crate::asked_to_end;
use crate::machines::{GIULIA, Machines, PIN, Stage};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::{Child, Command};

/// The kiosk's window: its display is taller than most people's, so at half its size.
const KIOSK: (u32, u32) = (540, 960);
/// The board's window.
const BOARD: (u32, u32) = (960, 540);

/// A Chromium in another language would offer to translate the board, over the board.
const NO_TRANSLATION: &str = r#"{"translate": {"enabled": false}}"#;

/// Opens the windows of a site in `folder` and runs it until somebody ends it.
///
/// # Errors
/// A program that does not come up.
pub async fn show(folder: &Path) -> Result<()> {
    println!("starting hub, printer, kiosk, desk and board");
    let started = async {
        let mut machines = Machines::start(folder, None, Stage::Display(KIOSK.0, KIOSK.1)).await?;
        machines.kiosk.sees("SPID e identità digitale").await?;
        Ok::<_, anyhow::Error>(machines)
    };
    let mut machines = tokio::select! {
        started = started => started.with_context(|| {
            format!("the windows do not open (the logs are in {}); without a display: --headless", folder.join("logs").display())
        })?,
        signal = asked_to_end() => bail!("interrupted by {}", signal?),
    };
    let board = format!("{}/board", machines.site.public_url());
    let window = open_board(&board, folder);
    println!("{}", what_to_touch(&board, &machines.tickets, window.is_some()));
    let ended = tokio::select! {
        signal = asked_to_end() => signal?,
        ended = machines.first_to_end() => ended,
    };
    println!("\n{ended}: closing the site");
    drop(window);
    machines.stop().await
}

/// The board in a window of its own, where there is a Chromium.
fn open_board(address: &str, folder: &Path) -> Option<Child> {
    let program = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(in_path)?;
    let profile = folder.join("browser");
    let settings = profile.join("Default");
    std::fs::create_dir_all(&settings).ok()?;
    std::fs::write(settings.join("Preferences"), NO_TRANSLATION).ok()?;
    let mut command = Command::new(program);
    command
        .arg(format!("--app={address}"))
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--window-size={},{}", BOARD.0, BOARD.1))
        .args([
            "--window-position=560,20",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]);
    if rustix::process::geteuid().is_root() {
        // Chromium refuses to run its sandbox as root; as a test it does not complain about that over the board.
        command.args(["--no-sandbox", "--test-type"]);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true);
    command.spawn().ok()
}

fn in_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn what_to_touch(board: &str, tickets: &Path, open: bool) -> String {
    let (here, there) =
        if open { ("è aperto in una finestra", "is open in a window") } else { ("è qui", "is here") };
    let (giulia, tickets) = (GIULIA.name, tickets.display());
    format!(
        "
Prova così
  1. Al totem tocchi «SPID e identità digitale», risponda alle domande e prenda il biglietto:
     la stampante finta lo disegna in {tickets}
  2. Allo sportello scelga {giulia}, PIN {PIN}, poi «Sportello 3» e «Chiama il prossimo».
     Con «Inizia» comincia il colloquio: le risposte date al totem sono già lì.
  3. Al totem tocchi «Ho bisogno di aiuto»: allo sportello risponda con «Vado io».
  4. Il tabellone {here}: {board}

Try this
  1. At the kiosk touch “English”, then a service; answer, and take the ticket:
     the fake printer draws it into {tickets}
  2. At the desk choose {giulia}, PIN {PIN}, then “Sportello 3” and “Chiama il prossimo” (F8).
     “Inizia” (F7) opens the visit with the answers from the kiosk already in it.
  3. At the kiosk touch “Ho bisogno di aiuto” (help): answer at the desk with “Vado io”.
  4. The board {there}: {board}

Ctrl-C, o la chiusura di una finestra, chiude tutto. Ctrl-C, or closing a window, ends everything."
    )
}
