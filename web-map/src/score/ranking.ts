// Scores → deciles and ranks, by the engine's own rule (`engine/src/index/rank.rs`): 10 and 1 = the
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

/** Share of the other units that are less fragile, 0–1; null of one unit alone. */
export const aheadOf = (position: number, scored: number): number | null =>
  scored > 1 ? (scored - position) / (scored - 1) : null;
