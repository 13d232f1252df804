//! The task that speaks: one thing at a time, by the output that may hear it, and what it knows of the outputs.

use std::collections::VecDeque;
use std::path::Path;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::headphones::{self, Headphones};
use super::playing::{Playing, Sound, SpeechError};
use super::{SoundOutput, SpeechSettings, SpeechState, Utterance, Volume};
use crate::part::PartState;

/// How often it is looked whether the outputs are there, as far as the kernel's files tell it.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often a card is asked about its sockets while nothing is said: each time a process is started for it.
const ASK_EVERY_IN_SILENCE: Duration = Duration::from_secs(10);
/// How often while something private is said: a plug that is pulled must end it within a word.
const LOOK_EVERY_IN_PRIVATE: Duration = Duration::from_millis(200);

/// What the speaker is asked for.
#[derive(Debug)]
pub(super) enum Order {
    Say(Utterance, bool),
    SayAfter(Utterance, bool),
    Chime,
    Hush,
    Volume(SoundOutput, Volume),
}

/// What is being played, and where.
#[derive(Debug)]
struct Heard {
    playing: Playing,
    output: SoundOutput,
    private: bool,
    chime: bool,
}

/// The task that owns whatever is being said.
pub(super) struct Speaker {
    settings: SpeechSettings,
    told: watch::Sender<SpeechState>,
    says: watch::Sender<bool>,
    volumes: [Volume; 2],
    playing: Option<Heard>,
    /// What is said after what is being played.
    line: VecDeque<(Utterance, bool)>,
    /// What went wrong last with each output, until something was heard by it.
    trouble: [Option<String>; 2],
    plugged: Headphones,
    /// Whether the headphones' card was there when that was last looked at.
    card_was_there: bool,
    /// When the headphones' card was last asked about its sockets.
    asked_at: Option<Instant>,
    /// The asking, which takes a process and, where that hangs, two seconds: nothing waits for it but what is to be played.
    asking: JoinSet<Headphones>,
    /// What is played as soon as it is known where.
    wanted: Option<(Sound, bool)>,
}

impl Speaker {
    pub(super) fn new(
        settings: SpeechSettings,
        told: watch::Sender<SpeechState>,
        says: watch::Sender<bool>,
    ) -> Self {
        Self {
            settings,
            told,
            says,
            volumes: [Volume::default(); 2],
            playing: None,
            line: VecDeque::new(),
            trouble: [None, None],
            plugged: Headphones::Gone,
            card_was_there: false,
            asked_at: None,
            asking: JoinSet::new(),
            wanted: None,
        }
    }

    pub(super) async fn serve(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        loop {
            self.look();
            let speaks = self.playing.is_some() || self.wanted.is_some();
            self.says.send_if_modified(|known| std::mem::replace(known, speaks) != speaks);
            let private = self.playing.as_ref().is_some_and(|heard| heard.private);
            let look = Instant::now() + if private { LOOK_EVERY_IN_PRIVATE } else { LOOK_EVERY };
            tokio::select! {
                order = orders.recv() => match order {
                    None => return,
                    Some(order) => self.obey(order),
                },
                heard = heard(&mut self.playing) => self.was_heard(heard),
                Some(asked) = self.asking.join_next() => self.was_asked(asked.unwrap_or(Headphones::Gone)),
                () = sleep_until(look) => {}
            }
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Volume(output, volume) => self.volumes[output as usize] = volume,
            Order::Hush => {
                self.line.clear();
                self.wanted = None;
                self.playing = None;
            }
            Order::Chime => {
                self.line.clear();
                self.play(Sound::Chime, false);
            }
            Order::Say(utterance, private) => {
                self.line.clear();
                self.line.push_back((utterance, private));
                let wanted = self.wanted.as_ref().map(|(sound, _)| *sound == Sound::Chime);
                if !wanted.unwrap_or(self.playing.as_ref().is_some_and(|heard| heard.chime)) {
                    self.play_next();
                }
            }
            Order::SayAfter(utterance, private) => {
                self.line.push_back((utterance, private));
                if self.playing.is_none() && self.wanted.is_none() {
                    self.play_next();
                }
            }
        }
    }

    /// Plays what comes next in the line, if anything does.
    fn play_next(&mut self) {
        if let Some((utterance, private)) = self.line.pop_front() {
            self.play(Sound::Speech(utterance), private);
        }
    }

    /// Plays a sound instead of whatever is being played, once it is known where: a plug may have been pulled since the last look.
    fn play(&mut self, sound: Sound, private: bool) {
        self.playing = None;
        self.wanted = Some((sound, private));
        self.ask();
    }

    fn play_what_is_wanted(&mut self) {
        let Some((sound, private)) = self.wanted.take() else { return };
        let output = match (private, self.plugged) {
            (true, Headphones::Gone) => return self.play_next(),
            (true, _) | (false, Headphones::PluggedIn) => SoundOutput::Headphones,
            (false, _) => SoundOutput::Loudspeaker,
        };
        let device = match output {
            SoundOutput::Loudspeaker => self.settings.loudspeaker.as_deref(),
            SoundOutput::Headphones => self.settings.headphones.as_deref(),
        };
        let volume = self.volumes[output as usize];
        let chime = sound == Sound::Chime;
        match Playing::start(&self.settings.programs, &sound, device, volume) {
            Ok(playing) => self.playing = Some(Heard { playing, output, private, chime }),
            // What follows would not be heard either.
            Err(error) => {
                self.line.clear();
                self.fails(output, &error);
            }
        }
    }

    fn was_heard(&mut self, (output, result): (SoundOutput, Result<(), SpeechError>)) {
        self.playing = None;
        match result {
            Ok(()) => self.trouble[output as usize] = None,
            Err(error) => self.fails(output, &error),
        }
        self.play_next();
    }

    fn fails(&mut self, output: SoundOutput, error: &SpeechError) {
        let said = error.to_string();
        let known = &mut self.trouble[output as usize];
        if known.as_ref() != Some(&said) {
            tracing::warn!(?output, error = %said, "nothing is heard");
        }
        *known = Some(said);
    }

    /// Looks whether the outputs are there as far as that takes no time, asks the headphones' card where it is time to, and tells what
    /// changed.
    fn look(&mut self) {
        let card_is_there = self.headphones_card_is_there();
        let changed = std::mem::replace(&mut self.card_was_there, card_is_there) != card_is_there;
        let every = match &self.playing {
            Some(heard) if heard.private => LOOK_EVERY_IN_PRIVATE,
            Some(_) => LOOK_EVERY,
            None => ASK_EVERY_IN_SILENCE,
        };
        let due = self.asked_at.is_none_or(|asked| asked.elapsed() >= every);
        if changed || (due && self.asking.is_empty()) {
            self.ask();
        }
        self.tell();
    }

    /// Begins to ask where the headphones are; what was being asked is old.
    fn ask(&mut self) {
        self.asking = JoinSet::new();
        self.asked_at = Some(Instant::now());
        let settings = &self.settings;
        match &settings.headphones {
            Some(device) if self.can_speak() && self.headphones_card_is_there() => {
                let (device, loudspeaker) = (device.clone(), settings.loudspeaker.clone());
                let (cards, amixer) = (settings.cards.clone(), settings.programs.amixer.clone());
                self.asking.spawn(async move {
                    headphones::look(&device, loudspeaker.as_deref(), &cards, &amixer).await
                });
            }
            _ => self.was_asked(Headphones::Gone),
        }
    }

    /// Ends what must not be heard any more, and plays what waited for this.
    fn was_asked(&mut self, plugged: Headphones) {
        self.plugged = plugged;
        let unheard = plugged == Headphones::Gone && self.playing.as_ref().is_some_and(|heard| heard.private);
        if unheard {
            self.playing = None;
        }
        if self.wanted.is_some() {
            self.play_what_is_wanted();
        } else if unheard {
            self.play_next();
        }
    }

    fn can_speak(&self) -> bool {
        let programs = &self.settings.programs;
        installed(&programs.espeak) && installed(&programs.aplay)
    }

    fn headphones_card_is_there(&self) -> bool {
        let card = self.settings.headphones.as_deref().and_then(headphones::card);
        card.is_some_and(|card| headphones::exists(&self.settings.cards, card))
    }

    fn tell(&self) {
        let settings = &self.settings;
        let card = settings.loudspeaker.as_deref().and_then(headphones::card);
        let card_is_there = card.is_none_or(|card| headphones::exists(&settings.cards, card));
        let [loud, near] = [&self.trouble[0], &self.trouble[1]].map(Option::is_some);
        let state = SpeechState {
            loudspeaker: part(self.can_speak() && card_is_there, loud),
            headphones: settings.headphones.as_ref().map(|_| part(self.plugged != Headphones::Gone, near)),
        };
        self.told.send_if_modified(|known| std::mem::replace(known, state) != state);
    }
}

fn part(there: bool, failed: bool) -> PartState {
    match (there, failed) {
        (false, _) => PartState::Absent,
        (true, true) => PartState::Failing,
        (true, false) => PartState::Ready,
    }
}

/// Waits until what is played was heard; for ever where nothing is.
async fn heard(playing: &mut Option<Heard>) -> (SoundOutput, Result<(), SpeechError>) {
    match playing {
        Some(heard) => (heard.output, heard.playing.heard().await),
        None => std::future::pending().await,
    }
}

/// Whether a program is there, by its path or on the search path.
fn installed(program: &Path) -> bool {
    if program.components().count() > 1 {
        return program.is_file();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::super::SpeechPrograms;
    use super::*;

    /// Each asking starts a process.
    #[tokio::test(start_paused = true)]
    async fn in_silence_a_card_is_asked_once_in_ten_seconds_and_at_once_where_it_comes_or_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let card = folder.path().join("card1");
        std::fs::create_dir(&card).expect("a card");
        let program = folder.path().join("program");
        std::fs::write(&program, "").expect("a program that cannot be run");
        let programs =
            SpeechPrograms { espeak: program.clone(), aplay: program.clone(), amixer: program.clone() };
        let cards = folder.path().to_owned();
        let settings = SpeechSettings { programs, cards, ..SpeechSettings::new(None, Some("hw:1,0".into())) };
        let (told, _state) = watch::channel(SpeechState { loudspeaker: PartState::Absent, headphones: None });
        let mut speaker = Speaker::new(settings, told, watch::channel(false).0);
        let asked = async |speaker: &mut Speaker, after: u64| {
            let before = speaker.asked_at;
            tokio::time::advance(Duration::from_secs(after)).await;
            speaker.look();
            while let Some(asked) = speaker.asking.join_next().await {
                speaker.was_asked(asked.expect("no panic"));
            }
            speaker.asked_at != before
        };
        assert!(asked(&mut speaker, 0).await, "at the start");
        for _ in 0..4 {
            assert!(!asked(&mut speaker, 2).await);
        }
        assert!(asked(&mut speaker, 2).await);
        std::fs::remove_dir(&card).expect("pulled");
        assert!(asked(&mut speaker, 1).await);
        assert!(!asked(&mut speaker, 2).await);
        std::fs::create_dir(&card).expect("a card");
        assert!(asked(&mut speaker, 1).await);
    }
}
