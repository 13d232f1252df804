//! A real browser without a window, driven from a test: Chromium through its WebDriver (W3C) and, where that has no word
//! for it, Chromium's own DevTools commands that the driver passes on.
//!
//! Knows nothing of the pages it opens. Each browser has a profile of its own, speaks to this machine alone, and ends with
//! the test.

#![allow(dead_code, reason = "each test uses its part")]

use base64::Engine;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// What the tests say where there is no browser.
const MISSING: &str =
    "this test drives a real browser: install the Debian packages `chromium` and `chromium-driver`";

/// How long a page may take until what is waited for is true.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page.
pub struct Browser {
    http: reqwest::Client,
    session: String,
    driver: Child,
    _profile: TempDir,
}

/// How a screen looks to a page.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Whether it is a telephone's.
    pub phone: bool,
}

impl Browser {
    /// Starts a browser whose first language is `language`.
    pub async fn start(language: &str) -> Self {
        // reqwest is built without a TLS provider of its own, and asks for one even where it is not used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let profile = TempDir::new().expect("a directory for the profile");
        let (driver, address) = start_driver().await;
        let http = reqwest::Client::builder().no_proxy().build().expect("an HTTP client");
        let mut arguments: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            // Whatever a page might ask of another host fails, and is seen among the requests.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        ]
        .map(str::to_owned)
        .into();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        arguments.push(format!("--accept-lang={language}"));
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            // Milliseconds. No script here runs for long; one that a page took with it is given up soon.
            "timeouts": {"script": 3_000},
            "goog:chromeOptions": {"args": arguments, "prefs": {"intl.accept_languages": language}},
            "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"},
        }}});
        let answer = order(&http, &format!("{address}/session"), &wanted).await;
        let id = answer["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {answer}"));
        let browser = Self { session: format!("{address}/session/{id}"), http, driver, _profile: profile };
        // Away from the browser's own first page, which has requests of its own.
        browser.open("about:blank").await;
        browser.requests().await;
        browser
    }

    /// Opens `address` and waits until the page is loaded.
    pub async fn open(&self, address: &str) {
        self.order("url", &json!({ "url": address })).await;
    }

    /// What `script` returns (it says `return`).
    pub async fn run(&self, script: &str) -> Value {
        self.order("execute/sync", &json!({"script": script, "args": []})).await
    }

    /// Waits until the expression is true on the page.
    pub async fn wait_for(&self, expression: &str) {
        let deadline = Instant::now() + PATIENCE;
        let script = format!("return Boolean({expression})");
        while self.run(&script).await != Value::Bool(true) {
            if Instant::now() > deadline {
                let seen = self.run("return document.body.innerText").await;
                panic!(
                    "{expression} did not come true; the page shows {seen}; log: {:?}",
                    self.log("browser").await
                );
            }
            // A moment of the page's own, so that asking does not keep it from working. A page that loads itself again in that
            // moment takes the script with it, and the driver says so after its script timeout.
            let moment = json!({"script": "const done = arguments[0]; setTimeout(done, 50)", "args": []});
            let address = format!("{}/execute/async", self.session);
            self.http.post(address).json(&moment).send().await.expect("the driver answers");
        }
    }

    /// Gives the page a screen of that size.
    pub async fn screen(&self, screen: Screen) {
        let size = json!({
            "width": screen.width, "height": screen.height, "deviceScaleFactor": 1, "mobile": screen.phone,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", &size).await;
    }

    /// A DevTools command of Chromium.
    pub async fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.order("goog/cdp/execute", &json!({"cmd": command, "params": parameters})).await
    }

    /// Saves what the screen shows as a PNG.
    pub async fn picture(&self, file: &Path) {
        let shot = self.devtools("Page.captureScreenshot", &json!({"format": "png"})).await;
        let text = shot["data"].as_str().expect("a picture");
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).expect("base64");
        std::fs::create_dir_all(file.parent().expect("a directory")).expect("the directory of the pictures");
        std::fs::write(file, bytes).expect("the picture");
    }

    /// The network addresses that the browser's pages asked for since the last time, whatever became of it.
    pub async fn requests(&self) -> Vec<String> {
        self.log("performance")
            .await
            .iter()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|line| line["message"]["method"] == "Network.requestWillBeSent")
            .filter_map(|line| line["message"]["params"]["request"]["url"].as_str().map(str::to_owned))
            .filter(|address| ["http", "ws"].iter().any(|network| address.starts_with(network)))
            .collect()
    }

    /// What the page complained about since the last time: faults of scripts, forbidden contents, failed requests.
    pub async fn complaints(&self) -> Vec<String> {
        self.log("browser").await
    }

    async fn log(&self, kind: &str) -> Vec<String> {
        let lines = self.order("se/log", &json!({ "type": kind })).await;
        let lines = lines.as_array().cloned().unwrap_or_default();
        lines.iter().filter_map(|line| line["message"].as_str().map(str::to_owned)).collect()
    }

    async fn order(&self, what: &str, body: &Value) -> Value {
        order(&self.http, &format!("{}/{what}", self.session), body).await
    }

    /// Ends the browser. A test that fails ends its driver without this, and Chromium ends with the driver.
    pub async fn close(mut self) {
        let _ = self.http.delete(&self.session).send().await;
        let _ = self.driver.kill().await;
    }
}

/// Starts the driver on a free port; its address.
async fn start_driver() -> (Child, String) {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{MISSING} ({error})"));
    let mut lines = BufReader::new(driver.stdout.take().expect("its output")).lines();
    while let Some(line) = lines.next_line().await.expect("the driver's output") {
        let port = line.split("on port ").nth(1).filter(|_| line.contains("success"));
        if let Some(port) = port {
            let address = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
            // The driver stops when nobody reads what it says.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (driver, address);
        }
    }
    panic!("the driver ended before it was ready; {MISSING}");
}

async fn order(http: &reqwest::Client, address: &str, body: &Value) -> Value {
    let answer = http.post(address).json(body).send().await.expect("the driver answers");
    let status = answer.status();
    let mut answer: Value = answer.json().await.expect("JSON");
    let value = answer["value"].take();
    assert!(status.is_success(), "{address}: {value}; {MISSING}");
    value
}
