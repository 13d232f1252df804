//! What is said aloud, when, and to whom. The words come from the screen, sentence by sentence, each time something on it has changed.
//!
//! A screen that has just come is said whole; afterwards only what is new on it. What a screen or a touch brings ends what was being
//! said; other news wait until it was heard. While the voice speaks, time waits for whoever listens. What somebody typed about themselves
//! is said by headphones alone; without any, its keys are called digit or letter.

use super::draft::Draft;
use super::effect::Effect;
use super::face::Place;
use super::input::Touch;
use super::modes::Mode;
use super::scene::Scene;
use super::typed::Typed;
use super::{Model, Modes};
use turno_devices::part::{PartState, PartStates};
use turno_devices::speech::{SoundOutput, Utterance, Volume};
use turno_domain::text::Language;

/// How much louder or softer one touch makes it, in percent.
const VOLUME_STEP: u8 = 10;
/// Somebody who makes it softer still wants to hear it.
const VOLUME_LEAST: u8 = 20;

/// A sentence of the screen.
#[derive(Clone, PartialEq, Eq)]
pub struct Sentence {
    /// In the language of the screen.
    pub text: String,
    /// When it is said again on a screen that was said before.
    pub news: News,
    /// Whether it is about whoever stands there, and only headphones may say it.
    pub private: bool,
}

/// When a sentence is said on a screen that was said before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Never.
    Never,
    /// Whenever it reads otherwise than before.
    Changed,
    /// Where no sentence of this sort stood there before: its words change by themselves, such as seconds that go by.
    Appeared,
}

impl std::fmt::Debug for Sentence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It may be about a person.
        f.debug_struct("Sentence")
            .field("news", &self.news)
            .field("private", &self.private)
            .finish_non_exhaustive()
    }
}

/// Something said that stands on no screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    /// A digit of something that is not read aloud.
    Digit,
    /// A letter of it.
    Letter,
    /// The last one was taken away.
    Erased,
    /// The space bar.
    Space,
    /// How loud it is, in percent.
    Volume(u8),
    /// One of the ways of reading is on or off.
    Mode(Mode, bool),
    /// What is private is heard by headphones only.
    OnlyHeadphones,
}

/// Where the words come from.
pub trait Words {
    /// What the screen says, in order; `private`: whether what is private may be heard too.
    fn sentences(&self) -> Vec<Sentence>;
    /// What is said of that.
    fn aside(&self, aside: Aside) -> String;
}

/// What the voice knows.
#[derive(Debug)]
pub(super) struct Voice {
    /// The screen that was said, and what was news on it; `None` while the kiosk is silent.
    said: Option<Told>,
    /// What is said before anything else of the screen.
    first: Option<First>,
    /// Whether somebody touched something since the screen was said.
    touched: bool,
    /// Whether something is being said.
    speaks: bool,
    headphones: Option<PartState>,
    loudspeaker: Volume,
    near: Volume,
}

#[derive(Debug)]
struct Told {
    place: Place,
    language: Language,
    news: Vec<String>,
    appeared: bool,
}

/// What somebody has just done, as it is answered by the voice.
#[derive(Debug, Clone, PartialEq)]
enum First {
    Key(Typed),
    Erased,
    Focused(Typed),
    Volume,
    Mode(Mode),
    Again,
}

impl Default for Voice {
    fn default() -> Self {
        let volume = Volume::default();
        Self {
            said: None,
            first: None,
            touched: false,
            speaks: false,
            headphones: None,
            loudspeaker: volume,
            near: volume,
        }
    }
}

impl Voice {
    fn volume(&mut self, output: SoundOutput) -> &mut Volume {
        match output {
            SoundOutput::Loudspeaker => &mut self.loudspeaker,
            SoundOutput::Headphones => &mut self.near,
        }
    }
}

impl Model {
    /// Whether what is said is heard only by whoever wears the headphones.
    pub(super) fn listens_privately(&self) -> bool {
        self.voice.headphones == Some(PartState::Ready)
    }

    /// A touch, which the voice may have an answer to.
    pub(super) fn answer_aloud(&mut self, touch: &Touch) {
        self.voice.touched = true;
        self.voice.first = match touch {
            Touch::Key(key) => Some(First::Key(key.clone())),
            Touch::Letter(letter) => Some(First::Key((*letter).into())),
            Touch::Erase => Some(First::Erased),
            Touch::Mode(mode) => Some(First::Mode(*mode)),
            Touch::SayAgain => Some(First::Again),
            Touch::Louder | Touch::Softer => Some(First::Volume),
            _ => None,
        };
    }

    /// Keys came to something that is called so.
    pub(super) fn focused(&mut self, label: Typed) {
        self.voice.touched = true;
        self.voice.first = (!label.is_empty()).then_some(First::Focused(label));
    }

    /// Something is being said from here on, or nothing is.
    pub(super) fn speaks(&mut self, speaks: bool) {
        self.voice.speaks = speaks;
    }

    /// Whoever is being spoken to is there, and cannot answer before the end; not so once it was asked whether they are.
    pub(super) fn wait_for_listener(&mut self) {
        if self.modes.speech && self.voice.speaks && self.warning_left().is_none() {
            self.somebody_is_there();
        }
    }

    /// Louder or softer, by both outputs: which one is heard is not known of every card.
    pub(super) fn set_volume(&mut self, louder: bool) -> Vec<Effect> {
        let mut effects = Vec::new();
        for output in [SoundOutput::Loudspeaker, SoundOutput::Headphones] {
            let volume = self.voice.volume(output);
            let percent = volume.in_percent();
            let wanted = if louder {
                percent + VOLUME_STEP
            } else {
                percent.saturating_sub(VOLUME_STEP).max(VOLUME_LEAST)
            };
            *volume = Volume::percent(wanted);
            effects.push(Effect::Volume(output, *volume));
        }
        effects
    }

    /// How the shelf's parts are: headphones that are plugged in begin to speak.
    pub(super) fn shelf_changed(&mut self, parts: PartStates) {
        let before = std::mem::replace(&mut self.voice.headphones, parts.headphones);
        if before == Some(PartState::Absent) && parts.headphones == Some(PartState::Ready) {
            self.modes.speech = true;
            self.touched = self.now;
        }
    }

    /// Says what is to be said, with the words of the screen as it stands.
    #[must_use]
    pub fn narrate(&mut self, words: &dyn Words) -> Vec<Effect> {
        let first = self.voice.first.take();
        let touched = std::mem::take(&mut self.voice.touched);
        if !self.modes.speech {
            return self.fall_silent();
        }
        let sentences = words.sentences();
        let told = self.told(&sentences);
        let before = self.voice.said.take();
        let same = before.as_ref().is_some_and(|b| b.place == told.place && b.language == told.language);
        let whole = !same || first == Some(First::Again);
        let (known, appeared) = before.map(|told| (told.news, told.appeared)).unwrap_or_default();
        self.voice.said = Some(told);
        let headphones = self.listens_privately();
        let mut said: Vec<(String, bool)> = Vec::new();
        if let Some(first) = first {
            said.extend(self.first_word(first, whole, words));
        }
        let hidden = sentences.iter().any(|sentence| sentence.private) && !headphones;
        for sentence in sentences {
            let is_new = match sentence.news {
                News::Never => false,
                News::Changed => !known.contains(&sentence.text),
                News::Appeared => !appeared,
            };
            if (whole || is_new) && (headphones || !sentence.private) {
                said.push((sentence.text, sentence.private));
            }
        }
        if whole && (hidden || self.is_private_field() && !headphones) {
            said.push((words.aside(Aside::OnlyHeadphones), false));
        }
        self.utterances(&said, whole || touched)
    }

    /// What a screen of these words leaves known.
    fn told(&self, sentences: &[Sentence]) -> Told {
        let of = |news| sentences.iter().filter(move |s| s.news == news && !s.private);
        Told {
            place: self.place(),
            language: self.language,
            news: of(News::Changed).map(|s| s.text.clone()).collect(),
            appeared: of(News::Appeared).next().is_some(),
        }
    }

    /// Sentences in a row, in as few utterances as there are changes between what everybody and what only headphones may say.
    fn utterances(&self, said: &[(String, bool)], at_once: bool) -> Vec<Effect> {
        let mut effects = Vec::new();
        for row in said.chunk_by(|one, next| one.1 == next.1) {
            let text = joined(row.iter().map(|(sentence, _)| sentence.as_str()));
            if let (Some((_, private)), false) = (row.first(), text.is_empty()) {
                let utterance = Utterance { text, language: self.language };
                let after = !at_once || !effects.is_empty();
                effects.push(Effect::Speak { utterance, private: *private, after });
            }
        }
        effects
    }

    /// What answers the last touch, and whether it is about a person.
    fn first_word(&self, first: First, whole: bool, words: &dyn Words) -> Option<(String, bool)> {
        let public = |text| Some((text, false));
        match first {
            First::Key(key) => Some(self.key_word(&key, words)),
            First::Erased => public(words.aside(Aside::Erased)),
            // A key of the keyboard, before it is touched, gives away as much as the echo after.
            First::Focused(label) if label.chars().count() == 1 => Some(self.key_word(&label, words)),
            // The screen that comes says what it is by itself.
            First::Focused(_) if whole => None,
            First::Focused(label) => public(label.to_string()),
            First::Volume => {
                let volume = match self.output() {
                    SoundOutput::Loudspeaker => self.voice.loudspeaker,
                    SoundOutput::Headphones => self.voice.near,
                };
                public(words.aside(Aside::Volume(volume.in_percent())))
            }
            First::Mode(mode) => public(words.aside(Aside::Mode(mode, self.modes.has(mode)))),
            First::Again => None,
        }
    }

    fn key_word(&self, key: &str, words: &dyn Words) -> (String, bool) {
        let private = self.is_private_field();
        let word = match key {
            " " => words.aside(Aside::Space),
            key if !private || self.listens_privately() => key.to_owned(),
            key if key.chars().all(|c| c.is_ascii_digit()) => return (words.aside(Aside::Digit), false),
            _ => return (words.aside(Aside::Letter), false),
        };
        (word, private)
    }

    /// Whether what is typed here is about whoever types it.
    fn is_private_field(&self) -> bool {
        self.over.is_none()
            && matches!(
                &self.scene,
                Scene::Question {
                    draft: Draft::Number(_)
                        | Draft::Phone(_)
                        | Draft::Town { .. }
                        | Draft::Code { .. }
                        | Draft::Words { .. },
                    ..
                } | Scene::Upkeep(_)
            )
    }

    /// Each output as loud as it was left for everybody.
    pub(super) fn voice_is_usual(&mut self) {
        for output in [SoundOutput::Loudspeaker, SoundOutput::Headphones] {
            *self.voice.volume(output) = self.upkeep.usual_volume(output);
        }
    }

    fn output(&self) -> SoundOutput {
        if self.listens_privately() { SoundOutput::Headphones } else { SoundOutput::Loudspeaker }
    }

    /// Nobody listens any more: silence, and for the next as loud as for everybody (EN 301 549, 5.1.3.13).
    fn fall_silent(&mut self) -> Vec<Effect> {
        if self.voice.said.take().is_none() {
            return Vec::new();
        }
        let mut effects = vec![Effect::Hush];
        for output in [SoundOutput::Loudspeaker, SoundOutput::Headphones] {
            let usual = self.upkeep.usual_volume(output);
            let volume = self.voice.volume(output);
            if *volume != usual {
                *volume = usual;
                effects.push(Effect::Volume(output, usual));
            }
        }
        effects
    }
}

impl Modes {
    /// Whether this one is on.
    pub(super) fn has(self, mode: Mode) -> bool {
        match mode {
            Mode::Large => self.large,
            Mode::Contrast => self.contrast,
            Mode::Low => self.low,
            Mode::Speech => self.speech,
        }
    }
}

/// Sentences in a row, each with its end: the synthesiser pauses there.
fn joined<'a>(sentences: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for sentence in sentences.map(str::trim).filter(|sentence| !sentence.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(sentence);
        if !sentence.ends_with(['.', '?', '!', ':', '…', '؟', '。', '？', '：']) {
            text.push('.');
        }
    }
    text
}
