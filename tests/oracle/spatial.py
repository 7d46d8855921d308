"""Places computed again with shapely and pyproj, which share no code with the engine.

    python tests/oracle/spatial.py points OUT WORK   draws a million points, hard ones among them
    python tests/oracle/spatial.py check OUT WORK    compares what `ifn locate` answered
    python tests/oracle/spatial.py located OUT DATA  the shares of premises, people and area of Seine-Saint-Denis
"""
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

POINTS = 1_000_000
NEAR = 1e-9  # degrees


def communes(out):
    table = pq.read_table(Path(out) / "territories" / "commune.parquet")
    return table.column("code").to_pylist(), shapely.from_wkb(table.column("geometry").to_pylist()), np.nan_to_num(
        table.column("population").to_numpy(zero_copy_only=False).astype(float))


def points(out, work):
    codes, shapes, population = communes(out)
    bounds = shapely.bounds(shapes)
    there = ~shapely.is_missing(shapes)
    weight = np.where(there, population, 0)
    rng = np.random.default_rng(20260101)
    chosen = bounds[rng.choice(len(codes), POINTS, p=weight / weight.sum())]
    middle = (chosen[:, :2] + chosen[:, 2:]) / 2
    drawn = middle + rng.normal(size=(POINTS, 2)) * (chosen[:, 2:] - chosen[:, :2]) / 4
    # Vertices, middles of edges, and both a hair aside.
    vertices = shapely.get_coordinates(shapes[there])
    some = vertices[rng.choice(len(vertices) - 1, 20_000)]
    edges = rng.choice(len(vertices) - 1, 20_000)
    between = (vertices[edges] + vertices[edges + 1]) / 2
    aside = np.concatenate([some, between]) + rng.normal(size=(40_000, 2)) * 1e-7
    hard = np.concatenate([some, between, aside])
    drawn[: len(hard)] = hard
    # Nowhere, and places that are none.
    drawn[-6:] = [[np.nan, 48], [2, np.nan], [0, 0], [180, 90], [-180, -90], [np.inf, 1]]
    pq.write_table(pa.table({"lon": drawn[:, 0], "lat": drawn[:, 1]}), Path(work) / "points.parquet")
    pd.DataFrame({"id": [f"{i:05d}" for i in range(1000)], "lon": drawn[-1100:-100, 0], "lat": drawn[-1100:-100, 1]}).to_csv(
        Path(work) / "few.csv", index=False)


def check(out, work):
    codes, shapes, _ = communes(out)
    located = pd.read_parquet(Path(work) / "located.parquet")
    xy = located[["lon", "lat"]].to_numpy()
    finite = np.isfinite(xy).all(axis=1)
    assert located.ifn_code[~finite].isna().all()
    at = shapely.points(np.where(finite[:, None], xy, 0))
    tree = shapely.STRtree(shapes)
    point, unit = tree.query(at, predicate="intersects")
    first = np.full(len(xy), len(codes))
    np.minimum.at(first, point, unit)
    first[~finite] = len(codes)
    names = np.array([*codes, None], dtype=object)
    found = located.ifn_code.to_numpy(dtype=object)
    found = np.where(pd.isna(found), None, found)
    differ = np.nonzero(found != names[first])[0]
    # Only points on a border may fall to another side.
    far = 0
    for i in differ:
        around = tree.query(at[i].buffer(1e-6))
        far += min((shapely.boundary(shapes[u]).distance(at[i]) for u in around), default=1) > NEAR
    assert far == 0, f"{far} of {len(differ)} points that differ are not on a border"
    scores = pd.read_parquet(Path(out) / "scores" / "commune.parquet").set_index("code")
    known = located[located.ifn_code.notna()]
    same = known.ifn_score.to_numpy(), scores.score.reindex(known.ifn_code).to_numpy()
    assert np.array_equal(*same, equal_nan=True)
    assert (known.ifn_epci.fillna("") == scores.epci.reindex(known.ifn_code).fillna("").to_numpy()).all()
    few = pd.read_csv(Path(work) / "few-located.csv", dtype={"id": str, "ifn_code": str, "ifn_region": str})
    assert few.id.iloc[7] == "00007" and len(few) == 1000
    assert few.ifn_code.fillna("").equals(located.ifn_departement.iloc[-1100:-100].fillna("").reset_index(drop=True))
    reasons = dict(located.ifn_reason.value_counts())
    print(f"{len(xy):,} points agree but for {len(differ)} on borders; without unit: {reasons}")


def located(out, data):
    import geopandas as gpd

    data = Path(data)
    iris = gpd.read_file(data / "ign" / "contours_iris_93.gpkg").to_crs(4326).sort_values("CODE_IRIS").reset_index(drop=True)
    scores = pd.read_parquet(Path(out) / "scores" / "iris.parquet").set_index("code")
    assert list(scores.index) == list(iris.CODE_IRIS)

    def unit_of(points):
        joined = gpd.sjoin(points, iris[["CODE_IRIS", "geometry"]], predicate="intersects")
        return joined[~joined.index.duplicated()].CODE_IRIS.reindex(points.index)

    def same(column, expected, tolerance, but=()):
        ours, theirs = scores[column].drop(list(but)).align(expected, join="left")
        assert (ours.isna() == theirs.isna()).all(), column
        assert ((ours - theirs).abs().max() or 0) < tolerance, (column, (ours - theirs).abs().max())
        return f"{column} of {ours.notna().sum()} IRIS"

    premises = gpd.read_file(data / "arcep" / "immeubles_bondy.gpkg")
    premises["unit"] = unit_of(premises)
    told = [same("value_not_deployed", 100 * (premises.imb_etat != "deploye").groupby(premises.unit).mean(), 1e-9)]
    grid = gpd.read_file(data / "insee" / "carreaux" / "carreaux_bondy.gpkg", layer="bondy").set_crs(2154, allow_override=True)
    middles = grid.set_geometry(grid.centroid).to_crs(4326)
    unit = unit_of(middles)
    sums = grid.groupby(unit)[["men_pauv", "men"]].sum()
    # Cells are cut at the commune's border: of some the centre lies outside, and any point inside will do.
    cut = grid[~grid.contains(grid.centroid)].to_crs(4326)
    doubtful = set(iris.CODE_IRIS[iris.intersects(cut.union_all())])
    assert len(doubtful) < 10
    told.append(same("value_poor_households", 100 * sums.men_pauv / sums.men, 1e-9, doubtful))
    flat = iris.to_crs(6933)
    cells = grid.to_crs(6933).union_all()
    share = pd.Series(100 * flat.intersection(cells).area.to_numpy() / flat.area.to_numpy(), index=iris.CODE_IRIS)
    told.append(same("value_gridded_area", share, 1e-3))
    inside = premises.intersects(grid.to_crs(4326).union_all())
    told.append(same("value_gridded_premises", 100 * inside.groupby(premises.unit).mean(), 1e-9))
    print("agree:", ", ".join(told))


if __name__ == "__main__":
    {"points": points, "check": check, "located": located}[sys.argv[1]](*sys.argv[2:])
