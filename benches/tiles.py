"""Vector tiles against tippecanoe and freestiler: the same contours, attributes and zooms, in turn."""
import json
import shutil
import statistics
import subprocess
import sys
import time

from measuring import MEBI, ROOT, WORK, alternate, measure, row

PEERS = ROOT / "target" / "peers" / "bin"


def grown(engine, choice, runs):
    """Seconds for the communes of a région, of a larger one, and of France."""
    told = []
    for zone in ("region:11", "region:76", None):
        build, file = WORK / "part", WORK / "part.pmtiles"
        part = ["--zone", zone] if zone else []
        subprocess.run([engine, "build", "--no-tiles", "--quiet", "--out", build, *part], cwd=ROOT, check=True)
        units = json.loads((build / "manifest.json").read_text())["levels"]["commune"]["units"]
        command = [engine, "tiles", "--out", build, *choice, "-o", file, "--quiet"]
        times = [measure(command, file)[0] for _ in range(runs)]
        told.append(f"{units:,} communes {statistics.median(times):.2f} s")
    return ", ".join(told)


def copied(file, runs):
    """Seconds to copy a file: what writing it alone costs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        shutil.copyfile(file, WORK / "copy.pmtiles")
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def tiles(engine, runs):
    """Rows of the table, and what is said below it."""
    if not (PEERS / "tippecanoe").exists():
        print("tiles: skipped, target/peers lacks tippecanoe (make bench installs it)", file=sys.stderr)
        return [], ""
    build = WORK / "build"
    subprocess.run([engine, "build", "--no-tiles", "--quiet", "--out", build], cwd=ROOT, check=True)
    python = PEERS / "python"
    subprocess.run([python, ROOT / "benches/peers/tiles_input.py", build, WORK], check=True)
    files = {name: WORK / f"{name}.pmtiles" for name in ("ours", "tippecanoe", "freestiler", "five")}
    choice = ["--level", "commune", "--zooms", "4-12"]
    ours = [engine, "tiles", "--out", build, *choice, "-o", files["ours"], "--quiet"]
    # Without limits it neither drops units nor tries a tile several times: its fastest, and complete.
    tippecanoe = [PEERS / "tippecanoe", "-q", "-f", "-Z4", "-z12", "-l", "commune", "--no-tile-size-limit",
                  "--no-feature-limit", "-o", files["tippecanoe"], WORK / "communes.geojsonl"]
    freestiler = [python, ROOT / "benches/peers/tiles_freestiler.py", WORK / "communes.parquet", files["freestiler"]]
    results = alternate([(ours, files["ours"]), (tippecanoe, files["tippecanoe"]), (freestiler, files["freestiler"])], runs)
    # The peer's own clock: its imports are not its work.
    results[2] = [(float(log.split()[-1]), peak, log) for _, peak, log in results[2]]
    growth = grown(engine, choice, runs)
    five = alternate([([engine, "tiles", "--out", build, "-o", files["five"], "--quiet"], files["five"])], runs)
    measure(ours, files["ours"])
    sizes = ", ".join(f"{name} {file.stat().st_size / 1e6:.1f} MB" for name, file in files.items() if name != "five")
    note = (f"tiles of communes: {sizes}; five levels: {files['five'].stat().st_size / 1e6:.1f} MB, "
            f"{statistics.median(r[1] for r in five[0]) / MEBI:.0f} MiB of memory\n"
            f"tiles, growth: {growth}; what is written of communes takes {copied(files['ours'], runs):.3f} s to copy")
    return [
        row("tiles of all communes, z4–z12, tippecanoe 2.72", [results[0], results[1]], "≥ 8 ×"),
        row("tiles of all communes, z4–z12, freestiler 0.3", [results[0], results[2]], "≥ 2.5 ×"),
        row("tiles of all five levels with attributes", five, "< 15 s"),
    ], note
