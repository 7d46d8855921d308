// A small map for paper: a territory among its like, with the colours of what is shown, light and of one size, whatever
// the screen shows of it. It is drawn by a map of its own, out of sight.

import maplibregl, { type Map as MapLibre } from "maplibre-gl";

import type { Sheet, TileJson, Unit } from "../api/types";
import type { Context } from "../app/context";
import type { Data } from "../app/data";
import { borderedFrom } from "../app/levels";
import { standsIn } from "../app/stand-in";
import { CLOSEST } from "./camera";
import { Colouring } from "./colouring";
import { LIGHT, patterns } from "./colours";
import { Highlights } from "./highlights";
import { addNames } from "./names";
import { localTiles, style } from "./style";

/** CSS pixels of the map, which paper shrinks by a fourth, and dots of the picture for one of them. */
const WIDTH = 400;
const HEIGHT = 226;
const RATIO = 3;
/** CSS pixels around the territory. */
const AROUND = 24;
/** Zoom at which a territory without contour is shown. */
const AT_POINT = 12;
/** Milliseconds after which paper goes without it, and between two looks whether its colours are there. */
const LATE_MS = 8000;
const LOOK_MS = 50;

export interface PaperMap {
  /** The territory that it is of. */
  unit: Unit;
  /** The picture, as a `data:` address. */
  picture: string;
  /** What it shows, in a sentence. */
  said: string;
}

/** The map of a territory; null where it has no place on one, and where the map cannot be drawn in time. */
export async function paperMap(ctx: Context, data: Data, tiles: TileJson, sheet: Sheet): Promise<PaperMap | null> {
  const start = startOf(sheet);
  if (!start || !ctx.levels.includes(sheet.level)) return null;
  const container = document.createElement("div");
  container.style.cssText = `position:fixed;left:-9999px;top:0;width:${WIDTH}px;height:${HEIGHT}px`;
  container.inert = true;
  document.body.append(container);
  let map: MapLibre | null = null;
  try {
    const level = levelOf(ctx, sheet);
    const drawn = (one: string): { from: number; to: number } | null => (one === level ? { from: 0, to: 24 } : null);
    map = new maplibregl.Map({
      container,
      style: style(localTiles(tiles), ctx.levels, drawn, (one) => borderedFrom(one, ctx.ranges), LIGHT),
      ...start,
      interactive: false,
      attributionControl: false,
      fadeDuration: 0,
      // Until all is there: each picture on the way would cost nine times as much.
      pixelRatio: 1,
    });
    for (const [name, image] of Object.entries(patterns(LIGHT))) map.addImage(name, image);
    const said = ctx.sentence(level, false);
    const picture = await within(LATE_MS, draw(map, ctx, data, sheet, level));
    return { unit: { level: sheet.level, code: sheet.code }, picture, said };
  } catch {
    // Without it, paper has all else.
    return null;
  } finally {
    map?.remove();
    container.remove();
  }
}

async function draw(map: MapLibre, ctx: Context, data: Data, sheet: Sheet, level: string): Promise<string> {
  await new Promise((loaded) => map.once("load", loaded));
  new Highlights(map, ctx.levels).unit("selected", standsIn(ctx, sheet) ?? sheet);
  addNames(map, ctx.levels, LIGHT);
  const levels = ctx.colouredWith(level);
  if (ctx.show !== "fragility") for (const one of levels) data.access.wantColours(one);
  const colouring = new Colouring(map, ctx, data, LIGHT);
  while (!colouring.follow(levels)) {
    await new Promise((look) => setTimeout(look, LOOK_MS));
    if (!map.getContainer().isConnected) throw new Error("too late");
  }
  // Names come after the first picture, and colours by unit after that.
  await idle(map);
  colouring.follow(levels);
  await idle(map);
  map.setPixelRatio(RATIO);
  await idle(map);
  return new Promise((taken) => {
    map.once("render", () => taken(map.getCanvas().toDataURL("image/png")));
    map.triggerRepaint();
  });
}

/** Once nothing moves, and all that is asked for is drawn. */
function idle(map: MapLibre): Promise<unknown> {
  const still = new Promise((rest) => map.once("idle", rest));
  map.triggerRepaint();
  return still;
}

function within<T>(ms: number, what: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, refuse) => setTimeout(() => refuse(new Error("too late")), ms));
  return Promise.race([what, late]);
}

/** Where it looks; null where the territory is nowhere. */
function startOf({ bbox, point, level }: Sheet): Partial<maplibregl.MapOptions> | null {
  if (bbox) return { bounds: bbox, fitBoundsOptions: { padding: AROUND, maxZoom: CLOSEST[level] ?? AT_POINT } };
  return point && { center: point, zoom: AT_POINT };
}

/** The level that is kept where the territory holds it, else the territory's own. */
const levelOf = (ctx: Context, { level }: Sheet): string =>
  ctx.pinned && ctx.contains(level, ctx.pinned) ? ctx.pinned : level;
