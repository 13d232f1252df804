//! A board with a button, a light and a buzzer that a test or the demo plays, over a Unix socket.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tokio::sync::watch;

/// A board as a kiosk sees it by `fake://<path>`; the same path serves for button, light and buzzer. Unplugged when it is dropped.
#[derive(Debug)]
pub struct FakeBoard {
    buttons: Arc<Mutex<Vec<UnixStream>>>,
    others: Arc<Mutex<Vec<UnixStream>>>,
    wired: watch::Receiver<usize>,
    light: watch::Receiver<Vec<bool>>,
    buzzer: watch::Receiver<Vec<bool>>,
    path: std::path::PathBuf,
    plugged: Arc<Mutex<bool>>,
}

impl FakeBoard {
    /// Plugs it in at `path`, whatever was left there.
    ///
    /// # Errors
    /// When the socket cannot be made.
    pub fn plug_in(path: &Path) -> io::Result<Self> {
        let _ = std::fs::remove_file(path);
        let socket = UnixListener::bind(path)?;
        let (wire, wired) = watch::channel(0);
        let (lights, light) = watch::channel(Vec::new());
        let (sounds, buzzer) = watch::channel(Vec::new());
        let board = Self {
            buttons: Arc::default(),
            others: Arc::default(),
            wired,
            light,
            buzzer,
            path: path.to_owned(),
            plugged: Arc::new(Mutex::new(true)),
        };
        let (buttons, others) = (Arc::clone(&board.buttons), Arc::clone(&board.others));
        let plugged = Arc::clone(&board.plugged);
        let (lights, sounds) = (Arc::new(lights), Arc::new(sounds));
        thread::Builder::new().name("board".to_owned()).spawn(move || {
            for line in socket.incoming() {
                let Ok(line) = line else { return };
                if !*lock(&plugged) {
                    return;
                }
                let Ok(read) = line.try_clone() else { return };
                let mut words = BufReader::new(read).lines().map_while(Result::ok);
                match words.next().as_deref() {
                    Some("button") => lock(&buttons).push(line),
                    Some(part @ ("light" | "buzzer")) => {
                        lock(&others).push(line);
                        let seen = if part == "light" { &lights } else { &sounds };
                        let seen = Arc::clone(seen);
                        thread::spawn(move || {
                            for word in words {
                                seen.send_if_modified(|seen| note(seen, word == "on"));
                            }
                        });
                    }
                    _ => continue,
                }
                wire.send_modify(|lines| *lines += 1);
            }
        })?;
        Ok(board)
    }

    /// Waits until so many lines are in use since it was plugged in.
    pub async fn wired(&mut self, lines: usize) {
        let _ = self.wired.wait_for(|wired| *wired >= lines).await;
    }

    /// Puts the button down.
    ///
    /// # Errors
    /// When no kiosk watches the button.
    pub fn press(&self) -> io::Result<()> {
        self.say(b"down\n")
    }

    /// Lets the button go.
    ///
    /// # Errors
    /// When no kiosk watches the button.
    pub fn release(&self) -> io::Result<()> {
        self.say(b"up\n")
    }

    fn say(&self, word: &[u8]) -> io::Result<()> {
        let mut buttons = lock(&self.buttons);
        match buttons.last_mut() {
            Some(button) => button.write_all(word),
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Every change of the light so far, the first from dark to lit; changes are told.
    #[must_use]
    pub fn light(&self) -> watch::Receiver<Vec<bool>> {
        self.light.clone()
    }

    /// Every change of the buzzer so far, the first from silent to sounding; changes are told.
    #[must_use]
    pub fn buzzer(&self) -> watch::Receiver<Vec<bool>> {
        self.buzzer.clone()
    }
}

/// Notes a level if it is another than before.
fn note(seen: &mut Vec<bool>, on: bool) -> bool {
    let changed = seen.last().copied().unwrap_or(false) != on;
    if changed {
        seen.push(on);
    }
    changed
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for FakeBoard {
    fn drop(&mut self) {
        *lock(&self.plugged) = false;
        for line in lock(&self.buttons).iter().chain(lock(&self.others).iter()) {
            let _ = line.shutdown(std::net::Shutdown::Both);
        }
        // Whoever waits for a line is told to look up.
        let _ = UnixStream::connect(&self.path);
        let _ = std::fs::remove_file(&self.path);
    }
}
