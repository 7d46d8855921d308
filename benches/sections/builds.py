"""Whole builds: beside pandas on the same files, the embedded index alone, and the published scores of 2020."""
import json
import shutil
import statistics
import subprocess
import time

from measuring import DATA, MEBI, ROOT, Missing, row

METHOD = ROOT / "tests" / "methods" / "communes-2021.toml"
PEER = ROOT / "benches" / "peers" / "communes_2021_pandas.py"


def size_of(folder):
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def copying(folder, copy, runs):
    """Median seconds to copy a folder and to read it again: what the writing alone costs here."""
    times = []
    for _ in range(runs):
        shutil.rmtree(copy, ignore_errors=True)
        start = time.perf_counter()
        shutil.copytree(folder, copy)
        for file in copy.rglob("*"):
            if file.is_file():
                file.read_bytes()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def needs_data():
    if not DATA.is_dir():
        raise Missing("it needs ../shared/data")


def against_pandas(section):
    """The national test method from raw files, beside a pandas script."""
    needs_data()
    try:
        subprocess.run([section.python, "-c", "import geopandas"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise Missing(f"{section.python} lacks the packages of tests/requirements.txt") from None
    rows = []
    for geometry in (False, True):
        ours, peer = section.work / "ours", section.work / "peer"
        commands = [
            ([section.engine, "build", METHOD, "--out", ours, "--quiet", "--offline", "--no-tiles" if geometry else "--no-geometry"], ours),
            ([section.python, PEER, peer, *(["--geometry"] if geometry else [])], peer),
        ]
        case = "communes-2021, with geometry" if geometry else "communes-2021, scores"
        rows.append(row(case, section.alternate(commands, section.few(3 if geometry else 5)), "≥ 10 ×"))
    return rows, []


def embedded(section):
    """The default build alone; says below the table what it reads, writes, and the least it could cost."""
    out, runs = section.work / "embedded", section.few(5)
    zone = section.size([], ["--zone", "departement:23"])
    command = [section.engine, "build", "embarque", "--out", out, "--no-tiles", "--quiet", "--offline", *zone]
    results = section.alternate([(command, out)], runs)
    read = sum(file.stat().st_size for file in (ROOT / "datasets" / "embedded").glob("*.parquet"))
    case = "embedded index, all France, geometry included"
    note = (f"{case}: {read / MEBI:.1f} MiB read (embedded files), {size_of(out) / MEBI:.1f} MiB written; "
            f"a plain copy of what it writes, and its reading, take {copying(out, section.work / 'copy', runs):.3f} s")
    return [row(case, results, "< 3 s")], [note]


def golden(section):
    """The published scores of 2020 at national scale: three zones, 48,914 rows each."""
    needs_data()
    runs, most = section.few(5), section.size(48_914, 400)
    names = (DATA / "ifn-2020" / "headers.csv").read_text(encoding="utf-8-sig").strip().split(";")
    names = [" ".join(name.split()) for name in names]
    rows = [line.split(";") for region in ("28", "53", "76")
            for line in (DATA / "ifn-2020" / f"{region}.csv").read_text(encoding="utf-8").splitlines()]
    code = names.index("Code Iris")
    with (section.work / "ifn-2020.csv").open("w", encoding="utf-8") as stream:
        stream.write(";".join(f'"{name}"' for name in names) + "\n")
        for n in range(most):
            line = list(rows[n % len(rows)])
            line[code] = f"{n:09d}"
            stream.write(";".join(line) + "\n")
    compute, whole = [], []
    for _ in range(runs):
        total, start = 0.0, time.perf_counter()
        for zone in ("departement", "epci", "region"):
            method, out = section.work / "golden.toml", section.work / "golden"
            method.write_text(golden_method(zone), encoding="utf-8")
            section.run(section.engine, "build", method, "--quiet", "--out", out)
            timings = json.loads((out / "manifest.json").read_text())["timings"]
            total += timings["scores_done_at"] - timings["reading_done_at"]
        compute.append((total, 0, ""))
        whole.append(time.perf_counter() - start)
    line = row(f"ifn-2020 golden check, {most:,} rows, 3 zones", [compute], "< 0.2 s of compute")
    line[2] += f"; {statistics.median(whole):.2f} s with files"
    line[5] = "–"
    return [line], []


def golden_method(zone):
    """The method file of the 2020 index over its four published axis scores, for one reference zone."""
    axes = [("acces", "information", "ACCES A L'INFORMATION", 2), ("acces", "interfaces", "ACCÈS AUX INTERFACES NUMERIQUES", 1),
            ("competences", "administratives", "COMPETENCES ADMINISTATIVES", 1),
            ("competences", "numeriques", "COMPÉTENCES NUMÉRIQUES / SCOLAIRES", 2)]
    text = 'id = "g"\ntitle = "g"\nlevels = ["iris"]\n[normalise]\nmethod = "identity"\n'
    for axis in ("acces", "competences"):
        text += f'[[axis]]\nid = "{axis}"\n'
        text += "".join(f'[[axis.indicator]]\nid = "{i}"\nweight = {w}\n' for a, i, _, w in axes if a == axis)
    for _, indicator, column, _ in axes:
        value = json.dumps(f'"{column} {zone} 1"', ensure_ascii=False)
        text += f'[indicator.{indicator}]\ntable = "t"\nvalue = {value}\n'
    return text + ('[territory]\ntable = "t"\nlevel = "iris"\ncode = "Code Iris"\n[table.t]\npath = "ifn-2020.csv"\n'
                   'key = "Code Iris"\nlevel = "iris"\ndelimiter = ";"\n')
