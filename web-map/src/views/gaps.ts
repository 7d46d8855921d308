// « Les plus grands manques » : where need and lack of help meet most, in a zone or in what the map
// shows; each leads to its sheet, and files hold just what is listed.

import { html, nothing, type TemplateResult } from "lit-html";

import type { App } from "../app/app";
import { GAPS } from "../app/help";
import { numberOf, records, textOf, type Row } from "../app/records";
import { classOf } from "../score/gaps";
import type { Frame } from "../state/state";
import { gapFiles } from "./exports";
import { atRisk, bothSwatch, distance, needText } from "./say";
import { scope } from "./scope";

export function gaps(app: App, frameNow: () => Frame | null): TemplateResult | typeof nothing {
  const { help } = app;
  const { view, zone } = app.store.now;
  if (app.show === "fragility" || view !== "map") return nothing;
  const words = app.words.gaps;
  const { value, failure, loading } = help.top;
  const level = value?.level ?? app.level;
  const rows = value ? records(value).filter((row) => row["gap_rank"] !== null) : [];
  return html`<section class="gaps" aria-labelledby="gaps-title" aria-busy=${loading}>
    <h2 id="gaps-title">${words.title}</h2>
    ${scope(app, frameNow, "gaps-scope", false)}
    ${failure ? html`<p role="alert">${failure.kind === "refused" ? words.noLevel(app.name(app.level, true)) : app.words.status.unreachable}</p>` : nothing}
    ${value || failure ? nothing : html`<p class="note" role="status">${app.words.about.loading}</p>`}
    ${value && rows.length === 0 ? html`<p role="status">${words.none}</p>` : nothing}
    <ol class="units ranked">${rows.map((row) => item(app, level, row))}</ol>
    ${value && rows.length > 0
      ? html`<div class="actions">
          ${rows.length < value.total ? html`<button type="button" @click=${() => help.more("top", help.listed.top === GAPS ? GAPS : 2 * GAPS)}>${app.words.seeMore}</button>
            <button type="button" @click=${() => app.store.go({ view: "table", level: app.store.now.level ?? app.level, frame: zone ? null : frameNow() })}>${words.table(app.format.number(value.total))}</button>` : nothing}
          ${gapFiles(app, level, help.topQuery(level, zone, frameNow()), rows.length)}
        </div>`
      : nothing}
  </section>`;
}

function item(app: App, level: string, row: Row): TemplateResult {
  const code = textOf(row["code"]);
  const km = numberOf(row["access_km"]);
  const nearest = textOf(row["nearest_name"]);
  return html`<li>
    <span class="named"><button type="button" class="link" @click=${() => app.select({ level, code })}>${bothSwatch(classOf(row["need_class"], row["lack_class"]))}
      <span>${textOf(row["name"]) || code}</span></button> <span class="note nowrap">${needText(app, numberOf(row["need_class"]))}</span></span>
    <span class="note">${atRisk(app, numberOf(row["at_risk"])) ?? nothing}</span>
    ${nearest && km !== null ? html`<span class="note">${nearest}, ${distance(app, km)}</span>` : nothing}
  </li>`;
}
