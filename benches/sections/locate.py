"""Locating points and finding the nearest, against the peers: the same input, in turn, the same answers."""
import array
import json
import statistics

from measuring import DATA, MEBI, ROOT, Missing, succeed

MAKE = """
import struct, sys
import numpy as np, pandas as pd, pyarrow as pa, pyarrow.parquet as pq
build, work, data = sys.argv[1:4]
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
for n in map(int, sys.argv[4].split(',')):
    x, y = drawn(n)
    np.stack([x, y]).astype('<f8').tofile(f'{work}/points{n}.bin')
    pq.write_table(pa.table({'lon': x, 'lat': y}), f'{work}/points{n}.parquet')
drawn(int(sys.argv[5])).astype('<f8').tofile(f'{work}/from.bin')
libraries = pd.read_csv(data, sep=';', dtype=str)
where = 'coordonnees_finales'
places = libraries[where].str.split(',', expand=True).astype(float).dropna()
np.stack([places[1], places[0]]).astype('<f8').tofile(f'{work}/places.bin')
print(len(places))
"""


def places_bench(*arguments):
    """What `benches/places.rs` prints."""
    command = ["cargo", "bench", "--quiet", "--workspace", "--profile", "release", "--bench", "places", "--", *map(str, arguments)]
    return json.loads(succeed(command).stdout)


def theirs(section, peer, into, points, found, runs):
    """What a peer prints, or nothing where it cannot run here."""
    try:
        done = succeed([section.peer_python(), ROOT / "benches/peers/locate.py", peer, into, points, found, runs])
    except RuntimeError as error:
        section.skip(peer, str(error).strip().splitlines()[-1])
        return None
    return json.loads(done.stdout.splitlines()[-1])


def spread(seconds):
    middle = statistics.median(seconds)
    unit, by = ("ms", 1000) if middle < 0.5 else ("s", 1)
    return f"{middle * by:.2f} {unit} ({min(seconds) * by:.2f}–{max(seconds) * by:.2f})"


def differing(a, b):
    """How many of the 32-bit answers at the beginning of two files differ."""
    one, two = array.array("I"), array.array("I")
    size = b.stat().st_size
    one.frombytes(a.read_bytes()[:size])
    two.frombytes(b.read_bytes())
    return sum(p != q for p, q in zip(one, two))


def locate(section):
    """Points in contours at three sizes, the nearest library, and the gaps of France."""
    if not DATA.is_dir():
        raise Missing("it needs ../shared/data")
    work, engine, python, runs = section.work, section.engine, section.peer_python(), section.few(3)
    sizes = section.size([1_000_000, 10_000_000, 25_000_000], [2_000])
    zone = section.size([], ["--zone", "departement:23"])
    build = work / "build"
    section.run(engine, "build", "--no-tiles", "--quiet", "--offline", "--level", "commune", "--out", build, *zone)
    libraries = DATA / "culture" / "adresses-des-bibliotheques-publiques.csv"
    origins = section.size(49_280, 500)
    places = int(section.run(python, "-c", MAKE, build, work, libraries, ",".join(map(str, sizes)), origins).split()[-1])
    rows, notes, growth = [], [], []
    for size in sizes:
        points, found = work / f"points{size}.bin", work / "found.bin"
        results = {"ours": [], "index": []}
        # Duckdb needs some seconds per million, geopandas memory for all pairs at once.
        peers = ["geopandas", "sedonadb", "duckdb"] if size == sizes[0] else ["sedonadb"] if size == sizes[-1] else []
        for _ in range(runs):
            run = places_bench("locate", work / "units.bin", points, found, 3)
            results["ours"] += run["seconds"][1:]
            results["index"] += run["index"][1:]
            for peer in list(peers):
                run = theirs(section, peer, work / "units.bin", points, work / f"{peer}.bin", 2)
                if run:
                    results.setdefault(peer, []).extend(run["seconds"][1:])
                else:
                    peers.remove(peer)
        growth.append(f"{size:,} points {spread(results['ours'])}")
        for peer in peers:
            different = differing(found, work / f"{peer}.bin")
            ratio = statistics.median(results[peer]) / statistics.median(results["ours"])
            rows.append([f"locate {size:,} points in communes, {peer}", str(runs), spread(results["ours"]), spread(results[peer]),
                         f"{ratio:.1f} ×", "–", "–", "≥ 10 ×"])
            if different:
                notes.append(f"{peer}: {different} of {size:,} answers differ")
        if size == sizes[0]:
            notes.append(f"the index alone {spread(results['index'])}")
        command = [engine, "locate", work / f"points{size}.parquet", "--lon", "lon", "--lat", "lat", "--out", build,
                   "-o", work / "located.parquet", "--quiet"]
        seconds, peak, _ = section.measure(command, work / "located.parquet")
        rows.append([f"ifn locate, Parquet of {size:,} rows", "1", f"{seconds:.2f} s", "–", "–", f"{peak / MEBI:.0f} MiB", "–", "memory flat"])
    near = {"ours": [], "peer": []}
    for _ in range(runs):
        near["ours"] += places_bench("nearest", work / "places.bin", work / "from.bin", work / "near.bin", 4)["seconds"][1:]
        run = theirs(section, "balltree", work / "places.bin", work / "from.bin", work / "peer-near.bin", 2)
        near["peer"] += run["seconds"][1:] if run else []
    peer = spread(near["peer"]) if near["peer"] else "–"
    ratio = f"{statistics.median(near['peer']) / statistics.median(near['ours']):.1f} ×" if near["peer"] else "–"
    rows.append([f"nearest of {places:,} libraries from {origins:,} points, BallTree", str(runs), spread(near["ours"]), peer, ratio, "–", "–", "< 50 ms"])
    if near["peer"]:
        notes.append(f"nearest: {differing(work / 'near.bin', work / 'peer-near.bin')} differ from the sphere's")
    whole = work / "gaps"
    section.run(engine, "build", "--no-geometry", "--quiet", "--offline", "--out", whole, *zone)
    run = places_bench("gaps", whole, section.size(5, 1))
    rows.append(["gaps of five levels", str(section.size(5, 1)), spread(run["seconds"]), "–", "–", "–", "–", "< 1 s"])
    return rows, ["; ".join(growth), *notes]
