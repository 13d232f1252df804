#!/usr/bin/env python3
"""Makes the sounds of this folder: `make_sounds.py` writes them, `make_sounds.py --check` fails where they differ.

Standard library only. A sound is a few struck bars: sine partials that die away, as of a glockenspiel played softly.
"""

import array
import io
import math
import pathlib
import sys
import wave

FOLDER = pathlib.Path(__file__).resolve().parent
# Samples a second: nothing above 5 kHz is in these sounds, and a small file is copied quickly.
RATE = 16_000
# Partials of a struck bar: times the pitch, share of the loudness, seconds until a third is left.
BAR = [(1.0, 1.0, 0.42), (2.76, 0.16, 0.16), (5.4, 0.04, 0.06)]
# The loudest sample of a file, of 1: present in a quiet room, nothing to be startled by.
PEAK = 0.5
# Seconds in which a note sets in, so that the loudspeaker does not click.
ATTACK = 0.006

# Each sound: pitch in Hz, when it is struck in seconds, how loud of 1; then how long the file is in seconds.
SOUNDS = {
    # Somebody at a kiosk asks for help: a falling major third, twice as gentle the second time.
    "help.wav": ([(783.99, 0.0, 1.0), (622.25, 0.28, 0.9)], 1.6),
}


def samples(notes, seconds):
    line = [0.0] * int(seconds * RATE)
    for pitch, struck, loud in notes:
        first = int(struck * RATE)
        for at in range(first, len(line)):
            time = (at - first) / RATE
            rise = min(1.0, time / ATTACK)
            for times, share, lasts in BAR:
                line[at] += loud * rise * share * math.exp(-time / lasts) * math.sin(math.tau * pitch * times * time)
    highest = max(abs(value) for value in line)
    # The last tenth of a second fades to silence.
    fade = RATE // 10
    faded = (value * min(1.0, (len(line) - at) / fade) for at, value in enumerate(line))
    return array.array("h", (round(value / highest * PEAK * 32767) for value in faded))


def rendered(notes, seconds):
    data = samples(notes, seconds)
    if sys.byteorder == "big":
        data.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(data.tobytes())
    return file.getvalue()


def differs(path, wanted):
    """Whether the file is another sound; the last bit of a sine is the machine's own."""
    there = path.read_bytes() if path.exists() else b""
    if len(there) != len(wanted) or there[:44] != wanted[:44]:
        return True
    one, other = array.array("h", there[44:]), array.array("h", wanted[44:])
    return any(abs(a - b) > 2 for a, b in zip(one, other))


def main():
    check = "--check" in sys.argv[1:]
    wrong = []
    for name, (notes, seconds) in SOUNDS.items():
        wanted = rendered(notes, seconds)
        if not check:
            (FOLDER / name).write_bytes(wanted)
        elif differs(FOLDER / name, wanted):
            wrong.append(name)
    if wrong:
        sys.exit("not what this script makes: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
