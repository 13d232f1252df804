//! The casework's lines of the table of routes.

use super::super::events;
use super::super::route::Route;
use super::super::routes::RESUME;
use super::{citizens, entries, handover, merging, practices, privacy, steps, tickets, visits};
use turno_protocol::casework::{
    AgendaLine, CitizenFields, CitizenUpdate, CitizenView, ConsentRequest, ConsentView, ContinueRequest,
    EntryRequest, EntryView, LikelyView, LinkCitizenRequest, MemberRequest, MergeRequest, MergeView,
    NoteRequest, NoteView, NoticeRequest, NoticeView, OfferRequest, PracticeRequest, PracticeUpdate,
    PracticeView, ReturnRequest, StepEndRequest, StepFields, StepUpdate, StepView, TicketCasework,
    UnresolvedRequest, VisitRequest, VisitView, WithdrawRequest,
};
use turno_protocol::event::CaseworkEventData;

/// The routes of the casework.
pub fn routes() -> Vec<Route> {
    const SEARCH: (&str, &str) = ("search", "What to look for.");
    const LIMIT: (&str, &str) = ("limit", "The most rows of a page, from 1 to 100; absent: 50.");
    const AFTER: (&str, &str) = ("after", "The `next` of the page before.");
    let (citizen, practice, step, visit) =
        ("The citizen's record.", "The practice.", "The step.", "The visit.");
    let consent = "The consent.";
    vec![
        Route::get(
            "/api/v1/casework/events",
            events::casework,
            "The casework's changes as they happen: ids and kinds.",
        )
        .query(RESUME)
        .streams::<CaseworkEventData>("The changes."),
        Route::get("/api/v1/citizens", citizens::search, "Find citizens by name, number, phone or mail.")
            .query(&[SEARCH, LIMIT])
            .pages::<CitizenView>("Those found."),
        Route::post("/api/v1/citizens", citizens::create, "Make a citizen's record.")
            .takes::<CitizenFields>()
            .answers::<CitizenView>(201, citizen),
        Route::get("/api/v1/citizens/{id}", citizens::read, "A citizen's record.")
            .answers::<CitizenView>(200, citizen),
        Route::put(
            "/api/v1/citizens/{id}",
            citizens::update,
            "Change a citizen's record; 409 where it changed meanwhile.",
        )
        .takes::<CitizenUpdate>()
        .answers::<CitizenView>(200, citizen),
        Route::get("/api/v1/citizens/{id}/practices", practices::of_citizen, "A citizen's practices.")
            .query(&[LIMIT, AFTER])
            .pages::<PracticeView>("The practices, without what happened in them."),
        Route::get("/api/v1/citizens/{id}/visits", visits::of_citizen, "A citizen's visits.")
            .pages::<VisitView>("The visits."),
        Route::get(
            "/api/v1/citizens/{id}/duplicates",
            merging::duplicates,
            "Records that are likely of the same person, and why.",
        )
        .lists::<LikelyView>("The records."),
        Route::post(
            "/api/v1/citizens/{id}/merge",
            merging::merge,
            "Make another record a part of this one; 409 where either changed meanwhile, or is part of a third.",
        )
        .takes::<MergeRequest>()
        .answers::<CitizenView>(200, citizen),
        Route::get(
            "/api/v1/citizens/{id}/merges",
            merging::merges,
            "The records that became part of this one, and what came with each; the last first.",
        )
        .lists::<MergeView>("The records."),
        Route::post("/api/v1/citizens/{id}/notices", privacy::notice, "A privacy notice was given.")
            .takes::<NoticeRequest>()
            .answers::<NoticeView>(201, "The notice."),
        Route::post("/api/v1/citizens/{id}/consents", privacy::consent, "Something was allowed.")
            .takes::<ConsentRequest>()
            .answers::<ConsentView>(201, consent),
        Route::post("/api/v1/consents/{id}/withdraw", privacy::withdraw, "A consent is taken back.")
            .takes::<WithdrawRequest>()
            .answers::<ConsentView>(200, consent),
        Route::get("/api/v1/practices", practices::list, "The practices.")
            .query(&[SEARCH, ("state", "`open` or `ended`; absent: both."), LIMIT, AFTER])
            .pages::<PracticeView>("The practices, without what happened in them."),
        Route::post("/api/v1/practices", practices::open, "Open a practice.")
            .takes::<PracticeRequest>()
            .answers::<PracticeView>(201, practice),
        Route::get(
            "/api/v1/practices/{id}",
            practices::read,
            "A practice with everything that happened in it.",
        )
        .answers::<PracticeView>(200, practice),
        Route::put(
            "/api/v1/practices/{id}",
            practices::update,
            "Change a practice; 409 where it changed meanwhile.",
        )
        .takes::<PracticeUpdate>()
        .answers::<PracticeView>(200, practice),
        Route::post(
            "/api/v1/practices/{id}/notes",
            entries::note,
            "Write a note; a reserved one is for the practice's team to write and to read.",
        )
        .takes::<NoteRequest>()
        .answers::<NoteView>(201, "The note."),
        Route::post(
            "/api/v1/practices/{id}/entries",
            entries::add,
            "Write a note, a phone call or a protocol mark into the timeline.",
        )
        .takes::<EntryRequest>()
        .answers::<EntryView>(201, "The entry."),
        Route::post(
            "/api/v1/practices/{id}/offer",
            handover::offer,
            "Offer it to a colleague; its team, or a coordinator.",
        )
        .takes::<OfferRequest>()
        .answers::<PracticeView>(200, practice),
        Route::post(
            "/api/v1/practices/{id}/take-over",
            handover::take_over,
            "Take over a practice that was offered to whoever asks.",
        )
        .answers::<PracticeView>(200, practice),
        Route::post(
            "/api/v1/practices/{id}/return",
            handover::give_back,
            "Do not take over a practice that was offered, and say why.",
        )
        .takes::<ReturnRequest>()
        .answers::<PracticeView>(200, practice),
        Route::post(
            "/api/v1/practices/{id}/team",
            handover::join,
            "Add somebody to its team; as for `offer`.",
        )
        .takes::<MemberRequest>()
        .answers::<PracticeView>(200, practice),
        Route::delete(
            "/api/v1/practices/{id}/team/{operator}",
            handover::leave,
            "Take somebody out of its team who was added; as for `offer`.",
        )
        .answers::<PracticeView>(200, practice),
        Route::post("/api/v1/practices/{id}/conclude", practices::conclude, "The need is met.")
            .answers::<PracticeView>(200, practice),
        Route::post(
            "/api/v1/practices/{id}/unresolved",
            practices::unresolved,
            "It ends without a solution.",
        )
        .takes::<UnresolvedRequest>()
        .answers::<PracticeView>(200, practice),
        Route::post("/api/v1/practices/{id}/reopen", practices::reopen, "It goes on after all.")
            .answers::<PracticeView>(200, practice),
        Route::post(
            "/api/v1/practices/{id}/steps",
            steps::make,
            "Say what is still to be done, by when and by whom.",
        )
        .takes::<StepFields>()
        .answers::<StepView>(201, step),
        Route::get("/api/v1/steps/{id}", steps::read, "A step.").answers::<StepView>(200, step),
        Route::put(
            "/api/v1/steps/{id}",
            steps::change,
            "Change an open step; 409 where it changed meanwhile.",
        )
        .takes::<StepUpdate>()
        .answers::<StepView>(200, step),
        Route::post("/api/v1/steps/{id}/done", steps::done, "The step was taken.")
            .takes::<StepEndRequest>()
            .answers::<StepView>(200, step),
        Route::post("/api/v1/steps/{id}/drop", steps::dropped, "The step is not to be taken any more.")
            .takes::<StepEndRequest>()
            .answers::<StepView>(200, step),
        Route::post("/api/v1/steps/{id}/reopen", steps::reopen, "The step was ended by mistake.")
            .answers::<StepView>(200, step),
        Route::get("/api/v1/agenda", steps::agenda, "The open steps, by day and time.")
            .query(&[
                ("who", "`me` or `all`; absent: `me`."),
                ("until", "The last day, YYYY-MM-DD; absent: all of them."),
                LIMIT,
                AFTER,
            ])
            .pages::<AgendaLine>("The steps."),
        Route::post("/api/v1/visits", visits::open, "A visit without a ticket.")
            .takes::<VisitRequest>()
            .answers::<VisitView>(201, visit),
        Route::get("/api/v1/visits/{id}", visits::read, "A visit.").answers::<VisitView>(200, visit),
        Route::post(
            "/api/v1/visits/{id}/practices",
            visits::continue_practice,
            "The visit goes on with a practice.",
        )
        .takes::<ContinueRequest>()
        .answers::<VisitView>(200, visit),
        Route::get(
            "/api/v1/tickets/{id}/casework",
            tickets::casework,
            "What is known of the ticket in hand.",
        )
        .answers::<TicketCasework>(200, "Answers, notes, visit and practices."),
        Route::post(
            "/api/v1/tickets/{id}/practices",
            tickets::continue_practice,
            "The ticket's visit goes on with a practice.",
        )
        .takes::<ContinueRequest>()
        .answers::<VisitView>(200, visit),
        Route::post(
            "/api/v1/tickets/{id}/citizens",
            tickets::link_citizen,
            "The ticket's visit is about a citizen.",
        )
        .takes::<LinkCitizenRequest>()
        .answers::<VisitView>(200, visit),
    ]
}
