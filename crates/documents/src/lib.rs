//! What is printed on A4 or exported: forms as PDF, set from templates that a municipality edits, and the register that funders ask
//! for, as XLSX and CSV.
//!
//! Values in, bytes out: the crate opens no file and no socket and reads no clock. The one exception is the register's
//! spreadsheet, whose rows wait in a nameless temporary file so that memory stays flat. It knows the domain and no other crate of the house.
//!
//! A form ([`forms`]) knows its data and what a template may say of them; [`typeset`](mod@typeset) sets it with Typst, in a world that has these data, the
//! bundled typefaces, and nothing else.

pub mod forms;
pub mod register;
pub mod typeset;
mod words;

pub use forms::{Form, FormKind};
pub use typeset::{Checked, FaultKind, Pdf, Place, TemplateFault, check, print};
