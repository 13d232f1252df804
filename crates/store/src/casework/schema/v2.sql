-- casework.db, version 2: one timeline per practice.

-- Whose a practice is, what the operator made of the need, and the documents that it needs.
ALTER TABLE practices ADD COLUMN need_recognised TEXT NOT NULL DEFAULT '';
ALTER TABLE practices ADD COLUMN documents TEXT NOT NULL DEFAULT '[]';
ALTER TABLE practices ADD COLUMN responsible TEXT NOT NULL DEFAULT '';
ALTER TABLE practices ADD COLUMN offered_to TEXT;
-- The key of the project that it counts under.
ALTER TABLE practices ADD COLUMN project TEXT;
-- The register of a period.
CREATE INDEX practices_by_opening ON practices (opened_at, sequence);
-- Who says the number of a practice leaves out its year.
CREATE INDEX practices_by_count ON practices (count, citizen);

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
-- How long a body of the directory takes to answer.
CREATE INDEX calls_by_body ON entries (json_extract(body, '$.in_directory')) WHERE kind = 'phone-call';

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

-- Registers that were handed in, line by line as they were.
CREATE TABLE submissions (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    -- What the register was of, as JSON: the period's days and by what it was filtered.
    asked TEXT NOT NULL,
    lines INTEGER NOT NULL,
    note TEXT NOT NULL,
    operator TEXT NOT NULL,
    written_at INTEGER NOT NULL
) STRICT;

CREATE TABLE submission_lines (
    submission INTEGER NOT NULL REFERENCES submissions (sequence),
    -- Their order.
    place INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (submission, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER submission_lines_are_never_changed BEFORE UPDATE ON submission_lines
BEGIN SELECT raise(ABORT, 'what was handed in stays as it was'); END;

-- The handbook: types of service, pages of the manual, bodies, projects, outreach. What one says is its latest revision; all of them are kept.
CREATE TABLE handbook (
    id BLOB PRIMARY KEY,
    -- service-type, manual-page, body, project, outreach
    kind TEXT NOT NULL,
    key TEXT,
    -- Folded: what it is listed by.
    ordered TEXT NOT NULL,
    retired INTEGER NOT NULL,
    -- The folded words by which it is found.
    search TEXT NOT NULL,
    revision INTEGER NOT NULL,
    UNIQUE (kind, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX handbook_in_order ON handbook (kind, ordered, id);

CREATE TABLE handbook_revisions (
    item BLOB NOT NULL REFERENCES handbook (id),
    revision INTEGER NOT NULL,
    operator TEXT,
    written_at INTEGER NOT NULL,
    -- What changed, in the author's words.
    changed TEXT NOT NULL,
    -- What it says, as JSON.
    body TEXT NOT NULL,
    PRIMARY KEY (item, revision)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER handbook_revisions_are_never_changed BEFORE UPDATE ON handbook_revisions
BEGIN SELECT raise(ABORT, 'handbook revisions are append-only'); END;

-- The person, whole: where they were born and stay, what they speak, who else can be called, and with whose record it was merged.
ALTER TABLE citizens ADD COLUMN birth_place TEXT NOT NULL DEFAULT '';
ALTER TABLE citizens ADD COLUMN birth_place_code TEXT;
ALTER TABLE citizens ADD COLUMN domicile TEXT NOT NULL DEFAULT '';
ALTER TABLE citizens ADD COLUMN languages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE citizens ADD COLUMN contacts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE citizens ADD COLUMN merged_into BLOB REFERENCES citizens (id);
-- The folded words of all names in the order of the alphabet: the same for names in another order. Null until the program that
-- can fold has opened the file.
ALTER TABLE citizens ADD COLUMN name_key TEXT;

CREATE INDEX citizens_by_names ON citizens (name_key, birth_year);
CREATE INDEX citizens_by_digits ON citizens (digits);
CREATE INDEX citizens_in_order ON citizens (search, id) WHERE merged_into IS NULL;
CREATE INDEX citizens_merged ON citizens (merged_into) WHERE merged_into IS NOT NULL;

-- What people were told about their data.
CREATE TABLE notices (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    citizen BLOB NOT NULL REFERENCES citizens (id),
    version TEXT NOT NULL,
    controller TEXT NOT NULL,
    given_on TEXT NOT NULL,
    given TEXT NOT NULL,
    operator TEXT NOT NULL,
    written_at INTEGER NOT NULL
) STRICT;

CREATE INDEX notices_of_citizen ON notices (citizen, sequence);

-- What people allowed.
CREATE TABLE consents (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    citizen BLOB NOT NULL REFERENCES citizens (id),
    purpose TEXT NOT NULL,
    given_on TEXT NOT NULL,
    withdrawn_on TEXT,
    operator TEXT NOT NULL,
    written_at INTEGER NOT NULL
) STRICT;

CREATE INDEX consents_of_citizen ON consents (citizen, sequence);

-- Which record became part of which, and what came with it, so that the two can be told apart.
CREATE TABLE merges (
    sequence INTEGER PRIMARY KEY,
    survivor BLOB NOT NULL REFERENCES citizens (id),
    merged BLOB NOT NULL REFERENCES citizens (id),
    operator TEXT,
    merged_at INTEGER NOT NULL
) STRICT;

CREATE INDEX merges_of_survivor ON merges (survivor, sequence);

CREATE TABLE merge_moves (
    merge INTEGER NOT NULL REFERENCES merges (sequence),
    -- visit, practice, notice, consent, attachment
    kind TEXT NOT NULL,
    entity BLOB NOT NULL,
    PRIMARY KEY (merge, kind, entity)
) STRICT, WITHOUT ROWID;

-- Files of practices and of people. Their bytes lie beside this database, sealed, each with a key of its own.
CREATE TABLE attachments (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    practice BLOB REFERENCES practices (id),
    citizen BLOB REFERENCES citizens (id),
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    -- The SHA-256 of the sealed file, which is its name.
    address BLOB NOT NULL UNIQUE,
    key BLOB NOT NULL,
    operator TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    CHECK ((practice IS NULL) <> (citizen IS NULL))
) STRICT;

CREATE INDEX attachments_of_practice ON attachments (practice, sequence) WHERE practice IS NOT NULL;
CREATE INDEX attachments_of_citizen ON attachments (citizen, sequence) WHERE citizen IS NOT NULL;

-- Which of them are forms that were made here. The code that one carries is known by its SHA-256 alone.
CREATE TABLE forms (
    attachment BLOB PRIMARY KEY REFERENCES attachments (id),
    form TEXT NOT NULL,
    language TEXT NOT NULL,
    code BLOB UNIQUE
) STRICT, WITHOUT ROWID;

-- Whose form was shown for a ticket; erased like the answers, for a visit that came of it names the practice itself.
CREATE TABLE ticket_forms (
    ticket BLOB PRIMARY KEY,
    practice BLOB NOT NULL REFERENCES practices (id),
    shown_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What opens the drafts that one operator left at one desk.
CREATE TABLE draft_keys (
    device BLOB NOT NULL,
    operator TEXT NOT NULL,
    key BLOB NOT NULL,
    PRIMARY KEY (device, operator)
) STRICT, WITHOUT ROWID;
