//! The middle and the right column: answers, person, practice, story.

use super::super::case::{Case, Opening, PersonCard, PracticeCard};
use super::super::person::{BirthFault, CodeNote, PersonFields};
use super::super::save::SaveState;
use super::super::{Desk, Link};
use super::Moment;
use turno_domain::casework::UnresolvedReason;
use turno_domain::ids::{CitizenId, PracticeId};
use turno_domain::intake::{Answer, QuestionKind};
use turno_domain::ticket::Channel;
use turno_protocol::casework::{CitizenView, PracticeView};

/// An answer given at the kiosk.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerView {
    /// The question.
    pub question: String,
    /// What was answered, in words; empty for yes and no.
    pub answer: String,
    /// Yes or no, where it was such a question.
    pub yes: Option<bool>,
    /// Where the screen has its own words for the answer: `self` or `other` (for whom it is), `notice` (the privacy notice was
    /// shown, the answer is its version); empty: it has none.
    pub word: &'static str,
}

/// A citizen in a list: enough to tell one from another, and no more, for others look on.
#[derive(Clone, Debug, PartialEq)]
pub struct CitizenRow {
    /// Which.
    pub id: CitizenId,
    /// Family and given names; may be empty.
    pub name: String,
    /// The year of birth.
    pub year: Option<i32>,
    /// The last characters of the code or document; empty: there is none, or it is no longer than they.
    pub code_end: String,
    /// Where they live.
    pub residence: String,
}

/// A practice in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct PracticeRow {
    /// Which.
    pub id: PracticeId,
    /// Its number.
    pub number: String,
    /// Whose; may be empty.
    pub name: String,
    /// The type of service.
    pub service: String,
    /// The need.
    pub need: String,
    /// `open`, `concluded` or `unresolved`.
    pub state: String,
    /// When it was opened.
    pub opened: Moment,
    /// By whom.
    pub operator: String,
}

/// The person's card.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one stands on the screen at a time")]
pub enum PersonView {
    /// Nothing is on the desk.
    Nobody,
    /// Who is it?
    Search {
        /// What is typed.
        query: String,
        /// What is found; none while nothing is known.
        found: Option<Vec<CitizenRow>>,
    },
    /// Not told.
    Anonymous,
    /// This person.
    Record {
        /// What is typed.
        fields: PersonFields,
        /// What to say below the code.
        code: CodeNote,
        /// What is wrong with the birth date.
        birth: Option<BirthFault>,
        /// Whole years.
        age: Option<u32>,
        /// How far it is stored.
        save: SaveState,
        /// Whether something typed is not stored with the rest, and must be put right.
        left_out: bool,
        /// Whether the record is new.
        new: bool,
    },
}

/// The practice's card.
#[derive(Clone, Debug, PartialEq)]
pub enum PracticeCardView {
    /// Nothing is on the desk.
    None,
    /// None is open yet.
    New {
        /// The type of service.
        service: String,
        /// What is typed.
        need: String,
        /// Whether it is being opened.
        opening: bool,
        /// The person's open practices.
        offers: Vec<PracticeRow>,
    },
    /// This one.
    Open {
        /// Its number.
        number: String,
        /// `open`, `concluded` or `unresolved`.
        state: String,
        /// Why it is unresolved.
        reason: Option<UnresolvedReason>,
        /// The type of service.
        service: String,
        /// What is typed.
        need: String,
        /// The note that is typed.
        note: String,
        /// Whether a note is on its way.
        note_flying: bool,
        /// When it was opened.
        opened: Moment,
        /// By whom.
        operator: String,
        /// How far it is stored.
        save: SaveState,
        /// The person's other open practices.
        offers: Vec<PracticeRow>,
    },
}

/// What a line of the story tells.
#[derive(Clone, Debug, PartialEq)]
pub enum StoryKind {
    /// Called to a counter after so many minutes.
    Called {
        /// The counter.
        counter: String,
        /// Minutes of waiting.
        waited: i64,
    },
    /// A number was taken.
    Issued {
        /// Which.
        number: String,
    },
    /// A practice began or ended.
    Practice {
        /// Its number.
        number: String,
        /// `open`, `concluded` or `unresolved`.
        state: String,
        /// The type of service.
        service: String,
        /// Who opened it.
        operator: String,
    },
    /// A visit.
    Visit {
        /// How it came.
        channel: Channel,
        /// What for.
        service: String,
        /// Who took it.
        operator: String,
    },
}

/// A line of the story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryRow {
    /// When.
    pub at: Moment,
    /// What.
    pub kind: StoryKind,
}

/// Person, practice, story.
#[derive(Clone, Debug, PartialEq)]
pub struct CardView {
    /// What was answered at the kiosk.
    pub answers: Vec<AnswerView>,
    /// When the person was first here, where they are known and said that it is the first time.
    pub known_since: Option<Moment>,
    /// What colleagues wrote when they handed the ticket on.
    pub remarks: Vec<String>,
    /// The person.
    pub person: PersonView,
    /// The practice.
    pub practice: PracticeCardView,
    /// The person's story, latest first.
    pub story: Vec<StoryRow>,
}

impl Desk {
    pub(super) fn card_view(&self) -> CardView {
        let Some(case) = &self.case else {
            return CardView {
                answers: Vec::new(),
                known_since: None,
                remarks: Vec::new(),
                person: PersonView::Nobody,
                practice: PracticeCardView::None,
                story: Vec::new(),
            };
        };
        CardView {
            answers: self.answers(case),
            known_since: self.known_since(case),
            remarks: case.remarks.clone(),
            person: self.person_view(case),
            practice: self.practice_view(case),
            story: self.story(case),
        }
    }

    /// The answers in the site's words, in the order in which they were asked.
    fn answers(&self, case: &Case) -> Vec<AnswerView> {
        let questions = || {
            let services = self.site.iter().flat_map(|site| &site.services);
            services.flat_map(|service| &service.intake)
        };
        let mut seen = std::collections::BTreeSet::new();
        let asked = questions().filter(|question| seen.insert(question.key.clone()));
        let mut views: Vec<AnswerView> = asked
            .filter_map(|question| Some((question, case.intake.get(&question.key)?)))
            .map(|(question, answer)| {
                let named = |key: &str| {
                    // A question of another service may have the same key; its options are looked through too.
                    let options =
                        questions().filter(|other| other.key == question.key).flat_map(|q| &q.options);
                    let option = options.into_iter().find(|option| option.key.as_str() == key);
                    option.map_or_else(|| key.to_owned(), |option| self.text(&option.names))
                };
                let (answer, yes) = match answer {
                    Answer::YesNo(yes) => (String::new(), Some(*yes)),
                    Answer::Number(number) => (number.to_string(), None),
                    Answer::Text(text) => (named(text), None),
                    Answer::List(keys) => {
                        (keys.iter().map(|key| named(key)).collect::<Vec<_>>().join(", "), None)
                    }
                };
                let word = match (question.known_kind(), answer.as_str()) {
                    (Some(QuestionKind::ForWhom), "self") => "self",
                    (Some(QuestionKind::ForWhom), "other") => "other",
                    (Some(QuestionKind::PrivacyNotice), _) => "notice",
                    _ => "",
                };
                AnswerView { question: self.text(&question.question), answer, yes, word }
            })
            .collect();
        // What a newer site file does not ask any more is shown all the same.
        for (key, answer) in case.intake.iter().filter(|(key, _)| questions().all(|q| q.key != **key)) {
            let (answer, yes) = match answer {
                Answer::YesNo(yes) => (String::new(), Some(*yes)),
                Answer::Number(number) => (number.to_string(), None),
                Answer::Text(text) => (text.to_string(), None),
                Answer::List(keys) => (keys.join(", "), None),
            };
            views.push(AnswerView { question: key.to_string(), answer, yes, word: "" });
        }
        views
    }

    /// The phone number that was given at the kiosk; empty: none.
    pub(super) fn phone_given(&self) -> String {
        let Some(case) = &self.case else { return String::new() };
        let questions = self.site.iter().flat_map(|site| &site.services).flat_map(|service| &service.intake);
        questions
            .filter(|question| question.known_kind() == Some(QuestionKind::Phone))
            .find_map(|question| match case.intake.get(&question.key)? {
                Answer::Text(phone) if !phone.trim().is_empty() => Some(phone.trim().to_owned()),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The first trace of the person before today.
    fn known_since(&self, case: &Case) -> Option<Moment> {
        let visits = case.visits.iter().map(|visit| visit.began_at.0);
        let practices = case.practices.iter().map(|practice| practice.opened_at.0);
        visits.chain(practices).min().map(|first| self.moment(first)).filter(|first| !first.today)
    }

    fn person_view(&self, case: &Case) -> PersonView {
        let today = self.today_date();
        match &case.person {
            PersonCard::Search { query, found } => PersonView::Search {
                query: query.clone(),
                found: found.as_ref().map(|found| found.iter().map(citizen_row).collect()),
            },
            PersonCard::Anonymous => PersonView::Anonymous,
            PersonCard::Record(draft) => PersonView::Record {
                code: draft.fields.code_note(today),
                birth: draft.fields.birth_fault(today),
                age: draft.fields.age(today),
                save: draft.save.state(self.link == Link::There),
                // Whoever is still typing is not told off.
                left_out: draft.save.state(self.link == Link::There) != SaveState::Typing
                    && draft.fields.is_left_out(today),
                new: draft.stored.is_none(),
                fields: draft.fields.clone(),
            },
        }
    }

    fn practice_view(&self, case: &Case) -> PracticeCardView {
        let offers = case.offers().map(|practice| self.practice_row(practice)).collect();
        match &case.practice {
            PracticeCard::New(new) => PracticeCardView::New {
                service: new.service.as_ref().map(|key| self.service_name(key)).unwrap_or_default(),
                need: new.need.clone(),
                opening: new.opening != Opening::No,
                offers,
            },
            PracticeCard::Open(draft) => PracticeCardView::Open {
                number: draft.stored.number.clone(),
                state: draft.stored.state.clone(),
                reason: draft.stored.reason,
                service: self.service_name(&draft.service),
                need: draft.need.clone(),
                note: draft.note.clone(),
                note_flying: draft.sent_note.is_some(),
                opened: self.moment(draft.stored.opened_at.0),
                operator: self.operator_name(&draft.stored.opened_by),
                save: draft.save.state(self.link == Link::There),
                offers,
            },
        }
    }

    fn story(&self, case: &Case) -> Vec<StoryRow> {
        let mut rows = Vec::new();
        if let Some(ticket) = case.ticket().and_then(|id| self.queue.ticket(id)) {
            if let (Some(called), Some(counter)) = (ticket.called_at, &ticket.counter) {
                let waited = called.0.since(super::super::queue::waiting_since(ticket)).num_minutes();
                rows.push((
                    called.0,
                    StoryKind::Called { counter: self.counter_label(counter.as_str()), waited },
                ));
            }
            rows.push((ticket.issued_at.0, StoryKind::Issued { number: ticket.number.to_string() }));
        }
        let current = case.ticket();
        for visit in case.visits.iter().filter(|visit| current.is_none() || visit.ticket != current) {
            // A visit that touched a practice is told by the practice.
            if visit.practices.is_empty() {
                let kind = StoryKind::Visit {
                    channel: visit.channel,
                    service: self.service_name(&visit.service),
                    operator: self.operator_name(&visit.operator),
                };
                rows.push((visit.began_at.0, kind));
            }
        }
        for practice in &case.practices {
            let kind = StoryKind::Practice {
                number: practice.number.clone(),
                state: practice.state.clone(),
                service: self.service_name(&practice.service),
                operator: self.operator_name(&practice.opened_by),
            };
            rows.push((practice.ended_at.unwrap_or(practice.opened_at).0, kind));
        }
        rows.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        rows.into_iter().map(|(at, kind)| StoryRow { at: self.moment(at), kind }).collect()
    }

    pub(super) fn practice_row(&self, practice: &PracticeView) -> PracticeRow {
        PracticeRow {
            id: practice.id,
            number: practice.number.clone(),
            name: practice.citizen_name.clone().unwrap_or_default(),
            service: self.service_name(&practice.service),
            need: practice.need.clone(),
            state: practice.state.clone(),
            opened: self.moment(practice.opened_at.0),
            operator: self.operator_name(&practice.opened_by),
        }
    }
}

pub(super) fn citizen_row(citizen: &CitizenView) -> CitizenRow {
    let fields = PersonFields::of(&citizen.fields);
    CitizenRow {
        id: citizen.id,
        name: format!("{} {}", fields.family, fields.given).trim().to_owned(),
        year: citizen.fields.birth_date.map(|birth| birth.year),
        code_end: end_of_code(&fields.code),
        residence: fields.residence,
    }
}

/// The last four characters of a code, which tell two people apart and say nothing to whoever looks on.
fn end_of_code(code: &str) -> String {
    const SHOWN: usize = 4;
    let length = code.chars().count();
    if length > SHOWN { code.chars().skip(length - SHOWN).collect() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turno_domain::casework::{PartialDate, Residence};
    use turno_protocol::casework::{CitizenFields, IdentityView};

    #[test]
    fn a_list_tells_people_apart_and_keeps_code_birthday_and_phone_back() {
        let citizen = CitizenView {
            id: uuid::Uuid::from_u128(1).into(),
            revision: 1,
            created_at: turno_domain::time::Timestamp::from_millis(0).into(),
            fields: CitizenFields {
                family_name: "Bianchi".into(),
                given_names: "Maria Teresa".into(),
                identity: IdentityView {
                    kind: "codice-fiscale".into(),
                    value: Some("BNCMTR46D52C933W".into()),
                },
                birth_date: Some(PartialDate { year: 1946, month: Some(4), day: Some(12) }),
                residence: Residence::Municipality("Lomazzo (CO)".into()),
                phone: "031 555 0142".into(),
                ..CitizenFields::default()
            },
            merged_into: None,
            warnings: Vec::new(),
            notices: Vec::new(),
            consents: Vec::new(),
        };
        let row = citizen_row(&citizen);
        assert_eq!(
            (row.name.as_str(), row.year, row.code_end.as_str()),
            ("Bianchi Maria Teresa", Some(1946), "933W")
        );
        let shown = format!("{row:?}");
        for kept_back in ["BNCMTR", "46D52", "12/04", "031 555"] {
            assert!(!shown.contains(kept_back), "{shown} shows {kept_back}");
        }
        // A code as short as what would be shown of it would be shown whole.
        assert_eq!(
            (end_of_code("X123"), end_of_code(""), end_of_code("AÉ1234")),
            (String::new(), String::new(), "1234".into())
        );
    }
}
