//! The parts of a kiosk and how they are: the words in which it is said on one side and read on the other.
//!
//! A word that is not here is of a later version: whoever reads shows it as something that is not well, and refuses nothing.

/// A part of which is said how it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DevicePart {
    /// Whether the hub hears of the device at all: said by the hub, and only while it does not.
    Connection,
    /// The printer.
    Printer,
    /// The reader of codes.
    Scanner,
    /// The big button.
    Button,
    /// Its light.
    Light,
    /// The buzzer.
    Buzzer,
    /// The loudspeaker.
    Loudspeaker,
    /// The headphones, which belong to whoever plugs them in.
    Headphones,
}

impl DevicePart {
    /// All of them, the most missed first.
    pub const ALL: [Self; 8] = [
        Self::Connection,
        Self::Printer,
        Self::Scanner,
        Self::Button,
        Self::Light,
        Self::Buzzer,
        Self::Loudspeaker,
        Self::Headphones,
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Printer => "printer",
            Self::Scanner => "scanner",
            Self::Button => "button",
            Self::Light => "light",
            Self::Buzzer => "buzzer",
            Self::Loudspeaker => "loudspeaker",
            Self::Headphones => "headphones",
        }
    }

    /// The part of that word; none for a word of a later version.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }
}

/// The state of a [`DevicePart::Connection`] while the hub does not hear of the device.
pub const LOST: &str = "lost";

/// How a printer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrinterCondition {
    /// Prints.
    Ready,
    /// Prints; the roll is nearly at its end.
    PaperNearEnd,
    /// Stands: no paper.
    PaperOut,
    /// Stands: its cover is open.
    CoverOpen,
    /// Stands: the cutter is jammed.
    CutterError,
    /// Stands: something that goes away when its cause is removed, or when the head has cooled.
    RecoverableError,
    /// Stands: something that needs the power switched off, or repair.
    UnrecoverableError,
    /// Not there, or says that it is offline and not why.
    Offline,
    /// Says nothing; it may print.
    Unknown,
    /// The site has none.
    NoPrinter,
}

impl PrinterCondition {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Ready,
        Self::PaperNearEnd,
        Self::PaperOut,
        Self::CoverOpen,
        Self::CutterError,
        Self::RecoverableError,
        Self::UnrecoverableError,
        Self::Offline,
        Self::Unknown,
        Self::NoPrinter,
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::PaperNearEnd => "paper-near-end",
            Self::PaperOut => "paper-out",
            Self::CoverOpen => "cover-open",
            Self::CutterError => "cutter-error",
            Self::RecoverableError => "recoverable-error",
            Self::UnrecoverableError => "unrecoverable-error",
            Self::Offline => "offline",
            Self::Unknown => "unknown",
            Self::NoPrinter => "none",
        }
    }

    /// The condition of that word; none for a word of a later version.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|condition| condition.word() == word)
    }

    /// Whether there is nothing to do for anybody.
    #[must_use]
    pub fn is_well(self) -> bool {
        matches!(self, Self::Ready | Self::NoPrinter)
    }

    /// Whether nobody gets paper until somebody has been there.
    #[must_use]
    pub fn stands(self) -> bool {
        match self {
            Self::Ready | Self::PaperNearEnd | Self::Unknown | Self::NoPrinter => false,
            Self::PaperOut
            | Self::CoverOpen
            | Self::CutterError
            | Self::RecoverableError
            | Self::UnrecoverableError
            | Self::Offline => true,
        }
    }
}

/// How a part beside the printer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartCondition {
    /// Works.
    Ready,
    /// Not there.
    Absent,
    /// There, and does not do what it should.
    Failing,
}

impl PartCondition {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ready, Self::Absent, Self::Failing];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Absent => "absent",
            Self::Failing => "failing",
        }
    }

    /// The condition of that word; none for a word of a later version.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|condition| condition.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_one_thing_and_comes_back_as_what_it_was() {
        for part in DevicePart::ALL {
            assert_eq!(DevicePart::of_word(part.word()), Some(part));
        }
        for condition in PrinterCondition::ALL {
            assert_eq!(PrinterCondition::of_word(condition.word()), Some(condition));
        }
        for condition in PartCondition::ALL {
            assert_eq!(PartCondition::of_word(condition.word()), Some(condition));
        }
        assert_eq!(PrinterCondition::of_word("a-word-of-a-later-version"), None);
    }
}
