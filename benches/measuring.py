"""What every section of the benchmarks shares: its folder, its sizes, wall time and peak memory of commands."""
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "target" / "bench"
DATA = ROOT.parent / "shared" / "data"
PEERS = ROOT / "target" / "peers" / "bin"
MEBI = 1024 * 1024


class Missing(Exception):
    """A section, or a peer of it, lacks something on this machine. Not a failure."""


@dataclass
class Section:
    """What a section works with. Inputs are tiny in a smoke run, whose figures mean nothing."""
    name: str
    engine: Path
    python: str
    runs: int
    smoke: bool

    @property
    def work(self):
        """The folder of this section alone."""
        return WORK / self.name

    def few(self, most):
        """Measured runs: at most `most`, one in a smoke run."""
        return 1 if self.smoke else min(self.runs, most)

    def size(self, whole, tiny):
        return tiny if self.smoke else whole

    def skip(self, what, why):
        """Reports a peer or a part that is left out."""
        print(f"{self.name}: {what} skipped: {why}", file=sys.stderr, flush=True)

    def peer_python(self):
        """Python with the peers' packages; in a smoke run, whichever is here."""
        installed = PEERS / "python"
        if installed.exists():
            return installed
        if self.smoke:
            return Path(self.python)
        raise Missing("target/peers is not installed: `make setup-bench` installs it")

    def run(self, *command):
        """Runs a command that prepares inputs; what it printed."""
        return succeed(command).stdout

    def measure(self, command, out):
        """(seconds, peak bytes, what it printed) of one run that writes `out`."""
        if out.is_file():
            out.unlink()
        shutil.rmtree(out, ignore_errors=True)
        log = self.work / "log.txt"
        with log.open("wb") as stream:
            start = time.perf_counter()
            child = subprocess.Popen(command, cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        printed = log.read_text(errors="replace")
        if child.returncode != 0:
            raise RuntimeError(f"exit status {child.returncode}: {' '.join(map(str, command))}\n{printed}")
        unit = 1 if sys.platform == "darwin" else 1024
        return seconds, usage.ru_maxrss * unit, printed

    def alternate(self, commands, runs):
        """One warm-up of each command, then A B A B…: for each command its list of what `measure` gives."""
        results = [[] for _ in commands]
        for run in range(runs + 1):
            for position, (command, out) in enumerate(commands):
                result = self.measure(command, out)
                if run > 0:
                    results[position].append(result)
        return results


def succeed(command):
    """Runs a command to its end; its output, or an error that shows what it printed."""
    done = subprocess.run([str(c) for c in command], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"exit status {done.returncode}: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done


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
