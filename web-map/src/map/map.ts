// The map itself: follows the state, says what is under the pointer, and lets territories be chosen
// by click and by keyboard. It draws; what is shown is decided in `app/` and `state/`.

import maplibregl, { type ExpressionSpecification, type LngLatLike, type Map as MapLibre, type MapGeoJSONFeature, type MapMouseEvent } from "maplibre-gl";

import { address } from "../api/client";
import type { Sheet, TileJson, Unit } from "../api/types";
import type { App } from "../app/app";
import { apostrophes } from "../format";
import { sameUnit, type Camera, type Frame, type Show, type State } from "../state/state";
import { hatching } from "./colours";
import { Pace } from "./pace";
import { Painter } from "./paint";
import { onKey } from "./keys";
import { drawnAt } from "./levels";
import { Marks } from "./marks";
import { addNames, refreshNames } from "./names";
import { PlacesLayer } from "./places";
import { colourOf, fillOf, HATCH, layersOf, SOURCE, style } from "./style";

type Box = [number, number, number, number];
const HEXAGON: Box = [-5.2, 41.3, 9.7, 51.2];
/** Furthest in that choosing a territory goes: it stays among its like. */
const CLOSEST: Record<string, number> = { region: 7.5, departement: 9, epci: 10, commune: 11, iris: 13.5 };
const MOVE_MS = 200;
/** Zoom at which a département beyond the seas is seen whole. */
const FAR = 8.4;
/** Pixels at the top of the map that hold the level of now. */
const ABOVE = 64;

/** What is under the pointer. */
export interface Hovered {
  unit: Unit;
  feature: number;
  name: string;
  score: number | null;
  rank: number | null;
  decile: number;
  at: { x: number; y: number };
}

export class MapView {
  readonly map: MapLibre;
  readonly painter: Painter;
  readonly pace: Pace;
  readonly places: PlacesLayer;
  readonly marks: Marks;
  hovered: Hovered | null = null;
  /** Its first picture is drawn. */
  ready = false;
  #framed: string | null = null;
  /** Where pressed buttons lead; null while none does. */
  #zoomingTo: number | null = null;
  /** Where it flies to; null while it does not. */
  #going: { center: LngLatLike; zoom: number } | null = null;
  /** Where it was when it came to rest, as the state has it. */
  #written: Camera | null = null;
  #shown: Show = "fragility";
  #calm = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(
    container: HTMLElement,
    readonly app: App,
    readonly tiles: TileJson,
    /** Pixels below that something lies over. */
    readonly covered: () => number,
  ) {
    const state = app.store.now;
    const start = state.camera
      ? { center: [state.camera.lng, state.camera.lat] as [number, number], zoom: state.camera.zoom }
      : { bounds: this.#home(), fitBoundsOptions: { padding: { top: Math.min(ABOVE, container.clientHeight / 6), left: 16, right: 16, bottom: 28 } } };
    this.map = new maplibregl.Map({
      container,
      style: style(here(tiles), app.levels, (level) => drawnAt(level, this.#pinned, app.ranges)),
      ...start,
      minZoom: tiles.minzoom,
      maxZoom: 16,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: this.#calm.matches ? 0 : 150,
      canvasContextAttributes: { preserveDrawingBuffer: false },
      cooperativeGestures: state.embed,
      locale: app.words.mapLocale,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addImage(HATCH, hatching());
    this.painter = new Painter(this.map);
    this.pace = new Pace(this.map);
    this.places = new PlacesLayer(this.map, app);
    this.marks = new Marks(this.map, app.levels);
    this.#listen();
  }

  get container(): HTMLElement {
    return this.map.getContainer();
  }

  /** Brings the map in step with the state. */
  follow(now: State, before: State | null): void {
    if (!this.ready) return;
    const { app } = this;
    if (before ? before.level !== now.level : this.#pinned) this.#levels();
    if (!before || !sameUnit(before.selected, now.selected)) this.marks.unit("selected", now.selected);
    if (!before || !sameUnit(before.zone, now.zone)) this.marks.unit("zone", now.zone);
    if (!before || before.background !== now.background) this.#background(now.background);
    // What the map itself wrote is not where to go: it may have been moved on since.
    if (before && now.camera && before.camera !== now.camera && now.camera !== this.#written && !this.#at(now)) {
      this.map.jumpTo({ center: [now.camera.lng, now.camera.lat], zoom: now.camera.zoom });
    }
    this.colour();
    this.places.follow(now);
    const box = this.places.toFrame(now, this.covered());
    if (box) this.fit(box, CLOSEST["iris"]);
    this.map.getCanvas().classList.toggle("picking", app.help.picking);
  }

  /** Colours by what is computed here, or by what tiles say. */
  colour(): void {
    const { app } = this;
    const { show } = app;
    if (show !== this.#shown) {
      this.#shown = show;
      this.painter.clear();
      for (const level of app.levels) this.map.setPaintProperty(fillOf(level), "fill-color", colourOf(show));
    }
    if (show === "fragility" && !app.custom) return this.painter.clear();
    const levels = [app.level];
    // Communes stand in for IRIS without contour.
    if (app.level === "iris" && app.levels.includes("commune")) levels.push("commune");
    for (const level of levels) {
      if (show !== "fragility") {
        const help = app.help.colours(level);
        if (help) this.painter.paint(help.units, show === "access" ? help.lack : help.both);
        continue;
      }
      const live = app.live.of(level, app.referenceFor(level), app.weights);
      if (live) this.painter.paint(live.columns, live.deciles);
    }
  }

  /** Says what it is and how it is moved through, to those who do not see it. */
  label(text: string): void {
    const canvas = this.map.getCanvas();
    if (canvas.getAttribute("aria-label") !== text) canvas.setAttribute("aria-label", text);
  }

  /** Moves so that a territory is in sight, once for each that is selected; `whole` where it is what
   *  is looked at, though it is in sight already. */
  frame(sheet: Sheet, whole = false): void {
    const key = `${sheet.level}:${sheet.code}`;
    if (this.#framed === key || !sheet.bbox) return;
    this.#framed = key;
    const [west, south, east, north] = sheet.bbox;
    const view = this.map.getBounds();
    // What lies under a drawer is not seen.
    view.setSouthWest([view.getWest(), this.map.unproject([0, this.container.clientHeight - this.covered()]).lat]);
    const inside = view.contains([west, south]) && view.contains([east, north]);
    const wide = (east - west) / (view.getEast() - view.getWest());
    const pinned = this.#pinned;
    if (inside && wide > 0.03 && !whole) return;
    const coarse = pinned && this.app.contains(pinned, sheet.level) ? pinned : sheet.level;
    this.fit(sheet.bbox, CLOSEST[coarse] ?? 11);
  }

  /** A territory that is chosen where it is seen needs no move. */
  framed(unit: Unit): void {
    this.#framed = `${unit.level}:${unit.code}`;
  }

  fit(box: Box, maxZoom = 16): void {
    const edge = Math.min(40, this.container.clientHeight / 8);
    this.#goTo(box, { top: this.#above() + edge / 2, left: edge, right: edge, bottom: edge + this.covered() }, maxZoom);
  }

  home(): void {
    this.#goTo(this.#home(), this.#around(), 16);
  }

  goTo([lng, lat]: [number, number]): void {
    this.map.jumpTo({ center: [lng, lat], zoom: Math.max(FAR, this.#least) });
  }

  /** As near as a box is seen whole, yet not farther than the level that is kept can be seen from. */
  #goTo([west, south, east, north]: Box, padding: { top: number; left: number; right: number; bottom: number }, maxZoom: number): void {
    const to = this.map.cameraForBounds([[west, south], [east, north]], { padding, maxZoom });
    if (!to?.center) return;
    const camera = { center: to.center, zoom: Math.max(to.zoom ?? 0, this.#least) };
    this.#going = camera;
    // What is asked for before the first picture is where the map begins.
    if (this.ready) this.map.flyTo({ ...camera, ...this.#pace(4 * MOVE_MS) });
    else this.map.jumpTo(camera);
    if (!this.map.isMoving()) this.#going = null;
  }

  /** Pixels at the top that controls lie over. */
  #above(): number {
    return Math.min(ABOVE, this.container.clientHeight / 6);
  }

  /** Around the whole view. */
  #around(): { top: number; left: number; right: number; bottom: number } {
    return { top: this.#above(), left: 16, right: 16, bottom: 28 };
  }

  /** Each press counts whole, also while the map still moves to where the press before leads. */
  zoomBy(steps: number): void {
    const from = this.#zoomingTo ?? this.map.getZoom();
    const to = Math.min(this.map.getMaxZoom(), Math.max(this.map.getMinZoom(), from + steps));
    // Moves of one id follow each other as one: only the last ends. Another that this one stops ends first.
    this.map.easeTo({ zoom: to, easeId: "steps", ...this.#pace(MOVE_MS) });
    this.#zoomingTo = this.map.isMoving() ? to : null;
  }

  /** What is in sight, when it is less than the whole view. */
  frameNow(): Frame | null {
    const [west, south, east, north] = this.#home();
    const view = this.map.getBounds();
    if (view.contains([west, south]) || view.contains([east, north])) return null;
    const tidy = (x: number, most: number): number => Math.round(Math.min(most, Math.max(-most, x)) * 1000) / 1000;
    return [tidy(view.getWest(), 180), tidy(view.getSouth(), 90), tidy(view.getEast(), 180), tidy(view.getNorth(), 90)];
  }

  /** Asks again for tiles that did not come. */
  refresh(): void {
    refreshNames(this.map);
    this.map.refreshTiles(SOURCE);
    this.places.refresh();
  }

  /** The picture of now. */
  canvas(): Promise<HTMLCanvasElement> {
    return new Promise((resolve) => {
      this.map.once("render", () => {
        const from = this.map.getCanvas();
        const copy = document.createElement("canvas");
        [copy.width, copy.height] = [from.width, from.height];
        copy.getContext("2d")?.drawImage(from, 0, 0);
        resolve(copy);
      });
      this.map.triggerRepaint();
    });
  }

  #home(): Box {
    return this.app.france && !this.app.served.provenance.built_zone ? HEXAGON : this.tiles.bounds;
  }

  #pace(ms: number): { animate: boolean; duration: number } {
    return this.#calm.matches ? { animate: false, duration: 0 } : { animate: true, duration: ms };
  }

  #at(now: State): boolean {
    const { lng, lat } = this.map.getCenter();
    const c = now.camera;
    return c !== null && Math.abs(c.lng - lng) < 1e-4 && Math.abs(c.lat - lat) < 1e-4 && Math.abs(c.zoom - this.map.getZoom()) < 0.01;
  }

  get #pinned(): string | null {
    const { level } = this.app.store.now;
    return level !== null && this.app.levels.includes(level) ? level : null;
  }

  #levels(): void {
    const { app } = this;
    const pinned = this.#pinned;
    for (const level of app.levels) {
      const at = drawnAt(level, pinned, app.ranges);
      for (const id of layersOf(level)) {
        this.map.setLayoutProperty(id, "visibility", at ? "visible" : "none");
        if (at) this.map.setLayerZoomRange(id, at.from, at.to);
      }
    }
    // Farther out there is nothing of that level to see.
    const { zoom, center } = this.#going ?? { zoom: this.map.getZoom(), center: this.map.getCenter() };
    if (zoom < this.#least) this.map.easeTo({ center, zoom: this.#least, ...this.#pace(2 * MOVE_MS) });
    this.#hold();
  }

  /** Keeps the map as near as the level can be seen from, once it is there; never farther than any tile. */
  #hold(): void {
    if (this.map.getZoom() >= this.#least - 1e-9) this.map.setMinZoom(Math.max(this.tiles.minzoom, this.#least));
  }

  /** Zoom from which tiles hold the level that is kept. */
  get #least(): number {
    return this.tiles.vector_layers.find((layer) => layer.id === this.#pinned)?.minzoom ?? 0;
  }

  #background(on: boolean): void {
    this.map.setLayoutProperty("ign", "visibility", on ? "visible" : "none");
    const opacity = on ? 0.6 : 1;
    for (const level of this.app.levels) this.map.setPaintProperty(fillOf(level), "fill-opacity", opacity as unknown as ExpressionSpecification);
  }

  #listen(): void {
    const { map, app } = this;
    map.once("load", () => {
      performance.mark("map-painted");
      this.ready = true;
      this.follow(app.store.now, null);
      addNames(this.map, app.levels, this.places.lowest);
      app.changed();
    });
    map.on("zoom", () => {
      const before = app.level;
      app.zoom = map.getZoom();
      if (this.ready) addNames(this.map, app.levels, this.places.lowest);
      if (app.level !== before) {
        this.#hover(null);
        this.colour();
        app.changed();
      }
    });
    app.zoom = map.getZoom();
    map.on("moveend", () => {
      this.#zoomingTo = null;
      this.#going = null;
      if (this.ready) this.#hold();
    });
    map.on("moveend", (e) => {
      // The first frame is not a choice, nor is another fineness.
      if ((!this.ready || this.pace.resizing) && !("originalEvent" in e)) return;
      const { lng, lat } = map.getCenter();
      this.#written = { lng, lat, zoom: map.getZoom() };
      app.store.move({ camera: this.#written });
    });
    map.on("error", (e) => {
      const error = e as unknown as { sourceId?: string; error: Error };
      if (error.sourceId === "ign") return;
      if (error.sourceId) app.client.tilesFailed();
      else console.error(error.error);
    });
    map.on("mousemove", (e) => {
      const over = this.places.hover(e.point);
      this.#hover(over ? null : this.#under(e), e.point);
      if (over) map.getCanvas().style.cursor = "pointer";
    });
    map.on("mouseout", () => {
      this.places.hover(null);
      this.#hover(null);
    });
    map.on("click", (e) => {
      if (app.help.picking) return app.store.go({ orient: { lng: e.lngLat.lng, lat: e.lngLat.lat }, place: null });
      if (this.places.click(e.point)) return;
      const feature = this.#under(e);
      const unit = feature && this.#unit(feature);
      if (unit) this.framed(unit);
      app.select(unit ?? null);
    });
    this.container.addEventListener("keydown", (e) => e.target === map.getCanvas() && onKey(e, app, this, () => this.#middle()), true);
  }

  #under(e: MapMouseEvent): MapGeoJSONFeature | null {
    const layer = fillOf(this.app.level);
    return this.map.getLayer(layer) ? (this.map.queryRenderedFeatures(e.point, { layers: [layer] })[0] ?? null) : null;
  }

  /** What lies in the middle, where a crosshair would be. */
  #middle(): { lng: number; lat: number; unit: Unit | null } {
    const { width, height } = this.map.getCanvas().getBoundingClientRect();
    const [feature] = this.map.queryRenderedFeatures([width / 2, height / 2], { layers: [fillOf(this.app.level)] });
    const { lng, lat } = this.map.getCenter();
    return { lng, lat, unit: feature ? this.#unit(feature) : null };
  }

  #unit(feature: MapGeoJSONFeature): Unit {
    const level = feature.properties["stands_in"] ? "commune" : feature.sourceLayer || this.app.level;
    return { level, code: String(feature.properties["code"] ?? "") };
  }

  #hover(feature: MapGeoJSONFeature | null, at: { x: number; y: number } = { x: 0, y: 0 }): void {
    const before = this.hovered;
    const id = feature ? (feature.id as number) : null;
    if (!feature || id === null) {
      this.hovered = null;
      this.map.getCanvas().style.cursor = "";
      if (!before) return;
      this.marks.show("hover", null);
      this.app.changed();
      return;
    }
    const sourceLayer = feature.sourceLayer as string;
    if (before?.feature !== id || before.unit.level !== sourceLayer) this.marks.show("hover", { level: sourceLayer, filter: ["==", ["id"], id] });
    const { name, score, rank, decile } = feature.properties as Record<string, string | number | undefined>;
    this.hovered = {
      unit: { level: sourceLayer, code: this.#unit(feature).code },
      feature: id,
      name: apostrophes(String(name ?? "")),
      score: typeof score === "number" ? score : null,
      rank: typeof rank === "number" ? rank : null,
      decile: Number(decile ?? 0),
      at,
    };
    this.map.getCanvas().style.cursor = "pointer";
    this.app.changed();
  }
}

/** Tiles come from where the page comes from, whatever name the server has for itself. */
function here(tiles: TileJson): TileJson {
  const local = (url: string): string => {
    const path = /\/tiles\/.*$/.exec(url)?.[0] ?? url;
    return address(path.slice(1)).replace(/%7B/g, "{").replace(/%7D/g, "}");
  };
  return { ...tiles, tiles: tiles.tiles.map(local) };
}

