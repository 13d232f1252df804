//! The command line of `turno-kiosk`.

use clap::Parser;
use std::path::PathBuf;
use turno_devices::transport::PrinterUrl;

/// The kiosk at the entrance: a touch gives a number, a printer gives the ticket.
#[derive(Debug, Parser)]
#[command(name = "turno-kiosk", version, about)]
pub struct Arguments {
    /// The enrolment file that `turno-hub device enroll --role kiosk` wrote
    #[arg(long, value_name = "FILE")]
    pub hub: PathBuf,
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
