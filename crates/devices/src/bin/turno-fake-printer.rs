//! A ticket printer for demonstrations and tests: speaks ESC/POS over TCP or a pseudo-terminal, draws every ticket as a
//! PNG, and fails when told to on standard input.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::Receiver;

use anyhow::Context;
use clap::Parser;
use turno_devices::fake::{FakeLink, FakeOptions, FakePrinter, FakeTicket, Order};
use turno_devices::paper::PaperWidth;

/// Speaks like a thermal printer and draws each ticket as a PNG.
///
/// Prints one JSON line with its address when ready. Reads orders from standard input, one a line: paper ok, paper near
/// end, paper out, paper left MM, cover open, cover closed, cutter error, cutter ok, broken, stall, resume, no proofs, never answer (or
/// mute), garbage, answer, accept BYTES (or half BYTES: takes so many of jobs and dies), unplug, plug (or replug), custom on,
/// custom off (a presenter of Custom and its full status), take ticket, quit. Runs until `quit` or a signal; the end of
/// standard input is no end.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port on the loopback address; 0 takes a free one
    #[arg(long, default_value_t = 0, conflicts_with_all = ["pty", "link"])]
    port: u16,
    /// A pseudo-terminal in place of TCP
    #[arg(long)]
    pty: bool,
    /// Symbolic link that points to the pseudo-terminal, through replugs too
    #[arg(long, requires = "pty")]
    link: Option<PathBuf>,
    /// Folder for the pictures: 0001.png and on
    #[arg(long)]
    out: Option<PathBuf>,
    /// Width of the roll in millimetres: 80 or 58
    #[arg(long, default_value_t = 80, value_parser = |text: &str| width(text).map(PaperWidth::millimetres))]
    width: u32,
    /// Number by which the printer knows Windows-1252
    #[arg(long, default_value_t = 16)]
    code_page: u8,
    /// How fast the paper moves, in millimetres a second; it takes no time when absent
    #[arg(long, value_name = "MM")]
    speed: Option<u32>,
    /// Says on standard output, a JSON object a line, every order once it is carried out, every ticket once it is cut
    /// off, and what the presenter does
    #[arg(long)]
    tell: bool,
}

fn width(text: &str) -> Result<PaperWidth, String> {
    text.parse().ok().and_then(PaperWidth::from_mm).ok_or_else(|| "80 or 58".to_owned())
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let options = FakeOptions {
        link: if arguments.pty {
            FakeLink::Pty { link: arguments.link }
        } else {
            FakeLink::Tcp { port: arguments.port }
        },
        width: PaperWidth::from_mm(arguments.width).unwrap_or_default(),
        code_page: arguments.code_page,
        pictures: arguments.out,
        speed: arguments.speed,
    };
    let mut printer = FakePrinter::start(&options).context("the fake printer cannot start")?;
    say(&serde_json::json!({ "printer": printer.url().to_string() }));
    if arguments.tell
        && let Some(tickets) = printer.take_tickets()
    {
        std::thread::Builder::new().name("tickets".to_owned()).spawn(move || tell_of(&tickets))?;
    }
    if arguments.tell
        && let Some(presented) = printer.take_presented()
    {
        let tell =
            move || presented.iter().for_each(|what| say(&serde_json::json!({ "presenter": what.word() })));
        std::thread::Builder::new().name("presenter".to_owned()).spawn(tell)?;
    }
    obey_until_quit(&printer, arguments.tell)?;
    Ok(ExitCode::SUCCESS)
}

/// One line on standard output; whoever does not read it misses it.
fn say(words: &serde_json::Value) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{words}").and_then(|()| out.flush());
}

fn tell_of(tickets: &Receiver<FakeTicket>) {
    for (count, FakeTicket { lines, codes, not_understood, bytes, path, .. }) in tickets.iter().enumerate() {
        say(&serde_json::json!({
            "ticket": count + 1, "lines": lines, "codes": codes, "not_understood": not_understood, "bytes": bytes,
            "picture": path,
        }));
    }
}

fn obey_until_quit(printer: &FakePrinter, tell: bool) -> io::Result<()> {
    for line in io::stdin().lines() {
        let line = line?;
        match line.parse::<Order>() {
            Ok(Order::Quit) => return Ok(()),
            Ok(order) => {
                printer.order(order);
                if tell {
                    say(&serde_json::json!({ "done": line.trim() }));
                }
            }
            Err(_) if line.trim().is_empty() => {}
            Err(error) => writeln!(io::stderr(), "{error}")?,
        }
    }
    // Started without a standard input of its own, it goes on until it is ended.
    loop {
        std::thread::park();
    }
}
