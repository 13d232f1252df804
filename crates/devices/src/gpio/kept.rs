//! A button, a light and a buzzer that are kept going, each by a thread of its own.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};

use super::{Buzzer, Edge, GpioUrl, Light, LightState, open_button, open_buzzer, open_light};
use crate::part::{Keeping, PartState, Stop, keep};

/// The longest wait for an edge, and so for the end of the thread.
const WAIT: Duration = Duration::from_millis(250);
/// How often a light is told what it shows anyhow: a board that was unplugged is noticed, and one that was set anew is put right.
const REFRESH: Duration = Duration::from_secs(2);
/// How long the buzzer sounds.
const BUZZ: Duration = Duration::from_millis(150);

/// A button that is watched for as long as this is held.
#[derive(Debug)]
pub struct KeptButton {
    keeping: Keeping,
}

impl KeptButton {
    /// Starts to watch the button, whether it is there or not. What it does comes by the receiver.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(url: GpioUrl) -> io::Result<(Self, mpsc::UnboundedReceiver<Edge>)> {
        let (edges, listener) = mpsc::unbounded_channel();
        let keeping = keep(
            "button",
            move || open_button(&url),
            move |button, stop| {
                while !stop.is_set() {
                    if let Some(edge) = button.next(WAIT)? {
                        let _ = edges.send(edge);
                    }
                }
                Ok(())
            },
        )?;
        Ok((Self { keeping }, listener))
    }

    /// How it is, and every change of it.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<PartState> {
        self.keeping.state()
    }

    /// Ends the thread and waits for it: at most a quarter of a second.
    pub fn stop(mut self) {
        self.keeping.stop();
    }
}

/// A light that is kept lit as it should be for as long as this is held, and dark after.
#[derive(Debug)]
pub struct KeptLight {
    part: Driven<(LightState, Instant)>,
}

impl KeptLight {
    /// Starts with a light that is dark, whether it is there or not.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(url: GpioUrl) -> io::Result<Self> {
        let first = (LightState::Off, Instant::now());
        let part = Driven::start(
            "light",
            first,
            move || open_light(&url),
            |light, wish, stop| show(light.as_mut(), wish, stop),
        )?;
        Ok(Self { part })
    }

    /// What it says from here on.
    pub fn show(&self, state: LightState) {
        self.part.wish.change(|wish| {
            // The same again is not a new beat.
            if wish.0 != state {
                *wish = (state, Instant::now());
            }
        });
    }

    /// How it is, and every change of it.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<PartState> {
        self.part.keeping.state()
    }

    /// Puts it out, ends the thread and waits for it.
    pub fn stop(self) {
        self.part.stop();
    }
}

fn show(
    light: &mut dyn Light,
    wish: &Wish<(LightState, Instant)>,
    stop: &Stop,
) -> Result<(), super::GpioError> {
    let mut wanted = wish.lock();
    while !stop.is_set() {
        let (state, since) = *wanted;
        let (lit, left) = state.lit(since.elapsed());
        light.light(lit)?;
        let wait = left.unwrap_or(REFRESH).min(REFRESH);
        wanted = wish.changed.wait_timeout(wanted, wait).unwrap_or_else(PoisonError::into_inner).0;
    }
    light.light(false)
}

/// A buzzer that sounds when it is asked to, for as long as this is held.
#[derive(Debug)]
pub struct KeptBuzzer {
    part: Driven<u64>,
}

impl KeptBuzzer {
    /// Starts with a silent buzzer, whether it is there or not.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(url: GpioUrl) -> io::Result<Self> {
        let part = Driven::start(
            "buzzer",
            0,
            move || open_buzzer(&url),
            |buzzer, wish, stop| sound(buzzer.as_mut(), wish, stop),
        )?;
        Ok(Self { part })
    }

    /// One short tone. Asked again while it sounds, it sounds once more; a tone that could not be given at its time is not given late.
    pub fn buzz(&self) {
        self.part.wish.change(|asked| *asked += 1);
    }

    /// How it is, and every change of it.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<PartState> {
        self.part.keeping.state()
    }

    /// Ends the thread and waits for it.
    pub fn stop(self) {
        self.part.stop();
    }
}

fn sound(buzzer: &mut dyn Buzzer, wish: &Wish<u64>, stop: &Stop) -> Result<(), super::GpioError> {
    let mut asked = wish.lock();
    let mut heard = *asked;
    while !stop.is_set() {
        if *asked == heard {
            buzzer.sound(false)?;
            asked = wish.changed.wait_timeout(asked, REFRESH).unwrap_or_else(PoisonError::into_inner).0;
            continue;
        }
        heard = *asked;
        buzzer.sound(true)?;
        let end = Instant::now() + BUZZ;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || stop.is_set() {
                break;
            }
            asked = wish.changed.wait_timeout(asked, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        buzzer.sound(false)?;
    }
    buzzer.sound(false)
}

/// What a part should do, for the thread that sees to it.
#[derive(Debug)]
struct Wish<W> {
    value: Mutex<W>,
    changed: Condvar,
}

impl<W> Wish<W> {
    fn lock(&self) -> MutexGuard<'_, W> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut W)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }
}

/// A part that does what is wished.
#[derive(Debug)]
struct Driven<W> {
    wish: Arc<Wish<W>>,
    keeping: Keeping,
}

impl<W: Send + 'static> Driven<W> {
    fn start<P: 'static>(
        name: &'static str,
        first: W,
        open: impl FnMut() -> Result<P, super::GpioError> + Send + 'static,
        mut work: impl FnMut(&mut P, &Wish<W>, &Stop) -> Result<(), super::GpioError> + Send + 'static,
    ) -> io::Result<Self> {
        let wish = Arc::new(Wish { value: Mutex::new(first), changed: Condvar::new() });
        let wished = Arc::clone(&wish);
        let keeping = keep(name, open, move |part, stop| work(part, &wished, stop))?;
        Ok(Self { wish, keeping })
    }

    fn stop(mut self) {
        self.tell();
        self.keeping.stop();
    }
}

impl<W> Driven<W> {
    /// Tells the thread to end, under the lock, so that it does not look before and wait after.
    fn tell(&mut self) {
        let wish = self.wish.lock();
        self.keeping.tell();
        self.wish.changed.notify_all();
        drop(wish);
    }
}

impl<W> Drop for Driven<W> {
    fn drop(&mut self) {
        self.tell();
    }
}
