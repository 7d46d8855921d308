// Where the map looks, and the moves that lead there: to a territory, to the whole view, by steps of zoom. It is never
// farther out than the level that is kept can be seen from. Positions are longitude and latitude in degrees.

import type { LngLatLike, Map as MapLibre } from "maplibre-gl";

import type { BoundingBox, Sheet, TileJson, Unit } from "../api/types";
import type { Context } from "../app/context";
import { type CameraPosition, type Frame, type State, unitKey } from "../state/state";

interface Padding {
  top: number;
  left: number;
  right: number;
  bottom: number;
}

/** A rectangle in pixels of the map. */
interface Rectangle {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const HEXAGON: BoundingBox = [-5.2, 41.3, 9.7, 51.2];
/** Largest zoom by which a selected territory is shown, so that it stays among its like. */
export const CLOSEST: Record<string, number> = { region: 7.5, departement: 9, epci: 10, commune: 11, iris: 13.5 };
export const CLOSEST_PLACE = 13.5;
export const MOVE_MS = 200;
/** Zoom at which an overseas département is seen whole. */
const OVERSEAS = 8.4;
/** Pixels at the top of the map that the button of the level lies over. */
const ABOVE = 64;

/** The box that is shown at first, and by « Vue d’ensemble ». */
export const homeOf = (ctx: Context, tiles: TileJson): BoundingBox =>
  ctx.france && ctx.whole ? HEXAGON : tiles.bounds;

/** Pixels around that box in a container so high. */
export const homePadding = (height: number): Padding => ({
  top: Math.min(ABOVE, height / 6),
  left: 16,
  right: 16,
  bottom: 28,
});

export class Camera {
  /** Its first picture is drawn. */
  ready = false;
  #framed: string | null = null;
  /** Zoom that pressed buttons lead to; null while none does. */
  #zoomingTo: number | null = null;
  /** Where it flies to; null while it does not. */
  #going: { center: LngLatLike; zoom: number } | null = null;
  /** Where it was when it came to rest, as the state has it. */
  #written: CameraPosition | null = null;

  constructor(
    readonly map: MapLibre,
    readonly ctx: Context,
    readonly tiles: TileJson,
    /** Pixels at the bottom that something lies over. */
    readonly covered: () => number,
    /** Where the legend lies in the window. */
    readonly legend: () => DOMRect | undefined,
    readonly calm: MediaQueryList,
  ) {}

  /** Goes where the state says, unless the map itself wrote it: it may have been moved on since. */
  follow(now: State, before: State | null): void {
    const { camera } = now;
    if (!before || !camera || before.camera === camera || camera === this.#written || this.#isAt(camera)) return;
    this.map.jumpTo({ center: [camera.lng, camera.lat], zoom: camera.zoom });
  }

  /** It came to rest; `write` the camera into the state unless it was no move of a person. */
  rested(write: boolean): void {
    this.#zoomingTo = null;
    this.#going = null;
    if (this.ready) this.#hold();
    if (!write) return;
    const { lng, lat } = this.map.getCenter();
    this.#written = { lng, lat, zoom: this.map.getZoom() };
    this.ctx.store.move({ camera: this.#written });
  }

  /** Moves so that a territory is in sight, once for each that is selected; `whole` where it is what
   *  is looked at, though it is in sight already. */
  frame(sheet: Sheet, whole = false): void {
    const key = unitKey(sheet);
    if (this.#framed === key || !sheet.bbox) return;
    this.#framed = key;
    const [west, south, east, north] = sheet.bbox;
    const view = this.map.getBounds();
    // What lies under a drawer is not seen.
    view.setSouthWest([view.getWest(), this.map.unproject([0, this.#height - this.covered()]).lat]);
    const inside = view.contains([west, south]) && view.contains([east, north]) && !this.#hidden(sheet.bbox);
    const wide = (east - west) / (view.getEast() - view.getWest());
    const { pinned } = this.ctx;
    if (inside && wide > 0.03 && !whole) return;
    const coarse = pinned && this.ctx.contains(pinned, sheet.level) ? pinned : sheet.level;
    this.fit(sheet.bbox, CLOSEST[coarse] ?? 11);
  }

  /** A territory that is chosen where it is seen needs no move. */
  framed(unit: Unit): void {
    this.#framed = unitKey(unit);
  }

  fit(box: BoundingBox, maxZoom = 16): void {
    const edge = Math.min(40, this.#height / 8);
    const top = homePadding(this.#height).top + edge / 2;
    const free = { top, left: edge, right: edge, bottom: edge + this.covered() };
    const legend = this.#legend();
    const beside = { ...free, left: edge + legend.right };
    const above = { ...free, bottom: Math.max(free.bottom, edge + this.#height - legend.top) };
    const over = legend.right > legend.left && legend.top < this.#height;
    this.#goTo(box, over ? [free, beside, above] : [free], maxZoom);
  }

  home(): void {
    this.#goTo(homeOf(this.ctx, this.tiles), [homePadding(this.#height)], 16);
  }

  goTo([lng, lat]: [number, number]): void {
    this.map.jumpTo({ center: [lng, lat], zoom: Math.max(OVERSEAS, this.#least) });
  }

  /** Each press counts whole, also while the map still moves to where the press before leads. */
  zoomBy(steps: number): void {
    const from = this.#zoomingTo ?? this.map.getZoom();
    const to = Math.min(this.map.getMaxZoom(), Math.max(this.map.getMinZoom(), from + steps));
    // Moves of one id follow each other as one: only the last ends. Another that this one stops ends first.
    this.map.easeTo({ zoom: to, easeId: "steps", ...this.#animation(MOVE_MS) });
    this.#zoomingTo = this.map.isMoving() ? to : null;
  }

  /** What is in sight, when it is less than the whole view. */
  frameNow(): Frame | null {
    const [west, south, east, north] = homeOf(this.ctx, this.tiles);
    const view = this.map.getBounds();
    if (view.contains([west, south]) || view.contains([east, north])) return null;
    const tidy = (x: number, most: number): number => Math.round(Math.min(most, Math.max(-most, x)) * 1000) / 1000;
    return [tidy(view.getWest(), 180), tidy(view.getSouth(), 90), tidy(view.getEast(), 180), tidy(view.getNorth(), 90)];
  }

  /** Goes as near as the level that is kept needs: farther out there is nothing of it to see. */
  keepLevel(): void {
    const { zoom, center } = this.#going ?? { zoom: this.map.getZoom(), center: this.map.getCenter() };
    if (zoom < this.#least) this.map.easeTo({ center, zoom: this.#least, ...this.#animation(2 * MOVE_MS) });
    this.#hold();
  }

  /** As near as a box is seen whole by one of several paddings, yet not farther than the level that is kept can be seen
   *  from. One that leaves a part of it under the legend is taken only where all do. */
  #goTo(box: BoundingBox, paddings: Padding[], maxZoom: number): void {
    const [west, south, east, north] = box;
    const found = paddings.flatMap((padding) => {
      const to = this.map.cameraForBounds([west, south, east, north], { padding, maxZoom });
      return to?.center ? [{ padding, center: to.center, zoom: to.zoom ?? 0 }] : [];
    });
    const clear = found.filter((one) => !this.#hidden(box, one));
    const [to] = (clear.length > 0 ? clear : found).sort((a, b) => b.zoom - a.zoom);
    if (!to) return;
    const camera = { center: to.center, zoom: Math.max(to.zoom, this.#least) };
    this.#going = camera;
    // What is asked for before the first picture is where the map begins.
    if (this.ready) this.map.flyTo({ ...camera, ...this.#animation(4 * MOVE_MS) });
    else this.map.jumpTo(camera);
    if (!this.map.isMoving()) this.#going = null;
  }

  /** Keeps the map as near as the level can be seen from, once it is there; never farther than any tile. */
  #hold(): void {
    if (this.map.getZoom() >= this.#least - 1e-9) this.map.setMinZoom(Math.max(this.tiles.minzoom, this.#least));
  }

  /** Zoom from which tiles hold the level that is kept. */
  get #least(): number {
    return this.tiles.vector_layers.find((layer) => layer.id === this.ctx.pinned)?.minzoom ?? 0;
  }

  /** Whether the legend lies over a part of a box: as the map is, or when it is fitted with a padding. */
  #hidden([west, south, east, north]: BoundingBox, fitted?: { padding: Padding; zoom: number }): boolean {
    const [from, to] = [this.map.project([west, north]), this.map.project([east, south])];
    let seen: Rectangle = { left: from.x, top: from.y, right: to.x, bottom: to.y };
    if (fitted) {
      const { padding, zoom } = fitted;
      const { clientWidth, clientHeight } = this.map.getContainer();
      const scale = 2 ** (zoom - this.map.getZoom());
      const [x, y] = [
        (padding.left + clientWidth - padding.right) / 2,
        (padding.top + clientHeight - padding.bottom) / 2,
      ];
      const [wide, high] = [(scale * (to.x - from.x)) / 2, (scale * (to.y - from.y)) / 2];
      seen = { left: x - wide, right: x + wide, top: y - high, bottom: y + high };
    }
    const legend = this.#legend();
    return seen.left < legend.right && seen.right > legend.left && seen.top < legend.bottom && seen.bottom > legend.top;
  }

  /** Where the legend lies; without width where there is none. */
  #legend(): Rectangle {
    const { left, top } = this.map.getContainer().getBoundingClientRect();
    const legend = this.legend();
    if (!legend) return { left: 0, right: 0, top: 0, bottom: 0 };
    return {
      left: legend.left - left,
      right: legend.right - left,
      top: legend.top - top,
      bottom: legend.bottom - top,
    };
  }

  get #height(): number {
    return this.map.getContainer().clientHeight;
  }

  #animation(ms: number): { animate: boolean; duration: number } {
    return this.calm.matches ? { animate: false, duration: 0 } : { animate: true, duration: ms };
  }

  #isAt({ lng, lat, zoom }: CameraPosition): boolean {
    const center = this.map.getCenter();
    const near = Math.abs(lng - center.lng) < 1e-4 && Math.abs(lat - center.lat) < 1e-4;
    return near && Math.abs(zoom - this.map.getZoom()) < 0.01;
  }
}
