// How values, places and changes are said: shared by the sheet, the table, the tooltip.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Place } from "../api/help";
import type { Line, Sheet, UnitScore } from "../api/types";
import type { App } from "../app/app";
import { BIVARIATE, RAMP } from "../map/colours";
import { standingOf } from "../score/ranking";
import { french } from "../words";

/** Title of an indicator or axis, in the language of the page where it is known. */
export const title = (app: App, id: string, own: string): string => app.words.titles[id] ?? french(own);

/** The colour of a decile; hatched without one. */
export const swatch = (decile: number | null, ramp: readonly string[] = RAMP): TemplateResult =>
  html`<span class="swatch ${decile ? "" : "hatched"}" .style=${decile ? `background:${ramp[decile - 1]}` : ""} aria-hidden="true"></span>`;

/** The colour of a class of need × lack. */
export const bothSwatch = (which: number): TemplateResult => swatch(which || null, BIVARIATE);

/** « Indice plus élevé que dans 87 % des communes » */
export function ahead(app: App, level: string, rank: number | null, scored: number): string | null {
  const stands = rank === null ? null : standingOf(rank, scored);
  if (rank === null || stands === null) return null;
  const { standing } = app.words;
  const { of = level, part = level } = app.words.levels[level] ?? {};
  const all = `${app.format.number(scored)} ${app.name(level, true)}`;
  const whole = app.whole ? `${all} ${standing.inFrance}` : all;
  switch (stands.kind) {
    case "rank":
      return standing.rank(app.format.number(rank), all);
    case "highest":
    case "lowest":
      return standing[stands.kind](whole);
    case "middle":
      return standing.middle(part);
    case "high":
    case "low":
      return standing[stands.kind](app.format.percent(stands.share / 100), part);
    default:
      return standing[stands.kind](app.format.percent(stands.share / 100), of);
  }
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

/** « environ 1 200 personnes de 65 ans et plus » : those who may need help. */
export const atRisk = (app: App, count: number | null): string | null =>
  count === null ? null : app.words.aboutPeople(app.format.about(count), atRiskWho(app));

/** « personnes de 65 ans et plus » */
export function atRiskWho(app: App): string {
  const { access } = app.help;
  return app.words.phrases[access?.at_risk.indicator ?? ""]?.people ?? french(access?.people ?? "");
}

/** « besoin fort » */
export const needText = (app: App, need: number | null): string => (need === null ? "" : (app.words.gaps.need[need - 1] ?? ""));

/** « à 2,4 km » */
export function distance(app: App, km: number): string {
  const { gaps } = app.words;
  if (km < 0.995) return gaps.away(`${app.format.number(Math.max(10, Math.round(km * 100) * 10))}\u00a0m`);
  return gaps.away(`${app.format.number(km, km < 10 ? 1 : 0)}\u00a0km`);
}

/** « ouvert maintenant » */
export const openText = (app: App, { open }: Place): string => (open ? app.words.places.open : app.words.places.shut);

/** The same behind what is said before it; nothing on paper, nor where hours are not known. */
export const openNow = (app: App, place: Place): TemplateResult | typeof nothing =>
  place.open === null ? nothing : html`<span class="no-print"> · ${openText(app, place)}</span>`;

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
