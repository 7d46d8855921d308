// The legend of need × access: a table of nine colours that names both axes, read by eye and by ear.

import { html, type TemplateResult } from "lit-html";

import type { App } from "../app/app";
import { BIVARIATE } from "../map/colours";

/** The most fragile on top. */
const NEED = [3, 2, 1];
const LACK = [1, 2, 3];

export function bivariate(app: App): TemplateResult {
  const { legend, gaps } = app.words;
  const counts = app.help.colours(app.level)?.counts;
  const many = app.name(app.level, true);
  const cell = (need: number, lack: number): TemplateResult => {
    const which = 3 * (need - 1) + lack;
    const text = `${gaps.need[need - 1]}, ${gaps.lack[lack - 1]}`;
    const said = counts ? app.pair(text, `${app.format.number(counts[which] ?? 0)} ${many}`) : text;
    return html`<td .style=${`background:${BIVARIATE[which - 1]}`} title=${said}><span class="hidden">${said}</span></td>`;
  };
  return html`<table class="bivariate">
    <caption class="hidden">${legend.titles.both}</caption>
    <thead><tr><td></td>${LACK.map((lack) => html`<th scope="col">${gaps.lack[lack - 1]}</th>`)}</tr></thead>
    <tbody>${NEED.map((need) => html`<tr><th scope="row">${gaps.need[need - 1]}</th>${LACK.map((lack) => cell(need, lack))}</tr>`)}</tbody>
  </table>`;
}
