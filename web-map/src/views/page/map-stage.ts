// The map as a part of the page: begins it once the page is painted, says why there is none, keeps it in step with what is
// drawn, begins it again on another ground. In: the state and the data, as the page is drawn. Out: the map, its canvas, its
// picture as a file.

import type { BoundingBox, Sheet, Unit } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { standsIn } from "../../app/stand-in";
import type { Sync } from "../../app/sync";
import { zoneBox } from "../../app/zone-box";
import { picture } from "../../export/png";
import { save } from "../../export/save";
import { paletteOf } from "../../map/colours";
import { MapView } from "../../map/map";
import { FONT } from "../../map/style";
import { type State, sameUnit } from "../../state/state";
import { zoneOf } from "../../state/zone";

/** Milliseconds that the map waits for the page's font. */
const FONT_MS = 800;

/** What is drawn over the map, and names keep from under. */
const OVER_MAP = ".legend, .level-chip, .zoom, .go-to .chip, .banner, .credits";

export class MapStage {
  /** Null until it begins, and where there is none. */
  map: MapView | null = null;
  /** Why there is none; empty where there is one, or will be. */
  noMap = "";
  #followed: State | null = null;
  /** The link holds a territory and no camera: the map goes to the territory. */
  #frameFirst = false;
  /** The territory for which another stands in, whose box was asked for. */
  #stood: Unit | null = null;

  constructor(
    readonly ctx: Context,
    readonly data: Data,
    readonly sync: Sync,
    /** Pixels at the bottom that something lies over. */
    readonly covered: () => number,
    /** Moves the map so that all of the zone is seen. */
    readonly fitZone: () => void,
  ) {
    ctx.frameNow = () => this.map?.camera.frameNow() ?? null;
  }

  get canvas(): HTMLElement | null {
    return this.map?.map.getCanvas() ?? null;
  }

  /** Once the page is there. */
  begin(): void {
    const { ctx } = this;
    ctx.dark.addEventListener("change", () => this.#redraw());
    const { level, orient, zone, selected, camera } = ctx.store.now;
    // With a pinned level the map shows what lies within the territory.
    this.#frameFirst =
      camera === null &&
      orient === null &&
      (selected ? level !== null && ctx.contains(selected.level, level) : zone !== null);
    // The map writes names with this font from its first picture on. The page is painted first: without a
    // graphics card the map blocks it for a second when it begins.
    const font = Promise.race([document.fonts.load(`16px ${FONT}`), new Promise((go) => setTimeout(go, FONT_MS))]);
    const painted = new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
    void Promise.all([font, painted]).then(() => this.#begin());
  }

  #begin(): void {
    const { ctx } = this;
    const box = document.getElementById("map");
    if (!box || !ctx.served.tiles) {
      this.#without(ctx.words.status.noTiles);
      return;
    }
    try {
      this.map = new MapView(box, ctx, this.data, ctx.served.tiles, this.covered, paletteOf(ctx.dark.matches));
      this.map.map.once("load", () => (ctx.mapped = true));
      // For tests and debugging.
      Object.assign(globalThis, { ifnMap: this.map.map });
    } catch {
      this.#without(ctx.words.status.noWebgl);
      if (ctx.store.now.view === "map" && !ctx.store.now.embed) ctx.store.go({ view: "table" });
    }
  }

  /** Another ground has other colours: the map begins again where it is. Paper is light, and leaves the map alone. */
  #redraw(): void {
    const { ctx, map } = this;
    if (matchMedia("print").matches || map?.palette === paletteOf(ctx.dark.matches)) return;
    if (map) {
      const { lng, lat } = map.map.getCenter();
      ctx.store.move({ camera: { lng, lat, zoom: map.map.getZoom() } });
      map.map.remove();
      this.map = null;
      this.#begin();
    }
    ctx.changed();
  }

  #without(why: string): void {
    this.noMap = why;
    this.ctx.mapped = true;
    this.ctx.changed();
  }

  /** Brings the map in step with the page, which is drawn. */
  follow(now: State): void {
    const { ctx, data, map } = this;
    if (map) {
      map.resolution.hurry(this.sync.moving);
      map.follow(now, this.#followed);
      map.label(ctx.words.mapLabel(ctx.methodTitle));
      map.avoid(document.querySelectorAll(OVER_MAP));
      const sheet = data.sheet.value;
      if (sheet && sameUnit(sheet, now.selected) && !now.orient) {
        this.#frame(map, sheet);
      }
      if (this.#frameFirst && !now.selected && now.zone && data.zone.value) {
        this.#frameFirst = false;
        this.fitZone();
      }
    }
    this.#followed = map?.ready ? now : null;
  }

  /** Moves to the selected territory; one without contour is where that is which is outlined in its place. */
  #frame(map: MapView, sheet: Sheet): void {
    const { ctx } = this;
    const stood = standsIn(ctx, sheet);
    if (stood && sameUnit(this.#stood, sheet)) return;
    const whole = this.#frameFirst;
    this.#frameFirst = false;
    this.#stood = stood ? sheet : null;
    if (!stood) {
      map.camera.frame(sheet, whole);
      return;
    }
    const go = (bbox: BoundingBox | null): void => {
      if (sameUnit(ctx.store.now.selected, sheet)) this.map?.camera.frame({ ...sheet, bbox }, whole);
    };
    // Without an answer the map stays where it is.
    zoneBox(ctx.client, zoneOf(stood)).then(go, () => undefined);
  }

  /** Saves what the map shows. */
  async picture(): Promise<void> {
    const { ctx, map } = this;
    if (!map) return;
    const blob = await picture(ctx, this.data, await map.canvas(), devicePixelRatio, map.palette);
    save({ blob, name: `ifn-${ctx.level}.png` });
    ctx.notice(ctx.words.share.pngDone);
  }
}
