//! turno-desk: what the operator works with.
//!
//! [`model`] is the whole desk without a window: what is known, what may be done, what is shown. [`screen`] lays it on Slint's
//! globals and back; [`link`] carries its requests to the hub; [`enrolment`], [`habits`] and [`drafts`] keep the
//! program's own files; [`chime`] sounds.
//! The words of the screens are in `ui/`, never here.

pub mod chime;
pub mod controller;
pub mod drafts;
pub mod enrolment;
pub mod habits;
pub mod link;
pub mod model;
pub mod screen;
