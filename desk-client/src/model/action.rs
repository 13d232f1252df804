//! What somebody at the screen can do.

use super::agenda::AgendaAct;
use super::citizen::more::ContactPart;
use super::person::ResidenceKind;
use super::port::{Handover, Pin};
use super::practice::PracticeAct;
use super::practice::form::FormField;
use std::path::PathBuf;
use turno_domain::casework::{NoticeGiven, Sex, UnresolvedReason};
use turno_domain::ids::{CitizenId, ConsentId, PracticeId, TicketId};
use turno_domain::keys::{CounterKey, OperatorKey, ServiceKey};
use turno_domain::ticket::{Channel, Outcome};

/// The pages of the main window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// Who is in hand.
    #[default]
    Desk,
    /// All citizens.
    Citizens,
    /// All practices.
    Practices,
    /// Today's figures.
    Today,
    /// What is due.
    Agenda,
    /// The person on the desk, whole.
    Person(Tab),
}

/// What of the person on the desk is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// All that the record says.
    Record,
    /// What they were told about their data, and what they allowed.
    Privacy,
    /// All that they ever came for.
    Past,
}

/// A field that is typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Whom to look for.
    Query,
    /// Family name.
    Family,
    /// Given names.
    Given,
    /// The code or document.
    Code,
    /// When born.
    Birth,
    /// Where they live.
    Residence,
    /// Phone.
    Phone,
    /// Where born.
    BirthPlace,
    /// Where they stay.
    Domicile,
    /// Mail address.
    Mail,
    /// What to know at once.
    Remark,
    /// What they speak.
    Languages,
    /// Who else can be called: the line, and which of its fields.
    Contact(usize, ContactPart),
    /// The need in the person's words.
    Need,
    /// The need as the operator recognised it.
    Recognised,
    /// A note.
    Note,
    /// A document that belongs to the practice.
    Document,
    /// The search of the citizens' list.
    CitizenList,
    /// The search of the practices' list.
    PracticeList,
    /// The text in the open dialog.
    Dialog,
    /// The version of the notice in the open dialog.
    NoticeVersion,
    /// Who answers for the data, in the open dialog.
    NoticeController,
    /// The day in the open dialog.
    Day,
    /// One of the fields of the open form.
    Form(FormField),
}

/// What somebody at the screen does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Look again for enrolment files.
    FindEnrolments,
    /// Take this one.
    ChooseEnrolment(PathBuf),
    /// It is this operator.
    ChooseOperator(OperatorKey),
    /// Somebody else after all.
    BackToOperators,
    /// With this PIN.
    SignIn(Pin),
    /// Leave.
    SignOut,
    /// Serve here.
    OpenCounter(CounterKey),
    /// Show another page.
    Go(Page),
    /// Blank the screen, or show it again.
    Reserved,
    /// The notice was read.
    Dismiss,
    /// Call whom the rule says.
    CallNext,
    /// Call this one.
    CallThis(TicketId),
    /// Call again.
    Recall,
    /// The person did not come.
    NoShow,
    /// A line of the queue was touched.
    Select(TicketId),
    /// Why this order?
    Explain,
    /// A no-show came after all.
    Reinstate(TicketId),
    /// Go on with who was put aside.
    TakeUp(TicketId),
    /// Back in line.
    BackInLine(TicketId),
    /// Goes out and keeps the place.
    Away(TicketId),
    /// The person is here.
    Start,
    /// The person was served; or the open file is put away.
    Finish,
    /// Take back the last step.
    Undo,
    /// Put aside: ask why.
    AskPark,
    /// For this reason.
    Park(&'static str),
    /// Hand over: ask to whom.
    AskTransfer,
    /// To this one.
    TransferTo(Handover),
    /// First or last in line there.
    TransferFirst(bool),
    /// How many came? Ask.
    AskPeople,
    /// So many.
    PeopleCame(u32),
    /// A visit without a ticket that came so, for the usual service, at once.
    WalkIn(Channel),
    /// A visit without a ticket: ask which.
    AskWalkIn,
    /// It came so.
    WalkInBy(Channel),
    /// It is for this.
    WalkInFor(ServiceKey),
    /// A pause: ask how long. While paused: come back.
    Pause,
    /// For so many minutes; none: not said.
    PauseFor(Option<u32>),
    /// For this reason; the same again: for none that is said.
    PauseBecause(&'static str),
    /// What can be done with the counter.
    AskCounter,
    /// Close it; first what becomes of who is left over is asked.
    CloseCounter,
    /// This became of the one left over that is pointed at.
    LeftOver(Outcome),
    /// Whoever has been in hand for so long is still here, or was served.
    StillHere(bool),
    /// Do what the dialog asks for.
    Confirm,
    /// Put the dialog away.
    Cancel,
    /// Whoever was called came and was served, or did not come.
    Came(bool),
    /// Show the list of the keys.
    ShowKeys,
    /// Close the program, although something is not stored.
    CloseAnyway,
    /// Ask colleagues for a hand; where they are asked already, nobody is needed any more.
    AskHelp,
    /// A colleague's wish for a hand is shown, or not any more.
    ToggleColleagues,
    /// The narrow window beside another program, or the whole one again.
    ToggleStrip,
    /// I go to whoever asks for help at the kiosk.
    AnswerHelp,
    /// The sound of such a request is switched on or off.
    ToggleChime,
    /// The day that the clock says is right.
    ConfirmDay,
    /// A record that the hub did not take when it was left: back on the desk.
    TakeBack,
    /// A line of what was found is pointed at.
    PointAt(usize),
    /// Something was typed.
    Type(Field, String),
    /// It is this person.
    ChooseCitizen(CitizenId),
    /// Nobody of these: a new record.
    NewCitizen,
    /// Who it is was not told.
    Anonymous,
    /// It is somebody else.
    ChangeCitizen,
    /// What sort of place do they live in? Ask.
    AskResidence,
    /// In this sort.
    ChooseResidence(ResidenceKind),
    /// The code is a foreign document's number, or not.
    ForeignDocument,
    /// The registered sex; none: not told.
    ChooseSex(Option<Sex>),
    /// The person is given the privacy notice: ask how.
    AskNotice,
    /// So.
    GiveNotice(NoticeGiven),
    /// The person allows something: ask what.
    AskConsent,
    /// The person takes a consent back: ask since when.
    AskWithdraw(ConsentId),
    /// Lay a record that is likely of the same person beside the one on the desk.
    CompareAlike,
    /// And the one after it.
    NextAlike,
    /// The two are not one person.
    NotAlike,
    /// What the person came for before that.
    OlderPast,
    /// Go to what the person came for, by its line.
    OpenPast(usize),
    /// Look from the list into all that a citizen ever came for.
    OpenCitizenPast(CitizenId),
    /// Open a practice.
    OpenPractice,
    /// Begin another one in the same visit.
    AnotherPractice,
    /// Go on with this one.
    Continue(PracticeId),
    /// What type of service is it? Ask.
    AskService,
    /// This one.
    ChooseService(ServiceKey),
    /// Write the note down.
    AddNote,
    /// The need is met.
    Conclude,
    /// It cannot be met: ask why.
    AskUnresolved,
    /// For this reason.
    Unresolved(UnresolvedReason),
    /// Open it again.
    Reopen,
    /// Look into a citizen's record from the list.
    OpenCitizenFile(CitizenId),
    /// Look into a practice from the list.
    OpenPracticeFile(PracticeId),
    /// Something with a part of the practice on the desk.
    Practice(PracticeAct),
    /// Something with the agenda.
    Agenda(AgendaAct),
    /// In a conflict: what was typed here stays.
    KeepMine,
    /// In a conflict: what the colleague wrote stays.
    TakeTheirs,
}
