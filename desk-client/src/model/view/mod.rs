//! What is on the screen, as plain data: numbers, names and stable words. The words of the screen are the screen's.

mod agenda;
mod casework;
mod citizen;
mod dialog;
mod entrance;
mod form;
mod frame;
mod lists;
mod practice;
mod queue;
mod today;

pub use agenda::{AgendaRow, AgendaView};
pub use casework::{
    AnswerView, CardView, CitizenRow, PersonView, PracticeCardView, PracticeRow, StoryKind, StoryRow,
};
pub use citizen::{AlikeRow, CitizenPage, ConsentRow, GIVEN, MergeRow, NoticeRow, PastRow, given_word};
pub use dialog::{
    CHANNELS, ChoiceRow, DialogView, ONE_KEY, PAUSES, UNRESOLVED, channel_word, outcome_word, unresolved_word,
};
pub use entrance::{AilingView, HelpView, MyHelp};
pub use form::FormView;
pub use frame::{CounterRow, EntryView, FrameView, NoticeView, OperatorRow};
pub use lists::{ConflictRow, ConflictView, ListView};
pub use practice::{DocumentRow, DossierView, EntryRow, MemberRow, PresenterRow, StepRow};
pub use queue::{HandView, Manner, QueueView, TicketRow, UndoView};
pub use today::{FigureRow, TodayView};

use super::{Desk, Stage};
use chrono::{Datelike, Timelike};
use turno_domain::keys::{OperatorKey, ServiceKey};
use turno_domain::text::Texts;
use turno_domain::time::{ServiceDay, Timestamp};

/// A moment as the site's wall clock and calendar show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// Whether it is today.
    pub today: bool,
    /// Whether it is in this year.
    pub this_year: bool,
    /// 1 Monday to 7 Sunday.
    pub weekday: u32,
}

impl Moment {
    fn of_day(day: ServiceDay) -> Self {
        let date = day.date();
        Self {
            year: date.year(),
            month: date.month(),
            day: date.day(),
            weekday: date.weekday().number_from_monday(),
            ..Self::default()
        }
    }
}

/// Everything on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Which screen.
    pub stage: Stage,
    /// Bar, notices, page.
    pub frame: FrameView,
    /// The way in.
    pub entry: EntryView,
    /// The queue.
    pub queue: QueueView,
    /// The ticket in hand.
    pub hand: HandView,
    /// Person, practice, story.
    pub card: CardView,
    /// The person, whole.
    pub citizen: CitizenPage,
    /// The parts of the practice.
    pub dossier: DossierView,
    /// Citizens and practices.
    pub lists: ListView,
    /// What is due.
    pub agenda: AgendaView,
    /// The day's figures.
    pub today: TodayView,
    /// The open question.
    pub dialog: DialogView,
    /// Its fields, where it has several.
    pub form: FormView,
}

impl Desk {
    /// What is on the screen.
    pub fn view(&self) -> View {
        View {
            stage: self.stage(),
            frame: self.frame_view(),
            entry: self.entry_view(),
            queue: self.queue_view(),
            hand: self.hand_view(),
            card: self.card_view(),
            citizen: self.citizen_page(),
            dossier: self.dossier_view(),
            lists: self.list_view(),
            agenda: self.agenda_view(),
            today: self.today_view(),
            dialog: self.dialog_view(),
            form: self.form_view(),
        }
    }

    fn text(&self, texts: &Texts) -> String {
        texts.get(self.language).to_owned()
    }

    fn moment(&self, at: Timestamp) -> Moment {
        let local = at.local(self.zone);
        Moment {
            year: local.year(),
            month: local.month(),
            day: local.day(),
            hour: local.hour(),
            minute: local.minute(),
            today: local.date_naive() == self.today_date(),
            this_year: local.year() == self.today_date().year(),
            weekday: local.weekday().number_from_monday(),
        }
    }

    fn service_name(&self, key: &ServiceKey) -> String {
        let known = self.site.iter().flat_map(|site| &site.services).find(|service| service.key == *key);
        known.map_or_else(|| key.to_string(), |service| self.text(&service.names))
    }

    fn service_is_discreet(&self, key: &ServiceKey) -> bool {
        self.site
            .iter()
            .flat_map(|site| &site.services)
            .any(|service| service.key == *key && service.discreet)
    }

    fn operator_name(&self, key: &OperatorKey) -> String {
        let known = self.operators.iter().find(|operator| operator.key == *key);
        known.map_or_else(|| key.to_string(), |operator| operator.name.clone())
    }

    fn counter_label(&self, key: &str) -> String {
        let known = self.queue.counters.iter().find(|counter| counter.key.as_str() == key);
        known.map_or_else(|| key.to_owned(), |counter| self.text(&counter.label))
    }

    /// Whole minutes from `since` to this moment, by the hub's clock.
    fn minutes_since(&self, since: Timestamp) -> i64 {
        self.hub_now().since(since).num_minutes()
    }
}
