// Phrases that the sheet, the table and the tip share: standing, values, distances, origins.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Line, Place, Sheet } from "../../api/types";
import type { Context } from "../../app/context";
import { french } from "../../i18n/words";
import { NOT_INVENTORIED } from "../../score/gaps";
import { standingOf } from "../../score/ranking";

/** Title of an indicator or axis, in the language of the page where it is known. */
export const title = (ctx: Context, id: string, own: string): string => ctx.words.titles[id] ?? french(own);

/** A scale of colours, as the page's style has it: `--ramp-1` is the first of the index. */
export type Scale = "ramp" | "lack" | "both";

/** The colour of a step of a scale. */
export const dataColour = (scale: Scale, step: number): string => `var(--${scale}-${step})`;

/** The colour of a decile; hatched without one. */
export const swatch = (decile: number | null, scale: Scale = "ramp"): TemplateResult =>
  html`<span class="swatch ${decile ? "" : "hatched"}" .style=${decile ? `background:${dataColour(scale, decile)}` : ""} aria-hidden="true"></span>`;

/** The colour of a class of need × lack; hatched crosswise where no inventory looks. */
export const bothSwatch = (which: number, outside = false): TemplateResult =>
  outside ? OUTSIDE_SWATCH : swatch(which || null, "both");

/** Where no inventory looks. */
export const OUTSIDE_SWATCH = html`<span class="swatch crossed" aria-hidden="true"></span>`;

/** « Indice plus élevé que dans 87 % des communes »; `national` where these have to be told from a zone's own. `lower`:
 *  units with a lower index, where that is known. */
export function standingText(
  ctx: Context,
  level: string,
  rank: number | null,
  scored: number,
  national = false,
  lower?: number,
): string | null {
  if (rank === null) return null;
  const { standing } = ctx.words;
  const number = (x: number): string => ctx.format.number(x);
  const percent = (share: number): string => ctx.format.percent(share / 100);
  const stands = standingOf(rank, scored, lower);
  if (!stands) return standing.only;
  const france = ctx.ofFrance(level);
  const words = ctx.levelWords(level);
  const named = (text: string): string => (national && france ? `${text} ${standing.inFrance}` : text);
  const all = `${number(scored)} ${ctx.name(level, true)} ${france ? standing.inFrance : standing.withIndex}`;
  const tied = (n: number): string => (n === 0 ? "" : standing.tied(number(n), n === 1));
  switch (stands.kind) {
    case "equal":
      return standing.equal(all);
    case "rank":
      return standing.rank(number(rank), all) + tied(stands.tied);
    case "highest":
    case "lowest":
      return standing[stands.kind](all) + tied(stands.tied);
    case "middle":
      return standing.middle(named(words.part));
    case "high":
    case "low":
      return standing[stands.kind](percent(stands.share), named(words.part));
    default:
      return standing[stands.kind](percent(stands.share), named(words.of));
  }
}

/** Where a territory stands, from its sheet. */
export const sheetStanding = (ctx: Context, sheet: Sheet, national = false): string | null =>
  standingText(ctx, sheet.level, sheet.rank, sheet.scored, national, sheet.lower);

/** Why a territory has no index. */
export function noIndex(ctx: Context, sheet: Sheet): string {
  const { sheet: words, reasons } = ctx.words;
  return sheet.lost ? words.noneWhy(reasons[sheet.lost] ?? sheet.lost) : words.none;
}

/** « 37 % de 65 ans et plus » */
export function phrase(ctx: Context, line: Line): string {
  if (line.value === null) return title(ctx, line.id, line.title);
  const value = ctx.format.value(line.value, ctx.unit(line.unit));
  return ctx.words.phrases[line.id]?.say(value) ?? ctx.pair(title(ctx, line.id, line.title), value);
}

/** « environ 1 200 personnes de 65 ans et plus » */
export function people(ctx: Context, line: Line, population: number | null): string | null {
  const who = ctx.words.phrases[line.id]?.people;
  if (!who || line.unit !== "%" || line.value === null || population === null) return null;
  return ctx.words.aboutPeople(ctx.format.about((line.value / 100) * population), who);
}

/** « environ 1 200 personnes de 65 ans et plus » : those who may need help. */
export const atRisk = (ctx: Context, count: number | null): string | null =>
  count === null ? null : ctx.words.aboutPeople(ctx.format.about(count), atRiskWho(ctx));

/** « personnes de 65 ans et plus » */
export function atRiskWho(ctx: Context): string {
  const { access } = ctx;
  return ctx.words.phrases[access?.at_risk?.indicator ?? ""]?.people ?? french(access?.people ?? "");
}

/** What counts as help. Where places that name a service do, they alone are counted: what the method says of all places,
 *  as the town halls of the embedded data, is not said of them. */
export function countedHelp(ctx: Context): TemplateResult | string {
  const { access } = ctx;
  if (!access) return "";
  if (access.supply !== "services") return html`<span lang="fr">${french(access.note)}</span>`;
  const { format } = ctx;
  return ctx.words.show.counted(access.counted, format.number(access.counted), format.number(access.places));
}

/** « besoin fort » */
export const needText = (ctx: Context, need: number | null): string =>
  need === null ? "" : (ctx.words.gaps.need[need - 1] ?? "");

/** « offre faible », « non inventorié »; by the third of what is lacking. */
export const supplyText = (ctx: Context, lack: number | null, reason: string | null): string =>
  reason === NOT_INVENTORIED ? ctx.words.gaps.outside : lack === null ? "" : (ctx.words.gaps.lack[lack - 1] ?? "");

/** « à 2,4 km » */
export function distance(ctx: Context, km: number): string {
  const { gaps } = ctx.words;
  if (km < 0.995) return gaps.away(`${ctx.format.number(Math.max(10, Math.round(km * 100) * 10))}\u00a0m`);
  return gaps.away(`${ctx.format.number(km, km < 10 ? 1 : 0)}\u00a0km`);
}

/** « ouvert maintenant » */
export const openText = (ctx: Context, { open }: Place): string =>
  open ? ctx.words.places.open : ctx.words.places.shut;

/** The same after a separator; nothing on paper, nor where hours are not known. */
export const openNow = (ctx: Context, place: Place): TemplateResult | typeof nothing =>
  place.open === null ? nothing : html`<span class="no-print"> · ${openText(ctx, place)}</span>`;

/** Why there is no value, or where it comes from when it was not measured here. */
export function origin(ctx: Context, line: Line): string {
  const { origins, reasons, missing } = ctx.words;
  if (line.value === null)
    return missing((line.reason && reasons[line.reason]) || (line.reason ?? origins["missing"] ?? ""));
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
export function raising(ctx: Context, sheet: Sheet): Line[] {
  const [min, max] = ctx.method.scale;
  const share = shares(sheet);
  const pull = (l: Line): number => (share.get(l.id) ?? 0) * ((l.normalised ?? NaN) - (min + max) / 2);
  const pulling = sheet.breakdown.filter((l) => l.kind === "indicator" && pull(l) > 0);
  return pulling.sort((a, b) => pull(b) - pull(a)).slice(0, 2);
}

/** With a zone of comparison of its own each index is relative to its zone, while ranks, deciles and colours
 *  are those of all of France: this note stands wherever they are shown. Null where both are of France. */
export function nationalNote(ctx: Context, level = ctx.level): string | null {
  const { settings } = ctx.words;
  const zone = ctx.referenceFor(level);
  const own = zone && zone !== "france" ? settings.referenceOwn[zone] : undefined;
  return own === undefined ? null : settings.national(ctx.name(level, true), own);
}
