//! Real input: two weeks of a call centre, imported, and every figure held against one recomputed from the file alone.

use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use turno_domain::time::Timestamp;
use turno_simulator::bank::{self, ServiceFigures};
use turno_tests::{Answer, Site, SiteOptions, example, sample};

const PERIOD: [&str; 4] = ["--from", "1999-02-01", "--to", "1999-02-14"];

fn file() -> PathBuf {
    sample("bank-call-centre-1999-02-first-half.csv")
}

/// A site whose hub never ran: an archive is read before anything is served.
fn site() -> Site {
    Site::prepare(SiteOptions::new(example("bank"), Timestamp::default())).unwrap()
}

async fn import(site: &Site, file: &std::path::Path) -> Answer {
    let (settings, file) = (example("bank"), file.to_string_lossy().into_owned());
    site.admin(&["import", "--site", &settings.to_string_lossy(), "--format", "csv", &file]).await.unwrap()
}

async fn statistics(site: &Site, by: &str, format: &str) -> String {
    let [from, first, to, last] = PERIOD;
    let arguments = ["statistics", from, first, to, last, "--by", by, "--format", format];
    site.admin(&arguments).await.unwrap().done().unwrap()
}

async fn figures(site: &Site, by: &str) -> Value {
    serde_json::from_str(&statistics(site, by, "json").await).unwrap()
}

fn same_figure(of: &str, found: &Value, expected: &bank::Figure) {
    assert_eq!(found["n"], expected.n, "{of}: n");
    let mean = found["mean_s"].as_f64();
    match (mean, expected.mean_s) {
        (Some(mean), Some(expected)) => {
            assert!((mean - expected).abs() <= expected.abs() * 1e-6, "{of}: mean {mean}, not {expected}");
        }
        (mean, expected) => assert_eq!(mean, expected, "{of}: mean"),
    }
    let whole = |seconds: Option<i64>| seconds.map(|seconds| seconds as f64);
    for (name, expected) in
        [("median_s", expected.median_s), ("p90_s", expected.p90_s), ("longest_s", expected.longest_s)]
    {
        assert_eq!(found[name].as_f64(), whole(expected), "{of}: {name}");
    }
}

fn same_row(row: &Value, expected: &ServiceFigures) {
    let key = row["key"].as_str().unwrap();
    for (name, expected) in [
        ("arrived", expected.arrived),
        ("served", expected.served),
        ("cancelled", expected.cancelled),
        ("no_show", expected.no_show),
        ("expired", expected.expired),
    ] {
        assert_eq!(row[name], expected, "{key}: {name}");
    }
    same_figure(&format!("{key}: wait"), &row["wait"], &expected.wait);
    // Without hours the opening is the arrival.
    same_figure(&format!("{key}: wait from opening"), &row["wait_from_opening"], &expected.wait);
    same_figure(&format!("{key}: service"), &row["service"], &expected.service);
    same_figure(&format!("{key}: visit"), &row["visit"], &expected.visit);
    // Imported visits have no call.
    same_figure(&format!("{key}: walk"), &row["walk"], &bank::Figure::default());
    assert_eq!(row["occupancy"], Value::Null, "{key}: nobody knows when counters were open");
}

#[tokio::test]
async fn every_figure_of_an_imported_file_is_the_one_recomputed_from_the_file() {
    let site = site();
    let imported = import(&site, &file()).await;
    assert_eq!(imported.status, 0, "{}", imported.err);
    assert!(imported.err.contains("17259 visits imported"), "{}", imported.err);

    let expected = bank::read(fs::File::open(file()).unwrap()).unwrap();
    let found = figures(&site, "service").await;
    let rows = found["rows"].as_array().unwrap();
    let keys: Vec<&str> = rows.iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(keys.len(), expected.by_service.len(), "{keys:?}");
    for row in rows {
        same_row(row, &expected.by_service[row["key"].as_str().unwrap()]);
    }
    same_row(&found["total"], &expected.total);

    for by in ["counter", "hour", "day"] {
        let cut = figures(&site, by).await;
        assert_eq!(cut["total"]["arrived"], expected.rows, "by {by}");
        same_figure(by, &cut["total"]["wait"], &expected.total.wait);
        let rows = cut["rows"].as_array().unwrap();
        let sum = |name: &str| rows.iter().map(|row| row[name].as_u64().unwrap()).sum::<u64>();
        assert_eq!(sum("arrived"), expected.rows as u64, "by {by}");
        assert_eq!(sum("served"), expected.total.served as u64, "by {by}");
        let waits = rows.iter().map(|row| row["wait"]["n"].as_u64().unwrap()).sum::<u64>();
        assert_eq!(waits, expected.total.wait.n as u64, "by {by}");
    }
    assert_eq!(figures(&site, "day").await["rows"].as_array().unwrap().len(), 14);

    let table = statistics(&site, "service", "table").await;
    for (key, of) in
        expected.by_service.iter().map(|(key, of)| (key.as_str(), of)).chain([("total", &expected.total)])
    {
        let line = table.lines().find(|line| line.split_whitespace().next() == Some(key)).unwrap();
        let cells: Vec<&str> = line.split_whitespace().collect();
        for n in [of.arrived, of.served, of.cancelled, of.wait.n, of.service.n] {
            assert!(cells.contains(&n.to_string().as_str()), "{line} does not say {n}");
        }
    }
    assert_eq!(table.lines().count(), 1 + expected.by_service.len() + 1, "{table}");

    let again = import(&site, &file()).await;
    assert_eq!(again.status, 1);
    assert!(!again.err.is_empty());
    assert_eq!(figures(&site, "service").await, found, "the second import left something");
}

#[tokio::test]
async fn a_file_with_bad_rows_is_refused_whole_and_every_bad_line_is_named() {
    let site = site();
    let text = fs::read_to_string(file()).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // The header is line 1.
    let mut spoil = |line: usize, change: &dyn Fn(&str) -> String| lines[line - 1] = change(&lines[line - 1]);
    spoil(17, &|row| row.replacen("1999-02-01T", "1999-02-31T", 1));
    spoil(4_711, &|row| row.replace("served", "vanished").replace("abandoned", "vanished"));
    spoil(9_000, &|row| format!("{row},one more"));
    spoil(17_260, &|_| {
        "1999-02-14T23:59:00,1999-02-14T23:58:00,1999-02-14T23:59:30,served,PS,0,ZOHARI".to_owned()
    });
    let spoilt = site.folder().join("spoilt.csv");
    fs::write(&spoilt, lines.join("\n")).unwrap();

    let refused = import(&site, &spoilt).await;
    assert_eq!(refused.status, 1);
    for line in [17, 4_711, 9_000, 17_260] {
        assert!(refused.err.contains(&format!("line {line}:")), "line {line} is not named: {}", refused.err);
    }
    assert_eq!(refused.err.matches("line ").count(), 4, "good lines are named too: {}", refused.err);
    let found = figures(&site, "service").await;
    assert_eq!((found["total"]["arrived"].as_u64(), found["rows"].as_array().unwrap().len()), (Some(0), 0));

    let good = import(&site, &file()).await;
    assert_eq!(good.status, 0, "a refused file must not stand in a good one's way: {}", good.err);
}
