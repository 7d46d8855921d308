// Normalised indicators of a level, once a level and reference: what other weights are computed
// from.

import type { Client } from "../api/client";
import type { Cell, Method } from "../api/types";
import { type LevelColumns, scoredIndicators } from "./rescore";

/** Id of a unit's feature in tiles, as `engine/src/tiles/draw/layer.rs` gives it: its code in base 36,
 *  behind a 1 that keeps its leading zeros; another code by FNV-1a, folded to 53 bits. */
export function featureId(code: string): number {
  if (/^[0-9a-z]{0,9}$/i.test(code)) return parseInt(`1${code}`, 36);
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(code)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return Number((hash >> 11n) ^ (hash & 0x7ffn));
}

export async function loadColumns(
  client: Client,
  method: Method,
  level: string,
  reference: string | null,
): Promise<LevelColumns> {
  const ids = scoredIndicators(method).map((i) => i.id);
  const columns = ["code", "decile", ...ids.map((id) => `norm_${id}`)];
  const answer = await client.score({ level, columns, ...(reference ? { reference } : {}) });
  const codes = (answer.columns["code"] ?? []).map(String);
  const features = codes.map(featureId);
  return {
    level,
    codes,
    features,
    rows: new Map(features.map((id, row) => [id, row])),
    unscored: new Set(features.filter((_, row) => typeof answer.columns["decile"]?.[row] !== "number")),
    normalised: new Map(ids.map((id) => [id, numbers(answer.columns[`norm_${id}`] ?? [])])),
  };
}

function numbers(cells: Cell[]): Float64Array {
  return Float64Array.from(cells, (cell) => (typeof cell === "number" ? cell : NaN));
}
