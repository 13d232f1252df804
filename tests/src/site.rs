//! A whole site on one machine: a hub with data of its own, its devices and operators, and whatever else a test starts, all on one
//! clock that the test moves.

use crate::process::Process;
use crate::programs::Programs;
use anyhow::{Context, Result, bail};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use turno_client::{Enrolment, Hub};
use turno_clock::{TestClockDriver, Timestamp};
use turno_protocol::HUB_NAME;
use turno_protocol::session::DeviceRole;

/// An example site of the repository (`demo`, `pac`, …).
pub fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../assets/sites/{name}.toml"))
}

/// A file of `tests/data`.
pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// How a site is set up.
#[derive(Clone, Debug)]
pub struct SiteOptions {
    /// Its site file.
    pub site: PathBuf,
    /// Where its clock stands at first; none: its programs go by the machine's.
    pub starts_at: Option<Timestamp>,
    /// Where its files go; none: a temporary folder that goes with it.
    pub folder: Option<PathBuf>,
    /// What its programs log (`TURNO_LOG`).
    pub log: String,
}

impl SiteOptions {
    /// A site of `site` on a clock that stands at `starts_at`, in a temporary folder.
    pub fn new(site: impl Into<PathBuf>, starts_at: Timestamp) -> Self {
        Self { site: site.into(), starts_at: Some(starts_at), folder: None, log: "info".to_owned() }
    }

    /// A site of `site` on the machine's clock, in `folder`.
    pub fn on_real_time(site: impl Into<PathBuf>, folder: impl Into<PathBuf>) -> Self {
        Self { site: site.into(), starts_at: None, folder: Some(folder.into()), log: "warn".to_owned() }
    }
}

/// A site whose hub may run. What runs of it is killed when it is dropped.
#[derive(Debug)]
pub struct Site {
    hub: Option<Process>,
    clock: Option<TestClockDriver>,
    programs: Programs,
    options: SiteOptions,
    folder: PathBuf,
    address: Ipv4Addr,
    ports: Ports,
    _temporary: Option<tempfile::TempDir>,
}

/// Ports of the listeners; 0 until the hub ran for the first time, then what it got.
#[derive(Clone, Copy, Debug, Default)]
struct Ports {
    api: u16,
    public: u16,
}

/// A paired device.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// Its enrolment file.
    pub file: PathBuf,
    /// The same, read.
    pub enrolment: Enrolment,
    /// What it may ask of the hub.
    pub hub: Hub,
}

/// What a command at the terminal came to.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its exit status; -1 when a signal ended it.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error without the lines of the log.
    pub err: String,
}

impl Answer {
    /// Standard output of a command that was carried out.
    ///
    /// # Errors
    /// One that was refused.
    pub fn done(self) -> Result<String> {
        if self.status != 0 {
            bail!("refused ({}): {}", self.status, self.err);
        }
        Ok(self.out)
    }
}

impl Site {
    /// Makes a site and starts its hub.
    ///
    /// # Errors
    /// Programs that are missing or stale, a hub that does not come up.
    pub async fn start(options: SiteOptions) -> Result<Self> {
        let mut site = Self::prepare(options)?;
        site.start_hub().await?;
        Ok(site)
    }

    /// Makes a site whose hub does not run.
    ///
    /// # Errors
    /// Programs that are missing or stale, a folder that cannot be made.
    pub fn prepare(options: SiteOptions) -> Result<Self> {
        let programs = Programs::from_environment()?;
        programs.path("turno-hub")?;
        let temporary = match options.folder {
            None => Some(tempfile::tempdir()?),
            Some(_) => None,
        };
        let folder = match (&options.folder, &temporary) {
            (Some(folder), _) => folder.clone(),
            (None, Some(temporary)) => temporary.path().to_owned(),
            (None, None) => bail!("a site without a folder"),
        };
        fs::create_dir_all(folder.join("logs"))?;
        let clock = match options.starts_at {
            Some(starts_at) => Some(TestClockDriver::listen(&folder.join("clock.sock"), starts_at)?),
            None => None,
        };
        let (address, ports) = (own_loopback_address(), Ports::default());
        Ok(Self { hub: None, clock, programs, options, folder, address, ports, _temporary: temporary })
    }

    /// Starts the hub and waits until it listens. A hub that ran before gets the same addresses.
    ///
    /// # Errors
    /// A hub that does not come up, with its last words.
    pub async fn start_hub(&mut self) -> Result<()> {
        let mut command = self.hub_command()?;
        command.arg("serve").arg("--site").arg(&self.options.site).arg("--data").arg(self.data());
        command.arg("--api").arg(format!("{}:{}", self.address, self.ports.api));
        command.arg("--public").arg(format!("{}:{}", self.address, self.ports.public));
        if self.clock.is_some() {
            command.arg("--test-clock").arg(self.clock_socket());
        }
        let hub = Process::start(command, "turno-hub", &self.logs())?;
        let ready: serde_json::Value = serde_json::from_str(&hub.says(|_| true).await?)?;
        let port = |listener: &str| {
            let url = ready[listener].as_str().unwrap_or_default();
            url.rsplit(':').next().and_then(|port| port.parse().ok()).context("a hub that listens nowhere")
        };
        self.ports = Ports { api: port("api")?, public: port("public")? };
        if let Some(clock) = &self.clock {
            clock.connected("turno-hub", "hub").await?;
        }
        self.hub = Some(hub);
        Ok(())
    }

    /// Ends the hub as an administrator would.
    ///
    /// # Errors
    /// A hub that does not run, does not end, or ends with a failure.
    pub async fn stop_hub(&mut self) -> Result<()> {
        let status = self.hub.take().context("the hub does not run")?.stop().await?;
        if !status.success() {
            bail!("the hub ended with {status}");
        }
        self.hub_is_gone().await
    }

    /// Kills the hub in the middle of whatever it does.
    ///
    /// # Errors
    /// A hub that does not run.
    pub async fn kill_hub(&mut self) -> Result<()> {
        self.hub.take().context("the hub does not run")?.kill().await?;
        self.hub_is_gone().await
    }

    async fn hub_is_gone(&self) -> Result<()> {
        match &self.clock {
            Some(clock) => Ok(clock.gone("turno-hub", "hub").await?),
            None => Ok(()),
        }
    }

    /// The running hub.
    ///
    /// # Errors
    /// When it does not run.
    pub fn hub_process(&self) -> Result<&Process> {
        self.hub.as_ref().context("the hub does not run")
    }

    /// What moves the site's clock.
    ///
    /// # Errors
    /// For a site on the machine's clock.
    pub fn clock(&self) -> Result<&TestClockDriver> {
        self.clock.as_ref().context("the site is on real time")
    }

    /// Pairs a device.
    ///
    /// # Errors
    /// What the hub refuses.
    pub async fn enrol(&self, role: DeviceRole, name: &str) -> Result<Enrolled> {
        let file = self.folder.join(format!("{name}.toml"));
        let word = match role {
            DeviceRole::Kiosk => "kiosk",
            DeviceRole::Desk => "desk",
        };
        let out = file.to_string_lossy();
        self.admin(&["device", "enroll", "--role", word, "--name", name, "--out", &out]).await?.done()?;
        let enrolment = Enrolment::read(&file, role)?;
        let hub = Hub::new(&enrolment)?;
        Ok(Enrolled { file, enrolment, hub })
    }

    /// Adds an operator who signs in as `key` with `pin`.
    ///
    /// # Errors
    /// What the hub refuses.
    pub async fn add_operator(&self, key: &str, pin: &str, qualifications: &[&str]) -> Result<()> {
        let mut arguments = vec!["operator", "add", "--key", key, "--name", key, "--role", "operator"];
        qualifications.iter().for_each(|held| arguments.extend(["--qualification", held]));
        arguments.push("--pin-stdin");
        self.ask(&arguments, Some(&format!("{pin}\n"))).await?.done().map(drop)
    }

    /// Runs `turno-hub <arguments> --data <this site's>` and waits for its end.
    ///
    /// # Errors
    /// A command that cannot be started; one that is refused is an [`Answer`].
    pub async fn admin(&self, arguments: &[&str]) -> Result<Answer> {
        self.ask(arguments, None).await
    }

    async fn ask(&self, arguments: &[&str], input: Option<&str>) -> Result<Answer> {
        let mut command = self.hub_command()?;
        // The folder stands behind the verbs, before a file that has no option in front of it.
        let verbs = arguments.iter().take_while(|argument| !argument.starts_with('-')).count();
        command.args(&arguments[..verbs]).arg("--data").arg(self.data()).args(&arguments[verbs..]);
        command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        if let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) {
            pipe.write_all(input.as_bytes()).await?;
        }
        let output = child.wait_with_output().await?;
        let err = String::from_utf8_lossy(&output.stderr);
        let err: Vec<&str> = err.lines().filter(|line| !line.starts_with('{')).collect();
        Ok(Answer {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: err.join("\n"),
        })
    }

    /// Starts another of the programs (`turno-kiosk`, `turno-desk`, `turno-fake-printer`) under `name`, which its log is called too.
    ///
    /// # Errors
    /// A program that is missing or stale, or cannot be started.
    pub fn start_program(&self, program: &str, name: &str, arguments: &[&str]) -> Result<Process> {
        Process::start(self.program_command(program, arguments)?, name, &self.logs())
    }

    /// The command that starts a program of this site, for a test that adds to it.
    ///
    /// # Errors
    /// A program that is missing or stale.
    pub fn program_command(&self, program: &str, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(self.programs.path(program)?);
        command.args(arguments).env("TURNO_LOG", &self.options.log);
        Ok(command)
    }

    /// What the hub tells a monitoring system, asked for with a device's token.
    ///
    /// # Errors
    /// A hub that is away or refuses.
    pub async fn metrics(&self, device: &Enrolled) -> Result<String> {
        let enrolment: turno_protocol::enrolment::Enrolment =
            toml::from_str(&fs::read_to_string(&device.file)?)?;
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(enrolment.certificate.as_bytes())?)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let tls = tls.with_root_certificates(roots).with_no_client_auth();
        let (address, port) = self.api();
        let http = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy();
        let http = http.resolve(HUB_NAME, SocketAddr::new(address.into(), port)).build()?;
        let asked = http.get(format!("https://{HUB_NAME}:{port}/metrics"));
        let answer = asked.header("authorization", format!("Bearer {}", enrolment.token)).send().await?;
        Ok(answer.error_for_status()?.text().await?)
    }

    fn hub_command(&self) -> Result<Command> {
        self.program_command("turno-hub", &[])
    }

    /// The hub's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Where the site's files go.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the programs' logs go.
    pub fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    /// The socket for `--test-clock`.
    pub fn clock_socket(&self) -> PathBuf {
        self.folder.join("clock.sock")
    }

    /// Where the API listens, once the hub ran.
    pub fn api(&self) -> (Ipv4Addr, u16) {
        (self.address, self.ports.api)
    }

    /// The address of board and ticket pages, once the hub ran.
    pub fn public_url(&self) -> String {
        format!("http://{}:{}", self.address, self.ports.public)
    }
}

/// A loopback address that no other site of this process has, and hardly one of another. A hub that comes back must find its port
/// free: on an address that nobody calls from, no caller's own port can be in the way, nor can a caller reach itself.
fn own_loopback_address() -> Ipv4Addr {
    static SITES: AtomicU16 = AtomicU16::new(0);
    let [high, low] = (std::process::id() as u16).to_be_bytes();
    let nth = SITES.fetch_add(1, Ordering::Relaxed) % 250;
    Ipv4Addr::new(127, 2 + nth as u8, high, low.clamp(1, 254))
}
