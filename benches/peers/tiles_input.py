"""The communes of a build with the attributes of our tiles, as the peers read them.

    tiles_input.py BUILD FOLDER leaves communes.geojsonl (tippecanoe) and communes.parquet (freestiler)
"""
import sys

import geopandas as gpd
import pandas as pd

build, folder = sys.argv[1:3]
scores = pd.read_parquet(f"{build}/scores/commune.parquet")
shapes = gpd.read_parquet(f"{build}/territories/commune.parquet", columns=["code", "geometry"])
attributes = scores[["code", "name", "score", "decile", "completeness"]].round({"score": 3, "completeness": 3})
attributes["decile"] = attributes["decile"].astype("Int64")
for column in scores.columns[scores.columns.str.startswith("norm_")]:
    v = scores[column]
    steps = ((v - v.min()) / (v.max() - v.min()) * 250).round()
    attributes["n_" + column.removeprefix("norm_")] = steps.astype("Int64")
table = shapes.dropna().merge(attributes, on="code")
table.to_file(f"{folder}/communes.geojsonl", driver="GeoJSONSeq")
table.to_parquet(f"{folder}/communes.parquet")
