"""Points in contours, or the nearest of many points, by other means.

    python locate.py geopandas|sedonadb|duckdb UNITS POINTS FOUND REPEATS
    python locate.py balltree PLACES POINTS FOUND REPEATS

The files are those of benches/places.rs. Input is in each peer's own form before the clock starts; an
index that it keeps for its contours is made anew each time. Prints the seconds of each repeat as JSON.
"""
import json
import struct
import sys
import time

import numpy as np

NONE = 2**32 - 1


def contours(file):
    data, at, out = open(file, "rb").read(), 0, []
    while at < len(data):
        (length,) = struct.unpack_from("<I", data, at)
        out.append(data[at + 4 : at + 4 + length] or None)
        at += 4 + length
    return out


def first(point, unit, count):
    found = np.full(count, NONE, dtype="<u4")
    np.minimum.at(found, np.asarray(point), np.asarray(unit).astype("<u4"))
    return found


def geopandas(units, x, y):
    import geopandas as gpd
    import shapely

    shapes, points = shapely.from_wkb(units), shapely.points(x, y)

    def run():
        left = gpd.GeoDataFrame(geometry=gpd.GeoSeries(points, crs=4326))
        right = gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapely.from_wkb(shapely.to_wkb(shapes)), crs=4326))
        start = time.perf_counter()
        joined = gpd.sjoin(left, right, predicate="intersects")
        seconds = time.perf_counter() - start
        return seconds, first(joined.index, joined["index_right"], len(x))

    return run


def sedonadb(units, x, y):
    import geopandas as gpd
    import sedonadb
    import shapely

    there = [i for i, wkb in enumerate(units) if wkb]
    context = sedonadb.connect()
    shapes = gpd.GeoDataFrame({"unit": there}, geometry=shapely.from_wkb([units[i] for i in there]), crs=4326)
    points = gpd.GeoDataFrame({"point": np.arange(len(x))}, geometry=shapely.points(x, y), crs=4326)
    context.create_data_frame(shapes).to_view("units", overwrite=True)
    context.create_data_frame(points).to_view("points", overwrite=True)
    query = "SELECT p.point, u.unit FROM points p JOIN units u ON ST_Intersects(u.geometry, p.geometry)"

    def run():
        start = time.perf_counter()
        joined = context.sql(query).to_arrow_table()
        seconds = time.perf_counter() - start
        return seconds, first(joined["point"].to_numpy(), joined["unit"].to_numpy(), len(x))

    return run


def duckdb(units, x, y):
    from pathlib import Path

    import duckdb
    import duckdb_extension_spatial
    import pyarrow as pa

    connection = duckdb.connect()
    extension = next(Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension"))
    connection.execute(f"LOAD '{extension}'")
    there = [i for i, wkb in enumerate(units) if wkb]
    given_units = pa.table({"unit": there, "wkb": [units[i] for i in there]})
    given_points = pa.table({"point": np.arange(len(x)), "x": x, "y": y})
    connection.register("given_units", given_units)
    connection.register("given_points", given_points)
    connection.execute("CREATE TABLE units AS SELECT unit, ST_GeomFromWKB(wkb) AS g FROM given_units")
    connection.execute("CREATE TABLE points AS SELECT point, ST_Point(x, y) AS g FROM given_points")
    query = "SELECT point, min(unit) AS unit FROM points JOIN units ON ST_Intersects(units.g, points.g) GROUP BY point"

    def run():
        start = time.perf_counter()
        joined = connection.execute(query).fetchnumpy()
        seconds = time.perf_counter() - start
        return seconds, first(joined["point"], joined["unit"], len(x))

    return run


def balltree(places, x, y):
    from sklearn.neighbors import BallTree

    to = np.radians(np.stack(places[::-1], axis=1))
    points = np.radians(np.stack([y, x], axis=1))

    def run():
        start = time.perf_counter()
        _, which = BallTree(to, metric="haversine").query(points, k=1)
        return time.perf_counter() - start, which[:, 0].astype("<u4")

    return run


def main(peer, into, points, found, repeats):
    x, y = np.fromfile(points, dtype="<f8").reshape(2, -1)
    given = np.fromfile(into, dtype="<f8").reshape(2, -1) if peer == "balltree" else contours(into)
    run = {"geopandas": geopandas, "sedonadb": sedonadb, "duckdb": duckdb, "balltree": balltree}[peer](given, x, y)
    seconds = []
    for _ in range(int(repeats)):
        took, answer = run()
        seconds.append(took)
    answer.tofile(found)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
