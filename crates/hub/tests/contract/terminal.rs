//! A person at a terminal: a program on a terminal of its own, as script(1) gives one, and hands that wait for a question.

use std::path::PathBuf;
use std::process::Stdio;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

/// A program on a terminal.
pub struct Terminal {
    script: Child,
    shown: Vec<u8>,
    /// How much of what is shown was answered.
    answered: usize,
}

impl Terminal {
    /// Starts `command`, a line for the shell.
    pub fn open(command: &str) -> Self {
        let script = Command::new("script")
            // Without `exec` the shell would stand between.
            .args([
                "--quiet",
                "--return",
                "--echo",
                "always",
                "--command",
                &format!("exec {command}"),
                "/dev/null",
            ])
            .env("SHELL", "/bin/sh")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self { script, shown: Vec::new(), answered: 0 }
    }

    /// Waits until `question` is asked and what is typed is hidden, and types `answer`.
    pub async fn answer(&mut self, question: &str, answer: &str) {
        let mut piece = [0; 1024];
        while !self.text(self.answered).contains(question) {
            let n = self.script.stdout.as_mut().unwrap().read(&mut piece).await.unwrap();
            assert_ne!(n, 0, "{question:?} was never asked: {}", self.text(0));
            self.shown.extend(&piece[..n]);
        }
        self.answered = self.shown.len();
        let terminal = self.terminal();
        loop {
            let output = Command::new("stty").arg("-a").arg("-F").arg(&terminal).output().await.unwrap();
            if String::from_utf8(output.stdout).unwrap().split_whitespace().any(|word| word == "-echo") {
                break;
            }
        }
        self.script.stdin.as_mut().unwrap().write_all(answer.as_bytes()).await.unwrap();
    }

    /// Waits for the end: the exit code, and all that the terminal showed.
    pub async fn end(mut self) -> (i32, String) {
        let mut rest = Vec::new();
        self.script.stdout.as_mut().unwrap().read_to_end(&mut rest).await.unwrap();
        self.shown.extend(rest);
        (self.script.wait().await.unwrap().code().unwrap(), self.text(0))
    }

    fn text(&self, from: usize) -> String {
        String::from_utf8_lossy(&self.shown[from..]).into_owned()
    }

    /// The terminal's device: the standard input of script's child.
    fn terminal(&self) -> PathBuf {
        let script = self.script.id().unwrap();
        let children = std::fs::read_to_string(format!("/proc/{script}/task/{script}/children")).unwrap();
        let child = children.split_whitespace().next().unwrap();
        std::fs::read_link(format!("/proc/{child}/fd/0")).unwrap()
    }
}
