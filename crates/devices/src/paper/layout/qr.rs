//! A QR code and its size on paper.

use qrcode::{Color, EcLevel, QrCode};

use super::super::raster::Raster;

/// A QR code, Model 2, error correction M.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    data: String,
    modules: u32,
    /// Dots per module.
    pub module_dots: u8,
}

impl Qr {
    /// Bytes that versions 1 to 10 hold at level M (ISO/IEC 18004, table 7); a larger code is too fine for a phone's eye.
    const CAPACITY: [usize; 10] = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213];

    /// A code for an address; `None` when it is empty, not plain visible ASCII or too long.
    #[must_use]
    pub fn new(data: &str, module_dots: u8) -> Option<Self> {
        if data.is_empty() || !data.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let version = Self::CAPACITY.iter().position(|&capacity| data.len() <= capacity)? as u32 + 1;
        Some(Self { data: data.to_owned(), modules: 17 + 4 * version, module_dots })
    }

    /// A code whose side is at least so many dots, in modules of at least so many; `None` as for [`Self::new`].
    #[must_use]
    pub fn at_least(data: &str, side_dots: u32, module_dots: u32) -> Option<Self> {
        let code = Self::new(data, 1)?;
        let module_dots = side_dots.div_ceil(code.modules).max(module_dots);
        Some(Self { module_dots: u8::try_from(module_dots).ok()?, ..code })
    }

    /// What the code says.
    #[must_use]
    pub fn data(&self) -> &str {
        &self.data
    }

    /// The code in dots; `None` when it has no room in a code after all.
    pub(in super::super) fn raster(&self) -> Option<Raster> {
        let code = QrCode::with_error_correction_level(self.data.as_bytes(), EcLevel::M).ok()?;
        let module = u32::from(self.module_dots);
        let side = code.width() as u32;
        let mut raster = Raster::blank(side * module, side * module);
        for (at, _) in code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark) {
            let (row, column) = (at as u32 / side, at as u32 % side);
            for dot in 0..module * module {
                raster.blacken(column * module + dot % module, row * module + dot / module);
            }
        }
        Some(raster)
    }

    /// Largest side that the code can take, in dots; a printer may pack the data into a smaller version.
    #[must_use]
    pub fn side_dots(&self) -> u32 {
        self.modules * u32::from(self.module_dots)
    }
}
