//! What a person is told about their data, and what they allow: two things, written down apart.

use super::super::action::Field;
use super::super::case::{Case, PersonDraft};
use super::super::person::{birth_text, parse_birth};
use super::super::port::Command;
use super::super::{Desk, Dialog, Effect};
use chrono::NaiveDate;
use turno_domain::casework::{NoticeGiven, PartialDate};
use turno_domain::ids::ConsentId;
use turno_domain::intake::{Answer, QuestionKind};
use turno_protocol::casework::ConsentView;
use turno_protocol::site::SiteQuestion;

/// A day as it is typed, up to `today`; none where it is no whole day.
pub(in crate::model) fn day_of(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let date = parse_birth(text, today).ok()??;
    NaiveDate::from_ymd_opt(date.year, date.month?, date.day?)
}

/// A day as it stands in its field.
fn day_text(day: NaiveDate) -> String {
    birth_text(PartialDate::whole(day))
}

impl Desk {
    /// Asks how the notice was given. Version and controller stand there already: those of the kiosk or of the last time.
    pub(super) fn ask_notice(&mut self) {
        let Some(stored) = self.case.as_ref().and_then(Case::person).and_then(|draft| draft.stored.as_ref())
        else {
            return;
        };
        let before = stored.notices.last();
        let (version, controller) = self.notice_told.clone().unzip();
        let version = self
            .notice_seen()
            .or(version)
            .or_else(|| before.map(|notice| notice.version.clone()))
            .or_else(|| self.notice_questions().find_map(|question| question.version.clone()));
        let controller = controller
            .or_else(|| before.map(|notice| notice.controller.clone()))
            .or_else(|| self.site.as_ref().map(|site| site.name.get(self.language).to_owned()));
        self.dialog = Some(Dialog::Notice {
            version: version.unwrap_or_default(),
            controller: controller.unwrap_or_default(),
            day: day_text(self.today_date()),
        });
    }

    fn notice_questions(&self) -> impl Iterator<Item = &SiteQuestion> {
        let services = self.site.iter().flat_map(|site| &site.services);
        services
            .flat_map(|service| &service.intake)
            .filter(|question| question.known_kind() == Some(QuestionKind::PrivacyNotice))
    }

    /// The version of the notice that was seen at the kiosk.
    fn notice_seen(&self) -> Option<String> {
        let case = self.case.as_ref()?;
        self.notice_questions().find_map(|question| match case.intake.get(&question.key)? {
            Answer::Text(version) => Some(version.to_string()).filter(|version| !version.trim().is_empty()),
            _ => None,
        })
    }

    /// The notice was given so, as the open question says.
    pub(super) fn give_notice(&mut self, given: NoticeGiven, todo: &mut Vec<Effect>) {
        let Some(Dialog::Notice { version, controller, day }) = &self.dialog else { return };
        let (version, controller) = (version.trim().to_owned(), controller.trim().to_owned());
        let on = day_of(day, self.today_date());
        let citizen = self.case.as_ref().and_then(Case::citizen);
        if let (Some(citizen), Some(on), false) = (citizen, on, version.is_empty() || controller.is_empty()) {
            self.command(Command::GiveNotice { citizen, version, controller, on, given }, todo);
        }
    }

    pub(super) fn ask_consent(&mut self) {
        if self.case.as_ref().and_then(Case::citizen).is_some() {
            let day = day_text(self.today_date());
            self.dialog = Some(Dialog::Consent { purpose: String::new(), day });
        }
    }

    pub(super) fn give_consent(&mut self, todo: &mut Vec<Effect>) {
        let Some(Dialog::Consent { purpose, day }) = &self.dialog else { return };
        let (purpose, on) = (purpose.trim().to_owned(), day_of(day, self.today_date()));
        let citizen = self.case.as_ref().and_then(Case::citizen);
        if let (Some(citizen), Some(on), false) = (citizen, on, purpose.is_empty()) {
            self.command(Command::GiveConsent { citizen, purpose, on }, todo);
        }
    }

    pub(super) fn ask_withdraw(&mut self, consent: ConsentId) {
        if self.consents().any(|known| known.id == consent && known.withdrawn_on.is_none()) {
            self.dialog = Some(Dialog::Withdraw { consent, day: day_text(self.today_date()) });
        }
    }

    pub(super) fn withdraw(&mut self, todo: &mut Vec<Effect>) {
        let Some(Dialog::Withdraw { consent, day }) = &self.dialog else { return };
        let (consent, on) = (*consent, day_of(day, self.today_date()));
        if let (Some(citizen), Some(on)) = (self.case.as_ref().and_then(Case::citizen), on) {
            self.command(Command::WithdrawConsent { citizen, consent, on }, todo);
        }
    }

    /// Whether the day in the open question is one.
    pub(in crate::model) fn day_is_told(&self) -> bool {
        let day = match &self.dialog {
            Some(Dialog::Notice { day, .. } | Dialog::Consent { day, .. } | Dialog::Withdraw { day, .. }) => {
                day
            }
            _ => return false,
        };
        day_of(day, self.today_date()).is_some()
    }

    /// What the person on the desk allowed.
    pub(in crate::model) fn consents(&self) -> impl Iterator<Item = &ConsentView> {
        let draft: Option<&PersonDraft> = self.case.as_ref().and_then(Case::person);
        draft.and_then(|draft| draft.stored.as_ref()).into_iter().flat_map(|stored| &stored.consents)
    }

    /// Something was typed into the open question about a notice or a consent.
    pub(in crate::model) fn typed_of_privacy(&mut self, field: Field, typed: String) {
        match (&mut self.dialog, field) {
            (Some(Dialog::Notice { version, .. }), Field::NoticeVersion) => *version = typed,
            (Some(Dialog::Notice { controller, .. }), Field::NoticeController) => *controller = typed,
            (
                Some(Dialog::Notice { day, .. } | Dialog::Consent { day, .. } | Dialog::Withdraw { day, .. }),
                Field::Day,
            ) => *day = typed,
            _ => {}
        }
    }
}
