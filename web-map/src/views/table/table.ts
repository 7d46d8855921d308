// The table: what the map shows, as rows. They can be narrowed to a territory or to the frame of the map; a heading
// sorts, a row opens its sheet, and the files hold what is listed.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import { type Row, records, textOf } from "../../app/records";
import { ROWS, type Sync } from "../../app/sync";
import { zoneFault, zoneName } from "../../app/zone";
import { capital } from "../../i18n/format";
import { exports } from "../common/exports";
import { ICONS } from "../common/icons";
import { astrideNote, leastPopulation, leftOutNote, noneText, order } from "../common/listing";
import { paperFoot, print } from "../common/paper";
import { nationalNote } from "../common/phrases";
import { scope } from "../common/scope";
import { wide } from "../common/wide";
import { type Column, gapColumns, scoreColumns } from "./columns";

/** Rows that are printed: some fifty pages. */
const MOST_PRINTED = 2000;

export class Table {
  #printing = false;
  /** On a phone what chooses and orders the list is folded away: rows come first. */
  #open = false;

  constructor(
    readonly ctx: Context,
    readonly data: Data,
    readonly sync: Sync,
  ) {}

  view(): TemplateResult {
    const { ctx } = this;
    const { table } = ctx.words;
    const { value, failure, loading } = this.data.list;
    const { zone } = ctx.store.now;
    const fault = zoneFault(ctx, this.data);
    const led = (zone?.members ?? []).map((unit) => ctx.carriedTo(unit)).filter((said) => said !== null);
    const national = nationalNote(ctx);
    const stale = value !== null && value.level !== ctx.level;
    const rows = value && !stale ? records(value) : [];
    const columns = ctx.show === "fragility" ? scoreColumns(ctx, rows) : gapColumns(ctx, rows);
    const many = ctx.name(ctx.level, true);
    return html`
      <div class="table-view" id="table">
        <div class="table-head ${this.#open ? "open" : ""}">
          <h2 id="table-title" tabindex="-1">${this.#title(many)}</h2>
          <button type="button" class="list-button" aria-expanded=${this.#open} @click=${() => this.#fold()}>${ICONS.settings}${table.controls}</button>
          ${scope(ctx, this.data, "scope", true)} ${order(ctx, "order", this.sync.listed().sort, true)} ${leastPopulation(ctx, "least")}
          ${value && !stale && rows.length > 0 ? html`<button type="button" ?disabled=${this.#printing} @click=${() => void this.#print()}>${ICONS.print}${ctx.words.sheet.print}</button>` : nothing}
          ${value && !stale && rows.length > 0 ? exports(ctx, this.sync.listed(), value) : nothing}
        </div>
        ${led.map((said) => html`<p role="status">${said}</p>`)}
        ${
          failure && !fault
            ? html`<div role="alert" class="failed"><p>${table.failed} ${failure.kind === "refused" ? failure.message : ctx.words.status.unreachable}</p>
              <button type="button" @click=${() => this.data.retryNow()}>${ctx.words.status.retry}</button></div>`
            : nothing
        }
        ${!value || stale ? (failure || fault ? nothing : html`<p role="status" class="note">${table.loading}</p>`) : nothing}
        ${value && !stale && rows.length === 0 ? html`<p role="status">${noneText(ctx, value.left_out) ?? table.empty}</p>` : nothing}
        ${value && !stale ? [leftOutNote(ctx, value.level, value.left_out), astrideNote(ctx, value.level)] : nothing}
        ${rows.length > 0 && national ? html`<p class="note">${national}</p>` : nothing}
        ${value && rows.length > 0 && rows.length < value.total ? html`<p class="print-only">${table.partPrinted(ctx.format.number(rows.length), ctx.format.number(value.total), ctx.format.number(MOST_PRINTED))}</p>` : nothing}
        ${rows.length > 0 ? this.#table(columns, rows, loading) : nothing}
        ${
          value && !stale && rows.length > 0
            ? html`<p class="table-foot"><span role="status">${table.count(rows.length, ctx.format.number(rows.length), ctx.format.number(value.total))}</span>
              <span class="more-columns note">${table.moreColumns}</span>
              ${rows.length < value.total ? html`<button type="button" @click=${() => this.sync.more()}>${table.more}</button>` : nothing}</p>
              ${paperFoot(ctx)}`
            : nothing
        }
      </div>`;
  }

  /** « Communes, Creuse » */
  #title(many: string): string {
    const { ctx } = this;
    const { table, gaps } = ctx.words;
    const fault = zoneFault(ctx, this.data);
    if (fault) return table.unknownZone(fault.text);
    return ctx.show === "fragility"
      ? table.caption(capital(many), this.#where())
      : ctx.pair(gaps.title, table.caption(many, this.#where()));
  }

  #where(): string {
    const { ctx } = this;
    const { zone, frame } = ctx.store.now;
    const { table } = ctx.words;
    if (zone) return zoneName(ctx, this.data, zone);
    return frame ? table.inFrame : ctx.everything;
  }

  #table(columns: Column[], rows: Row[], loading: boolean): TemplateResult {
    const { ctx } = this;
    const { selected } = ctx.store.now;
    const { sort } = this.sync.listed();
    const key = sort.replace(/^-/, "");
    const descending = sort.startsWith("-");
    return wide(html`<div class="table-scroll" role="region" aria-labelledby="table-title" tabindex="0" aria-busy=${loading}>
      <table class=${ctx.show === "fragility" ? "scores" : ""}>
        <caption class="hidden">${this.#title(ctx.name(ctx.level, true))}</caption>
        <thead><tr>
          ${columns.map(
            (
              c,
            ) => html`<th scope="col" class=${kindOf(c)} aria-sort=${c.name === key ? (descending ? "descending" : "ascending") : nothing}>
            <button type="button" class="sort" title=${ctx.words.table.sortBy(c.title ?? c.head)} @click=${() => this.#sort(c, key, descending)}>
              ${c.head}${c.name === key ? html`<span class="arrow" aria-hidden="true">${descending ? "▼" : "▲"}</span>` : nothing}</button></th>`,
          )}
        </tr></thead>
        <tbody>
          ${rows.map((row) => {
            const code = textOf(row["code"]);
            const here = selected?.level === ctx.level && selected.code === code;
            return html`<tr class=${here ? "here" : ""} aria-current=${here ? "true" : nothing}>
              ${columns.map((c, i) => (i === 0 ? html`<th scope="row">${c.cell(row)}</th>` : html`<td class=${kindOf(c)}>${c.cell(row)}</td>`))}</tr>`;
          })}
        </tbody>
      </table>
    </div>`);
  }

  #fold(): void {
    this.#open = !this.#open;
    this.ctx.changed();
  }

  #sort(column: Column, key: string, descending: boolean): void {
    const down = column.name === key ? !descending : column.down;
    this.sync.rows = ROWS;
    this.ctx.store.go({ sort: `${down ? "-" : ""}${column.name}` });
  }

  /** Prints all listed rows, up to `MOST_PRINTED`. */
  async #print(): Promise<void> {
    const { ctx } = this;
    const total = this.data.list.value?.total ?? 0;
    if (this.sync.rows < Math.min(total, MOST_PRINTED)) {
      this.#printing = true;
      this.sync.rows = MOST_PRINTED;
      this.sync.now();
      ctx.changed();
      await this.data.list.settled();
      this.#printing = false;
      ctx.changed();
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    }
    print("view");
  }
}

const kindOf = (c: Column): string => c.kind ?? (c.text ? "" : "number");
