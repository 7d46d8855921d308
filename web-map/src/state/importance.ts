// Weights as people move them: an importance from 0 to 5, where 3 is the method's own weight.

import type { Method } from "../api/types";
import { childrenOf, methodWeights, scoredIndicators, type Weights } from "../score/rescore";

/** The method's own. */
export const NORMAL = 3;
export const MOST = 5;

/** Times the method's weight: 0, ¼, ½, 1, 2, 4 at whole steps, and between them without a jump. */
export const factorOf = (importance: number): number => (importance >= 1 ? 2 ** (importance - NORMAL) : importance / 4);

/** The importance that gives a factor, within the bounds of the slider. */
export const importanceOf = (factor: number): number =>
  Math.min(MOST, factor >= 0.25 ? NORMAL + Math.log2(factor) : factor * 4);

/** What a user moved: importance by id of axis or indicator, those at 3 left out. */
export type Importance = Readonly<Record<string, number>>;

/** Ids that can be moved: axes, and indicators that are not alone in theirs. */
export function movable(method: Method): string[] {
  const axes = method.axes.map((a) => a.id);
  const beside = scoredIndicators(method).filter((i) => childrenOf(method, i.axis).length > 1);
  return [...axes, ...beside.map((i) => i.id)];
}

/** Weights of a scenario, as the server takes them: only those that differ. An axis of which nothing
 *  is left counts for nothing. `null` when nothing at all is left. */
export function movedWeights(method: Method, moved: Importance): Record<string, number> | null {
  const own = methodWeights(method);
  const out: Record<string, number> = {};
  for (const [id, importance] of Object.entries(moved)) {
    const weight = own.get(id);
    if (weight !== undefined && importance !== NORMAL) out[id] = tidy(weight * factorOf(importance));
  }
  const left = (id: string): boolean => (out[id] ?? own.get(id) ?? 0) > 0;
  const axes = new Set(method.axes.map((a) => a.id));
  const counts = (axis: string | null): boolean =>
    childrenOf(method, axis).filter((id) => left(id) && (!axes.has(id) || counts(id))).length > 0;
  for (const axis of axes) {
    if (counts(axis)) continue;
    for (const id of childrenOf(method, axis)) delete out[id];
    out[axis] = 0;
  }
  return counts(null) ? out : null;
}

/** All weights of a scenario. */
export function allWeights(method: Method, moved: Record<string, number>): Weights {
  return new Map([...methodWeights(method), ...Object.entries(moved)]);
}

/** A preset's weights as importances. */
export function fromWeights(method: Method, weights: Record<string, number>): Importance {
  const own = methodWeights(method);
  const moved = Object.entries(weights).map(([id, w]) => [id, importanceOf(w / (own.get(id) || 1))] as const);
  return Object.fromEntries(moved.filter(([, importance]) => importance !== NORMAL));
}

/** Four figures: the address stays short, and the server computes with what the map computes with. */
const tidy = (weight: number): number => Number(weight.toPrecision(4));
