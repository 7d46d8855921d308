// « D’où viennent ces chiffres » : completeness, origin, source and vintage of the figures.

import { html, nothing, type TemplateResult } from "lit-html";

import type { Sheet } from "../../api/types";
import type { Context } from "../../app/context";
import { french } from "../../i18n/words";
import { origin, title } from "../common/phrases";

export function provenance(ctx: Context, sheet: Sheet): TemplateResult {
  const words = ctx.words.sheet;
  const complete = sheet.completeness > 1 - 1e-9;
  const lines = sheet.breakdown.filter((l) => l.kind !== "axis");
  const known = sheet.reference !== "france" || ctx.ofFrance(sheet.level);
  const zone = known ? ctx.words.settings.referenceNow[sheet.reference] : undefined;
  return html`<section aria-labelledby="data-title">
    <h3 id="data-title">${words.dataTitle}</h3>
    <p>${complete ? words.complete : words.completeness(ctx.format.percent(sheet.completeness))}.
      ${zone ? words.compared(zone) : nothing}</p>
    <ul class="plain provenance-lines">
      ${lines.map((line) => html`<li>${title(ctx, line.id, line.title)} <span class="note">${[line.vintage, origin(ctx, line)].filter(Boolean).join(" · ")}</span></li>`)}
    </ul>
    <ul class="plain sources">
      ${sheet.sources.map((s) => html`<li class="note">${s.page ? html`<a href=${s.page} rel="noreferrer">${french(s.title)}</a>` : french(s.title)}${[s.publisher, s.vintage].filter(Boolean).map((part) => `, ${part}`)}${s.licence && ` · ${s.licence}`}</li>`)}
    </ul>
  </section>`;
}
