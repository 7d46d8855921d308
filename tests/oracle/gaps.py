"""Help within reach, computed again with numpy, pandas and pyproj: shares no code with the engine.

In: a build of commune level or finer, and départements to look at. Distances are pyproj's geodesics;
E2SFCA is written down from Luo & Qi (2009); ranks, quadrants and classes from their definitions. Fails
where a figure differs.
"""

import json
import sys

import numpy as np
import pandas as pd
import pyproj

GEOD = pyproj.Geod(ellps="WGS84")


def pairs(a, b, km):
    """Positions in a, in b, and metres, of all pairs within a distance. a and b: lon, lat."""
    order = np.argsort(b[:, 1], kind="stable")
    lat = b[order, 1]
    reach = km / 110.0
    left, right, metres = [], [], []
    for i, (lon0, lat0) in enumerate(a):
        near = order[np.searchsorted(lat, lat0 - reach) : np.searchsorted(lat, lat0 + reach)]
        wide = reach / max(np.cos(np.radians(abs(lat0) + reach)), 0.01)
        near = near[np.abs(b[near, 0] - lon0) < wide]
        if len(near) == 0:
            continue
        _, _, m = GEOD.inv(
            np.full(len(near), lon0), np.full(len(near), lat0), b[near, 0], b[near, 1]
        )
        kept = m <= km * 1000
        left.append(np.full(kept.sum(), i))
        right.append(near[kept])
        metres.append(m[kept])
    return np.concatenate(left), np.concatenate(right), np.concatenate(metres)


def weight(metres, zones, weights):
    zone = np.searchsorted(np.array(zones) * 1000.0, metres, side="left")
    return np.append(np.array(weights), 0.0)[zone]


def percentile(values, below):
    """(#below + half of #equal) / n over the known, where `below` sorts the best first."""
    known = values.dropna()
    rank = known.rank(method="average", ascending=below)
    return (rank - 0.5) / len(known)


def close(name, got, expected, tolerance):
    both = pd.DataFrame({"got": got, "expected": expected})
    assert (both.got.isna() == both.expected.isna()).all(), (name, both[both.isna().any(axis=1)].head())
    both = both.dropna()
    off = (both.got - both.expected).abs()
    assert len(both) > 0 and off.max() <= tolerance, (name, both.loc[[off.idxmax()]], off.max())


def main(out, *departements):
    manifest = json.load(open(f"{out}/manifest.json"))
    rule = manifest["method"]["access"]
    places = pd.read_parquet(f"{out}/places.parquet")
    scores = pd.read_parquet(f"{out}/scores/commune.parquet").set_index("code")
    demand = pd.read_parquet(f"{out}/inputs/demand.parquet")
    assert (demand.level == "commune").all() and demand.code.is_unique
    demand = demand.set_index("code").reindex(scores.index)

    fixed = places[places.receives_public & ~places.itinerant]
    named = fixed.services.map(lambda s: s is not None and len(s) > 0)
    services_count = rule["supply"] == "services" or (rule["supply"] == "auto" and named.any())
    supply = fixed[named] if services_count else fixed
    supply = supply[supply.longitude.notna()]
    assert manifest["places"]["counted"] == len(supply), (manifest["places"], len(supply))
    if rule["capacity"] == "hours":
        capacity = supply.hours_week.fillna(supply.hours_week.median()).to_numpy()
        assert manifest["places"]["without_hours"] == supply.hours_week.isna().sum()
    else:
        capacity = np.ones(len(supply))

    share = scores[f"value_{rule['at_risk']}"] / 100
    at_risk = scores.population * scores[f"value_{rule['at_risk']}"] / 100
    close("at_risk", scores.at_risk, np.floor(at_risk + 0.5), 0)
    persons = at_risk.fillna(scores.population * at_risk.sum() / scores.population[share.notna()].sum())
    persons = persons.fillna(0.0).to_numpy()

    at = demand[["lon", "lat"]].to_numpy()
    to = supply[["longitude", "latitude"]].to_numpy()
    far = max(rule["zones_km"])
    known = np.flatnonzero(np.isfinite(at[:, 0]))
    here = known[scores.departement.isin(departements).to_numpy()[known]]
    # The places that these people reach, and all who reach those.
    i, j, metres = pairs(at[here], to, far)
    reached = np.unique(j)
    p, q, back = pairs(to[reached], at[known], far)
    asked = np.zeros(len(to))
    np.add.at(asked, reached[p], persons[known][q] * weight(back, rule["zones_km"], rule["weights"]))
    ratio = np.divide(capacity, asked, out=np.zeros(len(to)), where=asked > 0)
    access = np.zeros(len(here))
    np.add.at(access, i, ratio[j] * weight(metres, rule["zones_km"], rule["weights"]))
    codes = scores.index[here]
    close("access", scores.access[codes], pd.Series(1e4 * access, codes), 1e-6)
    i, j, metres = pairs(at[here], to, 100)
    km = pd.Series(metres / 1000).groupby(i).min()
    close("km", scores.access_km[codes], pd.Series(km.to_numpy(), codes[km.index]), 1e-6)
    nearest = pd.Series(metres).groupby(i).idxmin()
    ids = pd.Series(supply.id.to_numpy()[j[nearest]], codes[nearest.index])
    assert (scores.nearest_id[codes] == ids).mean() > 0.999

    for level in manifest["method"]["levels"]:
        s = pd.read_parquet(f"{out}/scores/{level}.parquet").set_index("code")
        close(f"need {level}", s.need, percentile(s.score, True), 1e-12)
        served = s[s.access_km.notna()]
        order = served.assign(near=-served.access_km)[["access", "near"]].apply(tuple, axis=1)
        close(f"lack {level}", s.lack, percentile(order, False).reindex(s.index), 1e-12)
        close(f"gap {level}", s.gap, 100 * s.need * s.lack, 1e-9)
        # As ranks of scores: to eleven decimals.
        rank = s.gap.round(11).rank(method="min", ascending=False)
        assert (s.gap_rank.dropna() == rank.dropna()).all() and s.gap_rank.isna().equals(rank.isna())
        both = s.dropna(subset=["need", "lack"])
        half = lambda x, high, low: np.where(x >= 0.5, high, low)
        quadrant = pd.Series(half(both.need, "fragile", "robust"), both.index) + half(both.lack, "_far", "_near")
        assert (both.quadrant == quadrant).all()
        third = lambda x: np.minimum(3, 1 + np.floor(3 * x))
        assert (both.need_class == third(both.need)).all() and (both.lack_class == third(both.lack)).all()
        # Indicators that point at one remedy alone propose none.
        if len(rule["remedies"]) < 2:
            assert s.remedy.isna().all()
        else:
            assert ((both.remedy == "none") == (both.need_class == 1)).all() and both.remedy.notna().all()
    # What a coarser level says is the mean by persons.
    frame = scores.assign(persons=persons)
    frame = frame[frame.access_km.notna()]
    mean = (frame.access_km * frame.persons).groupby(frame.departement).sum()
    mean = mean / frame.persons.groupby(frame.departement).sum()
    d = pd.read_parquet(f"{out}/scores/departement.parquet").set_index("code")
    close("km of départements", d.access_km.dropna(), mean.reindex(d.access_km.dropna().index), 1e-9)
    print(f"{len(here)} communes, {len(reached)} places, {len(metres)} distances")


main(*sys.argv[1:])
