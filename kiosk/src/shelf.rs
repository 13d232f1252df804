//! The joint to what stands on the shelf beside the printer: scanner, big button, its light, buzzer and speech.
//!
//! What they are stands in the site file; where that changes, the part is started anew. Each is kept going by `turno-devices`, whether
//! it is there or not; here it is said how it is, and nothing waits for it. This joint decides nothing that a citizen sees, but for
//! what counts as one press.

mod pending;

pub use pending::Pending;

use crate::model::{Effect, Input};
use crate::port::Mailbox;
use std::io;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use turno_clock::{Busy, Clock};
use turno_devices::gpio::{Edge, GpioUrl, KeptButton, KeptBuzzer, KeptLight, LightState, Presses};
use turno_devices::part::{PartState, PartStates};
use turno_devices::scanner::{Scan, Scanner, ScannerUrl};
use turno_devices::speech::{SoundOutput, Speech, SpeechSettings, SpeechState, Volume};
use turno_protocol::site::{SiteKiosk, SiteView};

/// How long a part that could not be started, because the machine had no thread for it, is left alone.
const START_AGAIN: Duration = Duration::from_secs(10);

/// What the shelf needs to begin.
#[derive(Debug)]
pub struct ShelfJoint {
    /// Whether only what is on this machine may be used, because a test moves the clock.
    pub only_here: bool,
    /// The clock.
    pub clock: Clock,
    /// The model.
    pub mailbox: Mailbox,
    /// Whether paper is still to come.
    pub pending: Pending,
    /// Where it is said how the parts are.
    pub states: watch::Sender<PartStates>,
}

impl ShelfJoint {
    /// Carries out what the model wishes of the shelf, with the parts that the site has, for as long as something can be wished.
    pub async fn serve(
        self,
        mut wishes: mpsc::UnboundedReceiver<Effect>,
        mut sites: watch::Receiver<Option<Arc<SiteView>>>,
    ) {
        let telling =
            tokio::spawn(tell_model(self.states.subscribe(), self.mailbox.clone(), self.clock.clone()));
        let mut parts = Parts::default();
        loop {
            tokio::select! {
                changed = sites.changed() => {
                    if changed.is_err() {
                        break;
                    }
                    follow(&mut parts, &mut sites, &self).await;
                }
                _busy = try_again(parts.is_unsettled(), &self.clock) => {
                    follow(&mut parts, &mut sites, &self).await;
                }
                wish = wishes.recv() => match wish {
                    Some(wish) => parts.carry_out(wish),
                    None => break,
                },
            }
        }
        telling.abort();
    }

    /// A part's address, if it is one and may be used; what is wrong with it is a state of the part.
    fn address<U: FromStr<Err: std::fmt::Display>>(
        &self,
        written: Option<&str>,
        stays_here: impl Fn(&U) -> bool,
    ) -> Result<Option<U>, PartState> {
        let Some(written) = written else { return Ok(None) };
        match written.parse::<U>() {
            Ok(url) if self.only_here && !stays_here(&url) => {
                tracing::error!("a test's clock uses no real part: there is none");
                Ok(None)
            }
            Ok(url) => Ok(Some(url)),
            Err(error) => {
                tracing::error!(%error, "a part of the shelf cannot be used");
                Err(PartState::Failing)
            }
        }
    }

    /// Tells of a part's states for as long as it has any.
    fn tell_state(
        &self,
        mut state: watch::Receiver<PartState>,
        field: fn(&mut PartStates) -> &mut Option<PartState>,
    ) -> JoinHandle<()> {
        let states = self.states.clone();
        tokio::spawn(async move {
            loop {
                let new = *state.borrow_and_update();
                set(&states, field, Some(new));
                if state.changed().await.is_err() {
                    return;
                }
            }
        })
    }
}

/// Gives the kiosk the parts that its site says.
async fn follow(parts: &mut Parts, sites: &mut watch::Receiver<Option<Arc<SiteView>>>, joint: &ShelfJoint) {
    let site = sites.borrow_and_update().as_ref().map(|site| site.kiosk.clone());
    if let Some(site) = site {
        parts.follow(&site, joint).await;
    }
}

/// When a part that could not be started is to be started again.
async fn try_again(unsettled: bool, clock: &Clock) -> Busy {
    if unsettled { clock.sleep(START_AGAIN).await } else { std::future::pending().await }
}

fn set(
    states: &watch::Sender<PartStates>,
    field: fn(&mut PartStates) -> &mut Option<PartState>,
    new: Option<PartState>,
) {
    states.send_if_modified(|states| {
        let known = field(states);
        std::mem::replace(known, new) != new
    });
}

/// Tells the model how the parts are, at the start and at each change.
async fn tell_model(mut states: watch::Receiver<PartStates>, mailbox: Mailbox, clock: Clock) {
    loop {
        let now = *states.borrow_and_update();
        mailbox.tell_busy(Input::Shelf(now), clock.busy());
        if states.changed().await.is_err() {
            return;
        }
    }
}

/// Tells how the outputs are, and the model when something is being said and when it is over. A loudspeaker that the site file does not
/// name is missed by nobody.
async fn tell_speech(
    is_named: bool,
    mut state: watch::Receiver<SpeechState>,
    mut speaking: watch::Receiver<bool>,
    states: watch::Sender<PartStates>,
    mailbox: Mailbox,
    clock: Clock,
) {
    let mut spoke = false;
    loop {
        let new = *state.borrow_and_update();
        let loudspeaker = Some(new.loudspeaker).filter(|state| is_named || *state == PartState::Ready);
        set(&states, |states| &mut states.loudspeaker, loudspeaker);
        set(&states, |states| &mut states.headphones, new.headphones);
        let speaks = *speaking.borrow_and_update();
        if std::mem::replace(&mut spoke, speaks) != speaks {
            mailbox.tell_busy(Input::Speaking(speaks), clock.busy());
        }
        let changed = tokio::select! {
            changed = state.changed() => changed,
            changed = speaking.changed() => changed,
        };
        if changed.is_err() {
            return;
        }
    }
}

/// The parts at work.
#[derive(Default)]
struct Parts {
    scanner: Slot<Scanner>,
    button: Slot<KeptButton>,
    light: Slot<KeptLight>,
    buzzer: Slot<KeptBuzzer>,
    speech: Option<Talking>,
    /// What the light was last told: one that comes later is told it, too.
    shown: LightState,
    /// How loud each output was last made, for a voice that comes later.
    volumes: Vec<(SoundOutput, Volume)>,
}

/// A place for a part: what the site file says of it, and the part, if it has any.
struct Slot<P> {
    written: Option<String>,
    /// What is written was to be started and could not be.
    unsettled: bool,
    part: Option<P>,
    tasks: Vec<JoinHandle<()>>,
}

impl<P> Default for Slot<P> {
    fn default() -> Self {
        Self { written: None, unsettled: false, part: None, tasks: Vec::new() }
    }
}

/// Speech, and what the site file says of its outputs.
struct Talking {
    speech: Speech,
    outputs: (Option<String>, Option<String>),
    task: JoinHandle<()>,
}

impl Parts {
    /// Whether a part could not be started.
    fn is_unsettled(&self) -> bool {
        self.scanner.unsettled || self.button.unsettled || self.light.unsettled || self.buzzer.unsettled
    }

    async fn follow(&mut self, site: &SiteKiosk, joint: &ShelfJoint) {
        let started = self.scanner.change(
            &site.scanner,
            joint,
            |states| &mut states.scanner,
            ScannerUrl::stays_on_this_machine,
            |url| {
                let (scanner, mut scans) = Scanner::start(url)?;
                let (clock, mailbox) = (joint.clock.clone(), joint.mailbox.clone());
                let work = async move {
                    while let Some(scan) = scans.recv().await {
                        tell_scan(scan, &clock, &mailbox);
                    }
                };
                Ok((scanner.state(), scanner, Some(tokio::spawn(work))))
            },
        );
        log(started.await);
        let started = self.button.change(
            &site.button,
            joint,
            |states| &mut states.button,
            GpioUrl::stays_on_this_machine,
            |url| {
                let (button, edges) = KeptButton::start(url)?;
                let work =
                    watch_button(edges, joint.clock.clone(), joint.mailbox.clone(), joint.pending.clone());
                Ok((button.state(), button, Some(tokio::spawn(work))))
            },
        );
        log(started.await);
        let shown = self.shown;
        let started = self.light.change(
            &site.light,
            joint,
            |states| &mut states.light,
            GpioUrl::stays_on_this_machine,
            |url| {
                let light = KeptLight::start(url)?;
                light.show(shown);
                Ok((light.state(), light, None))
            },
        );
        log(started.await);
        let started = self.buzzer.change(
            &site.buzzer,
            joint,
            |states| &mut states.buzzer,
            GpioUrl::stays_on_this_machine,
            |url| {
                let buzzer = KeptBuzzer::start(url)?;
                Ok((buzzer.state(), buzzer, None))
            },
        );
        log(started.await);
        self.follow_speech(site, joint).await;
    }

    async fn follow_speech(&mut self, site: &SiteKiosk, joint: &ShelfJoint) {
        let outputs = (site.loudspeaker.clone(), site.headphones.clone());
        if self.speech.as_ref().is_some_and(|talking| talking.outputs == outputs) {
            return;
        }
        if let Some(old) = self.speech.take() {
            end(old.task).await;
        }
        let speech = Speech::start(SpeechSettings::new(outputs.0.clone(), outputs.1.clone()));
        for (output, volume) in &self.volumes {
            speech.set_volume(*output, *volume);
        }
        let task = tokio::spawn(tell_speech(
            outputs.0.is_some(),
            speech.state(),
            speech.speaking(),
            joint.states.clone(),
            joint.mailbox.clone(),
            joint.clock.clone(),
        ));
        self.speech = Some(Talking { speech, outputs, task });
    }

    fn carry_out(&mut self, wish: Effect) {
        if let Effect::Volume(output, volume) = &wish {
            self.volumes.retain(|(known, _)| known != output);
            self.volumes.push((*output, *volume));
        }
        let speech = self.speech.as_ref().map(|talking| &talking.speech);
        match (wish, speech) {
            (Effect::Light(state), _) => {
                self.shown = state;
                if let Some(light) = &self.light.part {
                    light.show(state);
                }
            }
            (Effect::Buzz, _) => {
                if let Some(buzzer) = &self.buzzer.part {
                    buzzer.buzz();
                }
            }
            (Effect::Speak { utterance, private, after: false }, Some(speech)) => {
                speech.say(utterance, private);
            }
            (Effect::Speak { utterance, private, after: true }, Some(speech)) => {
                speech.say_after(utterance, private);
            }
            (Effect::Hush, Some(speech)) => speech.hush(),
            (Effect::Chime, Some(speech)) => speech.chime(),
            (Effect::Volume(output, volume), Some(speech)) => speech.set_volume(output, volume),
            // Before the first site nothing speaks; the rest is for others.
            _ => {}
        }
    }
}

/// A part that was started: its states, itself, and the task that listens to it.
type Started<P> = (watch::Receiver<PartState>, P, Option<JoinHandle<()>>);

impl<P> Slot<P> {
    /// Starts the part anew where the site file says something else of it. An address that is none is a part that fails.
    async fn change<U: FromStr<Err: std::fmt::Display>>(
        &mut self,
        written: &Option<String>,
        joint: &ShelfJoint,
        field: fn(&mut PartStates) -> &mut Option<PartState>,
        stays_here: impl Fn(&U) -> bool,
        start: impl FnOnce(U) -> io::Result<Started<P>>,
    ) -> io::Result<()> {
        if *written == self.written && !self.unsettled {
            return Ok(());
        }
        self.written.clone_from(written);
        for task in self.tasks.drain(..) {
            end(task).await;
        }
        // Its thread ends by itself; whoever opens the same device meanwhile tries again.
        self.part = None;
        self.unsettled = false;
        match joint.address(written.as_deref(), stays_here) {
            Err(state) => set(&joint.states, field, Some(state)),
            Ok(None) => set(&joint.states, field, None),
            Ok(Some(url)) => {
                let (state, part, task) = start(url).inspect_err(|_| {
                    self.unsettled = true;
                    set(&joint.states, field, Some(PartState::Failing));
                })?;
                self.part = Some(part);
                self.tasks.push(joint.tell_state(state, field));
                self.tasks.extend(task);
            }
        }
        Ok(())
    }
}

/// Ends a task and waits for it: one that is in the midst of telling a state must not tell it after the new part's.
async fn end(task: JoinHandle<()>) {
    task.abort();
    let _ = task.await;
}

fn log(started: io::Result<()>) {
    if let Err(error) = started {
        tracing::error!(%error, "a part of the shelf cannot be started");
    }
}

fn tell_scan(scan: Scan, clock: &Clock, mailbox: &Mailbox) {
    mailbox.tell_busy(Input::Scan(scan), clock.busy());
}

/// Tells the model of each press that counts.
async fn watch_button(
    mut edges: mpsc::UnboundedReceiver<Edge>,
    clock: Clock,
    mailbox: Mailbox,
    pending: Pending,
) {
    let mut presses = Presses::default();
    while let Some(edge) = edges.recv().await {
        let now = clock.now();
        if presses.edge(edge, Duration::from_millis(now.monotonic_ms), pending.is_some(now)) {
            mailbox.tell_busy(Input::BigButton, clock.busy());
        }
    }
}

#[cfg(test)]
mod tests;
