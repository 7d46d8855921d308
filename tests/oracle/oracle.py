"""Recomputes every score of a method with numpy and pandas and compares it with what the engine wrote.

    python tests/oracle/oracle.py CONFIG.toml OUT_DIR [--data DIR]      (from the root of the project)
    python tests/oracle/oracle.py CONFIG.toml --top 10     only prints the most fragile communes

Scores must agree to 1e-9, all else exactly. Exits 1 where a level differs and prints the first differences.
"""
import sys
from pathlib import Path

import numpy as np
import pandas as pd

import index
import territory
from distance import Distance
from tables import Method
from values import Indicator

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 1e-9
NEAR = 1e-12


def compute(path, data=None, out=None):
    """{level: frame indexed by code} with the columns of scores/{level}.parquet, the territory, the reference zone."""
    method = Method(path, ROOT, data)
    config = method.config
    place = territory.of_method(config, method.columns) if "territory" in config else territory.of_france(ROOT)
    zone = config.get("reference", {}).get("zone", "france")
    def indicator(name):
        if method.is_absent(name):
            return None
        if "nearest" in method.indicators[name]:
            scores = pd.read_parquet(Path(out) / "scores" / "commune.parquet").set_index("code")
            return Distance(name, method, place, scores[f"value_{name}"])
        return Indicator(name, method, place)

    indicators = {name: indicator(name) for name in method.used()}
    return {level: _level(level, method, place, indicators) for level in config["levels"]}, place, zone


def _level(level, method, place, indicators):
    config = method.config
    zone = config.get("reference", {}).get("zone", "france")
    missing = config.get("missing", {})
    scale = (config.get("scale", {}).get("min", 0.0), config.get("scale", {}).get("max", 1.0))
    out = place.units[level].copy()
    everywhere = place.zone_of(level, "france")
    zones = place.zone_of(level, zone)
    def nothing():
        return pd.Series(np.nan, index=out.index), pd.Series("missing", index=out.index)

    found = {name: indicator.at(level) if indicator else nothing() for name, indicator in indicators.items()}
    scored = [entry["id"] for _, entry in method.scored()]
    left_out = index.screened([found[name][0] for name in scored], missing.get("screen", 0.0))
    groups = place.zone_of(level, missing.get("within", "france")).where(~left_out)
    values, norms = {}, {}
    for name, (value, origin) in found.items():
        values[name], origin = index.impute(value, origin, missing.get("impute", "none"), groups)
        out[f"value_{name}"], out[f"origin_{name}"] = values[name], origin
    for _, entry in method.scored():
        name = entry["id"]
        indicator = indicators[name]
        rule = entry.get("normalise", config.get("normalise"))
        treatment = entry.get("treat", config.get("treat"))
        if indicator is None:
            norms[name] = out[f"norm_{name}"] = values[name]
            continue
        x = index.treat(values[name].where(~left_out), treatment)
        if treatment:
            treated = x.notna() & (x != values[name])
            out[f"treated_{name}"] = x if treated.any() else values[name]
        norms[name] = index.normalise(x, zones, rule, indicator.direction, scale, indicator.pooled(zone))
        out[f"norm_{name}"] = norms[name]
    tree = index.Tree(config)
    axes, score, completeness = tree.scores(norms)
    completeness = completeness.where(~left_out, tree.available(None, values))
    for axis, axis_score in axes.items():
        out[f"axis_{axis}"] = axis_score
    out["score"], out["completeness"] = score, completeness
    # What is equal on paper has one rank, whatever the order in which its parts were added.
    compared = score.round(11)
    out["rank"] = index.competition_rank(compared, everywhere)
    out["rank_in_zone"] = index.competition_rank(compared, zones)
    out["decile"] = index.decile(compared)
    return out.copy()


def _without_help(frame):
    """Columns about help within reach have an oracle of their own, gaps.py: they stand last, from the first."""
    columns = list(frame.columns)
    return frame[columns[:columns.index("at_risk")]] if "at_risk" in columns else frame


def compare(level, ours, engine, zones):
    """(line to print, list of differences); `zones` holds the zones of rank and rank_in_zone."""
    differences = []
    if engine.index.has_duplicates:
        differences.append(f"codes twice: {list(engine.index[engine.index.duplicated()][:5])}")
        engine = engine[~engine.index.duplicated()]
    for label, extra in (("only in the engine", engine.index.difference(ours.index)),
                         ("only in the oracle", ours.index.difference(engine.index))):
        if len(extra):
            differences.append(f"{len(extra)} codes {label}: {list(extra[:5])}")
    common = ours.index.intersection(engine.index)
    ours, engine = ours.loc[common], engine.loc[common]
    unknown = [c for c in engine if c not in ours and not c.startswith("reason_") and c != "name"]
    if unknown:
        differences.append(f"columns only in the engine: {unknown}")
    largest, near_ties = 0.0, 0
    for column in ours:
        if column not in engine:
            differences.append(f"column {column} is not in the engine's file")
            continue
        a, b = ours[column], engine[column]
        nulls = a.isna() != b.isna()
        if column in ("population", "completeness", "score") or column.startswith(("value_", "treated_", "norm_", "axis_")):
            a, b = a.astype(float), b.astype(float)
            gap = (a - b).abs() / np.maximum(1.0, a.abs())
            largest = max(largest, gap.max() if gap.notna().any() else 0.0)
            wrong = nulls | (gap > LIMIT)
        elif column in ("rank", "rank_in_zone", "decile"):
            wrong = nulls | (a.notna() & (a.astype(float) != b.astype(float)))
            if column != "decile" and wrong.any():
                excused = wrong & ~nulls & _is_near_tie(ours["score"], zones[column].loc[common], b.astype(float))
                wrong &= ~excused
                near_ties += int(excused.sum())
        else:
            wrong = nulls | (a.notna() & (a.astype(object) != b.astype(object)))
        if wrong.any():
            shown = [f"{code}: oracle {ours.at[code, column]!r}, engine {engine.at[code, column]!r}"
                     for code in wrong.index[wrong][:5]]
            differences.append(f"{column}: {int(wrong.sum())} differ; " + "; ".join(shown))
    line = f"{level}: {len(ours)} units, {len(ours.columns)} columns, max difference {largest:.0e}"
    if near_ties:
        line += f" ({near_ties} ranks differ among scores equal to {NEAR:.0e}, where the last bit decides)"
    return line, differences


def _is_near_tie(score, zones, rank):
    """Whether a rank is one that the unit could have if scores equal to NEAR were ordered at will."""
    out = pd.Series(False, index=score.index)
    here = score.notna() & zones.notna()
    for _, scores in score[here].groupby(zones[here]):
        ascending = np.sort(scores.to_numpy())
        margin = NEAR * np.maximum(1.0, np.abs(scores))
        best = len(ascending) - np.searchsorted(ascending, scores + margin, side="right") + 1
        worst = len(ascending) - np.searchsorted(ascending, scores - margin, side="left")
        mine = rank[scores.index]
        out[scores.index] = (mine >= best) & (mine <= worst)
    return out


def main(arguments):
    data = arguments[3] if arguments[2:3] == ["--data"] and len(arguments) == 4 else None
    if len(arguments) not in (2, 3) and data is None:
        raise SystemExit(__doc__)
    levels, place, zone = compute(arguments[0], data, arguments[1])
    if arguments[1] == "--top":
        frame = levels["commune"].sort_values(["rank", "population"]).head(int(arguments[2]))
        print(frame.to_string())
        return 0
    status = 0
    for level, ours in levels.items():
        path = Path(arguments[1]) / "scores" / f"{level}.parquet"
        if not path.exists():
            print(f"{level}: {path} is missing")
            status = 1
            continue
        zones = {"rank": place.zone_of(level, "france"), "rank_in_zone": place.zone_of(level, zone)}
        line, differences = compare(level, ours, _without_help(pd.read_parquet(path).set_index("code")), zones)
        print(line)
        for difference in differences:
            print(f"  {difference}")
        status = max(status, int(bool(differences)))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
