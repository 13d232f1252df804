//! The service that owns the store: HTTP interface, event stream, board pages, command line.
