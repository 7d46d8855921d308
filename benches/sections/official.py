"""Official files: a census of France's size read into indicators, beside pandas; a file fetched from a
server on this machine, beside curl."""
import functools
import http.server
import shutil
import statistics
import threading

from measuring import MEBI, ROOT, Missing, row

ROWS = 49_276
RATES = {"older_65": ("P22_POP65P", "P22_POP"), "older_75": ("P22_POP75P", "P22_POP"),
         "foreigners": ("P22_POP_ETR", "P22_POP"), "young": ("P22_POP1529", "P22_POP"),
         "retired": ("C22_POP15P_STAT_GSEC32", "C22_POP15P"), "outside": ("P22_PHORMEN", "P22_POP")}
TABLES = ["evol-struct-pop", "diplomes-formation", "couples-familles-menages", "activite-residents", "logement"]
METHOD = """
id = "census"
title = "Census"
levels = ["iris"]
[normalise]
method = "quantile_position"
[[axis]]
id = "a"
"""
RATE = """
[indicator.{id}]
table = "{table}"
numerator = "{a}"
denominator = "{b}"
factor = 100.0
"""
TABLE = """
[table.{table}]
path = "{table}.zip"
member = "base-ic-*-2022.CSV"
key = "IRIS"
level = "iris"
geography = 2024
delimiter = ";"
"""
PEER = """
import hashlib, sys, zipfile
import pandas as pd
how, france, archives, rates = sys.argv[1], sys.argv[2], sys.argv[3:], {rates!r}
columns = sorted({{c for pair in rates.values() for c in pair}})
if how == "same":
    iris = pd.read_parquet(france, columns=["iris"])
for archive in archives:
    if how == "same":
        print(hashlib.file_digest(open(archive, "rb"), "sha256").hexdigest())
    with zipfile.ZipFile(archive) as z:
        name = next(n for n in z.namelist() if not n.lower().startswith("meta"))
        wanted = None if how == "whole" else ["IRIS", *columns]
        t = pd.read_csv(z.open(name), sep=";", dtype={{"IRIS": str, "COM": str}}, usecols=wanted)
    out = pd.DataFrame({{"IRIS": t.IRIS, **{{k: 100 * t[a] / t[b] for k, (a, b) in rates.items()}}}})
    if how == "same":
        out = iris.merge(out, left_on="iris", right_on="IRIS", how="left", validate="1:1")
    print(len(out), round(float(out.older_65.mean()), 6), int(out.older_65.isna().sum()))
"""
MAKE = """
import random, sys, zipfile
sys.path.insert(0, sys.argv[1])
from layout import population_header
import pyarrow.parquet as pq
codes = pq.read_table(sys.argv[2], columns=["iris"]).column(0).to_pylist()[:int(sys.argv[3])]
header = population_header()
size = 0
for number, archive in enumerate(sys.argv[4:]):
    random.seed(20260101 + number)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("meta_base-ic-x-2022.CSV", "COD_VAR;LIB_VAR\\r\\n")
        with z.open("base-ic-x-2022.CSV", "w") as out:
            size += out.write((";".join(header) + "\\r\\n").encode())
            for code in codes:
                figures = ";".join(f"{random.random() * 3000:.14g}" for _ in header[4:])
                size += out.write(f"{code};{code[:5]};H;1;{figures}\\r\\n".encode())
print(size)
"""


def census(section):
    """One census table, and five, of France's IRIS into rates, beside three ways to read them with pandas."""
    work, python = section.work, section.python
    count = section.size(ROWS, 300)
    archives = [work / f"{table}.zip" for table in TABLES]
    embedded = ROOT / "datasets/embedded/iris_rp2021.parquet"
    # In a process of its own: what this one holds would count as memory of the commands it begins.
    bytes_of_text = int(section.run(python, "-c", MAKE, ROOT / "tests/official", embedded, count, *archives))
    (work / "peer.py").write_text(PEER.format(rates=RATES))
    rows = []
    for tables in (TABLES[:1], TABLES):
        text = METHOD
        ids = [(f"{k}_{n}", table, pair) for n, table in enumerate(tables) for k, pair in RATES.items()]
        text += "".join(f'[[axis.indicator]]\nid = "{i}"\n' for i, _, _ in ids)
        text += "".join(RATE.format(id=i, table=table, a=a, b=b) for i, table, (a, b) in ids)
        text += "".join(TABLE.format(table=table) for table in tables)
        method = work / f"m{len(tables)}.toml"
        method.write_text(text)
        ours = ([section.engine, "check", method, "--quiet"], work / "none")
        for what, how in (("whole", "all columns"), ("narrow", "needed columns alone"),
                          ("same", "needed columns, SHA-256, joined to France's IRIS")):
            peer = ([python, work / "peer.py", what, embedded, *archives[: len(tables)]], work / "none")
            case = f"{len(tables)} census table{'s' if len(tables) > 1 else ''} into {len(ids)} rates; pandas: {how}"
            rows.append(row(case, section.alternate([ours, peer], section.few(3)), "≥ 5 ×"))
    return rows, [f"tables of {count:,} rows and 76 columns, {bytes_of_text / MEBI / len(TABLES):.0f} MiB of text each, in "
                  "zips; ours always joins them to France's IRIS and carries older codes over"]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def fetch(section):
    """The same file by `ifn fetch` and by curl, from a server on this machine."""
    if not shutil.which("curl"):
        raise Missing("it needs curl")
    mebibytes = section.size(512, 2)
    served = section.work / "published"
    folder = served / "arcep-debit-filaire"
    folder.mkdir(parents=True)
    header = b"code_insee;nbr;type;inel_hd;elig_hd05;elig_hd3;elig_bhd8;elig_thd30;elig_thd100;elig_thd1g;date\n"
    line = b"93066;52000;all;0;51000;50000;49000;48000;30000;20000;2026-06-30\n"
    with (folder / "commune_debit_filaire.csv").open("wb") as out:
        out.write(header)
        for _ in range(mebibytes * MEBI // (len(line) * 16384) + 1):
            out.write(line * 16384)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=served))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    data, copy = section.work / "data", section.work / "curl.csv"
    ours = ([section.engine, "fetch", "arcep-debit-filaire", "--mirror", url, "--data", data, "--quiet"], data)
    peer = (["curl", "-sS", "--fail", "-o", copy, f"{url}/arcep-debit-filaire/commune_debit_filaire.csv"], copy)
    try:
        results = section.alternate([ours, peer], section.few(3))
    finally:
        server.shutdown()
    added = statistics.median(o[0] / p[0] - 1 for o, p in zip(*results))
    line = row(f"fetch of {mebibytes} MiB with SHA-256, beside curl", results, "≤ 5 % more than curl")
    line[4] = f"{added:+.1%}"
    return [line], []
