// What levels of a map are filled with: the deciles of the tiles, or what they do not hold: deciles by other weights,
// the lack of access, need × supply.

import type { Map as MapLibre } from "maplibre-gl";

import type { Context } from "../app/context";
import type { Data } from "../app/data";
import type { Show } from "../state/state";
import type { Palette } from "./colours";
import { Painter } from "./paint";
import { colourOf, fillOf } from "./style";

export class Colouring {
  readonly #map: MapLibre;
  readonly #painter: Painter;
  #shown: Show = "fragility";

  constructor(
    map: MapLibre,
    readonly ctx: Context,
    readonly data: Data,
    readonly palette: Palette,
  ) {
    this.#map = map;
    this.#painter = new Painter(map);
  }

  /** Brings levels in step with the state; whether all that it takes is there. */
  follow(levels: readonly string[]): boolean {
    const { ctx } = this;
    const { show } = ctx;
    if (show !== this.#shown) {
      this.#shown = show;
      this.#painter.clear();
      const colour = colourOf(show, this.palette);
      for (const level of ctx.levels) this.#map.setPaintProperty(fillOf(level), "fill-color", colour);
    }
    if (show === "fragility" && !ctx.hasScenario) {
      this.#painter.clear();
      return true;
    }
    return levels.map((level) => (show === "fragility" ? this.#scores(level) : this.#access(level))).every(Boolean);
  }

  #scores(level: string): boolean {
    const { ctx, data } = this;
    const reference = ctx.referenceFor(level);
    const live = data.live.of(level, reference, ctx.weights);
    if (live) this.#painter.paint(live.columns, live.deciles);
    return live !== null || data.live.failed(level, reference);
  }

  #access(level: string): boolean {
    const { ctx, data } = this;
    const access = data.access.colours(level);
    if (access) this.#painter.paint(access.units, ctx.show === "access" ? access.lack : access.both, access.outside);
    return access !== null || data.access.refused(level);
  }
}
