"""The licences of all that the program carries: crates it links, packages and fonts of the map.

    python scripts/licences.py            writes web-map/public/licences.txt (needs web-map/node_modules)
    python scripts/licences.py --check    fails when a dependency of Cargo.lock or package-lock.json is not in it

Texts are those that the packages carry; each stands once, below the names of those that it covers. Standard library only.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "web-map" / "public" / "licences.txt"
TARGET = "x86_64-unknown-linux-gnu"
TEXTS = re.compile(r"(un)?(licen[cs]e|copying|notice|copyright)[^/]*$", re.I)
RULE = "=" * 100
HEAD = """Licences of third parties

ifn is licensed under MIT or Apache-2.0, at your option. The program carries the packages below; each text stands
once, after the names of what it covers. Written by `make licences`.
"""


def crates():
    """Crates that the program links: (`name version`, folder, licence)."""
    tree = ["cargo", "tree", "--locked", "--workspace", "--edges", "normal", "--target", TARGET, "--prefix", "none", "--format", "{p}"]
    lines = subprocess.run(tree, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    linked = {(words[0], words[1].removeprefix("v")) for words in map(str.split, filter(str.strip, lines))}
    metadata = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET]
    described = json.loads(subprocess.run(metadata, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return [(f"{p['name']} {p['version']}", Path(p["manifest_path"]).parent, p.get("license") or "as in its text")
            for p in described["packages"] if (p["name"], p["version"]) in linked and p["source"]]


def packages():
    """Packages of the map that are not for development alone: (`name version`, folder, licence)."""
    lock = json.loads((ROOT / "web-map" / "package-lock.json").read_text())
    found = []
    for path, entry in sorted(lock["packages"].items()):
        name = path.rpartition("node_modules/")[2]
        # Types leave nothing in what is built.
        if path and not entry.get("dev") and not name.startswith("@types/"):
            found.append((f"{name} {entry['version']}", ROOT / "web-map" / path, entry.get("license") or "as in its text"))
    return found


def gathered():
    """Text → licences and names that it stands for. Packages without a text of their own stand below those of the
    licences that they name."""
    texts, without = {}, []
    for name, folder, licence in [*crates(), *packages()]:
        files = [f for f in sorted(folder.rglob("*")) if f.is_file() and TEXTS.match(f.name) and len(f.relative_to(folder).parts) <= 3]
        for file in files:
            text = "\n".join(line.rstrip() for line in file.read_text(encoding="utf-8", errors="replace").strip().splitlines())
            licences, names = texts.setdefault(text, (set(), set()))
            licences.add(licence)
            names.add(name)
        if not files:
            without.append(f"{name} ({licence})")
    return texts, without


def write():
    texts, without = gathered()
    parts = [HEAD]
    if without:
        parts.append("\n".join(["These name their licence and carry no text of it; it stands below, for others:", *(f"  {name}" for name in sorted(without)), ""]))
    for text, (licences, names) in sorted(texts.items(), key=lambda item: sorted(item[1][1])):
        parts.append("\n".join([RULE, *(f"  {name}" for name in sorted(names)), f"({'; '.join(sorted(licences))})", "", text, ""]))
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("\n".join(parts), encoding="utf-8")
    print(f"{FILE.relative_to(ROOT)}: {len(texts)} texts, {FILE.stat().st_size / 1024:.0f} KiB")


def check():
    lines = FILE.read_text(encoding="utf-8").splitlines()
    named = {" ".join(line.split()[:2]) for line in lines if line.startswith("  ")}
    missing = [name for name, _, _ in [*crates(), *packages()] if name not in named]
    if missing:
        raise SystemExit(f"{FILE.relative_to(ROOT)} lacks {', '.join(missing[:10])} ({len(missing)} in all): run `make licences`")


if __name__ == "__main__":
    check() if "--check" in sys.argv[1:] else write()
