//! CONTRACT.md over real sockets: the real `turno-hub`, started as anybody would, asked as any program would ask it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod attachments;
mod bodies;
mod calls;
mod casework;
mod command_line;
mod days;
mod doors;
mod enrolment;
mod entrance;
mod events;
mod figures;
mod guides;
mod handbook;
mod help;
mod holder;
mod intake;
mod keys;
mod kills;
mod names;
mod pages;
mod people;
mod register;
mod returning;
mod sessions;
mod site;
mod site_files;
mod steps;
mod storage;
mod terminal;
mod tickets;
mod timeline;
