//! The words on the wire: requests, answers, events and errors.
