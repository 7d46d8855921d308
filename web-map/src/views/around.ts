// What a territory holds, touches and lies in.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Sheet, Unit } from "../api/types";
import type { App } from "../app/app";
import { numberOf, records, textOf } from "../app/records";
import { sameUnit } from "../state/state";
import { ahead, swatch } from "./say";

export function around(app: App, sheet: Sheet): TemplateResult {
  return html`${below(app, sheet)} ${neighbours(app, sheet)} ${within(app, sheet)}`;
}

interface Item extends Unit {
  name: string | null;
  decile: number | null;
  more?: string | null;
}

function list(app: App, items: Item[], ordered: boolean): TemplateResult {
  const entry = (u: Item): TemplateResult => html`<li>
    <button type="button" class="link" @click=${() => app.select({ level: u.level, code: u.code })}>
      ${swatch(u.decile)}
      <span>${u.name || u.code}</span></button>
    <span class="note">${u.more ?? (u.decile ? app.words.tip.decile(u.decile) : app.words.legend.none)}</span>
  </li>`;
  return ordered ? html`<ol class="units">${items.map(entry)}</ol>` : html`<ul class="units">${items.map(entry)}</ul>`;
}

function below(app: App, sheet: Sheet): TemplateResult | typeof nothing {
  const level = app.below(sheet.level);
  const answer = app.top.value;
  const unit = { level: sheet.level, code: sheet.code };
  if (!level || !answer || answer.level !== level || !sameUnit(app.store.now.selected, unit)) return nothing;
  // A commune that is one IRIS says nothing more.
  if (answer.total < 2) return nothing;
  const words = app.words.sheet;
  const many = app.name(level, true);
  const items = records(answer).map((row) => ({
    level,
    code: textOf(row["code"]),
    name: textOf(row["name"]),
    decile: numberOf(row["decile"]),
    more: ahead(app, level, numberOf(row["rank"]), app.levelEntry(level)?.scored ?? 0),
  }));
  return html`<section aria-labelledby="below-title" aria-busy=${app.top.loading}>
    <h3 id="below-title">${words.below(many)}</h3>
    ${list(app, items, true)}
    <button type="button" class="no-print" @click=${() => app.store.go({ view: "table", level, zone: unit, frame: null, sort: "-score" })}>
      ${words.allBelow(app.format.number(answer.total), many)}</button>
  </section>`;
}

function neighbours(app: App, sheet: Sheet): TemplateResult {
  const words = app.words.sheet;
  const known = sheet.neighbours;
  return html`<section aria-labelledby="neighbours-title">
    <h3 id="neighbours-title">${words.neighbours}</h3>
    ${known === null ? html`<p class="note">${words.noNeighbours}</p>` : known.length === 0 ? html`<p class="note">${words.alone}</p>` : list(app, known, true)}
    ${app.custom && known?.length ? html`<p class="note">${words.byMethod}</p>` : nothing}
  </section>`;
}

function within(app: App, sheet: Sheet): TemplateResult | typeof nothing {
  if (sheet.within.length === 0) return nothing;
  const items = sheet.within.map((u) => ({
    ...u,
    more: [app.name(u.level), ahead(app, u.level, u.rank, app.levelEntry(u.level)?.scored ?? 0)].filter(Boolean).join(" · "),
  }));
  return html`<section aria-labelledby="within-title">
    <h3 id="within-title">${app.words.sheet.within}</h3>
    ${list(app, items, false)}
  </section>`;
}
