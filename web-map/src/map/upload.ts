// Places of a file that is checked: where something is wrong, and those that are known already. A mark leads to its
// line in the list, and a line to its mark.

import type { Feature } from "geojson";
import type maplibregl from "maplibre-gl";
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";

import type { BoundingBox, Inventory } from "../api/types";
import type { Context } from "../app/context";
import type { UploadData } from "../app/upload";
import type { Palette } from "./colours";
import { FONT } from "./style";

const SOURCE = "upload";
const MARKS = "upload-marks";
const CHOSEN = "upload-chosen";
/** Pixels around a pointer in which a mark is hit. */
const REACH = 6;
/** Zoom from which single places are distinct. */
const NEAR = 8;
/** What a mark says to who does not tell colours apart. */
const SIGNS = { error: "!", known: "=" } as const;

type Kind = keyof typeof SIGNS;

export class UploadLayer {
  readonly #map: MapLibre;
  /** What the marks are of. */
  #drawn: Inventory | null = null;
  #at = new Map<number, [number, number]>();
  #line: number | null = null;
  /** What was framed last: the file, or a line of it. */
  #framed: Inventory | null;
  #framedLine: number | null;

  constructor(
    map: MapLibre,
    readonly ctx: Context,
    readonly data: UploadData,
    readonly palette: Palette,
  ) {
    this.#map = map;
    // A map that begins again on another ground stays where it was.
    this.#framed = data.proposal.value;
    this.#framedLine = data.line;
  }

  follow(): void {
    const { value } = this.data.proposal;
    if (value !== this.#drawn) this.#draw(value);
    if (this.data.line !== this.#line && this.#map.getLayer(CHOSEN)) {
      this.#line = this.data.line;
      this.#map.setFilter(CHOSEN, ["==", ["get", "line"], this.#line ?? -1]);
    }
  }

  /** Lines of the file that are marked at a point, ascending. */
  lines({ x, y }: maplibregl.Point): number[] {
    if (!this.#map.getLayer(MARKS)) return [];
    const hit = this.#map.queryRenderedFeatures(
      [
        [x - REACH, y - REACH],
        [x + REACH, y + REACH],
      ],
      { layers: [MARKS] },
    );
    return [...new Set(hit.map((feature) => Number(feature.properties["line"])))].sort((a, b) => a - b);
  }

  /** Shows the line whose mark was hit, in turn where several are; whether one was. */
  click(point: maplibregl.Point): boolean {
    const lines = this.lines(point);
    if (lines.length === 0) return false;
    const at = lines.indexOf(this.data.line ?? -1);
    const line = lines[(at + 1) % lines.length] ?? null;
    // It is where the person looks already.
    this.#framedLine = line;
    if (!this.ctx.store.now.upload || this.ctx.store.now.place)
      this.ctx.store.go({ upload: true, place: null, orient: null });
    this.data.filter(null);
    this.data.toReveal = true;
    this.data.show(line);
    return true;
  }

  /** West, south, east, north of a file that was just read, or of the line that was just chosen. */
  toFrame(covered: number): BoundingBox | null {
    const { value } = this.data.proposal;
    const { line } = this.data;
    if (value && value !== this.#framed) {
      const first = this.#framed === null;
      this.#framed = value;
      const points = [...this.#at.values()];
      // Other columns of the same file move nothing.
      if (!first || points.length === 0) return null;
      const [lngs, lats] = [points.map(([lng]) => lng), points.map(([, lat]) => lat)];
      return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
    }
    if (!value) this.#framed = null;
    if (line === this.#framedLine) return null;
    this.#framedLine = line;
    const at = line === null ? undefined : this.#at.get(line);
    if (!at) return null;
    const { x, y } = this.#map.project(at);
    const { clientWidth, clientHeight } = this.#map.getContainer();
    const seen = x > 0 && y > 0 && x < clientWidth && y < clientHeight - covered;
    return seen && this.#map.getZoom() > NEAR ? null : [...at, ...at];
  }

  #draw(value: Inventory | null): void {
    this.#drawn = value;
    this.#at.clear();
    const features: Feature[] = [];
    const put = (kind: Kind, line: number, at: { lon: number; lat: number } | null): void => {
      if (!at || this.#at.has(line)) return;
      this.#at.set(line, [at.lon, at.lat]);
      const geometry = { type: "Point" as const, coordinates: [at.lon, at.lat] };
      features.push({ type: "Feature", geometry, properties: { line, kind, sign: SIGNS[kind] } });
    };
    for (const { line, at } of value?.check?.errors ?? []) put("error", line, at);
    for (const { line, at } of value?.check?.known ?? []) put("known", line, at);
    const data = { type: "FeatureCollection" as const, features };
    const source = this.#map.getSource(SOURCE) as GeoJSONSource | undefined;
    if (source) source.setData(data);
    else if (features.length > 0) this.#add(data);
  }

  #add(data: GeoJSON.FeatureCollection): void {
    const { accent, onAccent, halo, ink } = this.palette;
    const known = ["==", ["get", "kind"], "known"];
    this.#map.addSource(SOURCE, { type: "geojson", data });
    this.#map.addLayer({
      id: MARKS,
      type: "circle",
      source: SOURCE,
      paint: {
        "circle-color": ["case", known, halo, accent] as never,
        "circle-stroke-color": ["case", known, ink, halo] as never,
        "circle-stroke-width": 2,
        "circle-radius": 9,
      },
    });
    this.#map.addLayer({
      id: CHOSEN,
      type: "circle",
      source: SOURCE,
      filter: ["==", ["get", "line"], -1],
      paint: { "circle-opacity": 0, "circle-stroke-color": ink, "circle-stroke-width": 4, "circle-radius": 12 },
    });
    this.#map.addLayer({
      id: "upload-signs",
      type: "symbol",
      source: SOURCE,
      layout: { "text-field": ["get", "sign"], "text-font": [FONT], "text-size": 14, "text-allow-overlap": true },
      paint: { "text-color": ["case", known, ink, onAccent] as never },
    });
  }
}
