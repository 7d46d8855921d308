"""Values of one indicator at every level, with their origin and what the reference needs."""
import numpy as np
import pandas as pd


class Indicator:
    """The units of the table's own level: `a` and `b` are summed upward, the value is factor·Σa/Σb.

    A rate has a = numerator, b = denominator; a value has a = value·weight, b = weight.
    """

    def __init__(self, name, method, territory):
        spec = method.indicators[name]
        table = method.tables[spec["table"]]
        self.name = name
        self.territory = territory
        self.level = table["level"]
        self.direction = spec.get("direction", "up")
        self.factor = float(spec.get("factor", 1.0))
        self.is_rate = "numerator" in spec
        rows = method.rows(spec["table"])
        roles = {c.split(".")[-1]: rows[c] for c in rows if c.rpartition(".")[0] == name}
        rows = pd.DataFrame({"key": rows["key"], **roles})
        placed = territory.place(self.level, table.get("geography"), rows["key"])
        rows = rows.assign(unit=placed["unit"], arrondissement=placed["arrondissement"],
                           old_population=placed["old_population"])
        rows = rows[rows["unit"].notna()]
        needed = ["numerator", "denominator"] if self.is_rate else ["value"]
        rows = rows[rows[needed].notna().all(axis=1)]
        whole = set(rows.loc[~rows["arrondissement"], "unit"])
        rows = rows[~(rows["arrondissement"] & rows["unit"].isin(whole))]
        self.units = self._rate_units(rows) if self.is_rate else self._value_units(rows)

    def _rate_units(self, rows):
        groups = rows.groupby("unit")
        units = pd.DataFrame({"a": groups["numerator"].sum(), "b": groups["denominator"].sum(), "rows": groups.size()})
        units["value"] = self._divide(units["a"], units["b"])
        return units

    def _value_units(self, rows):
        declared = "weight" in rows
        weights = rows["weight" if declared else "old_population"]
        all_known = (weights > 0).groupby(rows["unit"]).transform("all")
        rows = rows.assign(w=weights.where(all_known, 1.0))
        rows["wx"] = rows["w"] * rows["value"]
        groups = rows.groupby("unit")
        several = groups["wx"].sum() / groups["w"].sum()
        units = pd.DataFrame({"rows": groups.size()})
        units["value"] = groups["value"].first().where(units["rows"] == 1, several) * self.factor
        if declared:
            units["b"] = groups["weight"].sum()
        if not declared:
            units["b"] = self.territory.units[self.level]["population"].reindex(units.index).astype(float)
        units["b"] = units["b"].where(units["b"] > 0)
        units["a"] = units["value"] * units["b"]
        return units

    def _divide(self, a, b):
        factor = self.factor if self.is_rate else 1.0
        return factor * a / b.where(b != 0)

    def at(self, level):
        """(value, origin) of every unit of a level."""
        units = self.territory.units[level]
        if level == self.level:
            value = self.units["value"].reindex(units.index)
            several = self.units["rows"].reindex(units.index) > 1
            origin = pd.Series(np.where(several, "aggregated", "measured"), index=units.index)
        elif self.territory.is_finer(level, self.level):
            value = units[self.level].map(self.units["value"]).astype(float)
            origin = pd.Series("inherited", index=units.index)
        else:
            value = self.pooled(level).reindex(units.index)
            origin = pd.Series("aggregated", index=units.index)
        return value, origin.where(value.notna(), "missing")

    def pooled(self, zone):
        """Σa/Σb over the units of the table's level in each zone."""
        zones = self.territory.zone_of(self.level, zone).reindex(self.units.index)
        both = self.units[["a", "b"]].notna().all(axis=1) & zones.notna()
        sums = self.units.loc[both, ["a", "b"]].groupby(zones[both]).sum()
        return self._divide(sums["a"], sums["b"])
