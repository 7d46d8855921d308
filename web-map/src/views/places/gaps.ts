// « Les plus grands écarts » : the largest gaps between need and access, in a zone or in what the map shows; each
// leads to its sheet, and files hold exactly what is listed.

import { html, nothing, type TemplateResult } from "lit-html";
import { GAPS } from "../../app/access";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { topGapsQuery } from "../../app/queries";
import { numberOf, type Row, records, textOf } from "../../app/records";
import { zoneName } from "../../app/zone";
import { capital } from "../../i18n/format";
import { classOf, NOT_INVENTORIED } from "../../score/gaps";
import { gapFiles } from "../common/exports";
import { ICONS } from "../common/icons";
import { astrideMark, astrideNote, leastPopulation, leftOutNote, noneText, order } from "../common/listing";
import { paperFoot, print } from "../common/paper";
import { atRisk, bothSwatch, distance, nationalNote, needText, supplyText } from "../common/phrases";
import { scope } from "../common/scope";
import { gapsPaper } from "./gaps-paper";

export function gaps(ctx: Context, data: Data): TemplateResult | typeof nothing {
  const { access } = data;
  const { view, zone } = ctx.store.now;
  if (ctx.show === "fragility" || view !== "map") return nothing;
  const words = ctx.words.gaps;
  const { value, failure, loading } = access.top;
  const level = value?.level ?? ctx.level;
  const national = nationalNote(ctx, level);
  const listed = value ? records(value) : [];
  const rows = listed.filter((row) => row["gap_rank"] !== null);
  const nobodyLooked = listed.some((row) => row["access_reason"] === NOT_INVENTORIED);
  return html`<section class="gaps" aria-labelledby="gaps-title" aria-busy=${loading}>
    <h2 id="gaps-title">${words.title}</h2>
    <p class="print-only">${ctx.words.table.caption(capital(ctx.name(level, true)), zone ? zoneName(ctx, data, zone) : ctx.words.table.inFrame)}</p>
    ${scope(ctx, data, "gaps-scope", false)} ${order(ctx, "gaps-order", ctx.store.now.sort, false)} ${leastPopulation(ctx, "gaps-least")}
    ${value ? [leftOutNote(ctx, level, value.left_out), astrideNote(ctx, level)] : nothing}
    ${national ? html`<p class="note">${national}</p>` : nothing}
    ${failure ? html`<p role="alert">${failure.kind === "refused" ? words.noLevel(ctx.name(ctx.level, true)) : ctx.words.status.unreachable}</p>` : nothing}
    ${value || failure ? nothing : html`<p class="note" role="status">${ctx.words.about.loading}</p>`}
    ${value && rows.length > 0 ? html`<p class="note">${words.thirds(ctx.levelWords(level).of)}</p>` : nothing}
    ${value && rows.length === 0 ? html`<p role="status">${nobodyLooked ? words.allOutside : (noneText(ctx, value.left_out) ?? words.none)}</p>` : nothing}
    ${outside(ctx, data)}
    <ol class="units ranked">${rows.map((row) => item(ctx, level, row))}</ol>
    ${
      value && rows.length > 0
        ? html`<div class="actions">
          ${
            rows.length < value.total
              ? html`<button type="button" @click=${() => access.more("top", access.listed.top === GAPS ? GAPS : 2 * GAPS)}>${ctx.words.seeMore}</button>
            <button type="button" @click=${() => ctx.store.go({ view: "table", level: ctx.store.now.level ?? ctx.level, frame: zone ? null : ctx.frameNow() })}>${words.table(ctx.format.number(value.total))}</button>`
              : nothing
          }
          ${gapFiles(ctx, level, topGapsQuery(ctx, level, zone, ctx.frameNow(), access.listed.top), { ...value, total: rows.length })}
          <button type="button" @click=${() => print("gaps")}>${ICONS.print}${words.print}</button>
        </div>
        ${gapsPaper(ctx, rows, value.total)}
        ${paperFoot(ctx)}`
        : nothing
    }
  </section>`;
}

/** Territories of the level that no inventory covers: they are in no list of gaps. */
function outside(ctx: Context, data: Data): TemplateResult | typeof nothing {
  const count = data.access.colours(ctx.level)?.outside.size ?? 0;
  if (count === 0) return nothing;
  const said = ctx.words.gaps.outsideApart(ctx.format.number(count), ctx.name(ctx.level, count > 1));
  return html`<p class="note">${said}</p>`;
}

function item(ctx: Context, level: string, row: Row): TemplateResult {
  const code = textOf(row["code"]);
  const km = numberOf(row["access_km"]);
  const nearest = textOf(row["nearest_name"]);
  const need = needText(ctx, numberOf(row["need_class"]));
  const supply = supplyText(ctx, numberOf(row["lack_class"]), null);
  return html`<li>
    <button type="button" class="link" @click=${() => ctx.select({ level, code })}>${bothSwatch(classOf(row["need_class"], row["lack_class"]))}
      <span>${textOf(row["name"]) || code}</span></button>
    ${astrideMark(ctx, row)}
    <span class="note">${ctx.words.nearby.classes(need, supply)}</span>
    <span class="note">${atRisk(ctx, numberOf(row["at_risk"])) ?? nothing}</span>
    ${nearest && km !== null ? html`<span class="note">${nearest}, ${distance(ctx, km)}</span>` : nothing}
  </li>`;
}
