//! "Ho bisogno di aiuto", and the ways of reading.

use super::*;
use turno_domain::ids::HelpId;

const CALL: [u8; 10] = [7; 10];

fn call() -> HelpId {
    HelpId::from_parts(1, CALL)
}

fn said(kiosk: &Kiosk) -> Option<HelpWord> {
    match kiosk.model.view().dialog {
        Some(Dialog::Help(word)) => Some(word),
        _ => None,
    }
}

fn told(names: &[(&str, bool)]) -> Vec<Told> {
    names.iter().map(|(name, busy)| Told { name: (*name).to_owned(), busy: *busy }).collect()
}

fn asked() -> (Kiosk, Attempt) {
    let mut kiosk = Kiosk::open();
    match kiosk.touch(Touch::Help).as_slice() {
        [Effect::AskHelp { attempt, ticket: None, language: Language::It }, Effect::Chime] => {
            let attempt = *attempt;
            (kiosk, attempt)
        }
        other => panic!("nobody was called: {other:?}"),
    }
}

#[test]
fn the_kiosk_says_who_was_told() {
    for (names, word) in [
        (&[("Marco", true), ("Giulia", false)][..], HelpWord::Told("Giulia".into())),
        (&[("Marco", true)], HelpWord::Busy),
        (&[], HelpWord::Nobody),
    ] {
        let (mut kiosk, attempt) = asked();
        assert_eq!(said(&kiosk), Some(HelpWord::Asking));
        kiosk.news(HubNews::HelpTold(attempt, call(), told(names)));
        assert_eq!(said(&kiosk), Some(word));
        kiosk.touch(Touch::Close);
        assert_eq!(said(&kiosk), None);
    }
}

#[test]
fn who_comes_is_said_also_after_the_first_word_was_read() {
    let (mut kiosk, attempt) = asked();
    kiosk.news(HubNews::HelpTold(attempt, call(), told(&[("Giulia", false)])));
    kiosk.touch(Touch::Close);
    kiosk.news(HubNews::HelpAnswered(HelpId::from_parts(1, [9; 10]), "Marco".into()));
    assert_eq!(said(&kiosk), None, "that is another kiosk's call");
    kiosk.news(HubNews::HelpAnswered(call(), "Giulia".into()));
    assert_eq!(said(&kiosk), Some(HelpWord::Coming("Giulia".into())));
    kiosk.wait(times::MESSAGE.num_seconds() - 1);
    kiosk.hear(Input::Key);
    kiosk.wait(times::MESSAGE.num_seconds() - 1);
    assert!(said(&kiosk).is_some(), "any key puts it off");
    kiosk.wait(1);
    assert_eq!(said(&kiosk), None, "it goes by itself");
}

#[test]
fn whoever_listens_has_twice_as_long_to_hear_what_becomes_of_a_call() {
    let (mut kiosk, attempt) = asked();
    kiosk.touch(Touch::Mode(Mode::Speech));
    kiosk.news(HubNews::HelpUnheard(attempt));
    kiosk.wait(2 * times::MESSAGE.num_seconds() - 1);
    assert_eq!(said(&kiosk), Some(HelpWord::Unheard));
    kiosk.wait(1);
    assert_eq!(said(&kiosk), None);
}

#[test]
fn a_call_that_nobody_hears_says_so_and_can_be_made_again() {
    let (mut kiosk, _) = asked();
    kiosk.wait(times::HUB_PATIENCE.num_seconds());
    assert_eq!(said(&kiosk), Some(HelpWord::Unheard));
    kiosk.touch(Touch::Close);
    assert_eq!(kiosk.touch(Touch::Help).len(), 2);
    let (mut kiosk, attempt) = asked();
    kiosk.news(HubNews::HelpUnheard(attempt));
    assert_eq!(said(&kiosk), Some(HelpWord::Unheard));
}

#[test]
fn whoever_hammers_calls_once() {
    let (mut kiosk, attempt) = asked();
    kiosk.news(HubNews::HelpTold(attempt, call(), told(&[("Giulia", false)])));
    kiosk.touch(Touch::Close);
    assert!(kiosk.touch(Touch::Help).is_empty());
    assert_eq!(said(&kiosk), Some(HelpWord::Told("Giulia".into())), "the first call is told again");
    kiosk.touch(Touch::Close);
    kiosk.wait(times::HELP_AGAIN.num_seconds());
    assert_eq!(kiosk.touch(Touch::Help).len(), 2);
}

#[test]
fn help_in_the_middle_of_a_question_loses_nothing_and_names_the_ticket() {
    let (mut kiosk, ticket) = Kiosk::questioned();
    kiosk.touch(Touch::Option(0));
    kiosk.touch(Touch::Key("L".into()));
    let effects = kiosk.touch(Touch::Help);
    assert!(
        matches!(effects.as_slice(), [Effect::AskHelp { ticket: Some(asked), .. }, Effect::Chime] if *asked == ticket)
    );
    kiosk.touch(Touch::Skip);
    assert_eq!(kiosk.question().step, 2, "under the word on help nothing is touched");
    kiosk.touch(Touch::Close);
    assert!(matches!(kiosk.question().answering, Answering::Town { typed, .. } if typed == "L"));
}

#[test]
fn a_way_of_reading_is_one_touch_and_goes_with_the_citizen() {
    let (mut kiosk, _) = Kiosk::questioned();
    for mode in [Mode::Large, Mode::Contrast, Mode::Low, Mode::Speech] {
        kiosk.touch(Touch::Mode(mode));
    }
    let all = Modes { large: true, contrast: true, low: true, speech: true };
    assert_eq!((kiosk.model.view().modes, kiosk.question().step), (all, 1));
    kiosk.touch(Touch::Mode(Mode::Large));
    assert!(!kiosk.model.view().modes.large);
    kiosk.touch(Touch::Skip);
    kiosk.touch(Touch::Skip);
    kiosk.touch(Touch::Done);
    assert_eq!(kiosk.model.view().modes, Modes::default());
    kiosk.touch(Touch::Mode(Mode::Contrast));
    kiosk.wait((times::IDLE + times::WARNING).num_seconds());
    assert_eq!(kiosk.model.view().modes, Modes::default(), "nobody is there any more");
}

#[test]
fn a_touch_before_the_larger_letters_could_be_seen_counts_for_nothing() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.touch(Touch::Mode(Mode::Large));
    kiosk.tap(Touch::Skip);
    assert_eq!(kiosk.question().step, 1);
}

#[test]
fn languages_and_ways_of_reading_stand_over_any_screen() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.touch(Touch::Access);
    assert_eq!(kiosk.model.view().dialog, Some(Dialog::Access));
    kiosk.touch(Touch::Languages);
    assert_eq!(kiosk.model.view().dialog, Some(Dialog::Languages));
    kiosk.touch(Touch::Language(Language::En));
    assert_eq!(
        (kiosk.model.view().dialog, kiosk.model.view().language),
        (Some(Dialog::Access), Language::En)
    );
    kiosk.touch(Touch::Close);
    kiosk.touch(Touch::Languages);
    kiosk.touch(Touch::Close);
    assert_eq!((kiosk.model.view().dialog, kiosk.question().step), (None, 1));
}

#[test]
fn the_bar_works_below_whatever_is_asked() {
    let (mut kiosk, _) = Kiosk::questioned();
    kiosk.touch(Touch::Restart);
    let asked = Some(Dialog::GiveBack("A".into(), "042".into()));
    kiosk.touch(Touch::Mode(Mode::Large));
    assert_eq!((kiosk.model.view().dialog, kiosk.model.view().modes.large), (asked.clone(), true));
    kiosk.touch(Touch::Languages);
    assert_eq!(kiosk.model.view().dialog, Some(Dialog::Languages));
    kiosk.touch(Touch::Language(Language::En));
    assert_eq!(kiosk.model.view().dialog, asked, "asked again, in that language");
    kiosk.touch(Touch::Languages);
    kiosk.touch(Touch::Close);
    assert_eq!(kiosk.model.view().dialog, asked);
    assert!(kiosk.touch(Touch::Help).iter().any(|wish| matches!(wish, Effect::AskHelp { .. })));
    assert!(matches!(kiosk.model.view().dialog, Some(Dialog::Help(_))));
    kiosk.touch(Touch::Languages);
    kiosk.touch(Touch::Language(Language::It));
    assert!(matches!(kiosk.model.view().dialog, Some(Dialog::Help(_))), "and what became of the call");
    kiosk.touch(Touch::Understood);
    assert_eq!(kiosk.model.view().dialog, asked);
}

#[test]
fn a_call_is_that_of_whoever_made_it_and_one_that_came_to_nothing_or_to_somebody_is_made_anew() {
    let calls =
        |kiosk: &mut Kiosk| kiosk.touch(Touch::Help).iter().any(|e| matches!(e, Effect::AskHelp { .. }));
    for word in
        [HubNews::HelpTold(Attempt(1), call(), Vec::new()), HubNews::HelpAnswered(call(), "Giulia".into())]
    {
        let (mut kiosk, attempt) = asked();
        kiosk.news(HubNews::HelpTold(attempt, call(), told(&[])));
        kiosk.news(word);
        kiosk.touch(Touch::Close);
        assert!(calls(&mut kiosk), "nobody was there, or somebody has been");
    }
    let (mut kiosk, ticket) = Kiosk::printing();
    assert!(calls(&mut kiosk));
    let attempt = Attempt(kiosk.model.attempts);
    kiosk.news(HubNews::HelpTold(attempt, call(), told(&[("Giulia", false)])));
    kiosk.touch(Touch::Close);
    assert!(!calls(&mut kiosk), "the same citizen");
    kiosk.touch(Touch::Close);
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    kiosk.touch(Touch::Done);
    kiosk.news(HubNews::HelpAnswered(call(), "Giulia".into()));
    assert_eq!(said(&kiosk), None, "whoever called has left");
    assert!(calls(&mut kiosk), "the next one");
}
