//! The casework's lines of the table of routes.

use super::super::events;
use super::super::route::Route;
use super::super::routes::RESUME;
use super::{
    attachments, citizens, directory, entries, handbook, handover, merging, practices, privacy, referrals,
    register, steps, tickets, visits,
};
use serde_json::json;
use turno_domain::handbook::{Body, HandbookItem, ManualPage, Outreach, Project, ServiceType};
use turno_protocol::casework::{
    AgendaLine, AnswersAtHour, AttachmentView, CitizenFields, CitizenUpdate, CitizenView, ConsentRequest,
    ConsentView, ContinueRequest, CorrectionView, DirectoryImport, DirectoryImported, EntryRequest,
    EntryView, HandbookRequest, HandbookView, LikelyView, LinkCitizenRequest, MemberRequest, MergeRequest,
    MergeView, NoteRequest, NoteView, NoticeRequest, NoticeView, OfferRequest, PracticeRequest,
    PracticeUpdate, PracticeView, ReferralRequest, RegisterLine, ReturnRequest, StepEndRequest, StepFields,
    StepUpdate, StepView, SubmissionRequest, SubmissionView, TicketCasework, UnresolvedRequest, VisitRequest,
    VisitView, WithdrawRequest,
};
use turno_protocol::event::CaseworkEventData;

const SEARCH: (&str, &str) = ("search", "What to look for.");
const LIMIT: (&str, &str) = ("limit", "The most rows of a page, from 1 to 100; absent: 50.");
const AFTER: (&str, &str) = ("after", "The `next` of the page before.");

/// The routes of one kind of the handbook.
fn of_handbook<T: HandbookItem>(
    all: &'static str,
    one: &'static str,
    revisions: &'static str,
    [list, make]: [&'static str; 2],
) -> Vec<Route> {
    vec![
        Route::get(all, handbook::list::<T>, list)
            .query(&[SEARCH, ("state", "`all`: also those that are no longer offered."), LIMIT, AFTER])
            .pages::<HandbookView>("Their latest revisions, by title; outreach by day, the latest first."),
        Route::post(all, handbook::make::<T>, make)
            .takes::<HandbookRequest>()
            .answers::<HandbookView>(201, "Its first revision."),
        Route::get(one, handbook::read::<T>, "Its latest revision.")
            .answers::<HandbookView>(200, "Its latest revision."),
        Route::put(
            one,
            handbook::change::<T>,
            "Write its next revision, as whoever may make one; 409 where it changed meanwhile.",
        )
        .takes::<HandbookRequest>()
        .answers::<HandbookView>(200, "That revision."),
        Route::get(revisions, handbook::revisions::<T>, "Everything that it ever said, the last first.")
            .lists::<HandbookView>("Its revisions."),
    ]
}

/// The handbook's routes.
fn handbook_routes() -> Vec<Route> {
    let mut routes = of_handbook::<ServiceType>(
        "/api/v1/service-types",
        "/api/v1/service-types/{id}",
        "/api/v1/service-types/{id}/revisions",
        ["The types of service.", "A new type of service; a coordinator."],
    );
    routes.extend(of_handbook::<ManualPage>(
        "/api/v1/manual",
        "/api/v1/manual/{id}",
        "/api/v1/manual/{id}/revisions",
        ["The pages of the operators' manual.", "A new page of the manual; a coordinator."],
    ));
    routes.extend(of_handbook::<Body>(
        "/api/v1/bodies",
        "/api/v1/bodies/{id}",
        "/api/v1/bodies/{id}/revisions",
        ["The bodies to which people are referred.", "A new body; a coordinator."],
    ));
    routes.extend(of_handbook::<Project>(
        "/api/v1/projects",
        "/api/v1/projects/{id}",
        "/api/v1/projects/{id}/revisions",
        ["The projects.", "A new project; a coordinator."],
    ));
    routes.extend(of_handbook::<Outreach>(
        "/api/v1/outreach",
        "/api/v1/outreach/{id}",
        "/api/v1/outreach/{id}/revisions",
        ["What was done to make the desk known.", "Something was done to make the desk known."],
    ));
    routes.extend([
        Route::get(
            "/api/v1/bodies/{id}/answers",
            referrals::answers,
            "How long the body takes to answer the phone, by hour of the day.",
        )
        .lists::<AnswersAtHour>("The hours in which it was called."),
        Route::get("/api/v1/directory", directory::export, "The whole directory of bodies as CSV.").shows(
            "text/csv",
            json!({"type": "string"}),
            "UTF-8 with a byte order mark, separated by semicolons.",
        ),
        Route::post(
            "/api/v1/directory",
            directory::import,
            "Read bodies from CSV, all or none: those of a known name and municipality change. A coordinator.",
        )
        .takes::<DirectoryImport>()
        .answers::<DirectoryImported>(200, "How many are new, and how many changed."),
    ]);
    routes
}

/// What a register can be asked for with.
const ASKED: &[(&str, &str)] = &[
    ("from", "The first day on which a practice was opened, YYYY-MM-DD."),
    ("to", "The last one."),
    ("project", "Under which project, by its key."),
    ("service", "Of which type of service, by its key."),
    ("operator", "Whose, by the operator's key."),
    ("municipality", "Of whoever lives there."),
    ("incomplete", "`true`: the lines alone that lack something."),
    AFTER,
];

fn register_routes() -> Vec<Route> {
    vec![
        Route::get(
            "/api/v1/register",
            register::lines,
            "The register that funders ask for, a thousand lines at a time.",
        )
        .query(ASKED)
        .pages::<RegisterLine>("Its lines, in the order in which the practices were opened."),
        Route::get("/api/v1/submissions", register::submissions, "The registers that were handed in.")
            .lists::<SubmissionView>("The last first."),
        Route::post(
            "/api/v1/submissions",
            register::hand_in,
            "Hand a register in: its lines are kept as they are. A coordinator.",
        )
        .takes::<SubmissionRequest>()
        .answers::<SubmissionView>(201, "What was handed in."),
        Route::get(
            "/api/v1/submissions/{id}/lines",
            register::submitted,
            "The lines as they were handed in.",
        )
        .query(&[AFTER])
        .pages::<RegisterLine>("The lines."),
        Route::get(
            "/api/v1/submissions/{id}/corrections",
            register::corrected,
            "What was corrected since it was handed in.",
        )
        .lists::<CorrectionView>("The lines that are no longer as they were."),
    ]
}

/// What a file may be.
const MEDIA: &[&str] = &["application/pdf", "image/png", "image/jpeg"];
/// What the headers say of a file.
const OF_FILE: &[(&str, &str, bool)] =
    &[("Attachment-Name", "What people call the file: percent-encoded UTF-8, at most 120 characters.", true)];
/// What the headers say of a form.
const OF_FORM: &[(&str, &str, bool)] = &[
    ("Form-Kind", "`next-step`, `privacy-notice`, `citizen-sheet` or `attendance`.", true),
    ("Content-Language", "The language that it is in, e.g. `it`.", true),
    ("Form-Code", "The code that a `next-step` carries; of practices alone.", false),
    ("Attachment-Name", "What people call the file; absent: as the form is called.", false),
];

/// The routes of the casework.
pub fn routes() -> Vec<Route> {
    let mut routes = practice_routes();
    routes.extend(handbook_routes());
    routes.extend(register_routes());
    routes
}

fn practice_routes() -> Vec<Route> {
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
        Route::get("/api/v1/citizens/{id}/forms", attachments::of_citizen, "The forms that go with a citizen.")
            .lists::<AttachmentView>("The forms, the oldest first; those of practices not among them."),
        Route::post(
            "/api/v1/citizens/{id}/forms",
            attachments::archive_of_citizen,
            "Archive a form that goes with a citizen and no practice.",
        )
        .takes_file(&["application/pdf"], OF_FORM)
        .answers::<AttachmentView>(201, "What is known of the file."),
        Route::get(
            "/api/v1/citizens/{id}/forms/{attachment}",
            attachments::read_of_citizen,
            "An archived form, byte for byte.",
        )
        .shows("application/octet-stream", json!({"type": "string", "format": "binary"}), "The form."),
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
            "/api/v1/practices/{id}/referrals",
            referrals::refer,
            "Hand the need to another body; the step that this leaves to us comes with it.",
        )
        .takes::<ReferralRequest>()
        .answers::<EntryView>(201, "The entry."),
        Route::post(
            "/api/v1/practices/{id}/attachments",
            attachments::attach,
            "Put a file to a practice: a PDF, a PNG or a JPEG picture of at most 20 MB, told by its first bytes.",
        )
        .takes_file(MEDIA, OF_FILE)
        .answers::<AttachmentView>(201, "What is known of the file."),
        Route::get(
            "/api/v1/practices/{id}/attachments/{attachment}",
            attachments::read,
            "A file of a practice, an archived form too, byte for byte.",
        )
        .shows("application/octet-stream", json!({"type": "string", "format": "binary"}), "The file."),
        Route::post(
            "/api/v1/practices/{id}/forms",
            attachments::archive,
            "Archive a form that was made at the desk; 409 where another carries its code.",
        )
        .takes_file(&["application/pdf"], OF_FORM)
        .answers::<AttachmentView>(201, "What is known of the file."),
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
