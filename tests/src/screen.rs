//! The screen of a program, driven through its socket: touched, typed on, looked at.
//!
//! Knows labels and pictures; what a program does about a touch is the program's business.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::time::{Instant, interval, timeout};

/// How long a screen may take, in real time, for what is awaited: a debug build on a machine that compiles beside it.
const PATIENCE: Duration = Duration::from_secs(45);
/// How often is looked whether a program listens yet, or its picture stands still.
const GLANCE: Duration = Duration::from_millis(40);
/// After so many looks a picture that still moves is taken as it is.
const LOOKS: usize = 40;

/// A connection to a driven program.
pub struct Screen {
    name: &'static str,
    stream: BufReader<UnixStream>,
    folder: PathBuf,
}

impl Screen {
    /// Connects to `name`, which was told to listen on `socket`; broken pictures go to `folder`.
    ///
    /// # Errors
    /// When it does not listen in time.
    pub async fn connect(name: &'static str, socket: &Path, folder: &Path) -> Result<Self> {
        let mut looks = interval(GLANCE);
        let deadline = Instant::now() + PATIENCE;
        loop {
            looks.tick().await;
            match UnixStream::connect(socket).await {
                Ok(stream) => {
                    return Ok(Self { name, stream: BufReader::new(stream), folder: folder.to_owned() });
                }
                Err(error) if Instant::now() > deadline => {
                    return Err(error).with_context(|| format!("{name} shows no screen"));
                }
                Err(_) => {}
            }
        }
    }

    /// Waits until something with this label can be seen.
    ///
    /// # Errors
    /// Here and below: what did not come in time or could not be done, with all that stands on the screen.
    pub async fn sees(&mut self, label: &str) -> Result<()> {
        self.done(json!({"wait": label, "within_ms": PATIENCE.as_millis() as u64})).await
    }

    /// Waits until something whose label has this in it can be seen.
    pub async fn sees_part(&mut self, label: &str) -> Result<()> {
        self.done(json!({"wait": label, "part": true, "within_ms": PATIENCE.as_millis() as u64})).await
    }

    /// Waits until a button with this label can be seen and used.
    pub async fn sees_button(&mut self, label: &str) -> Result<()> {
        self.done(json!({"wait": label, "role": "button", "within_ms": PATIENCE.as_millis() as u64})).await?;
        let (mut looks, deadline) = (interval(GLANCE), Instant::now() + PATIENCE);
        loop {
            looks.tick().await;
            let seen = self.ask(&json!({"list": true})).await?;
            let mut elements = seen["elements"].as_array().into_iter().flatten();
            let meant =
                |e: &&Value| e["role"] == "button" && (e["label"] == label || e["description"] == label);
            if elements.any(|element| meant(&element) && element["enabled"] == true) {
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!("{}: {label:?} cannot be used", self.name);
            }
        }
    }

    /// Presses the button with this label, once it is there.
    pub async fn touch(&mut self, label: &str) -> Result<()> {
        self.sees_button(label).await?;
        self.done(json!({"click": label, "role": "button"})).await
    }

    /// Presses and releases the pointer at this point, in logical pixels, whatever is there.
    pub async fn tap(&mut self, x: f32, y: f32) -> Result<()> {
        self.done(json!({"tap": [x, y]})).await
    }

    /// Presses the pointer at this point and holds it.
    pub async fn press(&mut self, x: f32, y: f32) -> Result<()> {
        self.done(json!({"press": [x, y]})).await
    }

    /// Lets go of the pointer at this point.
    pub async fn release(&mut self, x: f32, y: f32) -> Result<()> {
        self.done(json!({"release": [x, y]})).await
    }

    /// Types into the field with this label, once it is there.
    pub async fn write(&mut self, label: &str, text: &str) -> Result<()> {
        self.done(json!({"wait": label, "role": "text-input", "within_ms": PATIENCE.as_millis() as u64}))
            .await?;
        self.done(json!({"click": label, "role": "text-input"})).await?;
        self.done(json!({"type": text})).await
    }

    /// Waits until nothing with this label can be seen.
    pub async fn is_without(&mut self, label: &str) -> Result<()> {
        self.done(json!({"gone": label, "within_ms": PATIENCE.as_millis() as u64})).await
    }

    /// Waits until nothing whose label has this in it can be seen.
    pub async fn is_without_part(&mut self, label: &str) -> Result<()> {
        self.done(json!({"gone": label, "part": true, "within_ms": PATIENCE.as_millis() as u64})).await
    }

    /// Strikes a key.
    pub async fn key(&mut self, key: &str) -> Result<()> {
        self.done(json!({"key": key})).await
    }

    /// Strikes a key while another is held.
    pub async fn key_with(&mut self, held: &str, key: &str) -> Result<()> {
        self.done(json!({"key": key, "with": [held]})).await
    }

    /// Types into whatever has the focus.
    pub async fn types(&mut self, text: &str) -> Result<()> {
        self.done(json!({"type": text})).await
    }

    /// What stands in the field with this label.
    pub async fn field(&mut self, label: &str) -> Result<String> {
        let seen = self.ask(&json!({"list": true})).await?;
        let fields = seen["elements"].as_array().into_iter().flatten();
        let mut fields =
            fields.filter(|element| element["role"] == "text-input" && element["label"] == label);
        let field = fields.next().with_context(|| format!("{}: no field {label:?}", self.name))?;
        Ok(field["value"].as_str().unwrap_or_default().to_owned())
    }

    /// Everything that can be read on the screen.
    pub async fn labels(&mut self) -> Result<Vec<String>> {
        let seen = self.ask(&json!({"list": true})).await?;
        let elements = seen["elements"].as_array().cloned().unwrap_or_default();
        Ok(elements.iter().filter_map(|element| element["label"].as_str().map(str::to_owned)).collect())
    }

    /// Gives the window another size.
    pub async fn size(&mut self, width: u32, height: u32) -> Result<()> {
        self.done(json!({"size": [width, height]})).await
    }

    /// Writes a picture once nothing moves on the screen.
    pub async fn picture(&mut self, file: &Path) -> Result<()> {
        let mut looks = interval(GLANCE);
        let mut last = Vec::new();
        for _ in 0..LOOKS {
            looks.tick().await;
            self.done(json!({"snapshot": file})).await?;
            let picture = tokio::fs::read(file).await.with_context(|| file.display().to_string())?;
            if picture == last {
                break;
            }
            last = picture;
        }
        Ok(())
    }

    /// Tells the program to end.
    pub async fn quit(&mut self) -> Result<()> {
        self.done(json!({"quit": true})).await
    }

    async fn done(&mut self, order: Value) -> Result<()> {
        let answer = self.ask(&order).await?;
        if answer["ok"] == true {
            return Ok(());
        }
        let broken = self.folder.join(format!("broken-{}.png", self.name));
        let _ = self.ask(&json!({"snapshot": broken})).await;
        let labels = self.labels().await.unwrap_or_default();
        bail!(
            "{}: {order}: {}; see {}; on the screen stand {labels:?}",
            self.name,
            answer["error"].as_str().unwrap_or("refused"),
            broken.display()
        )
    }

    async fn ask(&mut self, order: &Value) -> Result<Value> {
        let mut line = serde_json::to_vec(order)?;
        line.push(b'\n');
        let answered = async {
            self.stream.get_mut().write_all(&line).await?;
            let mut answer = String::new();
            if self.stream.read_line(&mut answer).await? == 0 {
                bail!("the program is gone");
            }
            Ok(serde_json::from_str(&answer)?)
        };
        match timeout(PATIENCE * 2, answered).await {
            Ok(answer) => answer.with_context(|| format!("{}: {order}", self.name)),
            Err(_) => bail!("{} does not answer {order}", self.name),
        }
    }
}
