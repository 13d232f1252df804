//! The service PIN, on a pad of digits. Each try is looked at outside; here it is waited for, and for how long nobody may try.

use super::list::List;
use super::{Page, UpkeepWish};
use crate::model::Model;
use crate::model::effect::Effect;
use crate::model::input::Touch;
use crate::model::scene::Scene;
use crate::model::typed::Typed;
use crate::service_pin::{PIN_DIGITS, PIN_DIGITS_AT_MOST};
use chrono::TimeDelta;
use std::fmt;
use std::time::Duration;
use turno_domain::time::ClockReading;
use zeroize::Zeroizing;

/// A PIN on its way to be looked at. Its Debug never shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct ServicePin(Zeroizing<String>);

impl ServicePin {
    /// The digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ServicePin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServicePin(…)")
    }
}

/// What was found out about a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinAnswer {
    /// It is the one.
    Right,
    /// It is not; nobody may try for so long.
    Wrong(Duration),
    /// It was not looked at: nobody may try for so long.
    TooSoon(Duration),
    /// None was ever set.
    NotSet,
    /// The file of the PIN cannot be used.
    Unusable,
}

/// What is typed, and what is known of the tries.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::model) struct PinPad {
    pub(super) typed: Typed,
    pub(super) tried: Option<PinAnswer>,
    /// A try is being looked at.
    pub(super) trying: bool,
    /// Nobody may try until so long after the moment.
    wait: Option<(ClockReading, TimeDelta)>,
}

impl Default for PinPad {
    fn default() -> Self {
        Self { typed: Typed::with_room(PIN_DIGITS_AT_MOST, ""), tried: None, trying: false, wait: None }
    }
}

impl PinPad {
    /// How long nobody may try.
    pub(super) fn wait_left(&self, now: ClockReading) -> TimeDelta {
        self.wait.map_or(TimeDelta::zero(), |(since, wait)| (wait - now.since(&since)).max(TimeDelta::zero()))
    }

    pub(super) fn can_try(&self, now: ClockReading) -> bool {
        !self.trying && self.typed.as_str().len() >= PIN_DIGITS && self.wait_left(now).is_zero()
    }
}

impl Model {
    pub(super) fn touch_pin(&mut self, mut pad: PinPad, touch: Touch) -> Vec<Effect> {
        let mut effects = Vec::new();
        match touch {
            Touch::Back | Touch::Close | Touch::Restart => {
                self.end();
                return effects;
            }
            Touch::Key(key) if !pad.trying && key.chars().all(|c| c.is_ascii_digit()) => {
                pad.typed.push(&key, PIN_DIGITS_AT_MOST);
            }
            Touch::Erase if !pad.trying => pad.typed.pop(),
            Touch::GoOn if pad.can_try(self.now) => {
                let pin = ServicePin(Zeroizing::new(pad.typed.as_str().to_owned()));
                pad.typed.clear();
                pad.trying = true;
                effects.push(Effect::Upkeep(UpkeepWish::TryPin(pin)));
            }
            _ => {}
        }
        self.scene = Scene::Upkeep(Page::Pin(pad));
        effects
    }

    pub(super) fn pin_answered(&mut self, answer: PinAnswer) -> Vec<Effect> {
        let now = self.now;
        let Scene::Upkeep(Page::Pin(pad)) = &mut self.scene else { return Vec::new() };
        pad.trying = false;
        pad.tried = Some(answer);
        pad.wait = match answer {
            PinAnswer::Wrong(wait) | PinAnswer::TooSoon(wait) => {
                TimeDelta::from_std(wait).ok().map(|wait| (now, wait))
            }
            _ => None,
        };
        if answer != PinAnswer::Right {
            return Vec::new();
        }
        self.scene = Scene::Upkeep(Page::List(Box::<List>::default()));
        vec![Effect::Upkeep(UpkeepWish::Look)]
    }
}
