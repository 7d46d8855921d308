// How values, places and changes are said: shared by the sheet, the table, the tooltip.

import type { Line, Sheet, UnitScore } from "../api/types";
import type { App } from "../app/app";
import { aheadOf } from "../score/ranking";
import { french } from "../words";

/** Title of an indicator or axis, in the language of the page where it is known. */
export const title = (app: App, id: string, own: string): string => app.words.titles[id] ?? french(own);

/** « Plus fragile que 87 % des communes de France » */
export function ahead(app: App, level: string, rank: number | null, scored: number): string | null {
  const share = rank === null ? null : aheadOf(rank, scored);
  if (share === null) return null;
  const { of = level, most = "" } = app.words.levels[level] ?? {};
  if (rank === 1 && most) return app.words.first(most, of);
  if (rank === scored && most) return app.words.last(most, of);
  return (app.france ? app.words.more : app.words.moreOf)(app.format.percent(share), of);
}

/** « 37 % de 65 ans et plus » */
export function phrase(app: App, line: Line): string {
  if (line.value === null) return title(app, line.id, line.title);
  const value = app.format.value(line.value, app.unit(line.unit));
  return app.words.phrases[line.id]?.say(value) ?? app.pair(title(app, line.id, line.title), value);
}

/** « environ 1 200 personnes de 65 ans et plus » */
export function people(app: App, line: Line, population: number | null): string | null {
  const who = app.words.phrases[line.id]?.people;
  if (!who || line.unit !== "%" || line.value === null || population === null) return null;
  return app.words.aboutPeople(app.format.about((line.value / 100) * population), who);
}

/** Why there is no value, or where it comes from when it was not measured here. */
export function origin(app: App, line: Line): string {
  const { origins, reasons, missing } = app.words;
  if (line.value === null) return missing((line.reason && reasons[line.reason]) || (line.reason ?? origins["missing"] ?? ""));
  return origins[line.origin] ?? line.origin;
}

/** Share of the index that a line has, among what is available; of each line, by id. */
export function shares(sheet: Sheet): Map<string, number> {
  const out = new Map<string, number>();
  const above: number[] = [1];
  for (const line of sheet.breakdown) {
    if (line.kind === "context") continue;
    const share = (above[line.depth] ?? 1) * (line.weight ?? 0);
    out.set(line.id, share);
    above[line.depth + 1] = share;
  }
  return out;
}

/** The indicators that raise the index most above the middle of its scale. */
export function raising(app: App, sheet: Sheet): Line[] {
  const [min, max] = app.method.scale;
  const share = shares(sheet);
  const pull = (l: Line): number => (share.get(l.id) ?? 0) * ((l.normalised ?? NaN) - (min + max) / 2);
  const pulling = sheet.breakdown.filter((l) => l.kind === "indicator" && pull(l) > 0);
  return pulling.sort((a, b) => pull(b) - pull(a)).slice(0, 2);
}

/** What would help, by what raises the index most. */
export function remedy(app: App, first: Line[]): string | null {
  const kind = first[0] && app.words.phrases[first[0].id]?.remedy;
  return kind ? app.words.remedies[kind] : null;
}

export const placeName = (u: UnitScore): string => u.name ?? u.code;

/** A zone's name for people: its own, else its code. */
export function zoneName(app: App, unit: { level: string; code: string }): string {
  const sheet = app.sheet.value;
  if (sheet && sheet.level === unit.level && sheet.code === unit.code) return sheet.name;
  const above = sheet?.within.find((u) => u.level === unit.level && u.code === unit.code);
  return above?.name ?? app.names.get(`${unit.level}:${unit.code}`) ?? unit.code;
}
