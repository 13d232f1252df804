//! What whole-system tests, benches and the demo's director share: the programs as they were built, started as processes on a
//! clock of the test's own, and a site around them.
//!
//! It must not know what a test asks of a program, nor look into one: what it learns comes from files, sockets and pipes.

mod kiosk;
mod printer;
mod process;
mod programs;
pub mod replayed;
mod screen;
mod site;

pub use kiosk::{Kiosk, KioskOptions};
pub use printer::{Printed, Printer, PrinterOptions};
pub use process::Process;
pub use programs::Programs;
pub use screen::Screen;
pub use site::{Answer, Enrolled, Site, SiteOptions, example, sample};
