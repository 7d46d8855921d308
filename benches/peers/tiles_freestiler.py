"""tiles_freestiler.py IN.parquet OUT.pmtiles prints the seconds that reading and tiling take, imports left out."""
import sys
import time

import freestiler
import geopandas as gpd

start = time.perf_counter()
freestiler.freestile(
    gpd.read_parquet(sys.argv[1]), sys.argv[2], layer_name="commune", min_zoom=4, max_zoom=12, quiet=True
)
print(f"seconds {time.perf_counter() - start}")
