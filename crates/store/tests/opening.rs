//! Opening a data directory: what is refused, what is migrated, and that nothing is migrated without a way back.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod desk;

use desk::{MORNING, options};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use turno_domain::time::Timestamp;
use turno_store::{CASEWORK, QUEUE, Schema, StoreError, Stores, erase_casework_copies, open_database};

fn raw(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

#[test]
fn a_new_directory_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let stores = Stores::open(&data, &options()).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for file in fs::read_dir(&data).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
    drop(stores);
    let queue = raw(&data.join("queue.db"));
    let mark: i32 = queue.query_row("PRAGMA application_id", [], |row| row.get(0)).unwrap();
    assert_eq!(mark, QUEUE.application_id);
    let mode: String = queue.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn files_of_other_programs_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue.db");
    raw(&path).execute_batch("CREATE TABLE recipes (name TEXT); PRAGMA application_id = 42").unwrap();
    let before = fs::read(&path).unwrap();
    let refused = Stores::open(folder.path(), &options()).unwrap_err();
    assert!(matches!(refused, StoreError::Foreign { .. }), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(!path.with_extension("db-wal").exists());

    fs::write(&path, "Dear diary, today I found a file that is no database at all.\n".repeat(40)).unwrap();
    let refused = Stores::open(folder.path(), &options()).unwrap_err();
    assert!(matches!(refused, StoreError::Foreign { .. }), "{refused}");
}

#[test]
fn the_two_databases_cannot_be_mixed_up() {
    let folder = tempfile::tempdir().unwrap();
    drop(Stores::open(folder.path(), &options()).unwrap());
    fs::rename(folder.path().join("casework.db"), folder.path().join("queue.db")).unwrap();
    assert!(matches!(Stores::open(folder.path(), &options()), Err(StoreError::Foreign { .. })));
}

#[test]
fn a_later_version_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    drop(Stores::open(folder.path(), &options()).unwrap());
    let path = folder.path().join("queue.db");
    raw(&path).pragma_update(None, "user_version", 99).unwrap();
    let refused = Stores::open(folder.path(), &options()).unwrap_err();
    let known = QUEUE.latest();
    assert!(matches!(&refused, StoreError::Newer { found: 99, known: k, .. } if *k == known));
    let words = refused.to_string();
    assert!(words.contains("version 99") && words.contains("install the later Turno"), "{words}");
}

#[test]
fn damage_is_found_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open_on_monday(folder.path());
    desk.queue.writer.close();
    drop(desk);
    let path = folder.path().join("queue.db");
    let mut bytes = fs::read(&path).unwrap();
    // Page 1 stays whole, so that the file is recognised; every other page loses its head.
    for page in bytes.chunks_mut(4096).skip(1) {
        page[..64].fill(0xAB);
    }
    fs::write(&path, bytes).unwrap();
    let refused = Stores::open(folder.path(), &options()).unwrap_err();
    assert!(matches!(refused, StoreError::Damaged { .. } | StoreError::Broken(_)), "{refused}");
}

#[test]
fn neither_file_is_changed_while_the_other_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let (queue, casework) = (folder.path().join("queue.db"), folder.path().join("casework.db"));
    let desk = desk::open_on_monday(folder.path());
    desk.queue.writer.close();
    desk.casework.writer.close();
    drop(desk);
    let sound = fs::read(&casework).unwrap();
    // What every migration would change: a queue that has not come to its first version yet.
    fs::remove_file(&queue).unwrap();
    raw(&queue).execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    let before = fs::read(&queue).unwrap();
    let mut damaged = sound.clone();
    for page in damaged.chunks_mut(4096).skip(1) {
        page[..64].fill(0xAB);
    }
    for broken in [damaged, b"Dear diary, this is no database at all.\n".repeat(40)] {
        fs::write(&casework, &broken).unwrap();
        Stores::open(folder.path(), &options()).unwrap_err();
        assert_eq!(fs::read(&queue).unwrap(), before);
        assert_eq!(fs::read(&casework).unwrap(), broken);
    }
    fs::write(&casework, &sound).unwrap();
    raw(&casework).pragma_update(None, "user_version", 99).unwrap();
    let refused = Stores::open(folder.path(), &options()).unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 99, .. }), "{refused}");
    assert_eq!(fs::read(&queue).unwrap(), before);
}

fn with<'a>(migrations: &'a [&'a str]) -> Schema<'a> {
    Schema { migrations, ..QUEUE }
}

#[test]
fn a_migration_is_preceded_by_a_backup_that_was_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open_on_monday(folder.path());
    desk.queue.writer.close();
    drop(desk);
    let path = folder.path().join("queue.db");
    let steps = [QUEUE.migrations, &["CREATE TABLE bells (tone TEXT NOT NULL) STRICT"]].concat();
    drop(open_database(&path, &with(&steps), Timestamp::from_millis(MORNING + 5)).unwrap());

    let version =
        |path: &Path| -> u32 { raw(path).query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap() };
    let backup = folder.path().join(format!("backup/queue-v{}.db", QUEUE.latest()));
    assert_eq!((version(&path), version(&backup)), (QUEUE.latest() + 1, QUEUE.latest()));
    let lines = |path: &Path| -> u32 {
        raw(path).query_row("SELECT count(*) FROM journal", [], |row| row.get(0)).unwrap()
    };
    assert_eq!((lines(&path), lines(&backup)), (2, 2));
    assert_eq!(
        raw(&backup).query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0)).unwrap(),
        "delete"
    );
    // A restored backup is a database like any other.
    fs::copy(&backup, &path).unwrap();
    drop(Stores::open(folder.path(), &options()).unwrap());
    // An up-to-date file is not backed up, and a second migration from the same version replaces its copy.
    drop(open_database(&path, &with(&steps), Timestamp::from_millis(MORNING + 9)).unwrap());
    assert_eq!((version(&path), version(&backup)), (QUEUE.latest() + 1, QUEUE.latest()));
    assert_eq!(fs::read_dir(folder.path().join("backup")).unwrap().count(), 1);
}

#[test]
fn a_copy_of_the_casework_is_erased_by_its_date() {
    let folder = tempfile::tempdir().unwrap();
    let at = |ms| Timestamp::from_millis(MORNING + ms);
    assert_eq!(erase_casework_copies(folder.path(), at(0)).unwrap(), 0, "there are no copies");
    for (name, schema) in [("queue", QUEUE), ("casework", CASEWORK)] {
        let path = folder.path().join(format!("{name}.db"));
        drop(open_database(&path, &schema, at(0)).unwrap());
        let steps = [schema.migrations, &["CREATE TABLE bells (tone TEXT NOT NULL) STRICT"]].concat();
        drop(open_database(&path, &Schema { migrations: &steps, ..schema }, at(5)).unwrap());
    }
    let copies = || fs::read_dir(folder.path().join("backup")).unwrap().count();
    assert_eq!(erase_casework_copies(folder.path(), at(5)).unwrap(), 0);
    assert_eq!(copies(), 2);
    assert_eq!(erase_casework_copies(folder.path(), at(6)).unwrap(), 1);
    assert_eq!(copies(), 1, "the queue knows no names: its copy stays");
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open_on_monday(folder.path());
    desk.queue.writer.close();
    drop(desk);
    let path = folder.path().join("queue.db");
    let steps = [
        QUEUE.migrations,
        &[
            "CREATE TABLE bells (tone TEXT) STRICT",
            "CREATE TABLE horns (tone TEXT) STRICT; INSERT INTO nowhere VALUES (1)",
        ],
    ]
    .concat();
    let failed = open_database(&path, &with(&steps), Timestamp::from_millis(MORNING));
    assert!(matches!(failed, Err(StoreError::Sql(_))), "{failed:?}");
    let connection = raw(&path);
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, QUEUE.latest() + 1, "the step before the failing one stands");
    let horns: u32 = connection
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'horns'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(horns, 0);
    drop(connection);
    // The same program with a mended step goes on from there.
    let mended = [steps[0], steps[1], "CREATE TABLE horns (tone TEXT) STRICT"];
    drop(open_database(&path, &with(&mended), Timestamp::from_millis(MORNING + 1)).unwrap());
}

#[test]
fn whoever_writes_past_the_store_cannot_rewrite_history() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk::open_on_monday(folder.path());
    desk.casework
        .writer
        .run(|tx| tx.create_citizen(desk::citizen(1, "Rossi", "Ada"), &desk::clock(1), &desk::nobody()))
        .unwrap();
    let queue = raw(&folder.path().join("queue.db"));
    let casework = raw(&folder.path().join("casework.db"));
    let again = "SELECT sequence, wall_ms, boot, monotonic_ms, trusted, device, operator, kind";
    for (connection, sql) in [
        (&queue, "UPDATE journal SET wall_ms = 0".to_owned()),
        (&queue, "DELETE FROM journal WHERE sequence = 2".to_owned()),
        (&queue, format!("INSERT OR REPLACE INTO journal {again}, version, ticket, data FROM journal WHERE sequence = 1")),
        (&queue, "INSERT INTO journal SELECT 9, 0, boot, 0, 0, NULL, NULL, kind, 1, NULL, data FROM journal LIMIT 1".to_owned()),
        (&casework, "UPDATE changes SET kind = 'nothing'".to_owned()),
        (&casework, "DELETE FROM changes".to_owned()),
        (&casework, format!("INSERT OR REPLACE INTO changes {again}, entity_kind, entity FROM changes")),
    ] {
        let refused = connection.execute(&sql, []).unwrap_err().to_string();
        assert!(refused.contains("append-only") || refused.contains("no gap"), "{sql}: {refused}");
    }
}
