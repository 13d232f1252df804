//! The thread that opens a part, lets it work, and opens it again after whatever went wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fmt, io};

use tokio::sync::watch;

use super::PartState;

/// Before the first attempt to open again; doubled with each failure.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause between attempts: a plug that was put back works by the time somebody has stood up.
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

/// Whether a part is to end. Given to the work that waits for something else.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Whether it is.
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A part that is kept going for as long as this is held.
#[derive(Debug)]
pub(crate) struct Keeping {
    stop: Stop,
    wake: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
    state: watch::Receiver<PartState>,
}

impl Keeping {
    /// How the part is, and every change of it.
    pub(crate) fn state(&self) -> watch::Receiver<PartState> {
        self.state.clone()
    }

    /// Ends it and waits for it: at most one wait of its work.
    pub(crate) fn stop(&mut self) {
        self.tell();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("a part of the shelf ended in a panic");
        }
    }

    /// Tells the thread to end, without waiting for it.
    pub(crate) fn tell(&mut self) {
        self.stop.0.store(true, Ordering::Relaxed);
        self.wake = None;
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        self.tell();
    }
}

/// Why a part does not work, as far as keeping it needs to know.
pub(crate) trait Trouble: fmt::Display {
    /// The state to show meanwhile.
    fn state(&self) -> PartState;
}

/// Starts the thread named `name`. `open` opens the part, `work` uses it until the stop is set (`Ok`) or something goes wrong; both
/// are tried for ever, with pauses that grow until the part opens.
///
/// # Errors
/// When the system gives no thread.
pub(crate) fn keep<P, E: Trouble>(
    name: &'static str,
    mut open: impl FnMut() -> Result<P, E> + Send + 'static,
    mut work: impl FnMut(&mut P, &Stop) -> Result<(), E> + Send + 'static,
) -> io::Result<Keeping> {
    let (told_state, state) = watch::channel(PartState::Absent);
    let (wake, woken) = channel();
    let stop = Stop::default();
    let told = stop.clone();
    let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
        let mut pause = Pause::default();
        while !told.is_set() {
            let trouble = match open() {
                Err(trouble) => trouble,
                Ok(mut part) => {
                    tracing::info!(part = name, "works");
                    pause.opened();
                    tell(&told_state, PartState::Ready);
                    match work(&mut part, &told) {
                        Ok(()) => return,
                        Err(trouble) => trouble,
                    }
                }
            };
            tell(&told_state, trouble.state());
            if pause.is_news(&trouble.to_string()) {
                tracing::warn!(part = name, %trouble, "does not work");
            }
            if ended_within(&woken, pause.next()) {
                return;
            }
        }
    })?;
    Ok(Keeping { stop, wake: Some(wake), thread: Some(thread), state })
}

fn tell(state: &watch::Sender<PartState>, new: PartState) {
    state.send_if_modified(|known| std::mem::replace(known, new) != new);
}

/// Waits out a pause; whether the part was let go of meanwhile.
fn ended_within(woken: &Receiver<()>, pause: Duration) -> bool {
    matches!(woken.recv_timeout(pause), Err(RecvTimeoutError::Disconnected))
}

/// Attempts that come less and less often, and a trouble that is told once.
#[derive(Debug)]
struct Pause {
    next: Duration,
    trouble: Option<String>,
}

impl Default for Pause {
    fn default() -> Self {
        Self { next: FIRST_PAUSE, trouble: None }
    }
}

impl Pause {
    fn opened(&mut self) {
        *self = Self::default();
    }

    fn next(&mut self) -> Duration {
        let pause = self.next;
        self.next = (pause * 2).min(LONGEST_PAUSE);
        pause
    }

    /// An error that stands for hours is one line of the log, not one per attempt.
    fn is_news(&mut self, trouble: &str) -> bool {
        let news = self.trouble.as_deref() != Some(trouble);
        if news {
            self.trouble = Some(trouble.to_owned());
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Gone;

    impl fmt::Display for Gone {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("gone")
        }
    }

    impl Trouble for Gone {
        fn state(&self) -> PartState {
            PartState::Failing
        }
    }

    #[tokio::test]
    async fn a_part_that_breaks_is_opened_again_and_its_state_is_told() {
        let (broken, breaks) = channel::<()>();
        let (opened, mut openings) = tokio::sync::mpsc::unbounded_channel();
        let mut keeping = keep(
            "a part",
            move || {
                opened.send(()).unwrap();
                Ok::<_, Gone>(())
            },
            move |(), stop| match breaks.recv() {
                Ok(()) => Err(Gone),
                Err(_) if stop.is_set() => Ok(()),
                Err(_) => Ok(()),
            },
        )
        .unwrap();
        let mut state = keeping.state();
        openings.recv().await.unwrap();
        state.wait_for(|state| *state == PartState::Ready).await.unwrap();
        broken.send(()).unwrap();
        state.wait_for(|state| *state == PartState::Failing).await.unwrap();
        openings.recv().await.unwrap();
        state.wait_for(|state| *state == PartState::Ready).await.unwrap();
        drop(broken);
        keeping.stop();
        assert!(openings.recv().await.is_none(), "the thread has ended");
    }

    #[test]
    fn a_part_that_never_opens_ends_at_once_when_it_is_let_go() {
        let mut keeping = keep("a part", || Err::<(), _>(Gone), |(), _| Ok(())).unwrap();
        // Ends in the middle of a pause, whatever its length.
        keeping.stop();
    }

    #[test]
    fn pauses_grow_until_the_part_opens_and_a_trouble_is_told_once() {
        let mut pause = Pause::default();
        let pauses: Vec<_> = (0..6).map(|_| pause.next()).collect();
        assert_eq!(pauses, [250, 500, 1000, 2000, 4000, 4000].map(Duration::from_millis));
        assert!(pause.is_news("gone"));
        assert!(!pause.is_news("gone"));
        assert!(pause.is_news("not allowed"));
        pause.opened();
        assert_eq!(pause.next(), FIRST_PAUSE);
        assert!(pause.is_news("not allowed"));
    }
}
