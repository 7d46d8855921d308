// Bars of several territories, on the index's scale: one group for the index, and one for each axis and indicator. The
// table has the same figures.

import { html, type TemplateResult } from "lit-html";

import type { Sheet } from "../../api/types";
import type { Context } from "../../app/context";
import { title } from "../common/phrases";

export function positions(ctx: Context, sheets: Sheet[]): TemplateResult {
  const words = ctx.words.compare;
  const [min, max] = ctx.method.scale;
  const lines = sheets[0]?.breakdown.filter((l) => l.kind !== "context") ?? [];
  const of = (sheet: Sheet, id: string): number | null => sheet.breakdown.find((l) => l.id === id)?.normalised ?? null;
  return html`<section class="positions" aria-labelledby="positions-title">
    <h3 id="positions-title">${words.positions}</h3>
    <p class="note">${words.positionsNote(ctx.format.number(min), ctx.format.number(max))}</p>
    <div role="img" aria-label=${words.chart(words.positions)}>
      ${group(ctx, ctx.words.table.score, sheets, (sheet) => sheet.score)}
      ${lines.map((line) => group(ctx, title(ctx, line.id, line.title), sheets, (sheet) => of(sheet, line.id)))}
    </div>
  </section>`;
}

function group(ctx: Context, head: string, sheets: Sheet[], of: (sheet: Sheet) => number | null): TemplateResult {
  const [min, max] = ctx.method.scale;
  const share = (x: number): number => Math.max(0, Math.min(100, (100 * (x - min)) / (max - min)));
  const bar = (sheet: Sheet, i: number): TemplateResult => {
    const at = of(sheet);
    return html`<span class="position-name">${sheet.name}</span>
      <span class="track ${at === null ? "hatched" : ""}"><span class="track-fill fill-${i + 1}" style=${`width:${at === null ? 0 : share(at)}%`}></span></span>
      <span class="number">${at === null ? ctx.words.table.none : ctx.format.score(at)}</span>`;
  };
  return html`<div class="position-group"><strong>${head}</strong>${sheets.map(bar)}</div>`;
}
