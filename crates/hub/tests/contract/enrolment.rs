//! The enrolment file, and the certificates that it makes a client trust.

use crate::site::client::{Answer, Client};
use crate::site::{Place, SITE, Scene, run_on};
use serde_json::json;
use std::os::unix::fs::PermissionsExt;
use tokio::process::Command;

#[tokio::test]
async fn a_hub_that_was_never_served_enrols_nobody() {
    let place = Place::new(SITE);
    let out = place.file("kiosk.toml");
    let args = ["device", "enroll", "--role", "kiosk", "--name", "k", "--out", out.to_str().unwrap()];
    place.run(&args).await.refused("serve it once");
    assert!(!out.exists());
    assert!(!place.data().join("queue.db").exists(), "a refusal makes no data");

    // Data that an import made has no address either.
    let past = place.file("past.csv");
    std::fs::write(&past, "arrived,serving_started,left,outcome,service,priority,server\n").unwrap();
    let site = place.file("site.toml");
    let import = ["import", "--site", site.to_str().unwrap(), "--format", "csv", past.to_str().unwrap()];
    place.run(&import).await.done();
    place.run(&args).await.refused("serve it once");

    let hub = place.serve().await;
    let api = hub.api;
    hub.stop().await;
    place.run(&args).await.done();
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains(&format!("addresses = [\"{api}\"]")), "the last bound address: {text}");
}

#[tokio::test]
async fn the_file_holds_what_a_device_needs_and_is_its_owners_alone() {
    let place = Place::new(SITE);
    let hub = place.serve().await;
    place.enrol("kiosk", "ingresso").await;
    let file = place.file("ingresso.toml");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let fields: toml::Table = toml::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let mut names: Vec<&str> = fields.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["addresses", "certificate", "device", "role", "token", "url"]);
    assert_eq!(fields["url"].as_str().unwrap(), format!("https://hub.turno.internal:{}", hub.api.port()));
    assert_eq!(fields["addresses"].as_array().unwrap(), &[toml::Value::from(hub.api.to_string())]);
    assert_eq!((fields["device"].as_str(), fields["role"].as_str()), (Some("ingresso"), Some("kiosk")));
    assert!(fields["token"].as_str().unwrap().len() >= 40);
    assert!(fields["certificate"].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    // A file that exists is not written over: the device would lose its token.
    let again = ["device", "enroll", "--role", "kiosk", "--name", "altro", "--out", file.to_str().unwrap()];
    place.run(&again).await.refused("exists");
    assert!(!place.run(&["device", "list"]).await.done().contains("altro"));
}

#[tokio::test]
async fn the_token_is_nowhere_on_the_hubs_disk() {
    let scene = Scene::new().await;
    let secrets =
        [scene.kiosk.token().to_owned(), scene.giulia.token().to_owned(), crate::site::PIN.to_owned()];
    let (place, hub) = (scene.place, scene.hub);
    hub.stop().await;
    for entry in std::fs::read_dir(place.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            for secret in &secrets {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "a secret in {}", path.display());
            }
        }
    }
}

#[tokio::test]
async fn only_the_sites_own_authority_is_trusted_and_only_for_the_hubs_name() {
    let scene = Scene::new().await;
    let other = Place::new(SITE);
    let _stranger = other.serve().await;
    let stranger = other.enrol("kiosk", "k").await;
    // The stranger's authority does not vouch for this hub.
    let fooled = Client::to(scene.hub.api, &stranger.certificate, Some(stranger.token.clone()));
    let failed = Answer::try_of(fooled.request(reqwest::Method::GET, "/hub")).await.unwrap_err();
    assert!(failed.is_connect(), "{failed:?}");
    // Nor does one hub know another's tokens.
    scene.kiosk.with_token(stranger.token).get("/queue").await.problem(401, "unauthorised");
    // And the certificate is for no other name.
    let mine = scene.place.enrol("kiosk", "k").await;
    let said = verify(&scene.place, &mine.certificate, scene.hub.api.port(), "localhost").await;
    assert!(said.contains("ostname mismatch"), "{said}");
}

/// What openssl's strictest verification says of the hub's certificate.
async fn verify(place: &Place, certificate: &str, port: u16, name: &str) -> String {
    let ca = place.file("ca.pem");
    std::fs::write(&ca, certificate).unwrap();
    let output = Command::new("openssl")
        .args(["s_client", "-connect", &format!("127.0.0.1:{port}"), "-servername", "hub.turno.internal"])
        .args(["-x509_strict", "-verify_hostname", name, "-purpose", "sslserver", "-CAfile"])
        .arg(&ca)
        .stdin(std::process::Stdio::null())
        .output()
        .await
        .expect("the openssl program");
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

async fn openssl(args: &[&str]) -> String {
    let output = Command::new("openssl").args(args).output().await.expect("the openssl program");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn strict_verifiers_accept_the_certificates_whatever_the_clock_says() {
    let place = Place::new(SITE);
    let hub = place.serve().await;
    let enrolment = place.enrol("kiosk", "k").await;
    let said = verify(&place, &enrolment.certificate, hub.api.port(), "hub.turno.internal").await;
    assert!(said.contains("Verify return code: 0 (ok)"), "{said}");

    let (ca, leaf) = (place.file("ca.pem"), place.data().join("tls/hub.pem"));
    let (ca, leaf) = (ca.to_str().unwrap(), leaf.to_str().unwrap());
    let of_ca = openssl(&["x509", "-in", ca, "-noout", "-text"]).await;
    for words in ["CA:TRUE", "Certificate Sign", "X509v3 Subject Key Identifier"] {
        assert!(of_ca.contains(words), "{words}: {of_ca}");
    }
    let of_leaf = openssl(&["x509", "-in", leaf, "-noout", "-text"]).await;
    for words in
        ["DNS:hub.turno.internal", "TLS Web Server Authentication", "X509v3 Authority Key Identifier"]
    {
        assert!(of_leaf.contains(words), "{words}: {of_leaf}");
    }
    assert!(!of_leaf.contains("CA:TRUE"), "{of_leaf}");
    // A machine without a clock chip starts in 1970; a site outlives any date that one would choose.
    for time in ["1", "253402300700"] {
        let verified = openssl(&["verify", "-x509_strict", "-attime", time, "-CAfile", ca, leaf]).await;
        assert!(verified.contains("OK"), "{verified}");
    }
}

#[tokio::test]
async fn plain_http_is_not_spoken_where_tokens_travel() {
    let scene = Scene::new().await;
    let plain = crate::site::client::browser();
    let url = format!("http://{}/api/v1/hub", scene.hub.api);
    assert!(plain.get(url).send().await.is_err());
}

#[tokio::test]
async fn enrolments_and_tokens_outlive_a_restart() {
    let scene = Scene::new().await.restart().await;
    scene.kiosk.issue("A").await;
    scene.giulia.get("/sessions/self").await.ok(200);
    let list = run_on(&scene.place.data(), &["device", "list"], "").await.done();
    assert!(list.contains("desk-1"), "{list}");
    scene.kiosk.put("/devices/self/status", json!({"parts": {"printer": "ready"}})).await.ok(200);
    let list = scene.place.run(&["device", "list"]).await.done();
    assert!(list.contains("printer=ready"), "{list}");
}
