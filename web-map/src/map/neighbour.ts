// From a territory to the one beside it, by arrows.

import type { UnitScore } from "../api/types";

/** Cosine of the widest angle between an arrow and a neighbour on its side. */
const SIDE = 0.35;

/** The neighbour that lies most in the direction of `way` (east, north) as seen from `point`. */
export function neighbourTowards(
  [east, north]: [number, number],
  [lng, lat]: [number, number],
  neighbours: UnitScore[],
): UnitScore | null {
  let best: { unit: UnitScore; fit: number } | null = null;
  for (const unit of neighbours) {
    if (!unit.point) continue;
    const [dx, dy] = [(unit.point[0] - lng) * Math.cos((lat * Math.PI) / 180), unit.point[1] - lat];
    const fit = (dx * east + dy * north) / Math.hypot(dx, dy);
    if (fit > SIDE && (!best || fit > best.fit)) best = { unit, fit };
  }
  return best?.unit ?? null;
}
