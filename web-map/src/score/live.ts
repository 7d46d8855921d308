// Scores of the levels in sight with the weights of now, computed here: what the map is coloured by
// while a weight moves. Columns are loaded once a level and reference.

import type { Client } from "../api/client";
import { Failure } from "../api/connection";
import type { Decile, Method } from "../api/types";
import { loadColumns } from "./columns";
import { decileOf, type Ranking, rank, rankOf } from "./ranking";
import { type LevelColumns, rescore, type Weights } from "./rescore";

/** Levels × references whose columns stay: France's are 15 MB in all. */
const KEPT = 8;

export interface Live {
  columns: LevelColumns;
  scores: Float64Array;
  ranking: Ranking;
  deciles: Uint8Array;
}

interface Held {
  columns: LevelColumns | null;
  failure: Failure | null;
  weights: string;
  live: Live | null;
}

export class LiveScores {
  readonly #held = new Map<string, Held>();

  constructor(
    readonly client: Client,
    readonly method: Method,
    readonly changed: () => void,
  ) {}

  /** Scores of a level; null while its columns are on their way. */
  of(level: string, reference: string | null, weights: Weights): Live | null {
    const held = this.#hold(level, reference);
    if (!held.columns) return null;
    const key = JSON.stringify([...weights]);
    if (held.live && held.weights === key) return held.live;
    const scores = rescore(this.method, held.columns, weights);
    const ranking = rank(scores);
    const deciles = new Uint8Array(scores.length);
    for (let row = 0; row < scores.length; row += 1) deciles[row] = decileOf(scores[row] as number, ranking);
    held.weights = key;
    held.live = { columns: held.columns, scores, ranking, deciles };
    return held.live;
  }

  /** Whether a level's columns could not be had. */
  failed(level: string, reference: string | null): boolean {
    return this.#held.get(`${level} ${reference}`)?.failure != null;
  }

  retry(): void {
    for (const [key, held] of this.#held) if (held.failure) this.#held.delete(key);
  }

  #hold(level: string, reference: string | null): Held {
    const key = `${level} ${reference}`;
    const known = this.#held.get(key);
    if (known) return known;
    const held: Held = { columns: null, failure: null, weights: "", live: null };
    this.#held.set(key, held);
    if (this.#held.size > KEPT) this.#held.delete(this.#held.keys().next().value as string);
    loadColumns(this.client, this.method, level, reference).then(
      (columns) => {
        held.columns = columns;
        this.changed();
      },
      (e: unknown) => {
        held.failure = e instanceof Failure ? e : new Failure("refused", String(e));
        this.changed();
      },
    );
    return held;
  }
}

/** Lowest and highest score of each decile that holds units. */
export function decilesOf({ scores, deciles }: Live): Decile[] {
  const out = new Map<number, Decile>();
  scores.forEach((score, row) => {
    const decile = deciles[row] as number;
    if (decile === 0) return;
    const known = out.get(decile);
    if (!known) out.set(decile, { decile, units: 1, from: score, to: score });
    else {
      known.units += 1;
      known.from = Math.min(known.from, score);
      known.to = Math.max(known.to, score);
    }
  });
  return [...out.values()].sort((a, b) => a.decile - b.decile);
}

/** Rank and score of one unit; null where the level does not hold it. */
export function liveUnit(
  live: Live,
  feature: number,
): { score: number | null; rank: number | null; decile: number; scored: number } | null {
  const row = live.columns.rows.get(feature);
  if (row === undefined) return null;
  const score = live.scores[row] as number;
  return {
    score: Number.isNaN(score) ? null : score,
    rank: rankOf(score, live.ranking),
    decile: live.deciles[row] as number,
    scored: live.ranking.sorted.length,
  };
}
