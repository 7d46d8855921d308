// The same as the map, to be read without it: what is listed can be narrowed to a territory or to
// what the map shows, each head sorts, each row opens its sheet, and the files hold what is listed.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Cell } from "../api/types";
import type { App } from "../app/app";
import { numberOf, records, textOf, type Row } from "../app/records";
import { ROWS, type Sync } from "../app/sync";
import { classOf } from "../score/gaps";
import { scoredIndicators } from "../score/rescore";
import { sameUnit, type Frame } from "../state/state";
import { exports } from "./exports";
import { ICONS } from "./icons";
import { scope } from "./scope";
import { nationalNote } from "./settings";
import { zoneLost } from "./status";
import { atRiskWho, bothSwatch, distance, needText, swatch, title } from "./say";

interface Column {
  name: string;
  head: string;
  /** What the head says in short. */
  title?: string;
  /** The largest first when it is sorted first. */
  down: boolean;
  cell: (row: Row) => TemplateResult | string;
  text?: boolean;
  kind?: string;
}

/** Rows that are printed: some fifty pages. */
const MOST_PRINTED = 2000;

export class Table {
  #printing = false;

  constructor(
    readonly app: App,
    readonly sync: Sync,
    /** What the map shows, when it is less than all. */
    readonly frameNow: () => Frame | null,
  ) {}

  view(): TemplateResult {
    const { app } = this;
    const { table } = app.words;
    const { value, failure, loading } = app.list;
    const { zone } = app.store.now;
    const national = nationalNote(app);
    const stale = value !== null && value.level !== app.level;
    const rows = value && !stale ? records(value) : [];
    const columns = this.#columns();
    const many = app.name(app.level, true);
    return html`
      <div class="table-view" id="table">
        <div class="table-head">
          <h2 id="table-title" tabindex="-1">${app.show === "fragility" ? table.caption(capital(many), this.#where()) : app.pair(app.words.gaps.title, table.caption(many, this.#where()))}</h2>
          ${scope(app, this.frameNow, "scope", true)}
          ${value && !stale && rows.length > 0 ? html`<button type="button" ?disabled=${this.#printing} @click=${() => void this.#print()}>${ICONS.print}${app.words.sheet.print}</button>` : nothing}
          ${value && !stale ? exports(app, this.sync.listed(), value.total) : nothing}
        </div>
        ${failure && zone && zoneLost(app)
          ? nothing
          : failure
          ? html`<div role="alert" class="failed"><p>${table.failed} ${failure.kind === "refused" ? failure.message : app.words.status.unreachable}</p>
              <button type="button" @click=${() => (app.client.retryNow(), app.retry())}>${app.words.status.retry}</button></div>`
          : nothing}
        ${!value || stale ? (failure ? nothing : html`<p role="status" class="note">${table.loading}</p>`) : nothing}
        ${value && !stale && rows.length === 0 ? html`<p role="status">${table.empty}</p>` : nothing}
        ${rows.length > 0 && app.show === "fragility" && national ? html`<p class="note">${national}</p>` : nothing}
        ${rows.length > 0 ? this.#table(columns, rows, loading) : nothing}
        ${value && !stale && rows.length > 0
          ? html`<p class="table-foot"><span role="status">${table.count(app.format.number(rows.length), app.format.number(value.total))}</span>
              <span class="print-only">${app.methodTitle}. ${app.methodNotice}${app.methodNotice ? "." : ""} ${app.served.provenance.attribution}. ${app.words.printed(app.format.date(new Date()))} · <span class="url">${location.href}</span></span>
              ${rows.length < value.total ? html`<button type="button" @click=${() => this.#more()}>${table.more}</button>` : nothing}</p>`
          : nothing}
      </div>`;
  }

  #where(): string {
    const { app } = this;
    const { zone, frame } = app.store.now;
    const { table } = app.words;
    if (zone) return app.zone.value && sameUnit(app.zone.value, zone) ? app.zone.value.name : zone.code;
    return frame ? table.inFrame : app.france ? table.all : table.everything;
  }

  #table(columns: Column[], rows: Row[], loading: boolean): TemplateResult {
    const { app } = this;
    const { selected } = app.store.now;
    const { sort } = this.sync.listed();
    const key = sort.replace(/^-/, "");
    const descending = sort.startsWith("-");
    return html`<div class="table-scroll" role="region" aria-labelledby="table-title" tabindex="0" aria-busy=${loading}>
      <table class=${app.show === "fragility" ? "scores" : ""}>
        <thead><tr>
          ${columns.map((c) => html`<th scope="col" class=${kindOf(c)} aria-sort=${c.name === key ? (descending ? "descending" : "ascending") : nothing}>
            <button type="button" class="sort" title=${app.words.table.sortBy(c.title ?? c.head)} @click=${() => this.#sort(c, key, descending)}>
              ${c.head}${c.name === key ? html`<span class="arrow" aria-hidden="true">${descending ? "▼" : "▲"}</span>` : nothing}</button></th>`)}
        </tr></thead>
        <tbody>
          ${rows.map((row) => {
            const code = textOf(row["code"]);
            const here = selected?.level === app.level && selected.code === code;
            return html`<tr class=${here ? "here" : ""} aria-current=${here ? "true" : nothing}>
              ${columns.map((c, i) => (i === 0 ? html`<th scope="row">${c.cell(row)}</th>` : html`<td class=${kindOf(c)}>${c.cell(row)}</td>`))}</tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  #columns(): Column[] {
    const { app } = this;
    if (app.show !== "fragility") return this.#gaps();
    const { table } = app.words;
    const { format } = app;
    const known = new Set(app.levelEntry(app.level)?.columns.map((c) => c.name));
    const plain = (name: string, digits = 0) => (row: Row): string => said(numberOf(row[name]), (x) => format.number(x, digits), table.none);
    const all: Column[] = [
      { name: "name", head: table.name, down: false, text: true, cell: (row) => this.#name(row) },
      { name: "code", head: table.code, down: false, text: true, cell: (row) => textOf(row["code"]) },
      { name: "departement", head: table.department, down: false, text: true, cell: (row) => textOf(row["departement"]) },
      { name: "rank", head: nationalNote(app) ? table.rankNowNational : app.custom ? table.rankNow : table.rank, down: false, cell: plain("rank") },
    ];
    if (app.choice(app.level)) {
      all.push({ name: "method_rank", head: table.rankMethod, down: false, cell: (row) => html`${plain("method_rank")(row)} ${this.#move(row)}` });
    }
    all.push(
      { name: "decile", head: table.decile, down: true, cell: (row) => decile(numberOf(row["decile"]), table.none) },
      { name: "score", head: table.score, down: true, cell: (row) => said(numberOf(row["score"]), (x) => format.fixed(x, 2), table.none) },
      { name: "population", head: table.population, down: true, cell: plain("population") },
      { name: "completeness", head: table.completeness, down: true, cell: (row) => said(numberOf(row["completeness"]), (x) => format.percent(x), table.none) },
    );
    for (const i of scoredIndicators(app.method)) {
      const name = `value_${i.id}`;
      const value = (cell: Cell | undefined): string => said(numberOf(cell), (x) => format.value(x, app.unit(i.unit)), table.none);
      const whole = title(app, i.id, i.title);
      all.push({ name, head: app.words.heads[i.id] ?? whole, title: whole, down: i.direction === "up", cell: (row) => value(row[name]) });
    }
    return all.filter((c) => known.has(c.name) || c.name === "method_rank");
  }

  /** The lack of help, instead of scores. */
  #gaps(): Column[] {
    const { app } = this;
    const { table, gaps, nearby } = app.words;
    const { none } = table;
    const remedies: Record<string, string> = nearby.remediesShort;
    const all: Column[] = [
      { name: "name", head: table.name, down: false, text: true, cell: (row) => this.#name(row) },
      { name: "code", head: table.code, down: false, text: true, cell: (row) => textOf(row["code"]) },
      { name: "departement", head: table.department, down: false, text: true, cell: (row) => textOf(row["departement"]) },
      { name: "gap_rank", head: gaps.rank, down: false, cell: (row) => said(numberOf(row["gap_rank"]), (x) => app.format.number(x), none) },
      { name: "at_risk", head: capital(atRiskWho(app)), down: true, cell: (row) => said(numberOf(row["at_risk"]), (x) => app.words.aboutPeople(app.format.about(x), ""), none) },
      { name: "need", head: gaps.needHead, down: true, text: true, cell: (row) => html`<span class="nowrap">${bothSwatch(classOf(row["need_class"], row["lack_class"]))} ${needText(app, numberOf(row["need_class"])) || none}</span>` },
      { name: "lack", head: gaps.lackHead, down: true, text: true, cell: (row) => gaps.lack[(numberOf(row["lack_class"]) ?? 0) - 1] ?? none },
      { name: "remedy", head: gaps.remedy, down: false, text: true, cell: (row) => remedies[textOf(row["remedy"])] ?? none },
      { name: "nearest_name", head: gaps.nearest, down: false, text: true, kind: "place-name", cell: (row) => textOf(row["nearest_name"]) || none },
      { name: "access_km", head: gaps.distance, down: true, cell: (row) => said(numberOf(row["access_km"]), (km) => distance(app, km), none) },
    ];
    return all.filter((c) => c.name !== "departement" || ["iris", "commune", "epci"].includes(app.level));
  }

  #name(row: Row): TemplateResult {
    const { app } = this;
    const code = textOf(row["code"]);
    const name = textOf(row["name"]) || code;
    return html`<button type="button" class="link" aria-label=${app.words.table.open(name)} @click=${() => app.select({ level: app.level, code })}>${name}</button>`;
  }

  /** How far a territory moved by other weights. */
  #move(row: Row): TemplateResult | typeof nothing {
    const [now, before] = [numberOf(row["rank"]), numberOf(row["method_rank"])];
    if (now === null || before === null || now === before) return nothing;
    const { table } = this.app.words;
    const by = this.app.format.number(Math.abs(before - now));
    return html`<span class="note nowrap"><span aria-hidden="true">${now < before ? "↑" : "↓"} ${by}</span><span class="hidden">${now < before ? table.up(by) : table.down(by)}</span></span>`;
  }

  #sort(column: Column, key: string, descending: boolean): void {
    const down = column.name === key ? !descending : column.down;
    this.sync.rows = ROWS;
    this.app.store.go({ sort: `${down ? "-" : ""}${column.name}` });
  }

  /** On paper: all rows that are listed, as far as paper goes. */
  async #print(): Promise<void> {
    const { app } = this;
    const total = app.list.value?.total ?? 0;
    if (this.sync.rows < Math.min(total, MOST_PRINTED)) {
      this.#printing = true;
      this.sync.rows = MOST_PRINTED;
      this.sync.now();
      app.changed();
      await app.list.settled();
      this.#printing = false;
      app.changed();
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    }
    window.print();
  }

  #more(): void {
    this.sync.rows *= 4;
    this.sync.now();
    this.app.changed();
  }
}

const kindOf = (c: Column): string => c.kind ?? (c.text ? "" : "number");
const said = (x: number | null, say: (x: number) => string, none: string): string => (x === null ? none : say(x));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function decile(of: number | null, none: string): TemplateResult {
  return html`<span class="nowrap">${swatch(of)} ${of ?? none}</span>`;
}
