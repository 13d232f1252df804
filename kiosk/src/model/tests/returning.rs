//! A form that was taken home is shown again.

use super::*;
use turno_devices::scanner::Scan;
use turno_domain::casework::FormCode;

const CODE: FormCode = FormCode::from_bytes([0x5a; 16]);

impl Kiosk {
    /// Holds a form under the scanner, and says which wish that was.
    fn show_form(&mut self) -> Attempt {
        match self.hear(Input::Scan(Scan::Other(CODE.text()))).as_slice() {
            [Effect::IssueForForm { attempt, code: CODE, .. }] => *attempt,
            other => panic!("no number was asked for: {other:?}"),
        }
    }
}

#[test]
fn a_form_is_a_number_at_once_and_nothing_is_asked_again() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.show_form();
    assert_eq!(kiosk.screen(), Screen::Moment(Moment::Number));
    assert!(kiosk.hear(Input::Scan(Scan::Other(CODE.text()))).is_empty(), "held there a moment longer");
    // The service has questions; they were answered when the practice began.
    let (ticket, effects) = kiosk.give_for_form(attempt, 'A', "spid");
    assert!(matches!(effects.as_slice(), [Effect::Print(printed, _)] if *printed == ticket), "{effects:?}");
    assert_eq!(kiosk.ticket().letter, "A");
    kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    kiosk.touch(Touch::Done);
    assert!(matches!(kiosk.screen(), Screen::Welcome { thanks: true, .. }));
}

#[test]
fn a_form_that_leads_nowhere_is_told_in_a_sentence_and_the_ordinary_way_is_open() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.show_form();
    kiosk.news(HubNews::NotIssued(attempt, Refusal::FormUnknown));
    assert_eq!(kiosk.screen(), Screen::Sorry { why: Sorry::FormUnknown, opening: None });
    kiosk.touch(Touch::Understood);
    assert!(kiosk.is_fresh());
    let attempt = kiosk.ask("forms");
    kiosk.give(attempt, 'C');
    assert_eq!(kiosk.ticket().letter, "C");
}

#[test]
fn a_hub_that_is_silent_sends_to_the_desk_and_a_late_number_is_nobody_s() {
    let mut kiosk = Kiosk::open();
    let attempt = kiosk.show_form();
    kiosk.wait(times::HUB_PATIENCE.num_seconds());
    assert_eq!(kiosk.screen(), Screen::Sorry { why: Sorry::Other, opening: None });
    let (late, effects) = kiosk.give_for_form(attempt, 'A', "spid");
    assert_eq!(effects, [Effect::GiveBack(late)]);
    // Nor is one for a service that this kiosk has not heard of.
    kiosk.touch(Touch::Understood);
    let attempt = kiosk.show_form();
    let (strange, effects) = kiosk.give_for_form(attempt, 'Z', "unheard-of");
    assert_eq!(effects, [Effect::GiveBack(strange)]);
    assert_eq!(kiosk.screen(), Screen::Sorry { why: Sorry::FormUnknown, opening: None });
}

#[test]
fn no_other_code_and_no_other_place_is_a_form_s() {
    let mut kiosk = Kiosk::open();
    for other in ["", "8012345678901", "https://example.org/", "7ZZZZZZZZZZZZZZZZZZZZZZZZU"] {
        assert!(kiosk.hear(Input::Scan(Scan::Other(other.into()))).is_empty());
    }
    assert!(kiosk.is_fresh());
    kiosk.touch(Touch::HaveNumber);
    kiosk.show_form();
    let (mut kiosk, _) = Kiosk::questioned();
    assert!(
        kiosk.hear(Input::Scan(Scan::Other(CODE.text()))).is_empty(),
        "somebody is being asked something"
    );
    let mut kiosk = Kiosk::open();
    kiosk.news(HubNews::Away);
    assert!(kiosk.hear(Input::Scan(Scan::Other(CODE.text()))).is_empty());
    assert_eq!(kiosk.screen(), Screen::Away, "what to do without a hub stands there already");
}
