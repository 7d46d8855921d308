"""Draws docs/images/communes.png: communes of metropolitan France by decile of the index.

Needs: pip install geopandas matplotlib
Run from the root of the project, after `ifn build`:

    python docs/picture.py [OUT] [IMAGE]      # default: out docs/images/communes.png
"""

import json
import sys
from pathlib import Path

import geopandas as gpd
import matplotlib
import pandas as pd

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch
from PIL import Image

# Light blue-green to deep violet: lightness falls all along, no red against green.
RAMP = LinearSegmentedColormap.from_list(
    "ifn", ["#e6f3ec", "#a9d6cf", "#66aebf", "#4a7fb3", "#4b4f9c", "#3f2477", "#25083f"]
)
INK, QUIET = "#222222", "#595959"
WIDTH, HEIGHT, DPI = 8.4, 8.0, 140


def load(out: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Communes with their decile, and the outlines of départements, in Lambert-93."""
    communes = gpd.read_parquet(out / "territories/commune.parquet")
    scores = pd.read_parquet(out / "scores/commune.parquet", columns=["code", "decile"])
    communes = communes.merge(scores, on="code", validate="one_to_one")
    departements = gpd.read_parquet(out / "territories/departement.parquet")
    mainland = lambda frame, column: frame[~frame[column].str.startswith("97")].to_crs(2154)
    return mainland(communes, "departement"), mainland(departements, "code")


def draw(out: Path, image: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    communes, departements = load(out)
    colours = [RAMP(i / 9) for i in range(10)]
    figure, axes = plt.subplots(figsize=(WIDTH, HEIGHT), dpi=DPI)
    figure.subplots_adjust(left=0.02, right=0.98, top=0.9, bottom=0.06)
    scored = communes[communes.decile.notna()]
    fill = [colours[int(d) - 1] for d in scored.decile]
    scored.plot(ax=axes, color=fill, edgecolor=fill, linewidth=0.15)
    absent = communes[communes.decile.isna() & communes.geometry.notna()]
    absent.plot(ax=axes, facecolor="white", edgecolor="#888888", hatch="//////", linewidth=0.2)
    departements.boundary.plot(ax=axes, color="white", linewidth=1.3)
    departements.boundary.plot(ax=axes, color=INK, linewidth=0.45)
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.margins(0.01)

    words = manifest["method"]["words"]["fr"]
    notes = {1: f" ({words['low']})", 10: f" ({words['high']})"}
    keys = [Patch(facecolor=colours[d - 1], label=f"{d}{notes.get(d, '')}") for d in range(10, 0, -1)]
    keys.append(Patch(facecolor="white", edgecolor="#888888", hatch="//////", label="pas d’indice"))
    legend = figure.legend(
        handles=keys, loc="lower left", bbox_to_anchor=(0.02, 0.06), frameon=False, fontsize=9,
        title="Décile des communes", title_fontsize=10, labelcolor=INK, alignment="left",
    )
    legend.get_title().set_color(INK)
    printed = lambda text: text.replace("'", "’").replace(" : ", "\u00a0: ")
    notice = printed(manifest["notice"])
    figure.text(0.03, 0.955, f"{printed(words['long'])}, par commune", fontsize=16, color=INK, weight="bold")
    figure.text(0.03, 0.915, f"{notice[:1].upper()}{notice[1:]}.", fontsize=10.5, color=INK)
    figure.text(0.03, 0.025, f"Sources : {manifest['attribution']}. Communes au 1er janvier "
                f"{manifest['method']['geography']}, contours généralisés. Calcul : ifn "
                f"{manifest['engine']['version']}.", fontsize=8, color=QUIET)
    image.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(image, facecolor="white")
    # A map of ten colours needs no more than a palette.
    with Image.open(image) as full:
        full.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(image, optimize=True)
    print(f"{image}: {image.stat().st_size // 1000} kB")


if __name__ == "__main__":
    draw(Path(sys.argv[1] if len(sys.argv) > 1 else "out"),
         Path(sys.argv[2] if len(sys.argv) > 2 else "docs/images/communes.png"))
