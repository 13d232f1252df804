//! What a device may ask of its hub without an operator.

use crate::command_key::CommandKey;
use crate::connection::{Call, Connection};
use crate::enrolment::Enrolment;
use crate::error::HubError;
use crate::session::Session;
use std::time::Duration;
use turno_domain::ids::TicketId;
use turno_domain::intake::Answers;
use turno_domain::site::Doors;
use turno_domain::ticket::PaperState;
use turno_domain::time::ServiceDay;
use turno_protocol::help::{HelpAnswer, HelpRequest};
use turno_protocol::queue::{DayAnswer, DayRequest, DoorsAnswer, DoorsRequest, QueueSnapshot};
use turno_protocol::session::{DeviceStatusRequest, HubAnswer, OperatorView, SessionAnswer, SessionRequest};
use turno_protocol::site::SiteView;
use turno_protocol::ticket::{
    DetailsRequest, IntakeRequest, IssueAnswer, IssueRequest, PaperRequest, TicketView,
};

/// The hub of the site, spoken to with the device's token. Clones share connections; every method needs a tokio runtime around it.
///
/// A method tries again for some seconds when the hub does not answer, a command always under the same key, and then says
/// [`HubError::Away`]. Dropping a method's future gives up waiting, not the command.
#[derive(Clone, Debug)]
pub struct Hub {
    pub(crate) connection: Connection,
}

impl Hub {
    /// The hub that `enrolment` leads to. Nothing is sent.
    ///
    /// # Errors
    /// [`HubError::Broken`] where the enrolment's certificate cannot be trusted by anybody.
    pub fn new(enrolment: &Enrolment) -> Result<Self, HubError> {
        Ok(Self { connection: Connection::new(enrolment)? })
    }

    /// The same hub, asked for at most `patience` (6 s otherwise) before it counts as away; zero: one attempt.
    pub fn with_patience(&self, patience: Duration) -> Self {
        Self { connection: self.connection.with_patience(patience) }
    }

    /// What the hub is (`GET /hub`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn about(&self) -> Result<HubAnswer, HubError> {
        self.connection.json(Call::get(&["hub"])).await
    }

    /// The site (`GET /site`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn site(&self) -> Result<SiteView, HubError> {
        self.connection.json(Call::get(&["site"])).await
    }

    /// The queue of the service day (`GET /queue`). To keep it, [`crate::follow`].
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn queue(&self) -> Result<QueueSnapshot, HubError> {
        self.connection.json(Call::get(&["queue"])).await
    }

    /// Issues a ticket (`POST /tickets`).
    ///
    /// # Errors
    /// [`HubError`]; refused as `site-closed` with the fact `next`, `unknown-service` …
    pub async fn issue(&self, key: &CommandKey, request: &IssueRequest) -> Result<IssueAnswer, HubError> {
        self.connection.json(Call::post(key, &["tickets"]).body(request)).await
    }

    /// Hands over all answers given so far for a ticket (`PUT /tickets/{id}/intake`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn put_intake(&self, ticket: TicketId, answers: Answers) -> Result<(), HubError> {
        let call = Call::put(&["tickets", &ticket.to_string(), "intake"]).body(&IntakeRequest(answers));
        self.connection.send(call).await.map(drop)
    }

    /// The holder of a ticket that nobody has called gives up (`POST /tickets/{id}/cancel`): at a kiosk, for a ticket that a kiosk
    /// of the site issued. Operators cancel by [`Session::act`].
    ///
    /// # Errors
    /// [`HubError`]; refused as `wrong-state`, `forbidden` …
    pub async fn cancel(&self, key: &CommandKey, ticket: TicketId) -> Result<TicketView, HubError> {
        self.connection.json(Call::post(key, &["tickets", &ticket.to_string(), "cancel"])).await
    }

    /// The holder goes out and keeps the place (`POST /tickets/{id}/away`): at a kiosk, as for [`cancel`](Self::cancel).
    ///
    /// # Errors
    /// [`HubError`]; refused as `wrong-state`, `forbidden` …
    pub async fn away(&self, key: &CommandKey, ticket: TicketId) -> Result<TicketView, HubError> {
        self.connection.json(Call::post(key, &["tickets", &ticket.to_string(), "away"])).await
    }

    /// The holder is back (`POST /tickets/{id}/back`): at a kiosk, as for [`cancel`](Self::cancel).
    ///
    /// # Errors
    /// [`HubError`]; refused as `wrong-state`, `forbidden` …
    pub async fn back(&self, key: &CommandKey, ticket: TicketId) -> Result<TicketView, HubError> {
        self.connection.json(Call::post(key, &["tickets", &ticket.to_string(), "back"])).await
    }

    /// Says more about a ticket's holder (`POST /tickets/{id}/details`): a kiosk, of the tickets that it issued.
    ///
    /// # Errors
    /// [`HubError`]; refused as `wrong-state`, `out-of-range`, `forbidden` …
    pub async fn detail(
        &self,
        key: &CommandKey,
        ticket: TicketId,
        details: &DetailsRequest,
    ) -> Result<TicketView, HubError> {
        let call = Call::post(key, &["tickets", &ticket.to_string(), "details"]).body(details);
        self.connection.json(call).await
    }

    /// The ticket whose own page has this token (`GET /pages/{token}`): a ticket's QR is `<public url>/t/<token>`. None: no such
    /// page. For kiosks.
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn page(&self, token: &str) -> Result<Option<TicketView>, HubError> {
        match self.connection.json(Call::get(&["pages", token])).await {
            Err(HubError::Refused(problem)) if problem.status == 404 => Ok(None),
            other => other.map(Some),
        }
    }

    /// Asks for help at this kiosk (`POST /help`), and who was told. Somebody who asks once more is the same call.
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn ask_help(&self, key: &CommandKey, request: &HelpRequest) -> Result<HelpAnswer, HubError> {
        self.connection.json(Call::post(key, &["help"]).body(request)).await
    }

    /// Opens or closes the doors by hand, or gives them back to the opening hours (`POST /doors`): a kiosk, or through
    /// [`Session::hub`] an operator.
    ///
    /// # Errors
    /// [`HubError`]; refused as `day-closed` …
    pub async fn set_doors(&self, key: &CommandKey, doors: Doors) -> Result<Doors, HubError> {
        let call = Call::post(key, &["doors"]).body(&DoorsRequest { doors });
        self.connection.json::<DoorsAnswer>(call).await.map(|answer| answer.doors)
    }

    /// Says what is known of a ticket's paper (`POST /tickets/{id}/paper`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn report_paper(
        &self,
        key: &CommandKey,
        ticket: TicketId,
        state: PaperState,
    ) -> Result<(), HubError> {
        self.paper(key, ticket, &PaperRequest { state, reprint: false }).await
    }

    /// Says what is known of a ticket's second paper, printed because the first did not come out.
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn report_reprint(
        &self,
        key: &CommandKey,
        ticket: TicketId,
        state: PaperState,
    ) -> Result<(), HubError> {
        self.paper(key, ticket, &PaperRequest { state, reprint: true }).await
    }

    async fn paper(&self, key: &CommandKey, ticket: TicketId, paper: &PaperRequest) -> Result<(), HubError> {
        let call = Call::post(key, &["tickets", &ticket.to_string(), "paper"]).body(paper);
        self.connection.send(call).await.map(drop)
    }

    /// Confirms the day that the hub's clock asks for (`POST /day`, [`QueueSnapshot::day_asked`]).
    ///
    /// # Errors
    /// [`HubError`]; refused as `day-not-asked`
    pub async fn confirm_day(&self, key: &CommandKey, to: ServiceDay) -> Result<ServiceDay, HubError> {
        let call = Call::post(key, &["day"]).body(&DayRequest { to });
        self.connection.send(call).await?.json::<DayAnswer>().map(|answer| answer.service_day)
    }

    /// Says how the device's parts are (`PUT /devices/self/status`).
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn report_status(&self, status: &DeviceStatusRequest) -> Result<(), HubError> {
        self.connection.send(Call::put(&["devices", "self", "status"]).body(status)).await.map(drop)
    }

    /// Who may sign in (`GET /operators`); for desks.
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn operators(&self) -> Result<Vec<OperatorView>, HubError> {
        self.connection.json(Call::get(&["operators"])).await
    }

    /// Signs an operator in (`POST /sessions`); for desks. A wrong PIN is [`HubError::Unauthorised`]
    /// with the name `wrong-pin`, and too many of them are refused as `sign-in-locked`.
    ///
    /// # Errors
    /// [`HubError`]
    pub async fn sign_in(&self, operator: &str, pin: &str) -> Result<Session, HubError> {
        let request = SessionRequest { operator: operator.to_owned(), pin: pin.to_owned() };
        let answer: SessionAnswer =
            self.connection.json(Call::post_once(&["sessions"]).body(&request)).await?;
        Session::new(self.connection.with_token(&answer.token)?, answer)
    }
}
