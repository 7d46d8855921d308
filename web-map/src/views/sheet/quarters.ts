// A town by its quarters (IRIS), in the sheet of a commune: how many stand high and low, the first of them with their
// sheets; where there are none, why.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Columns, Rows, Sheet } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { numberOf, records } from "../../app/records";
import { allBelow, itemsOf, list, topOf } from "./units";

/** Inhabitants from which a commune may be divided: INSEE divides those of 10,000 and most of 5,000 and more. */
const TOWN = 5000;
/** Deciles that count as high and as low: two tenths at each end. */
const HIGH = 9;
const LOW = 2;
const ENDS = 0.2;

export function quarters(ctx: Context, data: Data, sheet: Sheet): TemplateResult | typeof nothing {
  const words = ctx.words.sheet.quarters;
  const built = ctx.below("commune") !== null;
  const answer = topOf(ctx, data, sheet);
  if (built && !answer) return nothing;
  if (!answer || answer.total < 2) {
    const town = sheet.population !== null && sheet.population >= TOWN;
    return town ? html`<p class="note">${built ? words.whole : words.notBuilt}</p>` : nothing;
  }
  return html`<section aria-labelledby="below-title" aria-busy=${data.top.loading}>
    <h3 id="below-title">${words.title(ctx.format.number(answer.total))}</h3>
    ${spread(ctx, answer)}
    <p>${words.first}</p>
    ${list(ctx, itemsOf(ctx, answer), true)} ${allBelow(ctx, sheet, answer)}
  </section>`;
}

/** « 12 parmi les 20 % de quartiers de France où l'indice est le plus élevé », and so on; of few there are no tenths. */
function spread(ctx: Context, answer: Rows | Columns): TemplateResult | typeof nothing {
  const { sheet, standing } = ctx.words;
  const words = sheet.quarters;
  const deciles = records(answer).map((row) => numberOf(row["decile"]));
  const known = deciles.filter((decile) => decile !== null);
  // A part of them would say nothing of the others.
  if (known.length === 0 || deciles.length < answer.total) return nothing;
  const [high, low] = [known.filter((d) => d >= HIGH).length, known.filter((d) => d <= LOW).length];
  const middle = known.length - high - low;
  const none = deciles.length - known.length;
  const share = ctx.format.percent(ENDS);
  const where = ctx.ofFrance("iris")
    ? `${ctx.levelWords("iris").part} ${standing.inFrance}`
    : ctx.levelWords("iris").part;
  const said = (n: number): string => ctx.format.number(n);
  const parts = [
    high > 0 ? words.high(said(high), share, where) : "",
    low > 0 ? words.low(said(low), share, where) : "",
    middle > 0 ? words.middle(said(middle)) : "",
    none > 0 ? words.none(said(none)) : "",
  ].filter(Boolean);
  return html`<ul class="plain">${parts.map((part) => html`<li>${part}</li>`)}</ul>`;
}
