//! The joint to the machine, for the page of whoever looks after the kiosk: its PIN, addresses, display, volumes and log. It decides
//! nothing; what touches hub or printer is carried out by their joints.

mod backlight;
mod log_tail;
mod volumes;

pub use backlight::{Backlight, SysBacklight};
pub use log_tail::LogTail;

use crate::model::{Input, Machine, PinAnswer, ServicePin, UpkeepNews, UpkeepWish};
use crate::port::Mailbox;
use crate::service_pin::{self, Try};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;
use turno_clock::{Busy, Clock};

/// What this joint needs.
#[derive(Debug)]
pub struct UpkeepJoint {
    /// The kiosk's state folder.
    pub folder: PathBuf,
    /// Where it looks for the hub.
    pub hub: Vec<String>,
    /// The last lines of the log.
    pub log: LogTail,
    /// The display's light.
    pub backlight: Arc<dyn Backlight>,
    /// Set where the program is to begin anew once it has ended.
    pub again: Arc<AtomicBool>,
    /// The clock.
    pub clock: Clock,
    /// The model.
    pub mailbox: Mailbox,
}

impl UpkeepJoint {
    /// Carries out what the page wishes of the machine, for as long as something can be wished.
    pub async fn serve(self, mut wishes: mpsc::UnboundedReceiver<(UpkeepWish, Busy)>) {
        if let Some((loudspeaker, headphones)) = volumes::read(&self.folder) {
            self.tell(UpkeepNews::Volumes(loudspeaker, headphones));
        }
        while let Some((wish, busy)) = wishes.recv().await {
            self.carry_out(wish).await;
            drop(busy);
        }
    }

    async fn carry_out(&self, wish: UpkeepWish) {
        match wish {
            UpkeepWish::LookForPin => {
                if !service_pin::is_set(&self.folder) {
                    self.tell(UpkeepNews::Pin(PinAnswer::NotSet));
                }
            }
            UpkeepWish::TryPin(pin) => {
                let answer = self.look_at(pin).await;
                self.tell(UpkeepNews::Pin(answer));
            }
            UpkeepWish::Look => self.tell_machine(),
            UpkeepWish::Brightness(percent) => {
                if let Err(error) = self.backlight.set_percent(percent) {
                    tracing::warn!(%error, "the display's brightness cannot be set");
                }
                self.tell_machine();
            }
            UpkeepWish::KeepVolumes(loudspeaker, headphones) => {
                if let Err(error) = volumes::write(&self.folder, loudspeaker, headphones) {
                    tracing::warn!(%error, "the volumes cannot be kept: the next start has them as they were");
                }
            }
            UpkeepWish::Restart => {
                tracing::info!("somebody at the kiosk asked for a new start");
                self.again.store(true, Ordering::SeqCst);
                // Fails only where the loop has ended already.
                let _ = slint::quit_event_loop();
            }
            // The joints to hub and printer have these.
            UpkeepWish::TestPrint | UpkeepWish::SetDoors(_) | UpkeepWish::IssueInAdvance { .. } => {}
        }
    }

    async fn look_at(&self, pin: ServicePin) -> PinAnswer {
        let (folder, now) = (self.folder.clone(), self.clock.now());
        let tried = tokio::task::spawn_blocking(move || service_pin::check(&folder, pin.digits(), now)).await;
        match tried {
            Ok(Ok(Try::Right)) => PinAnswer::Right,
            Ok(Ok(Try::Wrong(wait))) => {
                tracing::warn!("a wrong service PIN");
                PinAnswer::Wrong(wait)
            }
            Ok(Ok(Try::TooSoon(wait))) => PinAnswer::TooSoon(wait),
            Ok(Ok(Try::NotSet)) => PinAnswer::NotSet,
            Ok(Err(error)) => {
                tracing::error!(%error, "the service PIN cannot be looked at");
                PinAnswer::Unusable
            }
            Err(_) => PinAnswer::Unusable,
        }
    }

    fn tell_machine(&self) {
        self.tell(UpkeepNews::Machine(Machine {
            addresses: addresses(),
            hub: self.hub.clone(),
            brightness: self.backlight.percent(),
            log: self.log.lines(),
        }));
    }

    fn tell(&self, news: UpkeepNews) {
        self.mailbox.tell_busy(Input::Upkeep(news), self.clock.busy());
    }
}

/// The addresses under which others find this machine; none that only it or its own cable knows.
fn addresses() -> Vec<String> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let reachable =
        interfaces.into_iter().filter(|interface| !interface.is_loopback() && !interface.is_link_local());
    reachable.map(|interface| format!("{} ({})", interface.ip(), interface.name)).collect()
}
