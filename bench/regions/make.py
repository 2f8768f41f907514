"""A thousand place names as offices of South Sulawesi write them, each with the code it means.

The spellings are made from the official names by the habits listed below, not taken from the program's own tables of aliases
and slips. `make.py OUT` writes names.csv (what the program sees) and truth.csv; `make.py OUT score ANSWERS` counts.
An empty code in the truth means that the text fits several places, or none, and must stay unresolved.
"""

import csv
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

REGIONS = Path(__file__).parents[2] / "base/data/regions"
NAMES = 1000

# Names in use beside the official ones, from letters, web pages and tables of provincial offices.
USUAL = {
    "73.01": ["Selayar", "Kep. Selayar", "Kab. Kep Selayar", "KABUPATEN KEPULAUAN SELAYAR", "Kab Selayar"],
    "73.04": ["Jenneponto", "Kab. Jeneponto", "JENEPONTO"],
    "73.08": ["Bone", "Kab Bone", "7308 Kab. Bone", "Watampone, Kab. Bone"],
    "73.09": ["Maros", "73.09", "7309 Maros", "Kab.Maros"],
    "73.10": ["Pangkep", "Kab Pangkajene Kepulauan", "Pangkajene dan Kepulauan", "Pangkajene & Kepulauan", "KAB. PANGKEP", "Kab. Pangkajene Dan Kep."],
    "73.14": ["Sidrap", "Sidenreng Rappang", "Kab.Sidrap", "Sid. Rappang", "KAB. SIDENRENG-RAPPANG"],
    "73.18": ["Tator", "Tana Toraja", "Kab. Tator", "Tanah Toraja", "TATOR"],
    "73.22": ["Lutra", "Luwu Utara", "Kab. Lutra", "LUWUUTARA"],
    "73.24": ["Lutim", "Luwu Timur", "Kab Lutim", "LUWU TIMUR"],
    "73.26": ["Torut", "Toraja Utara", "Kab. Torut"],
    "73.71": ["Makassar", "Makasar", "Kota Makasar", "Ujung Pandang", "Pemkot Makassar", "KOTA MAKASSAR", "Kotamadya Makassar", "Ujungpandang"],
    "73.72": ["Pare-Pare", "Pare Pare", "Kota Parepare", "PAREPARE", "Kota Pare - Pare"],
    "73.73": ["Palopo", "Kota Palopo", "KOTA  PALOPO"],
}
# What fits several places, or none.
OPEN = ["", "-", "Indonesia", "Sulawesi", "Kab.", "Kecamatan", "lainnya", "tidak diketahui", "luar daerah", "N/A", "7308", "Kota", "xxx", "Desa", "081", "Kab. Contoh"]


def table(name):
    with open(REGIONS / f"{name}.csv", encoding="utf-8") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


def plain(text):
    return re.sub(r"[^a-z]", "", text.lower())


def slip(name, draw):
    """One slip of the pen inside a word."""
    places = [i for i in range(1, len(name) - 1) if name[i].isalpha() and name[i - 1].isalpha() and name[i + 1].isalpha()]
    if len(plain(name)) < 6 or not places:
        return None
    at = draw.choice(places)
    return draw.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
            name.replace("u", "oe", 1),
            name.replace("a", "e", 1) if name[0] != "a" else name,
        ]
    )


def habits(name, draw):
    """The name as it stands, in capitals, without blanks, without marks, with too many blanks."""
    forms = [name, name.upper(), name.lower(), name.title(), name.replace("'", ""), "  ".join(name.split()), f" {name} "]
    if " " in name:
        forms += [name.replace(" ", ""), name.replace(" ", "-")]
    return draw.choice(forms)


def made():
    draw = random.Random(20250630)
    regencies, districts, villages = table("regencies"), table("districts"), table("villages-73")
    of73 = {code: name for code, name in regencies.items() if code.startswith("73.")}
    districts = {code: name for code, name in districts.items() if code.startswith("73.")}
    short = {code: re.sub(r"^(Kabupaten|Kota) ", "", name) for code, name in of73.items()}
    everything = list(short.items()) + list(districts.items()) + list(villages.items())
    owners = defaultdict(set)
    for code, name in everything:
        owners[plain(name)].add(code)
    known = {plain(name) for _, name in everything}

    def alone(code, name):
        # A village or district of its regency's or another place's name is not told by the name alone.
        return owners[plain(name)] == {code}

    def district_of(code):
        return districts[code[:8]]

    def sloppy(name):
        typo = slip(name, draw)
        return typo if typo and plain(typo) not in known and plain(typo) != plain(name) else None

    found = []
    found += [(text, code) for code, texts in USUAL.items() for text in texts]
    found += [(text, "") for text in OPEN]
    found[-len(OPEN) :] = [(text, "") for text in OPEN]
    for code, name in short.items():
        kind = "Kota" if code[3] == "7" else "Kab"
        for form in [f"{kind}. {name}", f"{kind} {name}", f"{kind.upper()}.{name.upper()}", f"Pemerintah {of73[code]}", f"{code} {name}", f"{name}, Sulsel"]:
            found.append((form, code))
        typo = sloppy(name)
        found += [(f"{kind}. {typo}", code)] if typo else []
        # The word of the other kind names nothing there is.
    while len(found) < NAMES:
        which = draw.random()
        if which < 0.35:
            code = draw.choice(sorted(districts))
            name, regency = districts[code], short[code[:5]]
            text = draw.choice(
                [
                    f"Kec. {habits(name, draw).strip()}, {of73[code[:5]]}",
                    f"Kec {name} {regency}",
                    f"KECAMATAN {name.upper()} KAB. {regency.upper()}" if code[3] != "7" else f"KECAMATAN {name.upper()} KOTA {regency.upper()}",
                    f"{name}, {regency}",
                    f"{code} {name}",
                    f"Kec.{name}",
                    f"Kecamatan {name}",
                ]
            )
            named = regency in text or regency.upper() in text or code in text
            # Several districts of one name: only the level above tells.
            same = [other for other, its in districts.items() if plain(its) == plain(name)]
            found.append((text, code if named or len(same) == 1 else ""))
        elif which < 0.55:
            code = draw.choice(sorted(districts))
            typo = sloppy(districts[code])
            if typo:
                found.append((f"Kec. {typo}, {of73[code[:5]]}", code))
        else:
            code = draw.choice(sorted(villages))
            name, district, regency = villages[code], district_of(code), of73[code[:5]]
            word = "Kel." if code[9] == "1" else draw.choice(["Desa", "Ds."])
            mates = [c for c, n in villages.items() if plain(n) == plain(name) and c[:8] == code[:8]]
            if len(mates) > 1:
                continue
            text, told = draw.choice(
                [
                    (f"{word} {habits(name, draw).strip()} Kec. {district} {regency}", True),
                    (f"{word} {name}, Kec. {district}, {regency}", True),
                    (f"{word} {name}", False),
                    (f"{name} - {district} - {short[code[:5]]}", True),
                    (code, True),
                    (code.replace(".", ""), True),
                ]
            )
            same = [other for other, its in villages.items() if plain(its) == plain(name)]
            found.append((text, code if told or len(same) == 1 else ""))
            if told and text.startswith(word) and draw.random() < 0.4:
                typo = sloppy(name)
                if typo:
                    found.append((f"{word} {typo} Kec. {district} {regency}", code))
    return found[:NAMES]


def score(out, answers):
    with open(out / "truth.csv", encoding="utf-8") as lines:
        truth = list(csv.DictReader(lines))
    with open(answers, encoding="utf-8") as lines:
        told = {int(row["line"]): row for row in csv.DictReader(lines)}
    counts, wrong, left = Counter(), [], []
    for row in truth:
        answer = told.get(int(row["line"]), {"code": "", "how": "", "candidates": ""})
        if answer["code"] == row["code"]:
            counts["right" if row["code"] else "rightly unresolved"] += 1
        elif not answer["code"]:
            counts["unresolved"] += 1
            left.append((row, answer))
        else:
            # A place above the one meant is true and less than could be told.
            above = row["code"].startswith(answer["code"] + ".")
            counts["too coarse" if above else "wrong"] += 1
            (left if above else wrong).append((row, answer))
    print(", ".join(f"{name} {count}" for name, count in counts.items()), f"of {len(truth)}")
    for kind, rows in (("WRONG", wrong), ("left", left)):
        for row, answer in rows:
            print(f"{kind}\t{row['name']!r}\tmeant {row['code'] or 'nothing'}\ttold {answer['code']} {answer['how']} {answer['candidates']}")


def main():
    out = Path(sys.argv[1])
    if sys.argv[2:3] == ["score"]:
        return score(out, sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    rows = made()
    with open(out / "names.csv", "w", encoding="utf-8", newline="") as names, open(out / "truth.csv", "w", encoding="utf-8", newline="") as truth:
        names, truth = csv.writer(names), csv.writer(truth)
        names.writerow(["nomor", "nama"])
        truth.writerow(["line", "name", "code"])
        for line, (text, code) in enumerate(rows, start=2):
            names.writerow([line - 1, text])
            truth.writerow([line, text, code])


main()
