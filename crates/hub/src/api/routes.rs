//! The table of every route: what stands here is what is served and what the OpenAPI document says.

use super::route::{Door, Route};
use super::{
    casework, counters, day, devices, doors, events, health, help, holder, openapi, queue, sessions,
    statistics, tickets,
};
use serde_json::json;
use turno_protocol::counter::{CallAnswer, CounterView, NextAnswer, PauseRequest};
use turno_protocol::event::EventData;
use turno_protocol::help::{HelpAnswer, HelpAnswered, HelpRequest};
use turno_protocol::queue::{DayAnswer, DayRequest, DoorsAnswer, DoorsRequest, QueueSnapshot};
use turno_protocol::session::{DeviceStatusRequest, HubAnswer, OperatorView, SessionAnswer, SessionRequest};
use turno_protocol::site::SiteView;
use turno_protocol::statistics::Statistics;
use turno_protocol::ticket::{
    CloseTicketRequest, DetailsRequest, FinishRequest, IntakeRequest, IssueAnswer, IssueRequest,
    PaperRequest, ParkRequest, TicketView, TransferRequest,
};

/// Where a stream goes on from.
pub const RESUME: &[(&str, &str)] = &[
    ("after", "The position `<epoch>-<sequence>` after which to go on, where no Last-Event-ID says it."),
    (
        "clock",
        "The snapshot's `clock`, for the queue's events: where the hub's clock was set since, `reset` comes first.",
    ),
];

/// The routes behind each door.
pub fn all() -> [(Door, Vec<Route>); 3] {
    let mut sessions = sessions();
    sessions.extend(casework::routes());
    [(Door::Open, open()), (Door::Device, devices()), (Door::Session, sessions)]
}

/// What anybody may ask.
pub fn open() -> Vec<Route> {
    vec![
        Route::get(
            "/healthz",
            health::healthz,
            "Whether the hub is well; 503 where it is not, and what to do.",
        )
        .shows("application/json", json!({"type": "object"}), "The hub is well."),
        Route::get("/api/openapi.json", openapi::document, "This document.").shows(
            "application/json",
            json!({"type": "object"}),
            "This document.",
        ),
        Route::get(
            "/api/v1/hub",
            health::hub,
            "The hub's version and the interface versions that it speaks.",
        )
        .answers::<HubAnswer>(200, "The versions."),
    ]
}

/// What a device may ask.
pub fn devices() -> Vec<Route> {
    let ticket = "The ticket.";
    vec![
        Route::get("/metrics", health::metrics, "Metrics for Prometheus.")
            .shows("text/plain", json!({"type": "string"}), "The metrics."),
        Route::get("/api/v1/site", queue::site, "The site as devices need it.").answers::<SiteView>(200, "The site."),
        Route::get("/api/v1/queue", queue::snapshot, "The queue, and the position after which events go on.")
            .answers::<QueueSnapshot>(200, "The queue."),
        Route::get("/api/v1/events", events::queue, "The queue's events as they happen; kiosks are not told who signs in.")
            .query(RESUME)
            .streams::<EventData>("The events."),
        Route::get("/api/v1/operators", sessions::operators, "Who may sign in; for desks.")
            .lists::<OperatorView>("The operators."),
        Route::post("/api/v1/tickets", tickets::issue, "Issue a ticket.")
            .takes::<IssueRequest>()
            .answers::<IssueAnswer>(201, "The ticket that was issued."),
        Route::put("/api/v1/tickets/{id}/intake", tickets::intake, "Send the answers given so far; they are sealed.")
            .takes::<IntakeRequest>()
            .answers::<TicketView>(200, ticket),
        Route::post("/api/v1/tickets/{id}/paper", tickets::paper, "Say what is known of a ticket's paper.")
            .takes::<PaperRequest>()
            .answers::<TicketView>(200, ticket),
        Route::post(
            "/api/v1/tickets/{id}/details",
            holder::details,
            "Say how many come, how they would be called, in which language; a session, or the kiosk that issued the ticket.",
        )
        .takes::<DetailsRequest>()
        .answers::<TicketView>(200, ticket),
        Route::post(
            "/api/v1/tickets/{id}/away",
            holder::away,
            "The holder goes out and keeps the place; a session, or any kiosk for a number from a kiosk.",
        )
        .answers::<TicketView>(200, ticket),
        Route::post("/api/v1/tickets/{id}/back", holder::back, "The holder is back; as for `away`.")
            .answers::<TicketView>(200, ticket),
        Route::post(
            "/api/v1/tickets/{id}/cancel",
            holder::cancel,
            "The holder gives up; as for `away`, at a kiosk only while the ticket waits or is away.",
        )
        .answers::<TicketView>(200, ticket),
        Route::get(
            "/api/v1/pages/{token}",
            holder::page,
            "The ticket whose own page has this token, as the code on its paper says it; for kiosks.",
        )
        .answers::<TicketView>(200, ticket),
        Route::post("/api/v1/help", help::ask, "Somebody at this kiosk, or the operator at this desk, asks for help; once more is the same call.")
            .takes::<HelpRequest>()
            .answers::<HelpAnswer>(201, "Who was told."),
        Route::post(
            "/api/v1/doors",
            doors::set,
            "Open or close the doors by hand for today, or leave them to the opening hours; a kiosk or a session.",
        )
        .takes::<DoorsRequest>()
        .answers::<DoorsAnswer>(200, "How the doors stand."),
        Route::post("/api/v1/day", day::confirm, "Yes, the day that the clock asks for is right.")
            .takes::<DayRequest>()
            .answers::<DayAnswer>(200, "The service day."),
        Route::put("/api/v1/devices/self/status", devices::status, "Say how the parts of this device are.")
            .takes::<DeviceStatusRequest>()
            .shows(
                "application/json",
                json!({"type": "object", "required": ["device"], "properties": {"device": {"type": "string"}}}),
                "Noted.",
            ),
        Route::post("/api/v1/sessions", sessions::sign_in, "Sign an operator in at this desk.")
            .without_key()
            .takes::<SessionRequest>()
            .answers::<SessionAnswer>(201, "The session."),
    ]
}

/// What a session may ask of the queue.
fn sessions() -> Vec<Route> {
    let counter = "The counter.";
    let ticket = "The ticket.";
    let act = |route: Route| route.answers::<TicketView>(200, ticket);
    vec![
        Route::get(
            "/api/v1/sessions/self",
            sessions::current,
            "Whose session this is; asking keeps it alive.",
        )
        .shows(
            "application/json",
            json!({"type": "object", "required": ["operator", "role", "expires_at"], "properties": {
                "operator": {"type": "string"},
                "role": {"type": "string"},
                "expires_at": {"type": "string", "format": "date-time"},
            }}),
            "The session.",
        ),
        Route::delete("/api/v1/sessions/self", sessions::sign_out, "Sign out.").nothing("Signed out."),
        Route::post(
            "/api/v1/counters/{key}/open",
            counters::open,
            "Open a counter, or come back from a pause.",
        )
        .answers::<CounterView>(200, counter),
        Route::post("/api/v1/counters/{key}/pause", counters::pause, "Call nobody for a while.")
            .takes::<PauseRequest>()
            .answers::<CounterView>(200, counter),
        Route::post("/api/v1/counters/{key}/close", counters::close, "Close a counter.")
            .answers::<CounterView>(200, counter),
        Route::get("/api/v1/counters/{key}/next", counters::preview, "Whom `call-next` would call, and why.")
            .answers::<NextAnswer>(200, "The ticket and the reason.")
            .nothing("Nobody waits."),
        Route::post("/api/v1/counters/{key}/call-next", counters::call_next, "Call whom the rule says.")
            .answers::<CallAnswer>(200, "The ticket that was called.")
            .nothing("Nobody waits."),
        Route::post("/api/v1/counters/{key}/call/{ticket}", counters::call_this, "Call this ticket.")
            .answers::<CallAnswer>(200, "The ticket that was called."),
        act(Route::post("/api/v1/tickets/{id}/recall", tickets::recall, "Call again.")),
        act(Route::post("/api/v1/tickets/{id}/start", tickets::start, "The person is at the counter.")),
        act(Route::post("/api/v1/tickets/{id}/finish", tickets::finish, "The person was served.")
            .takes::<FinishRequest>()),
        act(Route::post("/api/v1/tickets/{id}/no-show", tickets::no_show, "The person did not come.")),
        act(Route::post("/api/v1/tickets/{id}/reinstate", tickets::reinstate, "The person came after all.")),
        act(Route::post(
            "/api/v1/tickets/{id}/undo",
            tickets::undo,
            "Take back the last step, within a minute.",
        )),
        act(Route::post("/api/v1/tickets/{id}/park", tickets::park, "Put aside.").takes::<ParkRequest>()),
        act(Route::post(
            "/api/v1/tickets/{id}/transfer",
            tickets::transfer,
            "Hand to another service or counter.",
        )
        .takes::<TransferRequest>()),
        act(Route::post("/api/v1/tickets/{id}/close", tickets::close, "Say what became of a leftover.")
            .takes::<CloseTicketRequest>()),
        Route::post("/api/v1/help/{id}/answer", help::answer, "Go to whoever asked for help.")
            .answers::<HelpAnswered>(200, "The call."),
        Route::get(
            "/api/v1/statistics",
            statistics::statistics,
            "The figures of a period; absent: today, by service.",
        )
        .query(&[
            ("from", "The first service day, YYYY-MM-DD."),
            ("to", "The last service day, YYYY-MM-DD."),
            ("by", "What the rows stand for: service, counter, hour or day."),
        ])
        .answers::<Statistics>(200, "The figures."),
    ]
}
