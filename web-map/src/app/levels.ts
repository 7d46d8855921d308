// Which level is shown at which zoom, when none is pinned.

/** Zoom from which a level of France takes over from the one above, coarsest first. */
const FROM: [string, number][] = [
  ["departement", 0],
  ["epci", 6.4],
  ["commune", 8],
  ["iris", 11.2],
];
/** Between levels of a territory of one's own. */
const STEP = 2;
const END = 24;

export interface Range {
  level: string;
  from: number;
  to: number;
}

/** Ranges of zoom, coarsest level first. `levels` are those of the tiles, finest first. */
export function ranges(levels: readonly string[]): Range[] {
  const known = FROM.filter(([level]) => levels.includes(level));
  const steps: [string, number][] =
    known.length > 0 ? known : [...levels].reverse().map((level, i) => [level, i === 0 ? 0 : 4 + STEP * i]);
  return steps.map(([level, from], i) => ({ level, from: i === 0 ? 0 : from, to: steps[i + 1]?.[1] ?? END }));
}

export const levelAt = (zoom: number, all: readonly Range[]): string =>
  all.find((r) => zoom < r.to)?.level ?? all.at(-1)?.level ?? "";

/** Zooms at which a level is drawn; null: not at all. */
export function drawnAt(
  level: string,
  pinned: string | null,
  all: readonly Range[],
): { from: number; to: number } | null {
  if (pinned) return pinned === level ? { from: 0, to: END } : null;
  return all.find((r) => r.level === level) ?? null;
}

/** Zoom from which borders of a level are drawn: further out its territories are some dots wide, and a border around each
 *  would be most of what is seen, and most of the work. */
export const borderedFrom = (level: string, all: readonly Range[]): number =>
  (all.find((r) => r.level === level)?.from ?? 0) - 1;
