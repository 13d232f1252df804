//! Words that would be commands to a printer.

use super::stand::{Plan, Stand};
use super::words;
use turno_domain::ticket::PaperState;

/// Escape, "initialise", "cut", "real-time: pulse" and a status question inside a name, as TOML can write them.
const COMMANDS: &str = r#"
[[services]]
key = "comandi"
letter = "C"
names = {it = "Rinnovo\u001B@\u001DV\u0000 carta\u0010\u0014\u0001\u0000\u0001\u0010\u0004\u0001 A\u001Bd\u00FF", en = "x"}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn commands_in_the_name_of_a_service_never_reach_the_printer() {
    let mut stand = Stand::plan(Plan { tables: COMMANDS, ..Plan::default() }).await;
    let labels = stand.kiosk.screen.labels().await.unwrap();
    let name = labels.iter().find(|label| label.starts_with("Rinnovo")).unwrap().clone();
    stand.touch(&name).await;
    stand.sees(words::PRINTED).await;
    let ticket = stand.tickets().await.pop().unwrap();
    stand.until_paper(&ticket, PaperState::Proven).await;
    let printed = stand.printer.printed();
    assert_eq!(printed.len(), 1, "nothing was cut before its time: {printed:?}");
    assert!(printed[0].not_understood.is_empty(), "{printed:?}");
    assert_eq!(stand.copies(&ticket), 1);
    assert!(printed[0].count("Rinnovo") == 1 && printed[0].count("carta") == 1, "{printed:?}");
    stand.goes_away().await;
    stand.next_citizen_is_served().await;
    stand.nothing_is_lost_or_doubled().await;
}
