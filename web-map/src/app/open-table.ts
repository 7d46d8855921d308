// « Tableau » : what it lists when it is opened. A territory that was asked for by name: what lies in it, or where
// nothing does, its like around it. Else what the map shows.

import type { Unit } from "../api/types";
import { type State, sameUnit } from "../state/state";
import { sameZone, type Zone, zoneOf } from "../state/zone";
import type { Context } from "./context";
import type { Data } from "./data";
import { records, textOf } from "./records";
import type { Sync } from "./sync";
import { levelWithin, liesIn } from "./zone";

type Listed = Pick<State, "zone"> & { level: string };

export async function openTable(ctx: Context, data: Data, sync: Sync): Promise<void> {
  const { selected, zone } = ctx.store.now;
  if (zone && sameZone(zone, ctx.ownZone)) return ofOwn(ctx, zone);
  const listed = selected && sameUnit(ctx.named, selected) ? await around(ctx, data, selected) : null;
  // Another was chosen meanwhile.
  if (!sameUnit(ctx.store.now.selected, selected)) return;
  if (!listed || !selected) return asShown(ctx, data);
  ctx.openedLevel = listed.level;
  const among = listed.level === selected.level;
  const persons = data.sheet.value?.population ?? 0;
  // What is looked for is listed, however small it is.
  const least = among && persons < ctx.least ? 0 : ctx.store.now.least;
  ctx.store.go({ view: "table", frame: null, least, ...listed });
  if (among) await reveal(ctx, data, sync, selected);
}

/** A zone that a person put together stays, whatever is selected. */
function ofOwn(ctx: Context, zone: Zone): void {
  const level = levelWithin(ctx, zone, ctx.pinned ?? ctx.level);
  if (ctx.pinned === null) ctx.openedLevel = level;
  ctx.store.go({ view: "table", frame: null, level });
}

/** What lies in a territory, at the level that is kept or the next one; null where the level that is kept is coarser. */
async function around(ctx: Context, data: Data, unit: Unit): Promise<Listed | null> {
  // A level that the table was opened at before was no choice of a person: it is kept among its like alone.
  const opened = ctx.pinned === ctx.openedLevel && ctx.pinned !== unit.level;
  const pinned = opened ? null : ctx.pinned;
  if (pinned && ctx.contains(pinned, unit.level)) return null;
  // Of a commune it is not known yet whether it has IRIS.
  if (unit.level === "commune") await Promise.all([data.sheet.settled(), data.top.settled()]);
  const finer = pinned === null ? ctx.below(unit.level) : ctx.contains(unit.level, pinned) ? pinned : null;
  const top = data.top.value;
  // A commune of one IRIS has nothing to list.
  const alone = top !== null && top.level === finer && top.total + (top.left_out ?? 0) < 2;
  if (finer && !alone) return { zone: zoneOf(unit), level: finer };
  const sheet = data.sheet.value;
  if (!sheet || !sameUnit(sheet, unit)) return null;
  const above = unit.level === "iris" ? undefined : sheet.within.find((u) => u.level === "departement");
  const { level, code } = above ?? sheet.within[0] ?? {};
  return { zone: level && code ? zoneOf({ level, code }) : null, level: unit.level };
}

/** Lists what the map shows, at the same level, or what lies within the selected territory where the map shows that. */
function asShown(ctx: Context, data: Data): void {
  const { store, pinned } = ctx;
  const { selected, zone, view } = store.now;
  const level = pinned ?? ctx.level;
  const below = selected && ctx.contains(selected.level, level) ? (pinned ?? ctx.below(selected.level)) : null;
  if (selected && below) {
    store.go({ view: "table", zone: zoneOf(selected), frame: null, level: below });
    return;
  }
  if (view === "table") return;
  // A zone is kept as long as the selected territory lies in it.
  const sheet = data.sheet.value;
  const kept = zone && (!selected || !sheet || liesIn(sheet, zone)) ? zone : null;
  const listed = kept ? levelWithin(ctx, kept, level) : level;
  if (pinned === null) ctx.openedLevel = listed;
  store.go({ view: "table", zone: kept, frame: kept ? null : ctx.frameNow(), level: listed });
}

/** Lists as many rows as it takes to hold a unit, and scrolls to it. */
async function reveal(ctx: Context, data: Data, sync: Sync, unit: Unit): Promise<void> {
  const { list } = data;
  for (;;) {
    await list.settled();
    const { view, selected } = ctx.store.now;
    const { value, failure } = list;
    if (!value || failure || sync.moving || view !== "table" || !sameUnit(selected, unit)) return;
    if (records(value).some((row) => textOf(row["code"]) === unit.code)) break;
    if (value.count >= value.total) return;
    sync.more();
  }
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  document.querySelector("#table tr.here")?.scrollIntoView({ block: "center" });
}
