//! The big button and the scanner.

use super::*;
use turno_devices::gpio::LightState;
use turno_devices::scanner::Scan;
use turno_domain::codice_fiscale::CodiceFiscale;

fn with_button() -> Kiosk {
    let mut site = pac();
    site["kiosk"]["default_service"] = json!("spid");
    site["kiosk"]["button"] = json!("gpio://17");
    Kiosk::with_site(site)
}

fn wanted(effects: &[Effect]) -> Vec<&'static str> {
    effects
        .iter()
        .map(|effect| match effect {
            Effect::Issue { .. } => "issue",
            Effect::Print(..) => "print",
            Effect::Buzz => "buzz",
            Effect::Light(LightState::Ready) => "ready",
            Effect::Light(LightState::Busy) => "busy",
            Effect::Light(LightState::Off) => "off",
            Effect::Light(LightState::Fault) => "fault",
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn one_press_is_one_ticket_without_questions() {
    let mut kiosk = with_button();
    let effects = kiosk.hear(Input::BigButton);
    assert_eq!(wanted(&effects), ["issue", "buzz", "busy"]);
    assert!(kiosk.hear(Input::BigButton).is_empty(), "locked while one is on its way");
    let (ticket, effects) = kiosk.give(Attempt(1), 'A');
    assert_eq!(wanted(&effects), ["print"], "the service has questions; the button asks none");
    assert!(kiosk.hear(Input::BigButton).is_empty(), "locked while it prints");
    let effects = kiosk.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    assert_eq!(wanted(&effects), ["ready"]);
    assert_eq!(wanted(&kiosk.hear(Input::BigButton)), ["issue", "buzz", "busy"], "the next in line");
}

#[test]
fn nothing_comes_of_a_press_while_somebody_uses_the_screen() {
    let mut kiosk = with_button();
    let attempt = kiosk.ask_first("spid");
    kiosk.give(attempt, 'A');
    assert!(kiosk.hear(Input::BigButton).is_empty());
    assert_eq!(kiosk.question().step, 1);
}

#[test]
fn a_press_at_a_closed_site_is_heard_and_gives_nothing() {
    let mut kiosk = with_button();
    kiosk.news(HubNews::Queue(Standing { tickets_open: false, ..standing() }));
    assert_eq!(wanted(&kiosk.hear(Input::BigButton)), ["buzz", "off"]);
    kiosk.news(HubNews::Away);
    assert_eq!(wanted(&kiosk.hear(Input::BigButton)), ["buzz", "fault"]);
}

#[test]
fn without_a_default_service_no_ticket_comes_of_it() {
    let mut kiosk = Kiosk::open();
    assert!(!kiosk.hear(Input::BigButton).iter().any(|effect| matches!(effect, Effect::Issue { .. })));
}

fn code() -> CodiceFiscale {
    CodiceFiscale::parse("RSSMRA85T10A562S").unwrap()
}

#[test]
fn a_health_card_is_read_at_its_question_and_nowhere_else() {
    let mut service = super::service(
        "card",
        'A',
        "Tessera",
        json!([
            {"key": "first", "kind": "yes-no", "question": {"it": "È la prima volta?"}, "why": null, "options": []},
            {"key": "code", "kind": "codice-fiscale", "question": {"it": "Il suo codice fiscale?"}, "why": null, "options": []},
        ]),
    );
    service["documents"] = json!([]);
    let mut kiosk = Kiosk::with_site(site(vec![service]));
    kiosk.hear(Input::Scan(Scan::CodiceFiscale(code())));
    assert!(kiosk.is_fresh(), "never shown where nobody asked");
    let attempt = kiosk.ask("card");
    kiosk.give(attempt, 'A');
    kiosk.hear(Input::Scan(Scan::CodiceFiscale(code())));
    assert_eq!(kiosk.question().answering, Answering::YesNo(None));
    kiosk.touch(Touch::Skip);
    kiosk.hear(Input::Scan(Scan::Other("RSSMRA85T10A562X".into())));
    assert!(!kiosk.question().can_go_on);
    kiosk.hear(Input::Scan(Scan::CodiceFiscale(code())));
    assert!(kiosk.question().can_go_on);
    let masked = Answering::Code {
        typed: "••••••••••••562S".into(), shown: false, wrong: false
    };
    assert_eq!(kiosk.question().answering, masked);
    kiosk.touch(Touch::GoOn);
    assert_eq!(answers(&kiosk.touch(Touch::GoOn)), json!({"code": "RSSMRA85T10A562S"}));
}

#[test]
fn the_light_says_that_no_paper_can_come() {
    use super::super::UpkeepNews;
    use turno_devices::printer::PrinterState;
    let mut kiosk = with_button();
    for (state, light) in
        [(PrinterState::PaperOut, "fault"), (PrinterState::Ready, "ready"), (PrinterState::Offline, "fault")]
    {
        assert_eq!(wanted(&kiosk.hear(Input::Upkeep(UpkeepNews::Printer(state)))), [light], "{state:?}");
    }
}
