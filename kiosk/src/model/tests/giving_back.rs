//! A number that is given back.

use super::*;

#[test]
fn who_needs_the_number_no_more_is_asked_before_it_is_given_back() {
    let (mut kiosk, ticket) = Kiosk::questioned();
    assert!(kiosk.model.view().can_go_back && kiosk.model.view().can_restart);
    kiosk.touch(Touch::Option(0));
    kiosk.touch(Touch::Back);
    assert_eq!(
        (kiosk.model.view().dialog, kiosk.question().step),
        (None, 1),
        "one step, and nothing is cancelled"
    );
    assert!(
        kiosk.touch(Touch::Back).is_empty(),
        "before the first question there is only the number: it is asked"
    );
    assert_eq!(kiosk.model.view().dialog, Some(Dialog::GiveBack("A".into(), "042".into())));
    kiosk.touch(Touch::Option(0));
    assert_eq!(kiosk.question().step, 1, "under the question nothing can be touched");
    kiosk.touch(Touch::KeepNumber);
    assert_eq!(kiosk.model.view().dialog, None);
    kiosk.touch(Touch::Restart);
    assert_eq!(kiosk.touch(Touch::GiveBack), [Effect::GiveBack(ticket)]);
    assert_eq!(kiosk.screen(), Screen::Moment(Moment::GivingBack));
    kiosk.news(HubNews::Cancelled(ticket));
    assert!(
        matches!(kiosk.screen(), Screen::Welcome { given_back: Some((letter, digits)), .. } if format!("{letter}{digits}") == "A042")
    );
    assert_eq!(kiosk.printed(), 0);
    kiosk.wait(times::MESSAGE.num_seconds());
    assert!(matches!(kiosk.screen(), Screen::Welcome { given_back: None, .. }));
}

#[test]
fn a_number_that_was_called_meanwhile_is_printed_after_all() {
    let (mut kiosk, ticket) = Kiosk::questioned();
    kiosk.touch(Touch::Restart);
    kiosk.touch(Touch::GiveBack);
    let effects = kiosk.news(HubNews::NotCancelled(ticket, false));
    assert!(matches!(effects.as_slice(), [Effect::Print(printed, _)] if *printed == ticket));
    let called = [(ticket, Texts::italian("Sportello 3"))].into();
    kiosk.news(HubNews::Queue(Standing { called, ..standing() }));
    assert_eq!(kiosk.ticket().called_to, "Sportello 3", "nobody is told to sit down");
}

#[test]
fn a_number_that_the_hub_would_not_cancel_was_called_though_nobody_has_said_where_to() {
    let (mut kiosk, ticket) = Kiosk::questioned();
    kiosk.touch(Touch::Restart);
    kiosk.touch(Touch::GiveBack);
    let effects = kiosk.news(HubNews::NotCancelled(ticket, true));
    assert_eq!(paper(&effects).turn, Turn::Called);
    assert_eq!((kiosk.ticket().called, kiosk.ticket().called_to.as_str()), (true, ""));
    let called = [(ticket, Texts::italian("Sportello 3"))].into();
    kiosk.news(HubNews::Queue(Standing { called, ..standing() }));
    assert_eq!((kiosk.ticket().called, kiosk.ticket().called_to.as_str()), (true, "Sportello 3"));
    kiosk.news(HubNews::Queue(standing()));
    assert!(!kiosk.ticket().called, "the call was taken back");
}

/// At the message that nobody knows whether the number is cancelled.
fn unsure() -> (Kiosk, TicketId) {
    let (mut kiosk, ticket) = Kiosk::questioned();
    kiosk.touch(Touch::Language(Language::En));
    kiosk.touch(Touch::Restart);
    kiosk.touch(Touch::GiveBack);
    kiosk.wait(times::HUB_PATIENCE.num_seconds());
    assert_eq!(kiosk.screen(), Screen::Unsure("A".into(), "042".into()));
    (kiosk, ticket)
}

#[test]
fn a_hub_that_is_silent_about_a_number_given_back_holds_nobody_and_its_holder_hears_of_it() {
    let (mut kiosk, ticket) = unsure();
    kiosk.news(HubNews::Away);
    kiosk.wait(times::MESSAGE.num_seconds() - 1);
    assert_eq!(kiosk.screen(), Screen::Unsure("A".into(), "042".into()), "though the hub is away");
    assert_eq!(kiosk.model.view().language, Language::En);
    kiosk.wait(1);
    assert!(kiosk.is_fresh(), "the message ends by itself");
    assert!(kiosk.news(HubNews::Cancelled(ticket)).is_empty());
    assert!(kiosk.is_fresh() && kiosk.printed() == 0);
    let (mut kiosk, _) = unsure();
    kiosk.touch(Touch::Understood);
    assert!(kiosk.is_fresh());
}

#[test]
fn the_hubs_late_word_on_a_number_given_back_is_told_while_the_message_stands() {
    let (mut kiosk, ticket) = unsure();
    kiosk.news(HubNews::Cancelled(ticket));
    assert!(matches!(kiosk.screen(), Screen::Welcome { given_back: Some(_), .. }));
    let (mut kiosk, ticket) = unsure();
    let effects = kiosk.news(HubNews::NotCancelled(ticket, true));
    assert_eq!(paper(&effects).turn, Turn::Called, "it is alive, and its holder has it on paper");
}

#[test]
fn a_wrong_card_is_taken_back_while_nobody_has_the_paper() {
    let (mut kiosk, ticket) = Kiosk::printing();
    assert!(kiosk.model.view().can_go_back);
    kiosk.touch(Touch::Back);
    assert_eq!(kiosk.model.view().dialog, Some(Dialog::GiveBack("C".into(), "042".into())));
    kiosk.touch(Touch::KeepNumber);
    assert_eq!(kiosk.ticket().paper, PaperWord::Printing);
    kiosk.touch(Touch::Back);
    assert_eq!(kiosk.touch(Touch::GiveBack), [Effect::Withdraw(ticket), Effect::GiveBack(ticket)]);
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Failed)));
    kiosk.news(HubNews::Cancelled(ticket));
    assert!(matches!(kiosk.screen(), Screen::Welcome { given_back: Some(_), .. }));
}

#[test]
fn with_the_paper_in_the_hand_there_is_no_way_back_but_from_the_beginning() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert!(!kiosk.model.view().can_go_back && kiosk.model.view().can_restart);
    kiosk.touch(Touch::Back);
    assert_eq!(kiosk.model.view().dialog, None);
    kiosk.touch(Touch::Restart);
    assert_eq!(kiosk.model.view().dialog, Some(Dialog::GiveBack("C".into(), "042".into())));
    kiosk.touch(Touch::KeepNumber);
    assert_eq!(kiosk.ticket().paper, PaperWord::Printed, "whoever keeps it is where they were");
}

#[test]
fn a_number_that_was_called_while_its_paper_was_withdrawn_has_a_paper_again() {
    for (state, prints) in [(PaperState::Failed, 2), (PaperState::Sent, 1)] {
        let (mut kiosk, ticket) = Kiosk::printing();
        kiosk.touch(Touch::Restart);
        kiosk.touch(Touch::GiveBack);
        kiosk.hear(Input::Paper(ticket, Paper::State(state)));
        kiosk.news(HubNews::NotCancelled(ticket, true));
        assert_eq!((kiosk.ticket().called, kiosk.printed()), (true, prints), "{state:?}");
    }
}

#[test]
fn where_a_copy_was_withdrawn_the_next_paper_is_marked_as_one_too() {
    let (mut kiosk, ticket) = Kiosk::printing();
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Unknown)));
    assert!(paper(&kiosk.touch(Touch::NotOut)).reprint);
    kiosk.touch(Touch::Restart);
    kiosk.touch(Touch::GiveBack);
    kiosk.hear(Input::Copy(ticket, Paper::State(PaperState::Failed)));
    let effects = kiosk.news(HubNews::NotCancelled(ticket, true));
    assert!(paper(&effects).reprint, "the first may be in somebody's hand");
}
