"""Vector tiles against tippecanoe and freestiler: the same contours, attributes and zooms, in turn."""
import json
import shutil
import statistics
import time

from measuring import MEBI, PEERS, ROOT, row


def growth(section, choice, runs):
    """Seconds for the communes of a région, of a larger one, and of France."""
    figures = []
    for zone in section.size(["region:11", "region:76", None], ["departement:23"]):
        build, file = section.work / "part", section.work / "part.pmtiles"
        section.run(section.engine, "build", "--no-tiles", "--quiet", "--offline", "--out", build, *(["--zone", zone] if zone else []))
        units = json.loads((build / "manifest.json").read_text())["levels"]["commune"]["units"]
        command = [section.engine, "tiles", "--out", build, *choice, "-o", file, "--quiet"]
        times = [section.measure(command, file)[0] for _ in range(runs)]
        figures.append(f"{units:,} communes {statistics.median(times):.2f} s")
    return ", ".join(figures)


def copying(section, file, runs):
    """Seconds to copy a file: what writing it alone costs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        shutil.copyfile(file, section.work / "copy.pmtiles")
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def tiles(section):
    """Archives of all communes, beside both peers; of all levels, alone."""
    work, engine, runs = section.work, section.engine, section.few(3)
    build = work / "build"
    zone = section.size([], ["--zone", "departement:23"])
    section.run(engine, "build", "--no-tiles", "--quiet", "--offline", "--out", build, *zone)
    files = {name: work / f"{name}.pmtiles" for name in ("ours", "tippecanoe", "freestiler", "five")}
    zooms = section.size("4-12", "4-8")
    choice = ["--level", "commune", "--zooms", zooms]
    commands = {"ours": [engine, "tiles", "--out", build, *choice, "-o", files["ours"], "--quiet"]}
    if (PEERS / "tippecanoe").exists():
        python = PEERS / "python"
        section.run(python, ROOT / "benches/peers/tiles_input.py", build, work)
        # Without limits it neither drops units nor tries a tile several times: its fastest, and complete.
        first, last = zooms.split("-")
        commands["tippecanoe"] = [
            PEERS / "tippecanoe", "-q", "-f", f"-Z{first}", f"-z{last}", "-l", "commune", "--no-tile-size-limit",
            "--no-feature-limit", "-o", files["tippecanoe"], work / "communes.geojsonl"]
        commands["freestiler"] = [python, ROOT / "benches/peers/tiles_freestiler.py", work / "communes.parquet", files["freestiler"]]
    elif section.smoke:
        section.skip("tippecanoe and freestiler", "target/peers is not installed")
    else:
        section.peer_python()
    results = dict(zip(commands, section.alternate([(command, files[name]) for name, command in commands.items()], runs)))
    if "freestiler" in results:
        # The peer's own clock: its imports are not its work.
        results["freestiler"] = [(float(log.split()[-1]), peak, log) for _, peak, log in results["freestiler"]]
    grown = growth(section, choice, runs)
    five = section.alternate([([engine, "tiles", "--out", build, "-o", files["five"], "--quiet", *section.size([], ["--zooms", zooms])],
                               files["five"])], runs)
    section.measure(commands["ours"], files["ours"])
    sizes = ", ".join(f"{name} {file.stat().st_size / 1e6:.1f} MB" for name, file in files.items() if name != "five" and file.exists())
    rows = [row(f"tiles of all communes, z{zooms}, {name}", [results["ours"], results[key]] if key in results else [results["ours"]], reach)
            for key, name, reach in (("tippecanoe", "tippecanoe 2.72", "≥ 8 ×"), ("freestiler", "freestiler 0.3", "≥ 3 ×"))
            if key in results]
    rows = rows or [row(f"tiles of all communes, z{zooms}", [results["ours"]], "≥ 8 ×")]
    rows.append(row("tiles of all five levels with attributes", five, "< 15 s"))
    return rows, [
        f"{sizes}; five levels: {files['five'].stat().st_size / 1e6:.1f} MB, {statistics.median(r[1] for r in five[0]) / MEBI:.0f} MiB of memory",
        f"growth: {grown}; what is written of communes takes {copying(section, files['ours'], runs):.3f} s to copy",
    ]
