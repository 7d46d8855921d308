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
    this.units(kind, unit ? [unit] : []);
  }

  /** Units of several levels. */
  units(kind: Highlight, units: readonly Unit[]): void {
    this.#set(kind, (level) => {
      const codes = units.filter((unit) => unit.level === level).map((unit) => unit.code);
      return codes.length > 0 ? ["in", ["get", "code"], ["literal", codes]] : null;
    });
  }

  show(kind: Highlight, what: { level: string; filter: FilterSpecification } | null): void {
    this.#set(kind, (level) => (what?.level === level ? what.filter : null));
  }

  #set(kind: Highlight, filterOf: (level: string) => FilterSpecification | null): void {
    for (const level of this.levels) {
      const filter = filterOf(level);
      for (const id of highlightsOf(kind, level)) {
        if (filter) this.map.setFilter(id, filter);
        this.map.setLayoutProperty(id, "visibility", filter ? "visible" : "none");
      }
    }
  }
}
