//! Whole-system tests that start real processes, and the demo's director.
