//! The command line of `turno-kiosk`.

use crate::selftest::Part;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use turno_devices::transport::PrinterUrl;

/// The kiosk at the entrance: a touch gives a number, a printer gives the ticket.
#[derive(Debug, Parser)]
#[command(name = "turno-kiosk", version, about)]
#[command(subcommand_negates_reqs = true, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// Something else than being a kiosk
    #[command(subcommand)]
    pub task: Option<Task>,
    /// The enrolment file that `turno-hub device enroll --role kiosk` wrote
    #[arg(long, value_name = "FILE", required = true)]
    pub hub: Option<PathBuf>,
    /// The ticket printer, before the one that the site file names
    #[arg(long, value_name = "URL", help = PRINTER)]
    pub printer: Option<PrinterUrl>,
    /// In a window rather than over the whole screen
    #[arg(long)]
    pub windowed: bool,
    /// The socket of a test's driver, which moves this program's clock
    #[arg(long, hide = true, value_name = "SOCKET")]
    pub test_clock: Option<PathBuf>,
    /// The socket on which a test or the demo drives the screen
    #[cfg(feature = "drive")]
    #[arg(long, hide = true, value_name = "SOCKET")]
    pub drive: Option<PathBuf>,
    /// Draws in memory, WIDTHxHEIGHT, instead of on a display
    #[cfg(feature = "drive")]
    #[arg(long, hide = true, value_name = "SIZE", value_parser = size)]
    pub headless: Option<(u32, u32)>,
}

/// What `turno-kiosk` does beside being a kiosk.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Tries one part of the kiosk and says in Italian what works and what to do; exit 0: it works, 1: it does not
    Selftest {
        /// Which part
        part: Part,
        /// The enrolment file: the part is the one that the site file names
        #[arg(long, value_name = "FILE")]
        hub: Option<PathBuf>,
        /// The part's address, before the one that the site file names
        #[arg(long, value_name = "ADDRESS")]
        device: Option<String>,
        /// How long to wait for a hand, in seconds
        #[arg(long, value_name = "SECONDS", default_value_t = 30)]
        wait: u64,
    },
    /// Sets the kiosk's service PIN: asked for twice without being shown, or one line of standard input
    ServicePin {
        /// The enrolment file of the kiosk
        #[arg(long, value_name = "FILE")]
        hub: PathBuf,
        /// Where the kiosk keeps its state, where it is not this user's own (`/var/lib/turno-kiosk` for the service)
        #[arg(long, value_name = "FOLDER")]
        state: Option<PathBuf>,
        /// Reads the PIN from one line of standard input
        #[arg(long)]
        pin_stdin: bool,
    },
}

const PRINTER: &str = "The ticket printer, before the one that the site file names: tcp://host:9100, \
                       serial:///dev/serial/by-id/…, usb:///dev/turno/printer (without the rule of \
                       firmware-config: usb:///dev/usb/lp0) or file:///path";

#[cfg(feature = "drive")]
fn size(text: &str) -> Result<(u32, u32), String> {
    let size =
        text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    size.filter(|(width, height)| *width > 0 && *height > 0).ok_or_else(|| "expected WIDTHxHEIGHT".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_whole() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_kiosk_needs_an_enrolment_and_a_task_has_its_own() {
        let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
        assert!(parse("turno-kiosk --hub k.toml").unwrap().task.is_none());
        assert!(matches!(
            parse("turno-kiosk selftest scanner --hub k.toml").unwrap().task,
            Some(Task::Selftest { part: Part::Scanner, hub: Some(_), device: None, wait: 30 })
        ));
        assert!(matches!(
            parse("turno-kiosk service-pin --hub k.toml --pin-stdin").unwrap().task,
            Some(Task::ServicePin { pin_stdin: true, .. })
        ));
        for wrong in
            ["turno-kiosk", "turno-kiosk selftest", "turno-kiosk selftest fax", "turno-kiosk service-pin"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_printer_is_understood_or_refused() {
        let parse = |printer: &str| {
            Arguments::try_parse_from(["turno-kiosk", "--hub", "k.toml", "--printer", printer])
        };
        assert_eq!(
            parse("tcp://10.0.0.9").unwrap().printer,
            Some(PrinterUrl::Tcp { host: "10.0.0.9".into(), port: 9100 })
        );
        assert!(parse("fax://12").is_err());
        assert!(Arguments::try_parse_from(["turno-kiosk"]).is_err());
    }
}
