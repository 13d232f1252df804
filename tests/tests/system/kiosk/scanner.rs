//! The scanner: a minute of noise, and a codice fiscale as people and cards write it.

use super::stand::{Plan, Stand};
use super::words;
use crate::desk::PIN;
use std::path::Path;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{UnixListener, UnixStream};
use turno_domain::intake::Answer;
use turno_domain::ticket::PaperState;
use turno_protocol::session::DeviceRole;

const TABLES: &str = r#"
[[services]]
key = "tessera"
letter = "T"
names = {it = "Tessera sanitaria", en = "Health card"}

[[services.intake]]
key = "codice"
kind = "codice-fiscale"
question = {it = "Qual è il suo codice fiscale?", en = "What is your codice fiscale?"}

[kiosk]
scanner = "fake://{folder}/scanner"
"#;
const QUESTION: &str = "Qual è il suo codice fiscale?";
/// A code of an example, of nobody.
const CODE: &str = "RSSMRA85T10A562S";

/// A scanner into which a test puts bytes.
struct Scanner(UnixStream);

impl Scanner {
    /// Waits until the kiosk reads it.
    async fn at(socket: UnixListener) -> Self {
        let (line, _) =
            tokio::time::timeout(Duration::from_secs(60), socket.accept()).await.unwrap().unwrap();
        Self(line)
    }

    async fn sends(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }
}

async fn stand_with_scanner() -> (Stand, Scanner) {
    let (ready, listening) = tokio::sync::oneshot::channel();
    let bind = move |folder: &Path| drop(ready.send(UnixListener::bind(folder.join("scanner")).unwrap()));
    let stand = Stand::plan_with(Plan { tables: TABLES, ..Plan::default() }, bind).await;
    let scanner = Scanner::at(listening.await.unwrap()).await;
    (stand, scanner)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_minute_of_noise_from_the_scanner_takes_no_number_and_stops_nobody() {
    let (mut stand, mut scanner) = stand_with_scanner().await;
    let mut noise: u32 = 0x0BAD_5EED;
    for second in 0..60 {
        let bytes: Vec<u8> = (0..400)
            .map(|_| {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (noise >> 24) as u8
            })
            .collect();
        scanner.sends(&bytes).await;
        stand.wait(1).await;
        if second == 30 {
            assert_eq!(stand.tickets().await.len(), 0, "noise took a number");
            leave_what_noise_brought(&mut stand).await;
            stand.next_citizen_is_served().await;
            stand.goes_away().await;
        }
    }
    assert_eq!(stand.tickets().await.len(), 1);
    leave_what_noise_brought(&mut stand).await;
    // After a pause between bytes what comes is a code again.
    scanner.sends(b"\r").await;
    stand.touch("Tessera sanitaria").await;
    stand.sees(QUESTION).await;
    scanner.sends(format!("{CODE}\r").as_bytes()).await;
    answered(&mut stand).await;
    stand.nothing_is_lost_or_doubled().await;
}

/// Noise may look like the code of some ticket, about which the kiosk then says what it knows; after a while it is as before.
async fn leave_what_noise_brought(stand: &mut Stand) {
    stand.wait(70).await;
    stand.kiosk.screen.sees(words::SERVICE).await.unwrap();
}

/// What was typed or scanned is shown once more, masked, and goes to the hub; the paper comes.
async fn answered(stand: &mut Stand) {
    stand.touch(words::GO_ON).await;
    stand.sees("va bene").await;
    assert!(!stand.shows(CODE).await, "the whole code stands on the screen");
    stand.touch(words::RIGHT).await;
    stand.sees(words::PRINTED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_codice_fiscale_with_spaces_is_understood_and_a_wrong_one_is_not_taken() {
    let (mut stand, mut scanner) = stand_with_scanner().await;
    stand.site.add_operator("zeno", PIN, &[]).await.unwrap();
    let desk = stand.site.enrol(DeviceRole::Desk, "ufficio").await.unwrap();
    let witness = desk.hub.sign_in("zeno", PIN).await.unwrap();

    for scanned in ["RSS MRA 85T10 A562S\r", "  rssmra85t10a562s \r\n", "*RSSMRA85T10A562S*\n"] {
        stand.touch("Tessera sanitaria").await;
        stand.sees(QUESTION).await;
        scanner.sends(b"RSSMRA85T10A562T\r").await;
        scanner.sends(scanned.as_bytes()).await;
        answered(&mut stand).await;
        let ticket = stand.tickets().await.pop().unwrap();
        stand.until_paper(&ticket, PaperState::Proven).await;
        let sealed = async {
            loop {
                let casework = witness.ticket_casework(ticket.id).await.unwrap();
                if let Some(answer) = casework.intake.into_values().next() {
                    return answer;
                }
            }
        };
        let answer = tokio::time::timeout(Duration::from_secs(60), sealed).await.unwrap();
        assert_eq!(answer, Answer::Text(CODE.into()), "{scanned:?}");
        let paper = stand.printer.printed().pop().unwrap();
        assert!(paper.lines.iter().all(|line| !line.contains("RSSMRA")), "personal data on paper: {paper:?}");
        stand.goes_away().await;
    }
    stand.nothing_is_lost_or_doubled().await;
}
