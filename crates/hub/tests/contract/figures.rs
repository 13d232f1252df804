//! `GET /statistics` and `turno-hub statistics`: the shape of the contract, and figures worked out by hand.

use crate::site::client::id;
use crate::site::{Scene, run_on};
use serde_json::{Value, json};

/// Three visits to A and one to B on the morning of 21 November 2026:
/// waits of 2, 5 and 9 minutes for A; one served in 10, one in 4 minutes, one not come; B given up.
async fn morning() -> Scene {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let (kiosk, giulia) = (&scene.kiosk, &scene.giulia);
    giulia.open("1").await;
    let first = id(&kiosk.issue("A").await);
    scene.place.pass(120).await;
    giulia.call_next("1").await.ok(200);
    scene.place.pass(30).await;
    giulia.act(&first, "start").await.ok(200);
    let second = id(&kiosk.issue("A").await);
    scene.place.pass(300).await;
    let third = id(&kiosk.issue("A").await);
    let given_up = id(&kiosk.issue("B").await);
    scene.place.pass(300).await;
    giulia.act(&first, "finish").await.ok(200);
    giulia.act(&given_up, "cancel").await.ok(200);
    giulia.call_next("1").await.ok(200);
    giulia.act(&second, "recall").await.ok(200);
    scene.place.pass(180).await;
    giulia.act(&second, "no-show").await.ok(200);
    scene.place.pass(60).await;
    giulia.call_next("1").await.ok(200);
    scene.place.pass(60).await;
    giulia.act(&third, "start").await.ok(200);
    scene.place.pass(240).await;
    giulia.act(&third, "finish").await.ok(200);
    scene
}

#[tokio::test]
async fn figures_are_those_worked_out_by_hand() {
    let scene = morning().await;
    let figures = scene.giulia.get("/statistics?from=2026-11-21&to=2026-11-21&by=service").await.ok(200);
    assert_eq!(
        (&figures["from"], &figures["to"], &figures["by"]),
        (&json!("2026-11-21"), &json!("2026-11-21"), &json!("service"))
    );
    let row = |key: &str| {
        figures["rows"].as_array().unwrap().iter().find(|row| row["key"] == key).cloned().unwrap()
    };
    let spid = row("spid");
    for (count, n) in [("arrived", 3), ("served", 2), ("no_show", 1), ("cancelled", 0), ("expired", 0)] {
        assert_eq!(spid[count], n, "{count}");
    }
    // 2 min; 10 min (issued at 9:02:30, called at 9:12:30); 9 min (issued at 9:07:30, called at 9:16:30).
    let wait = json!({"n": 3, "mean_s": 420.0, "median_s": 540.0, "p90_s": 600.0, "longest_s": 600.0});
    assert_eq!(spid["wait"], wait);
    assert_eq!(spid["wait_from_opening"], wait, "without hours the opening is the arrival");
    assert_eq!(
        spid["walk"],
        json!({"n": 2, "mean_s": 45.0, "median_s": 30.0, "p90_s": 60.0, "longest_s": 60.0})
    );
    assert_eq!(
        spid["service"],
        json!({"n": 2, "mean_s": 420.0, "median_s": 240.0, "p90_s": 600.0, "longest_s": 600.0})
    );
    assert_eq!(
        spid["visit"],
        json!({"n": 2, "mean_s": 795.0, "median_s": 750.0, "p90_s": 840.0, "longest_s": 840.0})
    );
    assert_eq!(spid["service_level"], json!({"n": 2, "within": 2, "target_minutes": 20}));
    let moduli = row("moduli");
    assert_eq!(
        (&moduli["arrived"], &moduli["cancelled"], &moduli["wait"]["n"]),
        (&json!(1), &json!(1), &json!(0))
    );
    assert_eq!(moduli["wait"]["mean_s"], Value::Null);
    assert_eq!(moduli["service_level"], Value::Null, "a service without a target");
    let total = &figures["total"];
    assert_eq!(
        (&total["arrived"], &total["served"], &total["forecast_error"]),
        (&json!(4), &json!(2), &Value::Null)
    );
    // 14 minutes of serving while the counter was open for 21.5 minutes.
    let occupancy = &total["occupancy"];
    assert_eq!((&occupancy["serving_s"], &occupancy["open_s"]), (&json!(840.0), &json!(1290.0)));
}

#[tokio::test]
async fn rows_go_by_counter_hour_and_day() {
    let scene = morning().await;
    let by = async |by: &str| scene.giulia.get(&format!("/statistics?by={by}")).await.ok(200);
    let keys = |figures: &Value| -> Vec<Value> {
        figures["rows"].as_array().unwrap().iter().map(|row| row["key"].clone()).collect()
    };
    let hours = by("hour").await;
    assert_eq!(keys(&hours), [json!("09")], "site time");
    assert_eq!(keys(&by("day").await), [json!("2026-11-21")]);
    let counters = by("counter").await;
    assert_eq!(
        counters["rows"].as_array().unwrap().iter().find(|row| row["key"] == "1").unwrap()["arrived"],
        3
    );
    for figures in [&hours, &counters] {
        assert_eq!(figures["total"]["arrived"], 4);
    }
    let empty = scene.giulia.get("/statistics?from=2026-11-01&to=2026-11-20").await.ok(200);
    assert_eq!((&empty["total"]["arrived"], &empty["total"]["wait"]["n"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn the_command_prints_what_the_listener_answers() {
    let scene = morning().await;
    let period = ["statistics", "--from", "2026-11-21", "--to", "2026-11-21", "--by", "service"];
    let answered = scene.giulia.get("/statistics?from=2026-11-21&to=2026-11-21&by=service").await.ok(200);
    let printed = scene.place.run(&[&period[..], &["--format", "json"]].concat()).await.done();
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), answered);
    let table = scene.place.run(&period).await.done();
    assert!(table.contains("spid") && table.contains("7.0 min") && table.contains("total"), "{table}");
    // With the hub away and after everything was made again from the journal, too; but what is open then is open no more.
    scene.giulia.post("/counters/1/close", json!({})).await.ok(200);
    let answered = scene.giulia.get("/statistics?from=2026-11-21&to=2026-11-21&by=service").await.ok(200);
    let data = scene.place.data();
    scene.hub.stop().await;
    let said = run_on(&data, &["rebuild"], "").await;
    assert!(said.err.contains("made again") && !said.err.contains("wrong"), "{}", said.err);
    let printed = run_on(&data, &[&period[..], &["--format", "json"]].concat(), "").await.done();
    let offline = serde_json::from_str::<Value>(&printed).unwrap();
    assert_eq!(offline["rows"], answered["rows"]);
    assert_eq!(offline["total"], answered["total"]);
}

#[tokio::test]
async fn rows_stand_for_hours_days_or_counters_too() {
    let scene = morning().await;
    let rows = async |by: &str| -> Vec<(Value, Value, Value)> {
        let path = format!("/statistics?from=2026-11-21&to=2026-11-21&by={by}");
        let figures = scene.giulia.get(&path).await.ok(200);
        assert_eq!(figures["by"], by);
        let rows = figures["rows"].as_array().unwrap();
        rows.iter().map(|row| (row["key"].clone(), row["arrived"].clone(), row["served"].clone())).collect()
    };
    // The site's own clock: all four arrived between nine and ten.
    assert_eq!(rows("hour").await, [(json!("09"), json!(4), json!(2))]);
    assert_eq!(rows("day").await, [(json!("2026-11-21"), json!(4), json!(2))]);
    let counters = rows("counter").await;
    assert!(counters.contains(&(json!("1"), json!(3), json!(2))), "{counters:?}");
}

#[tokio::test]
async fn who_imports_much_is_told_how_far_it_is() {
    let place = crate::site::Place::new(crate::site::SITE);
    let (site, past) = (place.file("site.toml"), place.file("past.csv"));
    let rows = |service: &str| {
        let row =
            format!("2026-03-02T09:00:00,2026-03-02T09:04:00,2026-03-02T09:10:00,served,{service},0,Ada\n");
        format!("arrived,serving_started,left,outcome,service,priority,server\n{}", row.repeat(10_001))
    };
    let args = ["import", "--site", site.to_str().unwrap(), "--format", "csv", past.to_str().unwrap()];
    let told = async |service: &str| {
        std::fs::write(&past, rows(service)).unwrap();
        let said = place.run(&args).await;
        assert_eq!((said.code, said.out.as_str()), (0, ""), "{said:?}");
        assert!(!said.err.contains('\r'), "no terminal, no carriage return: {said:?}");
        let lines: Vec<String> =
            said.err.lines().filter(|line| line.contains("10001")).map(str::to_owned).collect();
        assert_eq!(lines.len(), 6, "{lines:?}");
        for (line, begins) in lines.iter().zip([
            "5000 of 10001 rows read (49 %), ",
            "10000 of 10001 rows read (99 %), ",
            "10001 visits read, ",
            "5000 of 10001 visits written (49 %), ",
            "10000 of 10001 visits written (99 %), ",
        ]) {
            assert!(line.starts_with(begins) && line.ends_with(" s"), "{line}");
        }
        assert_eq!(lines[5], "10001 visits imported");
    };
    told("A").await;
    let _hub = place.serve().await;
    told("B").await;
}

#[tokio::test]
async fn past_visits_are_imported_whole_or_not_at_all() {
    let place = crate::site::Place::new(crate::site::SITE);
    let (site, past) = (place.file("site.toml"), place.file("past.csv"));
    let header = "arrived,serving_started,left,outcome,service,priority,server";
    let import = async || {
        let args = ["import", "--site", site.to_str().unwrap(), "--format", "csv", past.to_str().unwrap()];
        place.run(&args).await
    };
    std::fs::write(
        &past,
        format!("{header}\n2026-03-02T09:00:00,,2026-03-02T09:10:00,served,A,0,Ada\nnever,,,served,A,0,\n"),
    )
    .unwrap();
    let err = import().await.refused("line 2");
    assert!(err.contains("line 3"), "{err}");
    std::fs::write(
        &past,
        format!(
            "{header}\n2026-03-02T09:00:00,2026-03-02T09:04:00,2026-03-02T09:10:00,served,A,0,Ada\n\
             2026-03-02T09:05:00,,2026-03-02T09:20:00,abandoned,Anagrafe,0,\n"
        ),
    )
    .unwrap();
    let said = import().await;
    assert!(said.err.contains("2 visits imported") && said.out.is_empty(), "{said:?}");
    import().await.refused("imported before");
    let period =
        ["statistics", "--from", "2026-03-02", "--to", "2026-03-02", "--by", "service", "--format", "json"];
    let figures: Value = serde_json::from_str(&place.run(&period).await.done()).unwrap();
    let total = &figures["total"];
    assert_eq!((&total["arrived"], &total["served"], &total["cancelled"]), (&json!(2), &json!(1), &json!(1)));
    assert_eq!((&total["wait"]["mean_s"], &total["walk"]["n"]), (&json!(240.0), &json!(0)));
    let keys: Vec<_> = figures["rows"].as_array().unwrap().iter().map(|row| row["key"].clone()).collect();
    assert!(keys.contains(&json!("spid")) && keys.contains(&json!("Anagrafe")), "{keys:?}");
    // Another site than the one applied is refused; a running hub imports too.
    place.write_site(&crate::site::SITE.replace("Sportello 2", "Sportello due"));
    import().await.refused("--site differs");
    place.write_site(crate::site::SITE);
    let _hub = place.serve().await;
    std::fs::write(&past, format!("{header}\n2026-03-03T09:00:00,,2026-03-03T09:10:00,no-show,B,0,Ada\n"))
        .unwrap();
    let said = import().await;
    assert!(said.err.contains("1 visits imported"), "{said:?}");
}

#[tokio::test]
async fn a_session_asks_for_ten_years_and_not_for_all_time() {
    let scene = Scene::new().await;
    let ask = async |from: &str| {
        scene.giulia.get(&format!("/statistics?from={from}&to=2026-11-21&by=service")).await
    };
    ask("2016-11-21").await.ok(200);
    for from in ["2016-01-01", "0001-01-01"] {
        let refused = ask(from).await.problem(400, "malformed");
        assert!(refused["detail"].as_str().unwrap().contains("ten years"), "{refused}");
    }
}

/// A ticket forgotten in hand is finished late: it was served, and nobody knows for how long.
#[tokio::test]
async fn an_end_that_nobody_saw_is_served_without_a_service_time() {
    let scene = Scene::at("2026-11-21T09:00:00+01:00").await;
    let (kiosk, giulia) = (&scene.kiosk, &scene.giulia);
    giulia.open("1").await;
    let ticket = id(&kiosk.issue("A").await);
    giulia.call_next("1").await.ok(200);
    giulia.act(&ticket, "start").await.ok(200);
    scene.place.pass(5_400).await;
    let giulia = &scene.desk.sign_in("giulia").await;
    let finish = format!("/tickets/{ticket}/finish");
    giulia.post(&finish, json!({"estimated": true})).await.ok(200);
    let total = giulia.get("/statistics?by=service").await.ok(200)["total"].clone();
    assert_eq!(
        (&total["served"], &total["estimated"], &total["service"]["n"]),
        (&json!(1), &json!(1), &json!(0))
    );
}
