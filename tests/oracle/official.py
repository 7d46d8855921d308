"""Values of the IRIS of Seine-Saint-Denis against the files that they come from, read by pandas.

usage: official.py DIR IFN   (DIR/data as fetched, DIR/out as built, and the program)
"""
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd

DIR = Path(sys.argv[1])
DATA, OUT, IFN = DIR / "data", DIR / "out", sys.argv[2]
MARKERS = ["s", "ns", "nd", "so", "c"]


def rp(dataset, columns):
    with zipfile.ZipFile(next((DATA / dataset).glob("*.zip"))) as z:
        name = next(n for n in z.namelist() if not n.lower().startswith("meta"))
        return pd.read_csv(z.open(name), sep=";", dtype={"IRIS": str, "COM": str}).set_index("IRIS")[columns]


got = pd.read_parquet(OUT / "scores/iris.parquet").set_index("code")
assert len(got) == 614 and got.index.is_unique

# Pierrefitte-sur-Seine joined Saint-Denis in 2025: its IRIS follow, or keep their code where it is taken.
def carried(codes):
    new = {}
    for code in codes:
        moved = "93066" + code[5:] if code.startswith("93059") else code
        new[code] = code if moved != code and moved in set(codes) else moved
    return new


def held(indicator, expected, tolerance=1e-9):
    expected = expected.rename(index=carried(list(expected.index)))
    values = got[f"value_{indicator}"].astype(float)
    both = expected.reindex(values.index).astype(float)
    assert (values.isna() == both.isna()).all(), (indicator, values.isna().sum(), both.isna().sum())
    worst = np.nanmax(np.abs(values - both))
    assert worst <= tolerance, (indicator, worst)
    print(f"{indicator}: {values.notna().sum()} values, off by at most {worst:.1e}")


p = rp("rp-2022-population", ["P22_POP65P", "P22_POP", "P22_POP_ETR"])
held("older_65_rate", (100 * p.P22_POP65P / p.P22_POP).replace([np.inf], np.nan))
held("foreigners_rate", (100 * p.P22_POP_ETR / p.P22_POP).replace([np.inf], np.nan))
d = rp("rp-2022-diplomes", ["P22_NSCOL15P_DIPLMIN", "P22_NSCOL15P"])
held("nscol15p_rate", 100 * d.P22_NSCOL15P_DIPLMIN / d.P22_NSCOL15P)
h = rp("rp-2022-logement", ["P22_RP", "P22_RP_VOIT1P"])
held("obstacle_to_mobility_rate", 100 * (h.P22_RP - h.P22_RP_VOIT1P) / h.P22_RP)

with zipfile.ZipFile(next((DATA / "filosofi-2021-iris").glob("*.zip"))) as z:
    f = pd.read_csv(z.open("BASE_TD_FILO_IRIS_2021_DISP.csv"), sep=";", dtype=str).set_index("IRIS")
poverty = pd.to_numeric(f.DISP_TP6021.where(~f.DISP_TP6021.isin(MARKERS)).str.replace(",", "."))
held("poverty_rate", poverty)

# Coverage is the commune's: each IRIS inherits it.
a = pd.read_csv(DATA / "arcep-debit-filaire/commune_debit_filaire.csv", sep=";", dtype={"code_insee": str})
a = a[a.type == "all"].set_index("code_insee")
share = 100 * (a.nbr - a.elig_thd30) / a.nbr
values = got.value_no_thd_coverage_rate
assert np.nanmax(np.abs(values - got.commune.map(share))) < 1e-9
assert (got.origin_no_thd_coverage_rate == "inherited").all()

official = geopandas.read_file(next((DATA / "unpacked").glob("**/iris.gpkg")))
drawn = geopandas.read_parquet(OUT / "territories/iris.parquet").set_index("code")
official["code"] = official.code_iris
area = official.set_index("code").geometry.area
ours = drawn.to_crs(2154).geometry.area
off = (ours - area.reindex(ours.index)).abs() / area
assert off.max() < 1e-6, off.max()
print(f"contours: areas off by at most {off.max():.1e}")

# A point of each contour is located in it, and in its commune.
inside = official.to_crs(4326).geometry.representative_point()
points = pd.DataFrame({"wanted": official.code, "lon": inside.x, "lat": inside.y})
points.to_csv(DIR / "points.csv", index=False)
for level, wanted in (("iris", points.wanted), ("commune", points.wanted.map(got.commune))):
    found = DIR / f"in-{level}.csv"
    command = [IFN, "locate", DIR / "points.csv", "--lon", "lon", "--lat", "lat", "--level", level, "--out", OUT, "-o", found, "-q"]
    subprocess.run(command, check=True)
    there = pd.read_csv(found, dtype=str).ifn_code
    # Communes are generalised: a point near a border may lie across it.
    same = (there.to_numpy() == wanted.to_numpy()).mean()
    assert same == 1.0 if level == "iris" else same > 0.98, (level, same)
    print(f"{level}: {same:.1%} of a point in each contour lie where they should")
print("614 IRIS")
