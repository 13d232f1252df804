//! The page of whoever looks after the kiosk: who comes to it, what it says, and the tickets before opening.

use super::*;
use std::time::Duration;
use turno_devices::part::{PartState, PartStates};
use turno_devices::printer::PrinterState;
use turno_devices::speech::{SoundOutput, Volume};
use turno_domain::site::Doors;

impl Kiosk {
    /// A finger lies in the corner for so many seconds.
    fn press_corner(&mut self, seconds: i64) -> Vec<Effect> {
        self.hear(Input::Corner(true));
        let mut effects = self.wait(seconds);
        effects.extend(self.hear(Input::Corner(false)));
        effects
    }

    fn page_view(&self) -> UpkeepView {
        match self.screen() {
            Screen::Upkeep(view) => view,
            other => panic!("no page: {other:?}"),
        }
    }

    fn pin_view(&self) -> PinView {
        match self.page_view() {
            UpkeepView::Pin(pin) => pin,
            other => panic!("no PIN is asked for: {other:?}"),
        }
    }

    fn list(&self) -> PageView {
        match self.page_view() {
            UpkeepView::Page(page) => *page,
            other => panic!("no list: {other:?}"),
        }
    }

    fn tray(&self) -> TrayView {
        match self.page_view() {
            UpkeepView::Tray(tray) => *tray,
            other => panic!("no tray: {other:?}"),
        }
    }

    fn type_pin(&mut self, pin: &str) -> Vec<Effect> {
        for digit in pin.chars() {
            self.touch(Touch::Key(digit.to_string().into()));
        }
        self.touch(Touch::GoOn)
    }

    fn upkeep(&mut self, touch: UpkeepTouch) -> Vec<Effect> {
        self.touch(Touch::Upkeep(touch))
    }

    fn tell(&mut self, news: UpkeepNews) -> Vec<Effect> {
        self.hear(Input::Upkeep(news))
    }

    fn let_in(mut self) -> Self {
        self.press_corner(3);
        self.type_pin("271828");
        self.tell(UpkeepNews::Pin(PinAnswer::Right));
        self
    }

    /// On the leaf of the tickets before opening, with a service and a count.
    fn at_tray(count: u32) -> Self {
        let mut kiosk = Self::open().let_in();
        kiosk.upkeep(UpkeepTouch::Tray);
        kiosk.upkeep(UpkeepTouch::TrayService(2));
        for _ in count..10 {
            kiosk.upkeep(UpkeepTouch::TrayCount(false));
        }
        kiosk
    }

    /// Gives the number that the tray asks for by `effects`, and says which it is.
    fn give_advance(&mut self, effects: &[Effect]) -> TicketId {
        let [Effect::Upkeep(UpkeepWish::IssueInAdvance { attempt, service })] = effects else {
            panic!("no number was asked for: {effects:?}");
        };
        assert_eq!(service.as_str(), "forms");
        let (ticket, printed) = self.give(*attempt, 'C');
        assert!(matches!(printed[..], [Effect::Print(id, _)] if id == ticket), "{printed:?}");
        ticket
    }

    fn proves(&mut self, ticket: TicketId) -> Vec<Effect> {
        self.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)))
    }
}

#[test]
fn three_seconds_in_the_corner_ask_for_the_pin_and_less_does_nothing() {
    let mut kiosk = Kiosk::open();
    assert!(kiosk.press_corner(2).is_empty());
    assert!(matches!(kiosk.screen(), Screen::Welcome { .. }));
    assert!(kiosk.wait(5).is_empty(), "a finger that has gone counts no more");
    assert_eq!(kiosk.press_corner(3), [Effect::Upkeep(UpkeepWish::LookForPin)]);
    assert_eq!(kiosk.pin_view(), PinView { digits: 0, word: PinWord::Asked, seconds: 0, can_go_on: false });
}

#[test]
fn it_opens_where_the_site_is_closed_or_the_hub_is_away_too() {
    for news in [HubNews::Away, HubNews::Queue(Standing { tickets_open: false, ..standing() })] {
        let mut kiosk = Kiosk::open();
        kiosk.news(news);
        kiosk.press_corner(3);
        kiosk.pin_view();
    }
    let mut kiosk = Kiosk::unheard();
    kiosk.press_corner(3);
    kiosk.pin_view();
}

#[test]
fn nobody_comes_to_it_from_the_middle_of_a_visit() {
    let (mut asked, _) = Kiosk::questioned();
    assert!(asked.press_corner(10).is_empty());
    assert_eq!(asked.question().step, 1);
    let (mut printing, ticket) = Kiosk::printing();
    printing.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    printing.press_corner(4);
    printing.ticket();
    let mut waiting = Kiosk::open();
    waiting.hear(Input::Corner(true));
    waiting.wait(2);
    let attempt = waiting.ask("forms");
    waiting.wait(2);
    waiting.give(attempt, 'C');
    waiting.ticket();
    let mut over = Kiosk::open();
    over.touch(Touch::Languages);
    assert!(over.press_corner(4).is_empty());
    let mut typing = Kiosk::open();
    typing.touch(Touch::HaveNumber);
    assert!(typing.press_corner(4).is_empty());
}

#[test]
fn a_wrong_pin_says_so_and_after_some_nobody_may_try_for_a_while() {
    let mut kiosk = Kiosk::open();
    kiosk.press_corner(3);
    assert!(kiosk.type_pin("12345").is_empty(), "five digits are none");
    kiosk.touch(Touch::Key("6".into()));
    let effects = kiosk.touch(Touch::GoOn);
    let [Effect::Upkeep(UpkeepWish::TryPin(pin))] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(pin.digits(), "123456");
    assert!(!format!("{effects:?} {:?}", kiosk.model).contains("123456"), "no log may hold it");
    assert_eq!(kiosk.pin_view().word, PinWord::Trying);
    assert!(kiosk.touch(Touch::GoOn).is_empty());
    kiosk.tell(UpkeepNews::Pin(PinAnswer::Wrong(Duration::ZERO)));
    assert_eq!(kiosk.pin_view(), PinView { digits: 0, word: PinWord::Wrong, seconds: 0, can_go_on: false });
    kiosk.type_pin("111112");
    kiosk.tell(UpkeepNews::Pin(PinAnswer::Wrong(Duration::from_secs(4))));
    assert_eq!((kiosk.pin_view().word, kiosk.pin_view().seconds), (PinWord::Wrong, 4));
    assert!(kiosk.type_pin("271828").is_empty(), "nobody may try yet");
    kiosk.wait(4);
    assert_eq!((kiosk.pin_view().seconds, kiosk.pin_view().can_go_on), (0, true));
    assert_eq!(kiosk.touch(Touch::GoOn).len(), 1);
    assert_eq!(kiosk.tell(UpkeepNews::Pin(PinAnswer::Right)), [Effect::Upkeep(UpkeepWish::Look)]);
    kiosk.list();
}

#[test]
fn where_there_is_no_pin_the_page_says_how_to_set_one_and_stays_shut() {
    let mut kiosk = Kiosk::open();
    kiosk.press_corner(3);
    kiosk.tell(UpkeepNews::Pin(PinAnswer::NotSet));
    assert_eq!(kiosk.pin_view().word, PinWord::NotSet);
    kiosk.touch(Touch::Back);
    assert!(kiosk.is_fresh());
    assert!(
        kiosk.tell(UpkeepNews::Pin(PinAnswer::Right)).is_empty(),
        "an answer that comes late opens nothing"
    );
    assert!(kiosk.is_fresh());
}

#[test]
fn it_goes_by_itself_after_two_minutes_without_a_touch() {
    let mut kiosk = Kiosk::open().let_in();
    kiosk.wait(119);
    kiosk.list();
    kiosk.upkeep(UpkeepTouch::PaperChanged);
    kiosk.wait(119);
    kiosk.list();
    kiosk.wait(1);
    assert!(kiosk.is_fresh());
    kiosk.press_corner(3);
    kiosk.pin_view();
    kiosk.wait(120);
    assert!(kiosk.is_fresh(), "the pad goes, too");
}

#[test]
fn the_button_gives_no_ticket_while_somebody_looks_after_the_kiosk() {
    let mut kiosk = Kiosk::open().let_in();
    assert!(kiosk.hear(Input::BigButton).is_empty());
    kiosk.list();
}

#[test]
fn it_says_how_each_part_is_that_the_site_has() {
    let mut kiosk = Kiosk::open().let_in();
    kiosk.tell(UpkeepNews::Printer(PrinterState::PaperOut));
    let parts = PartStates {
        scanner: Some(PartState::Failing),
        headphones: Some(PartState::Absent),
        loudspeaker: Some(PartState::Ready),
        ..PartStates::default()
    };
    kiosk.hear(Input::Shelf(parts));
    kiosk.news(HubNews::Away);
    let said = kiosk.list();
    assert_eq!(
        said.parts,
        [
            (PartName::Printer, PartWord::PaperOut),
            (PartName::Hub, PartWord::Away),
            (PartName::Scanner, PartWord::Failing),
            (PartName::Loudspeaker, PartWord::Ready),
            (PartName::Headphones, PartWord::Unplugged),
        ]
    );
    assert_eq!((said.headphones, said.hub_is_here), (Some(70), false));
}

#[test]
fn doors_are_set_once_and_never_without_a_hub() {
    let mut kiosk = Kiosk::open().let_in();
    let closed = UpkeepTouch::Doors(Doors::Closed);
    assert_eq!(kiosk.upkeep(closed.clone()), [Effect::Upkeep(UpkeepWish::SetDoors(Doors::Closed))]);
    assert_eq!(kiosk.list().doors_word, DoorsWord::Asking);
    assert!(kiosk.upkeep(closed.clone()).is_empty());
    for word in [DoorsWord::NotDone, DoorsWord::Unsure, DoorsWord::Done] {
        kiosk.tell(UpkeepNews::Doors(word));
        assert_eq!(kiosk.list().doors_word, word);
        assert_eq!(kiosk.upkeep(closed.clone()).len(), 1, "it can be touched again after {word:?}");
    }
    kiosk.tell(UpkeepNews::Doors(DoorsWord::Done));
    kiosk.news(HubNews::Queue(Standing { doors: Doors::Closed, tickets_open: false, ..standing() }));
    assert_eq!((kiosk.list().doors, kiosk.list().doors_word), (Doors::Closed, DoorsWord::Done));
    kiosk.news(HubNews::Away);
    assert!(kiosk.upkeep(closed).is_empty());
}

#[test]
fn a_new_roll_is_what_the_printer_says_of_it_and_counts_what_comes_out() {
    let mut kiosk = Kiosk::open().let_in();
    kiosk.tell(UpkeepNews::Printer(PrinterState::PaperOut));
    kiosk.tell(UpkeepNews::Held(2));
    assert_eq!((kiosk.list().roll, kiosk.list().held), (None, 2));
    kiosk.upkeep(UpkeepTouch::PaperChanged);
    assert_eq!(kiosk.list().roll.unwrap().word, RollWord::Asking);
    kiosk.wait(4);
    assert_eq!(kiosk.list().roll.unwrap().word, RollWord::Stands, "saying so does not make it so");
    kiosk.tell(UpkeepNews::Printer(PrinterState::PaperNearEnd));
    kiosk.tell(UpkeepNews::Held(0));
    let [one, two] = [1, 2].map(|ticket| TicketId::from_parts(ticket, [9; 10]));
    kiosk.proves(one);
    kiosk.hear(Input::Paper(two, Paper::State(PaperState::Unknown)));
    assert_eq!(kiosk.list().roll, Some(RollView { word: RollWord::NearEnd, came: 1, lost: 1 }));
    kiosk.tell(UpkeepNews::Printer(PrinterState::Ready));
    assert_eq!(kiosk.list().roll.unwrap().word, RollWord::There);
}

#[test]
fn a_test_print_says_what_became_of_it_and_waits_for_a_printer_that_stands() {
    let mut kiosk = Kiosk::open().let_in();
    assert_eq!(kiosk.upkeep(UpkeepTouch::TestPrint), [Effect::Upkeep(UpkeepWish::TestPrint)]);
    assert!(kiosk.upkeep(UpkeepTouch::TestPrint).is_empty(), "one at a time");
    kiosk.wait(20);
    assert_eq!(kiosk.list().test, Some(TestWord::Waits));
    kiosk.tell(UpkeepNews::Test(TestWord::Printed));
    assert_eq!(kiosk.list().test, Some(TestWord::Printed));
}

#[test]
fn a_volume_is_kept_and_is_what_the_next_citizen_hears() {
    let mut kiosk = Kiosk::open();
    kiosk.tell(UpkeepNews::Volumes(Volume::percent(40), Volume::percent(90)));
    let mut kiosk = kiosk.let_in();
    assert_eq!(kiosk.list().loudspeaker, 40);
    let effects = kiosk.upkeep(UpkeepTouch::Sound(SoundOutput::Loudspeaker, true));
    let kept = Effect::Upkeep(UpkeepWish::KeepVolumes(Volume::percent(50), Volume::percent(90)));
    assert!(
        effects.contains(&kept)
            && effects.contains(&Effect::Volume(SoundOutput::Loudspeaker, Volume::percent(50)))
    );
    for _ in 0..9 {
        kiosk.upkeep(UpkeepTouch::Sound(SoundOutput::Loudspeaker, false));
    }
    assert_eq!(kiosk.list().loudspeaker, 20, "never silent");
    let tried = kiosk.upkeep(UpkeepTouch::TrySound(SoundOutput::Headphones, "Prova.".into()));
    assert!(matches!(tried[..], [Effect::Speak { private: true, .. }]), "headphones alone: {tried:?}");
}

#[test]
fn the_display_grows_brighter_step_by_step_where_it_can_be_set() {
    let mut kiosk = Kiosk::open().let_in();
    assert!(kiosk.upkeep(UpkeepTouch::Light(true)).is_empty());
    let machine = |percent| UpkeepNews::Machine(Machine { brightness: Some(percent), ..Machine::default() });
    kiosk.tell(machine(95));
    assert_eq!(kiosk.upkeep(UpkeepTouch::Light(true)), [Effect::Upkeep(UpkeepWish::Brightness(100))]);
    kiosk.tell(machine(15));
    assert_eq!(
        kiosk.upkeep(UpkeepTouch::Light(false)),
        [Effect::Upkeep(UpkeepWish::Brightness(10))],
        "never dark"
    );
}

#[test]
fn the_program_is_started_anew_only_after_a_yes() {
    let mut kiosk = Kiosk::open().let_in();
    assert!(kiosk.upkeep(UpkeepTouch::Restart).is_empty());
    assert_eq!(kiosk.list().asks, Some(PageAsk::Restart));
    kiosk.touch(Touch::Close);
    assert!(kiosk.upkeep(UpkeepTouch::Sure).is_empty(), "nothing is asked");
    kiosk.upkeep(UpkeepTouch::Restart);
    assert_eq!(kiosk.upkeep(UpkeepTouch::Sure), [Effect::Upkeep(UpkeepWish::Restart)]);
}

#[test]
fn tickets_before_opening_come_one_after_the_other_each_once_the_last_is_proven() {
    let mut kiosk = Kiosk::at_tray(2);
    let first = kiosk.upkeep(UpkeepTouch::TrayPrint);
    let one = kiosk.give_advance(&first);
    assert!(kiosk.upkeep(UpkeepTouch::TrayPrint).is_empty());
    assert_eq!(kiosk.tray().progress, Some((0, 2)));
    kiosk.wait(10);
    let second = kiosk.proves(one);
    let two = kiosk.give_advance(&second);
    assert!(kiosk.proves(two).is_empty());
    let tray = kiosk.tray();
    assert_eq!((tray.progress, tray.end), (None, Some(TrayEnd::Done)));
    assert_eq!(tray.out, "C\u{202f}042 · C\u{202f}043");
}

#[test]
fn the_first_paper_that_fails_ends_them_and_its_number_is_given_back() {
    let mut kiosk = Kiosk::at_tray(10);
    let first = kiosk.upkeep(UpkeepTouch::TrayPrint);
    let one = kiosk.give_advance(&first);
    let second = kiosk.proves(one);
    let two = kiosk.give_advance(&second);
    let effects = kiosk.hear(Input::Paper(two, Paper::State(PaperState::Failed)));
    assert_eq!(effects, [Effect::GiveBack(two)]);
    assert_eq!(kiosk.tray().end, Some(TrayEnd::NotOut(TicketNumber::new('C', 43))));
    kiosk.news(HubNews::Cancelled(two));
    assert_eq!(
        (kiosk.tray().out, &kiosk.tray().back[1]),
        ("C\u{202f}042".to_owned(), &"C\u{202f}043".to_owned())
    );
    assert!(kiosk.wait(30).is_empty(), "no further number");
}

#[test]
fn a_paper_that_nobody_vouches_for_ends_them_and_stays_alive() {
    let mut kiosk = Kiosk::at_tray(3);
    let first = kiosk.upkeep(UpkeepTouch::TrayPrint);
    let one = kiosk.give_advance(&first);
    assert!(kiosk.hear(Input::Paper(one, Paper::State(PaperState::Unknown))).is_empty());
    let tray = kiosk.tray();
    assert_eq!(tray.end, Some(TrayEnd::Unsure(TicketNumber::new('C', 42))));
    assert_eq!((tray.out, tray.left_over), (String::new(), Some(("C\u{202f}042".to_owned(), 1))));
}

#[test]
fn a_printer_that_stands_ends_them_and_what_it_prints_later_counts() {
    let mut kiosk = Kiosk::at_tray(3);
    let first = kiosk.upkeep(UpkeepTouch::TrayPrint);
    let one = kiosk.give_advance(&first);
    assert!(kiosk.wait(times::PAPER_PATIENCE.num_seconds()).is_empty());
    assert_eq!(kiosk.tray().end, Some(TrayEnd::Stands(TicketNumber::new('C', 42))));
    assert!(kiosk.proves(one).is_empty(), "it was stopped");
    assert_eq!((kiosk.tray().end, kiosk.tray().out.as_str()), (Some(TrayEnd::Stopped), "C\u{202f}042"));
}

#[test]
fn a_number_that_comes_when_nobody_waits_for_it_is_given_back() {
    let mut kiosk = Kiosk::at_tray(3);
    let asked = kiosk.upkeep(UpkeepTouch::TrayPrint);
    let [Effect::Upkeep(UpkeepWish::IssueInAdvance { attempt, .. })] = asked[..] else { panic!("{asked:?}") };
    kiosk.wait(times::HUB_PATIENCE.num_seconds());
    assert_eq!(kiosk.tray().end, Some(TrayEnd::Refused));
    let (ticket, effects) = kiosk.give(attempt, 'C');
    assert_eq!(effects, [Effect::GiveBack(ticket)]);
    assert_eq!(kiosk.tray().out, "");
}

#[test]
fn who_leaves_stops_them_and_finds_them_again() {
    let mut kiosk = Kiosk::at_tray(5);
    let first = kiosk.upkeep(UpkeepTouch::TrayPrint);
    let one = kiosk.give_advance(&first);
    kiosk.touch(Touch::Back);
    kiosk.touch(Touch::Back);
    assert!(kiosk.is_fresh());
    assert!(kiosk.proves(one).is_empty(), "the next number would be nobody's");
    let mut kiosk = kiosk.let_in();
    kiosk.upkeep(UpkeepTouch::Tray);
    assert_eq!((kiosk.tray().out.as_str(), kiosk.tray().end), ("C\u{202f}042", Some(TrayEnd::Stopped)));
}

#[test]
fn those_not_handed_out_are_given_back_from_the_chosen_number_on_after_a_yes() {
    let mut kiosk = Kiosk::at_tray(4);
    let mut asked = kiosk.upkeep(UpkeepTouch::TrayPrint);
    let mut tickets = Vec::new();
    for _ in 0..4 {
        tickets.push(kiosk.give_advance(&asked));
        asked = kiosk.proves(tickets[tickets.len() - 1]);
    }
    assert_eq!(kiosk.tray().left_over, Some(("C\u{202f}045".to_owned(), 1)), "the fewest first");
    kiosk.upkeep(UpkeepTouch::TrayFrom(false));
    assert_eq!(kiosk.tray().left_over, Some(("C\u{202f}044".to_owned(), 2)));
    assert!(kiosk.upkeep(UpkeepTouch::TrayGiveBack).is_empty());
    assert_eq!(kiosk.tray().asks, Some(PageAsk::GiveBack));
    let back = kiosk.upkeep(UpkeepTouch::Sure);
    assert_eq!(back, [Effect::GiveBack(tickets[2]), Effect::GiveBack(tickets[3])]);
    kiosk.news(HubNews::Cancelled(tickets[2]));
    kiosk.news(HubNews::NotCancelled(tickets[3], true));
    let tray = kiosk.tray();
    assert_eq!(tray.back, [String::new(), "C\u{202f}044".to_owned(), "C\u{202f}045".to_owned()]);
    assert_eq!(tray.out, "C\u{202f}042 · C\u{202f}043");
    let tomorrow = Standing { day: Some("2026-11-22".parse().unwrap()), ..standing() };
    kiosk.news(HubNews::Queue(tomorrow));
    assert_eq!(kiosk.tray().out, "", "another day");
}
