"""A mirror of what `ifn-2023` needs, for Seine-Saint-Denis: every file in the layout of its publisher.

Real: IRIS contours (IGN 2022), poverty by IRIS with its markers (Filosofi 2021, declared income under
the column names of disposable income), population by age and main homes by IRIS (RP 2021), premises
and speeds by commune (ARCEP, 2019 T3, made cumulative), France services, libraries. Made up, by a fixed
rule from real counts, because no open file at hand has them: diplomas, households, unemployment, cars,
families on benefits. What is made up is never more than a test.

usage: mirror.py SHARED_DATA OUT   (leaves OUT/mirror/<dataset>/<file>, OUT/iris.gpkg to be packed, and
OUT/iris-partly.gpkg, without the contours of two IRIS)
"""
import csv
import io
import sys
import zipfile
from pathlib import Path

import geopandas
import pandas as pd

from layout import population_header

SHARED, OUT = Path(sys.argv[1]), Path(sys.argv[2])
EMBEDDED = Path(__file__).parents[2] / "datasets/embedded"
MIRROR = OUT / "mirror"


def write(dataset, name, content):
    (MIRROR / dataset).mkdir(parents=True, exist_ok=True)
    (MIRROR / dataset / name).write_bytes(content)


def zipped(dataset, name, members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for member, content in members:
            z.writestr(member, content)
    write(dataset, name, out.getvalue())


def rp(dataset, page_name, frame):
    """One base-ic archive: upper-case ending, its description beside."""
    text = frame.to_csv(sep=";", index=False, float_format="%.14g", lineterminator="\r\n")
    meta = "COD_VAR;LIB_VAR;LIB_VAR_LONG;COD_MOD;LIB_MOD;TYPE_VAR;LONG_VAR\nIRIS;IRIS;IRIS;;;CHAR;9\n"
    member = f"{page_name}-2022"
    zipped(dataset, f"{member}_csv.zip", [(f"meta_{member}.CSV", meta), (f"{member}.CSV", text)])


def spread(iris, low, high):
    """A share between two bounds that an IRIS's code alone decides."""
    return low + (high - low) * (iris.astype("int64") * 2654435761 % 1000) / 1000


iris = pd.read_parquet(EMBEDDED / "iris_rp2021.parquet")
iris = iris[iris.com.str.startswith("93")].reset_index(drop=True)
head = pd.DataFrame({"IRIS": iris.iris, "COM": iris.com, "TYP_IRIS": iris.typ_iris, "LAB_IRIS": iris.lab_iris})
# Weighted counts are no whole numbers.
pop = iris["pop"] + spread(iris.iris, 0.0, 0.9) * (iris["pop"] > 0)
population = head.reindex(columns=population_header())
population["P22_POP"] = pop
population["P22_POP0019"], population["P22_POP2064"], population["P22_POP65P"] = iris.pop_0_19, iris.pop_20_64, iris.pop_65p
population["P22_POP_ETR"] = pop * spread(iris.iris, 0.05, 0.45)
population["P22_POP75P"] = iris.pop_65p * 0.4
population = population.fillna(0)
rp("rp-2022-population", "base-ic-evol-struct-pop", population)

adults = iris.pop_20_64 + iris.pop_65p
diplomas = head.assign(P22_NSCOL15P=adults * 0.95)
diplomas["P22_NSCOL15P_DIPLMIN"] = diplomas.P22_NSCOL15P * spread(iris.iris, 0.1, 0.45)
for level in ("BEPC", "CAPBEP", "BAC", "SUP2", "SUP34", "SUP5"):
    diplomas[f"P22_NSCOL15P_{level}"] = (diplomas.P22_NSCOL15P - diplomas.P22_NSCOL15P_DIPLMIN) / 6
rp("rp-2022-diplomes", "base-ic-diplomes-formation", diplomas)
households = head.assign(C22_MEN=iris.res_principales.astype(float))
households["C22_MENPSEUL"] = households.C22_MEN * spread(iris.iris, 0.2, 0.5)
households["C22_MENFAMMONO"] = households.C22_MEN * spread(iris.iris, 0.05, 0.25)
rp("rp-2022-menages", "base-ic-couples-familles-menages", households)
work = head.assign(P22_POP1564=iris.pop_20_64 * 1.05)
work["P22_ACT1564"] = work.P22_POP1564 * 0.72
work["P22_ACTOCC1564"] = work.P22_ACT1564 * (1 - spread(iris.iris, 0.06, 0.25))
work["P22_CHOM1564"] = work.P22_ACT1564 - work.P22_ACTOCC1564
rp("rp-2022-activite", "base-ic-activite-residents", work)
homes = head.assign(P22_LOG=iris.logements.astype(float), P22_RP=iris.res_principales.astype(float))
homes["P22_RP_VOIT1"] = homes.P22_RP * spread(iris.iris, 0.3, 0.55)
homes["P22_RP_VOIT2P"] = homes.P22_RP * spread(iris.iris, 0.05, 0.2)
homes["P22_RP_VOIT1P"] = homes.P22_RP_VOIT1 + homes.P22_RP_VOIT2P
rp("rp-2022-logement", "base-ic-logement", homes)

declared = pd.read_csv(SHARED / "insee/filosofi/BASE_TD_FILO_IRIS_2021_DEC.csv", sep=";", dtype=str)
declared = declared[declared.IRIS.str.startswith("93")]
disposable = declared.rename(columns=lambda c: c.replace("DEC_", "DISP_"))
text = disposable.to_csv(sep=";", index=False)
name = "BASE_TD_FILO_IRIS_2021_DISP"
zipped("filosofi-2021-iris", f"{name}_CSV.zip", [(f"meta_{name}.csv", "COD_VAR;LIB_VAR\n"), (f"{name}.csv", text)])

speeds = pd.read_csv(SHARED / "arcep/commune_debit_2019T3.csv", sep=";", skiprows=1, dtype=str)
# Pierrefitte-sur-Seine (93059) has been Saint-Denis (93066) since 2025: the edition of today has one row.
speeds = speeds[speeds.code_dep == "93"].assign(code_insee=lambda t: t.code_insee.replace("93059", "93066"))
classes = ["elig_hd05", "elig_hd3", "elig_hd8", "elig_thd30", "elig_thd100", "elig_thd1g"]
counts = speeds[classes].astype(int)
# A partition there; since 2021 each class holds those above it.
cumulative = counts.iloc[:, ::-1].cumsum(axis=1).iloc[:, ::-1].rename(columns={"elig_hd8": "elig_bhd8"})
wired = speeds[["code_insee"]].assign(nbr=speeds.nbr.astype(int), inel_hd=speeds.inel_hd.astype(int)).join(cumulative)
wired = wired.groupby("code_insee", as_index=False).sum().assign(date="2026-06-30")
wired.insert(2, "type", "all")
halves = wired.assign(type="pro")
table = pd.concat([wired, halves]).sort_values(["code_insee", "type"])
write("arcep-debit-filaire", "commune_debit_filaire.csv", table.to_csv(sep=";", index=False).encode())

communes = sorted(iris.com.unique())
out = io.StringIO()
rows = csv.writer(out, delimiter=";", lineterminator="\n")
rows.writerow(["dtreffre", "numcomdo", "nomcom", "indfoy_ndur", "indfoy_rsa"])
for i, code in enumerate(communes):
    for year in ("2023-12", "2024-12"):
        rows.writerow([year, code, f"COMMUNE {i}", 5 * (200 + 37 * i), 5 * (30 + 7 * i % 60)])
rows.writerow(["2024-12", "", "NON LOCALISE", 15, 5])
write("caf-2024", "s_ben_com_f.csv", b"\xef\xbb\xbf" + out.getvalue().encode())

for dataset, source, name in [
    ("france-services", "anct/liste-fs-20240801.csv", None),
    ("bibliotheques", "culture/adresses-des-bibliotheques-publiques.csv", None),
]:
    import tomllib

    told = tomllib.loads((Path(__file__).parents[2] / f"datasets/{dataset}.toml").read_text())
    write(dataset, told.get("file") or told["address"].rsplit("/", 1)[-1], (SHARED / source).read_bytes())

PLACES = (
    "id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,longitude,typologie,telephone,courriels,"
    "site_web,horaires,presentation_resume,presentation_detail,source,itinerance,structure_parente,date_maj,services,"
    "publics_specifiquement_adresses,prise_en_charge_specifique,frais_a_charge,dispositif_programmes_nationaux,"
    "formations_labels,autres_formations_labels,modalites_acces,modalites_accompagnement,fiche_acces_libre,prise_rdv"
).split(",")
out = io.StringIO()
places = csv.DictWriter(out, PLACES, quoting=csv.QUOTE_ALL, lineterminator="\n", restval="")
places.writeheader()
for i, (code, name, lat, lon) in enumerate([
    ("93010", "Bondy", 48.9022, 2.4830), ("93066", "Saint-Denis", 48.9357, 2.3580), ("93005", "Aulnay-sous-Bois", 48.9386, 2.4906)]):
    places.writerow({
        "id": f"structure-{i}", "pivot": "00000000000000", "nom": f"Médiathèque de {name}", "commune": name,
        "code_postal": code, "code_insee": code, "adresse": f"{i + 1} rue de la République", "latitude": lat, "longitude": lon,
        "typologie": "BIB", "source": "Hubik", "date_maj": "2026-06-01", "horaires": "Tu-Sa 10:00-18:00",
        "services": "Aide aux démarches administratives|Maîtrise des outils numériques du quotidien",
        "frais_a_charge": "Gratuit", "modalites_acces": "Se présenter|Téléphoner"})
write("lieux-mediation-numerique", "398edc71-0d51-4cb6-9cbe-2540a4db573c", out.getvalue().encode())

out = io.StringIO()
bpe = csv.writer(out, delimiter=";", lineterminator="\n")
bpe.writerow("AN;NOMRS;CNOMRS;NUMVOIE;INDREP;TYPVOIE;LIBVOIE;CADR;CODPOS;DEPCOM;DEP;REG;LIBCOM;DOM;SDOM;TYPEQU;SIRET;"
             "LAMBERT_X;LAMBERT_Y;LONGITUDE;LATITUDE;QUALITE_XY;EPSG;DCIRIS".split(";"))
for i, code in enumerate(communes):
    x, y = 655000 + 300 * i, 6868000 + 150 * (i % 7)
    lon, lat = round(2.3845 + 0.0041 * i, 6), round(48.907 + 0.00135 * (i % 7), 6)
    for kind, name in (("A129", ""), ("A206", "LA POSTE"), ("F307", "BIBLIOTHEQUE")):
        where = (x, y, lon, lat) if i else ("", "", "", "")
        bpe.writerow([2024, name, "", i + 1, "", "RUE", "DE LA PAIX", "", code, code, "93", "11", f"COMMUNE {i}", "A", "A1", kind, "",
                      *where, "Bonne" if i else "", 2154, f"{code}0101"])
zipped("bpe-services-publics", "BPE24.zip", [("BPE24.csv", out.getvalue())])

contours = geopandas.read_file(SHARED / "ign/contours_iris_93.gpkg")
contours = contours.rename(columns={
    "INSEE_COM": "code_insee", "NOM_COM": "nom_commune", "IRIS": "iris", "CODE_IRIS": "code_iris",
    "NOM_IRIS": "nom_iris", "TYP_IRIS": "type_iris"})
# Codes of 2026: the quarters of Pierrefitte follow it to Saint-Denis, where their number is free.
taken = set(contours.code_iris)
contours["code_iris"] = [
    f"93066{c[5:]}" if c.startswith("93059") and f"93066{c[5:]}" not in taken else c for c in contours.code_iris]
contours.insert(0, "cleabs", [f"IRIS____{i:016}" for i in range(len(contours))])
contours = contours.rename_geometry("geometrie")
contours.to_file(OUT / "iris.gpkg", layer="contours_iris", driver="GPKG", geometry_name="geometrie")
partly = contours[~contours.code_iris.isin(["930010101", "930660101"])]
partly.to_file(OUT / "iris-partly.gpkg", layer="contours_iris", driver="GPKG", geometry_name="geometrie")
print(len(contours), "contours;", len(iris), "IRIS;", len(communes), "communes")
