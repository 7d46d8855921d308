// The zone that lists are restricted to: its name, and what is wrong with one that a link asks for.

import type { Unit } from "../api/types";
import { sameUnit } from "../state/state";
import { isReadable, unit, unitText } from "../state/url";
import type { Context } from "./context";
import type { Data } from "./data";

/** Why a zone lists nothing, and which territories a person may have meant. */
export interface ZoneFault {
  /** `several`: more than one at once; `unread`: not a level and a code; `unknown`: not in this build. */
  kind: "several" | "unread" | "unknown";
  text: string;
  /** What does not exist: the code, or the whole text where the level does not either. */
  name: string;
  proposed: Unit[];
}

/** What is wrong with the zone that is asked for; null where nothing is, or it is not known yet. */
export function zoneFault(ctx: Context, data: Data): ZoneFault | null {
  const { zone } = ctx.store.now;
  const text = unitText(zone);
  if (!zone || text === null) return null;
  if (!isReadable(zone)) {
    const several = text.split(",");
    const proposed = several.map(unit).filter((u) => u !== null);
    return { kind: several.length > 1 ? "several" : "unread", text, name: text, proposed };
  }
  const { failure } = hasSheet(ctx, zone) ? data.zone : data.list;
  if (failure?.status !== 404) return null;
  const { level, code } = zone;
  const known = ctx.method.territory_levels.includes(level);
  const proposed = failure.nearest.map((name) => (known ? { level, code: name } : { level: name, code }));
  return { kind: "unknown", text, name: known ? code : text, proposed };
}

/** Whether the server is asked for the sheet of a zone: levels of the territory that are not scored have none. */
export const hasSheet = (ctx: Context, { level }: Unit): boolean =>
  ctx.served.levels.some((l) => l.id === level) || !ctx.method.territory_levels.includes(level);

/** Its name where it is known, else its level and code. */
export function zoneName(ctx: Context, data: Data, zone: Unit): string {
  for (const sheet of [data.zone.value, data.sheet.value]) {
    if (!sheet) continue;
    if (sameUnit(sheet, zone)) return sheet.name;
    const name = sheet.within.find((above) => sameUnit(above, zone))?.name;
    if (name) return name;
  }
  return ctx.unitName(zone);
}
