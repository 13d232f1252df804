//! Speech: who hears what, with programs that the test plays; and that something is heard, with the real ones.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use tokio::io::AsyncBufReadExt;
use tokio::io::{BufReader, Lines};
use tokio::net::unix::pipe;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use turno_devices::part::PartState;
use turno_devices::speech::{
    SoundOutput, Speech, SpeechPrograms, SpeechSettings, Utterance, Volume, spoken_number,
};
use turno_domain::text::Language;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

const PLUGGED_IN: &str = "numid=1,iface=CARD,name='Headphone Jack'\n  : values=on\n";
const PULLED: &str = "numid=1,iface=CARD,name='Headphone Jack'\n  : values=off\n";

/// A folder with a sound card and programs that tell what they are asked to do, and go on until they are ended.
struct Place {
    folder: tempfile::TempDir,
    events: Lines<BufReader<pipe::Receiver>>,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("cards/card1")).expect("a card");
        let events = folder.path().join("events");
        fifo(&events);
        let here = folder.path().display();
        script(
            &folder.path().join("espeak"),
            &format!(
                "text=$(cat)\n[ -p \"{here}/$text\" ] && exec 3> \"{here}/$text\"\n\
                 echo \"says $* <$text>\" > {here}/events\n\
                 [ -p \"{here}/$text.end\" ] && read word < \"{here}/$text.end\"\n\
                 [ -p \"{here}/$text\" ] || exit 0\nexec sleep 1000\n"
            ),
        );
        script(
            &folder.path().join("aplay"),
            &format!("echo \"plays $*\" > {here}/events\nexec cat > /dev/null\n"),
        );
        script(&folder.path().join("amixer"), &format!("exec cat {here}/jack\n"));
        let place = Self {
            events: BufReader::new(
                pipe::OpenOptions::new().read_write(true).open_receiver(&events).expect("a pipe"),
            )
            .lines(),
            folder,
        };
        place.socket(PULLED);
        place
    }

    /// What the card says of its socket from here on.
    fn socket(&self, says: &str) {
        let new = self.folder.path().join("jack.new");
        std::fs::write(&new, says).expect("written");
        std::fs::rename(new, self.folder.path().join("jack")).expect("moved");
    }

    fn settings(&self) -> SpeechSettings {
        let at = |name: &str| self.folder.path().join(name);
        SpeechSettings {
            programs: SpeechPrograms { espeak: at("espeak"), aplay: at("aplay"), amixer: at("amixer") },
            cards: at("cards"),
            ..SpeechSettings::new(Some("loud".into()), Some("hw:1,0".into()))
        }
    }

    /// A text that is said until it is ended; what is given ends when it is.
    fn endless(&self, text: &str) -> JoinHandle<()> {
        let alive = self.folder.path().join(text);
        fifo(&alive);
        tokio::task::spawn_blocking(move || {
            let ended = File::open(alive).and_then(|mut alive| alive.read(&mut [0]));
            assert_eq!(ended.expect("a pipe"), 0);
        })
    }

    /// A text that is said until what is given has run; that takes place only while the text is being said.
    fn lasting(&self, text: &str) -> impl FnOnce() -> JoinHandle<()> + use<> {
        let end = self.folder.path().join(format!("{text}.end"));
        fifo(&end);
        move || tokio::task::spawn_blocking(move || std::fs::write(end, "end\n").expect("a pipe"))
    }

    /// The next two things that programs are asked: where it is played, and what is said.
    async fn heard(&mut self) -> (String, String) {
        let mut both = [self.event().await, self.event().await];
        both.sort();
        let [plays, says] = both;
        (plays, says)
    }

    async fn event(&mut self) -> String {
        let event = timeout(PATIENCE, self.events.next_line()).await.expect("in time");
        event.expect("a pipe").expect("a line")
    }
}

fn fifo(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a pipe");
}

/// Written by another process: a file that this one has open for writing cannot be run, in whatever thread it forks.
fn script(path: &Path, body: &str) {
    let write = r#"printf '#!/bin/sh\n%s' "$1" > "$2" && chmod 700 "$2""#;
    let written = Command::new("sh").args(["-c", write, "sh", body]).arg(path).status().expect("sh");
    assert!(written.success());
}

fn italian(text: &str) -> Utterance {
    Utterance { text: text.into(), language: Language::It }
}

async fn in_time(task: JoinHandle<()>) {
    timeout(PATIENCE, task).await.expect("in time").expect("ended");
}

async fn quiet(speech: &Speech) {
    let mut speaking = speech.speaking();
    timeout(PATIENCE, speaking.wait_for(|speaks| !*speaks)).await.expect("in time").expect("speech");
}

async fn until<T: Clone>(mut state: watch::Receiver<T>, wanted: impl FnMut(&T) -> bool) {
    timeout(PATIENCE, state.wait_for(wanted)).await.expect("in time").expect("speech");
}

#[tokio::test]
async fn a_new_utterance_ends_the_one_before() {
    let mut place = Place::new();
    let speech = Speech::start(place.settings());
    let first = place.endless("first");
    speech.say(italian("first"), false);
    assert!(place.heard().await.1.ends_with("<first>"));
    let second = place.endless("second");
    speech.say(italian("second"), false);
    in_time(first).await;
    assert!(place.heard().await.1.ends_with("<second>"));
    speech.hush();
    in_time(second).await;
    quiet(&speech).await;
}

#[tokio::test]
async fn what_is_said_after_waits_for_its_turn_and_what_nobody_may_hear_holds_up_no_line() {
    let mut place = Place::new();
    let speech = Speech::start(place.settings());
    let end = place.lasting("one");
    speech.say(italian("one"), false);
    assert!(place.heard().await.1.ends_with("<one>"));
    speech.say_after(italian("private"), true);
    speech.say_after(italian("two"), false);
    in_time(end()).await;
    assert!(place.heard().await.1.ends_with("<two>"));

    // What is said at once ends the line, too.
    let end = place.endless("three");
    speech.say(italian("three"), false);
    place.heard().await;
    speech.say_after(italian("never"), false);
    speech.say(italian("four"), false);
    in_time(end).await;
    assert!(place.heard().await.1.ends_with("<four>"));
    speech.say_after(italian("five"), false);
    assert!(place.heard().await.1.ends_with("<five>"));
    quiet(&speech).await;
}

#[tokio::test]
async fn each_language_has_its_voice_and_each_output_its_volume() {
    let mut place = Place::new();
    let speech = Speech::start(place.settings());
    speech.set_volume(SoundOutput::Loudspeaker, Volume::percent(30));
    speech.set_volume(SoundOutput::Headphones, Volume::percent(90));
    speech.say(Utterance { text: "nǐ hǎo".into(), language: Language::Zh }, false);
    let (plays, says) = place.heard().await;
    assert_eq!(plays, "plays -q -D loud -");
    assert_eq!(says, "says -v cmn-latn-pinyin -s 140 -b 1 -a 30 --stdin --stdout <nǐ hǎo>");
    quiet(&speech).await;
    place.socket(PLUGGED_IN);
    speech.say(italian("ciao"), true);
    let (plays, says) = place.heard().await;
    assert_eq!(plays, "plays -q -D hw:1,0 -");
    assert!(says.starts_with("says -v it ") && says.contains(" -a 90 "), "{says}");
}

#[tokio::test]
async fn what_is_private_is_said_by_headphones_or_not_at_all_and_ends_when_they_are_pulled() {
    let mut place = Place::new();
    let speech = Speech::start(place.settings());
    speech.say(italian("private"), true);
    speech.say(italian("public"), false);
    let (plays, says) = place.heard().await;
    assert!(plays.contains("-D loud") && says.ends_with("<public>"), "{plays} {says}");

    place.socket(PLUGGED_IN);
    let private = place.endless("private");
    speech.say(italian("private"), true);
    let (plays, says) = place.heard().await;
    assert!(plays.contains("-D hw:1,0") && says.ends_with("<private>"), "{plays} {says}");
    until(speech.state(), |state| state.headphones == Some(PartState::Ready)).await;
    place.socket(PULLED);
    in_time(private).await;
    until(speech.state(), |state| state.headphones == Some(PartState::Absent)).await;
}

#[tokio::test]
async fn what_everybody_may_hear_follows_a_plug_that_is_known_to_be_in_and_no_other() {
    let mut place = Place::new();
    let speech = Speech::start(place.settings());
    place.socket(PLUGGED_IN);
    speech.say(italian("one"), false);
    assert!(place.heard().await.0.contains("-D hw:1,0"));
    // A card that tells nothing about its sockets: perhaps nobody wears them.
    place.socket("");
    speech.say(italian("two"), false);
    assert!(place.heard().await.0.contains("-D loud"));
    speech.say(italian("three"), true);
    assert!(place.heard().await.0.contains("-D hw:1,0"));
}

/// A card that answers nothing about its sockets holds up nothing but what is to be said.
#[tokio::test]
async fn a_hush_waits_for_no_card() {
    let mut place = Place::new();
    let here = place.folder.path().display().to_string();
    std::fs::remove_file(place.folder.path().join("amixer")).expect("removed");
    // Tells that it was asked, and answers when the test says so.
    fifo(&place.folder.path().join("answer"));
    let body = format!("echo asked > {here}/events\nread word < {here}/answer\necho \"$word\"\n");
    script(&place.folder.path().join("amixer"), &body);
    let speech = Speech::start(place.settings());
    assert_eq!(place.event().await, "asked");
    speech.say(italian("never"), false);
    until(speech.speaking(), |speaks| *speaks).await;
    speech.hush();
    // Long before the two seconds after which an answer is given up.
    quiet(&speech).await;
    assert_eq!(place.event().await, "asked", "anew for what was to be said, and by nobody since");
}

#[tokio::test]
async fn a_chime_is_heard_out_before_what_comes_next() {
    let mut place = Place::new();
    let speech = Speech::start(place.settings());
    let endless = place.endless("endless");
    speech.say(italian("endless"), false);
    place.heard().await;
    speech.chime();
    speech.say(italian("after"), false);
    in_time(endless).await;
    assert_eq!(place.event().await, "plays -q -D loud -", "the chime");
    let (plays, says) = place.heard().await;
    assert!(plays.contains("-D loud") && says.ends_with("<after>"), "{plays} {says}");
}

#[tokio::test]
async fn what_is_missing_is_absent_what_gives_up_is_failing_and_both_heal() {
    let place = Place::new();
    let mut settings = place.settings();
    settings.loudspeaker = Some("hw:7,0".into());
    let speech = Speech::start(settings);
    std::fs::create_dir(place.folder.path().join("cards/card7")).expect("a card");
    until(speech.state(), |state| state.loudspeaker == PartState::Ready).await;
    std::fs::remove_file(place.folder.path().join("aplay")).expect("removed");
    until(speech.state(), |state| state.loudspeaker == PartState::Absent).await;
    script(&place.folder.path().join("aplay"), "cat > /dev/null\necho 'audio open error' >&2\nexit 1\n");
    until(speech.state(), |state| state.loudspeaker == PartState::Ready).await;
    speech.say(italian("lost"), false);
    until(speech.state(), |state| state.loudspeaker == PartState::Failing).await;
    std::fs::remove_file(place.folder.path().join("aplay")).expect("removed");
    script(&place.folder.path().join("aplay"), "exec cat > /dev/null\n");
    speech.say(italian("heard"), false);
    until(speech.state(), |state| state.loudspeaker == PartState::Ready).await;
}

#[tokio::test]
async fn without_any_program_nothing_is_said_and_nothing_fails() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let speech = Speech::start(SpeechSettings {
        programs: SpeechPrograms { espeak: at("a"), aplay: at("b"), amixer: at("c") },
        ..SpeechSettings::new(None, None)
    });
    speech.say(italian("nobody"), false);
    speech.chime();
    quiet(&speech).await;
    assert_eq!(speech.state().borrow().loudspeaker, PartState::Absent);
    assert_eq!(speech.state().borrow().headphones, None);
}

/// Samples that the real programs have played into a file in place of a card.
async fn samples(volume: Volume, play: impl FnOnce(&Speech)) -> Vec<i16> {
    let folder = tempfile::tempdir().expect("a folder");
    let file: PathBuf = folder.path().join("heard");
    let speech = Speech::start(SpeechSettings::new(Some(format!("tee:null,{},raw", file.display())), None));
    speech.set_volume(SoundOutput::Loudspeaker, volume);
    let mut speaking = speech.speaking();
    play(&speech);
    for wanted in [true, false] {
        timeout(PATIENCE, speaking.wait_for(|speaks| *speaks == wanted))
            .await
            .expect("in time")
            .expect("speech");
    }
    assert_eq!(speech.state().borrow().loudspeaker, PartState::Ready);
    let bytes = std::fs::read(file).expect("something was played");
    bytes.as_chunks::<2>().0.iter().map(|sample| i16::from_le_bytes(*sample)).collect()
}

fn loudest(samples: &[i16]) -> u16 {
    samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0)
}

#[tokio::test]
async fn the_real_programs_are_heard_as_loud_as_asked() {
    let say = |speech: &Speech| speech.say(italian("Il suo numero è A, 42."), false);
    let loud = samples(Volume::percent(100), say).await;
    let soft = samples(Volume::percent(20), say).await;
    assert!(loud.len() > 22_050, "more than a second: {}", loud.len());
    assert!(loudest(&loud) > 8_000, "{}", loudest(&loud));
    assert!(loudest(&soft) * 2 < loudest(&loud), "{} {}", loudest(&soft), loudest(&loud));
    assert_eq!(loudest(&samples(Volume::SILENT, say).await), 0);
    let chime = samples(Volume::percent(50), |speech| speech.chime()).await;
    assert!((6_000..9_000).contains(&loudest(&chime)), "{}", loudest(&chime));
}

#[tokio::test]
async fn every_language_is_said_by_the_real_synthesiser() {
    for (language, text) in [
        (Language::It, "Si accomodi in sala d'attesa."),
        (Language::En, "Please take a seat."),
        (Language::Fr, "Veuillez vous asseoir."),
        (Language::Es, "Tome asiento, por favor."),
        (Language::Ro, "Vă rugăm să luați loc."),
        (Language::Sq, "Ju lutem uluni."),
        (Language::Uk, "Будь ласка, сідайте."),
        (Language::Ar, "تفضل بالجلوس من فضلك."),
        (Language::Zh, "请坐，请稍等。"),
    ] {
        let say = |speech: &Speech| speech.say(Utterance { text: text.into(), language }, false);
        let samples = samples(Volume::percent(80), say).await;
        assert!(samples.len() > 11_025 && loudest(&samples) > 4_000, "{language}: {}", samples.len());
    }
}

#[test]
fn a_number_is_said_without_its_zeros_in_the_words_of_the_language() {
    let phonemes = |text: &str| {
        let said =
            Command::new("espeak-ng").args(["-q", "-x", "-v", "it", text]).output().expect("espeak-ng");
        String::from_utf8(said.stdout).expect("phonemes")
    };
    let number = spoken_number("A042".parse().expect("a number"));
    assert_eq!(number, "A, 42");
    assert_eq!(spoken_number("B1000".parse().expect("a number")), "B, 1000");
    let heard = phonemes(&number);
    assert!(heard.contains("d'ue") && !heard.contains(phonemes("zero").trim()), "{heard}");
    let eight = |text: &str| phonemes(text).trim().to_owned();
    assert_eq!(eight("28"), eight("ventotto"));
    assert_eq!(eight("21"), eight("ventuno"));
}
