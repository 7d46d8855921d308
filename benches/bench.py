"""Measures the engine and its peers in turn: wall time and peak memory of each process.

    python benches/bench.py --ifn target/release/ifn [--python PYTHON] [--runs 5] [--smoke] [SECTION …]

PYTHON runs the pandas peers and needs the packages of tests/requirements.txt; it is the one that runs this file
by default. Each section works in target/bench/SECTION, prints its rows as it ends and keeps them in
target/bench-results/; one that fails is reported, and the others go on. Exit status 1 when one failed.
"""
import argparse
import json
import os
import shutil
import sys
import traceback
from pathlib import Path

from measuring import ROOT, WORK, Missing, Section
from sections import SECTIONS, serving

RESULTS = ROOT / "target" / "bench-results"
COLUMNS = ["case", "runs", "ours (median)", "peer (median)", "ratio", "peak memory, ours", "peak memory, peer", "to reach"]


def table(rows):
    widths = [max(len(line[column]) for line in [COLUMNS, *rows]) for column in range(len(COLUMNS))]
    lines = [COLUMNS, ["-" * width for width in widths], *rows]
    return "\n".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines)


def keep(folder, results, smoke):
    """Writes what the sections gave so far: a table for people, JSON for programs."""
    rows = [line for result in results.values() for line in result["rows"]]
    notes = [note for result in results.values() for note in result["notes"]]
    if smoke:
        notes.insert(0, "smoke run on tiny inputs: it shows that each section works; its figures mean nothing")
    footer = f"ratio: median of peer ÷ ours over the pairs; {os.cpu_count()} processors"
    text = "\n".join([table(rows), "", *notes, footer, ""])
    (folder / "results.md").write_text(text, encoding="utf-8")
    (folder / "results.json").write_text(json.dumps({"columns": COLUMNS, "sections": results}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return text


def brief(error):
    """What was run, and the last words about it."""
    lines = [line for line in str(error).splitlines() if line.strip()] or [repr(error)]
    return " … ".join(dict.fromkeys([lines[0], lines[-1]]))


def measured(section):
    """Runs one section in a folder of its own."""
    shutil.rmtree(section.work, ignore_errors=True)
    section.work.mkdir(parents=True)
    try:
        rows, notes = SECTIONS[section.name](section)
        result = {"state": "measured", "rows": rows, "notes": [f"{section.name}: {note}" for note in notes if note]}
    except Missing as reason:
        result = {"state": "skipped", "rows": [], "notes": [f"{section.name}: skipped: {reason}"]}
    except Exception as error:  # noqa: BLE001 - whatever a section meets, the others are measured
        traceback.print_exc()
        result = {"state": "failed", "rows": [], "notes": [f"{section.name}: FAILED: {brief(error)}"]}
    shutil.rmtree(section.work, ignore_errors=True)
    return result


def main():
    parser = argparse.ArgumentParser(description="Measures the engine and its peers in turn.")
    parser.add_argument("--ifn", type=Path, default=ROOT / "target" / "release" / "ifn")
    parser.add_argument("--python", default=sys.executable, help="runs the pandas peers")
    parser.add_argument("--runs", type=int, default=5, help="measured runs after one warm-up; 3 at most where a run is long")
    parser.add_argument("--smoke", action="store_true", help="every section on tiny inputs: whether it works, not how fast it is")
    parser.add_argument("--results", type=Path, metavar="DIR", help="where rows are kept; target/bench-results without it")
    parser.add_argument("--soak", type=int, metavar="MINUTES", help="mixed load on the server instead; its memory, minute by minute")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"one or more of: {', '.join(SECTIONS)}; all without one")
    options = parser.parse_args()
    unknown = [name for name in options.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"unknown section {unknown[0]!r}; expected one of: {', '.join(SECTIONS)}")
    engine = options.ifn.resolve()
    if not engine.is_file():
        parser.error(f"{options.ifn} is missing: make build")
    if options.soak:
        section = Section("soak", engine, options.python, options.runs, smoke=False)
        section.work.mkdir(parents=True, exist_ok=True)
        return serving.soak(section, options.soak)
    folder = options.results or (RESULTS / "smoke" if options.smoke else RESULTS)
    folder.mkdir(parents=True, exist_ok=True)
    results = {}
    for name in options.sections or SECTIONS:
        print(f"== {name}", flush=True)
        results[name] = measured(Section(name, engine, options.python, options.runs, options.smoke))
        if results[name]["rows"]:
            print(table(results[name]["rows"]))
        print("\n".join(results[name]["notes"]), flush=True)
        text = keep(folder, results, options.smoke)
    print(f"\n{text}\n{os.path.relpath(folder)}/results.md and results.json hold these rows.")
    shutil.rmtree(WORK, ignore_errors=True)
    sys.exit(any(result["state"] == "failed" for result in results.values()))


if __name__ == "__main__":
    main()
