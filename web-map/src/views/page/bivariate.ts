// The legend of need × supply: a table of nine colours whose headings name both axes, and what their thirds are.

import { html, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { dataColour } from "../common/phrases";

/** The highest need on top. */
const NEED = [3, 2, 1];
const LACK = [1, 2, 3];

export function bivariate(ctx: Context, data: Data): TemplateResult {
  const { legend, gaps, nearby } = ctx.words;
  const counts = data.access.colours(ctx.level)?.counts;
  const cell = (need: number, lack: number): TemplateResult => {
    const which = 3 * (need - 1) + lack;
    const text = nearby.classes(gaps.need[need - 1] ?? "", gaps.lack[lack - 1] ?? "");
    const count = counts?.[which] ?? 0;
    const said = counts ? ctx.pair(text, `${ctx.format.number(count)} ${ctx.name(ctx.level, count > 1)}`) : text;
    return html`<td .style=${`background:${dataColour("both", which)}`} title=${said}><span class="hidden">${said}</span></td>`;
  };
  return html`<table class="bivariate">
    <caption class="hidden">${legend.titles.both}</caption>
    <thead><tr><td></td>${LACK.map((lack) => html`<th scope="col">${gaps.lack[lack - 1]}</th>`)}</tr></thead>
    <tbody>${NEED.map((need) => html`<tr><th scope="row">${gaps.need[need - 1]}</th>${LACK.map((lack) => cell(need, lack))}</tr>`)}</tbody>
  </table>
  <p class="note">${gaps.thirds(ctx.levelWords(ctx.level).of)} ${gaps.apart}</p>`;
}
