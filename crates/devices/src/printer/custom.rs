//! The full status of the printers of Custom SpA: six bytes to `DLE EOT 20`, the ticket at the mouth among them.
//!
//! Source: Custom, VKP80 command manual, "Full status".

use super::status::{PrinterFault, PrinterState};

/// `10 0F` stands before the four bytes that say something.
pub(super) const HEAD: [u8; 2] = [0x10, 0x0F];
/// Bytes of an answer, its head included.
pub(super) const LENGTH: usize = 6;

/// What a printer of Custom says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CustomReport {
    paper: u8,
    user: u8,
    recoverable: u8,
    unrecoverable: u8,
}

impl CustomReport {
    /// `None` for bytes that are no such answer.
    pub(super) fn of(frame: &[u8]) -> Option<Self> {
        match *frame {
            [0x10, 0x0F, paper, user, recoverable, unrecoverable] => {
                Some(Self { paper, user, recoverable, unrecoverable })
            }
            _ => None,
        }
    }

    pub(super) fn state(self) -> PrinterState {
        if self.user & 0x03 != 0 {
            PrinterState::CoverOpen
        } else if self.paper & 0x01 != 0 {
            PrinterState::PaperOut
        } else if self.unrecoverable & 0x01 != 0 {
            PrinterState::Error(PrinterFault::Cutter)
        } else if self.unrecoverable != 0 {
            PrinterState::Error(PrinterFault::Unrecoverable)
        } else if self.recoverable & (0x01 | 0x08 | 0x40) != 0 {
            // Head too hot, power too low, paper jam; what is left are complaints about bytes.
            PrinterState::Error(PrinterFault::Recoverable)
        } else if self.paper & 0x04 != 0 {
            PrinterState::PaperNearEnd
        } else {
            PrinterState::Ready
        }
    }

    /// Whether a ticket waits to be taken.
    pub(super) fn ticket_at_mouth(self) -> bool {
        self.paper & 0x20 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_bytes_are_understood() {
        let of = |bytes: [u8; 4]| CustomReport::of(&[&HEAD[..], &bytes].concat()).expect("an answer");
        assert_eq!(of([0, 0, 0, 0]).state(), PrinterState::Ready);
        assert_eq!(of([0x20, 0, 0, 0]).state(), PrinterState::Ready);
        assert_eq!(of([0x24, 0, 0, 0]).state(), PrinterState::PaperNearEnd);
        assert_eq!(of([0x05, 0, 0, 0]).state(), PrinterState::PaperOut);
        assert_eq!(of([0x05, 0x02, 0, 0]).state(), PrinterState::CoverOpen);
        assert_eq!(of([0, 0, 0x40, 0]).state(), PrinterState::Error(PrinterFault::Recoverable));
        assert_eq!(of([0, 0, 0x22, 0]).state(), PrinterState::Ready, "complaints about bytes");
        assert_eq!(of([0, 0, 0, 0x01]).state(), PrinterState::Error(PrinterFault::Cutter));
        assert_eq!(of([0, 0, 0, 0x04]).state(), PrinterState::Error(PrinterFault::Unrecoverable));
        assert!(of([0x20, 0, 0, 0]).ticket_at_mouth() && !of([0x05, 0, 0, 0]).ticket_at_mouth());
        assert_eq!(CustomReport::of(&[0x10, 0x0F, 0, 0, 0]), None);
        assert_eq!(CustomReport::of(&[0x12; LENGTH]), None);
    }
}
