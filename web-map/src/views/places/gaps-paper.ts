// The list of the largest gaps on paper: a table with the rank, who is concerned, the gap and the nearest help, which
// beside the map would have no room.

import { html, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import { numberOf, type Row, textOf } from "../../app/records";
import { capital } from "../../i18n/format";
import { atRiskWho, distance, needText, supplyText } from "../common/phrases";

export function gapsPaper(ctx: Context, rows: readonly Row[], total: number): TemplateResult {
  const { gaps, lists, table } = ctx.words;
  const { format } = ctx;
  const inZone = ctx.store.now.zone !== null;
  const number = (row: Row, name: string): string => {
    const x = numberOf(row[name]);
    return x === null ? table.none : format.number(x);
  };
  const heads = [
    inZone ? lists.gapRankInZone : gaps.rank,
    table.name,
    table.population,
    capital(atRiskWho(ctx)),
    gaps.needHead,
    gaps.lackHead,
    gaps.gapHead,
    gaps.nearest,
  ];
  const line = (row: Row): TemplateResult => {
    const [persons, km] = [numberOf(row["at_risk"]), numberOf(row["access_km"])];
    const nearest = textOf(row["nearest_name"]);
    return html`<tr>
      <td class="number">${number(row, inZone ? "gap_rank_in_zone" : "gap_rank")}</td>
      <th scope="row">${textOf(row["name"]) || textOf(row["code"])}</th>
      <td class="number">${number(row, "population")}</td>
      <td class="number">${persons === null ? table.none : ctx.words.aboutPeople(format.about(persons), "")}</td>
      <td>${needText(ctx, numberOf(row["need_class"])) || table.none}</td>
      <td>${supplyText(ctx, numberOf(row["lack_class"]), null) || table.none}</td>
      <td class="number">${number(row, "gap")}</td>
      <td>${[nearest, km === null ? "" : distance(ctx, km)].filter(Boolean).join(", ") || table.none}</td></tr>`;
  };
  return html`<div class="print-only gaps-paper"><table>
      <caption class="hidden">${gaps.title}</caption>
      <thead><tr>${heads.map((head, i) => html`<th scope="col" class=${[0, 2, 3, 6].includes(i) ? "number" : ""}>${head}</th>`)}</tr></thead>
      <tbody>${rows.map(line)}</tbody></table>
    <p>${gaps.printed(rows.length, format.number(rows.length), format.number(total), rows.length < total)}</p></div>`;
}
