// Scores of a level with other weights, in the browser: the engine's formulas over columns of
// normalised indicators (`engine/src/index/score.rs`, `aggregate/`). In: one column an indicator,
// NaN where missing. Out: one column of scores, NaN where too little is known. 35,000 units take a
// few milliseconds, so the map can follow a finger; what is shown as a rank still comes from the
// server, and a test holds both against each other.

import type { Formula, Method } from "../api/types";

/** The engine's tolerance for shares of weight. */
const SLACK = 1e-12;

/** Units of one level, in the order of its columns. */
export interface Units {
  level: string;
  /** Ids of the features in tiles. */
  features: number[];
  /** Row of each feature. */
  rows: Map<number, number>;
  /** Features without a score by the method's own weights. */
  unscored: Set<number>;
}

export interface LevelColumns extends Units {
  codes: string[];
  /** Normalised indicators by id. */
  normalised: Map<string, Float64Array>;
}

/** Weights by id of axis or indicator: all of them. */
export type Weights = Map<string, number>;

/** Weights as the method has them. */
export function methodWeights(method: Method): Weights {
  const all: Weights = new Map(method.axes.map((axis) => [axis.id, axis.weight]));
  for (const i of scoredIndicators(method)) all.set(i.id, i.weight ?? 0);
  return all;
}

export const scoredIndicators = (method: Method) => method.indicators.filter((i) => i.axis !== null);

/** Ids of what counts in an axis (null: in the index). */
export function childrenOf(method: Method, axis: string | null): string[] {
  const axes = method.axes.filter((a) => a.parent === axis).map((a) => a.id);
  const own = scoredIndicators(method).filter((i) => i.axis === axis);
  return [...own.map((i) => i.id), ...axes];
}

/** Share of the index of each indicator when everything is available. */
export function effectiveWeights(method: Method, weights: Weights): Map<string, number> {
  const out = new Map<string, number>();
  const axes = new Set(method.axes.map((a) => a.id));
  const walk = (axis: string | null, share: number): void => {
    const children = childrenOf(method, axis);
    const total = children.reduce((sum, id) => sum + (weights.get(id) ?? 0), 0);
    for (const id of children) {
      const part = total > 0 ? (share * (weights.get(id) ?? 0)) / total : 0;
      if (axes.has(id)) walk(id, part);
      else out.set(id, part);
    }
  };
  walk(null, 1);
  return out;
}

/** Scores of all units of a level. */
export function rescore(method: Method, columns: LevelColumns, weights: Weights): Float64Array {
  const units = columns.codes.length;
  const effective = effectiveWeights(method, weights);
  const column = (id: string): Float64Array => columns.normalised.get(id) ?? new Float64Array(units).fill(NaN);
  const axes = new Set(method.axes.map((a) => a.id));

  const score = (axis: string): Float64Array => {
    const rule = method.axes.find((a) => a.id === axis);
    const out = combine(rule?.aggregate ?? "arithmetic", rule?.p ?? 1, childrenOf(method, axis));
    return blank(out, available(indicatorsUnder(method, axis)));
  };
  const combine = (formula: Formula, p: number, ids: string[]): Float64Array => {
    const weighing = ids.filter((id) => (weights.get(id) ?? 0) > 0);
    const values = weighing.map((id) => (axes.has(id) ? score(id) : column(id)));
    return aggregate(
      formula,
      p,
      values,
      weighing.map((id) => weights.get(id) ?? 0),
      units,
    );
  };
  const available = (ids: string[]): Float64Array => {
    const total = ids.reduce((sum, id) => sum + (effective.get(id) ?? 0), 0);
    const share = new Float64Array(units);
    if (total <= 0) return share;
    for (const id of ids) {
      const part = (effective.get(id) ?? 0) / total;
      const values = column(id);
      for (let u = 0; u < units; u += 1) if (!Number.isNaN(values[u] as number)) share[u] = (share[u] as number) + part;
    }
    return share;
  };
  const blank = (scores: Float64Array, share: Float64Array): Float64Array => {
    for (let u = 0; u < units; u += 1) {
      const here = share[u] as number;
      if (here + SLACK < method.min_available || here <= 0) scores[u] = NaN;
    }
    return scores;
  };

  const scored = scoredIndicators(method).map((i) => i.id);
  let index: Float64Array;
  if (method.over === "indicators") {
    const weighing = scored.filter((id) => (effective.get(id) ?? 0) > 0);
    const parts = weighing.map((id) => effective.get(id) ?? 0);
    index = aggregate(method.aggregate, method.p ?? 1, weighing.map(column), parts, units);
  } else {
    index = combine(method.aggregate, method.p ?? 1, childrenOf(method, null));
  }
  if (method.factor !== 1) index = index.map((x) => x * method.factor);
  return blank(index, available(scored));
}

function indicatorsUnder(method: Method, axis: string): string[] {
  const axes = new Set(method.axes.map((a) => a.id));
  return childrenOf(method, axis).flatMap((id) => (axes.has(id) ? indicatorsUnder(method, id) : [id]));
}

function aggregate(
  formula: Formula,
  p: number,
  columns: Float64Array[],
  weights: number[],
  units: number,
): Float64Array {
  const part = PARTS[formula](p);
  const sums = new Float64Array(units);
  const totals = new Float64Array(units);
  columns.forEach((values, c) => {
    const w = weights[c] as number;
    for (let u = 0; u < units; u += 1) {
      const x = values[u] as number;
      if (Number.isFinite(x)) {
        sums[u] = (sums[u] as number) + part(x, w);
        totals[u] = (totals[u] as number) + w;
      }
    }
  });
  const whole = WHOLES[formula](p);
  for (let u = 0; u < units; u += 1) {
    const total = totals[u] as number;
    sums[u] = total > 0 ? whole(sums[u] as number, total) : NaN;
  }
  return sums;
}

const PARTS: Record<Formula, (p: number) => (x: number, w: number) => number> = {
  arithmetic: () => (x, w) => w * x,
  sum: () => (x, w) => w * x,
  geometric: () => (x, w) => (x > 0 ? w * Math.log(x) : NaN),
  harmonic: () => (x, w) => (x > 0 ? w / x : NaN),
  power: (p) => (x, w) => (x > 0 ? w * x ** p : x === 0 && p > 0 ? 0 : NaN),
};

const WHOLES: Record<Formula, (p: number) => (sum: number, total: number) => number> = {
  arithmetic: () => (sum, total) => sum / total,
  sum: () => (sum) => sum,
  geometric: () => (sum, total) => Math.exp(sum / total),
  harmonic: () => (sum, total) => total / sum,
  power: (p) => (sum, total) => (sum / total) ** (1 / p),
};
