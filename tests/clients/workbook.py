"""An officer's workbook, opened by openpyxl and held against the build. workbook.py OUT XLSX CSV ZONE LEAST

OUT is the folder of the build, XLSX and CSV the same communes of a département written twice, ZONE its name, LEAST the least population that was asked for, or 0.
"""
import json
import math
import re
import sys

import openpyxl
import pandas as pd

out, xlsx, csv, zone, least = sys.argv[1:]
manifest = json.load(open(f"{out}/manifest.json"))
method = manifest["method"]
book = openpyxl.load_workbook(xlsx)
assert book.sheetnames == ["Communes", "Données techniques", "Dictionnaire", "Sources et précautions"], book.sheetnames
texts = {"code": str, "departement": str, "region": str, "epci": str}
table = pd.read_csv(csv, dtype=texts)
every = pd.read_parquet(f"{out}/scores/commune.parquet")
# Also those that the list leaves out.
members = every[every.departement == table.departement[0]]
ranked_here = f"Rang : {zone} (sur {members.score.notna().sum()})"


def plain(text):
    return text.replace("’", "'").replace("\u202f", " ").replace("\xa0", " ")


# The list: what it is, then headings that stay, can be filtered and come back on each page.
sheet = book["Communes"]
rows = list(sheet.iter_rows(min_row=5, values_only=True))
heads = [cell.value for cell in sheet[4]]
last = f"{openpyxl.utils.get_column_letter(len(heads))}{4 + len(rows)}"
scored = manifest["levels"]["commune"]["ranked"]
first = ["Commune", "Intercommunalité (EPCI)", "Département", "Habitants", "Personnes concernées : personnes de 65 ans et plus"]
index = [ranked_here, f"Rang en France (sur {scored:,})".replace(",", " ")]
near = ["Lieu le plus proche", "Distance au lieu le plus proche (km)"]
gap = ["Écart entre besoin et offre", f"Rang de l'écart : {zone}", "Rang de l'écart en France"]
# What the list is in the order of comes first: here by gap × persons where a least population is asked for.
inner = gap + near + index + ["Pourquoi"] if int(least) else index + ["Pourquoi"] + near + gap
assert [plain(h) for h in heads] == first + inner + ["Indice", "Décile", "Données disponibles", "Code"], heads
assert plain(sheet["A1"].value) == plain(method["words"]["fr"]["long"])
assert plain(method["notice"]) in plain(sheet["A3"].value) and "Sources et précautions" in sheet["A3"].value
assert sheet.freeze_panes == "B5" and sheet.auto_filter.ref == f"A4:{last}", (sheet.freeze_panes, sheet.auto_filter.ref)
page = sheet.page_setup
# One page wide is what is meant where nothing is said.
assert (page.orientation, page.paperSize, page.fitToWidth or 1, page.fitToHeight) == ("landscape", 9, 1, 0)
assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.print_title_rows == "$1:$4"
area = re.search(r"A1:([A-Z]+)(\d+)$", sheet.print_area.replace("$", ""))
assert int(area[2]) == 4 + len(rows), sheet.print_area
printed = openpyxl.utils.column_index_from_string(area[1])
assert 10 <= printed <= len(heads), sheet.print_area
foot = sheet.oddFooter
assert "Source" in foot.left.text and "2021" in foot.center.text and "&P" in foot.right.text.replace("&[Page]", "&P")
# Neighbours of one width are one entry.
widths = {at: kept.width for kept in sheet.column_dimensions.values() for at in range(kept.min, kept.max + 1)}
# A page of A4 is so wide that letters are of 7 points or more; what is not printed is said.
assert sum(widths[column] for column in range(1, printed + 1)) <= 196, widths
assert printed == len(heads) or "premières colonnes" in sheet.oddHeader.left.text
for column, head in enumerate(heads, 1):
    longest = max(len(str(row[column - 1] or "")) for row in rows)
    width = widths[column]
    wrapped = sheet.cell(5, column).alignment.wrap_text
    number = isinstance(rows[0][column - 1], (int, float))
    assert width >= 9 and (number or wrapped or width >= min(longest, 32)), (head, width, longest)
    # Words of a heading stay whole.
    assert width >= min(16, max(map(len, head.split()))), (head, width)
# A row is as high as its longest cell needs.
for line in range(5, 5 + len(rows)):
    wrapped = [cell for cell in sheet[line] if cell.alignment.wrap_text and cell.value]
    lines = max(-(-len(str(cell.value)) // int(widths[cell.column])) for cell in wrapped)
    assert (sheet.row_dimensions[line].height or 15) >= 15 * lines, (line, lines)
formats = {plain(cell.value): sheet.cell(5, cell.column).number_format for cell in sheet[4]}
assert formats["Habitants"] == "#,##0" and formats["Indice"] == "0.00" and formats["Données disponibles"].endswith("%")

# Its cells are those of the build: names for codes, numbers as numbers, codes as text with their zeros.
got = pd.DataFrame(rows, columns=[plain(h) for h in heads])
assert got.Code.map(type).eq(str).all() and got.Code.str.len().eq(5).all()
assert set(got.Code) == set(table.code) and len(got) == len(table) > 20
own = table.set_index("code").loc[got.Code].reset_index()


def same(head, expected, places=9):
    left, right = pd.to_numeric(got[head]), pd.to_numeric(expected)
    assert (left.isna() == right.isna()).all() and (left - right).abs().max() < 10**-places, head


# Persons at risk as on the map: two figures that count.
step = 10.0 ** (own.at_risk.clip(lower=1).map(math.log10) // 1 - 1).clip(lower=0)
same("Personnes concernées : personnes de 65 ans et plus", (own.at_risk / step + 0.5).map(math.floor, na_action="ignore") * step)
for head, name in [("Habitants", "population"), ("Rang de l'écart en France", "gap_rank"),
                   (f"Rang de l'écart : {zone}", "gap_rank_in_zone"), ("Indice", "score"), ("Décile", "decile"), ("Données disponibles", "completeness"),
                   ("Écart entre besoin et offre", "gap"), ("Distance au lieu le plus proche (km)", "access_km")]:
    same(head, own[name])
same([h for h in got.columns if h.startswith("Rang en France")][0], own["rank"])
for head, level in [("Intercommunalité (EPCI)", "epci"), ("Département", "departement")]:
    names = pd.read_parquet(f"{out}/scores/{level}.parquet").set_index("code").name
    assert (got[head].fillna("") == own[level].map(names).fillna("")).all(), head
places = pd.read_parquet(f"{out}/places.parquet", columns=["id", "nom", "commune"]).set_index("id")
near = places.loc[own.nearest_id]
assert (got["Lieu le plus proche"].values == (near.nom + " (" + near.commune + ")").values).all()
ranks = members.score.round(11).rank(method="min", ascending=False).set_axis(members.code)
same(ranked_here, got.Code.map(ranks))

# Why: what holds the index most above the middle of the scale, by the weights of what is known.
scale = method["scale"]
parts = [i for i in method["indicators"] if i["axis"]]
axes = {a["id"]: a["weight"] for a in method["axes"]}
for why, (_, row) in zip(got.Pourquoi, own.iterrows()):
    if pd.isna(row.score):
        assert why.startswith("Pas d’indice"), why
        continue
    known = [i for i in parts if not pd.isna(row[f"norm_{i['id']}"])]
    share = {}
    for i in known:
        within = sum(k["weight"] for k in known if k["axis"] == i["axis"])
        beside = sum(axes[a] for a in {k["axis"] for k in known})
        share[i["id"]] = i["weight"] / within * axes[i["axis"]] / beside
    above = {i["id"]: share[i["id"]] * (row[f"norm_{i['id']}"] - sum(scale) / 2) for i in known}
    first = sorted((i for i in known if above[i["id"]] > 0), key=lambda i: -round(above[i["id"]], 11))[:2]
    told = [part.split(" : ")[0] for part in plain(why).split(" ; ")]
    assert told == [plain(i["title"]) for i in first] or (not first and "Aucun indicateur" in why), (why, above)
    for i, part in zip(first, plain(why).split(" ; ")):
        value = float(re.match(r"[−\d ,]+", part.split(" : ")[1])[0].replace(" ", "").replace(",", ".").replace("−", "-"))
        shown = 0.00501 if abs(value) < 10 else 0.0501 if abs(value) < 1000 else 0.501
        assert abs(value - row[f"value_{i['id']}"]) <= shown, (part, row[f"value_{i['id']}"])

# In the order that was asked for, else by rank; what is left out is said.
if int(least):
    assert list(got.Code) == list(table.code)
    smaller = members[~(members.population >= int(least))]
    said = plain(sheet["A2"].value)
    assert f"{int(least):,} habitants et plus".replace(",", " ") in said and f"({len(smaller)} territoires" in said, said
else:
    national = own["rank"].fillna(10**9)
    assert national.is_monotonic_increasing and "par rang" in sheet["A2"].value

# The technical sheet is the table, under its technical names.
technical = pd.read_excel(xlsx, sheet_name="Données techniques", dtype=texts)
assert list(technical.columns) == list(table.columns) and list(technical.code) == list(table.code)
for name in ["score", "population", "value_densite", "gap"]:
    assert ((technical[name] - table[name]).abs().max() < 1e-9) and (technical[name].isna() == table[name].isna()).all()
assert book["Données techniques"].freeze_panes == "C2" and book["Données techniques"].auto_filter.ref

# Every column of both sheets has its French.
terms = list(book["Dictionnaire"].iter_rows(min_row=2, values_only=True))
listed = [row[1] for row in terms if row[0] == "Communes"]
named = {row[2]: row for row in terms if row[0] == "Données techniques"}
assert listed == heads and list(named) == list(technical.columns), set(technical.columns) ^ set(named)
for row in terms:
    assert row[1] and row[3], row
    assert not re.search(r"\b(the|of|share|unit|rank)\b", f"{row[1]} {row[3]}"), row
assert named["value_part_65_plus"][4] == "%" and "2021" in named["value_part_65_plus"][6]
assert "recensement" in named["value_part_65_plus"][5].lower(), named["value_part_65_plus"]
assert named["population"][4] == "personnes"

said = [tuple(row) for row in book["Sources et précautions"].iter_rows(values_only=True, max_col=2)]
about = dict(said)
assert about["Empreinte de la méthode"] == method["sha256"] and plain(about["Licence"]) == plain(manifest["licence"])
assert plain(about["Avertissement"]) == plain(method["notice"])
assert sum(head == "Ce que cet indice ne dit pas" for head, _ in said) >= 5
assert sum(head == "Source" for head, _ in said) == len(manifest["sources"])
print(len(rows), "rows,", len(terms), "columns explained")
