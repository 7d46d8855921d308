// Outlines of what is under the pointer, selected, or chosen as zone.

import type { FilterSpecification, Map as MapLibre } from "maplibre-gl";

import type { Unit } from "../api/types";
import { type Highlight, highlightsOf } from "./style";

export class Highlights {
  constructor(
    readonly map: MapLibre,
    readonly levels: readonly string[],
  ) {}

  unit(kind: Highlight, unit: Unit | null): void {
    this.show(kind, unit && { level: unit.level, filter: ["==", ["get", "code"], unit.code] });
  }

  show(kind: Highlight, what: { level: string; filter: FilterSpecification } | null): void {
    for (const level of this.levels) {
      for (const id of highlightsOf(kind, level)) {
        if (what?.level === level) this.map.setFilter(id, what.filter);
        this.map.setLayoutProperty(id, "visibility", what?.level === level ? "visible" : "none");
      }
    }
  }
}
