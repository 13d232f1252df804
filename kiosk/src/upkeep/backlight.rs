//! How bright the display is.
//!
//! Source: Linux, `Documentation/ABI/stable/sysfs-class-backlight`. The kernel keeps the value; systemd keeps it over a restart.

use std::fmt::Debug;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A display whose light can be set, or not.
pub trait Backlight: Debug + Send + Sync {
    /// How bright it is, in percent of the brightest; `None` where that cannot be set here.
    fn percent(&self) -> Option<u8>;

    /// Makes it so bright, in percent.
    ///
    /// # Errors
    /// Where there is none, or this program may not.
    fn set_percent(&self, percent: u8) -> io::Result<()>;
}

/// The first display under `/sys/class/backlight`.
#[derive(Debug)]
pub struct SysBacklight {
    class: PathBuf,
}

impl Default for SysBacklight {
    fn default() -> Self {
        Self::under(Path::new("/sys/class/backlight"))
    }
}

impl SysBacklight {
    /// The first display of this folder.
    pub fn under(class: &Path) -> Self {
        Self { class: class.to_owned() }
    }

    /// Its folder and its brightest value. Looked for each time: a display may be plugged in later.
    fn found(&self) -> Option<(PathBuf, u64)> {
        let mut displays: Vec<PathBuf> =
            fs::read_dir(&self.class).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
        displays.sort();
        displays.into_iter().find_map(|display| {
            let most = number(&display.join("max_brightness")).filter(|most| *most > 0)?;
            Some((display, most))
        })
    }
}

impl Backlight for SysBacklight {
    fn percent(&self) -> Option<u8> {
        let (display, most) = self.found()?;
        let value = number(&display.join("brightness"))?.min(most);
        // What may not be written cannot be set.
        fs::OpenOptions::new().write(true).open(display.join("brightness")).ok()?;
        u8::try_from((value * 100 + most / 2) / most).ok()
    }

    fn set_percent(&self, percent: u8) -> io::Result<()> {
        let (display, most) = self.found().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let value = (u64::from(percent.min(100)) * most).div_ceil(100).max(1);
        fs::write(display.join("brightness"), value.to_string())
    }
}

fn number(path: &Path) -> Option<u64> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_is_set_in_percent_of_its_own_brightest() {
        let class = tempfile::tempdir().unwrap();
        let backlight = SysBacklight::under(class.path());
        assert_eq!(backlight.percent(), None);
        assert!(backlight.set_percent(50).is_err());
        let display = class.path().join("10-0045");
        fs::create_dir(&display).unwrap();
        fs::write(display.join("max_brightness"), "31\n").unwrap();
        fs::write(display.join("brightness"), "31\n").unwrap();
        assert_eq!(backlight.percent(), Some(100));
        backlight.set_percent(50).unwrap();
        assert_eq!(fs::read_to_string(display.join("brightness")).unwrap(), "16");
        assert_eq!(backlight.percent(), Some(52));
        backlight.set_percent(0).unwrap();
        assert_eq!(fs::read_to_string(display.join("brightness")).unwrap(), "1", "never dark");
    }

    #[test]
    fn each_step_of_a_coarse_display_changes_it() {
        let class = tempfile::tempdir().unwrap();
        let display = class.path().join("panel");
        fs::create_dir(&display).unwrap();
        fs::write(display.join("max_brightness"), "255").unwrap();
        fs::write(display.join("brightness"), "255").unwrap();
        let backlight = SysBacklight::under(class.path());
        for _ in 0..9 {
            let before = backlight.percent().unwrap();
            backlight.set_percent(before - 10).unwrap();
            assert!(backlight.percent().unwrap() < before);
        }
    }
}
