//! A site under test: a data folder, a site file, a hub started on it as a process, devices enrolled and operators added through
//! the command line, and clients that trust the site's CA alone.

pub mod client;
pub mod stream;

use client::Client;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use turno_clock::TestClockDriver;
use turno_domain::time::Timestamp;
use turno_protocol::enrolment::Enrolment;

/// The program under test.
pub const HUB: &str = env!("CARGO_BIN_EXE_turno-hub");

/// A site that is always open: A asks questions, B is plain, C needs a qualification; counter 3 serves B alone.
pub const SITE: &str = r#"
name = {it = "Sportello di prova", en = "A desk to try"}
languages = ["it", "en"]

[[services]]
key = "spid"
letter = "A"
names = {it = "SPID", en = "Digital identity"}
target_wait_minutes = 20
intake = [
    {key = "prima-volta", kind = "yes-no", question = "È la prima volta?"},
    {key = "motivo", kind = "choice", question = "Che cosa serve?", options = [{key = "perso", names = "Perso"}, {key = "nuovo", names = "Nuovo"}]},
    {key = "fogli", kind = "choices", question = "Che cosa ha con sé?", options = [{key = "carta", names = "Carta"}, {key = "foto", names = "Foto"}]},
    {key = "figli", kind = "number", question = "Quanti figli?"},
    {key = "comune", kind = "municipality", question = "Dove abita?"},
]

[[services]]
key = "moduli"
letter = "B"
names = "Moduli"

[[services]]
key = "firma"
letter = "C"
names = "Firma digitale"
qualification = "rao"

[[counters]]
key = "1"
label = "Sportello 1"

[[counters]]
key = "2"
label = "Sportello 2"

[[counters]]
key = "3"
label = "Sportello 3"
serves = ["moduli"]

[public]
url = "http://turno.example"
"#;

/// A Saturday morning in Rome.
pub const MORNING: &str = "2026-11-21T09:00:00+01:00";

/// The PIN of every operator of these tests.
pub const PIN: &str = "402917";

/// What a command said.
#[derive(Debug)]
pub struct Said {
    /// Its exit code.
    pub code: i32,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Said {
    /// Asserts that it was done, and gives its standard output.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, 0, "{}", self.err);
        self.out
    }

    /// Asserts that it was refused for a reason that has `words`.
    #[track_caller]
    pub fn refused(self, words: &str) -> String {
        assert_eq!(self.code, 1, "{self:?}");
        assert!(self.err.contains(words), "{words:?} is not in {}", self.err);
        self.err
    }
}

/// A data folder and a site file.
pub struct Place {
    folder: TempDir,
    /// The clock of hubs started here, where the test moves it.
    pub clock: Option<TestClockDriver>,
}

impl Place {
    /// A place whose hubs live by the machine's clock.
    pub fn new(site: &str) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap(), clock: None };
        place.write_site(site);
        place
    }

    /// A place whose hubs live by a clock that begins at `time` (RFC 3339).
    pub fn at(site: &str, time: &str) -> Self {
        let mut place = Self::new(site);
        place.clock = Some(TestClockDriver::listen(&place.file("clock"), instant(time)).unwrap());
        place
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.file("data")
    }

    /// A file beside the data folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the site file.
    pub fn write_site(&self, site: &str) {
        std::fs::write(self.file("site.toml"), site).unwrap();
    }

    /// The test's clock.
    pub fn driver(&self) -> &TestClockDriver {
        self.clock.as_ref().unwrap()
    }

    /// Lets `seconds` pass for the hub, and whatever is due in them happen.
    pub async fn pass(&self, seconds: u64) {
        self.driver().step(std::time::Duration::from_secs(seconds)).await.unwrap();
        self.driver().idle().await.unwrap();
    }

    /// Runs a subcommand on the data folder.
    pub async fn run(&self, args: &[&str]) -> Said {
        self.run_with(args, "").await
    }

    /// Runs a subcommand on the data folder with `input` on standard input.
    pub async fn run_with(&self, args: &[&str], input: &str) -> Said {
        run_on(&self.data(), args, input).await
    }

    /// The command line of `serve` on free ports.
    pub fn serving(&self) -> Command {
        let mut command = Command::new(HUB);
        command.arg("serve").arg("--site").arg(self.file("site.toml")).arg("--data").arg(self.data());
        command.args(["--api", "127.0.0.1:0", "--public", "127.0.0.1:0"]);
        if self.clock.is_some() {
            command.arg("--test-clock").arg(self.file("clock"));
        }
        command
    }

    /// Starts a hub and waits until it is ready.
    pub async fn serve(&self) -> Hub {
        Hub::start(self.serving()).await.unwrap_or_else(|said| panic!("the hub did not start: {said:?}"))
    }

    /// Enrols a device.
    pub async fn enrol(&self, role: &str, name: &str) -> Enrolment {
        enrol_on(&self.data(), &self.file(&format!("{name}.toml")), role, name).await
    }

    /// Adds an operator.
    pub async fn add_operator(&self, key: &str, role: &str, qualifications: &[&str]) {
        let mut args = vec!["operator", "add", "--key", key, "--name", key, "--role", role, "--pin-stdin"];
        args.extend(qualifications.iter().flat_map(|qualification| ["--qualification", qualification]));
        self.run_with(&args, &format!("{PIN}\n")).await.done();
    }
}

/// Runs a subcommand on the data folder `data`.
pub async fn run_on(data: &Path, args: &[&str], input: &str) -> Said {
    run_bare(&[args, &["--data", data.to_str().unwrap()]].concat(), input).await
}

/// Runs the program with these arguments and no others.
pub async fn run_bare(args: &[&str], input: &str) -> Said {
    let mut child = Command::new(HUB)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    // A command that needs no input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes()).await;
    let output = child.wait_with_output().await.unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Enrols a device at the hub of `data`.
pub async fn enrol_on(data: &Path, file: &Path, role: &str, name: &str) -> Enrolment {
    let out = file.to_str().unwrap();
    run_on(data, &["device", "enroll", "--role", role, "--name", name, "--out", out], "").await.done();
    toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// The instant of an RFC 3339 text.
pub fn instant(text: &str) -> Timestamp {
    serde_json::from_value::<turno_protocol::wire_time::WireTime>(text.into()).unwrap().0
}

/// A hub that runs.
pub struct Hub {
    /// The process.
    pub child: Child,
    /// Where its API listens.
    pub api: SocketAddr,
    /// Where its public listener listens.
    pub public: SocketAddr,
    /// What it wrote after the ready line.
    rest: JoinHandle<String>,
    log: Arc<Mutex<String>>,
    _reading: JoinHandle<()>,
}

impl Hub {
    /// Starts `command` and waits for its ready line; without one, what it said.
    pub async fn start(mut command: Command) -> Result<Self, Said> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (mut errors, into) = (BufReader::new(child.stderr.take().unwrap()).lines(), log.clone());
        let reading = tokio::spawn(async move {
            while let Ok(Some(line)) = errors.next_line().await {
                let mut log = into.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        if out.read_line(&mut line).await.unwrap() == 0 {
            let code = child.wait().await.unwrap().code().unwrap_or(-1);
            reading.await.unwrap();
            let err = log.lock().unwrap().clone();
            return Err(Said { code, out: line, err });
        }
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(ready.as_object().unwrap().len(), 2, "{line}");
        let address = |name: &str, scheme: &str| -> SocketAddr {
            ready[name].as_str().unwrap().strip_prefix(scheme).unwrap().parse().unwrap()
        };
        let rest = tokio::spawn(async move {
            let mut rest = String::new();
            out.read_to_string(&mut rest).await.unwrap();
            rest
        });
        let (api, public) = (address("api", "https://"), address("public", "http://"));
        Ok(Self { child, api, public, rest, log, _reading: reading })
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Asks it to stop, waits until it has, and gives how, and what it wrote to standard output after the ready line.
    pub async fn stop(mut self) -> (ExitStatus, String) {
        let pid = rustix::process::Pid::from_raw(i32::try_from(self.pid()).unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        let status = self.child.wait().await.unwrap();
        (status, self.rest.await.unwrap())
    }

    /// Kills it, as a power cut would.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// A place with a running hub, a kiosk, a desk and a signed-in operator.
pub struct Scene {
    /// The place.
    pub place: Place,
    /// Its hub.
    pub hub: Hub,
    /// With the token of `kiosk-1`.
    pub kiosk: Client,
    /// With the token of `desk-1`.
    pub desk: Client,
    /// With a session of `giulia`, who is qualified for `rao`, at `desk-1`.
    pub giulia: Client,
}

impl Scene {
    /// Opens the site [`SITE`] on an ordinary morning that stands still, so that no test runs into the end of a day.
    pub async fn new() -> Self {
        Self::at(MORNING).await
    }

    /// Opens the site [`SITE`] by a test's clock that begins at `time`.
    pub async fn at(time: &str) -> Self {
        Self::of(Place::at(SITE, time)).await
    }

    /// Opens `place`.
    pub async fn of(place: Place) -> Self {
        let hub = place.serve().await;
        let kiosk = Client::new(&place.enrol("kiosk", "kiosk-1").await);
        let desk = Client::new(&place.enrol("desk", "desk-1").await);
        place.add_operator("giulia", "operator", &["rao"]).await;
        let giulia = desk.sign_in("giulia").await;
        Self { place, hub, kiosk, desk, giulia }
    }

    /// One desk more, with an operator signed in there: the desk's client and the session's.
    pub async fn another_desk(&self, name: &str, operator: &str) -> (Client, Client) {
        let desk = Client::new(&self.place.enrol("desk", name).await);
        self.place.add_operator(operator, "operator", &["rao"]).await;
        let session = desk.sign_in(operator).await;
        (desk, session)
    }

    /// Stops the hub and starts it again; the clients go on with the new address.
    pub async fn restart(mut self) -> Self {
        let (status, _) = self.hub.stop().await;
        assert!(status.success());
        self.hub = self.place.serve().await;
        for client in [&mut self.kiosk, &mut self.desk, &mut self.giulia] {
            client.moved(self.hub.api);
        }
        self
    }
}
