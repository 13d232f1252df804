//! The person on the desk, whole: the record's page, notice and consents, records that are alike, all that they came for.

use super::super::case::PersonDraft;
use super::super::citizen::alike::{Outcome, outcome};
use super::super::citizen::day_of;
use super::super::citizen::part::Part;
use super::super::citizen::past::PastItem;
use super::super::person::{CodeNote, PersonFields, ResidenceKind};
use super::super::{Desk, Dialog};
use super::Moment;
use turno_domain::casework::NoticeGiven;
use turno_domain::ids::ConsentId;
use turno_domain::ticket::Channel;

/// How a notice can have been given, in the order of the question's choices.
pub const GIVEN: [NoticeGiven; 3] = [NoticeGiven::Signed, NoticeGiven::ReadAloud, NoticeGiven::Refused];

/// A notice's word on the wire.
pub fn given_word(given: NoticeGiven) -> &'static str {
    match given {
        NoticeGiven::Signed => "signed",
        NoticeGiven::ReadAloud => "read-aloud",
        NoticeGiven::Refused => "refused",
    }
}

/// A notice that was given.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeRow {
    /// On which day.
    pub on: Moment,
    /// How.
    pub given: NoticeGiven,
    /// Which version of its text.
    pub version: String,
    /// Who answers for the data.
    pub controller: String,
    /// Who gave it.
    pub operator: String,
}

/// What the person allowed.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsentRow {
    /// Which.
    pub id: ConsentId,
    /// For what.
    pub purpose: String,
    /// On which day.
    pub on: Moment,
    /// On which day they took it back.
    pub withdrawn: Option<Moment>,
    /// Who asked.
    pub operator: String,
}

/// A record that may be of the same person: what tells it from another, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct AlikeRow {
    /// Family and given names; may be empty.
    pub name: String,
    /// The year of birth.
    pub year: Option<i32>,
    /// Stable words for why.
    pub reasons: Vec<String>,
    /// How many more there are.
    pub more: usize,
}

/// One part of two records side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeRow {
    /// A stable word for the part.
    pub field: &'static str,
    /// What the one on the desk says, which stays.
    pub mine: String,
    /// What the other says.
    pub theirs: String,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// Something that the person came for.
#[derive(Clone, Debug, PartialEq)]
pub struct PastRow {
    /// When.
    pub at: Moment,
    /// How it came, for a visit.
    pub channel: Option<Channel>,
    /// The practice's number.
    pub number: String,
    /// The practice's state.
    pub state: String,
    /// What for.
    pub service: String,
    /// The need.
    pub need: String,
    /// Who took it, or opened it.
    pub operator: String,
}

/// The person on the desk, beside what is typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CitizenPage {
    /// Family and given names; may be empty.
    pub name: String,
    /// Whether the hub has the record.
    pub stored: bool,
    /// By what they are identified: the wire's word, or `unclear`.
    pub document: String,
    /// What does not go together.
    pub mismatches: Vec<CodeNote>,
    /// Whether what they were told and allowed is known.
    pub whole: bool,
    /// The notices that they were given, the last first.
    pub notices: Vec<NoticeRow>,
    /// What they allow, and then what they took back.
    pub consents: Vec<ConsentRow>,
    /// A record that may be of the same person.
    pub alike: Option<AlikeRow>,
    /// All that they came for.
    pub past: Vec<PastRow>,
    /// Whether it is known.
    pub past_known: bool,
    /// Whether there is more.
    pub past_more: bool,
    /// The version in the open question.
    pub version: String,
    /// The controller in the open question.
    pub controller: String,
    /// The day in the open question, as it is typed.
    pub day: String,
    /// Whether that is a day.
    pub day_wrong: bool,
    /// What the consent that the open question is about is for.
    pub purpose: String,
    /// The two records of the open question, part by part.
    pub merge: Vec<MergeRow>,
    /// Who the other is.
    pub merge_name: String,
    /// Why it is likely the same person.
    pub merge_reasons: Vec<String>,
    /// Whether there is another one to compare.
    pub merge_next: bool,
    /// Whether what was typed is still being stored.
    pub merge_waits: bool,
}

impl Desk {
    pub(super) fn citizen_page(&self) -> CitizenPage {
        let Some(draft) = self.case.as_ref().and_then(|case| case.person()) else {
            return CitizenPage::default();
        };
        let mut page = CitizenPage {
            name: name_of(&draft.fields),
            stored: draft.stored.is_some(),
            document: draft.fields.document(),
            mismatches: draft.fields.mismatches(self.today_date()),
            whole: draft.whole,
            notices: self.notice_rows(draft),
            consents: self.consent_rows(),
            alike: self.alike_row(),
            past: self.past_rows(),
            past_known: self.case.as_ref().is_some_and(|case| case.past.known),
            past_more: self.case.as_ref().is_some_and(|case| case.past.next.is_some()),
            ..CitizenPage::default()
        };
        self.put_question(&mut page, draft);
        page
    }

    fn put_question(&self, page: &mut CitizenPage, draft: &PersonDraft) {
        match &self.dialog {
            Some(Dialog::Notice { version, controller, day }) => {
                (page.version, page.controller) = (version.clone(), controller.clone());
                page.day.clone_from(day);
            }
            Some(Dialog::Consent { day, .. }) => page.day.clone_from(day),
            Some(Dialog::Withdraw { consent, day }) => {
                page.day.clone_from(day);
                let known = self.consents().find(|known| known.id == *consent);
                page.purpose = known.map(|known| known.purpose.clone()).unwrap_or_default();
            }
            Some(Dialog::Alike { .. }) => {
                if let Some(likely) = self.compared() {
                    let theirs = PersonFields::of(&likely.citizen.fields);
                    page.merge = merge_rows(&draft.fields, &theirs);
                    page.merge_name = name_of(&theirs);
                    page.merge_reasons.clone_from(&likely.reasons);
                    page.merge_next = self.alike().len() > 1;
                    page.merge_waits = !draft.save.is_settled();
                }
                return;
            }
            _ => return,
        }
        page.day_wrong = day_of(&page.day, self.today_date()).is_none();
    }

    fn notice_rows(&self, draft: &PersonDraft) -> Vec<NoticeRow> {
        let notices = draft.stored.iter().flat_map(|stored| stored.notices.iter().rev());
        notices
            .map(|notice| NoticeRow {
                on: self.calendar_day(notice.given_on),
                given: notice.given,
                version: notice.version.clone(),
                controller: notice.controller.clone(),
                operator: self.operator_name(&notice.operator),
            })
            .collect()
    }

    fn consent_rows(&self) -> Vec<ConsentRow> {
        let mut rows: Vec<ConsentRow> = self
            .consents()
            .map(|consent| ConsentRow {
                id: consent.id,
                purpose: consent.purpose.clone(),
                on: self.calendar_day(consent.given_on),
                withdrawn: consent.withdrawn_on.map(|on| self.calendar_day(on)),
                operator: self.operator_name(&consent.operator),
            })
            .collect();
        rows.sort_by_key(|row| row.withdrawn.is_some());
        rows
    }

    fn alike_row(&self) -> Option<AlikeRow> {
        let alike = self.alike();
        let first = alike.first()?;
        let fields = PersonFields::of(&first.citizen.fields);
        Some(AlikeRow {
            name: name_of(&fields),
            year: first.citizen.fields.birth_date.map(|birth| birth.year),
            reasons: first.reasons.clone(),
            more: alike.len() - 1,
        })
    }

    fn past_rows(&self) -> Vec<PastRow> {
        let items = self.case.iter().flat_map(|case| case.past.items());
        items
            .map(|item| match item {
                PastItem::Visit(visit) => PastRow {
                    at: self.moment(item.at()),
                    channel: Some(visit.channel),
                    number: String::new(),
                    state: String::new(),
                    service: self.service_name(&visit.service),
                    need: String::new(),
                    operator: self.operator_name(&visit.operator),
                },
                PastItem::Practice(practice) => PastRow {
                    at: self.moment(item.at()),
                    channel: None,
                    number: practice.number.clone(),
                    state: practice.state.clone(),
                    service: self.service_name(&practice.service),
                    need: practice.need.clone(),
                    operator: self.operator_name(&practice.opened_by),
                },
            })
            .collect()
    }
}

fn name_of(fields: &PersonFields) -> String {
    format!("{} {}", fields.family.trim(), fields.given.trim()).trim().to_owned()
}

/// The parts in which either record says something.
fn merge_rows(mine: &PersonFields, theirs: &PersonFields) -> Vec<MergeRow> {
    let say = |part: Part, fields: &PersonFields| match (part, fields.residence_kind) {
        (Part::Residence, ResidenceKind::NoFixedAbode) => ResidenceKind::NoFixedAbode.word().to_owned(),
        (part, _) => part.text(fields),
    };
    Part::ALL
        .into_iter()
        .map(|part| MergeRow {
            field: part.word(),
            mine: say(part, mine),
            theirs: say(part, theirs),
            outcome: outcome(part, mine, theirs),
        })
        .filter(|row| !row.mine.trim().is_empty() || !row.theirs.trim().is_empty())
        .collect()
}
