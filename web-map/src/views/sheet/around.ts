// The territories within this one, its neighbours, and the territories that contain it.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Sheet } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { numberOf, records } from "../../app/records";
import { standingText } from "../common/phrases";
import { quarters } from "./quarters";
import { allBelow, itemsOf, list, topOf, totalOf } from "./units";

export function around(ctx: Context, data: Data, sheet: Sheet): TemplateResult {
  return html`${below(ctx, data, sheet)} ${neighbours(ctx, sheet)} ${within(ctx, sheet)}`;
}

function below(ctx: Context, data: Data, sheet: Sheet): TemplateResult | typeof nothing {
  if (sheet.level === "commune" && ctx.france) return quarters(ctx, data, sheet);
  const level = ctx.below(sheet.level);
  const answer = topOf(ctx, data, sheet);
  if (!level || !answer || totalOf(answer) < 2) return nothing;
  const words = ctx.words.sheet;
  // The first has the highest index.
  if (numberOf(records(answer)[0]?.["rank"]) === null)
    return html`<section><p class="note">${words.noneBelow(ctx.format.number(totalOf(answer)), ctx.name(level, true))}</p>
    ${allBelow(ctx, sheet, answer)}</section>`;
  return html`<section aria-labelledby="below-title" aria-busy=${data.top.loading}>
    <h3 id="below-title">${words.below(ctx.name(level, true))}</h3>
    ${list(ctx, itemsOf(ctx, answer), true)} ${allBelow(ctx, sheet, answer)}
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
