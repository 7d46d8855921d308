"""Locating points and finding the nearest, against the peers: the same input, in turn, the same answers."""
import json
import statistics
import subprocess
import sys

from measuring import DATA, MEBI, ROOT, WORK, measure

PEERS = ROOT / "target" / "peers" / "bin"
MAKE = """
import struct, sys
import numpy as np, pandas as pd, pyarrow as pa, pyarrow.parquet as pq
build, work, data, most = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
t = pq.read_table(f'{build}/territories/commune.parquet')
shapes = t.column('geometry').to_pylist()
with open(f'{work}/units.bin', 'wb') as stream:
    for wkb in shapes:
        stream.write(struct.pack('<I', len(wkb or b'')) + (wkb or b''))
import shapely
bounds = shapely.bounds(shapely.from_wkb(shapes))
people = np.nan_to_num(t.column('population').to_numpy(zero_copy_only=False).astype(float))
people[np.isnan(bounds[:, 0])] = 0
rng = np.random.default_rng(20260101)
def drawn(n):
    b = bounds[rng.choice(len(people), n, p=people / people.sum())]
    return ((b[:, :2] + b[:, 2:]) / 2 + rng.normal(size=(n, 2)) * (b[:, 2:] - b[:, :2]) / 4).T
for n in (1_000_000, 10_000_000, most):
    if n <= most:
        x, y = drawn(n)
        np.stack([x, y]).astype('<f8').tofile(f'{work}/points{n}.bin')
        pq.write_table(pa.table({'lon': x, 'lat': y}), f'{work}/points{n}.parquet')
drawn(49_280).astype('<f8').tofile(f'{work}/from.bin')
libraries = pd.read_csv(data, sep=';', dtype=str)
where = 'coordonnees_finales'
places = libraries[where].str.split(',', expand=True).astype(float).dropna()
np.stack([places[1], places[0]]).astype('<f8').tofile(f'{work}/places.bin')
print(len(places))
"""


def ours(what, into, points, found, runs):
    arguments = [str(a) for a in (what, into, points, found, runs)]
    command = ["cargo", "bench", "--quiet", "--workspace", "--profile", "release", "--bench", "places", "--", *arguments]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def theirs(peer, into, points, found, runs):
    command = [PEERS / "python", ROOT / "benches/peers/locate.py", peer, into, points, found, str(runs)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if run.returncode != 0:
        print(f"{peer}: skipped: {run.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return json.loads(run.stdout.splitlines()[-1])


def told(seconds):
    middle = statistics.median(seconds)
    unit, by = ("ms", 1000) if middle < 0.5 else ("s", 1)
    return f"{middle * by:.2f} {unit} ({min(seconds) * by:.2f}–{max(seconds) * by:.2f})"


def differing(a, b):
    """How many of the 32-bit answers at the beginning of two files differ."""
    import array

    one, two = array.array("I"), array.array("I")
    size = b.stat().st_size
    one.frombytes(a.read_bytes()[:size])
    two.frombytes(b.read_bytes())
    return sum(p != q for p, q in zip(one, two))


def locating(engine, runs, most=25_000_000):
    """Rows of the table, and what is said below it."""
    if not (PEERS / "python").exists() or not DATA.is_dir():
        print("locate: skipped, it needs target/peers (make bench installs it) and ../shared/data", file=sys.stderr)
        return [], ""
    build = WORK / "located"
    subprocess.run([engine, "build", "--no-tiles", "--quiet", "--level", "commune", "--out", build], cwd=ROOT, check=True)
    libraries = DATA / "culture" / "adresses-des-bibliotheques-publiques.csv"
    made = subprocess.run([PEERS / "python", "-c", MAKE, build, WORK, libraries, str(most)], check=True, capture_output=True, text=True)
    places = int(made.stdout.split()[-1])
    rows, notes, growth = [], [], []
    sizes = sorted({1_000_000, min(10_000_000, most), most})
    for size in sizes:
        points, found = WORK / f"points{size}.bin", WORK / "found.bin"
        results = {"ours": [], "index": []}
        # Duckdb needs some seconds per million, the others memory for all pairs at once.
        peers = ["geopandas", "sedonadb", "duckdb"] if size == 1_000_000 else ["sedonadb"] if size == most else []
        for _ in range(runs):
            run = ours("locate", WORK / "units.bin", points, found, 3)
            results["ours"] += run["seconds"][1:]
            results["index"] += run["index"][1:]
            for peer in peers:
                run = theirs(peer, WORK / "units.bin", points, WORK / f"{peer}.bin", 2)
                if run:
                    results.setdefault(peer, []).extend(run["seconds"][1:])
        growth.append(f"{size:,} points {told(results['ours'])}")
        for peer in peers:
            if peer not in results:
                continue
            different = differing(found, WORK / f"{peer}.bin")
            ratio = statistics.median(results[peer]) / statistics.median(results["ours"])
            rows.append([f"locate {size:,} points in communes, {peer}", str(runs), told(results["ours"]), told(results[peer]),
                         f"{ratio:.1f} ×", "–", "–", "≥ 10 ×" if peer != "duckdb" else "–"])
            if different:
                notes.append(f"{peer}: {different} of {size:,} answers differ")
        if size == 1_000_000:
            notes.append(f"the index alone {told(results['index'])}")
        command = [engine, "locate", WORK / f"points{size}.parquet", "--lon", "lon", "--lat", "lat", "--out", build,
                   "-o", WORK / "located.parquet", "--quiet"]
        seconds, peak, _ = measure(command, WORK / "located.parquet")
        rows.append([f"ifn locate, Parquet of {size:,} rows", "1", f"{seconds:.2f} s", "–", "–", f"{peak / MEBI:.0f} MiB", "–", "memory flat"])
    near = {"ours": [], "peer": []}
    for _ in range(runs):
        near["ours"] += ours("nearest", WORK / "places.bin", WORK / "from.bin", WORK / "near.bin", 4)["seconds"][1:]
        run = theirs("balltree", WORK / "places.bin", WORK / "from.bin", WORK / "peer-near.bin", 2)
        near["peer"] += run["seconds"][1:] if run else []
    peer = told(near["peer"]) if near["peer"] else "–"
    ratio = f"{statistics.median(near['peer']) / statistics.median(near['ours']):.1f} ×" if near["peer"] else "–"
    rows.append([f"nearest of {places:,} libraries from 49,280 points, BallTree", str(runs), told(near["ours"]), peer, ratio, "–", "–", "< 50 ms"])
    if near["peer"]:
        notes.append(f"nearest: {differing(WORK / 'near.bin', WORK / 'peer-near.bin')} differ from the sphere's")
    whole = WORK / "gaps"
    subprocess.run([engine, "build", "--no-geometry", "--quiet", "--out", whole], cwd=ROOT, check=True)
    command = ["cargo", "bench", "--quiet", "--workspace", "--profile", "release", "--bench", "places", "--", "gaps", whole, "5"]
    run = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    rows.append(["gaps of France, five levels, 34,861 places", "5", told(run["seconds"]), "–", "–", "–", "–", "< 1 s"])
    return rows, f"locate: {'; '.join(growth)}; {'; '.join(notes)}"
