"""New weights on columns in memory, vectorised numpy: the same as benches/rescore.rs.

    python rescore_numpy.py COLUMNS UNITS INDICATORS ZONES REPEATS
"""
import json
import sys
import time

import numpy as np


def ranks(score, keys):
    """Competition ranks, 1 = highest, within each value of `keys`; 0 without a score."""
    there = np.flatnonzero(~np.isnan(score))
    s, k = score[there], keys[there]
    order = np.lexsort((-s, k))
    s, k = s[order], k[order]
    new_zone = np.r_[True, k[1:] != k[:-1]]
    new_value = new_zone | np.r_[True, s[1:] != s[:-1]]
    position = np.arange(len(s))
    first = np.maximum.accumulate(np.where(new_value, position, 0))
    zone = np.maximum.accumulate(np.where(new_zone, position, 0))
    out = np.zeros(len(score), np.int64)
    out[there[order]] = first - zone + 1
    return out


def france(score):
    """Ranks and deciles over all units, from one sort."""
    there = np.flatnonzero(~np.isnan(score))
    ascending = np.sort(score[there])
    n = len(ascending)
    less = np.searchsorted(ascending, score[there], "left")
    up_to = np.searchsorted(ascending, score[there], "right")
    rank, decile = np.zeros(len(score), np.int64), np.zeros(len(score), np.int64)
    rank[there] = n - up_to + 1
    decile[there] = np.minimum(1 + 5 * (less + up_to) // n, 10)
    return rank, decile


def main(file, units, indicators, zones, repeats):
    data = np.fromfile(file, np.uint8)
    values = data[: indicators * units * 8].view(np.float64).reshape(indicators, units)
    zone = data[indicators * units * 8:].view(np.uint32).astype(np.int64)
    there = ~np.isnan(values)
    filled = np.where(there, values, 0.0)
    there = there.astype(float)
    axes = [np.arange(a, indicators, 3) for a in range(3)]
    seconds = []
    for repeat in range(repeats + 1):
        weights = np.array([1 + (i * 7 + repeat) % 5 for i in range(indicators)], float)
        start = time.perf_counter()
        score, total, complete = np.zeros(units), np.zeros(units), np.zeros(units)
        for members in axes:
            w = weights[members]
            weight = w @ there[members]
            share = weight / w.sum()
            with np.errstate(invalid="ignore"):
                axis = (w @ filled[members]) / weight
            stands = share >= 0.6 - 1e-12
            score += np.where(stands, axis, 0.0) / 3
            total += stands / 3
            complete += share / 3
        with np.errstate(invalid="ignore", divide="ignore"):
            score = np.where((total > 0) & (complete >= 0.6 - 1e-12), score / total, np.nan)
        compared = np.round(score * 1e11) / 1e11
        rank, decile = france(compared)
        in_zone = ranks(compared, zone)
        if repeat:
            seconds.append(time.perf_counter() - start)
    told = {"sum": float(np.nansum(score)), "ranks": int(rank.sum() + in_zone.sum()), "deciles": int(decile.sum())}
    print(json.dumps({"seconds": seconds, **told}))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
