//! A view put into the properties of the screens; rows that did not change are left alone, so that a pressed card stays pressed.

use super::answers::push_answering;
use super::pictured::{page_code, paper_picture};
use super::ui::{
    Ask, CardData, ClosedWhy as Why, DateData, Fit, HeldWord as Stands, HelpWord as Said, HolderData,
    HolderKind, HolderWish as Wish, HoursData, KioskWindow, Kit, LanguageData, LetterData, Manner, ModesData,
    NumberData, OptionData, PaperWord as Word, QuestionData, ScreenKind, Shown, Then as Next, TicketData,
    TypedData,
};
use super::upkeep;
use crate::model::{
    Band, Card, ClosedView, ClosedWhy, DayPart, DayView, Dialog, HeldWord, HelpWord, HolderView, HolderWish,
    Modes, Moment, Opening, PaperWord, QuestionView, Screen, Sorry, Then, TicketView, View,
};
use slint::{ComponentHandle, Model, ModelRc, VecModel};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use turno_devices::paper::TicketPaper;
use turno_domain::text::Language;
use turno_domain::ticket::CallManner;
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
    hours: Rc<VecModel<HoursData>>,
    typed: Rc<VecModel<TypedData>>,
    keys: Rc<VecModel<LetterData>>,
    upkeep: upkeep::Rows,
    /// The address whose code is on the screen.
    page: Option<String>,
    /// The paper that is drawn on the screen.
    drawn: Option<Box<TicketPaper>>,
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
            shown.set_hours(ModelRc::from(Rc::clone(&self.hours)));
            shown.set_typed(ModelRc::from(Rc::clone(&self.typed)));
            shown.set_letters(ModelRc::from(Rc::clone(&self.keys)));
            self.upkeep.join(window);
        }
        if self.view.as_ref().is_none_or(|before| before.language != view.language) {
            // Fails only for a language without a catalogue, and the model offers none.
            let _ = slint::select_bundled_translation(catalogue(view.language));
            window.global::<Kit<'_>>().set_rtl(view.language.is_rtl());
            window.global::<Kit<'_>>().set_language(view.language.code().into());
        }
        window.global::<Fit<'_>>().set_display_mm(view.display_mm.map_or(0, signed));
        shown.set_language_code(view.language.code().into());
        shown.set_scanner(view.scanner);
        shown.set_site(view.site.as_str().into());
        shown.set_clock(view.clock.as_str().into());
        shown.set_can_go_back(view.can_go_back);
        shown.set_can_restart(view.can_restart);
        push_modes(window, view.modes);
        let chosen = view.languages.iter().position(|language| language.chosen);
        shown.set_language(chosen.and_then(|place| i32::try_from(place).ok()).unwrap_or(0));
        let languages = view.languages.iter();
        set_rows(&self.languages, languages.map(|l| LanguageData { name: l.name.into(), chosen: l.chosen }));
        shown.set_day_asked(view.day_asked.map(date).unwrap_or_default());
        if let Screen::Upkeep(page) = &view.screen {
            self.upkeep.push(window, page);
        }
        self.push_screen(&shown, &view.screen, view.language);
        push_dialog(&shown, view.dialog.as_ref());
        self.view = Some(view);
    }

    fn push_screen(&mut self, shown: &Shown<'_>, screen: &Screen, language: Language) {
        // Whatever a citizen typed does not outlive its screen.
        if !matches!(screen, Screen::Question(_)) {
            self.options.set_vec(Vec::new());
            shown.set_question(QuestionData::default());
        }
        if !matches!(screen, Screen::Check(_)) {
            self.typed.set_vec(Vec::new());
        }
        if !matches!(screen, Screen::Holder(_)) {
            shown.set_holder(HolderData::default());
        }
        match screen {
            Screen::Moment(moment) => shown.set_screen(match moment {
                Moment::Starting => ScreenKind::Starting,
                Moment::Number => ScreenKind::Number,
                Moment::GivingBack => ScreenKind::GivingBack,
            }),
            Screen::Welcome { greeting, group, cards, given_back, thanks, pause } => {
                shown.set_paused(pause.is_some());
                shown.set_back_at(pause.as_deref().unwrap_or_default().into());
                shown.set_evening(*greeting == DayPart::Evening);
                shown.set_group(group.as_deref().unwrap_or_default().into());
                shown.set_given_back(given_back.is_some());
                shown.set_thanks(*thanks);
                if let Some((letter, digits)) = given_back {
                    shown.set_number(number(letter, digits));
                }
                set_rows(&self.cards, cards.iter().map(|card| self.card(card)));
                shown.set_screen(ScreenKind::Welcome);
            }
            Screen::Closed(closed) => {
                self.push_closed(shown, closed);
                shown.set_screen(ScreenKind::Closed);
            }
            Screen::Away => shown.set_screen(ScreenKind::Away),
            Screen::Sorry { why, opening } => {
                shown.set_sorry_closed(*why == Sorry::Closed);
                shown.set_sorry_form(*why == Sorry::FormUnknown);
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
                shown.set_ticket(ticket_data(ticket, language));
                if self.drawn != ticket.drawn {
                    self.drawn.clone_from(&ticket.drawn);
                    shown.set_drawn(self.drawn.as_deref().map(paper_picture).unwrap_or_default());
                }
                if self.page != ticket.page {
                    self.page.clone_from(&ticket.page);
                    shown.set_page_code(self.page.as_deref().and_then(page_code).unwrap_or_default());
                }
                shown.set_screen(ScreenKind::Ticket);
            }
            Screen::Check(check) => {
                shown.set_number(number(&check.letter, &check.digits));
                let rows = check.rows.iter();
                set_rows(
                    &self.typed,
                    rows.map(|row| TypedData {
                        question: row.question.as_str().into(),
                        typed: row.typed.as_str().into(),
                        masks: row.masks,
                        shown: row.shown,
                    }),
                );
                shown.set_screen(ScreenKind::Check);
            }
            Screen::Holder(holder) => {
                self.push_holder(shown, holder);
                shown.set_screen(ScreenKind::Holder);
            }
            Screen::Upkeep(_) => shown.set_screen(ScreenKind::Upkeep),
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
            whom: -1,
            ..QuestionData::default()
        };
        let options = push_answering(&mut data, &question.answering);
        set_rows(&self.options, options);
        shown.set_question(data);
    }

    fn push_closed(&self, shown: &Shown<'_>, closed: &ClosedView) {
        shown.set_why_closed(match closed.why {
            ClosedWhy::BeforeOpening => Why::BeforeOpening,
            ClosedWhy::Pause => Why::Pause,
            ClosedWhy::NumbersOver => Why::NumbersOver,
            ClosedWhy::Over => Why::Over,
            ClosedWhy::NotToday => Why::NotToday,
            ClosedWhy::ByHand => Why::ByHand,
        });
        push_opening(shown, closed.opening.as_ref());
        let hours = closed.hours.iter().map(|row| HoursData {
            first: signed(row.first),
            last: signed(row.last),
            // Broken between two spans, not within one: a word joiner follows the dash.
            times: row.times.replace('–', "–\u{2060}").into(),
        });
        set_rows(&self.hours, hours);
        shown.set_elsewhere(closed.elsewhere.as_str().into());
        shown.set_numbers_are_out(closed.numbers_are_out);
    }

    fn push_holder(&self, shown: &Shown<'_>, holder: &HolderView) {
        let mut data = HolderData::default();
        match holder {
            HolderView::Typing { letters, letter, digits, unknown, can_go_on } => {
                set_rows(&self.keys, letters.iter().map(char::to_string).map(letter_data));
                data.kind = HolderKind::Typing;
                data.chosen = letter.map(|letter| letter.to_string()).unwrap_or_default().into();
                data.digits = digits.as_str().into();
                (data.unknown, data.can_go_on) = (*unknown, *can_go_on);
            }
            HolderView::Moment => data.kind = HolderKind::Moment,
            HolderView::Found {
                number: (letter, digits),
                word,
                called_to,
                go_out,
                come_back,
                give_up,
                reprint,
            } => {
                shown.set_number(number(letter, digits));
                data.kind = HolderKind::Found;
                data.word = match word {
                    HeldWord::Waits => Stands::Waits,
                    HeldWord::Away => Stands::Away,
                    HeldWord::Called => Stands::Called,
                    HeldWord::Parked => Stands::Parked,
                    HeldWord::Over => Stands::Over,
                };
                data.called_to = called_to.as_str().into();
                (data.go_out, data.come_back, data.give_up) = (*go_out, *come_back, *give_up);
                data.reprint = *reprint;
            }
            HolderView::Said { number: (letter, digits), wish, done } => {
                shown.set_number(number(letter, digits));
                data.kind = HolderKind::Said;
                data.wish = match wish {
                    HolderWish::GoOut => Wish::GoOut,
                    HolderWish::ComeBack => Wish::ComeBack,
                    HolderWish::GiveUp => Wish::GiveUp,
                };
                (data.done, data.unsure) = (*done == Some(true), done.is_none());
            }
            HolderView::Again { number: (letter, digits), paper } => {
                shown.set_number(number(letter, digits));
                data.kind = HolderKind::Again;
                data.paper = paper_word(*paper);
            }
        }
        shown.set_holder(data);
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
        Some(Dialog::StillThere { seconds, then, number: known }) => {
            shown.set_ask_number(known.is_some());
            if let Some((letter, digits)) = known {
                shown.set_number(number(letter, digits));
            }
            shown.set_ask_seconds(signed(*seconds));
            shown.set_ask_then(match then {
                Then::Prints => Next::Prints,
                Then::GoesOn => Next::GoesOn,
                Then::Ends => Next::Ends,
            });
            shown.set_ask(Ask::StillThere);
        }
        Some(Dialog::Languages) => shown.set_ask(Ask::Languages),
        Some(Dialog::Access) => shown.set_ask(Ask::Access),
        Some(Dialog::Manner { chosen: _, phone }) => {
            shown.set_ask_phone(*phone);
            shown.set_ask(Ask::Manner);
        }
        Some(Dialog::Late(closes)) => {
            shown.set_ask_when(closes.into());
            shown.set_ask(Ask::Late);
        }
        Some(Dialog::Nobody { when, talk }) => {
            shown.set_ask_when(when.into());
            shown.set_ask_talk(*talk);
            shown.set_ask(Ask::Nobody);
        }
        Some(Dialog::Help(word)) => push_help(shown, word),
        Some(Dialog::GiveBack(letter, digits)) => {
            shown.set_number(number(letter, digits));
            shown.set_ask(Ask::GiveBack);
        }
    }
}

fn push_help(shown: &Shown<'_>, word: &HelpWord) {
    let (said, name) = match word {
        HelpWord::Asking => (Said::Asking, ""),
        HelpWord::Told(name) => (Said::Told, name.as_str()),
        HelpWord::Busy => (Said::Busy, ""),
        HelpWord::Nobody => (Said::Nobody, ""),
        HelpWord::Unheard => (Said::Unheard, ""),
        HelpWord::Coming(name) => (Said::Coming, name.as_str()),
    };
    shown.set_help(said);
    shown.set_help_name(name.into());
    shown.set_ask(Ask::Help);
}

fn push_modes(window: &KioskWindow, modes: Modes) {
    let kit = window.global::<Kit<'_>>();
    kit.set_large(modes.large);
    kit.set_contrast(modes.contrast);
    let Modes { large, contrast, low, speech } = modes;
    // Who needs help to read is not to be distracted, too.
    kit.set_reduced_motion(modes != Modes::default());
    window.global::<Shown<'_>>().set_modes(ModesData { large, contrast, low, speech });
}

fn date(day: DayView) -> DateData {
    DateData { weekday: signed(day.weekday), day: signed(day.day), month: signed(day.month) }
}

fn number(letter: &str, digits: &str) -> NumberData {
    // A thin space that does not break; parley 0.11 does break a line at U+00A0 where just that one does not fit.
    let whole = format!("{letter}\u{202f}{digits}");
    NumberData { letter: letter.into(), digits: digits.into(), whole: whole.into(), colour: colour(letter) }
}

/// What stands between the parts of a list.
fn comma(language: Language) -> &'static str {
    match language {
        Language::Ar => "، ",
        Language::Zh => "、",
        _ => ", ",
    }
}

fn ticket_data(ticket: &TicketView, language: Language) -> TicketData {
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
        documents: ticket.documents.join(comma(language)).into(),
        wait_at: ticket.wait_at.as_str().into(),
        paper: paper_word(ticket.paper),
        can_reprint: ticket.can_reprint,
        manner: match ticket.manner {
            None => Manner::Nothing,
            Some(CallManner::VoiceAndScreen) => Manner::VoiceAndScreen,
            Some(CallManner::ComeToMe) => Manner::ComeToMe,
            Some(CallManner::Phone) => Manner::Phone,
        },
        has_page: ticket.page.is_some(),
        drawn: ticket.drawn.is_some(),
        seconds: ticket.seconds.map_or(-1, signed),
    }
}

fn paper_word(paper: PaperWord) -> Word {
    match paper {
        PaperWord::Printing => Word::Printing,
        PaperWord::Printed => Word::Printed,
        PaperWord::NotOut => Word::NotOut,
        PaperWord::Unsure => Word::Unsure,
        PaperWord::PaperOut => Word::PaperOut,
        PaperWord::Held => Word::Held,
        PaperWord::Stopped => Word::Stopped,
        PaperWord::NoPrinter => Word::NoPrinter,
    }
}

fn band(band: Option<Band>) -> (i32, i32) {
    band.map_or((0, 0), |band| (signed(band.low), signed(band.high)))
}

fn colour(letter: &str) -> i32 {
    i32::try_from(service_index(letter)).unwrap_or(0)
}

pub(super) fn signed(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Makes `model` hold `rows`, touching only those that differ.
pub(super) fn set_rows<T: Clone + PartialEq + 'static>(
    model: &Rc<VecModel<T>>,
    rows: impl IntoIterator<Item = T>,
) {
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
