//! What the screens say, put in order: where one is, what is asked and why, what can be chosen. The words are the screens' own.

use super::ui::{KioskWindow, Shown, Spoken};
use crate::model::{Answering, Aside, Dialog, HolderView, Mode, News, Screen, Sentence, View, Words};
use slint::{ComponentHandle, Model, ModelRc, SharedString};
use turno_domain::text::Language;

/// A screen that can be asked for its words. The view is the one that it shows.
pub(super) struct Reading<'a> {
    pub(super) window: &'a KioskWindow,
    pub(super) view: &'a View,
}

/// Sentences, in order.
#[derive(Default)]
struct Page {
    sentences: Vec<Sentence>,
    /// What follows a full hour.
    hour: &'static str,
}

impl Page {
    /// Said when the screen comes, and again when it changes.
    fn news(&mut self, text: impl Into<String>) -> &mut Self {
        self.put(text, News::Changed, false)
    }

    /// Said when the screen comes.
    fn once(&mut self, text: impl Into<String>) -> &mut Self {
        self.put(text, News::Never, false)
    }

    /// Said when the screen comes, or when it first stands there, whatever its words are later.
    fn appearing(&mut self, text: impl Into<String>) -> &mut Self {
        self.put(text, News::Appeared, false)
    }

    /// What somebody typed: said when the screen comes, by headphones alone.
    fn typed(&mut self, text: impl Into<String>) -> &mut Self {
        self.put(text, News::Never, true)
    }

    fn put(&mut self, text: impl Into<String>, news: News, private: bool) -> &mut Self {
        let mut text = text.into();
        if !private {
            text = without_zero_minutes(&text, self.hour);
        }
        if !text.trim().is_empty() {
            self.sentences.push(Sentence { text, news, private });
        }
        self
    }

    fn all_news(&mut self, texts: ModelRc<SharedString>) -> &mut Self {
        texts.iter().for_each(|text| {
            self.news(text);
        });
        self
    }

    fn all_once(&mut self, texts: ModelRc<SharedString>) -> &mut Self {
        texts.iter().for_each(|text| {
            self.once(text);
        });
        self
    }
}

impl Words for Reading<'_> {
    fn sentences(&self) -> Vec<Sentence> {
        let spoken = self.window.global::<Spoken<'_>>();
        spoken.set_number(self.number().into());
        let mut page = Page { hour: hour(self.view.language), ..Page::default() };
        match &self.view.dialog {
            Some(dialog) => self.dialog(&spoken, dialog, &mut page),
            None => self.screen(&spoken, &mut page),
        }
        page.sentences
    }

    fn aside(&self, aside: Aside) -> String {
        let spoken = self.window.global::<Spoken<'_>>();
        match aside {
            Aside::Digit => spoken.get_digit(),
            Aside::Letter => spoken.get_letter(),
            Aside::Erased => spoken.get_erased(),
            Aside::Space => spoken.get_space(),
            Aside::Volume(percent) => spoken.invoke_volume(i32::from(percent)),
            Aside::Mode(mode, on) => {
                let what = match mode {
                    Mode::Large => spoken.get_larger(),
                    Mode::Contrast => spoken.get_contrast(),
                    Mode::Low => spoken.get_lower(),
                    Mode::Speech => spoken.get_listen(),
                };
                if on { spoken.invoke_on(what) } else { spoken.invoke_off(what) }
            }
            Aside::OnlyHeadphones => spoken.get_only_headphones(),
        }
        .into()
    }
}

impl Reading<'_> {
    /// The number in hand as people say it, without its zeros.
    fn number(&self) -> String {
        let number = self.window.global::<Shown<'_>>().get_number();
        let digits = number.digits.trim_start_matches('0');
        if number.letter.is_empty() { String::new() } else { format!("{}, {digits}", number.letter) }
    }

    fn dialog(&self, spoken: &Spoken<'_>, dialog: &Dialog, page: &mut Page) {
        let said = spoken.invoke_asked();
        match dialog {
            // Its seconds go by.
            Dialog::StillThere { .. } => page.all_once(said),
            Dialog::Help(_) => page.all_news(said).once(spoken.get_understood()),
            Dialog::Languages => {
                page.all_once(said);
                for language in &self.view.languages {
                    page.once(language.name);
                }
                page
            }
            _ => page.all_once(said),
        };
    }

    fn screen(&self, spoken: &Spoken<'_>, page: &mut Page) {
        match &self.view.screen {
            Screen::Welcome { cards, group, .. } => {
                page.all_news(spoken.invoke_screen());
                // How one goes on comes before what there is to go through; behind a group it was heard.
                if group.is_none() {
                    page.once(spoken.get_keys());
                }
                page.once(spoken.get_choose()).once(spoken.get_choices());
                for place in 0..cards.len() {
                    // A dot between the services of a group is for the eye.
                    page.once(spoken.invoke_card(index(place)).replace(" · ", ", "));
                }
                page.once(spoken.get_have_number());
            }
            Screen::Closed(closed) => {
                page.all_news(spoken.invoke_screen());
                if closed.numbers_are_out {
                    page.once(spoken.get_have_number());
                }
                if !closed.hours.is_empty() {
                    page.once(spoken.get_hours());
                }
                for row in &closed.hours {
                    let days = spoken.invoke_days(index(row.first as usize), index(row.last as usize));
                    let spans = row.times.split(" · ").filter_map(|span| span.split_once('–'));
                    let spans: Vec<String> =
                        spans.map(|(from, to)| spoken.invoke_span(from.into(), to.into()).into()).collect();
                    page.once(format!("{days}: {}", spans.join(", ")));
                }
            }
            Screen::Question(question) => {
                self.question(spoken, &question.answering, question.can_go_on, page)
            }
            Screen::Check(check) => {
                page.news(spoken.get_check());
                for row in &check.rows {
                    // Signs one by one, as a number is dictated; words as they are.
                    let typed = if row.masks { spaced(&row.whole) } else { row.whole.clone() };
                    page.typed(spoken.invoke_read_back(row.question.as_str().into(), typed.into()));
                }
                page.once(spoken.get_choices()).all_once(spoken.invoke_check_choices());
            }
            Screen::Ticket(_) => {
                page.all_news(spoken.invoke_ticket())
                    .all_news(spoken.invoke_ticket_paper())
                    .all_news(spoken.invoke_ticket_then())
                    .once(spoken.get_choices())
                    .all_once(spoken.invoke_ticket_choices())
                    .appearing(spoken.invoke_ticket_closes())
                    .appearing(spoken.invoke_ticket_more_time());
            }
            Screen::Holder(holder) => {
                page.all_news(spoken.invoke_holder());
                if let HolderView::Typing { letter, digits, .. } = holder {
                    let typed =
                        format!("{} {}", letter.map(String::from).unwrap_or_default(), spaced(digits));
                    page.once(spoken.invoke_typed(typed.trim().into()));
                }
                page.all_once(spoken.invoke_holder_choices());
            }
            Screen::Sorry { .. } | Screen::Unsure(..) => {
                page.all_news(spoken.invoke_screen()).once(spoken.get_understood());
            }
            Screen::Moment(_) | Screen::Away => {
                page.all_news(spoken.invoke_screen());
            }
            // Whoever looks after the kiosk reads it.
            Screen::Upkeep(_) => {}
        }
    }

    fn question(&self, spoken: &Spoken<'_>, answering: &Answering, can_go_on: bool, page: &mut Page) {
        page.all_once(spoken.invoke_question());
        match answering {
            Answering::Options { options, several } => {
                page.once(spoken.get_choices());
                for place in 0..options.len() {
                    let news = if *several { News::Changed } else { News::Never };
                    page.put(spoken.invoke_option(index(place)), news, false);
                }
            }
            Answering::YesNo(_) | Answering::Whom(_) | Answering::People { .. } => {
                page.once(spoken.get_choices()).all_once(spoken.invoke_answers());
            }
            Answering::Digits(typed) | Answering::Phone(typed) | Answering::Code { typed, .. } => {
                page.typed(spoken.invoke_typed(spaced(typed).into()));
            }
            Answering::Words(typed) => {
                page.typed(spoken.invoke_typed(typed.into()));
            }
            Answering::Town { typed, proposals } => {
                page.typed(spoken.invoke_typed(typed.into()));
                if !proposals.is_empty() {
                    // One sentence: who hears a list wants to hear what is left of it, too.
                    let shown = &proposals[..proposals.len().min(3)];
                    let more = if proposals.len() > shown.len() {
                        spoken.get_more_letters().into()
                    } else {
                        String::new()
                    };
                    page.news(format!("{} {}. {more}", spoken.get_choices(), shown.join(", ")));
                }
            }
            Answering::Notice(_) => {}
        }
        page.all_news(spoken.invoke_answered());
        if can_go_on {
            page.once(spoken.get_go_on());
        }
        page.once(spoken.get_skip());
    }
}

/// Signs one by one, as a number is dictated; what is masked is not said.
fn spaced(typed: &str) -> String {
    let signs: Vec<String> = typed.chars().filter(|c| *c != '•').map(String::from).collect();
    signs.join(" ")
}

/// What is said after a full hour in place of its minutes.
fn hour(language: Language) -> &'static str {
    match language {
        Language::Fr => " heures",
        Language::Zh => "点",
        _ => "",
    }
}

/// "9:00" as it is said: the synthesiser would read its zeros, too.
fn without_zero_minutes(text: &str, hour: &str) -> String {
    let mut parts = text.split(":00");
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let full_hour =
            said.ends_with(|c: char| c.is_ascii_digit()) && !part.starts_with(|c: char| c.is_ascii_digit());
        said.push_str(if full_hour { hour } else { ":00" });
        said.push_str(part);
    }
    said
}

fn index(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::without_zero_minutes;

    #[test]
    fn a_full_hour_is_said_without_its_zeros() {
        assert_eq!(without_zero_minutes("dalle 9:00 alle 12:30", ""), "dalle 9 alle 12:30");
        assert_eq!(without_zero_minutes("de 9:00 à 12:00.", " heures"), "de 9 heures à 12 heures.");
        assert_eq!(without_zero_minutes("10:001, :00", ""), "10:001, :00");
    }
}
