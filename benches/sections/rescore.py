"""New weights for units in memory, beside vectorised numpy."""
import json
import random
import statistics
import struct

from measuring import ROOT, succeed


def rescore(section):
    """New weights for 49,280 units and 11 indicators; both sides must give the same scores and ranks."""
    random.seed(20260101)
    units, indicators, zones = section.size(49_280, 500), 11, 101
    repeats, runs = section.size(100, 3), section.few(3)
    file = section.work / "columns.bin"
    with file.open("wb") as stream:
        for _ in range(indicators):
            column = [float("nan") if random.random() < 0.05 else round(random.uniform(1, 10), 3) for _ in range(units)]
            stream.write(struct.pack(f"<{units}d", *column))
        stream.write(struct.pack(f"<{units}I", *(random.randrange(zones) for _ in range(units))))
    arguments = [str(x) for x in (file, units, indicators, zones, repeats)]
    ours = ["cargo", "bench", "--quiet", "--workspace", "--profile", "release", "--bench", "rescore", "--", *arguments]
    peer = [section.python, ROOT / "benches" / "peers" / "rescore_numpy.py", *arguments]
    results = {"ours": [], "peer": []}
    for _ in range(runs):
        for name, command in (("ours", ours), ("peer", peer)):
            results[name].append(json.loads(succeed(command).stdout))
    a, b = results["ours"][0], results["peer"][0]
    if abs(a["sum"] - b["sum"]) > 1e-6 or (a["ranks"], a["deciles"]) != (b["ranks"], b["deciles"]):
        raise RuntimeError(f"the two do not agree: {a['sum'], a['ranks'], a['deciles']} and {b['sum'], b['ranks'], b['deciles']}")

    def figures(name):
        times = sorted(s * 1000 for run in results[name] for s in run["seconds"])
        return statistics.median(times), f"{statistics.median(times):.2f} ms (p95 {times[len(times) * 95 // 100]:.2f})"

    (fast, ours), (slow, peer) = figures("ours"), figures("peer")
    return [[f"new weights, {units:,} units, {indicators} indicators", str(runs), ours, peer, f"{slow / fast:.1f} ×", "–", "–",
             "≥ 10 ×"]], []
