-- queue.db, version 1. The queue knows no names: no column here ever holds something about a citizen in plain form.
-- Times are UTC milliseconds, service days are days since the common era, identifiers are the 16 bytes of a UUID.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Written for no other reason than to see that something can be written.
CREATE TABLE proof (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    written INTEGER NOT NULL
) STRICT;

-- The truth. Everything below "derived" can be made from it again.
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    wall_ms INTEGER NOT NULL,
    boot BLOB NOT NULL,
    monotonic_ms INTEGER NOT NULL,
    trusted INTEGER NOT NULL,
    device BLOB,
    operator TEXT,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    ticket BLOB,
    data TEXT NOT NULL
) STRICT;

-- Where the days begin, for whoever must be told a past day again.
CREATE INDEX journal_days ON journal (sequence) WHERE kind = 'day-opened';

CREATE TRIGGER journal_has_no_gap BEFORE INSERT ON journal
WHEN NEW.sequence <> (SELECT ifnull(max(sequence), 0) + 1 FROM journal)
BEGIN SELECT raise(ABORT, 'the journal has no gap and no line twice'); END;

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_is_never_shortened BEFORE DELETE ON journal
BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

-- Keys as integers for the wide tables: kind 1 service, 2 counter, 3 operator.
CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    key TEXT NOT NULL,
    UNIQUE (kind, key)
) STRICT;

CREATE TABLE services (
    key TEXT PRIMARY KEY,
    letter TEXT,
    names TEXT NOT NULL,
    retired INTEGER NOT NULL,
    past INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
    key TEXT PRIMARY KEY,
    label TEXT NOT NULL,
    retired INTEGER NOT NULL,
    past INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    enrolled_at INTEGER NOT NULL,
    revoked_at INTEGER,
    parts TEXT NOT NULL,
    last_seen INTEGER
) STRICT;

CREATE UNIQUE INDEX device_names ON devices (name) WHERE revoked_at IS NULL;

CREATE TABLE operators (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    qualifications TEXT NOT NULL,
    pin_hash TEXT NOT NULL,
    retired INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    last_failure INTEGER,
    locked_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id BLOB PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    operator TEXT NOT NULL REFERENCES operators (key),
    device BLOB NOT NULL REFERENCES devices (id),
    created_at INTEGER NOT NULL,
    last_used INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE remembered (
    device BLOB NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (device, key)
) STRICT, WITHOUT ROWID;

-- What nobody but casework.db's key can read. A later answer replaces an earlier one: `sequence` says which is which.
CREATE TABLE intake_box (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    ticket BLOB NOT NULL,
    kind TEXT NOT NULL,
    sealed BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE pages (
    token TEXT PRIMARY KEY,
    ticket BLOB NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
    hash TEXT PRIMARY KEY,
    visits INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Derived from the journal.

CREATE TABLE tickets (
    id BLOB PRIMARY KEY,
    day INTEGER NOT NULL,
    numbered_by INTEGER NOT NULL REFERENCES names (id),
    count INTEGER NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (day, numbered_by, count)
) STRICT, WITHOUT ROWID;

CREATE TABLE numbering (
    day INTEGER NOT NULL,
    service INTEGER NOT NULL REFERENCES names (id),
    last INTEGER NOT NULL,
    PRIMARY KEY (day, service)
) STRICT, WITHOUT ROWID;

CREATE TABLE transactions (
    ticket BLOB NOT NULL,
    segment INTEGER NOT NULL,
    last INTEGER NOT NULL,
    day INTEGER NOT NULL,
    service INTEGER NOT NULL REFERENCES names (id),
    counter INTEGER REFERENCES names (id),
    operator INTEGER REFERENCES names (id),
    channel INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    arrived_at INTEGER NOT NULL,
    due_from INTEGER,
    called_at INTEGER,
    last_called_at INTEGER,
    started_at INTEGER,
    ended_at INTEGER NOT NULL,
    parked_ms INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    end INTEGER NOT NULL,
    start_estimated INTEGER NOT NULL,
    end_estimated INTEGER NOT NULL,
    people INTEGER NOT NULL,
    promise_low INTEGER,
    promise_high INTEGER,
    promise_coverage REAL,
    PRIMARY KEY (ticket, segment)
) STRICT, WITHOUT ROWID;

CREATE INDEX transactions_by_day ON transactions (day);

CREATE TABLE counter_spans (
    sequence INTEGER PRIMARY KEY,
    day INTEGER NOT NULL,
    counter INTEGER NOT NULL REFERENCES names (id),
    operator INTEGER NOT NULL REFERENCES names (id),
    opened_at INTEGER NOT NULL,
    closed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX counter_spans_by_day ON counter_spans (day);
