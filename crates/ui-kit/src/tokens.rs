//! The colours of `ui/tokens.slint` as Rust values, and what they promise about being read.

include!(concat!(env!("OUT_DIR"), "/tokens.rs"));

/// A colour, red, green and blue in 0–255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Relative luminance, 0–1 (WCAG 2.2).
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = [self.0, self.1, self.2].map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast with another colour, 1–21 (WCAG 2.2).
    pub fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// One channel without its gamma (IEC 61966-2-1), 0–1.
fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// The place of a service's letter in the alphabet, A is 0; what `Colour.service(index)` takes. Anything else is 0.
pub fn service_index(letter: &str) -> usize {
    match letter.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => usize::from(first.to_ascii_uppercase() as u8 - b'A'),
        _ => 0,
    }
}

/// The colour of the service with this letter, the same on every screen.
pub fn service(letter: &str) -> Rgb {
    SERVICES[service_index(letter) % SERVICES.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a colour-blind eye sees: Machado, Oliveira, Fernandes 2009, severity 1, on linear channels.
    const EYES: [(&str, [[f64; 3]; 3]); 4] = [
        ("ordinary", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanope",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deuteranope",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritanope",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    /// CIE 1976 L*a*b* under D65 of what that eye sees.
    fn lab(colour: Rgb, eye: &[[f64; 3]; 3]) -> [f64; 3] {
        let channels = [colour.0, colour.1, colour.2].map(linear);
        let [r, g, b] = [0, 1, 2]
            .map(|row| (0..3).map(|column| eye[row][column] * channels[column]).sum::<f64>().clamp(0.0, 1.0));
        let f = |t: f64| if t > 0.008856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
        let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
        let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn distance(a: Rgb, b: Rgb, eye: &[[f64; 3]; 3]) -> f64 {
        let (a, b) = (lab(a, eye), lab(b, eye));
        (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum::<f64>().sqrt()
    }

    #[test]
    fn a_letter_is_read_on_every_service_colour() {
        for (place, colour) in SERVICES.iter().enumerate() {
            let contrast = colour.contrast(ON_DARK);
            assert!(contrast >= 4.5, "service {place} {colour:?}: {contrast:.2}");
        }
        for (place, colour) in contrast::SERVICES.iter().enumerate() {
            let (letter, card) = (colour.contrast(contrast::ON_DARK), colour.contrast(contrast::PAPER));
            assert!(letter >= 7.0 && card >= 3.0, "service {place} {colour:?}: {letter:.2} and {card:.2}");
        }
    }

    #[test]
    fn no_two_services_look_alike() {
        // 2.3 is the just noticeable difference; the letter always stands beside the colour.
        let needed = [("ordinary", 25.0), ("protanope", 6.0), ("deuteranope", 9.0), ("tritanope", 14.0)];
        for ((eye, matrix), (same, needed)) in EYES.iter().zip(needed) {
            assert_eq!(*eye, same);
            for (i, a) in SERVICES.iter().enumerate() {
                for b in &SERVICES[i + 1..] {
                    let seen = distance(*a, *b, matrix);
                    assert!(seen >= needed, "{eye}: {a:?} and {b:?} differ by {seen:.1}");
                }
            }
        }
    }

    /// Every text on every ground that the components put it on: of the ordinary palette, and of high contrast.
    macro_rules! pairs {
        ($(($first:ident, $second:ident)),* $(,)?) => {
            [$((concat!(stringify!($first), " on ", stringify!($second)),
                ($first, $second), (contrast::$first, contrast::$second))),*]
        };
    }

    #[test]
    fn text_is_read_on_its_ground() {
        for (name, (ink, ground), (strong_ink, strong_ground)) in pairs![
            (INK, GROUND),
            (INK, PAPER),
            (INK, BLUE_SOFT),
            (SOFT_INK, GROUND),
            (SOFT_INK, PAPER),
            (SOFT_INK, BLUE_SOFT),
            (SOFT_INK, DISABLED),
            (BLUE, PAPER),
            (BLUE, GROUND),
            (BLUE, BLUE_SOFT),
            (OK, PAPER),
            (OK, GROUND),
            (OK, OK_SOFT),
            (WARNING, PAPER),
            (ALARM, PAPER),
            (ALARM, GROUND),
            (ALARM, ALARM_SOFT),
            (ON_DARK, BLUE),
            (ON_DARK, BLUE_PRESSED),
            (ON_DARK, OK),
            (ON_DARK, OK_PRESSED),
            (ON_DARK, WARNING),
            (ON_DARK, ALARM),
            (ON_DARK, NAVY),
            (ON_DARK, NAVY_RAISED),
            (ON_DARK, NAVY_PRESSED),
            (ON_DARK_SOFT, NAVY),
        ] {
            let (ordinary, strong) = (ink.contrast(ground), strong_ink.contrast(strong_ground));
            assert!(ordinary >= 4.5, "{name}: {ordinary:.2}");
            assert!(strong >= 7.0, "{name} in high contrast: {strong:.2}");
        }
        // A word in a pill is bold and at least 3:1.
        assert!(WARNING.contrast(WARNING_SOFT) >= 4.0 && WARNING.contrast(GROUND) >= 4.0);
        assert!(contrast::WARNING.contrast(contrast::WARNING_SOFT) >= 7.0);
        assert!(contrast::WARNING.contrast(contrast::GROUND) >= 7.0);
    }

    #[test]
    fn what_is_touched_and_where_one_is_stand_out_from_what_is_around() {
        for (name, (shape, ground), (strong_shape, strong_ground)) in pairs![
            (FOCUS, GROUND),
            (FOCUS, PAPER),
            (FOCUS, BLUE_SOFT),
            (FOCUS_ON_DARK, NAVY),
            (FOCUS_ON_DARK, NAVY_RAISED),
            (BLUE, GROUND),
            (BLUE, PAPER),
            (OK, GROUND),
            (OK, PAPER),
            (NAVY, GROUND),
            (FIELD_LINE, GROUND),
            (FIELD_LINE, PAPER),
            (FAINT_INK, PAPER),
            (FAINT_INK, GROUND),
            (SOFT_INK, PAPER),
            (ON_DARK_SOFT, NAVY),
        ] {
            let (ordinary, strong) = (shape.contrast(ground), strong_shape.contrast(strong_ground));
            assert!(ordinary >= 3.0, "{name}: {ordinary:.2}");
            assert!(strong >= 3.0, "{name} in high contrast: {strong:.2}");
        }
        // In high contrast every card and button has its outline.
        assert!(
            contrast::LINE.contrast(contrast::GROUND) >= 3.0
                && contrast::LINE.contrast(contrast::PAPER) >= 3.0
        );
        assert!(contrast::LINE.contrast(contrast::DISABLED) >= 3.0);
    }

    #[test]
    fn the_letter_says_the_colour() {
        assert_eq!(service("A"), Rgb(0x00, 0x59, 0xB3));
        assert_eq!(service("d"), Rgb(0xB5, 0x47, 0x1F));
        assert_eq!(service("M"), SERVICES[0]);
        assert_eq!(service("?"), SERVICES[0]);
    }
}
