//! A ticket's way in every language, at the three sizes: the buttons lie inside the window, and the pictures are blessed by
//! somebody who looked at them. One test: a process has one Slint platform.

#![allow(clippy::unwrap_used)]

use i_slint_backend_testing::{AccessibleRole, ElementRoot, mock_elapsed_time};
use slint::{ComponentHandle, PhysicalSize};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use turno_clock::{Clock, Hands};
use turno_domain::ids::TicketId;
use turno_domain::site::Site;
use turno_domain::text::Language;
use turno_domain::ticket::{PaperState, TicketNumber};
use turno_domain::time::Timestamp;
use turno_kiosk::model::{Band, Effect, HubNews, Input, Issued, Paper, Standing, Waiting};
use turno_kiosk::screen::Screen;
use turno_kiosk::screen::ui::Touches;
use turno_protocol::site::SiteView;
use turno_ui_kit::drive::{Stage, pictures};

const SIZES: [(u32, u32); 3] = [(1080, 1920), (1280, 800), (800, 480)];

/// Saturday 21 November 2026, 9:42 in Rome.
const MORNING: i64 = 1_795_250_520_000;

struct Stand {
    screen: Screen,
    hands: Hands,
    wishes: Rc<RefCell<Vec<Effect>>>,
    size: (u32, u32),
    faults: Vec<String>,
}

impl Stand {
    fn new() -> Self {
        Stage::Still.set().unwrap();
        let (clock, hands) = Clock::stepped(Timestamp::from_millis(MORNING));
        let wishes: Rc<RefCell<Vec<Effect>>> = Rc::default();
        let heard = Rc::clone(&wishes);
        let screen = Screen::new(clock, move |effect| heard.borrow_mut().push(effect)).unwrap();
        screen.window().show().unwrap();
        Self { screen, hands, wishes, size: SIZES[0], faults: Vec::new() }
    }

    fn hear(&self, input: Input) {
        self.screen.hear(input);
        mock_elapsed_time(Duration::from_millis(500));
    }

    /// Somebody touches, having seen what is there.
    fn touch(&self, what: impl FnOnce(&Touches<'_>)) {
        self.hands.step(Duration::from_millis(500));
        what(&self.screen.window().global::<Touches<'_>>());
        mock_elapsed_time(Duration::from_millis(500));
    }

    /// Plays the hub that gives a number.
    fn give(&self) -> TicketId {
        let attempt = match self.wishes.borrow().last() {
            Some(Effect::Issue { attempt, .. }) => *attempt,
            other => panic!("no number was asked for: {other:?}"),
        };
        let id = TicketId::from_parts(1, [7; 10]);
        let issued = Issued {
            id,
            number: TicketNumber::new('A', 42),
            at: Timestamp::from_millis(MORNING),
            people_before: 3,
            expected: Some(Band { low: 15, high: 25 }),
            page: None,
        };
        self.hear(Input::Hub(HubNews::Issued(attempt, issued)));
        id
    }

    /// Sees that all buttons lie inside; keeps a picture where one is asked for.
    #[allow(clippy::cast_precision_loss)]
    fn look(&mut self, language: Language, name: &str) {
        let name = format!("language-{language}-{name}-{}x{}", self.size.0, self.size.1);
        let picture = self.screen.window().window().take_snapshot().unwrap();
        if self.kept(&name) {
            let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(&name);
            self.faults.extend(pictures::compare(&golden.with_extension("png"), &picture).err());
        }
        let width = self.size.0 as f32 + 0.5;
        let mut places: Vec<(String, [f32; 4])> = Vec::new();
        self.screen.window().root_element().visit_descendants(|element| {
            if element.accessible_role() == Some(AccessibleRole::Button)
                && let Some(label) = element.accessible_label()
                && element.size().width > 0.0
            {
                let (at, size) = (element.absolute_position(), element.size());
                places.push((label.to_string(), [at.x, at.y, at.x + size.width, at.y + size.height]));
            }
            ControlFlow::<()>::Continue(())
        });
        assert!(places.len() > 2, "{name}: {places:?}");
        if name.contains("ticket") && self.scrolls() {
            self.faults.push(format!("{name}: what to do now does not fit"));
        }
        // What does not fit in height can be scrolled to; nothing can be reached beside the window.
        for (label, [left, top, right, _]) in places {
            if left < -0.5 || right > width || top < -0.5 {
                self.faults.push(format!("{name}: {label:?} stands outside: {left}–{right}, from {top}"));
            }
        }
    }

    /// Whether something on the screen is longer than its place.
    fn scrolls(&self) -> bool {
        self.screen
            .window()
            .root_element()
            .query_descendants()
            .match_id("ScrollArea::thumb")
            .find_first()
            .is_some()
    }

    /// Two pictures of each language: a screen that does not change with what the queue can do, and the one that has the most to say.
    fn kept(&self, name: &str) -> bool {
        self.size == SIZES[1] && (name.contains("question") || name.contains("ticket"))
    }
}

/// The example site, offering Italian and this language.
fn site(language: Language) -> SiteView {
    let site: Site = toml::from_str(include_str!("../../assets/sites/demo.toml")).unwrap();
    let mut view = SiteView::from(&site);
    view.languages.retain(|offered| {
        [Language::It, Language::En, Language::Ar, Language::Zh, language].contains(offered)
    });
    view
}

fn queue() -> Standing {
    let waiting = |people, low, high| Waiting { people, expected: (high > 0).then_some(Band { low, high }) };
    Standing {
        services: [
            ("orientamento".parse().unwrap(), waiting(1, 5, 10)),
            ("spid".parse().unwrap(), waiting(3, 15, 25)),
            ("salute".parse().unwrap(), waiting(11, 110, 140)),
        ]
        .into(),
        tickets_open: true,
        serving: true,
        ..Standing::default()
    }
}

#[test]
fn every_language_has_room() {
    let mut stand = Stand::new();
    for language in Language::ALL.into_iter().skip(1) {
        for size in SIZES {
            stand.size = size;
            stand.screen.window().window().set_size(PhysicalSize::new(size.0, size.1));
            mock_elapsed_time(Duration::ZERO);
            a_tickets_way(&mut stand, language);
        }
    }
    assert!(stand.faults.is_empty(), "{}", stand.faults.join("\n"));
}

fn a_tickets_way(stand: &mut Stand, language: Language) {
    let site = site(language);
    let place = site.languages.iter().position(|offered| *offered == language).unwrap();
    let spid = site.services.iter().position(|service| service.letter == 'A').unwrap();
    stand.hear(Input::Hub(HubNews::Site(Arc::new(site))));
    stand.hear(Input::Hub(HubNews::Queue(queue())));
    stand.touch(|touches| touches.invoke_language(i32::try_from(place).unwrap()));
    stand.look(language, "welcome");
    stand.touch(|touches| touches.invoke_card(i32::try_from(spid).unwrap()));
    let ticket = stand.give();
    stand.look(language, "question");
    stand.touch(|touches| touches.invoke_skip());
    stand.touch(|touches| touches.invoke_skip());
    stand.hear(Input::Paper(ticket, Paper::State(PaperState::Proven)));
    stand.look(language, "ticket");
    stand.touch(|touches| touches.invoke_done());
}
