#!/usr/bin/env python3
"""Scores `sinergi detect --format csv` against `truth/violations.csv` of a synthetic province.

score.py FOUND.csv ROSTERS [--wrong]

Two rows are the same when detector, npp, nib, project_id and unit_id are equal. Prints one line per detector: violations, found,
precision, recall, decoys there were, decoys among what was found. --wrong lists what was missed and what was found wrongly.
"""
import csv
import sys

KEY = ["detector", "npp", "nib", "project_id", "unit_id"]
ORDER = [
    "pwbd", "pds_tk", "pds_upah", "pds_program", "arrears", "jakon_project", "government_unit", "duplicate_funding",
    "dead_active", "wrong_segment",
]


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def key(row):
    return tuple(row[name] for name in KEY)


def score(found_path, rosters):
    """By detector: (violations, decoys, found, right, fooled), and the rows behind."""
    found = {key(row): row for row in rows(found_path)}
    truth = {key(row): row for row in rows(f"{rosters}/truth/violations.csv")}
    decoys = {}
    for row in rows(f"{rosters}/truth/decoys.csv"):
        decoys.setdefault(key(row), []).append(row["why"])
    result = {}
    for detector in ORDER:
        of = lambda keys: {k for k in keys if k[0] == detector}
        f, t, d = of(found), of(truth), of(decoys)
        result[detector] = (t, d, f, f & t, (f - t) & d)
    return result, decoys


def main():
    result, decoys = score(sys.argv[1], sys.argv[2])
    print(f"{'detector':18} {'true':>6} {'found':>6} {'precision':>9} {'recall':>7} {'decoys':>7} {'fooled':>7}")
    for detector, (t, d, f, right, fooled) in result.items():
        share = lambda part, whole: f"{len(part) / len(whole):.3f}" if whole else "-"
        print(f"{detector:18} {len(t):6} {len(f):6} {share(right, f):>9} {share(right, t):>7} {len(d):7} {len(fooled):7}")
        if "--wrong" in sys.argv:
            for k in sorted(t - f):
                print("   missed", *[part for part in k[1:] if part])
            for k in sorted(f - t):
                print("   wrong ", *[part for part in k[1:] if part], decoys.get(k, ""))


if __name__ == "__main__":
    main()
