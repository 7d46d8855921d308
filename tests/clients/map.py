"""What a map downloads, opened by those who open it: openpyxl, GDAL, shapely. map.py ORIGIN"""
import io
import json
import sys
import tempfile
import urllib.request

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
from shapely.geometry import Point, box

origin = sys.argv[1]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def get(path):
    with urllib.request.urlopen(origin + path) as reply:
        return reply.read()


def post(choice):
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(f"{origin}/api/v1/score", json.dumps(choice).encode(), headers)
    with urllib.request.urlopen(request) as reply:
        return reply.headers["content-type"], reply.read()


def sheets(data):
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    listed, technical, dictionary, sources = book.sheetnames
    assert (technical, dictionary, sources) == ("Données techniques", "Dictionnaire", "Sources et précautions"), listed
    head, *rows = book[technical].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=head), dict(book[sources].iter_rows(values_only=True, max_col=2))


def typed(text):
    """Without the signs of French typography."""
    return text.replace("’", "'").replace("\u202f", " ").replace("\xa0", " ")


def same(a, b):
    """Cell by cell; missing is missing on both sides."""
    for name in b.columns:
        numbers = pd.api.types.is_numeric_dtype(b[name])
        left, right = (pd.to_numeric(a[name]), b[name]) if numbers else (a[name], b[name])
        assert (left.isna() == right.isna()).all(), name
        near = (left - right).abs().dropna().lt(1e-9) if numbers else left.dropna() == right.dropna()
        assert near.all(), name


# A workbook: the rows of the CSV, codes as text, missing cells empty; sources and method beside.
texts = {"code": str, "departement": str, "region": str, "epci": str}
rows, said = sheets(get("/api/v1/scores/commune?zone=departement:01&format=xlsx"))
csv = pd.read_csv(io.BytesIO(get("/api/v1/scores/commune?zone=departement:01&format=csv")), dtype=texts)
assert list(rows.columns) == list(csv.columns) and len(rows) == len(csv) > 390
assert rows.code.map(type).eq(str).all() and rows.code.str.startswith("01").all()
same(rows, csv)
plain = json.loads(get("/api/v1/scores/commune?limit=1"))
assert typed(said["Avertissement"]) == typed(plain["notice"]) and said["Empreinte de la méthode"] == plain["method"]["sha256"]
# Mayotte is not in the census by IRIS: no score, and no 0 in its place.
missing, _ = sheets(get("/api/v1/scores/commune?zone=departement:976&format=xlsx&columns=code,score,rank"))
assert len(missing) == 17 and missing.score.isna().all() and missing["rank"].isna().all()
choice = {"level": "departement", "weights": {"age": 2}, "sort": ["-score"],
          "columns": ["code", "name", "score", "rank", "method_rank", "value_densite"]}
media, data = post({**choice, "format": "xlsx"})
assert media == WORKBOOK, media
rows, said = sheets(data)
anew = json.loads(post(choice)[1])
same(rows, pd.DataFrame(anew["columns"]))
assert typed(said["Avertissement"]) == typed(anew["notice"]) and "age = 2" in anew["notice"]
assert said["Empreinte de la méthode"] == anew["method"]["sha256"] != plain["method"]["sha256"]

# A layer, by GDAL: WGS 84, valid shapes, those of the contours; null where there is none.
with tempfile.TemporaryDirectory() as folder:
    for level, zone in [("departement", ""), ("commune", "&zone=departement:976"), ("iris", "&zone=departement:63")]:
        with open(f"{folder}/{level}.geojson", "wb") as file:
            file.write(get(f"/api/v1/scores/{level}?format=geojson{zone}"))
        layer = pyogrio.read_dataframe(f"{folder}/{level}.geojson").set_index("code")
        contours = gpd.read_parquet(io.BytesIO(get(f"/downloads/territories/{level}.parquet"))).set_index("code")
        contours = contours.loc[layer.index]
        assert layer.crs.to_epsg() == 4326 and (layer.geometry.isna() == contours.geometry.isna()).all()
        assert layer.geometry.dropna().is_valid.all()
        assert layer.geometry.dropna().geom_equals(contours.geometry.dropna()).all(), level
        assert {"score", "rank", "decile", "norm_densite", "origin_densite"} <= set(layer.columns)
    assert 300 < layer.geometry.isna().sum() + layer.geometry.notna().sum() == len(layer)
    with open(f"{folder}/anew.geojson", "wb") as file:
        file.write(post({**choice, "format": "geojson"})[1])
    anew_layer = pyogrio.read_dataframe(f"{folder}/anew.geojson")
    assert list(anew_layer.code) == anew["columns"]["code"] and anew_layer.geometry.notna().sum() > 90
    assert json.load(open(f"{folder}/anew.geojson"))["notice"] == anew["notice"]

# Points to write names at lie inside; sheets reach as far as their contour.
contours = gpd.read_parquet(io.BytesIO(get("/downloads/territories/commune.parquet"))).set_index("code")
points = json.loads(get("/api/v1/territories/commune"))["features"]
places = gpd.GeoSeries({p["properties"]["code"]: Point(p["geometry"]["coordinates"]) for p in points})
assert set(places.index) == set(contours.index[contours.geometry.notna()])
outside = places[~contours.geometry.loc[places.index].contains(places)]
assert outside.empty, outside
for code in ["63113", "29155", "97105", "2A004", "75056"]:
    sheet = json.loads(get(f"/api/v1/territories/commune/{code}"))
    assert all(abs(a - b) < 1e-9 for a, b in zip(sheet["bbox"], contours.geometry[code].bounds)), code
    assert contours.geometry[code].contains(Point(sheet["point"])), code
    assert box(*sheet["bbox"]).contains(Point(sheet["point"])), code
print(len(points), "points inside,", len(layer), "IRIS in a layer")
