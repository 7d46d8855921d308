"""Measures the engine and its peer in turn: wall time and peak memory of each process.

    python benches/bench.py --ifn target/release/ifn [--python PYTHON] [--runs 5]

PYTHON runs the peer and needs the packages of tests/requirements.txt; it is the one that runs this file
by default. Results go under target/bench/ and are removed at the end. Standard library only.
"""
import argparse
import json
import os
import random
import shutil
import statistics
import struct
import subprocess
import sys
import time
from pathlib import Path

from locating import locating
from measuring import DATA, MEBI, ROOT, WORK, alternate, row
from official import official
from serving import serving
from tiles import tiles

METHOD = ROOT / "tests" / "methods" / "communes-2021.toml"
PEER = ROOT / "benches" / "peers" / "communes_2021_pandas.py"
COLUMNS = ["case", "runs", "ours (median)", "peer (median)", "ratio", "peak memory, ours", "peak memory, peer", "to reach"]


def print_table(rows):
    widths = [max(len(line[column]) for line in [COLUMNS, *rows]) for column in range(len(COLUMNS))]
    for line in [COLUMNS, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |")


def size_of(folder):
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def limit_of(folder, runs):
    """Median seconds to copy a folder and to read it again: what the writing alone costs here."""
    copy, times = WORK / "copy", []
    for _ in range(runs):
        shutil.rmtree(copy, ignore_errors=True)
        start = time.perf_counter()
        shutil.copytree(folder, copy)
        for file in copy.rglob("*"):
            if file.is_file():
                file.read_bytes()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def against_peer(case, engine, python, runs, geometry):
    if not DATA.is_dir():
        print(f"{case}: skipped, it needs {os.path.relpath(DATA, ROOT)}", file=sys.stderr)
        return []
    try:
        subprocess.run([python, "-c", "import geopandas"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        print(f"{case}: skipped, {python} lacks the packages of tests/requirements.txt", file=sys.stderr)
        return []
    ours = [engine, "build", METHOD, "--out", WORK / "ours", "--quiet"] + ["--no-tiles" if geometry else "--no-geometry"]
    peer = [python, PEER, WORK / "peer"] + (["--geometry"] if geometry else [])
    results = alternate([(ours, WORK / "ours"), (peer, WORK / "peer")], runs)
    return [row(case, results, "≥ 10 ×")]


def embarque(case, engine, runs):
    """The default build alone; says below the table what it reads, writes, and the least it could cost."""
    out = WORK / "embarque"
    results = alternate([([engine, "build", "embarque", "--out", out, "--no-tiles", "--quiet"], out)], runs)
    read = sum(file.stat().st_size for file in (ROOT / "datasets" / "embedded").glob("*.parquet"))
    note = (f"{case}: {read / MEBI:.1f} MiB read (embedded files), {size_of(out) / MEBI:.1f} MiB written; "
            f"a plain copy of what it writes, and its reading, take {limit_of(out, runs):.3f} s")
    return [row(case, results, "< 3 s")], note


def rescore(python, runs):
    """New weights for 49,280 units and 11 indicators in memory: (row, whether both say the same)."""
    random.seed(20260101)
    units, indicators, zones = 49_280, 11, 101
    file = WORK / "columns.bin"
    with file.open("wb") as stream:
        for _ in range(indicators):
            column = [float("nan") if random.random() < 0.05 else round(random.uniform(1, 10), 3) for _ in range(units)]
            stream.write(struct.pack(f"<{units}d", *column))
        stream.write(struct.pack(f"<{units}I", *(random.randrange(zones) for _ in range(units))))
    arguments = [str(x) for x in (file, units, indicators, zones, 100)]
    ours = ["cargo", "bench", "--quiet", "--workspace", "--profile", "release", "--bench", "rescore", "--", *arguments]
    peer = [python, ROOT / "benches" / "peers" / "rescore_numpy.py", *arguments]
    results = {"ours": [], "peer": []}
    for _ in range(runs):
        for name, command in (("ours", ours), ("peer", peer)):
            run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            results[name].append(json.loads(run.stdout))
    a, b = results["ours"][0], results["peer"][0]
    if abs(a["sum"] - b["sum"]) > 1e-6 or (a["ranks"], a["deciles"]) != (b["ranks"], b["deciles"]):
        raise SystemExit(f"rescore: the two do not agree: {a['sum'], a['ranks'], a['deciles']} and {b['sum'], b['ranks'], b['deciles']}")

    def told(name):
        times = sorted(s * 1000 for run in results[name] for s in run["seconds"])
        return statistics.median(times), f"{statistics.median(times):.2f} ms (p95 {times[len(times) * 95 // 100]:.2f})"

    (fast, ours), (slow, peer) = told("ours"), told("peer")
    return ["new weights, 49,280 units, 11 indicators", str(runs), ours, peer, f"{slow / fast:.1f} ×", "–", "–",
            "≥ 3 ×, < 5 ms"]


def golden(engine, runs):
    """The check of the published scores of 2020 at national scale: three zones, 48,914 rows each."""
    if not DATA.is_dir():
        return []
    names = (DATA / "ifn-2020" / "headers.csv").read_text(encoding="utf-8-sig").strip().split(";")
    names = [" ".join(name.split()) for name in names]
    rows = [line.split(";") for region in ("28", "53", "76")
            for line in (DATA / "ifn-2020" / f"{region}.csv").read_text(encoding="utf-8").splitlines()]
    code = names.index("Code Iris")
    with (WORK / "ifn-2020.csv").open("w", encoding="utf-8") as stream:
        stream.write(";".join(f'"{name}"' for name in names) + "\n")
        for n in range(48_914):
            line = list(rows[n % len(rows)])
            line[code] = f"{n:09d}"
            stream.write(";".join(line) + "\n")
    compute, whole = [], []
    for _ in range(runs):
        total, start = 0.0, time.perf_counter()
        for zone in ("departement", "epci", "region"):
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
            text += ('[territory]\ntable = "t"\nlevel = "iris"\ncode = "Code Iris"\n[table.t]\npath = "ifn-2020.csv"\n'
                     'key = "Code Iris"\nlevel = "iris"\ndelimiter = ";"\n')
            (WORK / "golden.toml").write_text(text, encoding="utf-8")
            out = WORK / "golden"
            subprocess.run([engine, "build", WORK / "golden.toml", "--quiet", "--out", out], check=True)
            timings = json.loads((out / "manifest.json").read_text())["timings"]
            total += timings["scores_done_at"] - timings["reading_done_at"]
        compute.append((total, 0, ""))
        whole.append(time.perf_counter() - start)
    line = row("ifn-2020 golden check, 48,914 rows, 3 zones", [compute], "< 0.2 s of compute")
    line[2] += f"; {statistics.median(whole):.2f} s with files"
    line[5] = "–"
    return [line]


def main():
    parser = argparse.ArgumentParser(description="Measures the engine and its peer in turn.")
    parser.add_argument("--ifn", type=Path, default=ROOT / "target" / "release" / "ifn")
    parser.add_argument("--python", default=sys.executable, help="runs the peer")
    parser.add_argument("--runs", type=int, default=5, help="measured runs after one warm-up; 3 at most with geometry")
    options = parser.parse_args()
    engine = options.ifn.resolve()
    if not engine.is_file():
        raise SystemExit(f"{options.ifn} is missing: cargo build --release")
    WORK.mkdir(parents=True, exist_ok=True)
    rows = against_peer("communes-2021, scores", engine, options.python, options.runs, geometry=False)
    rows += against_peer("communes-2021, with geometry", engine, options.python, min(options.runs, 3), geometry=True)
    rows += golden(engine, options.runs)
    rows.append(rescore(options.python, 3))
    own, note = embarque("embarque, all France, geometry included", engine, options.runs)
    drawn, about_tiles = tiles(engine, min(options.runs, 3))
    read, about_reading = official(engine, options.python, min(options.runs, 3))
    located, about_locating = locating(engine, min(options.runs, 3))
    served, about_serving = serving(engine, min(options.runs, 3))
    print_table(rows + own + read + located + drawn + served)
    print(f"\n{note}\n{about_reading}\n{about_locating}\n{about_tiles}\n{about_serving}\nratio: median of peer ÷ ours over the pairs; {os.cpu_count()} processors")
    shutil.rmtree(WORK)


if __name__ == "__main__":
    main()
