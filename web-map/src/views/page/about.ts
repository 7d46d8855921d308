// « Méthode et sources » : what the index is and is not, how it is made, from what, under which licence.

import { html, nothing, type TemplateResult } from "lit-html";

import { address } from "../../api/connection";
import type { IndicatorEntry } from "../../api/types";
import type { Context } from "../../app/context";
import { Resource } from "../../app/resource";
import { french } from "../../i18n/words";
import { atRiskWho, countedHelp, title } from "../common/phrases";

export class About {
  readonly #indicators: Resource<{ indicators: IndicatorEntry[] }>;

  constructor(readonly ctx: Context) {
    this.#indicators = new Resource(ctx.changed);
  }

  retry(): void {
    this.#indicators.retry();
  }

  view(): TemplateResult {
    const { ctx } = this;
    const { about } = ctx.words;
    const { provenance, methods } = ctx.served;
    const { served } = methods;
    this.#indicators.want("all", () => ctx.client.indicators());
    const levels = ctx.format.list([...ctx.levels].reverse().map((l) => ctx.name(l, true)));
    const others = methods.carried.filter((m) => m.id !== served.id);
    return html`
      <p><strong>${ctx.methodTitle}</strong></p>
      <p>${ctx.indexWords.key}.</p>
      ${ctx.methodNotice ? html`<p class="alert">${ctx.methodNotice}</p>` : nothing}
      ${ctx.builtZone ? html`<p class="alert">${ctx.words.onlyZone(ctx.builtZone)}</p>` : nothing}
      <ul class="plain">${ctx.words.sheet.limitsText.map((text) => html`<li>${text}</li>`)}</ul>
      <h3>${about.what}</h3>
      <p>${about.formula(levels, ctx.format.percent(served.min_available))}</p>
      <p>${about.rank}</p>
      ${served.source ? html`<p lang="fr">${french(served.source)}</p>` : nothing}
      <h3>${about.indicators}</h3>
      ${this.#table()}
      ${this.#access()}
      <p class="note">${about.geography(provenance.vintage.geography)}. ${provenance.attribution}</p>
      ${
        others.length > 0
          ? html`<h3>${about.others}</h3><p>${about.othersNote}</p><ul class="plain" lang="fr">${others.map((m) => html`<li>${french(m.words.fr.long)}</li>`)}</ul>`
          : nothing
      }
      <p class="links"><a href=${address("docs/")}>${about.api}</a> <a href=${address("downloads")}>${about.files}</a> <a href=${address("recherche")}>${about.plain}</a> <a href=${address("licences.txt")}>${about.parts}</a></p>`;
  }

  /** Which places are counted, and within which distance. */
  #access(): TemplateResult | typeof nothing {
    const { ctx } = this;
    const { access } = ctx;
    if (!access) return nothing;
    const { about, nearby } = ctx.words;
    const named = (zone: string): string => {
      const [level = "", code = ""] = zone.split(":");
      return ctx.unitName({ level, code });
    };
    const covers = ({ covers }: (typeof access.sources)[number]): string =>
      covers === null
        ? about.coversUnsaid
        : covers.join() === "france"
          ? about.coversFrance
          : about.covers(ctx.format.list(covers.map(named)));
    const source = (s: (typeof access.sources)[number]): string =>
      `${[french(s.title), s.publisher, s.vintage].filter(Boolean).join(", ")}${s.licence && ` · ${s.licence}`} · ${about.places(s.places, ctx.format.number(s.places), s.rejected, ctx.format.number(s.rejected))} · ${covers(s)}`;
    const apart = access.not_inventoried;
    return html`<h3>${ctx.words.show.access}</h3>
      <p>${countedHelp(ctx)}</p>
      <p>${about.access(ctx.format.list(access.zones_km.map((km) => ctx.format.number(km))), ctx.format.list(access.weights.map((w) => ctx.format.number(w, 2))))} ${about.gap(atRiskWho(ctx))} ${nearby.notMeant}</p>
      ${apart && apart.units > 0 ? html`<p>${about.outside(ctx.format.number(apart.units), ctx.name(apart.level, apart.units > 1), ctx.format.number(apart.among), ctx.words.inhabitants(apart.persons, ctx.format.number(apart.persons)))}</p>` : nothing}
      <ul class="plain">${access.sources.map((s) => html`<li class="note">${source(s)}</li>`)}</ul>`;
  }

  #table(): TemplateResult {
    const { ctx } = this;
    const { about, table } = ctx.words;
    const { value, failure } = this.#indicators;
    if (!value)
      return html`<p role="status" class="note">${failure ? ctx.words.status.unreachable : about.loading}</p>`;
    const level = ctx.level;
    const missing = (i: IndicatorEntry): string => {
      const count = Object.values(i.values[level]?.missing ?? {}).reduce((sum, n) => sum + n, 0);
      return count > 0 ? about.missingOf(ctx.format.number(count), ctx.name(level, count > 1)) : table.none;
    };
    return html`<div class="table-scroll" role="region" aria-label=${about.indicators} tabindex="0"><table>
      <caption class="hidden">${about.indicators}</caption>
      <thead><tr>${[about.indicator, about.weight, about.source, about.vintage, about.licence, about.missing].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${value.indicators.map(
        (i) => html`<tr>
        <th scope="row">${title(ctx, i.id, i.title)}${i.note ? html`<span class="note" lang="fr">${french(i.note)}</span>` : nothing}</th>
        <td>${i.effective_weight === null ? about.context : ctx.format.percent(i.effective_weight)}</td>
        <td>${i.publisher}</td><td>${i.vintage}</td><td>${i.licence}</td><td>${missing(i)}</td></tr>`,
      )}</tbody>
    </table></div>`;
  }
}
