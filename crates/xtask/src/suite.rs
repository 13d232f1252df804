//! Every test of the workspace, quietly: builds the programs, runs `cargo test`, counts, and shows what failed.

use crate::tally::{Suite, Tally};
use crate::workspace::{Workspace, quietly};
use anyhow::{Context, bail};
use std::io::{BufRead, BufReader, Write};
use std::process::ExitStatus;

/// Which tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// All but the ignored ones.
    Everyday,
    /// The ignored ones.
    ReleaseCheck,
}

/// Builds and runs the chosen tests. An error when one failed, when the run broke off, or when there was nothing to run.
pub fn run(workspace: &Workspace, choice: Choice) -> anyhow::Result<()> {
    let mut build = workspace.cargo();
    // With the tests, so that programs and tests share one resolution of features.
    build.arg("build").args(workspace.everything()).args(["--bins", "--tests"]);
    quietly(workspace, "building the programs and their tests", "build.log", &mut build)?;
    let (tally, status) = test(workspace, choice)?;
    show(&tally);
    verdict(&tally, status.success(), choice)
}

/// Runs `cargo test` and counts along; everything it says goes to a log too.
fn test(workspace: &Workspace, choice: Choice) -> anyhow::Result<(Tally, ExitStatus)> {
    let (path, mut log) = workspace.log("test.log")?;
    eprintln!("running the tests (log: {})", path.display());
    // One pipe for both streams: cargo names each suite on the one, and the suite speaks on the other.
    let (reader, writer) = std::io::pipe()?;
    let mut command = workspace.cargo();
    command
        .arg("test")
        .args(workspace.everything())
        .arg("--no-fail-fast")
        .args((choice == Choice::ReleaseCheck).then_some(["--", "--ignored"]).into_iter().flatten())
        .env("TURNO_BIN_DIR", workspace.dev_programs())
        .env("TURNO_TARGET_DIR", &workspace.target)
        .stdin(std::process::Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let mut child = command.spawn().context("cannot start cargo test")?;
    // The command holds the pipe's writing end, which must close for the reading to end.
    drop(command);
    let mut tally = Tally::default();
    let mut lines = BufReader::new(reader);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        log.write_all(&line)?;
        tally.hear(String::from_utf8_lossy(&line).trim_end_matches('\n'));
        line.clear();
    }
    let status = child.wait()?;
    tally.end();
    Ok((tally, status))
}

fn show(tally: &Tally) {
    let ran = || tally.suites().iter().filter(|suite| suite.passed + suite.failed > 0);
    let width = ran().map(|suite| suite.name.chars().count()).max().unwrap_or(0);
    for Suite { name, passed, failed, .. } in ran() {
        let failures = if *failed == 0 { String::new() } else { format!("  FAILED: {failed}") };
        println!("{name:width$}  {passed:>5}{failures}");
    }
    for suite in tally.suites() {
        for failure in &suite.failures {
            println!("\n==== {} in {}", failure.test, suite.name);
            println!("{}", failure.output.trim_end());
        }
    }
}

/// The summary is printed only when it says the whole truth: something ran, and cargo agrees with the count.
fn verdict(tally: &Tally, cargo_agrees: bool, choice: Choice) -> anyhow::Result<()> {
    let (passed, failed, ignored) = tally.totals();
    if passed + failed == 0 {
        bail!("no test ran");
    }
    if failed == 0 && !cargo_agrees {
        bail!("cargo test failed although no test did:\n{}", tally.last_words());
    }
    if choice == Choice::Everyday && ignored > 0 {
        println!("\nleft to release-check: {ignored}");
    }
    if failed > 0 {
        println!("\nfailed:");
        for suite in tally.suites() {
            suite.failures.iter().for_each(|failure| println!("    {} in {}", failure.test, suite.name));
        }
    }
    println!("\nturno: {passed} passed, {failed} failed");
    if failed > 0 {
        bail!("{failed} of {} tests failed", passed + failed);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(text: &str) -> Tally {
        let mut tally = Tally::default();
        text.lines().for_each(|line| tally.hear(line));
        tally.end();
        tally
    }

    #[test]
    fn nothing_run_is_no_success() {
        let empty = tally(
            "     Running unittests src/lib.rs (target/debug/deps/turno_x-00)\n\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
        );
        let error = verdict(&empty, true, Choice::Everyday).unwrap_err();
        assert_eq!(error.to_string(), "no test ran");
    }

    #[test]
    fn a_failure_that_no_test_shows_is_still_one() {
        let passed = tally(
            "   Doc-tests turno_x\nrunning 1 test\ntest a ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored\nerror: doctest failed to build\n",
        );
        assert!(verdict(&passed, true, Choice::Everyday).is_ok());
        let error = verdict(&passed, false, Choice::Everyday).unwrap_err();
        assert!(error.to_string().contains("doctest failed to build"), "{error}");
    }
}
