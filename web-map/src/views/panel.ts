// The column at the left: search, what is shown, views, level, settings folded away.

import { html, nothing, type TemplateResult } from "lit-html";

import type { App } from "../app/app";
import type { Unit } from "../api/types";
import { sameUnit, type Frame, type View } from "../state/state";
import type { Dialogs } from "./dialogs";
import { gaps } from "./gaps";
import { ICONS } from "./icons";
import { places } from "./places";
import type { Search } from "./search";
import type { Settings } from "./settings";
import { show } from "./show";

const VIEWS: View[] = ["map", "table", "compare"];

export class Panel {
  /** On a phone the rest of the column is folded away. */
  #open = false;
  /** Settings are unfolded where the address holds some. */
  #settings: boolean;

  constructor(
    readonly app: App,
    readonly search: Search,
    readonly settings: Settings,
    readonly dialogs: Dialogs,
    readonly frameNow: () => Frame | null,
  ) {
    this.#settings = app.custom;
  }

  view(): TemplateResult {
    const { app } = this;
    const { words } = app;
    const { view, lang, compared } = app.store.now;
    const icons = { map: ICONS.map, table: ICONS.table, compare: ICONS.compare };
    const other = lang === "fr" ? "en" : "fr";
    return html`
      <header class="panel ${this.#open ? "open" : ""}">
        ${this.search.view()}
        <div class="panel-head">
          <h1>${app.methodTitle.split(/ — |: /)[0]}</h1>
          ${app.methodNotice ? html`<p class="notice">${app.methodNotice}. <button type="button" class="link" @click=${() => this.dialogs.open("about")}>${words.partialMore}</button></p>` : nothing}
          <p class="shown">${app.shown}</p>
        </div>
        <div class="shows">${show(app)}</div>
        <nav class="views" aria-label=${words.views.label}>
          ${VIEWS.map((v) => html`<button type="button" aria-pressed=${v === view} data-view=${v} @click=${() => this.#go(v)}>
            ${icons[v]}<span>${words.views[v]}${v === "compare" && compared.length > 0 ? ` (${compared.length})` : ""}</span></button>`)}
          <button type="button" class="menu-button" aria-expanded=${this.#open} aria-controls="panel-more" @click=${() => this.#fold()}>${ICONS.settings}<span>${words.menu}</span></button>
        </nav>
        <div class="panel-more" id="panel-more">
          ${gaps(app, this.frameNow)} ${this.#levels()} ${places(app)}
          <details class="fold" ?open=${this.#settings} @toggle=${(e: Event) => (this.#settings = (e.currentTarget as HTMLDetailsElement).open)}><summary>${ICONS.settings}${words.settings.title}</summary>${this.settings.view()}</details>
          <div class="actions">
            <button type="button" @click=${() => this.dialogs.open("share")}>${ICONS.share}${words.share.title}</button>
            <button type="button" @click=${() => this.dialogs.open("about")}>${ICONS.info}${words.about.open}</button>
          </div>
          <button type="button" class="link lang" lang=${other} aria-label=${words.languageLabel} @click=${() => app.store.go({ lang: other })}>${words.language}</button>
        </div>
      </header>`;
  }

  close(): void {
    this.#open = false;
  }

  #levels(): TemplateResult {
    const { app } = this;
    const { level: pinned } = app.store.now;
    const { level } = app.words;
    const choice = (id: string | null, name: string): TemplateResult =>
      html`<button type="button" class="chip" data-level=${id ?? "auto"} aria-pressed=${pinned === id} @click=${() => app.store.go({ level: id })}>${name}</button>`;
    return html`<div role="group" aria-labelledby="level-title">
      <h2 id="level-title" class="small">${level.title}</h2>
      <div class="chips">${choice(null, level.auto)}
        ${[...app.levels].reverse().map((id) => choice(id, app.words.levels[id]?.chip ?? id))}</div></div>`;
  }

  #go(view: View): void {
    const { app } = this;
    const { store } = app;
    this.#open = false;
    if (view !== "table") return store.go({ view });
    const { level: pinned, selected, zone } = store.now;
    const level = pinned ?? app.level;
    // The table lists what is in the territory that was chosen, where the map shows what is in it.
    const below = selected && app.contains(selected.level, level) ? (pinned ?? app.below(selected.level)) : null;
    if (selected && below) return store.go({ view, zone: selected, frame: null, level: below });
    if (store.now.view === "table") return;
    // Else what the map shows: in its frame when it is not all, at the same level. A zone is kept as long as
    // what was chosen lies in it.
    const kept = zone && (!selected || this.#within(zone)) ? zone : null;
    store.go({ view, zone: kept, frame: kept ? null : this.frameNow(), level });
  }

  /** Whether what is selected is a territory or lies in it. */
  #within(zone: Unit): boolean {
    const sheet = this.app.sheet.value;
    return sheet === null || sameUnit(sheet, zone) || sheet.within.some((above) => sameUnit(above, zone));
  }

  #fold(): void {
    this.#open = !this.#open;
    this.app.changed();
  }
}
