// Resolution of the map while weights move. Where drawing is too slow, as without a graphics card, the map is drawn at
// half the resolution and without borders until they rest.

import type { Map as MapLibre } from "maplibre-gl";

import { BORDER_OPACITY } from "./style";

/** Milliseconds between two pictures that count as slow, how many in a row, and from when on it is a pause. */
const SLOW_MS = 40;
const SLOW_FRAMES = 2;
const PAUSE_MS = 1500;
/** Milliseconds of rest after which the full resolution is back. */
const REST_MS = 900;

export class AdaptiveResolution {
  /** The resolution changes: that is no move of the map. */
  resizing = false;
  readonly #map: MapLibre;
  #moving = false;
  #coarse = false;
  /** This computer was too slow before: the resolution is lowered at once. */
  #weak = false;
  #drawn = 0;
  #slow = 0;
  #rest = 0;

  constructor(map: MapLibre) {
    this.#map = map;
    map.on("render", () => this.#drew());
    map.once("remove", () => clearTimeout(this.#rest));
  }

  /** Whether weights move. */
  hurry(moving: boolean): void {
    if (moving === this.#moving) return;
    this.#moving = moving;
    this.#slow = 0;
    clearTimeout(this.#rest);
    if (!moving) this.#rest = window.setTimeout(() => this.#set(false), REST_MS);
    else if (this.#weak) this.#set(true);
  }

  #drew(): void {
    const now = performance.now();
    const took = now - this.#drawn;
    this.#drawn = now;
    if (!this.#moving || this.#coarse || took > PAUSE_MS) return;
    this.#slow = took > SLOW_MS ? this.#slow + 1 : 0;
    if (this.#slow < SLOW_FRAMES) return;
    this.#weak = true;
    this.#set(true);
  }

  #set(coarse: boolean): void {
    if (coarse === this.#coarse) return;
    this.#coarse = coarse;
    for (const id of this.#map.getLayersOrder()) {
      if (id.startsWith("line-")) this.#map.setPaintProperty(id, "line-opacity", coarse ? 0 : BORDER_OPACITY);
    }
    this.resizing = true;
    this.#map.setPixelRatio(coarse ? devicePixelRatio / 2 : devicePixelRatio);
    this.resizing = false;
  }
}
