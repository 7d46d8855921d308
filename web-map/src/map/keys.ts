// The map by keyboard.

import type { Unit } from "../api/types";
import type { App } from "../app/app";
import { neighbourTowards } from "./walk";

/** Keys of one step; the map library's own lose steps that are pressed quickly. */
const STEPS: Record<string, number> = { "+": 1, "=": 1, "-": -1, _: -1 };

/** Arrows walk from the selected territory to the neighbour on that side; Enter chooses what lies in the
 *  middle: a territory, or where someone is; + and - zoom. */
export function onKey(e: KeyboardEvent, app: App, map: { zoomBy(steps: number): void }, middle: () => { lng: number; lat: number; unit: Unit | null }): void {
  if (e.altKey || e.ctrlKey || e.metaKey) return;
  if (e.key === "Enter") {
    const { lng, lat, unit } = middle();
    if (app.help.picking) app.store.go({ orient: { lng, lat }, place: null });
    else if (unit) app.select(unit);
    return;
  }
  const steps = STEPS[e.key];
  if (steps !== undefined) {
    e.stopPropagation();
    e.preventDefault();
    return map.zoomBy(steps);
  }
  const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key];
  const sheet = app.sheet.value;
  if (!way || e.shiftKey || !app.store.now.selected || app.store.now.orient || !sheet?.point || !sheet.neighbours) return;
  e.stopPropagation();
  e.preventDefault();
  const next = neighbourTowards(way as [number, number], sheet.point, sheet.neighbours);
  if (next) app.select({ level: next.level, code: next.code });
}
