// Scores → deciles and ranks, by the engine's own rule (`engine/src/composite/rank.rs`): 10 and 1 = the
// most fragile; equal scores have equal deciles and ranks; NaN has neither.

/** The engine compares scores without their last bits. */
const STEPS = 1e11;

export interface Ranking {
  /** Comparable scores, ascending. */
  sorted: Float64Array;
  /** `edges[d - 2]` is the lowest score of decile d or above, for d from 2 to 10. */
  edges: Float64Array;
}

const comparable = (score: number): number => Math.round(score * STEPS) / STEPS;

/** Orders scores; NaN is left out. */
export function rank(scores: Float64Array): Ranking {
  const sorted = new Float64Array(scores.length);
  let n = 0;
  for (const score of scores) if (!Number.isNaN(score)) sorted[n++] = comparable(score);
  const kept = sorted.subarray(0, n).sort();
  const edges = new Float64Array(9).fill(Infinity);
  let reached = 1;
  for (let less = 0; less < n; ) {
    const value = kept[less] as number;
    let end = less + 1;
    while (end < n && kept[end] === value) end += 1;
    const decile = Math.min(10, 1 + Math.floor((5 * (less + end)) / n));
    for (; reached < decile; reached += 1) edges[reached - 1] = value;
    less = end;
  }
  return { sorted: kept, edges };
}

/** Decile of a score; 0 of NaN. */
export function decileOf(score: number, { edges }: Ranking): number {
  if (Number.isNaN(score)) return 0;
  const value = comparable(score);
  let decile = 1;
  while (decile < 10 && value >= (edges[decile - 1] as number)) decile += 1;
  return decile;
}

/** 1 = the highest score; null of NaN. */
export function rankOf(score: number, { sorted }: Ranking): number | null {
  if (Number.isNaN(score)) return null;
  const value = comparable(score);
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] as number) <= value) from = middle + 1;
    else to = middle;
  }
  return sorted.length - from + 1;
}

/** Fewer units than this are few: a rank says more of them than a percentage. */
export const FEW = 200;
/** Fewer units than this make no tenths. */
export const TENTHS = 20;
/** Percentages between which a unit is near the middle. */
const MIDDLE = [45, 55] as const;

/** Where a unit stands among its like. `share` is in whole percent, rounded down: of those whose score is
 *  lower (`above`, `high`) or higher (`below`, `low`); of the unit's own side for `high` and `low`. `tied` are the
 *  others that have its score. */
export type Standing =
  | { kind: "equal" | "middle" }
  | { kind: "rank" | "highest" | "lowest"; tied: number }
  | { kind: "high" | "above" | "below" | "low"; share: number };

/** By rank, 1 = the highest score, among `scored` units, as the engine has it (`engine/src/words/standing.rs`); null
 *  where there is nothing to stand among. `lower` are those with a lower score: without it nobody knows who shares the
 *  rank, and it counts as the unit's own. Nothing is ever more or less than 100 % or 0 % of the others: such a unit is
 *  the highest, the lowest, or among the 1 % of that end. */
export function standingOf(rank: number, scored: number, lower?: number): Standing | null {
  if (scored < 2) return null;
  const others = scored - 1;
  const higher = Math.min(rank - 1, others);
  const under = Math.min(lower ?? others - higher, others - higher);
  const tied = others - higher - under;
  if (higher + under === 0) return { kind: "equal" };
  if (scored < FEW) return { kind: "rank", tied };
  if (higher === 0) return { kind: "highest", tied };
  if (under === 0) return { kind: "lowest", tied };
  const percent = (of: number): number => Math.floor((100 * of) / others);
  const [above, below] = [percent(under), percent(higher)];
  if (above >= 99) return { kind: "high", share: 1 };
  if (below >= 99) return { kind: "low", share: 1 };
  if (isMiddle(above, below)) return { kind: "middle" };
  return above > below ? { kind: "above", share: above } : { kind: "below", share: below };
}

/** About as many above as below; with many of one score, any two shares that are near. */
function isMiddle(above: number, below: number): boolean {
  const [from, to] = MIDDLE;
  const near = above >= from && above <= to && below >= from - 1;
  return near || (Math.max(above, below) < from && Math.abs(above - below) <= to - from);
}
