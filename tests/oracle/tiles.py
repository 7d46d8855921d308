"""Tiles against the contours that they were made from, with shapely.

tiles.py ARCHIVE BUILD: every tile of zooms up to 8 and a sample of the others is decoded; every
polygon must be valid, no two units of a level overlap, and the communes of a département make up
that département to within one step of the tile's grid. Each unit stands in some tile of each zoom
of its level, with the attributes of the build.
"""

import gzip
import itertools
import json
import random
import sys

import mapbox_vector_tile
import numpy as np
import pandas as pd
import shapely
from pmtiles.reader import MmapSource, Reader, all_tiles
from shapely.geometry import shape

archive, build = sys.argv[1:3]
random.seed(20261123)
LEVELS = ["region", "departement", "epci", "commune", "iris"]
FROM = {"region": 4, "departement": 4, "epci": 5, "commune": 6, "iris": 8}
# Communes whose contour is known; the others cannot be drawn.
scores = {level: pd.read_parquet(f"{build}/scores/{level}.parquet").set_index("code") for level in LEVELS}
known = {
    level: set(t.code[t.geometry.notna()])
    for level in LEVELS
    for t in [pd.read_parquet(f"{build}/territories/{level}.parquet", columns=["code", "geometry"])]
}
file = open(archive, "rb")
source = MmapSource(file)
reader = Reader(source)
metadata, header = reader.metadata(), reader.header()
assert [l["id"] for l in metadata["vector_layers"]] == LEVELS, metadata["vector_layers"]
assert "Licence Ouverte" in metadata["licence"] and "IGN" in metadata["attribution"], metadata
tiles = [(zxy, gzip.decompress(data), len(data)) for zxy, data in all_tiles(source)]
assert len(tiles) == header["addressed_tiles_count"] > 10_000
assert max(size for _, _, size in tiles) <= 500_000
by_zoom = {z: [t for t in tiles if t[0][0] == z] for z in range(4, 13)}
chosen = [t for z, of in by_zoom.items() for t in (of if z <= 8 else random.sample(of, 60))]


def code_of(feature):
    """The id is the code in base 36 behind a 1."""
    digits, n = "", feature["id"]
    while n:
        n, digit = divmod(n, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    assert digits[0] == "1" and feature["properties"].get("code", digits[1:]) == digits[1:], feature
    return digits[1:]


def departement(code):
    return code[:3] if code.startswith("97") else code[:2]


def check_overlaps(level, shapes, where):
    # Polygons of a valid coverage have no inner point in common; where it is none, each pair is looked at.
    if shapely.coverage_is_valid(shapes):
        return
    tree = shapely.STRtree(shapes)
    a, b = tree.query(shapes, predicate="overlaps")
    pairs = [(i, j) for i, j in zip(a, b) if i < j]
    worst = max((shapes[i].intersection(shapes[j]).area for i, j in pairs), default=0.0)
    assert worst == 0, f"{where} {level}: neighbours overlap by {worst} square steps"


def check_union(units, outline, where):
    """What one has and the other has not is never wider than one step to either side."""
    union = shapely.union_all(units)
    apart = union.symmetric_difference(outline).buffer(-1.0001)
    # Communes without a known contour leave their place in the département blank.
    assert apart.is_empty, f"{where}: {apart.area} square steps"


# Departements with a commune that cannot be drawn.
blank = {departement(c) for c in set(scores["commune"].index) - known["commune"]}
seen = {}
polygons = unions = reduced = 0
for (z, x, y), data, _ in chosen:
    tile = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
    assert list(tile) == [l for l in LEVELS if z >= FROM[l] and l in tile]
    shapes = {}
    for level, layer in tile.items():
        assert layer["extent"] == 4096 and layer["version"] == 2
        geometries = [shape(f["geometry"]) for f in layer["features"]]
        codes = [code_of(f) for f in layer["features"]]
        where = f"{z}/{x}/{y}"
        valid = shapely.is_valid(np.array(geometries))
        assert valid.all(), f"{where} {level}: {[c for c, v in zip(codes, valid) if not v]}"
        # Across a tile's edge a unit may be two features of one id, never otherwise.
        assert len(set(codes)) == len(codes), where
        seen.setdefault((z, level), set()).update(codes)
        shapes[level] = dict(zip(codes, geometries))
        polygons += len(geometries)
        # A unit too small for the grid is kept as one step, over its neighbours.
        large = [g for g in geometries if g.area > 1]
        check_overlaps(level, large, where)
        table = scores[level]
        for f in layer["features"][:20]:
            p = f["properties"]
            row = (scores["commune"] if p.get("stands_in") else table).loc[code_of(f)]
            if "name" in p:
                assert p["name"] == row["name"]
            if pd.isna(row.score):
                assert "score" not in p and "decile" not in p, p
            else:
                assert p["decile"] == row.decile, (p, row)
                reduced += "score" not in p
                assert abs(p.get("score", row.score) - row.score) <= 0.0005001, (p, row)
            for indicator, scale in metadata["indicators"][level].items():
                raw = row[f"norm_{indicator}"]
                if f"n_{indicator}" in p:
                    step = (scale["max"] - scale["min"]) / scale["steps"]
                    value = scale["min"] + p[f"n_{indicator}"] * step
                    assert abs(value - raw) <= step / 2 + 1e-9, (p, raw)
                else:
                    assert pd.isna(raw) or "name" not in p, p
    for code, outline in shapes.get("departement", {}).items():
        units = [g for c, g in shapes.get("commune", {}).items() if departement(c) == code]
        if units and code not in blank:
            check_union(units, outline, f"{z}/{x}/{y} departement {code}")
            unions += 1
for z in range(4, 9):
    for level in LEVELS:
        if z >= FROM[level]:
            expected = known[level]
            if level == "iris":
                table = scores["iris"]
                lacking = table.index.difference(list(expected))
                expected = expected | (set(table.loc[lacking, "commune"]) & known["commune"])
            assert seen[z, level] == expected, (z, level, len(seen[z, level]), len(expected))
print(json.dumps({"tiles": len(tiles), "looked_at": len(chosen), "polygons": polygons, "unions": unions, "reduced": reduced}))
