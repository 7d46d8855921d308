// Lists of territories in a sheet: each leads to its own sheet and says where it stands.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Columns, Rows, Sheet, Unit } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { numberOf, records, textOf } from "../../app/records";
import { TOP } from "../../app/sync";
import { FEW } from "../../score/ranking";
import { sameUnit } from "../../state/state";
import { zoneOf } from "../../state/zone";
import { leftOutText } from "../common/listing";
import { briefNote } from "../common/paper";
import { nationalNote, standingText, swatch } from "../common/phrases";

interface Item extends Unit {
  name: string | null;
  rank?: number | null;
  decile: number | null;
  more?: string | null;
}

export function list(ctx: Context, items: Item[], ordered: boolean): TemplateResult {
  const entry = (u: Item): TemplateResult => html`<li>
    <button type="button" class="link" @click=${() => ctx.select({ level: u.level, code: u.code })}>
      ${swatch(u.decile)}
      <span>${u.name || ctx.unitName(u)}</span></button>
    <span class="note">${u.more ?? decile(ctx, u)}</span>
  </li>`;
  const listed = items.map(entry);
  return html`${ordered ? html`<ol class="units">${listed}</ol>` : html`<ul class="units">${listed}</ul>`}
    ${briefNote(ctx, items.length)}`;
}

/** « décile 8 sur 10 »; of few the rank. */
function decile(ctx: Context, { level, rank = null, decile }: Item): string {
  if (decile === null) return ctx.words.legend.none;
  const ranked = ctx.ranked(level);
  if (rank === null || ranked >= FEW) return ctx.words.tip.decile(decile);
  return ctx.words.sheet.rank(ctx.format.number(rank), ctx.format.number(ranked));
}

/** The units within the territory that were asked for with it; null as long as they are not there. */
export function topOf(ctx: Context, data: Data, sheet: Sheet): Rows | Columns | null {
  const answer = data.top.value;
  const known = answer?.level === ctx.below(sheet.level) && sameUnit(ctx.store.now.selected, sheet);
  return known ? answer : null;
}

/** The first of them, with where each stands. */
export function itemsOf(ctx: Context, answer: Rows | Columns): Item[] {
  const { level } = answer;
  return records(answer)
    .slice(0, TOP)
    .map((row) => ({
      level,
      code: textOf(row["code"]),
      name: textOf(row["name"]),
      decile: numberOf(row["decile"]),
      more: standingText(ctx, level, numberOf(row["rank"]), ctx.ranked(level), nationalNote(ctx, level) !== null),
    }));
}

/** How many there are, those with too few inhabitants for the list too. */
export const totalOf = (answer: Rows | Columns): number => answer.total + (answer.left_out ?? 0);

/** Opens the table of them all, and says how many the list leaves out. */
export function allBelow(ctx: Context, { level, code }: Sheet, answer: Rows | Columns): TemplateResult {
  const zone = zoneOf({ level, code });
  const goes = (): void =>
    ctx.store.go({ view: "table", level: answer.level, zone, frame: null, least: 0, sort: "-score" });
  const leftOut = leftOutText(ctx, answer.level, answer.left_out);
  return html`${leftOut ? html`<p class="note">${leftOut}</p>` : nothing}<button type="button" class="no-print" @click=${goes}>
    ${ctx.words.sheet.allBelow(ctx.format.number(totalOf(answer)), ctx.name(answer.level, true))}</button>`;
}
