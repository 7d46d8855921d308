// The map itself: follows the state, says what is under the pointer, and lets territories be chosen
// by click and by keyboard. It draws; what is shown is decided in `app/` and `state/`.

import maplibregl, { type MapGeoJSONFeature, type Map as MapLibre, type MapMouseEvent } from "maplibre-gl";

import type { TileJson, Unit } from "../api/types";
import type { Context } from "../app/context";
import type { Data } from "../app/data";
import { borderedFrom, drawnAt } from "../app/levels";
import { standsIn } from "../app/stand-in";
import { toggleMembers } from "../app/zone";
import { apostrophes } from "../i18n/format";
import { type State, sameUnit } from "../state/state";
import { sameZone } from "../state/zone";
import { AdaptiveResolution } from "./adaptive-resolution";
import { Camera, CLOSEST_PLACE, homeOf, homePadding } from "./camera";
import { Colouring } from "./colouring";
import { type Palette, patterns } from "./colours";
import { Highlights } from "./highlights";
import { onKey } from "./keyboard";
import { NameShield, SHIELD } from "./name-shield";
import { addNames, refreshNames } from "./names";
import { PlacesLayer } from "./places";
import { fillOf, layersOf, localTiles, SOURCE, style, zoomsOf } from "./style";
import { UploadLayer } from "./upload";

/** A window in which the page scrolls, as `style/phone.css` has it: there the map leaves the wheel and one finger to the
 *  page, or nobody would get past it. */
const LOW = "(max-width: 48rem) and (max-height: 30rem)";

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
  readonly colouring: Colouring;
  readonly resolution: AdaptiveResolution;
  readonly camera: Camera;
  readonly places: PlacesLayer;
  readonly upload: UploadLayer;
  readonly highlights: Highlights;
  hovered: Hovered | null = null;
  #shield: NameShield | null = null;
  #outlined: Unit | null = null;

  constructor(
    container: HTMLElement,
    readonly ctx: Context,
    readonly data: Data,
    tiles: TileJson,
    /** Pixels at the bottom that something lies over. */
    readonly covered: () => number,
    readonly palette: Palette,
  ) {
    const state = ctx.store.now;
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    const low = matchMedia(LOW);
    const start = state.camera
      ? { center: [state.camera.lng, state.camera.lat] as [number, number], zoom: state.camera.zoom }
      : { bounds: homeOf(ctx, tiles), fitBoundsOptions: { padding: homePadding(container.clientHeight) } };
    this.map = new maplibregl.Map({
      container,
      style: style(
        localTiles(tiles),
        ctx.levels,
        (level) => drawnAt(level, ctx.pinned, ctx.ranges),
        (level) => borderedFrom(level, ctx.ranges),
        palette,
      ),
      ...start,
      minZoom: tiles.minzoom,
      maxZoom: 16,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: calm.matches ? 0 : 150,
      canvasContextAttributes: { preserveDrawingBuffer: false },
      cooperativeGestures: state.embed || low.matches,
      locale: ctx.words.mapLocale,
    });
    low.addEventListener("change", () => {
      if (low.matches || state.embed) this.map.cooperativeGestures.enable();
      else this.map.cooperativeGestures.disable();
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    for (const [name, image] of Object.entries(patterns(palette))) this.map.addImage(name, image);
    this.colouring = new Colouring(this.map, ctx, data, palette);
    this.resolution = new AdaptiveResolution(this.map);
    const legend = (): DOMRect | undefined => document.querySelector(".legend")?.getBoundingClientRect();
    this.camera = new Camera(this.map, ctx, tiles, covered, legend, calm);
    this.places = new PlacesLayer(this.map, ctx, data.access, palette);
    this.upload = new UploadLayer(this.map, ctx, data.upload, palette);
    this.highlights = new Highlights(this.map, ctx.levels);
    this.#listen();
  }

  /** Its first picture is drawn. */
  get ready(): boolean {
    return this.camera.ready;
  }

  get container(): HTMLElement {
    return this.map.getContainer();
  }

  /** Brings the map in step with the state. */
  follow(now: State, before: State | null): void {
    if (!this.ready) return;
    const { ctx } = this;
    if (before ? before.level !== now.level : ctx.pinned) this.#levels();
    this.#outline(now.selected);
    if (!before || !sameZone(before.zone, now.zone)) this.highlights.units("zone", now.zone?.members ?? []);
    if (!before || before.background !== now.background) this.#background(now.background);
    this.camera.follow(now, before);
    this.colouring.follow(ctx.coloured);
    this.places.follow(now);
    this.upload.follow();
    const box = this.places.toFrame(now, this.covered()) ?? this.upload.toFrame(this.covered());
    if (box) this.camera.fit(box, CLOSEST_PLACE);
    this.map.getCanvas().classList.toggle("picking", ctx.picking || ctx.gathering);
  }

  /** Keeps names from under what is drawn over the map: the legend and the controls. */
  avoid(over: Iterable<Element>): void {
    this.#shield?.follow([...over].map((one) => one.getBoundingClientRect()));
  }

  /** Sets the description of the map for screen readers. */
  label(text: string): void {
    const canvas = this.map.getCanvas();
    if (canvas.getAttribute("aria-label") !== text) canvas.setAttribute("aria-label", text);
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

  /** Outlines what is selected, or what stands in for it: that is known once its sheet is there. */
  #outline(selected: Unit | null): void {
    const sheet = this.data.sheet.value;
    const stood = sheet && sameUnit(sheet, selected) ? standsIn(this.ctx, sheet) : null;
    const unit = stood ?? selected;
    if (sameUnit(unit, this.#outlined)) return;
    this.#outlined = unit;
    this.highlights.unit("selected", unit);
  }

  #levels(): void {
    const { ctx } = this;
    for (const level of ctx.levels) {
      const at = drawnAt(level, ctx.pinned, ctx.ranges);
      for (const id of layersOf(level)) {
        this.map.setLayoutProperty(id, "visibility", at ? "visible" : "none");
        if (at) this.map.setLayerZoomRange(id, ...zoomsOf(id, at, borderedFrom(level, ctx.ranges)));
      }
    }
    this.camera.keepLevel();
  }

  #background(on: boolean): void {
    this.map.setLayoutProperty("ign", "visibility", on ? "visible" : "none");
    const opacity = on ? 0.6 : 1;
    for (const level of this.ctx.levels) this.map.setPaintProperty(fillOf(level), "fill-opacity", opacity);
  }

  #listen(): void {
    const { map, ctx, data } = this;
    map.once("load", () => {
      performance.mark("map-painted");
      this.camera.ready = true;
      this.#shield = new NameShield(map);
      this.follow(ctx.store.now, null);
      addNames(map, ctx.levels, this.palette, SHIELD);
      ctx.changed();
    });
    map.on("zoom", () => {
      const before = ctx.level;
      ctx.zoom = map.getZoom();
      if (this.ready) addNames(map, ctx.levels, this.palette, SHIELD);
      if (ctx.level !== before) {
        this.#hover(null);
        this.colouring.follow(ctx.coloured);
        ctx.changed();
      }
    });
    ctx.zoom = map.getZoom();
    map.on("moveend", (e) => {
      // The first frame is not a choice, nor is another resolution.
      this.camera.rested("originalEvent" in e || (this.ready && !this.resolution.resizing));
    });
    map.on("error", (e) => {
      const error = e as unknown as { sourceId?: string; error: Error };
      if (error.sourceId === "ign") return;
      if (error.sourceId) ctx.client.connection.tilesFailed();
      else console.error(error.error);
    });
    map.on("mousemove", (e) => {
      const over = this.places.hover(e.point) || this.upload.lines(e.point).length > 0;
      this.#hover(over ? null : this.#under(e), e.point);
      if (over) map.getCanvas().style.cursor = "pointer";
    });
    map.on("mouseout", () => {
      this.places.hover(null);
      this.#hover(null);
    });
    map.on("click", (e) => {
      if (ctx.picking) return ctx.store.go({ orient: { lng: e.lngLat.lng, lat: e.lngLat.lat }, place: null });
      const feature = this.#under(e);
      const unit = feature && this.#unit(feature);
      if (ctx.gathering) {
        if (unit) toggleMembers(ctx, [unit]);
        return;
      }
      if (this.upload.click(e.point) || this.places.click(e.point)) return;
      if (unit) this.camera.framed(unit);
      ctx.select(unit ?? null);
    });
    this.container.addEventListener(
      "keydown",
      (e) => e.target === map.getCanvas() && onKey(e, ctx, data.sheet.value, this.camera, () => this.#middle()),
      true,
    );
  }

  #under(e: MapMouseEvent): MapGeoJSONFeature | null {
    const layer = fillOf(this.ctx.level);
    return this.map.getLayer(layer) ? (this.map.queryRenderedFeatures(e.point, { layers: [layer] })[0] ?? null) : null;
  }

  /** What lies in the middle, where a crosshair would be. */
  #middle(): { lng: number; lat: number; unit: Unit | null } {
    const { width, height } = this.map.getCanvas().getBoundingClientRect();
    const [feature] = this.map.queryRenderedFeatures([width / 2, height / 2], { layers: [fillOf(this.ctx.level)] });
    const { lng, lat } = this.map.getCenter();
    return { lng, lat, unit: feature ? this.#unit(feature) : null };
  }

  #unit(feature: MapGeoJSONFeature): Unit {
    const level = feature.properties["stands_in"] ? "commune" : feature.sourceLayer || this.ctx.level;
    return { level, code: String(feature.properties["code"] ?? "") };
  }

  #hover(feature: MapGeoJSONFeature | null, at: { x: number; y: number } = { x: 0, y: 0 }): void {
    const before = this.hovered;
    const id = feature ? (feature.id as number) : null;
    if (!feature || id === null) {
      this.hovered = null;
      this.map.getCanvas().style.cursor = "";
      if (!before) return;
      this.highlights.show("hover", null);
      this.ctx.changed();
      return;
    }
    const sourceLayer = feature.sourceLayer as string;
    if (before?.feature !== id || before.unit.level !== sourceLayer)
      this.highlights.show("hover", { level: sourceLayer, filter: ["==", ["id"], id] });
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
    this.ctx.changed();
  }
}
