"""Wall time and peak memory of commands, in turn."""
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "target" / "bench"
DATA = ROOT.parent / "shared" / "data"
MEBI = 1024 * 1024


def measure(command, out):
    """(seconds, peak bytes, what it printed) of one run that writes `out`; stops if the command fails."""
    if out.is_file():
        out.unlink()
    shutil.rmtree(out, ignore_errors=True)
    log = WORK / "log.txt"
    with log.open("wb") as stream:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\n{log.read_text(errors='replace')}")
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit, log.read_text(errors="replace")


def alternate(commands, runs):
    """One warm-up of each command, then A B A B…: for each command its list of what `measure` gives."""
    results = [[] for _ in commands]
    for run in range(runs + 1):
        for position, (command, out) in enumerate(commands):
            result = measure(command, out)
            if run > 0:
                results[position].append(result)
    return results


def row(case, results, to_reach):
    """One line of the table."""
    def seconds(runs):
        times = [r[0] for r in runs]
        return f"{statistics.median(times):.2f} s ({min(times):.2f}–{max(times):.2f})"

    def memory(runs):
        return f"{statistics.median(r[1] for r in runs) / MEBI:.0f} MiB"

    ours, peer = results[0], results[1] if len(results) > 1 else None
    ratio = statistics.median(p[0] / o[0] for o, p in zip(ours, peer)) if peer else None
    return [case, str(len(ours)), seconds(ours), seconds(peer) if peer else "–", f"{ratio:.1f} ×" if peer else "–",
            memory(ours), memory(peer) if peer else "–", to_reach]
