#!/usr/bin/env python3
"""Lists that are made to hurt: millions of rows of one name, one giant block, a column without a value, an empty side.

    bench/link/hard.py [--rows N] [--memory 4GB] [--data DIR] [--only CASE …]

Each case is linked by `sinergi link` (SINERGI names the binary); the table tells how it ended, what it took and what was
left out. PYTHON must have numpy and pyarrow (README.md).
"""
import argparse
import json
import os
import subprocess
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent.parent
DISTRICTS = np.array(["Mandai", "Turikale", "Marusu"])
FIRST = np.array("Rahman Kadir Jufri Ilham Hasan Amir Basri Latif Mansur Nurdin Salma Hasnah Marwah Nurlia Kasma Rosdiana".split())
LAST = np.array("Palallo Sikki Tompo Ngalle Situju Makkulau Paduai Raja Sangkala Tutu Ummang Wahid Yunus Zainal Beddu".split())


def write(path, columns):
    """A table in parts of a million rows, each made by `columns` from the numbers of its rows."""
    rows, make = columns
    writer = None
    for start in range(0, max(rows, 1), 1_000_000):
        table = pa.table(make(np.arange(start, min(start + 1_000_000, rows))))
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    writer.close()


def ids(numbers):
    return pa.array(numbers, pa.int64())


def one_name(numbers):
    return {"unique_id": ids(numbers), "nama": ["Siti Aminah"] * len(numbers), "kec": DISTRICTS[numbers % 3]}


def identical(numbers):
    same = {"nama": "Siti Aminah", "tgl": "1970-06-15", "desa": "Bontoa", "kec": "Mandai"}
    return {"unique_id": ids(numbers), **{column: [text] * len(numbers) for column, text in same.items()}}


def one_block(numbers):
    """People of one birth date and district; the words of their names and a telephone tell them apart."""
    words = (FIRST[numbers % 16], LAST[numbers // 16 % 15], FIRST[numbers // 240 % 16], LAST[numbers // 3_840 % 15], FIRST[numbers // 57_600 % 16])
    names = [" ".join(name) for name in zip(*words)]
    phones = [f"0800{n:08d}" for n in numbers]
    same = {"tgl": ["1970-06-15"] * len(numbers), "kec": ["Mandai"] * len(numbers)}
    return {"unique_id": ids(numbers), "nama": names, "hp": phones, **same}


def no_nik(numbers):
    """Everybody has a name, a birth date and a village, and the column NIK is empty throughout."""
    whole = one_block(numbers)
    days = np.datetime64("1950-01-01") + (numbers * 7919 % 20000).astype("timedelta64[D]")
    return {**whole, "nik": pa.nulls(len(numbers), pa.string()), "tgl": days.astype(str), "desa": DISTRICTS[numbers % 3]}


def cases(rows):
    half = rows // 2
    return {
        "one name in three districts": ((rows, one_name), (half, one_name)),
        "identical rows": ((rows, identical), None),
        "one giant block": ((rows // 10, one_block), (half // 10, one_block)),
        "no NIK at all": ((rows // 10, no_nik), (half // 10, no_nik)),
        "an empty side": ((half // 10, no_nik), (0, no_nik)),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--memory", default="4GB")
    parser.add_argument("--data", type=Path, default=Path.home() / ".cache" / "sinergi" / "link")
    parser.add_argument("--only", nargs="*", default=[])
    order = parser.parse_args()
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
    program = os.environ.get("SINERGI", str(target / "sinergi"))
    folder = order.data / "hard"
    folder.mkdir(parents=True, exist_ok=True)
    print("| list | rows | ended | CPU-s | wall s | peak MB | pairs seen | links | right | rows left out by a rule, at most |")
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, (left, right) in cases(order.rows).items():
        if order.only and name not in order.only:
            continue
        sides = []
        for side, columns in (("left", left), ("right", right)):
            if columns:
                write(folder / f"{side}.parquet", columns)
                sides += [f"--{side}", folder / f"{side}.parquet"]
        links = folder / "links.parquet"
        command = [program, "link", *sides, "--out", links, "--memory", order.memory, "--format", "json"]
        started = time.perf_counter()
        child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        told = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        report = json.loads(told) if status == 0 else {"candidates": 0, "links": 0, "rules": []}
        right_ones = 0
        if status == 0:
            found = pq.read_table(links)
            right_ones = int(np.sum(found["id_left"].to_numpy() == found["id_right"].to_numpy()))
        rows = f"{left[0]:,}" + (f" x {right[0]:,}" if right else "")
        out = max((rule["rows_left_out"] for rule in report["rules"]), default=0)
        print(
            f"| {name} | {rows} | {os.waitstatus_to_exitcode(status)} | {used.ru_utime + used.ru_stime:.1f} | {time.perf_counter() - started:.1f} "
            f"| {used.ru_maxrss / 1024:,.0f} | {report['candidates']:,} | {report['links']:,} | {right_ones:,} | {out:,} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
