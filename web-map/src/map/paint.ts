// Recolours a level from deciles or classes that tiles do not hold. Units in sight first and at once; the rest
// when nothing else is to do, so that tiles that come later have their colours. Only what changed is
// written: a small move of a weight changes few deciles.

import type { FilterSpecification, Map as MapLibre } from "maplibre-gl";

import type { Units } from "../score/rescore";
import { fillOf, hatchingOf, hatchOf, SOURCE, withoutValue } from "./style";

/** No decile was written yet. */
const UNKNOWN = 255;
/** No feature is hatched crosswise. */
const NOWHERE: ReadonlySet<number> = new Set();
/** Units written in one go when there is time. */
const CHUNK = 1500;

interface Painted {
  units: Units;
  classes: Uint8Array;
  written: Uint8Array;
}

export class Painter {
  readonly #map: MapLibre;
  readonly #painted = new Map<string, Painted>();
  #inSight = new Map<string, number[]>();
  /** Features that are hatched beside those of tiles, by level. */
  #hatched = new Map<string, string>();
  /** Features that are hatched crosswise, by level. */
  #crossed = new Map<string, ReadonlySet<number>>();
  #idle = 0;

  constructor(map: MapLibre) {
    this.#map = map;
    const stale = (): void => {
      this.#inSight.clear();
    };
    map.on("move", stale);
    // What is left to write goes with it.
    map.once("remove", () => this.#painted.clear());
    map.on("sourcedata", (e) => {
      if (e.sourceId !== SOURCE || !e.tile) return;
      stale();
      this.#later();
    });
  }

  /** Classes of a level, by row of its units; 0 has no value. Features of `outside` are hatched crosswise. */
  paint(units: Units, classes: Uint8Array, outside = NOWHERE): void {
    const known = this.#painted.get(units.level);
    const written = known?.units === units ? known.written : new Uint8Array(classes.length).fill(UNKNOWN);
    const painted = { units, classes, written };
    this.#painted.set(units.level, painted);
    this.#hatch(units, classes);
    this.#cross(units.level, outside);
    for (const row of this.#rowsInSight(units)) this.#write(painted, row);
    this.#later();
  }

  /** Back to the deciles of the tiles. */
  clear(): void {
    if (this.#painted.size === 0) return;
    this.#painted.clear();
    for (const level of this.#hatched.keys())
      this.#map.setFilter(hatchOf(level), withoutValue([]) as FilterSpecification);
    this.#hatched.clear();
    for (const level of this.#crossed.keys()) this.#cross(level, NOWHERE);
    const levels = this.#map.getLayersOrder().filter((id) => id.startsWith("fill-"));
    for (const id of levels) this.#map.removeFeatureState({ source: SOURCE, sourceLayer: id.slice("fill-".length) });
  }

  /** Other weights may leave a unit without a score that had one: rare, and each change has tiles laid
   *  out again. */
  #hatch(units: Units, classes: Uint8Array): void {
    const also = units.features.filter((id, row) => classes[row] === 0 && !units.unscored.has(id));
    const key = also.join();
    if (key === (this.#hatched.get(units.level) ?? "")) return;
    this.#hatched.set(units.level, key);
    this.#map.setFilter(hatchOf(units.level), withoutValue(also) as FilterSpecification);
  }

  #cross(level: string, outside: ReadonlySet<number>): void {
    if (outside === (this.#crossed.get(level) ?? NOWHERE)) return;
    this.#crossed.set(level, outside);
    this.#map.setPaintProperty(hatchOf(level), "fill-pattern", hatchingOf([...outside]));
  }

  #write({ units, classes, written }: Painted, row: number): boolean {
    const decile = classes[row] as number;
    if (written[row] === decile) return false;
    written[row] = decile;
    const id = units.features[row] as number;
    this.#map.setFeatureState({ source: SOURCE, sourceLayer: units.level, id }, { d: decile });
    return true;
  }

  #rowsInSight(units: Units): number[] {
    const known = this.#inSight.get(units.level);
    if (known) return known;
    const rows = new Set<number>();
    if (this.#map.getLayer(fillOf(units.level))) {
      for (const feature of this.#map.querySourceFeatures(SOURCE, { sourceLayer: units.level })) {
        const row = units.rows.get(feature.id as number);
        if (row !== undefined) rows.add(row);
      }
    }
    const list = [...rows];
    this.#inSight.set(units.level, list);
    return list;
  }

  #later(): void {
    if (this.#idle !== 0) return;
    const idle = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 50));
    this.#idle = idle(() => {
      this.#idle = 0;
      if (this.#rest()) this.#later();
    });
  }

  /** Writes what is in sight, then some of the rest; whether anything is left. */
  #rest(): boolean {
    let left = CHUNK;
    for (const painted of this.#painted.values()) {
      for (const row of this.#rowsInSight(painted.units)) this.#write(painted, row);
      for (let row = 0; row < painted.classes.length && left > 0; row += 1) if (this.#write(painted, row)) left -= 1;
    }
    return left <= 0;
  }
}
