//! How a program speaks to a hub: enrolment, requests with retry, snapshot and live events.
