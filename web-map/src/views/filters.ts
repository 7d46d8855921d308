// Which places count: selects of what the build's places are told apart by, and « ouvert maintenant ».
// The same in the column and beside the places that are proposed.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import type { Facet } from "../api/help";
import type { App } from "../app/app";
import type { Filters } from "../state/state";
import { ICONS } from "./icons";

type Choice = Exclude<keyof Filters, "open">;

function set(app: App, change: Partial<Filters>): void {
  const { store } = app;
  store.go({ filters: { ...store.now.filters, ...change } });
}

function choice(app: App, name: Choice, facets: Facet[]): TemplateResult | typeof nothing {
  // One value alone says nothing.
  if (facets.length === 0) return nothing;
  const [label, any] = app.words.filters[name];
  const now = app.store.now.filters[name] ?? "";
  return html`<label class="field"><span>${label}</span>
    <select data-filter=${name} .value=${live(now)} @change=${(e: Event) => set(app, { [name]: (e.target as HTMLSelectElement).value || null })}>
      <option value="" ?selected=${now === ""}>${any}</option>
      ${facets.map((f) => html`<option value=${f.id} lang="fr" ?selected=${f.id === now}>${f.label} (${app.format.number(f.places)})</option>`)}
    </select></label>`;
}

export const service = (app: App): TemplateResult | typeof nothing => choice(app, "service", app.help.access?.services ?? []);

/** Folded away as long as none is set; `all` has the service too. */
export function filters(app: App, all: boolean): TemplateResult | typeof nothing {
  const { access } = app.help;
  if (!access) return nothing;
  const { service: of, ...rest } = app.store.now.filters;
  const some = (all && of) || Object.values(rest).some(Boolean);
  return html`<details class="filters no-print" ?open=${some}><summary>${ICONS.settings}${app.words.filters.title}</summary>
    ${all ? service(app) : nothing}
    ${choice(app, "publics", access.publics)} ${choice(app, "cost", access.frais)} ${choice(app, "programme", access.programmes)}
    <label class="check"><input type="checkbox" .checked=${live(app.store.now.filters.open)}
      @change=${(e: Event) => set(app, { open: (e.target as HTMLInputElement).checked })} /> ${app.words.filters.open}</label>
  </details>`;
}
