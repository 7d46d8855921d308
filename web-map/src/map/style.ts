// The map's layers: for each level its fill, hatching where there is no value, borders, and outlines
// of what is under the pointer, selected, or chosen as zone. Everything comes from the server's
// tiles; the background of the IGN only when it is switched on.

import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

import type { TileJson } from "../api/types";
import { ACCENT, INK, LAND, LINE, LINE_STRONG, RAMP, SEA } from "./colours";

export const SOURCE = "territories";
export const HATCH = "hatch";
/** Names are written with the page's own font. Its name has no figure and no space: the map
 *  library hands it to the browser without quotes. */
export const FONT = "SourceSans";
const BACKGROUND = "ign";
const IGN = "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";

/** Decile of a feature: as it was computed here, else as the tile has it, else 0. */
const decile: ExpressionSpecification = ["to-number", ["coalesce", ["feature-state", "d"], ["get", "decile"], 0]];
const steps = RAMP.flatMap((colour, i) => [i + 1, colour]);
const colour = ["step", decile, "rgba(0,0,0,0)", ...steps] as unknown as ExpressionSpecification;

export const fillOf = (level: string): string => `fill-${level}`;
/** Layers that are shown with a level. */
export const layersOf = (level: string): string[] => ["fill", "hatch", "line", "hover"].map((kind) => `${kind}-${level}`);
export const markOf = (kind: "selected" | "zone", level: string): string => `${kind}-${level}`;
export const NOTHING: ExpressionSpecification = ["==", ["literal", 1], 0];

/** `levels` finest first; `names` writes names of levels from addresses of GeoJSON points. */
export function style(tiles: TileJson, levels: readonly string[], names: (level: string) => string): StyleSpecification {
  const coarse = [...levels].reverse();
  const layers: LayerSpecification[] = [
    { id: "sea", type: "background", paint: { "background-color": SEA } },
    { id: BACKGROUND, type: "raster", source: BACKGROUND, layout: { visibility: "none" }, paint: { "raster-saturation": -0.7 } },
  ];
  const ground = coarse.find((l) => l === "departement") ?? coarse[0] ?? "";
  layers.push({ id: "land", type: "fill", source: SOURCE, "source-layer": ground, paint: { "fill-color": LAND } });
  for (const level of coarse) layers.push(...ofLevel(level));
  if (levels.includes("departement")) {
    layers.push({
      id: "frame", type: "line", source: SOURCE, "source-layer": "departement", minzoom: 6.4,
      paint: { "line-color": LINE_STRONG, "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.7, 12, 1.6], "line-opacity": 0.7 },
    });
  }
  for (const kind of ["zone", "selected"] as const) {
    for (const level of coarse) layers.push(...mark(kind, level));
  }
  const named = { departement: [5, 8.5], commune: [8.5, 24] } as const;
  const sources: StyleSpecification["sources"] = {
    [SOURCE]: { type: "vector", tiles: tiles.tiles, minzoom: tiles.minzoom, maxzoom: tiles.maxzoom, bounds: tiles.bounds },
    [BACKGROUND]: { type: "raster", tiles: [IGN], tileSize: 256, maxzoom: 18, attribution: "© IGN" },
  };
  for (const [level, [from, to]] of Object.entries(named)) {
    if (!levels.includes(level)) continue;
    sources[`names-${level}`] = { type: "geojson", data: names(level) };
    layers.push(label(level, from, to));
  }
  return { version: 8, sources, layers };
}

function ofLevel(level: string): LayerSpecification[] {
  const of = { source: SOURCE, "source-layer": level } as const;
  const here: ExpressionSpecification = ["==", decile, 0];
  const hovered: ExpressionSpecification = ["boolean", ["feature-state", "hover"], false];
  return [
    { id: `fill-${level}`, type: "fill", ...of, paint: { "fill-color": colour, "fill-antialias": false } },
    { id: `hatch-${level}`, type: "fill", ...of, paint: { "fill-pattern": HATCH, "fill-opacity": ["case", here, 0.9, 0] } },
    {
      id: `line-${level}`, type: "line", ...of,
      paint: { "line-color": LINE, "line-opacity": 0.75, "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.3, 8, 0.5, 12, 1] },
    },
    { id: `hover-${level}`, type: "line", ...of, layout: { "line-join": "round" }, paint: { "line-color": INK, "line-width": 2, "line-opacity": ["case", hovered, 1, 0] } },
  ];
}

function mark(kind: "selected" | "zone", level: string): LayerSpecification[] {
  const of = { source: SOURCE, "source-layer": level, filter: NOTHING, layout: { "line-join": "round" } } as const;
  const [colour, width] = kind === "selected" ? [ACCENT, 3] : [INK, 2];
  return [
    { id: `${markOf(kind, level)}-halo`, type: "line", ...of, paint: { "line-color": "#ffffff", "line-width": width + 3, "line-opacity": 0.9 } },
    { id: markOf(kind, level), type: "line", ...of, paint: { "line-color": colour, "line-width": width } },
  ];
}

function label(level: string, from: number, to: number): LayerSpecification {
  return {
    id: `names-${level}`, type: "symbol", source: `names-${level}`, minzoom: from, maxzoom: to,
    layout: {
      "text-field": ["get", "name"], "text-font": [FONT], "text-max-width": 7, "text-padding": 6,
      "text-size": ["interpolate", ["linear"], ["zoom"], 5, 11, 9, 13, 13, 16],
      "symbol-sort-key": ["-", 0, ["coalesce", ["get", "population"], 0]],
    },
    paint: { "text-color": INK, "text-halo-color": "#ffffff", "text-halo-width": 1.8 },
  };
}
