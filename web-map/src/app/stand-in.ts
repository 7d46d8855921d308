// What the map outlines of a territory whose contour is not known.

import type { Sheet, UnitScore } from "../api/types";
import type { Context } from "./context";

/** The commune of a quarter without contour, where the map draws communes; null where nothing stands in. */
export function standsIn(ctx: Context, sheet: Sheet): UnitScore | null {
  if (sheet.level !== "iris" || sheet.bbox || !ctx.levels.includes("commune")) return null;
  return sheet.within.find((above) => above.level === "commune") ?? null;
}
