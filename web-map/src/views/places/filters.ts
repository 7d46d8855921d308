// Filters of places: one select for each facet of the build's places, and « ouvert maintenant ». The column and the
// proposed places share them.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Facet } from "../../api/types";

import type { Context } from "../../app/context";
import type { Filters } from "../../state/state";
import { ICONS } from "../common/icons";

type FilterName = Exclude<keyof Filters, "open">;

function set(ctx: Context, change: Partial<Filters>): void {
  const { store } = ctx;
  store.go({ filters: { ...store.now.filters, ...change } });
}

function select(ctx: Context, name: FilterName, facets: Facet[]): TemplateResult | typeof nothing {
  // A facet without values filters nothing.
  if (facets.length === 0) return nothing;
  const [label, any] = ctx.words.filters[name];
  const now = ctx.store.now.filters[name] ?? "";
  return html`<label class="field"><span>${label}</span>
    <select data-filter=${name} .value=${live(now)} @change=${(e: Event) => set(ctx, { [name]: (e.target as HTMLSelectElement).value || null })}>
      <option value="" ?selected=${now === ""}>${any}</option>
      ${facets.map((f) => html`<option value=${f.id} lang="fr" ?selected=${f.id === now}>${f.label} (${ctx.format.number(f.places)})</option>`)}
    </select></label>`;
}

export const service = (ctx: Context): TemplateResult | typeof nothing =>
  select(ctx, "service", ctx.access?.services ?? []);

/** Folded away as long as none is set; `all` has the service too. */
export function filters(ctx: Context, all: boolean): TemplateResult | typeof nothing {
  const { access } = ctx;
  if (!access) return nothing;
  const { service: of, ...rest } = ctx.store.now.filters;
  const some = (all && of) || Object.values(rest).some(Boolean);
  return html`<details class="filters no-print" ?open=${some}><summary>${ICONS.settings}${ctx.words.filters.title}</summary>
    ${all ? service(ctx) : nothing}
    ${select(ctx, "publics", access.publics)} ${select(ctx, "cost", access.frais)} ${select(ctx, "programme", access.programmes)}
    <label class="check"><input type="checkbox" .checked=${live(ctx.store.now.filters.open)}
      @change=${(e: Event) => set(ctx, { open: (e.target as HTMLInputElement).checked })} /> ${ctx.words.filters.open}</label>
  </details>`;
}
