// Need and lack of access by unit → what the map is coloured by: deciles of the lack, or one of nine
// classes of need × lack. In: columns of `/api/v1/gaps/{level}`, whose classes are the thirds that sheets and tables
// say. 0 has no value. What no inventory covers is none of these: it is counted apart.

import type { Columns } from "../api/types";
import { featureId } from "./columns";
import { decileOf, rank } from "./ranking";
import type { Units } from "./rescore";

/** The reason of access that is not known because no inventory of places looks there. */
export const NOT_INVENTORIED = "not_inventoried";

export interface GapColours {
  units: Units;
  /** 1–10, 10 = the worst served. */
  lack: Uint8Array;
  /** `3 · (need − 1) + lack`, both 1–3: 1 is low need and high supply, 9 high need and low supply. */
  both: Uint8Array;
  /** Units of each class, the first without value; those that no inventory covers are in none. */
  counts: number[];
  /** Features that no inventory covers. */
  outside: ReadonlySet<number>;
}

export const classOf = (need: unknown, lack: unknown): number =>
  typeof need === "number" && typeof lack === "number" ? 3 * (need - 1) + lack : 0;

export function coloursOf(level: string, { columns }: Columns): GapColours {
  const features = (columns["code"] ?? []).map((code) => featureId(String(code)));
  const lacks = Float64Array.from(columns["lack"] ?? [], (x) => (typeof x === "number" ? x : NaN));
  const ranking = rank(lacks);
  const both = Uint8Array.from(features, (_, row) =>
    classOf(columns["need_class"]?.[row], columns["lack_class"]?.[row]),
  );
  const isOutside = (row: number): boolean => columns["access_reason"]?.[row] === NOT_INVENTORIED;
  const counts = new Array<number>(10).fill(0);
  both.forEach((one, row) => {
    if (!isOutside(row)) counts[one] = (counts[one] ?? 0) + 1;
  });
  return {
    units: { level, features, rows: new Map(features.map((id, row) => [id, row])), unscored: new Set() },
    lack: Uint8Array.from(lacks, (x) => decileOf(x, ranking)),
    both,
    counts,
    outside: new Set(features.filter((_, row) => isOutside(row))),
  };
}
