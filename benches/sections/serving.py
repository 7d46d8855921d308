"""The server against martin on the same archive and the same list of tiles; rescoring; many clients.

wrk is the one load generator; servers and wrk share the machine's processors. Latencies are in milliseconds.
"""
import contextlib
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import time
import urllib.request
from pathlib import Path

from pmtiles.reader import MmapSource, all_tiles

from measuring import PEERS, ROOT, Missing

SCRIPT = ROOT / "benches" / "peers" / "load.lua"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def running(command, port, ready, log):
    """A server that answers at `ready`, ended with the block."""
    with log.open("wb") as stream:
        child = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT)
    try:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}") as reply:
                    reply.read()
                break
            except OSError:
                time.sleep(0.05)
        else:
            raise RuntimeError(f"{command[0]} does not answer: {log.read_text(errors='replace')}")
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


def paths(section, name, lines):
    file = section.work / f"{name}.txt"
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


def build(section):
    out = section.work / "out"
    zone = section.size([], ["--zone", "departement:23"])
    section.run(section.engine, "build", "--quiet", "--offline", "--out", out, *zone)
    return out


def lists(section, out, count):
    """The same seeded tiles as paths of ours and of martin."""
    with open(out / "tiles" / "territories.pmtiles", "rb") as archive:
        all_of_them = [zxy for zxy, _ in all_tiles(MmapSource(archive))]
    chosen = random.Random(20261123).choices(all_of_them, k=count)
    tiles = ["/".join(map(str, zxy)) for zxy in chosen]
    return (paths(section, "ours", [f"/tiles/territories/{t}.mvt" for t in tiles]),
            paths(section, "martin", [f"/territories/{t}" for t in tiles]))


def serving(section):
    """Tiles beside martin; rescoring, searching and many connections alone."""
    if not shutil.which("wrk"):
        raise Missing("it needs wrk: `make setup-bench` installs it")
    runs, brief = section.few(3), section.smoke
    with_peer = (PEERS / "martin").exists()
    if not with_peer and brief:
        section.skip("martin", "target/peers is not installed")
    elif not with_peer:
        raise Missing("target/peers/bin/martin is missing: `make setup-bench` installs it")
    out, count = build(section), section.size(2000, 50)
    ours_list, martin_list = lists(section, out, count)
    static = paths(section, "static", ["/style.css"])
    port, martin_port = free_port(), free_port()
    ours = [section.engine, "serve", "--out", out, "--listen", f"127.0.0.1:{port}", "--no-watch"]
    martin = [PEERS / "martin", "-l", f"127.0.0.1:{martin_port}", out / "tiles" / "territories.pmtiles"]

    def seconds(whole):
        return 1 if brief else whole

    with contextlib.ExitStack() as servers:
        a = servers.enter_context(running(ours, port, "/health", section.work / "ours.log"))
        b = servers.enter_context(running(martin, martin_port, "/health", section.work / "martin.log")) if with_peer else None
        sides = [(port, ours_list)] + ([(martin_port, martin_list)] if with_peer else [])
        results = [[] for _ in sides]
        for run in range(runs + 1):
            for side, (at, file) in enumerate(sides):
                result = load(at, seconds(5), 32, paths=file)
                if result["errors"]:
                    raise RuntimeError(f"{result['errors']} errors at port {at}")
                if run:
                    results[side].append(result)
        least = load(port, seconds(3), 32, paths=static)
        kept = (memory(a), memory(b) if b else 0)
        weights = "age eloignement part_65_plus densite heures_mairie distance_pole"
        load(port, seconds(2), 1, weights=weights, level="iris")
        alone = load(port, seconds(5), 1, weights=weights, level="iris")
        many = load(port, seconds(15), 20, weights=weights, level="iris", pause=1000)
        columns = load(port, seconds(15), 20, weights=weights, level="iris", pause=1000, format="arrow")
        full = load(port, seconds(5), 20, weights=weights, level="iris")
        names = ["st+denis", "clermont+ferand", "93066", "l%27hay", "marseile", "saint", "paris+18e", "montreul"]
        search = load(port, seconds(3), 1, paths=paths(section, "search", ["/api/v1/search?q=" + q for q in names]))
        held = load(port, seconds(60), section.size(1000, 50), paths=ours_list, pause=1000)
        after = memory(a, "VmHWM")
    peer = (rate(results[1]), f"{kept[1]:.0f} MiB") if with_peer else (None, "–")
    rows = [
        cells(f"{count:,} tiles, 32 connections, martin 1.14", rate(results[0]), peer[0], "≥ 1.5 ×, lower p99, ≤ 120 MiB",
              f"{kept[0]:.0f} MiB", peer[1]),
        cells("rescore 49,230 IRIS, one client", delays(alone), to_reach="p50 < 10 ms"),
        cells("the same, 20 clients, about once a second each", delays(many), to_reach="p99 < 25 ms", ours_memory=f"{after:.0f} MiB"),
        cells("the same as Arrow", delays(columns), to_reach="p99 < 15 ms"),
        cells("the same, 20 clients without a pause", delays(full)),
        cells("search, names and typing mistakes", delays(search), to_reach="< 5 ms"),
        cells("1,000 connections held for 60 s", delays(held), to_reach="no error"),
    ]
    if many["errors"] or alone["errors"] or held["errors"]:
        raise RuntimeError(f"errors: {alone['errors']} {many['errors']} {held['errors']}")
    return rows, [f"a static answer of the same server {least['requests'] / least['seconds']:,.0f}/s; "
                  f"1,000 connections: {held['requests']:,} answers, {held['errors']} errors; most memory {after:.0f} MiB"]


def soak(section, minutes):
    """Prints the memory of the server, minute by minute, under a mixed load."""
    out = build(section)
    tiles = lists(section, out, 2000)[0].read_text().split()
    mixed = paths(section, "mixed", [p for i, t in enumerate(tiles) for p in [t] + (
        [f"/api/v1/scores/commune?zone=departement:{1 + i % 95:02}", "/api/v1/territories/commune/63113", f"/api/v1/search?q=saint+{i}",
         f"/tiles/territories/8/129/91.mvt?weights=age:{i}"] if i % 20 == 0 else []) + (
        ["/api/v1/scores/iris?format=csv", "/downloads/scores/iris.parquet"] if i % 400 == 0 else [])])
    port = free_port()
    command = [section.engine, "serve", "--out", out, "--listen", f"127.0.0.1:{port}", "--no-access-log"]
    with running(command, port, "/health", section.work / "soak.log") as child:
        for minute in range(minutes):
            result = load(port, 60, 32, paths=mixed)
            print(f"minute {minute + 1}: {result['requests']:,} answers, {result['errors']} errors, {memory(child):.0f} MiB", flush=True)
