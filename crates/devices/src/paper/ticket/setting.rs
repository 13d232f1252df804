//! How roomy a ticket may be set, from the roomiest to what fits whatever it is given.

/// How roomy a ticket is set; the first that keeps it within its longest is taken.
///
/// Letters of double height alone are hard to read for weak eyes: what matters is large (twice each way) or bold, the rest
/// stands as the printer's font does.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    /// The logo's height, at most, in millimetres; 0: no room.
    pub(super) logo: u32,
    /// Most lines for each of the site's two names.
    pub(super) name_lines: usize,
    /// Most lines for the service and for the people before, when they are not large.
    pub(super) heading_lines: usize,
    /// The site's two names share a line where they fit.
    pub(super) names_joined: bool,
    /// How often the number is magnified, at most.
    pub(super) number: u8,
    /// The service and the people before are large where that takes at most so many lines, else bold.
    pub(super) large_lines: usize,
    /// The announced wait is large.
    pub(super) wait_large: bool,
    /// Every document on a line of its own, as long as there are few.
    pub(super) list: bool,
    /// Most lines for what to bring: it is told whole, and only texts that no site means are cut.
    pub(super) document_lines: usize,
    /// Most lines of Italian under another language, and what they tell.
    pub(super) italian: (usize, Summary),
    /// That Italian is drawn, narrower than the printer's letters.
    pub(super) italian_drawn: bool,
    /// Blank dots around the parts.
    pub(super) gap: u8,
    /// Blank dots under a line of plain size; magnified ones have half of it.
    pub(super) leading: u8,
    /// Where the code stands.
    pub(super) code: Code,
}

/// What an Italian reader is told besides the service and how the holder is called: what is least missed goes first. Numbers of
/// people and minutes are read in every language above; what to bring is not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Summary {
    /// The service alone.
    Service,
    /// Also what to bring.
    Documents,
    /// Also the people before.
    People,
    /// Also the announced wait.
    Whole,
}

/// The code of the ticket's own page, by the length of its side, at least, in millimetres.
#[derive(Clone, Copy)]
pub(super) enum Code {
    /// Under its words, made by the printer: few bytes.
    Below(u32),
    /// Beside its words, drawn: little paper.
    Beside(u32),
    /// No room.
    Nowhere,
}

/// A code of at least so many millimetres is read by cheap telephones, in poor light, at the first try.
const READABLE_CODE_MM: u32 = 15;

pub(super) const ROOMY: Setting = Setting {
    logo: 12,
    name_lines: 2,
    heading_lines: 4,
    names_joined: false,
    number: 8,
    large_lines: 2,
    wait_large: true,
    list: true,
    document_lines: usize::MAX,
    italian: (usize::MAX, Summary::Whole),
    italian_drawn: false,
    gap: 14,
    leading: 8,
    code: Code::Below(20),
};
const CLOSE: Setting = Setting { gap: 10, leading: 6, code: Code::Below(16), ..ROOMY };
const BESIDE: Setting = Setting { code: Code::Beside(READABLE_CODE_MM), ..CLOSE };
const CLOSER: Setting = Setting { logo: 8, number: 7, gap: 8, leading: 4, ..BESIDE };
const TIGHT: Setting = Setting { logo: 6, names_joined: true, wait_large: false, gap: 6, ..CLOSER };
const TIGHTER: Setting = Setting { number: 6, list: false, gap: 4, leading: 3, ..TIGHT };
const PLAINER: Setting = Setting { logo: 0, ..TIGHTER };
const DRAWN: Setting = Setting { italian_drawn: true, ..PLAINER };
/// The closest in which everything is read as easily as it should be.
pub(super) const PLAINEST: Setting = Setting { italian: (usize::MAX, Summary::Documents), ..DRAWN };
const SMALL: Setting = Setting { large_lines: 1, gap: 3, leading: 2, ..PLAINEST };
const BARE: Setting = Setting { large_lines: 0, gap: 2, ..SMALL };
const CUT: Setting = Setting {
    name_lines: 1,
    heading_lines: 2,
    document_lines: 6,
    italian: (2, Summary::Service),
    code: Code::Nowhere,
    ..BARE
};
/// Fits whatever it is given.
pub(super) const LEAST: Setting = Setting {
    heading_lines: 1,
    number: 5,
    document_lines: 1,
    italian: (0, Summary::Service),
    gap: 1,
    leading: 1,
    ..CUT
};

/// From the roomiest on: in each of them weak eyes read what matters, and nothing is missing that is not said elsewhere on the paper.
pub(super) const READABLE: [Setting; 18] = [
    ROOMY,
    CLOSE,
    Setting { code: Code::Beside(20), ..ROOMY },
    BESIDE,
    Setting { number: 7, ..BESIDE },
    CLOSER,
    Setting { names_joined: true, ..CLOSER },
    TIGHT,
    Setting { number: 6, ..TIGHT },
    Setting { logo: 0, ..TIGHT },
    Setting { logo: 0, number: 6, ..TIGHT },
    Setting { number: 6, list: false, ..TIGHT },
    TIGHTER,
    PLAINER,
    DRAWN,
    Setting { italian: (usize::MAX, Summary::People), ..DRAWN },
    PLAINEST,
    Setting { gap: 3, ..PLAINEST },
];

/// What is left when paper ends: small and close, then without what others can tell, then cut.
pub(super) const CROWDED: [Setting; 7] = [
    SMALL,
    Setting { gap: 1, ..SMALL },
    BARE,
    Setting { italian: (usize::MAX, Summary::Service), ..BARE },
    Setting { italian: (usize::MAX, Summary::Service), code: Code::Nowhere, ..BARE },
    CUT,
    Setting { document_lines: 2, italian: (1, Summary::Service), ..CUT },
];
