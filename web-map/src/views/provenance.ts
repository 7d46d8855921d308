// « D’où viennent ces chiffres » : how complete they are, where each comes from, of when.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Sheet } from "../api/types";
import type { App } from "../app/app";
import { french } from "../words";
import { origin, title } from "./say";

export function provenance(app: App, sheet: Sheet): TemplateResult {
  const words = app.words.sheet;
  const complete = sheet.completeness > 1 - 1e-9;
  const lines = sheet.breakdown.filter((l) => l.kind !== "axis");
  const zone = app.words.settings.referenceNow[sheet.reference];
  return html`<section aria-labelledby="data-title">
    <h3 id="data-title">${words.dataTitle}</h3>
    <p>${complete ? words.complete : words.completeness(app.format.percent(sheet.completeness))}.
      ${zone ? words.compared(zone) : nothing}</p>
    <ul class="plain provenance-lines">
      ${lines.map((line) => html`<li>${title(app, line.id, line.title)} <span class="note">${line.vintage} · ${origin(app, line)}</span></li>`)}
    </ul>
    <ul class="plain sources">
      ${sheet.sources.map((s) => html`<li class="note">${s.page ? html`<a href=${s.page} rel="noreferrer">${french(s.title)}</a>` : french(s.title)}, ${s.publisher}, ${s.vintage} · ${s.licence}</li>`)}
    </ul>
  </section>`;
}
