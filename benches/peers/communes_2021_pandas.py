"""The peer of `ifn build tests/methods/communes-2021.toml`, written with pandas and geopandas.

    python benches/peers/communes_2021_pandas.py OUT_DIR [--geometry]      (from the root of the project)

The same reads, passage, roll-ups, normalisation, axes, index, ranks and files as the engine's, on the
same data. What the engine does besides (reasons of absence, reference values, manifest, checks of the
method) is not asked of the peer. With --geometry it also dissolves the contours.
"""
import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
EMBEDDED = ROOT / "datasets" / "embedded"
DATA = ROOT.parent / "shared" / "data"
PARENTS = {"commune": ["epci", "departement", "region"], "epci": ["departement", "region"],
           "departement": ["region"], "region": []}
AXES = {"competences": ["nscol15p", "menseul", "fammono", "older_65"],
        "moyens": ["poverty", "median_standard_of_living", "no_thd"]}
DOWN = {"median_standard_of_living"}
INDICATORS = [name for axis in AXES.values() for name in axis]
MIN_AVAILABLE, LOW, HIGH = 0.6, 1.0, 10.0


def read_communes():
    communes = pd.read_parquet(EMBEDDED / "communes.parquet",
                               columns=["code", "name", "epci", "departement", "region", "population"])
    return communes.set_index("code")


def read_tables(communes, passage):
    """{indicator: rows with their commune, a (numerator or value), b (denominator or weight)}."""
    markers = ["s", "ns", "nd", "so", "c", ""]
    rates = {"TX_NSCOL15P": "nscol15p", "TX_MENSEUL": "menseul", "TX_FAMMONO": "fammono", "TX_65ETPLUS": "older_65"}
    taux = pd.read_csv(DATA / "mednum/taux_rp2017_commune.csv", usecols=["CODE_INSEE", *rates],
                       dtype={"CODE_INSEE": str}, na_values=markers)
    taux = taux.dropna(subset=list(rates), how="all").drop_duplicates("CODE_INSEE")
    filosofi = pd.read_csv(DATA / "insee/filosofi/cc_filosofi_2021_COM.csv", sep=";", decimal=",",
                           usecols=["CODGEO", "NBPERSMENFISC21", "MED21", "TP6021"], dtype={"CODGEO": str},
                           na_values=markers)
    arcep = pd.read_csv(DATA / "arcep/commune_debit_2019T3.csv", sep=";", skiprows=1, dtype={"code_insee": str},
                        usecols=["code_insee", "type", "nbr", "elig_thd30", "elig_thd100", "elig_thd1g"])
    arcep = arcep[arcep["type"] == "logloc"]
    placed = {name: place(keys, communes, passage) for name, keys in
              {"taux": taux["CODE_INSEE"], "filosofi": filosofi["CODGEO"], "arcep": arcep["code_insee"]}.items()}
    rows = {name: placed["taux"].assign(a=taux[column]) for column, name in rates.items()}
    for column, name in {"TP6021": "poverty", "MED21": "median_standard_of_living"}.items():
        rows[name] = placed["filosofi"].assign(a=filosofi[column], b=filosofi["NBPERSMENFISC21"])
    without = arcep["nbr"] - (arcep["elig_thd30"] + arcep["elig_thd100"] + arcep["elig_thd1g"])
    rows["no_thd"] = placed["arcep"].assign(a=without, b=arcep["nbr"])
    return {name: present(frame) for name, frame in rows.items()}


def place(keys, communes, passage):
    """For each row the commune of 2026, the population of its old code, if it is an arrondissement."""
    old = passage.index.get_indexer(keys)
    direct = communes.index.get_indexer(keys) >= 0
    carried = passage["new_code"].take(old).set_axis(keys.index).where(old >= 0)
    return pd.DataFrame({"unit": keys.where(direct, carried),
                         "old_population": np.where(old >= 0, passage["population"].to_numpy()[old], np.nan),
                         "arrondissement": (old >= 0) & passage["is_arrondissement"].to_numpy()[old]})


def present(rows):
    """The rows with a value; arrondissements only where the commune itself has none."""
    rows = rows.dropna(subset=[c for c in ("unit", "a", "b") if c in rows])
    if rows["arrondissement"].any():
        whole = pd.Index(rows.loc[~rows["arrondissement"], "unit"].unique())
        rows = rows[~rows["arrondissement"] | (whole.get_indexer(rows["unit"]) < 0)]
    return rows


def at_communes(name, rows, communes):
    """One indicator at the commune: value, its two sums (a, b) for the levels above, origin."""
    if name == "no_thd":
        units = rows.groupby("unit").agg(a=("a", "sum"), b=("b", "sum"), rows=("a", "size"))
        units["value"] = 100 * units["a"] / units["b"].where(units["b"] != 0)
    else:
        weight = rows["b"] if "b" in rows else rows["old_population"]
        known = (weight > 0).groupby(rows["unit"]).transform("all")
        rows = rows.assign(w=weight.where(known, 1.0))
        rows["wx"] = rows["a"] * rows["w"]
        units = rows.groupby("unit").agg(wx=("wx", "sum"), w=("w", "sum"), first=("a", "first"), rows=("a", "size"))
        units["value"] = units["first"].where(units["rows"] == 1, units["wx"] / units["w"])
        units["b"] = rows.groupby("unit")["b"].sum() if "b" in rows else communes["population"].reindex(units.index)
        units["a"] = units["value"] * units["b"].where(units["b"] > 0)
    units = units.reindex(communes.index)
    origin = np.where(units["rows"] > 1, "aggregated", "measured")
    return units["value"], units[["a", "b"]], np.where(units["value"].notna(), origin, "missing")


def frame_of(level, communes, names):
    """Codes, names, parents and population of a level above the commune."""
    groups = communes.groupby(level)
    out = names[level].set_index("code")[["name"]].sort_index()
    for parent in PARENTS[level]:
        out[parent] = groups[parent].first().where(groups[parent].nunique() == 1)
    out["population"] = groups["population"].sum()
    return out


def add_scores(frame, values, origins):
    """Norms, axes, index, ranks and deciles from the values of a level."""
    norms = {}
    for name in INDICATORS:
        x = -values[name] if name in DOWN else values[name]
        n = x.notna().sum()
        norms[name] = LOW + (HIGH - LOW) * (x.rank() - 1) / (n - 1) if n > 1 else x * 0 + (LOW + HIGH) / 2
    norms = pd.DataFrame(norms)
    axes = {}
    for axis, members in AXES.items():
        share = norms[members].notna().mean(axis=1)
        axes[axis] = norms[members].mean(axis=1).where(share >= MIN_AVAILABLE)
    axes = pd.DataFrame(axes)
    available = sum(norms[members].notna().sum(axis=1) / len(members) / len(AXES) for members in AXES.values())
    score = axes.mean(axis=1).where(available >= MIN_AVAILABLE)
    rank = score.rank(method="min", ascending=False).astype("Int32")
    position = (score.rank() - 0.5) / score.notna().sum()
    columns = {"score": score, "rank": rank, "rank_in_zone": rank,
               "decile": (1 + np.floor(10 * position)).clip(upper=10).astype("Int32"), "completeness": available}
    columns |= {f"axis_{axis}": axes[axis] for axis in AXES}
    columns |= {f"value_{name}": values[name] for name in INDICATORS}
    columns |= {f"norm_{name}": norms[name] for name in INDICATORS}
    columns |= {f"origin_{name}": origins[name] for name in INDICATORS}
    return pd.concat([frame, pd.DataFrame(columns, index=frame.index)], axis=1)


def build_scores(out):
    communes = read_communes()
    passage = pd.read_parquet(EMBEDDED / "passage.parquet").set_index("old_code")
    passage["is_arrondissement"] = passage["kind"] == "arrondissement municipal"
    names = {"epci": pd.read_parquet(EMBEDDED / "epci.parquet"),
             "departement": pd.read_parquet(EMBEDDED / "departements.parquet"),
             "region": pd.read_parquet(EMBEDDED / "regions.parquet")}
    values, sums, origins = {}, {}, {}
    for name, rows in read_tables(communes, passage).items():
        values[name], sums[name], origins[name] = at_communes(name, rows, communes)
    out.mkdir(parents=True, exist_ok=True)
    frames = {"commune": communes[["name", *PARENTS["commune"], "population"]]}
    write(add_scores(frames["commune"], values, origins), out / "commune.parquet")
    for level in PARENTS["commune"]:
        frames[level] = frame_of(level, communes, names)
        values, origins = {}, {}
        for name, pair in sums.items():
            total = pair.dropna().groupby(communes[level]).sum().reindex(frames[level].index)
            factor = 100 if name == "no_thd" else 1
            values[name] = factor * total["a"] / total["b"].where(total["b"] != 0)
            origins[name] = np.where(values[name].notna(), "aggregated", "missing")
        write(add_scores(frames[level], values, origins), out / f"{level}.parquet")
    return frames


def write(frame, path):
    frame.reset_index(names="code").to_parquet(path, compression="zstd", index=False)


def build_territories(frames, out):
    import geopandas
    out.mkdir(parents=True, exist_ok=True)
    contours = geopandas.read_parquet(EMBEDDED / "communes.parquet", columns=["code", *PARENTS["commune"], "geometry"])
    shapes = {"commune": contours.set_index("code")[["geometry"]]}
    # The contours share their borders exactly: a coverage, whose union is the fast one.
    dissolve = {"method": "coverage", "as_index": True}
    shapes["epci"] = contours[["epci", "geometry"]].dissolve("epci", **dissolve)
    shapes["departement"] = contours[["departement", "region", "geometry"]].dissolve("departement", **dissolve)
    shapes["region"] = shapes["departement"].dissolve("region", **dissolve)
    for level, frame in frames.items():
        joined = geopandas.GeoDataFrame(frame.join(shapes[level][["geometry"]]), geometry="geometry", crs=contours.crs)
        joined.reset_index(names="code").to_parquet(out / f"{level}.parquet", compression="zstd", index=False)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    levels = build_scores(folder / "scores")
    if "--geometry" in sys.argv[2:]:
        build_territories(levels, folder / "territories")
