//! What a printer's status bytes mean.
//!
//! Source: Epson, ESC/POS command reference, `DLE EOT` and `GS r`.

use serde::{Deserialize, Serialize};

/// How the printer is, the most urgent first where several things are so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrinterState {
    /// Prints.
    Ready,
    /// Prints; the roll is nearly at its end.
    PaperNearEnd,
    /// Stands: no paper.
    PaperOut,
    /// Stands: its cover is open.
    CoverOpen,
    /// Stands: something is broken or jammed.
    Error(PrinterFault),
    /// Not there, or says that it is offline and not why.
    Offline,
    /// Says nothing.
    Unknown,
    /// The site has none.
    NoPrinter,
}

/// What is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrinterFault {
    /// The cutter is jammed.
    Cutter,
    /// Something that goes away when its cause is removed, or by itself when the head has cooled.
    Recoverable,
    /// Something that needs the power switched off, or repair.
    Unrecoverable,
}

impl PrinterState {
    /// One word for it, as other programs are told: `ready`, `paper-near-end`, `cutter-error`, `none` …
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::PaperNearEnd => "paper-near-end",
            Self::PaperOut => "paper-out",
            Self::CoverOpen => "cover-open",
            Self::Error(PrinterFault::Cutter) => "cutter-error",
            Self::Error(PrinterFault::Recoverable) => "recoverable-error",
            Self::Error(PrinterFault::Unrecoverable) => "unrecoverable-error",
            Self::Offline => "offline",
            Self::Unknown => "unknown",
            Self::NoPrinter => "none",
        }
    }

    /// Its name on an Italian screen, e.g. "Carta finita".
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Ready => "Pronta",
            Self::PaperNearEnd => "Carta quasi finita",
            Self::PaperOut => "Carta finita",
            Self::CoverOpen => "Coperchio aperto",
            Self::Error(PrinterFault::Cutter) => "Taglierina bloccata",
            Self::Error(PrinterFault::Recoverable) => "Ferma per un errore",
            Self::Error(PrinterFault::Unrecoverable) => "Guasta",
            Self::Offline => "Spenta o scollegata",
            Self::Unknown => "Non risponde",
            Self::NoPrinter => "Nessuna stampante",
        }
    }

    /// What whoever stands before it does, in Italian; `None` where there is nothing to do.
    #[must_use]
    pub fn what_to_do(self) -> Option<&'static str> {
        Some(match self {
            Self::Ready | Self::NoPrinter => return None,
            Self::PaperNearEnd => "La carta sta per finire: tenga pronto un rotolo nuovo.",
            Self::PaperOut => {
                "La carta è finita: apra il coperchio, metta un rotolo nuovo e chiuda. I biglietti fermi escono da soli."
            }
            Self::CoverOpen => {
                "Il coperchio è aperto: lo chiuda fino allo scatto. I biglietti fermi escono da soli."
            }
            Self::Error(PrinterFault::Cutter) => {
                "La taglierina è bloccata: apra il coperchio, tolga la carta incastrata e chiuda. La stampante riprova da sola."
            }
            Self::Error(PrinterFault::Recoverable) => {
                "La stampante si è fermata, forse perché è calda: aspetti un minuto. Se resta ferma, la spenga e la riaccenda."
            }
            Self::Error(PrinterFault::Unrecoverable) => {
                "La stampante è guasta: la spenga e la riaccenda. Se non basta, chiami l’assistenza."
            }
            Self::Offline => "La stampante è spenta o scollegata: controlli l’interruttore e i due cavi.",
            Self::Unknown => {
                "La stampante non dice come sta: controlli se i biglietti escono; se no, la spenga e la riaccenda."
            }
        })
    }

    /// Whether it says that it prints.
    #[must_use]
    pub fn prints(self) -> bool {
        matches!(self, Self::Ready | Self::PaperNearEnd)
    }
}

/// What a byte from the printer is, by its fixed bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// To `DLE EOT n`: `0xx1xx10`.
    Status(u8),
    /// To `GS r 1`: bits 0 and 1 near end, 2 and 3 out, all else 0.
    Proof,
    /// XON or XOFF.
    FlowControl,
    /// Nothing that was asked for.
    Noise,
}

impl Answer {
    pub(super) fn of(byte: u8) -> Self {
        match byte {
            0x11 | 0x13 => Self::FlowControl,
            _ if byte & 0b1001_0011 == 0b0001_0010 => Self::Status(byte),
            0x00 | 0x03 | 0x0C | 0x0F => Self::Proof,
            _ => Self::Noise,
        }
    }
}

/// The four questions of `DLE EOT`, in the order in which they are asked.
pub(super) const QUESTIONS: [u8; 4] = [1, 2, 3, 4];

/// The answers to [`QUESTIONS`]; one that was not answered counts as nothing to report.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Report {
    pub(super) answers: [Option<u8>; 4],
}

impl Report {
    pub(super) fn state(&self) -> PrinterState {
        let bit = |question: usize, bit: u8| {
            self.answers[question - 1].is_some_and(|answer| answer & (1 << bit) != 0)
        };
        if self.answers[0].is_none() {
            PrinterState::Unknown
        } else if bit(2, 2) {
            PrinterState::CoverOpen
        } else if bit(4, 5) || bit(4, 6) || bit(2, 5) {
            PrinterState::PaperOut
        } else if bit(3, 5) {
            PrinterState::Error(PrinterFault::Unrecoverable)
        } else if bit(3, 3) {
            PrinterState::Error(PrinterFault::Cutter)
        } else if bit(3, 2) || bit(3, 6) || bit(2, 6) {
            PrinterState::Error(PrinterFault::Recoverable)
        } else if bit(1, 3) {
            PrinterState::Offline
        } else if bit(4, 2) || bit(4, 3) {
            PrinterState::PaperNearEnd
        } else {
            PrinterState::Ready
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [PrinterState; 10] = [
        PrinterState::Ready,
        PrinterState::PaperNearEnd,
        PrinterState::PaperOut,
        PrinterState::CoverOpen,
        PrinterState::Error(PrinterFault::Cutter),
        PrinterState::Error(PrinterFault::Recoverable),
        PrinterState::Error(PrinterFault::Unrecoverable),
        PrinterState::Offline,
        PrinterState::Unknown,
        PrinterState::NoPrinter,
    ];

    #[test]
    fn every_state_has_a_word_and_a_title_of_its_own_and_whoever_can_help_is_told_how() {
        for texts in [ALL.map(PrinterState::word), ALL.map(PrinterState::title)] {
            assert_eq!(texts.into_iter().collect::<std::collections::BTreeSet<_>>().len(), ALL.len());
        }
        for state in ALL {
            let idle = matches!(state, PrinterState::Ready | PrinterState::NoPrinter);
            assert_eq!(state.what_to_do().is_none(), idle, "{state:?}");
            assert!(state.what_to_do().is_none_or(|text| text.ends_with('.') && !text.contains('!')));
        }
    }

    fn state(answers: [u8; 4]) -> PrinterState {
        Report { answers: answers.map(Some) }.state()
    }

    #[test]
    fn bytes_of_real_printers_are_understood() {
        assert_eq!(state([0x12, 0x12, 0x12, 0x12]), PrinterState::Ready);
        assert_eq!(state([0x12, 0x12, 0x12, 0x1E]), PrinterState::PaperNearEnd);
        assert_eq!(state([0x1A, 0x32, 0x12, 0x7E]), PrinterState::PaperOut);
        assert_eq!(state([0x1A, 0x16, 0x12, 0x12]), PrinterState::CoverOpen);
        assert_eq!(state([0x1A, 0x52, 0x1A, 0x12]), PrinterState::Error(PrinterFault::Cutter));
        assert_eq!(state([0x1A, 0x52, 0x32, 0x12]), PrinterState::Error(PrinterFault::Unrecoverable));
        assert_eq!(state([0x1A, 0x52, 0x52, 0x12]), PrinterState::Error(PrinterFault::Recoverable));
        assert_eq!(state([0x1A, 0x12, 0x12, 0x12]), PrinterState::Offline);
        assert_eq!(Report::default().state(), PrinterState::Unknown);
    }

    #[test]
    fn a_proof_is_never_a_status_nor_noise_a_proof() {
        for byte in 0..=u8::MAX {
            match Answer::of(byte) {
                Answer::Status(status) => assert_eq!(status & 0x93, 0x12),
                Answer::Proof => assert!([0x00, 0x03, 0x0C, 0x0F].contains(&byte)),
                Answer::FlowControl => assert!([0x11, 0x13].contains(&byte)),
                Answer::Noise => {}
            }
        }
        assert_eq!((0..=u8::MAX).filter(|&byte| Answer::of(byte) == Answer::Proof).count(), 4);
    }
}
