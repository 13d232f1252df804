//! One part of the kiosk tried on its own: says in Italian, to whoever sets the kiosk up, what works and what to do.
//!
//! Italian only: it is read by installers, never by citizens. What a scanner reads is never shown.

mod display;
mod printer;
mod touch;

use clap::ValueEnum;
use std::io::{self, Write};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;
use turno_clock::Clock;
use turno_devices::gpio::{Edge, GpioUrl, KeptButton, KeptBuzzer, KeptLight, LightState};
use turno_devices::part::PartState;
use turno_devices::scanner::{Scan, Scanner, ScannerUrl};
use turno_devices::speech::{Speech, SpeechSettings, Utterance};
use turno_domain::text::Language;
use turno_protocol::site::{SiteKiosk, SitePrinter};

/// How long a part may take to open.
const OPENS_WITHIN: Duration = Duration::from_secs(3);
/// How long two tones and a sentence may take.
const SOUNDS_WITHIN: Duration = Duration::from_secs(30);

/// A part that can be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The ticket printer: prints a test
    Printer,
    /// The scanner: waits for a code
    Scanner,
    /// The big button, its light and the buzzer: waits for a press
    Button,
    /// The display
    Display,
    /// The touchscreen: waits for a touch
    Touch,
    /// Loudspeaker and headphones: plays two tones and a sentence
    Sound,
}

/// A trial of one part, with what the site file says of the kiosk.
#[derive(Debug)]
pub struct Trial {
    /// The parts of the site file; none without a hub.
    pub kiosk: SiteKiosk,
    /// The printer of the site file.
    pub printer: SitePrinter,
    /// The part's address, before the one of the site file.
    pub device: Option<String>,
    /// How long to wait for a hand.
    pub wait: Duration,
    /// The clock.
    pub clock: Clock,
}

impl Trial {
    /// Tries `part` and says on `out` how it is. Gives whether it works.
    ///
    /// # Errors
    /// When `out` takes nothing.
    pub async fn run(&self, part: Part, out: &mut dyn Write) -> io::Result<bool> {
        match part {
            Part::Printer => self.printer(out).await,
            Part::Scanner => self.scanner(out).await,
            Part::Button => self.button(out).await,
            Part::Display => display::run("/sys/class/drm".as_ref(), "/dev/dri".as_ref(), out),
            Part::Touch => {
                touch::run("/proc/bus/input/devices".as_ref(), "/dev/input".as_ref(), self.wait, out).await
            }
            Part::Sound => self.sound(out).await,
        }
    }

    /// The part's address: the one that was given, or the site's; says so where there is none or it is none.
    fn address<U: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        of_site: Option<&str>,
        out: &mut dyn Write,
    ) -> io::Result<Option<U>> {
        let Some(written) = self.device.as_deref().or(of_site) else {
            writeln!(
                out,
                "Il file della sede non dice dov'è. Indichi il file di collegamento con --hub, o l'indirizzo con --device."
            )?;
            return Ok(None);
        };
        match written.parse() {
            Ok(url) => Ok(Some(url)),
            Err(error) => {
                writeln!(out, "L'indirizzo non va: {error}")?;
                Ok(None)
            }
        }
    }

    async fn scanner(&self, out: &mut dyn Write) -> io::Result<bool> {
        let Some(url) = self.address::<ScannerUrl>(self.kiosk.scanner.as_deref(), out)? else {
            return Ok(false);
        };
        writeln!(out, "Lettore: {url}")?;
        let (scanner, mut scans) = Scanner::start(url)?;
        match opened(scanner.state()).await {
            PartState::Ready => {}
            PartState::Absent => {
                writeln!(
                    out,
                    "Il lettore non c'è. Lo colleghi; «ls /dev/serial/by-id» mostra con quale nome. Deve essere in modalità seriale (USB-COM), non tastiera."
                )?;
                return Ok(false);
            }
            PartState::Failing => {
                writeln!(
                    out,
                    "Il lettore c'è, ma non si può usare. Se il totem è in funzione lo fermi (sudo systemctl stop turno-kiosk); l'utente deve essere nel gruppo dialout."
                )?;
                return Ok(false);
            }
        }
        writeln!(
            out,
            "Passi sotto il lettore il retro di una tessera sanitaria, o il codice di un biglietto…"
        )?;
        match timeout(self.wait, scans.recv()).await {
            Ok(Some(Scan::CodiceFiscale(_))) => {
                writeln!(out, "Letta una tessera sanitaria. Il lettore funziona.")?
            }
            Ok(Some(Scan::Page(_))) => {
                writeln!(out, "Letto il codice di un biglietto. Il lettore funziona.")?
            }
            Ok(Some(Scan::Other(_))) => {
                writeln!(
                    out,
                    "Letto un altro codice. Il lettore funziona; provi anche una tessera sanitaria."
                )?;
            }
            _ => {
                writeln!(
                    out,
                    "Non è arrivato niente. Controlli la velocità (?baud=…) e che il lettore legga Code 39 e QR."
                )?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn button(&self, out: &mut dyn Write) -> io::Result<bool> {
        let Some(url) = self.address::<GpioUrl>(self.kiosk.button.as_deref(), out)? else { return Ok(false) };
        writeln!(out, "Pulsante: {url}")?;
        let (button, mut edges) = KeptButton::start(url)?;
        if !gpio_works("Il pulsante", opened(button.state()).await, out)? {
            return Ok(false);
        }
        let line =
            |written: &Option<String>| written.as_deref().and_then(|written| written.parse::<GpioUrl>().ok());
        let light = line(&self.kiosk.light).map(KeptLight::start).transpose()?;
        let buzzer = line(&self.kiosk.buzzer).map(KeptBuzzer::start).transpose()?;
        let mut works = true;
        if let Some(light) = &light {
            light.show(LightState::Ready);
            works &= gpio_works("La luce", opened(light.state()).await, out)?;
            writeln!(out, "La luce del pulsante deve essere accesa.")?;
        }
        if let Some(buzzer) = &buzzer {
            works &= gpio_works("Il cicalino", opened(buzzer.state()).await, out)?;
            writeln!(out, "Alla pressione il cicalino deve suonare.")?;
        }
        writeln!(out, "Prema il pulsante e lo lasci…")?;
        let mut next = async || timeout(self.wait, edges.recv()).await.ok().flatten();
        let pressed = match next().await {
            Some(Edge::Up) => {
                writeln!(
                    out,
                    "Sembra collegato al contrario: provi con ?active=high (o ?active=low) in fondo all'indirizzo."
                )?;
                return Ok(false);
            }
            pressed => pressed.is_some(),
        };
        if !pressed {
            writeln!(
                out,
                "Nessuna pressione. Controlli i fili: un contatto a massa (GND), l'altro alla linea indicata."
            )?;
            return Ok(false);
        }
        if let Some(buzzer) = &buzzer {
            buzzer.buzz();
        }
        if next().await != Some(Edge::Up) {
            writeln!(
                out,
                "Il pulsante resta premuto: è incastrato, o collegato al contrario (?active=high)."
            )?;
            return Ok(false);
        }
        writeln!(out, "Il pulsante funziona.")?;
        if let Some(light) = light {
            tokio::task::spawn_blocking(move || light.stop()).await.map_err(io::Error::other)?;
        }
        Ok(works)
    }

    async fn sound(&self, out: &mut dyn Write) -> io::Result<bool> {
        let loudspeaker = self.device.clone().or_else(|| self.kiosk.loudspeaker.clone());
        writeln!(
            out,
            "Altoparlante: {}",
            loudspeaker.as_deref().unwrap_or("quello predefinito della macchina")
        )?;
        let speech = Speech::start(SpeechSettings::new(loudspeaker, self.kiosk.headphones.clone()));
        let mut state = speech.state();
        let ready = state.wait_for(|state| state.loudspeaker == PartState::Ready);
        if timeout(OPENS_WITHIN, ready).await.is_err() {
            writeln!(
                out,
                "L'audio non c'è. Servono i programmi (sudo apt install espeak-ng alsa-utils) e la scheda: «aplay -L» le elenca."
            )?;
            return Ok(false);
        }
        let mut speaking = speech.speaking();
        speech.chime();
        let text = "Prova dell'audio. Se sente questa frase, la voce del totem funziona.";
        speech.say(Utterance { text: text.into(), language: Language::It }, false);
        for speaks in [true, false] {
            let heard = timeout(SOUNDS_WITHIN, speaking.wait_for(|now| *now == speaks)).await;
            if heard.is_err() {
                writeln!(out, "L'audio non si è mosso. «aplay -L» elenca le uscite che ci sono.")?;
                return Ok(false);
            }
        }
        // The look after the last sound tells whether it was heard.
        if timeout(OPENS_WITHIN, state.wait_for(|state| state.loudspeaker == PartState::Failing))
            .await
            .is_ok()
        {
            writeln!(
                out,
                "L'uscita non accetta il suono: controlli il nome con «aplay -L», e che l'utente sia nel gruppo audio."
            )?;
            return Ok(false);
        }
        writeln!(out, "Deve aver sentito due note e una frase. Se no, alzi il volume: «alsamixer».")?;
        let headphones = speech.state().borrow().headphones;
        match headphones {
            None => writeln!(
                out,
                "Cuffie: il file della sede non ne ha; niente di personale sarà letto ad alta voce."
            )?,
            Some(PartState::Ready) => {
                let text = "Questa frase si sente solo in cuffia.";
                speech.say(Utterance { text: text.into(), language: Language::It }, true);
                for speaks in [true, false] {
                    let _ = timeout(SOUNDS_WITHIN, speaking.wait_for(|now| *now == speaks)).await;
                }
                writeln!(
                    out,
                    "Cuffie: ci sono, e solo lì deve aver sentito una seconda frase. Se l'ha sentita nella sala, il nome delle cuffie è sbagliato."
                )?;
            }
            Some(_) => {
                writeln!(out, "Cuffie: non inserite, o la loro scheda non c'è («cat /proc/asound/cards»).")?
            }
        }
        Ok(true)
    }
}

/// How a part is once it has opened, or had the time to.
async fn opened(mut state: watch::Receiver<PartState>) -> PartState {
    let _ = timeout(OPENS_WITHIN, state.wait_for(|state| *state == PartState::Ready)).await;
    *state.borrow()
}

fn gpio_works(what: &str, state: PartState, out: &mut dyn Write) -> io::Result<bool> {
    match state {
        PartState::Ready => return Ok(true),
        PartState::Absent => writeln!(
            out,
            "{what} non c'è: questa macchina non ha quella linea («gpioinfo» del pacchetto gpiod le elenca)."
        )?,
        PartState::Failing => writeln!(
            out,
            "{what} non si può usare: se il totem è in funzione lo fermi (sudo systemctl stop turno-kiosk); l'utente deve essere nel gruppo gpio."
        )?,
    }
    Ok(false)
}
