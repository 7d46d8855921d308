// Places of help on the map: clusters with their numbers, dots, rings for those that move about; and, over
// them, where someone is, the places that are proposed, the one whose card is open.

import type { Feature, FeatureCollection } from "geojson";
import type maplibregl from "maplibre-gl";
import type { GeoJSONSource, MapGeoJSONFeature, Map as MapLibre } from "maplibre-gl";

import { address } from "../api/connection";
import type { TileJson } from "../api/types";
import type { AccessData } from "../app/access";
import type { Context } from "../app/context";
import { filterQuery } from "../app/queries";
import { Resource } from "../app/resource";
import { apostrophes } from "../i18n/format";
import type { State } from "../state/state";
import type { Palette } from "./colours";
import { FONT } from "./style";

const SOURCE = "places";
const MARKS = "proposed";
const CLUSTERS = "places-clusters";
const COUNTS = "places-counts";
const DOTS = "places-dots";
/** Pixels around a pointer in which a place is hit: a finger is wider than a dot. */
const REACH = 8;
/** Zoom from which single places are distinct. */
const NEAR = 8;
/** Zoom levels that a click on a cluster goes in. */
const STEP = 2;

export interface HoveredPlace {
  n: number;
  name: string;
  at: { x: number; y: number };
}

export class PlacesLayer {
  hovered: HoveredPlace | null = null;
  readonly #map: MapLibre;
  readonly #json: Resource<TileJson>;
  #tiles = "";
  #marked = "";
  /** Where marks were last framed. */
  #framed = "";

  constructor(
    map: MapLibre,
    readonly ctx: Context,
    readonly data: AccessData,
    readonly palette: Palette,
  ) {
    this.#map = map;
    this.#json = new Resource(ctx.changed);
  }

  follow(now: State): void {
    const { ctx } = this;
    if (!ctx.access) return;
    if (now.places) this.#json.want("places", () => ctx.client.tiles("places"));
    const json = this.#json.value;
    const tiles =
      now.places && json
        ? address(`tiles/places/{z}/{x}/{y}.mvt?${filterQuery(now.filters)}`)
            .replace(/%7B/g, "{")
            .replace(/%7D/g, "}")
        : "";
    if (tiles !== this.#tiles && json) this.#show(tiles, json);
    this.#mark(now);
  }

  refresh(): void {
    this.#json.retry();
    if (this.#map.getSource(SOURCE)) this.#map.refreshTiles(SOURCE);
  }

  /** What was hit: opened, or gone into. Whether anything was. */
  click(point: maplibregl.Point): boolean {
    const hit = this.#under(point);
    const cluster = hit.find((f) => Number(f.properties["n"]) > 1);
    const ids = [
      ...new Set(hit.filter((f) => f.properties["id"] !== undefined).map((f) => String(f.properties["id"]))),
    ];
    if (ids.length > 0) {
      // Places at one spot are opened in turn.
      const at = ids.indexOf(this.ctx.store.now.place ?? "");
      this.ctx.store.go({ place: ids[(at + 1) % ids.length] ?? null });
    } else if (cluster?.geometry.type === "Point") {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.#map.easeTo({
        center: cluster.geometry.coordinates as [number, number],
        zoom: this.#map.getZoom() + STEP,
        animate: !calm,
        duration: 400,
      });
    }
    return hit.length > 0;
  }

  /** What is under the pointer; whether anything is. */
  hover(at: maplibregl.Point | null): boolean {
    const [first] = at ? this.#under(at) : [];
    const before = this.hovered;
    this.hovered =
      at && first
        ? { n: Number(first.properties["n"] ?? 1), name: apostrophes(String(first.properties["nom"] ?? "")), at }
        : null;
    if (before || this.hovered) this.ctx.changed();
    return this.hovered !== null;
  }

  #under({ x, y }: maplibregl.Point): MapGeoJSONFeature[] {
    const layers = [CLUSTERS, DOTS, `${MARKS}-found`].filter((id) => this.#map.getLayer(id));
    return layers.length > 0
      ? this.#map.queryRenderedFeatures(
          [
            [x - REACH, y - REACH],
            [x + REACH, y + REACH],
          ],
          { layers },
        )
      : [];
  }

  /** West, south, east, north of what came last and is not in sight: where someone is with what is
   *  proposed, or the place of the card. */
  toFrame(now: State, covered: number): [number, number, number, number] | null {
    const { near, card } = this.data;
    const { value, valueKey } = near;
    if (now.place) {
      const place = card.value;
      if (place?.id !== now.place || this.#framed === place.id) return null;
      this.#framed = place.id;
      const { longitude: lng, latitude: lat } = place;
      const { x, y } = this.#map.project([lng, lat]);
      const { clientWidth, clientHeight } = this.#map.getContainer();
      const seen = x > 0 && y > 0 && x < clientWidth && y < clientHeight - covered;
      return seen && this.#map.getZoom() > NEAR ? null : [lng, lat, lng, lat];
    }
    if (
      !now.orient ||
      now.orient === "ask" ||
      !value?.near ||
      !valueKey ||
      valueKey !== near.key ||
      valueKey === this.#framed
    )
      return null;
    this.#framed = valueKey;
    const points = [[value.near.lon, value.near.lat], ...value.places.map((p) => [p.longitude, p.latitude])] as [
      number,
      number,
    ][];
    const [lngs, lats] = [points.map(([lng]) => lng), points.map(([, lat]) => lat)];
    return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)];
  }

  #show(tiles: string, { minzoom, maxzoom, bounds }: TileJson): void {
    const map = this.#map;
    this.#tiles = tiles;
    // A source of its own for each choice of filters: `setTiles` does not ask again for a tile that is on
    // its way, so that quick choices would leave places that were filtered out.
    for (const id of [CLUSTERS, COUNTS, DOTS]) if (map.getLayer(id)) map.removeLayer(id);
    if (map.getSource(SOURCE)) map.removeSource(SOURCE);
    if (!tiles) return;
    map.addSource(SOURCE, { type: "vector", tiles: [tiles], minzoom, maxzoom, ...(bounds ? { bounds } : {}) });
    const of = { source: SOURCE, "source-layer": "places" } as const;
    const before = map.getLayer(`${MARKS}-found`) ? `${MARKS}-found` : undefined;
    const { accent, onAccent, halo } = this.palette;
    map.addLayer(
      {
        id: CLUSTERS,
        type: "circle",
        ...of,
        filter: [">", ["get", "n"], 1],
        paint: {
          "circle-color": accent,
          "circle-stroke-color": halo,
          "circle-stroke-width": 2,
          "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "n"]], 0.3, 10, 1, 13, 3, 21, 5, 28],
        },
      },
      before,
    );
    map.addLayer(
      {
        id: COUNTS,
        type: "symbol",
        ...of,
        filter: [">", ["get", "n"], 1],
        layout: {
          "text-field": ["number-format", ["get", "n"], { locale: this.ctx.store.now.lang }],
          "text-font": [FONT],
          "text-size": 13,
          "text-allow-overlap": true,
          "text-ignore-placement": true,
        },
        paint: { "text-color": onAccent },
      },
      before,
    );
    const ring = ["==", ["get", "itinerant"], 1];
    map.addLayer(
      {
        id: DOTS,
        type: "circle",
        ...of,
        filter: ["==", ["get", "n"], 1],
        paint: {
          "circle-color": ["case", ring, halo, accent] as never,
          "circle-stroke-color": ["case", ring, accent, halo] as never,
          "circle-stroke-width": ["case", ring, 3, 1.5] as never,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 5, 4, 12, 6, 15, 8],
        },
      },
      before,
    );
  }

  /** Where someone is, the places that are proposed, the one whose card is open. */
  #mark(now: State): void {
    const { near, card } = this.data;
    const features: Feature[] = [];
    const put = (kind: string, lng: number, lat: number, more: object = {}): void => {
      features.push({
        type: "Feature",
        geometry: { type: "Point", coordinates: [lng, lat] },
        properties: { kind, ...more },
      });
    };
    if (now.orient && now.orient !== "ask" && near.value?.near) {
      put("from", near.value.near.lon, near.value.near.lat);
      for (const [i, p] of near.value.places.entries()) {
        put("found", p.longitude, p.latitude, { id: p.id, nom: p.nom, label: String(i + 1) });
      }
    }
    if (now.place && card.value?.id === now.place) put("open", card.value.longitude, card.value.latitude);
    const marked = JSON.stringify(features);
    if (marked === this.#marked || (features.length === 0 && this.#marked === "")) return;
    this.#marked = marked;
    const data: FeatureCollection = { type: "FeatureCollection", features };
    const source = this.#map.getSource(MARKS) as GeoJSONSource | undefined;
    if (source) return void source.setData(data);
    this.#map.addSource(MARKS, { type: "geojson", data });
    const kind = (which: string) => ["==", ["get", "kind"], which] as never;
    const { accent, onAccent, halo, ink } = this.palette;
    const edge = { "circle-stroke-color": halo, "circle-stroke-width": 2.5 } as const;
    this.#map.addLayer({
      id: `${MARKS}-found`,
      type: "circle",
      source: MARKS,
      filter: kind("found"),
      paint: { ...edge, "circle-color": accent, "circle-radius": 12 },
    });
    this.#map.addLayer({
      id: `${MARKS}-from`,
      type: "circle",
      source: MARKS,
      filter: kind("from"),
      paint: { ...edge, "circle-color": ink, "circle-radius": 8 },
    });
    this.#map.addLayer({
      id: `${MARKS}-open`,
      type: "circle",
      source: MARKS,
      filter: kind("open"),
      paint: { "circle-color": accent, "circle-radius": 9, "circle-stroke-color": ink, "circle-stroke-width": 4 },
    });
    this.#map.addLayer({
      id: `${MARKS}-labels`,
      type: "symbol",
      source: MARKS,
      filter: kind("found"),
      paint: { "text-color": onAccent },
      layout: { "text-field": ["get", "label"], "text-font": [FONT], "text-size": 15, "text-allow-overlap": true },
    });
  }
}
