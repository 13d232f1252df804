//! What stands around the work: the bar, notices, the way in.

use super::super::port::{EnrolmentFault, FoundEnrolment};
use super::super::{Desk, Dialog, Link, Notice, Page, Stage};
use super::Moment;
use super::entrance::{AilingView, HelpView, MyHelp};
use turno_domain::keys::{CounterKey, OperatorKey};
use turno_domain::time::Timestamp;
use turno_protocol::counter::CounterStatusView;

/// Something that must be told once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NoticeView {
    /// A stable word: a problem's name, `nobody-waits` or `away`; empty: nothing.
    pub name: String,
    /// A counter's label that goes with it.
    pub counter: String,
    /// An operator's name that goes with it.
    pub operator: String,
    /// A time that goes with it.
    pub at: Option<Moment>,
}

/// Bar, notices, page.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameView {
    /// The site's name.
    pub site: String,
    /// Whether the hub can be reached.
    pub link: Link,
    /// The counter's label.
    pub counter: String,
    /// The operator's name.
    pub operator: String,
    /// Which page.
    pub page: Page,
    /// Whether the screen is blanked.
    pub reserved: bool,
    /// What must be told.
    pub notice: NoticeView,
    /// How many drafts of cases that were left are not stored yet; none while nobody is signed in.
    pub left_behind: usize,
    /// How many of them the hub did not take.
    pub left_refused: usize,
    /// Who left drafts that are stored once they sign in, and how many.
    pub left_of_others: Vec<LeftRow>,
    /// The day that the hub's clock says, where a person is asked whether it is right.
    pub day_asked: Option<Moment>,
    /// Somebody who asks for help, or to whom somebody goes.
    pub help: Option<HelpView>,
    /// What became of one's own wish for a hand.
    pub my_help: MyHelp,
    /// What is not well at the kiosks, first what needs a hand now.
    pub ailing: Vec<AilingView>,
    /// Whether it sounds where somebody asks for help.
    pub chime: bool,
    /// Whether it shows that a colleague asks for a hand.
    pub colleagues: bool,
    /// Whether the window is narrow, beside another program.
    pub strip: bool,
    /// Grows when the window must take the keys again.
    pub home: u64,
}

/// Drafts that wait for who typed them.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftRow {
    /// Whose, by name.
    pub operator: String,
    /// How many.
    pub drafts: usize,
}

/// An operator to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatorRow {
    /// Which.
    pub key: OperatorKey,
    /// The name.
    pub name: String,
}

/// A counter to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct CounterRow {
    /// Which.
    pub key: CounterKey,
    /// The label.
    pub label: String,
    /// Who is there; empty: nobody.
    pub operator: String,
    /// Whether they are away for a while.
    pub paused: bool,
    /// Why, in a stable word; empty: not said.
    pub pause_reason: String,
}

/// The way in.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryView {
    /// Enrolment files; none while they are looked for.
    pub found: Option<Vec<FoundEnrolment>>,
    /// Why the last file was not taken.
    pub fault: Option<EnrolmentFault>,
    /// Who may sign in.
    pub operators: Vec<OperatorRow>,
    /// Who is signing in; empty: nobody yet.
    pub operator: String,
    /// Whether the session ended by itself.
    pub again: bool,
    /// Whether the hub is being asked.
    pub asking: bool,
    /// The counters.
    pub counters: Vec<CounterRow>,
}

impl Desk {
    pub(super) fn frame_view(&self) -> FrameView {
        FrameView {
            site: self.site.as_ref().map(|site| self.text(&site.name)).unwrap_or_default(),
            link: self.link,
            counter: self.counter.as_ref().map(|key| self.counter_label(key.as_str())).unwrap_or_default(),
            operator: self.session.as_ref().map(|session| session.name.clone()).unwrap_or_default(),
            page: self.page,
            reserved: self.reserved,
            notice: self.notice_view(self.notice.as_ref()),
            left_behind: if self.session.is_some() { self.left_behind() } else { 0 },
            left_refused: self.left_refused(),
            left_of_others: self
                .waiting_for_others()
                .into_iter()
                .map(|(operator, drafts)| LeftRow { operator: self.operator_name(operator), drafts })
                .collect(),
            day_asked: self.queue.day_asked.map(Moment::of_day),
            help: self.help_view(),
            my_help: self.my_help_view(),
            ailing: self.ailing_views(),
            chime: self.habits.chime,
            colleagues: self.habits.colleagues,
            strip: self.strip && self.fits_the_strip(),
            home: self.home,
        }
    }

    /// Whether all that is on the screen fits a narrow window: most questions do not, and while one is open the window is whole.
    fn fits_the_strip(&self) -> bool {
        let narrow = |question: &Dialog| matches!(question, Dialog::Came { .. } | Dialog::Forgotten { .. });
        self.stage() == Stage::Work && self.dialog.as_ref().is_none_or(narrow)
    }

    pub(super) fn notice_view(&self, notice: Option<&Notice>) -> NoticeView {
        match notice {
            None => NoticeView::default(),
            Some(Notice::NobodyWaits) => NoticeView { name: "nobody-waits".into(), ..NoticeView::default() },
            Some(Notice::Away) => NoticeView { name: "away".into(), ..NoticeView::default() },
            Some(Notice::NobodyHears) => NoticeView { name: "nobody-hears".into(), ..NoticeView::default() },
            Some(Notice::DraftsDamaged) => {
                NoticeView { name: "drafts-damaged".into(), ..NoticeView::default() }
            }
            Some(Notice::InHand) => NoticeView { name: "ticket-in-hand".into(), ..NoticeView::default() },
            Some(Notice::Problem(problem)) => {
                let fact = |name: &str| problem.facts.get(name).and_then(|value| value.as_str());
                let at = ["unlocks_at", "next", "until", "locked_until"].into_iter().find_map(fact);
                let at = at.and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
                NoticeView {
                    name: problem.name().to_owned(),
                    counter: fact("counter").map(|key| self.counter_label(key)).unwrap_or_default(),
                    operator: fact("operator")
                        .and_then(|key| key.parse::<OperatorKey>().ok())
                        .map(|key| self.operator_name(&key))
                        .unwrap_or_default(),
                    at: at.map(|at| self.moment(Timestamp::from_millis(at.timestamp_millis()))),
                }
            }
        }
    }

    pub(super) fn entry_view(&self) -> EntryView {
        let counters = self.queue.counters.iter().map(|counter| CounterRow {
            key: counter.key.clone(),
            label: self.text(&counter.label),
            operator: match (&counter.status, &counter.operator) {
                (CounterStatusView::Closed, _) | (_, None) => String::new(),
                (_, Some(operator)) => self.operator_name(operator),
            },
            paused: counter.status == CounterStatusView::Paused,
            pause_reason: counter.pause_reason.clone().unwrap_or_default(),
        });
        EntryView {
            found: self.entry.found.clone(),
            fault: self.entry.fault,
            operators: self
                .operators
                .iter()
                .map(|operator| OperatorRow { key: operator.key.clone(), name: operator.name.clone() })
                .collect(),
            operator: self.entry.operator.as_ref().map(|key| self.operator_name(key)).unwrap_or_default(),
            again: self.entry.again,
            asking: self.is_commanding(),
            counters: counters.collect(),
        }
    }
}
