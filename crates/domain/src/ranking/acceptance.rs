//! Who is offered a place, until when it may be accepted, and how the list moves up (*scorrimento*).

use super::list::Ranked;
use crate::ids::PracticeId;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// What became of an offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// Nothing was said.
    #[default]
    None,
    /// The place was taken.
    Accepted,
    /// The place was given up.
    Declined,
}

/// A place that was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// To whom.
    pub practice: PracticeId,
    /// On which day.
    pub offered_on: NaiveDate,
    /// The last day on which it may be accepted.
    pub until: NaiveDate,
    /// What was said.
    pub reply: Reply,
}

impl Offer {
    /// An offer of `today` that stands for `days` days.
    pub fn new(practice: PracticeId, today: NaiveDate, days: u32) -> Self {
        let until = today.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX);
        Self { practice, offered_on: today, until, reply: Reply::None }
    }

    /// Whether it keeps a place on `today`: taken, or open and in time.
    pub fn keeps_a_place(&self, today: NaiveDate) -> bool {
        match self.reply {
            Reply::Accepted => true,
            Reply::Declined => false,
            Reply::None => today <= self.until,
        }
    }
}

/// Why an offer cannot be answered so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfferFault {
    /// Its last day is over.
    #[error("the last day to accept is over")]
    Over,
    /// It was answered.
    #[error("the offer was answered")]
    Answered,
}

impl Offer {
    /// Takes the place, or gives it up; a place that was taken may still be given up.
    ///
    /// # Errors
    /// [`OfferFault::Over`] where nothing was said in time, [`OfferFault::Answered`] for a place that was given up, or taken twice.
    pub fn answer(&mut self, takes: bool, today: NaiveDate) -> Result<(), OfferFault> {
        self.reply = match (self.reply, takes) {
            (Reply::None, _) if today > self.until => return Err(OfferFault::Over),
            (Reply::None, true) => Reply::Accepted,
            (Reply::None | Reply::Accepted, false) => Reply::Declined,
            (Reply::Accepted, true) | (Reply::Declined, _) => return Err(OfferFault::Answered),
        };
        Ok(())
    }
}

/// Who is to be offered a place on `today`: the next of the final list who were not offered one, as many as places are free.
pub fn due(list: &[Ranked], places: u32, offers: &[Offer], today: NaiveDate) -> Vec<PracticeId> {
    let kept = offers.iter().filter(|offer| offer.keeps_a_place(today)).count();
    let free = usize::try_from(places).unwrap_or(usize::MAX).saturating_sub(kept);
    let waits =
        |row: &&Ranked| row.rank().is_some() && !offers.iter().any(|offer| offer.practice == row.practice);
    list.iter().filter(waits).take(free).map(|row| row.practice).collect()
}
