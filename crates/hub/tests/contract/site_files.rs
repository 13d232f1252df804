//! The site file: a way in. What is wrong with one is named; what queue.db holds is the truth.

use crate::site::client::{Client, id};
use crate::site::{Hub, Place, SITE, Scene};
use serde_json::json;

#[tokio::test]
async fn a_wrong_file_is_refused_with_line_field_found_and_expected() {
    let two = SITE.replace("letter = \"B\"", "letter = \"A\"");
    let line = two.lines().position(|line| line.contains("key = \"moduli\"")).unwrap() + 2;
    let cases = [
        (two, vec![format!("line {line}: services[1].letter: found 'A' a second time")]),
        (format!("{SITE}\n[kiosk]\ndisplay = 3\n"), vec!["kiosk.display".into(), "unknown field".into()]),
        (
            format!("{SITE}\n[[hours]]\ndays = [\"mon\"]\nopens = \"9:00 o'clock\"\ncloses = \"12:30\"\n"),
            vec!["hours[0].opens".into(), "9:00 o'clock".into()],
        ),
        (
            format!("{SITE}\n[[hours]]\ndays = [\"lun\"]\nopens = \"09:00\"\ncloses = \"12:30\"\n"),
            vec!["hours[0]".into(), "lun".into()],
        ),
        (
            SITE.replace("serves = [\"moduli\"]", "serves = [\"modoli\"]"),
            vec!["counters[2].serves: found \"modoli\"".into()],
        ),
        (SITE.replace("name = {", "nome = {"), vec!["nome".into()]),
        (
            SITE.replace("languages", "timezone = \"Europe/Milano\"\nlanguages"),
            vec!["timezone".into(), "Europe/Milano".into()],
        ),
        ("services = [".to_owned(), vec!["line 1".into()]),
        (String::new(), vec!["name".into()]),
    ];
    for (site, words) in cases {
        let place = Place::new(&site);
        let said = Hub::start(place.serving()).await.err().unwrap();
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{said:?}");
        for word in words {
            assert!(said.err.contains(&word), "{word}: {}", said.err);
        }
        assert!(said.err.contains("site.toml") && said.err.contains("line "), "{}", said.err);
    }
    let place = Place::new(SITE);
    std::fs::remove_file(place.file("site.toml")).unwrap();
    Hub::start(place.serving()).await.err().unwrap().refused("site.toml");
}

#[tokio::test]
async fn a_changed_file_is_applied_at_the_next_start_as_one_change() {
    let scene = Scene::new().await;
    scene.kiosk.issue("B").await;
    let at = scene.kiosk.queue().await["position"].as_str().unwrap().to_owned();
    let changed = SITE.replace("letter = \"B\"", "letter = \"M\"").replace("Sportello 2", "Sala colloqui");
    scene.place.write_site(&changed);
    let scene = scene.restart().await;
    let site = scene.kiosk.get("/site").await.ok(200);
    assert_eq!(
        (&site["services"][1]["letter"], &site["counters"][1]["label"]["it"]),
        (&json!("M"), &json!("Sala colloqui"))
    );
    let events = scene.kiosk.listen("/events", Some(&at)).await.take(1).await;
    assert_eq!(events[0].kind, "site-applied");
    // A letter may change; the number that was printed stays what it is, and the next goes on.
    let ticket = scene.kiosk.issue("M").await;
    assert_eq!((&ticket["service"], &ticket["number"]), (&json!("moduli"), &json!("M002")));
    // The same file again changes nothing.
    let at = scene.kiosk.queue().await["position"].clone();
    let scene = scene.restart().await;
    assert_eq!(scene.kiosk.queue().await["position"], at);
    // A wrong file stops nothing either: the hub serves what it has and says so.
    scene.place.write_site("name = ");
    let scene = scene.restart().await;
    scene.kiosk.issue("M").await;
    assert!(scene.hub.log().contains("the site file is refused"), "{}", scene.hub.log());
}

#[tokio::test]
async fn a_file_is_applied_to_a_running_hub() {
    let scene = Scene::new().await;
    let mut stream = scene.kiosk.listen("/events", None).await;
    let path = scene.place.file("other.toml");
    let apply = async |site: &str, force: bool| {
        std::fs::write(&path, site).unwrap();
        let mut args = vec!["site", "apply", "--site", path.to_str().unwrap()];
        args.extend(force.then_some("--force"));
        scene.place.run(&args).await
    };
    let said = apply(SITE, false).await;
    assert!(said.code == 0 && said.err.contains("as the file says"), "{said:?}");
    apply("letter = 1", false).await.refused("line 1");
    apply(&SITE.replace("\"Moduli\"", "\"Moduli e domande\""), false).await.done();
    assert_eq!(stream.next().await.unwrap().kind, "site-applied");
    let site = scene.kiosk.get("/site").await.ok(200);
    assert_eq!(site["services"][1]["names"]["it"], "Moduli e domande");
    apply(SITE, true).await.done();
    assert_eq!(scene.kiosk.get("/site").await.ok(200)["services"][1]["names"]["it"], "Moduli");
}

#[tokio::test]
async fn what_is_exported_says_what_was_applied() {
    let hours = "\n[[hours]]\ndays = [\"mon\", \"tue\"]\nopens = \"00:00\"\ncloses = \"23:59\"\n[kiosk]\ndefault_service = \"spid\"\n[board]\nmessages = [\"Buongiorno\"]\n";
    for site in [SITE.to_owned(), format!("{SITE}{hours}")] {
        let first = Place::new(&site);
        let hub = first.serve().await;
        let out = first.file("exported.toml");
        first.run(&["site", "export", "--out", out.to_str().unwrap()]).await.done();
        let exported = std::fs::read_to_string(&out).unwrap();
        let second = Place::new(&exported);
        let other = second.serve().await;
        let kiosks = [(&first, hub.api), (&second, other.api)];
        let mut sites = Vec::new();
        for (place, _) in kiosks {
            let kiosk = Client::new(&place.enrol("kiosk", "k").await);
            sites.push(kiosk.get("/site").await.ok(200));
        }
        assert_eq!(sites[0], sites[1]);
        let out = second.file("exported.toml");
        second.run(&["site", "export", "--out", out.to_str().unwrap()]).await.done();
        assert_eq!(std::fs::read_to_string(&out).unwrap(), exported);
    }
}

/// A white PNG of this size, and nothing but what a PNG must have.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![255; (width * height) as usize]).unwrap();
    writer.finish().unwrap();
    bytes
}

/// [`SITE`] with a logo of this name.
fn with_logo(name: &str) -> String {
    format!("logo = \"{name}\"\n{SITE}")
}

#[tokio::test]
async fn whoever_applies_a_file_is_told_what_its_citizens_lack() {
    let place = Place::new(SITE);
    let hub = place.serve().await;
    let asks = "[[services.intake]]\nkey = \"prima\"\nkind = \"yes-no\"\nquestion = \"È la prima volta?\"\n";
    let service = "[[services]]\nkey = \"nuovo\"\nletter = \"Z\"\nnames = \"Nuovo\"\n";
    let site = place.file("site.toml");
    std::fs::write(&site, format!("{SITE}\n{service}{asks}")).unwrap();
    let said = place.run(&["site", "apply", "--site", site.to_str().unwrap()]).await;
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.err.contains("advice: ") && said.err.contains("intake[0].why: none"), "{said:?}");
    drop(hub);
}

#[tokio::test]
async fn a_logo_is_kept_with_the_site_and_goes_to_the_devices() {
    let place = Place::new(&with_logo("pictures/logo.png"));
    std::fs::create_dir(place.file("pictures")).unwrap();
    std::fs::write(place.file("pictures/logo.png"), png(40, 20)).unwrap();
    let hub = place.serve().await;
    let kiosk = Client::new(&place.enrol("kiosk", "k").await);
    let first = kiosk.get("/site").await.ok(200)["logo"].as_str().unwrap().to_owned();
    assert!(first.starts_with("iVBORw0KGgo"), "a PNG in base64: {first}");
    // The same file with another picture is another site.
    let mut stream = kiosk.listen("/events", None).await;
    let site = place.file("site.toml");
    std::fs::write(place.file("pictures/logo.png"), png(41, 20)).unwrap();
    let said = place.run(&["site", "apply", "--site", site.to_str().unwrap()]).await;
    assert!(said.code == 0 && said.err.contains("the site is applied"), "{said:?}");
    assert_eq!(stream.next().await.unwrap().kind, "site-applied");
    let second = kiosk.get("/site").await.ok(200)["logo"].clone();
    assert_ne!(second, json!(first));
    let said = place.run(&["site", "apply", "--site", site.to_str().unwrap()]).await;
    assert!(said.err.contains("as the file says"), "{said:?}");
    // The picture is in the data, not in the folder: without the file the hub has it, and an export writes it.
    std::fs::remove_dir_all(place.file("pictures")).unwrap();
    std::fs::create_dir(place.file("out")).unwrap();
    let out = place.file("out/exported.toml");
    place.run(&["site", "export", "--out", out.to_str().unwrap()]).await.done();
    assert_eq!(std::fs::read(place.file("out/pictures/logo.png")).unwrap(), png(41, 20));
    let exported = std::fs::read_to_string(&out).unwrap();
    assert!(exported.contains("logo = \"pictures/logo.png\"") && !exported.contains("iVBORw0"), "{exported}");
    let said = place.run(&["site", "apply", "--force", "--site", out.to_str().unwrap()]).await;
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(kiosk.get("/site").await.ok(200)["logo"], second);
    drop(hub);
}

#[tokio::test]
async fn a_logo_that_is_none_or_too_large_is_refused_with_what_was_expected() {
    let place = Place::new(SITE);
    let hub = place.serve().await;
    let path = place.file("other.toml");
    let mut large = png(9, 9);
    large.resize(64 * 1024 + 1, 0);
    let cases = [
        ("logo.png", None, "line 1: logo: found \"logo.png\" (No such file"),
        ("logo.png", Some(b"GIF89a".to_vec()), "expected a PNG picture"),
        ("logo.png", Some(png(90, 90)[..60].to_vec()), "expected a PNG picture"),
        ("logo.png", Some(large), "found a file of more than 65536 bytes, expected at most 65536 bytes"),
        (
            "logo.png",
            Some(png(1_001, 2)),
            "found a picture of 1001 by 2 pixels, expected at most 1000 by 1000 pixels",
        ),
        (
            "../logo.png",
            None,
            "logo: found \"../logo.png\", expected the name of a PNG file beside the site file",
        ),
        (
            "/etc/hostname",
            None,
            "logo: found \"/etc/hostname\", expected the name of a PNG file beside the site file",
        ),
    ];
    for (name, picture, expected) in cases {
        std::fs::write(&path, with_logo(name)).unwrap();
        if let Some(picture) = picture {
            std::fs::write(place.file("logo.png"), picture).unwrap();
        }
        place.run(&["site", "apply", "--site", path.to_str().unwrap()]).await.refused(expected);
    }
    drop(hub);
}

#[tokio::test]
async fn a_service_or_counter_that_is_removed_is_retired() {
    let scene = Scene::new().await;
    let ticket = id(&scene.kiosk.issue("B").await);
    scene.giulia.open("2").await;
    let without = {
        let (before, rest) = SITE.split_once("[[services]]\nkey = \"moduli\"").unwrap();
        let (_, after) = rest.split_once("[[services]]").unwrap();
        format!("{before}[[services]]{after}").replace("serves = [\"moduli\"]", "")
    };
    let without = without.replace("[[counters]]\nkey = \"2\"\nlabel = \"Sportello 2\"\n", "");
    let path = scene.place.file("without.toml");
    std::fs::write(&path, &without).unwrap();
    scene.place.run(&["site", "apply", "--site", path.to_str().unwrap()]).await.done();
    scene.kiosk.post("/tickets", json!({"service": "B"})).await.problem(422, "unknown-service");
    scene.kiosk.post("/tickets", json!({"service": "moduli"})).await.problem(422, "unknown-service");
    // Who waits for it is still served, and who sits at a counter that is gone can leave it.
    scene.giulia.post("/counters/2/close", json!({})).await.ok(200);
    scene.giulia.post("/counters/2/open", json!({})).await.problem(404, "not-found");
    scene.giulia.open("1").await;
    assert_eq!(id(&scene.giulia.call_next("1").await.ok(200)["ticket"]), ticket);
    let figures = scene.giulia.get("/statistics").await.ok(200);
    assert_eq!(
        figures["rows"].as_array().unwrap().iter().find(|row| row["key"] == "moduli").unwrap()["arrived"],
        1
    );
    let scene = scene.restart().await;
    assert_eq!(scene.kiosk.ticket(&ticket).await["number"], "B001");
}
