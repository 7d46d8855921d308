"""Methods, the tables that they name, and SQL expressions over these (evaluated by DuckDB)."""
import fnmatch
import io
import re
import tomllib
import zipfile
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow

MARKERS = ["s", "ns", "nd", "so", "c", ""]


class Method:
    """A method file together with the catalogue of datasets/."""

    def __init__(self, path, root, data=None):
        self.path = Path(path)
        self.data = Path(data) if data else None
        self.root = Path(root)
        self.config = tomllib.loads(self.path.read_text(encoding="utf-8"))
        self.indicators = {}
        self.tables = {}
        for file in sorted((self.root / "datasets").glob("*.toml")):
            dataset = tomllib.loads(file.read_text(encoding="utf-8"))
            self.tables[dataset["id"]] = {**dataset, "folder": file.parent}
            if self.data and "embedded" not in dataset:
                name = dataset.get("file", dataset.get("address", "").rsplit("/", 1)[-1])
                self.tables[dataset["id"]].update(folder=self.data / dataset["id"], path=name)
            for name, indicator in dataset.get("indicator", {}).items():
                own = {} if "nearest" in indicator else {"table": dataset["id"]}
                self.indicators[name] = {**own, **indicator}
        for name, table in self.config.get("table", {}).items():
            self.tables[name] = {**table, "folder": self.path.parent}
        self.indicators.update(self.config.get("indicator", {}))
        self._frames = {}

    def scored(self):
        """(axis id, entry of [[axis.indicator]]) in the order of the file."""
        return [(axis["id"], entry) for axis in self.config.get("axis", []) for entry in axis.get("indicator", [])]

    def is_absent(self, name):
        """Whether an optional indicator's table is not there."""
        entries = [entry for _, entry in self.scored()] + self.config.get("context", [])
        optional = any(entry.get("optional") for entry in entries if entry["id"] == name)
        if "nearest" in self.indicators[name]:
            tables = [self.tables[id] for id in self.indicators[name]["nearest"]]
            return optional and not all((t["folder"] / t["path"]).exists() for t in tables)
        table = self.tables[self.indicators[name]["table"]]
        return optional and "embedded" not in table and not (table["folder"] / table["path"]).exists()

    def context(self):
        return [entry["id"] for entry in self.config.get("context", [])]

    def used(self):
        return list(dict.fromkeys([entry["id"] for _, entry in self.scored()] + self.context()))

    def expressions(self, name):
        """The expressions of an indicator by their role."""
        indicator = self.indicators[name]
        return {role: indicator[role] for role in ("numerator", "denominator", "value", "weight") if role in indicator}

    def rows(self, table_name):
        """The rows of a table: `key`, and one column `indicator.role` for each expression on it."""
        if table_name not in self._frames:
            wanted = {f"{name}.{role}": sql for name in self.used()
                      if self.indicators[name].get("table") == table_name
                      for role, sql in self.expressions(name).items()}
            self._frames[table_name] = _evaluate_table(self.tables[table_name], wanted, self.root)
        return self._frames[table_name]

    def columns(self, table_name, columns):
        """Columns of a table as text, under new names (for a territory of one's own)."""
        table = self.tables[table_name]
        frame = _read(table, self.root)
        out = pd.DataFrame({new: frame[old] for new, old in columns.items()}).astype(object)
        return out.where(out.notna() & (out != ""), None)


def _evaluate_table(table, wanted, root):
    raw = _read(table, root)
    key = table["key"]
    texts = list(wanted.values()) + ([table["filter"]] if "filter" in table else [])
    read = [key] + [c for c in raw.columns if c != key and any(_mentions(sql, c) for sql in texts)]
    raw = raw[read]
    frame = pd.DataFrame({c: _typed(raw[c], table, c == key) for c in read})
    if "filter" in table:
        keep = _select(frame, {"keep": table["filter"]}, raw)["keep"]
        frame = frame[keep.fillna(False).astype(bool).to_numpy()].reset_index(drop=True)
    frame = frame[frame[key].notna() & (frame[key] != "")].drop_duplicates()
    empty = frame.drop(columns=key).isna().all(axis=1)
    frame = frame[~(empty & frame[key].isin(frame.loc[~empty, key]))]  # a row without any value contradicts none
    if table.get("duplicates") == "first":
        frame = frame.drop_duplicates(key)
    twice = frame.loc[frame[key].duplicated(), key]
    if len(twice):
        name = table.get("path", table.get("embedded"))
        raise SystemExit(f"{name}: {key} {twice.iloc[0]!r} stands twice with different values")
    out = _select(frame.reset_index(drop=True), wanted)
    for column in out:
        out[column] = pd.to_numeric(out[column]).astype(float).replace([np.inf, -np.inf], np.nan)
    out.insert(0, "key", frame[key].to_numpy())
    return out


def _read(table, root):
    """The table as published; csv and xlsx as text."""
    if "embedded" in table:
        return _without_geometry(Path(root) / "datasets" / "embedded" / table["embedded"])
    path = table["folder"] / table["path"]
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _without_geometry(path)
    if suffix in (".xlsx", ".xls"):
        return pd.read_excel(path, sheet_name=table.get("sheet", 0), dtype=str, keep_default_na=False,
                             skiprows=table.get("skip_lines", 0))
    if suffix in (".gpkg", ".geojson"):
        import geopandas
        return pd.DataFrame(geopandas.read_file(path, layer=table.get("layer"), ignore_geometry=True))
    content = path.read_bytes()
    if suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if fnmatch.fnmatch(n.lower(), table["member"].lower())]
            content = archive.read(next(n for n in names if not n.lower().startswith("meta")))
    encoding = table.get("encoding", "utf-8-sig")
    if encoding == "auto":
        try:
            content.decode("utf-8-sig")
            encoding = "utf-8-sig"
        except UnicodeDecodeError:
            encoding = "cp1252"
    frame = pd.read_csv(io.BytesIO(content), sep=table.get("delimiter", ","), dtype=str, keep_default_na=False,
                        skiprows=table.get("skip_lines", 0), encoding=encoding)
    other_editions = {old: new for new, olds in table.get("renamed", {}).items() for old in olds if new not in frame}
    return frame.rename(columns=other_editions)


def _without_geometry(path):
    import pyarrow.parquet as parquet
    names = [n for n in parquet.read_schema(path).names if n != "geometry"]
    return pd.read_parquet(path, columns=names)


def _typed(column, table, is_key):
    """A column as DOUBLE when all that is not a marker is a number, else as text; the key is text."""
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(str) if is_key else column.astype(float)
    text = column.astype(object).where(column.notna(), None).map(lambda v: v.strip() if isinstance(v, str) else v)
    if is_key:
        return text
    text = text.where(~text.isin(table.get("missing", MARKERS)), None)
    decimal = table.get("decimal", ".")
    try:
        return text.map(lambda v: np.nan if v is None else float(str(v).replace(decimal, "."))).astype(float)
    except ValueError:
        return text


def _mentions(sql, column):
    outside_strings = re.sub(r"'[^']*'", "''", sql)
    return re.search(rf'(?<![\w]){re.escape(column)}(?![\w])', outside_strings, re.IGNORECASE) is not None


def _select(frame, wanted, raw=None):
    """`SELECT expression AS name` over the frame; with `raw`, falls back on the columns as text."""
    if not wanted:
        return pd.DataFrame(index=frame.index)
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in wanted.items())
    for attempt in [frame] + ([raw] if raw is not None else []):
        with duckdb.connect() as sql:
            attempt = attempt.assign(_row=np.arange(len(attempt)))
            # Through Arrow, so that the NaN of pandas is the null of SQL and not its NaN.
            sql.register("rows", pyarrow.Table.from_pandas(attempt, preserve_index=False))
            try:
                return sql.execute(f"SELECT {columns} FROM rows ORDER BY _row").df()
            except (duckdb.BinderException, duckdb.ConversionException):
                continue
    raise SystemExit(f"cannot evaluate {list(wanted.values())}")
