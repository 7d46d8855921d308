"""Official files: a census of France's size read into indicators, beside pandas; a file fetched from a
server on this machine, beside curl."""
import functools
import http.server
import random
import shutil
import statistics
import sys
import threading
import zipfile

from measuring import MEBI, ROOT, WORK, alternate, row

sys.path.insert(0, str(ROOT / "tests" / "official"))

ROWS = 49_276
RATES = {"older_65": ("P22_POP65P", "P22_POP"), "older_75": ("P22_POP75P", "P22_POP"),
         "foreigners": ("P22_POP_ETR", "P22_POP"), "young": ("P22_POP1529", "P22_POP"),
         "retired": ("C22_POP15P_STAT_GSEC32", "C22_POP15P"), "outside": ("P22_PHORMEN", "P22_POP")}
METHOD = """
id = "census"
title = "Census"
levels = ["iris"]
[normalise]
method = "quantile_position"
[[axis]]
id = "a"
{listed}
{indicators}
[table.rp]
path = "census.zip"
member = "base-ic-evol-struct-pop-2022.CSV"
key = "IRIS"
level = "iris"
geography = 2024
delimiter = ";"
"""
PEER = """
import sys, zipfile
import pandas as pd
archive, narrow = sys.argv[1], sys.argv[2] == "narrow"
rates = {rates!r}
columns = sorted({{c for pair in rates.values() for c in pair}})
with zipfile.ZipFile(archive) as z:
    name = next(n for n in z.namelist() if not n.lower().startswith("meta"))
    t = pd.read_csv(z.open(name), sep=";", dtype={{"IRIS": str, "COM": str}}, usecols=["IRIS", *columns] if narrow else None)
out = pd.DataFrame({{"IRIS": t.IRIS, **{{k: 100 * t[a] / t[b] for k, (a, b) in rates.items()}}}})
print(len(out), round(float(out.older_65.mean()), 6))
"""


def census(codes, archive):
    """RP 2022 by IRIS in its layout: 49,276 rows of 76 columns, figures drawn."""
    from layout import population_header

    random.seed(20260101)
    header = population_header()
    lines = [";".join(header)]
    for code in codes:
        figures = ";".join(f"{random.random() * 3000:.14g}" for _ in header[4:])
        lines.append(f"{code};{code[:5]};H;1;{figures}")
    text = "\r\n".join(lines) + "\r\n"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("meta_base-ic-evol-struct-pop-2022.CSV", "COD_VAR;LIB_VAR\r\n")
        z.writestr("base-ic-evol-struct-pop-2022.CSV", text)
    return len(text)


def reading(engine, python, runs):
    """Rows of the table, and what is said below it."""
    import pyarrow.parquet as pq

    codes = pq.read_table(ROOT / "datasets/embedded/iris_rp2021.parquet", columns=["iris"]).column(0).to_pylist()
    folder = WORK / "census"
    folder.mkdir(exist_ok=True)
    size = census(codes[:ROWS], folder / "census.zip")
    listed = "".join(f'[[axis.indicator]]\nid = "{k}"\n' for k in RATES)
    indicators = "".join(f'[indicator.{k}]\ntable = "rp"\nnumerator = "{a}"\ndenominator = "{b}"\nfactor = 100.0\n'
                         for k, (a, b) in RATES.items())
    (folder / "m.toml").write_text(METHOD.format(listed=listed, indicators=indicators))
    (folder / "peer.py").write_text(PEER.format(rates=RATES))
    ours = ([engine, "check", folder / "m.toml", "--quiet"], folder / "none")
    rows = []
    for what in ("whole", "narrow"):
        peer = ([python, folder / "peer.py", folder / "census.zip", what], folder / "none")
        told = "all columns" if what == "whole" else "needed columns alone"
        rows.append(row(f"RP 2022 into 6 rates, pandas reads {told}", alternate([ours, peer], runs), "≥ 5 ×"))
    return rows, f"census: {ROWS:,} rows of 76 columns, {size / MEBI:.0f} MiB of text in a zip; ours also joins it to France's IRIS"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def fetching(engine, runs, mebibytes=512):
    """The same file by `ifn fetch` and by curl, from a server on this machine."""
    if not shutil.which("curl"):
        print("fetch: skipped, it needs curl", file=sys.stderr)
        return []
    served = WORK / "served" / "arcep-debit-filaire"
    served.mkdir(parents=True, exist_ok=True)
    line = b"93066;52000;all;0;51000;50000;49000;48000;30000;20000;2026-06-30\n"
    with (served / "commune_debit_filaire.csv").open("wb") as out:
        for _ in range(mebibytes * MEBI // (len(line) * 16384)):
            out.write(line * 16384)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=WORK / "served"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    data = WORK / "fetched"
    ours = ([engine, "fetch", "arcep-debit-filaire", "--mirror", url, "--data", data, "--quiet"], data)
    name = "arcep-debit-filaire/commune_debit_filaire.csv"
    peer = (["curl", "-sS", "--fail", "-o", WORK / "curl.csv", f"{url}/{name}"], WORK / "curl.csv")
    results = alternate([ours, peer], runs)
    server.shutdown()
    added = statistics.median(o[0] / p[0] - 1 for o, p in zip(*results))
    line = row(f"fetch of {mebibytes} MiB with SHA-256, beside curl", results, "≤ 5 % more than curl")
    line[4] = f"{added:+.1%}"
    return [line]


def official(engine, python, runs):
    rows, note = reading(engine, python, runs)
    return rows + fetching(engine, runs), note
