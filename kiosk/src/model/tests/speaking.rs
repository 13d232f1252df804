//! What is said aloud, when, and to whom.

use super::*;
use turno_devices::part::{PartState, PartStates};
use turno_devices::speech::{SoundOutput, Volume};

/// A screen whose words are those of the view, as far as these tests need them.
struct Said(Vec<Sentence>);

fn sentence(text: &str, news: bool, private: bool) -> Sentence {
    let news = if news { News::Changed } else { News::Never };
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

/// All that is said, and whether any of it by headphones alone.
fn spoken(effects: &[Effect]) -> Option<(String, bool)> {
    let said: Vec<_> = rows(effects);
    let texts: Vec<String> = said.iter().map(|(text, ..)| text.clone()).collect();
    (!said.is_empty()).then(|| (texts.join(" "), said.iter().any(|(_, private, _)| *private)))
}

/// What is said: the text, whether by headphones alone, whether after what is being said.
fn rows(effects: &[Effect]) -> Vec<(String, bool, bool)> {
    let said = effects.iter().filter_map(|effect| match effect {
        Effect::Speak { utterance, private, after } => Some((utterance.text.clone(), *private, *after)),
        _ => None,
    });
    said.collect()
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
fn the_volume_changes_wherever_it_is_heard_and_falls_back_with_the_citizen() {
    let mut kiosk = Kiosk::speaking();
    let both = |near, loud| {
        let [near, loud] = [near, loud].map(Volume::percent);
        [Effect::Volume(SoundOutput::Loudspeaker, loud), Effect::Volume(SoundOutput::Headphones, near)]
    };
    assert_eq!(kiosk.touch(Touch::Louder), both(80, 80));
    assert_eq!(kiosk.narrate(&[]), Some(("Volume(80).".into(), false)));
    kiosk.headphones(PartState::Ready);
    assert_eq!(kiosk.touch(Touch::Softer), both(70, 70), "of some cards nobody knows where it is heard");
    for _ in 0..9 {
        kiosk.touch(Touch::Softer);
    }
    assert_eq!(kiosk.touch(Touch::Softer), both(20, 20));
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

#[test]
fn news_wait_for_what_is_being_said_and_what_a_touch_brings_does_not() {
    let mut kiosk = Kiosk::speaking();
    kiosk.touch(Touch::HaveNumber);
    let rows_of =
        |kiosk: &mut Kiosk, sentences: &[Sentence]| rows(&kiosk.model.narrate(&Said(sentences.to_vec())));
    let ticket = sentence("Il suo numero è A, 42.", true, false);
    let first = rows_of(&mut kiosk, std::slice::from_ref(&ticket));
    assert_eq!(first, [("Il suo numero è A, 42.".into(), false, false)]);
    let printed = [ticket, sentence("Biglietto stampato.", true, false)];
    assert_eq!(rows_of(&mut kiosk, &printed), [("Biglietto stampato.".into(), false, true)]);
    kiosk.touch(Touch::Key("4".into()));
    assert_eq!(rows_of(&mut kiosk, &printed), [("4.".into(), false, false)]);
}

#[test]
fn what_is_private_is_an_utterance_of_its_own() {
    let mut kiosk = Kiosk::speaking();
    kiosk.headphones(PartState::Ready);
    kiosk.touch(Touch::HaveNumber);
    let check = [
        sentence("Va bene?", true, false),
        sentence("Codice R 8.", false, true),
        sentence("Telefono 3.", false, true),
        sentence("Sì, va bene", false, false),
    ];
    let said = rows(&kiosk.model.narrate(&Said(check.to_vec())));
    let expected =
        [("Va bene?", false, false), ("Codice R 8. Telefono 3.", true, true), ("Sì, va bene.", false, true)];
    assert_eq!(said, expected.map(|(text, private, after)| (text.to_owned(), private, after)));
}

#[test]
fn what_appears_is_said_once_whatever_its_words_are_later() {
    let mut kiosk = Kiosk::speaking();
    let closes = |seconds: u32| Sentence {
        text: format!("Si chiude tra {seconds} secondi"),
        news: News::Appeared,
        private: false,
    };
    assert_eq!(kiosk.narrate(&[closes(40)]), Some(("Si chiude tra 40 secondi.".into(), false)));
    assert_eq!(kiosk.narrate(&[closes(39)]), None);
    assert_eq!(kiosk.narrate(&[]), None);
    assert_eq!(
        kiosk.narrate(&[closes(40)]),
        Some(("Si chiude tra 40 secondi.".into(), false)),
        "it came anew"
    );
}

#[test]
fn time_waits_while_something_is_said_but_not_for_an_answer_to_the_warning() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.touch(Touch::Mode(Mode::Speech));
    kiosk.hear(Input::Speaking(true));
    kiosk.wait(600);
    assert_eq!(kiosk.model.view().dialog, None, "it is still being read");
    kiosk.hear(Input::Speaking(false));
    kiosk.wait(2 * times::IDLE.num_seconds());
    assert!(matches!(kiosk.model.view().dialog, Some(Dialog::StillThere { .. })));
    kiosk.hear(Input::Speaking(true));
    kiosk.wait(2 * times::WARNING.num_seconds());
    assert!(
        !matches!(kiosk.screen(), Screen::Question(_)),
        "the question whether somebody is there keeps nobody there"
    );
}

#[test]
fn what_is_typed_of_a_number_or_a_place_is_called_digit_or_letter_without_headphones() {
    let intake =
        json!([{"key": "n", "kind": "number", "options": [], "question": {"it": "Quanti anni ha?"}}]);
    let mut kiosk = Kiosk::with_site(site(vec![service("bonus", 'F', "Bonus", intake)]));
    kiosk.touch(Touch::Mode(Mode::Speech));
    let attempt = kiosk.ask("bonus");
    kiosk.give(attempt, 'F');
    kiosk.narrate(&[]);
    kiosk.touch(Touch::Key("8".into()));
    assert_eq!(kiosk.narrate(&[]), Some(("Digit.".into(), false)));
}
