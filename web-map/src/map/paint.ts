// Recolours a level from deciles that were computed here. Units in sight first and at once; the rest
// when nothing else is to do, so that tiles that come later have their colours. Only what changed is
// written: a small move of a weight changes few deciles.

import type { FilterSpecification, Map as MapLibre } from "maplibre-gl";

import type { LevelColumns } from "../score/rescore";
import { fillOf, hatchOf, SOURCE, withoutValue } from "./style";

/** No decile was written yet. */
const UNKNOWN = 255;
/** Units written in one go when there is time. */
const CHUNK = 1500;

interface Painted {
  columns: LevelColumns;
  deciles: Uint8Array;
  written: Uint8Array;
}

export class Painter {
  readonly #map: MapLibre;
  readonly #painted = new Map<string, Painted>();
  #inSight = new Map<string, number[]>();
  /** Features that are hatched beside those of tiles, by level. */
  #hatched = new Map<string, string>();
  #idle = 0;

  constructor(map: MapLibre) {
    this.#map = map;
    const stale = (): void => {
      this.#inSight.clear();
    };
    map.on("move", stale);
    map.on("sourcedata", (e) => {
      if (e.sourceId !== SOURCE || !e.tile) return;
      stale();
      this.#later();
    });
  }

  /** Deciles of a level, by row of its columns; 0 has no score. */
  paint(columns: LevelColumns, deciles: Uint8Array): void {
    const known = this.#painted.get(columns.level);
    const written = known?.columns === columns ? known.written : new Uint8Array(deciles.length).fill(UNKNOWN);
    const painted = { columns, deciles, written };
    this.#painted.set(columns.level, painted);
    this.#hatch(columns, deciles);
    for (const row of this.#rowsInSight(columns)) this.#write(painted, row);
    this.#later();
  }

  /** Back to what tiles say. */
  clear(): void {
    if (this.#painted.size === 0) return;
    this.#painted.clear();
    for (const level of this.#hatched.keys()) this.#map.setFilter(hatchOf(level), withoutValue([]) as FilterSpecification);
    this.#hatched.clear();
    const levels = this.#map.getLayersOrder().filter((id) => id.startsWith("fill-"));
    for (const id of levels) this.#map.removeFeatureState({ source: SOURCE, sourceLayer: id.slice("fill-".length) });
  }

  /** Other weights may leave a unit without a score that had one: rare, and each change has tiles laid
   *  out again. */
  #hatch(columns: LevelColumns, deciles: Uint8Array): void {
    const also = columns.features.filter((id, row) => deciles[row] === 0 && !columns.unscored.has(id));
    const key = also.join();
    if (key === (this.#hatched.get(columns.level) ?? "")) return;
    this.#hatched.set(columns.level, key);
    this.#map.setFilter(hatchOf(columns.level), withoutValue(also) as FilterSpecification);
  }

  #write({ columns, deciles, written }: Painted, row: number): boolean {
    const decile = deciles[row] as number;
    if (written[row] === decile) return false;
    written[row] = decile;
    const id = columns.features[row] as number;
    this.#map.setFeatureState({ source: SOURCE, sourceLayer: columns.level, id }, { d: decile });
    return true;
  }

  #rowsInSight(columns: LevelColumns): number[] {
    const known = this.#inSight.get(columns.level);
    if (known) return known;
    const rows = new Set<number>();
    if (this.#map.getLayer(fillOf(columns.level))) {
      for (const feature of this.#map.querySourceFeatures(SOURCE, { sourceLayer: columns.level })) {
        const row = columns.rows.get(feature.id as number);
        if (row !== undefined) rows.add(row);
      }
    }
    const list = [...rows];
    this.#inSight.set(columns.level, list);
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
      for (const row of this.#rowsInSight(painted.columns)) this.#write(painted, row);
      for (let row = 0; row < painted.deciles.length && left > 0; row += 1) if (this.#write(painted, row)) left -= 1;
    }
    return left <= 0;
  }
}
