// Names of territories do not lie half under the legend and the controls: an invisible symbol, as large as each and
// placed before the names, keeps them away. It follows them whenever the map is at rest.

import type { Feature, Point } from "geojson";
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";

/** Layer that names have to be below, so that they are placed after it. */
export const SHIELD = "shield";
/** Pixels of the window for one of the image, which is stretched. */
const COARSE = 8;
/** Pixels around each that stay free as well. */
const MARGIN = 4;

export class NameShield {
  #placed = "";

  constructor(readonly map: MapLibre) {
    map.addSource(SHIELD, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    map.addLayer({
      id: SHIELD,
      type: "symbol",
      source: SHIELD,
      layout: {
        "icon-image": ["get", "image"],
        "icon-size": COARSE,
        "icon-anchor": "top-left",
        "icon-padding": MARGIN,
        "icon-allow-overlap": true,
      },
    });
  }

  /** `over` in pixels of the window. */
  follow(over: readonly DOMRect[]): void {
    const { map } = this;
    if (map.isMoving()) return;
    const canvas = map.getCanvas().getBoundingClientRect();
    const features = over
      .filter(({ width, height }) => width > 0 && height > 0)
      .map(({ left, top, width, height }): Feature<Point> => {
        const { lng, lat } = map.unproject([left - canvas.left, top - canvas.top]);
        const image = this.#image(Math.ceil(width / COARSE), Math.ceil(height / COARSE));
        return { type: "Feature", geometry: { type: "Point", coordinates: [lng, lat] }, properties: { image } };
      });
    const placed = JSON.stringify([map.getZoom(), features]);
    if (placed === this.#placed) return;
    this.#placed = placed;
    map.getSource<GeoJSONSource>(SHIELD)?.setData({ type: "FeatureCollection", features });
  }

  /** Id of an empty image of a size. */
  #image(width: number, height: number): string {
    const id = `${SHIELD}-${width}-${height}`;
    if (!this.map.hasImage(id)) this.map.addImage(id, { width, height, data: new Uint8Array(width * height * 4) });
    return id;
  }
}
