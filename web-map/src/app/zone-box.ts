// The box of a zone, which the map shows as a whole: that of the sheets of its members, a few of them at a time.

import type { Client } from "../api/client";
import type { BoundingBox } from "../api/types";
import type { Zone } from "../state/zone";

/** Sheets that are asked for at a time, as browsers do. */
const AT_ONCE = 6;

/** Null where no member has a contour. */
export async function zoneBox(client: Client, { members }: Zone): Promise<BoundingBox | null> {
  const left = [...members];
  let box: BoundingBox | null = null;
  const { signal } = new AbortController();
  const ask = async (): Promise<void> => {
    for (let unit = left.pop(); unit; unit = left.pop()) {
      const { bbox } = await client.sheet(unit, {}, signal);
      if (bbox) box = box ? around(box, bbox) : bbox;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return box;
}

const around = (a: BoundingBox, b: BoundingBox): BoundingBox => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];
