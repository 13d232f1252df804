//! Types of service: what a practice is about, more finely than the service for which somebody took a number.

use super::{HandbookFault, HandbookItem, LIST_LINES, listed, said, told};
use crate::casework::StepKind;
use crate::keys::ServiceKey;
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// Where what somebody came for ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// It is closed at the desk.
    #[default]
    AtDesk,
    /// It passes on to an office or another body.
    PassesOn,
}

/// A page elsewhere that helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it is.
    pub text: String,
    /// Where: `https://…`.
    pub address: String,
}

/// A step that such a practice usually has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsualStep {
    /// What sort of step.
    pub kind: StepKind,
    /// What is to be done.
    pub what: String,
    /// How many days after the practice was opened it is due.
    pub after_days: u32,
}

/// What is asked of whoever had such a practice once it is concluded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// What is to be done.
    pub what: String,
    /// How many months after the practice was concluded.
    pub after_months: u32,
}

impl FollowUp {
    /// When it is due for a practice that was concluded on `concluded`; at the end of a month that is shorter.
    pub fn due(&self, concluded: NaiveDate) -> Option<NaiveDate> {
        concluded.checked_add_months(Months::new(self.after_months))
    }
}

/// A type of service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceType {
    /// What practices know it by. It shares its names with the services of the queue, each of which is a type of its own.
    pub key: ServiceKey,
    /// What people call it.
    pub name: String,
    /// Under which heading it stands.
    #[serde(default)]
    pub group: String,
    /// For which service of the queue people take a number who come for it.
    #[serde(default)]
    pub service: Option<ServiceKey>,
    /// Where it ends.
    #[serde(default)]
    pub end: End,
    /// Whether the person themself must come; otherwise whoever presents them is enough.
    #[serde(default)]
    pub must_come: bool,
    /// What to mind, in short; the rest stands in the manual.
    #[serde(default)]
    pub instructions: String,
    /// The page of the manual about it.
    #[serde(default)]
    pub page: Option<String>,
    /// What is to be brought.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Pages elsewhere that help.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Steps that it usually has.
    #[serde(default)]
    pub steps: Vec<UsualStep>,
    /// What is asked later.
    #[serde(default)]
    pub follow_up: Option<FollowUp>,
    /// What one costs the body that runs the desk, euro cents.
    #[serde(default)]
    pub cost_cents: u32,
    /// What the person is asked to contribute, euro cents; never a condition.
    #[serde(default)]
    pub contribution_cents: u32,
    /// Whether it is no longer offered; practices keep it.
    #[serde(default)]
    pub retired: bool,
}

/// A follow-up or step later than this is a slip of the keyboard.
const LONGEST_MONTHS: u32 = 240;
const LONGEST_DAYS: u32 = 3_650;
/// Ten thousand euros.
const MOST_CENTS: u32 = 1_000_000;

impl HandbookItem for ServiceType {
    const KIND: &'static str = "service-type";

    fn checked(self) -> Result<Self, HandbookFault> {
        if self.cost_cents.max(self.contribution_cents) > MOST_CENTS {
            return Err(HandbookFault::Bounds("an amount"));
        }
        if self.steps.len() > LIST_LINES || self.links.len() > LIST_LINES {
            return Err(HandbookFault::TooMany("a list"));
        }
        let links = self.links.into_iter().map(checked_link).collect::<Result<_, _>>()?;
        let steps = self.steps.into_iter().map(|step| {
            if step.after_days > LONGEST_DAYS {
                return Err(HandbookFault::Bounds("a step's day"));
            }
            Ok(UsualStep { what: said(&step.what, "what a step is")?, ..step })
        });
        let follow_up = self.follow_up.map(|follow_up| {
            if !(1..=LONGEST_MONTHS).contains(&follow_up.after_months) {
                return Err(HandbookFault::Bounds("the follow-up's month"));
            }
            Ok(FollowUp { what: said(&follow_up.what, "what the follow-up is")?, ..follow_up })
        });
        Ok(Self {
            name: said(&self.name, "the name")?,
            group: crate::casework::line(&self.group)?,
            instructions: told(&self.instructions)?,
            documents: listed(self.documents, "the list of documents")?,
            links,
            steps: steps.collect::<Result<_, _>>()?,
            follow_up: follow_up.transpose()?,
            ..self
        })
    }

    fn key(&self) -> Option<&str> {
        Some(self.key.as_str())
    }

    fn title(&self) -> &str {
        &self.name
    }

    fn words(&self) -> Vec<&str> {
        vec![&self.name, &self.group, &self.instructions]
    }

    fn is_retired(&self) -> bool {
        self.retired
    }
}

fn checked_link(link: Link) -> Result<Link, HandbookFault> {
    let address = said(&link.address, "a link's address")?;
    let is_web = ["https://", "http://"].iter().any(|start| address.starts_with(start));
    if !is_web || address.contains(char::is_whitespace) {
        return Err(HandbookFault::Link);
    }
    Ok(Link { text: said(&link.text, "a link's text")?, address })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spid() -> ServiceType {
        serde_json::from_value(serde_json::json!({
            "key": "spid-rilascio", "name": " SPID:\u{7} rilascio ", "documents": ["Documento", " ", "Cellulare"],
            "links": [{"text": "Guida", "address": "https://www.spid.gov.it"}],
            "follow_up": {"what": "Gli SMS del gestore", "after_months": 22},
        }))
        .unwrap()
    }

    #[test]
    fn what_somebody_typed_is_cleaned_and_says_something() {
        let spid = spid().checked().unwrap();
        assert_eq!((spid.name.as_str(), spid.documents.len()), ("SPID: rilascio", 2));
        let nameless = ServiceType { name: " ".into(), ..spid.clone() };
        assert_eq!(nameless.checked(), Err(HandbookFault::Empty("the name")));
        let dear = ServiceType { contribution_cents: MOST_CENTS + 1, ..spid.clone() };
        assert_eq!(dear.checked(), Err(HandbookFault::Bounds("an amount")));
        let endless = ServiceType { documents: vec!["x".into(); LIST_LINES + 1], ..spid.clone() };
        assert!(matches!(endless.checked(), Err(HandbookFault::TooMany(_))));
        for months in [0, LONGEST_MONTHS + 1] {
            let follow_up = Some(FollowUp { what: "x".into(), after_months: months });
            assert!(ServiceType { follow_up, ..spid.clone() }.checked().is_err(), "{months}");
        }
    }

    #[test]
    fn a_link_leads_to_the_web_and_nowhere_else() {
        for (address, good) in [
            ("https://www.asst-lariana.it", true),
            ("http://www.asst-lariana.it", true),
            ("javascript:alert(1)", false),
            ("file:///etc/passwd", false),
            ("https://a b", false),
            ("", false),
        ] {
            let links = vec![Link { text: "Sito".into(), address: address.into() }];
            assert_eq!(ServiceType { links, ..spid() }.checked().is_ok(), good, "{address}");
        }
    }

    #[test]
    fn a_follow_up_falls_on_the_last_day_of_a_shorter_month() {
        let follow_up = |after_months| FollowUp { what: "x".into(), after_months };
        let concluded: NaiveDate = "2026-12-31".parse().unwrap();
        assert_eq!(follow_up(22).due(concluded), "2028-10-31".parse().ok());
        assert_eq!(follow_up(2).due(concluded), "2027-02-28".parse().ok());
    }
}
