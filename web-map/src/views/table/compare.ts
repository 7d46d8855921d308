// Two to four territories side by side: a table that says everything, and charts of the same figures.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Line, Sheet, Unit } from "../../api/types";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { sameUnit, unitKey } from "../../state/state";
import { ICONS } from "../common/icons";
import { paperFoot, print } from "../common/paper";
import { nationalNote, noIndex, origin, sheetStanding, swatch, title } from "../common/phrases";
import { wide } from "../common/wide";
import { placeInZone } from "../zone/place";
import { positions } from "./positions";

export class Compare {
  constructor(
    readonly ctx: Context,
    readonly data: Data,
  ) {}

  view(): TemplateResult {
    const { ctx } = this;
    const words = ctx.words.compare;
    const { compared } = ctx.store.now;
    const sheets = compared.map((unit) => ({ unit, ...this.#of(unit) }));
    const ready = sheets.flatMap((s) => (s.sheet ? [s.sheet] : []));
    return html`
      <div class="compare-view" id="compare">
        <div class="table-head"><h2 id="compare-title" tabindex="-1">${words.title}</h2>
          ${ready.length > 0 ? html`<button type="button" @click=${() => print("view")}>${ICONS.print}${ctx.words.sheet.print}</button>` : nothing}
          ${compared.length > 0 ? html`<button type="button" @click=${() => ctx.store.go({ compared: [] })}>${words.clear}</button>` : nothing}</div>
        ${compared.length === 0 ? html`<p>${words.empty}</p>` : compared.length === 1 ? html`<p>${words.one}</p>` : nothing}
        ${new Set(compared.map((u) => u.level)).size > 1 ? html`<p class="alert">${words.levelsDiffer}</p>` : nothing}
        ${this.#national(ready)}
        ${compared.length > 0 ? html`<p class="more-columns note">${words.moreColumns}</p>${this.#table(sheets)}` : nothing}
        ${ready.length > 0 ? html`${positions(ctx, ready)} ${paperFoot(ctx)}` : nothing}
      </div>`;
  }

  /** With a comparison of one's own, what ranks are among: said once a level. */
  #national(sheets: readonly Sheet[]): TemplateResult[] {
    const levels = new Set(sheets.map((sheet) => sheet.level));
    const notes = [...levels].map((level) => nationalNote(this.ctx, level)).filter((said) => said !== null);
    return notes.map((said) => html`<p class="note">${said}</p>`);
  }

  #of(unit: Unit): { sheet: Sheet | null; failure: string | null } {
    const resource = this.data.compared.get(unitKey(unit));
    const sheet = resource?.value && sameUnit(resource.value, unit) ? resource.value : null;
    const failed = resource?.failure;
    const { status } = this.ctx.words;
    return { sheet, failure: failed ? (failed.status === 404 ? status.unknownUnit : status.unreachable) : null };
  }

  #table(all: { unit: Unit; sheet: Sheet | null; failure: string | null }[]): TemplateResult {
    const { ctx } = this;
    const words = ctx.words.compare;
    const { format } = ctx;
    const lines = all.find((a) => a.sheet)?.sheet?.breakdown ?? [];
    const none = ctx.words.table.none;
    const row = (head: string, cell: (s: Sheet) => TemplateResult | string): TemplateResult =>
      html`<tr><th scope="row">${head}</th>${all.map((a) => html`<td>${a.sheet ? cell(a.sheet) : none}</td>`)}</tr>`;
    return wide(html`<div class="table-scroll" role="region" aria-labelledby="compare-title" tabindex="0"><table class="compared">
      <caption class="hidden">${words.title}</caption>
      <thead><tr><th scope="col">${words.criterion}</th>
        ${all.map(({ unit, sheet, failure }) => {
          const name = sheet?.name ?? unit.code;
          const led = ctx.carriedTo(unit);
          return html`<th scope="col"><button type="button" class="link" @click=${() => ctx.select(unit)}>${name}</button>
            <span class="note">${ctx.unitName(unit)}</span>
            ${led ? html`<span class="note">${led}</span>` : nothing}
            ${failure ? html`<span class="note" role="alert">${failure}</span>` : nothing}
            <button type="button" class="quiet" aria-label=${words.remove(name)} @click=${() => this.#remove(unit)}>${ICONS.close}</button></th>`;
        })}</tr></thead>
      <tbody>
        ${row(
          words.place,
          (s) => html`${swatch(s.decile)}
            ${sheetStanding(ctx, s, nationalNote(ctx, s.level) !== null) ?? noIndex(ctx, s)}`,
        )}
        ${row(ctx.words.table.rank, (s) => (s.rank === null ? none : words.outOf(format.number(s.rank), format.number(s.scored))))}
        ${ctx.store.now.zone ? row(ctx.words.lists.rankInZone, (s) => placeInZone(ctx, this.data, s) ?? none) : nothing}
        ${this.#inReference(all.map((a) => a.sheet)) ? row(ctx.words.lists.rankCompared, (s) => this.#ofReference(s) ?? none) : nothing}
        ${row(ctx.words.table.score, (s) => (s.score === null ? none : format.score(s.score)))}
        ${row(ctx.words.table.population, (s) => (s.population === null ? none : format.number(s.population)))}
        ${lines.map(
          (
            line,
          ) => html`<tr class=${line.kind}><th scope="row" title=${title(ctx, line.id, line.title)}>${ctx.words.heads[line.id] ?? title(ctx, line.id, line.title)}
            ${line.kind === "axis" ? nothing : html`<span class="note">${ctx.pair(ctx.pooledName(all[0]?.unit.level ?? ctx.level), this.#france(all, line))}</span>`}</th>
          ${all.map((a) => html`<td>${this.#cell(a.sheet?.breakdown.find((l) => l.id === line.id) ?? null)}</td>`)}</tr>`,
        )}
        ${row(ctx.words.table.completeness, (s) => format.percent(s.completeness))}
      </tbody></table></div>`);
  }

  #inReference(sheets: readonly (Sheet | null)[]): boolean {
    return sheets.some((sheet) => sheet && this.#ofReference(sheet) !== null);
  }

  /** « 3 sur 255 (Creuse) » : among those that it is compared with, where these are not all of France. */
  #ofReference({ rank_in_zone, scored_in_zone, reference, within }: Sheet): string | null {
    const { ctx } = this;
    const zone = within.find((above) => above.level === reference);
    if (!zone || rank_in_zone === null) return null;
    const place = ctx.words.compare.outOf(ctx.format.number(rank_in_zone), ctx.format.number(scored_in_zone));
    return `${place} (${zone.name ?? ctx.unitName(zone)})`;
  }

  #france(all: { sheet: Sheet | null }[], line: Line): string {
    const values = all.flatMap((a) => a.sheet?.breakdown.filter((l) => l.id === line.id).map((l) => l.france) ?? []);
    const value = values.find((v) => v !== null);
    return value === undefined || value === null
      ? this.ctx.words.table.none
      : this.ctx.format.value(value, this.ctx.unit(line.unit));
  }

  #cell(line: Line | null): TemplateResult | string {
    const { ctx } = this;
    const [, max] = ctx.method.scale;
    if (!line) return ctx.words.table.none;
    if (line.kind === "axis")
      return line.normalised === null
        ? ctx.words.table.none
        : ctx.words.compare.outOf(ctx.format.score(line.normalised), ctx.format.number(max));
    if (line.value === null) return html`<span class="note">${origin(ctx, line)}</span>`;
    return ctx.format.value(line.value, ctx.unit(line.unit));
  }

  #remove(unit: Unit): void {
    const { store } = this.ctx;
    store.go({ compared: store.now.compared.filter((u) => !sameUnit(u, unit)) });
    document.getElementById("compare-title")?.focus();
  }
}
