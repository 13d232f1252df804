//! One request of an administrator: put to the running hub, or carried out here when none runs.

use anyhow::{Context, Result, anyhow, bail};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use turno_clock::{Clock, Unproven};
use turno_hub::admin;
use turno_hub::cli::{Command, Data, Day, Device, Import, Manual, Operator, Site, StatisticsFormat};
use turno_hub::manual_files::ManualFiles;
use turno_hub::operations::{self, Operation, Report};
use turno_hub::serve::{self, Applied, Opened};
use turno_hub::site_file::SiteFile;
use turno_hub::site_logo::{self, FoundLogo};
use turno_hub::statistics::table;
use turno_protocol::statistics::Statistics;

/// Carries out any command but `serve`.
pub fn run(command: Command) -> Result<()> {
    match command {
        Command::Serve(_) => bail!("serve is not a request"),
        Command::Device(Device::Enroll { data, role, name, out }) => {
            // The file comes first: a device whose token nobody could keep would hold its name for nothing.
            let file = new_private(&out)?;
            let enrolled = perform(&data, Operation::EnrolDevice { role: role.into(), name })
                .and_then(|report| write_all(file, report.text.as_deref().unwrap_or_default()));
            if enrolled.is_err() {
                let _ = fs::remove_file(&out);
            }
            enrolled.with_context(|| out.display().to_string())
        }
        Command::Device(Device::List(Data { data })) => print(&perform(&data, Operation::ListDevices)?),
        Command::Device(Device::Revoke { data, name }) => {
            say(&perform(&data, Operation::RevokeDevice { name })?)
        }
        Command::Operator(Operator::Add { data, key, name, role, qualification, pin_stdin: _ }) => {
            let pin = read_pin()?;
            let role = role.into();
            say(&perform(
                &data,
                Operation::AddOperator { key, name, role, qualifications: qualification, pin },
            )?)
        }
        Command::Operator(Operator::List(Data { data })) => print(&perform(&data, Operation::ListOperators)?),
        Command::Operator(Operator::Pin { data, key, pin_stdin: _ }) => {
            let pin = read_pin()?;
            say(&perform(&data, Operation::ChangePin { key, pin })?)
        }
        Command::Operator(Operator::Retire { data, key }) => {
            say(&perform(&data, Operation::RetireOperator { key })?)
        }
        Command::Day(Day::Show(Data { data })) => print(&perform(&data, Operation::ShowDay)?),
        Command::Day(Day::Close(Data { data })) => say(&perform(&data, Operation::CloseDay)?),
        Command::Day(Day::Set { data, to }) => say(&perform(&data, Operation::SetDay { to })?),
        Command::Site(Site::Apply { force, data, site }) => {
            let text = read(&site)?;
            let logo = FoundLogo::beside(&site, &text);
            say(&perform(&data, Operation::ApplySite { text, logo, force })?)
        }
        Command::Site(Site::Export { data, out }) => {
            let report = perform(&data, Operation::ExportSite)?;
            fs::write(&out, report.text.unwrap_or_default()).with_context(|| out.display().to_string())?;
            let Some(logo) = report.logo else { return Ok(()) };
            site_logo::write_beside(&out, &logo).with_context(|| logo.file.clone())
        }
        Command::Manual(Manual::Import { data, folder }) => {
            let files = ManualFiles::find(&folder).with_context(|| folder.display().to_string())?;
            say(&perform(&data, Operation::ImportManual { files })?)
        }
        Command::Import(options) => import(options),
        Command::Statistics(options) => {
            let operation = Operation::Statistics { from: options.from, to: options.to, by: options.by };
            let report = perform(&options.data, operation)?;
            let text = report.text.unwrap_or_default();
            match options.format {
                StatisticsFormat::Json => put(&format!("{text}\n")),
                StatisticsFormat::Table => put(&table(&serde_json::from_str::<Statistics>(&text)?)),
            }
        }
        Command::Rebuild(Data { data }) => say(&perform(&data, Operation::Rebuild)?),
        Command::Verify(Data { data }) => say(&perform(&data, Operation::Verify)?),
    }
}

fn import(options: Import) -> Result<()> {
    let site = SiteFile::read(&options.site)?;
    let text = read(&options.file)?;
    let operation = Operation::Import { text };
    let told = Told::new();
    let progress = |text: String| told.line(&text);
    if is_running(&options.data) {
        let exported = perform(&options.data, Operation::ExportSite)?;
        must_equal(&exported, &site)?;
        let report = perform_telling(&options.data, operation, &progress);
        told.end();
        return say(&report?);
    }
    let report = here(&options.data, async |opened: &Opened| {
        let hub = &opened.hub;
        if hub.with_queue(|_| ()).is_err() {
            match serve::apply_site(hub, site, false).await? {
                Applied::Yes => eprintln!("the site is applied"),
                applied => bail!("the site could not be applied: {applied:?}"),
            }
        } else {
            let exported = operations::perform(hub, Operation::ExportSite, &progress).await?;
            must_equal(&exported, &site)?;
        }
        Ok(operations::perform(hub, operation, &progress).await?)
    });
    told.end();
    say(&report?)
}

/// What is told on standard error while something takes long, with the time that it has taken: on a terminal in one line that is
/// written over, elsewhere a line each.
struct Told {
    began: Instant,
    is_terminal: bool,
    is_open: AtomicBool,
}

impl Told {
    fn new() -> Self {
        Self {
            began: Instant::now(),
            is_terminal: io::stderr().is_terminal(),
            is_open: AtomicBool::new(false),
        }
    }

    fn line(&self, text: &str) {
        eprint!("{}", shown(text, self.began.elapsed(), self.is_terminal));
        self.is_open.store(self.is_terminal, Ordering::Relaxed);
    }

    /// What comes next begins on a line of its own.
    fn end(&self) {
        if self.is_open.swap(false, Ordering::Relaxed) {
            eprintln!();
        }
    }
}

fn shown(text: &str, took: Duration, is_terminal: bool) -> String {
    /// Erases what an earlier, longer line left (ECMA-48, EL).
    const ERASE: &str = "\x1b[K";
    let seconds = took.as_secs();
    if is_terminal { format!("\r{text}, {seconds} s{ERASE}") } else { format!("{text}, {seconds} s\n") }
}

fn must_equal(exported: &Report, file: &SiteFile) -> Result<()> {
    let logo = exported.logo.as_ref().map(|logo| FoundLogo::File(logo.png.clone()));
    let text = exported.text.as_deref().unwrap_or_default();
    let stands =
        SiteFile::parse(text, logo.as_ref()).map_err(|_| anyhow!("the applied site cannot be read"))?;
    if stands.site != file.site {
        bail!("--site differs from the site that was applied to this data; give the same, or apply it first");
    }
    Ok(())
}

/// Puts `operation` to the running hub; where none runs, opens the data and carries it out.
fn perform(data: &Path, operation: Operation) -> Result<Report> {
    perform_telling(data, operation, &|_| ())
}

fn perform_telling(
    data: &Path,
    operation: Operation,
    progress: &(dyn Fn(String) + Send + Sync),
) -> Result<Report> {
    match admin::ask(data, &operation, progress) {
        Some(answer) => answer.map_err(|reason| anyhow!(reason)),
        None => {
            must_hold_data(data)?;
            here(data, async |opened: &Opened| {
                Ok(operations::perform(&opened.hub, operation, progress).await?)
            })
        }
    }
}

/// A folder that this user may not look into is not an empty one.
fn must_hold_data(data: &Path) -> Result<()> {
    let folder = data.display();
    match data.join("queue.db").try_exists() {
        Ok(true) => Ok(()),
        Ok(false) => {
            bail!("{folder} holds no hub's data: serve it once, so that it has a site and an address")
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            bail!("{folder}: permission denied: run it as root or as turno-hub")
        }
        Err(error) => Err(error).with_context(|| folder.to_string()),
    }
}

fn is_running(data: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(admin::socket_path(data)).is_ok()
}

/// Opens the data without listening, does `work` and closes it again.
fn here<T>(data: &Path, work: impl AsyncFnOnce(&Opened) -> Result<T>) -> Result<T> {
    let opened = serve::open(data, Clock::real(Unproven::Trusted))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(work(&opened));
    opened.hub.queue().writer.close();
    opened.hub.casework().writer.close();
    result
}

/// What happened goes to standard error: standard output is for what was asked for.
fn say(report: &Report) -> Result<()> {
    for line in &report.lines {
        eprintln!("{line}");
    }
    Ok(())
}

fn print(report: &Report) -> Result<()> {
    let lines = report.lines.iter().chain(&report.text);
    put(&lines.map(|line| format!("{line}\n")).collect::<String>())
}

/// Writes what was asked for. Whoever reads the first lines alone (`… | head`) has what they wanted.
fn put(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error).context("standard output"),
        _ => Ok(()),
    }
}

fn read(path: &PathBuf) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// One line of standard input. At a terminal it is asked for without being shown, and twice: nobody sees what they typed wrong.
fn read_pin() -> Result<String> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        let ask = |prompt| rpassword::prompt_password(prompt).context("the PIN cannot be asked for");
        let pin = ask("PIN: ")?;
        if ask("The same PIN again: ")? != pin {
            bail!("the two PINs differ; nothing was done");
        }
        return Ok(pin);
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).context("no PIN on standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// An enrolment file holds a secret: nobody but its owner may read it, and none is ever overwritten.
fn new_private(path: &Path) -> Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.with_context(|| format!("{} cannot be made", path.display()))
}

fn write_all(mut file: File, text: &str) -> Result<()> {
    file.write_all(text.as_bytes())?;
    Ok(file.sync_all()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_terminal_writes_over_what_it_told() {
        let took = Duration::from_millis(3_400);
        assert_eq!(shown("7 of 9", took, false), "7 of 9, 3 s\n");
        assert_eq!(shown("7 of 9", took, true), "\r7 of 9, 3 s\u{1b}[K");
    }
}
