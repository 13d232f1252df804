//! A view put into the properties of the screens; rows that did not change are left alone, so that a pressed card stays pressed.

use super::ui::{
    AnswerKind, Ask, CardData, DateData, Fit, KioskWindow, Kit, LanguageData, LetterData, NumberData,
    OptionData, PaperWord as Word, QuestionData, ScreenKind, Shown, Then as Next, TicketData,
};
use crate::model::{
    Answering, Band, Card, DayPart, DayView, Dialog, Moment, Opening, PaperWord, QuestionView, Screen, Then,
    TicketView, View,
};
use slint::{ComponentHandle, Model, ModelRc, VecModel};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use turno_domain::text::Language;
use turno_ui_kit::tokens::service_index;

/// The catalogue with a language's words; Italian stands in the sources of the screens, which is the catalogue without a name.
fn catalogue(language: Language) -> &'static str {
    if language == Language::It { "" } else { language.code() }
}

/// What is on the screen, and the rows that it is made of.
#[derive(Default)]
pub(super) struct Pushed {
    view: Option<View>,
    cards: Rc<VecModel<CardData>>,
    options: Rc<VecModel<OptionData>>,
    languages: Rc<VecModel<LanguageData>>,
    /// The letters of each group that was shown: the same rows each time, so that its card counts as the same.
    letters: RefCell<BTreeMap<String, ModelRc<LetterData>>>,
}

impl Pushed {
    /// What is on the screen.
    pub(super) fn view(&self) -> Option<&View> {
        self.view.as_ref()
    }

    /// Puts `view` on the screen.
    pub(super) fn push(&mut self, window: &KioskWindow, view: View) {
        if self.view.as_ref() == Some(&view) {
            return;
        }
        let shown = window.global::<Shown<'_>>();
        if self.view.is_none() {
            shown.set_cards(ModelRc::from(Rc::clone(&self.cards)));
            shown.set_options(ModelRc::from(Rc::clone(&self.options)));
            shown.set_languages(ModelRc::from(Rc::clone(&self.languages)));
        }
        if self.view.as_ref().is_none_or(|before| before.language != view.language) {
            // Fails only for a language without a catalogue, and the model offers none.
            let _ = slint::select_bundled_translation(catalogue(view.language));
            window.global::<Kit<'_>>().set_rtl(view.language.is_rtl());
        }
        window.global::<Fit<'_>>().set_display_mm(view.display_mm.map_or(0, signed));
        shown.set_site(view.site.as_str().into());
        shown.set_clock(view.clock.as_str().into());
        shown.set_can_go_back(view.can_go_back);
        let languages = view.languages.iter();
        set_rows(&self.languages, languages.map(|l| LanguageData { name: l.name.into(), chosen: l.chosen }));
        shown.set_day_asked(view.day_asked.map(date).unwrap_or_default());
        self.push_screen(&shown, &view.screen);
        push_dialog(&shown, view.dialog.as_ref());
        self.view = Some(view);
    }

    fn push_screen(&self, shown: &Shown<'_>, screen: &Screen) {
        // Whatever a citizen typed does not outlive its screen.
        if !matches!(screen, Screen::Question(_)) {
            self.options.set_vec(Vec::new());
            shown.set_question(QuestionData::default());
        }
        match screen {
            Screen::Moment(moment) => shown.set_screen(match moment {
                Moment::Starting => ScreenKind::Starting,
                Moment::Number => ScreenKind::Number,
                Moment::GivingBack => ScreenKind::GivingBack,
            }),
            Screen::Welcome { greeting, group, cards, given_back } => {
                shown.set_evening(*greeting == DayPart::Evening);
                shown.set_group(group.as_deref().unwrap_or_default().into());
                shown.set_given_back(given_back.is_some());
                if let Some((letter, digits)) = given_back {
                    shown.set_number(number(letter, digits));
                }
                set_rows(&self.cards, cards.iter().map(|card| self.card(card)));
                shown.set_screen(ScreenKind::Welcome);
            }
            Screen::Closed { serving, opening } => {
                shown.set_serving(*serving);
                push_opening(shown, opening.as_ref());
                shown.set_screen(ScreenKind::Closed);
            }
            Screen::Away => shown.set_screen(ScreenKind::Away),
            Screen::Sorry { closed, opening } => {
                shown.set_sorry_closed(*closed);
                push_opening(shown, opening.as_ref());
                shown.set_screen(ScreenKind::Sorry);
            }
            Screen::Unsure(letter, digits) => {
                shown.set_number(number(letter, digits));
                shown.set_screen(ScreenKind::Unsure);
            }
            Screen::Question(question) => {
                shown.set_number(number(&question.letter, &question.digits));
                self.push_question(shown, question);
                shown.set_screen(ScreenKind::Question);
            }
            Screen::Ticket(ticket) => {
                shown.set_number(number(&ticket.letter, &ticket.digits));
                shown.set_ticket(ticket_data(ticket));
                shown.set_screen(ScreenKind::Ticket);
            }
        }
    }

    fn push_question(&self, shown: &Shown<'_>, question: &QuestionView) {
        let mut data = QuestionData {
            step: signed(question.step),
            count: signed(question.count),
            question: question.question.as_str().into(),
            why: question.why.as_str().into(),
            goes_on: question.can_go_on,
            can_go_on: question.can_go_on,
            yes: -1,
            ..QuestionData::default()
        };
        let mut options = Vec::new();
        match &question.answering {
            Answering::Options { options: labels, several } => {
                data.goes_on = *several;
                data.kind = if *several { AnswerKind::Several } else { AnswerKind::Options };
                options.extend(
                    labels.iter().map(|(text, chosen)| OptionData { text: text.into(), chosen: *chosen }),
                );
            }
            Answering::YesNo(answer) => {
                data.kind = AnswerKind::YesNo;
                data.yes = answer.map_or(-1, i32::from);
            }
            Answering::Digits(typed) => {
                data.goes_on = true;
                data.kind = AnswerKind::Digits;
                data.typed = typed.as_str().into();
            }
            Answering::Town { typed, proposals } => {
                data.kind = AnswerKind::Town;
                data.typed = typed.as_str().into();
                options.extend(proposals.iter().map(|text| OptionData { text: text.into(), chosen: false }));
            }
        }
        set_rows(&self.options, options);
        shown.set_question(data);
    }

    fn card(&self, card: &Card) -> CardData {
        let letter = match card.letters[..] {
            [only] => only.to_string(),
            _ => String::new(),
        };
        let (low, high) = band(card.expected);
        CardData {
            colour: colour(&letter),
            letter: letter.into(),
            letters: self.letters(&card.letters),
            title: card.title.as_str().into(),
            contents: card.contents.as_str().into(),
            more: card.more,
            people: signed(card.people),
            low,
            high,
        }
    }

    fn letters(&self, letters: &[char]) -> ModelRc<LetterData> {
        let rows = || {
            let rows: Vec<LetterData> = letters.iter().map(char::to_string).map(letter_data).collect();
            ModelRc::from(Rc::new(VecModel::from(rows)))
        };
        self.letters.borrow_mut().entry(letters.iter().collect()).or_insert_with(rows).clone()
    }
}

fn letter_data(letter: String) -> LetterData {
    LetterData { colour: colour(&letter), letter: letter.into() }
}

fn push_opening(shown: &Shown<'_>, opening: Option<&Opening>) {
    shown.set_opens_in(opening.map_or(-1, |opening| signed(opening.days_ahead)));
    if let Some(opening) = opening {
        shown.set_opens_day(date(opening.day));
        shown.set_opens_time(opening.time.as_str().into());
    }
}

fn push_dialog(shown: &Shown<'_>, dialog: Option<&Dialog>) {
    match dialog {
        None => shown.set_ask(Ask::Nothing),
        Some(Dialog::StillThere { seconds, then, number: (letter, digits) }) => {
            shown.set_number(number(letter, digits));
            shown.set_ask_seconds(signed(*seconds));
            shown.set_ask_then(match then {
                Then::Prints => Next::Prints,
                Then::GoesOn => Next::GoesOn,
                Then::Ends => Next::Ends,
            });
            shown.set_ask(Ask::StillThere);
        }
        Some(Dialog::GiveBack(letter, digits)) => {
            shown.set_number(number(letter, digits));
            shown.set_ask(Ask::GiveBack);
        }
    }
}

fn date(day: DayView) -> DateData {
    DateData { weekday: signed(day.weekday), day: signed(day.day), month: signed(day.month) }
}

fn number(letter: &str, digits: &str) -> NumberData {
    // A thin space that does not break; parley 0.11 does break a line at U+00A0 where just that one does not fit.
    let whole = format!("{letter}\u{202f}{digits}");
    NumberData { letter: letter.into(), digits: digits.into(), whole: whole.into(), colour: colour(letter) }
}

fn ticket_data(ticket: &TicketView) -> TicketData {
    let (low, high) = band(ticket.expected);
    TicketData {
        service: ticket.service.as_str().into(),
        weekday: signed(ticket.weekday),
        day: signed(ticket.day),
        month: signed(ticket.month),
        time: ticket.time.as_str().into(),
        people: signed(ticket.people_before),
        low,
        high,
        called: ticket.called,
        called_to: ticket.called_to.as_str().into(),
        documents: ticket.documents.join(", ").into(),
        paper: match ticket.paper {
            PaperWord::Printing => Word::Printing,
            PaperWord::Printed => Word::Printed,
            PaperWord::NotOut => Word::NotOut,
            PaperWord::NoPrinter => Word::NoPrinter,
        },
        seconds: ticket.seconds.map_or(-1, signed),
    }
}

fn band(band: Option<Band>) -> (i32, i32) {
    band.map_or((0, 0), |band| (signed(band.low), signed(band.high)))
}

fn colour(letter: &str) -> i32 {
    i32::try_from(service_index(letter)).unwrap_or(0)
}

fn signed(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Makes `model` hold `rows`, touching only those that differ.
fn set_rows<T: Clone + PartialEq + 'static>(model: &Rc<VecModel<T>>, rows: impl IntoIterator<Item = T>) {
    let rows: Vec<T> = rows.into_iter().collect();
    if rows.len() != model.row_count() {
        model.set_vec(rows);
        return;
    }
    for (place, row) in rows.into_iter().enumerate() {
        if model.row_data(place).as_ref() != Some(&row) {
            model.set_row_data(place, row);
        }
    }
}
