//! The only crate that knows rusqlite: schema, migrations, queries, journal, backup.
