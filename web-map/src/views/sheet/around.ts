// The territories within this one, its neighbours, and the territories that contain it.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Sheet, Unit } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { numberOf, records, textOf } from "../../app/records";
import { FEW } from "../../score/ranking";
import { sameUnit } from "../../state/state";
import { zoneOf } from "../../state/zone";
import { leftOutText } from "../common/listing";
import { briefNote } from "../common/paper";
import { nationalNote, standingText, swatch } from "../common/phrases";

export function around(ctx: Context, data: Data, sheet: Sheet): TemplateResult {
  return html`${below(ctx, data, sheet)} ${neighbours(ctx, sheet)} ${within(ctx, sheet)}`;
}

interface Item extends Unit {
  name: string | null;
  rank?: number | null;
  decile: number | null;
  more?: string | null;
}

function list(ctx: Context, items: Item[], ordered: boolean): TemplateResult {
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

function below(ctx: Context, data: Data, sheet: Sheet): TemplateResult | typeof nothing {
  const level = ctx.below(sheet.level);
  const answer = data.top.value;
  const unit = { level: sheet.level, code: sheet.code };
  if (!level || !answer || answer.level !== level || !sameUnit(ctx.store.now.selected, unit)) return nothing;
  // A commune of one IRIS has nothing to list.
  const total = answer.total + (answer.left_out ?? 0);
  if (total < 2) return nothing;
  const words = ctx.words.sheet;
  const leftOut = leftOutText(ctx, level, answer.left_out);
  const many = ctx.name(level, true);
  const items = records(answer).map((row) => ({
    level,
    code: textOf(row["code"]),
    name: textOf(row["name"]),
    decile: numberOf(row["decile"]),
    more: standingText(ctx, level, numberOf(row["rank"]), ctx.ranked(level), nationalNote(ctx, level) !== null),
  }));
  return html`<section aria-labelledby="below-title" aria-busy=${data.top.loading}>
    <h3 id="below-title">${words.below(many)}</h3>
    ${list(ctx, items, true)} ${leftOut ? html`<p class="note">${leftOut}</p>` : nothing}
    <button type="button" class="no-print" @click=${() => ctx.store.go({ view: "table", level, zone: zoneOf(unit), frame: null, least: 0, sort: "-score" })}>
      ${words.allBelow(ctx.format.number(total), many)}</button>
  </section>`;
}

function neighbours(ctx: Context, sheet: Sheet): TemplateResult {
  const words = ctx.words.sheet;
  const known = sheet.neighbours;
  return html`<section aria-labelledby="neighbours-title">
    <h3 id="neighbours-title">${words.neighbours}</h3>
    ${known === null ? html`<p class="note">${words.noNeighbours}</p>` : known.length === 0 ? html`<p class="note">${words.alone}</p>` : list(ctx, known, true)}
    ${ctx.hasScenario && known?.length ? html`<p class="note">${words.byMethod}</p>` : nothing}
  </section>`;
}

function within(ctx: Context, sheet: Sheet): TemplateResult | typeof nothing {
  if (sheet.within.length === 0) return nothing;
  const items = sheet.within.map((u) => ({
    ...u,
    more: [u.name ? ctx.name(u.level) : "", standingText(ctx, u.level, u.rank, ctx.ranked(u.level))]
      .filter(Boolean)
      .join(" · "),
  }));
  return html`<section aria-labelledby="within-title">
    <h3 id="within-title">${ctx.words.sheet.within}</h3>
    ${list(ctx, items, false)}
  </section>`;
}
