//! What is said aloud, when, and to whom.

use super::*;
use turno_devices::part::{PartState, PartStates};
use turno_devices::speech::{SoundOutput, Volume};

/// A screen whose words are those of the view, as far as these tests need them.
struct Said(Vec<Sentence>);

fn sentence(text: &str, news: bool, private: bool) -> Sentence {
    Sentence { text: text.to_owned(), news, private }
}

impl Words for Said {
    fn sentences(&self) -> Vec<Sentence> {
        self.0.clone()
    }

    fn aside(&self, aside: Aside) -> String {
        format!("{aside:?}")
    }
}

fn spoken(effects: &[Effect]) -> Option<(String, bool)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Speak { utterance, private } => Some((utterance.text.clone(), *private)),
        _ => None,
    })
}

impl Kiosk {
    fn narrate(&mut self, sentences: &[Sentence]) -> Option<(String, bool)> {
        spoken(&self.model.narrate(&Said(sentences.to_vec())))
    }

    fn speaking() -> Self {
        let mut kiosk = Self::open();
        kiosk.touch(Touch::Mode(Mode::Speech));
        kiosk.narrate(&[sentence("Di cosa ha bisogno?", true, false)]);
        kiosk
    }

    fn headphones(&mut self, state: PartState) {
        self.hear(Input::Shelf(PartStates { headphones: Some(state), ..PartStates::default() }));
    }

    /// At the question that asks for a codice fiscale, with the voice on.
    fn at_code() -> Self {
        let intake =
            json!([{"key": "cf", "kind": "codice-fiscale", "options": [], "question": {"it": "Il codice?"}}]);
        let mut kiosk = Self::with_site(site(vec![service("bonus", 'F', "Bonus", intake)]));
        kiosk.touch(Touch::Mode(Mode::Speech));
        let attempt = kiosk.ask("bonus");
        kiosk.give(attempt, 'F');
        assert!(matches!(kiosk.question().answering, Answering::Code { .. }));
        kiosk.narrate(&[sentence("Il codice?", true, false)]);
        kiosk
    }
}

#[test]
fn a_silent_kiosk_says_nothing() {
    let mut kiosk = Kiosk::open();
    assert!(kiosk.model.narrate(&Said(vec![sentence("Di cosa ha bisogno?", true, false)])).is_empty());
}

#[test]
fn a_screen_is_said_whole_when_it_comes_and_then_only_what_is_new() {
    let mut kiosk = Kiosk::open();
    kiosk.touch(Touch::Mode(Mode::Speech));
    let screen = [sentence("Buongiorno", true, false), sentence("Di cosa ha bisogno?", false, false)];
    let (text, private) = kiosk.narrate(&screen).unwrap();
    assert!(text.ends_with("Buongiorno. Di cosa ha bisogno?"), "{text}");
    assert!(text.contains("Mode(Speech, true)") && !private, "that it speaks is said first: {text}");
    assert_eq!(kiosk.narrate(&screen), None, "once");
    let changed = [sentence("Il numero è annullato.", true, false), sentence("Altro", false, false)];
    assert_eq!(kiosk.narrate(&changed), Some(("Il numero è annullato.".into(), false)));
    kiosk.touch(Touch::SayAgain);
    assert_eq!(kiosk.narrate(&changed), Some(("Il numero è annullato. Altro.".into(), false)));
    kiosk.touch(Touch::HaveNumber);
    assert_eq!(kiosk.narrate(&screen).unwrap().0, "Buongiorno. Di cosa ha bisogno?", "another screen");
}

#[test]
fn what_the_keys_come_to_is_said_and_a_key_is_echoed_before_what_it_changed() {
    let mut kiosk = Kiosk::speaking();
    kiosk.hear(Input::Focused("SPID. 3 persone".into()));
    assert_eq!(kiosk.narrate(&[]), Some(("SPID. 3 persone.".into(), false)));
    kiosk.touch(Touch::HaveNumber);
    kiosk.narrate(&[]);
    kiosk.touch(Touch::Key("4".into()));
    assert_eq!(kiosk.narrate(&[sentence("Trovato", true, false)]), Some(("4. Trovato.".into(), false)));
    kiosk.touch(Touch::Erase);
    assert_eq!(kiosk.narrate(&[]), Some(("Erased.".into(), false)));
}

#[test]
fn what_is_private_is_said_by_headphones_alone() {
    let mut kiosk = Kiosk::at_code();
    for (key, said) in [("R", "Letter."), ("8", "Digit.")] {
        kiosk.hear(Input::Focused(key.into()));
        assert_eq!(kiosk.narrate(&[]), Some((said.into(), false)), "before it is touched");
        kiosk.touch(Touch::Key(key.into()));
        assert_eq!(kiosk.narrate(&[]), Some((said.into(), false)));
    }
    let typed = [sentence("Il codice?", true, false), sentence("Ha scritto: R 8.", false, true)];
    kiosk.touch(Touch::SayAgain);
    assert_eq!(kiosk.narrate(&typed), Some(("Il codice? OnlyHeadphones.".into(), false)));
    kiosk.headphones(PartState::Ready);
    kiosk.touch(Touch::Key("S".into()));
    assert_eq!(kiosk.narrate(&[]), Some(("S.".into(), true)));
    kiosk.touch(Touch::SayAgain);
    assert_eq!(kiosk.narrate(&typed), Some(("Il codice? Ha scritto: R 8.".into(), true)));
    kiosk.headphones(PartState::Absent);
    kiosk.touch(Touch::Key("S".into()));
    assert_eq!(kiosk.narrate(&[]), Some(("Letter.".into(), false)), "pulled out");
}

#[test]
fn headphones_that_are_plugged_in_begin_to_speak_and_those_that_always_were_do_not() {
    let mut kiosk = Kiosk::open();
    kiosk.headphones(PartState::Ready);
    assert!(!kiosk.model.view().modes.speech, "at the start nobody plugged them in");
    kiosk.headphones(PartState::Absent);
    kiosk.headphones(PartState::Ready);
    assert!(kiosk.model.view().modes.speech);
    assert!(kiosk.narrate(&[sentence("Buongiorno", true, false)]).is_some());
}

#[test]
fn the_volume_is_that_of_where_it_is_heard_and_falls_back_with_the_citizen() {
    let mut kiosk = Kiosk::speaking();
    assert_eq!(kiosk.touch(Touch::Louder), [Effect::Volume(SoundOutput::Loudspeaker, Volume::percent(80))]);
    assert_eq!(kiosk.narrate(&[]), Some(("Volume(80).".into(), false)));
    kiosk.headphones(PartState::Ready);
    assert_eq!(kiosk.touch(Touch::Softer), [Effect::Volume(SoundOutput::Headphones, Volume::percent(60))]);
    for _ in 0..9 {
        kiosk.touch(Touch::Softer);
    }
    assert_eq!(kiosk.touch(Touch::Softer), [Effect::Volume(SoundOutput::Headphones, Volume::percent(20))]);
    kiosk.touch(Touch::Mode(Mode::Speech));
    let usual = Volume::default();
    assert_eq!(
        kiosk.model.narrate(&Said(Vec::new())),
        [
            Effect::Hush,
            Effect::Volume(SoundOutput::Loudspeaker, usual),
            Effect::Volume(SoundOutput::Headphones, usual)
        ]
    );
    assert!(kiosk.model.narrate(&Said(Vec::new())).is_empty());
}

#[test]
fn whoever_listens_has_twice_as_long_and_is_warned_for_forty_seconds() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.touch(Touch::Mode(Mode::Speech));
    kiosk.wait(2 * times::IDLE.num_seconds() - 1);
    assert_eq!(kiosk.model.view().dialog, None);
    kiosk.wait(1);
    assert!(matches!(kiosk.model.view().dialog, Some(Dialog::StillThere { seconds: 40, .. })));
    assert!(kiosk.wait(39).is_empty());
    assert!(!kiosk.wait(1).is_empty());
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.touch(Touch::Mode(Mode::Speech));
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(kiosk.ticket().seconds, Some(40));
}

#[test]
fn silence_comes_with_the_end_of_the_visit_and_with_idle() {
    let mut kiosk = Kiosk::speaking();
    kiosk.wait(2 * (times::IDLE + times::WARNING).num_seconds() - 1);
    assert!(kiosk.model.view().modes.speech, "after a warning only");
    kiosk.wait(1);
    assert!(kiosk.is_fresh() && !kiosk.model.view().modes.speech);
    assert_eq!(kiosk.model.narrate(&Said(Vec::new())), [Effect::Hush]);
}

#[test]
fn every_time_out_warns_for_twenty_seconds_and_any_key_puts_it_off_ten_times() {
    for length in [times::TICKET, times::TICKET_WITH_DOCUMENTS, times::TICKET_WITHOUT_PAPER, times::WARNING] {
        assert!(length >= TimeDelta::seconds(20), "{length}");
    }
    let number = || {
        let mut kiosk = Kiosk::open();
        kiosk.touch(Touch::HaveNumber);
        kiosk
    };
    let language = || {
        let mut kiosk = Kiosk::open();
        kiosk.touch(Touch::Language(Language::En));
        kiosk
    };
    let sorry = || {
        let mut kiosk = Kiosk::open();
        kiosk.ask("spid");
        kiosk.wait(times::HUB_PATIENCE.num_seconds());
        kiosk
    };
    for (name, mut kiosk) in [
        ("question", Kiosk::questioned().0),
        ("number", number()),
        ("language", language()),
        ("message", sorry()),
    ] {
        let screen = kiosk.screen();
        for time in 0..12 {
            let asked = |kiosk: &Kiosk| matches!(kiosk.model.view().dialog, Some(Dialog::StillThere { .. }));
            let mut waited = 0;
            while !asked(&kiosk) {
                assert!(kiosk.wait(1).is_empty() && waited < 60, "{name}: nothing ends unwarned");
                waited += 1;
            }
            kiosk.wait(times::WARNING.num_seconds() - 1);
            assert!(asked(&kiosk), "{name}: so long there is time to answer");
            if time % 2 == 0 {
                kiosk.hear(Input::Key)
            } else {
                kiosk.touch(Touch::StillHere)
            };
            assert!(!asked(&kiosk) && kiosk.screen() == screen, "{name}");
        }
    }
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    for _ in 0..12 {
        kiosk.wait(19);
        kiosk.hear(Input::Key);
        assert_eq!(kiosk.ticket().seconds, Some(20));
    }
}
