#!/usr/bin/env python3
"""Runs Splink on two standardised parquet files or two raw csv of rosters (or one, to deduplicate) and says what each stage
cost.

    splink_run.py --left L.parquet [--right R.parquet] --model pekerja --u 1e7 --out pairs.parquet --report report.json
                  [--truth truth.parquet] [--floor 0.001] [--threads 2]

pairs.parquet holds id_left, id_right, match_weight, match_probability of every scored pair above the floor. The report
holds wall and CPU seconds (user and system, all threads) by stage, peak memory and the number of candidates. With
--truth it also counts the true pairs among the candidates, after the clock has stopped.
"""
import argparse
import json
import logging
import resource
import time
import warnings
from pathlib import Path

import duckdb
import splink
from splink import DuckDBAPI, Linker

from splink_models import EXTRA, MODELS, from_csv

warnings.filterwarnings("ignore")
logging.getLogger("splink").setLevel(logging.ERROR)


class Clock:
    """Wall and CPU seconds of this process between two calls."""

    def __init__(self):
        self.stages, self.last = {}, self.now()

    @staticmethod
    def now():
        used = resource.getrusage(resource.RUSAGE_SELF)
        return time.perf_counter(), used.ru_utime + used.ru_stime

    def stop(self, stage):
        now = self.now()
        wall, cpu = (a - b for a, b in zip(now, self.last))
        kept = self.stages.setdefault(stage, {"wall": 0.0, "cpu": 0.0})
        kept["wall"] += wall
        kept["cpu"] += cpu
        self.last = now


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--left", required=True)
    parser.add_argument("--right")
    parser.add_argument("--model", default="pekerja", choices=sorted(MODELS))
    parser.add_argument("--u", type=float, default=1e7)
    parser.add_argument("--out", required=True)
    parser.add_argument("--report", required=True)
    parser.add_argument("--truth")
    parser.add_argument("--floor", type=float, default=0.001)
    parser.add_argument("--threads", type=int, default=2)
    order = parser.parse_args()

    start = Clock()
    clock = Clock()
    con = duckdb.connect()
    con.execute(f"set threads = {order.threads}")
    sides = {"l": order.left} | ({"r": order.right} if order.right else {})
    for table, file in sides.items():
        source = from_csv(file) if file.endswith(".csv") else f"read_parquet('{file}')"
        con.execute(f"create table {table} as " + EXTRA[order.model.removesuffix("_dedupe")].format(file=source))
    clock.stop("read")
    settings, sessions, certain, recall = MODELS[order.model](con)
    api = DuckDBAPI(con)
    tables = [api.register(table) for table in sides]
    linker = Linker(tables if order.right else tables[0], settings)
    linker.training.estimate_probability_two_random_records_match(certain, recall=recall)
    clock.stop("prior")
    linker.training.estimate_u_using_random_sampling(max_pairs=order.u, seed=1)
    clock.stop("u")
    for rule in sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    clock.stop("em")
    blocked = linker.inference.compute_blocked_pairs_for_predict()
    clock.stop("block")
    scored = linker.inference.predict(threshold_match_probability=order.floor)
    clock.stop("score")
    linker.clustering.cluster_pairwise_predictions_at_threshold(scored, threshold_match_probability=0.95)
    clock.stop("cluster")
    con.execute(
        f"""copy (select unique_id_l as id_left, unique_id_r as id_right, match_weight, match_probability
        from {scored.physical_name}) to '{order.out}' (format parquet, compression zstd)"""
    )
    clock.stop("write")
    start.stop("total")

    report = {
        "tool": f"Splink {splink.__version__} on DuckDB {duckdb.__version__}, u {order.u:.0e}",
        "stages": clock.stages,
        "total": start.stages["total"],
        # Imports happen before the clocks start; the whole process pays for them too.
        "process_cpu": sum(resource.getrusage(resource.RUSAGE_SELF)[:2]),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "candidates": con.sql(f"select count(*) from {blocked.physical_name}").fetchall()[0][0],
        "prior": linker._settings_obj._probability_two_random_records_match,
    }
    if order.truth:
        keys = con.sql(f"select * from {blocked.physical_name} limit 0").columns
        left, right = next(k for k in keys if k.endswith("_l")), next(k for k in keys if k.endswith("_r"))
        plain = lambda key: f"split_part({key}, '-__-', -1)"
        report["true_candidates"] = con.sql(
            f"""select count(*) from (select distinct {plain(left)} as id_left, {plain(right)} as id_right
            from {blocked.physical_name}) join read_parquet('{order.truth}') using (id_left, id_right)"""
        ).fetchall()[0][0]
    Path(order.report).write_text(json.dumps(report, indent=1))
    model = linker.misc.save_model_to_json(None)
    Path(order.report).with_suffix(".model.json").write_text(json.dumps(model, indent=1, default=str))


if __name__ == "__main__":
    main()
