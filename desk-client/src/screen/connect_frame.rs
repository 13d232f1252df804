//! The bar, the notices, the pages, the keys; the day's figures.

use super::generated::{
    AilingLine, ComingKind, FigureLine, Frame, HelpLine, LeftLine, LinkKind, MyHelpKind, NoticeData,
    PageKind, StageKind, Today,
};
use super::{DeskWindow, int, rows::lay, when_known};
use crate::controller::Controller;
use crate::model::view::{AilingView, FigureRow, HelpView, MyHelp, NoticeView, View};
use crate::model::{Action, Goer, Key, Link, Page, Stage, Tab};
use slint::{ComponentHandle, SharedString};
use std::rc::Rc;

pub(super) fn connect(window: &DeskWindow, controller: &Rc<Controller>) {
    let frame = window.global::<Frame<'_>>();
    let desk = Rc::clone(controller);
    frame.on_go(move |page| {
        desk.act(Action::Go(match page {
            PageKind::Desk => Page::Desk,
            PageKind::Citizens => Page::Citizens,
            PageKind::Practices => Page::Practices,
            PageKind::Today => Page::Today,
            PageKind::Record => Page::Person(Tab::Record),
            PageKind::Privacy => Page::Person(Tab::Privacy),
            PageKind::Past => Page::Person(Tab::Past),
            PageKind::Agenda => Page::Agenda,
        }));
    });
    let desk = Rc::clone(controller);
    frame.on_toggle_reserved(move || desk.act(Action::Reserved));
    let desk = Rc::clone(controller);
    frame.on_dismiss(move || desk.act(Action::Dismiss));
    let desk = Rc::clone(controller);
    frame.on_confirm_day(move || desk.act(Action::ConfirmDay));
    let desk = Rc::clone(controller);
    frame.on_answer_help(move || desk.act(Action::AnswerHelp));
    let desk = Rc::clone(controller);
    frame.on_toggle_chime(move || desk.act(Action::ToggleChime));
    let desk = Rc::clone(controller);
    frame.on_toggle_colleagues(move || desk.act(Action::ToggleColleagues));
    let desk = Rc::clone(controller);
    frame.on_toggle_strip(move || desk.act(Action::ToggleStrip));
    let desk = Rc::clone(controller);
    frame.on_ask_help(move || desk.act(Action::AskHelp));
    let desk = Rc::clone(controller);
    frame.on_take_back(move || desk.act(Action::TakeBack));
    let desk = Rc::clone(controller);
    frame.on_sign_out(move || desk.act(Action::SignOut));
    let desk = Rc::clone(controller);
    frame.on_ask_counter(move || desk.act(Action::AskCounter));
    let desk = Rc::clone(controller);
    frame.on_show_keys(move || desk.act(Action::ShowKeys));
    let desk = Rc::clone(controller);
    frame.on_key(move |text, alt, control, repeated| {
        let Some(key) = key(&text, alt, control) else { return false };
        if repeated && !key.repeats() { desk.holds(key) } else { desk.key(key) }
    });
}

/// The key that was pressed, where it is one of the window's.
fn key(text: &str, alt: bool, control: bool) -> Option<Key> {
    use slint::platform::Key as K;
    const FUNCTIONS: [K; 12] =
        [K::F1, K::F2, K::F3, K::F4, K::F5, K::F6, K::F7, K::F8, K::F9, K::F10, K::F11, K::F12];
    let is = |key: K| text == SharedString::from(key).as_str();
    if let Some(at) = FUNCTIONS.into_iter().position(is) {
        return u8::try_from(at + 1).ok().map(Key::F);
    }
    if is(K::Escape) {
        return Some(Key::Escape);
    }
    if is(K::Return) {
        return Some(if control { Key::ControlReturn } else { Key::Return });
    }
    if is(K::UpArrow) {
        return Some(if alt { Key::AltUp } else { Key::Up });
    }
    if is(K::DownArrow) {
        return Some(if alt { Key::AltDown } else { Key::Down });
    }
    let mut characters = text.chars().flat_map(char::to_lowercase);
    match (characters.next(), characters.next()) {
        (Some('h'), None) if control && !alt => Some(Key::ControlH),
        (Some(digit @ '1'..='9'), None) if control && !alt => {
            digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).map(Key::ControlDigit)
        }
        (Some(letter), None) if alt && !control && letter.is_ascii_alphanumeric() => Some(Key::Alt(letter)),
        _ => None,
    }
}

pub(super) fn show(window: &DeskWindow, view: &View) {
    let frame = window.global::<Frame<'_>>();
    frame.set_stage(match view.stage {
        Stage::Enrol => StageKind::Enrol,
        Stage::Reaching => StageKind::Reaching,
        Stage::SignIn => StageKind::SignIn,
        Stage::Counter => StageKind::Counter,
        Stage::Work => StageKind::Work,
    });
    frame.set_link(match view.frame.link {
        Link::There => LinkKind::There,
        Link::Away => LinkKind::Away,
        Link::Revoked => LinkKind::Revoked,
    });
    frame.set_site(view.frame.site.as_str().into());
    frame.set_counter(view.frame.counter.as_str().into());
    frame.set_operator(view.frame.operator.as_str().into());
    frame.set_page(match view.frame.page {
        Page::Desk => PageKind::Desk,
        Page::Citizens => PageKind::Citizens,
        Page::Practices => PageKind::Practices,
        Page::Today => PageKind::Today,
        Page::Person(Tab::Record) => PageKind::Record,
        Page::Person(Tab::Privacy) => PageKind::Privacy,
        Page::Person(Tab::Past) => PageKind::Past,
        Page::Agenda => PageKind::Agenda,
    });
    frame.set_reserved(view.frame.reserved);
    frame.set_notice(notice(&view.frame.notice));
    frame.set_home(i32::try_from(view.frame.home % 1_000_000).unwrap_or(0));
    frame.set_left_behind(int(view.frame.left_behind));
    frame.set_left_refused(int(view.frame.left_refused));
    let others = view.frame.left_of_others.iter();
    let others =
        others.map(|left| LeftLine { operator: left.operator.as_str().into(), drafts: int(left.drafts) });
    lay(&frame.get_left_of_others(), others.collect(), |model| frame.set_left_of_others(model));
    frame.set_day_asked(when_known(view.frame.day_asked.as_ref()));
    frame.set_help(view.frame.help.as_ref().map(help).unwrap_or_default());
    let (mine, name) = match &view.frame.my_help {
        MyHelp::None => (MyHelpKind::None, ""),
        MyHelp::Asked => (MyHelpKind::Asked, ""),
        MyHelp::Coming(name) => (MyHelpKind::Coming, name.as_str()),
    };
    frame.set_my_help(mine);
    frame.set_my_help_name(name.into());
    frame.set_chime(view.frame.chime);
    frame.set_colleagues(view.frame.colleagues);
    frame.set_strip(view.frame.strip);
    // One line across the window says what needs a hand first; the rest stands below the queue.
    let mut ailing = view.frame.ailing.as_slice();
    let mut standing = AilingLine::default();
    if let Some((first, rest)) = ailing.split_first().filter(|(first, _)| first.urgent) {
        (standing, ailing) = (ailing_line(first), rest);
    }
    frame.set_standing(standing);
    lay(&frame.get_ailing(), ailing.iter().map(ailing_line).collect(), |model| frame.set_ailing(model));

    let today = window.global::<Today<'_>>();
    today.set_known(view.today.known);
    today.set_waiting_tickets(int(view.today.waiting_tickets));
    today.set_waiting_people(int(view.today.waiting_people));
    today.set_total(figures(&view.today.total));
    let lines = view.today.rows.iter().map(figures).collect();
    lay(&today.get_rows(), lines, |model| today.set_rows(model));
}

pub(super) fn notice(seen: &NoticeView) -> NoticeData {
    NoticeData {
        name: seen.name.as_str().into(),
        counter: seen.counter.as_str().into(),
        operator: seen.operator.as_str().into(),
        at: when_known(seen.at.as_ref()),
    }
}

fn help(seen: &HelpView) -> HelpLine {
    let (coming, name) = match &seen.coming {
        None => (ComingKind::Nobody, ""),
        Some(Goer::Me) => (ComingKind::Me, ""),
        Some(Goer::Colleague(name)) => (ComingKind::Colleague, name.as_str()),
    };
    HelpLine {
        shown: true,
        kiosk: seen.kiosk.as_str().into(),
        colleague: seen.colleague.as_str().into(),
        counter: seen.counter.as_str().into(),
        minutes: int(seen.minutes),
        language: seen.language.unwrap_or_default().into(),
        more: int(seen.more),
        coming,
        name: name.into(),
        may_answer: seen.may_answer,
        telling: seen.telling,
    }
}

fn ailing_line(seen: &AilingView) -> AilingLine {
    AilingLine {
        kiosk: seen.kiosk.as_str().into(),
        part: seen.part.into(),
        state: seen.state.as_str().into(),
        urgent: seen.urgent,
    }
}

fn figures(row: &FigureRow) -> FigureLine {
    let minutes = |figure: Option<i64>| figure.map_or(-1, int);
    FigureLine {
        name: row.name.as_str().into(),
        discreet: row.discreet,
        waiting: int(row.waiting),
        letter: row.letter.map(SharedString::from).unwrap_or_default(),
        index: row.letter.map_or(0, super::connect_queue::place),
        arrived: int(row.arrived),
        served: int(row.served),
        n: int(row.n),
        median: minutes(row.median),
        mean: minutes(row.mean),
        p90: minutes(row.p90),
        longest: minutes(row.longest),
        level_n: int(row.level_n),
        level_within: int(row.level_within),
        level_percent: row.level_percent.map_or(-1, int),
        target: int(row.target.unwrap_or(0)),
        no_show: int(row.no_show),
        expired: int(row.expired),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_windows_keys_are_told_from_what_is_typed() {
        let text = |key: slint::platform::Key| SharedString::from(key);
        assert_eq!(key(&text(slint::platform::Key::F8), false, false), Some(Key::F(8)));
        assert_eq!(key(&text(slint::platform::Key::Return), false, true), Some(Key::ControlReturn));
        assert_eq!(key(&text(slint::platform::Key::Return), false, false), Some(Key::Return));
        assert_eq!(key(&text(slint::platform::Key::DownArrow), true, false), Some(Key::AltDown));
        assert_eq!(key(&text(slint::platform::Key::UpArrow), false, false), Some(Key::Up));
        assert_eq!(key("T", true, false), Some(Key::Alt('t')));
        assert_eq!(key("t", false, false), None);
        assert_eq!(key("h", false, true), Some(Key::ControlH));
        assert_eq!(key("3", false, true), Some(Key::ControlDigit(3)));
        assert_eq!((key("0", false, true), key("3", false, false)), (None, None));
        assert_eq!(key("c", false, true), None);
        // AltGr writes "@" and "€" on an Italian keyboard.
        assert_eq!(key("@", true, true), None);
    }
}
