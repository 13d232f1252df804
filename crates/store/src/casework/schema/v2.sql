-- casework.db, version 2: one timeline per practice.

-- Whose a practice is, what the operator made of the need, and the documents that it needs.
ALTER TABLE practices ADD COLUMN need_recognised TEXT NOT NULL DEFAULT '';
ALTER TABLE practices ADD COLUMN documents TEXT NOT NULL DEFAULT '[]';
ALTER TABLE practices ADD COLUMN responsible TEXT NOT NULL DEFAULT '';
ALTER TABLE practices ADD COLUMN offered_to TEXT;

-- Until now whoever opened a practice answered for it.
UPDATE practices SET responsible = opened_by;

-- Who was added to work on a practice, in the order in which they were.
CREATE TABLE practice_team (
    sequence INTEGER PRIMARY KEY,
    practice BLOB NOT NULL REFERENCES practices (id),
    operator TEXT NOT NULL,
    UNIQUE (practice, operator)
) STRICT;

-- What happened in a practice, entry by entry; what was done by mistake is told by a later entry.
CREATE TABLE entries (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    practice BLOB NOT NULL REFERENCES practices (id),
    kind TEXT NOT NULL,
    operator TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    -- The fields of its kind, as JSON.
    body TEXT NOT NULL
) STRICT;

CREATE INDEX entries_by_practice ON entries (practice, sequence);

CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
BEGIN SELECT raise(ABORT, 'entries are append-only'); END;

-- The notes, and that a practice ended, where it did: since when and how stands in the practice, who did it in the changes.
INSERT INTO entries (id, practice, kind, operator, written_at, body)
SELECT id, practice, kind, operator, written_at, body FROM (
    SELECT id, practice, 'note' AS kind, operator, written_at,
        json_object('text', text, 'reserved', json('false')) AS body, sequence
    FROM notes
    UNION ALL
    SELECT randomblob(16), id, 'ended',
        ifnull((SELECT operator FROM changes
            WHERE changes.kind = 'practice-ended' AND entity = practices.id ORDER BY changes.sequence DESC LIMIT 1), opened_by),
        ifnull(ended_at, opened_at),
        CASE WHEN reason IS NULL THEN json_object('state', state)
            ELSE json_object('state', state, 'reason', reason) END,
        9223372036854775807
    FROM practices WHERE state <> 'open'
) ORDER BY written_at, sequence;

DROP TABLE notes;

-- What is still to be done in a practice, and what was.
CREATE TABLE steps (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    practice BLOB NOT NULL REFERENCES practices (id),
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    place TEXT NOT NULL,
    bring TEXT NOT NULL,
    -- A day of the calendar (YYYY-MM-DD) and a time of the site's wall clock (HH:MM), so that they sort as they read.
    due TEXT NOT NULL,
    time TEXT,
    responsible TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    ended_at INTEGER,
    ended_by TEXT,
    outcome TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;

CREATE INDEX steps_by_practice ON steps (practice, sequence);
-- The agenda: of all, and of one.
CREATE INDEX steps_to_take ON steps (due, time, sequence) WHERE state = 'open';
CREATE INDEX steps_to_take_by ON steps (responsible, due, time, sequence) WHERE state = 'open';
