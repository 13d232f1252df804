//! A template that does not come to its end. One test: it fills the places of those that run on.

use std::time::Duration;

use turno_documents::{FaultKind, FormKind, print};

/// Longer than any good template takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(120);
const MOMENT: Duration = Duration::from_millis(50);

/// In a program of its own, so that no other test meets its threads.
#[test]
fn a_template_that_runs_for_ever_is_given_up_and_does_not_take_the_others_with_it() {
    if std::env::var_os("RUNAWAY").is_none() {
        let name = "runaway::a_template_that_runs_for_ever_is_given_up_and_does_not_take_the_others_with_it";
        let me = std::env::current_exe().unwrap();
        let done =
            std::process::Command::new(me).args([name, "--exact"]).env("RUNAWAY", "1").output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
        return;
    }
    let form = &FormKind::Attendance.examples()[0];
    let kind = |template: &str, patience| print(form, template, patience).unwrap_err().remove(0).kind;
    // Only computes: nothing can end it before its time, which is years from now.
    let computing =
        "#for a in range(9000) { for b in range(9000) { for c in range(9000) { let d = a * b * c } } }";
    assert_eq!(kind(computing, MOMENT), FaultKind::NotFinished);
    let good = form.kind().shipped_template();
    let goes_on = || print(form, good, PATIENCE);
    assert!(goes_on().is_ok(), "others go on");
    // Comes to its end, though nobody waited: its place is free again then.
    let late = "#for n in range(200) [Riga #n con un testo che va composto. #linebreak()]";
    assert_eq!(kind(late, Duration::ZERO), FaultKind::NotFinished);
    while let Err(faults) = goes_on() {
        assert_eq!(faults[0].kind, FaultKind::Busy);
        std::thread::yield_now();
    }
    assert_eq!(kind(computing, MOMENT), FaultKind::NotFinished);
    assert_eq!(goes_on().unwrap_err()[0].kind, FaultKind::Busy, "no third is begun");
}
