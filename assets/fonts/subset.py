#!/usr/bin/env python3
"""Cuts the Noto typefaces of this folder out of Debian's packages: whole alphabets, and what the catalogues use.

    apt-get download fonts-noto-core=20201225-1 fonts-noto-cjk=1:20220127+repack1-1
    for package in fonts-noto-*.deb; do dpkg -x "$package" noto; done
    pip install fonttools==4.68.0
    python3 assets/fonts/subset.py noto

The same sources give the same bytes. The test in crates/ui-kit/tests/glyphs.rs says when it has to be run again.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Where words for citizens stand; each character of them gets a glyph where the typeface has one.
WORDS = [
    "kiosk/lang/**/*.po",
    "kiosk/ui/*.slint",
    "desk-client/lang/**/*.po",
    "desk-client/ui/**/*.slint",
    "crates/ui-kit/ui/*.slint",
    "crates/hub/src/public/pages/*",
    "crates/devices/src/**/*.rs",
    "crates/domain/src/text/*.rs",
    "crates/documents/src/**/*.rs",
    "assets/documents/*.typ",
    "assets/sites/*.toml",
]


def span(first, last):
    return set(range(first, last + 1))


# Latin of Europe with Romanian and Vietnamese, combining accents, Greek letters, all Cyrillic, punctuation, currencies, arrows.
EUROPE = (
    span(0x20, 0x7E) | span(0xA0, 0x24F) | span(0x2B0, 0x36F) | span(0x370, 0x3FF) | span(0x400, 0x52F)
    | span(0x1E00, 0x1EFF) | span(0x2000, 0x206F) | span(0x20A0, 0x20BF) | span(0x2100, 0x214F) | span(0x2190, 0x21FF)
    | span(0x2200, 0x22FF)
)
# Arabic with its extensions for other languages; shapes come out of GSUB and GPOS, which stay whole.
ARABIC = span(0x20, 0x7E) | span(0xA0, 0xBF) | span(0x600, 0x6FF) | span(0x750, 0x77F) | span(0x2000, 0x206F) | {0x25CC}


def level_one():
    """The 3,755 most used characters: GB/T 2312-1980, first level, rows 16 to 55."""
    for row in range(16, 56):
        for cell in range(1, 95):
            try:
                yield ord(bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312"))
            except UnicodeDecodeError:
                pass


CHINESE = set(level_one()) | span(0x3000, 0x303F) | span(0xFF01, 0xFF5E) | span(0x2010, 0x2027)


def words():
    texts = (path.read_text(encoding="utf-8") for glob in WORDS for path in sorted(ROOT.glob(glob)) if path.is_file()
             and path.suffix in {".po", ".slint", ".js", ".html", ".rs", ".toml"})
    return {ord(character) for text in texts for character in text}


def regional(path, family):
    """The typeface of this family out of a collection."""
    return next(font for font in TTCollection(path).fonts if font["name"].getDebugName(1) == family)


def cut(font, characters, name):
    options = Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.hinting = False
    font.recalcTimestamp = False
    have = set(font.getBestCmap())
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(characters & have))
    subsetter.subset(font)
    target = HERE / name
    font.save(target)
    print(f"{name}: {len(font.getBestCmap())} characters, {target.stat().st_size // 1024} KiB")


def main(noto):
    used = words()
    core, cjk = noto / "usr/share/fonts/truetype/noto", noto / "usr/share/fonts/opentype/noto"
    for weight in ["Regular", "Bold"]:
        cut(TTFont(core / f"NotoSans-{weight}.ttf"), EUROPE | used, f"NotoSans-{weight}.ttf")
        cut(TTFont(core / f"NotoSansArabic-{weight}.ttf"), ARABIC, f"NotoSansArabic-{weight}.ttf")
        han = {c for c in used if c >= 0x2E80}
        cut(regional(cjk / f"NotoSansCJK-{weight}.ttc", "Noto Sans CJK SC"), CHINESE | han, f"NotoSansSC-{weight}.otf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
