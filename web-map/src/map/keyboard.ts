// The map by keyboard.

import type { Sheet, Unit } from "../api/types";
import type { Context } from "../app/context";
import { toggleMembers } from "../app/zone";
import { neighbourTowards } from "./neighbour";

/** Keys of one step; the map library's own lose steps that are pressed quickly. */
const STEPS: Record<string, number> = { "+": 1, "=": 1, "-": -1, _: -1 };

/** Arrows walk from the selected territory to the neighbour on that side; Enter chooses what lies in the
 *  middle: a territory, a member of the zone, or where someone is; + and - zoom. */
export function onKey(
  e: KeyboardEvent,
  ctx: Context,
  sheet: Sheet | null,
  map: { zoomBy(steps: number): void },
  middle: () => { lng: number; lat: number; unit: Unit | null },
): void {
  if (e.altKey || e.ctrlKey || e.metaKey) return;
  if (e.key === "Enter") {
    const { lng, lat, unit } = middle();
    if (ctx.picking) ctx.store.go({ orient: { lng, lat }, place: null });
    else if (unit && ctx.gathering) toggleMembers(ctx, [unit]);
    else if (unit) ctx.select(unit);
    return;
  }
  const steps = STEPS[e.key];
  if (steps !== undefined) {
    e.stopPropagation();
    e.preventDefault();
    map.zoomBy(steps);
    return;
  }
  const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[e.key];
  if (!way || e.shiftKey || !ctx.store.now.selected || ctx.store.now.orient || !sheet?.point || !sheet.neighbours)
    return;
  e.stopPropagation();
  e.preventDefault();
  const next = neighbourTowards(way as [number, number], sheet.point, sheet.neighbours);
  if (next) ctx.select({ level: next.level, code: next.code });
}
