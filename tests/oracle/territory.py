"""Units of every level, their parents and populations, and where the rows of a table belong.

Written from the methods page alone; it shares no code with the engine.
"""
from pathlib import Path

import pandas as pd

LEVELS = ["iris", "commune", "epci", "departement", "region"]
ARRONDISSEMENT = "arrondissement municipal"


class Territory:
    """`units[level]` is indexed by code and holds `population` and the codes of all coarser levels."""

    def __init__(self, levels, units, passage=None, geography=None):
        self.levels = levels
        self.units = units
        self.passage = passage
        self.geography = geography
        # Plain strings: looking up among those of Arrow copies them each time.
        self.known = {level: frozenset(frame.index) for level, frame in units.items()}

    def is_finer(self, level, other):
        return self.levels.index(level) < self.levels.index(other)

    def zone_of(self, level, zone):
        """For each unit of `level`, the code of the zone that contains it (itself at its own level)."""
        units = self.units[level]
        if zone == "france":
            return pd.Series("france", index=units.index)
        if zone == level:
            return pd.Series(units.index, index=units.index)
        if zone in units:
            return units[zone]
        return pd.Series(None, index=units.index, dtype=object)

    def place(self, level, geography, codes):
        """For each code of a table: its unit (or null), if it is an arrondissement, its old population."""
        rows = pd.DataFrame({"code": pd.Series(list(codes), dtype=object)})
        rows["unit"] = rows["code"].where(rows["code"].map(self.known[level].__contains__))
        rows["arrondissement"] = False
        rows["old_population"] = float("nan")
        if self.passage is None or level not in ("iris", "commune"):
            return rows
        prefix = rows["code"].str[:5]
        kind = prefix.map(self.passage["kind"])
        if level == "commune":
            rows["arrondissement"] = kind.eq(ARRONDISSEMENT)
            allowed = rows["arrondissement"] | (geography != self.geography)
            carried = rows["code"].map(self.passage["new_code"])
            rows["old_population"] = rows["code"].map(self.passage["population"]).astype(float)
        else:
            allowed = ~kind.eq(ARRONDISSEMENT) & (geography != self.geography)
            carried = prefix.map(self.passage["new_code"]) + rows["code"].str[5:]
            rows["old_population"] = prefix.map(self.passage["population"]).astype(float)
        carried = carried.where(carried.map(self.known[level].__contains__) & allowed)
        rows["unit"] = rows["unit"].fillna(carried)
        if level == "commune":
            self._own_persons(rows)
        return rows

    def _own_persons(self, rows):
        """Persons of a commune under its own code, beside rows of communes that merged into it: those of the
        whole, in the year of its parts, less those of these parts."""
        direct = rows["unit"].eq(rows["code"])
        parts = rows[rows["unit"].notna() & ~direct & ~rows["arrondissement"]]
        parts = parts.groupby("unit")["old_population"].agg(lambda persons: persons.sum(skipna=False))
        whole = self.passage.dropna(subset=["whole"]).groupby("new_code")["whole"].last()
        own = rows["unit"].map(whole) - rows["unit"].map(parts)
        rows["old_population"] = rows["old_population"].mask(direct & (own > 0), own)


def of_france(root):
    """The territory of COG 2026, from the files that the program embeds."""
    embedded = Path(root) / "datasets" / "embedded"
    communes = pd.read_parquet(
        embedded / "communes.parquet", columns=["code", "epci", "departement", "region", "population"]
    ).set_index("code")
    communes = communes.astype({c: object for c in ("epci", "departement", "region")})
    communes = communes.where(communes.notna(), None)
    passage = pd.read_parquet(embedded / "passage.parquet").set_index("old_code")
    iris = _iris_units(pd.read_parquet(embedded / "iris_rp2021.parquet"), communes, passage)
    units = {"iris": iris, "commune": communes}
    files = {"epci": "epci", "departement": "departements", "region": "regions"}
    codes = {level: pd.read_parquet(embedded / f"{file}.parquet", columns=["code"])["code"]
             for level, file in files.items()}
    for level in ("epci", "departement", "region"):
        units[level] = _coarser(communes, level, LEVELS[LEVELS.index(level) + 1:], codes[level])
    return Territory(LEVELS, units, passage, 2026)


def _coarser(finer, level, parents, codes):
    """Units of a coarser level: population summed, a parent only where all members agree on it."""
    groups = finer[finer[level].notna()].groupby(level)
    out = pd.DataFrame(index=pd.Index(sorted(codes), name="code"))
    out["population"] = groups["population"].sum(min_count=1).reindex(out.index)
    for parent in parents:
        agree = groups[parent].nunique(dropna=False) == 1
        out[parent] = groups[parent].first().where(agree, None).astype(object).reindex(out.index)
    return out


def _iris_units(rows, communes, passage):
    """The IRIS carried to the communes in force (see "Geography" in the methods page)."""
    rows = rows[["iris", "com", "typ_iris", "pop"]].copy()
    in_force = rows["com"].isin(communes.index)
    rows["commune"] = rows["com"].where(in_force, rows["com"].map(passage["new_code"]))
    rows = rows[rows["commune"].notna()]
    in_place = rows["com"].isin(communes.index) | rows["com"].map(passage["kind"]).eq(ARRONDISSEMENT)
    placed = {r.iris: [r.commune, r.typ_iris, r.pop] for r in rows[in_place].itertuples()}
    for row in rows[~in_place].sort_values("iris").itertuples():
        code = row.commune + row.iris[5:]
        if code not in placed:
            placed[code] = [row.commune, row.typ_iris, row.pop]
        elif placed[code][1] == "Z" and row.typ_iris == "Z":
            placed[code][2] += row.pop
        else:
            placed[row.iris] = [row.commune, row.typ_iris, row.pop]
    with_iris = {unit[0] for unit in placed.values()}
    for commune, population in communes["population"].items():
        if commune not in with_iris:
            placed[commune + "0000"] = [commune, "Z", population]
    units = pd.DataFrame.from_dict(placed, orient="index", columns=["commune", "typ_iris", "population"])
    units = units.drop(columns="typ_iris").sort_index()
    return units.join(communes[["epci", "departement", "region"]], on="commune")


def of_method(method, read_columns):
    """The territory that a method declares under [territory]; codes join as they are."""
    own = method["territory"]
    parents = own.get("parents", {})
    columns = {"code": own["code"], **parents}
    if "population" in own:
        columns["population"] = own["population"]
    frame = read_columns(own["table"], columns)
    frame["population"] = frame["population"].astype(float) if "population" in frame else float("nan")
    finest = frame.drop_duplicates("code").set_index("code")
    levels = [own["level"], *parents]
    units = {own["level"]: finest[["population", *parents]]}
    for depth, level in enumerate(parents, start=1):
        units[level] = _coarser(finest, level, levels[depth + 1:], finest[level].dropna().unique())
    return Territory(levels, units)
