// In which order a list stands and what it leaves out: controls for both, and a sentence that says how many are left
// out, with the way to have them all.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import { BY_GAP_PERSONS, BY_PERSONS } from "../../app/queries";
import { numberOf, type Row } from "../../app/records";
import { START } from "../../state/state";

/** Least populations to choose from. */
const LEAST = [0, 500, 1000, 2000, 5000, 10_000];

/** The select of who comes first. A column that is sorted by is one more choice. */
export function order(ctx: Context, id: string, current: string, columns: boolean): TemplateResult | typeof nothing {
  const words = ctx.words.lists;
  const first = ctx.show === "fragility" ? START.sort : "-gap";
  const byFirst = current === first || ["rank", "rank_in_zone", "gap_rank", "gap_rank_in_zone"].includes(current);
  const choices: [string, string][] = [[first, ctx.show === "fragility" ? words.byIndex : words.byGap]];
  if (ctx.access?.at_risk) choices.push([BY_PERSONS, words.byPersons], [BY_GAP_PERSONS, words.byGapPersons]);
  if (choices.length < 2) return nothing;
  const now = byFirst ? first : current;
  const other = choices.every(([sort]) => sort !== now);
  return html`<label class="field"><span>${words.order}</span>
    <select id=${id} @change=${(e: Event) => ctx.store.go({ sort: (e.target as HTMLSelectElement).value })}>
      ${choices.map(([sort, name]) => html`<option value=${sort} ?selected=${sort === now || (other && !columns && sort === first)}>${name}</option>`)}
      ${other && columns ? html`<option value=${now} selected>${words.byColumn}</option>` : nothing}
    </select></label>`;
}

/** The select of the least population. */
export function leastPopulation(ctx: Context, id: string): TemplateResult {
  const words = ctx.words.lists;
  const { least } = ctx;
  const choices = [...new Set([...LEAST, least])].sort((a, b) => a - b);
  return html`<label class="field"><span>${words.least}</span>
    <select id=${id} @change=${(e: Event) => ctx.store.go({ least: Number((e.target as HTMLSelectElement).value) })}>
      ${choices.map((n) => html`<option value=${n} ?selected=${n === least}>${n === 0 ? words.allSizes : words.atLeast(ctx.format.number(n))}</option>`)}
    </select></label>`;
}

/** « 238 communes de moins de 1 000 habitants ne sont pas listées » ; nothing where none is left out. */
export function leftOutText(ctx: Context, level: string, leftOut: number | null | undefined): string | null {
  if (!leftOut) return null;
  const count = ctx.format.number(leftOut);
  return ctx.words.lists.leftOut(count, ctx.name(level, leftOut > 1), ctx.format.number(ctx.least), leftOut === 1);
}

/** Why a list is empty: all that is here is left out; null where nothing is. */
export const noneText = (ctx: Context, leftOut: number | null | undefined): string | null =>
  leftOut ? ctx.words.lists.noneSoLarge(ctx.format.number(ctx.least)) : null;

/** A zone of départements or communes may hold a part of an EPCI, which is listed whole. */
export function astrideText(ctx: Context, level: string): string | null {
  const { zone } = ctx.store.now;
  const whole = zone === null || zone.members.every((member) => member.level === "epci");
  return level !== "epci" || whole ? null : ctx.words.lists.astride;
}

export function astrideNote(ctx: Context, level: string): TemplateResult | typeof nothing {
  const said = astrideText(ctx, level);
  return said === null ? nothing : html`<p class="note">${said}</p>`;
}

/** « à cheval : 40 % de ses habitants ici », of a territory that lies in the zone in part. */
export function astrideMark(ctx: Context, row: Row): TemplateResult | typeof nothing {
  const share = numberOf(row["share_in_zone"]);
  if (share === null || share >= 1) return nothing;
  // Neither none nor all of them, however few or many.
  const percent = ctx.format.percent(Math.min(0.99, Math.max(0.01, share)));
  return html`<span class="note">${ctx.words.lists.astrideShare(percent)}</span>`;
}

/** The same with the way to have them all. */
export function leftOutNote(
  ctx: Context,
  level: string,
  leftOut: number | null | undefined,
): TemplateResult | typeof nothing {
  const said = leftOutText(ctx, level, leftOut);
  if (said === null) return nothing;
  return html`<p class="left-out"><span role="status">${said}</span>
    <button type="button" class="link no-print" @click=${() => ctx.store.go({ least: 0 })}>${ctx.words.lists.listAll}</button></p>`;
}
