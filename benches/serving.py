"""The server against martin on the same archive and the same list of tiles; scores anew; many clients.

    python benches/serving.py --ifn target/release/ifn [--soak MINUTES]

wrk is the one load generator; servers and wrk share the machine's processors. Latencies are in milliseconds.
"""
import argparse
import contextlib
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from pmtiles.reader import MmapSource, all_tiles

from measuring import ROOT, WORK

PEERS = ROOT / "target" / "peers" / "bin"
SCRIPT = ROOT / "benches" / "peers" / "load.lua"
TILES = 2000


@contextlib.contextmanager
def running(command, port, ready):
    with open(WORK / f"server-{port}.log", "wb") as log:
        child = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}") as reply:
                    reply.read()
                break
            except OSError:
                time.sleep(0.05)
        else:
            raise SystemExit(f"{command[0]} does not answer: {(WORK / f'server-{port}.log').read_text()}")
        yield child
    finally:
        child.terminate()
        child.wait()


def memory(child, field="VmRSS"):
    found = re.search(rf"{field}:\s+(\d+) kB", Path(f"/proc/{child.pid}/status").read_text())
    return int(found[1]) / 1024


def load(port, seconds, connections, **environment):
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", SCRIPT, f"http://127.0.0.1:{port}"],
        env=os.environ | {k.upper(): str(v) for k, v in environment.items()}, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def paths(name, lines):
    file = WORK / f"{name}.txt"
    file.write_text("\n".join(lines) + "\n")
    return file


def cells(case, ours, peer=None, to_reach="", ours_memory="–", peer_memory="–"):
    ratio = f"{ours[1] / peer[1]:.2f} ×" if peer else "–"
    return [case, str(ours[2]), ours[0], peer[0] if peer else "–", ratio, ours_memory, peer_memory, to_reach]


def rate(results):
    median = statistics.median(r["requests"] / r["seconds"] for r in results)
    p50, p99 = (statistics.median(r[p] for r in results) for p in ("p50", "p99"))
    return f"{median:,.0f}/s, p50 {p50:.2f}, p99 {p99:.2f} ms", median, len(results)


def delays(result):
    return f"p50 {result['p50']:.1f}, p99 {result['p99']:.1f} ms ({result['requests'] / result['seconds']:.0f}/s)", 0, 1


def build(engine):
    out = WORK / "served"
    subprocess.run([engine, "build", "--quiet", "--out", out], cwd=ROOT, check=True)
    return out


def lists(out):
    with open(out / "tiles" / "territories.pmtiles", "rb") as archive:
        all_of_them = [zxy for zxy, _ in all_tiles(MmapSource(archive))]
    chosen = random.Random(20261123).choices(all_of_them, k=TILES)
    tiles = ["/".join(map(str, zxy)) for zxy in chosen]
    return paths("ours", [f"/tiles/territories/{t}.mvt" for t in tiles]), paths("martin", [f"/territories/{t}" for t in tiles])


def serving(engine, runs):
    """Rows of the table, and what is said below it."""
    if not shutil.which("wrk") or not (PEERS / "martin").exists():
        print("serving: skipped, wrk or target/peers/bin/martin is missing (make bench installs them)", file=sys.stderr)
        return [], ""
    out = build(engine)
    ours_list, martin_list = lists(out)
    static = paths("static", ["/style.css"])
    ours = [engine, "serve", "--out", out, "--listen", "127.0.0.1:18080", "--no-watch"]
    martin = [PEERS / "martin", "-l", "127.0.0.1:18081", out / "tiles" / "territories.pmtiles"]
    with running(ours, 18080, "/health") as a, running(martin, 18081, "/health") as b:
        results = [[], []]
        for run in range(runs + 1):
            for side, (port, file) in enumerate([(18080, ours_list), (18081, martin_list)]):
                result = load(port, 5, 32, paths=file)
                if result["errors"]:
                    raise SystemExit(f"serving: {result['errors']} errors at port {port}")
                if run:
                    results[side].append(result)
        least = load(18080, 3, 32, paths=static)
        kept = (memory(a), memory(b))
        weights = "age eloignement part_65_plus densite heures_mairie distance_pole"
        load(18080, 2, 1, weights=weights, level="iris")
        alone = load(18080, 5, 1, weights=weights, level="iris")
        many = load(18080, 15, 20, weights=weights, level="iris", pause=1000)
        columns = load(18080, 15, 20, weights=weights, level="iris", pause=1000, format="arrow")
        full = load(18080, 5, 20, weights=weights, level="iris")
        search = load(18080, 3, 1, paths=paths("search", ["/api/v1/search?q=" + q for q in ["st+denis", "clermont+ferand", "93066", "l%27hay", "marseile", "saint", "paris+18e", "montreul"]]))
        held = load(18080, 60, 1000, paths=ours_list, pause=1000)
        after = memory(a, "VmHWM")
    rows = [
        cells(f"{TILES:,} tiles, 32 connections, martin 1.14", rate(results[0]), rate(results[1]), "≥ 1.2 ×, lower p99",
              f"{kept[0]:.0f} MiB", f"{kept[1]:.0f} MiB"),
        cells("scores anew, 49,230 IRIS, one client", delays(alone), to_reach="p50 < 10 ms"),
        cells("the same, 20 clients, about once a second each", delays(many), to_reach="p99 < 40 ms", ours_memory=f"{after:.0f} MiB"),
        cells("the same as Arrow", delays(columns), to_reach="p50 < 10 ms"),
        cells("the same, 20 clients without a pause", delays(full)),
        cells("search, names and typing mistakes", delays(search), to_reach="< 5 ms"),
        cells("1,000 connections held for 60 s", delays(held), to_reach="no error"),
    ]
    note = (f"serving: a static answer of the same server {least['requests'] / least['seconds']:,.0f}/s; "
            f"1,000 connections: {held['requests']:,} answers, {held['errors']} errors; most memory {after:.0f} MiB")
    if many["errors"] or alone["errors"] or held["errors"]:
        raise SystemExit(f"serving: errors: {alone['errors']} {many['errors']} {held['errors']}")
    return rows, note


def soak(engine, minutes):
    """Memory of the server, minute by minute, under a mixed load."""
    out = build(engine)
    ours_list, _ = lists(out)
    tiles = ours_list.read_text().split()
    mixed = paths("mixed", [p for i, t in enumerate(tiles) for p in [t] + (
        [f"/api/v1/scores/commune?zone=departement:{1 + i % 95:02}", "/api/v1/territories/commune/63113", f"/api/v1/search?q=saint+{i}",
         f"/tiles/territories/8/129/91.mvt?weights=age:{i}"] if i % 20 == 0 else []) + (
        ["/api/v1/scores/iris?format=csv", "/downloads/scores/iris.parquet"] if i % 400 == 0 else [])])
    with running([engine, "serve", "--out", out, "--listen", "127.0.0.1:18080", "--no-access-log"], 18080, "/health") as child:
        for minute in range(minutes):
            result = load(18080, 60, 32, paths=mixed)
            print(f"minute {minute + 1}: {result['requests']:,} answers, {result['errors']} errors, {memory(child):.0f} MiB", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ifn", type=Path, required=True)
    parser.add_argument("--soak", type=int, metavar="MINUTES")
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if arguments.soak:
        soak(arguments.ifn.resolve(), arguments.soak)
    else:
        for line in serving(arguments.ifn.resolve(), 3)[0]:
            print(" | ".join(line))
