-- casework.db, version 1: whatever names a person. Opened with secure_delete, so that what is deleted is overwritten.
-- Times are UTC milliseconds, identifiers are the 16 bytes of a UUID.

-- The key that opens the sealed boxes of queue.db.
CREATE TABLE keypair (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL
) STRICT;

-- Written for no other reason than to see that something can be written.
CREATE TABLE proof (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    written INTEGER NOT NULL
) STRICT;

-- What was done to which record: ids and kinds only, the base of the audit.
CREATE TABLE changes (
    sequence INTEGER PRIMARY KEY,
    wall_ms INTEGER NOT NULL,
    boot BLOB NOT NULL,
    monotonic_ms INTEGER NOT NULL,
    trusted INTEGER NOT NULL,
    device BLOB,
    operator TEXT,
    kind TEXT NOT NULL,
    entity_kind TEXT NOT NULL,
    entity BLOB NOT NULL
) STRICT;

CREATE TRIGGER changes_have_no_gap BEFORE INSERT ON changes
WHEN NEW.sequence <> (SELECT ifnull(max(sequence), 0) + 1 FROM changes)
BEGIN SELECT raise(ABORT, 'the changes have no gap and no line twice'); END;

CREATE TRIGGER changes_are_never_changed BEFORE UPDATE ON changes
BEGIN SELECT raise(ABORT, 'the changes are append-only'); END;

CREATE TRIGGER changes_are_never_shortened BEFORE DELETE ON changes
BEGIN SELECT raise(ABORT, 'the changes are append-only'); END;

CREATE TABLE remembered (
    device BLOB NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (device, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE moved_boxes (
    id BLOB PRIMARY KEY,
    sealed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE intake_answers (
    ticket BLOB NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (ticket, question)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_notes (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    ticket BLOB NOT NULL,
    operator TEXT,
    written_at INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;

CREATE INDEX ticket_notes_by_ticket ON ticket_notes (ticket);

CREATE TABLE citizens (
    id BLOB PRIMARY KEY,
    family_name TEXT NOT NULL,
    given_names TEXT NOT NULL,
    identity_kind TEXT NOT NULL,
    identity_value TEXT,
    birth_year INTEGER,
    birth_month INTEGER,
    birth_day INTEGER,
    sex TEXT,
    residence_kind TEXT NOT NULL,
    residence_value TEXT,
    phone TEXT NOT NULL,
    mail TEXT NOT NULL,
    remark TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    -- Folded words of names and identity, each with a space before it.
    search TEXT NOT NULL,
    -- The digits of the phone number.
    digits TEXT NOT NULL
) STRICT;

CREATE INDEX citizens_by_identity ON citizens (identity_value);

CREATE TABLE practices (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    prefix TEXT NOT NULL,
    year INTEGER NOT NULL,
    count INTEGER NOT NULL,
    citizen BLOB REFERENCES citizens (id),
    presenter TEXT,
    service TEXT NOT NULL,
    need TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    opened_by TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    ended_at INTEGER,
    revision INTEGER NOT NULL,
    -- Folded words of the need, each with a space before it.
    search TEXT NOT NULL,
    UNIQUE (prefix, year, count)
) STRICT;

CREATE INDEX practices_by_citizen ON practices (citizen);

CREATE TABLE practice_numbers (
    prefix TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (prefix, year)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    practice BLOB NOT NULL REFERENCES practices (id),
    operator TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;

CREATE INDEX notes_by_practice ON notes (practice);

-- The only place where a ticket and a practice meet.
CREATE TABLE visits (
    id BLOB PRIMARY KEY,
    channel INTEGER NOT NULL,
    service TEXT NOT NULL,
    ticket BLOB UNIQUE,
    operator TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    people INTEGER NOT NULL
) STRICT;

CREATE TABLE visit_citizens (
    visit BLOB NOT NULL REFERENCES visits (id),
    citizen BLOB NOT NULL REFERENCES citizens (id),
    PRIMARY KEY (visit, citizen)
) STRICT, WITHOUT ROWID;

CREATE INDEX visits_of_citizen ON visit_citizens (citizen);

CREATE TABLE visit_practices (
    visit BLOB NOT NULL REFERENCES visits (id),
    practice BLOB NOT NULL REFERENCES practices (id),
    PRIMARY KEY (visit, practice)
) STRICT, WITHOUT ROWID;

CREATE INDEX visits_of_practice ON visit_practices (practice);
