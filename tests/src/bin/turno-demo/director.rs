//! The director: one visit from the touch at the entrance to the closed practice, in the middle of a busy quarter of an hour.
//! Touches the screens, checks each step with the hub, takes the pictures and tells the story.

mod entrance;

use crate::album::Album;
use crate::browser::Browser;
use crate::checks;
use crate::machines::{GIULIA, KIOSK, Machines, PIN, Stage};
use crate::moments::{DAY, at};
use crate::morning::Morning;
use crate::page::{self, Fact, Step};
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::time::Instant;
use turno_domain::ids::TicketId;
use turno_domain::ticket::TicketState;
use turno_protocol::statistics::Statistics;

/// The citizen; nobody is called so.
const FAMILY_NAME: &str = "Bianchi";
/// What the citizen needs, in her words.
const NEED: &str = "Deve vedere i referti sul fascicolo sanitario";
/// What the operator writes down.
const NOTE: &str =
    "Riconosciuta con la carta d’identità. SPID attivo, prima entrata nel fascicolo fatta insieme.";
/// The board's screen, a phone's.
const BOARD: (u32, u32) = (1920, 1080);
const PHONE: (u32, u32) = (412, 892);
/// True on the board once it has drawn what the hub sent.
const BOARD_DRAWN: &str = "document.body.dataset.drawn && document.fonts.status === 'loaded'";

/// True on a ticket's page once it says that the ticket is called.
const PAGE_SAYS_CALLED: &str = "document.body.dataset.state === 'called'";

/// A run of the demo without a display.
struct Director {
    machines: Machines,
    morning: Morning,
    browser: Browser,
    album: Album,
    steps: Vec<Step>,
}

/// Plays the morning and leaves pictures and `index.html` in `out`; the site stands in `folder`.
///
/// # Errors
/// The first step that did not come out as it should.
pub async fn play(out: &Path, folder: &Path, write_pictures: bool) -> Result<()> {
    let began = Instant::now();
    say("starting hub, printer, kiosk and desk");
    let album = Album::new(out.join("pictures"))?;
    let machines = Machines::start(folder, Some(at("8:50")?), Stage::Memory).await?;
    let morning = Morning::begin(&machines.site, &machines.entrance.hub).await?;
    let browser = Browser::start(&folder.join("browser")).await?;
    let mut director = Director { machines, morning, browser, album, steps: Vec::new() };
    let played = director.visit().await;
    let (number, statistics) =
        played.with_context(|| format!("the logs are in {}", director.machines.site.logs().display()))?;

    let facts = facts(&statistics);
    let index = out.join("index.html");
    page::write(&index, &director.steps, &facts, &director.album)?;
    director.browser.close().await;
    director.machines.stop().await?;
    if write_pictures {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pictures");
        director.album.write_readme_pictures(&folder)?;
        say("the README's pictures are written to docs/pictures");
    }
    println!("\n{number} touched, printed, called, served; its practice is concluded.");
    println!("The morning by turno-hub statistics:");
    for Fact { english, value, .. } in &facts {
        println!("  {english:18} {value}");
    }
    println!(
        "{} pictures in {:.0} s; the story is {}",
        director.album.count(),
        began.elapsed().as_secs_f64(),
        index.display()
    );
    Ok(())
}

impl Director {
    /// The whole story; the number, and the day's figures at its end.
    async fn visit(&mut self) -> Result<(String, Statistics)> {
        self.entrance_before().await?;
        let visit = self.takes_a_number().await?;
        self.operator_sits_down().await?;
        self.somebody_asks_in_english().await?;
        self.somebody_reads_arabic().await?;
        self.somebody_sees_badly().await?;
        self.the_roll_ends().await?;
        self.desk_is_free_again().await?;
        self.somebody_needs_help().await?;
        self.operator_serves_who_came_before().await?;
        self.is_called(visit).await?;
        self.practice(visit).await?;
        let statistics = self.figures().await?;
        let number =
            checks::in_state(&self.machines.entrance.hub, visit, TicketState::Finished).await?.number;
        Ok((number.to_string(), statistics))
    }

    async fn until(&mut self, time: &str) -> Result<()> {
        self.morning.goes_on_until(time, &self.machines.site).await
    }

    async fn entrance_before(&mut self) -> Result<()> {
        say("8:50 to 9:42: people take numbers, counters 1 and 2 call them");
        self.until("9:42").await?;
        self.machines.kiosk.sees("SPID e identità digitale").await?;
        self.kiosk_picture("kiosk-welcome").await?;
        self.board_picture("board-before").await?;
        self.tell(
            "9:42",
            "All’ingresso",
            "Il totem fa una domanda sola e dice quante persone aspettano per ogni servizio. Sul tabellone della sala si vedono le \
             stesse persone, per lettera, senza nomi.",
            vec![
                ("kiosk-welcome", "Il totem: di cosa ha bisogno?"),
                ("board-before", "Il tabellone con le ultime chiamate e le persone in attesa"),
            ],
        );
        Ok(())
    }

    /// SPID, two answers, paper.
    async fn takes_a_number(&mut self) -> Result<TicketId> {
        say("9:42: a touch on SPID, two answers, a printed ticket");
        let kiosk = &mut self.machines.kiosk;
        let before = checks::waiting(&self.machines.entrance.hub.queue().await?);
        kiosk.touch("SPID e identità digitale").await?;
        kiosk.sees("È la prima volta che chiede lo SPID?").await?;
        self.kiosk_picture("kiosk-question").await?;
        let visit = checks::newest(&self.machines.entrance.hub).await?;
        ensure!(visit.number.letter == 'A', "the touch gave {}", visit.number);
        // The kiosk takes no touch for a question that nobody can have read yet.
        self.until("9:42:01").await?;
        self.machines.kiosk.touch("Sì").await?;
        self.machines.kiosk.sees("Ha con sé un cellulare che riceve gli SMS?").await?;
        self.until("9:42:02").await?;
        self.machines.kiosk.touch("Sì").await?;
        self.machines.kiosk.sees("Biglietto stampato: lo prenda").await?;
        checks::proven(&self.machines.entrance.hub, visit.id).await?;
        let people = before.get(&'A').copied().unwrap_or_default();
        self.machines.kiosk.sees(&format!("{people} persone prima di lei per lo stesso servizio")).await?;
        self.kiosk_picture("kiosk-ticket").await?;
        for ((width, height), time) in [((1280, 800), "9:42:03"), ((800, 480), "9:42:04")] {
            self.machines.kiosk.size(width, height).await?;
            // The kiosk measures its display again when it next draws, at the latest after a second.
            self.until(time).await?;
            self.kiosk_picture(&format!("kiosk-ticket-{width}")).await?;
        }
        self.machines.kiosk.size(KIOSK.0, KIOSK.1).await?;
        let paper = checks::paper(&self.machines.tickets, 1)?;
        std::fs::copy(paper, self.album.file("paper"))?;
        self.album.take("paper")?;
        self.machines.kiosk.touch("Fatto").await?;
        self.machines.kiosk.sees("SPID e identità digitale").await?;
        self.tell(
            "9:42",
            &format!("Un tocco dà il numero: {}", visit.number),
            "Il numero è suo dal primo tocco. Poi due domande, ognuna con «Salta»: le risposte arrivano allo sportello e non si stampano. \
             «Biglietto stampato» compare solo quando la stampante lo ha dimostrato.",
            vec![
                ("kiosk-question", "La prima domanda, con il numero già dato"),
                ("kiosk-ticket", "Il biglietto sullo schermo del totem"),
                ("paper", "Il biglietto di carta"),
                ("kiosk-ticket-1280", "Lo stesso schermo su un totem orizzontale"),
                ("kiosk-ticket-800", "Lo stesso schermo su uno piccolo"),
            ],
        );
        Ok(visit.id)
    }

    async fn operator_sits_down(&mut self) -> Result<()> {
        say("9:43: Giulia signs in and opens counter 3");
        self.until("9:43").await?;
        let desk = &mut self.machines.desk;
        desk.sees("Chi è allo sportello?").await?;
        desk.touch(GIULIA.name).await?;
        desk.sees("PIN").await?;
        self.desk_picture("desk-sign-in").await?;
        self.machines.desk.write("PIN", PIN).await?;
        self.machines.desk.touch("Entra").await?;
        self.machines.desk.touch("Sportello 3").await?;
        self.machines.desk.sees("Chiama il prossimo").await?;
        let queue = self.machines.entrance.hub.queue().await?;
        let open = queue.counters.iter().any(|counter| {
            counter.key.as_str() == "3"
                && counter.operator.as_ref().is_some_and(|key| key.as_str() == GIULIA.key)
        });
        ensure!(open, "counter 3 is not open for {}: {:?}", GIULIA.key, queue.counters);
        self.desk_picture("desk-queue").await?;
        self.tell(
            "9:43",
            "Giulia apre lo sportello 3",
            "Entra con il suo PIN, sceglie lo sportello e vede chi aspetta e da quanto. Un solo pulsante blu: la prossima cosa da fare.",
            vec![("desk-sign-in", "L’accesso dell’operatrice"), ("desk-queue", "La fila allo sportello 3")],
        );
        Ok(())
    }

    /// Calls, starts and finishes two people by the keys, while the colleagues go on.
    async fn operator_serves_who_came_before(&mut self) -> Result<()> {
        say("9:44 to 9:57: Giulia serves two people, everybody else goes on");
        self.serves_one("9:50:30", "9:51", "9:56:30").await
    }

    async fn serves_one(&mut self, called: &str, started: &str, finished: &str) -> Result<()> {
        self.until(called).await?;
        self.machines.desk.key("F8").await?;
        self.machines.desk.sees("Inizia").await?;
        self.until(started).await?;
        self.machines.desk.key("F7").await?;
        self.machines.desk.sees("Fine colloquio").await?;
        self.until(finished).await?;
        self.machines.desk.key("F12").await?;
        self.machines.desk.sees("Nessuno allo sportello").await
    }

    /// The kiosk speaks English, and asks for a municipality by letters.
    async fn somebody_asks_in_english(&mut self) -> Result<()> {
        say("9:44: Giulia calls; 9:46: somebody takes a number in English");
        self.until("9:44").await?;
        self.machines.desk.key("F8").await?;
        self.machines.desk.sees("Inizia").await?;
        self.until("9:44:30").await?;
        self.machines.desk.key("F7").await?;
        self.machines.desk.sees("Fine colloquio").await?;
        self.until("9:46").await?;
        let kiosk = &mut self.machines.kiosk;
        kiosk.touch("English").await?;
        kiosk.sees("Doctor, health card, exemptions").await?;
        self.until("9:46:01").await?;
        let kiosk = &mut self.machines.kiosk;
        kiosk.touch("Doctor, health card, exemptions").await?;
        kiosk.sees("What is it about?").await?;
        self.until("9:46:02").await?;
        let kiosk = &mut self.machines.kiosk;
        kiosk.touch("Health card lost or expired").await?;
        kiosk.sees("In which municipality do you live?").await?;
        self.until("9:46:03").await?;
        let kiosk = &mut self.machines.kiosk;
        for letter in ["l", "o", "m", "a"] {
            kiosk.touch(letter).await?;
        }
        kiosk.sees("Lomazzo (CO)").await?;
        self.kiosk_picture("kiosk-municipality").await?;
        self.machines.kiosk.touch("Lomazzo (CO)").await?;
        self.machines.kiosk.sees("Ticket printed: take it").await?;
        self.kiosk_picture("kiosk-ticket-english").await?;
        let ticket = checks::newest(&self.machines.entrance.hub).await?;
        checks::proven(&self.machines.entrance.hub, ticket.id).await?;
        checks::paper(&self.machines.tickets, 2)?;
        self.until("9:46:04").await?;
        self.machines.kiosk.touch("Done").await?;
        self.machines.kiosk.sees("SPID e identità digitale").await?;
        self.tell(
            "9:46",
            &format!("In un’altra lingua: {}", ticket.number),
            "Il totem parla anche inglese, e così il biglietto. Il comune si trova con le prime lettere.",
            vec![
                ("kiosk-municipality", "La domanda sul comune, in inglese, con la tastiera"),
                ("kiosk-ticket-english", "Il biglietto in inglese"),
            ],
        );
        Ok(())
    }

    async fn desk_is_free_again(&mut self) -> Result<()> {
        self.until("9:50").await?;
        self.machines.desk.key("F12").await?;
        self.machines.desk.sees("Nessuno allo sportello").await
    }

    /// The board shows the number; so does its holder's phone.
    async fn is_called(&mut self, visit: TicketId) -> Result<()> {
        self.until("9:57").await?;
        say("9:57: counter 3 calls");
        self.machines.desk.touch("Chiama il prossimo").await?;
        let called = checks::in_state(&self.machines.entrance.hub, visit, TicketState::Called).await?;
        ensure!(
            called.counter.as_ref().is_some_and(|key| key.as_str() == "3"),
            "called by another counter: {called:?}"
        );
        self.machines.desk.sees("Inizia").await?;
        self.until("9:57").await?;
        let text = self.board_picture("board-after").await?;
        let digits = format!("{:03}", called.number.count);
        ensure!(text.contains(&digits), "the board does not show {}: {text}", called.number);
        // Where the code on the paper leads, as a telephone reads it.
        let page = self.album.code_on("paper")?;
        self.browser.open(&page, PHONE, PAGE_SAYS_CALLED).await?;
        self.browser.picture(&self.album.file("phone")).await?;
        self.album.take("phone")?;
        let waited =
            called.called_at.map(|at| at.0.since(called.issued_at.0).num_minutes()).unwrap_or_default();
        self.tell(
            "9:57",
            &format!("{} allo sportello 3", called.number),
            &format!(
                "Ha aspettato {waited} minuti. Il tabellone chiama con numero e sportello; chi ha inquadrato il codice sul biglietto lo \
                 legge anche sul telefono."
            ),
            vec![("board-after", "Il tabellone chiama il numero allo sportello 3"), ("phone", "La pagina del biglietto sul telefono")],
        );
        Ok(())
    }

    /// A practice from the ticket: citizen, need, note, conclusion.
    async fn practice(&mut self, visit: TicketId) -> Result<()> {
        say("9:57: the practice, from the ticket to its conclusion");
        self.until("9:57:30").await?;
        self.machines.desk.key("F7").await?;
        checks::in_state(&self.machines.entrance.hub, visit, TicketState::Serving).await?;
        let desk = &mut self.machines.desk;
        desk.sees("Fine colloquio").await?;
        desk.touch("Nuova scheda").await?;
        for (label, text) in [
            ("Cognome", FAMILY_NAME),
            ("Nome", "Maria Teresa"),
            ("Codice fiscale", "BNCMTR46D52C933W"),
            ("Residenza", "Lomazzo (CO)"),
            ("Telefono", "031 555 0142"),
        ] {
            desk.write(label, text).await?;
        }
        desk.write("Bisogno, con le sue parole", NEED).await?;
        desk.touch("Apri la pratica").await?;
        desk.sees("Concludi la pratica").await?;
        desk.write("Nuova nota", NOTE).await?;
        desk.touch("Aggiungi la nota").await?;
        self.until("10:00").await?;
        self.machines.desk.sees(NOTE).await?;
        self.desk_picture("desk-person").await?;
        let opened = checks::practice(self.morning.session(), FAMILY_NAME).await?;
        let as_written = opened.need == NEED && opened.notes.iter().any(|note| note.text == NOTE);
        ensure!(opened.state == "open" && as_written, "the practice is not as it was written: {opened:?}");
        let casework = self.morning.session().ticket_casework(visit).await?;
        ensure!(casework.intake.len() == 2, "the answers did not arrive: {:?}", casework.intake);
        self.tell(
            "10:00",
            &format!("La pratica {}", opened.number),
            "Le risposte date all’ingresso sono già lì. Giulia apre la scheda della persona e la pratica: tutto si salva da solo.",
            vec![("desk-person", "Lo sportello con la persona, le sue risposte e la pratica")],
        );

        self.until("10:02").await?;
        self.machines.desk.touch("Concludi la pratica").await?;
        self.machines.desk.sees("Riapri la pratica").await?;
        self.desk_picture("desk-practice").await?;
        self.machines.desk.touch("Fine colloquio").await?;
        checks::in_state(&self.machines.entrance.hub, visit, TicketState::Finished).await?;
        self.machines.desk.sees("Nessuno allo sportello").await?;
        let closed = checks::practice(self.morning.session(), FAMILY_NAME).await?;
        ensure!(closed.state == "concluded", "the practice is {}", closed.state);
        self.tell(
            "10:02",
            "Risolta",
            "Una nota dice com’è andata, la pratica è conclusa, il colloquio finisce. Lo sportello è pronto per il prossimo.",
            vec![("desk-practice", "La pratica conclusa")],
        );
        Ok(())
    }

    /// The desk and the administrator read the same figures.
    async fn figures(&mut self) -> Result<Statistics> {
        say("10:03: the figures of the morning");
        self.until("10:03").await?;
        self.machines.desk.touch("Oggi in cifre").await?;
        self.machines.desk.sees("Torna allo sportello").await?;
        let statistics = checks::statistics(&self.machines.site, DAY).await?;
        let served = statistics.total.served;
        ensure!(served >= 1, "nobody was served: {:?}", statistics.total);
        self.machines.desk.sees_part(&format!("Serviti: {served}")).await?;
        self.desk_picture("desk-figures").await?;
        self.tell(
            "10:03",
            "Quanto si aspetta",
            "Le stesse cifre allo sportello e per chi amministra, ognuna con il numero di casi da cui viene.",
            vec![("desk-figures", "Le cifre di oggi")],
        );
        Ok(statistics)
    }

    async fn kiosk_picture(&mut self, name: &str) -> Result<()> {
        self.machines.kiosk.picture(&self.album.file(name)).await?;
        self.album.take(name)
    }

    async fn desk_picture(&mut self, name: &str) -> Result<()> {
        self.machines.desk.picture(&self.album.file(name)).await?;
        self.album.take(name)
    }

    /// The board of the moment, which must count as the hub does; what can be read on it.
    async fn board_picture(&mut self, name: &str) -> Result<String> {
        let board = format!("{}/board", self.machines.site.public_url());
        self.browser.open(&board, BOARD, BOARD_DRAWN).await?;
        let text = self.browser.text().await?;
        checks::board_says(&text, &self.machines.entrance.hub.queue().await?)?;
        self.browser.picture(&self.album.file(name)).await?;
        self.album.take(name)?;
        Ok(text)
    }

    fn tell(
        &mut self,
        time: &'static str,
        title: &str,
        text: &str,
        pictures: Vec<(&'static str, &'static str)>,
    ) {
        self.steps.push(Step { time, title: title.to_owned(), text: text.to_owned(), pictures });
    }
}

/// The day's figures, each with its n: what they are in Italian and English, and their values.
fn facts(statistics: &Statistics) -> Vec<Fact> {
    let total = &statistics.total;
    let minutes = |seconds: Option<f64>| {
        seconds.map_or("—".to_owned(), |seconds| format!("{:.0} min", seconds / 60.0))
    };
    let over = |seconds, n| format!("{} (n = {n})", minutes(seconds));
    let mut facts = vec![
        Fact { italian: "numeri presi", english: "tickets issued", value: total.arrived.to_string() },
        Fact { italian: "serviti", english: "served", value: total.served.to_string() },
        Fact { italian: "non si sono presentati", english: "no-shows", value: total.no_show.to_string() },
        Fact {
            italian: "attesa mediana",
            english: "median wait",
            value: over(total.wait.median_s, total.wait.n),
        },
        Fact {
            italian: "attesa più lunga",
            english: "longest wait",
            value: over(total.wait.longest_s, total.wait.n),
        },
        Fact {
            italian: "colloquio mediano",
            english: "median service",
            value: over(total.service.median_s, total.service.n),
        },
    ];
    if let Some(level) = &total.service_level {
        let value = format!("{} (n = {})", level.within, level.n);
        facts.push(Fact { italian: "nei tempi previsti", english: "within the target", value });
    }
    facts
}

fn say(what: &str) {
    println!("{what}");
}
