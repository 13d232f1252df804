//! Two soft tones, made when they are needed: somebody was asked to come and help.

use super::Volume;

/// Samples a second.
const RATE: u32 = 22_050;
/// The two tones, in hertz (E5, C5), and how long each of them sounds, in seconds.
const TONES: [(f64, f64); 2] = [(659.26, 0.4), (523.25, 0.6)];
/// How much of the full scale the loudest chime takes: speech at its loudest is about as loud.
const PEAK: f64 = 0.5;

/// The chime as a WAV file, mono, 16 bits.
pub(super) fn wav(volume: Volume) -> Vec<u8> {
    let scale = PEAK * f64::from(volume.in_percent()) / 100.0 * f64::from(i16::MAX);
    let samples: Vec<u8> = TONES
        .iter()
        .flat_map(|(pitch, seconds)| tone(*pitch, *seconds))
        .flat_map(|level| ((level * scale).round() as i16).to_le_bytes())
        .collect();
    let mut file = header(samples.len() as u32);
    file.extend(samples);
    file
}

/// A tone between -1 and 1 that comes softly and fades away.
fn tone(pitch: f64, seconds: f64) -> impl Iterator<Item = f64> {
    let length = (seconds * f64::from(RATE)).round() as u32;
    (0..length).map(move |sample| {
        let at = f64::from(sample) / f64::from(RATE);
        let rise = (at / 0.01).min(1.0);
        let fall = ((seconds - at) / seconds).powi(2);
        let turn = std::f64::consts::TAU * pitch * at;
        // A little of the octave, or it sounds like a telephone.
        rise * fall * (0.8 * turn.sin() + 0.2 * (2.0 * turn).sin())
    })
}

/// RIFF and WAVE, PCM.
fn header(bytes: u32) -> Vec<u8> {
    let mut header = Vec::with_capacity(44);
    header.extend(b"RIFF");
    header.extend((36 + bytes).to_le_bytes());
    header.extend(b"WAVEfmt ");
    header.extend(16_u32.to_le_bytes());
    header.extend(1_u16.to_le_bytes());
    header.extend(1_u16.to_le_bytes());
    header.extend(RATE.to_le_bytes());
    header.extend((2 * RATE).to_le_bytes());
    header.extend(2_u16.to_le_bytes());
    header.extend(16_u16.to_le_bytes());
    header.extend(b"data");
    header.extend(bytes.to_le_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peak(percent: u8) -> u16 {
        let file = wav(Volume::percent(percent));
        file[44..]
            .as_chunks::<2>()
            .0
            .iter()
            .map(|sample| i16::from_le_bytes(*sample).unsigned_abs())
            .max()
            .unwrap()
    }

    #[test]
    fn it_is_a_wav_of_a_second_whose_header_tells_its_length() {
        let file = wav(Volume::default());
        assert_eq!((&file[..4], &file[8..16], &file[36..40]), (&b"RIFF"[..], &b"WAVEfmt "[..], &b"data"[..]));
        let told = u32::from_le_bytes(file[40..44].try_into().unwrap());
        assert_eq!(told as usize, file.len() - 44);
        assert_eq!(told, 2 * RATE);
    }

    #[test]
    fn it_is_as_loud_as_asked_and_never_clips() {
        assert_eq!(peak(0), 0);
        assert!((13_000..=17_000).contains(&peak(100)), "{}", peak(100));
        assert!((6_500..=8_500).contains(&peak(50)), "{}", peak(50));
    }
}
