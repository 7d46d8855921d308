"""Counts of real inventories of places, from the files themselves. Standard library only.

    python tests/oracle/places.py ../shared/data

Prints JSON: for each inventory the rows, and what can be counted without knowing the schema.
"""

import csv
import json
import re
import sys
from pathlib import Path

DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
NEW_NAMES = {
    "acces": ["Accéder à du matériel", "Accéder à une connexion internet"],
    "demarches": [
        "Accompagner les démarches de santé",
        "Devenir autonome dans les démarches administratives",
        "Réaliser des démarches administratives avec un accompagnement",
    ],
    "comprehension": ["Approfondir ma culture numérique", "Promouvoir la citoyenneté numérique"],
    "outils": [
        "Prendre en main un ordinateur",
        "Prendre en main un smartphone ou une tablette",
        "Utiliser le numérique au quotidien",
    ],
}
GIRONDE = {
    "acces": "Accès à Internet en autonomie",
    "demarches": "Etre accompagné dans ses démarches administratives",
    "outils": "Etre initié aux outils numériques",
    "loisirs": "Pratiquer des activités récréatives numériques",
}


def minutes(text: str) -> int:
    """Minutes open of "09:00 - 12:00 / 13:30 - 17:00" or "8h30-12h"; overlaps count once."""
    open_minutes: set[int] = set()
    time = r"(\d{1,2})\s*[:hH]\s*(\d{2})?"
    for h1, m1, h2, m2 in re.findall(rf"{time}\s*-?\s*{time}", text):
        open_minutes |= set(range(int(h1) * 60 + int(m1 or 0), int(h2) * 60 + int(m2 or 0)))
    return len(open_minutes)


def table(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def france_services(data: Path) -> dict:
    rows = table(data / "anct/liste-fs-20240801.csv", ",")
    week = [sum(minutes(r[f"h_{d}"]) for d in DAYS[:6]) for r in rows]
    return {
        "rows": len(rows),
        "itinerant": sum(r["format_fs"] in ("Bus_équivalent", "Itinérante") for r in rows),
        "with_hours": sum(m > 0 for m in week),
        "hours": sum(week) / 60,
        "telephones": sum(bool(r["telephone"]) for r in rows),
        "demarches": len(rows),
    }


def libraries(data: Path) -> dict:
    rows = table(data / "culture/adresses-des-bibliotheques-publiques.csv", ";")
    return {
        "rows": len(rows),
        "no_public": sum(r["type_adresse"] == "Adresse administrative" for r in rows),
        "without_coordinates": sum(not r["coordonnees_finales"] for r in rows),
        "with_hours": 0,
        "hours": 0.0,
    }


def preschema(data: Path) -> dict:
    rows = json.loads((data / "anct/lieux_aura_preschema.json").read_text("utf-8"))
    offered = [set(r.get("services", "").split(";")) for r in rows]
    out = {"rows": len(rows), "with_hours": sum(bool(r.get("horaires")) for r in rows)}
    for new, old in NEW_NAMES.items():
        out[new] = sum(bool(o & set(old)) for o in offered)
    publics = [p for r in rows for p in r.get("publics_accueillis", "").split(";")]
    out["languages"] = publics.count("Public langues étrangères")
    paid = [c for r in rows for c in r.get("conditions_acces", "").split(";")]
    out["frais_unknown"] = sum(c.startswith(("Adhésion", "Accepte le Pass")) for c in paid)
    out["seniors"] = sum("Seniors (+ 65 ans)" in r.get("publics_accueillis", "").split(";") for r in rows)
    return out


def gironde(data: Path) -> dict:
    rows = json.loads((data / "mednum/gironde.json").read_text("utf-8"))
    out = {"rows": len(rows), "without_services": sum(not r["services"] for r in rows)}
    for new, old in GIRONDE.items():
        out[new] = sum(old in r["services"].split(" / ") for r in rows)
    out["postal"] = sum(bool(re.search(r"\b\d{5}\b", r["Adresse postale"])) for r in rows)
    return out


def bfc(data: Path) -> dict:
    rows = table(data / "mednum/bfc-ternum-dataset.csv", ",")
    parts = [[r[f"{d} {half}"] for d in DAYS for half in ("matin", "après-midi")] for r in rows]
    # A row that says "sous condition" of one half day says nothing of its week.
    told = [p for p in parts if "souscondition" not in p]
    week = [sum(minutes(cell) for cell in p) for p in told]
    labels = [set(r["code_label"].split("-")) for r in rows]
    return {
        "rows": len(rows),
        "with_hours": sum(m > 0 for m in week),
        "hours": sum(week) / 60,
        "demarches": sum(bool(label & {"MFS", "MSAP"}) for label in labels),
        "acces": sum("MFS" in label for label in labels),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    counts = {
        "france-services": france_services(folder),
        "bibliotheques": libraries(folder),
        "preschema": preschema(folder),
        "gironde": gironde(folder),
        "bfc-ternum": bfc(folder),
    }
    print(json.dumps(counts, ensure_ascii=False))
