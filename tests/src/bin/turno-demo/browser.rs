//! The board's browser: Chromium without a window, through its WebDriver (W3C).

use anyhow::{Context, Result, bail};
use base64::Engine;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, interval};

/// How long a page may take for what is awaited.
const PATIENCE: Duration = Duration::from_secs(45);
/// How often the page is asked.
const GLANCE: Duration = Duration::from_millis(50);

/// A browser with one page.
pub struct Browser {
    http: reqwest::Client,
    session: String,
    driver: Child,
    profile: PathBuf,
}

impl Browser {
    /// Starts one whose profile goes to `profile`.
    ///
    /// # Errors
    /// When there is no Chromium.
    pub async fn start(profile: &Path) -> Result<Self> {
        // reqwest is built without a TLS provider of its own, and asks for one even where it is not used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (driver, address) = start_driver().await?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        let arguments = [
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--no-first-run".to_owned(),
            "--hide-scrollbars".to_owned(),
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.*".to_owned(),
            "--accept-lang=it".to_owned(),
            format!("--user-data-dir={}", profile.display()),
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments, "prefs": {"intl.accept_languages": "it"}},
        }}});
        let answer = order(&http, &format!("{address}/session"), &wanted).await?;
        let id = answer["sessionId"].as_str().context("the browser gives no session")?;
        let session = format!("{address}/session/{id}");
        Ok(Self { session, http, driver, profile: profile.to_owned() })
    }

    /// Opens `address` on a screen of this size and waits until `ready`, an expression, is true on the page.
    ///
    /// # Errors
    /// A page that does not come, with what it shows instead.
    pub async fn open(&self, address: &str, size: (u32, u32), ready: &str) -> Result<()> {
        let screen = json!({
            "width": size.0, "height": size.1, "deviceScaleFactor": 1, "mobile": size.0 < size.1,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", &screen).await?;
        self.order("url", &json!({ "url": address })).await?;
        let (mut looks, deadline) = (interval(GLANCE), Instant::now() + PATIENCE);
        loop {
            looks.tick().await;
            if self.run(&format!("return Boolean({ready})")).await? == Value::Bool(true) {
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!("{ready} did not come true; the page says {}", self.text().await?);
            }
        }
    }

    /// What can be read on the page.
    ///
    /// # Errors
    /// A browser that is gone.
    pub async fn text(&self) -> Result<String> {
        let text = self.run("return document.body.innerText").await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Saves what the screen shows as a PNG.
    ///
    /// # Errors
    /// A browser that is gone, a file that cannot be written.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        let shot = self.devtools("Page.captureScreenshot", &json!({"format": "png"})).await?;
        let text = shot["data"].as_str().context("no picture")?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(text)?;
        std::fs::write(file, bytes).with_context(|| file.display().to_string())
    }

    /// What `script` returns.
    async fn run(&self, script: &str) -> Result<Value> {
        self.order("execute/sync", &json!({"script": script, "args": []})).await
    }

    async fn devtools(&self, command: &str, parameters: &Value) -> Result<Value> {
        self.order("goog/cdp/execute", &json!({"cmd": command, "params": parameters})).await
    }

    async fn order(&self, what: &str, body: &Value) -> Result<Value> {
        order(&self.http, &format!("{}/{what}", self.session), body).await
    }

    /// Ends the browser.
    pub async fn close(mut self) {
        let _ = self.http.delete(&self.session).send().await;
        let _ = self.driver.kill().await;
    }
}

impl Drop for Browser {
    /// A Chromium outlives a driver that is killed; it says in its profile which process it is.
    fn drop(&mut self) {
        let _ = self.driver.start_kill();
        let Ok(holder) = std::fs::read_link(self.profile.join("SingletonLock")) else { return };
        let pid = holder.to_str().and_then(|holder| holder.rsplit('-').next()?.parse().ok());
        if let Some(pid) = pid.and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
    }
}

/// Starts the driver on a free port; its address.
async fn start_driver() -> Result<(Child, String)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("chromedriver (the Debian packages chromium and chromium-driver) cannot be started")?;
    let mut lines = BufReader::new(driver.stdout.take().context("a driver without a voice")?).lines();
    while let Some(line) = lines.next_line().await? {
        let port = line.split("on port ").nth(1).filter(|_| line.contains("success"));
        if let Some(port) = port {
            let address = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
            // The driver stops when nobody reads what it says.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok((driver, address));
        }
    }
    bail!("chromedriver ended before it was ready")
}

async fn order(http: &reqwest::Client, address: &str, body: &Value) -> Result<Value> {
    let answer = http.post(address).json(body).send().await?;
    let status = answer.status();
    let mut answer: Value = answer.json().await?;
    let value = answer["value"].take();
    if !status.is_success() {
        bail!("the browser refuses: {value}");
    }
    Ok(value)
}
