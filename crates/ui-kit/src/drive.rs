//! Drives a program's real window from outside.
