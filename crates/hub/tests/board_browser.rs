//! The board in a real browser: it shows what the hub sends, follows it without being loaded again, heals, asks nothing of
//! other hosts, and fits every screen.

mod browser;
mod house;

use browser::{Browser, Screen};
use house::{House, call, crowded, empty, ordinary, service};
use std::path::PathBuf;
use turno_protocol::board::BoardState;

const SCREENS: [(&str, Screen); 7] = [
    ("1920x1080", Screen { width: 1920, height: 1080, phone: false }),
    ("1280x720", Screen { width: 1280, height: 720, phone: false }),
    ("1024x768", Screen { width: 1024, height: 768, phone: false }),
    ("800x480", Screen { width: 800, height: 480, phone: false }),
    ("portrait", Screen { width: 1080, height: 1920, phone: false }),
    ("phone", Screen { width: 390, height: 844, phone: true }),
    ("small-phone-lying", Screen { width: 667, height: 375, phone: true }),
];

fn picture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../pictures/board").join(format!("{name}.png"))
}

/// What is cut, covered or outside the screen; one line each.
const FAULTS: &str = r#"
    const faults = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push('the page is wider than the screen');
    if (root.scrollHeight > root.clientHeight) faults.push('the page is taller than the screen');
    const box = (element) => element.getBoundingClientRect();
    const seen = (element) => box(element).width > 0 && box(element).height > 0;
    const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
    const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    // From where to where a text runs, for its element may be wider or narrower.
    const inked = (element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        const { left, right } = range.getBoundingClientRect();
        const { top, bottom, height } = box(element);
        return { left, right, top, bottom, height };
    };
    const name = (element) => (element.id || element.className || element.tagName) + ' "' + element.textContent + '"';
    const texts = Array.from(document.querySelectorAll(
        'h1, h2 span, .number, .word, .sign, .where, .people, .expected, .letter-sign, #message, #site, #hours, #clock, #notice, #nobody p'
    )).filter(seen).filter((element) => element.textContent.trim());
    const holders = 'li, #message, main, aside, footer, #notice';
    texts.forEach((element) => {
        if (!inside(inked(element), screen)) faults.push('outside the screen: ' + name(element));
        const holder = element.closest(holders);
        if (!inside(inked(element), box(holder))) faults.push('outside its place: ' + name(element));
        if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline') faults.push('cut: ' + name(element));
        if (parseFloat(getComputedStyle(element).fontSize) < 9) faults.push('too small: ' + name(element));
    });
    texts.forEach((one, i) => texts.slice(i + 1).forEach((other) => {
        if (one.contains(other) || other.contains(one)) return;
        const [a, b] = [inked(one), inked(other)];
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // Lines of text stand close; boxes may touch by a part of their line's height, letters never.
        if (wide > 1 && tall > 0.3 * Math.min(a.height, b.height)) faults.push(name(one) + ' stands on ' + name(other));
    }));
    // Whoever stands in the last row must read the counter too, not the number alone.
    document.querySelectorAll('.call').forEach((card) => {
        const size = (part) => parseFloat(getComputedStyle(card.querySelector(part)).fontSize);
        const least = card.classList.contains('latest') ? 0.33 : 0.45;
        if (!card.querySelector('.sign') && size('.word') < least * size('.number')) faults.push('a small counter: ' + name(card));
    });
    document.querySelectorAll('.number, .sign, .letter-sign').forEach((element) => {
        if (element.closest('[translate="no"]') === null) faults.push('may be translated: ' + name(element));
    });
    const called = Array.from(document.querySelectorAll('.number')).map((element) => element.dataset.number);
    if (new Set(called).size < called.length) faults.push('a number stands twice: ' + called);
    const aside = document.querySelector('aside');
    if (seen(aside) && aside.scrollHeight > aside.clientHeight + 1) faults.push('the side is cut');
    return faults;
"#;

const SHOWN: &str = "document.body.dataset.drawn && document.fonts.status === 'loaded'";

fn busy(calls: usize) -> BoardState {
    let current: Vec<_> = crowded().current.into_iter().take(calls).collect();
    let mut board = ordinary();
    board.earlier.retain(|before| current.iter().all(|call| call.number != before.number));
    BoardState { current, ..board }
}

#[tokio::test]
async fn every_screen_shows_all_of_every_board() {
    let pause = |mut board: BoardState| {
        board.messages = vec!["Il 7 e l'8 dicembre lo sportello resta chiuso.".into()];
        board.open_until = None;
        board
    };
    let one = BoardState { current: vec![call("A042", "Accoglienza", 5)], ..ordinary() };
    let many = BoardState {
        services: ('A'..='Z').map(|letter| service(letter, 100, Some((100, 120)))).collect(),
        ..crowded()
    };
    let boards = [
        ("ordinary", ordinary()),
        ("empty", empty()),
        ("one", pause(one)),
        ("three", busy(3)),
        ("four", pause(busy(4))),
        ("crowded", crowded()),
        ("alphabet", many),
    ];
    let house = House::new(ordinary());
    let listener = house.serve("127.0.0.1:0").await;
    let browser = Browser::start("it-IT").await;
    browser.open(&format!("http://{}/", listener.address)).await;
    let mut faults = Vec::new();
    for (number, (board_name, board)) in boards.into_iter().enumerate() {
        let mark = format!("2026-11-21T08:57:00.{number:03}Z");
        house.board(|shown| {
            *shown = board;
            shown.now = serde_json::from_value(serde_json::json!(mark)).unwrap();
        });
        for (screen_name, screen) in SCREENS {
            browser.screen(screen).await;
            browser
                .wait_for(&format!(
                    "{SHOWN} && document.body.dataset.drawn === '{mark}' && document.body.dataset.screen === '{}x{}'",
                    screen.width, screen.height
                ))
                .await;
            let found = browser.run(FAULTS).await;
            for fault in found.as_array().unwrap() {
                faults.push(format!("{board_name} on {screen_name}: {fault}"));
            }
            browser.picture(&picture(&format!("{board_name}-{screen_name}"))).await;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    browser.close().await;
}

#[tokio::test]
async fn the_board_follows_the_hub_without_being_loaded_again_and_asks_no_other_host() {
    let house = House::new(ordinary());
    let listener = house.serve("127.0.0.1:0").await;
    let origin = format!("http://{}/", listener.address);
    let browser = Browser::start("it-IT").await;
    browser.screen(SCREENS[0].1).await;
    browser.open(&format!("{origin}board")).await;
    browser.wait_for("document.querySelector('.latest .number')?.dataset.number === 'A042'").await;
    browser.wait_for("document.getElementById('clock').textContent === '9:57'").await;
    browser.wait_for("document.getElementById('hours').textContent === 'Oggi aperto fino alle 12:30'").await;
    browser.run("window.sameDocument = true").await;

    house.board(|board| {
        let last = board.current.pop().unwrap();
        board.earlier.insert(0, last);
        board.current.insert(0, call("C012", "Sala colloqui", 0));
        board.services[2].waiting = 1;
    });
    browser.wait_for("document.querySelector('.latest .number').dataset.number === 'C012'").await;
    browser.wait_for("document.querySelector('.latest').classList.contains('fresh')").await;
    browser.wait_for("document.getElementById('spoken').textContent === 'Numero C 012, Sala colloqui'").await;
    browser.wait_for("document.querySelector('#earlier-rows .number').dataset.number === 'B017'").await;
    assert_eq!(browser.run("return window.sameDocument").await, true);

    let requests = browser.requests().await;
    assert!(requests.iter().any(|address| address.ends_with("/board/events")), "{requests:?}");
    for address in requests {
        assert!(address.starts_with(&origin), "asked another host: {address}");
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test]
async fn the_board_says_that_it_is_cut_off_keeps_its_numbers_and_heals() {
    let house = House::new(ordinary());
    let listener = house.serve("127.0.0.1:0").await;
    let address = listener.address.to_string();
    let browser = Browser::start("it-IT").await;
    browser.screen(SCREENS[0].1).await;
    browser.open(&format!("http://{address}/board")).await;
    browser.wait_for("document.querySelector('.latest .number')?.dataset.number === 'A042'").await;
    browser.run("window.sameDocument = true").await;

    house.stop(listener).await;
    browser.wait_for("!document.getElementById('notice').hidden").await;
    let notice = browser.run("return document.getElementById('notice').textContent").await;
    assert_eq!(notice, "Collegamento interrotto: gli ultimi numeri possono non essere aggiornati");
    assert_eq!(browser.run(FAULTS).await, serde_json::json!([]));
    browser.picture(&picture("cut-off")).await;
    browser.wait_for("document.querySelector('.latest .number').dataset.number === 'A042'").await;

    house.board(|board| board.current.insert(0, call("D009", "Sportello 2", 0)));
    let listener = house.serve(&address).await;
    browser.wait_for("document.querySelector('.latest .number').dataset.number === 'D009'").await;
    browser.wait_for("document.getElementById('notice').hidden").await;
    assert_eq!(browser.run("return window.sameDocument").await, true);
    drop(listener);
    browser.close().await;
}

#[tokio::test]
async fn a_stream_that_fell_silent_is_opened_again() {
    let house = House::new(ordinary());
    let listener = house.serve("127.0.0.1:0").await;
    let browser = Browser::start("it-IT").await;
    // The page's clock can be moved, so that nobody waits until a stream has been silent for long.
    let clock = "const real = performance.now.bind(performance); window.ahead = 0; \
                 performance.now = () => real() + window.ahead;";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", &serde_json::json!({ "source": clock })).await;
    browser.screen(SCREENS[0].1).await;
    browser.open(&format!("http://{}/board", listener.address)).await;
    browser.wait_for(SHOWN).await;
    let streams =
        async || browser.requests().await.iter().filter(|address| address.ends_with("/events")).count();
    assert_eq!(streams().await, 1);
    browser.run("window.shown = document.body.dataset.drawn; delete document.body.dataset.drawn; window.ahead = 41000").await;
    browser.wait_for("document.body.dataset.drawn === window.shown").await;
    browser.wait_for("document.getElementById('notice').hidden").await;
    assert_eq!(streams().await, 1, "opened once more");
    browser.close().await;
}

#[tokio::test]
async fn a_page_of_an_older_hub_loads_itself_again() {
    let house = House::new(ordinary());
    let listener = house.serve("127.0.0.1:0").await;
    let address = listener.address.to_string();
    let browser = Browser::start("it-IT").await;
    browser.screen(SCREENS[0].1).await;
    browser.open(&format!("http://{address}/board")).await;
    browser.wait_for(SHOWN).await;
    browser.run("window.sameDocument = true; document.documentElement.dataset.version = 'older'").await;
    house.stop(listener).await;
    let listener = house.serve(&address).await;
    browser.wait_for(&format!("!window.sameDocument && {SHOWN}")).await;
    drop(listener);
    browser.close().await;
}

#[tokio::test]
async fn a_long_message_is_shown_in_parts_and_a_repeated_call_stands_out() {
    let house = House::new(crowded());
    let listener = house.serve("127.0.0.1:0").await;
    let browser = Browser::start("it-IT").await;
    browser
        .devtools(
            "Emulation.setEmulatedMedia",
            &serde_json::json!({
                "features": [{"name": "prefers-reduced-motion", "value": "reduce"}]
            }),
        )
        .await;
    browser.screen(SCREENS[3].1).await;
    browser.open(&format!("http://{}/board", listener.address)).await;
    browser.wait_for(&shows_message("Sportello 4: torno alle 10:20")).await;
    assert_eq!(
        browser.run("return getComputedStyle(document.getElementById('message')).transitionDuration").await,
        "0s"
    );
    assert_eq!(
        browser.run("return document.querySelectorAll('.fresh').length").await,
        0,
        "nothing is new to whoever arrives"
    );

    house.board(|board| {
        let mut again = board.current.remove(5);
        again.calls += 1;
        again.called_at = board.now;
        board.current.insert(0, again);
        // Without the pause the message is the only one, and turns through its own parts.
        board.pauses.clear();
    });
    browser.wait_for("document.querySelector('.latest.fresh .number')?.dataset.number === 'K003'").await;
    assert_eq!(browser.run("return document.querySelectorAll('.fresh').length").await, 1);
    browser.wait_for("document.getElementById('message').textContent.startsWith('Per la tessera')").await;
    browser
        .wait_for("document.getElementById('message').textContent.endsWith('lo sportello resta chiuso.')")
        .await;
    assert_eq!(browser.run(FAULTS).await, serde_json::json!([]));
    browser.close().await;
}

fn shows_message(text: &str) -> String {
    format!("document.getElementById('message').textContent === {}", serde_json::json!(text))
}
