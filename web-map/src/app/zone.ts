// The zone that lists and ranks are of: what it is called, what lies in it, and what is wrong with one that a link or a
// file asks for.

import type { Sheet, Unit } from "../api/types";
import { apostrophes } from "../i18n/format";
import {
  hasMember,
  isReadable,
  MOST_MEMBERS,
  readUnit,
  sameUnit,
  unitKey,
  withMembers,
  withoutMembers,
  type Zone,
  zoneText,
} from "../state/zone";
import type { Context } from "./context";
import type { Data } from "./data";

/** Members that a name lists. */
const LISTED = 3;

/** A territory that a person may have meant. */
export interface Proposal {
  unit: Unit;
  name: string | null;
}

/** Why a zone lists nothing. */
export interface ZoneFault {
  /** `unread`: a part is not a level and a code; `many`: it has more members than a zone can have; `unknown`: a member
   *  is not in this build. */
  kind: "unread" | "many" | "unknown";
  /** What is at fault: a part of the zone, or all of it. */
  text: string;
  /** The member that is at fault, where that is known. */
  member: Unit | null;
  proposed: Proposal[];
}

/** What is wrong with the zone that is asked for; null where nothing is, or it is not known yet. */
export function zoneFault(ctx: Context, data: Data): ZoneFault | null {
  const { zone } = ctx.store.now;
  if (!zone) return null;
  const [unread] = zone.unread;
  if (unread !== undefined) return { kind: "unread", text: unread, member: null, proposed: [] };
  if (zone.members.length > MOST_MEMBERS)
    return { kind: "many", text: ctx.format.number(zone.members.length), member: null, proposed: [] };
  const { failure } = data.zone;
  if (!isReadable(zone) || failure?.status !== 404) return null;
  const member = memberAtFault(zone, failure.message);
  if (!member) return { kind: "unknown", text: zoneText(zone), member, proposed: [] };
  const known = ctx.method.territory_levels.includes(member.level);
  const proposed = failure.nearest.flatMap((text): Proposal[] => {
    const [, key = "", name = null] = /^(\S+?)(?: \((.+)\))?$/.exec(text) ?? [];
    const unit = readUnit(key) ?? (known ? { ...member, code: key } : { ...member, level: key });
    return [{ unit, name: name && apostrophes(name) }];
  });
  return { kind: "unknown", text: unitKey(member), member, proposed };
}

/** The member that an answer says there is not. */
function memberAtFault(zone: Zone, message: string): Unit | null {
  const [, level, code] = /has no (\S+) `([^`]+)`/.exec(message) ?? [];
  const named = level && code ? { level, code } : readUnit(/in the zone `([^`]+)`/.exec(message)?.[1] ?? "");
  if (named && hasMember(zone, named)) return named;
  return zone.members.length === 1 ? (zone.members[0] ?? null) : null;
}

/** Whether a territory is a member of a zone or lies in one. */
export const liesIn = (sheet: Sheet, zone: Zone): boolean =>
  hasMember(zone, sheet) || sheet.within.some((above) => hasMember(zone, above));

/** What its owner calls it; else its members, a few of them where they are many. */
export function zoneName(ctx: Context, data: Data, zone: Zone): string {
  if (zone.name) return zone.name;
  const { members, unread } = zone;
  const names = [...members.slice(0, LISTED).map((unit) => memberName(ctx, data, unit)), ...unread];
  const others = members.length - LISTED;
  return others > 0 ? ctx.words.zone.andOthers(names.join(", "), others) : ctx.format.list(names);
}

/** Its name where it is known, else its level and code. */
export function memberName(ctx: Context, data: Data, unit: Unit): string {
  const named = data.zone.value?.members.find((member) => sameUnit(member, unit))?.name;
  if (named) return named;
  const sheet = data.sheet.value;
  if (sheet && sameUnit(sheet, unit)) return sheet.name;
  const above = sheet?.within.find((above) => sameUnit(above, unit))?.name;
  return above ?? ctx.directory.known(unit) ?? ctx.unitName(unit);
}

/** The finest level that a list of a zone can begin with: one that its members hold several of. */
export function levelWithin(ctx: Context, zone: Zone, level: string): string {
  if (zone.members.every((member) => ctx.contains(member.level, level))) return level;
  return ctx.levels.includes("commune") ? "commune" : (ctx.levels[0] ?? level);
}

/** Adds territories to the zone, or takes them away where all of them are members. */
export function toggleMembers(ctx: Context, units: readonly Unit[]): void {
  const { zone } = ctx.store.now;
  const all = units.every((unit) => hasMember(zone, unit));
  const next = all ? withoutMembers(zone, units) : withMembers(zone, units);
  if (next && next.members.length > MOST_MEMBERS) ctx.notice(ctx.words.zone.full(ctx.format.number(MOST_MEMBERS)));
  else setZone(ctx, next);
}

/** Another zone, which a person put together, or none: lists are of it, no longer of what the map shows. */
export function setZone(ctx: Context, zone: Zone | null): void {
  ctx.ownZone = zone;
  ctx.store.go(zone ? { zone, frame: null } : { zone });
}
