"""Recomputes an audit and a comparison with numpy and pandas.

    python tests/oracle/audit.py AUDIT.json OUT_DIR          of `ifn audit --json` and the same method's build
    python tests/oracle/audit.py COMPARISON.json OUT_A OUT_B of `ifn compare --json`
"""
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd


def near(a, b, what, limit=1e-9):
    a = np.nan if a is None else a
    if not (np.isnan(a) and np.isnan(b)) and not abs(a - b) <= limit * max(1, abs(b)):
        raise SystemExit(f"{what}: engine {a!r}, oracle {b!r}")


def check_audit(audit, out):
    manifest = json.loads((out / "manifest.json").read_text())
    frame = pd.read_parquet(out / "scores" / f"{audit['level']}.parquet")
    indicators = [i for i in manifest["method"]["indicators"] if i["axis"]]
    ids = [i["id"] for i in indicators]
    axes = [a["id"] for a in manifest["method"]["axes"]]
    assert audit["columns"] == ids + axes + ["score"], audit["columns"]
    columns = frame[[f"norm_{i}" for i in ids] + [f"axis_{a}" for a in axes] + ["score"]]
    for method in ("pearson", "spearman"):
        expected = columns.corr(method=method, min_periods=3).to_numpy()
        for a in range(len(expected)):
            for b in range(len(expected)):
                near(audit[method][a][b], expected[a, b], f"{method} {a} {b}")
    norms = frame[[f"norm_{i}" for i in ids]]
    complete = norms.notna().all(axis=1) & frame.score.notna()
    x, y = norms[complete], frame.score[complete]
    correlation = x.corr().to_numpy()
    inflation = np.diag(np.linalg.inv(correlation))
    for k, (i, found) in enumerate(zip(indicators, audit["indicators"])):
        near(found["variance_inflation"], inflation[k], f"vif {i['id']}", 1e-6)
        weight = i["effective_weight"] * manifest["method"]["factor"]
        near(found["influence"], weight * np.cov(x.iloc[:, k], y, ddof=0)[0, 1] / y.var(ddof=0), f"influence {i['id']}")
        near(found["missing"], norms.iloc[:, k].isna().mean(), f"missing {i['id']}")
    for found in audit["reliability"]:
        own = [k for k, i in enumerate(indicators) if found["axis"] in (i["axis"], "score")]
        z = norms.iloc[:, own]
        z = z[z.notna().all(axis=1) & frame.score.notna()]
        z = (z - z.mean()) / z.std(ddof=0)
        k = len(own)
        # The definition by variances, not that by correlations.
        near(found["alpha"], k / (k - 1) * (1 - z.var(ddof=0).sum() / z.sum(axis=1).var(ddof=0)), found["axis"])
        assert found["n"] == len(z)
    group = audit["group_level"]
    values = frame[[f"value_{i}" for i in ids]].isna().mean(axis=1).groupby(frame[group].fillna("")).mean()
    for found in audit["missing"]:
        near(found["missing"], values[found["code"]], f"missing in {found['code']}")
    assert len(audit["missing"]) == len(values)
    low = frame[frame.score.notna() & (frame.completeness < 0.8 - 1e-12)]
    assert {u["code"] for u in audit["low"]} == set(low.code), (len(audit["low"]), len(low))
    assert sum(audit["histogram"]["counts"]) == frame.score.notna().sum() == audit["scored"]


def check_comparison(found, out_a, out_b):
    a, b = (pd.read_parquet(out / "scores" / f"{found['level']}.parquet").set_index("code") for out in (out_a, out_b))
    both = a.add_suffix("_a").join(b.add_suffix("_b"), how="inner")
    both = both[both.score_a.notna() & both.score_b.notna()]
    assert found["common"] == len(both)
    assert found["only_a"] == a.score.notna().sum() - len(both) and found["only_b"] == b.score.notna().sum() - len(both)
    near(found["spearman"], both.score_a.rank().corr(both.score_b.rank()), "spearman", 1e-7)
    near(found["pearson"], both.score_a.corr(both.score_b), "pearson")
    ranks = {}
    for side in "ab":
        # As the engine ranks: equal on paper is equal.
        score = both[f"score_{side}"]
        n = len(score)
        place = (score.rank(method="average") - 0.5) / n
        both[f"place_{side}"] = place
        both[f"tenth_{side}"] = np.minimum(10, 1 + np.floor(10 * place.round(12))).astype(int)
        ranks[side] = score.rank(method="min", ascending=False)
    near(found["mean_move"], (ranks["a"] - ranks["b"]).abs().mean(), "mean move")
    table = pd.crosstab(both.tenth_a, both.tenth_b).reindex(index=range(1, 11), columns=range(1, 11), fill_value=0)
    assert (table.to_numpy() == np.array(found["deciles"])).all(), (table, found["deciles"])
    shift = (both.place_b - both.place_a).abs().sort_values(ascending=False)
    for k, move in enumerate(found["moves"]):
        near(shift.iloc[k], shift[move["code"]], f"move {k} ({move['code']})")
        near(move["rank_a"], ranks["a"][move["code"]], "rank_a")
        near(move["rank_b"], ranks["b"][move["code"]], "rank_b")


def main(arguments):
    found = json.loads(Path(arguments[0]).read_text())
    folders = [Path(f) for f in arguments[1:]]
    if len(folders) == 1:
        check_audit(found, folders[0])
    else:
        check_comparison(found, *folders)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
