// Names of territories, written at points. Those of a level come when its zoom is near: all communes are
// a long list.

import maplibregl, { type Map as MapLibre } from "maplibre-gl";

import { route } from "../api/client";
import { address } from "../api/connection";
import type { Palette } from "./colours";
import { label, NAMED, namesOf } from "./style";

/** Where the names of a level are written. */
const points = (level: string): string => address(route("/api/v1/territories/{level}", { level }));

/** Adds those that are near, below the layer `before`, or on top. */
export function addNames(map: MapLibre, levels: readonly string[], palette: Palette, before?: string): void {
  for (const named of NAMED) {
    const id = namesOf(named.level);
    const near = map.getZoom() > named.from - 0.5 && map.getZoom() < named.to;
    if (!near || map.getSource(id) || !levels.includes(named.level)) continue;
    map.addSource(id, { type: "geojson", data: points(named.level) });
    map.addLayer(label(named, palette), before);
  }
}

/** Asks again for those that did not come. */
export function refreshNames(map: MapLibre): void {
  for (const { level } of NAMED) {
    const found = map.getSource(namesOf(level));
    if (found instanceof maplibregl.GeoJSONSource) found.setData(points(level));
  }
}
