//! Counts what `cargo test` says, suite by suite, and keeps what failed.

/// How many of a suite's lines are kept, to show the end of one that broke off.
const KEPT_LINES: usize = 60;

/// One test binary, or the examples in one crate's documentation.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Suite {
    pub name: String,
    pub passed: usize,
    pub failed: usize,
    pub ignored: usize,
    pub failures: Vec<Failure>,
    ended: bool,
}

/// One test that failed, and what it printed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Failure {
    pub test: String,
    pub output: String,
}

/// What was heard so far.
#[derive(Debug, Default)]
pub struct Tally {
    suites: Vec<Suite>,
    /// In the part of a suite's report that repeats what failed tests printed.
    in_outputs: bool,
    recent: Vec<String>,
}

impl Tally {
    /// Takes in the next line.
    pub fn hear(&mut self, line: &str) {
        if let Some(name) = suite_begun(line) {
            self.end();
            self.suites.push(Suite { name, ..Suite::default() });
            self.recent.clear();
        }
        self.recent.push(line.to_owned());
        if self.recent.len() > KEPT_LINES {
            self.recent.remove(0);
        }
        let Some(suite) = self.suites.last_mut() else { return };
        if let Some(test) = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" ----")) {
            let test = test.strip_suffix(" stdout").unwrap_or(test).to_owned();
            suite.failures.push(Failure { test, output: String::new() });
            self.in_outputs = true;
        } else if line == "failures:" {
            self.in_outputs = false;
        } else if self.in_outputs {
            if let Some(failure) = suite.failures.last_mut() {
                failure.output.push_str(line);
                failure.output.push('\n');
            }
        } else if let Some([passed, failed, ignored]) = result(line) {
            // Documentation may be reported in two parts, merged examples and others.
            suite.passed += passed;
            suite.failed += failed;
            suite.ignored += ignored;
            suite.ended = true;
        }
    }

    /// Closes the suite that was being heard; one that gave no result has crashed, and counts as a failure.
    pub fn end(&mut self) {
        self.in_outputs = false;
        let Some(suite) = self.suites.last_mut().filter(|suite| !suite.ended) else { return };
        suite.failed += 1;
        suite.ended = true;
        suite.failures.push(Failure {
            test: "(the whole suite ended without a result)".to_owned(),
            output: self.recent.join("\n"),
        });
    }

    pub fn suites(&self) -> &[Suite] {
        &self.suites
    }

    /// Passed, failed, ignored, over all suites.
    pub fn totals(&self) -> (usize, usize, usize) {
        let add = |(passed, failed, ignored), suite: &Suite| {
            (passed + suite.passed, failed + suite.failed, ignored + suite.ignored)
        };
        self.suites.iter().fold((0, 0, 0), add)
    }

    /// The last lines heard.
    pub fn last_words(&self) -> String {
        self.recent.join("\n")
    }
}

/// The suite that cargo announces by `line`: `Running unittests src/lib.rs (…/deps/turno_hub-0f)` or `Doc-tests turno_hub`.
fn suite_begun(line: &str) -> Option<String> {
    if let Some(of) = line.strip_prefix("   Doc-tests ") {
        return Some(format!("{of} documentation"));
    }
    let (source, binary) = line.strip_prefix("     Running ")?.strip_suffix(')')?.split_once(" (")?;
    let source = source.strip_prefix("unittests ").unwrap_or(source);
    let file = binary.rsplit(['/', '\\']).next()?;
    let name = file.rsplit_once('-').map_or(file, |(name, _hash)| name);
    Some(format!("{name} {source}"))
}

/// Passed, failed and ignored of a `test result: ok. 3 passed; 0 failed; 1 ignored; …` line.
fn result(line: &str) -> Option<[usize; 3]> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |what: &str| counts.split("; ").find_map(|part| part.strip_suffix(what)?.trim().parse().ok());
    Some([count("passed")?, count("failed")?, count("ignored")?])
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = "\
    Finished `test` profile [unoptimized + debuginfo] target(s) in 0.10s
     Running unittests src/lib.rs (target/debug/deps/turno_clock-1f)

running 2 tests
test a ... ok
test b ... FAILED

failures:

---- b stdout ----

thread 'b' panicked at src/lib.rs:8:9:
test result: ok. 900 passed; 0 failed; 0 ignored

failures:
    b

test result: FAILED. 1 passed; 1 failed; 4 ignored; 0 measured; 0 filtered out; finished in 0.01s

error: test failed, to rerun pass `-p turno-clock --lib`
     Running tests/crash.rs (target/debug/deps/crash-2e)

running 7 tests
thread main overflowed its stack
error: test failed, to rerun pass `-p turno-clock --test crash`
     Running tests/driven.rs (target/debug/deps/driven-3d)

running 0 tests

test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

   Doc-tests turno_clock

running 1 test
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.30s


running 2 tests
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
";

    fn tally(text: &str) -> Tally {
        let mut tally = Tally::default();
        text.lines().for_each(|line| tally.hear(line));
        tally.end();
        tally
    }

    #[test]
    fn each_suite_is_counted_once() {
        let tally = tally(RUN);
        let counts: Vec<_> =
            tally.suites().iter().map(|suite| (suite.name.as_str(), suite.passed, suite.failed)).collect();
        assert_eq!(
            counts,
            [
                ("turno_clock src/lib.rs", 1, 1),
                ("crash tests/crash.rs", 0, 1),
                ("driven tests/driven.rs", 0, 0),
                ("turno_clock documentation", 3, 0)
            ]
        );
        assert_eq!(tally.totals(), (4, 2, 4));
    }

    #[test]
    fn what_a_failed_test_printed_is_kept_and_never_counted() {
        let tally = tally(RUN);
        let [failure] = tally.suites()[0].failures.as_slice() else { panic!("one failure") };
        assert_eq!(failure.test, "b");
        assert!(failure.output.contains("panicked at src/lib.rs:8:9"));
        assert!(failure.output.contains("900 passed"));
    }

    #[test]
    fn a_suite_that_broke_off_is_a_failure_and_shows_its_last_words() {
        let tally = tally(RUN);
        let [failure] = tally.suites()[1].failures.as_slice() else { panic!("one failure") };
        assert!(failure.output.contains("overflowed its stack"));
    }
}
