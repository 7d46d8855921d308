"""Imputation, treatment, normalisation, axes, index, ranks (sections 2 and 3 of the methods page)."""
import numpy as np
import pandas as pd

TOLERANCE = 1e-12


def impute(value, origin, rule, groups):
    """Fills missing values by the mean or the median of their group."""
    if rule == "none":
        return value, origin
    known = groups.notna()
    filler = value[known].groupby(groups[known]).transform(rule).reindex(value.index)
    filled = value.isna() & filler.notna()
    return value.where(~filled, filler), origin.where(~filled, "imputed")


def screened(columns, share):
    """Units that have a smaller share of the scored indicators."""
    there = pd.concat(columns, axis=1).notna().mean(axis=1)
    return there < share - TOLERANCE


def is_skewed(x):
    return abs(x.skew()) > 2 and x.kurt() > 3.5


def treat(x, rule):
    """Winsorises up to k outliers, then transforms the original values if the limits are still passed."""
    known = x.dropna()
    if not rule or len(known) < 4 or known.nunique() == 1 or not is_skewed(known):
        return x
    treated, top = known.copy(), known.skew() > 0
    order = known.sort_values(ascending=not top, kind="stable").index
    for done in range(1, min(rule.get("winsorise", 0), len(order) - 1) + 1):
        treated[order[:done]] = known[order[done]]
        if not is_skewed(treated):
            return treated.reindex(x.index)
    low, high = known.min(), known.max()
    shifted = x - low + 0.01 * (high - low)
    if rule.get("then") == "log":
        return np.log(shifted)
    if rule.get("then") == "box_cox":
        exponent = box_cox_exponent(shifted.dropna().to_numpy())
        ratio = shifted / np.exp(np.log(shifted).mean())
        return np.log(ratio) if exponent == 0 else (ratio**exponent - 1) / exponent
    return treated.reindex(x.index)


def box_cox_exponent(y):
    """Exponent of greatest likelihood in [-5, 5]: ever finer grids, which share nothing with a line search."""
    logs = np.log(y)

    def likelihood(exponent):
        z = logs if exponent == 0 else np.expm1(exponent * logs) / exponent
        return (exponent - 1) * logs.sum() - len(y) / 2 * np.log(z.var())

    low, high = -5.0, 5.0
    while high - low > 1e-10:
        grid = np.linspace(low, high, 21)
        best = int(np.argmax([likelihood(e) for e in grid]))
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 20)]
    return round((low + high) / 2, 4)


def normalise(x, zones, rule, direction, scale, references):
    """Normalised values; `references[zone]` is x_ref of ratio_to_reference with statistic pooled."""
    if rule["method"] in ("identity", "goalposts", "distance_to_target"):
        # They compare with nobody: a unit outside every zone has a result too.
        zones = pd.Series("everywhere", index=x.index)
    here = x.notna() & zones.notna()
    done = [_normalise_zone(known, rule, direction == "down", scale, references.get(zone, np.nan))
            for zone, known in x[here].groupby(zones[here])]
    return pd.concat(done).reindex(x.index) if done else pd.Series(np.nan, index=x.index)


def _normalise_zone(x, rule, down, scale, pooled):
    method = rule["method"]
    low, high = scale
    n = len(x)
    if method in ("z_score", "rank", "percentile_rank", "quantile_position", "quantile_class") and down:
        x = -x
    if method == "identity":
        if down:
            raise SystemExit("identity refuses direction = \"down\"")
        return x
    if method == "min_max":
        span = x.max() - x.min()
        share = (x - x.min()) / span if span > 0 else pd.Series(0.5, index=x.index)
        return _on_scale(share, scale, down)
    if method == "z_score":
        sd = x.std(ddof=0)
        return (x - x.mean()) / sd if x.nunique() > 1 else x * 0.0
    if method == "rank":
        return x.rank(method="average")
    if method == "percentile_rank":
        return (x.rank(method="average") - 0.5) / n
    if method == "quantile_position":
        if n == 1:
            return pd.Series((low + high) / 2, index=x.index)
        return low + (high - low) * (x.rank(method="average") - 1) / (n - 1)
    if method == "quantile_class":
        above = sum((x > np.quantile(x, p)).astype(float) for p in rule["edges"]["upper"])
        return above - sum((x < np.quantile(x, p)).astype(float) for p in rule["edges"]["lower"])
    if method == "ratio_to_reference":
        statistic = rule.get("statistic", "pooled")
        reference = {"pooled": pooled, "mean": x.mean(), "median": x.median()}[statistic]
        if np.isnan(reference) or reference == 0:
            return x * np.nan
        return 100 * reference / x.where(x != 0) if down else 100 * x / reference
    if method == "goalposts":
        return _on_scale(((x - rule["low"]) / (rule["high"] - rule["low"])).clip(0, 1), scale, down)
    if method == "distance_to_target":
        return rule["target"] / x.where(x != 0) if down else x / rule["target"]
    raise SystemExit(f"unknown normalisation {method!r}")


def _on_scale(share, scale, down):
    result = scale[0] + (scale[1] - scale[0]) * share
    return scale[0] + scale[1] - result if down else result


def aggregate(parts, weights, rule, p=None):
    """Aggregates the columns of `parts` (null = not available) with relative weights, row by row."""
    x = parts.to_numpy(float)
    declared = np.where(np.isnan(x), 0.0, np.asarray(weights, float))
    total = declared.sum(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        w = np.where(total > 0, declared / total, np.nan)
        x0 = np.where(declared > 0, x, 1.0)
        if rule == "arithmetic":
            result = (w * x0).sum(axis=1)
        elif rule == "sum":
            result = np.where(total[:, 0] > 0, (declared * x0).sum(axis=1), np.nan)
        elif rule == "geometric":
            result = np.where((x0 > 0).all(axis=1), np.exp((w * np.log(x0)).sum(axis=1)), np.nan)
        elif rule == "harmonic":
            result = np.where((x0 > 0).all(axis=1), 1 / (w / x0).sum(axis=1), np.nan)
        elif rule == "power":
            defined = x0 >= 0 if p > 0 else x0 > 0
            result = np.where(defined.all(axis=1), (w * x0**p).sum(axis=1) ** (1 / p), np.nan)
        else:
            raise SystemExit(f"unknown aggregation {rule!r}")
    return pd.Series(result, index=parts.index).replace([np.inf, -np.inf], np.nan)


class Tree:
    """The axes of a method, the index on top."""

    def __init__(self, config):
        self.index = config.get("index", {})
        self.min_available = config.get("missing", {}).get("min_available", 0.0)
        self.axes = {axis["id"]: axis for axis in config.get("axis", [])}
        self.indicators = [(axis["id"], entry["id"], entry.get("weight", 1.0))
                           for axis in config.get("axis", []) for entry in axis.get("indicator", [])]

    def children(self, axis):
        """(kind, id, weight) of the indicators and axes directly under an axis (None: the index)."""
        own = [("norm", entry, weight) for a, entry, weight in self.indicators if a == axis]
        return own + [("axis", a["id"], a.get("weight", 1.0)) for a in self.axes.values()
                      if (a.get("parent") or None) == axis]

    def effective(self, axis):
        """Effective weight of every indicator under an axis, as a share of it (None: of the index)."""
        children = self.children(axis)
        total = sum(weight for _, _, weight in children)
        out = {}
        for kind, name, weight in children:
            for leaf, share in ({name: 1.0} if kind == "norm" else self.effective(name)).items():
                out[leaf] = out.get(leaf, 0.0) + share * weight / total
        return out

    def available(self, axis, norms):
        shares = self.effective(axis)
        return sum((norms[leaf].notna() * share for leaf, share in shares.items()))

    def scores(self, norms):
        """Score of every axis, the index and its completeness, from the normalised indicators."""
        done = {}

        def of_axis(axis):
            if axis not in done:
                parts = pd.concat([norms[name] if kind == "norm" else of_axis(name)
                                   for kind, name, _ in self.children(axis)], axis=1)
                weights = [weight for _, _, weight in self.children(axis)]
                rule = self.axes[axis] if axis else self.index
                score = aggregate(parts, weights, rule.get("aggregate", "arithmetic"), rule.get("p"))
                done[axis] = score.where(self.available(axis, norms) >= self.min_available - TOLERANCE)
            return done[axis]

        for axis in self.axes:
            of_axis(axis)
        completeness = self.available(None, norms)
        if self.index.get("over", "axes") == "axes":
            score = of_axis(None)
        else:
            shares = self.effective(None)
            parts = pd.concat([norms[leaf] for leaf in shares], axis=1)
            score = aggregate(parts, list(shares.values()), self.index.get("aggregate", "arithmetic"), self.index.get("p"))
            score = score.where(completeness >= self.min_available - TOLERANCE)
        return {a: done[a] for a in self.axes}, score * self.index.get("factor", 1.0), completeness


def competition_rank(score, zones):
    """1 = the highest score of the zone; ties share the smallest rank."""
    here = score.notna() & zones.notna()
    return score[here].groupby(zones[here]).rank(method="min", ascending=False).reindex(score.index)


def decile(score):
    """min(10, 1 + ⌊10·percentile rank⌋), in whole numbers so that no rounding is involved."""
    known = score.dropna()
    twice_rank = (2 * known.rank(method="average")).round().astype("int64") - 1
    return (1 + (10 * twice_rank) // (2 * max(len(known), 1))).clip(upper=10).reindex(score.index).astype(float)
