// « Mon territoire » : the territories that lists, ranks and files are restricted to, named or not; as text of an
// address, and as the small file that `ifn zones` writes and `--zone` reads.

import type { Unit } from "../api/types";

export interface Zone {
  readonly members: readonly Unit[];
  /** What its owner calls it. */
  readonly name: string | null;
  /** Parts of a link that are no level and code, as they stand there: with any of them nothing is listed. */
  readonly unread: readonly string[];
}

/** As the server has them. */
export const MOST_MEMBERS = 500;
export const MOST_LETTERS = 100;
const MOST_TEXT = 16_384;
/** Bytes of a file. */
export const MOST_FILE = 65_536;
/** Characters of an unreadable part that are kept. */
const MOST_UNREAD = 200;

const MEMBER = /^([\p{L}\p{N}_-]{1,64}):([\p{L}\p{N}_-]{1,64})$/u;

export const sameUnit = (a: Unit | null, b: Unit | null): boolean => a?.level === b?.level && a?.code === b?.code;

/** A unit in one text: « commune:23096 ». */
export const unitKey = (unit: Unit): string => `${unit.level}:${unit.code}`;

export function readUnit(text: string): Unit | null {
  const [, level, code] = MEMBER.exec(text) ?? [];
  return level && code ? { level, code } : null;
}

export const zoneOf = (...members: Unit[]): Zone => ({ members, name: null, unread: [] });

/** As an address and the server have it. */
export const zoneText = (zone: Zone): string => [...zone.members.map(unitKey), ...zone.unread].join(",");

export function readZone(text: string | null, name: string | null): Zone | null {
  if (!text) return null;
  // Cut off it would be another zone.
  if (text.length > MOST_TEXT) return { members: [], name: null, unread: [text.slice(0, MOST_UNREAD)] };
  const parts = text.split(",").map((part) => part.trim());
  const members = parts.map(readUnit);
  const unread = parts.filter((_, i) => members[i] === null).map((part) => part.slice(0, MOST_UNREAD));
  return { members: members.filter((unit) => unit !== null), name: readName(name), unread };
}

/** A name that a zone can have; null of what is none. */
export function readName(text: string | null): string | null {
  const name = (text ?? "").trim();
  return name !== "" && [...name].length <= MOST_LETTERS && !/\p{Cc}/u.test(name) ? name : null;
}

/** Whether the server can be asked for it; whether its members exist is for the server to say. */
export const isReadable = ({ members, unread }: Zone): boolean =>
  unread.length === 0 && members.length > 0 && members.length <= MOST_MEMBERS;

/** Whether it was put together by a person: it has a name, or is not one territory of the map. */
export const isOwn = (zone: Zone): boolean => zone.name !== null || zone.members.length > 1;

export const sameZone = (a: Zone | null, b: Zone | null): boolean =>
  a === b || (a !== null && b !== null && a.name === b.name && zoneText(a) === zoneText(b));

export const hasMember = (zone: Zone | null, unit: Unit): boolean =>
  zone?.members.some((member) => sameUnit(member, unit)) ?? false;

/** With these members too, each once. */
export function withMembers(zone: Zone | null, units: readonly Unit[]): Zone {
  const { members, name, unread } = zone ?? zoneOf();
  const all = new Map([...members, ...units].map((unit) => [unitKey(unit), unit]));
  return { members: [...all.values()], name, unread };
}

/** Without these members; null where nothing is left. */
export function withoutMembers(zone: Zone | null, units: readonly Unit[]): Zone | null {
  if (!zone) return null;
  const members = zone.members.filter((member) => !units.some((unit) => sameUnit(unit, member)));
  return members.length + zone.unread.length > 0 ? { ...zone, members } : null;
}

/** The file of a zone. */
export function zoneFile({ name, members }: Zone): string {
  return `${JSON.stringify({ ...(name ? { name } : {}), members: members.map(unitKey) }, null, 2)}\n`;
}

/** What a file of a zone may be at fault in: too large, not of this form, a member that is none, too many members. */
export type FileFault = { kind: "large" | "form" | "many" } | { kind: "member"; text: string };

export function readZoneFile(text: string): Zone | FileFault {
  if (text.length > MOST_FILE) return { kind: "large" };
  let file: unknown;
  try {
    // Editors of Windows put a mark before UTF-8.
    file = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return { kind: "form" };
  }
  const { name, members } = (file ?? {}) as Record<string, unknown>;
  if (!Array.isArray(members) || members.length === 0) return { kind: "form" };
  if (name !== undefined && (typeof name !== "string" || readName(name) === null)) return { kind: "form" };
  if (members.length > MOST_MEMBERS) return { kind: "many" };
  const units: Unit[] = [];
  for (const member of members) {
    const unit = typeof member === "string" ? readUnit(member.trim()) : null;
    if (!unit) return { kind: "member", text: String(member).slice(0, MOST_UNREAD) };
    units.push(unit);
  }
  return { members: units, name: name === undefined ? null : readName(name as string), unread: [] };
}
