"""Compares all that a user computes by two programs: same.py OLD_IFN NEW_IFN [METHOD…]

Builds every method of `configs/` and `tests/methods/` with both, then compares, byte for byte: files of
the builds; exports of every level in every format; what `explain`, `gaps`, `places`, `audit`, `compare`,
`locate` and `check` print; answers of every route that `/openapi.json` describes, by its examples and
formats. Says each difference; exit status 1 when there is any.

Left out, because they say when, by which version or where something was made: the version in files and
answers, `timings` and `engine` of the manifest, dates, ETag, Last-Modified, Content-Length. Workbooks are
compared member by member but for their date, PMTiles tile by tile, `SHA256SUMS` by its names.
What the program says to standard error, and how problems are worded, is not compared: exit and HTTP
status are, and the problem's type.

Methods whose files are not on this machine are built where `make test` has left files of the publishers'
layouts (`target/tmp/publishers`); those that both programs refuse are listed. Standard library, and the
`pmtiles` package of `target/venv` for archives whose bytes differ.
"""

import argparse
import difflib
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from same_server import compare_servers, without_version

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "target/tmp/publishers/data"
#: Rows to be located: Saint-Denis, Guéret, Saint-Pierre, the sea, nothing, no number.
POINTS = "id;lon;lat\n1;2,3574;48,9356\n2;1,8717;46,1706\n3;55,4504;-20,8789\n4;-8,0;47,0\n5;;\n6;x;48,9\n"
TEXT_DIFFERENCE = 8


class Report:
    """Differences, as they are found."""

    def __init__(self):
        self.compared, self.differences = 0, 0

    def same(self, what, equal, why=""):
        self.compared += 1
        if not equal:
            self.differences += 1
            print(f"DIFFERS {what}{': ' if why else ''}{why}", flush=True)


class Program:
    """One of the two programs, with a folder for its builds."""

    def __init__(self, path, folder):
        self.path, self.folder = Path(path).resolve(), folder
        folder.mkdir()

    def run(self, *args, cwd=ROOT):
        command = [self.path, *map(str, args)]
        return subprocess.run(command, cwd=cwd, capture_output=True, timeout=1800)


def workbook(content):
    book = zipfile.ZipFile(io.BytesIO(content))
    # Members are packed: the version is still in them.
    members = {n: without_version(book.read(n)) for n in book.namelist()}
    del members["docProps/core.xml"]
    return members


def archive(content):
    """Metadata and tiles of a PMTiles archive."""
    from pmtiles.reader import MemorySource, Reader, all_tiles

    reader = Reader(MemorySource(content))
    metadata = {k: v for k, v in reader.metadata().items() if k != "version"}
    kept = ("tile_type", "tile_compression", "min_zoom", "max_zoom")
    header = {k: v for k, v in reader.header().items() if k in kept or k.endswith("_e7")}
    return metadata, header, dict(all_tiles(MemorySource(content)))


def manifest(content):
    value = json.loads(content)
    value.pop("timings", None)
    value.pop("engine", None)
    # Of the archive as it is packed: its tiles are compared one by one.
    (value.get("tiles") or {}).pop("bytes", None)
    return value


def why_different(name, old, new):
    """Why two files are not the same; empty when they are, but for what is left out."""
    if old == new:
        return ""
    if name.endswith("manifest.json"):
        a, b = manifest(old), manifest(new)
        keys = [k for k in sorted(a.keys() | b.keys()) if a.get(k) != b.get(k)]
        return f"keys {', '.join(keys)}" if keys else ""
    if name.endswith(".xlsx"):
        a, b = workbook(old), workbook(new)
        members = [n for n in sorted(a.keys() | b.keys()) if a.get(n) != b.get(n)]
        return f"members {', '.join(members)}" if members else ""
    if name.endswith(".pmtiles"):
        (meta_a, head_a, a), (meta_b, head_b, b) = archive(old), archive(new)
        tiles = [t for t in a.keys() | b.keys() if a.get(t) != b.get(t)]
        if not tiles and (meta_a, head_a) == (meta_b, head_b):
            return ""
        return f"{len(tiles)} of {len(a)} tiles, as {sorted(tiles)[:3]}; metadata: {meta_a != meta_b}"
    if name.endswith("SHA256SUMS"):
        names = [[line.split()[-1] for line in text.splitlines()[1:]] for text in (old.decode(), new.decode())]
        return "" if names[0] == names[1] else "other names"
    try:
        lines = [text.decode().splitlines() for text in (old, new)]
    except UnicodeDecodeError:
        return f"{len(old)} and {len(new)} bytes"
    diff = list(difflib.unified_diff(*lines, "old", "new", lineterm="", n=0))[2:]
    return "\n".join(["", *(f"    {line[:200]}" for line in diff[:TEXT_DIFFERENCE])])


def compare_files(report, what, old, new):
    """Two folders, file by file."""
    names = [{p.relative_to(f).as_posix() for p in f.rglob("*") if p.is_file()} for f in (old, new)]
    report.same(f"{what}: names of files", names[0] == names[1], f"{sorted(names[0] ^ names[1])}")
    for name in sorted(names[0] & names[1]):
        contents = [without_version((f / name).read_bytes()) for f in (old, new)]
        why = why_different(name, *contents)
        report.same(f"{what}/{name}", not why, why)
    for folder, found in zip((old, new), names):
        if "SHA256SUMS" in found:
            for line in (folder / "SHA256SUMS").read_text().splitlines()[1:]:
                digest, name = line.split(maxsplit=1)
                true = hashlib.sha256((folder / name.lstrip("*")).read_bytes()).hexdigest()
                report.same(f"{what}: sum of {folder.parent.name}'s {name}", digest == true)


def compare_run(report, programs, builds, *args, output=None):
    """What both print, or write to a file of the name `output`, with the same arguments.

    `{out}` in an argument stands for the program's own build."""
    what = " ".join(["ifn", *map(str, args), *([output] if output else [])])
    results, printed, contents = [], [], []
    for program, build in zip(programs, builds):
        more = ["-o", program.folder / output] if output else []
        words = [str(a).replace("{out}", str(build)) for a in args]
        result = program.run(*words, *more, cwd=program.folder)
        results.append(result.returncode)
        printed.append(without_version(result.stdout.replace(str(program.folder).encode(), b"*")))
        content = b""
        if output and (program.folder / output).is_file():
            content = (program.folder / output).read_bytes()
            (program.folder / output).unlink()
        contents.append(without_version(content))
    why = f"status {results[0]} and {results[1]}" if results[0] != results[1] else ""
    why = why or why_different("", *printed)
    why = why or (why_different(output, *contents) if output and any(contents) else "")
    report.same(what, not why, why)


def codes_of(build, level):
    """Some codes of a level: first, last, and between."""
    import pyarrow.parquet

    codes = pyarrow.parquet.read_table(build / f"scores/{level}.parquet", columns=["code"])["code"].to_pylist()
    return sorted({codes[i * (len(codes) - 1) // 4] for i in range(5)})


def compare_commands(report, programs, builds, method, data):
    """What the commands say of two builds of a method."""
    said = json.loads((builds[0] / "manifest.json").read_bytes())
    build = ("--out", "{out}")
    # From a folder of its own, where a path from the root of the project leads nowhere.
    method = ROOT / method if method.endswith(".toml") else method

    def run(*args, output=None):
        compare_run(report, programs, builds, *args, output=output)

    for level in said["levels"]:
        for ending in ("csv", "xlsx", "parquet", "geojson", "geoparquet"):
            run("export", level, *build, output=f"e.{ending}")
        run("export", level, "--excel", *build, output="e.csv")
        for code in codes_of(builds[0], level):
            run("explain", f"{level}:{code}", *build)
            run("explain", f"{level}:{code}", "--json", *build)
        run("locate", "points.csv", "--lon", "lon", "--lat", "lat", "--level", level, *build)
        run("locate", "points.csv", "--lon", "lon", "--lat", "lat", "--level", level, "--json", *build, output="l.parquet")
        run("audit", method, "--level", level, "--json", "--data", data)
        run("gaps", "--level", level, "--json", "--top", "100000", *build)
        run("gaps", "--level", level, *build)
        for ending in ("csv", "xlsx", "parquet", "geojson", "geoparquet"):
            run("gaps", "--level", level, "--top", "500", *build, output=f"g.{ending}")
    run("gaps", "--service", "demarches", "--json", *build)
    run("gaps", "--reference", "departement", "--json", *build)
    for axis in said["method"].get("axes", []):
        run("gaps", "--weight", f"{axis['id']}=2", "--json", *build)
    run("audit", method, "--html", "a.html", "--data", data)
    for program in programs:
        page = program.folder / "a.html"
        page.replace(program.folder / "page/a.html") if page.is_file() else None
    compare_files(report, "ifn audit --html", *(p.folder / "page" for p in programs))
    run("locate", "points.csv", "--lon", "lon", "--lat", "lat", *build)
    for ending in ("csv", "geojson", "parquet"):
        run("places", "list", *build, output=f"p.{ending}")
    for form in ("csv", "geojson", "json"):
        near = ("places", "near", "2.43,48.91", "--format", form, "--open-at", "2026-11-24T10:00")
        run(*near, "--limit", "30", "--data", data, *build)
    run("places", "near", "93066", "--format", "csv", "--radius", "3", "--all", "--data", data, *build)
    run("check", method, "--dictionary", "--data", data)
    run("tiles", "--zooms", "3-5", *build, output="t.pmtiles")


def compare_method(report, programs, method, data):
    """Builds one method with both programs, and compares all of it; false when both refuse it."""
    name = Path(method).stem
    builds = [p.folder / name for p in programs]
    results = [p.run("build", method, "--quiet", "--offline", "--data", data, "--out", b) for p, b in zip(programs, builds)]
    statuses = [r.returncode for r in results]
    report.same(f"build {name}: status", statuses[0] == statuses[1], f"{statuses}\n{results[1].stderr.decode()}")
    if any(statuses):
        return False
    compare_files(report, name, *builds)
    compare_commands(report, programs, builds, method, data)
    other = [p.folder / f"{name}-other" for p in programs]
    for program, out in zip(programs, other):
        args = ("--reference", "departement", "--no-geometry", "--quiet", "--offline", "--data", data, "--out", out)
        program.run("build", method, *args)
    if all((o / "manifest.json").is_file() for o in other):
        compare_files(report, f"{name} by département", *other)
        for level in json.loads((other[0] / "manifest.json").read_bytes())["levels"]:
            more = ("--level", level, "--json", "--top", "1000")
            compare_run(report, programs, builds, "compare", "{out}", "{out}-other", *more)
    compare_servers(report, programs, builds, why_different)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("methods", nargs="*", help="all of configs/ and tests/methods/ when absent")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of downloaded files")
    args = parser.parse_args()
    report, refused, built = Report(), [], []
    with tempfile.TemporaryDirectory() as folder:
        programs = [Program(args.old, Path(folder) / "old"), Program(args.new, Path(folder) / "new")]
        for program in programs:
            (program.folder / "points.csv").write_text(POINTS)
            (program.folder / "page").mkdir()
        for words in (["methods", "--json"], ["methods"], ["datasets", "--json", "--data", args.data]):
            compare_run(report, programs, [Path(), Path()], *words)
        methods = args.methods or [
            *sorted(p.stem for p in (ROOT / "configs").glob("*.toml")),
            *sorted(f"tests/methods/{p.name}" for p in (ROOT / "tests/methods").glob("*.toml")),
        ]
        for method in methods:
            before = report.differences
            done = compare_method(report, programs, method, args.data.resolve())
            (built if done else refused).append(method)
            print(f"{method}: {report.differences - before} differences" if done else f"{method}: refused", flush=True)
    print(f"{report.compared} comparisons of {len(built)} methods, {report.differences} differences")
    if refused:
        print(f"not built by either, for want of files (make test leaves some): {', '.join(refused)}")
    return 1 if report.differences or not built else 0


if __name__ == "__main__":
    sys.exit(main())
