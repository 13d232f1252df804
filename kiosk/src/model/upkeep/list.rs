//! The page itself: what was touched on it, and what became of that.

use super::{DoorsWord, Page, PageAsk, TestWord, UpkeepTouch, UpkeepWish};
use crate::model::effect::Effect;
use crate::model::input::{Paper, Touch};
use crate::model::scene::Scene;
use crate::model::{Link, Model};
use turno_devices::speech::{SoundOutput, Utterance, Volume};
use turno_domain::ticket::PaperState;
use turno_domain::time::ClockReading;

/// One touch makes a volume louder or softer by so much, percent.
const VOLUME_STEP: u8 = 10;
/// Whoever cannot hear it at all takes the kiosk for broken.
const VOLUME_LEAST: u8 = 20;
/// One touch makes the display brighter or darker by so much, percent.
const LIGHT_STEP: u8 = 10;
/// On a dark display nobody finds the way back to this page.
const LIGHT_LEAST: u8 = 10;

/// Which part of the page is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::model) enum Leaf {
    #[default]
    All,
    Tray,
    Log,
}

/// The page at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::model) struct List {
    pub(super) leaf: Leaf,
    pub(super) asks: Option<PageAsk>,
    pub(super) test: Option<(TestWord, ClockReading)>,
    pub(super) roll: Option<Roll>,
    pub(super) doors: DoorsWord,
}

/// A new roll was put in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Roll {
    pub(super) since: ClockReading,
    /// So many papers came out since, and so many were given up.
    pub(super) came: usize,
    pub(super) lost: usize,
}

impl List {
    pub(super) fn test_is(&mut self, word: TestWord, now: ClockReading) {
        self.test = Some((word, now));
    }

    /// Where it stands, as far as it tells what lies under a finger.
    pub(in crate::model) fn face(&self) -> (Leaf, Option<PageAsk>) {
        (self.leaf, self.asks)
    }
}

impl Model {
    pub(super) fn touch_list(&mut self, mut list: Box<List>, touch: Touch) -> Vec<Effect> {
        let mut effects = Vec::new();
        match (list.asks, touch) {
            (Some(asks), Touch::Upkeep(UpkeepTouch::Sure)) => {
                list.asks = None;
                effects = match asks {
                    PageAsk::Restart => vec![Effect::Upkeep(UpkeepWish::Restart)],
                    PageAsk::GiveBack => self.tray_give_back(),
                };
            }
            (Some(_), Touch::Close | Touch::Back) => list.asks = None,
            (Some(_), _) => {}
            (None, Touch::Back | Touch::Close) if list.leaf != Leaf::All => list.leaf = Leaf::All,
            (None, Touch::Back | Touch::Close | Touch::Restart) => {
                self.upkeep.tray.stop();
                self.end();
                return effects;
            }
            (None, Touch::Upkeep(touch)) => effects = self.touch_row(&mut list, touch),
            (None, _) => {}
        }
        self.scene = Scene::Upkeep(Page::List(list));
        effects
    }

    fn touch_row(&mut self, list: &mut List, touch: UpkeepTouch) -> Vec<Effect> {
        let wish = |wish| vec![Effect::Upkeep(wish)];
        match touch {
            UpkeepTouch::TestPrint if !matches!(list.test, Some((TestWord::Printing, _))) => {
                list.test = Some((TestWord::Printing, self.now));
                return wish(UpkeepWish::TestPrint);
            }
            UpkeepTouch::PaperChanged => list.roll = Some(Roll { since: self.now, came: 0, lost: 0 }),
            UpkeepTouch::Doors(doors) if self.link == Link::Here && list.doors != DoorsWord::Asking => {
                list.doors = DoorsWord::Asking;
                return wish(UpkeepWish::SetDoors(doors));
            }
            UpkeepTouch::Sound(output, louder) => return self.set_usual_volume(output, louder),
            UpkeepTouch::TrySound(output, text) => {
                let utterance = Utterance { text, language: self.language };
                let private = output == SoundOutput::Headphones;
                return vec![Effect::Speak { utterance, private, after: false }];
            }
            UpkeepTouch::Light(brighter) => {
                let Some(percent) = self.upkeep.machine.brightness else { return Vec::new() };
                let wanted = stepped(percent, brighter, LIGHT_STEP, LIGHT_LEAST);
                return wish(UpkeepWish::Brightness(wanted));
            }
            UpkeepTouch::Tray => list.leaf = Leaf::Tray,
            UpkeepTouch::Log => {
                list.leaf = Leaf::Log;
                return wish(UpkeepWish::Look);
            }
            UpkeepTouch::Restart => list.asks = Some(PageAsk::Restart),
            UpkeepTouch::TrayGiveBack if self.tray_can_give_back() => list.asks = Some(PageAsk::GiveBack),
            UpkeepTouch::TrayService(place) => self.tray_choose(place),
            UpkeepTouch::TrayCount(more) => self.upkeep.tray.count(more),
            UpkeepTouch::TrayFrom(later) => self.tray_from(later),
            UpkeepTouch::TrayPrint => return self.tray_print(),
            UpkeepTouch::TrayStop => self.upkeep.tray.stop(),
            _ => {}
        }
        Vec::new()
    }

    fn set_usual_volume(&mut self, output: SoundOutput, louder: bool) -> Vec<Effect> {
        let volume = match output {
            SoundOutput::Loudspeaker => &mut self.upkeep.loudspeaker,
            SoundOutput::Headphones => &mut self.upkeep.headphones,
        };
        *volume = Volume::percent(stepped(volume.in_percent(), louder, VOLUME_STEP, VOLUME_LEAST));
        let (loudspeaker, headphones) = (self.upkeep.loudspeaker, self.upkeep.headphones);
        let mut effects = self.set_usual(loudspeaker, headphones);
        effects.push(Effect::Upkeep(UpkeepWish::KeepVolumes(loudspeaker, headphones)));
        effects
    }

    /// What became of a paper, for whoever has just changed the roll.
    pub(in crate::model) fn count_paper(&mut self, paper: Paper) {
        self.on_list(|list, _| {
            let Some(roll) = &mut list.roll else { return };
            match paper {
                Paper::State(PaperState::Proven) => roll.came += 1,
                Paper::State(PaperState::Failed | PaperState::Unknown) => roll.lost += 1,
                _ => {}
            }
        });
    }
}

fn stepped(percent: u8, more: bool, step: u8, least: u8) -> u8 {
    if more { percent.saturating_add(step).min(100) } else { percent.saturating_sub(step).max(least) }
}
