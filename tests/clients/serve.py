"""A server, asked by the tools of analysts: pandas, pyarrow, DuckDB, GDAL. serve.py ORIGIN"""
import io
import json
import sys
import tempfile
import urllib.request

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio

origin = sys.argv[1]


def get(path):
    with urllib.request.urlopen(origin + path) as reply:
        return reply.read()


# The bulk file, and the same rows in each format.
bulk = pd.read_parquet(io.BytesIO(get("/downloads/scores/commune.parquet")))
assert bulk.code.str.len().eq(5).all() and bulk.code.is_unique
for level in ["iris", "commune", "epci", "departement", "region"]:
    table = pq.read_table(io.BytesIO(get(f"/api/v1/scores/{level}?format=parquet")))
    assert table.equals(pq.read_table(io.BytesIO(get(f"/downloads/scores/{level}.parquet")))), level
    assert b"indice partiel" in table.schema.metadata[b"ifn:notice"]
    assert table.schema.field("score").metadata[b"description"]
stream = pa.ipc.open_stream(get("/api/v1/scores/commune?format=arrow")).read_all()
assert stream.to_pandas().equals(bulk)
# As in R: read.csv(colClasses = c(code = "character")).
texts = {field.name: str for field in stream.schema if pa.types.is_string(field.type)}
csv = pd.read_csv(io.BytesIO(get("/api/v1/scores/commune?format=csv")), dtype=texts)
assert list(csv.columns) == list(bulk.columns) and (csv.code == bulk.code).all()
assert ((csv.score == bulk.score) | (csv.score.isna() & bulk.score.isna())).all(), "a score lost digits"
excel = pd.read_csv(io.BytesIO(get("/api/v1/scores/commune?format=excel&zone=departement:01")), sep=";", decimal=",", encoding="utf-8-sig", dtype={"code": str})
assert excel.code.str.startswith("01").all() and len(excel) == (bulk.departement == "01").sum()
pages = pd.DataFrame(json.loads(get("/api/v1/scores/departement?columns=code,name,score&sort=-score"))["units"])
assert pages.score.dropna().is_monotonic_decreasing

with tempfile.TemporaryDirectory() as folder:
    files = {}
    for name in ["scores/commune", "territories/commune"]:
        files[name] = f"{folder}/{name.replace('/', '-')}.parquet"
        with open(files[name], "wb") as file:
            file.write(get(f"/downloads/{name}.parquet"))
    query = f"""select count(*), count(s.score), min(s.code), count(t.geometry_origin)
        from '{files['scores/commune']}' s join '{files['territories/commune']}' t using (code)"""
    joined = duckdb.connect().execute(query).fetchone()
    assert joined[:3] == (len(bulk), int(bulk.score.notna().sum()), "01001"), joined

# GDAL: the archive by Range, one tile, the contours.
layers = {name for name, _ in pyogrio.list_layers(f"/vsicurl/{origin}/tiles/territories.pmtiles")}
assert layers == {"region", "departement", "epci", "commune", "iris"}, layers
near = pyogrio.read_dataframe(f"/vsicurl/{origin}/tiles/territories.pmtiles", layer="departement", ZOOM_LEVEL=6)
assert near.code.nunique() == 101
tile = pyogrio.read_info(f"MVT:/vsicurl/{origin}/tiles/territories/8/129/91.mvt?weights=age:2", layer="commune")
assert tile["features"] > 50 and {"code", "score", "decile", "n_densite"} <= set(tile["fields"]), tile
print(len(bulk), "communes,", tile["features"], "in a tile")
