//! The Debian packages that the tests and the demo need at run time, on Debian 12 and 13. Builds need none of these.

use anyhow::{Context, bail};
use std::path::Path;
use std::process::{Command, Stdio};

const PACKAGES: [&str; 18] = [
    // The board and the ticket pages are tested in a real browser.
    "chromium",
    "chromium-driver",
    "chromium-sandbox",
    "fonts-dejavu-core",
    // What the kiosk says, and what plays it.
    "alsa-utils",
    "espeak-ng",
    // Windows without a monitor, and hands for them.
    "xauth",
    "xdotool",
    "xvfb",
    // What winit and Slint open at run time.
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libx11-xcb1",
    "libxcursor1",
    "libxi6",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
    "libxrandr2",
];

/// What stands for the packages where there is no dpkg, each by any of its names.
const PROGRAMS: [&[&str]; 6] = [
    &["chromium", "chromium-browser", "google-chrome"],
    &["chromedriver"],
    &["Xvfb"],
    &["xdotool"],
    &["espeak-ng"],
    &["aplay"],
];

/// Sees to it that the packages are there: installs them as root where there is apt, otherwise says what is missing.
pub fn provide() -> anyhow::Result<()> {
    let Some(installed) = installed() else {
        let missing = missing_programs();
        if missing.is_empty() {
            return Ok(());
        }
        bail!("the tests need these programs, which are not in PATH: {}", missing.join(", "));
    };
    let missing = missing(&installed);
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    if !is_root() {
        bail!(
            "the tests need Debian packages that are not installed. Install them with:\n\n    sudo {by_hand}\n"
        );
    }
    eprintln!("installing the Debian packages that the tests need: {}", missing.join(" "));
    match install(&missing) {
        Ok(()) => Ok(()),
        Err(error) if missing_programs().is_empty() => {
            eprintln!("warning: {error:#}; going on, since the programs are there");
            Ok(())
        }
        Err(error) => Err(error.context(format!("install them by hand: {by_hand}"))),
    }
}

/// What dpkg says of the packages; `None` where there is no dpkg.
fn installed() -> Option<String> {
    let query = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"])
        .args(PACKAGES)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    String::from_utf8(query.stdout).ok()
}

fn missing(installed: &str) -> Vec<&'static str> {
    let there =
        |package: &str| installed.lines().any(|line| line.split_once(' ') == Some((package, "installed")));
    PACKAGES.into_iter().filter(|package| !there(package)).collect()
}

fn missing_programs() -> Vec<&'static str> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let there = |program: &&str| folders.iter().any(|folder| folder.join(program).is_file());
    PROGRAMS.into_iter().filter(|names| !names.iter().any(there)).map(|names| names[0]).collect()
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0") && Path::new("/usr/bin/apt-get").exists()
}

fn install(packages: &[&str]) -> anyhow::Result<()> {
    apt(&["update"])?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments)
}

fn apt(arguments: &[&str]) -> anyhow::Result<()> {
    let output = Command::new("apt-get")
        .args(["-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=3"])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .output()
        .context("cannot start apt-get")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("apt-get {} failed: {}", arguments[0], said.trim_end());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_half_removed_is_missing() {
        let all: String = PACKAGES.iter().map(|package| format!("{package} installed\n")).collect();
        assert!(missing(&all).is_empty());
        assert_eq!(missing(&all.replace("xvfb installed", "xvfb config-files")), ["xvfb"]);
        assert_eq!(missing(&all.replace("libgl1 installed\n", "")), ["libgl1"]);
        assert_eq!(missing("").len(), PACKAGES.len());
    }
}
