//! The cards of the welcome hold their words: in every language, with the texts of the example site, at the three sizes, in
//! ordinary letters and in larger ones. One test: a process has one Slint platform.

#![allow(clippy::unwrap_used)]

mod stand;

use chrono::TimeDelta;
use i_slint_backend_testing::{ElementHandle, ElementRoot};
use slint::ComponentHandle;
use slint::platform::Key;
use stand::{SIZES, Stand};
use std::collections::BTreeSet;
use turno_domain::site::Site;
use turno_domain::text::Language;
use turno_kiosk::model::Standing;
use turno_kiosk::screen::ui::{Mode, Touches};
use turno_protocol::site::SiteView;

/// Above and below.
fn span(element: &ElementHandle) -> (f32, f32) {
    let top = element.absolute_position().y;
    (top, top + element.size().height)
}

fn touch(stand: &mut Stand, what: impl FnOnce(&Touches<'_>)) {
    stand.wait(TimeDelta::milliseconds(500));
    what(&stand.screen.window().global::<Touches<'_>>());
    stand.wait(TimeDelta::milliseconds(500));
}

/// What the cards in sight are called, and the texts that stand beyond the upper or lower edge of their card.
fn in_sight(stand: &Stand) -> (BTreeSet<String>, Vec<String>) {
    let all = |id| stand.screen.window().root_element().query_descendants().match_id(id).find_all();
    // What is touched is as large as its card.
    let cards = all("ServiceCard::touch");
    let texts: Vec<ElementHandle> =
        ["ServiceCard::title", "ServiceCard::queue"].into_iter().flat_map(all).collect();
    assert!(!cards.is_empty() && !texts.is_empty(), "{} texts on {} cards", texts.len(), cards.len());
    let titles = stand.touchable().into_iter().map(|(label, _)| label).collect();
    let mut found = Vec::new();
    for text in texts {
        let (above, below) = span(&text);
        let left = text.absolute_position().x;
        // The tree does not say whose text it is: it is that of the card in which its middle lies.
        let own = cards
            .iter()
            .filter(|card| {
                let start = card.absolute_position().x;
                start <= left && left < start + card.size().width
            })
            .map(span)
            .filter(|(top, bottom)| (*top..*bottom).contains(&f32::midpoint(above, below)))
            .min_by(|one, other| (one.1 - one.0).total_cmp(&(other.1 - other.0)));
        if own.is_none_or(|(top, bottom)| above < top - 0.5 || below > bottom + 0.5) {
            found.push(format!("{above}–{below} on {own:?}"));
        }
    }
    (titles, found)
}

/// The texts that stand beyond their card, on all cards: the keys bring into sight those that are not.
fn beyond(stand: &mut Stand, titles: &BTreeSet<&str>) -> Vec<String> {
    let (mut seen, mut faults) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..60 {
        let (here, found) = in_sight(stand);
        seen.extend(here);
        faults.extend(found);
        if titles.iter().all(|title| seen.contains(*title)) {
            return faults.into_iter().collect();
        }
        // Whoever presses does not do it twice in a second, and by then the keys are home if what they were on is gone.
        stand.wait(TimeDelta::seconds(1));
        stand.key(Key::DownArrow);
    }
    panic!("of the cards {titles:?} only these come into sight: {seen:?}");
}

#[test]
fn every_text_lies_within_its_card() {
    let site: Site = toml::from_str(include_str!("../../assets/sites/pac.toml")).unwrap();
    let view = SiteView::from(&site);
    let places: Vec<(i32, Language)> = (0..).zip(view.languages.iter().copied()).collect();
    assert_eq!(places.len(), Language::ALL.len());
    let value = serde_json::to_value(&view).unwrap();
    let mut stand = Stand::new();
    let mut faults = Vec::new();
    for size in SIZES {
        stand.size(size);
        stand.open(value.clone(), Standing { tickets_open: true, ..stand::morning_queue() });
        for (place, language) in &places {
            touch(&mut stand, |touches| touches.invoke_language(*place));
            let titles: BTreeSet<&str> =
                view.services.iter().map(|service| service.names.get(*language)).collect();
            assert!(titles.len() > 3, "{titles:?}");
            for large in [false, true] {
                if large {
                    touch(&mut stand, |touches| touches.invoke_mode(Mode::Large));
                }
                faults.extend(
                    beyond(&mut stand, &titles)
                        .into_iter()
                        .map(|fault| format!("{language} at {size:?}, large {large}: {fault}")),
                );
            }
            touch(&mut stand, |touches| touches.invoke_mode(Mode::Large));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
