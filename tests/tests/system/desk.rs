//! The desk's real program, through its real window, beside a real hub: a whole visit by key, a hub that dies in the middle, and two
//! desks that call at once.

use crate::two_desks::{MONDAY, issue};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use turno_client::{CommandKey, Hub, Search, Session};
use turno_domain::intake::{Answer, Answers};
use turno_domain::ticket::TicketState;
use turno_protocol::queue::QueueSnapshot;
use turno_protocol::session::DeviceRole;
use turno_protocol::ticket::IssueRequest;
use turno_tests::{Process, Screen, Site, SiteOptions, example};

pub const PIN: &str = "402917";
const NEED: &str = "Bisogno, con le sue parole";
const AWAY: &str = "Senza collegamento";
const THERE: &str = "Collegato";

/// A desk's program and its screen.
pub struct Desk {
    pub screen: Screen,
    program: Process,
    _sockets: TempDir,
}

impl Desk {
    /// Starts the program named `name` with `file` as its enrolment, or with none and `home` as its owner's folder.
    pub async fn start(site: &Site, name: &'static str, file: Option<&Path>, home: &Path) -> Self {
        // The path of a socket may have no more than 107 characters.
        let sockets = tempfile::tempdir().unwrap();
        let socket = sockets.path().join("desk");
        let mut command = site.program_command("turno-desk", &["--headless"]).unwrap();
        command.arg("--drive").arg(&socket).arg("--test-clock").arg(site.clock_socket());
        command.env("HOME", home).env_remove("XDG_STATE_HOME").env_remove("XDG_CONFIG_HOME");
        if let Some(file) = file {
            command.arg("--hub").arg(file);
        }
        let program = Process::start(command, name, &site.logs()).unwrap();
        let mut screen = Screen::connect(name, &socket, &site.logs()).await.unwrap();
        screen.size(1366, 768).await.unwrap();
        Self { screen, program, _sockets: sockets }
    }

    /// The operator signs in by keys alone, the first in the list, and sits down at the counter with this number in the list.
    pub async fn signs_in(&mut self, operator: char, counter: char) {
        let screen = &mut self.screen;
        screen.sees("Chi è allo sportello?").await.unwrap();
        screen.key_with("Alt", &operator.to_string()).await.unwrap();
        screen.sees("PIN").await.unwrap();
        screen.types(PIN).await.unwrap();
        screen.key("Return").await.unwrap();
        screen.sees("A quale sportello si siede?").await.unwrap();
        screen.key_with("Alt", &counter.to_string()).await.unwrap();
        screen.sees("Nessuno allo sportello").await.unwrap();
    }

    /// The whole program stands still, as on a machine that is busy or asleep, or goes on.
    fn stand_still(&self, still: bool) {
        self.program.stand_still(still).unwrap();
    }
}

/// A site with a kiosk, its operators, and somebody who may look into its records.
async fn site(operators: &[&str]) -> (Site, Hub, Session) {
    let site = Site::start(SiteOptions::new(example("demo"), MONDAY)).await.unwrap();
    for operator in operators {
        site.add_operator(operator, PIN, &["rao"]).await.unwrap();
    }
    site.add_operator("zeno", PIN, &[]).await.unwrap();
    let kiosk = site.enrol(DeviceRole::Kiosk, "ingresso").await.unwrap().hub;
    let witness =
        site.enrol(DeviceRole::Desk, "ufficio").await.unwrap().hub.sign_in("zeno", PIN).await.unwrap();
    (site, kiosk, witness)
}

/// A folder of its owner's, in which the enrolment lies where a browser would have put it.
fn home_with(file: &Path, site: &Site) -> PathBuf {
    let home = site.folder().join("home");
    std::fs::create_dir_all(home.join("Scaricati")).unwrap();
    std::fs::copy(file, home.join("Scaricati").join(file.file_name().unwrap())).unwrap();
    home
}

fn in_hand<'a>(queue: &'a QueueSnapshot, counter: &str) -> Option<&'a str> {
    let called = |ticket: &&turno_protocol::ticket::TicketView| {
        ticket.state == TicketState::Called
            && ticket.counter.as_ref().is_some_and(|key| key.as_str() == counter)
    };
    queue.tickets.iter().find(called).map(|ticket| ticket.service.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_goes_by_key_from_the_enrolment_to_the_closed_practice_over_the_death_of_the_hub() {
    let (mut site, kiosk, witness) = site(&["giulia"]).await;
    let enrolled = site.enrol(DeviceRole::Desk, "sportello-3").await.unwrap();
    let home = home_with(&enrolled.file, &site);
    let mut desk = Desk::start(&site, "desk", None, &home).await;
    desk.screen.sees("Scelga il file di collegamento").await.unwrap();
    desk.screen.sees("Usa il file di sportello-3").await.unwrap();
    desk.screen.key_with("Alt", "1").await.unwrap();
    desk.signs_in('1', '3').await;

    // Somebody takes a number and answers; the desk shows it by itself, and calls by key.
    let intake = Answers::from([
        ("prima-volta".parse().unwrap(), Answer::YesNo(true)),
        ("cellulare".parse().unwrap(), Answer::YesNo(false)),
    ]);
    let request =
        IssueRequest { service: "spid".to_owned(), intake: Some(intake), ..IssueRequest::default() };
    let ticket = kiosk.issue(&CommandKey::fresh(), &request).await.unwrap().ticket;
    let screen = &mut desk.screen;
    screen.sees_part("A001").await.unwrap();
    screen.key("F8").await.unwrap();
    screen.sees("Inizia").await.unwrap();
    screen.sees("È la prima volta che chiede lo SPID? sì").await.unwrap();
    screen.sees("Ha con sé un cellulare che riceve gli SMS? no").await.unwrap();

    // Nobody of that name: a new record, a practice, a note. The field of the search has the focus; writing starts the service.
    screen.types("verdi anna").await.unwrap();
    screen.sees("Fine colloquio").await.unwrap();
    screen.key_with("Alt", "i").await.unwrap();
    screen.sees("Cognome").await.unwrap();
    assert_eq!(screen.field("Cognome").await.unwrap(), "Verdi");
    screen.write(NEED, "Non riceve più la pensione").await.unwrap();
    screen.key("F4").await.unwrap();
    screen.sees("Pratica 2026/000001").await.unwrap();
    screen.write("Nuova nota", "Ha la carta d’identità.").await.unwrap();
    screen.key_with("Control", "Return").await.unwrap();
    screen.sees("Ha la carta d’identità.").await.unwrap();

    // The hub dies. The desk says so, and what is written stays.
    site.kill_hub().await.unwrap();
    screen.sees(AWAY).await.unwrap();
    screen.write("Telefono", "031 555 0188").await.unwrap();
    // With what is told across the window, the note's field is scrolled out of the smaller one, where nothing is written.
    screen.size(1920, 1080).await.unwrap();
    screen.write("Nuova nota", "Torna giovedì.").await.unwrap();
    screen.key("F12").await.unwrap();
    screen.sees("Il computer centrale non ha risposto. Guardi la lista prima di riprovare.").await.unwrap();
    screen.sees("Fine colloquio").await.unwrap();
    // While the desk stands still the hub comes back and somebody takes a number: the desk was away for all of it.
    desk.stand_still(true);
    site.start_hub().await.unwrap();
    issue(&kiosk, "salute").await;
    desk.stand_still(false);
    let screen = &mut desk.screen;
    screen.sees(THERE).await.unwrap();
    screen.sees_part("B001").await.unwrap();
    assert_eq!(screen.field("Telefono").await.unwrap(), "031 555 0188");
    assert_eq!(screen.field("Nuova nota").await.unwrap(), "Torna giovedì.");

    // What is still to be done: by key, in the practice, and later on the page of what is due.
    screen.key_with("Alt", "6").await.unwrap();
    screen.key_with("Control", "1").await.unwrap();
    screen.write("Che cosa", "Torna con il cellulare").await.unwrap();
    screen.write("Entro quale giorno", "domani").await.unwrap();
    screen.key_with("Control", "Return").await.unwrap();
    screen.sees_part("Torna con il cellulare").await.unwrap();
    screen.is_without("Che cosa resta da fare?").await.unwrap();
    screen.key_with("Alt", "5").await.unwrap();

    // It ends well: the note is not added by hand, the focus stands in its field, and the keys are heard all the same.
    screen.write("Nuova nota", " Con la figlia.").await.unwrap();
    screen.key_with("Alt", "r").await.unwrap();
    screen.sees("Riapri la pratica").await.unwrap();
    screen.key("F12").await.unwrap();
    screen.sees("Nessuno allo sportello").await.unwrap();
    screen.key_with("Alt", "0").await.unwrap();
    screen.sees_part("Torna con il cellulare").await.unwrap();

    let practices = witness.practices(&Search::default()).await.unwrap().items;
    assert_eq!(practices.len(), 1, "one practice was opened");
    let practice = witness.practice(practices[0].id).await.unwrap();
    assert_eq!(
        (practice.state.as_str(), practice.need.as_str()),
        ("concluded", "Non riceve più la pensione")
    );
    let notes: Vec<&str> = practice.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(notes, ["Ha la carta d’identità.", "Torna giovedì. Con la figlia."]);
    assert_eq!(practice.steps.len(), 1, "one step was made");
    assert_eq!(practice.steps[0].fields.what, "Torna con il cellulare");
    let search = Search { text: Some("verdi".to_owned()), ..Search::default() };
    let citizens = witness.citizens(&search).await.unwrap().items;
    assert_eq!(citizens.len(), 1, "one record was made");
    assert_eq!((citizens[0].fields.phone.as_str(), practice.citizen), ("031 555 0188", Some(citizens[0].id)));
    let queue = kiosk.queue().await.unwrap();
    let ended = queue.tickets.iter().find(|known| known.id == ticket.id).unwrap();
    assert_eq!(ended.state, TicketState::Finished);

    // The copy of the enrolment is enough for the next start, and the sitting goes on where it was left.
    desk.screen.quit().await.unwrap();
    assert!(desk.program.ended().await.unwrap().success());
    let mut desk = Desk::start(&site, "desk-again", None, &home).await;
    desk.screen.sees("Chi è allo sportello?").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_is_killed_while_somebody_writes_loses_no_letter() {
    let (site, kiosk, witness) = site(&["giulia"]).await;
    let enrolled = site.enrol(DeviceRole::Desk, "sportello-3").await.unwrap();
    let home = home_with(&enrolled.file, &site);
    let drafts = home.join(".local/state/turno/drafts");
    let kept = || std::fs::read_dir(&drafts).map_or(0, Iterator::count);
    let mut desk = Desk::start(&site, "desk", Some(&enrolled.file), &home).await;
    desk.signs_in('1', '3').await;
    issue(&kiosk, "spid").await;
    let screen = &mut desk.screen;
    screen.sees_part("A001").await.unwrap();
    screen.key("F8").await.unwrap();
    screen.sees("Inizia").await.unwrap();
    screen.types("verdi anna").await.unwrap();
    screen.sees("Fine colloquio").await.unwrap();
    screen.key_with("Alt", "i").await.unwrap();
    screen.sees("Cognome").await.unwrap();
    screen.write(NEED, "Non riceve più la pens").await.unwrap();
    site.clock().unwrap().idle().await.unwrap();
    assert!(witness.practices(&Search::default()).await.unwrap().items.is_empty(), "the hub has nothing yet");
    assert_eq!(kept(), 1);
    desk.program.kill().await.unwrap();

    let mut desk = Desk::start(&site, "desk-again", Some(&enrolled.file), &home).await;
    let screen = &mut desk.screen;
    screen.sees("Chi è allo sportello?").await.unwrap();
    screen.key_with("Alt", "1").await.unwrap();
    screen.sees("PIN").await.unwrap();
    screen.types(PIN).await.unwrap();
    screen.key("Return").await.unwrap();
    // The person is still in hand, and what was typed is stored by itself.
    screen.sees("Fine colloquio").await.unwrap();
    site.clock().unwrap().idle().await.unwrap();
    let practices = witness.practices(&Search::default()).await.unwrap().items;
    let needs: Vec<&str> = practices.iter().map(|practice| practice.need.as_str()).collect();
    assert_eq!(needs, ["Non riceve più la pens"]);
    let search = Search { text: Some("verdi".to_owned()), ..Search::default() };
    assert_eq!(witness.citizens(&search).await.unwrap().items.len(), 1);
    assert_eq!(kept(), 0, "what is stored is not kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_desks_whose_keys_are_struck_at_once_each_gets_another_person() {
    let (mut site, kiosk, _) = site(&["anna", "bruno"]).await;
    let mut desks = Vec::new();
    for (name, device, seat) in [("desk-1", "sportello-1", '1'), ("desk-2", "sportello-2", '2')] {
        let enrolled = site.enrol(DeviceRole::Desk, device).await.unwrap();
        let home = site.folder().join(device);
        std::fs::create_dir_all(&home).unwrap();
        let mut desk = Desk::start(&site, name, Some(&enrolled.file), &home).await;
        desk.signs_in(seat, seat).await;
        desks.push(desk);
    }
    let [one, other] = desks.as_mut_slice() else { panic!("two desks") };

    for round in 0..4 {
        let (first, second) = (issue(&kiosk, "spid").await, issue(&kiosk, "salute").await);
        let (a, b) = tokio::join!(one.screen.key("F8"), other.screen.key("F8"));
        a.unwrap();
        b.unwrap();
        for desk in [&mut *one, &mut *other] {
            desk.screen.sees("Inizia").await.unwrap();
        }
        let queue = kiosk.queue().await.unwrap();
        let mut called = [in_hand(&queue, "1").unwrap(), in_hand(&queue, "2").unwrap()];
        called.sort_unstable();
        assert_eq!(called, ["salute", "spid"], "round {round}: each has one of the two");
        assert!(
            queue.tickets.iter().all(|ticket| ![first, second].contains(&ticket.id) || ticket.calls == 1)
        );
        for desk in [&mut *one, &mut *other] {
            desk.screen.key("F7").await.unwrap();
            desk.screen.sees("Fine colloquio").await.unwrap();
            desk.screen.key("F12").await.unwrap();
            desk.screen.sees("Nessuno allo sportello").await.unwrap();
        }
    }

    // One waits: one desk has them, the other is told that nobody does.
    issue(&kiosk, "salute").await;
    let (a, b) = tokio::join!(one.screen.key("F8"), other.screen.key("F8"));
    a.unwrap();
    b.unwrap();
    site.clock().unwrap().idle().await.unwrap();
    let queue = kiosk.queue().await.unwrap();
    let (has, has_not) = match (in_hand(&queue, "1"), in_hand(&queue, "2")) {
        (Some(_), None) => (one, other),
        (None, Some(_)) => (other, one),
        both => panic!("{both:?}"),
    };
    has.screen.sees("Inizia").await.unwrap();
    has_not.screen.sees("Nessuno aspetta per questo sportello.").await.unwrap();
    has_not.screen.sees("Nessuno allo sportello").await.unwrap();

    // The key is struck while the hub is dead, and again when it is back: one person is called, not two.
    issue(&kiosk, "salute").await;
    issue(&kiosk, "salute").await;
    site.kill_hub().await.unwrap();
    has_not.screen.key("F8").await.unwrap();
    site.start_hub().await.unwrap();
    has_not.screen.sees(THERE).await.unwrap();
    site.clock().unwrap().idle().await.unwrap();
    let called = |queue: &QueueSnapshot| {
        queue.tickets.iter().filter(|ticket| ticket.state == TicketState::Called).count()
    };
    if called(&kiosk.queue().await.unwrap()) == 1 {
        has_not.screen.key("F8").await.unwrap();
    }
    has_not.screen.sees("Inizia").await.unwrap();
    let queue = kiosk.queue().await.unwrap();
    let waiting = queue.tickets.iter().filter(|ticket| ticket.state == TicketState::Waiting).count();
    assert_eq!((called(&queue), waiting), (2, 1));

    // Nobody comes. Whoever goes on to the next is asked; the person keeps the place and is not counted as served.
    let finished = |queue: &QueueSnapshot| {
        queue.tickets.iter().filter(|ticket| ticket.state == TicketState::Finished).count()
    };
    let served = finished(&queue);
    has_not.screen.sees("1 persona").await.unwrap();
    has_not.screen.key("F8").await.unwrap();
    has_not.screen.sees("No, non è venuta").await.unwrap();
    has_not.screen.key_with("Alt", "2").await.unwrap();
    has_not.screen.sees("Usciti, tornano").await.unwrap();
    has_not.screen.sees("Inizia").await.unwrap();
    let queue = kiosk.queue().await.unwrap();
    let away = queue.tickets.iter().filter(|ticket| ticket.state == TicketState::Away).count();
    assert_eq!((called(&queue), away, finished(&queue)), (2, 1, served));
}
