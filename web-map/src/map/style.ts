// The map's layers: for each level its fill, hatching where there is no value, borders, and outlines
// of what is under the pointer, selected, or chosen as zone. Everything comes from the server's
// tiles; the background of the IGN only when it is switched on.

import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

import { address } from "../api/connection";
import type { TileJson } from "../api/types";
import type { Show } from "../state/state";
import { CROSSED, HATCH, type Palette } from "./colours";

export const SOURCE = "territories";
/** The same tiles once more, for the outlines of a few territories: their filters change often, and each
 *  change has the tiles of a source laid out again. */
const HIGHLIGHTS = "highlights";
export const BORDER_OPACITY = 0.75;
/** Names are written with the page's own font. Its name has no figure and no space: the map
 *  library hands it to the browser without quotes. */
export const FONT = "SourceSans";
const BACKGROUND = "ign";
const IGN =
  "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";

/** Decile of a feature: as it was computed here, else as the tile has it, else 0. */
const decile: ExpressionSpecification = ["to-number", ["coalesce", ["feature-state", "d"], ["get", "decile"], 0]];
/** Class of a feature, which tiles do not hold: -1 as long as it is not known. */
const known: ExpressionSpecification = ["to-number", ["coalesce", ["feature-state", "d"], -1]];
const stepped = (of: ExpressionSpecification, below: unknown[], colours: readonly string[]): ExpressionSpecification =>
  ["step", of, ...below, ...colours.flatMap((colour, i) => [i + 1, colour])] as unknown as ExpressionSpecification;
const NONE = "rgba(0,0,0,0)";

/** What a level is filled with; no value lets the hatching through. */
export const colourOf = (show: Show, { ramp, lack, both, pending }: Palette): ExpressionSpecification =>
  show === "fragility"
    ? stepped(decile, [NONE], ramp)
    : stepped(known, [pending, 0, NONE], show === "access" ? lack : both);

export const fillOf = (level: string): string => `fill-${level}`;
export const hatchOf = (level: string): string => `hatch-${level}`;
/** Layers that are shown with a level. */
export const layersOf = (level: string): string[] => ["fill", "hatch", "line"].map((kind) => `${kind}-${level}`);
export type Highlight = "selected" | "zone" | "hover";
/** Layers of a highlight: the line over its halo. */
export const highlightsOf = (kind: Highlight, level: string): string[] => [`${kind}-${level}-halo`, `${kind}-${level}`];
/** Whether a feature is one of many: each is looked up, not searched for. */
const oneOf = (ids: readonly number[], then: unknown, or: unknown): unknown =>
  ids.length > 0 ? ["match", ["id"], ids, then, or] : or;
/** What is hatched: what tiles have no decile of, and the features of `also`. */
export const withoutValue = (also: readonly number[]): ExpressionSpecification =>
  ["any", ["!", ["has", "decile"]], oneOf(also, true, false)] as unknown as ExpressionSpecification;
/** What it is hatched with: crosswise where no inventory looks. */
export const hatchingOf = (outside: readonly number[]): ExpressionSpecification | string =>
  oneOf(outside, CROSSED, HATCH) as ExpressionSpecification | string;

/** Addresses of tiles below the page's own, whatever address the server gives. */
export function localTiles(tiles: TileJson): TileJson {
  const local = (url: string): string => {
    const path = /\/tiles\/.*$/.exec(url)?.[0] ?? url;
    return address(path.slice(1)).replace(/%7B/g, "{").replace(/%7D/g, "}");
  };
  return { ...tiles, tiles: tiles.tiles.map(local) };
}

/** Zooms at which a layer is drawn. */
export interface Drawn {
  from: number;
  to: number;
}

/** Zooms of a layer of a level: borders begin later than what they are around. */
export const zoomsOf = (id: string, at: Drawn, bordered: number): [from: number, to: number] => [
  id.startsWith("line-") ? Math.min(Math.max(at.from, bordered), at.to) : at.from,
  at.to,
];

/** `levels` finest first; `drawn` are the zooms at which each is, from the first picture on, `bordered` from which its
 *  borders are. */
export function style(
  tiles: TileJson,
  levels: readonly string[],
  drawn: (level: string) => Drawn | null,
  bordered: (level: string) => number,
  palette: Palette,
): StyleSpecification {
  const coarse = [...levels].reverse();
  const [black, white] = palette.background;
  const layers: LayerSpecification[] = [
    { id: "sea", type: "background", paint: { "background-color": palette.sea } },
    {
      id: BACKGROUND,
      type: "raster",
      source: BACKGROUND,
      layout: { visibility: "none" },
      // In grey: what is measured has the colours.
      paint: { "raster-saturation": -1, "raster-brightness-min": black, "raster-brightness-max": white },
    },
  ];
  for (const level of coarse) {
    const at = drawn(level);
    const layout = { visibility: at ? "visible" : "none" } as const;
    layers.push(
      ...ofLevel(level, palette).map((layer) => {
        const [minzoom, maxzoom] = zoomsOf(layer.id, at ?? { from: 0, to: 24 }, bordered(level));
        return { ...layer, layout, minzoom, maxzoom } as LayerSpecification;
      }),
    );
  }
  if (levels.includes("departement")) {
    layers.push({
      id: "frame",
      type: "line",
      source: SOURCE,
      "source-layer": "departement",
      minzoom: 6.4,
      paint: {
        "line-color": palette.lineStrong,
        "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.7, 12, 1.6],
        "line-opacity": 0.7,
      },
    });
  }
  for (const kind of ["zone", "hover", "selected"] as const) {
    for (const level of coarse) layers.push(...highlight(kind, level, palette));
  }
  const sources: StyleSpecification["sources"] = {
    [SOURCE]: {
      type: "vector",
      tiles: tiles.tiles,
      minzoom: tiles.minzoom,
      maxzoom: tiles.maxzoom,
      bounds: tiles.bounds,
    },
    [HIGHLIGHTS]: {
      type: "vector",
      tiles: tiles.tiles,
      minzoom: tiles.minzoom,
      maxzoom: tiles.maxzoom,
      bounds: tiles.bounds,
    },
    [BACKGROUND]: { type: "raster", tiles: [IGN], tileSize: 256, maxzoom: 18, attribution: "© IGN" },
  };
  return { version: 8, sources, layers };
}

function ofLevel(level: string, palette: Palette): LayerSpecification[] {
  const of = { source: SOURCE, "source-layer": level } as const;
  return [
    // Below the colours, which have none where there is no value.
    {
      id: hatchOf(level),
      type: "fill",
      ...of,
      filter: withoutValue([]),
      paint: { "fill-pattern": HATCH, "fill-antialias": false },
    },
    {
      id: fillOf(level),
      type: "fill",
      ...of,
      paint: { "fill-color": colourOf("fragility", palette), "fill-antialias": false },
    },
    {
      id: `line-${level}`,
      type: "line",
      ...of,
      paint: {
        "line-color": palette.line,
        "line-opacity": BORDER_OPACITY,
        "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.3, 8, 0.5, 12, 1],
      },
    },
  ];
}

function highlight(kind: Highlight, level: string, { accent, ink, halo: around }: Palette): LayerSpecification[] {
  const of = {
    source: HIGHLIGHTS,
    "source-layer": level,
    layout: { "line-join": "round", visibility: "none" },
  } as const;
  const [colour, width] = kind === "selected" ? [accent, 3] : [ink, 2];
  const [halo = "", line = ""] = highlightsOf(kind, level);
  return [
    {
      id: halo,
      type: "line",
      ...of,
      paint: { "line-color": around, "line-width": width + (kind === "hover" ? 1.5 : 3), "line-opacity": 0.9 },
    },
    { id: line, type: "line", ...of, paint: { "line-color": colour, "line-width": width } },
  ];
}

/** Levels whose names are written, and the zooms between which. */
export const NAMED: readonly { level: string; from: number; to: number }[] = [
  { level: "departement", from: 5, to: 8.5 },
  { level: "commune", from: 8.5, to: 24 },
];
export const namesOf = (level: string): string => `names-${level}`;

/** A name with the page's apostrophe: each of the first two is changed. */
function written(name: unknown, times = 2): unknown {
  if (times === 0) return name;
  const at = `at${times}`;
  const [found, changed] = [
    ["var", at],
    ["concat", ["slice", name, 0, ["var", at]], "’", ["slice", name, ["+", ["var", at], 1]]],
  ];
  const once = ["let", at, ["index-of", "'", name], ["case", [">", found, 0], changed, name]];
  return times === 1 ? once : ["let", "rest", once, written(["var", "rest"], times - 1)];
}

/** Names of a level, written at points. */
export function label({ level, from, to }: (typeof NAMED)[number], { ink, halo }: Palette): LayerSpecification {
  return {
    id: namesOf(level),
    type: "symbol",
    source: namesOf(level),
    minzoom: from,
    maxzoom: to,
    layout: {
      "text-field": written(["to-string", ["get", "name"]]) as ExpressionSpecification,
      "text-font": [FONT],
      "text-max-width": 7,
      "text-padding": 6,
      "text-size": ["interpolate", ["linear"], ["zoom"], 5, 11, 9, 13, 13, 16],
      "symbol-sort-key": ["-", 0, ["coalesce", ["get", "population"], 0]],
    },
    paint: { "text-color": ink, "text-halo-color": halo, "text-halo-width": 1.8 },
  };
}
