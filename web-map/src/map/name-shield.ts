// Names of territories do not lie half under the legend: an invisible symbol, as large as the legend and placed before
// the names, keeps them away. It follows the legend whenever the map is at rest.

import type { Point } from "geojson";
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";

/** Layer that names have to be below, so that they are placed after it. */
export const SHIELD = "shield";
/** Pixels of the window for one of the image, which is stretched. */
const COARSE = 8;
/** Pixels around the legend that stay free as well. */
const MARGIN = 4;

export class NameShield {
  #placed = "";
  #size = "";

  constructor(readonly map: MapLibre) {
    map.addSource(SHIELD, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    map.addLayer({
      id: SHIELD,
      type: "symbol",
      source: SHIELD,
      layout: {
        "icon-image": SHIELD,
        "icon-size": COARSE,
        "icon-anchor": "top-left",
        "icon-padding": MARGIN,
        "icon-allow-overlap": true,
      },
    });
  }

  /** `legend` in pixels of the window. */
  follow(legend: DOMRect): void {
    const { map } = this;
    if (map.isMoving()) return;
    const canvas = map.getCanvas().getBoundingClientRect();
    const [x, y] = [legend.left - canvas.left, legend.top - canvas.top];
    const { lng, lat } = map.unproject([x, y]);
    const placed = [lng, lat, map.getZoom(), legend.width, legend.height].map((n) => n.toFixed(5)).join();
    if (placed === this.#placed) return;
    this.#placed = placed;
    this.#resize(Math.ceil(legend.width / COARSE) || 1, Math.ceil(legend.height / COARSE) || 1);
    const geometry: Point = { type: "Point", coordinates: [lng, lat] };
    map.getSource<GeoJSONSource>(SHIELD)?.setData({ type: "Feature", geometry, properties: {} });
  }

  #resize(width: number, height: number): void {
    const size = `${width} × ${height}`;
    if (size === this.#size) return;
    this.#size = size;
    if (this.map.hasImage(SHIELD)) this.map.removeImage(SHIELD);
    this.map.addImage(SHIELD, { width, height, data: new Uint8Array(width * height * 4) });
  }
}
