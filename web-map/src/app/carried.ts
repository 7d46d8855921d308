// Codes that lead to a unit without being its own: of a former commune, in lower case, without a leading zero. The
// server answers with the unit that they lead to. The state takes that unit's code, so that the address is one that
// lasts, and the sentence that says so is kept beside the unit.

import type { Sheet, Unit, ZoneSummary } from "../api/types";
import { type State, sameUnit, unitKey } from "../state/state";
import { type Zone, zoneText } from "../state/zone";
import type { Context } from "./context";
import type { Data } from "./data";

export function followCarried(ctx: Context, data: Data): void {
  const { selected, zone, compared } = ctx.store.now;
  const change: Partial<State> = {};
  const chosen = led(ctx, selected, data.sheet.value);
  const within = zone && data.zone.valueKey === zoneText(zone) ? ledAll(ctx, zone, data.zone.value) : null;
  if (chosen) change.selected = chosen;
  if (within) change.zone = within;
  const real = compared.map((unit) => led(ctx, unit, data.compared.get(unitKey(unit))?.value ?? null) ?? unit);
  if (real.some((unit, i) => unit !== compared[i]))
    change.compared = real.filter((unit, i) => real.findIndex((other) => sameUnit(other, unit)) === i);
  if (Object.keys(change).length > 0) ctx.store.correct(change);
}

/** The unit that the code of `unit` led to; null where it is its own, or the sheet is another's. */
function led(ctx: Context, unit: Unit | null, sheet: Sheet | null): Unit | null {
  if (!unit || !sheet?.carried || sheet.level !== unit.level || sheet.carried.asked !== unit.code) return null;
  const real = { level: sheet.level, code: sheet.code };
  ctx.carried.set(unitKey(real), { ...sheet.carried, now: sheet.name });
  return real;
}

/** The zone by the codes in force; null where all its codes are. */
function ledAll(ctx: Context, zone: Zone, summary: ZoneSummary | null): Zone | null {
  if (!summary || summary.carried.length === 0) return null;
  for (const carried of summary.carried) {
    // The sentence ends with the code that it leads to.
    const real = summary.members.find(({ code }) => carried.said.includes(`(${code})`));
    if (real) ctx.carried.set(unitKey(real), { ...carried, now: real.name ?? ctx.unitName(real) });
  }
  return { ...zone, members: summary.members.map(({ level, code }) => ({ level, code })) };
}
