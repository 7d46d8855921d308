// The column at the left: search, what is shown, views, level, settings folded away.

import { html, nothing, type TemplateResult } from "lit-html";
import type { Context } from "../../app/context";
import type { Data } from "../../app/data";
import type { View } from "../../state/state";
import { ICONS } from "../common/icons";
import { gaps } from "../places/gaps";
import { places } from "../places/places";
import type { Settings } from "../settings/settings";
import { zoneChip } from "../zone/chip";
import type { Dialogs } from "./dialogs";
import type { Search } from "./search";
import { show } from "./theme-switch";

const VIEWS: View[] = ["map", "table", "compare"];

export class Panel {
  /** On a phone the rest of the column is folded away. */
  #open = false;
  /** Settings are unfolded where the address holds some. */
  #settings: boolean;

  constructor(
    readonly ctx: Context,
    readonly data: Data,
    readonly search: Search,
    readonly settings: Settings,
    readonly dialogs: Dialogs,
    readonly openTable: () => void,
    /** Shows all of the zone on the map. */
    readonly seeZone: () => void,
  ) {
    this.#settings = ctx.hasScenario;
  }

  view(): TemplateResult {
    const { ctx } = this;
    const { words } = ctx;
    const { view, lang, compared } = ctx.store.now;
    const icons = { map: ICONS.map, table: ICONS.table, compare: ICONS.compare };
    const zone = ctx.builtZone;
    const other = lang === "fr" ? "en" : "fr";
    return html`
      <header class="panel ${this.#open ? "open" : ""}">
        ${this.search.view()}
        ${zoneChip(ctx, this.data, () => this.dialogs.open("zone"), this.seeZone)}
        <div class="panel-head">
          <h1>${ctx.methodTitle}</h1>
          ${ctx.methodNotice ? html`<p class="notice">${ctx.methodNotice}. <button type="button" class="link" @click=${() => this.dialogs.open("about")}>${words.partialMore}</button></p>` : nothing}
          ${zone ? html`<p class="notice only">${words.onlyZone(zone)} ${ctx.ofFrance(ctx.level) ? words.ranksOfFrance : nothing}</p>` : nothing}
          <p class="shown">${ctx.shown}</p>
          ${ctx.show === "fragility" ? html`<p class="note key">${ctx.indexWords.key}.</p>` : nothing}
        </div>
        <div class="shows">${show(ctx)}</div>
        <nav class="views" aria-label=${words.views.label}>
          ${VIEWS.map(
            (v) => html`<button type="button" aria-pressed=${v === view} data-view=${v} @click=${() => this.#go(v)}>
            ${icons[v]}<span>${words.views[v]}${v === "compare" && compared.length > 0 ? ` (${compared.length})` : ""}</span></button>`,
          )}
          <button type="button" class="menu-button" aria-expanded=${this.#open} aria-controls="panel-more" @click=${() => this.#fold()}>${ICONS.settings}<span>${words.menu}</span></button>
        </nav>
        <div class="panel-more" id="panel-more">
          ${gaps(ctx, this.data)} ${this.#levels()} ${places(ctx, this.data.access)}
          <details class="fold" ?open=${this.#settings} @toggle=${(e: Event) => (this.#settings = (e.currentTarget as HTMLDetailsElement).open)}><summary>${ICONS.settings}${words.settings.title}</summary>${this.settings.view()}</details>
          <div class="actions">
            <button type="button" @click=${() => this.dialogs.open("share")}>${ICONS.share}${words.share.title}</button>
            ${this.data.upload.allowed ? html`<button type="button" data-upload @click=${() => ctx.store.go({ upload: true, orient: null, place: null })}>${ICONS.file}${words.upload.title}</button>` : nothing}
            <button type="button" @click=${() => this.dialogs.open("about")}>${ICONS.info}${words.about.open}</button>
          </div>
          <button type="button" class="link lang" lang=${other} aria-label=${words.languageLabel} @click=${() => ctx.store.go({ lang: other })}>${words.language}</button>
        </div>
      </header>`;
  }

  close(): void {
    this.#open = false;
  }

  #levels(): TemplateResult {
    const { ctx } = this;
    const { level: pinned } = ctx.store.now;
    const { level } = ctx.words;
    const choice = (id: string | null, name: string): TemplateResult =>
      html`<button type="button" class="chip" data-level=${id ?? "auto"} aria-pressed=${pinned === id} @click=${() => ctx.keepLevel(id)}>${name}</button>`;
    return html`<div role="group" aria-labelledby="level-title">
      <h2 id="level-title" class="small">${level.title}</h2>
      <div class="chips">${choice(null, level.auto)}
        ${[...ctx.levels].reverse().map((id) => choice(id, ctx.levelWords(id).chip))}</div></div>`;
  }

  #go(view: View): void {
    this.#open = false;
    if (view === "table") this.openTable();
    else this.ctx.store.go({ view });
  }

  #fold(): void {
    this.#open = !this.#open;
    this.ctx.changed();
  }
}
