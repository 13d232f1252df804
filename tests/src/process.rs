//! One program as a process: what it says and logs, whether it is ready, and its end.

use anyhow::{Context, Result, bail};
use std::io::Write;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::watch;
use tokio::time::timeout;

/// How long a process may take to get ready or to end before a test fails, in real time; the machine may be compiling beside it.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many of its last lines a complaint about a process quotes.
const QUOTED: usize = 15;

/// A running program. Dropping it kills it.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    pid: u32,
    input: Option<ChildStdin>,
    said: watch::Receiver<Said>,
}

/// What was heard of a process so far.
#[derive(Debug, Default)]
struct Said {
    answers: Vec<String>,
    log: Vec<String>,
    /// Streams that ended, of two.
    ended: u8,
}

#[derive(Clone, Copy)]
enum Stream {
    Answers,
    Log,
}

impl Process {
    /// Starts `command`. Both its outputs go to `<logs>/<name>.log` too. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// A program that cannot be started, a log that cannot be written.
    pub fn start(mut command: Command, name: &str, logs: &Path) -> Result<Self> {
        command.stdin(Stdio::null());
        Self::spawn(command, name, logs)
    }

    /// As [`start`](Self::start), for a program that can be [told](Self::tell) something.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_listening(mut command: Command, name: &str, logs: &Path) -> Result<Self> {
        command.stdin(Stdio::piped());
        Self::spawn(command, name, logs)
    }

    fn spawn(mut command: Command, name: &str, logs: &Path) -> Result<Self> {
        let path = logs.join(format!("{name}.log"));
        let file = std::fs::File::options().create(true).append(true).open(&path);
        let file = Arc::new(Mutex::new(file.with_context(|| path.display().to_string())?));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let pid = child.id().with_context(|| format!("{name} has no process"))?;
        let (told, said) = watch::channel(Said::default());
        if let Some(out) = child.stdout.take() {
            tokio::spawn(hear(out, Stream::Answers, told.clone(), Arc::clone(&file)));
        }
        if let Some(log) = child.stderr.take() {
            tokio::spawn(hear(log, Stream::Log, told, file));
        }
        let input = child.stdin.take();
        Ok(Self { name: name.to_owned(), child, pid, input, said })
    }

    /// The process's number.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Writes a line to its standard input.
    ///
    /// # Errors
    /// A program that is gone, or was not started to listen.
    pub async fn tell(&mut self, line: &str) -> Result<()> {
        let input = self.input.as_mut().with_context(|| format!("{} does not listen", self.name))?;
        let told = input.write_all(format!("{line}\n").as_bytes()).await;
        told.with_context(|| format!("{} is gone", self.name))
    }

    /// Waits for a line on standard output that is `wanted`, from the beginning.
    ///
    /// # Errors
    /// When none came within a minute, or before the program ended; its last words are quoted.
    pub async fn says(&self, wanted: impl Fn(&str) -> bool) -> Result<String> {
        self.line(|said| &said.answers, wanted, 1).await
    }

    /// Waits until so many lines on standard output are `wanted`, from the beginning; gives the last of them.
    ///
    /// # Errors
    /// As [`says`](Self::says).
    pub async fn says_times(&self, wanted: impl Fn(&str) -> bool, times: usize) -> Result<String> {
        self.line(|said| &said.answers, wanted, times).await
    }

    /// Every line on its standard output so far.
    pub fn said_so_far(&self) -> Vec<String> {
        self.said.borrow().answers.clone()
    }

    /// Waits for a line on standard error that is `wanted`, from the beginning.
    ///
    /// # Errors
    /// As [`says`](Self::says).
    pub async fn logs(&self, wanted: impl Fn(&str) -> bool) -> Result<String> {
        self.line(|said| &said.log, wanted, 1).await
    }

    async fn line(
        &self,
        stream: fn(&Said) -> &Vec<String>,
        wanted: impl Fn(&str) -> bool,
        times: usize,
    ) -> Result<String> {
        let mut said = self.said.clone();
        let find = |said: &Said| {
            stream(said).iter().filter(|line| wanted(line)).nth(times.saturating_sub(1)).cloned()
        };
        let heard = timeout(PATIENCE, said.wait_for(|said| said.ended == 2 || find(said).is_some())).await;
        let found = match &heard {
            Ok(Ok(said)) => find(said),
            _ => None,
        };
        drop(heard);
        found.with_context(|| format!("{} did not say what was awaited; {}", self.name, self.last_words()))
    }

    /// Every line of its log so far.
    pub fn log_so_far(&self) -> Vec<String> {
        self.said.borrow().log.clone()
    }

    /// Asks the process to end (SIGTERM) and waits until it has.
    ///
    /// # Errors
    /// One that does not end within a minute, which is then killed.
    pub async fn stop(&mut self) -> Result<ExitStatus> {
        self.signal(rustix::process::Signal::TERM)?;
        match timeout(PATIENCE, self.child.wait()).await {
            Ok(status) => Ok(status?),
            Err(_) => {
                self.child.kill().await?;
                bail!("{} did not end when asked to; {}", self.name, self.last_words())
            }
        }
    }

    /// Ends the process in the middle of whatever it does (SIGKILL), as a power cut of its own.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn kill(&mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Waits until the process has ended by itself.
    ///
    /// # Errors
    /// When it has not within a minute.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        match timeout(PATIENCE, self.child.wait()).await {
            Ok(status) => Ok(status?),
            Err(_) => bail!("{} goes on; {}", self.name, self.last_words()),
        }
    }

    /// The whole program stands still, as on a machine that is busy or asleep, or goes on.
    ///
    /// # Errors
    /// A program that is gone.
    pub fn stand_still(&self, still: bool) -> Result<()> {
        self.signal(if still { rustix::process::Signal::STOP } else { rustix::process::Signal::CONT })
    }

    fn signal(&self, signal: rustix::process::Signal) -> Result<()> {
        let pid = i32::try_from(self.pid).ok().and_then(rustix::process::Pid::from_raw);
        let pid = pid.with_context(|| format!("{} has no process", self.name))?;
        rustix::process::kill_process(pid, signal).with_context(|| format!("{} is gone", self.name))
    }

    fn last_words(&self) -> String {
        let said = self.said.borrow();
        let log = &said.log[said.log.len().saturating_sub(QUOTED)..];
        format!("its last words:\n{}\n{}", said.answers.join("\n"), log.join("\n"))
    }
}

async fn hear(
    stream: impl AsyncRead + Unpin,
    which: Stream,
    told: watch::Sender<Said>,
    file: Arc<Mutex<std::fs::File>>,
) {
    let mut lines = BufReader::new(stream);
    let mut bytes = Vec::new();
    while matches!(lines.read_until(b'\n', &mut bytes).await, Ok(read) if read > 0) {
        // A log on a full disk must not take the test down with it: the line is kept in memory.
        let _ = file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&bytes);
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        told.send_modify(|said| match which {
            Stream::Answers => said.answers.push(line),
            Stream::Log => said.log.push(line),
        });
        bytes.clear();
    }
    told.send_modify(|said| said.ended += 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> (tempfile::TempDir, Process) {
        let logs = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let process = Process::start(command, "shell", logs.path()).unwrap();
        (logs, process)
    }

    #[tokio::test]
    async fn what_a_process_says_is_heard_and_kept() {
        let (logs, mut process) = shell("echo one; echo two >&2; echo three; exec sleep 60");
        assert_eq!(process.says(|line| line.starts_with('t')).await.unwrap(), "three");
        assert_eq!(process.logs(|line| line == "two").await.unwrap(), "two");
        assert!(!process.stop().await.unwrap().success(), "ended by a signal");
        let kept = std::fs::read_to_string(logs.path().join("shell.log")).unwrap();
        let mut kept: Vec<_> = kept.lines().collect();
        kept.sort_unstable();
        assert_eq!(kept, ["one", "three", "two"]);
    }

    #[tokio::test]
    async fn a_process_is_told_something_and_heard_more_than_once() {
        let logs = tempfile::tempdir().unwrap();
        let mut process = Process::start_listening(Command::new("cat"), "cat", logs.path()).unwrap();
        for line in ["one", "two", "one"] {
            process.tell(line).await.unwrap();
        }
        assert_eq!(process.says_times(|line| line == "one", 2).await.unwrap(), "one");
        assert_eq!(process.said_so_far(), ["one", "two", "one"]);
        let (_logs, mut deaf) = shell("exec sleep 60");
        assert!(deaf.tell("one").await.is_err());
    }

    #[tokio::test]
    async fn a_process_that_ends_before_it_is_ready_is_quoted() {
        let (_logs, mut process) = shell("echo the port is taken >&2; exit 1");
        let complaint = process.says(|line| line.contains("ready")).await.unwrap_err().to_string();
        assert!(complaint.contains("the port is taken"), "{complaint}");
        assert_eq!(process.ended().await.unwrap().code(), Some(1));
    }
}
