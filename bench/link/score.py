#!/usr/bin/env python3
"""Scores pairs against the truth.

    score.py PAIRS.parquet TRUTH.parquet [--accepted LINKS.parquet] [--threshold 0.95] [--candidates N --true-candidates N]
             [--unordered] [--json]

PAIRS holds id_left, id_right, match_probability (and match_weight) of every scored pair above a floor; TRUTH holds
id_left, id_right. Prints: candidate recall (the true pairs among PAIRS, unless counts of candidates are given),
precision, recall and F1 of LINKS (else of PAIRS from the threshold up), the best F1 that any threshold would have given
in hindsight, the area under the curve of precision and recall, and calibration: for the pairs at or above .9, .95 and
.99 the mean of the probabilities that are claimed, and the share that is true. --unordered: a pair may stand either way round,
as when one list is deduplicated.
"""
import argparse
import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def keys(table, unordered):
    """One text per pair."""
    left, right = (pc.cast(table[name].combine_chunks(), pa.string()) for name in ("id_left", "id_right"))
    if unordered:
        swapped = pc.greater(left, right)
        left, right = pc.if_else(swapped, right, left), pc.if_else(swapped, left, right)
    return pc.binary_join_element_wise(left, right, "|")


def measures(found, true_found, truth):
    precision = true_found / found if found else 0.0
    recall = true_found / truth if truth else 0.0
    f1 = 2 * true_found / (found + truth) if found + truth else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "accepted": int(found)}


def score(pairs, truth, accepted=None, threshold=0.95, candidates=None, true_candidates=None, unordered=False):
    table = pq.read_table(pairs)
    real = pc.unique(keys(pq.read_table(truth), unordered))
    n = len(real)
    is_true = pc.is_in(keys(table, unordered), value_set=real).to_numpy(zero_copy_only=False)
    claimed = table["match_probability"].combine_chunks().to_numpy(zero_copy_only=False).astype(float)
    order = "match_weight" if "match_weight" in table.column_names else "match_probability"
    weight = table[order].combine_chunks().to_numpy(zero_copy_only=False).astype(float)
    true_pairs = int(is_true.sum())
    out = {
        "truth": n,
        "candidates": candidates if candidates is not None else len(weight),
        "candidate_recall": (true_candidates if true_candidates is not None else true_pairs) / n,
        "threshold": threshold,
    }
    if accepted:
        links = pq.read_table(accepted)
        hits = pc.is_in(keys(links, unordered), value_set=real).to_numpy(zero_copy_only=False)
        out["default"] = measures(len(hits), int(hits.sum()), n)
    else:
        taken = claimed >= threshold
        out["default"] = measures(int(taken.sum()), int(is_true[taken].sum()), n)
    at = np.argsort(-weight, kind="stable")
    hits, ranks = np.cumsum(is_true[at]), np.arange(1, len(at) + 1)
    # A threshold takes all pairs of one weight or none, so only the last of equal weights can be one.
    ends = np.append(np.diff(weight[at]) != 0, True) if len(at) else np.zeros(0, bool)
    hits, ranks = hits[ends], ranks[ends]
    if len(hits):
        f1 = 2 * hits / (ranks + n)
        best = int(np.argmax(f1))
        out["best"] = measures(int(ranks[best]), int(hits[best]), n) | {"at_probability": float(claimed[at][ends][best])}
        steps = np.diff(np.concatenate([[0], hits])) / n
        out["auc_pr"] = float(np.sum(steps * hits / ranks))
    out["calibration"] = {}
    for bar in (0.9, 0.95, 0.99):
        taken = claimed >= bar
        if taken.any():
            out["calibration"][str(bar)] = {"claimed": float(claimed[taken].mean()), "true": float(is_true[taken].mean()), "pairs": int(taken.sum())}
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs")
    parser.add_argument("truth")
    parser.add_argument("--accepted")
    parser.add_argument("--threshold", type=float, default=0.95)
    parser.add_argument("--candidates", type=int)
    parser.add_argument("--true-candidates", type=int)
    parser.add_argument("--unordered", action="store_true")
    parser.add_argument("--json", action="store_true")
    order = parser.parse_args()
    got = score(order.pairs, order.truth, order.accepted, order.threshold, order.candidates, order.true_candidates, order.unordered)
    if order.json:
        print(json.dumps(got, indent=1))
        return
    default, best = got["default"], got.get("best", {})
    print(f"truth {got['truth']:,}  candidates {got['candidates']:,}  candidate recall {got['candidate_recall']:.4f}")
    print(f"default ({default['accepted']:,} links)  P {default['precision']:.4f}  R {default['recall']:.4f}  F1 {default['f1']:.4f}")
    if best:
        print(f"best in hindsight (from {best['at_probability']:.5f})  P {best['precision']:.4f}  R {best['recall']:.4f}  F1 {best['f1']:.4f}")
        print(f"AUC-PR {got['auc_pr']:.4f}")
    for bar, row in got["calibration"].items():
        print(f"pairs from {bar}: claimed {row['claimed']:.4f}, true {row['true']:.4f} ({row['pairs']:,})")


if __name__ == "__main__":
    main()
