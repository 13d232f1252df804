//! A ticket's own page in a real browser, on a telephone.

mod browser;
mod house;

use browser::{Browser, Screen};
use house::{House, TOKEN, ordinary};
use std::path::PathBuf;

const PHONE: Screen = Screen { width: 390, height: 844, phone: true };
const OLD_PHONE: Screen = Screen { width: 320, height: 568, phone: true };

fn picture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../pictures/board").join(format!("{name}.png"))
}

fn shows(id: &str, text: &str) -> String {
    format!("document.getElementById('{id}').textContent === {}", serde_json::json!(text))
}

/// Buttons that a thumb misses, and what stands outside the page.
const FAULTS: &str = r#"
    const faults = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push('the page is wider than the screen');
    Array.from(document.querySelectorAll('button, p, h1, h2, .number')).forEach((element) => {
        const { width, height, left, right } = element.getBoundingClientRect();
        if (width === 0) return;
        const name = element.id + ' "' + element.textContent + '"';
        if (left < 0 || right > root.clientWidth || element.scrollWidth > element.clientWidth + 1) faults.push('cut: ' + name);
        if (element.tagName === 'BUTTON' && height < 48) faults.push('too small: ' + name);
    });
    return faults;
"#;

async fn tap(browser: &Browser, id: &str) {
    let visible = format!(
        "document.getElementById('{id}').offsetHeight > 0 && !document.getElementById('{id}').disabled"
    );
    browser.wait_for(&visible).await;
    browser.run(&format!("document.getElementById('{id}').click()")).await;
}

#[tokio::test]
async fn a_holder_goes_out_comes_back_and_is_called() {
    let house = House::new(ordinary());
    let listener = house.serve("127.0.0.1:0").await;
    let origin = format!("http://{}/", listener.address);
    let browser = Browser::start("it-IT").await;
    browser.screen(PHONE).await;
    browser.open(&format!("{origin}t/{TOKEN}")).await;
    browser.wait_for("document.querySelector('.number')?.dataset.number === 'A042'").await;
    browser.wait_for(&shows("before", "3 persone prima di lei per lo stesso servizio")).await;
    browser.picture(&picture("ticket-waiting")).await;

    house.ticket(|ticket| ticket.people_before = Some(1));
    browser.wait_for(&shows("before", "1 persona prima di lei per lo stesso servizio")).await;

    tap(&browser, "away").await;
    browser.wait_for(&shows("state", "Il suo posto è tenuto")).await;
    tap(&browser, "back").await;
    browser.wait_for(&shows("state", "In attesa")).await;

    house.ticket(|ticket| {
        ticket.state = "called".into();
        ticket.counter = Some("Sportello 3".into());
        ticket.people_before = None;
    });
    browser.wait_for(&shows("state", "È il suo turno")).await;
    browser.wait_for(&shows("counter", "Sportello 3")).await;
    browser.wait_for("document.title.startsWith('È il suo turno')").await;
    assert_eq!(browser.run("return document.getElementById('actions').offsetHeight < 48").await, true);
    browser.picture(&picture("ticket-called")).await;

    house.ticket(|ticket| {
        ticket.state = "finished".into();
        ticket.counter = None;
    });
    browser.wait_for(&shows("state", "Abbiamo finito")).await;
    for address in browser.requests().await {
        assert!(address.starts_with(&origin), "asked another host: {address}");
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test]
async fn giving_up_asks_first() {
    let house = House::new(ordinary());
    let listener = house.serve("127.0.0.1:0").await;
    let browser = Browser::start("it-IT").await;
    browser.screen(OLD_PHONE).await;
    browser.open(&format!("http://{}/t/{TOKEN}", listener.address)).await;
    tap(&browser, "give-up").await;
    browser.wait_for("document.activeElement.id === 'sure-no'").await;
    assert_eq!(browser.run(FAULTS).await, serde_json::json!([]));
    browser.picture(&picture("ticket-sure")).await;
    tap(&browser, "sure-no").await;
    browser.wait_for("document.getElementById('sure').hidden").await;
    assert_eq!(browser.run("return document.body.dataset.state").await, "waiting");
    assert_eq!(browser.run(FAULTS).await, serde_json::json!([]));

    tap(&browser, "give-up").await;
    tap(&browser, "sure-yes").await;
    browser.wait_for(&shows("state", "Ha rinunciato")).await;
    browser.close().await;
}

#[tokio::test]
async fn an_order_that_fails_is_said_and_the_page_heals() {
    let house = House::new(ordinary());
    let listener = house.serve("127.0.0.1:0").await;
    let address = listener.address.to_string();
    let browser = Browser::start("it-IT").await;
    browser.screen(PHONE).await;
    browser.open(&format!("http://{address}/t/{TOKEN}")).await;
    browser.wait_for(&shows("state", "In attesa")).await;
    house.stop(listener).await;
    tap(&browser, "away").await;
    browser.wait_for(&shows("answer", "Non è riuscito. Riprovi tra poco o si rivolga a un operatore.")).await;
    browser.wait_for("!document.getElementById('notice').hidden").await;
    assert_eq!(browser.run("return document.body.dataset.state").await, "waiting");

    house.ticket(|ticket| ticket.people_before = Some(2));
    let listener = house.serve(&address).await;
    browser.wait_for(&shows("before", "2 persone prima di lei per lo stesso servizio")).await;
    browser.wait_for("document.getElementById('notice').hidden").await;
    drop(listener);
    browser.close().await;
}

#[tokio::test]
async fn the_page_speaks_the_language_of_the_telephone() {
    let house = House::new(ordinary());
    let listener = house.serve("127.0.0.1:0").await;
    let browser = Browser::start("en-GB").await;
    browser.screen(PHONE).await;
    browser.open(&format!("http://{}/t/{TOKEN}", listener.address)).await;
    browser.wait_for(&shows("before", "3 people before you for the same service")).await;
    assert_eq!(browser.run("return document.documentElement.lang").await, "en");
    assert_eq!(browser.run(FAULTS).await, serde_json::json!([]));

    browser.open(&format!("http://{}/t/nobody", listener.address)).await;
    browser.wait_for("document.body.innerText.includes('There is nothing to show here')").await;
    assert_eq!(browser.run("return document.documentElement.lang").await, "it");
    assert_eq!(browser.run(FAULTS).await, serde_json::json!([]));
    browser.picture(&picture("ticket-unknown")).await;
    browser.close().await;
}
