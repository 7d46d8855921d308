"""Checks README, CONTRIBUTING and docs: links, commands and paths exist, nothing local leaks.

Run from the root of the project after `cargo build --release`. Standard library only.
"""

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

IFN = Path("target/release/ifn")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
HOST = r"(?:localhost|127\.0\.0\.1|\[::1\])[:\d]*/\S*(?:simple|pypi|npm|crates|index|registry|proxy)"
LOCAL = re.compile(rf"(?<![\w.])/(?:work|tmp|root|home)(?![\w-])|{HOST}")
CODE_SPAN = re.compile(r"`([^`\n]+)`")
# Patterns and placeholders (`datasets/<id>.toml`) are no names of files.
PLACED = re.compile(r"(?:benches|cli|configs|datasets|docs|engine|fuzz|scripts|server|tests|web-map)/[\w./-]*$")
SHELL = {"sh", "bash", "console", "shell"}
NESTED = {"places"}
# Pages that say where things stand.
LAID_OUT = {Path("CONTRIBUTING.md"), Path("docs/architecture.md"), Path("docs/glossary.md")}
faults: list[str] = []


def prose(text: str) -> str:
    """A Markdown text without its code blocks and code spans."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))


@cache
def anchors(path: Path) -> set[str]:
    """Fragments of a file's headings, as GitHub makes them."""
    heads = re.findall(r"^#+\s+(.+?)\s*$", FENCE.sub("", path.read_text("utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


def check_links(path: Path, text: str) -> int:
    links = [t for t in LINK.findall(prose(text)) if not re.match(r"[a-z]+:", t)]
    for target in links:
        name, _, fragment = target.partition("#")
        file = (path.parent / name) if name else path
        if not file.exists():
            faults.append(f"{path}: {target} leads nowhere")
        elif fragment and file.suffix == ".md" and fragment not in anchors(file):
            faults.append(f"{path}: {target}: no such heading")
    return len(links)


@cache
def help_of(subcommand: str) -> str | None:
    """The help of a subcommand; of the program itself for the empty name."""
    words = [str(IFN), *subcommand.split(), "--help"]
    done = subprocess.run(words, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def check_commands(path: Path, text: str) -> int:
    count = 0
    for language, block in FENCE.findall(text):
        if language not in SHELL:
            continue
        for line in block.replace("\\\n", " ").splitlines():
            line = re.sub(r"^\s*\$ ", "", line)
            if not re.match(r"\s*(?:\./)?(?:target/release/)?ifn\s", line):
                continue
            count += 1
            words = shlex.split(line, comments=True)[1:]
            named = [w for w in words if not w.startswith("-")]
            subcommand = next(iter(named), "")
            # A subcommand of a subcommand has options of its own.
            if subcommand in NESTED:
                subcommand = " ".join(named[:2])
            known = help_of(subcommand)
            if known is None:
                faults.append(f"{path}: no subcommand in `{line.strip()}`")
                continue
            for word in words:
                flag = word.partition("=")[0]
                if re.match(r"--?[a-z]", flag) and not re.search(rf"(?<![\w-]){flag}(?![\w-])", known):
                    faults.append(f"{path}: `ifn {subcommand}` has no {flag}")
    return count


def check_bounds(path: Path) -> int:
    """Every test that the page of bounds names in the last column of its tables is there."""
    code = [f for folder in ("engine/src", "server/src", "server/tests", "tests") for f in Path(folder).rglob("*.rs")]
    known = {name for f in code for name in re.findall(r"fn ([a-z0-9_]+)\(", f.read_text("utf-8"))}
    rows = [line for line in path.read_text("utf-8").splitlines() if line.startswith("| ")]
    named = [name for row in rows for name in re.findall(r"`(?:[a-z_]+::)?([a-z0-9]+(?:_[a-z0-9]+)+)`", row.split(" | ")[-1])]
    faults.extend(f"{path}: there is no test {name}" for name in named if name not in known)
    return len(named)


@cache
def types() -> set[str]:
    """Types that the Rust code declares."""
    files = [f for folder in ("cli", "engine/src", "server/src") for f in Path(folder).rglob("*.rs")]
    return {name for f in files for name in re.findall(r"\b(?:struct|enum|trait|type) (\w+)", f.read_text("utf-8"))}


def check_paths(path: Path, text: str) -> int:
    """Files, folders and types of the project that a page names in code spans are there."""
    spans = CODE_SPAN.findall(FENCE.sub("", text))
    placed = [name for name in spans if PLACED.match(name)]
    typed = [name for name in spans if re.fullmatch(r"(?:[A-Z][a-z]+)+", name)]
    faults.extend(f"{path}: there is no {name}" for name in placed if not Path(name).exists())
    faults.extend(f"{path}: there is no type {name}" for name in typed if name not in types())
    return len(placed) + len(typed)


def main() -> int:
    if not IFN.exists():
        print(f"docs: {IFN} is missing: cargo build --release", file=sys.stderr)
        return 1
    files = [Path("README.md"), Path("CONTRIBUTING.md"), Path("datasets/embedded/README.md")]
    files += sorted(Path("docs").rglob("*.md"))
    links = commands = paths = 0
    everything = ""
    for path in files:
        if not path.exists():
            faults.append(f"{path} is missing")
            continue
        text = path.read_text("utf-8")
        everything += text
        links += check_links(path, text)
        commands += check_commands(path, text)
        if path in LAID_OUT:
            paths += check_paths(path, text)
        for number, line in enumerate(text.splitlines(), 1):
            if LOCAL.search(line):
                faults.append(f"{path}:{number}: names a place of one machine: {line.strip()}")
    bounds = check_bounds(Path("docs/security.md"))
    for method in sorted(Path("configs").glob("*.toml")):
        found = re.search(r'^id\s*=\s*"([^"]+)"', method.read_text("utf-8"), re.M)
        if not found or f"`{found[1]}`" not in everything:
            faults.append(f"{method}: its id is in no documentation")
    for fault in faults:
        print(f"docs: {fault}", file=sys.stderr)
    print(f"docs: {links} links, {commands} commands, {paths} paths and types, {bounds} tests of bounds checked")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
