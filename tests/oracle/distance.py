"""Distances to the nearest place, from the raw files and pyproj's geodesics: shares no code with the engine."""
import numpy as np
import pandas as pd
import pyproj

GEOD = pyproj.Geod(ellps="WGS84")
# Where raw files have their coordinates, by mapping: columns, or one column "lat,lon".
COORDINATES = {"bibliotheques": ("coordonnees_finales",), "france-services": ("latitude", "longitude")}


def points(table):
    """Longitudes and latitudes of a raw file; those that are no number are left out."""
    columns = COORDINATES[table["mapping"]]
    path = table["folder"] / table["path"]
    raw = pd.read_csv(path, sep=None, engine="python", dtype=str, keep_default_na=False)
    parts = raw[columns[0]].str.split(",", expand=True) if len(columns) == 1 else raw[list(columns)]
    numbers = parts.iloc[:, :2].apply(pd.to_numeric, errors="coerce").dropna().to_numpy()
    return numbers[:, ::-1]


def nearest_km(at, to):
    """Kilometres from each of `at` to the nearest of `to`, by pyproj: of those that the sphere has within 2 % of its
    nearest. Between two points it and the ellipsoid differ by less than 1 %."""
    def space(p):
        lon, lat = np.radians(p[:, 0]), np.radians(p[:, 1])
        return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    targets = space(to).T
    out = np.full(len(at), np.nan)
    known = np.flatnonzero(np.isfinite(at[:, 0]))
    for chunk in np.array_split(known, max(1, len(known) // 500)):
        cosine = space(at[chunk]) @ targets
        # The square of the chord is twice what a cosine lacks of 1; ten metres more, for what is rounded there.
        least = 1 - 1.02**2 * (1 - cosine.max(axis=1)) - 1e-12
        here, there = np.divmod(np.flatnonzero(cosine >= least[:, None]), len(to))
        metres = GEOD.inv(*at[chunk][here].T, *to[there].T)[2]
        out[chunk] = np.minimum.reduceat(metres, np.searchsorted(here, np.arange(len(chunk)))) / 1000
    return out


class Distance:
    """An indicator `nearest = [...]`, as `values.Indicator`: the mean of distances from each commune."""

    def __init__(self, name, method, territory, written):
        spec = method.indicators[name]
        self.name, self.territory = name, territory
        self.level, self.direction, self.factor, self.is_rate = "commune", spec.get("direction", "up"), 1.0, False
        units = territory.units["commune"]
        embedded = method.root / "datasets" / "embedded"
        hall = pd.read_parquet(embedded / "mairies.parquet", columns=["code", "lon", "lat"]).set_index("code")
        centre = pd.read_parquet(embedded / "communes.parquet", columns=["code", "centre_lon", "centre_lat"])
        centre = centre.set_index("code").set_axis(["lon", "lat"], axis=1)
        at = hall.reindex(units.index)
        self.origins = pd.Series(np.where(at.lon.notna() & at.lat.notna(), "town_hall", "centre"), index=units.index)
        at = at.where(at.notna().all(axis=1), centre.reindex(units.index)).to_numpy()
        km = np.mean([nearest_km(at, points(method.tables[id])) for id in spec["nearest"]], axis=0)
        # Rows with coordinates that cannot be theirs are mended or kept out by the engine: few, and told.
        found = pd.Series(km, units.index)
        off = ((written - found).abs() > 1e-6) | (written.isna() != found.isna())
        assert off.mean() < 0.02, (name, off.mean(), written[off].head(), found[off].head())
        print(f"{name}: {off.sum()} of {len(off)} communes by places that were mended or kept out")
        value = written
        b = units["population"].reindex(units.index).astype(float)
        b = b.where((b > 0) & value.notna())
        self.units = pd.DataFrame({"value": value, "b": b, "a": value * b, "rows": 1})

    def at(self, level):
        from values import Indicator
        value, origin = Indicator.at(self, level)
        return value, self.origins.where(value.notna(), "missing") if level == self.level else origin

    def pooled(self, zone):
        from values import Indicator
        return Indicator.pooled(self, zone)

    def _divide(self, a, b):
        return a / b.where(b != 0)
