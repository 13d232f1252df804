//! The command line of `turno-hub`.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;
use turno_domain::roles::{DeviceRole, PersonRole};
use turno_domain::time::ServiceDay;

/// The service that owns a site's queue and casework.
#[derive(Parser)]
#[command(name = "turno-hub", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Run the hub until it is told to stop.
    Serve(Serve),
    /// Pair, list and revoke kiosks and desks.
    #[command(subcommand)]
    Device(Device),
    /// Add, list and retire operators, and change PINs.
    #[command(subcommand)]
    Operator(Operator),
    /// Show, close and correct the service day.
    #[command(subcommand)]
    Day(Day),
    /// Apply and export the site file.
    #[command(subcommand)]
    Site(Site),
    /// Read the operators' manual from files.
    #[command(subcommand)]
    Manual(Manual),
    /// Import past visits.
    Import(Import),
    /// Print figures of a period.
    Statistics(Statistics),
    /// Make again from the journal whatever is made from it.
    Rebuild(Data),
    /// Look whether every attachment's file is there and whole; reads all of them.
    Verify(Data),
}

/// The data folder.
#[derive(Args)]
pub struct Data {
    /// The hub's data folder.
    #[arg(long)]
    pub data: PathBuf,
}

/// `serve`
#[derive(Args)]
pub struct Serve {
    /// The site file.
    #[arg(long)]
    pub site: PathBuf,
    /// The hub's data folder, made on first use.
    #[arg(long)]
    pub data: PathBuf,
    /// Where devices reach the hub (HTTPS).
    #[arg(long)]
    pub api: SocketAddr,
    /// Where board and phones reach the hub (HTTP).
    #[arg(long)]
    pub public: SocketAddr,
    /// Do not believe the clock where the machine cannot say whether it is right.
    #[arg(long)]
    pub distrust_clock: bool,
    /// Refuse to run on storage that does not outlive a power cut.
    #[arg(long)]
    pub require_durable_data: bool,
    /// Take time from a test's driver.
    #[arg(long, hide = true)]
    pub test_clock: Option<PathBuf>,
}

/// A device's role.
#[derive(Clone, Copy, ValueEnum)]
pub enum DeviceRoleArg {
    /// Issues tickets.
    Kiosk,
    /// Calls and works on practices, with an operator signed in.
    Desk,
}

impl From<DeviceRoleArg> for DeviceRole {
    fn from(role: DeviceRoleArg) -> Self {
        match role {
            DeviceRoleArg::Kiosk => DeviceRole::Kiosk,
            DeviceRoleArg::Desk => DeviceRole::Desk,
        }
    }
}

/// `device`
#[derive(Subcommand)]
pub enum Device {
    /// Pair a device and write its enrolment file.
    Enroll {
        /// The hub's data folder.
        #[arg(long)]
        data: PathBuf,
        /// What it may do.
        #[arg(long)]
        role: DeviceRoleArg,
        /// What people call it.
        #[arg(long)]
        name: String,
        /// Where the enrolment file goes.
        #[arg(long)]
        out: PathBuf,
    },
    /// List devices: name, role, state, parts.
    List(Data),
    /// Take a device's token back.
    Revoke {
        /// The hub's data folder.
        #[arg(long)]
        data: PathBuf,
        /// What people call it.
        #[arg(long)]
        name: String,
    },
}

/// An operator's role.
#[derive(Clone, Copy, ValueEnum)]
pub enum PersonRoleArg {
    /// Serves people.
    Operator,
    /// Reads aggregates too.
    Coordinator,
    /// Sets up the site too.
    Administrator,
}

impl From<PersonRoleArg> for PersonRole {
    fn from(role: PersonRoleArg) -> Self {
        match role {
            PersonRoleArg::Operator => PersonRole::Operator,
            PersonRoleArg::Coordinator => PersonRole::Coordinator,
            PersonRoleArg::Administrator => PersonRole::Administrator,
        }
    }
}

/// `operator`
#[derive(Subcommand)]
pub enum Operator {
    /// Add an operator.
    Add {
        /// The hub's data folder.
        #[arg(long)]
        data: PathBuf,
        /// What they sign in with.
        #[arg(long)]
        key: String,
        /// What they are called.
        #[arg(long)]
        name: String,
        /// What they may do.
        #[arg(long)]
        role: PersonRoleArg,
        /// What they are qualified for, as the site file's services name it; may be given more than once.
        #[arg(long)]
        qualification: Vec<String>,
        /// Read the PIN, one line, from standard input; at a terminal it is asked for and not shown.
        #[arg(long, required = true)]
        pin_stdin: bool,
    },
    /// List operators: key, name, role, state, qualifications.
    List(Data),
    /// Give an operator another PIN.
    Pin {
        /// The hub's data folder.
        #[arg(long)]
        data: PathBuf,
        /// Who.
        #[arg(long)]
        key: String,
        /// Read the PIN, one line, from standard input; at a terminal it is asked for and not shown.
        #[arg(long, required = true)]
        pin_stdin: bool,
    },
    /// Let an operator sign in no more.
    Retire {
        /// The hub's data folder.
        #[arg(long)]
        data: PathBuf,
        /// Who.
        #[arg(long)]
        key: String,
    },
}

/// `day`
#[derive(Subcommand)]
pub enum Day {
    /// Say which service day it is.
    Show(Data),
    /// Close the day: whoever is left over and not answered for expires.
    Close(Data),
    /// Correct a wrong day; no number is ever used twice.
    Set {
        /// The hub's data folder.
        #[arg(long)]
        data: PathBuf,
        /// The right day, YYYY-MM-DD.
        #[arg(long)]
        to: ServiceDay,
    },
}

/// `site`
#[derive(Subcommand)]
pub enum Site {
    /// Apply a site file.
    Apply {
        /// Even if administrators changed something since the last.
        #[arg(long)]
        force: bool,
        /// The hub's data folder.
        #[arg(long)]
        data: PathBuf,
        /// The site file.
        #[arg(long)]
        site: PathBuf,
    },
    /// Write the site as a file.
    Export {
        /// The hub's data folder.
        #[arg(long)]
        data: PathBuf,
        /// Where it goes.
        #[arg(long)]
        out: PathBuf,
    },
}

/// `manual`
#[derive(Subcommand)]
pub enum Manual {
    /// Write pages and types of service into the handbook. What somebody at the site wrote stays.
    Import {
        /// The hub's data folder.
        #[arg(long)]
        data: PathBuf,
        /// The folder with `pages` and `service-types.toml`.
        folder: PathBuf,
    },
}

/// The form of a file of past visits.
#[derive(Clone, Copy, ValueEnum)]
pub enum ImportFormat {
    /// `arrived,serving_started,left,outcome,service,priority,server`
    Csv,
}

/// `import`
#[derive(Args)]
pub struct Import {
    /// The hub's data folder, made on first use.
    #[arg(long)]
    pub data: PathBuf,
    /// The site file: applied on new data, else it must be the one that was applied.
    #[arg(long)]
    pub site: PathBuf,
    /// The file's form.
    #[arg(long)]
    pub format: ImportFormat,
    /// The file.
    pub file: PathBuf,
}

/// How figures are printed.
#[derive(Clone, Copy, ValueEnum)]
pub enum StatisticsFormat {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// `statistics`
#[derive(Args)]
pub struct Statistics {
    /// The hub's data folder.
    #[arg(long)]
    pub data: PathBuf,
    /// The first service day.
    #[arg(long)]
    pub from: ServiceDay,
    /// The last service day.
    #[arg(long)]
    pub to: ServiceDay,
    /// What the rows stand for: service, counter, hour or day.
    #[arg(long, value_parser = ["service", "counter", "hour", "day"])]
    pub by: String,
    /// How they are printed.
    #[arg(long, default_value = "table")]
    pub format: StatisticsFormat,
}
